"""Look at a warehouse, find the sources that are known in it, and write the vars and a policy to start from.

Usage: python -m tools.init [--to FOLDER] [--overwrite] [-- any further dbt arguments, e.g. --target postgres]

Prints the vars block, with what the fields hold as comments. With --to, the same goes to FOLDER/vars.yml, and a policy
to FOLDER/policy; a file that is there is kept unless --overwrite says otherwise. Nothing is written to the warehouse.
The exit code is 1 when no source was found, 2 when something is in the way. More: docs/sources.md.
"""

import argparse
import csv
import io
import json
import os
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from dbt.adapters.duckdb import DuckDBConnectionManager
from dbt.cli.main import dbtRunner

from tools.database import ROOT, held_elsewhere

SOURCES = ROOT / "models" / "staging" / "sources"
SEEDS = ROOT / "seeds" / "policy"
# The ready policy that the starter is cut from, and what it is called then.
READY, STARTER = "b2b_default", "starter"
# Where two say something else of a person, the first one counts: who sells before who sends mails, websites last.
ORDER = ["salesforce", "hubspot", "marketo", "pardot", "segment", "snowplow", "ga4"]
# What a model of a source holds, by the last word of its name.
KINDS = dict.fromkeys(["contacts", "people", "leads", "users"], "contact") | {"companies": "company"}
KINDS |= {"activities": "activity"}
# No table is called so: a table that cannot be read is named like this, and counts as missing.
NOT_READ = "not_read"
# Settings of a source; another one is a source of its own below it, such as the history of Salesforce.
SETTINGS = ("database", "schema", "identifiers")
# A field is a candidate for a rule when so many have it, with so many values at most.
ENOUGH_FILLED, MOST_VALUES, MOST_FIELDS, SHOWN_VALUES, MOST_OF_THEM = 0.2, 20, 12, 5, 0.8
# Columns that name a record, a person or a moment: their values are not shown, and nobody scores by them.
NAMES_SOMEBODY = re.compile(
    r"id$|^is_deleted$|_at$|date$|modstamp$|^(first|last|middle|full)?_?name$|mail|phone|fax|address|street|birth|url"
)
FILLED_FROM_TITLE = {"seniority": "seniority_from_title", "job_function": "job_function_from_title"}

# Schema -> table -> columns, as the warehouse writes them.
Warehouse = dict[str, dict[str, list[str]]]


class CannotLook(Exception):
    """Nothing can be found or written; the message says why and what to do."""


@dataclass(frozen=True)
class Table:
    """A table that a source may have."""

    name: str
    required: bool
    required_columns: frozenset[str]


@dataclass
class Source:
    """A source of sources.yml, or a part of one that has a schema of its own (`part`)."""

    name: str
    part: str
    default_schema: str
    tables: list[Table]


@dataclass
class Found:
    """A source in a schema: which table is called what, and what is there but cannot be read."""

    source: Source
    schema: str
    identifiers: dict[str, str]
    unreadable: dict[str, list[str]]
    others: list[str] = field(default_factory=list)

    @property
    def settings(self) -> dict:
        """Return the settings of the var."""
        # Where names that nobody quotes are in capitals, these stand for the same table.
        same = {name: {name, name.upper()} for name in self.identifiers}
        names = {name: actual for name, actual in self.identifiers.items() if actual not in same[name]}
        names |= dict.fromkeys(self.unreadable, NOT_READ)
        return {"schema": self.schema} | ({"identifiers": names} if names else {})


@dataclass
class Field:
    """What a column of contacts or companies holds, over all records."""

    name: str
    rows: int
    filled: int = 0
    values: dict[str, int] = field(default_factory=dict)

    @property
    def share(self) -> float:
        """Return the share of the records that have it."""
        return self.filled / self.rows if self.rows else 0.0

    @property
    def common(self) -> list[str]:
        """Return its values, the most common first."""
        return sorted(self.values, key=lambda value: (-self.values[value], value))

    @property
    def text(self) -> str:
        """Say how many have it, and what."""
        shown = [f"{value[:60]} {percent(self.values[value] / self.rows)}" for value in self.common[:SHOWN_VALUES]]
        more = ", …" if len(self.values) > SHOWN_VALUES else ""
        return f"{percent(self.share)} filled" + (": " + ", ".join(shown) + more if shown else "")


@dataclass
class Seen:
    """What the sources hold."""

    contacts: int
    companies: int
    fields: dict[str, Field]
    activities: dict[str, int]


def percent(share: float) -> str:
    """Return `12 %`; what is there is never `0 %`."""
    return f"{100 * share:.0f} %" if share == 0 or share >= 0.01 else "under 1 %"


# ------------------------------------------------------------ which sources there are


def is_required(described: dict) -> bool:
    """Tell whether nothing is built without this table or column of sources.yml."""
    return bool(described.get("config", {}).get("meta", {}).get("required"))


def known_sources(folder: Path = SOURCES) -> list[Source]:
    """Return all sources that can be read, with what each of their tables needs."""
    known = []
    paths = {path.parent.name: path for path in sorted(folder.glob("*/sources.yml"))}
    for name in [*(name for name in ORDER if name in paths), *(name for name in paths if name not in ORDER)]:
        for source in yaml.safe_load(paths[name].read_text(encoding="utf-8"))["sources"]:
            tables = []
            for table in source["tables"]:
                columns = frozenset(column["name"] for column in table["columns"] if is_required(column))
                tables.append(Table(table["name"], is_required(table), columns))
            known.append(Source(name, source["name"][len(name) + 1 :], source["name"], tables))
    return known


def affixes(table: str, actual: str) -> tuple[str, str] | None:
    """Return what stands before and behind a name in another, as in `sf_contact`; none when it is no such name."""
    if f"_{table}_" not in f"_{actual}_":
        return None
    start = f"_{actual}_".index(f"_{table}_")
    return actual[:start], actual[start + len(table) :]


def candidates(source: Source, schema: str, tables: dict[str, list[str]]) -> list[Found]:
    """Return each way in which a schema may hold a source: all tables may have the same words before or behind."""
    by_name = {name.lower(): name for name in tables}
    columns = {name.lower(): {column.lower() for column in names} for name, names in tables.items()}
    asked = [table for table in source.tables if table.required] or source.tables
    ways = {
        way
        for table in asked
        for name in by_name
        if (way := affixes(table.name, name)) is not None and table.required_columns <= columns[name]
    }
    found = []
    for before, behind in sorted(ways):
        there = {table: before + table.name + behind for table in source.tables}
        there = {table: name for table, name in there.items() if name in by_name}
        missing = {
            table.name: sorted(table.required_columns - columns[name])
            for table, name in there.items()
            if table.required_columns - columns[name]
        }
        names = {table.name: by_name[name] for table, name in there.items() if table.name not in missing}
        if all(table.name in names for table in source.tables if table.required):
            found.append(Found(source, schema, names, missing))
    return found


def find_sources(warehouse: Warehouse, known: list[Source] | None = None) -> list[Found]:
    """Return the sources that are in the warehouse, each in one schema: where most of its tables are."""
    known = known or known_sources()
    ways = [
        way for source in known for schema, tables in warehouse.items() for way in candidates(source, schema, tables)
    ]
    # Of equals the one in a schema of its usual name, then the first by name.
    ways.sort(key=lambda way: (-len(way.identifiers), way.schema.lower() != way.source.default_schema, way.schema))
    chosen: dict[tuple[str, str], Found] = {}
    taken: set[tuple[str, str]] = set()
    for way in ways:
        source = way.source
        if source.part:
            continue
        names = {(way.schema, way.identifiers[table.name]) for table in source.tables if table.required}
        hint = source.name in " ".join([way.schema, *way.identifiers.values()]).lower()
        if names & taken or (len(way.identifiers) < 2 and not hint):
            continue
        if (source.name, "") in chosen:
            first = chosen[source.name, ""]
            if way.schema not in (first.schema, *first.others):
                first.others.append(way.schema)
            continue
        chosen[source.name, ""] = way
        taken |= {(way.schema, name) for name in way.identifiers.values()}
    for way in ways:
        if way.source.part and (way.source.name, "") in chosen and (way.source.name, way.source.part) not in chosen:
            chosen[way.source.name, way.source.part] = way
    order = [(source.name, source.part) for source in known]
    return sorted(chosen.values(), key=lambda way: order.index((way.source.name, way.source.part)))


def source_vars(found: Iterable[Found]) -> dict:
    """Return the value of the var `lead_scoring_sources`."""
    settings: dict[str, dict] = {}
    for way in found:
        if way.source.part:
            settings[way.source.name][way.source.part] = way.settings
        else:
            settings[way.source.name] = way.settings
    return settings


# ------------------------------------------------------------ what dbt says


def dbt(arguments: list[str], dbt_args: list[str]) -> tuple[list, str]:
    """Run dbt silently in this process; return its results and the last line that a macro printed."""
    printed: list[str] = []

    def listen(event) -> None:
        if event.info.name == "JinjaLogInfo":
            printed.append(event.info.msg)

    try:
        outcome = dbtRunner(callbacks=[listen]).invoke(["--quiet", "--log-level", "none", *arguments, *dbt_args])
    finally:
        DuckDBConnectionManager.close_all_connections()
    results = getattr(outcome.result, "results", None) or []
    if not outcome.success:
        problems = [str(result.message) for result in results if result.status in ("error", "fail")]
        message = problems[0] if problems else str(outcome.exception)
        raise CannotLook(held_elsewhere(message) or message)
    return list(results), printed[-1] if printed else ""


def read_warehouse(dbt_args: list[str]) -> Warehouse:
    """Return all tables of the target's database."""
    _, line = dbt(["run-operation", "lead_scoring.print_warehouse"], dbt_args)
    warehouse: Warehouse = {}
    for schema, table, column in json.loads(line):
        warehouse.setdefault(schema, {}).setdefault(table, []).append(column)
    return warehouse


def kind_of(node) -> str | None:
    """Say what a model of a source holds, if it reads nothing but tables of the source."""
    if any(not parent.startswith("source.") for parent in node.depends_on.nodes):
        return None
    return KINDS.get(node.name.rsplit("_", 1)[-1])


def read_fields(sources: dict, dbt_args: list[str]) -> Seen:
    """Return what the sources hold, by the names that a build gives their fields."""
    variables = ["--vars", json.dumps({"lead_scoring_sources": sources})]
    folders = [f"path:{SOURCES.relative_to(ROOT).as_posix()}/{name}" for name in sources]
    results, _ = dbt(["compile", "--select", *folders], [*variables, *dbt_args])
    queries = [
        {"kind": kind, "sql": result.node.compiled_code}
        for result in sorted(results, key=lambda result: result.node.name)
        if result.node.resource_type == "model" and (kind := kind_of(result.node))
    ]
    operation = [
        "run-operation",
        "lead_scoring.print_fields",
        "--args",
        json.dumps({"queries": queries}, ensure_ascii=False),
    ]
    _, line = dbt(operation, [*variables, *dbt_args])
    parts = json.loads(line)
    rows = {kind: sum(part["rows"] for part in parts if part["kind"] == kind) for kind in ("contact", "company")}
    seen = Seen(rows["contact"], rows["company"], {}, {})
    for part in parts:
        if part["kind"] == "activity":
            for value, count in part["values"]:
                seen.activities[value] = seen.activities.get(value, 0) + count
            continue
        for column, cells in part["columns"].items():
            name = f"{part['kind']}.{column.lower()}"
            one = seen.fields.setdefault(name, Field(name, rows[part["kind"]]))
            one.filled += cells["filled"]
            for value, count in cells["values"]:
                one.values[value] = one.values.get(value, 0) + count
    for one in seen.fields.values():
        # A list of some values only, because elsewhere there are too many, would mislead.
        if NAMES_SOMEBODY.search(one.name.split(".", 1)[1]) or sum(one.values.values()) < MOST_OF_THEM * one.filled:
            one.values = {}
    return seen


# ------------------------------------------------------------ what is written


def vars_text(found: list[Found], seen: Seen) -> str:
    """Return the vars block, with what is not read and what the fields hold as comments."""
    lines = [
        "# For dbt_project.yml. The order matters: where two say something else of a person, the first one counts."
    ]
    lines += ["vars:", "  lead_scoring:", "    lead_scoring_sources:"]
    for name, settings in source_vars(found).items():
        one_line = yaml.safe_dump(settings, default_flow_style=True, sort_keys=False, width=10_000).strip()
        lines.append(f"      {name}: {one_line}")
    for way in found:
        for table, columns in way.unreadable.items():
            missing = ", ".join(columns)
            lines.append(f"# {way.schema}: {table} lacks what is needed to read it ({missing}), and counts as missing.")
        if way.others:
            others = ", ".join(way.others)
            lines.append(f"# {way.source.name} seems to be in {others}, too: only {way.schema} is named.")
    lines += ["#", f"# {seen.contacts} contacts, {seen.companies} companies. The fields that some of them have:"]
    for one in sorted(seen.fields.values(), key=lambda one: (one.name.split(".")[0], -one.share, one.name)):
        if one.filled:
            lines.append(f"#   {one.name}: {one.text}")
    lines += ["# Activities by type:"]
    for kind, count in sorted(seen.activities.items(), key=lambda item: (-item[1], item[0])):
        lines.append(f"#   {kind}: {count}")
    # A line end in a value must not end the comment.
    return "\n".join(" ".join(line.splitlines()) for line in lines) + "\n"


def read_seed(name: str) -> tuple[list[str], list[dict[str, str]]]:
    """Return the header and the rows of a seed of the policy."""
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        return list(reader.fieldnames or []), list(reader)


def can_hold(condition: dict[str, str], seen: Seen, from_title: set[str]) -> bool:
    """Tell whether anybody can meet a condition on this data, as far as that can be told."""
    name = condition["field"]
    entity, _, column = name.partition(".")
    if name == "activity.activity_type" and condition["operator"] in ("equals", "in"):
        return any(value.strip() in seen.activities for value in condition["value"].split("|"))
    if entity in ("contact", "company") and condition["operator"] != "is_not_set" and column not in from_title:
        derived = column.split("_")[0] == "is" or column.endswith(("_domain", "_from", "_name"))
        return derived or (name in seen.fields and seen.fields[name].filled > 0)
    return True


def field_rules(seen: Seen, ready_fields: set[str]) -> list[Field]:
    """Return the fields of one's own that may tell good leads: the best filled ones with few values."""
    own = [
        one
        for one in seen.fields.values()
        if one.name not in ready_fields
        and not NAMES_SOMEBODY.search(one.name.split(".", 1)[1])
        and one.share >= ENOUGH_FILLED
        and 2 <= len(one.values) <= MOST_VALUES
    ]
    return sorted(own, key=lambda one: (-one.share, one.name))[:MOST_FIELDS]


def starter_policy(seen: Seen) -> tuple[dict[str, tuple[list[str], list[dict[str, str]]]], list[str]]:
    """Return the tables of a policy for this data, and the rules of the ready one that cannot fire on it."""
    tables = {path.stem: read_seed(path.stem) for path in sorted(SEEDS.glob("*.csv"))}
    for name in ("free_mail_domains", "hygiene_patterns", "title_patterns", "country_names"):
        del tables[name]
    for header, rows in tables.values():
        if "model_id" in header:
            kept = [row for row in rows if row["model_id"] in (READY, "")]
            rows[:] = [row | {"model_id": row["model_id"] and STARTER} for row in kept]
    tables["scoring_models"][1][0] |= {"name": "Starter", "note": "Written by make init: choose values and points"}

    def blank(column: str) -> bool:
        return not (one := seen.fields.get(f"contact.{column}")) or one.filled == 0

    from_title = {column for column in FILLED_FROM_TITLE if blank(column) and not blank("job_title")}
    for row in tables["hygiene_rules"][1]:
        if row["rule_id"] in {FILLED_FROM_TITLE[column] for column in from_title}:
            row |= {"enabled": "true", "note": "on: nobody has it, and job titles are there"}
    if not from_title:
        del tables["hygiene_rules"]

    conditions = tables["rule_conditions"][1]
    dropped = set()
    for owner_type, table in (("rule", "scoring_rules"), ("company_rule", "company_rules")):
        for rule_id in {row["rule_id"] for row in tables[table][1]}:
            alternatives: dict[str, bool] = {}
            for row in conditions:
                if (row["owner_type"], row["owner_id"]) == (owner_type, rule_id):
                    met = can_hold(row, seen, from_title)
                    alternatives[row["alternative"]] = alternatives.get(row["alternative"], True) and met
            if alternatives and not any(alternatives.values()):
                dropped.add((owner_type, rule_id))
        tables[table][1][:] = [row for row in tables[table][1] if (owner_type, row["rule_id"]) not in dropped]
    conditions[:] = [row for row in conditions if (row["owner_type"], row["owner_id"]) not in dropped]
    groups = {row["cap_group"] for row in tables["scoring_rules"][1]}
    caps = tables["score_caps"][1]
    caps[:] = [row for row in caps if row["scope"] != "group" or row["cap_group"] in groups]
    for row in conditions:
        if row["field"] in seen.fields:
            row["note"] = seen.fields[row["field"]].text

    ready_fields = {row["field"] for row in conditions}
    for one in field_rules(seen, ready_fields):
        rule_id = "field_" + one.name.replace(".", "_")
        value = one.common[0]
        rule = {"model_id": STARTER, "rule_id": rule_id, "dimension": "fit", "kind": "attribute", "effect": "points"}
        rule |= {"points": "0", "label": f"{one.name} is {value}"[:255], "note": f"No points yet. {one.text}"}
        tables["scoring_rules"][1].append(dict.fromkeys(tables["scoring_rules"][0], "") | rule)
        condition = {"model_id": STARTER, "owner_type": "rule", "owner_id": rule_id, "field": one.name}
        condition |= {"operator": "equals", "value": value, "note": one.text}
        conditions.append(dict.fromkeys(tables["rule_conditions"][0], "") | condition)
    return tables, sorted(rule_id for _, rule_id in dropped)


def csv_text(header: list[str], rows: list[dict[str, str]]) -> str:
    """Return a CSV file."""
    text = io.StringIO()
    writer = csv.DictWriter(text, header, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def write_files(files: dict[Path, str], overwrite: bool) -> None:
    """Write all files, or none of them when one is there already."""
    there = [str(path) for path in files if path.exists()]
    if there and not overwrite:
        raise CannotLook(f"Nothing was written: {', '.join(there)} exists already. --overwrite writes over it.")
    try:
        for path, text in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    except OSError as problem:
        raise CannotLook(f"Cannot write to {problem.filename}: {problem.strerror}.") from problem


def main(argv: list[str] | None = None) -> int:
    """Look, print and write; everything after `--` goes to dbt as it is."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.init",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--to", type=Path, metavar="FOLDER", help="write vars.yml and policy/ there, too")
    parser.add_argument("--overwrite", action="store_true", help="write over files that are there")
    args, dbt_args = parser.parse_known_args(argv)
    if dbt_args[:1] == ["--"]:
        dbt_args = dbt_args[1:]
    try:
        warehouse = read_warehouse(dbt_args)
        if not warehouse:
            file = os.environ.get("LEAD_SCORING_DUCKDB") or "lead_scoring.duckdb"
            print(
                f"The database has no tables. On DuckDB LEAD_SCORING_DUCKDB names the file, now {file}.",
                file=sys.stderr,
            )
            return 1
        found = find_sources(warehouse)
        if not found:
            names = ", ".join(source.name for source in known_sources() if not source.part)
            print(f"No known source is in this database. Known are: {names}. See docs/your_data.md.", file=sys.stderr)
            return 1
        seen = read_fields(source_vars(found), dbt_args)
        text = vars_text(found, seen)
        print(text, end="")
        if args.to:
            tables, dropped = starter_policy(seen)
            files = {args.to / "policy" / f"{name}.csv": csv_text(*table) for name, table in tables.items() if table[1]}
            write_files({args.to / "vars.yml": text} | files, args.overwrite)
            print(f"\nWrote {args.to / 'vars.yml'} and {len(files)} tables of a policy to {args.to / 'policy'}.")
            if dropped:
                print(f"Rules of {READY} that nobody could meet are left out: {', '.join(dropped)}.")
    except CannotLook as problem:
        print(problem, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
