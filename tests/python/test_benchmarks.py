"""The rivals of the benchmarks do the same work: their scores are those of the project."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from benchmarks.__main__ import END, build, by_number_of_rules, plot, with_earlier
from benchmarks.handwritten import handwritten_sql
from benchmarks.policy import make_rules, write_policy
from tests.python.conftest import ROOT

RULES = 60


@pytest.fixture(scope="module")
def measured(tmp_path_factory) -> tuple[Path, Path, dict[str, float]]:
    """Inputs, the database built from them, and what was measured."""
    work = tmp_path_factory.mktemp("bench")
    command = ["-m", "tools.demo_data", "--out", str(work / "data"), "--format", "parquet", "--seed", "7"]
    command += ["--contacts", "1000", "--activities", "30000", "--distinct-share", "0.1"]
    subprocess.run([sys.executable, *command], check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    policy = write_policy(work / "policy", make_rules(RULES))
    return work / "data", work / "bench.duckdb", build(work / "bench.duckdb", work / "data", policy, END)


def test_handwritten_sql_gives_the_scores_of_the_project(measured):
    """But for ties between versions of one activity, and cases of merges that the hand-written SQL leaves out."""
    inputs, database, numbers = measured
    connection = duckdb.connect()
    connection.execute("set TimeZone = 'UTC'")
    connection.execute(handwritten_sql(make_rules(RULES), inputs, str(END), careful=True))
    connection.execute(f"attach '{database}' as project (read_only)")
    contacts, other, fired = connection.execute(
        """
        select
            count(*),
            count(*) filter (abs(by_hand.score - scores.score) > 0.51),
            count(*) filter (by_hand.interest_score between 1 and 99)
        from handwritten_scores as by_hand
        inner join project.lead_scoring.contact_scores as scores using (contact_id)
        """
    ).fetchone()
    assert contacts > 800
    assert fired > 300
    assert other <= contacts / 200
    assert 0 < numbers["without_ledger"] < numbers["seconds"]
    assert numbers["peak_memory_gb"] > 0.1


def test_more_rules_are_the_same_rules_and_more():
    assert make_rules(1000)[:20] == make_rules(20)
    assert len({rule.rule_id for rule in make_rules(1000)}) == 1000
    assert len({rule.conditions for rule in make_rules(1000)}) > 900


def test_the_rivals_are_measured_in_their_own_process(measured):
    inputs, _, _ = measured
    command = [sys.executable, "-m", "benchmarks.rivals", "lean", "--inputs", str(inputs), "--rules", "20"]
    command += ["--as-of", str(END), "--database", str(inputs.parent / "rival.duckdb")]
    run = subprocess.run(command, cwd=ROOT, env=os.environ, capture_output=True, text=True, check=True)
    assert '"seconds"' in run.stdout
    assert "peak_memory_gb" in run.stdout


def test_the_plot_shows_each_ratio():
    picture = plot({"daily_vs_full": {"ratio": 0.2}, "full_vs_lean_handwritten_100": {"ratio": 31.4}})
    assert picture.count("#0072b2") == 2
    assert "daily vs full" in picture
    assert "31.4" in picture


def test_a_part_of_the_benchmark_leaves_what_others_measured():
    earlier = {
        "events": 9,
        "machine": {"cores": 2},
        "full_vs_handwritten": {"100": {"ratio": 3, "measured_on": "2026-01-01"}},
        "full_vs_handwritten_1000": {"ratio": 1, "measured_on": "2026-01-01"},
        "full_vs_handwritten_100": {"ratio": 3, "measured_on": "2026-01-01"},
        "daily_vs_full": {"ratio": 0.9, "measured_on": "2026-01-02"},
        "of_before_there_were_days": {"ratio": 7},
        "raw": [],
    }
    new = {"full_vs_handwritten_100": {"ratio": 2, "measured_on": "2026-02-01"}}
    ratios = with_earlier(new, earlier)
    assert {name: numbers["ratio"] for name, numbers in ratios.items()} == {
        "full_vs_handwritten_1000": 1,
        "full_vs_handwritten_100": 2,
        "daily_vs_full": 0.9,
    }
    assert list(by_number_of_rules(ratios)) == ["100", "1000"]
