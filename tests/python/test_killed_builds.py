"""Builds that are killed: no reader sees half a table, and the next build gives what an undisturbed one gives."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest

from tests.python import worlds as world_maker
from tests.python.conftest import ROOT, write_tables
from tests.python.test_incremental import LOADS, Loads, differing_tables
from tests.python.test_oracle_equality import tidy

KILLS = 20


def start_build(database: Path, inputs: Path, policy: Path, work: Path, day: str) -> subprocess.Popen:
    """Start a build without tests in a process group of its own."""
    command = [sys.executable, "-c", "from dbt.cli.main import cli; cli()", "--quiet", "build"]
    command += ["--exclude-resource-type", "unit_test", "--exclude-resource-type", "test"]
    command += ["--target-path", str(work / "target"), "--log-path", str(work / "logs")]
    command += ["--vars", repr({"as_of": day, "run_at": f"{day} 23:00:00", "lookback_days": 0})]
    paths = {"LEAD_SCORING_DUCKDB": database, "LEAD_SCORING_INPUTS": inputs, "LEAD_SCORING_POLICY": policy}
    settings = os.environ | {name: str(path) for name, path in paths.items()} | {"DBT_PROFILES_DIR": "profiles"}
    return subprocess.Popen(command, cwd=ROOT, env=settings, start_new_session=True)


def finish(process: subprocess.Popen) -> float:
    """Wait for a build that must succeed and return how many seconds it took."""
    began = time.monotonic()
    assert process.wait(timeout=600) == 0
    return time.monotonic() - began


def public_tables(database: Path) -> dict[str, str]:
    """Return a fingerprint of each public table and of the memory behind it; none while there is no such table."""
    found = {}
    with duckdb.connect(str(database), read_only=True) as connection:
        tables = connection.execute(
            "select schema_name || '.' || table_name from duckdb_tables()"
            " where schema_name = 'lead_scoring' or table_name in ('published_scores', 'activity_counts')"
        ).fetchall()
        for (table,) in tables:
            rows = f"select md5(cast(to_json(t) as varchar)) as line from {table} as t"
            found[table] = connection.execute(
                f"select md5(string_agg(line, '' order by line)) from ({rows})"
            ).fetchone()
    return found


@pytest.mark.long
def test_a_killed_build_leaves_whole_tables_and_the_next_one_heals(tmp_path):
    seeds = list(range(9100, 9108))
    worlds = [tidy(world_maker.make_world(seed)) for seed in seeds]
    loads = [Loads(seed, world) for seed, world in zip(seeds, worlds, strict=True)]
    policy = write_tables(tmp_path / "policy", world_maker.union(worlds).policy)
    # Two loads are new, and nothing but them is read: what a killed build took for done would be missing.
    inputs = []
    for load in (LOADS - 3, LOADS - 1):
        tables: dict[str, list] = {}
        for one in loads:
            for table, rows in one.until(load).items():
                tables.setdefault(table, []).extend(rows)
        inputs.append(write_tables(tmp_path / f"load{load}", tables))
    days = [str(world_maker.AS_OF + timedelta(days=load)) for load in (LOADS - 3, LOADS - 1)]

    killed, undisturbed = tmp_path / "killed" / "scores.duckdb", tmp_path / "undisturbed" / "scores.duckdb"
    for database in (killed, undisturbed):
        database.parent.mkdir()
    finish(start_build(killed, inputs[0], policy, tmp_path, days[0]))
    old = public_tables(killed)
    shutil.copy(killed, undisturbed)
    seconds = finish(start_build(undisturbed, inputs[1], policy, tmp_path, days[1]))
    new = public_tables(undisturbed)
    assert old != new

    moments = random.Random("moments")
    seen = set()
    for kill in range(KILLS):
        process = start_build(killed, inputs[1], policy, tmp_path, days[1])
        # The first seconds are start-up and touch nothing.
        time.sleep(seconds * (0.25 + 0.75 * (kill + moments.random()) / KILLS))
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        for table, fingerprint in public_tables(killed).items():
            assert fingerprint in (old[table], new[table]), f"{table} is neither the old nor the new one"
            if old[table] != new[table]:
                seen.add((table, fingerprint == new[table]))
    assert {is_new for _, is_new in seen} == {False, True}, "kills must hit builds before and after they publish"
    finish(start_build(killed, inputs[1], policy, tmp_path, days[1]))
    assert differing_tables(killed, undisturbed) == {}
