"""One dbt in one process for all tests: a run in a process of its own would cost ten seconds each."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest
from dbt.adapters.duckdb import DuckDBConnectionManager
from dbt.cli.main import dbtRunner, dbtRunnerResult

ROOT = Path(__file__).resolve().parents[2]
SHARED_DATA = ROOT.parent / "shared" / "data"


def write_tables(folder: Path, tables: dict[str, list[dict[str, str]]]) -> Path:
    """Write each table as a CSV of that name; a table without rows becomes no file at all."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        if rows:
            with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
                writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
                writer.writeheader()
                writer.writerows(rows)
    return folder


@contextmanager
def environment(values: dict[str, str | None]) -> Iterator[None]:
    """Set (or, with None, remove) environment variables for a while."""
    before = {name: os.environ.get(name) for name in values}
    try:
        for name, value in values.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


class Build:
    """What a dbt build left behind: its result, what it logged, its DuckDB file, and dbt's artifacts."""

    def __init__(self, result: dbtRunnerResult, messages: list[str], database: Path, artifacts: Path):
        self.result = result
        self.messages = messages
        self.database = database
        self.artifacts = artifacts

    @property
    def succeeded(self) -> bool:
        return self.result.success

    @property
    def output(self) -> str:
        return "\n".join(self.messages)

    def failures(self) -> dict[str, str]:
        """Name of each failed or broken node, with its message."""
        nodes = getattr(self.result.result, "results", None) or []
        return {r.node.name: r.message or "" for r in nodes if r.status in ("error", "fail")}

    def query(self, sql: str, schema: str = "lead_scoring") -> list[dict]:
        """Rows of a query; the tables of the schema (the public ones) go by their plain name."""
        with duckdb.connect(str(self.database), read_only=True) as connection:
            connection.execute(f'use "{self.database.stem}"."{schema}"')
            cursor = connection.execute(sql)
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@pytest.fixture(scope="session")
def dbt_build(tmp_path_factory) -> Callable[..., Build]:
    """Run `dbt build` in this process: `dbt_build(inputs=…, policy=…, args=[…], vars={…})`."""
    work = tmp_path_factory.mktemp("dbt")

    def build(
        inputs: Path | None = None,
        policy: Path | None = None,
        args: list[str] | None = None,
        command: str = "build",
        database: Path | None = None,
        **variables,
    ) -> Build:
        database = database or work / f"db{len(list(work.glob('db*.duckdb')))}.duckdb"
        messages: list[str] = []
        settings = {
            "LEAD_SCORING_INPUTS": str(inputs) if inputs else None,
            "LEAD_SCORING_POLICY": str(policy) if policy else None,
            "LEAD_SCORING_DUCKDB": str(database),
            "LEAD_SCORING_TARGET": None,
            "DBT_PROFILES_DIR": str(ROOT / "profiles"),
        }
        command_line = [command, "--project-dir", str(ROOT), "--target-path", str(work / "target")]
        command_line += ["--log-path", str(work / "logs"), "--no-use-colors"]
        if command == "build" and not args:
            command_line += ["--exclude-resource-type", "unit_test"]
        if variables:
            command_line += ["--vars", repr(variables)]
        with environment(settings):
            runner = dbtRunner(callbacks=[lambda event: messages.append(event.info.msg)])
            try:
                result = runner.invoke(command_line + (args or []))
            finally:
                DuckDBConnectionManager.close_all_connections()
        if result.exception:
            messages.append(str(result.exception))
        return Build(result, messages, database, work / "target")

    return build


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real data beside the repository; tests that need it are skipped, saying so, where it is absent."""
    if not SHARED_DATA.is_dir():
        pytest.skip("real data is not here: ../shared/data")
    return SHARED_DATA
