"""Examples worked out by hand, so that the oracle is itself checked by something simpler.

Each expected value was computed on paper from the design, never copied from a run.
"""

from __future__ import annotations

import itertools
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from tests.python import oracle, worlds

D = date(2024, 3, 1)


def ago(days: int) -> str:
    return (D - timedelta(days=days)).isoformat()


def act(days_ago: int, kind: str = "visit", n: int = 1, who: str = "c1", **more: str) -> list[dict]:
    """Make n activities of one day; the id tells day, kind and position apart."""
    return [
        {
            "activity_id": f"{who}-{kind}-{days_ago}-{i}-{len(more)}",
            "contact_id": who,
            "occurred_at": ago(days_ago),
            "activity_type": kind,
            **more,
        }
        for i in range(n)
    ]


def cond(owner: str, field: str, operator: str, value: str = "", alt: str = "", **more: str):
    return {
        "model_id": more.pop("model_id", "m"),
        "owner_type": more.pop("owner_type", "rule"),
        "owner_id": owner,
        "alternative": alt,
        "field": field,
        "operator": operator,
        "value": value,
    }


VISIT = cond("r", "activity.activity_type", "equals", "visit")


def rule(kind: str = "activity", points: str = "10", rule_id: str = "r", **more: str) -> dict:
    return {
        "model_id": "m",
        "rule_id": rule_id,
        "dimension": "interest",
        "kind": kind,
        "points": points,
        "label": f"label {rule_id}",
        **more,
    }


def run(rules, conditions, activities=(), contacts=None, inputs=None, model=None, **policy):
    if contacts is None:
        contacts = [{"contact_id": "c1", "created_at": ago(100)}]
    tables = {
        "scoring_models": [{"model_id": "m", "status": "active", **(model or {})}],
        "dimensions": [{"model_id": "m", "dimension": "interest"}],
        "scoring_rules": rules,
        "rule_conditions": conditions,
        **policy,
    }
    flat = [row for rows in activities for row in rows]
    data = {"activities": flat, "contacts": contacts, **(inputs or {})}
    return oracle.score(tables, data, D)


def only_score(result) -> int:
    (row,) = result.contact_scores
    return row["score"]


def rule_row(result, rule_id="r"):
    rows = [r for r in result.score_ledger if r["entry_type"] == "rule" and r["rule_id"] == rule_id]
    return rows[0] if rows else None


def parts(result):
    return [(r["entry_type"], r["points"]) for r in result.score_ledger]


# ------------------------------------------------------------------ values and operators


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5", 5),
        ("+5.", 5),
        (".5", Decimal("0.5")),
        ("-0", 0),
        ("007", 7),
        ("20240105", 20240105),
        ("1_000", None),
        ("0x10", None),
        ("1e7", None),
        ("now", None),
        (".", None),
        ("", None),
        ("٣", None),
        ("2024-01-05", None),
    ],
)
def test_number(text, expected):
    assert oracle.number(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-02-29", date(2024, 2, 29)),
        ("2024-02-29t10:00", date(2024, 2, 29)),
        ("2024-02-29 rest", date(2024, 2, 29)),
        ("2023-02-29", None),
        ("20240229", None),
        ("2024-2-9", None),
        ("now", None),
    ],
)
def test_date(text, expected):
    assert oracle.day_of_text(text) == expected


def test_norm_lowers_one_to_one():
    assert oracle.norm(" \tİΣ\r\n") == "iσ"  # noqa: RUF001
    assert oracle.norm("ΟΔΟΣ") == "οδοσ"
    assert oracle.norm("ẞß") == "ßß"
    assert oracle.norm("\u00a0") == "\u00a0"
    assert oracle.norm(" \t") is None


@pytest.mark.parametrize(
    ("operator", "have", "value", "expected"),
    [
        ("equals", "5", "+5.0", True),
        ("equals", "de", " DE ", True),
        ("equals", "1_000", "1000", False),
        ("equals", "12345678901234567890123", "12345678901234567890124", False),
        ("not_equals", "007", "7", False),
        ("not_equals", "x", "7", True),
        ("not_equals", None, "7", False),
        ("in", "7", " a || 007 ", True),
        ("in", "b", "a|c", False),
        ("not_in", "b", "a|c", True),
        ("not_in", None, "a|c", False),
        ("contains", "100%_off", "%_", True),
        ("contains", "100 off", "%", False),
        ("not_contains", "axb", "a_b", True),
        ("not_contains", None, "x", False),
        ("starts_with", "a\\b", "A\\", True),
        ("ends_with", "οδοσ", "ΟΣ", True),
        ("matches", "ab12", r"^[a-z]+\d{2}$", True),
        ("matches", "xab", "(?:AB|c)", True),
        ("matches", "ac", "ab+c", False),
        ("gt", "10", "9", True),
        ("gt", "9", "9", False),
        ("gte", "9.0", "9", True),
        ("lt", "2024-01-31", "2024-02-01", True),
        ("lt", "now", "2024-02-01", False),
        ("lte", "20240101", "2024-02-01", False),
        ("between", "5", "5|6", True),
        ("between", "6.01", "5|6", False),
        ("between", "2024-01-05t23:00", "2024-01-01|2024-01-05", True),
        ("between", "5", "1|2024-01-01", False),
        ("is_set", "x", "", True),
        ("is_set", None, "", False),
        ("is_not_set", None, "", True),
        ("is_not_set", "x", "", False),
    ],
)
def test_operator(operator, have, value, expected):
    assert oracle.holds(operator, have, value) is expected


def test_rounding_is_half_away_from_zero():
    assert oracle.rounded(Decimal("-2.5"), 0) == -3
    assert oracle.rounded(Decimal("2.5"), 0) == 3
    assert oracle.rounded(Decimal("0.0000005"), 6) == Decimal("0.000001")


# ------------------------------------------------------------------ limits


@pytest.mark.parametrize(
    ("limits", "days", "expected"),
    [
        # 3 + 1 activities
        ({}, {10: 3, 5: 1}, {10: 3, 5: 1}),
        ({"max_per_day": "2"}, {10: 3, 5: 1}, {10: 2, 5: 1}),
        # days 10, 9, 7, 4 ago; 3 days apart: 10, 7, 4
        ({"cooldown_days": "3"}, {10: 2, 9: 1, 7: 1, 4: 5}, {10: 1, 7: 1, 4: 1}),
        # burst of 3 in 2 days: 9 holds 2 + 1; 5 only 2; 3 alone 3
        ({"burst_count": "3", "burst_days": "2"}, {10: 2, 9: 1, 5: 2, 3: 3}, {9: 1, 3: 1}),
        ({"max_awards": "4"}, {10: 3, 5: 3, 1: 1}, {10: 3, 5: 1}),
        ({"max_per_day": "2", "max_awards": "3"}, {10: 5, 5: 5}, {10: 2, 5: 1}),
        # burst first: 8 and 7 match, then 7 is too near to 8
        (
            {"burst_count": "2", "burst_days": "2", "cooldown_days": "2"},
            {9: 1, 8: 1, 7: 1},
            {8: 1},
        ),
    ],
)
def test_limits(limits, days, expected):
    got = oracle.limited(limits, {D - timedelta(days=a): n for a, n in days.items()})
    assert got == {D - timedelta(days=a): n for a, n in expected.items()}


def test_limits_run_before_the_window():
    # max_awards 1 is spent on day 20, which the window then drops: nothing is left
    result = run([rule(max_awards="1", window_days="10")], [VISIT], [act(20), act(3)])
    assert rule_row(result) is None
    assert only_score(result) == 0


def test_window_edge():
    result = run([rule(window_days="10")], [VISIT], [act(10), act(9), act(0)])
    row = rule_row(result)
    assert (row["awards"], row["first_on"], row["last_on"]) == (2, D - timedelta(days=9), D)
    assert only_score(result) == 20


def test_bots_and_later_days_do_not_match():
    result = run([rule()], [VISIT], [act(1, is_bot="TRUE"), act(-1), act(0)])
    assert only_score(result) == 10


def test_an_activity_counts_once_for_several_alternatives():
    conditions = [
        cond("r", "activity.activity_type", "equals", "visit", alt="a"),
        cond("r", "activity.channel", "is_not_set", "", alt="b"),
    ]
    assert only_score(run([rule()], conditions, [act(1)])) == 10


# ------------------------------------------------------------------ decay


@pytest.mark.parametrize(
    ("profile", "age", "expected"),
    [
        ({"shape": "none"}, 500, 10**9),
        ({"shape": "linear", "days": "10"}, 0, 10**9),
        ({"shape": "linear", "days": "10"}, 3, 700_000_000),
        ({"shape": "linear", "days": "10"}, 10, 0),
        ({"shape": "linear", "days": "10", "step_days": "7"}, 13, 300_000_000),
        ({"shape": "half_life", "days": "7"}, 14, 250_000_000),
        ({"shape": "half_life", "days": "7", "step_days": "7"}, 13, 500_000_000),
        # 2^-0.5 = 0.70710678118..
        ({"shape": "half_life", "days": "2"}, 1, 707_106_781),
        ({"shape": "half_life", "days": "0.5"}, 15, 1),  # 2^-30 = 0.93 billionths
        ({"shape": "half_life", "days": "0.5"}, 400, 0),
        ({"shape": "geometric", "rate": "0.1"}, 2, 810_000_000),
        ({"shape": "geometric", "rate": "0.1", "step_days": "7"}, 20, 810_000_000),
        # 0.9^40 = 0.0147808829414.., and no further
        ({"shape": "geometric", "rate": "0.1"}, 4000, 14_780_883),
    ],
)
def test_decay_weight(profile, age, expected):
    assert oracle.weight_billionths(profile, age) == expected


def test_decay_sums_weights_before_points():
    profile = {"decay_id": "d", "shape": "linear", "days": "10"}
    result = run([rule(decay_id="d")], [VISIT], [act(1), act(4, n=2), act(10)], decay_profiles=[profile])
    # 0.9 + 2 * 0.6 = 2.1; day 10 has weight 0 and leaves awards and first_on
    row = rule_row(result)
    assert row["points"] == Decimal("21.000000")
    assert (row["awards"], row["first_on"]) == (3, D - timedelta(days=4))


def test_engagement_basis_is_the_latest_positive_award():
    profile = {"decay_id": "d", "shape": "half_life", "days": "4", "basis": "engagement"}
    rules = [rule(decay_id="d"), rule(rule_id="s", points="1", window_days="1")]
    conditions = [VISIT, cond("s", "activity.activity_type", "equals", "form")]
    # The form 4 days ago is outside its own window, yet it is the latest award: 10 * 0.5
    result = run(rules, conditions, [act(30), act(4, "form")], decay_profiles=[profile])
    assert rule_row(result)["points"] == Decimal("5.000000")
    assert rule_row(result, "s") is None


def test_engagement_basis_without_positive_awards_is_fresh():
    profile = {"decay_id": "d", "shape": "half_life", "days": "4", "basis": "engagement"}
    result = run([rule(decay_id="d", points="-3")], [VISIT], [act(30)], decay_profiles=[profile])
    assert only_score(result) == -3


# ------------------------------------------------------------------ other kinds


def test_attribute_rule_has_no_days():
    contacts = [{"contact_id": "c1", "country": " De "}]
    result = run([rule("attribute")], [cond("r", "contact.country", "equals", "DE")], (), contacts)
    row = rule_row(result)
    assert (row["awards"], row["first_on"], row["last_on"]) == (1, None, None)
    assert only_score(result) == 10


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"min_count": "0", "max_count": "0"}, 0),
        ({"min_count": "0", "max_count": "0", "window_days": "5"}, 10),
        ({"min_count": "4"}, 10),
        ({"min_count": "3", "count_of": "active_days"}, 0),
        ({"max_count": "2", "count_of": "active_days"}, 10),
        ({"min_count": "4", "window_days": "8"}, 0),
        ({"min_count": "4", "window_days": "9"}, 10),
    ],
)
def test_frequency(settings, expected):
    result = run([rule("frequency", **settings)], [VISIT], [act(8, n=3), act(5)])
    assert only_score(result) == expected


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        # Starts 100 (creation), 30, 9 days ago.
        ({"period_days": "3"}, 3),
        ({"period_days": "9"}, 1),
        ({"period_days": "10"}, 0),
        # 70 days hold 7 periods of 10, but the 7th ends on the next start: 6; 21 days hold 2
        ({"period_days": "10", "keeps": "true"}, 8),
        ({"period_days": "10", "keeps": "true", "max_awards": "1"}, 2),
    ],
)
def test_inactivity(settings, expected):
    result = run([rule("inactivity", "1", **settings)], [VISIT], [act(30), act(9)])
    assert only_score(result) == expected


def test_inactivity_needs_a_start():
    contacts = [{"contact_id": "c1"}]
    result = run([rule("inactivity", period_days="1")], [VISIT], (), contacts)
    assert only_score(result) == 0


def test_reset_takes_its_own_day_too():
    rules = [
        rule(),
        {"model_id": "m", "rule_id": "z", "kind": "activity", "effect": "reset", "dimension": "*"},
        rule("frequency", "100", "f", min_count="1", max_count="1"),
        rule("inactivity", "1000", "i", period_days="4"),
        rule("inactivity", "10000", "k", period_days="4", keeps="true"),
    ]
    conditions = [
        VISIT,
        cond("z", "activity.activity_type", "equals", "bye"),
        cond("f", "activity.activity_type", "equals", "visit"),
        cond("i", "activity.activity_type", "equals", "visit"),
        cond("k", "activity.activity_type", "equals", "visit"),
    ]
    activities = [act(9), act(8), act(8, "bye"), act(5)]
    # One visit after the reset: 10 + 100. Stretches start 9, 8 and 5 days ago: one award on day
    # -1 for each; the award of the keeping rule in the long first stretch fell away.
    assert only_score(run(rules, conditions, activities)) == 10 + 100 + 1000 + 10000
    # The reset alone starts a stretch: 8 days hold 2 periods; nothing is left to count.
    assert only_score(run(rules, conditions, activities[:3])) == 2000 + 20000


def test_attribute_reset_holds_today():
    rules = [
        rule(),
        rule("frequency", "1", "f", min_count="0", max_count="0"),
        {
            "model_id": "m",
            "rule_id": "z",
            "kind": "attribute",
            "effect": "reset",
            "dimension": "interest",
        },
    ]
    conditions = [
        VISIT,
        cond("f", "activity.activity_type", "equals", "visit"),
        cond("z", "contact.country", "is_not_set"),
    ]
    assert only_score(run(rules, conditions, [act(0)])) == 1


def test_mixed_rule_and_metric():
    metrics = [{"metric_id": "visits", "measure": "count", "window_days": "10"}]
    conditions = [
        VISIT,
        cond("r", "Metric.Visits", "GTE", "2"),
        cond("visits", "activity.activity_type", "equals", "visit", owner_type="metric", model_id=""),
    ]
    # The metric is read as of D and decides about the whole history.
    assert only_score(run([rule()], conditions, [act(50), act(9), act(1)], metrics=metrics)) == 30
    assert only_score(run([rule()], conditions, [act(50), act(10), act(1)], metrics=metrics)) == 0


@pytest.mark.parametrize(
    ("metric", "expected"),
    [
        ({"measure": "count"}, "4"),
        ({"measure": "active_days"}, "3"),
        ({"measure": "sum"}, "7.5"),
        ({"measure": "median"}, "2.5"),
        ({"measure": "median", "window_days": "5"}, "1.75"),
        ({"measure": "days_since_last"}, "2"),
        ({"measure": "days_since_first"}, "20"),
        ({"measure": "ratio", "base_metric_id": "forms"}, "1.333333"),
        ({"measure": "ratio", "base_metric_id": "none"}, None),
        ({"measure": "count", "window_days": "2"}, "0"),
        ({"measure": "median", "window_days": "2"}, None),
        ({"measure": "days_since_last", "window_days": "2"}, None),
    ],
)
def test_metric(metric, expected):
    policy = {
        "metrics": [
            {"metric_id": "x", **metric},
            {"metric_id": "forms", "measure": "count"},
            {"metric_id": "none", "measure": "count"},
        ],
        "rule_conditions": [
            cond("x", "activity.activity_type", "equals", "visit", owner_type="metric"),
            cond("forms", "activity.activity_type", "equals", "form", owner_type="metric"),
            cond("none", "activity.activity_type", "equals", "nix", owner_type="metric"),
        ],
    }
    rows = [
        *act(20, value="4"),
        *act(2, value="2.5"),
        *act(2, channel="x"),
        *act(4, value="+1."),
        *act(3, "form", 3, value="99"),
        *act(1, value="99", is_bot="true", channel="b"),
    ]
    for position, row in enumerate(rows):
        row["activity_id"] = f"a{position}"
    book = oracle.read_inputs({"activities": rows}, set(), 0)
    assert oracle.metric_values(policy, book.contacts["c1"], D)["x"] == expected


# ------------------------------------------------------------------ caps, weights, totals


def test_ledger_of_every_cap():
    rules = [
        rule(max_points="25", cap_group="g"),
        rule("attribute", "-4", "a", cap_group="g"),
        rule("attribute", "2.5", "b"),
    ]
    conditions = [
        VISIT,
        cond("a", "contact.country", "is_not_set"),
        cond("b", "contact.country", "is_not_set"),
    ]
    caps = [
        {"model_id": "m", "cap_id": "1", "scope": "group", "dimension": "interest"}
        | {"cap_group": "g", "max_score": "20"}
    ]
    result = run(
        rules,
        conditions,
        [act(1, n=3)],
        score_caps=caps,
        dimensions=[{"model_id": "m", "dimension": "interest", "weight": "0.5", "max_score": "21"}],
        model={"max_score": "10"},
    )
    assert parts(result) == [
        ("rule", Decimal("30")),
        ("rule_cap", Decimal("-5")),
        ("rule", Decimal("-4")),
        ("rule", Decimal("2.5")),
        ("group_cap", Decimal("-1")),  # 25 - 4 = 21 → 20
        ("dimension_clamp", Decimal("-1.5")),  # 22.5 → 21
        ("weight", Decimal("-10.5")),
        ("model_clamp", Decimal("-0.5")),
    ]
    (row,) = result.contact_scores
    assert (row["score"], row["interest_score"], row["fit_score"]) == (10, 21, None)


@pytest.mark.parametrize(
    ("caps", "expected"),
    [
        ([{}], 3),
        ([{"best_of": "true"}], 5),
        ([{"max_score": "4"}, {"max_score": "1"}], 1),
        ([{"min_score": "7", "max_score": "1"}], 7),
        ([{"best_of": "true", "max_score": "4"}], 4),
    ],
)
def test_group(caps, expected):
    rules = [
        rule("attribute", "5", "a", cap_group="g"),
        rule("attribute", "-2", "b", cap_group="g"),
    ]
    conditions = [cond(one, "contact.country", "is_not_set") for one in "ab"]
    rows = [
        {"model_id": "m", "cap_id": str(i), "scope": "group", "dimension": "interest"} | {"cap_group": "g"} | cap
        for i, cap in enumerate(caps)
    ]
    assert only_score(run(rules, conditions, score_caps=rows)) == expected


def test_empty_group_is_zero_before_its_bounds_and_conditions_bind():
    cap = {"model_id": "m", "cap_id": "k", "scope": "group", "dimension": "interest"}
    cap |= {"cap_group": "g", "min_score": "6"}
    condition = cond("k", "contact.country", "equals", "de", owner_type="cap")
    contacts = [{"contact_id": "c1", "country": "DE"}, {"contact_id": "c2", "country": "FR"}]
    result = run([], [condition], (), contacts, score_caps=[cap])
    assert [r["score"] for r in result.contact_scores] == [6, 0]
    assert parts(result) == [("group_cap", Decimal("6"))]


def test_rule_points_are_rounded_to_six_places():
    profile = {"decay_id": "d", "shape": "half_life", "days": "2"}
    result = run([rule(points="-0.5", decay_id="d")], [VISIT], [act(1)], decay_profiles=[profile])
    # 0.5 * 0.707106781 = 0.3535533905
    assert rule_row(result)["points"] == Decimal("-0.353553")


def test_zero_points_are_a_row_and_no_reason():
    result = run([rule(points="0")], [VISIT], [act(1)])
    assert rule_row(result)["points"] == 0
    assert result.contact_scores[0]["reasons_up"] is None


def test_half_total_rounds_away_from_zero():
    contacts = [{"contact_id": "c1"}]
    conditions = [cond("r", "contact.country", "is_not_set")]
    assert only_score(run([rule("attribute", "-2.5")], conditions, (), contacts)) == -3


# ------------------------------------------------------------------ beside the score


def test_rank_percentile_reasons_and_bands():
    contacts = [{"contact_id": f"c{i}", "country": c} for i, c in enumerate("aabz")]
    rules = [rule("attribute", "10", "r1"), rule("attribute", "-4", "r0")]
    conditions = [
        cond("r1", "contact.country", "in", "a|b"),
        cond("r0", "contact.country", "in", "b"),
    ]
    bands = [
        {"model_id": "m", "dimension": "total", "band": "low", "next_action": "wait"},
        {"model_id": "m", "dimension": "total", "band": "high", "min_score": "6", "label": "Hot"},
        {"model_id": "m", "dimension": "interest", "band": "i1", "min_score": ""},
    ]
    result = run(rules, conditions, (), contacts, score_bands=bands)
    got = {r["contact_id"]: r for r in result.contact_scores}
    assert [got[c]["score"] for c in ("c0", "c1", "c2", "c3")] == [10, 10, 6, 0]
    assert [got[c]["rank"] for c in ("c0", "c1", "c2", "c3")] == [1, 1, 3, 4]
    # 2 of 3 others are lower, 2 of 3, 1 of 3, none
    assert [got[c]["percentile"] for c in ("c0", "c1", "c2", "c3")] == [67, 67, 33, 0]
    assert [got[c]["grade"] for c in ("c2", "c3")] == ["high", "low"]
    assert (got["c3"]["label"], got["c3"]["next_action"]) == (None, "wait")
    assert got["c2"]["label"] == "Hot"
    assert got["c2"]["reasons_up"] == "label r1"
    assert got["c2"]["reasons_down"] == "label r0"
    assert {r["band"] for r in result.contact_dimension_scores} == {"i1"}


def test_reasons_stop_at_255_characters():
    rules = [
        rule("attribute", points, name, label=label)
        for name, points, label in [
            ("b", "5", "x" * 200),
            ("a", "5", "y" * 53),
            ("c", "-4", "no"),
            ("d", "3", "z" * 10),
            ("e", "2", "q"),
        ]
    ]
    conditions = [cond(one, "contact.country", "is_not_set") for one in "abcde"]
    (row,) = run(rules, conditions).contact_scores
    # 53 + 2 + 200 = 255 fits; the rest does not, however short
    assert row["reasons_up"] == "y" * 53 + "; " + "x" * 200
    assert row["reasons_down"] == "no"


def test_matrix():
    bands = [
        {"model_id": "m", "dimension": "fit", "band": "A", "min_score": "5"},
        {"model_id": "m", "dimension": "fit", "band": "B"},
        {"model_id": "m", "dimension": "interest", "band": "1", "min_score": "10"},
        {"model_id": "m", "dimension": "interest", "band": "2"},
    ]
    matrix = [
        {"model_id": "m", "row_dimension": "fit", "row_band": a, "column_dimension": "interest"}
        | {"column_band": n, "grade": a + n, "label": "", "next_action": "call"}
        for a in "AB"
        for n in "12"
    ]
    contacts = [{"contact_id": "c1", "seniority": "vp"}]
    result = run(
        [rule(), rule("attribute", "4.5", "f", dimension="fit")],
        [VISIT, cond("f", "contact.seniority", "equals", "VP")],
        [act(0)],
        contacts,
        dimensions=[{"model_id": "m", "dimension": one} for one in ("fit", "interest")],
        score_bands=bands,
        grade_matrix=matrix,
    )
    (row,) = result.contact_scores
    # Bands look at published numbers: 4.5 is published as 5.
    assert (row["grade"], row["label"], row["next_action"]) == ("A1", None, "call")
    assert (row["score"], row["fit_score"], row["fit_coverage"]) == (15, 5, Decimal("1.000000"))


def test_fit_coverage():
    rules = [
        rule("attribute", "1", "f", dimension="fit"),
        rule("attribute", "1", "old", dimension="fit", valid_to=ago(0)),
    ]
    conditions = [
        cond("f", "contact.country", "equals", "x", alt="1"),
        cond("f", "contact.trial.age_days", "gt", "5", alt="2"),
        cond("f", "CONTACT.Trial", "is_set", alt="3"),
        cond("f", "company.industry", "is_set", alt="3"),
        cond("f", "metric.m", "is_set", alt="3"),
        cond("old", "contact.seniority", "is_set"),
    ]
    contacts = [{"contact_id": "c1", "trial": "no date"}]
    dimensions = [{"model_id": "m", "dimension": "fit"}]
    (row,) = run(rules, conditions, (), contacts, dimensions=dimensions).contact_scores
    assert row["fit_coverage"] == Decimal("0.333333")


# ------------------------------------------------------------------ who exists, merges, rejects


def test_existence_audience_and_deletion():
    contacts = [
        {"contact_id": "today", "created_at": f"{D}T23:59:59Z"},
        {"contact_id": "tomorrow", "created_at": f"{D + timedelta(days=1)}"},
        {"contact_id": "offset", "created_at": f"{D + timedelta(days=1)} 01:00+02:00"},
        {"contact_id": "always"},
        {"contact_id": "gone", "is_deleted": "true"},
        {"contact_id": "late"},
        {"contact_id": "broken", "created_at": "2024-13-01"},
    ]
    activities = [
        act(-1, who="late"),
        act(1, who="tomorrow"),
        act(1, who="stub", is_bot="true"),
        act(0, who="gone"),
        act(-1, who="future stub"),
        act(1, who="anonymous:a9"),
    ]
    result = run([], [], activities, contacts)
    assert [r["contact_id"] for r in result.contact_scores] == ["always", "offset", "stub", "today"]
    assert {(r["input"], r["row_key"], r["reason"]) for r in result.rejected_rows} == {
        ("contacts", "broken", "created_at")
    }
    audience = [cond("m", "contact.created_at.age_days", "equals", "0", owner_type="audience")]
    result = run([], audience, activities, contacts)
    assert [r["contact_id"] for r in result.contact_scores] == ["offset", "today"]


def test_day_start_shifts_days():
    policy = {
        "scoring_models": [{"model_id": "m", "status": "testing"}],
        "dimensions": [{"model_id": "m", "dimension": "interest"}],
        "scoring_rules": [rule(window_days="1")],
        "rule_conditions": [VISIT],
    }
    rows = act(0)
    rows[0]["occurred_at"] = f"{D}T04:59:59.999999Z"
    at_5 = oracle.score(policy, {"activities": rows}, D, day_start_utc_hour=5)
    at_4 = oracle.score(policy, {"activities": rows}, D, day_start_utc_hour=4)
    assert (only_score(at_5), only_score(at_4)) == (0, 10)


def test_merges():
    contacts = [
        {"contact_id": "a", "country": "de", "created_at": ago(50), "is_deleted": "true"},
        {"contact_id": "b", "country": "fr", "created_at": ago(2)},
        {"contact_id": "x", "country": "it"},
    ]
    merges = [
        {"from_contact_id": "a", "into_contact_id": "x", "merged_at": ago(9)},
        {"from_contact_id": "a", "into_contact_id": "b", "merged_at": ago(8)},
        {"from_contact_id": "b", "into_contact_id": "c", "merged_at": ago(-5)},
        {"from_contact_id": "x", "into_contact_id": "x", "merged_at": ago(1)},
        {"from_contact_id": "p", "into_contact_id": "q", "merged_at": ago(1)},
        {"from_contact_id": "q", "into_contact_id": "p", "merged_at": ago(1)},
    ]
    activities = [act(1, who="a"), act(2, who="c"), act(3, who="p")]
    result = run([rule()], [VISIT], activities, contacts, {"contact_merges": merges})
    assert {r["contact_id"]: r["score"] for r in result.contact_scores} == {
        "c": 20,
        "p": 10,
        "x": 0,
    }
    assert sorted((r["row_key"], r["reason"]) for r in result.rejected_rows) == [
        ("a>x", "superseded"),
        ("p>q", "cycle"),
        ("q>p", "cycle"),
        ("x>x", "self merge"),
    ]
    # Survivor c has no row, so no country; its creation is that of a, 50 days ago.
    conditions = [
        cond("r", "contact.country", "is_not_set"),
        cond("r", "contact.created_at", "equals", ago(50)),
    ]
    result = run([rule("attribute")], conditions, activities, contacts, {"contact_merges": merges})
    assert {r["contact_id"]: r["score"] for r in result.contact_scores} == {"c": 10, "p": 0, "x": 0}


def test_rejects_duplicates_and_deletes():
    def row(activity_id, **more):
        return {"activity_id": activity_id, "contact_id": "c1", "activity_type": "visit"} | {
            "occurred_at": ago(3),
            **more,
        }

    rows = [
        row("1"),
        row("1", loaded_at=ago(2), is_deleted="true"),
        row("2", loaded_at=f"{ago(4)} 00:00:00"),  # exactly a day: fine
        row("3", loaded_at=f"{ago(5)} 23:59:59.999999"),
        row("4", value="1e7"),
        row("4", value=" +5. ", source_system="crm"),
        row("4", occurred_at="now", source_system="crm"),
        row(""),
        row("5", contact_id=""),
        row("6", activity_type=" "),
        row("7", loaded_at="soon"),
        row("8"),
        row("8"),
    ]
    result = run([rule()], [VISIT], [rows])
    assert only_score(result) == 30  # 2, 4 of crm, 8
    assert sorted((r["row_key"] or "", r["reason"]) for r in result.rejected_rows) == [
        ("", "no activity_id"),
        ("1", "superseded"),
        ("3", "occurred_at after loaded_at"),
        ("4", "occurred_at"),
        ("4", "value"),
        ("5", "no contact_id"),
        ("6", "no activity_type"),
        ("7", "loaded_at"),
        ("8", "superseded"),
    ]


def test_company_match_by_domain():
    companies = [
        {"company_id": "acme", "domain": "https://www.Acme.com/about"},
        {"company_id": "two", "domain": "shared.com"},
        {"company_id": "three", "domain": "www.shared.com"},
        {"company_id": "mail", "domain": "free.com"},
    ]
    contacts = [
        {"contact_id": "1", "email": "x@ACME.com"},
        {"contact_id": "2", "email": "x@mail.acme.com"},
        {"contact_id": "3", "email": "x@shared.com"},
        {"contact_id": "4", "email": "x@free.com"},
        {"contact_id": "5", "email": "x@eu.free.com", "company_id": "lost"},
        {"contact_id": "6", "email": "odd@x@acme.com"},
        {"contact_id": "7", "email": "acme.com"},
        {"contact_id": "8", "email": "x@notfree.com"},
    ]
    conditions = [cond("r", "contact.is_free_mail", "equals", "true")]
    result = run(
        [rule("attribute")],
        conditions,
        (),
        contacts,
        {"companies": companies},
        free_mail_domains=[{"domain": "free.com"}],
    )
    got = {r["contact_id"]: r["company_id"] for r in result.contact_scores}
    assert got == {"1": "acme", "6": "acme", "5": "lost"} | dict.fromkeys("23478")
    assert {r["contact_id"] for r in result.contact_scores if r["score"]} == {"4", "5"}


# ------------------------------------------------------------------ companies


@pytest.mark.parametrize(
    ("rollup", "expected"),
    [
        ({"method": "sum"}, "25"),
        ({"method": "max"}, "20"),
        ({"method": "average"}, "8.333333"),
        ({"method": "average", "min_contact_score": "-5"}, "15"),
        ({"method": "top_n", "top_n": "2"}, "30"),
        # 20 + 10 * 0.5 - 5 * 0.25
        ({"method": "diminishing", "ratio": "0.5"}, "23.75"),
    ],
)
def test_rollup(rollup, expected):
    contacts = [
        {"contact_id": name, "company_id": "k", "seniority": s, "job_function": " IT "}
        for name, s in [("a", "10"), ("b", "20"), ("c", "-5")]
    ]
    rules = [rule("attribute", points, f"r{points}") for points in ("10", "20", "-5")] + [
        rule(rule_id="v", points="0.0001", window_days="1")
    ]
    conditions = [cond(f"r{points}", "contact.seniority", "equals", points) for points in ("10", "20", "-5")]
    conditions += [
        cond("v", "activity.activity_type", "equals", "visit"),
        cond("big", "company.employee_count", "gte", "100", owner_type="company_rule"),
    ]
    result = run(
        rules,
        conditions,
        [act(6, who="a"), act(7, who="c")],
        contacts,
        {"companies": [{"company_id": "k", "employee_count": "100"}, {"company_id": "empty"}]},
        company_rollups=[
            {"model_id": "m", "engaged_days": "7", "committee_roles": "it| Sales |IT"} | {"max_score": "30"} | rollup
        ],
        company_rules=[{"model_id": "m", "rule_id": "big", "points": "2.5", "label": "big"}],
        score_bands=[
            {"model_id": "m", "dimension": "company", "band": "C"},
            {"model_id": "m", "dimension": "company", "band": "B", "min_score": "15"},
        ],
    )
    empty, k = result.company_scores
    assert empty["score"] == 0
    assert (empty["engaged_contacts"], empty["top_contact_id"]) == (0, None)
    assert (empty["grade"], empty["committee_coverage"]) == ("C", Decimal("0.000000"))
    raw = Decimal(expected) + Decimal("2.5")
    assert k["score"] == oracle.whole(min(raw, Decimal(30)))
    assert (k["engaged_contacts"], k["top_contact_id"]) == (1, "b")
    assert k["committee_coverage"] == Decimal("0.500000")
    assert k["grade"] == ("C" if expected == "8.333333" else "B")
    ledger = [(r["entry_type"], r["rule_id"], r["points"]) for r in result.company_ledger]
    clamp = [("company_clamp", None, 30 - raw)] if raw > 30 else []
    assert ledger == [
        ("rollup", None, Decimal(expected)),
        ("rule", "big", Decimal("2.5")),
        *clamp,
    ]


def test_models_by_status_and_validity():
    models = [
        {"model_id": "a", "status": "active"},
        {"model_id": "t", "status": "testing"},
        {"model_id": "d", "status": "draft"},
        {"model_id": "old", "status": "active", "valid_to": D.isoformat()},
        {"model_id": "new", "status": "active", "valid_from": D.isoformat()},
    ]
    inputs = {"contacts": [{"contact_id": "c1"}]}
    got = [r["model_id"] for r in oracle.score({"scoring_models": models}, inputs, D).contact_scores]
    assert got == ["a", "t", "new"]
    got = oracle.score({"scoring_models": models}, inputs, D, draft_models=["d"]).contact_scores
    assert [r["model_id"] for r in got] == ["a", "t", "d", "new"]


def test_rule_versions_are_scored_as_if_always_in_force():
    rules = [
        rule(valid_to=ago(5), points="1"),
        rule(valid_from=ago(5), valid_to=ago(0), points="10"),
        rule(valid_from=ago(0), points="100"),
    ]
    assert only_score(run(rules, [VISIT], [act(90)])) == 100


def test_qualify_rules_are_signals_only():
    rules = [{"model_id": "m", "rule_id": "r", "kind": "activity", "effect": "qualify"}]
    result = run(rules, [VISIT], [act(3)])
    assert result.score_ledger == []
    assert result.signals[0]["days"] == (D - timedelta(days=3),)


# ------------------------------------------------------------------ attribute history


def change(field: str, value: str, valid_from: str, owner: str = "c1", entity: str = "contact") -> dict:
    return {"entity": entity, "id": owner, "field": field, "value": value, "valid_from": valid_from}


def with_history(*rows, condition=None, **more):
    """Score 10 points for a country of Germany (or another condition) over a history of rows."""
    conditions = [condition or cond("r", "contact.country", "equals", "Germany")]
    contacts = more.pop("contacts", [{"contact_id": "c1", "created_at": ago(100), "country": "France"}])
    inputs = {"attribute_history": list(rows), **more.pop("inputs", {})}
    return run([rule("attribute")], conditions, more.pop("activities", ()), contacts, inputs, **more)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([change("country", "Germany", ago(5)), change("country", "France", ago(6))], 10),
        ([change("country", "Germany", ago(6)), change("country", "France", ago(5))], 0),
        ([change("country", "Germany", ago(6)), change("country", " \t", ago(5))], 0),
        ([change("country", "Germany", f"{ago(0)} 23:59:59")], 10),
        ([change("country", "Germany", f"{ago(-1)} 01:00+02:00")], 10),
        # The order within a day is that of the time
        ([change("country", "Germany", f"{ago(1)} 10:00:00.5"), change("country", "x", f"{ago(1)} 10:00:00")], 10),
        ([change("country", "Germany", f"{ago(1)} 10:00:00"), change("country", "x", f"{ago(1)} 10:00:00.5")], 0),
        # md5 of "Germany" begins with d8, of "x" with 9d, of "" with d4, of "a" with 0c
        ([change("country", "Germany", ago(1)), change("country", "x", ago(1))], 10),
        ([change("country", "", ago(1)), change("country", "Germany", ago(1))], 10),
        ([change("country", "Germany", ago(2)), change("country", "a", ago(1)), change("country", "", ago(1))], 0),
        ([change(" COUNTRY ", " gErmany ", ago(1))], 10),
        ([change("seniority", "Germany", ago(1))], 0),
        ([change("country", "Germany", ago(1), owner="C1")], 0),
        ([change("country", "Germany", ago(1), entity="company")], 0),
        ([change("country", "Germany", ago(1), entity=" Contact ", owner=" c1 ")], 10),
    ],
)
def test_history_of_a_contact(rows, expected):
    assert only_score(with_history(*rows)) == expected


def test_before_its_first_row_a_field_is_missing():
    missing = cond("r", "contact.country", "is_not_set")
    assert only_score(with_history(change("country", "x", ago(-1)), condition=missing)) == 10
    assert only_score(with_history(change("country", "x", ago(0)), condition=missing)) == 0
    assert only_score(with_history(condition=missing)) == 0


def test_rejected_history_rows_say_nothing_about_a_field():
    rows = [
        change("country", "x", "soon"),
        change("country", "x", ""),
        change("", "x", ago(1)),
        change("country", "x", ago(1), owner=" "),
        change("country", "x", ago(1), entity="lead"),
        change("country", "x", ago(1), entity=""),
    ]
    result = with_history(*rows, condition=cond("r", "contact.country", "equals", "France"))
    assert only_score(result) == 10
    assert sorted((r["input"], r["reason"]) for r in result.rejected_rows) == [
        ("attribute_history", reason)
        for reason in ("entity", "entity", "no field", "no id", "valid_from", "valid_from")
    ]


def test_history_knows_fields_that_no_column_has():
    condition = cond("r", "contact.plan_ends.age_days", "equals", "3")
    assert only_score(with_history(change("plan_ends", ago(3), ago(9)), condition=condition)) == 10
    # Also of a contact without a row of its own
    history = change("country", "Germany", ago(1), owner="stub")
    assert only_score(with_history(history, contacts=[], activities=[act(1, who="stub")])) == 10


@pytest.mark.parametrize("field", ["contact_id", "created_at", "email_domain", "is_free_mail"])
def test_fields_without_history(field):
    contacts = [{"contact_id": "c1", "created_at": ago(100), "email": "a@free.test"}]
    condition = cond("r", f"contact.{field}", "equals", "other")
    assert only_score(with_history(change(field, "other", ago(1)), condition=condition, contacts=contacts)) == 0


def test_history_moves_nobody_between_companies_and_is_the_survivors_own():
    contacts = [
        {"contact_id": "c1", "company_id": "k", "country": "France"},
        {"contact_id": "old", "country": "Italy"},
    ]
    rows = [
        change("company_id", "other", ago(1)),
        change("country", "Germany", ago(1), owner="old"),
        change("employee_count", "7", ago(1), owner="k", entity="company"),
        change("employee_count", "9", ago(0), owner="k"),  # of a contact who has the company's id
    ]
    inputs = {
        "companies": [{"company_id": "k", "employee_count": "5"}],
        "contact_merges": [{"from_contact_id": "old", "into_contact_id": "c1", "merged_at": ago(3)}],
    }
    for condition, expected in [
        (cond("r", "contact.country", "equals", "France"), 10),
        (cond("r", "contact.company_id", "equals", "other"), 10),
        (cond("r", "company.employee_count", "equals", "7"), 10),
    ]:
        result = with_history(*rows, condition=condition, contacts=contacts, inputs=inputs)
        assert only_score(result) == expected
        assert result.contact_scores[0]["company_id"] == "k"


def test_coverage_committee_and_company_rules_are_as_of_the_day():
    contacts = [{"contact_id": "c1", "company_id": "k", "job_function": "IT"}]
    rows = [
        change("job_function", "Sales", ago(1)),
        change("tier", "gold", ago(1), owner="k", entity="company"),
        change("country", "", ago(1)),
    ]
    conditions = [
        VISIT,
        cond("f", "contact.country", "is_set"),
        cond("f", "company.tier", "is_set"),
        cond("gold", "company.tier", "equals", "gold", owner_type="company_rule"),
    ]
    result = run(
        [rule(), rule("attribute", rule_id="f", dimension="fit")],
        conditions,
        [act(1)],
        contacts,
        {"attribute_history": rows, "companies": [{"company_id": "k", "tier": "tin"}]},
        dimensions=[{"model_id": "m", "dimension": one} for one in ("fit", "interest")],
        company_rollups=[{"model_id": "m", "method": "sum", "committee_roles": "sales|legal"}],
        company_rules=[{"model_id": "m", "rule_id": "gold", "points": "5", "label": "gold"}],
    )
    assert result.contact_scores[0]["fit_coverage"] == Decimal("0.500000")
    assert result.company_scores[0]["committee_coverage"] == Decimal("0.500000")
    assert result.company_scores[0]["score"] == 15


# ------------------------------------------------------------------ derived activities


def at(clock: str, kind: str = "page_view", who: str = "c1", days_ago: int = 0, **more: str) -> dict:
    """Make one activity at a time of day; kind, day and clock are its id."""
    row = {"activity_id": f"{kind} {days_ago} {clock}", "contact_id": who, "activity_type": kind}
    return row | {"occurred_at": f"{ago(days_ago)} {clock}"} | more


def derived(kind: str, inputs: dict, hour: int = 0) -> list[tuple]:
    """Day, time, value and asset of the derived activities of contact c1."""
    book = oracle.read_inputs(inputs, set(), hour)
    found = [a for a in book.contacts["c1"].activities if a.derived and a.fields["activity_type"] == kind]
    return sorted(
        ((D - a.day).days, a.at.strftime("%H:%M:%S"), a.fields["value"], a.fields["asset"] or "") for a in found
    )


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([at("10:00:00")], [(0, "10:00:00", "0", "")]),
        ([at("10:00:00"), at("10:30:00")], [(0, "10:00:00", "30", "")]),
        ([at("10:00:00"), at("10:30:01")], [(0, "10:00:00", "0", ""), (0, "10:30:01", "0", "")]),
        # Not 30 minutes from the first one, but from the one before
        ([at("10:00:00"), at("10:20:00"), at("10:49:59")], [(0, "10:00:00", "49", "")]),
        ([at("10:00:00"), at("10:00:59")], [(0, "10:00:00", "0", "")]),
        ([at("23:50:00", days_ago=1), at("00:00:00")], [(0, "00:00:00", "0", ""), (1, "23:50:00", "0", "")]),
        # A bot, a deleted row, another type and a broken row bridge no gap
        (
            [
                at("10:00:00"),
                at("10:20:00", is_bot="true"),
                at("10:21:00", is_deleted="true"),
                at("10:22:00", "visit"),
                at("10:23:00", value="1e7"),
                at("10:40:00"),
            ],
            [(0, "10:00:00", "0", ""), (0, "10:40:00", "0", "")],
        ),
        (
            [at("10:01:00", asset="/b"), at("10:00:00", asset="/A", activity_type=" Page_View ")],
            [(0, "10:00:00", "1", "/a")],
        ),
        ([at("10:00:00", who="old"), at("10:01:00")], [(0, "10:00:00", "0", ""), (0, "10:01:00", "0", "")]),
    ],
)
def test_sessions(rows, expected):
    merges = [{"from_contact_id": "old", "into_contact_id": "c1", "merged_at": ago(3)}]
    assert derived("session", {"activities": rows, "contact_merges": merges}) == expected


def test_sessions_keep_to_the_teams_own_day():
    rows = [at("04:50:00"), at("05:00:00")]
    assert derived("session", {"activities": rows}, hour=5) == [(0, "05:00:00", "0", ""), (1, "04:50:00", "0", "")]


def test_the_first_of_two_page_views_in_one_second():
    rows = [at("10:00:00", asset="/1"), at("10:00:00", asset="/2")]
    for row, name in zip(rows, "12", strict=True):
        row |= {"activity_id": name, "source_system": "s"}
    # md5 of "s:1" begins with b7, of "s:2" with 4f
    assert derived("session", {"activities": rows}) == [(0, "10:00:00", "0", "/2")]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([at("10:00:00", "email_reply")], []),
        ([at("10:00:00", "email_sent"), at("10:00:00", "email_reply")], ["0"]),
        ([at("10:00:01", "email_sent"), at("10:00:00", "email_reply")], []),
        ([at("10:00:00", "email_sent"), at("10:59:59", "email_reply")], ["59"]),
        ([at("10:00:00", "email_sent", days_ago=2), at("10:00:00", "email_reply")], ["2880"]),
        (
            [
                at("09:00:00", "email_sent"),
                at("10:00:00", "email_sent"),
                at("10:05:00", "email_reply"),
                at("10:09:00", "email_reply"),
            ],
            ["5", "9"],
        ),
        ([at("09:00:00", "email_sent", "old"), at("10:05:00", "email_reply")], []),
        ([at("09:00:00", "email_sent", is_bot="true"), at("10:05:00", "email_reply")], []),
        ([at("09:00:00", "email_sent"), at("10:05:00", "email_reply", is_bot="true")], []),
    ],
)
def test_replies(rows, expected):
    merges = [{"from_contact_id": "old", "into_contact_id": "c1", "merged_at": ago(3)}]
    found = derived("reply", {"activities": [*rows, at("00:00:00", "visit")], "contact_merges": merges})
    assert [value for _, _, value, _ in found] == expected


def test_changes_and_outcomes_are_activities():
    inputs = {
        "contacts": [{"contact_id": "c1"}],
        "contact_merges": [{"from_contact_id": "old", "into_contact_id": "c1", "merged_at": ago(3)}],
        "attribute_history": [
            change(" Plan ", " Trial x ", ago(2)),
            change("plan", "", ago(1)),
            change("plan", "", ago(1)),
            change("plan", "y", ago(4), owner="old"),
            change("plan", "y", "soon"),
            change("plan", "y", ago(1), owner="c1", entity="company"),
        ],
        "outcomes": [
            {"outcome_id": "1", "contact_id": "c1", "outcome_type": " Won", "occurred_at": ago(1)}
            | {"amount": "12.50"},
            {"outcome_id": "1", "contact_id": "c1", "outcome_type": "lost", "occurred_at": ago(2)},
            {"outcome_id": "2", "contact_id": "c1", "outcome_type": "maybe", "occurred_at": ago(2)},
        ],
    }
    assert derived("attribute_changed", inputs) == [
        (1, "00:00:00", None, "plan="),
        (1, "00:00:00", None, "plan="),
        (2, "00:00:00", None, "plan=trial x"),
        (4, "00:00:00", None, "plan=y"),
    ]
    assert derived("outcome", inputs) == [(1, "00:00:00", "12.50", "won")]


@pytest.mark.parametrize(
    ("conditions", "awards"),
    [
        ([("activity_type", "equals", " Session ")], 1),
        ([("activity_type", "in", "x|session")], 1),
        ([("activity_type", "in", "page_view|session")], 3),
        ([("activity_type", "equals", "session"), ("channel", "equals", "web")], 1),
        ([("activity_type", "equals", "session"), ("channel", "equals", "mail")], 0),
        ([("activity_type", "equals", "session"), ("value", "gte", "10")], 1),
        ([("activity_type", "in", "session|page_view"), ("activity_type", "not_equals", "page_view")], 1),
        ([("channel", "equals", "web")], 1),
        ([("activity_type", "starts_with", "sess")], 0),
        ([("activity_type", "not_equals", "page_view")], 0),
        ([("activity_type", "not_in", "form")], 2),
        ([("activity_type", "is_set", "")], 2),
        ([("value", "is_set", "")], 0),
    ],
)
def test_derived_activities_are_met_by_name_only(conditions, awards):
    rows = [at("10:00:00", channel="web"), at("10:10:00")]
    result = run([rule(points="1")], [cond("r", f"activity.{f}", o, v) for f, o, v in conditions], [rows])
    assert only_score(result) == awards


def test_alternatives_are_gated_one_by_one():
    conditions = [
        cond("r", "activity.activity_type", "equals", "form", alt="a"),
        cond("r", "activity.channel", "equals", "web", alt="b"),
        cond("r", "contact.country", "is_not_set", alt="c"),
    ]
    # Three alternatives, none of which asks for the session: only the page view itself counts.
    assert only_score(run([rule()], conditions, [[at("10:00:00", channel="web")]])) == 10


def test_derived_activities_make_nobody():
    inputs = {
        "attribute_history": [change("plan", "x", ago(9), owner="c1"), change("plan", "x", ago(9), owner="nobody")],
        "outcomes": [{"outcome_id": "1", "contact_id": "no one", "outcome_type": "won", "occurred_at": ago(3)}],
    }
    conditions = [cond("r", "activity.activity_type", "in", "attribute_changed|outcome")]
    conditions.append(cond("i", "activity.activity_type", "equals", "nothing"))
    result = run([rule(), rule("inactivity", "1", "i", period_days="2")], conditions, [act(5)], (), inputs)
    # c1 begins with its visit five days ago, which is two periods, and not with its history nine days ago.
    assert [(r["contact_id"], r["score"]) for r in result.contact_scores] == [("c1", 12)]


def test_median_reply_minutes_and_pages_per_session():
    metrics = [
        {"metric_id": "minutes", "measure": "median", "window_days": "2"},
        {"metric_id": "sessions", "measure": "count"},
        {"metric_id": "pages", "measure": "ratio", "base_metric_id": "sessions"},
        {"metric_id": "revenue", "measure": "sum"},
    ]
    names = {"minutes": "reply", "sessions": "session", "pages": "page_view", "revenue": "outcome"}
    policy = {
        "metrics": metrics,
        "rule_conditions": [
            cond(metric, "activity.activity_type", "equals", kind, owner_type="metric")
            for metric, kind in names.items()
        ],
    }
    outcomes = [
        {"outcome_id": str(n), "contact_id": "c1", "outcome_type": "won", "occurred_at": ago(n), "amount": money}
        for n, money in enumerate(["10", "", "2.5"])
    ]
    rows = [
        *(at(clock) for clock in ("10:00:00", "10:01:00", "10:02:00", "15:00:00", "15:00:01")),
        at("10:00:00", "email_sent", days_ago=2),
        at("10:30:00", "email_reply", days_ago=2),
        at("10:00:00", "email_sent"),
        at("10:10:00", "email_reply"),
        at("10:15:00", "email_reply"),
    ]
    book = oracle.read_inputs({"activities": rows, "outcomes": outcomes}, set(), 0)
    values = oracle.metric_values(policy, book.contacts["c1"], D)
    assert values == {"minutes": "12.5", "sessions": "2", "pages": "2.5", "revenue": "12.5"}


# ------------------------------------------------------------------ lifecycle, one contact


def walk(text: str, outcomes: str = "", **settings: int) -> list[str]:
    """Walk through days written as words and say what changed.

    A word is a day: its score, then E (a row of mql_policies met), Q, X (disqualified by an activity), A (by an
    attribute), P (positive activity award); - is a day outside the audience. Outcomes are written `day:type`, the
    first day being 0; of two on one day the later one comes last. The exit score is 10.
    """
    settings = {"exit_score": 10, **settings}
    days = {}
    for position, word in enumerate(text.split()):
        if word == "-":
            continue
        flags = word.lstrip("-0123456789")
        days[D + timedelta(days=position)] = oracle.Day(
            int(word.removesuffix(flags)),
            ["p2", "p1"] if "E" in flags else [],
            ["q2", "q1"] if "Q" in flags else [],
            [(f"x{kind}", kind) for flag, kind in (("X", "activity"), ("A", "attribute")) if flag in flags],
            "P" in flags,
        )
    happened = []
    for position, word in enumerate(outcomes.split()):
        day, _, outcome_type = word.partition(":")
        when = datetime(D.year, D.month, D.day, 8) + timedelta(days=int(day), minutes=position)
        happened.append(oracle.Outcome("c1", when, when.date(), "", outcome_type, None, None))
    last = D + timedelta(days=len(text.split()) - 1)
    rows = oracle.live(oracle.StageSettings(**settings), days, happened, D, last)
    assert all(one["to_stage"] == other["from_stage"] for one, other in itertools.pairwise(rows))
    return [f"{(r['on_date'] - D).days} {r['to_stage']} {r['reason']}" for r in rows]


LEAD = "0 lead entered_audience"


@pytest.mark.parametrize(
    ("text", "outcomes", "settings", "expected"),
    [
        ("5 5", "", {}, [LEAD]),
        ("- - 5", "", {}, ["2 lead entered_audience"]),
        # 5. a hand-raiser becomes an MQL, and again is no transition
        ("5 5Q 5Q", "", {"dwell_days": 9}, [LEAD, "1 mql qualified"]),
        ("5Q", "", {}, ["0 mql qualified"]),
        # 6. by score or grade
        ("5 20E 20E", "", {}, [LEAD, "1 mql mql_policy"]),
        ("5 20QE", "", {}, [LEAD, "1 mql qualified"]),
        ("20E", "", {}, ["0 mql mql_policy"]),
        # 7. below the exit score; dwell 1: the day after the last E or Q
        ("20E 9", "", {}, ["0 mql mql_policy", "1 lead below_exit"]),
        ("20E 10 9", "", {}, ["0 mql mql_policy", "2 lead below_exit"]),
        ("20E 9 9 9", "", {"dwell_days": 3}, ["0 mql mql_policy", "3 lead below_exit"]),
        ("5Q 5 5 5", "", {"dwell_days": 2}, ["0 mql qualified", "2 lead below_exit"]),
        ("5Q 5 5Q 5 5", "", {"dwell_days": 2}, ["0 mql qualified", "4 lead below_exit"]),
        ("5E 5E 5", "", {}, ["0 mql mql_policy", "2 lead below_exit"]),
        ("5Q 5 5", "", {"exit_score": None}, ["0 mql qualified"]),
        # Dwelling is over, yet the score is not below the exit: stay as long as that lasts
        ("20E 11 11 9", "", {"dwell_days": 2}, ["0 mql mql_policy", "3 lead below_exit"]),
        # Re-entry is a transition
        ("20E 9 20E", "", {}, ["0 mql mql_policy", "1 lead below_exit", "2 mql mql_policy"]),
        # Cooldown: the fall on day 1 holds back that day and the two after it
        (
            "20E 9 20E 20E 20E",
            "",
            {"cooldown_days": 3},
            ["0 mql mql_policy", "1 lead below_exit", "4 mql mql_policy"],
        ),
        ("20E 9 20E", "", {"cooldown_days": 1}, ["0 mql mql_policy", "1 lead below_exit", "2 mql mql_policy"]),
        # A fall on the very day: E by grade does not make an MQL with cooldown 1, and does without
        ("10 9E", "", {"cooldown_days": 1}, [LEAD]),
        ("10 9E", "", {}, [LEAD, "1 mql mql_policy"]),
        ("10 9E 9E", "", {"cooldown_days": 1}, [LEAD, "2 mql mql_policy"]),
        ("10 9 9E", "", {"cooldown_days": 2}, [LEAD]),
        # Below before, or nothing before, is no fall
        ("9 9E", "", {"cooldown_days": 9}, [LEAD, "1 mql mql_policy"]),
        ("20 - 9E", "", {"cooldown_days": 9}, [LEAD, "1 none left_audience", "2 mql mql_policy"]),
        ("9E", "", {"cooldown_days": 9}, ["0 mql mql_policy"]),
        # A hand-raiser is not held back, and an MQL that falls with E stays
        ("10 9QE", "", {"cooldown_days": 5}, [LEAD, "1 mql qualified"]),
        ("20E 9E", "", {"cooldown_days": 5}, ["0 mql mql_policy"]),
        # 1. disqualified; Q on that day is too late, Q later lifts what an activity did
        ("5 5XQ 5 5Q", "", {}, [LEAD, "1 disqualified disqualified", "3 mql qualified"]),
        ("20E 20XE 20E 20E", "", {}, ["0 mql mql_policy", "1 disqualified disqualified"]),
        ("5X 5X 5", "", {}, ["0 disqualified disqualified"]),
        # 4. by an attribute: while it holds, then lead, and MQL at the earliest a day later
        (
            "5A 5A 20E 20E",
            "",
            {},
            ["0 disqualified disqualified", "2 lead disqualification_ended", "3 mql mql_policy"],
        ),
        ("5A 5Q 5", "", {}, ["0 disqualified disqualified", "1 lead disqualification_ended"]),
        ("5A 5AQ 5", "", {}, ["0 disqualified disqualified", "2 lead disqualification_ended"]),
        # In both ways: by an activity, in whatever order
        ("5AX 5 5", "", {}, ["0 disqualified disqualified"]),
        ("5A 5X 5 5Q", "", {}, ["0 disqualified disqualified", "3 mql qualified"]),
        ("5X 5A 5 5Q", "", {}, ["0 disqualified disqualified", "3 mql qualified"]),
        # ... but only of the present disqualification
        (
            "5X 5Q 5A 5",
            "",
            {},
            [
                "0 disqualified disqualified",
                "1 mql qualified",
                "2 disqualified disqualified",
                "3 lead disqualification_ended",
            ],
        ),
        (
            "5X - 5A 5",
            "",
            {},
            [
                "0 disqualified disqualified",
                "1 none left_audience",
                "2 disqualified disqualified",
                "3 lead disqualification_ended",
            ],
        ),
        # 2. outcomes, also of the disqualified, but not on the day of X
        ("5 5 5", "1:sales_accepted 2:won", {}, [LEAD, "1 sales_accepted sales_accepted", "2 won won"]),
        ("5X 5 5", "1:opportunity", {}, ["0 disqualified disqualified", "1 opportunity opportunity"]),
        ("5 5X", "1:won", {}, [LEAD, "1 disqualified disqualified"]),
        ("5 5Q", "1:lost", {}, [LEAD, "1 recycled lost"]),
        ("5 5", "1:sales_rejected 1:opportunity", {}, [LEAD, "1 opportunity opportunity"]),
        ("5 5", "1:opportunity 1:sales_rejected", {}, [LEAD, "1 recycled sales_rejected"]),
        ("5 5 5", "1:won 2:won", {}, [LEAD, "1 won won"]),
        # 3. sales has it: neither Q nor E nor the exit score move it, X does
        ("5 5Q 20E 5 5X", "0:sales_accepted", {}, ["0 sales_accepted sales_accepted", "4 disqualified disqualified"]),
        # 6. after recycling on day 0: recycle_days 2, and a positive award after day 0
        ("20E 20E 20E", "0:lost", {"recycle_days": 2}, ["0 recycled lost"]),
        ("20PE 20E 20E", "0:lost", {"recycle_days": 2}, ["0 recycled lost"]),
        ("20PE 20PE 20E", "0:lost", {"recycle_days": 2}, ["0 recycled lost", "2 mql mql_policy"]),
        ("20E 20E 20PE", "0:lost", {"recycle_days": 2}, ["0 recycled lost", "2 mql mql_policy"]),
        ("20E 20E 20E 20PE", "0:lost", {"recycle_days": 2}, ["0 recycled lost", "3 mql mql_policy"]),
        ("20E 20PE", "0:lost", {"recycle_days": 1}, ["0 recycled lost", "1 mql mql_policy"]),
        ("20E 20PE", "0:lost", {}, ["0 recycled lost", "1 mql mql_policy"]),
        ("20E 20E", "0:lost", {}, ["0 recycled lost"]),
        # A hand-raiser is not held back
        ("20E 5Q", "0:lost", {"recycle_days": 9}, ["0 recycled lost", "1 mql qualified"]),
        # Recycled again: no transition, but the days begin again
        (
            "20PE 20PE 20PE 20PE",
            "0:lost 1:sales_rejected",
            {"recycle_days": 2},
            ["0 recycled lost", "3 mql mql_policy"],
        ),
        # Also from lead, after a hand-raise between (decision 36)
        (
            "5 5Q 5 20E 20PE",
            "0:lost",
            {"recycle_days": 1},
            ["0 recycled lost", "1 mql qualified", "2 lead below_exit", "4 mql mql_policy"],
        ),
        # Recycled stays recycled, below the exit score or not
        ("20 5 5", "0:lost", {}, ["0 recycled lost"]),
        # An outcome before the first day is where one begins, and lines 1, 2, 5 and 6 may change that
        ("5 5", "-3:won", {}, ["0 won earlier_outcome"]),
        ("5Q", "-3:won", {}, ["0 won earlier_outcome"]),
        ("5X", "-3:won", {}, ["0 disqualified disqualified"]),
        ("5", "-3:won 0:lost", {}, ["0 recycled lost"]),
        ("5", "-3:sales_rejected", {}, ["0 recycled earlier_outcome"]),
        ("5", "-3:won -3:lost", {}, ["0 recycled earlier_outcome"]),
        ("5Q", "-3:lost", {}, ["0 mql qualified"]),
        ("20PE", "-3:lost", {"recycle_days": 3}, ["0 mql mql_policy"]),
        ("20PE 20E", "-3:lost", {"recycle_days": 4}, ["0 recycled earlier_outcome", "1 mql mql_policy"]),
        ("20E", "-3:lost", {"recycle_days": 3}, ["0 recycled earlier_outcome"]),
        ("5 5", "7:won", {}, [LEAD]),
        # Leaving and coming back: a lead again, or where the last outcome left it
        ("20E - 10", "", {}, ["0 mql mql_policy", "1 none left_audience", "2 lead entered_audience"]),
        ("20E - 10", "1:won", {}, ["0 mql mql_policy", "1 none left_audience", "2 won earlier_outcome"]),
        ("5 - 5", "0:won", {}, ["0 won won", "1 none left_audience", "2 won earlier_outcome"]),
        ("5 - 5", "0:won 2:lost", {}, ["0 won won", "1 none left_audience", "2 recycled lost"]),
        # Awards outside the audience are none, so the dwelling is over: Q on day 0 is two days old
        (
            "5Q - 5 5Q 5",
            "",
            {},
            [
                "0 mql qualified",
                "1 none left_audience",
                "2 lead entered_audience",
                "3 mql qualified",
                "4 lead below_exit",
            ],
        ),
    ],
)
def test_lifecycle(text, outcomes, settings, expected):
    assert walk(text, outcomes, **settings) == expected


def test_what_a_transition_says():
    days = {
        D: oracle.Day(7, [], ["b", "a"], [("z", "attribute"), ("y", "activity")]),
        D + timedelta(days=1): oracle.Day(8, [], ["b", "a"]),
        D + timedelta(days=3): oracle.Day(9, ["p2", "p1"]),
    }
    rows = oracle.live(oracle.StageSettings(), days, [], D, D + timedelta(days=3))
    assert [(r["to_stage"], r["score"], r["rule_id"], r["mql_policy_id"]) for r in rows] == [
        ("disqualified", 7, "y", None),
        ("mql", 8, "a", None),
        ("none", None, None, None),
        ("mql", 9, None, "p1"),
    ]


@pytest.mark.parametrize(
    ("dwell_days", "lines", "expected"),
    [
        (1, [{"a": 9, "b": 1}, {"a": 10, "b": 9}, {"a": 2, "b": 9}], ["b", "a"]),
        (1, [{}, {"b": 4, "a": 4, "less": 3.5}, {"b": 0, "less": 3.5}], ["a", "a"]),  # ties; no line is 0
        (1, [{"over": -9}, {"a": 1}, {"a": 1, "came": -9}], ["a", "came"]),  # only points above 0 tip an entry
        (1, [{"a": 9}, {"a": 9}, {"a": 10}], [None, None]),  # nothing rose, nothing fell
        (2, [{}, {"a": 9, "b": 5}, {"a": 1, "b": 5}, {"a": 5, "b": 0}], ["a", "b"]),  # both ends of the dwell days
    ],
)
def test_the_rule_that_moved_most_tips_an_mql_by_score(dwell_days, lines, expected):
    days = {D + timedelta(days=n): oracle.Day(5 if n else 0, [], points=points) for n, points in enumerate(lines)}
    days[D + timedelta(days=1)] = oracle.Day(20, ["p"], points=lines[1])
    rows = oracle.live(oracle.StageSettings(10, dwell_days), days, [], D, D + timedelta(days=len(lines) - 1))
    assert [(r["reason"], r["rule_id"]) for r in rows[1:]] == list(
        zip(["mql_policy", "below_exit"], expected, strict=True)
    )


def test_outcomes_of_one_time_are_ordered_by_the_md5_of_their_id():
    def outcome(name, outcome_type):
        return {"outcome_id": name, "contact_id": "c1", "outcome_type": outcome_type, "occurred_at": ago(0)}

    # md5 of "a" begins with 0c, of "b" with 92
    book = oracle.read_inputs({"outcomes": [outcome("b", "won"), outcome(" a ", "lost")]}, set(), 0)
    assert oracle.last_outcome(book.outcomes).outcome_type == "won"
    assert oracle.recycle_day(book.outcomes, D) is None
    book = oracle.read_inputs({"outcomes": [outcome("a", "won"), outcome("b", "lost")]}, set(), 0)
    assert oracle.recycle_day(book.outcomes, D) == D


@pytest.mark.parametrize(
    ("row", "score", "grade", "expected"),
    [
        ({}, 0, None, True),
        ({"min_score": "5"}, 5, None, True),
        ({"min_score": "5.5"}, 5, None, False),
        ({"grades": "A | B"}, 0, "B", True),
        ({"grades": "A|B"}, 0, "b", False),
        ({"grades": "A"}, 0, None, False),
        ({"min_dimension_scores": "fit:3| x:y : -2 "}, 0, None, True),
        ({"min_dimension_scores": "fit:4"}, 0, None, False),
        ({"min_dimension_scores": "none:-9"}, 0, None, False),
        ({"min_score": "5", "grades": "A", "min_dimension_scores": "fit:3"}, 5, "A", True),
        ({"min_score": "5", "grades": "A", "min_dimension_scores": "fit:3"}, 4, "A", False),
        ({"min_score": "5", "grades": "A", "min_dimension_scores": "fit:3"}, 5, "B", False),
    ],
)
def test_mql_policy(row, score, grade, expected):
    assert oracle.mql_policy_met(row, score, grade, {"fit": 3, "x:y": -2}) is expected


@pytest.mark.parametrize(
    ("model", "starts", "expected"),
    [
        ({"exit_score": "4"}, ["5"], 4),
        ({}, ["7", "5", ""], 5),
        ({}, [""], None),
        ({}, [], None),
        ({"exit_score": "0"}, ["5"], 0),
    ],
)
def test_exit_score(model, starts, expected):
    policies = [{"model_id": "m", "mql_policy_id": str(i), "min_score": start} for i, start in enumerate(starts)]
    policies.append({"model_id": "other", "mql_policy_id": "x", "min_score": "1"})
    settings = oracle.stage_settings({"mql_policies": policies}, {"model_id": "m", **model})
    assert settings.exit_score == expected
    assert (settings.dwell_days, settings.cooldown_days, settings.recycle_days) == (1, 0, 0)


# ------------------------------------------------------------------ lifecycle, from the inputs


def effect(name: str, kind: str = "activity", effect: str = "qualify", **more: str) -> dict:
    return {"model_id": "m", "rule_id": name, "kind": kind, "effect": effect, **more}


def stages(rules, conditions, activities=(), contacts=None, inputs=None, days: int = 10, **policy) -> list[str]:
    """Live through the last days of one contact and say what changed, days counted back from D."""
    if contacts is None:
        contacts = [{"contact_id": "c1", "created_at": ago(100)}]
    tables = {
        "scoring_models": [{"model_id": "m", "status": "active", **policy.pop("model", {})}],
        "dimensions": [{"model_id": "m", "dimension": "interest"}],
        "scoring_rules": rules,
        "rule_conditions": conditions,
        **policy,
    }
    flat = [row for rows in activities for row in rows]
    data = {"activities": flat, "contacts": contacts, **(inputs or {})}
    found = oracle.lifecycle(tables, data, D - timedelta(days=days), D)
    assert [(row["stage"], row["since"]) for row in found.current] == [
        (row["to_stage"], row["on_date"]) for row in found.transitions[-1:]
    ]
    return [f"{(D - r['on_date']).days} {r['to_stage']} {r['reason']}" for r in found.transitions]


IN = "10 lead entered_audience"


def test_a_score_that_comes_and_goes():
    policies = [{"model_id": "m", "mql_policy_id": "p", "min_score": "10"}]
    rules = [rule(window_days="3")]
    assert stages(rules, [VISIT], [act(6)], mql_policies=policies) == [IN, "6 mql mql_policy", "3 lead below_exit"]
    dwelling = stages(rules, [VISIT], [act(6)], mql_policies=policies, model={"dwell_days": "3"})
    assert dwelling == [IN, "6 mql mql_policy", "1 lead below_exit"]
    lower = stages(rules, [VISIT], [act(6)], mql_policies=policies, model={"exit_score": "0"})
    assert lower == [IN, "6 mql mql_policy"]


def test_a_hand_raise_is_blind_to_windows_and_resets_but_not_to_limits():
    reset = {"model_id": "m", "rule_id": "z", "kind": "activity", "effect": "reset", "dimension": "*"}
    conditions = [
        cond("r", "activity.activity_type", "equals", "visit"),
        cond("z", "activity.activity_type", "equals", "visit"),
    ]
    raised = [IN, "6 mql qualified"]
    assert stages([effect("r"), reset], conditions, [act(6)]) == raised
    assert stages([effect("r", window_days="1"), reset], conditions, [act(6)]) == raised
    assert stages([effect("r", max_awards="1")], [VISIT], [act(40), act(6)]) == [IN]
    assert stages([effect("r", cooldown_days="30")], [VISIT], [act(30), act(6)]) == [IN]
    assert stages([effect("r", burst_count="2", burst_days="2")], [VISIT], [act(7), act(6)]) == raised
    assert stages([effect("r", burst_count="2", burst_days="2")], [VISIT], [act(6)]) == [IN]


def test_an_award_counts_under_the_version_in_force_on_its_day():
    rules = [effect("r", valid_to=ago(6)), effect("r", effect="disqualify", valid_from=ago(6))]
    assert stages(rules, [VISIT], [act(7)]) == [IN, "7 mql qualified"]
    assert stages(rules, [VISIT], [act(6)]) == [IN, "6 disqualified disqualified"]
    assert stages([effect("r", valid_from=ago(5))], [VISIT], [act(6)]) == [IN]


def test_mixed_rules_are_read_as_of_the_day_in_question():
    conditions = [VISIT, cond("r", "contact.country", "equals", "Germany")]
    history = {"attribute_history": [change("country", "Germany", ago(5))]}
    assert stages([effect("r")], conditions, [act(6)], inputs=history) == [IN]
    assert stages([effect("r")], conditions, [act(5)], inputs=history) == [IN, "5 mql qualified"]


def test_disqualified_by_each_kind():
    country = cond("x", "contact.country", "equals", "Germany")
    history = {
        "attribute_history": [change("country", "Germany", ago(7)), change("country", "France", ago(4))],
    }
    gone = ["7 disqualified disqualified", "4 lead disqualification_ended"]
    assert stages([effect("x", "attribute", "disqualify")], [country], inputs=history) == [IN, *gone]
    bye = cond("x", "activity.activity_type", "equals", "bye")
    frequency = effect("x", "frequency", "disqualify", min_count="1", window_days="3")
    assert stages([frequency], [bye], [act(7, "bye")]) == [IN, *gone]
    assert stages([effect("x", effect="disqualify")], [bye], [act(7, "bye")]) == [IN, gone[0]]
    inactive = effect("x", "inactivity", "disqualify", period_days="93")
    assert stages([inactive], [bye]) == [IN, gone[0]]


def test_a_rule_about_outcomes_may_qualify():
    conditions = [
        cond("r", "activity.activity_type", "equals", "outcome"),
        cond("r", "activity.asset", "equals", "lost"),
        cond("r", "activity.campaign", "equals", "Too early"),
    ]
    outcome = {"outcome_id": "1", "contact_id": "c1", "outcome_type": "lost", "occurred_at": ago(5)}
    inputs = {"outcomes": [outcome | {"reason": "too early"}]}
    # On the day itself line 2 comes before line 5.
    assert stages([effect("r")], conditions, inputs=inputs) == [IN, "5 recycled lost"]


def test_outcomes_of_merged_contacts_are_the_survivors():
    inputs = {
        "outcomes": [
            {"outcome_id": "1", "contact_id": "old", "outcome_type": "won", "occurred_at": ago(4)},
            {"outcome_id": "2", "contact_id": "nobody", "outcome_type": "won", "occurred_at": ago(4)},
        ],
        "contact_merges": [{"from_contact_id": "old", "into_contact_id": "c1", "merged_at": ago(1)}],
    }
    assert stages([], [], inputs=inputs) == [IN, "4 won won"]


def test_audience_by_history_and_a_contact_that_is_not_yet_there():
    audience = [cond("m", "contact.country", "equals", "Germany", owner_type="audience")]
    history = {
        "attribute_history": [
            change("country", "Germany", ago(8)),
            change("country", "", ago(5)),
            change("country", "Germany", ago(2)),
        ]
    }
    inputs = history | {"outcomes": [{"outcome_id": "1", "contact_id": "c1", "outcome_type": "lost"}]}
    inputs["outcomes"][0]["occurred_at"] = ago(4)
    expected = ["8 lead entered_audience", "5 none left_audience", "2 recycled earlier_outcome"]
    assert stages([], audience, inputs=inputs) == expected
    young = [{"contact_id": "c1", "created_at": ago(3)}]
    assert stages([], [], contacts=young) == ["3 lead entered_audience"]
    assert stages([], [], contacts=young, model={"valid_from": ago(1)}) == ["1 lead entered_audience"]


def test_recycled_until_there_is_an_award_of_a_positive_activity_rule():
    policies = [{"model_id": "m", "mql_policy_id": "p", "min_score": "10"}]
    rules = [rule("attribute", "20", "a"), rule(points="1", window_days="1"), rule(points="-1", rule_id="n")]
    conditions = [
        VISIT,
        cond("a", "contact.contact_id", "is_set"),
        cond("n", "activity.activity_type", "equals", "minus"),
    ]
    outcome = {"outcome_id": "1", "contact_id": "c1", "outcome_type": "lost", "occurred_at": ago(8)}

    def found(*activities):
        settings = {"mql_policies": policies, "model": {"recycle_days": "4"}}
        return stages(rules, conditions, activities, inputs={"outcomes": [outcome]}, **settings)

    # The visit 8 days ago was on the very day; that of 6 days ago counts, once 4 days have passed.
    began = ["10 mql mql_policy", "8 recycled lost"]
    assert found(act(8), act(7, "minus")) == began
    assert found(act(8), act(6)) == [*began, "4 mql mql_policy"]


# ------------------------------------------------------------------ worlds


@pytest.mark.parametrize("guarded", [True, False])
def test_worlds_have_valid_policies(guarded):
    for seed in range(60):
        assert worlds.policy_faults(worlds.make_world(seed, D, guarded).policy) == []


def test_worlds_are_deterministic():
    assert worlds.make_world(3) == worlds.make_world(3)
    assert worlds.make_world(3).inputs != worlds.make_world(4).inputs


def test_guarded_worlds_score_the_same_in_one_build():
    alone = [worlds.make_world(seed, D) for seed in range(8)]
    together = worlds.union(alone).score()
    for name in (
        "contact_scores",
        "contact_dimension_scores",
        "score_ledger",
        "signals",
        "rejected_rows",
    ):
        rows = [row for world in alone for row in getattr(world.score(), name)]
        assert sorted(map(repr, rows)) == sorted(map(repr, getattr(together, name)))
    # Each model also scores the neighbours' companies, where it counts nobody.
    own = [row for world in alone for row in world.score().company_scores]
    both = [r for r in together.company_scores if r["company_id"][:5] == r["model_id"][:5]]
    assert sorted(map(repr, own)) == sorted(map(repr, both))
    assert not any(r["engaged_contacts"] for r in together.company_scores if r not in both)
