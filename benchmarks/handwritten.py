"""The rival: SQL that a good analytics engineer would write by hand for the same policy, one pass, a CASE per rule.

Two versions. `lean` trusts its input: it casts, drops what it cannot cast, follows no merges and looks for no
duplicates. `careful` cleans as the project does and gives the same scores (tests/python/test_benchmarks.py). Both write
the score, the dimensions, the grade and an MQL flag of every contact into one table: no history, ledger or reasons.
"""

from __future__ import annotations

from pathlib import Path

from benchmarks.policy import BANDS, CLAMP, GROUP_LIMIT, MQL_SCORE, STEP_DAYS, Rule

WEIGHT = "pow(0.5, floor(age_days / {step}) * {step} / {half_life}.0)"


def text(value: str) -> str:
    """A text as an SQL literal."""
    return "'" + value.replace("'", "''") + "'"


def condition(field: str, operator: str, value: str) -> str:
    """One condition as SQL on a column."""
    column = field.split(".")[1]
    if operator == "equals":
        return f"{column} = {text(value)}"
    if operator == "contains":
        return f"contains({column}, {text(value)})"
    if operator == "starts_with":
        return f"starts_with({column}, {text(value)})"
    if operator == "gte":
        return f"{column} >= {value}"
    raise ValueError(f"no SQL for operator {operator!r}")


def when(rule: Rule) -> str:
    """All conditions of a rule, its window too."""
    parts = [condition(*part) for part in rule.conditions]
    if rule.window_days:
        parts.append(f"age_days < {rule.window_days}")
    return " and ".join(parts)


def clamp(expression: str) -> str:
    """An expression between the bounds of the policy."""
    return f"least({CLAMP[1]}, greatest({CLAMP[0]}, {expression}))"


def handwritten_sql(rules: list[Rule], inputs: Path, as_of: str, careful: bool) -> str:
    """The statement that makes the table `handwritten_scores` from the files in the folder `inputs`."""
    activity_rules = [rule for rule in rules if rule.kind == "activity"]
    contact_rules = [rule for rule in rules if rule.kind == "attribute"]
    half_lives = sorted({rule.half_life for rule in activity_rules})
    asked = {field.split(".")[1] for rule in activity_rules for field, _, _ in rule.conditions}
    attributes = sorted({field.split(".")[1] for rule in contact_rules for field, _, _ in rule.conditions})

    columns = []
    for column in sorted(asked):
        if column == "value":
            columns.append("try_cast(value as double) as value")
        else:
            columns.append(f"lower(trim({column})) as {column}" if careful else column)
    per_rule = ",\n        ".join(
        f"sum(case when {when(rule)} then weight_{rule.half_life} end) * {rule.points} as {rule.rule_id}"
        for rule in activity_rules
    )
    capped = {rule.rule_id: f"least({rule.max_points}, coalesce({rule.rule_id}, 0))" for rule in activity_rules}
    groups = sorted({rule.cap_group for rule in activity_rules if rule.cap_group})
    interest = [capped[rule.rule_id] for rule in activity_rules if not rule.cap_group]
    for group in groups:
        inside = " + ".join(capped[rule.rule_id] for rule in activity_rules if rule.cap_group == group)
        interest.append(f"least({GROUP_LIMIT}, {inside})")
    fit = [f"case when {when(rule)} then {rule.points} else 0 end" for rule in contact_rules]
    grade = " ".join(
        f"when score >= {minimum} then {text(band)}" for band, minimum in reversed(BANDS) if minimum is not None
    )
    contact_columns = ", ".join(f"lower(trim({name})) as {name}" if careful else f"lower({name}) as {name}"
                                for name in attributes)  # fmt: skip
    events = f"read_parquet({text(str(inputs / 'activities.parquet'))})"
    contacts = f"read_parquet({text(str(inputs / 'contacts.parquet'))})"
    return f"""
create or replace table handwritten_scores as
with contacts as (
    {
        careful_contacts(contacts, inputs, contact_columns)
        if careful
        else f"select contact_id, {contact_columns} from {contacts}"
    }
),
events as (
    {careful_events(events, inputs, columns, as_of) if careful else lean_events(events, columns, as_of)}
),
weighted as (
    select *, {", ".join(f"{WEIGHT.format(step=STEP_DAYS, half_life=days)} as weight_{days}" for days in half_lives)}
    from events
    where age_days >= 0
),
per_rule as (
    select
        contact_id,
        {per_rule}
    from weighted
    group by contact_id
),
interest as (
    select contact_id, {clamp(" + ".join(interest))} as interest_score
    from per_rule
),
fit as (
    select contact_id, {clamp(" + ".join(fit))} as fit_score
    from contacts
),
scores as (
    select
        fit.contact_id,
        fit.fit_score,
        coalesce(interest.interest_score, 0) as interest_score,
        {clamp("fit.fit_score + coalesce(interest.interest_score, 0)")} as score
    from fit
    left join interest on fit.contact_id = interest.contact_id
)
select *, case {grade} else {text(BANDS[0][0])} end as grade, score >= {MQL_SCORE} as is_mql
from scores
"""


def lean_events(events: str, columns: list[str], as_of: str) -> str:
    """Events as they come, with their age in days."""
    return f"""select contact_id, date '{as_of}' - cast(try_cast(occurred_at as timestamp) as date) as age_days,
        {", ".join(columns)}
    from {events}
    where try_cast(occurred_at as timestamp) is not null"""


def careful_events(events: str, inputs: Path, columns: list[str], as_of: str) -> str:
    """Events that count: the newest version of each, none deleted, no bots, for the contact left after merges."""
    merges = text(str(inputs / "contact_merges.parquet"))
    return f"""select coalesce(survivors.survivor_id, newest.contact_id) as contact_id,
        date '{as_of}' - cast(newest.happened_at as date) as age_days,
        {", ".join(columns)}
    from (
        select * replace (trim(contact_id) as contact_id), try_cast(trim(occurred_at) as timestamp) as happened_at
        from {events}
        where try_cast(trim(occurred_at) as timestamp) is not null
            and nullif(trim(activity_id), '') is not null
            and nullif(trim(contact_id), '') is not null
            and nullif(trim(activity_type), '') is not null
            and (nullif(trim(loaded_at), '') is null or try_cast(trim(loaded_at) as timestamp) is not null)
            and (nullif(trim(value), '') is null or try_cast(value as double) is not null)
            and try_cast(trim(occurred_at) as timestamp)
            <= coalesce(try_cast(trim(loaded_at) as timestamp), timestamp '9999-12-31') + interval 1 day
        qualify row_number() over (
            partition by coalesce(source_system, ''), trim(activity_id)
            order by coalesce(try_cast(trim(loaded_at) as timestamp), try_cast(trim(occurred_at) as timestamp)) desc
        ) = 1
    ) as newest
    left join (
        with recursive chain as (
            select from_contact_id as contact_id, into_contact_id as survivor_id, 1 as depth
            from read_parquet({merges})
            union all
            select chain.contact_id, merges.into_contact_id, depth + 1
            from chain
            inner join read_parquet({merges}) as merges on chain.survivor_id = merges.from_contact_id
            where depth < 10
        )
        select contact_id, arg_max(survivor_id, depth) as survivor_id from chain group by contact_id
    ) as survivors on newest.contact_id = survivors.contact_id
    where lower(newest.is_deleted) is distinct from 'true' and lower(newest.is_bot) is distinct from 'true'"""


def careful_contacts(contacts: str, inputs: Path, columns: str) -> str:
    """Contacts that are left: none deleted, none merged into another one, each once."""
    merges = text(str(inputs / "contact_merges.parquet"))
    return f"""select distinct on (contact_id) contact_id, {columns}
    from {contacts}
    where lower(is_deleted) is distinct from 'true'
        and contact_id not in (select from_contact_id from read_parquet({merges}) where from_contact_id is not null)"""
