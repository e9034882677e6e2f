"""What is known about inputs and exports before anyone judges it: statistics, limits, and what earlier runs saw.

All statistics are computed in SQL, by the queries `analyses/validate_*.sql` over dbt's own connection; what arrives
here are a few hundred numbers and ids. `tools/validation_report.py` lets Great Expectations judge them.
"""

import csv
import hashlib
import math
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import yaml
from dbt.cli.main import dbtRunner

from tools.database import ROOT

PROJECT = ROOT / "dbt_project.yml"
THRESHOLDS = ROOT / "validation" / "thresholds.csv"
HISTORY = ROOT / "validation" / "history.csv"
HISTORY_COLUMNS = ["origin", "as_of", "checkpoint", "table", "column", "statistic", "item", "value"]
CHECKPOINTS = ("inputs", "exports")
SEVERITIES = ("critical", "warning")
# Runs further apart than this share no activity of the 28 days that both look at.
DAYS_APART = 28
KEPT_RUNS = 90
# Shares of fewer rows than this differ by chance.
ENOUGH_ROWS = 100
# What a share of nothing counts as, so that its logarithm exists.
SMALLEST_SHARE = 0.0001
ITEM_ROWS = "item_rows"
# What is known only beside an earlier run.
COMPARED = ("rows_change", "blank_rate_change", "shift", "new_item_rate", "new_code")

# Statistic: what people read, and how its number is written.
STATISTICS = {
    "rows": ("rows", "count"),
    "rows_change": ("rows, change since the run compared with", "change"),
    "blank_rate": ("share of blank values", "share"),
    "blank_rate_change": ("share of blank values, change since the run compared with", "points"),
    "not_a_time_rate": ("share that is no time", "share"),
    "not_a_number_rate": ("share that is no number", "share"),
    "not_an_address_rate": ("share that is no e-mail address", "share"),
    "unknown_type_rate": ("share that is no known outcome", "share"),
    "unknown_contact_rate": ("share whose contact is not among the contacts", "share"),
    "repeated_rate": ("share of rows that repeat an id", "share"),
    "future_rate": ("share that lies in the future", "share"),
    "newest_age_days": ("age of the newest, in days", "number"),
    "missing_weekdays": ("Mondays to Fridays without activity, of the last 20", "count"),
    "last_week_ratio": ("last 7 days as a multiple of an average week before", "number"),
    "smallest": ("smallest value", "number"),
    "greatest": ("greatest value", "number"),
    "shift": ("mix of values, stability index (PSI) against the run compared with", "number"),
    "new_item_rate": ("share of values that the run compared with did not have", "share"),
    "length": ("characters", "count"),
    "line_break": ("has a line break (1: yes)", "count"),
    "not_an_address": ("is no e-mail address (1: yes)", "count"),
    "missing_id": ("has no record id (1: yes)", "count"),
    "disagrees": ("flag and date disagree (1: yes)", "count"),
    "blank": ("is blank (1: yes)", "count"),
    "not_a_record_id": ("is no record id of that CRM (1: yes)", "count"),
    "no_record_rate": ("share that no record of a CRM shows", "share"),
    "not_exported": ("contact is not in the export (1: yes)", "count"),
    "rows_with_the_same": ("rows with the same value", "count"),
    "above": ("score", "count"),
    "below": ("score below zero by", "count"),
    "days_ahead": ("days after the scored day", "count"),
    "age_days": ("age of the build, in days", "count"),
    "new_code": ("code that no earlier run exported (1: yes)", "count"),
}

Key = tuple[str, str, str]


class CannotValidate(Exception):
    """The checks cannot be made; the message says why and what to do."""


@dataclass
class Observed:
    """One statistic: a number (of exports the greatest of its rows), and rows that it can be blamed on."""

    value: float | None
    ids: list[str] = field(default_factory=list)
    # Of exports: the rows with the greatest values.
    rows: list[tuple[str, float]] = field(default_factory=list)
    detail: str = ""


@dataclass
class Snapshot:
    """All that one run saw of the inputs or of the exports."""

    checkpoint: str
    as_of: date
    statistics: dict[Key, Observed]
    # (table, column) -> item -> rows.
    items: dict[tuple[str, str], dict[str, float]]


@dataclass
class Check:
    """One line of thresholds.csv applied to one statistic; Great Expectations fills in `passed` and `ids`."""

    checkpoint: str
    table: str
    column: str
    statistic: str
    minimum: float | None
    maximum: float | None
    severity: str
    why: str
    observed: Observed | None = None
    passed: bool | None = None
    ids: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Say what is looked at, in words."""
        words = STATISTICS[self.statistic][0]
        return f"{self.column}: {words}" if self.column else words

    @property
    def verdict(self) -> str:
        """Return passed, warning, failed or not checked."""
        if self.passed is None:
            return "not checked"
        if self.passed:
            return "passed"
        return "failed" if self.severity == "critical" else "warning"

    @property
    def observed_text(self) -> str:
        """Write the observed number as people read it."""
        if self.observed is None or self.observed.value is None:
            return "nothing to look at"
        text = number(self.observed.value, self.statistic)
        return f"{text} ({self.observed.detail})" if self.observed.detail and self.passed is False else text

    @property
    def expected_text(self) -> str:
        """Write the limits as people read them."""
        low = None if self.minimum is None else number(self.minimum, self.statistic)
        high = None if self.maximum is None else number(self.maximum, self.statistic)
        if low is not None and high is not None:
            return f"{low} to {high}"
        return f"at least {low}" if low is not None else f"at most {high}"

    @property
    def ids_text(self) -> str:
        """Name the rows behind a check that did not pass."""
        if self.passed is not False or not self.ids:
            return ""
        more = " …" if len(self.ids) >= 20 else ""
        return ", ".join(self.ids) + more


def number(value: float, statistic: str) -> str:
    """Write a number in the manner of its statistic."""
    kind = STATISTICS[statistic][1]
    if kind == "share":
        return f"{100 * value:.3g} %"
    if kind == "change":
        return f"{100 * value:+.3g} %"
    if kind == "points":
        return f"{100 * value:+.3g} points"
    return f"{value:,.0f}" if kind == "count" or value == int(value) else f"{value:,.3g}"


def run_dbt(arguments: list[str], dbt_args: list[str]) -> list:
    """Run dbt silently in this process; return its results or say what is wrong."""
    outcome = dbtRunner().invoke(["--quiet", "--log-level", "none", *arguments, *dbt_args])
    results = getattr(outcome.result, "results", None) or []
    if outcome.success:
        return list(results)
    problems = [result.message or "" for result in results if result.status in ("error", "fail")]
    message = problems[0] if problems else str(outcome.exception)
    # Below such a line DuckDB prints the row itself, with all that is in it.
    kept = []
    for line in message.splitlines():
        if line.strip().startswith(("Original Line", "LINE ")):
            break
        kept.append(line)
    raise CannotValidate("\n".join(kept))


def tables_of(queries: Iterable[str], dbt_args: list[str]) -> dict[str, list[dict]]:
    """Run analyses through dbt's own connection; return the rows of each."""
    names = list(queries)
    results = run_dbt(["show", "--limit", "-1", "--select", *names], dbt_args)
    tables = {}
    for result in results:
        columns = [name.lower() for name in result.agate_table.column_names]
        tables[result.node.name] = [dict(zip(columns, row, strict=True)) for row in result.agate_table.rows]
    return tables


def read_inputs(dbt_args: list[str]) -> Snapshot:
    """Look at the inputs that a build with the same arguments would read."""
    queries = ["validate_inputs", "validate_shares"]
    if named_inputs(dbt_args) or not os.environ.get("LEAD_SCORING_INPUTS"):
        # What a build makes of the demo, of sources and of models named as inputs, before it reads them.
        parents = [f"+{query}" for query in queries]
        run_dbt(["build", "--resource-type", "seed", "--resource-type", "model", "--select", *parents], dbt_args)
    tables = tables_of(queries, dbt_args)
    statistics: dict[Key, Observed] = {}
    rows = tables["validate_inputs"]
    for row in rows:
        key = (row["table_name"], row["column_name"] or "", row["statistic"])
        observed = statistics.setdefault(key, Observed(None))
        if row["row_id"] is not None:
            observed.ids.append(str(row["row_id"]))
        else:
            observed.value = as_number(row["value"])
    for observed in statistics.values():
        observed.ids.sort()
    return Snapshot("inputs", date.fromisoformat(str(rows[0]["as_of"])[:10]), statistics, items_of(tables[queries[1]]))


def read_exports(dbt_args: list[str], as_of: date | None = None) -> Snapshot | None:
    """Look at the CRM tables as the last build left them; None when there are none yet."""
    try:
        tables = tables_of(["validate_exports", "validate_codes"], dbt_args)
    except CannotValidate as problem:
        if "does not exist" in str(problem):
            return None
        raise
    statistics: dict[Key, Observed] = {}
    for row in tables["validate_exports"]:
        key = (row["table_name"], row["column_name"] or "", row["statistic"])
        observed = statistics.setdefault(key, Observed(None))
        observed.rows.append((str(row["row_id"]), as_number(row["value"])))
        as_of = date.fromisoformat(str(row["as_of"])[:10])
    for observed in statistics.values():
        observed.rows.sort(key=lambda row: (-row[1], row[0]))
        observed.value = observed.rows[0][1]
    return Snapshot("exports", as_of, statistics, items_of(tables["validate_codes"]))


def as_number(value: object) -> float | None:
    """Return what an engine gave as a number; None stays None."""
    return None if value is None else float(value)


def items_of(rows: list[dict]) -> dict[tuple[str, str], dict[str, float]]:
    """Group counted items by table and column."""
    items: dict[tuple[str, str], dict[str, float]] = {}
    for row in rows:
        of_column = items.setdefault((row["table_name"], row["column_name"]), {})
        of_column[str(row["item"])] = float(row["row_count"])
    return items


def stability_index(before: dict[str, float], now: dict[str, float]) -> float | None:
    """Return the population stability index of two sets of counts; None when there are too few rows to compare."""
    total_before, total_now = sum(before.values()), sum(now.values())
    if min(total_before, total_now) < ENOUGH_ROWS:
        return None
    index = 0.0
    for item in before.keys() | now.keys():
        share_before = max(before.get(item, 0) / total_before, SMALLEST_SHARE)
        share_now = max(now.get(item, 0) / total_now, SMALLEST_SHARE)
        index += (share_now - share_before) * math.log(share_now / share_before)
    return index


def moved_most(before: dict[str, float], now: dict[str, float]) -> str:
    """Name the items whose share moved most, with both shares."""
    total_before, total_now = sum(before.values()), sum(now.values())
    moves = []
    for item in sorted(before.keys() | now.keys()):
        share_before, share_now = before.get(item, 0) / total_before, now.get(item, 0) / total_now
        moves.append((abs(share_now - share_before), f"{item} {share_before:.0%} → {share_now:.0%}"))
    return ", ".join(text for _, text in sorted(moves, key=lambda move: -move[0])[:3])


def compare(now: Snapshot, history: list[dict], origin: str) -> date | None:
    """Add to the snapshot how far it is from an earlier run; return the day of that run, None when there is none."""
    kept = [row for row in history if row["origin"] == origin and row["checkpoint"] == now.checkpoint]
    days = sorted({row["as_of"] for row in kept if row["as_of"] <= now.as_of.isoformat()})
    if not days:
        return None
    far = [day for day in days if day <= (now.as_of - timedelta(days=DAYS_APART)).isoformat()]
    day = far[-1] if far else days[0]
    numbers: dict[Key, float] = {}
    items: dict[tuple[str, str], dict[str, float]] = {}
    for row in kept:
        if row["statistic"] == ITEM_ROWS and (now.checkpoint == "exports" or row["as_of"] == day):
            # Of codes all that any run has exported, of other items those of the one run.
            items.setdefault((row["table"], row["column"]), {})[row["item"]] = float(row["value"])
        elif row["as_of"] == day:
            numbers[row["table"], row["column"], row["statistic"]] = float(row["value"])
    for (table, column, statistic), observed in list(now.statistics.items()):
        before = numbers.get((table, column, statistic))
        if before is None or observed.value is None:
            continue
        if statistic == "blank_rate":
            now.statistics[table, column, "blank_rate_change"] = Observed(
                observed.value - before, observed.ids, detail=f"{before:.0%} → {observed.value:.0%}"
            )
        elif statistic == "rows" and before > 0:
            now.statistics[table, column, "rows_change"] = Observed(
                observed.value / before - 1,
                rows=[(table, observed.value / before - 1)],
                detail=f"{before:,.0f} → {observed.value:,.0f}",
            )
    for (table, column), counts in now.items.items():
        before = items.get((table, column))
        if not before:
            continue
        if now.checkpoint == "exports":
            codes = [(code, 0.0 if code in before else 1.0) for code in sorted(counts)]
            codes.sort(key=lambda code: -code[1])
            now.statistics[table, column, "new_code"] = Observed(codes[0][1], rows=codes)
            continue
        index = stability_index(before, counts)
        if index is not None:
            now.statistics[table, column, "shift"] = Observed(index, detail=moved_most(before, counts))
            new = sorted((item for item in counts if item not in before), key=lambda item: -counts[item])
            now.statistics[table, column, "new_item_rate"] = Observed(
                sum(counts[item] for item in new) / sum(counts.values()), detail=", ".join(new[:5])
            )
    return date.fromisoformat(day)


def read_history(path: Path) -> list[dict]:
    """Return the statistics of earlier runs; none when there is no file yet."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    if rows and list(rows[0]) != HISTORY_COLUMNS:
        raise CannotValidate(f"{path} is no history of earlier runs: delete it, and the next run begins a new one.")
    return rows


def remember(path: Path, now: Snapshot, history: list[dict], origin: str, forget_earlier: bool = False) -> list[dict]:
    """Write this run behind the earlier ones (or in their place); return what the file now holds."""

    def is_of_this(row: dict) -> bool:
        return row["origin"] == origin and row["checkpoint"] == now.checkpoint

    as_of = now.as_of.isoformat()
    earlier = {row["as_of"] for row in history if is_of_this(row) and row["as_of"] != as_of}
    kept_days = set() if forget_earlier else set(sorted(earlier)[-KEPT_RUNS:])
    rows = [row for row in history if not is_of_this(row) or row["as_of"] in kept_days]
    common = {"origin": origin, "as_of": as_of, "checkpoint": now.checkpoint}
    for (table, column, statistic), observed in now.statistics.items():
        if statistic in ("rows", "blank_rate") and observed.value is not None:
            cells = {"table": table, "column": column, "statistic": statistic, "item": "", "value": observed.value}
            rows.append(common | cells)
    for (table, column), counts in now.items.items():
        for item, count in counts.items():
            cells = {"table": table, "column": column, "statistic": ITEM_ROWS, "item": item, "value": count}
            rows.append(common | cells)
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".new")
    with unfinished.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, HISTORY_COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    unfinished.replace(path)
    return rows


def named_inputs(dbt_args: list[str], project: Path = PROJECT) -> dict:
    """Return the inputs and sources that the project file names, or `--vars` in their place."""
    variables = yaml.safe_load(project.read_text(encoding="utf-8"))["vars"]["lead_scoring"]
    for option, value in pairwise(dbt_args):
        if option == "--vars":
            variables |= yaml.safe_load(value) or {}
    return {name: variables[name] for name in ("lead_scoring_inputs", "lead_scoring_sources") if variables.get(name)}


def origin_of(dbt_args: list[str]) -> str:
    """Return a short name for where the inputs come from: the demo is never compared with someone's own data."""
    target = os.environ.get("LEAD_SCORING_TARGET") or "duckdb"
    for option, value in pairwise(dbt_args):
        if option in ("--target", "-t"):
            target = value
    parts = [target, os.environ.get("LEAD_SCORING_INPUTS", ""), repr(named_inputs(dbt_args))]
    return hashlib.md5("|".join(parts).encode(), usedforsecurity=False).hexdigest()[:8]


def read_thresholds(path: Path = THRESHOLDS) -> list[dict]:
    """Return the limits, or say which line cannot be meant."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except FileNotFoundError:
        raise CannotValidate(f"There are no limits to check against: {path} does not exist.") from None
    for line, row in enumerate(rows, start=2):
        where = f"{path}, line {line}"
        allowed = {"checkpoint": CHECKPOINTS, "severity": SEVERITIES, "statistic": tuple(STATISTICS)}
        for column, values in allowed.items():
            if row.get(column) not in values:
                raise CannotValidate(f"{where}: {column} `{row.get(column)}` is none of {', '.join(values)}.")
        for column in ("min", "max"):
            text = (row.get(column) or "").strip()
            try:
                row[column] = float(text) if text else None
            except ValueError:
                raise CannotValidate(f"{where}: {column} `{text}` is no number.") from None
        if row["min"] is None and row["max"] is None:
            raise CannotValidate(f"{where}: neither min nor max is given.")
    return rows


def make_checks(snapshot: Snapshot, thresholds: list[dict]) -> list[Check]:
    """Apply each limit to the statistics that it names; `*` stands for any table or column."""
    checks = []
    tables = {table for table, _, _ in snapshot.statistics}
    for row in thresholds:
        if row["checkpoint"] != snapshot.checkpoint:
            continue
        if row["table"] not in tables | {"*"}:
            raise CannotValidate(f"{THRESHOLDS}: there is no table `{row['table']}` among the {snapshot.checkpoint}.")
        limits = (row["min"], row["max"], row["severity"], row["why"])
        found = [
            key
            for key in snapshot.statistics
            if row["table"] in ("*", key[0]) and row["column"] in ("*", key[1]) and row["statistic"] == key[2]
        ]
        for key in found:
            checks.append(Check(snapshot.checkpoint, *key, *limits, observed=snapshot.statistics[key]))
        if not found and "*" not in (row["table"], row["column"]):
            if snapshot.checkpoint == "inputs" and row["statistic"] not in COMPARED:
                what = f"{row['table']}, column `{row['column']}`"
                raise CannotValidate(f"{THRESHOLDS}: there is no {row['statistic']} of {what}.")
            checks.append(Check(snapshot.checkpoint, row["table"], row["column"], row["statistic"], *limits))
    return checks


def worst_of(checks: list[Check]) -> list[Check]:
    """Return one check per statistic: the worst verdict, and of several that passed the first limit."""
    order = ["failed", "warning", "passed", "not checked"]
    worst: dict[tuple, Check] = {}
    for check in checks:
        key = (check.checkpoint, check.table, check.column, check.statistic)
        if key not in worst or order.index(check.verdict) < order.index(worst[key].verdict):
            worst[key] = check
    return list(worst.values())
