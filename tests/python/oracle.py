r"""A second scorer, row by row, to check the SQL against.

It was written from the design (sections 3 to 6) and `docs/policy_reference.md` alone, without
sight of any SQL of this project: two readings of one text that agree on every ledger line are
worth more than one reading tested against itself. It is slow and obvious on purpose, and needs
nothing but the standard library.

    result = score(policy, inputs, as_of)
    lives = lifecycle(policy, inputs, first_day, as_of)

What the text leaves open, decided here (the numbers are used in comments below):

 1. A contact exists from the earliest `created_at` of its merge group; when no row of the group
    has one, from the first activity of the whole group (bots too, days after as_of too). It is
    scored on D when that day is ≤ D, or when neither is known.
 2. `contact.created_at` as a rule field is the creation DAY (shifted by day_start_utc_hour),
    as YYYY-MM-DD. It is missing when no row of the group has a `created_at`: a stub has no
    attributes, so its first activity day is its start but not a field.
 3. A loser's first activity does not make the survivor older when any `created_at` is known.
 4. A contact exists because of a contacts row or an activity (not rejected, superseded or
    deleted) of any member of its group. Outcomes and merge rows alone make no contact.
 5. Rejection comes before de-duplication: a broken row is no version of an activity.
    De-duplication comes before `is_deleted`: a newer version may revive an activity.
    Deleted activities are accepted rows, so they are not in `rejected_rows`.
 6. Input ids are trimmed, case is kept, empty is missing. Policy ids are taken as written.
 7. `is_bot` and `is_deleted` are true only for the text `true` (any case); all else is false.
 8. A contacts row with unreadable `created_at` is rejected (then the id may become a stub); so is
    an outcome with an unknown type, an unreadable time or an amount that is no number. Rows with
    a missing key are rejected. A blank `merged_at` counts as the oldest.
 9. Merges: self merges are rejected first, then one row per from id is chosen, then the rows ON a
    cycle are rejected; a row that merely leads into a cycle stays. A rejected cycle row is not
    replaced by an older row of the same from id. `merged_at` after D counts (all days).
10. An e-mail's domain needs an `@` with something after the last one, else there is no domain and
    `contact.is_free_mail` is missing too.
11. `contact.company_id` as a rule field is the column as given, not the company found by domain.
12. Digits in numbers, dates, `\d` and `\s` are ASCII.
13. `f.age_days` is missing when f is no date. It may be negative.
14. In a mixed frequency or inactivity rule a contact that fails the contact condition has no
    matching activity: count 0 (so a 0-0 rule fires), and one long stretch of inactivity.
15. Burst: only a day that itself has a matching activity can match.
16. A binding cap with `best_of` makes its group best_of, whatever other caps of the group say.
    Best = greatest points (after max_points) among the rules that fired; rules that did not fire
    do not compete with their 0, so a single negative rule is its group's best.
17. A cap in force is applied even if no rule in force names its group (0 before bounds).
18. Dimension scores (also fit_score, interest_score) are published before the weight. Every
    dimension of the model has a row, also at 0.
19. percentile is ascending: the share of the OTHER contacts with a lower score (one contact: 0),
    half away from zero.
20. fit_coverage counts distinct fields of the conditions of rules in force with effect points in
    dimension `fit`; `f.age_days` counts as f; known = not missing (be it a date or not). No such
    field: None.
21. reasons order by the rule row, that is before max_points; rows of 0 points are no reason; the
    list stops at the first label that does not fit (no later, shorter label slips in).
22. Engagement basis without any award (only possible for a rule with points ≤ 0, as a rule with
    points > 0 that has an award is itself such a basis): weight 1.
23. A company's roll-up is rounded to 6 decimals once, after adding up. The `rollup` ledger row is
    written when at least one contact counts, even if it comes to 0.
24. Only models with a company_rollups row score companies, every company in `companies`.
25. Frequency with effect points ignores nothing but days on or before the last reset of its own
    dimension. Attribute rules ignore resets.
26. Blank `label` and `next_action` of bands and matrix are None. With neither a matrix nor bands
    of `total`, grade, label and next_action are None.
27. The derived activities are made here, from accepted activities that are neither deleted nor of
    bots, from accepted outcomes and from accepted rows of `attribute_history`. Times are compared
    as they are, to the microsecond: a gap of 30:00.000001 begins a session, 59.999 seconds are 0
    minutes. Only the order of page views within one second of the clock is by md5.
28. An owner without conditions holds (legal only for audiences and caps; the others fail lint).
29. A duplicate row whose loaded_at ties: greatest md5 of its values joined by newlines, in column
    order. Worlds hold such ties only between identical rows.
30. `entity` and `field` of attribute_history are trimmed and ignore case; `id` is trimmed. There are
    no versions: two equal rows are two accepted rows (and two `attribute_changed`). A row of the
    future is a row: before it the field is missing.
31. Without effect are history rows of `created_at`, `contact_id`, `email_domain` and `is_free_mail` of
    a contact, which are not read from a column of that day. All else can have a history, also
    `company.domain` and `company.company_id`; who belongs to which company, who is deleted and
    whose e-mail is free are as of today. A contact without a row of its own may have a history.
32. A derived activity is not a contact's first one (decision 1). One whose contact, after merges, has
    neither a contacts row nor an activity is nobody's: a history row or an outcome of a merged
    contact without a row counts for a survivor who exists.
33. "Asks for it by name": the alternative has a condition on activity.activity_type with equals or
    in. All its conditions must hold as ever, so that one suffices.
34. Lifecycle: a day without a score row is a day outside the audience, whatever the reason (model
    not in force, not yet created). Days before first_day are not scored, so nothing on them but
    outcomes counts: no award, no score, no fall on first_day.
35. A fall needs a score on the day before: who comes into the audience below the exit score does
    not fall.
36. The recycle day is the last day up to now whose last outcome is sales_rejected or lost, whatever
    the stage it led to (a disqualification of the same day comes first) and in or outside the
    audience. It holds back in every stage, not only in `recycled`: a contact that came from
    recycled through a hand-raise and fell to lead waits as well.
37. On the day on which a disqualification by attribute ends, a hand-raise is not looked at: line 4
    decides, and its outcome is lead. In line 4 outcomes come before (line 2).
38. How a contact was disqualified is forgotten when it leaves the stage, also by leaving the audience.
39. A row of mql_policies with nothing set is met. A minimum of a dimension that the model does not
    have is not met. Grades are compared as written, pieces trimmed.
40. exit score: without exit_score the lowest min_score of the model's mql_policies; rows without a
    min_score do not count there.
41. Settings of the lifecycle, mql_policies and outcomes are those of today on all days; scores, grades
    and awards are those of each day.
42. Who enters the audience in the stage of an earlier outcome has `earlier_outcome` as the reason,
    unless line 2 applies that day: then the type of the day's last outcome, also into the same stage.
43. The rule that tipped an MQL by score or ended it is found in ledger lines of entry_type rule, that is before
    caps. A rule without a line, or a day without a score, is 0 points. For an exit only both ends of the
    dwell_days count.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

Row = dict[str, str]
Tables = dict[str, list[Row]]

STAGE_OF_OUTCOME = {
    "sales_accepted": "sales_accepted",
    "sales_rejected": "recycled",
    "opportunity": "opportunity",
    "won": "won",
    "lost": "recycled",
}
OUTCOME_TYPES = set(STAGE_OF_OUTCOME)
SALES_STAGES = {"sales_accepted", "opportunity", "won"}
SESSION_GAP = timedelta(minutes=30)
NO_HISTORY = {"contact_id", "created_at", "email_domain", "is_free_mail"}  # decision 31
ACTIVITY_FIELDS = ("activity_type", "channel", "asset", "campaign", "source_system", "value")
BILLION = 10**9
EXPONENT_LIMIT = 40.0
REASON_LENGTH = 255


@dataclass
class Result:
    """What a build publishes for one as_of.

    `signals` and `engagements` are not public. They are what `lifecycle` needs: the days on which
    qualify and disqualify rules award (Q and X), and those of positive activity awards.
    """

    contact_scores: list[dict[str, Any]] = field(default_factory=list)
    contact_dimension_scores: list[dict[str, Any]] = field(default_factory=list)
    score_ledger: list[dict[str, Any]] = field(default_factory=list)
    company_scores: list[dict[str, Any]] = field(default_factory=list)
    company_ledger: list[dict[str, Any]] = field(default_factory=list)
    rejected_rows: list[dict[str, Any]] = field(default_factory=list)
    signals: list[dict[str, Any]] = field(default_factory=list)
    engagements: list[dict[str, Any]] = field(default_factory=list)


# ------------------------------------------------------------------ texts, numbers, days


def trim(text: str | None) -> str:
    return (text or "").strip(" \t\r\n")


@lru_cache(maxsize=100_000)
def lower(text: str) -> str:
    """Lower-case each character by itself, so that every engine can do the same."""
    return "".join("i" if c == "\u0130" else c.lower() for c in text)


def norm(text: str | None) -> str | None:
    """Give the value used for matching; None is missing."""
    return lower(trim(text)) or None


@lru_cache(maxsize=100_000)
def number(text: str | None) -> Fraction | None:
    if text is None or not re.fullmatch(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)", text):
        return None
    return Fraction(Decimal(text))


def day_of_text(text: str | None) -> date | None:
    if text is None or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text[:10]):
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


TIMESTAMP = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:[ T]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,6}))?)?)?"
    r"(?:Z|([+-])([0-9]{2}):([0-9]{2}))?"
)


@lru_cache(maxsize=100_000)
def moment(text: str | None) -> datetime | None:
    """Read a timestamp as UTC; None when it cannot be read."""
    found = TIMESTAMP.fullmatch(trim(text))
    if not found:
        return None
    day, hour, minute, second, micros, sign, off_hour, off_minute = found.groups()
    try:
        local = datetime(
            *(int(part) for part in day.split("-")),
            int(hour or 0),
            int(minute or 0),
            int(second or 0),
            int((micros or "0").ljust(6, "0")),
        )
        offset = timedelta(hours=int(off_hour or 0), minutes=int(off_minute or 0))
        return local + offset if sign == "-" else local - offset
    except (ValueError, OverflowError):
        return None


def day_of_moment(when: datetime, day_start_utc_hour: int) -> date:
    return (when - timedelta(hours=day_start_utc_hour)).date()


def rounded(value: Fraction | Decimal | int, places: int) -> Decimal:
    """Round half away from zero."""
    exact = Fraction(value)
    units = math.floor(abs(exact) * 10**places + Fraction(1, 2))
    return Decimal(-units if exact < 0 else units).scaleb(-places)


def whole(value: Fraction | Decimal) -> int:
    return int(rounded(value, 0))


def plain(value: Fraction | Decimal | int) -> str:
    """Print as a plain decimal without trailing zeros, the text of a numeric column."""
    text = format(Decimal(Fraction(value).numerator) / Decimal(Fraction(value).denominator), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def billionths(w: float) -> int:
    return math.floor(w * 1e9 + 0.500001)


# ------------------------------------------------------------------ policy cells


def cell(row: Row, name: str) -> str:
    return row.get(name) or ""


def word(row: Row, name: str, default: str = "") -> str:
    """Read a cell that ignores case."""
    return lower(trim(cell(row, name))) or default


def amount(row: Row, name: str, default: str | None = None) -> Fraction | None:
    text = trim(cell(row, name)) or default
    return None if text is None else Fraction(Decimal(text))


def count(row: Row, name: str, default: int | None = None) -> int | None:
    text = trim(cell(row, name))
    return int(text) if text else default


def switch(row: Row, name: str) -> bool:
    return word(row, name) == "true"


def in_force(row: Row, on: date) -> bool:
    start, end = trim(cell(row, "valid_from")), trim(cell(row, "valid_to"))
    return (not start or date.fromisoformat(start) <= on) and (not end or on < date.fromisoformat(end))


# ------------------------------------------------------------------ inputs: accept, reject, merge


Fields = dict[str, str | None]


@dataclass
class Activity:
    """One accepted activity; `contact_id` is the one that came until merges are applied."""

    contact_id: str
    at: datetime
    day: date
    is_bot: bool
    fields: Fields
    digest: str = ""
    derived: bool = False


@dataclass
class Outcome:
    contact_id: str
    at: datetime
    day: date
    digest: str
    outcome_type: str
    amount: str | None
    reason: str | None


@dataclass
class Change:
    """One accepted row of attribute_history; field and value are trimmed, and else as written."""

    entity: str
    owner_id: str
    field: str
    value: str
    at: datetime
    day: date


def fields_on(fields: Fields, changes: list[Change], on: date) -> Fields:
    """Give the fields as they were on a day; a field without any change is as it is today."""
    out = dict(fields)
    for name in {lower(change.field) for change in changes}:
        past = [change for change in changes if lower(change.field) == name and change.day <= on]
        last = max(past, key=lambda change: (change.at, md5(change.value)), default=None)
        out[name] = norm(last.value) if last else None
    return out


@dataclass
class Company:
    company_id: str
    fields: Fields
    changes: list[Change] = field(default_factory=list)

    def on(self, day: date) -> Fields:
        return fields_on(self.fields, self.changes, day)


@dataclass
class Contact:
    contact_id: str
    fields: Fields
    start: date | None
    company_id: str | None
    company: Company | None
    is_deleted: bool
    activities: list[Activity]
    changes: list[Change] = field(default_factory=list)

    def on(self, day: date) -> Fields:
        return fields_on(self.fields, self.changes, day)


@dataclass
class Book:
    contacts: dict[str, Contact]
    companies: dict[str, Company]
    outcomes: list[Outcome]
    rejected: list[dict[str, Any]]


def row_digest(row: Row) -> str:
    return md5("\n".join(value or "" for value in row.values()))


def latest_versions(
    rows: list[tuple[Any, Any, Row]],
) -> tuple[list[Row], list[Row]]:
    """Split (key, age, row) into the winner of every key and the rest, by age then digest."""
    best: dict[Any, tuple[Any, str, Row]] = {}
    losers: list[Row] = []
    for key, age, row in rows:
        mine = (age, row_digest(row), row)
        if key not in best:
            best[key] = mine
        elif mine[:2] > best[key][:2]:
            losers.append(best[key][2])
            best[key] = mine
        else:
            losers.append(row)
    return [row for _, _, row in best.values()], losers


def accept(
    table: str,
    rows: list[Row],
    row_key: Callable[[Row], str],
    fault: Callable[[Row], str | None],
    identity: Callable[[Row], Any],
    age: Callable[[Row], Any],
    rejected: list[dict[str, Any]],
) -> list[Row]:
    """Put aside what breaks the contract, then what a newer version replaces."""

    def reject(row: Row, reason: str) -> None:
        rejected.append({"input": table, "row_key": row_key(row) or None, "reason": reason})

    good = []
    for row in rows:
        reason = fault(row)
        if reason:
            reject(row, reason)
        else:
            good.append((identity(row), age(row), row))
    kept, replaced = latest_versions(good)
    for row in replaced:
        reject(row, "superseded")
    return kept


def activity_fault(row: Row) -> str | None:
    if not trim(cell(row, "activity_id")):
        return "no activity_id"
    if not trim(cell(row, "contact_id")):
        return "no contact_id"
    if not trim(cell(row, "activity_type")):
        return "no activity_type"
    occurred = moment(cell(row, "occurred_at"))
    if occurred is None:
        return "occurred_at"
    if trim(cell(row, "loaded_at")):
        loaded = moment(cell(row, "loaded_at"))
        if loaded is None:
            return "loaded_at"
        if occurred - loaded > timedelta(hours=24):
            return "occurred_at after loaded_at"
    value = norm(cell(row, "value"))
    if value is not None and number(value) is None:
        return "value"
    return None


def loaded_at(row: Row) -> datetime:
    when = moment(cell(row, "loaded_at")) or moment(cell(row, "occurred_at"))
    assert when is not None
    return when


def contact_fault(row: Row) -> str | None:
    if not trim(cell(row, "contact_id")):
        return "no contact_id"
    if trim(cell(row, "created_at")) and moment(cell(row, "created_at")) is None:
        return "created_at"
    return None


def outcome_fault(row: Row) -> str | None:
    if not trim(cell(row, "outcome_id")):
        return "no outcome_id"
    if not trim(cell(row, "contact_id")):
        return "no contact_id"
    if norm(cell(row, "outcome_type")) not in OUTCOME_TYPES:
        return "outcome_type"
    if moment(cell(row, "occurred_at")) is None:
        return "occurred_at"
    money = norm(cell(row, "amount"))
    if money is not None and number(money) is None:
        return "amount"
    return None


def merge_fault(row: Row) -> str | None:
    old, new = trim(cell(row, "from_contact_id")), trim(cell(row, "into_contact_id"))
    if not old or not new:
        return "no contact_id"
    if old == new:
        return "self merge"
    if trim(cell(row, "merged_at")) and moment(cell(row, "merged_at")) is None:
        return "merged_at"
    return None


def history_fault(row: Row) -> str | None:
    if norm(cell(row, "entity")) not in ("contact", "company"):
        return "entity"
    if not trim(cell(row, "id")):
        return "no id"
    if not trim(cell(row, "field")):
        return "no field"
    if moment(cell(row, "valid_from")) is None:
        return "valid_from"
    return None


def read_history(rows: list[Row], hour: int, rejected: list[dict[str, Any]]) -> list[Change]:
    kept = accept(
        "attribute_history",
        rows,
        lambda row: ":".join(trim(cell(row, name)) for name in ("entity", "id", "field")),
        history_fault,
        id,  # every row is one of its own: history has no versions (decision 30)
        lambda row: 0,
        rejected,
    )
    changes = []
    for row in kept:
        at = moment(cell(row, "valid_from"))
        entity = norm(cell(row, "entity"))
        assert at is not None
        assert entity is not None
        day = day_of_moment(at, hour)
        owner_id, name, value = (trim(cell(row, one)) for one in ("id", "field", "value"))
        changes.append(Change(entity, owner_id, name, value, at, day))
    return changes


def read_outcomes(rows: list[Row], hour: int, rejected: list[dict[str, Any]]) -> list[Outcome]:
    kept = accept(
        "outcomes",
        rows,
        lambda row: trim(cell(row, "outcome_id")),
        outcome_fault,
        lambda row: trim(cell(row, "outcome_id")),
        lambda row: moment(cell(row, "occurred_at")),
        rejected,
    )
    outcomes = []
    for row in kept:
        at = moment(cell(row, "occurred_at"))
        outcome_type = norm(cell(row, "outcome_type"))
        assert at is not None
        assert outcome_type is not None
        outcomes.append(
            Outcome(
                trim(cell(row, "contact_id")),
                at,
                day_of_moment(at, hour),
                md5(trim(cell(row, "outcome_id"))),
                outcome_type,
                norm(cell(row, "amount")),
                norm(cell(row, "reason")),
            )
        )
    return outcomes


def read_activities(rows: list[Row], hour: int, rejected: list[dict[str, Any]]) -> list[Activity]:
    kept = accept(
        "activities",
        rows,
        lambda row: trim(cell(row, "activity_id")),
        activity_fault,
        lambda row: (trim(cell(row, "source_system")), trim(cell(row, "activity_id"))),
        loaded_at,
        rejected,
    )
    activities = []
    for row in kept:
        if switch(row, "is_deleted"):
            continue
        at = moment(cell(row, "occurred_at"))
        assert at is not None
        activities.append(
            Activity(
                trim(cell(row, "contact_id")),
                at,
                day_of_moment(at, hour),
                switch(row, "is_bot"),
                {name: norm(cell(row, name)) for name in ACTIVITY_FIELDS},
                md5(f"{trim(cell(row, 'source_system'))}:{trim(cell(row, 'activity_id'))}"),
            )
        )
    return activities


# ------------------------------------------------------------------ derived activities


def whole_minutes(span: timedelta) -> str:
    return str(span // timedelta(minutes=1))


def derived_from(activity: Activity, activity_type: str, value: str) -> Activity:
    """Make a derived activity that happens when another one does and looks like it."""
    fields = activity.fields | {"activity_type": activity_type, "value": value}
    return Activity(activity.contact_id, activity.at, activity.day, False, fields, derived=True)


def sessions(activities: list[Activity]) -> list[Activity]:
    """Cut the page views of a contact's day into runs without a long gap."""
    views: dict[tuple[str, date], list[Activity]] = {}
    for activity in activities:
        if activity.fields["activity_type"] == "page_view" and not activity.is_bot:
            views.setdefault((activity.contact_id, activity.day), []).append(activity)
    found = []
    for mine in views.values():
        mine.sort(key=lambda view: (view.at.replace(microsecond=0), view.digest))  # decision 27
        runs: list[list[Activity]] = []
        for view in mine:
            if runs and view.at - runs[-1][-1].at <= SESSION_GAP:
                runs[-1].append(view)
            else:
                runs.append([view])
        for run in runs:
            span = max(run[-1].at - run[0].at, timedelta(0))
            found.append(derived_from(run[0], "session", whole_minutes(span)))
    return found


def replies(activities: list[Activity]) -> list[Activity]:
    people = [activity for activity in activities if not activity.is_bot]
    sent = [activity for activity in people if activity.fields["activity_type"] == "email_sent"]
    found = []
    for reply in people:
        if reply.fields["activity_type"] != "email_reply":
            continue
        before = [one.at for one in sent if one.contact_id == reply.contact_id and one.at <= reply.at]
        if before:
            found.append(derived_from(reply, "reply", whole_minutes(reply.at - max(before))))
    return found


def derived_alone(contact_id: str, at: datetime, day: date, **values: str | None) -> Activity:
    fields: Fields = dict.fromkeys(ACTIVITY_FIELDS)
    return Activity(contact_id, at, day, False, fields | values, derived=True)


def attribute_changes(changes: list[Change]) -> list[Activity]:
    return [
        derived_alone(
            one.owner_id, one.at, one.day, activity_type="attribute_changed", asset=norm(f"{one.field}={one.value}")
        )
        for one in changes
        if one.entity == "contact"
    ]


def outcome_activities(outcomes: list[Outcome]) -> list[Activity]:
    return [
        derived_alone(
            one.contact_id,
            one.at,
            one.day,
            activity_type="outcome",
            value=one.amount,
            asset=one.outcome_type,
            campaign=one.reason,
        )
        for one in outcomes
    ]


# ------------------------------------------------------------------ merges and companies


def read_merges(rows: list[Row], rejected: list[dict[str, Any]]) -> dict[str, str]:
    """Give the next id of every merged id, cycles taken out (decision 9)."""

    def key(row: Row) -> str:
        return f"{trim(cell(row, 'from_contact_id'))}>{trim(cell(row, 'into_contact_id'))}"

    chosen = accept(
        "contact_merges",
        rows,
        key,
        merge_fault,
        lambda row: trim(cell(row, "from_contact_id")),
        lambda row: (
            moment(cell(row, "merged_at")) or datetime.min,
            trim(cell(row, "into_contact_id")),
        ),
        rejected,
    )
    into = {trim(cell(r, "from_contact_id")): trim(cell(r, "into_contact_id")) for r in chosen}
    on_cycle = set()
    for start in into:
        seen, here = set(), start
        while here in into and here not in seen:
            seen.add(here)
            here = into[here]
            if here == start:
                on_cycle.add(start)
    for start in on_cycle:
        rejected.append({"input": "contact_merges", "row_key": f"{start}>{into[start]}", "reason": "cycle"})
    return {old: new for old, new in into.items() if old not in on_cycle}


def email_domain(email: str | None) -> str | None:
    if email is None or "@" not in email:
        return None
    return trim(email.rsplit("@", 1)[1]) or None


def is_free_mail(domain: str, free: set[str]) -> bool:
    return any(domain == one or domain.endswith("." + one) for one in free)


def company_domain(text: str | None) -> str | None:
    if text is None:
        return None
    text = re.sub(r"^[a-z][a-z0-9+.-]*://", "", text)
    text = text.split("/", 1)[0]
    text = text.removeprefix("www.")
    return text or None


def columns(row: Row) -> dict[str, str | None]:
    return {lower(name): norm(value) for name, value in row.items()}


def read_inputs(inputs: Tables, free: set[str], hour: int) -> Book:
    rejected: list[dict[str, Any]] = []

    company_rows = accept(
        "companies",
        inputs.get("companies", []),
        lambda row: trim(cell(row, "company_id")),
        lambda row: None if trim(cell(row, "company_id")) else "no company_id",
        lambda row: trim(cell(row, "company_id")),
        lambda row: 0,
        rejected,
    )
    companies = {
        trim(cell(row, "company_id")): Company(trim(cell(row, "company_id")), columns(row)) for row in company_rows
    }
    by_domain: dict[str, list[str]] = {}
    for company in companies.values():
        domain = company_domain(company.fields.get("domain"))
        if domain:
            by_domain.setdefault(domain, []).append(company.company_id)

    outcomes = read_outcomes(inputs.get("outcomes", []), hour, rejected)
    changes = read_history(inputs.get("attribute_history", []), hour, rejected)
    for company in companies.values():
        company.changes = [
            change for change in changes if change.entity == "company" and change.owner_id == company.company_id
        ]

    into = read_merges(inputs.get("contact_merges", []), rejected)

    def survivor(contact_id: str) -> str:
        while contact_id in into:
            contact_id = into[contact_id]
        return contact_id

    contact_rows = accept(
        "contacts",
        inputs.get("contacts", []),
        lambda row: trim(cell(row, "contact_id")),
        contact_fault,
        lambda row: trim(cell(row, "contact_id")),
        lambda row: 0,
        rejected,
    )
    came = read_activities(inputs.get("activities", []), hour, rejected)
    derived = [*sessions(came), *replies(came), *attribute_changes(changes), *outcome_activities(outcomes)]

    activities: dict[str, list[Activity]] = {}
    for activity in came:
        activity.contact_id = survivor(activity.contact_id)
        activities.setdefault(activity.contact_id, []).append(activity)
    for outcome in outcomes:
        outcome.contact_id = survivor(outcome.contact_id)

    own_row = {trim(cell(row, "contact_id")): row for row in contact_rows}
    created: dict[str, list[datetime]] = {}
    for contact_id, row in own_row.items():
        when = moment(cell(row, "created_at"))
        if when is not None:
            created.setdefault(survivor(contact_id), []).append(when)

    contacts = {}
    for contact_id in {survivor(one) for one in own_row} | set(activities):
        row = own_row.get(contact_id, {})
        fields = columns(row)
        fields["contact_id"] = norm(contact_id)
        birth = day_of_moment(min(created[contact_id]), hour) if contact_id in created else None
        fields["created_at"] = birth.isoformat() if birth else None  # decision 2
        domain = email_domain(fields.get("email"))
        fields["email_domain"] = domain
        fields["is_free_mail"] = None
        if domain:
            fields["is_free_mail"] = "true" if is_free_mail(domain, free) else "false"
        if not fields.get("draw"):
            drawn = hashlib.md5(f"draw {contact_id}".encode()).hexdigest()[:4]
            fields["draw"] = str(int(drawn, 16) * 100 // 65536)
        company_id = trim(cell(row, "company_id")) or None
        if company_id is None and domain and not is_free_mail(domain, free):
            found = by_domain.get(domain, [])
            if len(found) == 1:
                company_id = found[0]
        mine = activities.get(contact_id, [])
        past = [
            change
            for change in changes
            if change.entity == "contact" and change.owner_id == contact_id and lower(change.field) not in NO_HISTORY
        ]
        contacts[contact_id] = Contact(
            contact_id,
            fields,
            birth or min((a.day for a in mine), default=None),
            company_id,
            companies.get(company_id) if company_id else None,
            # Nobody is a contact under an id that begins so, unless the contacts have it (docs/your_data.md).
            switch(row, "is_deleted") or (contact_id not in own_row and contact_id.startswith("anonymous:")),
            list(mine),
            past,
        )
    # Last, so that nobody exists or begins because of a derived activity (decision 32).
    for activity in derived:
        activity.contact_id = survivor(activity.contact_id)
        if activity.contact_id in contacts:
            contacts[activity.contact_id].activities.append(activity)
    return Book(contacts, companies, outcomes, rejected)


# ------------------------------------------------------------------ conditions


def same(have: str, want: str) -> bool:
    left, right = number(have), number(want)
    if left is not None and right is not None:
        return left == right
    return have == want


def pieces(text: str) -> list[str]:
    return [piece for piece in (trim(part) for part in text.split("|")) if piece]


def comparable(texts: list[str]) -> list[Any] | None:
    """Read all as numbers, else all as dates, else not at all."""
    for read in (number, day_of_text):
        values = [read(text) for text in texts]
        if all(value is not None for value in values):
            return values
    return None


def holds(operator: str, have: str | None, value: str | None) -> bool:
    """Tell whether one condition holds for a value for matching (None is missing)."""
    operator = lower(trim(operator))
    if operator == "is_not_set":
        return have is None
    if have is None:
        return False
    if operator == "is_set":
        return True
    want = norm(value) or ""
    if operator == "equals":
        return same(have, want)
    if operator == "not_equals":
        return not same(have, want)
    if operator == "in":
        return any(same(have, piece) for piece in pieces(want))
    if operator == "not_in":
        return not any(same(have, piece) for piece in pieces(want))
    if operator == "contains":
        return want in have
    if operator == "not_contains":
        return want not in have
    if operator == "starts_with":
        return have.startswith(want)
    if operator == "ends_with":
        return have.endswith(want)
    if operator == "matches":
        return re.search(want, have, re.ASCII) is not None
    if operator == "between":
        low_high = pieces(want)
        values = comparable([have, *low_high])
        return len(low_high) == 2 and values is not None and values[1] <= values[0] <= values[2]
    values = comparable([have, want])
    if values is None:
        return False
    left, right = values
    if operator == "gt":
        return left > right
    if operator == "gte":
        return left >= right
    if operator == "lt":
        return left < right
    if operator == "lte":
        return left <= right
    raise ValueError(f"unknown operator {operator!r}")


@dataclass
class Subject:
    """What a condition may look at: some of the four kinds of fields, on day D."""

    as_of: date
    contact: dict[str, str | None] = field(default_factory=dict)
    company: dict[str, str | None] = field(default_factory=dict)
    metric: dict[str, str | None] = field(default_factory=dict)
    activity: dict[str, str | None] = field(default_factory=dict)

    def value(self, name: str) -> str | None:
        name = lower(trim(name))
        if name.endswith(".age_days"):
            day = day_of_text(self.value(name.removesuffix(".age_days")))
            return None if day is None else str((self.as_of - day).days)
        room, _, column = name.partition(".")
        return {
            "contact": self.contact,
            "company": self.company,
            "metric": self.metric,
            "activity": self.activity,
        }[room].get(column)


Alternatives = list[list[Row]]


def conditions_of(policy: Tables, model_id: str, owner_type: str, owner_id: str) -> Alternatives:
    found: dict[str, list[Row]] = {}
    for row in policy.get("rule_conditions", []):
        if (
            word(row, "owner_type") == owner_type
            and cell(row, "owner_id") == owner_id
            and (owner_type == "metric" or cell(row, "model_id") == model_id)
        ):
            found.setdefault(cell(row, "alternative"), []).append(row)
    return list(found.values())


def met(alternatives: Alternatives, subject: Subject) -> bool:
    if not alternatives:
        return True  # decision 28
    return any(
        all(holds(cell(row, "operator"), subject.value(cell(row, "field")), cell(row, "value")) for row in conditions)
        for conditions in alternatives
    )


def asks_by_name(conditions: list[Row]) -> bool:
    """Tell whether an alternative may look at derived activities (decision 33)."""
    return any(
        lower(trim(cell(row, "field"))) == "activity.activity_type" and word(row, "operator") in ("equals", "in")
        for row in conditions
    )


def met_by_activity(alternatives: Alternatives, subject: Subject, activity: Activity) -> bool:
    seen = Subject(subject.as_of, subject.contact, subject.company, subject.metric, activity.fields)
    if activity.derived:
        alternatives = [conditions for conditions in alternatives if asks_by_name(conditions)]
        return bool(alternatives) and met(alternatives, seen)
    return met(alternatives, seen)


def matching_days(alternatives: Alternatives, contact: Contact, subject: Subject) -> dict[date, int]:
    """Count the matching activities of every day up to D; bots never match."""
    days: dict[date, int] = {}
    for activity in contact.activities:
        if activity.is_bot or activity.day > subject.as_of:
            continue
        if met_by_activity(alternatives, subject, activity):
            days[activity.day] = days.get(activity.day, 0) + 1
    return dict(sorted(days.items()))


# ------------------------------------------------------------------ metrics


def metric_values(policy: Tables, contact: Contact, as_of: date) -> dict[str, str | None]:
    """Give every metric of one contact on D, as the text that conditions compare with."""
    by_id = {cell(row, "metric_id"): row for row in policy.get("metrics", [])}

    def measured(row: Row) -> list[Activity]:
        alternatives = conditions_of(policy, "", "metric", cell(row, "metric_id"))
        window = count(row, "window_days")
        return [
            a
            for a in contact.activities
            if not a.is_bot
            and a.day <= as_of
            and (window is None or (as_of - a.day).days < window)
            and met_by_activity(alternatives, Subject(as_of), a)
        ]

    def value(row: Row) -> Fraction | None:
        found = measured(row)
        days = [a.day for a in found]
        numbers = sorted(n for n in (number(a.fields["value"]) for a in found) if n is not None)
        measure = word(row, "measure")
        if measure == "count":
            return Fraction(len(found))
        if measure == "active_days":
            return Fraction(len(set(days)))
        if measure == "sum":
            return sum(numbers, Fraction(0))
        if measure == "median":
            if not numbers:
                return None
            middle = len(numbers) // 2
            if len(numbers) % 2:
                return Fraction(rounded(numbers[middle], 6))
            return Fraction(rounded((numbers[middle - 1] + numbers[middle]) / 2, 6))
        if measure == "days_since_last":
            return Fraction((as_of - max(days)).days) if days else None
        if measure == "days_since_first":
            return Fraction((as_of - min(days)).days) if days else None
        if measure == "ratio":
            base = value(by_id[cell(row, "base_metric_id")])
            return None if not base else Fraction(rounded(len(found) / base, 6))
        raise ValueError(f"unknown measure {measure!r}")

    values = {lower(metric_id): value(row) for metric_id, row in by_id.items()}
    return {one: None if v is None else plain(v) for one, v in values.items()}


# ------------------------------------------------------------------ awards


def limited(rule: Row, days: dict[date, int]) -> dict[date, int]:
    """Run limits 0 to 3 over the whole history, oldest day first."""
    days = dict(sorted(days.items()))

    burst_count, burst_days = count(rule, "burst_count"), count(rule, "burst_days")
    if burst_count is not None and burst_days is not None:
        days = {
            day: 1 for day in days if sum(n for d, n in days.items() if 0 <= (day - d).days < burst_days) >= burst_count
        }

    per_day = count(rule, "max_per_day")
    if per_day is not None:
        days = {day: min(n, per_day) for day, n in days.items()}

    cooldown = count(rule, "cooldown_days")
    if cooldown is not None:
        spaced: dict[date, int] = {}
        last: date | None = None
        for day in days:
            if last is None or (day - last).days >= cooldown:
                spaced[day] = 1
                last = day
        days = spaced

    left = count(rule, "max_awards")
    if left is not None:
        earliest: dict[date, int] = {}
        for day, n in days.items():
            if left > 0:
                earliest[day] = min(n, left)
                left -= n
        days = earliest
    return {day: n for day, n in days.items() if n > 0}


def weight_billionths(profile: Row | None, age: int) -> int:
    """Give the decay weight of one age; None is no decay."""
    if profile is None:
        return BILLION
    step = count(profile, "step_days", 1)
    stepped = step * (age // step)
    shape = word(profile, "shape")
    if shape == "none":
        return BILLION
    if shape == "linear":
        zero_after = float(trim(cell(profile, "days")))
        return billionths(max(0.0, 1.0 - stepped / zero_after))
    if shape == "half_life":
        half_after = float(trim(cell(profile, "days")))
        return billionths(2.0 ** -min(EXPONENT_LIMIT, stepped / half_after))
    if shape == "geometric":
        rate = float(trim(cell(profile, "rate")))
        return billionths((1.0 - rate) ** min(EXPONENT_LIMIT, stepped / step))
    raise ValueError(f"unknown shape {shape!r}")


def inactivity_days(
    rule: Row, matching: Iterable[date], contact: Contact, resets: set[date], as_of: date
) -> list[date]:
    """Give the award days of the current stretch, or of all stretches with `keeps`."""
    starts = set(matching) | resets
    if contact.start is not None:
        starts.add(contact.start)
    ordered = sorted(starts)
    period, most = count(rule, "period_days"), count(rule, "max_awards")
    assert period is not None
    stretches = []
    for position, start in enumerate(ordered):
        following = ordered[position + 1] if position + 1 < len(ordered) else None
        awards = []
        j = 1
        while most is None or j <= most:
            day = start + timedelta(days=j * period)
            if day > as_of or (following is not None and day >= following):
                break
            awards.append(day)
            j += 1
        stretches.append(awards)
    if not stretches:
        return []
    if switch(rule, "keeps"):
        return [day for awards in stretches for day in awards]
    return stretches[-1]


def frequency_holds(rule: Row, days: dict[date, int], last_reset: date | None, as_of: date) -> bool:
    window = count(rule, "window_days")
    counted = {
        day: n
        for day, n in days.items()
        if (last_reset is None or day > last_reset) and (window is None or (as_of - day).days < window)
    }
    by_days = word(rule, "count_of", "activities") == "active_days"
    total = len(counted) if by_days else sum(counted.values())
    lowest, highest = count(rule, "min_count", 0), count(rule, "max_count")
    return total >= lowest and (highest is None or total <= highest)


# ------------------------------------------------------------------ one contact in one model


@dataclass
class Award:
    """What one rule gives one contact on D, before max_points."""

    awards: int
    weighted: int
    first_on: date | None
    last_on: date | None


@dataclass
class Scored:
    contact: Contact
    total: Fraction
    dimensions: dict[str, Fraction]
    ledger: list[dict[str, Any]]
    positive_days: set[date]
    signals: list[dict[str, Any]]

    @property
    def published(self) -> int:
        return whole(self.total)


def clamp(value: Fraction, bounds: list[tuple[Fraction | None, Fraction | None]]) -> Fraction:
    """Apply the tightest bounds; a minimum above a maximum wins."""
    lows = [low for low, _ in bounds if low is not None]
    highs = [high for _, high in bounds if high is not None]
    if highs:
        value = min(value, min(highs))
    if lows:
        value = max(value, max(lows))
    return value


def own_bounds(row: Row) -> tuple[Fraction | None, Fraction | None]:
    return amount(row, "min_score"), amount(row, "max_score")


class ModelPolicy:
    """The rows of the policy that decide one model on D."""

    def __init__(self, policy: Tables, model: Row, as_of: date):
        def mine(table: str) -> list[Row]:
            return [r for r in policy.get(table, []) if cell(r, "model_id") == self.model_id]

        self.model = model
        self.model_id = cell(model, "model_id")
        self.dimensions = mine("dimensions")
        self.rules = [rule for rule in mine("scoring_rules") if in_force(rule, as_of)]
        self.caps = [cap for cap in mine("score_caps") if in_force(cap, as_of)]
        self.bands = mine("score_bands")
        self.matrix = mine("grade_matrix")
        self.company_rules = [rule for rule in mine("company_rules") if in_force(rule, as_of)]
        self.rollups = mine("company_rollups")
        self.decays = {cell(row, "decay_id"): row for row in policy.get("decay_profiles", [])}
        self.audience = conditions_of(policy, self.model_id, "audience", self.model_id)
        self.rule_conditions = {
            cell(rule, "rule_id"): conditions_of(policy, self.model_id, "rule", cell(rule, "rule_id"))
            for rule in self.rules
        }
        self.cap_conditions = {
            cell(cap, "cap_id"): conditions_of(policy, self.model_id, "cap", cell(cap, "cap_id")) for cap in self.caps
        }
        self.company_conditions = {
            cell(rule, "rule_id"): conditions_of(policy, self.model_id, "company_rule", cell(rule, "rule_id"))
            for rule in self.company_rules
        }

    def of_effect(self, *effects: str) -> list[Row]:
        return [r for r in self.rules if word(r, "effect", "points") in effects]

    def band(self, dimension: str, published: int) -> Row | None:
        """Give the highest band that begins at or below the score; blank begins below all."""
        best: tuple[bool, Fraction] | None = None
        chosen = None
        for row in self.bands:
            if cell(row, "dimension") != dimension:
                continue
            begins = amount(row, "min_score")
            if begins is not None and begins > published:
                continue
            height = (begins is not None, begins or Fraction(0))
            if best is None or height > best:
                best, chosen = height, row
        return chosen


def score_contact(mp: ModelPolicy, contact: Contact, subject: Subject) -> Scored:
    as_of = subject.as_of

    known_days: dict[str, dict[date, int]] = {}  # only to save time

    def days_of(rule: Row) -> dict[date, int]:
        rule_id = cell(rule, "rule_id")
        if rule_id not in known_days:
            known_days[rule_id] = matching_days(mp.rule_conditions[rule_id], contact, subject)
        return known_days[rule_id]

    def attribute_holds(rule: Row) -> bool:
        return met(mp.rule_conditions[cell(rule, "rule_id")], subject)

    # Resets first: they look at nothing but their own rule.
    resets: dict[str, set[date]] = {cell(d, "dimension"): set() for d in mp.dimensions}
    for rule in mp.of_effect("reset"):
        if word(rule, "kind") == "activity":
            when = set(limited(rule, days_of(rule)))
        else:
            when = {as_of} if attribute_holds(rule) else set()
        for dimension in resets:
            if cell(rule, "dimension") in (dimension, "*"):
                resets[dimension] |= when

    positive_days: set[date] = set()
    for rule in mp.of_effect("points"):
        if word(rule, "kind") == "activity" and amount(rule, "points") > 0:
            positive_days |= set(limited(rule, days_of(rule)))

    def award(rule: Row) -> Award | None:
        kind = word(rule, "kind")
        reset_days = resets[cell(rule, "dimension")]
        last_reset = max(reset_days, default=None)
        if kind == "attribute":
            return Award(1, BILLION, None, None) if attribute_holds(rule) else None
        if kind == "frequency":
            if frequency_holds(rule, days_of(rule), last_reset, as_of):
                return Award(1, BILLION, None, None)
            return None
        if kind == "inactivity":
            found = inactivity_days(rule, days_of(rule), contact, reset_days, as_of)
            awarded = dict.fromkeys(found, 1)
            profile, window = None, None
        else:
            awarded = limited(rule, days_of(rule))
            profile = mp.decays[cell(rule, "decay_id")] if cell(rule, "decay_id") else None
            window = count(rule, "window_days")
        kept = []
        for day, n in awarded.items():
            if last_reset is not None and day <= last_reset:
                continue
            if window is not None and (as_of - day).days >= window:
                continue
            basis_day = day
            if profile is not None and word(profile, "basis", "activity") == "engagement":
                basis_day = max(positive_days, default=as_of)  # decision 22
            w = weight_billionths(profile, (as_of - basis_day).days)
            if w > 0:
                kept.append((day, n, w))
        if not kept:
            return None
        return Award(
            sum(n for _, n, _ in kept),
            sum(n * w for _, n, w in kept),
            min(day for day, _, _ in kept),
            max(day for day, _, _ in kept),
        )

    ledger: list[dict[str, Any]] = []

    def write(entry_type: str, dimension: str | None, points: Fraction, **more: Any) -> None:
        row = {
            "model_id": mp.model_id,
            "contact_id": contact.contact_id,
            "dimension": dimension,
            "entry_type": entry_type,
            "rule_id": None,
            "cap_group": None,
            "awards": None,
            "points": rounded(points, 6),
            "first_on": None,
            "last_on": None,
        }
        row.update(more)
        ledger.append(row)

    def difference(entry_type: str, dimension: str | None, before: Fraction, after: Fraction, **more: Any) -> Fraction:
        if after != before:
            write(entry_type, dimension, after - before, **more)
        return after

    # Rules, and what max_points takes back.
    fired: list[tuple[str, str, Fraction]] = []
    for rule in mp.of_effect("points"):
        given = award(rule)
        if given is None:
            continue
        rule_id, dimension = cell(rule, "rule_id"), cell(rule, "dimension")
        before = Fraction(rounded(amount(rule, "points") * given.weighted / BILLION, 6))
        write(
            "rule",
            dimension,
            before,
            rule_id=rule_id,
            awards=given.awards,
            first_on=given.first_on,
            last_on=given.last_on,
        )
        most = amount(rule, "max_points")
        after = before if most is None else clamp(before, [(-most, most)])
        difference("rule_cap", dimension, before, after, rule_id=rule_id)
        fired.append((dimension, cell(rule, "cap_group"), after))

    binding = [cap for cap in mp.caps if met(mp.cap_conditions[cell(cap, "cap_id")], subject)]

    def caps_of(scope: str, dimension: str = "", group: str = "") -> list[Row]:
        return [
            cap
            for cap in binding
            if word(cap, "scope") == scope and cell(cap, "dimension") == dimension and cell(cap, "cap_group") == group
        ]

    # Groups, dimensions, weights, total.
    total = Fraction(0)
    dimensions: dict[str, Fraction] = {}
    for row in mp.dimensions:
        dimension = cell(row, "dimension")
        groups = {group for d, group, _ in fired if d == dimension and group}
        groups |= {
            cell(cap, "cap_group")
            for cap in binding
            if word(cap, "scope") == "group" and cell(cap, "dimension") == dimension
        }
        before = sum((p for d, group, p in fired if d == dimension and not group), Fraction(0))
        for group in sorted(groups):
            members = [p for d, g, p in fired if d == dimension and g == group]
            caps = caps_of("group", dimension, group)
            added = sum(members, Fraction(0))
            best = max(members) if members and any(switch(c, "best_of") for c in caps) else added
            bounded = clamp(best, [own_bounds(cap) for cap in caps])
            before += difference("group_cap", dimension, added, bounded, cap_group=group)
        bounds = [own_bounds(row), *(own_bounds(cap) for cap in caps_of("dimension", dimension))]
        after = difference("dimension_clamp", dimension, before, clamp(before, bounds))
        dimensions[dimension] = after
        weighted = Fraction(rounded(amount(row, "weight", "1") * after, 6))
        total += difference("weight", dimension, after, weighted)
    bounds = [own_bounds(mp.model), *(own_bounds(cap) for cap in caps_of("model"))]
    total = difference("model_clamp", None, total, clamp(total, bounds))

    # Q and X for the lifecycle: blind to resets and windows.
    signals = []
    for rule in mp.of_effect("qualify", "disqualify"):
        kind = word(rule, "kind")
        if kind == "attribute":
            when = [as_of] if attribute_holds(rule) else []
        elif kind == "frequency":
            when = [as_of] if frequency_holds(rule, days_of(rule), None, as_of) else []
        elif kind == "inactivity":
            when = inactivity_days(rule, days_of(rule), contact, set(), as_of)
        else:
            when = list(limited(rule, days_of(rule)))
        if when:
            signals.append(
                {
                    "model_id": mp.model_id,
                    "contact_id": contact.contact_id,
                    "effect": word(rule, "effect"),
                    "kind": kind,
                    "rule_id": cell(rule, "rule_id"),
                    "days": tuple(when),
                }
            )
    return Scored(contact, total, dimensions, ledger, positive_days, signals)


def reasons(mp: ModelPolicy, ledger: list[dict[str, Any]], sign: int) -> str | None:
    labels = {cell(rule, "rule_id"): cell(rule, "label") for rule in mp.rules}
    rows = [r for r in ledger if r["entry_type"] == "rule" and r["points"] * sign > 0]
    rows.sort(key=lambda r: (-abs(r["points"]), r["rule_id"]))
    text = ""
    for row in rows:
        longer = text + ("; " if text else "") + labels[row["rule_id"]]
        if len(longer) > REASON_LENGTH:
            break  # decision 21
        text = longer
    return text or None


def fit_coverage(mp: ModelPolicy, subject: Subject) -> Decimal | None:
    names = set()
    for rule in mp.of_effect("points"):
        if cell(rule, "dimension") != "fit":
            continue
        for conditions in mp.rule_conditions[cell(rule, "rule_id")]:
            for row in conditions:
                name = lower(trim(cell(row, "field"))).removesuffix(".age_days")
                if name.startswith(("contact.", "company.")):
                    names.add(name)
    if not names:
        return None
    known = sum(1 for name in names if subject.value(name) is not None)
    return rounded(Fraction(known, len(names)), 6)


def grade(mp: ModelPolicy, published: dict[str, int]) -> tuple[str | None, ...]:
    """Give grade, label and next action; `published` has the dimensions and `total`."""
    if not mp.matrix:
        row = mp.band("total", published["total"])
        if row is None:
            return None, None, None
        return cell(row, "band"), cell(row, "label") or None, cell(row, "next_action") or None
    for row in mp.matrix:
        across = mp.band(cell(row, "row_dimension"), published[cell(row, "row_dimension")])
        down = mp.band(cell(row, "column_dimension"), published[cell(row, "column_dimension")])
        if (
            across is not None
            and down is not None
            and cell(across, "band") == cell(row, "row_band")
            and cell(down, "band") == cell(row, "column_band")
        ):
            return cell(row, "grade"), cell(row, "label") or None, cell(row, "next_action") or None
    return None, None, None


# ------------------------------------------------------------------ companies


def rolled_up(rollup: Row, scores: list[int]) -> Fraction:
    """Roll up published scores that are sorted from the highest down; at least one."""
    method = word(rollup, "method")
    if method == "sum":
        return Fraction(sum(scores))
    if method == "max":
        return Fraction(scores[0])
    if method == "average":
        return Fraction(rounded(Fraction(sum(scores), len(scores)), 6))
    if method == "top_n":
        return Fraction(sum(scores[: count(rollup, "top_n")]))
    if method == "diminishing":
        ratio = float(trim(cell(rollup, "ratio")))
        weighted = sum(
            points * billionths(ratio ** min(EXPONENT_LIMIT, float(position))) for position, points in enumerate(scores)
        )
        return Fraction(rounded(Fraction(weighted, BILLION), 6))
    raise ValueError(f"unknown method {method!r}")


def score_company(
    mp: ModelPolicy, rollup: Row, company: Company, people: list[Scored], as_of: date
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    people = sorted(people, key=lambda one: (-one.published, one.contact.contact_id))
    ledger: list[dict[str, Any]] = []

    def write(entry_type: str, points: Fraction, rule_id: str | None = None) -> None:
        ledger.append(
            {
                "model_id": mp.model_id,
                "company_id": company.company_id,
                "entry_type": entry_type,
                "rule_id": rule_id,
                "points": rounded(points, 6),
            }
        )

    threshold = amount(rollup, "min_contact_score")
    counted = [p.published for p in people if threshold is None or p.published > threshold]
    total = Fraction(0)
    if counted:
        total = rolled_up(rollup, counted)
        write("rollup", total)
    for rule in mp.company_rules:
        rule_id = cell(rule, "rule_id")
        if met(mp.company_conditions[rule_id], Subject(as_of, company=company.on(as_of))):
            points = amount(rule, "points")
            write("rule", points, rule_id)
            total += points
    after = clamp(total, [own_bounds(rollup)])
    if after != total:
        write("company_clamp", after - total)
    published = whole(after)

    engaged_days = count(rollup, "engaged_days", 90)
    engaged = [p for p in people if any((as_of - day).days < engaged_days for day in p.positive_days)]
    wanted = set(pieces(norm(cell(rollup, "committee_roles")) or ""))
    role_field = trim(cell(rollup, "committee_field")) or "contact.job_function"
    found = {Subject(as_of, p.contact.on(as_of), company.on(as_of)).value(role_field) for p in engaged}
    band = mp.band("company", published)
    row = {
        "model_id": mp.model_id,
        "company_id": company.company_id,
        "score": published,
        "engaged_contacts": len(engaged),
        "committee_coverage": (rounded(Fraction(len(wanted & found), len(wanted)), 6) if wanted else None),
        "top_contact_id": people[0].contact.contact_id if people else None,
        "grade": cell(band, "band") if band else None,
    }
    return row, ledger


# ------------------------------------------------------------------ everything


def scored_models(policy: Tables, as_of: date, draft_models: Iterable[str]) -> list[Row]:
    drafts = set(draft_models)
    return [
        row
        for row in policy.get("scoring_models", [])
        if in_force(row, as_of)
        and (
            word(row, "status") in ("active", "testing")
            or (word(row, "status") == "draft" and cell(row, "model_id") in drafts)
        )
    ]


def score(
    policy: Tables,
    inputs: Tables,
    as_of: date,
    day_start_utc_hour: int = 0,
    draft_models: Iterable[str] = (),
) -> Result:
    """Score every model in force on `as_of`, as the build of that day would publish it."""
    return score_book(policy, open_book(policy, inputs, day_start_utc_hour), as_of, draft_models)


def open_book(policy: Tables, inputs: Tables, day_start_utc_hour: int = 0) -> Book:
    free = {name for r in policy.get("free_mail_domains", []) if (name := norm(cell(r, "domain")))}
    return read_inputs(inputs, free, day_start_utc_hour)


def score_book(policy: Tables, book: Book, as_of: date, draft_models: Iterable[str] = ()) -> Result:
    result = Result(rejected_rows=book.rejected)

    subjects = {
        contact.contact_id: Subject(
            as_of,
            contact.on(as_of),
            contact.company.on(as_of) if contact.company else {},
            metric_values(policy, contact, as_of),
        )
        for contact in book.contacts.values()
        if not contact.is_deleted and (contact.start is None or contact.start <= as_of)
    }

    for model in scored_models(policy, as_of, draft_models):
        mp = ModelPolicy(policy, model, as_of)
        scored = [
            score_contact(mp, book.contacts[contact_id], subject)
            for contact_id, subject in sorted(subjects.items())
            if met(mp.audience, subject)
        ]
        everyone = [one.published for one in scored]
        for one in scored:
            contact_id = one.contact.contact_id
            published = {name: whole(value) for name, value in one.dimensions.items()}
            published["total"] = one.published
            graded, label, next_action = grade(mp, published)
            below = sum(1 for other in everyone if other < one.published)
            result.contact_scores.append(
                {
                    "model_id": mp.model_id,
                    "contact_id": contact_id,
                    "company_id": one.contact.company_id,
                    "as_of": as_of,
                    "score": one.published,
                    "grade": graded,
                    "label": label,
                    "next_action": next_action,
                    "rank": 1 + sum(1 for other in everyone if other > one.published),
                    "percentile": whole(Fraction(100 * below, max(1, len(everyone) - 1))),
                    "fit_score": published.get("fit"),
                    "interest_score": published.get("interest"),
                    "fit_coverage": fit_coverage(mp, subjects[contact_id]),
                    "reasons_up": reasons(mp, one.ledger, 1),
                    "reasons_down": reasons(mp, one.ledger, -1),
                }
            )
            for name in one.dimensions:
                band = mp.band(name, published[name])
                result.contact_dimension_scores.append(
                    {
                        "model_id": mp.model_id,
                        "contact_id": contact_id,
                        "dimension": name,
                        "score": published[name],
                        "band": cell(band, "band") if band else None,
                    }
                )
            assert sum((r["points"] for r in one.ledger), Decimal(0)) == rounded(one.total, 6)
            result.score_ledger.extend(one.ledger)
            result.signals.extend(one.signals)
            if one.positive_days:
                result.engagements.append(
                    {"model_id": mp.model_id, "contact_id": contact_id, "days": tuple(sorted(one.positive_days))}
                )

        for rollup in mp.rollups:
            for company in sorted(book.companies.values(), key=lambda c: c.company_id):
                people = [s for s in scored if s.contact.company_id == company.company_id]
                row, ledger = score_company(mp, rollup, company, people, as_of)
                result.company_scores.append(row)
                result.company_ledger.extend(ledger)
    return result


# ------------------------------------------------------------------ lifecycle


@dataclass
class Lifecycle:
    """What a build publishes about stages, `lifecycle_transitions` and `lifecycle_current`."""

    transitions: list[dict[str, Any]] = field(default_factory=list)
    current: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class Day:
    """What one day in the audience says about one contact in one model."""

    score: int
    mql_policies: list[str] = field(default_factory=list)  # the rows that are met: E
    qualify: list[str] = field(default_factory=list)  # rules with an award on this day: Q
    disqualify: list[tuple[str, str]] = field(default_factory=list)  # rule and kind: X
    positive: bool = False  # a positive activity award on this day
    points: dict[str, Fraction] = field(default_factory=dict)  # of each rule, as its ledger line has them


@dataclass
class StageSettings:
    exit_score: Fraction | None = None
    dwell_days: int = 1
    cooldown_days: int = 0
    recycle_days: int = 0


def mql_policy_met(row: Row, score: int, graded: str | None, dimensions: dict[str, int]) -> bool:
    least = amount(row, "min_score")
    if least is not None and score < least:
        return False
    grades = pieces(cell(row, "grades"))
    if grades and graded not in grades:
        return False
    for piece in pieces(cell(row, "min_dimension_scores")):
        dimension, _, minimum = piece.rpartition(":")
        have = dimensions.get(trim(dimension))
        if have is None or have < Fraction(Decimal(trim(minimum))):
            return False
    return True


def stage_settings(policy: Tables, model: Row) -> StageSettings:
    exit_score = amount(model, "exit_score")
    if exit_score is None:
        mine = [r for r in policy.get("mql_policies", []) if cell(r, "model_id") == cell(model, "model_id")]
        starts = [start for start in (amount(row, "min_score") for row in mine) if start is not None]
        exit_score = min(starts, default=None)  # decision 40
    return StageSettings(
        exit_score,
        count(model, "dwell_days", 1),
        count(model, "cooldown_days", 0),
        count(model, "recycle_days", 0),
    )


def read_day(policy: Tables, result: Result, on: date) -> dict[tuple[str, str], Day]:
    """Give the day of every contact in the audience of a model, from what was published on it."""
    dimensions: dict[tuple[str, str], dict[str, int]] = {}
    for row in result.contact_dimension_scores:
        dimensions.setdefault((row["model_id"], row["contact_id"]), {})[row["dimension"]] = row["score"]
    days = {}
    for row in result.contact_scores:
        key = (row["model_id"], row["contact_id"])
        found = [
            cell(one, "mql_policy_id")
            for one in policy.get("mql_policies", [])
            if cell(one, "model_id") == row["model_id"]
            and mql_policy_met(one, row["score"], row["grade"], dimensions.get(key, {}))
        ]
        days[key] = Day(row["score"], found)
    for row in result.signals:
        if on in row["days"]:
            day = days[row["model_id"], row["contact_id"]]
            if row["effect"] == "qualify":
                day.qualify.append(row["rule_id"])
            else:
                day.disqualify.append((row["rule_id"], row["kind"]))
    for row in result.engagements:
        days[row["model_id"], row["contact_id"]].positive = on in row["days"]
    for row in result.score_ledger:
        if row["entry_type"] == "rule":
            days[row["model_id"], row["contact_id"]].points[row["rule_id"]] = Fraction(row["points"])
    return days


def last_outcome(outcomes: Iterable[Outcome]) -> Outcome | None:
    return max(outcomes, key=lambda outcome: (outcome.at, outcome.digest), default=None)


def recycle_day(outcomes: list[Outcome], on: date) -> date | None:
    """Give the last day up to `on` whose last outcome recycled the contact (decision 36)."""
    for day in sorted({outcome.day for outcome in outcomes if outcome.day <= on}, reverse=True):
        last = last_outcome(outcome for outcome in outcomes if outcome.day == day)
        assert last is not None
        if STAGE_OF_OUTCOME[last.outcome_type] == "recycled":
            return day
    return None


def live(
    settings: StageSettings, days: dict[date, Day], outcomes: list[Outcome], first_day: date, as_of: date
) -> list[dict[str, Any]]:
    """Walk one contact through one model, day by day, and give its transitions."""

    def below_exit(on: date) -> bool:
        return on in days and settings.exit_score is not None and days[on].score < settings.exit_score

    def falls(on: date) -> bool:
        before = on - timedelta(days=1)
        return below_exit(on) and before in days and not below_exit(before)  # decision 35

    def last_days(on: date, number_of_days: int) -> list[date]:
        return [on - timedelta(days=back) for back in range(number_of_days)]

    def may_become_mql(on: date) -> bool:
        if not days[on].mql_policies or any(falls(day) for day in last_days(on, settings.cooldown_days)):
            return False
        recycled = recycle_day(outcomes, on)
        if recycled is None:
            return True
        engaged_again = any(day.positive and recycled < when <= on for when, day in days.items())
        return on >= recycled + timedelta(days=settings.recycle_days) and engaged_again

    def may_stay_mql(on: date) -> bool:
        if not below_exit(on):
            return True
        recent = [days[day] for day in last_days(on, settings.dwell_days) if day in days]
        return any(day.mql_policies or day.qualify for day in recent)

    def tipped_by(on: date, reason: str) -> list[str]:
        """Give the rules that moved most towards the new stage (decision 43)."""
        nothing: dict[str, Fraction] = {}
        past = on - timedelta(days=1 if reason == "mql_policy" else settings.dwell_days)
        now, then = days[on].points, days[past].points if past in days else nothing
        risen = {rule_id: now.get(rule_id, Fraction(0)) - then.get(rule_id, Fraction(0)) for rule_id in now | then}
        if reason == "mql_policy":
            sizes = {rule_id: size for rule_id, size in risen.items() if now.get(rule_id, 0) > 0}
        else:
            sizes = {rule_id: -size for rule_id, size in risen.items()}
        most = max(sizes.values(), default=Fraction(0))
        return [rule_id for rule_id, size in sizes.items() if size == most > 0]

    transitions = []
    stage = "none"
    by_activity = False  # how a disqualified contact was disqualified
    for on in (first_day + timedelta(days=n) for n in range((as_of - first_day).days + 1)):
        before, reason, today = stage, "", days.get(on)
        if today is None:
            stage, reason = "none", "left_audience"
        else:
            if stage == "none":
                earlier = last_outcome(outcome for outcome in outcomes if outcome.day < on)
                stage = STAGE_OF_OUTCOME[earlier.outcome_type] if earlier else "lead"
                reason = "earlier_outcome" if earlier else "entered_audience"
            outcome = last_outcome(outcome for outcome in outcomes if outcome.day == on)
            if today.disqualify:
                if stage != "disqualified":
                    by_activity = False
                if any(kind in ("activity", "inactivity") for _, kind in today.disqualify):
                    by_activity = True
                stage, reason = "disqualified", "disqualified"
            elif outcome:
                stage, reason = STAGE_OF_OUTCOME[outcome.outcome_type], outcome.outcome_type
            elif stage in SALES_STAGES:
                pass
            elif stage == "disqualified":
                if not by_activity:
                    stage, reason = "lead", "disqualification_ended"
                elif today.qualify:
                    stage, reason = "mql", "qualified"
            elif today.qualify:
                stage, reason = "mql", "qualified"
            elif may_become_mql(on):
                stage, reason = "mql", "mql_policy"
            elif stage == "mql" and not may_stay_mql(on):
                stage, reason = "lead", "below_exit"
        if stage != before:
            rules: list[str] = []
            if today and reason == "disqualified":
                rules = [rule_id for rule_id, _ in today.disqualify]
            elif today and reason == "qualified":
                rules = today.qualify
            elif reason in ("mql_policy", "below_exit"):
                rules = tipped_by(on, reason)
            transitions.append(
                {
                    "from_stage": before,
                    "to_stage": stage,
                    "on_date": on,
                    "reason": reason,
                    "score": today.score if today else None,
                    "rule_id": min(rules, default=None),
                    "mql_policy_id": min(today.mql_policies) if today and reason == "mql_policy" else None,
                }
            )
    return transitions


def lifecycle(
    policy: Tables,
    inputs: Tables,
    first_day: date,
    as_of: date,
    day_start_utc_hour: int = 0,
    draft_models: Iterable[str] = (),
) -> Lifecycle:
    """Give the stages that a build of `as_of` publishes when history begins on `first_day`."""
    book = open_book(policy, inputs, day_start_utc_hour)
    lives: dict[tuple[str, str], dict[date, Day]] = {}
    for on in (first_day + timedelta(days=n) for n in range((as_of - first_day).days + 1)):
        for key, day in read_day(policy, score_book(policy, book, on, draft_models), on).items():
            lives.setdefault(key, {})[on] = day
    models = {cell(row, "model_id"): row for row in policy.get("scoring_models", [])}
    result = Lifecycle()
    for (model_id, contact_id), days in sorted(lives.items()):
        outcomes = [outcome for outcome in book.outcomes if outcome.contact_id == contact_id]
        rows = live(stage_settings(policy, models[model_id]), days, outcomes, first_day, as_of)
        key = {"model_id": model_id, "contact_id": contact_id}
        result.transitions.extend(key | row for row in rows)
        result.current.append(key | {"stage": rows[-1]["to_stage"], "since": rows[-1]["on_date"]})
    return result
