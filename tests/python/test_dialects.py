"""Warehouses without an account: what they would get parses, and gives the same rows."""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat

import duckdb
import pytest

pytest.importorskip("dbt.adapters.snowflake", reason="the adapters are not installed here: run `make test-dialects`")

from tests.python import dialects, parity
from tests.python.conftest import ROOT

pytestmark = pytest.mark.dialects
DIALECTS = ["snowflake", "bigquery", "redshift", "databricks"]
# Models whose translation says something else than the warehouse does, and why.
NOT_TRANSLATED = {
    "snowflake": {
        "input_fields": "flatten is unknown to DuckDB",
        "present_values": "DuckDB casts a JSON text with its quotes",
    },
    "bigquery": {"input_fields": "json_keys has no depth in DuckDB"},
    "redshift": {
        "input_fields": "unpivot of an object is unknown to DuckDB",
        "value_matches": "matches never does on Redshift: the lint refuses it",
        "lint_conditions": "the lint refuses matches",
        **dict.fromkeys(
            ["all_rejected_rows", "erased_keys", "stg_activity_duplicates", "stg_activity_rows",
             "stg_attribute_history_rows", "stg_company_rows", "stg_contact_rows", "stg_merge_rows",
             "stg_outcome_rows", "touched_days"],
            "object is unknown to DuckDB",
        ),
    },
}  # fmt: skip


@pytest.fixture(scope="module", params=DIALECTS)
def dialect(request) -> str:
    return request.param


@pytest.fixture(scope="module")
def compiled(dialect, tmp_path_factory) -> dict[bool, list[dialects.Compiled]]:
    """All models, data tests and analyses: of a first build (False), and of one that adds to it (True)."""
    work = tmp_path_factory.mktemp(dialect)
    return {standing: dialects.compile_project(dialect, work, standing) for standing in (False, True)}


@pytest.fixture(scope="module")
def demo(tmp_path_factory) -> duckdb.DuckDBPyConnection:
    """The demo with a week of past days, built by DuckDB."""
    engine = parity.DuckDB(tmp_path_factory.mktemp("demo"))
    failed = engine.build(parity.WITHOUT_TESTS, **dialects.DEMO_WEEK)
    assert not failed, failed
    connection = duckdb.connect(str(engine.path), read_only=True)
    connection.execute("set timezone = 'UTC'")
    yield connection
    connection.close()


def distinct_sql(compiled) -> dict[str, str]:
    return {node.sql: node.name for nodes in compiled.values() for node in nodes}


def test_everything_compiles(compiled):
    kinds = {kind: sum(node.kind == kind for node in compiled[False]) for kind in ("model", "test", "analysis")}
    assert kinds["model"] > 150
    assert kinds["test"] > 200
    assert kinds["analysis"] >= 2


# `position(… in …)`: sqlfluff 4.4 takes names and literals only, Snowflake any expression.
NOT_PARSED = {"snowflake": {"lint_hygiene", "derived_values"}}


def test_everything_parses(dialect, compiled):
    """By sqlfluff, which is strict: a parser that only translates lets nearly everything pass."""
    statements = distinct_sql(compiled)
    with ProcessPoolExecutor(min(4, os.cpu_count() or 1)) as pool:
        found = pool.map(dialects.unparsable, repeat(dialect), statements, chunksize=8)
        bad = {name: lines for name, lines in zip(statements.values(), found, strict=True) if lines}
    expected = NOT_PARSED.get(dialect, set())
    assert bad.keys() == expected, "\n".join(f"{name}: {lines[0]}" for name, lines in bad.items())


def test_sources_parse(dialect, tmp_path):
    """The models of all sources, which are off in all else that is compiled here."""
    folders = {path.name for path in (ROOT / "models" / "staging" / "sources").iterdir()}
    # Nested rows are for BigQuery only.
    folders -= set() if dialect == "bigquery" else {"ga4"}
    on = dialects.DEMO_WEEK | {"lead_scoring_sources": {name: {} for name in sorted(folders - {"united"})}}
    compiled = {
        node.name: node.sql for node in dialects.compile_project(dialect, tmp_path, standing=False, variables=on)
    }
    models = sorted(
        path.stem for name in folders for path in (ROOT / "models" / "staging" / "sources" / name).glob("*.sql")
    )
    problems = {name: dialects.unparsable(dialect, compiled[name]) for name in models}
    assert {name: found for name, found in problems.items() if found} == {}
    assert [f"{name}: {line}" for name in models for line in dialects.refused(dialect, compiled[name])] == []


def test_nothing_is_used_that_the_warehouse_lacks(dialect, compiled):
    bad = [
        f"{name}: {problem}"
        for sql, name in distinct_sql(compiled).items()
        for problem in dialects.refused(dialect, sql)
    ]
    assert not bad, "\n".join(bad)


BROKEN = {
    "snowflake": [
        "select count(*) filter (where a > 1) from t",
        "select string_agg(a, ',') from t",
        "select regexp_matches(a, 'x') from t",
    ],
    "bigquery": [
        "select listagg(a, ',') within group (order by a) from t",
        "select split_part(a, '|', 1) from t",
        "select a % 2 from t",
        "select a from t union select a from t",
        "select cast(null as string) as a where 1 = 0",
        "select cast(a as numeric(38, 20)) from t",
        "select cast(a as double precision) from t",
        "delete from t",
        "select t.a from t left join u on t.a in (u.a, u.b)",
        "select t.a from t left join u on u.a = u.b and t.a > u.a",
        "select a, sum(b) as b from t group by a having sum(b) > 1",
        "select u.a, count(*) as u from t inner join u on t.a = u.a group by u.a",
    ],
    "redshift": [
        "select count(*) filter (where a > 1) from t",
        "select a is not distinct from b from t",
        "select sum(a) over (partition by b order by c) from t",
        "select a from t cross join lateral (select t.b) as u",
        "select to_json(a) from t",
        "select a collate \"C\" from t",
    ],
    "databricks": [
        "select a::int8range from t",
        "select json_keys(a) from t",
        "select regexp_matches(a, 'x') from t",
        "select cast(a as double precision) from t",
    ],
}  # fmt: skip


def test_what_a_warehouse_lacks_is_found(dialect):
    """Of each of these one of the checks must say something, or they say nothing of the project either."""
    missed = [sql for sql in BROKEN[dialect] if not dialects.unparsable(dialect, sql) + dialects.refused(dialect, sql)]
    assert not missed


def test_translated_to_duckdb_the_models_give_the_same_rows(dialect, compiled, demo):
    if dialect == "databricks":
        pytest.skip("Databricks gets the variants of Spark, which test_engines.py runs on Spark itself")
    tables = dict(demo.execute("select table_name, table_schema from information_schema.tables").fetchall())
    bad, same = [], 0
    for node in compiled[False]:
        if node.name not in tables or node.kind != "model":
            continue
        try:
            lines = dialects.differing_rows(demo, tables[node.name], node.name, dialects.as_duckdb(dialect, node.sql))
        except duckdb.Error as error:
            lines = [str(error)[:300]]
        if lines and node.name not in NOT_TRANSLATED[dialect]:
            bad.append(f"{node.name}: {lines[0]}")
        if not lines and node.name in NOT_TRANSLATED[dialect]:
            bad.append(f"{node.name}: is the same, and still listed as not translated")
        same += not lines
    assert not bad, "\n".join(bad)
    assert same > 140


def test_a_build_reads_from_a_day_that_is_a_literal(compiled):
    """Only a literal says before the query runs which partitions it needs."""
    bound = f"cast('{dialects.READ_AGAIN_FROM}' as date)"
    later = {node.name: node.sql for node in compiled[True]}
    first = {node.name: node.sql for node in compiled[False]}
    assert f">= cast({bound} as timestamp)" in later["stg_activity_rows"]
    assert f"loaded_on >= {bound}" in later["touched_days"]
    whole = f"as_of >= cast('{dialects.WHOLE_DAY}' as date)"
    assert whole in later["published_ledger"]
    assert whole in later["remembered_lines_follow_each_other"]
    # The first build reads everything.
    assert dialects.READ_AGAIN_FROM not in first["stg_activity_rows"] + first["touched_days"]
    assert "loaded_on >= cast('0001-01-01' as date)" in first["touched_days"]


LAYOUTS = {
    "snowflake": {
        "stg_activity_rows": {"cluster_by": ["loaded_on"], "incremental_strategy": "delete+insert"},
        "activity_counts": {"incremental_strategy": "delete+insert"},
    },
    "bigquery": {
        "stg_activity_rows": {
            "partition_by": {"field": "loaded_on", "data_type": "date", "granularity": "day"},
            "cluster_by": ["contact_id"],
            "incremental_strategy": "insert_overwrite",
        },
        "activity_counts": {
            "partition_by": {"field": "activity_date", "data_type": "date", "granularity": "month"},
            "cluster_by": ["contact_id"],
            "incremental_strategy": "insert_overwrite",
        },
        "stg_activity_duplicates": {"materialized": "table"},
        "published_scores": {"cluster_by": ["model_id", "contact_id"]},
        "published_ledger": {"cluster_by": ["model_id", "contact_id"]},
    },
    "redshift": {
        "stg_activity_rows": {"dist": "contact_id", "sort": ["loaded_on"], "incremental_strategy": "delete+insert"},
        "activity_counts": {"dist": "contact_id", "sort": ["contact_id"]},
        "published_ledger": {"dist": "contact_id", "sort": ["contact_id"]},
    },
    "databricks": {
        "stg_activity_rows": {
            "liquid_clustered_by": ["loaded_on", "contact_id"],
            "file_format": "delta",
            "incremental_strategy": "delete+insert",
        },
        "activity_counts": {"liquid_clustered_by": ["contact_id"], "incremental_strategy": "delete+insert"},
        "published_ledger": {"liquid_clustered_by": ["model_id", "contact_id"]},
    },
}


def test_large_tables_lie_as_the_warehouse_reads_them(dialect, compiled):
    configs = {node.name: node.config for node in compiled[False]}
    for name, expected in LAYOUTS[dialect].items():
        assert {key: configs[name].get(key) for key in expected} == expected, name
    assert "partition_by" not in configs["total_scores"]
