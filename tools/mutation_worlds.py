"""What mutants are judged by: the project with numbered sites, built for random companies and with all unit tests.

Everything that dbt runs is kept as SQL, so that a mutant is a replacement in it.
"""

import shutil
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import duckdb
from dbt.adapters.duckdb import DuckDBConnectionManager
from dbt.cli.main import dbtRunner

from tests.python import worlds
from tests.python.conftest import environment, write_tables
from tests.python.test_oracle_equality import tidy
from tools.database import ROOT

# What dbt needs to build the project elsewhere.
PROJECT_PARTS = [".dbtignore", "dbt_project.yml", "profiles", "models", "macros", "seeds", "tests"]
BUILD_TABLES = ["build", "--exclude-resource-type", "test", "--exclude-resource-type", "unit_test"]
BEFORE = "before"  # the schema that holds incremental tables as the build found them


@dataclass(frozen=True)
class Step:
    """A build of a history, in days before its end; every so-manyth activity is missing (0: none is)."""

    name: str
    missing: int
    as_of: int
    backfill_from: int
    backfill_to: int | None = None

    def variables(self, end: date) -> dict[str, str | bool]:
        """Return the dbt vars for a history that ends on this day."""
        as_of = end - timedelta(days=self.as_of)
        found = {"as_of": str(as_of), "run_at": f"{as_of} 12:00:00"}
        found["backfill_from"] = str(end - timedelta(days=self.backfill_from))
        if self.backfill_to is None:
            return found
        return found | {"backfill_to": str(end - timedelta(days=self.backfill_to)), "backfill_with_all_rows": True}


STEPS = [
    Step("early_days", missing=5, as_of=6, backfill_from=40),
    Step("late_days", missing=0, as_of=0, backfill_from=9),
    Step("a_range", missing=3, as_of=0, backfill_from=20, backfill_to=12),
]


@dataclass(frozen=True)
class Node:
    """A model as dbt compiled it.

    keys: the unique key of an incremental model that found its table there; empty if it only adds rows, None if the
    table is written anew.
    """

    name: str
    relation: str
    sql: str
    parents: frozenset[str]
    keys: tuple[str, ...] | None
    is_looked_at: bool


@dataclass
class World:
    """A built database: its models in the order in which they were built, and the fingerprint of each table."""

    name: str
    database: Path
    nodes: list[Node]
    fingerprints: dict[str, tuple] = field(default_factory=dict)


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
    command = ["--log-level", "none", *arguments, "--vars", repr(variables), "--project-dir", str(project)]
    command += ["--target-path", str(project / "target"), "--log-path", str(project / "logs")]
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
            shutil.copytree(source, project / part, ignore=shutil.ignore_patterns("__pycache__"))
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
        sql, keys = node.compiled_code, None
        if second_build and node.config.materialized == "incremental":
            key = node.config.unique_key or []
            keys = (key,) if isinstance(key, str) else tuple(key)
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
    """Build random companies for one day, from an empty database."""
    made = worlds.union([tidy(worlds.make_world(seed)) for seed in range(1, count + 1)])
    return build_once(project, folder, "one_day", made, {"as_of": str(made.as_of)})


def build_lives(project: Path, folder: Path, count: int) -> World:
    """Build random companies whose contacts go through the whole life cycle, for many days from an empty database."""
    made = worlds.union([worlds.make_lifecycle_world(seed) for seed in range(1, count + 1)])
    first = made.as_of - timedelta(days=worlds.LIFE_DAYS)
    return build_once(project, folder, "lives", made, {"as_of": str(made.as_of), "backfill_from": str(first)})


def build_once(project: Path, folder: Path, name: str, made: worlds.World, variables: dict[str, str]) -> World:
    """Build a world from an empty database."""
    write_tables(folder / name / "inputs", made.inputs)
    write_tables(folder / name / "policy", made.policy)
    database = folder / f"{name}.duckdb"
    run_at = {"run_at": f"{made.as_of} 12:00:00"}
    nodes, _ = run_dbt(project, database, BUILD_TABLES, variables | run_at, folder / name)
    return World(name.replace("_", " "), database, models_of(nodes, second_build=False))


def build_history(project: Path, folder: Path, count: int) -> list[World]:
    """Build some companies three times, each time on top of the time before, and return the second and the third.

    The second has rows to replace in the history; the third touches days in the middle of it. Days begin at 5 o'clock.
    """
    made = worlds.union([tidy(worlds.make_world(seed)) for seed in range(1001, 1001 + count)])
    activities = made.inputs["activities"]
    built: list[World] = []
    nodes: list = []
    for step in STEPS:
        made.inputs["activities"] = [row for n, row in enumerate(activities) if not step.missing or n % step.missing]
        write_tables(folder / step.name / "inputs", made.inputs)
        write_tables(folder / step.name / "policy", made.policy)
        database = folder / f"{step.name}.duckdb"
        if built:
            shutil.copy(built[-1].database, database)
            keep_incremental_tables(database, nodes)
        variables = step.variables(made.as_of) | {"day_start_utc_hour": 5}
        nodes, _ = run_dbt(project, database, BUILD_TABLES, variables, folder / step.name)
        built.append(World(step.name.replace("_", " "), database, models_of(nodes, second_build=bool(built))))
    return built[1:]


def keep_incremental_tables(database: Path, dbt_nodes: list) -> None:
    """Copy the tables that the next build will add to."""
    with duckdb.connect(str(database)) as con:
        con.execute(f"drop schema if exists {BEFORE} cascade")
        con.execute(f"create schema {BEFORE}")
        for node in dbt_nodes:
            if node.resource_type == "model" and node.config.materialized == "incremental":
                _, schema, table = node.relation_name.split(".")
                con.execute(f"create table {BEFORE}.{table} as from {schema}.{table}")


def build_unit_tests(project: Path, folder: Path) -> dict[str, str]:
    """Build the demo with all unit tests; return the SQL of each, which reads no table."""
    arguments = ["build", "--exclude-resource-type", "test"]
    return run_dbt(project, folder / "demo.duckdb", arguments, {}, None)[1]
