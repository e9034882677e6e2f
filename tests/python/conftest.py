"""One dbt in one process for all tests, which reads the project once: a run would cost ten seconds more otherwise."""

from __future__ import annotations

import csv
import hashlib
import itertools
import os
import pickle
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest
from dbt.adapters.duckdb import DuckDBConnectionManager
from dbt.cli.main import dbtRunner, dbtRunnerResult

ROOT = Path(__file__).resolve().parents[2]
# Files whose tests build in processes of their own.
STARTS_PROCESSES = {"test_killed_builds", "test_outside_project", "test_reliability"}
SHARED_DATA = ROOT.parent / "shared" / "data"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put files that build first: at the end, no worker is left alone with one that takes minutes."""
    builds = {item.path for item in items if "dbt_build" in getattr(item, "fixturenames", ())}
    builds |= {path for path in {item.path for item in items} if path.stem in STARTS_PROCESSES}
    items.sort(key=lambda item: item.path not in builds)


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


# What changes from build to build, and how it looks. No model asks for these before it is built
# (test_project.py), so that builds which differ in nothing else share what dbt has read.
CLOCK = {
    "as_of": re.compile(r"\d{4}-\d\d-\d\d"),
    "run_at": re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"),
    "backfill_from": re.compile(r"\d{4}-\d\d-\d\d"),
    "backfill_to": re.compile(r"\d{4}-\d\d-\d\d"),
    "backfill_with_all_rows": re.compile("True|False"),
    "accept_input_drop": re.compile("True|False"),
    "lookback_days": re.compile(r"\d{1,3}"),
    "removal_days": re.compile(r"\d{1,3}"),
    "lead_scoring_summary_leads": re.compile(r"\d{1,3}"),
    "mask_emails": re.compile("True|False"),
}
QUICK_RUN = ["--log-level", "none", "--log-level-file", "none", "--no-write-json"]


def invoke(command_line: list[str], manifest=None) -> tuple[dbtRunnerResult, list[str]]:
    """Run dbt, with the project as it was read before or reading it anew; return the result and what was said."""
    messages: list[str] = []
    runner = dbtRunner(manifest, callbacks=[lambda event: messages.append(event.info.msg)])
    try:
        return runner.invoke(command_line), messages
    finally:
        DuckDBConnectionManager.close_all_connections()


class ReadProjects:
    """The project as dbt has read it, once for each set of vars that matter to that; for all workers together."""

    def __init__(self, folder: Path):
        self.folder = folder

    def read(self, settings: dict, options: list[str], variables: dict) -> tuple[dbtRunnerResult, list[str]]:
        """Return what `dbt parse` gives: a manifest of one's own, since a run writes into it."""
        matters = {k: v for k, v in variables.items() if not (k in CLOCK and CLOCK[k].fullmatch(str(v)))}
        names = {name: bool(settings[name]) for name in ("LEAD_SCORING_INPUTS", "LEAD_SCORING_POLICY")}
        where = Path(settings["LEAD_SCORING_DUCKDB"]).stem, os.environ.get("LEAD_SCORING_SCHEMA")
        key = repr((sorted(matters.items()), names, where))
        file = self.folder / f"{hashlib.sha256(key.encode()).hexdigest()}.pickle"
        if not file.exists():
            result, messages = invoke(["parse", *QUICK_RUN, *options, "--vars", repr(variables)])
            if not result.success:
                return result, messages
            written = file.with_suffix(f".{os.getpid()}")
            written.write_bytes(pickle.dumps((result, messages)))
            written.rename(file)
        return pickle.loads(file.read_bytes())


@pytest.fixture(scope="session")
def dbt_build(tmp_path_factory) -> Callable[..., Build]:
    """Run `dbt build` in this process: `dbt_build(inputs=…, policy=…, args=[…], vars={…})`."""
    work = tmp_path_factory.mktemp("dbt")
    # Workers of pytest-xdist have folders side by side.
    beside = work.parent.parent if os.environ.get("PYTEST_XDIST_WORKER") else work.parent
    projects = ReadProjects(beside / "projects")
    projects.folder.mkdir(exist_ok=True)
    numbers = itertools.count()

    def build(
        inputs: Path | None = None,
        policy: Path | None = None,
        args: list[str] | None = None,
        command: str = "build",
        database: Path | None = None,
        tests: bool = True,
        artifacts: bool = False,
        read_with: dict | None = None,
        **variables,
    ) -> Build:
        """Build.

        tests: False for a build whose rows a later one of the same world tests. artifacts: dbt writes its files, and
        reads the project anew. read_with: other vars to read the project with.
        """
        if database is None:
            # Always the same name, for the names of all relations begin with it.
            database = work / f"db{next(numbers)}" / "db.duckdb"
            database.parent.mkdir()
        settings = {
            "LEAD_SCORING_INPUTS": str(inputs) if inputs else None,
            "LEAD_SCORING_POLICY": str(policy) if policy else None,
            "LEAD_SCORING_DUCKDB": str(database),
            "LEAD_SCORING_TARGET": None,
            "DBT_PROFILES_DIR": str(ROOT / "profiles"),
        }
        options = ["--project-dir", str(ROOT), "--target-path", str(work / "target")]
        options += ["--log-path", str(work / "logs"), "--no-use-colors"]
        vars_to_read = variables if read_with is None else read_with
        more = list(args or [])
        if command == "build" and not args:
            more += ["--exclude-resource-type", "unit_test"]
        if not tests:
            more += ["--exclude-resource-type", "test"]
        with environment(settings):
            if artifacts:
                result, messages = invoke([command, *options, "--vars", repr(variables), *more])
            else:
                result, messages = projects.read(settings, options, vars_to_read)
                if result.success and command != "parse":
                    options += ["--vars", repr(variables)]
                    result, said = invoke([command, *QUICK_RUN, *options, *more], result.result)
                    messages += said
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
