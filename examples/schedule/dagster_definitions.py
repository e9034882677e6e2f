"""Score every day, one asset per model, and retry once. Tried with dagster 1.13 and dagster-dbt 0.29."""

from pathlib import Path

from dagster import AssetExecutionContext, Definitions, RetryPolicy, ScheduleDefinition, define_asset_job
from dagster_dbt import DbtCliResource, dbt_assets

PROJECT = Path("/srv/my_project")


@dbt_assets(
    manifest=PROJECT / "target" / "manifest.json",
    select="+package:lead_scoring",
    # A second build on the same day replaces the first.
    retry_policy=RetryPolicy(max_retries=1),
)
def lead_scoring(context: AssetExecutionContext, dbt: DbtCliResource):
    """Build and test every model of the package, and what it reads."""
    yield from dbt.cli(["build"], context=context).stream()


definitions = Definitions(
    assets=[lead_scoring],
    resources={"dbt": DbtCliResource(project_dir=PROJECT)},
    schedules=[ScheduleDefinition(job=define_asset_job("score"), cron_schedule="30 5 * * *", execution_timezone="UTC")],
)
