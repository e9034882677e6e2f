"""Examples worked out by hand, so that the oracle is itself checked by something simpler.

Each expected value was computed on paper from the design, never copied from a run.
"""

from __future__ import annotations

from datetime import date, timedelta
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
