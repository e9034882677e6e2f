"""docs/running.md and examples/schedule/: dbt takes every command, and every recipe does what is said of it."""

from __future__ import annotations

import ast
import csv
import os
import re
import shlex
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
import yaml
from dbt.cli.main import cli

from tests.python import small
from tests.python.conftest import ROOT, write_tables
from tests.python.test_outside_project import LEFT_BEHIND, OUTSIDE

DOCUMENT = ROOT / "docs" / "running.md"
EXAMPLES = ROOT / "examples" / "schedule"
# The path of the user's project in all examples.
PROJECT = "/srv/my_project"


def shell_lines() -> list[str]:
    """Each line of the document's shell blocks, without its comment."""
    blocks = re.findall(r"```sh\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.S)
    return [line.split("  #")[0].strip() for block in blocks for line in block.splitlines() if line.strip()]


def line_with(*parts: str) -> str:
    """Return the one line of the document's shell blocks that has all these parts."""
    [line] = [line for line in shell_lines() if all(part in line for part in parts)]
    return line


def dbt_commands() -> dict[str, list[str]]:
    """Every call of dbt in the document's shell blocks and in the examples, as words."""
    texts = [*shell_lines(), *(path.read_text(encoding="utf-8") for path in sorted(EXAMPLES.iterdir()))]
    found = [
        call for text in texts for call in re.findall(r"(?<![\w/-])dbt ((?:[a-z]+ ?)+(?:--[^|&;)'\"\n#]*)?)", text)
    ]
    commands = {call.strip(): shlex.split(call) for call in found if call.split()[0] in cli.commands}
    assert len(commands) > 6
    return commands


@pytest.mark.parametrize("call", dbt_commands())
def test_dbt_knows_the_command_and_its_options(call):
    command, words = cli, shlex.split(call)
    while hasattr(command, "commands"):
        command = command.commands[words.pop(0)]
    command.make_context(command.name, words, resilient_parsing=False)


def selectors() -> set[str]:
    """What the commands select; `state:` needs the manifest of another build, and has a test of its own."""
    chosen = {words[words.index("--select") + 1] for words in dbt_commands().values() if "--select" in words}
    examples = " ".join(path.read_text(encoding="utf-8") for path in EXAMPLES.glob("*.py"))
    chosen |= set(re.findall(r'select="([^"]+)"', examples))
    return {one for one in chosen if "state:" not in one}


def test_selectors_select_what_scores_and_publishes(dbt_build):
    rooms = {path.name for path in (ROOT / "models").iterdir() if path.is_dir()} - {"evaluation", "predictive"}
    assert len(selectors()) > 1
    for selector in selectors():
        listed = dbt_build(command="list", args=["--resource-type", "model", "--select", selector])
        assert listed.succeeded, listed.output
        assert {name.split(".")[1] for name in listed.result.result} == rooms, selector


@pytest.mark.parametrize("name", sorted(path.name for path in EXAMPLES.glob("*.py")))
def test_python_examples_are_python(name):
    tree = ast.parse((EXAMPLES / name).read_text(encoding="utf-8"))
    assert {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)} >= {PROJECT}


def test_the_example_of_github_actions_has_what_its_steps_need():
    workflow = yaml.safe_load((EXAMPLES / "github_actions.yml").read_text(encoding="utf-8"))
    # YAML 1.1 reads `on` as a boolean.
    assert workflow[True]["schedule"] == [{"cron": "30 5 * * *"}]
    [job] = workflow["jobs"].values()
    runs = [step["run"] for step in job["steps"] if "run" in step]
    assert [run.split()[:2] for run in runs] == [
        ["pip", "install"], ["dbt", "deps"], ["dbt", "source"], ["dbt", "build"],
    ]  # fmt: skip
    [freshness] = [step for step in job["steps"] if "freshness" in step.get("run", "")]
    assert freshness["continue-on-error"]
    profile = (ROOT / "profiles" / "profiles.yml").read_text(encoding="utf-8")
    assert [name for name in job["env"] if f"env_var('{name}'" not in profile] == []


def cron_command() -> tuple[list[str], str]:
    """Return the five fields of the crontab's one job, and its command."""
    lines = (EXAMPLES / "crontab").read_text(encoding="utf-8").splitlines()
    [job] = [line for line in lines if line[:1].isdigit()]
    assert [line.split("=")[0] for line in lines if re.match("[A-Z_]+=", line)] == ["CRON_TZ", "PATH"]
    *fields, command = job.split(" ", 5)
    return fields, command


def test_the_crontab_is_one():
    fields, command = cron_command()
    assert fields == ["30", "5", "*", "*", "*"]
    # To cron, a per cent sign is the end of the line.
    assert "%" not in command
    subprocess.run(["sh", "-n", "-c", command], check=True)


# --------------------------------------------------------------- for real


def shell(folder: Path, command: str, **settings: str) -> tuple[int, str]:
    """Run a command as somebody would who has only installed dbt; return its exit code and what it said."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("DBT_", "LEAD_SCORING_"))}
    env["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{env['PATH']}"
    run = subprocess.run(command, cwd=folder, env=env | settings, shell=True, capture_output=True, text=True)
    return run.returncode, run.stdout + run.stderr


def query(database: Path, sql: str) -> list[tuple]:
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute(sql).fetchall()


@pytest.mark.long
def test_a_failed_build_is_taken_up_by_retry_and_cron_scores_the_next_day(tmp_path):
    """In a project that installs the package, and whose own models are the inputs."""
    project = tmp_path / "acme"
    shutil.copytree(OUTSIDE, project, ignore=LEFT_BEHIND)
    packages = project / "packages.yml"
    packages.write_text(packages.read_text().replace("../..", str(ROOT)), encoding="utf-8")
    code, said = shell(project, "dbt deps")
    assert code == 0, said[-6000:]

    model = project / "models" / "crm" / "stg_activities.sql"
    good = model.read_text(encoding="utf-8")
    model.write_text(f"{good}\nwhere no_such_column", encoding="utf-8")
    [first] = {line.split(" ||")[0] for line in shell_lines() if line.startswith("dbt build --select +package:")}
    code, said = shell(project, f"{first} --vars '{{as_of: 2026-06-30}}' || dbt retry")
    assert code == 1, said[-6000:]
    assert said.count("Running with dbt=") == 2
    assert "no_such_column" in said
    database = project / "acme.duckdb"
    tables = "select count(*) from duckdb_tables() where schema_name = 'analytics_scores'"
    assert query(database, tables) == [(0,)]

    model.write_text(good, encoding="utf-8")
    code, said = shell(project, "dbt retry")
    assert code == 0, said[-6000:]
    scores = "select contact_id, score, cast(as_of as varchar) from analytics_scores.contact_scores order by 1"
    assert query(database, scores) == [(who, score, "2026-06-30") for who, score in (("17", 70), ("18", 10), ("19", 5))]
    # What was built before it failed is not built again.
    assert "seed file" not in said

    command = cron_command()[1].replace("/tmp/", f"{tmp_path}/").replace(PROJECT, str(project))
    shutil.rmtree(project / "logs")
    days = {str(datetime.now(UTC).date())}
    code, said = shell(project, command)
    log = (project / "logs" / "lead_scoring.log").read_text(encoding="utf-8")
    assert code == 0, log[-3000:]
    days.add(str(datetime.now(UTC).date()))
    assert {day for _, _, day in query(database, scores)} <= days
    # Freshness was asked before, and nothing had to be taken up.
    assert log.count("Running with dbt=") == 2


@pytest.fixture(scope="module")
def clone(tmp_path_factory) -> Path:
    """A clone with inputs of its own."""
    clone = tmp_path_factory.mktemp("clone") / "lead_scoring"
    clone.mkdir()
    for name in ("models", "macros", "seeds", "tests", "profiles", "analyses"):
        shutil.copytree(ROOT / name, clone / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("dbt_project.yml", ".dbtignore", ".env"):
        shutil.copy(ROOT / name, clone)
    inputs = small.inputs()
    inputs["activities"].append(
        small.row(
            "activities", activity_id="d", contact_id="bo", occurred_at="2026-02-05 10:00:00",
            activity_type="demo_request",
        )
    )  # fmt: skip
    write_tables(clone / "inputs", inputs)
    return clone


def public_rows(database: Path) -> dict[str, list[tuple]]:
    tables = query(database, "select table_name from duckdb_tables() where schema_name = 'lead_scoring'")
    return {table: query(database, f"from lead_scoring.lead_scoring.{table} order by all") for (table,) in tables}


@pytest.mark.long
def test_pull_requests_and_developers_build_beside_production_and_an_upgrade_keeps_its_history(clone):
    inputs = {"LEAD_SCORING_INPUTS": str(clone / "inputs")}
    database = clone / "lead_scoring.duckdb"
    # Unit tests run on the demo's tables, and are off with inputs of one's own.
    given = "--vars '{as_of: 2026-02-10}'"
    code, said = shell(clone, f"{line_with('dbt build', 'target/prod', '--target-path')} {given}", **inputs)
    assert code == 0, said[-6000:]
    production = public_rows(database)
    assert len(production) > 20

    rules = clone / "seeds" / "policy" / "scoring_rules.csv"
    with rules.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    [demo] = [row for row in rows if row["rule_id"] == "demo_request" and row["model_id"] == "b2b_default"]
    demo["points"] = str(int(demo["points"]) - 20)
    write_tables(rules.parent, {"scoring_rules": rows})
    code, said = shell(clone, f"{line_with('state:modified+', '--defer')} {given}", **inputs)
    assert code == 0, said[-6000:]
    assert public_rows(database) == production
    score = "select score from lead_scoring.{}.contact_scores where contact_id = 'bo' and model_id = 'b2b_default'"
    [(before,)], [(after,)] = (query(database, score.format(schema)) for schema in ("lead_scoring", "pr_42"))
    assert after < before
    # What it did not change is production's.
    own = {
        name for (name,) in query(database, "select table_name from duckdb_tables() where schema_name like 'pr_42%'")
    }
    assert {"scoring_rules", "policy_rules", "total_scores", "contact_scores"} <= own
    assert not {"stg_activities", "stg_contacts", "dimensions"} & own
    compiled = [path.read_text(encoding="utf-8") for path in (clone / "target" / "compiled").rglob("*.sql")]
    assert any('"lead_scoring"."lead_scoring_internal"."stg_' in text for text in compiled)

    code, said = shell(clone, f"{line_with('LEAD_SCORING_SCHEMA=dev_ann')} {given}", **inputs)
    assert code == 0, said[-6000:]
    assert public_rows(database) == production
    assert query(database, score.format("dev_ann")) == [(after,)]
    schemas = {name for (name,) in query(database, "select schema_name from duckdb_schemas()")}
    assert {"dev_ann", "dev_ann_internal", "dev_ann_policy"} <= schemas

    upgrade = re.search(r"`(dbt build --full-refresh [^`]*)`", DOCUMENT.read_text(encoding="utf-8")).group(1)
    code, said = shell(clone, f"{upgrade} {given.replace('02-10', '02-11')}", **inputs)
    assert code == 0, said[-6000:]
    history = (
        "select cast(valid_from as varchar), score from lead_scoring.lead_scoring.score_history"
        " where contact_id = 'bo' and model_id = 'b2b_default' order by 1"
    )
    kept = query(database, history)
    assert kept[0] == ("2026-02-10", before)
    assert kept[1][0] == "2026-02-11"
