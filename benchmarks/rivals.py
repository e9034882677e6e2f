"""One rival, run and measured in a process of its own: `python -m benchmarks.rivals <name> --inputs … --rules …`.

Prints one line of JSON: seconds (reading the files included), peak_memory_gb, and the mean score, so that nobody wins
by doing nothing.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from pathlib import Path

from benchmarks.handwritten import handwritten_sql
from benchmarks.policy import CLAMP, GROUP_LIMIT, STEP_DAYS, Rule, make_rules

THREADS = 2


def run_sql(statement: str, database: Path) -> float:
    """Run a statement in a new DuckDB file; return the mean score, or the count of rows of the floor."""
    import duckdb

    database.unlink(missing_ok=True)
    connection = duckdb.connect(str(database))
    connection.execute(f"set threads = {THREADS}; set TimeZone = 'UTC'")
    connection.execute(statement)
    table = "floor" if "table floor" in statement else "handwritten_scores"
    column = "count(*)" if table == "floor" else "avg(score)"
    result = connection.execute(f"select {column} from {table}").fetchone()[0]
    connection.close()
    database.unlink(missing_ok=True)
    return float(result)


def run_polars(rules: list[Rule], inputs: Path, as_of: str) -> float:
    """Score with polars expressions over lazy frames, as trusting as the lean SQL; return the mean score."""
    import polars as pl

    def holds(field: str, operator: str, value: str) -> pl.Expr:
        column = pl.col(field.split(".")[1])
        if operator == "equals":
            return column == value
        if operator == "contains":
            return column.str.contains(value, literal=True)
        if operator == "starts_with":
            return column.str.starts_with(value)
        return column.cast(pl.Float64, strict=False) >= float(value)

    day = pl.lit(as_of).str.to_date()
    events = pl.scan_parquet(inputs / "activities.parquet").with_columns(
        age=(day - pl.col("occurred_at").str.to_datetime("%Y-%m-%d %H:%M:%S", strict=False).dt.date()).dt.total_days()
    )
    events = events.filter(pl.col("age") >= 0)
    activity_rules = [rule for rule in rules if rule.kind == "activity"]
    sums = []
    for rule in activity_rules:
        met = pl.all_horizontal([holds(*part) for part in rule.conditions])
        if rule.window_days:
            met = met & (pl.col("age") < rule.window_days)
        weight = pl.lit(0.5).pow((pl.col("age") // STEP_DAYS) * STEP_DAYS / rule.half_life)
        sums.append(
            (pl.when(met).then(weight).sum() * rule.points).clip(upper_bound=rule.max_points).alias(rule.rule_id)
        )
    by_contact = events.group_by("contact_id").agg(sums)
    parts = [pl.col(rule.rule_id) for rule in activity_rules if not rule.cap_group]
    for group in sorted({rule.cap_group for rule in activity_rules if rule.cap_group}):
        inside = [pl.col(rule.rule_id) for rule in activity_rules if rule.cap_group == group]
        parts.append(pl.sum_horizontal(inside).clip(upper_bound=GROUP_LIMIT))
    interest = by_contact.select("contact_id", interest=pl.sum_horizontal(parts).clip(*CLAMP))
    fields = {field for rule in rules if rule.kind == "attribute" for field, _, _ in rule.conditions}
    contacts = pl.scan_parquet(inputs / "contacts.parquet").with_columns(
        [pl.col(field.split(".")[1]).str.to_lowercase() for field in fields]
    )
    fit = [
        pl.when(pl.all_horizontal([holds(*part) for part in rule.conditions])).then(rule.points).otherwise(0)
        for rule in rules
        if rule.kind == "attribute"
    ]
    scores = (
        contacts.select("contact_id", fit=pl.sum_horizontal(fit).clip(*CLAMP))
        .join(interest, on="contact_id", how="left")
        .with_columns(score=(pl.col("fit") + pl.col("interest").fill_null(0)).clip(*CLAMP))
    )
    return float(scores.select(pl.col("score").mean()).collect(engine="streaming").item())


def run_pandas(rules: list[Rule], inputs: Path, as_of: str) -> float:
    """The policy as a pandas script: a mask per rule, a group-by per rule; return the mean score."""
    import pandas as pd

    def holds(frame: pd.DataFrame, field: str, operator: str, value: str) -> pd.Series:
        column = frame[field.split(".")[1]]
        if operator == "equals":
            return column == value
        if operator == "contains":
            return column.str.contains(value, regex=False, na=False)
        if operator == "starts_with":
            return column.str.startswith(value, na=False)
        return pd.to_numeric(column, errors="coerce") >= float(value)

    events = pd.read_parquet(inputs / "activities.parquet")
    happened = pd.to_datetime(events["occurred_at"], format="%Y-%m-%d %H:%M:%S", errors="coerce")
    events["age"] = (pd.Timestamp(as_of) - happened.dt.normalize()).dt.days
    events = events[events["age"] >= 0]
    contacts = pd.read_parquet(inputs / "contacts.parquet").drop_duplicates("contact_id").set_index("contact_id")
    fit = pd.Series(0.0, index=contacts.index)
    interest = pd.Series(0.0, index=contacts.index)
    groups: dict[str, pd.Series] = {}
    for field in {field for rule in rules if rule.kind == "attribute" for field, _, _ in rule.conditions}:
        contacts[field.split(".")[1]] = contacts[field.split(".")[1]].str.lower()
    for rule in rules:
        frame = events if rule.kind == "activity" else contacts
        met = pd.Series(True, index=frame.index)
        for part in rule.conditions:
            met &= holds(frame, *part)
        if rule.kind == "attribute":
            fit += met * rule.points
            continue
        if rule.window_days:
            met &= events["age"] < rule.window_days
        fired = events.loc[met, ["contact_id", "age"]]
        weight = 0.5 ** (fired["age"] // STEP_DAYS * STEP_DAYS / rule.half_life) * rule.points
        points = weight.groupby(fired["contact_id"]).sum().clip(upper=rule.max_points).reindex(fit.index, fill_value=0)
        if rule.cap_group:
            groups[rule.cap_group] = groups.get(rule.cap_group, 0) + points
        else:
            interest += points
    for points in groups.values():
        interest += points.clip(upper=GROUP_LIMIT)
    return float((fit.clip(*CLAMP) + interest.clip(*CLAMP)).clip(*CLAMP).mean())


def main() -> None:
    """Run the rival that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rival", choices=("lean", "careful", "floor", "polars", "pandas"))
    parser.add_argument("--inputs", type=Path, required=True)
    parser.add_argument("--rules", type=int, default=100)
    parser.add_argument("--as-of", required=True)
    parser.add_argument("--database", type=Path, required=True)
    given = parser.parse_args()
    rules = make_rules(given.rules)
    started = time.perf_counter()
    if given.rival == "floor":
        events = str(given.inputs / "activities.parquet").replace("'", "''")
        statement = (
            "create table floor as select contact_id, count(*) as activities"
            f" from read_parquet('{events}') group by contact_id"
        )
        result = run_sql(statement, given.database)
    elif given.rival in ("lean", "careful"):
        statement = handwritten_sql(rules, given.inputs, given.as_of, careful=given.rival == "careful")
        result = run_sql(statement, given.database)
    else:
        result = {"polars": run_polars, "pandas": run_pandas}[given.rival](rules, given.inputs, given.as_of)
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(json.dumps({"seconds": seconds, "peak_memory_gb": peak, "result": result}))


if __name__ == "__main__":
    main()
