"""The two ways to bring data: existing relations by var, and files of a folder, here Parquet with native types."""

from __future__ import annotations

import duckdb

from tests.python import small
from tests.python.conftest import write_tables

AS_OF = "2026-02-10"
SCORES = "select contact_id, score, is_mql from contact_scores order by 1"
EXPECTED = [{"contact_id": "ann", "score": 25, "is_mql": True}, {"contact_id": "bo", "score": 0, "is_mql": False}]


def test_a_var_per_input_names_an_existing_relation(dbt_build, tmp_path):
    folder = write_tables(tmp_path / "inputs", small.inputs())
    database = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(database)) as connection:
        connection.execute("create schema crm")
        connection.execute(f"create table crm.people as from read_csv('{folder}/contacts.csv', all_varchar = true)")
        connection.execute(f"create view crm.events as from read_csv('{folder}/activities.csv', all_varchar = true)")
        connection.execute(
            "create schema rules; create table rules.bands as select 'm' as model_id, 'total' as dimension,"
            " 'everyone' as band"
        )
    policy = small.policy()
    del policy["mql_policies"]
    build = dbt_build(
        policy=write_tables(tmp_path / "policy", policy),
        database=database,
        as_of=AS_OF,
        lead_scoring_inputs={"contacts": "crm.people", "activities": "crm.events"},
        lead_scoring_policy={"score_bands": "rules.bands"},
    )
    assert build.succeeded, build.failures() or build.output[-3000:]
    rows = build.query("select contact_id, score, grade from contact_scores order by 1")
    assert [(r["contact_id"], r["score"], r["grade"]) for r in rows] == [("ann", 25, "everyone"), ("bo", 0, "everyone")]


def test_a_folder_of_parquet_files_with_native_types(dbt_build, tmp_path):
    source = write_tables(tmp_path / "csv", small.inputs())
    folder = tmp_path / "parquet"
    folder.mkdir()
    with duckdb.connect() as connection:
        connection.execute(
            f"""
            set TimeZone = 'America/New_York';
            copy (
                select
                    activity_id,
                    contact_id,
                    -- The same moments, as a warehouse in New York stores them.
                    timezone('UTC', cast(occurred_at as timestamp)) as occurred_at,
                    activity_type,
                    false as is_bot,
                    cast(1.5 as double) as value
                from read_csv('{source}/activities.csv', all_varchar = true)
            ) to '{folder}/activities.parquet';
            copy (
                select contact_id, country, cast(created_at as date) as created_at, 7 as seats
                from read_csv('{source}/contacts.csv', all_varchar = true)
            ) to '{folder}/contacts.parquet'
            """
        )
    build = dbt_build(inputs=folder, policy=write_tables(tmp_path / "policy", small.policy()), as_of=AS_OF)
    assert build.succeeded, build.failures() or build.output[-3000:]
    assert build.query(SCORES) == EXPECTED
    [visits] = build.query("select first_on, last_on, awards from score_ledger where rule_id = 'visit'")
    assert (str(visits["first_on"]), str(visits["last_on"]), visits["awards"]) == ("2026-02-01", "2026-02-03", 3)
