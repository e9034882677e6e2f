"""The demo in local stand-ins of warehouses, and its tables against those of DuckDB.

A stand-in translates the warehouse's SQL to DuckDB while it runs: it shows that dbt's statements, hooks and contracts
fit together, and says little about what the warehouse itself would refuse (that is test_dialects). It needs an
environment of its own (`make test-stand-ins`); where it is not installed, the test is skipped, saying so.
"""

from __future__ import annotations

import logging
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from unittest import mock

import pytest

from tests.python.conftest import environment

pytestmark = pytest.mark.stand_ins
# Not compared, and why: names of input columns are in upper case in Snowflake's JSON; two contacts of the demo stand
# twice, and the greatest md5 of the row as JSON counts, which each engine writes in its way.
OWN_WAYS = {
    "input_fields", "read_fields", "contact_values", "known_values", "present_values", "recorded_attributes",
}  # fmt: skip
DAYS = {"as_of": "2026-06-30", "backfill_from": "2026-06-24", "run_at": "2026-06-30 12:00:00"}
SNOWFLAKE = {
    "LEAD_SCORING_SF_ACCOUNT": "none",
    "LEAD_SCORING_SF_USER": "nobody",
    "LEAD_SCORING_SF_PASSWORD": "none",
    # Not lead_scoring: the stand-in confuses a schema with a database of that name.
    "LEAD_SCORING_SF_DATABASE": "crm",
}


def comparable(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
    if isinstance(value, Decimal):
        return value.normalize() if value else Decimal(0)
    return value


@contextmanager
def fake_snowflake():
    """Answer for Snowflake inside this process."""
    fakesnow = pytest.importorskip("fakesnow", reason="fakesnow is not installed here: run `make test-stand-ins`")
    import snowflake.connector
    from fakesnow.transforms import transforms
    from sqlglot import exp

    def replaces_all(expression):
        """As the stand-in does, but for its second look at backslashes: an escaped one would be lost."""
        if isinstance(expression, exp.RegexpReplace):
            expression.set("modifiers", exp.Literal.string("g"))
        # A text out of JSON has no quotes in Snowflake.
        if isinstance(expression, exp.Cast) and isinstance(expression.this, exp.GetExtract):
            return exp.JSONExtractScalar(this=expression.this.this, expression=expression.this.expression)
        return expression

    logging.getLogger("sqlglot").setLevel(logging.ERROR)
    with (
        mock.patch.object(transforms, "regex_replace", replaces_all),
        mock.patch("fakesnow.transforms.regex_replace", replaces_all),
        fakesnow.patch(),
    ):
        yield snowflake.connector.connect(database="CRM", schema="LEAD_SCORING", user="nobody", account="none")


def test_the_demo_is_the_same_in_a_stand_in_of_snowflake(tmp_path):
    from tests.python import parity

    class FakeSnowflake(parity.Engine):
        target = "snowflake"

        def __init__(self, work, connection):
            super().__init__(work)
            self.connection = connection

        def settings(self):
            return SNOWFLAKE

        def execute(self, sql):
            return self.connection.cursor().execute(sql).fetchall()

        def relations(self):
            found = super().relations()
            return [(schema.lower(), table.lower()) for schema, table in found]

        def read(self, schema, table):
            cursor = self.connection.cursor().execute(f"select * from crm.{schema}.{table}")
            columns = [column[0].lower() for column in cursor.description]
            return parity.Relation(columns, [tuple(map(comparable, row)) for row in cursor.fetchall()])

    class DuckDB(parity.DuckDB):
        def read(self, schema, table):
            relation = super().read(schema, table)
            return parity.Relation(relation.columns, [tuple(map(comparable, row)) for row in relation.rows])

    duckdb = DuckDB(tmp_path)
    assert not duckdb.build(parity.WITHOUT_TESTS, **DAYS)
    with environment(SNOWFLAKE), fake_snowflake() as connection:
        snowflake = FakeSnowflake(tmp_path, connection)
        failed = snowflake.build([*parity.WITHOUT_TESTS, "--threads", "1"], **DAYS)
        assert not failed, "\n".join(failed)[:3000]
        lines = []
        for schema, table in duckdb.relations():
            tables = [engine.read(schema, table).without("raw_content") for engine in (duckdb, snowflake)]
            if table not in OWN_WAYS:
                lines += [f"{schema}.{table}: {line}" for line in parity.differing_rows(*tables, "duckdb", "fake", 2)]
    assert not lines, f"{len(lines)} differences, first ones:\n" + "\n".join(lines[:40])
