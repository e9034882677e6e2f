"""A build that adds to the last one equals a build of everything, whatever the order in which rows were loaded."""

from __future__ import annotations

import random
import shutil
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.python import small
from tests.python import worlds as world_maker
from tests.python.conftest import Build, write_tables
from tests.python.small import row
from tests.python.test_oracle_equality import tidy

LOADS = 5
LOOKBACK = 1  # short, so that most rows of earlier loads are not read again
RUN_AT = "2024-04-01 06:00:00"
WITHOUT_TESTS = ["--exclude-resource-type", "unit_test", "--exclude-resource-type", "test"]
# What a build counts and derives on its way, which is less when less is new.
OF_THIS_BUILD = {
    "touched_days",
    "touched_activities",
    "derived_sessions",
    "derived_replies",
    "derived_activities",
    "activity_signatures",
    "signature_texts",
    "signature_kinds",
    "signature_meanings",
    "signature_values",
    "known_activity_values",
    "activity_value_matches",
    "signature_patterns",
    "signature_rule_sets",
    "rule_sets",
    "rule_set_members",
    "activity_rule_sets",
    "countable_activities",
    "known_activities",
    "judged_activities",
    "text_bots",
    "timed_bots",
    "hygiene_bots",
}
# By number the same set may have another name; days that are empty now are remembered as such.
ROWS = {
    "activity_counts": """
        select counts.* exclude (rule_set_no), sets.rule_set
        from {schema}.activity_counts as counts
        left join (select distinct rule_set_no, rule_set from {schema}.rule_sets) as sets using (rule_set_no)
        where activities > 0
    """,
    "counted_activities": """
        select counts.* exclude (rule_set_no), sets.rule_set
        from {schema}.counted_activities as counts
        left join (select distinct rule_set_no, rule_set from {schema}.rule_sets) as sets using (rule_set_no)
    """,
}


def differing_tables(left: Path, right: Path) -> dict[str, list]:
    """Return the tables and views of two databases that differ, each with a row that only one of them has."""
    found = {}
    with duckdb.connect() as connection:
        for name, path in (("one", left), ("other", right)):
            connection.execute(f"attach '{path}' as {name} (read_only)")
        tables = connection.execute(
            "select distinct table_schema, table_name from information_schema.tables"
            " where table_catalog = 'one' and table_schema like 'lead_scoring%'"
        ).fetchall()
        assert len(tables) > 100
        for schema, table in sorted(tables):
            if table in OF_THIS_BUILD:
                continue
            texts = {}
            for name in ("one", "other"):
                connection.execute(f"use {name}")
                rows = ROWS.get(table, "select * from {schema}." + table).format(schema=f"{name}.{schema}")
                connection.execute(f"create temp table {name}_rows as {rows}")
                texts[name] = f"select cast(to_json(t) as varchar) as line from {name}_rows as t"
            both = [f"{texts['one']} except all {texts['other']}", f"{texts['other']} except all {texts['one']}"]
            lines = [connection.execute(f"select min(line) from ({query})").fetchone()[0] for query in both]
            if any(lines):
                found[table] = lines
            for name in ("one", "other"):
                connection.execute(f"drop table temp.{name}_rows")
    return found


def everything_again(dbt_build, build: Build, **arguments) -> Path:
    """Build everything anew beside a database, from a copy of it: the history is the same, the rest is forgotten."""
    copy = build.database.with_name(f"{build.database.stem}_again") / build.database.name
    copy.parent.mkdir(exist_ok=True)
    shutil.copy(build.database, copy)
    again = dbt_build(database=copy, args=[*WITHOUT_TESTS, "--full-refresh"], **arguments)
    assert again.succeeded, again.failures()
    return copy


class Loads:
    """The rows of one world as they were loaded: late, twice, corrected, deleted, and not in their order."""

    def __init__(self, seed: int, world: world_maker.World) -> None:
        self._random = random.Random(f"loads of {seed}")
        self._world = world
        self._versions: list[tuple[int, dict[str, str], int]] = []  # first load with it, the row, first load without it
        for activity in world.inputs["activities"]:
            self._load(activity)

    def _loaded_at(self, load: int) -> str:
        """Return a time of loading, sometimes before that of rows that are already there."""
        back = self._random.choice([0, 0, 0, LOOKBACK])
        day = world_maker.AS_OF + timedelta(days=load - back)
        return f"{day} {self._random.choice(['00:00:00', '07:30:00', '23:59:59'])}"

    def _load(self, activity: dict[str, str]) -> None:
        load = self._random.randrange(LOADS)
        fate = self._random.choice(["once"] * 4 + ["unsaid", "twice", "corrected", "deleted", "replaced", "tied"])
        if not activity["loaded_at"].strip() or not activity["loaded_at"].strip()[0].isdigit() or fate == "unsaid":
            # No time of loading, or none that can be read.
            unsaid = {"loaded_at": ""} if fate == "unsaid" else {}
            self._versions.append((load, activity | unsaid, LOADS))
            return
        final = activity | {"loaded_at": self._loaded_at(load)}
        earlier = self._random.randrange(load + 1)
        before = self._other(final) | {"loaded_at": self._loaded_at(earlier)}
        if fate == "twice":
            # The copy may come one load later, while its time of loading still is read again.
            self._versions.append((min(load + self._random.randrange(2), LOADS - 1), dict(final), LOADS))
        elif fate == "corrected":
            self._versions.append((earlier, before, LOADS))
        elif fate == "deleted":
            self._versions.append((earlier, before, LOADS))
            final["is_deleted"] = "true"
        elif fate == "replaced" and load > 0:
            # In place, without a new time of loading, while it still is read again.
            final["loaded_at"] = f"{world_maker.AS_OF + timedelta(days=load - 1)} 12:00:00"
            self._versions.append((load - 1, before | {"loaded_at": final["loaded_at"]}, load))
        elif fate == "tied":
            self._versions.append((load, before | {"loaded_at": final["loaded_at"]}, LOADS))
        self._versions.append((load, final, LOADS))

    def _other(self, activity: dict[str, str]) -> dict[str, str]:
        """Return the activity as it was before it was corrected: of another day, contact, kind or value."""
        other = self._random.choice(self._world.inputs["activities"])
        columns = self._random.choice(
            [["occurred_at"], ["contact_id"], ["activity_type", "asset", "channel"], ["value"], ["is_bot"], []]
        )
        return activity | {column: other[column] for column in columns}

    def until(self, load: int) -> dict[str, list[dict[str, str]]]:
        """Return the inputs as they stand after a load."""
        tables = dict(self._world.inputs)
        tables["activities"] = [r for first, r, gone in self._versions if first <= load < gone]
        # Merges come late, and are taken back.
        merges = random.Random(f"merges {load}")
        tables["contact_merges"] = [r for r in tables["contact_merges"] if merges.random() < 0.6]
        return tables


def check_loads(dbt_build, folder: Path, seeds: list[int], compared: set[int]) -> None:
    worlds = [tidy(world_maker.make_world(seed)) for seed in seeds]
    loads = [Loads(seed, world) for seed, world in zip(seeds, worlds, strict=True)]
    policy = write_tables(folder / "policy", world_maker.union(worlds).policy)
    build = None
    for load in range(LOADS):
        tables: dict[str, list] = {}
        for one in loads:
            for table, rows in one.until(load).items():
                tables.setdefault(table, []).extend(rows)
        inputs = write_tables(folder / f"load{load}", tables)
        day = {"as_of": str(world_maker.AS_OF + timedelta(days=load)), "run_at": RUN_AT}
        arguments = {"inputs": inputs, "policy": policy, "lookback_days": LOOKBACK, **day}
        build = dbt_build(database=build.database if build else None, args=WITHOUT_TESTS, **arguments)
        assert build.succeeded, build.failures()
        if load > 0:
            touched = build.query("select count(*) as n from touched_days", schema="lead_scoring_internal")[0]["n"]
            assert touched > 10
        if load in compared:
            copy = everything_again(dbt_build, build, **arguments)
            assert differing_tables(build.database, copy) == {}
    before = shutil.copy(build.database, build.database.with_name("before.duckdb"))
    again = dbt_build(database=build.database, args=WITHOUT_TESTS, **arguments)
    assert again.succeeded, again.failures()
    assert differing_tables(again.database, before) == {}


def test_late_corrected_and_deleted_rows_and_merges_give_what_a_full_refresh_gives(dbt_build, tmp_path):
    check_loads(dbt_build, tmp_path, list(range(9000, 9008)), {LOADS - 1})


@pytest.mark.long
@settings(
    max_examples=2,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(seeds=st.lists(st.integers(10_000, 90_000), min_size=25, max_size=25, unique=True))
def test_any_order_of_loads_gives_what_a_full_refresh_gives(dbt_build, tmp_path_factory, seeds):
    check_loads(dbt_build, tmp_path_factory.mktemp("loads"), seeds, {LOADS // 2, LOADS - 1})


def small_loads(folder: Path, until: int) -> Path:
    """Write three visits of Ann, loaded on one day each, and as many of Bo."""
    tables = small.inputs()
    tables["activities"] = [
        row(
            "activities",
            activity_id=f"{who}{day}",
            contact_id=who,
            occurred_at=f"2026-02-0{day} 10:00:00",
            loaded_at=f"2026-02-0{day} 11:00:00",
            activity_type=kind,
            value=str(day),
        )
        for day in range(1, until + 1)
        for who, kind in (("ann", "page_view"), ("bo", "demo"))
    ]
    return write_tables(folder / f"until{until}", tables)


def interest(build: Build) -> dict[str, int]:
    rows = build.query("select contact_id, score from contact_dimension_scores where dimension = 'interest'")
    return {r["contact_id"]: r["score"] for r in rows}


ALL_AGAIN = "Rules match activities in another way"


@pytest.mark.long
def test_only_another_question_to_activities_counts_them_again_and_the_build_says_so(dbt_build, tmp_path):
    policy = small.policy()
    arguments = {"args": WITHOUT_TESTS, "lookback_days": 0}

    def build(name, until, before=None):
        return dbt_build(
            inputs=small_loads(tmp_path, until),
            policy=write_tables(tmp_path / name, policy),
            database=before.database if before else None,
            as_of=f"2026-02-0{until}",
            **arguments,
        )

    first = build("first", 2)
    assert first.succeeded, first.failures()
    assert interest(first) == {"ann": 10, "bo": 0}
    assert ALL_AGAIN not in first.output

    policy["scoring_rules"][1]["points"] = "7"
    points = build("points", 3, first)
    assert points.succeeded, points.failures()
    assert interest(points) == {"ann": 21, "bo": 0}
    assert ALL_AGAIN not in points.output
    touched = points.query("select contact_id, activity_date from touched_days", schema="lead_scoring_internal")
    # Nothing older than the newest load is read again, so that what is old was counted by the builds before.
    assert {str(r["activity_date"]) for r in touched} == {"2026-02-02", "2026-02-03"}

    policy["scoring_rules"] += [
        row("scoring_rules", model_id="m", rule_id="demo", dimension="interest", kind="activity", points="3", label="x")
    ]
    policy["rule_conditions"] += [small.condition("demo", "activity.activity_type", "equals", "demo")]
    rule = build("rule", 3, points)
    assert rule.succeeded, rule.failures()
    assert interest(rule) == {"ann": 21, "bo": 9}
    assert ALL_AGAIN in rule.output

    policy["scoring_rules"].pop()
    policy["rule_conditions"].pop()
    back = build("back", 4, rule)
    assert back.succeeded, back.failures()
    assert interest(back) == {"ann": 28, "bo": 0}
    assert ALL_AGAIN in back.output

    # Another beginning of the day moves every activity, also those that are not read again.
    arguments["day_start_utc_hour"] = 11
    moved = build("back", 4, back)
    assert moved.succeeded, moved.failures()
    assert ALL_AGAIN in moved.output
    days = moved.query(
        "select min(activity_date) as first, max(activity_date) as last from activity_counts where activities > 0",
        schema="lead_scoring_internal",
    )
    assert [str(day) for day in days[0].values()] == ["2026-01-31", "2026-02-03"]


def test_what_a_build_read_but_did_not_count_is_counted_by_the_next_one(dbt_build, tmp_path):
    arguments = {"policy": write_tables(tmp_path / "policy", small.policy()), "lookback_days": 0}
    first = dbt_build(inputs=small_loads(tmp_path, 1), as_of="2026-02-01", args=WITHOUT_TESTS, **arguments)
    assert first.succeeded, first.failures()
    # As if it had been killed between the two: days 2 and 3 are read, but nobody counted them.
    arguments |= {"inputs": small_loads(tmp_path, 3), "as_of": "2026-02-03", "database": first.database}
    broken_off = dbt_build(args=[*WITHOUT_TESTS, "--select", "+stg_activity_duplicates"], **arguments)
    assert broken_off.succeeded, broken_off.failures()
    taken_up = dbt_build(args=WITHOUT_TESTS, **arguments)
    assert taken_up.succeeded, taken_up.failures()
    assert interest(taken_up) == {"ann": 15, "bo": 0}


def test_a_version_that_is_gone_from_the_input_counts_no_more(dbt_build, tmp_path):
    """The newest of two versions is taken back while its load day is still read again: the older one counts."""
    visit = {"activity_id": "a1", "contact_id": "ann", "activity_type": "page_view"}
    on_the_1st = {"occurred_at": "2026-02-01 10:00:00", "loaded_at": "2026-02-01 11:00:00"}
    other = row("activities", **(visit | {"activity_id": "a2"} | on_the_1st))
    same_load = row("activities", activity_id="b1", contact_id="bo", activity_type="page_view",
                    occurred_at="2026-02-01 10:00:00", loaded_at="2026-02-02 12:00:00")  # fmt: skip
    older = row("activities", **visit, **on_the_1st)
    newer = row("activities", **(visit | {"activity_type": "chat"}), occurred_at="2026-02-01 10:00:00",
                loaded_at="2026-02-02 11:00:00")  # fmt: skip
    arguments = {"policy": write_tables(tmp_path / "policy", small.policy()), "as_of": "2026-02-02"}
    built = None
    for name, rows, points in (("both", [other, same_load, older, newer], 5), ("one", [other, same_load, older], 10)):
        inputs = write_tables(tmp_path / name, small.inputs() | {"activities": rows})
        database = {"database": built.database} if built else {}
        built = dbt_build(inputs=inputs, args=WITHOUT_TESTS, **arguments, **database)
        assert built.succeeded, built.failures()
        assert interest(built)["ann"] == points


@pytest.mark.long
def test_an_activity_that_is_changed_in_place_counts_as_it_is_now(dbt_build, tmp_path):
    """Connectors write a row over, with a new time of loading, long after it was read; what is gone is still missed."""

    def activity(name: str, loaded_on: str, **more: str) -> dict[str, str]:
        values = {"contact_id": "ann", "occurred_at": "2026-02-01 10:00:00", "activity_type": "page_view"} | more
        return row("activities", activity_id=name, loaded_at=f"{loaded_on} 11:00:00", **values)

    untouched, newest = activity("a1", "2026-02-01"), activity("a9", "2026-02-14")
    changed, deleted, mended = (
        ("2026-02-14", {"activity_type": "chat"}),
        ("2026-02-14", {"is_deleted": "true"}),
        "2026-02-14",
    )
    days = {
        "2026-02-05": [untouched, activity("a2", "2026-02-01"), activity("a3", "2026-02-01"),
                       activity("a4", "2026-02-01", value="much"), activity("a5", "2026-02-05")],
        "2026-02-15": [untouched, activity("a2", changed[0], **changed[1]), activity("a3", deleted[0], **deleted[1]),
                       activity("a4", mended), activity("a5", "2026-02-05"), newest],
        "2026-02-16": [untouched, activity("a2", changed[0], **changed[1]), activity("a3", deleted[0], **deleted[1]),
                       activity("a4", mended), newest],
    }  # fmt: skip
    policy = write_tables(tmp_path / "policy", small.policy())
    built = None
    for day, rows in days.items():
        inputs = write_tables(tmp_path / day, small.inputs() | {"activities": rows})
        database = {"database": built.database} if built else {}
        built = dbt_build(
            inputs=inputs, policy=policy, as_of=day, args=["--exclude-resource-type", "unit_test"], **database
        )
        if day == "2026-02-15":
            assert built.succeeded, built.failures()
            assert interest(built)["ann"] == 20
    # a5 is gone, and its load day is not read again.
    assert "activities: 5 rows in the input, 6 of them read" in built.output


@pytest.mark.long
def test_a_build_that_wrote_one_memory_only_is_forgotten_by_that_of_the_next_day(dbt_build, tmp_path):
    """The first of them is so late that it said all lines: what stands must not be looked up in it."""
    policy = write_tables(tmp_path / "policy", small.policy())
    visit = {"contact_id": "ann", "activity_type": "page_view"}
    built = None
    visits = ["2026-01-01", "2026-01-02", "2026-02-06", "2026-02-07", "2026-02-08", "2026-02-09"]
    with_tests = ["--exclude-resource-type", "unit_test"]
    for day, args in (
        ("2026-01-03", with_tests),
        ("2026-02-06", [*WITHOUT_TESTS, "--select", "+published_ledger"]),
        ("2026-02-07", with_tests),
        ("2026-02-08", [*WITHOUT_TESTS, "--select", "+published_scores", "+published_company_scores", "+scored_days"]),
        ("2026-02-09", with_tests),
    ):
        rows = [
            row("activities", activity_id=f"a{visited}", occurred_at=f"{visited} 10:00:00", **visit)
            for visited in visits
            if visited <= day
        ]
        tables = small.inputs() | {"activities": rows}
        if day == "2026-02-06":
            tables["contacts"] = [contact | {"country": "Nowhere"} for contact in tables["contacts"]]
        inputs = write_tables(tmp_path / day, tables)
        database = {"database": built.database} if built else {}
        built = dbt_build(inputs=inputs, policy=policy, as_of=day, args=args, **database)
        assert built.succeeded, (day, built.failures())
    for memory in ("published_scores", "published_ledger", "scored_days"):
        days = built.query(
            f"select distinct cast(as_of as varchar) as day from {memory} order by day", "lead_scoring_internal"
        )
        assert [one["day"] for one in days] == ["2026-01-03", "2026-02-07", "2026-02-09"]
    recorded = built.query("select count(*) as n from recorded_attributes where is_change", "lead_scoring_internal")
    assert recorded == [{"n": 0}], "what only a build saw that published nothing"


@pytest.mark.long
def test_rows_that_vanish_or_come_too_late_are_no_silent_loss(dbt_build, tmp_path):
    policy = write_tables(tmp_path / "policy", small.policy())
    first = dbt_build(inputs=small_loads(tmp_path, 5), policy=policy, as_of="2026-02-05", lookback_days=1, tests=False)
    assert first.succeeded, first.failures()
    scores = first.query("select * from contact_scores")

    tables = small.inputs()
    late = {"occurred_at": "2026-02-01 09:00:00", "loaded_at": "2026-02-01 09:00:00", "activity_type": "page_view"}
    rows = duckdb.sql(f"select * from read_csv('{tmp_path}/until5/activities.csv', all_varchar = true)").fetchall()
    columns = small.columns("activities")
    tables["activities"] = [
        {name: value or "" for name, value in zip(columns, values, strict=True)} for values in rows
    ] + [row("activities", activity_id="late", contact_id="ann", **late)]
    inputs = write_tables(tmp_path / "late", tables)
    second = dbt_build(inputs=inputs, policy=policy, as_of="2026-02-05", lookback_days=1, database=first.database)
    assert not second.succeeded
    assert "accepted_and_rejected_rows_are_all_rows" in second.failures()
    assert "activities: 11 rows in the input, 10 of them read" in second.output
    assert "--full-refresh" in second.output
    assert second.query("select * from contact_scores") == scores

    healed = dbt_build(
        inputs=inputs,
        policy=policy,
        as_of="2026-02-05",
        database=first.database,
        args=["--full-refresh", "--exclude-resource-type", "unit_test"],
    )
    assert healed.succeeded, healed.failures()
    assert interest(healed)["ann"] == 30


def mailing_loads(until: int) -> list[dict[str, str]]:
    """E-mails, opens and clicks of eight contacts on three days, seconds apart, each loaded on any of four days."""
    draw = random.Random("mailings")
    rows = []
    for number in range(600):
        kind = draw.choice(["email_sent", "email_open", "email_click", "email_click", "email_click", "page_view"])
        loaded = draw.randint(1, 4)
        values = {
            "activity_id": f"m{number}",
            "contact_id": draw.choice(["ann", "bo", *(f"c{n}" for n in range(6))]),
            "occurred_at": f"2026-02-0{draw.randint(1, 3)} 23:{draw.choice([57, 58, 59])}:{draw.randint(0, 59):02}",
            "activity_type": kind,
            "asset": draw.choice(["/a", "/b", "/c", "/d", "/e"]),
            "campaign": draw.choice(["", "x"]),
            "user_agent": draw.choice(["", "", "Mozilla/5.0", "Mozilla/5.0 (Macintosh)", "SomeBot/2.1"]),
            "network": draw.choice(["", "", "AMAZON-02", "Home Ltd"]),
        }
        versions = [(loaded, values)]
        if draw.random() < 0.2 and loaded < 4:
            # Corrected by a later load: it was another minute, another kind, or never happened.
            change = draw.choice(
                [{"occurred_at": "2026-02-03 12:00:00"}, {"activity_type": "email_sent"}, {"is_deleted": "true"}]
            )
            versions.append((draw.randint(loaded + 1, 4), values | change))
        hour = draw.choice(["01", "22"])
        rows += [
            row("activities", **found, loaded_at=f"2026-02-1{load} {hour}:00:00")
            for load, found in versions
            if load <= until
        ]
    return rows


@pytest.mark.long
def test_what_hygiene_takes_for_a_bot_does_not_depend_on_which_row_was_loaded_first(dbt_build, tmp_path):
    policy = small.policy()
    policy["rule_conditions"].append(small.condition("visit", "activity.activity_type", "equals", "email_click"))
    policy["rule_conditions"][-1]["alternative"] = "click"
    policy["hygiene_rules"] = small.hygiene(
        quick_clicks={"seconds": "5"}, many_links={"seconds": "60", "min_count": "3"}
    )
    build, rules = None, set()
    for load in range(1, 5):
        tables = small.inputs() | {"activities": mailing_loads(load)}
        arguments = {
            "inputs": write_tables(tmp_path / f"load{load}", tables),
            "policy": write_tables(tmp_path / "policy", policy),
            "as_of": f"2026-02-1{load}",
            "run_at": f"2026-02-1{load} 23:30:00",
            "lookback_days": 0,
        }
        build = dbt_build(database=build.database if build else None, args=WITHOUT_TESTS, **arguments)
        assert build.succeeded, build.failures()
        assert ALL_AGAIN not in build.output
        found = build.query("select distinct rule_id from hygiene_bots", schema="lead_scoring_internal")
        rules |= {r["rule_id"] for r in found}
    assert rules == {"bot_agents", "data_centres", "privacy_opens", "quick_clicks", "many_links"}
    copy = everything_again(dbt_build, build, **arguments)
    assert differing_tables(build.database, copy) == {}
    clicks = interest(build)

    policy["hygiene_rules"] = small.hygiene(quick_clicks={"seconds": "5"}, many_links={"enabled": "false"})
    arguments["policy"] = write_tables(tmp_path / "policy", policy)
    switched = dbt_build(database=build.database, args=WITHOUT_TESTS, **arguments)
    assert switched.succeeded, switched.failures()
    # Another idea of bots is another question to all activities.
    assert ALL_AGAIN in switched.output
    assert all(points >= clicks[contact] for contact, points in interest(switched).items())
    assert sum(interest(switched).values()) > sum(clicks.values())
