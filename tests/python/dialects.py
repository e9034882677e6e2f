"""The project as each warehouse would get it, without a warehouse: dbt compiles with adapters that connect to nothing.

What comes out is parsed in the warehouse's dialect, looked through for what the parser lets pass, and translated to
DuckDB, where it must give the rows that DuckDB's own build gave.
"""

from __future__ import annotations

import importlib
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from unittest import mock

import agate
import duckdb
import sqlglot
from dbt.adapters.base.meta import available
from dbt.adapters.contracts.connection import AdapterResponse
from dbt.cli.main import dbtRunner
from sqlglot import exp

from tests.python.conftest import ROOT, environment

# What stands in the environment of somebody who has an account; nothing of it is ever used.
PLACEHOLDERS = {
    "snowflake": {
        "LEAD_SCORING_SF_ACCOUNT": "none",
        "LEAD_SCORING_SF_USER": "nobody",
        "LEAD_SCORING_SF_PASSWORD": "none",
    },
    "bigquery": {"LEAD_SCORING_BQ_PROJECT": "none", "LEAD_SCORING_BQ_LOCATION": "EU"},
    "redshift": {"LEAD_SCORING_RS_HOST": "none", "LEAD_SCORING_RS_USER": "nobody", "LEAD_SCORING_RS_PASSWORD": "none"},
    "databricks": {
        "LEAD_SCORING_DBX_HOST": "none.cloud.databricks.com",
        "LEAD_SCORING_DBX_HTTP_PATH": "/sql/1.0/warehouses/none",
        "LEAD_SCORING_DBX_TOKEN": "none",
    },
}
# The newest load day that a build before this one has counted, less `lookback_days`.
DEMO_WEEK = {"as_of": "2026-06-30", "backfill_from": "2026-06-24", "run_at": "2026-06-30 12:00:00"}
READ_AGAIN_FROM = "2026-06-27"
# The last day that the memory of ledger lines says as a whole.
WHOLE_DAY = "2026-06-12"
# The last day that was published.
PUBLISHED_ON = "2026-06-29"


@dataclass
class Compiled:
    """A model, data test or analysis as it would be sent to the warehouse."""

    name: str
    kind: str
    sql: str
    config: dict


def columns_of(table: str) -> list[str]:
    """The columns of a seed; of other tables only what macros ask for. A name that is neither was written wrongly."""
    # All sources together have the columns of the contract, as the demo has.
    seeds = list((ROOT / "seeds").glob(f"*/{table.replace('source_', 'demo_')}.csv"))
    if seeds:
        return seeds[0].read_text(encoding="utf-8").splitlines()[0].split(",")
    return {"build": ["has_activities"], "published_ledger": ["is_whole_day"]}[table]


@contextmanager
def no_warehouse(target: str, standing: bool) -> Iterator[list[str]]:
    """Answer for the warehouse: with `standing` every table is there, as after a build; gives what was asked."""
    adapter = getattr(importlib.import_module(f"dbt.adapters.{target}"), "Plugin", None).adapter
    asked: list[str] = []

    def opened(_, connection):
        # The newest Databricks: its adapter compares the version.
        connection.state, connection.handle = "open", mock.Mock(dbr_version=(sys.maxsize, 0))
        return connection

    def get_relation(self, database, schema, identifier, **_):
        return (
            self.Relation.create(database=database, schema=schema, identifier=identifier, type="table")
            if standing
            else None
        )

    def get_columns_in_relation(self, relation):
        return [self.Column.create(name, "string") for name in columns_of(relation.identifier)]

    def execute(self, sql, auto_begin=False, fetch=False, limit=None):
        asked.append(sql)
        if "max(loaded_on)" in sql:
            rows = [[READ_AGAIN_FROM]]
        elif "is_whole_day and" in sql:
            rows = [[WHOLE_DAY]]
        elif "max(as_of)" in sql:
            rows = [[PUBLISHED_ON]]
        elif "counted.matching_version" in sql:
            rows = [[0]]
        else:
            rows = []
        types = [agate.Text()] if rows and isinstance(rows[0][0], str) else [agate.Number()]
        return AdapterResponse("OK"), agate.Table(rows, ["answer"], types)

    with ExitStack() as stack:
        # Nothing is opened, so that no credentials are looked for.
        stack.enter_context(mock.patch.object(adapter.ConnectionManager, "open", classmethod(opened)))
        for name, answer in [
            ("get_relation", get_relation),
            ("get_columns_in_relation", get_columns_in_relation),
            ("execute", execute),
        ]:
            answer.__name__ = name
            stack.enter_context(mock.patch.object(adapter, name, available(answer)))
        yield asked


def compile_project(target: str, work: Path, standing: bool, variables: dict | None = None) -> list[Compiled]:
    """Compile all models, data tests and analyses; with `standing`, as a build that adds to an earlier one."""
    command = ["compile", "--target", target, "--project-dir", str(ROOT), "--no-populate-cache", "--no-use-colors"]
    command += ["--target-path", str(work / f"target_{target}"), "--log-path", str(work / "logs")]
    command += ["--vars", json.dumps(variables or DEMO_WEEK)]
    others = {"LEAD_SCORING_INPUTS": None, "LEAD_SCORING_POLICY": None, "DBT_PROFILES_DIR": str(ROOT / "profiles")}
    with environment(others | PLACEHOLDERS[target]), no_warehouse(target, standing):
        outcome = dbtRunner().invoke(["--log-level", "none", *command])
    if outcome.exception:
        raise outcome.exception
    bad = [f"{result.node.name}: {result.message}" for result in outcome.result.results if result.status != "success"]
    assert not bad, "\n".join(bad)
    return [
        Compiled(
            result.node.name,
            str(result.node.resource_type),
            result.node.compiled_code,
            result.node.config.to_dict(omit_none=True),
        )
        for result in outcome.result.results
        if getattr(result.node, "compiled_code", None)
    ]


# ----------------------------------------------------------------- parsing


def known_to_parsers(dialect: str, sql: str) -> str:
    """The statement without what Databricks knows and its parsers do not: recursion, and how deep it may go."""
    if dialect == "databricks":
        sql = re.sub(r"\bwith recursive (\w+ \([^)]*\)) max recursion level \d+", r"with \1", sql)
    return sql


def unparsable(dialect: str, sql: str) -> list[str]:
    """What sqlfluff cannot parse in the dialect."""
    from sqlfluff.core import FluffConfig, Linter

    settings = {"dialect": dialect, "templater": "raw", "large_file_skip_byte_limit": 0}
    linter = Linter(config=FluffConfig(overrides=settings, ignore_local_config=True))
    parsed = linter.parse_string(f"{known_to_parsers(dialect, sql)}\n")
    return [f"line {violation.line_no}: {violation.desc()[:200]}" for violation in parsed.violations]


# ------------------------------------------------ what the parser lets pass

# The functions that the project uses on every engine, and those of each dialect. One that is not here has not been
# looked up yet: do so, in the reference of the warehouse, and add it.
EVERYWHERE = """
    abs ascii avg cast chr coalesce count date_trunc dense_rank exists first_value floor greatest lag lead least
    left length lower max md5 min mod nullif power rank replace right round row_number sign substring sum
    translate trim
"""
FUNCTIONS = {
    "snowflake": """
        dateadd datediff flatten get listagg object_construct_keep_null parse_json position regexp_instr
        regexp_replace regexp_substr split_part to_json to_number try_cast try_to_date try_to_decimal
        typeof
    """,
    "bigquery": """
        date_add date_diff datetime_add div json_keys json_type json_value parse_json regexp_contains
        regexp_replace safe_cast safe_ordinal split string_agg strpos struct timestamp_add timestamp_diff
        timestamp_micros timestamp_trunc to_hex to_json_string unnest
    """,
    "redshift": """
        btrim dateadd datediff json_extract_path_text json_parse json_serialize listagg object position
        regexp_instr regexp_replace rtrim split_part try_cast
    """,
    "databricks": """
        array array_append array_contains array_join char concat date_add datediff explode format_number from_json
        inline json_object_keys listagg map max_by octet_length position regexp_extract regexp_extract_all
        regexp_replace schema_of_variant sequence size split_part struct timestampadd to_json transform try_cast typeof
        unix_micros
    """,
}
# Words before a parenthesis that are no function.
NO_FUNCTIONS = """
    and as between by case else from group having in join lateral not on or over partition select then union
    using values when where within all distinct bignumeric numeric varchar award_days walks
"""
# What sqlfluff parses in a dialect whose warehouse refuses it: a regular expression over SQL without literals and
# comments, and why.
REFUSED = {
    "snowflake": [],
    "bigquery": [
        (r"%", "there is no operator %"),
        (r"\bunion\s+(?!all\b|distinct\b)", "union wants all or distinct"),
        (r"\bdelete\s+from\s+\S+\s*$", "delete wants a condition"),
        (r"\bdouble\s+precision\b|\bas\s+(text|varchar)\b", "no such type"),
    ],
    "redshift": [
        (r"\bis\s+(not\s+)?distinct\s+from\b", "is distinct from is unknown"),
        (r"\bcollate\s+\"", "collations have no names"),
        (r"\blateral\b", "lateral is unknown"),
    ],
    "databricks": [(r"\bdouble\s+precision\b|\bas\s+(text|varchar)\b", "no such type")],
}


def without_literals(sql: str) -> str:
    sql = re.sub(r"'(?:[^'\\]|\\.|'')*'", "''", sql)
    return re.sub(r"--[^\n]*|/\*.*?\*/", " ", sql, flags=re.DOTALL).lower()


def refused(dialect: str, sql: str) -> list[str]:
    """What the warehouse would refuse though it parses."""
    bare = without_literals(sql)
    known = set(f"{EVERYWHERE} {FUNCTIONS[dialect]} {NO_FUNCTIONS}".split())
    problems = [
        f"unknown function {name}" for name in sorted(set(re.findall(r"\b([a-z_][a-z0-9_]*)\s?\(", bare)) - known)
    ]
    problems += [why for pattern, why in REFUSED[dialect] if re.search(pattern, bare)]
    try:
        trees = sqlglot.parse(known_to_parsers(dialect, sql), read=dialect)
    except sqlglot.ParseError as error:
        return [*problems, str(error)[:200]]
    for tree in trees:
        if dialect == "bigquery":
            if any(select.args.get("where") and not select.args.get("from_") for select in tree.find_all(exp.Select)):
                problems.append("where wants a from")
            problems += [
                f"{type_.sql(dialect)} has too many digits" for type_ in tree.find_all(exp.DataType) if too_wide(type_)
            ]
            problems += [
                f"{join.sql(dialect)[:80]}: wants an equality of both sides"
                for join in tree.find_all(exp.Join)
                if join.side and not joins_by_equality(join)
            ]
            problems += [
                f"{name}: an alias of the select hides it"
                for select in tree.find_all(exp.Select)
                for name in hidden(select)
            ]
        if dialect == "redshift":
            windows = [
                window
                for window in tree.find_all(exp.Window)
                if window.args.get("order") and not window.args.get("spec")
            ]
            framed = (exp.Sum, exp.Min, exp.Max, exp.Count, exp.Avg, exp.FirstValue, exp.LastValue)
            problems += [
                f"{window.sql(dialect)[:80]}: wants a frame" for window in windows if isinstance(window.this, framed)
            ]
    return problems


def too_wide(type_: exp.DataType) -> bool:
    """BigQuery's numeric has 29 digits before the point and 9 after it."""
    digits = [int(parameter.name) for parameter in type_.expressions if parameter.name.isdigit()]
    if type_.this != exp.DataType.Type.DECIMAL or not digits:
        return False
    precision, scale = (*digits, 0)[:2]
    return scale > 9 or precision - scale > 29


def joins_by_equality(join: exp.Join) -> bool:
    """BigQuery makes an outer join only where a column of each side must be equal."""
    condition, joined = join.args.get("on"), {join.this.alias_or_name}
    for part in condition.flatten() if isinstance(condition, exp.And) else [condition]:
        if isinstance(part, (exp.EQ, exp.NullSafeEQ)):
            left, right = ({column.table for column in side.find_all(exp.Column)} for side in (part.left, part.right))
            if (left == joined and right and not right & joined) or (right == joined and left and not left & joined):
                return True
    return False


def hidden(select: exp.Select) -> list[str]:
    """Names after `group by` and `having` that BigQuery takes for what the select calls so."""
    aliases = {
        named.alias
        for named in select.selects
        if isinstance(named, exp.Alias) and not (isinstance(named.this, exp.Column) and named.this.name == named.alias)
    }
    return [
        column.sql()
        for clause in (select.args.get("group"), select.args.get("having"))
        for column in (clause.find_all(exp.Column) if clause else [])
        if (column.table or column.name) in aliases
    ]


# --------------------------------------------------------- the same values


def as_duckdb(dialect: str, sql: str) -> str:
    """Translate a query to DuckDB; what sqlglot does not know, or knows wrongly, is said here."""
    tree = sqlglot.parse_one(sql, read=dialect).transform(known_to_duckdb)
    if dialect == "bigquery":
        # A day moved by days stays a day; in DuckDB it would be a timestamp.
        tree = tree.transform(lambda node: exp.cast(node, "date") if isinstance(node, exp.DateAdd) else node)
    return tree.sql("duckdb", unsupported_level=sqlglot.ErrorLevel.IGNORE)


def known_to_duckdb(node: exp.Expression) -> exp.Expression:
    if isinstance(node, exp.Table) and node.args.get("db"):
        node.set("catalog", None)
    elif isinstance(node, exp.JSONObject) and node.expressions[0].is_star:
        return exp.column(node.expressions[0].table)
    elif isinstance(node, exp.RegexpReplace):
        # Warehouses replace all matches.
        return exp.Anonymous(
            this="regexp_replace",
            expressions=[node.this, node.expression, node.args["replacement"], exp.Literal.string("g")],
        )
    elif isinstance(node, exp.IntDiv):
        return exp.IntDiv(this=exp.cast(node.this, "int128"), expression=exp.cast(node.expression, "int128"))
    return node


def comparable(value: object) -> object:
    """A value without what a translation changes: the zone of a moment, a date as midnight, zeros after the point."""
    if isinstance(value, datetime):
        value = value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
        return value.date() if value.time() == datetime.min.time() else value
    if isinstance(value, Decimal):
        return value.normalize() if value else Decimal(0)
    return value


def differing_rows(connection: duckdb.DuckDBPyConnection, schema: str, model: str, sql: str) -> list[str]:
    """Compare the rows of a translated model with those of its table, but for JSON, which each writes in its way."""
    relations = []
    for query in (sql, f'select * from "{schema}"."{model}"'):
        cursor = connection.execute(query)
        columns = [column[0].lower() for column in cursor.description]
        kept = sorted(place for place, column in enumerate(columns) if column != "raw_content")
        kept.sort(key=lambda place: columns[place])
        relations.append(Counter(tuple(comparable(row[place]) for place in kept) for row in cursor.fetchall()))
    only_here, only_there = relations[0] - relations[1], relations[1] - relations[0]
    if not only_here and not only_there:
        return []
    return [
        f"{only_here.total()} rows only here, like {next(iter(only_here), None)}; "
        f"{only_there.total()} only in the table, like {next(iter(only_there), None)}"
    ]
