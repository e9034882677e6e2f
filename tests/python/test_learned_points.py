"""Points learned from outcomes, on made-up examples whose truth is known."""

from __future__ import annotations

import csv
import math
import random
from datetime import date, timedelta

import duckdb
import pytest

from tests.python.conftest import write_tables
from tests.python.small import row

POINTS_PER_LOG_ODDS = 20 / math.log(2)
INTERNAL = "lead_scoring_internal"
GIVEN = {"examples": "given.examples", "features": "given.features"}
LEARN = {"command": "run", "args": ["--select", "tag:training"], "lead_scoring_learn": GIVEN}


def converts(draw: random.Random, log_odds: float) -> int:
    return int(draw.random() < 1 / (1 + math.exp(-log_odds)))


def planted(draw: random.Random) -> tuple[dict[str, str], int]:
    """A colour (or none) and a number; what they are worth is known."""
    colour = draw.choice(["Red", "green", "blue", ""])
    number = draw.randrange(100)
    worth = {"Red": 1.0, "green": 0.0, "blue": -1.0, "": 0.5}[colour]
    fields = {"contact.colour": colour, "contact.number": str(number), "contact.rare": f"x{draw.randrange(500)}"}
    return fields, converts(draw, -1 + worth + (1.2 if number > 60 else -0.6))


def crossed(draw: random.Random) -> tuple[dict[str, str], int]:
    """Two fields that say nothing alone."""
    left, right = draw.choice("ab"), draw.choice("ab")
    return {"left": left, "right": right}, converts(draw, 1.5 if left == right else -1.5)


def examples() -> tuple[list[tuple], list[tuple]]:
    """Rows of the two tables for several models."""
    draw = random.Random(7)
    made: list[tuple] = []
    values: list[tuple] = []

    def add(model: str, number: int, fields: dict[str, str], label: int, order=None, known=None) -> None:
        made.append((model, f"e{number}", label, order, known))
        values.extend((model, f"e{number}", field, value) for field, value in fields.items())

    for number in range(4000):
        add("planted", number, *planted(draw))
    for number in range(3000):
        add("crossed", number, *crossed(draw))
    for number in range(400):
        add("few", number, {"colour": "red"}, int(number < 40))
    for number in range(400):
        add("stale", number, {"colour": "red"}, int(number < 280 and number % 2), order=number)
    for number in range(400):
        add("late", number, {"colour": "red"}, number % 2, order=number, known=number + 200)
    for number in range(1000):
        good = draw.random() < 0.5
        likely = good if number < 700 else not good
        add("turned", number, {"good": str(int(good))}, converts(draw, 2 if likely else -2), order=number)
    for number in range(2000):
        good = draw.random() < (0.3 if number < 1400 else 0.9)
        fields = {"good": str(int(good)), "clock": str(number)}
        add("timed", number, fields, converts(draw, 1 if good else -1), order=number, known=number + 500)
    for number in range(400):
        add("labels", number, {"colour": "red"}, number % 3)
        add("twice", number % 390, {"colour": "red"}, number % 2)
    for number in range(600):
        add("holes", number, {"left": "ab"[number % 2]} | ({"right": "x"} if number % 3 else {}), number % 2)
        add("bare", number, {}, number % 2)
    return made, values


def write_given(path, made: list[tuple], values: list[tuple]):
    with duckdb.connect(str(path), config={"storage_compatibility_version": "v1.4.0"}) as connection:
        connection.execute("create schema if not exists given")
        connection.execute("drop table if exists given.examples")
        connection.execute("drop table if exists given.features")
        connection.execute(
            "create table given.examples (model_id varchar, example_id varchar, label integer, order_no bigint, "
            "label_known_at bigint)"
        )
        connection.execute(
            "create table given.features (model_id varchar, example_id varchar, field varchar, value varchar)"
        )
        for table, rows in (("examples", made), ("features", values)):
            name = path.with_name(f"{path.stem}_{table}.csv")
            with name.open("w", newline="", encoding="utf-8") as file:
                csv.writer(file).writerows(rows)
            connection.execute(f"insert into given.{table} from read_csv('{name}', header = false, all_varchar = true)")
    return path


@pytest.fixture(scope="module")
def given():
    return examples()


@pytest.fixture(scope="module")
def learned(dbt_build, given, tmp_path_factory):
    database = write_given(tmp_path_factory.mktemp("learned") / "learned.duckdb", *given)
    build = dbt_build(database=database, **LEARN)
    assert build.succeeded, build.output[-3000:]
    return build


def scorecard(build, model: str) -> dict[str, dict]:
    rows = build.query(f"select * from learned_scorecard where model_id = '{model}'", INTERNAL)
    return {found["label"]: found for found in rows}


def test_planted_weights_are_found(learned):
    card = scorecard(learned, "planted")
    points = {label: found["points"] for label, found in card.items() if found["second_field"] is None}
    red, green, blue = (points[f"contact.colour is {colour}"] for colour in ("red", "green", "blue"))
    assert red - green == pytest.approx(POINTS_PER_LOG_ODDS, abs=12)
    assert green - blue == pytest.approx(POINTS_PER_LOG_ODDS, abs=12)
    low = [found for label, found in card.items() if label.startswith("contact.number") and upper(label) <= 57]
    high = [found for label, found in card.items() if label.startswith("contact.number") and lower(label) >= 64]
    assert len(low) > 8
    assert len(high) > 5
    difference = mean(high) - mean(low)
    assert difference == pytest.approx(1.8 * POINTS_PER_LOG_ODDS, abs=10)


def upper(label: str) -> float:
    return float(label.split("up to ")[1]) if "up to " in label else math.inf


def lower(label: str) -> float:
    return float(label.split("above ")[1].split(",")[0]) if "above " in label else -math.inf


def mean(bins: list[dict]) -> float:
    return sum(found["points"] * found["examples"] for found in bins) / sum(found["examples"] for found in bins)


def test_missing_is_a_bin_of_its_own(learned):
    card = scorecard(learned, "planted")
    missing = card["contact.colour is missing"]
    assert missing["points"] - card["contact.colour is green"]["points"] == pytest.approx(14, abs=8)
    conditions = learned.query(
        f"select field, operator, value from learned_rule_conditions where owner_id = '{missing['rule_id']}'", INTERNAL
    )
    assert conditions == [{"field": "contact.colour", "operator": "is_not_set", "value": None}]


def test_rare_values_share_a_bin(learned):
    labels = [label for label in scorecard(learned, "planted") if label.startswith("contact.rare")]
    assert labels == ["contact.rare is another value"]


def test_fields_that_say_nothing_alone_are_paired(learned):
    chosen = learned.query("select model_id, has_pairs from learned_models order by model_id", INTERNAL)
    assert {"model_id": "crossed", "has_pairs": True} in chosen
    card = scorecard(learned, "crossed")
    same, other = card["left is a and right is a"]["points"], card["left is a and right is b"]["points"]
    assert same - other > 1.5 * POINTS_PER_LOG_ODDS
    rule = card["left is a and right is b"]["rule_id"]
    conditions = learned.query(
        f"select field, operator, value from learned_rule_conditions where owner_id = '{rule}' order by field", INTERNAL
    )
    assert [tuple(found.values()) for found in conditions] == [("left", "equals", "a"), ("right", "equals", "b")]


def test_too_few_examples_give_a_message_and_no_points(learned):
    messages = {
        found["model_id"]: found["message"]
        for found in learned.query("select * from learning_warnings where warning = 'not_learned'", INTERNAL)
    }
    assert set(messages) == {"few", "late", "stale", "labels", "twice"}
    assert "there are 30 and 30; 199 older ones are left out" in messages["late"]
    assert messages["few"].startswith("too few examples: fitting needs 50 that converted and as many that did not")
    assert messages["stale"].endswith("the rarest of the four are 0")
    assert scorecard(learned, "few") == {}
    assert scorecard(learned, "stale") == {}
    assert f"few: {messages['few']}" in learned.output


def test_examples_that_cannot_be_meant_are_not_learned_from(learned):
    messages = {
        (found["model_id"], found["warning"]): found["message"]
        for found in learned.query("select * from learning_warnings", INTERNAL)
    }
    assert messages["labels", "not_learned"] == "133 examples have a label that is neither 1 nor 0"
    assert messages["twice", "not_learned"] == "10 examples have an example_id that stands before"
    assert messages["holes", "not_one_row_each"].startswith("the field right has 400 rows for 600 examples")
    assert {model for model, warning in messages if warning == "not_one_row_each"} == {"holes"}


def test_without_a_field_nothing_can_be_said_and_the_build_goes_on(learned):
    assert scorecard(learned, "bare") == {}
    assert "Learned bare: AUC 0.500, no score that says anything on its 180 test examples" in learned.output


def test_the_newest_are_the_test_and_what_was_not_known_then_is_left_out(learned):
    parts = learned.query(
        "select part, min(cast(substring(example_id, 2) as integer)) as first, "
        "max(cast(substring(example_id, 2) as integer)) as last "
        "from training_examples where model_id = 'timed' group by part",
        INTERNAL,
    )
    assert {found["part"]: (found["first"], found["last"]) for found in parts} == {
        "fit": (0, 674),
        "check": (675, 900),
        "left_out": (901, 1399),
        "test": (1400, 1999),
    }


def test_a_clock_is_left_out_and_moved_scores_are_warned_of(learned):
    warnings = {
        found["warning"]: found["message"]
        for found in learned.query("select * from learning_warnings where model_id = 'timed'", INTERNAL)
    }
    assert set(warnings) == {"field_has_moved", "scores_have_moved", "ranks_worse_now"}
    assert "the field clock is left out" in warnings["field_has_moved"]
    assert {found["field"] for found in scorecard(learned, "timed").values()} == {"good"}


def test_what_no_longer_holds_is_warned_of(learned):
    warnings = {
        found["model_id"]: found["message"]
        for found in learned.query("select * from learning_warnings where warning = 'ranks_worse_now'", INTERNAL)
    }
    # Where nearly all are good, being good tells them apart less: so of the timed model, too.
    assert set(warnings) == {"timed", "turned"}
    assert "ranked much worse (AUC 0.1" in warnings["turned"]
    assert f"turned: {warnings['turned']}" in learned.output


def test_the_area_under_the_curve_is_that_of_ranks(learned):
    for model in ("planted", "crossed", "timed"):
        rows = learned.query(
            f"select label, score from learned_example_scores where model_id = '{model}' and part = 'test'", INTERNAL
        )
        won = [found["score"] for found in rows if found["label"] == 1]
        other = [found["score"] for found in rows if found["label"] == 0]
        wins = sum((a > b) + (a == b) / 2 for a in won for b in other)
        assert len(set(won)) < len(won), "ties are what this is about"
        (said,) = learned.query(
            f"select auc, examples from learned_evaluation where model_id = '{model}' and part = 'test'", INTERNAL
        )
        assert float(said["auc"]) == pytest.approx(wins / len(won) / len(other), abs=1e-9)
        assert said["examples"] == len(rows)


def test_probabilities_are_those_that_were_planted(learned):
    (said,) = learned.query(
        "select calibration_error from learned_evaluation where part = 'test' and model_id = 'planted'", INTERNAL
    )
    assert 0 < float(said["calibration_error"]) < 0.05
    (curve,) = learned.query("select * from learned_models where model_id = 'crossed'", INTERNAL)
    card = scorecard(learned, "crossed")
    score = card["left is a"]["points"] + card["right is a"]["points"] + card["left is a and right is a"]["points"]
    said = 1 / (1 + math.exp(-float(curve["log_odds_at_0"]) - float(curve["log_odds_per_point"]) * score))
    assert said == pytest.approx(1 / (1 + math.exp(-1.5)), abs=0.05)


def test_two_runs_give_the_same_and_another_truth_a_new_version(dbt_build, given, learned, tmp_path):
    made, values = given
    database = write_given(tmp_path / "learned.duckdb", made[::-1], values[::-1])
    again = dbt_build(database=database, **LEARN)
    for table in ("learned_scorecard", "learned_models", "learned_calibration", "learned_evaluation", "trial_areas"):
        order = f"select * from {table} order by all"
        assert repr(again.query(order, INTERNAL)) == repr(learned.query(order, INTERNAL)), table
    assert again.query("select count(*) as n from scorecard_changes", INTERNAL) == [{"n": 0}]

    turned = [(m, e, 1 - label if m == "crossed" else label, o, k) for m, e, label, o, k in made]
    write_given(database, turned, values)
    changed = dbt_build(database=database, **LEARN)
    assert changed.succeeded, changed.output[-3000:]
    versions = changed.query("select distinct model_id, version_no from published_scorecards order by all", INTERNAL)
    assert [tuple(found.values()) for found in versions] == [
        ("crossed", 1),
        ("crossed", 2),
        ("holes", 1),
        ("planted", 1),
        ("timed", 1),
        ("turned", 1),
    ]
    changes = {found["label"]: found for found in changed.query("select * from scorecard_changes", INTERNAL)}
    same = changes["left is a and right is a"]
    assert same["points_before"] > 0 > same["points_now"]


# ------------------------------------------------------- the project's own contacts


FIRST = date(2026, 1, 10)
SNAPSHOTS = [FIRST + timedelta(days=20 * number) for number in range(4)]


def people() -> dict[str, list[dict[str, str]]]:
    """500 contacts, some of whom visit; visitors from Germany buy within three weeks more often."""
    draw = random.Random(3)
    contacts, activities, outcomes = [], [], []
    for number in range(500):
        name = f"c{number}"
        country = draw.choice(["Germany", "France", ""])
        contacts.append(
            row("contacts", contact_id=name, country=country, created_at="2026-01-01") | {"staff": str(number % 40)}
        )
        bought = False
        for day in SNAPSHOTS:
            visits = draw.randrange(3)
            for visit in range(visits):
                at = day - timedelta(days=draw.randrange(12))
                activities.append(
                    row(
                        "activities",
                        activity_id=f"{name}-{day}-{visit}",
                        contact_id=name,
                        occurred_at=f"{max(at, date(2026, 1, 1))} 10:00:00",
                        activity_type="page_view",
                    )
                )
            chance = -2.5 + (1.5 if country == "Germany" else 0) + visits
            if not bought and converts(draw, chance):
                bought = True
                on = day + timedelta(days=draw.randrange(1, 20))
                outcomes.append(
                    row(
                        "outcomes",
                        outcome_id=f"o{number}",
                        contact_id=name,
                        outcome_type="won",
                        occurred_at=f"{on} 09:00:00",
                    )
                )
    return {"contacts": contacts, "activities": activities, "outcomes": outcomes}


def test_the_engine_gives_a_learned_model_the_points_of_its_scorecard(dbt_build, tmp_path):
    inputs = write_tables(tmp_path / "inputs", people())
    learn = {
        "model_id": "learned",
        "outcomes": ["won"],
        "horizon_days": 19,
        "every_days": 20,
        "first_day": str(SNAPSHOTS[0]),
        "last_day": "2026-12-31",
    }
    learned = dbt_build(
        inputs=inputs,
        command="build",
        args=["--select", "+tag:training", "--exclude-resource-type", "unit_test", "test"],
        as_of="2026-04-30",
        lead_scoring_learn=learn,
    )
    assert learned.succeeded, learned.output[-3000:]
    days = learned.query("select distinct as_of from observed_examples order by as_of", INTERNAL)
    assert [found["as_of"] for found in days] == [FIRST + timedelta(days=20 * number) for number in range(5)]

    tables = ("scoring_models", "dimensions", "scoring_rules", "rule_conditions", "metrics")
    policy = {
        table: [
            {name: "" if value is None else value for name, value in found.items()}
            for found in learned.query(f"select * from learned_{table}", INTERNAL)
        ]
        for table in tables
    }
    assert {found["metric_id"] for found in policy["metrics"]} == {
        "learned_count_page_view_90d",
        "learned_days_since_page_view",
    }
    last = days[-2]["as_of"]
    scored = dbt_build(
        inputs=inputs,
        policy=write_tables(tmp_path / "policy", policy),
        args=["--select", "+contact_scores", "--exclude-resource-type", "unit_test", "test"],
        as_of=str(last),
        lead_scoring_draft_models=["learned"],
    )
    assert scored.succeeded, scored.output[-3000:]
    engine = {
        found["contact_id"]: found["score"] for found in scored.query("select contact_id, score from contact_scores")
    }
    card = learned.query(
        "select contact_id, score from learned_example_scores "
        f"inner join observed_examples using (model_id, example_id) where as_of = date '{last}'",
        INTERNAL,
    )
    assert len(card) > 100
    assert len({found["score"] for found in card}) > 10
    assert {found["contact_id"]: found["score"] for found in card} == {
        found["contact_id"]: engine[found["contact_id"]] for found in card
    }


def test_unit_tests_of_the_models_that_learn(dbt_build, learned):
    build = dbt_build(
        database=learned.database,
        command="test",
        args=["--select", "path:models/predictive,test_type:unit"],
        lead_scoring_learn=GIVEN,
    )
    assert build.succeeded, build.output[-3000:]
    assert len(build.result.result.results) >= 5


def test_settings_are_checked(dbt_build):
    build = dbt_build(command="run", args=["--select", "tag:training"], lead_scoring_learn={"model_id": "m", "goal": 1})
    assert not build.succeeded
    assert "has a setting `goal` that nothing reads" in build.output


def test_nothing_is_learned_unless_it_is_asked_for(dbt_build):
    build = dbt_build(command="list", args=["--resource-type", "model"])
    assert build.succeeded
    assert build.result.result
    assert not [name for name in build.result.result if ".predictive." in name]
