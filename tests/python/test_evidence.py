"""Do the scores predict, and which threshold? The demo company with planted truths, recomputed in plain Python."""

from __future__ import annotations

import csv
import hashlib
import math
import re
from collections import Counter, defaultdict
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

import jinja2
import pytest
import yaml

from tests.python.conftest import ROOT, write_tables
from tools import compare, demo_data

INTERNAL = "lead_scoring_internal"
HORIZON = 30
EVALUATE = {"outcomes": ["opportunity"], "horizon_days": HORIZON, "leads_per_day": 0.5, "holdout_percent": 20}
DOCUMENT = (ROOT / "docs" / "evidence.md").read_text(encoding="utf-8")
# The three finished windows of the demo, and the day of the fourth.
DAYS = [date(2026, 4, 1), date(2026, 5, 1), date(2026, 5, 31)]
AS_OF = date(2026, 6, 30)


def policy(folder):
    """The demo's policy, and a challenger: the same with a useless rule, a dead one, and one against the truth."""
    tables = {}
    for path in (ROOT / "seeds" / "policy").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            found = list(csv.DictReader(file))
        own = [row for row in found if row.get("model_id") == "b2b_default"]
        tables[path.stem] = found + [row | {"model_id": "planted"} for row in own]
    for row in tables["scoring_models"]:
        if row["model_id"] == "planted":
            row["status"] = "testing"

    def rule(rule_id, points, dimension, kind, field, operator, value=""):
        blank = dict.fromkeys(tables["scoring_rules"][0], "")
        settings = {"model_id": "planted", "rule_id": rule_id, "dimension": dimension, "kind": kind, "label": rule_id}
        effect = {"effect": "points" if points else "disqualify", "points": points}
        tables["scoring_rules"].append(blank | settings | effect)
        blank = dict.fromkeys(tables["rule_conditions"][0], "")
        owner = {"model_id": "planted", "owner_type": "rule", "owner_id": rule_id}
        tables["rule_conditions"].append(blank | owner | {"field": field, "operator": operator, "value": value})

    rule("useless", "3", "fit", "attribute", "contact.main_pain", "is_set")
    rule("dead", "10", "interest", "activity", "activity.activity_type", "equals", "fax")
    rule("reversed", "3", "fit", "attribute", "contact.seniority", "in", "individual|student")
    rule("holdout", "", "", "attribute", "contact.draw", "lt", "20")
    return write_tables(folder, tables)


@pytest.fixture(scope="module")
def evidence(dbt_build, tmp_path_factory):
    folder = tmp_path_factory.mktemp("evidence")
    demo_data.generate(demo_data.Settings(leak=True), folder / "inputs", "csv", "")
    build = dbt_build(
        inputs=folder / "inputs",
        policy=policy(folder / "policy"),
        database=folder / "evidence.duckdb",
        as_of=str(AS_OF),
        backfill_from=str(DAYS[0]),
        args=["--select", "+tag:evaluation", "--exclude-resource-type", "unit_test", "test"],
        lead_scoring_evaluate=EVALUATE,
    )
    assert build.succeeded, build.failures() or build.output[-3000:]
    return build


def rows(build, table, where="model_id = 'b2b_default'", order="all"):
    return build.query(f"select * from {table} where {where} order by {order}", INTERNAL)


def merged_away(build):
    survivors = build.query("from contact_survivors where contact_id <> survivor_id", INTERNAL)
    return {found["contact_id"] for found in survivors}


@pytest.fixture(scope="module")
def truth(evidence):
    """(day, contact, score, converted) of the default model, from the history and the outcomes alone."""
    first = {
        found["contact_id"]: found["first_on"]
        for found in evidence.query(
            "select coalesce(survivor_id, o.contact_id) as contact_id, min(cast(occurred_at as date)) as first_on "
            "from stg_outcomes as o left join contact_survivors as s on o.contact_id = s.contact_id "
            "where outcome_type = 'opportunity' group by all",
            INTERNAL,
        )
    }
    merged = merged_away(evidence)
    history = evidence.query(
        "select contact_id, score, grade, valid_from, valid_to from score_history where model_id = 'b2b_default'"
    )
    found = []
    for day in DAYS:
        for stretch in history:
            contact, until = stretch["contact_id"], stretch["valid_to"] or date.max
            if stretch["valid_from"] <= day < until and contact not in merged:
                on = first.get(contact, date.max)
                if on > day:
                    label = int(on <= day + timedelta(days=HORIZON))
                    found.append((day, contact, stretch["score"], label, stretch["grade"]))
    return found


def test_snapshots_are_the_history_joined_to_outcomes(evidence, truth):
    said = rows(evidence, "evaluation_snapshots", "model_id = 'b2b_default' and is_finished")
    assert {(r["as_of"], r["contact_id"], r["score"], r["label"], r["grade"]) for r in said} == set(truth)
    assert len(said) == len(truth) > 2000
    days = {found["as_of"]: found for found in rows(evidence, "evaluation_days")}
    assert list(days) == [*DAYS, AS_OF]
    assert [days[day]["is_finished"] for day in days] == [True, True, True, False]
    assert days[AS_OF]["conversions"] is None
    assert days[DAYS[0]]["conversions"] == sum(label for day, _, _, label, _ in truth if day == DAYS[0]) > 10
    assert days[DAYS[1]]["left_out"] > 0
    assert {found["fit_as_of"] for found in days.values()} == {"first_recorded", "that_day"}


def test_the_area_under_the_curve_is_that_of_all_pairs(evidence, truth):
    won = [score for _, _, score, label, _ in truth if label]
    other = [score for _, _, score, label, _ in truth if not label]
    wins = sum((a > b) + (a == b) / 2 for a in won for b in other)
    (summary,) = rows(evidence, "evaluation_summary")
    assert float(summary["auc"]) == pytest.approx(wins / len(won) / len(other), abs=6e-7)
    assert 0.6 < summary["auc"] < 0.95
    assert (summary["examples"], summary["conversions"]) == (len(truth), len(won))
    assert float(summary["base_rate"]) == pytest.approx(len(won) / len(truth), abs=6e-7)
    assert summary["fit_as_of"] == "mixed"
    assert summary["brier"] is None


def test_deciles_and_cuts_are_those_of_the_sorted_list(evidence, truth):
    total, conversions = len(truth), sum(label for *_, label, _ in truth)
    counts = defaultdict(lambda: [0, 0])
    for _, _, score, label, _ in truth:
        counts[score][0] += 1
        counts[score][1] += label
    # A contact-day of a score converts with the share of its score: no order among equals.
    spread = []
    for score in sorted(counts, reverse=True):
        spread += [counts[score][1] / counts[score][0]] * counts[score][0]
    up_to = [0.0]
    for share in spread:
        up_to.append(up_to[-1] + share)

    def among_best(position):
        whole = int(position)
        return up_to[whole] + (position - whole) * (spread[whole] if whole < total else 0)

    deciles = rows(evidence, "evaluation_deciles", order="decile")
    assert len(deciles) == 10
    for found in deciles:
        ends = [among_best(total * (found["decile"] - back) / 10) for back in (1, 0)]
        assert float(found["conversions"]) == pytest.approx(ends[1] - ends[0], abs=1e-4)
        assert float(found["gain"]) == pytest.approx(ends[1] / conversions, abs=1e-5)
        assert float(found["lift"]) == pytest.approx((ends[1] - ends[0]) * 10 / conversions, abs=1e-4)
    for found in rows(evidence, "evaluation_top_shares"):
        best = among_best(total * found["top_percent"] / 100)
        assert float(found["share_of_conversions"]) == pytest.approx(best / conversions, abs=1e-5)

    for found in rows(evidence, "evaluation_cuts"):
        inside = [label for _, _, score, label, _ in truth if score >= found["cut"]]
        assert (found["examples"], found["conversions"]) == (len(inside), sum(inside))
        assert float(found["conversion_precision"]) == pytest.approx(sum(inside) / len(inside), abs=6e-7)
        assert float(found["recall"]) == pytest.approx(sum(inside) / conversions, abs=6e-7)
        assert float(found["expected_conversions"]) == pytest.approx(sum(inside) / len(DAYS), abs=6e-7)


def wilson(conversions, examples):
    z = 1.959963984540054
    share = conversions / examples
    middle = share + z * z / 2 / examples
    half = z * math.sqrt(share * (1 - share) / examples + z * z / 4 / examples**2)
    return (middle - half) / (1 + z * z / examples), (middle + half) / (1 + z * z / examples)


def test_intervals_are_those_of_wilson(evidence, truth):
    said = rows(evidence, "evaluation_calibration")
    grades = Counter(grade for *_, grade in truth)
    won = Counter(grade for *_, label, grade in truth if label)
    found = {row["band"]: row for row in said if row["scale"] == "grade"}
    assert {band: row["examples"] for band, row in found.items()} == dict(grades)
    for band, row in found.items():
        assert row["conversions"] == won[band]
        expected = wilson(won[band], grades[band])
        assert [float(row["rate_from"]), float(row["rate_to"])] == pytest.approx(expected, abs=1e-6)
        assert row["is_monotonic"] is None
    # The bands of a day follow from its ledger lines: on as_of they are the published ones.
    interest = {row["band"]: row for row in said if row["scale"] == "interest"}
    assert list(interest) == ["1", "2", "3", "4"]
    assert [interest[band]["position"] for band in "4321"] == [1, 2, 3, 4]
    assert sum(row["examples"] for row in interest.values()) == len(truth)
    for low, high in zip("432", "321", strict=True):
        assert interest[high]["is_monotonic"] == (interest[high]["conversion_rate"] >= interest[low]["conversion_rate"])


def test_bands_from_remembered_lines_are_the_grades_that_were_published(evidence):
    mismatched = evidence.query(
        "select fit.band || interest.band as bands, grades.band as grade, count(*) as n from snapshot_bands as grades "
        "inner join snapshot_bands as fit using (model_id, as_of, contact_id) "
        "inner join snapshot_bands as interest using (model_id, as_of, contact_id) "
        "where grades.scale = 'grade' and fit.scale = 'fit' and interest.scale = 'interest' "
        "and model_id = 'b2b_default' group by all",
        INTERNAL,
    )
    assert sum(found["n"] for found in mismatched) > 2000
    assert [found for found in mismatched if found["bands"] != found["grade"]] == []


def test_the_threshold_is_what_sales_can_work(evidence):
    first = {found["contact_id"]: found["first_on"] for found in rows(evidence, "evaluation_outcomes")}
    merged = merged_away(evidence)
    by_contact = defaultdict(list)
    for found in evidence.query(
        "select contact_id, valid_from, score, stage from score_history where model_id = 'b2b_default' order by all"
    ):
        by_contact[found["contact_id"]].append((found["valid_from"], found["score"], found["stage"]))
    with_sales = {"disqualified", "sales_accepted", "opportunity", "won"}
    assert with_sales & {stage for stretches in by_contact.values() for *_, stage in stretches}

    def reached(cut):
        """Contacts that newly reach a cut after the first day: (finished, converted) of each."""
        leads = []
        for contact, stretches in by_contact.items():
            on, stage = next(((day, stage) for day, score, stage in stretches if score >= cut), (None, None))
            outcome = first.get(contact, date.max)
            if on and on > DAYS[0] and outcome > on and contact not in merged and stage not in with_sales:
                end = on + timedelta(days=HORIZON)
                leads.append((end <= AS_OF, end <= AS_OF and outcome <= end))
        return leads

    cuts = rows(evidence, "threshold_cuts", order="cut")
    assert len(cuts) > 50
    for found in cuts[:: len(cuts) // 12]:
        leads = reached(found["cut"])
        assert found["leads"] == len(leads), found["cut"]
        assert found["finished_leads"] == sum(finished for finished, _ in leads)
        assert found["conversions"] == sum(converted for _, converted in leads)
        assert float(found["leads_per_day"]) == pytest.approx(len(leads) / 90, abs=6e-7)

    advice = {found["position"]: found for found in rows(evidence, "threshold_advice")}
    assert set(advice) == {"one_higher", "advised", "one_lower"}
    assert advice["advised"]["leads_per_day"] <= 0.5 < advice["one_lower"]["leads_per_day"]
    assert advice["one_lower"]["cut"] < advice["advised"]["cut"] < advice["one_higher"]["cut"]
    assert f"threshold for b2b_default: {advice['advised']['cut']}, " in evidence.output


def test_planted_rules_are_judged_for_what_they_are(evidence):
    judged = {found["rule_id"]: found for found in rows(evidence, "rule_evidence", "model_id = 'planted'")}
    assert judged["useless"]["advice"] == "drop"
    assert judged["useless"]["suggested_points"] == 0
    assert judged["dead"]["advice"] == "dead"
    assert judged["dead"]["fired"] == 0
    assert judged["dead"]["last_fired_on"] is None
    assert judged["reversed"]["advice"] == "reverse"
    assert judged["reversed"]["suggested_points"] < 0
    assert judged["fit_function_core"]["advice"] == "keep"
    assert judged["fit_function_core"]["suggested_points"] > 0
    # Executives by seniority are mostly heads by title.
    assert judged["fit_title_head"]["overlaps_with"] in ("fit_seniority_executive", "fit_seniority_director")


def test_weight_and_information_are_those_of_the_textbook(evidence, truth):
    contacts = {(day, contact): label for day, contact, _, label, _ in truth}
    fired = evidence.query(
        "select as_of, contact_id from rule_firings where model_id = 'b2b_default' and rule_id = 'pricing_visit'",
        INTERNAL,
    )
    labels = [contacts[found["as_of"], found["contact_id"]] for found in fired]
    won, lost = sum(labels), len(labels) - sum(labels)
    all_won = sum(contacts.values())
    all_lost = len(contacts) - all_won

    assert all_won < all_lost

    def weight(a, b):
        return math.log((a + 0.5) / (b + 0.5 * all_lost / all_won)) - math.log(all_won / all_lost)

    information = (won / all_won - lost / all_lost) * weight(won, lost)
    information += ((all_won - won) / all_won - (all_lost - lost) / all_lost) * weight(all_won - won, all_lost - lost)
    (found,) = rows(evidence, "rule_evidence", "model_id = 'b2b_default' and rule_id = 'pricing_visit'")
    assert float(found["weight_of_evidence"]) == pytest.approx(weight(won, lost), abs=1e-6)
    assert float(found["information_value"]) == pytest.approx(information, abs=1e-6)
    assert float(found["lift"]) == pytest.approx(won / len(labels) / (all_won / len(contacts)), abs=1e-5)


def test_the_leaking_field_is_named_and_the_useless_one_is_useless(evidence):
    fields = {found["field"]: found["verdict"] for found in rows(evidence, "field_evidence")}
    assert fields["contact.main_pain"] == "useless"
    assert [field for field, verdict in fields.items() if verdict == "too_good"] == ["contact.sales_note"]
    leaks = rows(evidence, "leakage_check")
    assert [(found["field"], found["reason"]) for found in leaks] == [("contact.sales_note", "predicts_too_well")]
    assert "b2b_default, contact.sales_note: Its values tell conversions from others" in evidence.output
    values = rows(evidence, "value_evidence", "model_id = 'b2b_default' and field = 'contact.seniority'")
    assert {found["value_group"] for found in values} >= {"individual", "missing", "director"}


def test_the_drift_begins_in_the_month_it_was_planted(evidence):
    alarms = [found for found in rows(evidence, "score_drift", "is_alarm") if found["name"] == "contact.lead_source"]
    assert alarms[0]["month"] == "2026-04"
    # What sales fill in late is rarer among new contacts.
    assert {found["name"] for found in rows(evidence, "score_drift", "is_alarm")} == {
        "contact.lead_source",
        "contact.sales_note",
    }


def test_a_challenger_is_measured_on_the_same_days(evidence):
    (found,) = rows(evidence, "model_comparison", "champion_id = 'b2b_default'")
    assert found["challenger_id"] == "planted"
    both = {
        model: rows(evidence, "evaluation_summary", f"model_id = '{model}'")[0] for model in ("b2b_default", "planted")
    }
    # Both have the same audience, so that each has the area of its own report.
    assert found["examples"] == both["b2b_default"]["examples"] == both["planted"]["examples"]
    assert found["champion_auc"] == both["b2b_default"]["auc"]
    assert found["challenger_auc"] == both["planted"]["auc"]
    assert found["champion_best_tenth_lift"] == pytest.approx(
        both["b2b_default"]["best_tenth_lift"], abs=Decimal("0.0001")
    )
    mqls = {
        row["model_id"]: row["n"]
        for row in evidence.query("select model_id, count(*) as n from contact_scores where is_mql group by all")
    }
    assert found["champion_mqls"] == mqls.get("b2b_default", 0)
    assert found["challenger_mqls"] == mqls.get("planted", 0)
    assert found["challenger_mqls"] - found["champion_mqls"] == found["become_mql"] - found["no_longer_mql"]


def draw(contact):
    return int(hashlib.md5(f"draw {contact}".encode()).hexdigest()[:4], 16) * 100 // 65536


def test_a_group_is_held_out_and_compared(evidence):
    scores = evidence.query("select contact_id, is_mql, stage from contact_scores where model_id = 'planted'")
    held_out = [found for found in scores if draw(found["contact_id"]) < 20]
    assert 0.15 < len(held_out) / len(scores) < 0.25
    assert not any(found["is_mql"] for found in held_out)
    assert {found["stage"] for found in held_out} & {"lead", "mql"} == set()
    assert any(found["is_mql"] for found in scores)

    published = evidence.query(
        "select contact_id, min(as_of) as met_on from published_scores "
        "where model_id = 'b2b_default' and mql_policy_id is not null group by contact_id",
        INTERNAL,
    )
    first = {found["contact_id"]: found["first_on"] for found in rows(evidence, "evaluation_outcomes")}
    merged = merged_away(evidence)
    counts, won = Counter(), Counter()
    for found in published:
        contact, met_on = found["contact_id"], found["met_on"]
        outcome = first.get(contact, date.max)
        if met_on > DAYS[0] and outcome > met_on and contact not in merged:
            group = "held_out" if draw(contact) < 20 else "handed_over"
            counts[group] += 1
            end = met_on + timedelta(days=HORIZON)
            won[group] += end <= AS_OF and outcome <= end
    groups = {found["contact_group"]: found for found in rows(evidence, "holdout_lift")}
    assert {group: found["leads"] for group, found in groups.items()} == dict(counts)
    assert {group: found["conversions"] for group, found in groups.items()} == dict(won)
    assert min(counts.values()) > 3
    assert sum(won.values()) > 3


def test_segments_add_up(evidence, truth):
    segments = rows(evidence, "evaluation_segments")
    assert {found["field"] for found in segments} == {"contact.lead_source"}
    # Contacts of the history that are gone from the inputs have no values.
    assert 0 <= len(truth) - sum(found["examples"] for found in segments) < 30
    assert [found for found in segments if found["conversions"] < 20 and found["auc"] is not None] == []
    assert any(found["auc"] is not None for found in segments)
    assert any("too few" in (found["note"] or "") for found in segments)


def test_the_document_shows_what_the_demo_says(evidence):
    shown = DOCUMENT.split("```text\n")[1].split("\n```")[0].splitlines()
    assert len(shown) >= 3
    said = evidence.output.splitlines()
    assert [line for line in shown if line not in said] == []

    lines = [
        f"| {found['decile']} | {found['lowest_score']} to {found['highest_score']} | {found['conversions']:.1f} "
        f"| {found['conversion_rate']:.1%} | {found['lift']:.2f} | {found['gain']:.0%} |"
        for found in rows(evidence, "evaluation_deciles", order="decile")
    ]
    lines += [
        f"| {found['position']} | {found['cut']} | {found['leads_per_day']:.2f} | {found['conversion_rate']:.1%} "
        f"| {found['rate_from']:.1%} to {found['rate_to']:.1%} | {found['expected_conversions_per_30_days']:.1f} |"
        for found in rows(evidence, "threshold_advice", order="cut desc")
    ]
    strongest = rows(evidence, "rule_evidence", order="information_value desc")[:6]
    lines += [
        f"| {found['rule_id']} | {found['fired']} | {found['lift']:.2f} | {found['information_value']:.3f} "
        f"| {found['confidence']} | {found['advice']} | {found['points']:.0f} | {found['points_per_line']:.1f} "
        f"| {found['suggested_points']} |"
        for found in strongest
    ]
    missing = [line for line in lines if line not in DOCUMENT]
    assert missing == [], "docs/evidence.md should show:\n" + "\n".join(lines)


def test_the_comparison_is_printed(evidence, monkeypatch, capsys):
    monkeypatch.setenv("LEAD_SCORING_DUCKDB", str(evidence.database))
    assert compare.main([]) == 0
    said = capsys.readouterr().out
    assert "planted against b2b_default" in said
    assert compare.main(["--challenger", "nobody"]) == 1


def test_unit_tests_and_data_tests_of_the_models_that_evaluate(dbt_build, evidence):
    build = dbt_build(
        database=evidence.database,
        command="test",
        args=["--select", "path:models/evaluation", "path:tests/evaluation"],
        as_of=str(AS_OF),
        lead_scoring_evaluate=EVALUATE,
    )
    assert build.succeeded, build.failures() or build.output[-3000:]
    results = build.result.result.results
    assert sum(found.node.resource_type == "unit_test" for found in results) > 25
    # What was planted is warned of.
    assert {found.node.name for found in results if found.status == "warn"} == {
        "scores_and_inputs_have_not_drifted",
        "no_field_looks_leaked",
        "no_rule_is_dead",
    }


class Told(Exception):
    """What the macro would stop a build with."""


class Returned(Exception):
    """What a macro gives back: Jinja's own macros only write text."""


def told(settings, check="check_evaluation", texts=("evaluation/settings", "inputs/outcomes")):
    """The message of a macro that checks settings, without the ten seconds that dbt reads for."""

    def tell(message):
        raise Told(message)

    def give_back(value):
        raise Returned(value)

    class Package:
        def __getattr__(self, name):
            def call(*values):
                try:
                    return getattr(module, name)(*values)
                except Returned as returned:
                    return returned.args[0]

            return call

    text = "".join((ROOT / "macros" / f"{name}.sql").read_text(encoding="utf-8") for name in texts)
    given = {"var": lambda name: settings, "exceptions": SimpleNamespace(raise_compiler_error=tell)}
    given |= {"modules": SimpleNamespace(re=re), "lead_scoring": Package()}
    given["return"] = give_back
    module = jinja2.Environment(extensions=["jinja2.ext.do"]).from_string(text).make_module(given)
    try:
        getattr(Package(), check)()
    except Told as message:
        return str(message)
    return None


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"outcomes": ["won"], "horizon_days": 30, "goal": 1}, "has a setting `goal` that nothing reads"),
        ({"horizon_days": 30}, "lacks `outcomes`"),
        ({"outcomes": ["won"]}, "lacks `horizon_days`"),
        ({"outcomes": ["won"], "horizon_days": "x; drop"}, "must be a whole number from 1 on, not `x; drop`"),
        ({"outcomes": ["won"], "horizon_days": 9, "every_days": 0}, "must be a whole number from 1 on, not `0`"),
        ({"outcomes": ["won"], "horizon_days": 9, "leads_per_day": "many"}, "must be a number such as 5 or 2.5"),
        ({"outcomes": ["won"], "horizon_days": 9, "holdout_percent": 100}, "a whole number from 1 to 99, not `100`"),
        (
            {"outcomes": ["won"], "horizon_days": 9, "models": {"m": {"segments": 1}}},
            "models.m` has a setting `segments`",
        ),
        (
            {"outcomes": ["won"], "horizon_days": 9, "models": {"m": 1}},
            "`lead_scoring_evaluate.models.m` must be a mapping",
        ),
        ({"outcomes": ["wno"], "horizon_days": 9}, "`wno`, which is no outcome. There are: sales_accepted, sales_rej"),
        ({"outcomes": 5, "horizon_days": 9}, "must be a list such as [opportunity, won], not `5`"),
        ({"outcomes": {"won": 1}, "horizon_days": 9}, "must be a list such as [opportunity, won]"),
        (
            {"outcomes": ["won"], "horizon_days": 9, "models": {"m": {"outcomes": []}}},
            "`outcomes` of the var `lead_scoring_evaluate.models.m` must be a list",
        ),
        (
            {"outcomes": ["won"], "horizon_days": 9, "first_day": "2026-02-02", "last_day": "2026-02-01"},
            "`first_day` of the var `lead_scoring_evaluate` lies after its `last_day`",
        ),
    ],
)
def test_settings_are_checked(settings, message):
    assert message in told(settings)


@pytest.mark.parametrize("value", ["false", None, False, [], "30"])
@pytest.mark.parametrize(("asks", "room"), [("evaluates", "evaluation"), ("learns", "predictive")])
def test_what_is_no_mapping_is_said_while_dbt_reads_the_models(value, asks, room):
    message = told(value, check=asks, texts=(f"{room}/settings",))
    assert "must be a mapping" in message
    assert "leave it out" in message


@pytest.mark.parametrize("value", [5, {"contact.country": 1}])
def test_segments_are_fields(value):
    settings = {"outcomes": ["won"], "horizon_days": 9, "segments": value}
    assert "`segments` of the var `lead_scoring_evaluate` must be a list" in told(settings, check="evaluation_segments")


LEARN = {"model_id": "m", "outcomes": ["won"], "horizon_days": 9, "every_days": 9}
LEARN |= {"first_day": "2026-02-01", "last_day": "2026-02-02"}


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (LEARN, None),
        (LEARN | {"outcomes": ["Won"]}, "`Won`, which is no outcome"),
        (LEARN | {"first_day": "2026-02-03"}, "`first_day` of the var `lead_scoring_learn` lies after its `last_day`"),
        (LEARN | {"every_days": -1}, "must be a whole number of days from 1 on, not `-1`"),
    ],
)
def test_settings_of_learning_are_checked(settings, message):
    said = told(settings, check="check_learning", texts=("predictive/settings", "inputs/outcomes"))
    assert said is None if message is None else message in said


@pytest.mark.parametrize("settings", [{}, EVALUATE, EVALUATE | {"models": {"m": {"outcomes": "won", "every_days": 7}}}])
def test_good_settings_are_taken(settings):
    assert told(settings) is None


def test_a_build_checks_the_settings(dbt_build):
    build = dbt_build(command="run", args=["--select", "evaluation_models"], lead_scoring_evaluate={"outcomes": "won"})
    assert not build.succeeded
    assert "The var `lead_scoring_evaluate` lacks `horizon_days`. See docs/evidence.md." in build.output


def test_nothing_is_evaluated_unless_it_is_asked_for():
    models = sorted((ROOT / "models" / "evaluation").glob("*.sql")) + sorted(
        (ROOT / "tests" / "evaluation").glob("*.sql")
    )
    assert len(models) > 40
    assert [
        path.name for path in models if "{{ config(enabled=evaluates()" not in path.read_text(encoding="utf-8")
    ] == []
    project = yaml.safe_load((ROOT / "dbt_project.yml").read_text(encoding="utf-8"))
    assert project["vars"]["lead_scoring"]["lead_scoring_evaluate"] == {}
