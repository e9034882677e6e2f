"""The past: a backfilled day equals the day as it was published, and a range replaces nothing outside it."""

from __future__ import annotations

import argparse
import csv
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from rich.console import Console

from tests.python import small
from tests.python.conftest import ROOT, write_tables
from tools.backfill import chunks, problem_of, rebuild, vars_of

LAST = date(2026, 6, 30)
HISTORY = [
    "--exclude-resource-type",
    "unit_test",
    "--exclude-resource-type",
    "test",
    "--select",
    "+published_scores",
    "+published_ledger",
    "+published_company_scores",
]
# What a row is about besides the model, and the column that is null when it is no longer there.
HISTORY_TABLES = {
    "published_scores": (["contact_id"], "score"),
    "published_ledger": (["contact_id", "dimension", "entry_type", "line_id"], "points"),
    "published_company_scores": (["company_id"], "score"),
}


def demo_inputs() -> dict[str, list[dict[str, str]]]:
    tables = {}
    for path in (ROOT / "seeds" / "demo").glob("demo_*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            tables[path.stem.removeprefix("demo_")] = list(csv.DictReader(file))
    return tables


def known_by(tables: dict[str, list[dict[str, str]]], day: date) -> dict[str, list[dict[str, str]]]:
    """Return what had been loaded by the end of a day: activities come late, other tables are as they are."""
    loaded = [row for row in tables["activities"] if row["loaded_at"][:10] <= day.isoformat()]
    return tables | {"activities": loaded}


def states(build, table: str, days: list[date]) -> dict[tuple, tuple]:
    """Return for each day, model and contact (company, line) what history says, but how it came to it."""
    keys, value = HISTORY_TABLES[table]
    found = {}
    for day in days:
        rows = build.query(
            f"""
            select * exclude (as_of) from {table}
            where as_of <= date '{day}'
            qualify row_number() over (partition by model_id, {", ".join(keys)} order by as_of desc) = 1
            """,
            schema="lead_scoring_internal",
        )
        for row in rows:
            for said_by_the_way in ("recorded_as", "points_before", "is_whole_day"):
                row.pop(said_by_the_way, None)
            name = (day, row.pop("model_id"), *(row.pop(key) for key in keys))
            if row[value] is not None:
                found[name] = tuple(row.items())
    return found


def first_differences(left: dict, right: dict) -> list:
    names = sorted(set(left) | set(right), key=str)
    return [(name, left.get(name), right.get(name)) for name in names if left.get(name) != right.get(name)][:5]


def published_day_by_day(dbt_build, folder: Path, days: list[date]):
    """Build each day with what had been loaded by its end, one after the other, into one database."""
    tables, build = demo_inputs(), None
    for day in days:
        build = dbt_build(
            inputs=write_tables(folder / f"until_{day}", known_by(tables, day)),
            command="build",
            args=HISTORY,
            database=build.database if build else None,
            as_of=day.isoformat(),
        )
        assert build.succeeded, build.failures()
    return build


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("mask_emails", "names and values"),
        ("[1]", "names and values"),
        ("{a: [", "no YAML"),
        ("{as_of: 2026-01-01}", "as_of"),
    ],
)
def test_vars_that_a_backfill_cannot_hand_on_are_refused(text, says):
    with pytest.raises(argparse.ArgumentTypeError, match=says):
        vars_of(text)


def test_a_backfill_hands_on_the_vars_of_the_daily_build(monkeypatch):
    """Without them its last build would show addresses that the daily one masks."""
    handed_on = []

    class Runner:
        def __init__(self, callbacks):
            pass

        def invoke(self, arguments):
            handed_on.append(arguments)
            return SimpleNamespace(success=True)

    monkeypatch.setattr("tools.backfill.dbtRunner", Runner)
    days = date(2026, 1, 1), date(2026, 1, 2), date(2026, 2, 1)
    assert rebuild(Console(), *days, vars_of('{"mask_emails": true, day_start_utc_hour: 7}')) == 0
    assert yaml.safe_load(handed_on[0][handed_on[0].index("--vars") + 1]) == {
        "as_of": "2026-02-01", "backfill_from": "2026-01-01", "backfill_to": "2026-01-02",
        "mask_emails": True, "day_start_utc_hour": 7,
    }  # fmt: skip


def check_backfill(dbt_build, folder: Path, number_of_days: int, last: date = LAST):
    days = [last - timedelta(days=number_of_days - 1 - i) for i in range(number_of_days)]
    daily = published_day_by_day(dbt_build, folder, days)
    everything = write_tables(folder / "everything", known_by(demo_inputs(), last))
    clock = {"as_of": last.isoformat(), "backfill_from": days[0].isoformat()}
    backfilled = dbt_build(inputs=everything, command="build", args=HISTORY, **clock)
    assert backfilled.succeeded, backfilled.failures()
    with_all_rows = dbt_build(inputs=everything, command="build", args=HISTORY, backfill_with_all_rows=True, **clock)
    assert with_all_rows.succeeded, with_all_rows.failures()
    for table in HISTORY_TABLES:
        published = states(daily, table, days)
        assert len(published) > 100 * number_of_days
        assert not first_differences(published, states(backfilled, table, days)), table
    # Late activities make a difference, or the comparison above would prove nothing.
    late = states(with_all_rows, "published_scores", days)
    assert first_differences(states(daily, "published_scores", days), late)
    return daily, everything, days, late


@pytest.mark.long
def test_a_backfilled_day_is_the_day_as_published_and_a_range_touches_nothing_outside(dbt_build, tmp_path):
    # Days on which some of what is done is known in time, and some of it late or changed later.
    last = date(2026, 5, 21)
    daily, everything, days, late = check_backfill(dbt_build, tmp_path, 5, last)
    before = {table: states(daily, table, days) for table in HISTORY_TABLES}
    inside = days[1:3]
    for _ in range(2):
        ranged = dbt_build(
            inputs=everything,
            command="build",
            args=HISTORY,
            database=daily.database,
            as_of=last.isoformat(),
            backfill_from=inside[0].isoformat(),
            backfill_to=inside[-1].isoformat(),
            backfill_with_all_rows=True,
        )
        assert ranged.succeeded, ranged.failures()
        for table in HISTORY_TABLES:
            after = states(ranged, table, days)
            outside = [name for name in set(before[table]) | set(after) if name[0] not in inside]
            assert not [name for name in outside if before[table].get(name) != after.get(name)], table
        rebuilt = states(ranged, "published_scores", inside)
        assert not first_differences({name: row for name, row in late.items() if name[0] in inside}, rebuilt)
    recorded = ranged.query(
        "select distinct recorded_as from published_scores where score is not null"
        f" and as_of between date '{inside[0]}' and date '{inside[-1]}'",
        schema="lead_scoring_internal",
    )
    assert recorded == [{"recorded_as": "backfilled_with_all_rows"}]


# ------------------------------------------------------------------------ attributes that change from day to day


def world_of_attributes() -> small.Tables:
    """Return people and a company whose attributes will change; Di has a history of her own, Em is in no company."""
    inputs = small.inputs()
    inputs["contacts"] = [
        small.row(
            "contacts", contact_id=name, country="Germany", company_id="k" if name != "em" else "", email=f"{name}@x.de"
        )
        for name in ("ann", "bo", "di", "em")
    ]
    inputs["companies"] = [small.row("companies", company_id="k", industry="software")]
    inputs["attribute_history"] = [
        {"entity": "contact", "id": "di", "field": "country", "value": "France", "valid_from": "2026-02-09"}
    ]
    return inputs


def policy_of_attributes() -> small.Tables:
    policy = small.policy()
    for rule, field, value, points in [
        ("france", "contact.country", "France", "20"),
        ("industry", "company.industry", "software", "3"),
        ("free", "contact.is_free_mail", "true", "-1"),
    ]:
        policy["scoring_rules"].append(
            small.row(
                "scoring_rules",
                model_id="m",
                rule_id=rule,
                dimension="fit",
                kind="attribute",
                points=points,
                label=rule,
            )
        )
        policy["rule_conditions"].append(small.condition(rule, field, "equals", value))
    policy["company_rollups"] = [small.row("company_rollups", model_id="m", method="sum")]
    policy["score_bands"].append(small.row("score_bands", model_id="m", dimension="company", band="all"))
    return policy


def records(build) -> list[dict]:
    return build.query("select * from recorded_attributes order by all", schema="lead_scoring_internal")


@pytest.mark.long
def test_attributes_are_remembered_so_that_a_backfilled_day_is_the_day_as_published(dbt_build, tmp_path):
    policy = write_tables(tmp_path / "policy", policy_of_attributes())
    inputs, database = world_of_attributes(), None
    days = [date(2026, 2, 8), date(2026, 2, 9), date(2026, 2, 10)]

    def build(day: date, **variables):
        nonlocal database
        folder = write_tables(tmp_path / "inputs", inputs)
        args = [*HISTORY, "scored_days"]
        made = dbt_build(inputs=folder, policy=policy, args=args, database=database, as_of=str(day), **variables)
        assert made.succeeded, made.failures()
        database = made.database
        return made

    ann, bo = inputs["contacts"][:2]
    build(days[0])
    ann["country"], bo["email"] = "Spain", "bo@gmail.com"
    build(days[1])
    ann["country"], inputs["companies"][0]["industry"] = "France", "coal"
    first_records = records(build(days[1]))
    assert records(build(days[1])) == first_records, "the same day once more changes nothing"
    ann["country"], bo["email"] = "Germany", "bo@x.de"
    daily = build(days[2])

    published = {table: states(daily, table, days) for table in HISTORY_TABLES}
    scores = {(n[0].day, n[2]): dict(v)["score"] for n, v in published["published_scores"].items()}
    assert [scores[day, "ann"] for day in (8, 9, 10)] == [28, 35, 25]
    assert [scores[day, "bo"] for day in (8, 9, 10)] == [13, 9, 10]
    assert [scores[day, "di"] for day in (8, 9, 10)] == [3, 20, 20], "history that is supplied comes first"
    assert [scores[day, "em"] for day in (8, 9, 10)] == [10, 10, 10]
    recorded = records(daily)
    assert [
        (r["value_text"], r["recorded_on"].day, r["is_change"])
        for r in recorded
        if (r["entity_id"], r["field"]) == ("ann", "contact.country")
    ] == [("germany", 8, False), ("france", 9, True), ("germany", 10, True)]
    assert len([r for r in recorded if r["entity_id"] == "em"]) == 3, "who never changed has one row per field"

    # The day before the first build has the first values, and says so.
    backfilled = build(days[2], backfill_from="2026-02-07")
    for table in HISTORY_TABLES:
        assert not first_differences(published[table], states(backfilled, table, days)), table
    assert records(backfilled) == recorded, "past days record nothing"
    before = states(backfilled, "published_scores", [date(2026, 2, 7)])
    assert {n[2]: dict(v)["score"] for n, v in before.items()} == {"ann": 28, "bo": 13, "di": 3, "em": 10}
    assert backfilled.query(
        "select day(as_of) as d, recorded_as, attributes_as_of from scored_days order by 1",
        schema="lead_scoring_internal",
    ) == [
        {"d": 7, "recorded_as": "backfilled", "attributes_as_of": "first_recorded"},
        {"d": 8, "recorded_as": "backfilled", "attributes_as_of": "that_day"},
        {"d": 9, "recorded_as": "backfilled", "attributes_as_of": "that_day"},
        {"d": 10, "recorded_as": "published", "attributes_as_of": "that_day"},
    ]


@pytest.mark.long
@pytest.mark.parametrize("last", [LAST - timedelta(days=45), LAST], ids=["first_half", "second_half"])
def test_90_backfilled_days_are_the_days_as_published(dbt_build, tmp_path, last):
    check_backfill(dbt_build, tmp_path, 45, last)


def test_a_range_is_split_into_chunks_without_gap_or_overlap():
    found = list(chunks(date(2026, 1, 1), date(2026, 1, 10), 4))
    assert found == [
        (date(2026, 1, 1), date(2026, 1, 4)),
        (date(2026, 1, 5), date(2026, 1, 8)),
        (date(2026, 1, 9), date(2026, 1, 10)),
    ]


@pytest.mark.parametrize(
    ("first", "last", "published", "says"),
    [
        (date(2026, 5, 2), date(2026, 5, 1), (date(2026, 4, 1), LAST), "lies after"),
        (date(2026, 5, 1), date(2026, 5, 2), None, "run `make build` first"),
        (date(2026, 5, 1), LAST, (date(2026, 4, 1), LAST), "must lie before the last published day"),
        (date(2026, 1, 1), date(2026, 3, 30), (date(2026, 4, 1), LAST), "would leave a gap"),
        (date(2026, 1, 1), date(2026, 3, 31), (date(2026, 4, 1), LAST), None),
        (date(2026, 5, 1), date(2026, 5, 1), (date(2026, 4, 1), LAST), None),
    ],
)
def test_a_range_that_cannot_be_rebuilt_is_refused_with_a_reason(first, last, published, says):
    problem = problem_of(first, last, published)
    assert (problem is None) if says is None else says in problem
