"""PostgreSQL against DuckDB: every table of the project, row for row."""

from __future__ import annotations

import csv
import os
from datetime import date, timedelta

import pytest

pytest.importorskip("psycopg2", reason="dbt-postgres is not installed here: run `make test-engines`")

from tests.python import parity
from tests.python import worlds as world_maker
from tests.python.conftest import ROOT
from tests.python.test_oracle_equality import ONCE_FAILED, tidy

pytestmark = pytest.mark.engines
INPUTS = ["activities", "contacts", "companies", "outcomes", "contact_merges", "attribute_history", "erasures"]
# Rules count everything that was loaded by then; the rest comes with the second build.
FIRST_DAY, LAST_DAY = date(2026, 6, 24), date(2026, 6, 29)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    try:
        # The path of a socket must be short.
        with parity.postgres_server(tmp_path_factory.mktemp("pg")) as server:
            yield server
    except parity.NoServer as missing:
        pytest.skip(str(missing))


@pytest.fixture
def engines(server, tmp_path):
    postgres = parity.Postgres(tmp_path, server, f"lead_scoring_test_{os.getpid()}")
    yield parity.DuckDB(tmp_path), postgres
    postgres.drop()


def same(engines) -> None:
    lines = parity.differences(*engines)
    assert not lines, f"{len(lines)} differences, first ones:\n" + "\n".join(lines[:40])


def built(engines, args: list[str], **variables: object) -> None:
    for engine in engines:
        failed = engine.build(args, **variables)
        assert not failed, "\n".join(failed)[:3000]


def test_the_demo_is_the_same(engines):
    """The build of the demo as it comes; on PostgreSQL with all unit tests and data tests."""
    day = {"as_of": "2026-06-30", "backfill_from": "2026-06-24", "run_at": "2026-06-30 12:00:00"}
    duckdb, postgres = engines
    built([postgres], [], **day)
    built([duckdb], parity.WITHOUT_TESTS, **day)
    same(engines)


def demo(name: str) -> list[dict[str, str]]:
    with (ROOT / "seeds" / "demo" / f"demo_{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_second_day_with_late_rows_is_the_same(engines):
    """Inputs in tables of their own; what is loaded later is counted by a build that adds to the first one."""
    tables = {name: demo(name) for name in INPUTS}
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
