"""Broken policies and broken inputs: refused or kept with a reason, by name, and the last good tables stay."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest
from dbt.adapters.duckdb import DuckDBConnectionManager
from dbt.cli.main import dbtRunner

from tests.python import small
from tests.python.conftest import QUICK_RUN, ROOT, environment, write_tables
from tests.python.small import condition, row

AS_OF = "2026-02-10"


def rule(rule_id: str, **values: str) -> dict[str, str]:
    given = {"model_id": "m", "rule_id": rule_id, "dimension": "fit", "kind": "attribute", "points": "1"}
    return row("scoring_rules", **(given | {"label": "A label"} | values))


def country(rule_id: str) -> dict[str, str]:
    return condition(rule_id, "contact.country", "is_set")


# Each kind of broken policy: rows to add, and the line that must name the place.
BROKEN = {
    "unknown field": (
        {"scoring_rules": [rule("b1")], "rule_conditions": [condition("b1", "contact.contry", "is_set")]},
        "rule_conditions.csv, m.rule.b1, column field: unknown field `contact.contry`",
    ),
    "field without entity": (
        {"scoring_rules": [rule("b2")], "rule_conditions": [condition("b2", "country", "is_set")]},
        "m.rule.b2, column field: unknown field `country`: it must start with contact.",
    ),
    "unknown metric": (
        {"scoring_rules": [rule("b3")], "rule_conditions": [condition("b3", "metric.opens", "gt", "1")]},
        "m.rule.b3, column field: unknown field `metric.opens`: there is no such metric",
    ),
    "activity field in an attribute rule": (
        {"scoring_rules": [rule("b4")], "rule_conditions": [condition("b4", "activity.asset", "is_set")]},
        "m.rule.b4, column field: `activity.asset` cannot be used here",
    ),
    "versions of two kinds": (
        {
            "scoring_rules": [
                rule("two_kinds", valid_to="2026-02-04"),
                rule("two_kinds", kind="activity", valid_from="2026-02-04"),
            ],
            "rule_conditions": [condition("two_kinds", "activity.asset", "is_set")],
        },
        "m.rule.two_kinds, column field: `activity.asset` cannot be used here",
    ),
    "age of an activity's number": (
        {
            "scoring_rules": [rule("aged", kind="activity")],
            "rule_conditions": [condition("aged", "activity.value.age_days", "is_not_set")],
        },
        "m.rule.aged, column field: unknown field `activity.value.age_days`",
    ),
    "metrics that differ in case": (
        {
            "metrics": [
                row("metrics", metric_id="Replies", measure="count"),
                row("metrics", metric_id="replies", measure="count"),
            ],
        },
        "metrics.csv, Replies, column metric_id: duplicate id: 2 rows have the same metric_id",
    ),
    "unknown operator": (
        {"scoring_rules": [rule("b5")], "rule_conditions": [condition("b5", "contact.country", "like", "x")]},
        "m.rule.b5, column operator: unknown operator `like`: use one of equals",
    ),
    "points no number": (
        {"scoring_rules": [rule("b6", points="ten")], "rule_conditions": [country("b6")]},
        "scoring_rules.csv, m.b6, column points: is not a number: `ten`",
    ),
    "fraction turned into a date": (
        {"scoring_rules": [rule("b7", points="01-Feb")], "rule_conditions": [country("b7")]},
        "m.b7, column points: is not a number: `01-Feb`",
    ),
    "decimal comma": (
        {"scoring_rules": [rule("b8", points="0,5")], "rule_conditions": [country("b8")]},
        "m.b8, column points: is not a number: `0,5`",
    ),
    "number needed by an operator": (
        {
            "scoring_rules": [rule("b9")],
            "rule_conditions": [condition("b9", "contact.country", "gt", "many")],
        },
        "m.rule.b9, column value: gt needs a number or a day as YYYY-MM-DD, not `many`",
    ),
    "between with one end": (
        {
            "scoring_rules": [rule("b10")],
            "rule_conditions": [condition("b10", "contact.country", "between", "5")],
        },
        "m.rule.b10, column value: between needs `low|high`",
    ),
    "value missing": (
        {"scoring_rules": [rule("b11")], "rule_conditions": [condition("b11", "contact.country", "equals")]},
        "m.rule.b11, column value: is missing",
    ),
    "duplicate rule": (
        {"scoring_rules": [rule("b12"), rule("b12")], "rule_conditions": [country("b12")]},
        "scoring_rules.csv, m.b12, column rule_id: duplicate id: 2 rows",
    ),
    "overlapping versions": (
        {
            "scoring_rules": [rule("b13"), rule("b13", valid_from="2026-01-01")],
            "rule_conditions": [country("b13")],
        },
        "m.b13, column valid_from: versions overlap",
    ),
    "bands with a gap": (
        {"score_bands": [row("score_bands", model_id="m", dimension="fit", band="A", min_score="5")]},
        "score_bands.csv, m.fit, column min_score: bands leave a gap",
    ),
    "bands that overlap": (
        {
            "score_bands": [
                row("score_bands", model_id="m", dimension="interest", band="1"),
                row("score_bands", model_id="m", dimension="interest", band="2", min_score="7"),
                row("score_bands", model_id="m", dimension="interest", band="3", min_score="7.0"),
            ]
        },
        "score_bands.csv, m.interest, column min_score: bands overlap",
    ),
    "model without bands": (
        {
            "scoring_models": [row("scoring_models", model_id="bare", status="draft")],
            "dimensions": [row("dimensions", model_id="bare", dimension="d")],
        },
        "scoring_models.csv, bare, column model_id: the model has no bands",
    ),
    "unknown status": (
        {"scoring_models": [row("scoring_models", model_id="odd", status="live")]},
        "scoring_models.csv, odd, column status: unknown status `live`",
    ),
    "unknown model": (
        {"scoring_rules": [rule("b14", model_id="nowhere")]},
        "scoring_rules.csv, nowhere.b14, column model_id: unknown model `nowhere`",
    ),
    "unknown dimension": (
        {"scoring_rules": [rule("b15", dimension="fitt")], "rule_conditions": [country("b15")]},
        "m.b15, column dimension: unknown dimension `fitt`",
    ),
    "rule without conditions": (
        {"scoring_rules": [rule("b16")]},
        "m.b16, column rule_id: the rule has no conditions",
    ),
    "condition without owner": (
        {"rule_conditions": [country("nobody")]},
        "m.rule.nobody, column owner_id: unknown owner: there is no rule `nobody` in model m",
    ),
    "limit on the wrong kind": (
        {"scoring_rules": [rule("b17", cooldown_days="7")], "rule_conditions": [country("b17")]},
        "m.b17, column cooldown_days: has no meaning for kind attribute",
    ),
    "unknown decay": (
        {
            "scoring_rules": [rule("b18", kind="activity", decay_id="fast")],
            "rule_conditions": [condition("b18", "activity.asset", "is_set")],
        },
        "m.b18, column decay_id: unknown decay profile `fast`",
    ),
    "unknown cap group": (
        {"scoring_rules": [rule("b19", cap_group="g")], "rule_conditions": [country("b19")]},
        "m.b19, column cap_group: unknown cap group `g`",
    ),
    "label missing": (
        {"scoring_rules": [rule("b20", label="")], "rule_conditions": [country("b20")]},
        "m.b20, column label: is missing",
    ),
    "bad date": (
        {"scoring_rules": [rule("b21", valid_from="2026-02-30")], "rule_conditions": [country("b21")]},
        "m.b21, column valid_from: is not a day as YYYY-MM-DD: `2026-02-30`",
    ),
    "burst half said": (
        {
            "scoring_rules": [rule("b22", kind="activity", burst_count="3")],
            "rule_conditions": [condition("b22", "activity.asset", "is_set")],
        },
        "m.b22, column burst_days: burst_count and burst_days stand together",
    ),
    "unknown grade in mql_policies": (
        {"mql_policies": [row("mql_policies", model_id="m", mql_policy_id="b23", grades="A1|hot")]},
        "mql_policies.csv, m.b23, column grades: unknown grade `A1`",
    ),
    "company rule versions that overlap": (
        {
            "company_rules": [
                row("company_rules", model_id="m", rule_id="c1", points="1", label="L"),
                row("company_rules", model_id="m", rule_id="c1", points="2", label="L", valid_from="2020-01-01"),
            ],
        },
        "company_rules.csv, m.c1, column valid_from: versions overlap",
    ),
    "unknown committee field": (
        {"company_rollups": [row("company_rollups", model_id="m", method="sum", committee_field="contact.jobfuncton")]},
        "company_rollups.csv, m, column committee_field: unknown field `contact.jobfuncton`",
    ),
    "half a matrix": (
        {
            "scoring_models": [row("scoring_models", model_id="x", status="draft")],
            "dimensions": [
                row("dimensions", model_id="x", dimension="p"),
                row("dimensions", model_id="x", dimension="q"),
            ],
            "score_bands": [
                row("score_bands", model_id="x", dimension="p", band="low"),
                row("score_bands", model_id="x", dimension="p", band="high", min_score="5"),
                row("score_bands", model_id="x", dimension="q", band="low"),
            ],
            "grade_matrix": [
                row(
                    "grade_matrix",
                    model_id="x",
                    row_dimension="p",
                    row_band="low",
                    column_dimension="q",
                    column_band="low",
                    grade="1",
                )
            ],
        },
        "grade_matrix.csv, x.high.low, column grade: the matrix has no grade for this pair of bands",
    ),
}
MALFORMED = {
    "p1": ("(open", "a parenthesis is not closed"),
    "p2": ("[a-", "a bracket is not closed"),
    "p3": (r"\bword", "may follow a backslash"),
    "p4": ("a**", "repetitions cannot be stacked"),
    "p5": ("*a", "there is nothing to repeat"),
    "p6": ("(?i)a", "only (?: ) is allowed"),
    "p7": ("[z-a]", "runs backwards"),
    "p8": ("a{3,1}", "runs backwards"),
    "p9": ("a{x}", "a brace is not a count"),
    "p9a": ("a{256}", "numbers up to 255"),
    "p10": (r"a\D", "may follow a backslash"),
    "p11": ("a\\", "may follow a backslash"),
    "p12": ("[Z-a]", "runs backwards"),
    "p13": (r"[a-\d]", "has a range other than"),
    "p14": ("[^]b", "a bracket is not closed"),
    "p15": ("(a{99}){99}", "counts cannot be nested"),
    "p16": (r"\é", "may follow a backslash"),
    "p17": ("[#-!]", "has a range other than"),
}
WELL_FORMED = [
    r"^https?://(www\.)?example\.com/(pricing|plans)?$",
    r"[^a-z]vp([^a-z]|$)",
    r"\d{2,4}\s*(?:eur|usd)",
    r"a\\b",
    r"\(\)\[\]\{\}\.\*",
    "a{2}b{3,}c{10,255}",
]
WARNINGS = {
    "cap without rules": (
        {
            "score_caps": [
                row(
                    "score_caps",
                    model_id="m",
                    cap_id="idle",
                    scope="group",
                    dimension="fit",
                    cap_group="gone",
                    max_score="5",
                )
            ]
        },
        "warning  score_caps.csv, m.idle, column cap_group: the cap cannot be reached: no rule",
    ),
    "cap above its rules": (
        {
            "scoring_rules": [rule("w1", cap_group="few", points="3")],
            "rule_conditions": [country("w1")],
            "score_caps": [
                row(
                    "score_caps",
                    model_id="m",
                    cap_id="high",
                    scope="group",
                    dimension="fit",
                    cap_group="few",
                    max_score="50",
                )
            ],
        },
        "warning  score_caps.csv, m.high, column max_score: the cap cannot be reached: the rules of the group",
    ),
    "fraction as a value": (
        {
            "scoring_rules": [rule("w2")],
            "rule_conditions": [condition("w2", "contact.country", "equals", "01-Feb")],
        },
        "warning  rule_conditions.csv, m.rule.w2, column value: looks like a fraction",
    ),
    "MQL that never leaves": (
        {
            "scoring_models": [row("scoring_models", model_id="sticky", status="draft")],
            "dimensions": [row("dimensions", model_id="sticky", dimension="d")],
            "score_bands": [row("score_bands", model_id="sticky", dimension="total", band="all")],
            "mql_policies": [row("mql_policies", model_id="sticky", mql_policy_id="g", grades="all")],
        },
        "warning  scoring_models.csv, sticky, column exit_score: is missing",
    ),
    "hand-raiser of an afternoon": (
        {
            "scoring_models": [row("scoring_models", model_id="brief", status="draft", exit_score="1")],
            "dimensions": [row("dimensions", model_id="brief", dimension="d")],
            "score_bands": [row("score_bands", model_id="brief", dimension="total", band="all")],
            "scoring_rules": [
                rule("asks", model_id="brief", dimension="d", kind="activity", points="", effect="qualify")
            ],
            "rule_conditions": [condition("asks", "activity.activity_type", "equals", "demo", model_id="brief")],
        },
        "warning  scoring_models.csv, brief, column dwell_days: is 1: who raises a hand",
    ),
    "limit where there are no points": (
        {
            "scoring_rules": [
                rule(
                    "asks_too",
                    model_id="brief",
                    dimension="d",
                    kind="activity",
                    points="",
                    effect="qualify",
                    window_days="5",
                )
            ],
            "rule_conditions": [condition("asks_too", "activity.activity_type", "equals", "call", model_id="brief")],
        },
        "warning  scoring_rules.csv, brief.asks_too, column window_days: is ignored: a rule with effect qualify",
    ),
    "rule that never fired": (
        {
            "scoring_rules": [rule("next_week", kind="activity", dimension="interest")],
            "rule_conditions": [condition("next_week", "activity.campaign", "equals", "Next week")],
        },
        "  m.next_week",
    ),
}


def added(policy: small.Tables, *changes: small.Tables) -> small.Tables:
    for change in changes:
        for table, rows in change.items():
            policy.setdefault(table, []).extend(rows)
    return policy


@pytest.fixture(scope="module")
def good(dbt_build, tmp_path_factory):
    """A good build with every harmless oddity in it: warnings, special columns, well-formed expressions."""
    folder = tmp_path_factory.mktemp("good")
    policy = added(small.policy(), *(change for change, _ in WARNINGS.values()))
    for number, pattern in enumerate(WELL_FORMED):
        name = f"ok{number}"
        added(
            policy,
            {
                "scoring_rules": [rule(name)],
                "rule_conditions": [condition(name, "contact.country", "matches", pattern)],
            },
        )
    added(
        policy,
        {
            "scoring_rules": [
                rule("tier", points="7", label="Gold tier"),
                # Ten thousand points and more than a hundred thousand before the limit: no number overflows.
                rule("flood", kind="activity", points="99999999", max_points="0.4", dimension="interest"),
            ],
            "rule_conditions": [
                condition("tier", "contact.Loyalty Tier", "equals", "GOLD"),
                condition("flood", "activity.activity_type", "equals", "page_view"),
            ],
        },
    )
    inputs = small.inputs()
    for contact, tier in zip(inputs["contacts"], ("gold", ""), strict=True):
        contact["Loyalty Tier"] = tier
    write_tables(folder / "inputs", inputs)
    write_tables(folder / "policy", policy)
    build = dbt_build(inputs=folder / "inputs", policy=folder / "policy", as_of=AS_OF)
    assert build.succeeded, build.failures() or build.output[-3000:]
    return build, folder


def test_a_field_that_only_the_user_knows_scores_at_once(good):
    build, _ = good
    rows = build.query("select contact_id, score, grade, is_mql from contact_scores order by 1")
    # Ann: country 10, three visits 15, tier 7, and w1 and w2's country conditions: w1 gives 3.
    assert [(r["contact_id"], r["score"], r["grade"], r["is_mql"]) for r in rows] == [
        ("ann", 35, "hot", True),
        ("bo", 3, "cold", False),
    ]


@pytest.mark.parametrize("kind", WARNINGS)
def test_a_warning_names_the_row_and_stops_nothing(good, kind):
    build, _ = good
    assert WARNINGS[kind][1] in build.output


@pytest.fixture(scope="module")
def broken_policy(dbt_build, good, tmp_path_factory):
    """The same inputs over the same database, with every kind of broken policy row at once."""
    before, folder = good
    policy = added(small.policy(), *(change for change, _ in BROKEN.values()))
    for name, (pattern, _) in MALFORMED.items():
        added(
            policy,
            {
                "scoring_rules": [rule(name)],
                "rule_conditions": [condition(name, "contact.country", "matches", pattern)],
            },
        )
    broken = write_tables(tmp_path_factory.mktemp("broken"), policy)
    scores_before = before.query("select * from contact_scores order by all")
    build = dbt_build(inputs=folder / "inputs", policy=broken, database=before.database, as_of=AS_OF)
    problems = build.query(f'select * from "{build.database.stem}".lead_scoring_policy.policy_lint order by all')
    said = [f"{p['policy_table']}.csv, {p['row_id']}, column {p['column_name']}: {p['problem']}" for p in problems]
    return build, scores_before, said


def test_a_broken_policy_leaves_the_last_good_tables(broken_policy):
    build, scores_before, _ = broken_policy
    assert not build.succeeded
    assert "policy_has_no_errors" in build.failures()
    assert scores_before
    assert build.query("select * from contact_scores order by all") == scores_before


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_policy_names_the_place(broken_policy, kind):
    _, _, said = broken_policy
    assert any(BROKEN[kind][1] in line for line in said), BROKEN[kind][1]


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_expression_is_refused_before_an_engine_sees_it(broken_policy, name):
    _, _, said = broken_policy
    pattern, problem = MALFORMED[name]
    assert any(f"m.rule.{name}," in line and problem in line and pattern in line for line in said)


def test_only_the_broken_rows_are_named(broken_policy):
    _, _, said = broken_policy
    assert not [line for line in said if ", m.country," in line or ", m.visit," in line]


def test_errors_are_printed_with_their_place(broken_policy):
    build, _, _ = broken_policy
    assert "Policy: " in build.output
    assert "  error  grade_matrix.csv, x.high.low, column grade:" in build.output


# ------------------------------------------------------------------------------ inputs


def activity(activity_id: str, **values: str) -> dict[str, str]:
    given = {"contact_id": "ann", "occurred_at": "2026-02-05", "activity_type": "page_view"}
    return row("activities", activity_id=activity_id, **(given | values))


DIRTY_ACTIVITIES = {
    "no_contact": (activity("no_contact", contact_id=" \t"), "contact_id is missing"),
    "no_type": (activity("no_type", activity_type=""), "activity_type is missing"),
    "no_time": (activity("no_time", occurred_at=""), "occurred_at is missing or no time"),
    "words": (activity("words", occurred_at="not a time"), "occurred_at is missing or no time"),
    "no_day": (activity("no_day", occurred_at="2026-02-30 10:00:00"), "occurred_at is missing or no time"),
    "hour_24": (activity("hour_24", occurred_at="2026-02-05 24:00:00"), "occurred_at is missing or no time"),
    "epoch": (activity("epoch", occurred_at="1770000000"), "occurred_at is missing or no time"),
    "american": (activity("american", occurred_at="02/05/2026"), "occurred_at is missing or no time"),
    "bad_load": (activity("bad_load", loaded_at="soon"), "loaded_at is no time"),
    "prophecy": (
        activity("prophecy", loaded_at="2026-02-03 23:00:00"),
        "occurred_at is more than a day after loaded_at",
    ),
    "bad_value": (activity("bad_value", value="1_000"), "value is no number"),
    "hex_value": (activity("hex_value", value="0x10"), "value is no number"),
}


@pytest.fixture(scope="module")
def dirty(dbt_build, tmp_path_factory):
    folder = tmp_path_factory.mktemp("dirty")
    inputs = small.inputs()
    inputs["activities"] += [line for line, _ in DIRTY_ACTIVITIES.values()]
    inputs["activities"] += [
        activity("", occurred_at="2026-02-05"),
        activity("bot", is_bot="true"),
        activity("twice", loaded_at="2026-02-06", activity_type="email_open"),
        activity("twice", loaded_at="2026-02-07"),
        activity("undone", loaded_at="2026-02-06"),
        activity("undone", loaded_at="2026-02-07", is_deleted="true"),
        activity("same_id", source_system="crm"),
        activity("same_id", source_system="web"),
        activity("stub", contact_id="nobody", occurred_at="2026-02-06T23:30:00-02:00"),
    ]
    inputs["contacts"] += [
        row("contacts", contact_id="", country="Germany"),
        row("contacts", contact_id="bad_date", created_at="yesterday"),
        row("contacts", contact_id="gone", is_deleted="true"),
        row("contacts", contact_id="bo", country="France", created_at="2026-01-01"),
    ]
    inputs["companies"] = [row("companies", company_id="", name="No id"), row("companies", company_id="k")]
    inputs["outcomes"] = [
        row("outcomes", outcome_id="o1", contact_id="ann", outcome_type="won", occurred_at="2026-02-01"),
        row("outcomes", outcome_id="o2", contact_id="ann", outcome_type="verbal yes", occurred_at="2026-02-01"),
        row("outcomes", outcome_id="o3", contact_id="ann", outcome_type="lost", occurred_at="soon"),
        row("outcomes", outcome_id="o4", contact_id="", outcome_type="lost", occurred_at="2026-02-01"),
        row(
            "outcomes",
            outcome_id="o5",
            contact_id="ann",
            outcome_type="won",
            occurred_at="2026-02-01",
            amount="lots",
        ),
    ]
    inputs["contact_merges"] = [
        row("contact_merges", from_contact_id="x", into_contact_id="y"),
        row("contact_merges", from_contact_id="y", into_contact_id="x"),
        row("contact_merges", from_contact_id="bo", into_contact_id="bo"),
        row("contact_merges", from_contact_id="old", into_contact_id="ann", merged_at="2026-01-02"),
        row("contact_merges", from_contact_id="old", into_contact_id="bo", merged_at="2026-01-01"),
        row("contact_merges", from_contact_id="", into_contact_id="bo"),
    ]
    write_tables(folder / "inputs", inputs)
    write_tables(folder / "policy", small.policy())
    # Saved by a spreadsheet: byte-order mark, semicolons, CRLF.
    for name in ("contacts.csv", "outcomes.csv"):
        path = folder / "inputs" / name
        text = path.read_text(encoding="utf-8").replace(",", ";").replace("\n", "\r\n")
        path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    for name in ("scoring_rules.csv", "rule_conditions.csv"):
        path = folder / "policy" / name
        path.write_bytes(b"\xef\xbb\xbf" + path.read_text(encoding="utf-8").replace("\n", "\r\n").encode())
    build = dbt_build(inputs=folder / "inputs", policy=folder / "policy", as_of=AS_OF)
    assert build.succeeded, build.failures() or build.output[-3000:]
    return build, inputs


@pytest.mark.parametrize("row_key", DIRTY_ACTIVITIES)
def test_a_broken_activity_is_kept_with_its_reason(dirty, row_key):
    build, _ = dirty
    rows = build.query(f"select reason, raw_content from rejected_rows where row_key = '{row_key}'")
    assert [r["reason"] for r in rows] == [DIRTY_ACTIVITIES[row_key][1]]
    assert f'"{row_key}"' in rows[0]["raw_content"]


def test_every_other_row_that_does_not_count_has_a_reason(dirty):
    build, _ = dirty
    rows = build.query("select input, row_key, reason from rejected_rows")
    found = {
        (r["input"], r["row_key"], r["reason"].split(":")[0]) for r in rows if r["row_key"] not in DIRTY_ACTIVITIES
    }
    assert found == {
        ("activities", None, "activity_id is missing"),
        ("activities", "twice", "superseded"),
        ("activities", "undone", "superseded"),
        ("activities", "undone", "deleted in the source"),
        ("contacts", None, "contact_id is missing"),
        ("contacts", "bad_date", "created_at is no time"),
        ("contacts", "bo", "superseded"),
        ("companies", None, "company_id is missing"),
        (
            "outcomes",
            "o2",
            "outcome_type is not one of sales_accepted, sales_rejected, opportunity, won, lost",
        ),
        ("outcomes", "o3", "occurred_at is missing or no time"),
        ("outcomes", "o4", "contact_id is missing"),
        ("outcomes", "o5", "amount is no number"),
        ("contact_merges", "x", "merges that run in a circle (or over more than 1,024 links)"),
        ("contact_merges", "y", "merges that run in a circle (or over more than 1,024 links)"),
        ("contact_merges", "bo", "a contact cannot be merged into itself"),
        ("contact_merges", "old", "superseded"),
        ("contact_merges", None, "from_contact_id is missing"),
    }


def test_what_is_left_scores(dirty):
    build, _ = dirty
    rows = build.query("select contact_id, score from contact_scores order by 1")
    # Ann: country 10, visits a1 to a3, `twice` once, `same_id` of two sources: 10 + 6 x 5.
    assert [(r["contact_id"], r["score"]) for r in rows] == [("ann", 40), ("bo", 0), ("nobody", 5)]


def test_an_offset_is_read_as_utc(dirty):
    build, _ = dirty
    rows = build.query("select cast(first_on as varchar) as day from score_ledger where contact_id = 'nobody'")
    assert [r["day"] for r in rows] == ["2026-02-07"]


def test_a_folder_with_nothing_to_score_is_a_clear_error(dbt_build, tmp_path):
    write_tables(tmp_path, {"companies": [row("companies", company_id="k")]})
    build = dbt_build(inputs=tmp_path, as_of=AS_OF)
    assert not build.succeeded
    assert "holds neither activities.csv or .parquet nor contacts.csv or .parquet" in build.output


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "the first line must name the columns"),
        ("ann,Germany\nbo,France\n", "the first line must name the columns"),
        ("contact_id,country\nann,Germany\nbo,France\ncy,Germany,x\n", "contacts.csv"),
    ],
    ids=["empty", "no header", "a row with a comma too many"],
)
def test_a_file_that_cannot_be_read_is_refused_by_name(dbt_build, tmp_path, content, message):
    (tmp_path / "contacts.csv").write_text(content, encoding="utf-8")
    build = dbt_build(inputs=tmp_path, args=["--select", "stg_contact_rows"], as_of=AS_OF)
    assert not build.succeeded
    assert message in build.output


def test_a_policy_folder_that_does_not_exist_is_refused(dbt_build, good, tmp_path):
    before, folder = good
    build = dbt_build(inputs=folder / "inputs", policy=tmp_path / "nowhere", database=before.database, as_of=AS_OF)
    assert not build.succeeded
    assert "holds no scoring_models.csv" in build.output


def test_a_misspelt_policy_file_is_refused(dbt_build, good, tmp_path):
    _, folder = good
    policy = write_tables(tmp_path, small.policy())
    (policy / "scoring_rules.csv").rename(policy / "scoring_rule.csv")
    build = dbt_build(inputs=folder / "inputs", policy=policy, args=["--select", "policy_rules"], as_of=AS_OF)
    assert not build.succeeded
    assert "scoring_rule.csv is no policy table" in build.output


def test_history_is_never_rewritten_from_behind(dbt_build, good):
    before, folder = good
    arguments = {"inputs": folder / "inputs", "policy": folder / "policy", "database": before.database}
    build = dbt_build(**arguments, as_of="2026-02-09")
    assert not build.succeeded
    assert "This schema was last published as of 2026-02-10" in build.output


def test_the_demo_is_never_scored_over_inputs_of_ones_own(dbt_build, good):
    before, _ = good
    build = dbt_build(database=before.database, as_of="2026-06-30")
    assert not build.succeeded
    assert "published from inputs of your own, and this build names none" in build.output


def test_draft_models_are_a_list_of_known_models(dbt_build, good):
    _, folder = good
    arguments = {"inputs": folder / "inputs", "policy": folder / "policy", "as_of": AS_OF}
    build = dbt_build(**arguments, lead_scoring_draft_models="sticky")
    assert "must be a list" in build.output
    build = dbt_build(**arguments, args=["--select", "+policy_lint"], lead_scoring_draft_models=["stickky"])
    assert not build.succeeded
    assert "stickky, column model_id: the var lead_scoring_draft_models names it" in build.output


def test_inputs_that_do_not_exist_are_refused_by_name(dbt_build):
    build = dbt_build(lead_scoring_inputs={"contact": "crm.contacts"})
    assert not build.succeeded
    assert "names `contact`, which is no input" in build.output


@pytest.mark.parametrize(
    "as_of", ["20260210", "yesterday", "2026-02-30", "2025-02-29", "2026-02-10'; drop table x; --"]
)
def test_a_var_that_is_no_day_is_refused(dbt_build, as_of):
    build = dbt_build(command="compile", args=["--select", "as_of_days"], as_of=as_of)
    assert not build.succeeded
    assert "The var `as_of` must be a day as YYYY-MM-DD" in build.output


@pytest.mark.parametrize(
    ("run_at", "hour", "as_of"),
    [
        ("2026-03-01 06:59:59", 7, "2026-02-28"),
        ("2026-03-01 07:00:00", 7, "2026-03-01"),
        ("2026-03-01 00:00:00", 0, "2026-03-01"),
    ],
)
def test_before_the_hour_at_which_days_begin_it_is_the_day_before(dbt_build, good, run_at, hour, as_of):
    _, folder = good
    build = dbt_build(
        inputs=folder / "inputs",
        policy=folder / "policy",
        command="run",
        args=["--select", "as_of_days"],
        run_at=run_at,
        day_start_utc_hour=hour,
    )
    assert build.succeeded, build.output[-2000:]
    days = build.query("select cast(as_of as varchar) as day from as_of_days", "lead_scoring_internal")
    assert days == [{"day": as_of}]


# dbt reads the project with all of these at once.
WRONG_VARS = {
    "removal_days": "a month",
    "lookback_days": -1,
    "backfill_with_all_rows": "perhaps",
    "accept_input_drop": "perhaps",
    "mask_emails": "perhaps",
}


@pytest.mark.parametrize(
    ("variables", "says"),
    [
        ({"removal_days": "a month"}, "The var `removal_days` must be a whole number of days"),
        ({"lookback_days": -1}, "The var `lookback_days` must be a whole number of days"),
        ({"backfill_with_all_rows": "perhaps"}, "The var `backfill_with_all_rows` must be true or false"),
        ({"accept_input_drop": "perhaps"}, "The var `accept_input_drop` must be true or false"),
        ({"mask_emails": "perhaps"}, "The var `mask_emails` must be true or false"),
        ({"backfill_to": "2026-02-01"}, "The var `backfill_to` needs `backfill_from`"),
        ({"backfill_from": "2026-02-01", "backfill_to": AS_OF}, "The var `backfill_to` needs `backfill_from`"),
        ({"backfill_from": "2026-02-02", "backfill_to": "2026-02-01"}, "The var `backfill_to` needs `backfill_from`"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else None,
)
def test_a_var_of_the_wrong_kind_stops_the_build_before_anything_is_built(dbt_build, good, variables, says):
    _, folder = good
    arguments = {"inputs": folder / "inputs", "policy": folder / "policy", "read_with": WRONG_VARS}
    build = dbt_build(**arguments, as_of=AS_OF, **variables)
    assert not build.succeeded
    assert says in build.output


# --------------------------------------------------------------- the project's own files


@pytest.fixture(scope="module")
def project_copy(tmp_path_factory) -> Path:
    """The project without its environment, to break files in, and inputs; each test mends what it broke."""
    copy = tmp_path_factory.mktemp("copy") / "project"
    write_tables(copy / "inputs", small.inputs())
    for name in ("models", "macros", "seeds", "tests", "profiles", "analyses"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "dbt_project.yml", copy)
    shutil.copy(ROOT / ".dbtignore", copy)
    return copy


def build_copy(project: Path, *arguments: str) -> tuple[bool, str]:
    """Build in a project of its own, and return success and all that was said."""
    said: list[str] = []
    # The same vars each time: dbt reads again what has changed, and no more.
    arguments = ("build", "--exclude-resource-type", "unit_test", "--vars", f"{{as_of: '{AS_OF}'}}", *arguments)
    settings = {
        "LEAD_SCORING_INPUTS": str(project / "inputs"),
        "LEAD_SCORING_POLICY": None,
        "LEAD_SCORING_DUCKDB": str(project / "copy.duckdb"),
        "DBT_PROFILES_DIR": str(project / "profiles"),
    }
    with environment(settings):
        try:
            result = dbtRunner(callbacks=[lambda event: said.append(event.info.msg)]).invoke(
                [*arguments, *QUICK_RUN, "--project-dir", str(project), "--no-use-colors"]
            )
        finally:
            DuckDBConnectionManager.close_all_connections()
    return result.success, "\n".join(said)


def test_a_failing_invariant_leaves_the_last_good_tables(project_copy):
    succeeded, said = build_copy(project_copy, "--exclude-resource-type", "test")
    assert succeeded, said[-3000:]

    def published():
        with duckdb.connect(str(project_copy / "copy.duckdb"), read_only=True) as connection:
            return connection.execute("select * from copy.lead_scoring.contact_scores order by all").fetchall()

    before = published()
    model = project_copy / "models" / "ledger" / "ledger_entries.sql"
    text = model.read_text()
    assert "cast(weighted_points - clamped_points as" in text
    model.write_text(text.replace("cast(weighted_points - clamped_points as", "cast(weighted_points as"))
    succeeded, said = build_copy(project_copy)
    model.write_text(text)
    assert not succeeded
    assert "ledger_sums_to_the_score" in said
    assert before
    assert published() == before


def test_a_seed_saved_by_a_spreadsheet_is_read_or_refused_by_name(project_copy):
    rules = project_copy / "seeds" / "policy" / "scoring_rules.csv"
    plain = rules.read_text(encoding="utf-8")
    rules.write_bytes(b"\xef\xbb\xbf" + plain.replace("\n", "\r\n").encode())
    bands = project_copy / "seeds" / "policy" / "score_bands.csv"
    plain_bands = bands.read_text(encoding="utf-8")
    bands.write_text(plain_bands.replace(",", ";"), encoding="utf-8")
    (project_copy / "copy.duckdb").unlink(missing_ok=True)
    succeeded, said = build_copy(project_copy, "--select", "scoring_rules", "score_bands")
    rules.write_text(plain, encoding="utf-8")
    bands.write_text(plain_bands, encoding="utf-8")
    assert not succeeded
    assert "seeds/policy/score_bands.csv has one column only" in said
    assert "scoring_rules.csv has" not in said
