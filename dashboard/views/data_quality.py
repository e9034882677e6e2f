"""Data quality: how much came in, what does not count, why, and the rows themselves."""

from __future__ import annotations

import streamlit as st

from dashboard import charts, parts
from dashboard.parts import Bar, Column
from dashboard.reader import Reader

MOST_REASONS = 10


def page(reader: Reader) -> None:
    """Show the page."""
    inputs = reader.rows("quality_inputs")
    if not inputs:
        parts.empty("Nothing came in", "The inputs are empty (docs/your_data.md).")
        return
    reasons = reader.rows("quality_reasons")
    show_numbers(inputs, reasons)
    left, right = st.columns(2, gap="large")
    with left:
        parts.section("Why rows do not count", "Rows by input and reason, the most frequent first")
        show_reasons(reasons)
    with right:
        parts.section("Inputs", "Rows that came, and the share of them that counts")
        parts.table(
            [
                Column("Input", lambda row: parts.safe(parts.words(row["input"])), "title"),
                Column("Rows", lambda row: parts.whole(row["row_count"]), "num"),
                Column("Do not count", lambda row: parts.whole(row["rejected"]), "num"),
                Column("Count", counted_share),
            ],
            inputs,
        )
    parts.section("Activities by day", "By load day, the last 60 days; a gap is a load that did not run")
    days = reader.rows("quality_days")
    if days:
        charts.per_day(days)
    else:
        parts.empty("No activity was loaded in the last 60 days", "Look at the connector: is it running?")
    if reasons:
        show_rows(reader, reasons)


def counted_share(row: dict) -> str:
    """Return the share of an input's rows that counts, as a bar with its number."""
    share = 1 - row["rejected"] / row["row_count"]
    return f'<div class="score share"><b>{parts.percent(share, 1)}</b>{parts.track(share)}</div>'


def show_numbers(inputs: list[dict], reasons: list[dict]) -> None:
    """Show the big numbers."""
    rows = sum(row["row_count"] for row in inputs)
    rejected = sum(row["rejected"] for row in inputs)
    activities = {row["input"]: row for row in inputs}.get("activities")
    worst = reasons[0] if reasons else None
    parts.tiles(
        parts.tile(
            "Rows that count", parts.percent((rows - rejected) / rows, 1), "",
            f"{parts.whole(rows - rejected)} of {parts.whole(rows)} rows", "main",
        ),
        parts.tile("Do not count", parts.whole(rejected), "rows", "kept, each with its reason"),
        parts.tile("Activities", parts.whole(activities["row_count"] if activities else 0), "rows", "came in all"),
        parts.tile(
            "Most frequent reason", parts.whole(worst["row_count"] if worst else None), "rows" if worst else "",
            parts.safe(worst["reason"]) if worst else "every row counts",
        ),
    )  # fmt: skip


def name_of(row: dict) -> str:
    """Return an input and a reason as one text."""
    return f"{parts.words(row['input'])}: {row['reason']}"


def show_reasons(reasons: list[dict]) -> None:
    """Show why rows do not count."""
    if not reasons:
        parts.empty("Every row counts", "No row of the inputs was rejected.")
        return
    parts.bars(
        [Bar(name_of(row), row["row_count"], parts.whole(row["row_count"]), "alert") for row in reasons[:MOST_REASONS]],
        long_names=True,
    )
    rest = reasons[MOST_REASONS:]
    if rest:
        rows = sum(row["row_count"] for row in rest)
        parts.note(f"{parts.plural(len(rest), 'further reason')}, {parts.plural(rows, 'row')}.")


def show_rows(reader: Reader, reasons: list[dict]) -> None:
    """Show some of the rows that do not count."""
    parts.section("The rows themselves", "Up to ten rows of one reason, as they came (table rejected_rows)")
    names = [name_of(row) for row in reasons]
    chosen = st.selectbox("Reason", range(len(names)), format_func=names.__getitem__, key="quality_reason")
    if not st.toggle("Show rows (they may hold personal data)", key="quality_rows"):
        return
    rows = reader.rows("rejected_rows", input=reasons[chosen]["input"], reason=reasons[chosen]["reason"])
    parts.table(
        [
            Column("Key", lambda row: parts.safe(row["row_key"]), "title"),
            Column("Row", lambda row: parts.safe(row["raw_content"]), "long"),
        ],
        rows,
    )
