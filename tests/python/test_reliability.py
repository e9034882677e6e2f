"""Two builds at once, readers beside a build, a full disk: a clear error, and the last good tables stay readable."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest

from tests.python import small
from tests.python.conftest import ROOT, write_tables
from tools import read_copy
from tools.database import duckdb_path, held_elsewhere
from tools.read_copy import CannotCopy

WITHOUT_TESTS = ("--exclude-resource-type", "test", "--no-write-json")
# The same vars each time, so that dbt need not read the project anew; run_at and build_id are of the clock.
AS_OF = "2026-02-10"
# Opens the copy again and again, as a dashboard that is loaded again, and says which builds it saw together.
READER = """
import json, sys, time
import duckdb
seen = []
while not sys.stdin.closed:
    with duckdb.connect(sys.argv[1], read_only=True) as connection:
        tables = connection.execute(
            "select table_name from duckdb_columns() where schema_name = 'lead_scoring' and column_name = 'build_id'"
        ).fetchall()
        each = " union ".join(f"select build_id from lead_scoring.lead_scoring.{name}" for (name,) in tables)
        builds = sorted(build for (build,) in connection.execute(each).fetchall())
    if builds not in seen:
        seen.append(builds)
        print(json.dumps(builds), flush=True)
    time.sleep(0.05)
"""


def start_build(
    folder: Path, copy: Path | None = None, args: tuple[str, ...] = WITHOUT_TESTS, **options
) -> subprocess.Popen:
    """Start `tools.build` over the inputs and the policy of a folder."""
    command = [sys.executable, "-m", "tools.build", "--", "--target-path", str(folder / "target")]
    command += ["--log-path", str(folder / "logs"), "--vars", json.dumps({"as_of": AS_OF}), *args]
    settings = os.environ | {
        "LEAD_SCORING_DUCKDB": str(folder / "lead_scoring.duckdb"),
        "LEAD_SCORING_INPUTS": str(folder / "inputs"),
        "LEAD_SCORING_POLICY": str(folder / "policy"),
        "LEAD_SCORING_READ_COPY": str(copy or ""),
        "DBT_PROFILES_DIR": str(ROOT / "profiles"),
    }
    return subprocess.Popen(
        command, cwd=ROOT, env=settings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options
    )


@contextmanager
def reader_of(copy: Path) -> Iterator[subprocess.Popen]:
    """A process that opens the copy again and again, until the test has ended, however it ends."""
    command = [sys.executable, "-c", READER, str(copy)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def outcome(process: subprocess.Popen) -> tuple[int, str]:
    """Wait for a build; return its exit code and what it printed."""
    text, _ = process.communicate(timeout=600)
    return process.returncode, text


@contextmanager
def asleep_while_it_holds(database: Path, process: subprocess.Popen) -> Iterator[None]:
    """Put a build to sleep at a moment when it holds the database, so that it surely is at work; wake it afterwards."""
    try:
        while process.poll() is None:
            process.send_signal(signal.SIGSTOP)
            try:
                duckdb.connect(str(database), read_only=True).close()
            except duckdb.IOException:
                yield
                return
            process.send_signal(signal.SIGCONT)
            time.sleep(0.1)
        raise AssertionError(process.stdout.read())
    finally:
        process.send_signal(signal.SIGCONT)


@pytest.fixture
def company(tmp_path) -> Path:
    write_tables(tmp_path / "inputs", small.inputs())
    write_tables(tmp_path / "policy", small.policy())
    (tmp_path / "readers").mkdir()
    return tmp_path


@pytest.mark.long
def test_two_builds_and_a_reader_at_once(company):
    database, copy = company / "lead_scoring.duckdb", company / "readers" / "lead_scoring.duckdb"
    code, text = outcome(start_build(company, copy))
    assert code == 0, text
    assert f"Readers' copy: {copy}" in text

    with reader_of(copy) as reader:
        first_seen = json.loads(reader.stdout.readline() or "[]")
        first = start_build(company, copy)
        with asleep_while_it_holds(database, first):
            code, text = outcome(start_build(company, copy))
        assert code == 2
        assert f"FAILED {database} is held by process {first.pid}: another build, or a reader." in text
        assert "build again" in text
        code, text = outcome(first)
        assert code == 0, text
        second_seen = json.loads(reader.stdout.readline())
        assert reader.poll() is None
        reader.kill()
        assert reader.stdout.read() == "", "a reader saw more than the two builds"
    assert [len(first_seen), len(second_seen)] == [1, 1], "a reader saw nothing, or tables of two builds"
    assert first_seen != second_seen

    # A build that fails leaves the copy as it is.
    before = copy.read_bytes()
    broken = small.policy()
    broken["scoring_rules"][0]["points"] = "many"
    write_tables(company / "policy", broken)
    code, text = outcome(start_build(company, copy, ("--select", "+policy_lint")))
    assert code == 1
    assert "is not a number: `many`" in text
    assert copy.read_bytes() == before
    assert [path.name for path in copy.parent.iterdir()] == [copy.name]


def public_rows(database: Path) -> dict[str, list[tuple]]:
    """Return the rows of each public table."""
    with duckdb.connect(str(database), read_only=True) as connection:
        tables = connection.execute(
            "select table_name from duckdb_tables() where schema_name = 'lead_scoring'"
        ).fetchall()
        return {
            name: sorted(connection.execute(f"from lead_scoring.lead_scoring.{name}").fetchall(), key=repr)
            for (name,) in tables
        }


def no_file_grows_beyond(size: int) -> Callable[[], None]:
    """Make a process find the disk full: what it writes behind this many bytes of a file fails."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


@pytest.mark.long
def test_a_full_disk(company):
    database = company / "lead_scoring.duckdb"
    code, text = outcome(start_build(company))
    assert code == 0, text
    good = public_rows(database)

    grown = small.inputs()
    grown["contacts"] += [small.row("contacts", contact_id=f"c{i}", country="Germany") for i in range(30_000)]
    write_tables(company / "inputs", grown)
    # More than the files of dbt need.
    code, text = outcome(start_build(company, preexec_fn=no_file_grows_beyond(8_000_000)))
    assert code == 1, text
    assert f'Could not write file "{database}' in text
    assert "The disk is full: make room, and build again." in text
    assert "The public tables are as the last good build left them." in text
    assert public_rows(database) == good

    code, text = outcome(start_build(company))
    assert code == 0, text
    scores = Counter(row[5] for row in public_rows(database)["contact_scores"])
    assert scores == {25: 1, 0: 1, 10: 30_000}


def test_a_full_disk_leaves_the_copy(tmp_path):
    source = published(tmp_path / "db" / "scores.duckdb", {"contact_scores": "b2"})
    copy = read_copy.refresh(source, tmp_path)
    before = copy.read_bytes()
    refused = subprocess.run(
        [sys.executable, "-m", "tools.read_copy"],
        cwd=ROOT,
        env=os.environ | {"LEAD_SCORING_DUCKDB": str(source), "LEAD_SCORING_READ_COPY": str(tmp_path)},
        preexec_fn=no_file_grows_beyond(len(before) // 2),
        capture_output=True,
        text=True,
    )
    assert refused.returncode == 1
    assert "The readers' copy is as it was: File too large" in refused.stderr
    assert copy.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["db", copy.name]


def published(database: Path, builds: dict[str, str]) -> Path:
    """Make a database whose public tables are of these builds; the gate says `b2`."""
    database.parent.mkdir(exist_ok=True)
    with duckdb.connect(str(database)) as connection:
        connection.execute("create schema lead_scoring")
        connection.execute("create schema lead_scoring_internal")
        connection.execute("create table lead_scoring_internal.build as select 'b2' as build_id")
        for table, build in builds.items():
            connection.execute(f"create table lead_scoring.{table} as select '{build}' as build_id")
    return database


def test_tables_of_two_builds_are_not_copied(tmp_path):
    copy = tmp_path / "scores.duckdb"
    # An alert is of the build that told it.
    good = {"contact_scores": "b2", "score_ledger": "b2", "mql_alerts": "b1"}
    read_copy.refresh(published(tmp_path / "good" / copy.name, good), copy)
    before = copy.read_bytes()
    mixed = published(tmp_path / "mixed" / copy.name, {"contact_scores": "b2", "score_ledger": "b1"})
    with pytest.raises(CannotCopy, match="of another build than the others: score_ledger"):
        read_copy.refresh(mixed, copy)
    assert copy.read_bytes() == before


@pytest.mark.parametrize(
    ("target", "says"),
    [
        ("db/scores.duckdb", "is the database itself"),
        ("copy.duckdb", "must be called scores.duckdb"),
        ("nowhere/scores.duckdb", "there is no folder"),
    ],
)
def test_a_copy_that_could_not_be_read_is_refused(tmp_path, target, says):
    source = published(tmp_path / "db" / "scores.duckdb", {"contact_scores": "b2"})
    with pytest.raises(CannotCopy, match=says):
        read_copy.refresh(source, tmp_path / target)


def start_holder(database: Path) -> subprocess.Popen:
    """Start a process that holds the database until it is told something."""
    holder = subprocess.Popen(
        [sys.executable, "-c", "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print(); input()", str(database)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    holder.stdout.readline()
    return holder


def test_a_backfill_says_who_holds_the_database(tmp_path):
    source = published(tmp_path / "db" / "scores.duckdb", {"contact_scores": "b2"})
    holder = start_holder(source)
    backfill = subprocess.run(
        [sys.executable, "-m", "tools.backfill", "--from", "2026-01-01", "--to", "2026-01-02"],
        cwd=ROOT,
        env=os.environ | {"LEAD_SCORING_DUCKDB": str(source), "DBT_PROFILES_DIR": str(ROOT / "profiles")},
        capture_output=True,
        text=True,
    )
    holder.communicate("\n")
    assert backfill.returncode == 2
    assert f"Cannot rebuild: {source} is held by process {holder.pid}" in backfill.stdout


def test_the_copy_alone_says_what_keeps_it(tmp_path, monkeypatch, capsys):
    source = published(tmp_path / "db" / "scores.duckdb", {"contact_scores": "b2"})
    monkeypatch.setenv("LEAD_SCORING_DUCKDB", str(source))
    monkeypatch.delenv("LEAD_SCORING_READ_COPY", raising=False)
    assert read_copy.main([]) == 1
    assert "Set LEAD_SCORING_READ_COPY" in capsys.readouterr().err
    # A folder is enough.
    monkeypatch.setenv("LEAD_SCORING_READ_COPY", str(tmp_path))
    holder = start_holder(source)
    assert read_copy.main([]) == 1
    assert f"is held by process {holder.pid}" in capsys.readouterr().err
    holder.communicate("\n")
    assert read_copy.main([]) == 0
    assert (tmp_path / "scores.duckdb").exists()


def test_the_document_quotes_what_is_said(monkeypatch):
    document = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")
    monkeypatch.delenv("LEAD_SCORING_DUCKDB", raising=False)
    said = held_elsewhere(
        'Could not set lock on file "x": Conflicting lock is held in python (PID 4711).'
    ).splitlines()[0]
    assert "FAILED " + said.replace(str(duckdb_path().parent), "…") in document
    macro = (ROOT / "macros" / "cross_db" / "one_build.sql").read_text(encoding="utf-8")
    quoted = next(line for line in document.splitlines() if line.startswith("Another build is at work"))
    for part in quoted.replace("lead_scoring_internal", "|").replace("2026-06-30 12:00:03", "|").split("|"):
        assert part in macro
