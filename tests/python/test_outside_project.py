"""A project of somebody else installs this one: own inputs, policy, names and schemas; nothing of ours is edited."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from tests.python.conftest import ROOT

OUTSIDE = ROOT / "tests" / "outside_project"
LEFT_BEHIND = shutil.ignore_patterns("dbt_packages", "target", "logs", "*.duckdb*", "package-lock.yml", ".user.yml")


@pytest.fixture(scope="module")
def outside(tmp_path_factory) -> Path:
    """The project in a folder of its own, built as its README says."""
    folder = tmp_path_factory.mktemp("outside") / "acme"
    shutil.copytree(OUTSIDE, folder, ignore=LEFT_BEHIND)
    packages = folder / "packages.yml"
    packages.write_text(packages.read_text().replace("../..", str(ROOT)), encoding="utf-8")
    command = next(line for line in (OUTSIDE / "README.md").read_text().splitlines() if line.startswith("dbt deps"))
    # As somebody has it who has only installed dbt: none of our settings.
    ours = ("DBT_", "LEAD_SCORING_")
    env = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    env["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{env['PATH']}"
    run = subprocess.run(command, cwd=folder, env=env, shell=True, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout[-4000:] + run.stderr[-2000:]
    return folder


def rows(outside: Path, query: str) -> list[tuple]:
    with duckdb.connect(str(outside / "acme.duckdb"), read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_the_scores_come_from_its_inputs_and_its_policy(outside):
    scores = rows(outside, "select contact_id, score, grade, is_mql from analytics_scores.contact_scores order by 1")
    # 17: 20 trial + 10 large + 2 x 5 prices + 30 demo; 18: 10 large; 19: 5 prices.
    assert scores == [("17", 70, "hot", True), ("18", 10, "cold", False), ("19", 5, "cold", False)]
    assert rows(outside, "select stage from analytics_scores.lifecycle_current where contact_id = '18'") == [("won",)]
    assert rows(outside, "select reason from analytics_scores.rejected_rows") == [("contact_id is missing",)]


def test_its_models_stand_on_the_scores_and_keep_their_names(outside):
    assert rows(outside, "select person_id, mail, score from analytics.hot_leads") == [
        (17, "ada@northwind.example", 70)
    ]
    # Its macro of the same name was used in its model, ours in ours.
    assert rows(outside, "select min(email) from analytics.stg_contacts") == [("ADA@NORTHWIND.EXAMPLE",)]
    assert rows(outside, "select min(email) from analytics_internal.stg_contacts") == [("ada@northwind.example",)]


def test_its_schemas_and_materialisations_count(outside):
    kinds = dict(rows(outside, "select table_schema || '.' || table_name, table_type from information_schema.tables"))
    assert kinds["analytics_scores.contact_dimension_scores"] == "VIEW"
    assert kinds["analytics_scores.contact_scores"] == "BASE TABLE"
    assert kinds["analytics_crm.crm_contacts"] == "BASE TABLE"
    # Nothing of the demo came along.
    assert not [name for name in kinds if "demo" in name]
