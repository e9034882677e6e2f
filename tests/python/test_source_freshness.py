"""`dbt source freshness` over all sources: what docs/sources.md says of it."""

from __future__ import annotations

import json

import duckdb
from dbt.adapters.duckdb import DuckDBConnectionManager
from dbt.cli.main import dbtRunner

from tests.python.conftest import ROOT, environment

# An hour after the load, three days after it, no load at all, and tables without the column that says when.
WAREHOUSE = """
create schema hubspot;
create table hubspot.contact as select 1 as id, timezone('UTC', now()) - interval 1 hour as _fivetran_synced;
create schema salesforce;
create table salesforce.contact as select 1 as id, timezone('UTC', now()) - interval 3 day as _fivetran_synced;
create schema marketo;
create table marketo.lead (id integer, _fivetran_synced timestamp);
create schema pardot;
create table pardot.prospect as select 1 as id;
create schema segment;
create table segment.users as select 1 as id, timezone('UTC', now()) - interval 35 hour as received_at;
create table segment.identifies as select 1 as user_id, timezone('UTC', now()) - interval 37 hour as received_at;
create schema atomic;
create table atomic.events as select 1 as event_id, timezone('UTC', now()) as collector_tstamp;
create schema ga4;
create table ga4.events as select 1 as event_timestamp
"""
EXPECTED = {
    "hubspot.contact": "pass",
    "salesforce.contact": "warn",
    "marketo.lead": "warn",
    "pardot.prospect": "runtime error",
    "segment.users": "pass",
    "segment.identifies": "warn",
    "snowplow.events": "runtime error",
    # Google does not say when it wrote, and tables that are not required are not asked for.
}


def test_freshness_passes_warns_and_fails_as_documented(tmp_path):
    database = tmp_path / "fresh.duckdb"
    with duckdb.connect(str(database)) as connection:
        connection.execute(WAREHOUSE)
    names = ["hubspot", "salesforce", "marketo", "pardot", "segment", "snowplow", "ga4"]
    settings = {"LEAD_SCORING_DUCKDB": str(database), "LEAD_SCORING_TARGET": None, "LEAD_SCORING_INPUTS": None}
    settings |= {"LEAD_SCORING_POLICY": None, "DBT_PROFILES_DIR": str(ROOT / "profiles")}
    command = ["source", "freshness", "--project-dir", str(ROOT), "--target-path", str(tmp_path / "target")]
    command += [
        "--log-path",
        str(tmp_path),
        "--vars",
        json.dumps({"lead_scoring_sources": {name: {} for name in names}}),
    ]
    with environment(settings):
        try:
            outcome = dbtRunner().invoke(["--quiet", "--log-level", "none", *command])
        finally:
            DuckDBConnectionManager.close_all_connections()
    assert not outcome.exception
    tables = [one for one in outcome.result.results if one.node.resource_type == "source"]
    found = {f"{one.node.source_name}.{one.node.name}": str(one.status) for one in tables}
    assert found == EXPECTED
    limits = {(one.node.freshness.warn_after.count, str(one.node.freshness.warn_after.period)) for one in tables}
    assert limits == {(36, "hour")}
    # A table that does not say when it was loaded fails the command; one that is late does not.
    assert not outcome.success
