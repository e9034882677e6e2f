"""Score every day: freshness, build, retry once. Tried with Airflow 3.3; on 2.x, DAG comes from `airflow` itself."""

from datetime import datetime, timedelta

from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG

PROJECT = "/srv/my_project"

with DAG(
    dag_id="lead_scoring",
    start_date=datetime(2026, 1, 1),
    schedule="30 5 * * *",
    catchup=False,
    # Two builds never write one schema at the same time.
    max_active_runs=1,
):
    freshness = BashOperator(
        task_id="freshness",
        bash_command=f"cd {PROJECT} && dbt source freshness --select package:lead_scoring || true",
    )
    score = BashOperator(
        task_id="score",
        bash_command=f"cd {PROJECT} && (dbt build --select +package:lead_scoring || dbt retry)",
        execution_timeout=timedelta(hours=1),
    )
    freshness >> score
