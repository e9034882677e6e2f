"""What `mf` answers, against plain SQL on the same tables. The demo, one process for all queries."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from decimal import Decimal

import pytest

from tests.python.conftest import ROOT

ONE_MODEL = "{{ Dimension('lifecycle_transition__model_id') }} = 'b2b_default'"
# Name: arguments of `mf query`, and what it must give: the group first, if any, then the metrics by their names.
QUERIES = {
    "MQLs by month": (
        ["--metrics", "new_mqls", "--group-by", "metric_time__month"],
        """select date_trunc('month', on_date) as on_month, count(*)
        from lifecycle_transitions where to_stage = 'mql' group by on_month""",
    ),
    "share of MQLs, distribution of scores": (
        ["--metrics", "scored_contacts,mql_share,average_score", "--group-by", "contact_score__score_band"],
        """select cast(floor(score / 10.0) * 10 as integer) as band, count(*) as scored_contacts,
            avg(cast(is_mql as integer)) as mql_share, avg(score) as average_score
        from contact_scores group by band""",
    ),
    "conversion": (
        ["--metrics", "mql_to_opportunity"],
        """with mqls as (
            select * from lifecycle_transitions where to_stage = 'mql'
        ),
        converted as (
            select distinct opportunities.lifecycle_transition_key
            from lifecycle_transitions as opportunities
            inner join mqls
                on mqls.model_id = opportunities.model_id and mqls.contact_id = opportunities.contact_id
                and opportunities.on_date >= mqls.on_date and opportunities.on_date < mqls.on_date + 90
            where opportunities.to_stage = 'opportunity' and opportunities.reason <> 'earlier_outcome'
        )
        select (select count(*) from converted) / (select count(*) from mqls)""",
    ),
    "speed to lead": (
        ["--metrics", "days_to_answer,share_answered_in_time,mqls_overdue", "--group-by", "mql_response__model_id"],
        """select model_id, avg(days_to_answer) as days_to_answer,
            count(*) filter (status = 'answered_in_time') / count(*) filter (status <> 'ended')
                as share_answered_in_time,
            count(*) filter (status = 'overdue') as mqls_overdue
        from mql_responses group by model_id""",
    ),
    "goals": (
        ["--metrics", "goal_reached,goal_target,goal_share", "--group-by", "goal_progress__goal_id"],
        """select goal_id, sum(reached) as goal_reached, sum(target) as goal_target,
            sum(reached) / sum(target) as goal_share
        from goal_progress group by goal_id""",
    ),
    "pipeline by grade": (
        ["--metrics", "opportunities_opened,pipeline_amount,win_rate", "--group-by", "opportunity__grade_at_opening"],
        """select grade_at_opening, count(*) as opportunities_opened,
            sum(amount) filter (status = 'open') as pipeline_amount,
            count(*) filter (status = 'won') / nullif(count(*) filter (status in ('won', 'lost')), 0) as win_rate
        from opportunities group by grade_at_opening""",
    ),
    "conversion by stage, one model": (
        ["--metrics", "stage_entries", "--group-by", "lifecycle_transition__to_stage", "--where", ONE_MODEL],
        "select to_stage, count(*) from lifecycle_transitions where model_id = 'b2b_default' group by to_stage",
    ),
}
ASK = """
import json, sys
from click.testing import CliRunner
import update_checker
update_checker.UpdateChecker.check = lambda *arguments, **options: None
from dbt_metricflow.cli.main import cli
for arguments in json.loads(sys.argv[1]):
    result = CliRunner().invoke(cli, arguments)
    if result.exit_code:
        sys.exit(f"{arguments}: {result.output}{result.exception!r}")
"""


def comparable(value: object) -> object:
    """Return numbers rounded to 6 places, the rest as text; null and nothing are alike."""
    if value is None or value == "":
        return ""
    try:
        return round(Decimal(str(value)), 6).normalize()
    except ArithmeticError:
        return str(value).split("T")[0].split(" ")[0]


@pytest.fixture(scope="module")
def answers(dbt_build, tmp_path_factory):
    """Build the demo, and ask `mf` all questions in a folder that has what `mf` reads of a project."""
    work = tmp_path_factory.mktemp("metrics")
    # Its rows are tested in test_demo.py.
    demo = dbt_build(database=work / "demo.duckdb", tests=False, artifacts=True)
    assert demo.succeeded, demo.failures()
    (work / "target").mkdir()
    shutil.copy(demo.artifacts / "semantic_manifest.json", work / "target" / "semantic_manifest.json")
    (work / "dbt_project.yml").write_text("name: asking\nprofile: lead_scoring\n", encoding="utf-8")
    asked = [
        ["query", *arguments, "--csv", str(work / f"{n}.csv")] for n, (arguments, _) in enumerate(QUERIES.values())
    ]
    settings = {
        "DBT_PROFILES_DIR": str(ROOT / "profiles"), "LEAD_SCORING_DUCKDB": str(demo.database),
        "METRICFLOW_CLIENT_EMAIL": "", "DO_NOT_TRACK": "1",
    }  # fmt: skip
    run = subprocess.run(
        [sys.executable, "-c", ASK, json.dumps([["validate-configs", "--skip-dw"], *asked])],
        cwd=work, env=os.environ | settings, capture_output=True, text=True,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout[-2000:] + run.stderr[-3000:]
    return demo, work


@pytest.mark.parametrize("number", range(len(QUERIES)), ids=QUERIES)
def test_the_metrics_are_those_of_plain_sql(answers, number):
    demo, work = answers
    with (work / f"{number}.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    arguments, sql = list(QUERIES.values())[number]
    metrics = arguments[1].split(",")
    answered = [[*row[: len(row) - len(metrics)], *(row[header.index(metric)] for metric in metrics)] for row in rows]
    expected = []
    for row in demo.query(sql):
        group, values = list(row.values())[: len(row) - len(metrics)], list(row.values())[-len(metrics) :]
        expected.append([*group, *([row[metric] for metric in metrics] if len(metrics) > 1 else values)])
    assert expected
    assert sorted([[*map(comparable, row)] for row in answered], key=str) == sorted(
        [[*map(comparable, row)] for row in expected], key=str
    )
