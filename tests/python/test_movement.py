"""Why did it move? A small company over two weeks, whose numbers are worked out by hand."""

from __future__ import annotations

import shutil

import duckdb
import pytest

from tests.python import small
from tests.python.conftest import write_tables
from tests.python.small import condition, row
from tools import explain

pytestmark = pytest.mark.long

FIRST, BEFORE, AS_OF, LATER = "2026-02-03", "2026-02-09", "2026-02-10", "2026-02-17"
# 30 days after the first, which was a whole day, and the day after it.
WHOLE, LAST = "2026-03-05", "2026-03-06"
MEMORY = "select * from lead_scoring_internal.published_ledger order by all"


def policy() -> small.Tables:
    """Germany 10, each visit 5 for two weeks, a demo 15, a quiet month -5; at most 20 for interest; 20 is hot."""
    tables = small.policy()
    visit = tables["scoring_rules"][1]
    visit["window_days"] = "14"
    tables["dimensions"][1]["max_score"] = "20"
    interest = {"model_id": "m", "dimension": "interest"}
    tables["scoring_rules"] += [
        row("scoring_rules", rule_id="demo", kind="activity", points="15", label="Asked for a demo", **interest),
        row(
            "scoring_rules",
            rule_id="quiet",
            kind="inactivity",
            points="-5",
            period_days="30",
            max_awards="1",
            label="Quiet for a month",
            **interest,
        ),
    ]
    tables["rule_conditions"] += [
        condition("demo", "activity.activity_type", "equals", "demo_request"),
        condition("quiet", "activity.activity_type", "in", "page_view|demo_request"),
    ]
    return tables


def company(day: str) -> small.Tables:
    """Ann visits early on; on the 10th Bo asks for a demo, Cy comes back and Eve is new; Dee is gone at last."""
    tables = small.inputs()
    created = {"cy": "2026-01-01", "dee": "2026-01-01", "eve": AS_OF}
    tables["contacts"] += [
        row("contacts", contact_id=name, country="Germany", created_at=on)
        for name, on in created.items()
        if on <= day and not (name == "dee" and day == LATER)
    ]
    done = [("cy", "2026-01-01", "page_view"), ("bo", AS_OF, "demo_request")]
    done += [(who, AS_OF, "page_view") for who in ("bo", "bo", "cy", "eve", "eve")]
    tables["activities"] += [
        row("activities", activity_id=f"x{n}", contact_id=who, occurred_at=f"{on} 10:00:00", activity_type=what)
        for n, (who, on, what) in enumerate(done)
        if on <= day
    ]
    return tables


@pytest.fixture(scope="module")
def days(dbt_build, tmp_path_factory):
    """Build the days one after the other, the 10th twice; keep what each published."""
    folder = tmp_path_factory.mktemp("movement")
    rules = write_tables(folder / "policy", policy())
    found: dict = {}
    database = None
    builds = [(FIRST, FIRST), (BEFORE, BEFORE), (AS_OF, AS_OF), ("again", AS_OF), (LATER, LATER)]
    builds += [(WHOLE, WHOLE), (LAST, LAST)]
    for name, day in builds:
        if name == LAST:
            with duckdb.connect(str(database)) as connection:
                connection.execute(f"delete from lead_scoring_internal.published_ledger where as_of < date '{WHOLE}'")
        build = dbt_build(
            inputs=write_tables(folder / day, company(min(day, LATER))),
            policy=rules,
            database=database,
            as_of=day,
            run_at=f"{day} 23:00:00",
            tests=name in ("again", LATER, LAST),
            accept_input_drop=True,  # one of these few goes
        )
        assert build.succeeded, build.failures() or build.output[-3000:]
        database = build.database
        if name == LATER:
            found["until"] = shutil.copy(database, folder / database.name)
        found[name] = {
            "movement": {r["contact_id"]: r for r in build.query("select * from contact_movement")},
            "lines": build.query("select * from score_movements order by all"),
            "transitions": build.query("select * from lifecycle_transitions order by all"),
            "memory": build.query(MEMORY),
            "since": [line for line in build.messages if line.startswith("  since ")],
            "ledger": build.query("select * from score_ledger"),
        }
    return found


def changes(day: dict) -> dict[str, tuple]:
    columns = ("score", "change_1d", "change_7d", "change_30d")
    return {who: tuple(r[column] for column in columns) for who, r in day["movement"].items()}


def marked(day: dict, mark: str) -> set[str]:
    return {who for who, r in day["movement"].items() if r[mark]}


def lines(day: dict, contact_id: str, days_back: int) -> list[tuple]:
    found = [r for r in day["lines"] if (r["contact_id"], r["days_back"]) == (contact_id, days_back)]
    found.sort(key=lambda r: (r["direction"], r["direction_rank"]))
    return [(r["label"], int(r["points_before"]), int(r["points_now"]), r["direction"]) for r in found]


def test_before_the_history_begins_nothing_moved_and_nobody_is_new(days):
    first = days[FIRST]
    assert changes(first) == {
        "ann": (25, None, None, None),  # 10 + 3 x 5
        "bo": (-5, None, None, None),  # quiet
        "cy": (5, None, None, None),  # 10, and quiet
        "dee": (5, None, None, None),
    }
    assert (first["lines"], first["since"]) == ([], [])
    assert not any(marked(first, mark) for mark in ("is_new_mql", "is_falling", "is_reengaged", "moved_because"))
    assert [(r["contact_id"], r["rule_id"]) for r in first["transitions"] if r["to_stage"] == "mql"] == [
        ("ann", "visit")
    ]


def test_a_day_on_which_nothing_happened(days):
    assert changes(days[BEFORE])["ann"] == (25, 0, None, None)
    assert days[BEFORE]["lines"] == []
    assert days[BEFORE]["since"] == ["  since 2026-02-08: 0 newly MQL"]
    assert days[BEFORE]["memory"] == days[FIRST]["memory"]


def test_what_changed_since_yesterday(days):
    today = days[AS_OF]
    assert changes(today) == {
        "ann": (25, 0, 0, None),
        "bo": (20, 25, 25, None),  # 15 + 2 x 5, but at most 20; no longer quiet
        "cy": (15, 10, 10, None),
        "dee": (5, 0, 0, None),
        "eve": (20, None, None, None),  # was not there yesterday
    }
    because = {who: r["moved_because"] for who, r in today["movement"].items() if r["moved_because"]}
    assert because == {
        "bo": "+15 Asked for a demo; +10 Visited us; +5 Quiet for a month (no longer); -5 Limit of interest",
        "cy": "+5 Quiet for a month (no longer); +5 Visited us",
    }
    assert lines(today, "bo", 1) == lines(today, "bo", 7)
    assert lines(today, "bo", 1) == [
        ("Limit of interest", 0, -5, "down"),
        ("Asked for a demo", 0, 15, "up"),
        ("Visited us", 0, 10, "up"),
        ("Quiet for a month", -5, 0, "up"),
    ]
    assert lines(today, "bo", 30) == lines(today, "ann", 7) == lines(today, "eve", 1) == []


def test_who_is_new_and_who_is_back(days):
    today = days[AS_OF]
    assert marked(today, "is_new_mql") == {"bo", "eve"}
    assert marked(today, "is_reengaged") == {"cy"}
    assert today["movement"]["cy"]["quiet_days"] == 40
    assert not marked(today, "is_falling")
    moves = "bo +25 (Asked for a demo), cy +10 (Quiet for a month, no longer)"
    assert today["since"] == [f"  since 2026-02-09: 2 newly MQL; biggest moves: {moves}"]
    entries = {r["contact_id"]: r["rule_id"] for r in today["transitions"] if str(r["on_date"]) == AS_OF}
    assert entries == {"bo": "demo", "eve": "country"}  # eve: country and visits 10 each


def test_the_same_day_again_changes_nothing(days):
    for name in ("movement", "lines", "transitions", "memory", "since"):
        assert days["again"][name] == days[AS_OF][name], name


def test_who_falls_and_who_is_gone(days):
    later = days[LATER]
    assert changes(later)["ann"] == (10, -15, -15, None)  # the visits are two weeks old
    assert later["movement"]["ann"]["moved_because"] == "-15 Visited us (no longer)"
    assert marked(later, "is_falling") == {"ann"}
    assert not marked(later, "is_new_mql") | marked(later, "is_reengaged")
    [fall] = [r for r in later["transitions"] if str(r["on_date"]) == LATER and r["to_stage"] == "lead"]
    assert (fall["contact_id"], fall["reason"], fall["rule_id"]) == ("ann", "below_exit", "visit")
    assert "dee" not in later["movement"]
    assert "dee" not in {r["contact_id"] for r in later["lines"]}
    gone = [r for r in later["memory"] if r["contact_id"] == "dee" and str(r["as_of"]) == LATER]
    assert {(r["line_id"], r["points"]) for r in gone} == {("country", None), ("quiet", None)}


def test_after_thirty_days_all_lines_are_said(days):
    whole = [r for r in days[WHOLE]["memory"] if r["is_whole_day"]]
    assert {str(r["as_of"]) for r in whole} == {FIRST, WHOLE}
    assert {str(r["as_of"]) for r in days[WHOLE]["memory"]} == {FIRST, AS_OF, LATER, WHOLE}

    said = {(r["contact_id"], r["entry_type"], r["line_id"]): r["points"] for r in whole if str(r["as_of"]) == WHOLE}
    ledger = {
        (r["contact_id"], r["entry_type"], r["rule_id"] or r["cap_group"] or ""): r["points"]
        for r in days[WHOLE]["ledger"]
    }
    assert {line: points for line, points in said.items() if points is not None} == ledger
    assert ("ann", "rule", "country") in ledger  # which has not changed since the first day


def test_nothing_before_the_last_whole_day_is_read(days):
    """What is older was deleted before the last day, on which nothing happened."""
    assert days[LAST]["memory"] == [r for r in days[WHOLE]["memory"] if str(r["as_of"]) >= WHOLE]


def test_explain_says_so_too(days, monkeypatch, capsys):
    monkeypatch.setenv("LEAD_SCORING_DUCKDB", str(days["until"]))
    assert explain.main(["ann"]) == 0
    assert "Visited us" in capsys.readouterr().out.split("since yesterday")[1]
