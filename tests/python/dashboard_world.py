"""Warehouse files for tests of the dashboard: the demo, the demo many times over, and the tables of an evaluation."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb

# What names people and what they did: it gets a suffix in each copy of the demo, so that all joins hold.
NAMES = ("contact_id", "company_id", "top_contact_id", "survivor_id", "activity_id")
INTERNAL = ("contact_survivors", "stg_activity_rows", "stg_activity_duplicates", "contact_engagement")


BUILT: list[Path] = []


def built_demo(dbt_build: Callable) -> Path:
    """Build the demo once for all tests of the dashboard."""
    if not BUILT:
        build = dbt_build(args=["--exclude-resource-type", "unit_test", "--exclude-resource-type", "test"])
        assert build.succeeded, build.output
        BUILT.append(build.database)
    return BUILT[0]


def multiply(database: Path, target: Path, times: int) -> Path:
    """Copy a built file with its people and companies so many times; the first of each keeps its id."""
    shutil.copy(database, target)
    with duckdb.connect(str(target)) as connection:
        tables = connection.execute(
            """
            select schema_name, table_name
            from duckdb_tables()
            where schema_name = 'lead_scoring' or schema_name = 'lead_scoring_internal' and list_contains(?, table_name)
            """,
            [list(INTERNAL)],
        ).fetchall()
        for schema, table in tables:
            full_name = f'"{target.stem}"."{schema}"."{table}"'
            columns = [column[0] for column in connection.execute(f"describe {full_name}").fetchall()]
            if not set(NAMES) & set(columns):
                continue
            said = [
                f"{name} || case when copies.n > 0 then '~' || copies.n else '' end as {name}"
                if name in NAMES or (name.endswith("_key") and name != "source_key")
                else name
                for name in columns
            ]
            connection.execute(
                f"create or replace table {full_name} as select {', '.join(said)} from {full_name} as one "
                f"cross join (select unnest(range({times})) as n) as copies order by copies.n"
            )
    return target


def add_evidence(database: Path, model_id: str, enough: bool = True) -> None:
    """Write what a build with `lead_scoring_evaluate` leaves behind, as far as the dashboard reads it."""
    rate = "0.25" if enough else "null"
    with duckdb.connect(str(database)) as connection:
        connection.execute(f'use "{database.stem}"."lead_scoring_internal"')
        connection.execute(f"""
            create or replace table evaluation_summary as select '{model_id}' as model_id, 30 as horizon_days,
                date '2026-04-01' as first_day, date '2026-05-31' as last_day, 3 as finished_days, 2000 as examples,
                100 as conversions, 0.05::numeric(28, 6) as base_rate, {"0.81" if enough else "null"} as auc,
                {"4.2" if enough else "null"}::numeric(28, 6) as best_tenth_lift, {enough} as is_enough,
                {"null" if enough else "'too few: 3 conversions, 20 are needed'"} as note""")
        connection.execute(f"""
            create or replace table evaluation_deciles as select '{model_id}' as model_id, n as decile,
                100 - 10 * n as lowest_score, 109 - 10 * n as highest_score, 200 as examples, 22 - 2 * n as conversions,
                (0.22 - 0.02 * n)::numeric(28, 6) as conversion_rate, 4.4 - 0.4 * n as lift, n / 10.0 as gain
            from (select unnest(range(1, 11)) as n) as tenths""")
        connection.execute(f"""
            create or replace table evaluation_calibration as select '{model_id}' as model_id, 'grade' as scale, band,
                position, 500 as examples, 25 as conversions, 0.05 * position as conversion_rate,
                0.03 * position as rate_from, 0.08 * position as rate_to
            from (values ('C', 1), ('B', 2), ('A', 3)) as bands (band, position)""")
        connection.execute(f"""
            create or replace table evaluation_cuts as select '{model_id}' as model_id, cut, 1000 - 10 * cut
                as standing_contacts, 50 - cut / 2.0 as expected_conversions, {rate} as conversion_precision,
                1 - cut / 100.0 as recall, 2.5 as lift
            from (values (0), (20), (40), (60), (80)) as cuts (cut)""")
        connection.execute(f"""
            create or replace table threshold_advice as select '{model_id}' as model_id, position, cut, 2 as capacity,
                1.5 as leads_per_day, 0.2 as conversion_rate, 45 as leads_per_30_days,
                9 as expected_conversions_per_30_days, cast(null as varchar) as message
            from (values ('one_higher', 60), ('advised', 40), ('one_lower', 20)) as cuts (position, cut)""")
        connection.execute(f"""
            create or replace table rule_evidence as select '{model_id}' as model_id, 'demo_request' as rule_id,
                'reverse' as advice, 'high' as confidence, 0.4 as lift, -7 as suggested_points""")
