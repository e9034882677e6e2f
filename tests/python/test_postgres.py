"""PostgreSQL under load: two builds at once, a killed one, a lost connection; the next build heals."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from dbt.cli.main import dbtRunner

pytest.importorskip("psycopg2", reason="dbt-postgres is not installed here: run `make test-engines`")

import psycopg2

from tests.python import parity, small
from tests.python import test_security as hostile
from tests.python.conftest import ROOT, environment
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


@pytest.fixture
def roles(server):  # noqa: F811
    """One role that builds and one that reads the public tables; neither may do more than that."""
    names = [f"lead_scoring_{kind}_{os.getpid()}" for kind in ("builder", "reader")]
    database = parity.Postgres(Path(), server, f"lead_scoring_roles_{os.getpid()}")
    for name in names:
        database.execute(f"create role {name} login password 'only for this test'")
    database.execute(f"grant create on database {database.name} to {names[0]}")
    yield database, *names
    database.drop()
    for name in names:
        database.on_server(f"drop role {name}")


def test_roles_that_may_do_little_and_text_that_would_do_much(roles, tmp_path):
    """The hostile world of test_security, built by a role that is no superuser, masked, and read by another one."""
    database, builder, reader = roles
    database.work = tmp_path
    empty = {path.stem: [] for path in (ROOT / "seeds" / "policy").glob("*.csv")}
    given = {"raw": hostile.inputs(), "raw_policy": empty | hostile.policy()}
    for schema, tables in given.items():
        database.load(schema, tables, {name: small.columns(name) for name in tables})
        database.execute(f"grant usage on schema {schema} to {builder}")
        database.execute(f"grant select on all tables in schema {schema} to {builder}")
    database.execute("create table public.canary as select 1 as alive")
    database.execute(f"grant all on public.canary to {builder}")

    project = tmp_path / "project"
    project.mkdir()
    for name in ("models", "macros", "seeds", "tests", "profiles", "analyses"):
        shutil.copytree(ROOT / name, project / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / ".dbtignore", project)
    settings = yaml.safe_load((ROOT / "dbt_project.yml").read_text(encoding="utf-8"))
    for folder in ("marts", "exports"):
        settings["models"]["lead_scoring"][folder]["+grants"] = {"select": [reader]}
    (project / "dbt_project.yml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    names = {schema: {name: f"{schema}.{name}" for name in tables} for schema, tables in given.items()}
    variables = {"lead_scoring_inputs": names["raw"], "lead_scoring_policy": names["raw_policy"]}
    variables |= {"as_of": hostile.AS_OF, "mask_emails": True, "lead_scoring_draft_models": [hostile.DRAFT]}
    command = ["build", "--target", "postgres", "--project-dir", str(project), "--exclude-resource-type", "unit_test"]
    command += ["--target-path", str(tmp_path / "target"), "--log-path", str(tmp_path / "logs")]
    as_builder = {"LEAD_SCORING_PG_USER": builder, "LEAD_SCORING_PG_PASSWORD": "only for this test"}
    as_builder |= {"LEAD_SCORING_INPUTS": None, "LEAD_SCORING_POLICY": None}
    with environment(database.settings() | as_builder | {"DBT_PROFILES_DIR": str(project / "profiles")}):
        built = dbtRunner().invoke(["--log-level", "none", *command, "--vars", json.dumps(variables)])
    bad = [one for one in getattr(built.result, "results", []) if one.status not in ("success", "pass")]
    assert built.success, built.exception or [f"{one.node.name}: {one.message}" for one in bad]

    # Nothing was executed, every text was compared as it stands.
    assert database.execute("select alive from public.canary") == [(1,)]
    assert hostile.compiled(tmp_path / "target", hostile.MARK) == []
    lines = database.execute("select contact_id, rule_id from lead_scoring.score_ledger where rule_id <> 'any'")
    assert set(lines) == hostile.expected_lines()

    # The reader may look at all public tables and at nothing else.
    database.execute(f"grant usage on schema lead_scoring to {reader}")
    public = [table for schema, table in database.relations() if schema == "lead_scoring"]
    assert len(public) > 15
    for table in public:
        rows = database.execute(f"set role {reader}; select * from lead_scoring.{table}")
        assert "@" not in repr(rows), f"{table} holds an address though they are masked"
    refused = [f"select * from {schema}.{table}" for schema, table in database.relations() if schema != "lead_scoring"]
    refused += [
        "select * from raw.contacts",
        "delete from lead_scoring.contact_scores",
        "create table lead_scoring.x ()",
    ]
    for statement in refused:
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            database.execute(f"set role {reader}; {statement}")


def building(database: parity.Postgres) -> bool:
    """Tell whether a build has taken the schema and builds a table."""
    (lock,) = database.execute(f"select to_regclass('{LOCK}') is not null")[0]
    return lock and bool(database.execute(f"select 1 from {LOCK}")) and bool(database.execute(BUILDING))


def same(one: Company, other: Company) -> None:
    lines = parity.differences(one.database, other.database)
    assert not lines, "\n".join(lines[:40])


def test_models_are_planned_with_joins_of_whole_tables(company):
    """Else PostgreSQL compares every row with every other where it knows no statistics: what an input sees is said."""
    ours = company()
    ours.database.execute("alter table raw.contacts rename to given_contacts")
    ours.database.execute(
        "create view raw.contacts as select *, current_setting('enable_nestloop') as nestloop from raw.given_contacts"
    )
    ours.build(DAYS[0])
    seen = ours.database.execute(
        "select distinct cast(raw_content as json) ->> 'nestloop' from lead_scoring_internal.stg_contact_rows"
    )
    assert seen == [("off",)]
