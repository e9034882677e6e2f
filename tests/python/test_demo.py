"""The main job on the demo company, and the examples of the documents, run as they stand."""

from __future__ import annotations

import os
import re
import shutil
import subprocess

import pytest

from tests.python import small
from tests.python.conftest import ROOT, write_tables


@pytest.fixture(scope="module")
def demo(dbt_build, tmp_path_factory):
    # The default name of the file, which is that of the schema, too: DuckDB minds that in views.
    build = dbt_build(database=tmp_path_factory.mktemp("demo") / "lead_scoring.duckdb")
    assert build.succeeded, build.failures() or build.output[-3000:]
    return build


def test_the_summary_is_the_one_in_the_readme(demo):
    block = (ROOT / "README.md").read_text(encoding="utf-8").split("A build ends like this:")[1]
    shown = block.split("```text\n")[1].split("\n```")[0].splitlines()
    said = demo.output.splitlines()
    for line in shown:
        assert line in said or line.strip() == "…", line


def test_the_unit_tests_hold(dbt_build, demo):
    tested = dbt_build(command="test", args=["--select", "test_type:unit"], database=demo.database)
    assert tested.succeeded, tested.failures() or tested.output[-3000:]
    assert len(tested.result.result.results) > 250


def test_the_default_policy_predicts_but_not_too_well(demo):
    """AUC of the score on 30 April for an opportunity or a win in the 60 days after it, ties counted half."""
    internal = f'"{demo.database.stem}".lead_scoring_internal'
    [row] = demo.query(
        f"""
        with successes as (
            select survivors.survivor_id as contact_id, cast(outcomes.occurred_at as date) as on_date
            from {internal}.stg_outcomes as outcomes
            inner join {internal}.contact_survivors as survivors on outcomes.contact_id = survivors.contact_id
            where outcomes.outcome_type in ('opportunity', 'won')
        ),
        scored as (
            select
                scores.contact_id,
                scores.score,
                coalesce(bool_or(on_date > as_of and on_date <= as_of + 60), false) as succeeds,
                coalesce(bool_or(on_date <= as_of), false) as is_over
            from {internal}.total_scores as scores
            left join successes on scores.contact_id = successes.contact_id
            where as_of = date '2026-04-30'
            group by all
        ),
        pairs as (
            select case when won.score > lost.score then 1.0 when won.score = lost.score then 0.5 else 0 end as win
            from scored as won
            inner join scored as lost on won.succeeds and not lost.succeeds
            where not won.is_over and not lost.is_over
        )
        select count(*) as pairs, avg(win) as auc from pairs
        """
    )
    assert row["pairs"] > 10_000
    assert 0.65 <= row["auc"] <= 0.85


def test_the_demo_has_a_history_of_90_days(demo):
    [row] = demo.query(
        "select min(valid_from) as first_day, count(distinct valid_from) as days,"
        " count(change_30d) as with_change from score_history cross join (select count(change_30d) as change_30d"
        " from contact_scores where change_30d <> 0)"
    )
    assert str(row["first_day"]) == "2026-04-01"
    assert row["days"] > 60


def test_shares_that_one_would_show_to_sales(demo):
    [row] = demo.query(
        "select avg(cast(mql_entries > 0 as int)) as mqls, (select avg(cast(is_mqa as int)) from company_scores)"
        " as mqas, count(distinct stage) as stages from lifecycle_current"
    )
    assert 0.01 < row["mqls"] < 0.1
    assert 0.02 < row["mqas"] < 0.2
    assert row["stages"] == 7


def test_the_example_of_your_data_runs_as_it_stands(dbt_build, tmp_path):
    text = (ROOT / "docs" / "your_data.md").read_text(encoding="utf-8")
    script = re.search(r"```sh\n(.*?)```", text, re.S).group(1)
    prepare, command = script.split("LEAD_SCORING_INPUTS=", 1)
    subprocess.run(["bash", "-ec", prepare], cwd=tmp_path, check=True, env={"PATH": os.environ["PATH"]})
    assert "as_of: 2026-06-30" in command
    build = dbt_build(inputs=tmp_path / "my_data", as_of="2026-06-30", tests=False)
    assert build.succeeded, build.failures() or build.output[-3000:]
    rows = build.query("select contact_id, company_id, score > 0 as has_score from contact_scores order by 1")
    assert rows == [
        {"contact_id": "1", "company_id": "k1", "has_score": True},
        {"contact_id": "2", "company_id": None, "has_score": False},
        {"contact_id": "3", "company_id": None, "has_score": True},
    ]

    shutil.copytree(ROOT / "seeds" / "policy", tmp_path / "my_policy")
    for name, block in re.findall(r"`my_policy/(\w+\.csv)`\n\n```csv\n(.*?)```", text, re.S):
        with (tmp_path / "my_policy" / name).open("a", encoding="utf-8") as file:
            file.write(block.split("\n", 1)[1])
    build = dbt_build(inputs=tmp_path / "my_data", policy=tmp_path / "my_policy", as_of="2026-06-30")
    assert build.succeeded, build.failures() or build.output[-3000:]
    fired = build.query("select contact_id, points from score_ledger where rule_id = 'fit_trial_plan'")
    assert [(r["contact_id"], int(r["points"])) for r in fired] == [("1", 15)]


def public_rows(build) -> dict[str, list[dict]]:
    tables = [path.stem for room in ("marts", "exports") for path in (ROOT / "models" / room).glob("*.sql")]
    return {table: build.query(f"select * from {table} order by all") for table in tables}


@pytest.mark.long
def test_the_same_inputs_give_the_same_rows_and_a_changed_number_moves_them(dbt_build, tmp_path):
    inputs = write_tables(tmp_path / "inputs", small.inputs())
    policy = small.policy()
    clock = {"as_of": "2026-02-10", "run_at": "2026-02-10 05:00:00"}
    first = dbt_build(inputs=inputs, policy=write_tables(tmp_path / "policy", policy), tests=False, **clock)
    assert first.succeeded, first.failures()
    rows = public_rows(first)
    again = dbt_build(inputs=inputs, policy=tmp_path / "policy", database=first.database, **clock)
    assert again.succeeded, again.failures()
    assert public_rows(again) == rows

    [visit] = [rule for rule in policy["scoring_rules"] if rule["rule_id"] == "visit"]
    visit["points"] = "7.5"
    changed = dbt_build(inputs=inputs, policy=write_tables(tmp_path / "changed", policy), tests=False, **clock)
    assert changed.succeeded, changed.failures()
    scores = {r["contact_id"]: r["score"] for r in changed.query("select * from contact_scores")}
    assert {r["contact_id"]: r["score"] for r in rows["contact_scores"]} == {"ann": 25, "bo": 0}
    assert scores == {"ann": 33, "bo": 0}  # 10 + 3 x 7.5 = 32.5, half away from zero
    versions = {r["policy_version"] for r in changed.query("select * from contact_scores")}
    assert versions.isdisjoint({r["policy_version"] for r in rows["contact_scores"]})
