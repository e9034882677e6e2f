"""PostgreSQL and Spark against DuckDB: every table of the project, row for row."""

from __future__ import annotations

import csv
import os
import shutil
import tempfile
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml
from dbt.adapters.duckdb import DuckDBConnectionManager

pytest.importorskip("psycopg2", reason="dbt-postgres is not installed here: run `make test-engines`")

from tests.python import crm_world, parity, small, source_world
from tests.python import test_guards as guards
from tests.python import test_hygiene as dirt
from tests.python import test_learned_points as learned
from tests.python import worlds as world_maker
from tests.python.conftest import ROOT, environment
from tests.python.test_oracle_equality import ONCE_FAILED, tidy
from tools import init, validation

pytestmark = pytest.mark.engines
INPUTS = ["activities", "contacts", "companies", "outcomes", "contact_merges", "attribute_history", "erasures"]
INPUTS += ["crm_records"]
# Rules count everything that was loaded by then; the rest comes with the second build.
FIRST_DAY, LAST_DAY = date(2026, 6, 24), date(2026, 6, 29)


@pytest.fixture(scope="module")
def server():
    try:
        # Not in a folder of pytest: the server may run as another user, and each pytest that starts closes the
        # folder of all pytests to others. The path of a socket must be short, too.
        with tempfile.TemporaryDirectory(prefix="pg_") as folder, parity.postgres_server(Path(folder)) as server:
            yield server
    except parity.NoServer as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory):
    pytest.importorskip("pyspark", reason="pyspark is not installed here: run `make test-engines`")
    if not shutil.which("java") and not os.environ.get("JAVA_HOME"):
        pytest.skip("Spark needs Java 17 or newer")
    return tmp_path_factory.mktemp("spark")


@pytest.fixture(params=["postgres", "spark"])
def engines(request, tmp_path):
    if request.param == "postgres":
        other = parity.Postgres(tmp_path, request.getfixturevalue("server"), f"lead_scoring_test_{os.getpid()}")
    else:
        other = parity.Spark(tmp_path, request.getfixturevalue("warehouse"))
    yield parity.DuckDB(tmp_path), other
    other.drop()


def same(engines, without: str = "") -> None:
    lines = parity.differences(*engines, without)
    assert not lines, f"{len(lines)} differences, first ones:\n" + "\n".join(lines[:40])


def built(engines, args: list[str], **variables: object) -> None:
    for engine in engines:
        failed = engine.build(args, **variables)
        assert not failed, "\n".join(failed)[:3000]


def test_the_demo_is_the_same(engines):
    """The build of the demo as it comes; on the other engine with all unit tests and data tests."""
    day = {"as_of": "2026-06-30", "backfill_from": "2026-06-24", "run_at": "2026-06-30 12:00:00"}
    duckdb, other = engines
    built([other], [], **day)
    built([duckdb], parity.WITHOUT_TESTS, **day)
    same(engines)


def test_a_day_of_the_demo_is_the_same(engines):
    """The same without its tests and for one scored day: what the build server can afford on Spark."""
    built(engines, parity.WITHOUT_TESTS, as_of="2026-06-30", backfill_from="2026-06-30", run_at="2026-06-30 12:00:00")
    same(engines)


def demo(name: str) -> list[dict[str, str]]:
    with (ROOT / "seeds" / "demo" / f"demo_{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_second_day_with_late_rows_is_the_same(engines):
    """Inputs in tables of their own; what is loaded later is counted by a build that adds to the first one."""
    tables = {name: demo(name) for name in INPUTS}
    # In another order than that of the contract, and without one of its columns.
    tables["contacts"] = [
        {name: row[name] for name in reversed(row) if name != "lead_source"} for row in tables["contacts"]
    ]
    later = [row for row in tables["activities"] if row["loaded_at"] >= LAST_DAY.isoformat()]
    assert len(later) > 10
    tables["activities"] = [row for row in tables["activities"] if row not in later]
    late, corrected, deleted = (dict(tables["activities"][i]) for i in (-20, -40, -60))
    late |= {"activity_id": "late", "occurred_at": "2026-05-20 10:00:00"}
    corrected |= {"activity_type": "demo_request"}
    deleted |= {"is_deleted": "true"}
    later += [row | {"loaded_at": f"{LAST_DAY} 07:00:00"} for row in (late, corrected, deleted)]

    given = {name: f"raw.{name}" for name in INPUTS}
    for engine in engines:
        engine.load("raw", tables, {})
    variables = {"lead_scoring_inputs": given, "run_at": f"{LAST_DAY} 06:00:00"}
    built(
        engines,
        parity.WITHOUT_TESTS,
        **variables,
        as_of=f"{LAST_DAY - timedelta(days=1)}",
        backfill_from=f"{FIRST_DAY}",
    )
    same(engines)
    for engine in engines:
        engine.load("raw", {"activities": tables["activities"] + later}, {})
    data_tests = ["--exclude-resource-type", "unit_test"]
    built(engines, data_tests, **variables | {"run_at": f"{LAST_DAY} 18:00:00"}, as_of=f"{LAST_DAY}")
    touched = engines[1].execute("select count(*) from lead_scoring_internal.touched_days")[0][0]
    assert 0 < touched < 1000
    same(engines)


def test_random_worlds_are_the_same(engines):
    """The worlds of the oracle: odd numbers, days, letters, patterns; ORACLE_SEED and ORACLE_WORLDS choose others."""
    start, count = int(os.environ.get("ORACLE_SEED", "1")), int(os.environ.get("ORACLE_WORLDS", "40"))
    made = [tidy(world_maker.make_world(seed)) for seed in [*range(start, start + count), *ONCE_FAILED]]
    union = world_maker.union(made)
    columns = {name: text.split() for name, text in (world_maker.INPUT_COLUMNS | world_maker.POLICY_COLUMNS).items()}
    for engine in engines:
        engine.load("raw", union.inputs, columns)
        engine.load("raw_policy", union.policy, columns)
    built(
        engines,
        parity.WITHOUT_TESTS,
        lead_scoring_inputs={name: f"raw.{name}" for name in union.inputs},
        lead_scoring_policy={name: f"raw_policy.{name}" for name in union.policy},
        as_of=union.as_of.isoformat(),
        backfill_from=(union.as_of - timedelta(days=2)).isoformat(),
        run_at=f"{union.as_of} 12:00:00",
    )
    same(engines)


TEXTS = [
    "a\nb", "a\x0bb", "a b", "a\tb", "a\u00a0b", "a.b", "a\n.b", "ab\n", "\u0130I\u0131", "ΣΑΣ", "ß", "ẞ", "ǅ", "Å",
    "𐐀", "É é", "٣", "3", "x", "a]b", "a-b", "a\\b", "a_b%", "1e5", "0x10", "+5.", "-0", "007", "1_000", "2024-02-30",
    "2024-02-29", "1900-02-29", "0000-01-01", "9999-12-31x", "today", 'quote " and \'', "ab" * 130,
]  # fmt: skip
PATTERNS = [
    "a.b", r"a\sb", r"a[\s]b", r"a[^\s]b", "a[^c]b", r"a\.b", "a[.]b", "a[^.]b", "^a", "b$", r"\d", r"[\d]", "^.$",
    "^..$", "a|", "(?:ab){2,255}", "i+", "\u03c3", "^[a-z]$", r"a[\]]b", r"a\\b", r"a[\\]b", "(a.b|é)",
    "^(ab)*$", r"[\\.]b",
    "a.*b",
]  # fmt: skip
DAYS = [
    "2024-01-31", "2024-02-29", "2023-02-29", "2024-04-31", "0000-05-05",
    "0001-01-09", "2024-1-05", "2024-01-05x", "0044-03-15 (BC)", "",
]  # fmt: skip
CLOCKS = [
    "", " 10:00", "T10:00:59", " 24:00", " 10:60",
    " 10:00:00.1234565", " 10:00:00.999999999", " 10:00:00.", "t10:00",
]  # fmt: skip
OFFSETS = ["", "Z", "+02", "-0530", "+05:30", "+99:99", "-00:30", " +02", "z"]
NUMBERS = [
    "1", "-1.5", ".5", "+5.", "0.0000005", "-0.0000005", "0.00000049999999", "9999999999999999999999.9999994", " 7 ",
    "9999999999999999999999.9999995", "10000000000000000000000", "0" * 40 + "1", "1e5", "1,5", "-", ".", "NaN",
    "infinity", "0." + "1" * 20000, "1 000", "٣",
]  # fmt: skip


def odd_company() -> tuple[dict, dict]:
    """Contacts with odd texts and a rule per pattern; activities with odd times and numbers."""
    policy, inputs = small.policy(), small.inputs()
    inputs["contacts"] = [small.row("contacts", contact_id=f"c{i}", country=text) for i, text in enumerate(TEXTS)]
    for i, pattern in enumerate(PATTERNS):
        rule = {"rule_id": f"p{i}", "dimension": "fit", "kind": "attribute", "points": "1", "label": "x"}
        policy["scoring_rules"].append(small.row("scoring_rules", model_id="m", **rule))
        policy["rule_conditions"].append(small.condition(f"p{i}", "contact.country", "matches", pattern))
    times = [day + clock + offset for day in DAYS for clock in CLOCKS for offset in OFFSETS]
    odd = [{"occurred_at": time} for time in times] + [{"loaded_at": time} for time in times]
    odd += [{"value": number, "contact_id": f"c{i}"} for i, number in enumerate(NUMBERS)]
    common = {"contact_id": "c1", "activity_type": "page_view", "occurred_at": "2024-01-01 10:00:00"}
    inputs["activities"] = [
        small.row("activities", activity_id=f"a{i}", **(common | values)) for i, values in enumerate(odd)
    ]
    return policy, inputs


def test_odd_texts_times_and_numbers_are_read_the_same(engines):
    policy, inputs = odd_company()
    for engine in engines:
        engine.load("raw", inputs, {})
        engine.load("raw_policy", policy, {})
    built(
        engines,
        [*parity.WITHOUT_TESTS, "--select", "+value_matches", "+all_rejected_rows"],
        lead_scoring_inputs={name: f"raw.{name}" for name in inputs},
        lead_scoring_policy={name: f"raw_policy.{name}" for name in policy},
        as_of="2024-03-01",
        run_at="2024-03-01 12:00:00",
    )
    # A control character is \u000B to one engine and \u000b to the other.
    same(engines, without="raw_content")
    matches = engines[1].execute(
        "select count(*), count(distinct condition_no) from lead_scoring_internal.value_matches"
    )
    assert matches[0][0] > 100
    assert matches[0][1] >= len(PATTERNS)


def test_dirty_input_has_the_same_fate(engines):
    policy, inputs = dirt.policy(), dirt.inputs()
    for engine in engines:
        engine.load("raw", inputs, {})
        engine.load("raw_policy", policy, {})
    built(
        engines,
        [*parity.WITHOUT_TESTS, "--select", "+present_values", "+all_rejected_rows", "+activity_counts"],
        lead_scoring_inputs={name: f"raw.{name}" for name in inputs},
        lead_scoring_policy={name: f"raw_policy.{name}" for name in policy},
        as_of=dirt.AS_OF,
        run_at=f"{dirt.AS_OF} 12:00:00",
    )
    same(engines)
    values = engines[1].execute("select entity_id, value_text from lead_scoring_internal.present_values")
    assert ("k13", "1000") in values
    assert engines[1].execute("select count(distinct rule_id) from lead_scoring_internal.hygiene_bots")[0][0] == 5


TYPED_TABLES = """
create schema raw;
create table raw.contacts (
    own_number double precision, plan text, contact_id text, created_at date, is_customer boolean, seats integer,
    email text, fee numeric(10, 2), renews_on date
);
insert into raw.contacts values
    (1e20, 'Pro', 'c1', date '2024-01-05', true, 5, 'A@X.test', 1.50, date '2025-01-01'),
    (0.1, 'Free', 'c2', null, false, 0, null, 0, null),
    (-1e-7, null, 'c3', date '2024-02-01', null, null, '', 12, null),
    (1e21, 'Free', 'c4', date '2024-02-01', null, 7, '', 12, null),
    (0, 'x', null, null, null, 7, 'a', 12, null);
create table raw.activities (
    activity_type text, activity_id integer, contact_id text, value double precision,
    occurred_at timestamp with time zone, loaded_at timestamp, is_bot boolean
);
insert into raw.activities values
    ('page_view', 1, 'c1', 1.5, '2024-02-01 23:30:00-05:00', '2024-02-03 00:00:00', false),
    ('page_view', 2, 'c1', 1e23, '2024-02-01 23:30:00+00', '2024-02-03 00:00:00.123', false),
    ('page_view', 3, 'c2', 1e-7, '2024-02-01 23:30:00+00', null, true),
    (null, 4, 'c2', null, null, null, null),
    ('page_view', 1, 'c1', 2.5, '2024-02-01 23:30:00-05:00', '2024-02-03 00:00:01', false)
"""


def test_typed_columns_in_any_order_and_missing_ones_are_the_same(engines):
    """Inputs as warehouses have them: typed, without some columns of the contract, with columns of their own."""
    for engine in engines:
        engine.run_script(TYPED_TABLES)
        engine.load("raw_policy", typed_policy(), {})
    built(
        engines,
        parity.WITHOUT_TESTS,
        lead_scoring_inputs={"contacts": "raw.contacts", "activities": "raw.activities"},
        lead_scoring_policy={name: f"raw_policy.{name}" for name in typed_policy()},
        as_of="2024-03-01",
        run_at="2024-03-01 12:00:00",
    )
    # The row as JSON writes numbers and times as its engine does.
    same(engines, without="raw_content")
    scores = dict(engines[1].execute("select contact_id, score from lead_scoring.contact_scores"))
    assert scores == {"c1": 34, "c2": 34, "c3": 0, "c4": 32}


def typed_policy() -> dict:
    policy = small.policy()
    fields = ["is_customer", "own_number", "seats", "fee", "renews_on", "plan"]
    values = ["true", "0.1", "5", "1.5", "2025-01-01", "free"]
    for i, (field, value) in enumerate(zip(fields, values, strict=True)):
        rule = {"rule_id": f"r{i}", "dimension": "fit", "kind": "attribute", "points": str(2**i), "label": "x"}
        policy["scoring_rules"].append(small.row("scoring_rules", model_id="m", **rule))
        policy["rule_conditions"].append(small.condition(f"r{i}", f"contact.{field}", "equals", value))
    return policy


def test_the_lint_says_the_same(engines):
    """Every broken policy, warning and malformed expression of test_guards in one policy."""
    changes = [change for change, _ in [*guards.BROKEN.values(), *guards.WARNINGS.values()]]
    policy, inputs = guards.added(small.policy(), *changes), small.inputs()
    patterns = [pattern for pattern, _ in guards.MALFORMED.values()] + guards.WELL_FORMED
    policy["rule_conditions"] += [
        small.condition(f"x{i}", "contact.country", "matches", pattern) for i, pattern in enumerate(patterns)
    ]
    for engine in engines:
        engine.load("raw", inputs, {})
        engine.load("raw_policy", policy, {})
    built(
        engines,
        [*parity.WITHOUT_TESTS, "--select", "+policy_lint"],
        lead_scoring_inputs={name: f"raw.{name}" for name in inputs},
        lead_scoring_policy={name: f"raw_policy.{name}" for name in policy},
        as_of=guards.AS_OF,
        run_at=f"{guards.AS_OF} 12:00:00",
    )
    same(engines)
    assert engines[1].execute("select count(*) from lead_scoring_policy.policy_lint")[0][0] > len(guards.BROKEN)


# They count as the project has them, unless a policy brings its own: without them nobody would be a bot.
STANDING_LISTS = {"free_mail_domains", "hygiene_rules", "hygiene_patterns", "title_patterns", "country_names"}


def test_sources_are_the_same(engines):
    """All sources as they land, and a day later; on Spark, which plans a view of six for minutes, one day of two."""
    two_of_them = {name: source_world.SOURCES[name] for name in ("hubspot", "segment")}
    on_spark = engines[1].target == "spark"
    names = {path.stem for path in (ROOT / "seeds" / "policy").glob("*.csv")} - STANDING_LISTS
    policy = {name: [] for name in names} | source_world.policy()
    world = ";".join(source_world.SCRIPTS)
    for script, day, inputs, scores in [
        (world, source_world.AS_OF, {}, source_world.SCORES),
        (source_world.LATER, source_world.NEXT_DAY, source_world.LATER_INPUTS, source_world.LATER_SCORES),
    ][: 1 if on_spark else 2]:
        for engine in engines:
            # The script has names in double quotes, which are text on Spark.
            if engine.target == "spark":
                engine.copy(engines[0], source_world.SCHEMAS)
            else:
                engine.run_script(script)
            if day == source_world.AS_OF:
                engine.load("raw_policy", policy, {name: small.columns(name) for name in names})
        built(
            engines,
            parity.WITHOUT_TESTS,
            lead_scoring_sources=two_of_them if on_spark else source_world.SOURCES,
            lead_scoring_inputs=inputs,
            lead_scoring_policy={name: f"raw_policy.{name}" for name in names},
            as_of=day,
            run_at=f"{day} 12:00:00",
        )
        # The row as JSON writes numbers and times as its engine does.
        same(engines, without="raw_content")
        if not on_spark:
            assert dict(engines[1].execute("select contact_id, score from lead_scoring.contact_scores")) == scores


def test_init_sees_the_same(engines, tmp_path, capsys):
    """The vars that `make init` finds, and what it says of the fields."""
    if engines[1].target == "spark":
        pytest.skip("Spark has no list of all tables")
    told = []
    for engine in engines:
        engine.run_script(";".join(source_world.SCRIPTS))
        arguments = ["--target", engine.target, "--project-dir", str(ROOT), "--log-path", str(tmp_path / "logs")]
        arguments += ["--target-path", str(tmp_path / f"init_{engine.target}")]
        others = {"LEAD_SCORING_INPUTS": None, "LEAD_SCORING_POLICY": None, "DBT_PROFILES_DIR": str(ROOT / "profiles")}
        with environment(others | engine.settings()):
            assert init.main(["--", *arguments]) == 0
        told.append(capsys.readouterr().out)
    assert told[0] == told[1]
    # HubSpot's contacts are called `people` there, which nobody can guess.
    expected = {name: settings for name, settings in source_world.SOURCES.items() if name != "hubspot"}
    assert yaml.safe_load(told[0])["vars"]["lead_scoring"]["lead_scoring_sources"] == expected


def test_what_crms_were_sent_is_the_same(engines):
    """Two days of a small company: scores within and beyond reach, a conversion, a removal, an erasure, a new MQL."""
    names = {path.stem for path in (ROOT / "seeds" / "policy").glob("*.csv")} - STANDING_LISTS
    policy = {name: [] for name in names} | small.policy()
    for world, run_at in [
        (crm_world.first_day(), crm_world.MORNING),
        (crm_world.second_day(), crm_world.NEXT_MORNING),
    ]:
        for engine in engines:
            engine.load("raw", world, {})
            if run_at == crm_world.MORNING:
                engine.load("raw_policy", policy, {name: small.columns(name) for name in names})
        built(
            engines,
            parity.WITHOUT_TESTS,
            lead_scoring_inputs={name: f"raw.{name}" for name in world},
            lead_scoring_policy={name: f"raw_policy.{name}" for name in names},
            as_of=run_at[:10],
            run_at=run_at,
            accept_input_drop=True,
        )
        same(engines)
    assert engines[1].execute("select count(*) from lead_scoring.mql_alerts") == [(1,)]
    [(updated,)] = engines[1].execute(
        "select count(distinct updated_at) from lead_scoring.crm_hubspot_contacts where not is_removed"
    )
    assert updated == 2


def test_learned_points_are_the_same(engines):
    """Fits go by a fixed number of steps over whole numbers: not a point differs."""
    made, values = learned.examples()
    tables = {
        "examples": [
            dict(zip(("model_id", "example_id", "label", "order_no", "label_known_at"), cells, strict=True))
            for cells in made
        ],
        "features": [dict(zip(("model_id", "example_id", "field", "value"), cells, strict=True)) for cells in values],
    }
    for engine in engines:
        engine.load("given", tables, {})
    only = ["--select", "tag:training", *parity.WITHOUT_TESTS]
    built(engines, only, lead_scoring_learn=learned.GIVEN, run_at="2026-06-30 12:00:00")
    same(engines)


def test_evidence_is_the_same(engines):
    """Shares are exact, and what needs a root or a logarithm is rounded."""
    day = {"as_of": "2026-06-30", "backfill_from": "2026-06-15", "run_at": "2026-06-30 12:00:00"}
    evaluate = {"outcomes": ["opportunity", "sales_accepted"], "horizon_days": 5, "min_conversions": 5}
    evaluate |= {"leads_per_day": 1, "holdout_percent": 10, "segments": ["contact.lead_source", "company.industry"]}
    built(engines, ["--select", "+tag:evaluation", *parity.WITHOUT_TESTS], lead_scoring_evaluate=evaluate, **day)
    same(engines)
    areas = engines[1].execute("select auc from lead_scoring_internal.evaluation_summary")
    assert [area > 0.5 for (area,) in areas] == [True]


def test_validate_sees_the_same_inputs(server, tmp_path):
    """The statistics, ids and counted values that `make validate` judges, of the demo."""
    seen = []
    others = {"LEAD_SCORING_INPUTS": None, "LEAD_SCORING_POLICY": None, "DBT_PROFILES_DIR": str(ROOT / "profiles")}
    postgres = parity.Postgres(tmp_path, server, f"lead_scoring_seen_{os.getpid()}")
    try:
        for engine in (parity.DuckDB(tmp_path), postgres):
            arguments = ["--target", engine.target, "--project-dir", str(ROOT), "--log-path", str(tmp_path / "logs")]
            arguments += ["--target-path", str(tmp_path / f"seen_{engine.target}")]
            with environment(others | engine.settings()):
                try:
                    seen.append(validation.read_inputs(arguments))
                finally:
                    DuckDBConnectionManager.close_all_connections()
    finally:
        postgres.drop()
    expected, found = seen
    assert found.items == expected.items
    assert len(found.statistics) > 50
    for key, observed in expected.statistics.items():
        assert found.statistics[key].ids == observed.ids, key
        assert found.statistics[key].value == pytest.approx(observed.value), key
