"""PostgreSQL under load: two builds at once, a killed one, a lost connection; the next build heals."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

pytest.importorskip("psycopg2", reason="dbt-postgres is not installed here: run `make test-engines`")

from tests.python import parity, small
from tests.python.conftest import ROOT
from tests.python.test_engines import server  # noqa: F401

pytestmark = pytest.mark.engines
DAYS = ["2026-02-10", "2026-02-11"]
LOCK = "lead_scoring_internal.build_lock"
# Sessions of dbt that build a table of ours just now.
BUILDING = (
    "select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
    """ and state <> 'idle' and query like '%"node_id": "model.lead_scoring.%'"""
)


class Company:
    """The small company in a database of its own, and builds of it in processes of their own."""

    def __init__(self, work: Path, database: parity.Postgres) -> None:
        self.work, self.database = work, database
        self.given: dict[str, dict[str, str]] = {}
        for schema, tables in {"raw": small.inputs(), "raw_policy": small.policy()}.items():
            database.load(schema, tables, {})
            self.given[schema] = {name: f"{schema}.{name}" for name in tables}

    def add_a_visit(self) -> None:
        self.database.execute(
            "insert into raw.activities (activity_id, contact_id, occurred_at, activity_type)"
            " values ('late', 'bo', '2026-02-09 10:00:00', 'page_view')"
        )

    def start(self, day: str) -> subprocess.Popen:
        command = [sys.executable, "-m", "tools.build", "--", "--target", "postgres"]
        command += ["--exclude-resource-type", "test", "--target-path", str(self.work / "target")]
        command += ["--log-path", str(self.work / "logs"), "--vars"]
        policy = {"lead_scoring_inputs": self.given["raw"], "lead_scoring_policy": self.given["raw_policy"]}
        command += [json.dumps({"as_of": day, "run_at": f"{day} 12:00:00"} | policy)]
        settings = os.environ | self.database.settings() | {"DBT_PROFILES_DIR": str(ROOT / "profiles")}
        for name in ("LEAD_SCORING_INPUTS", "LEAD_SCORING_POLICY", "LEAD_SCORING_TARGET"):
            settings.pop(name, None)
        return subprocess.Popen(
            command,
            cwd=ROOT,
            env=settings,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def build(self, day: str) -> None:
        code, text = outcome(self.start(day))
        assert code == 0, text

    def public(self) -> dict[str, parity.Relation]:
        return {
            table: self.database.read(schema, table)
            for schema, table in self.database.relations()
            if schema == "lead_scoring"
        }


def outcome(process: subprocess.Popen) -> tuple[int, str]:
    text, _ = process.communicate(timeout=600)
    return process.returncode, text


def wait_for(seen: Callable[[], object], process: subprocess.Popen) -> None:
    """Wait until something is seen while a build runs."""
    while not seen():
        assert process.poll() is None, process.stdout.read()
        time.sleep(0.02)


@pytest.fixture
def company(tmp_path, server):  # noqa: F811
    """Return a function that makes a company; its databases are gone at the end."""
    databases: list[parity.Postgres] = []

    def make() -> Company:
        work = tmp_path / f"company{len(databases)}"
        work.mkdir()
        databases.append(parity.Postgres(work, server, f"lead_scoring_load_{os.getpid()}_{len(databases)}"))
        return Company(work, databases[-1])

    yield make
    for database in databases:
        database.drop()


def test_builds_under_load(company):
    disturbed, undisturbed = company(), company()
    database = disturbed.database

    # Two at once: the second one stops and the first one does not notice.
    first = disturbed.start(DAYS[0])
    wait_for(lambda: building(database), first)
    code, text = outcome(disturbed.start(DAYS[0]))
    assert code == 2
    assert "Another build is at work in the schema `lead_scoring_internal`, since 20" in text
    assert first.poll() is None, "the builds were not at the same time"
    code, text = outcome(first)
    assert code == 0, text
    assert database.execute(f"select * from {LOCK}") == []
    undisturbed.build(DAYS[0])
    same(disturbed, undisturbed)

    for one in (disturbed, undisturbed):
        one.add_a_visit()
    good = disturbed.public()

    # Killed. The server ends the last statement; nobody has to tidy up.
    process = disturbed.start(DAYS[1])
    wait_for(lambda: building(database), process)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    assert disturbed.public() == good
    assert len(database.execute(f"select * from {LOCK}")) == 1

    # The connection is lost. This is also the first build after the killed one.
    process = disturbed.start(DAYS[1])
    wait_for(lambda: database.execute(f"select pg_terminate_backend(pid) from ({BUILDING}) as sessions"), process)
    code, text = outcome(process)
    assert code == 1, text
    assert "FAILED model " in text
    assert "terminating connection" in text or "server closed the connection" in text
    assert "The public tables are as the last good build left them." in text
    assert disturbed.public() == good
    assert database.execute(f"select * from {LOCK}") == []

    # Taken for dead though it lives: it stops by itself.
    process = disturbed.start(DAYS[1])
    wait_for(lambda: building(database), process)
    database.execute(f"update {LOCK} set build = 'of another build'")
    code, text = outcome(process)
    assert code == 1, text
    assert "Another build has begun in this schema" in text
    assert disturbed.public() == good
    assert database.execute(f"select build from {LOCK}") == [("of another build",)]

    for one in (disturbed, undisturbed):
        one.build(DAYS[1])
    same(disturbed, undisturbed)
    assert disturbed.public() != good


def building(database: parity.Postgres) -> bool:
    """Tell whether a build has taken the schema and builds a table."""
    (lock,) = database.execute(f"select to_regclass('{LOCK}') is not null")[0]
    return lock and bool(database.execute(f"select 1 from {LOCK}")) and bool(database.execute(BUILDING))


def same(one: Company, other: Company) -> None:
    lines = parity.differences(one.database, other.database)
    assert not lines, "\n".join(lines[:40])
