"""Where mutants are run: the project with numbered sites, built a few times, and the SQL that was run for it.

Two worlds (of many small random companies each) and all unit tests are built once. A mutant is then a replacement in
compiled SQL: first the unit tests that hold the mutated site are run again, then, in each world, the models that hold
it and whatever reads a table that came out differently. It is killed when a table that people or tests look at is
another.
"""

import shutil
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import duckdb
from dbt.adapters.duckdb import DuckDBConnectionManager
from dbt.cli.main import dbtRunner

from tests.python import worlds
from tests.python.conftest import environment, write_tables
from tests.python.test_oracle_equality import tidy
from tools.database import ROOT

# What dbt needs to build the project elsewhere.
PROJECT_PARTS = ["dbt_project.yml", "profiles", "models", "macros", "seeds", "tests"]
BEFORE = "before"  # the schema that holds incremental tables as the build found them
SECONDS_PER_MUTANT = 20  # of this process's CPU, so that a busy machine kills no mutant


@dataclass(frozen=True)
class Node:
    """A model as dbt compiled it; keys: the unique key of an incremental model that found its table there."""

    name: str
    relation: str
    sql: str
    parents: frozenset[str]
    keys: tuple[str, ...]
    is_looked_at: bool


@dataclass
class World:
    """A built database: its models in the order in which they were built, and the fingerprint of each table."""

    name: str
    database: Path
    nodes: list[Node]
    fingerprints: dict[str, tuple] = field(default_factory=dict)


@dataclass(frozen=True)
class Verdict:
    """What became of a mutant: `unit test`, `worlds`, `error`, `timeout`, `invalid` or `survived`, and where."""

    fate: str
    where: str = ""


class Timeout(Exception):
    """A mutant ran for too long."""


def run_dbt(project: Path, database: Path, arguments: list[str], variables: dict, inputs: Path | None) -> tuple:
    """Run dbt in this process; return its nodes and the SQL of the unit tests, or raise RuntimeError."""
    unit_tests: dict[str, str] = {}
    messages: list[str] = []

    def listen(event) -> None:
        if event.info.name == "SQLQuery" and "dbt_internal_unit_test_actual" in event.data.sql:
            unit_tests[event.data.node_info.node_name] = event.data.sql
        elif event.info.level in ("warn", "error"):
            messages.append(event.info.msg)

    settings = {
        "LEAD_SCORING_INPUTS": str(inputs / "inputs") if inputs else None,
        "LEAD_SCORING_POLICY": str(inputs / "policy") if inputs else None,
        "LEAD_SCORING_DUCKDB": str(database),
        "DBT_PROFILES_DIR": str(project / "profiles"),
    }
    command = [
        "--log-level",
        "none",
        *arguments,
        "--project-dir",
        str(project),
        "--target-path",
        str(project / "target"),
    ]
    command += ["--log-path", str(project / "logs"), "--vars", repr(variables)]
    with environment(settings):
        try:
            outcome = dbtRunner(callbacks=[listen]).invoke(command)
        finally:
            DuckDBConnectionManager.close_all_connections()
    if not outcome.success:
        raise RuntimeError("\n".join([f"dbt failed: {outcome.exception or ''}", *messages[:20]]))
    return [result.node for result in outcome.result.results], unit_tests


def copy_project(folder: Path, marked: dict[str, str]) -> Path:
    """Copy the project, with the marked text of the files that have sites (path in the project -> text)."""
    project = folder / "project"
    for part in PROJECT_PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, project / part, ignore=shutil.ignore_patterns("python", "__pycache__"))
        else:
            project.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, project / part)
    for path, text in marked.items():
        (project / path).write_text(text, encoding="utf-8")
    return project


def models_of(dbt_nodes: list, second_build: bool) -> list[Node]:
    """Return the models among dbt's nodes, in the order in which they ran."""
    models = [node for node in dbt_nodes if node.resource_type == "model"]
    read = {parent for node in models for parent in node.depends_on.nodes}
    found = []
    for node in models:
        sql, keys = node.compiled_code, ()
        if second_build and node.config.materialized == "incremental":
            keys = tuple(node.config.unique_key)
            sql = sql.replace(node.relation_name, before_relation(node.relation_name))
        public = str(getattr(node.access, "value", node.access)) == "public"
        looked_at = public or node.unique_id not in read
        parents = frozenset(parent.split(".")[-1] for parent in node.depends_on.nodes)
        found.append(Node(node.name, node.relation_name, sql, parents, keys, looked_at))
    return found


def before_relation(relation: str) -> str:
    """Return the name of the copy of a table (`"file"."schema"."table"`) from before the second build."""
    file, _, table = relation.split(".")
    return f'{file}."{BEFORE}".{table}'


def build_one_day(project: Path, folder: Path, count: int) -> World:
    """Build `count` random companies for one day, from an empty database."""
    made = worlds.union([tidy(worlds.make_world(seed)) for seed in range(1, count + 1)])
    write_tables(folder / "day" / "inputs", made.inputs)
    write_tables(folder / "day" / "policy", made.policy)
    variables = {"as_of": made.as_of.isoformat(), "run_at": f"{made.as_of} 12:00:00"}
    database = folder / "one_day.duckdb"
    nodes, _ = run_dbt(project, database, BUILD_TABLES, variables, folder / "day")
    return World("one day", database, models_of(nodes, second_build=False))


BUILD_TABLES = ["build", "--exclude-resource-type", "test", "--exclude-resource-type", "unit_test"]


def build_many_days(project: Path, folder: Path, count: int) -> World:
    """Build some companies for 34 days, then, with activities that came late, for the last ten of 40 days.

    Three days are scored by both builds, so that the history has rows to replace; days begin at 5 o'clock.
    """
    made = worlds.union([tidy(worlds.make_world(seed)) for seed in range(1001, 1001 + count)])
    database = folder / "many_days.duckdb"
    activities = made.inputs["activities"]
    for name, missing, first, last in (("early", 5, 40, 6), ("late", 0, 9, 0)):
        made.inputs["activities"] = [row for n, row in enumerate(activities) if not missing or n % missing]
        write_tables(folder / name / "inputs", made.inputs)
        write_tables(folder / name / "policy", made.policy)
        as_of = made.as_of - timedelta(days=last)
        variables = {
            "as_of": as_of.isoformat(),
            "run_at": f"{as_of} 12:00:00",
            "backfill_from": (made.as_of - timedelta(days=first)).isoformat(),
            "day_start_utc_hour": 5,
        }
        nodes, _ = run_dbt(project, database, BUILD_TABLES, variables, folder / name)
        if name == "early":
            keep_incremental_tables(database, nodes)
    return World("many days", database, models_of(nodes, second_build=True))


def build_lives(project: Path, folder: Path, count: int) -> World:
    """Build companies whose contacts change their stage, for 46 days at once."""
    made = worlds.union([worlds.make_lifecycle_world(seed) for seed in range(1, count + 1)])
    write_tables(folder / "lives" / "inputs", made.inputs)
    write_tables(folder / "lives" / "policy", made.policy)
    variables = {
        "as_of": made.as_of.isoformat(),
        "run_at": f"{made.as_of} 12:00:00",
        "backfill_from": (made.as_of - timedelta(days=worlds.LIFE_DAYS)).isoformat(),
    }
    database = folder / "lives.duckdb"
    nodes, _ = run_dbt(project, database, BUILD_TABLES, variables, folder / "lives")
    return World("lives", database, models_of(nodes, second_build=False))


def keep_incremental_tables(database: Path, dbt_nodes: list) -> None:
    """Copy the tables that the next build will add to."""
    with duckdb.connect(str(database)) as con:
        con.execute(f"create schema {BEFORE}")
        for node in dbt_nodes:
            if node.resource_type == "model" and node.config.materialized == "incremental":
                con.execute(f"create table {before_relation(node.relation_name)} as from {node.relation_name}")


def build_unit_tests(project: Path, folder: Path) -> dict[str, str]:
    """Build the demo with all unit tests; return the SQL of each, which reads no table."""
    arguments = ["build", "--exclude-resource-type", "test"]
    return run_dbt(project, folder / "demo.duckdb", arguments, {}, None)[1]


class Lab:
    """Runs mutants; holds a connection to an empty database of its own, with the worlds attached for reading."""

    def __init__(self, world_list: list[World], unit_tests: dict[str, str]) -> None:
        self._worlds = world_list
        self._unit_tests = unit_tests
        self._deadline = float("inf")
        self._connect()

    def _connect(self) -> None:
        self._con = duckdb.connect(config={"threads": 1, "memory_limit": "2GB", "max_temp_directory_size": "0MB"})
        self._con.execute("set TimeZone = 'UTC'")
        self._con.execute("set enable_progress_bar = false")
        for world in self._worlds:
            self._con.execute(f"attach '{world.database}' as \"{world.database.stem}\" (read_only)")

    def _run(self, sql: str) -> duckdb.DuckDBPyConnection:
        if time.process_time() > self._deadline:
            raise Timeout
        return self._con.execute(sql)

    def _interrupt_what_takes_too_long(self, done: threading.Event) -> None:
        while not done.wait(1):
            if time.process_time() > self._deadline:
                self._con.interrupt()

    def judge(self, change) -> Verdict:
        """Run a mutant, given as a function from marked SQL to mutated SQL (the same text where it has no site)."""
        self._deadline = time.process_time() + SECONDS_PER_MUTANT
        done = threading.Event()
        guard = threading.Thread(target=self._interrupt_what_takes_too_long, args=[done])
        guard.start()
        try:
            return self._verdict(change)
        except (Timeout, duckdb.InterruptException):
            self._connect()
            return Verdict("timeout")
        except (duckdb.ParserException, duckdb.BinderException) as error:
            self._connect()
            return Verdict("invalid", first_line(error))
        except duckdb.Error as error:
            self._connect()
            return Verdict("error", first_line(error))
        finally:
            done.set()
            guard.join()

    def _verdict(self, change) -> Verdict:
        for name, sql in self._unit_tests.items():
            mutated = change(sql)
            if mutated != sql and not self._passes(mutated):
                return Verdict("unit test", name)
        for world in self._worlds:
            if different := self._first_difference(world, change):
                return Verdict("worlds", f"{different}, {world.name}")
        return Verdict("survived")

    def _passes(self, unit_test: str) -> bool:
        rows = {"actual": Counter(), "expected": Counter()}
        for *values, which in self._run(unit_test).fetchall():
            rows[which][repr_of(values)] += 1
        return rows["actual"] == rows["expected"]

    def failing_unit_tests(self) -> list[str]:
        """Return the unit tests that fail without any mutation: none, if all is well."""
        self._deadline = float("inf")
        return [name for name, sql in self._unit_tests.items() if not self._passes(sql)]

    def fingerprints(self, world: World) -> dict[str, tuple]:
        """Run all models of a world as they are; return the fingerprint of each."""
        self._deadline = float("inf")
        found = {}
        for node in world.nodes:
            self._create(node, node.sql)
            found[node.name] = self._fingerprint(node)
            self._run(f'drop table "{node.name}"')
        return found

    def _first_difference(self, world: World, change) -> str | None:
        """Return the first table that people look at and the mutant changes."""
        changed: dict[str, Node] = {}
        for node in world.nodes:
            sql = change(node.sql)
            touched = node.parents & changed.keys()
            if sql == node.sql and not touched:
                continue
            for name in touched:
                sql = sql.replace(changed[name].relation, f'memory.main."{name}"')
            self._create(node, sql)
            if self._fingerprint(node) == world.fingerprints[node.name]:
                continue
            if node.is_looked_at:
                self._clear()
                return node.name
            changed[node.name] = node
        self._clear()
        return None

    def _create(self, node: Node, sql: str) -> None:
        table = f'memory.main."{node.name}"'
        if not node.keys:
            self._run(f"create or replace table {table} as {sql}")
            return
        same_row = " and ".join(f"old.{key} = new.{key}" for key in node.keys)
        self._run(f"create or replace temp table new_rows as {sql}")
        self._run(
            f"create or replace table {table} as select * from {before_relation(node.relation)} as old "
            f"where not exists (from new_rows as new where {same_row}) union all by name from new_rows"
        )

    def _fingerprint(self, node: Node) -> tuple:
        """Count the rows and add up their hashes: equal for equal tables, whatever their order."""
        return self._run(f'select count(*), sum(hash(t)) from memory.main."{node.name}" as t').fetchone()

    def _clear(self) -> None:
        for (name,) in self._con.execute(
            "select table_name from duckdb_tables() where database_name = 'memory'"
        ).fetchall():
            self._con.execute(f'drop table memory.main."{name}"')


def repr_of(values: list) -> tuple:
    """Return a row as something that can be counted; equal numbers are equal, whatever their type."""
    return tuple(repr(value) if isinstance(value, list | dict) else value for value in values)


def first_line(error: Exception) -> str:
    """Return the beginning of an error's message."""
    return str(error).partition("\n")[0][:200]
