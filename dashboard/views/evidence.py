"""Evidence: whether higher scores convert more often, what each band is worth, and what a threshold would bring."""

from __future__ import annotations

import streamlit as st

from dashboard import charts, parts
from dashboard.parts import Column
from dashboard.reader import Reader

HOW = (
    'Build once with what counts as success and within how many days, for example `make build args="--vars '
    "'{lead_scoring_evaluate: {outcomes: [won], horizon_days: 30, leads_per_day: 2}}'\"`, and start the dashboard "
    "again (docs/evidence.md)."
)
POSITIONS = {"advised": "Advised", "one_higher": "One higher", "one_lower": "One lower"}


def page(reader: Reader) -> None:
    """Show the page."""
    summary = reader.rows_if_there("evidence_summary")
    if not summary:
        parts.empty("This model has not been evaluated yet", HOW)
        return
    summary = summary[0]
    show_numbers(summary)
    if not summary["is_enough"]:
        parts.empty("Too little to judge", f"{(summary['note'] or 'Too few conversions').capitalize()}.")
        return
    left, right = st.columns(2, gap="large")
    with left:
        parts.section("Lift", "Share that converted in each tenth of contacts by score; the line is the average")
        charts.lift(reader.rows("evidence_deciles"), summary["base_rate"])
    with right:
        show_calibration(reader, summary)
    show_threshold(reader)


def show_numbers(summary: dict) -> None:
    """Show the big numbers, and what they were measured on."""
    span = f"{parts.day(summary['first_day'])} to {parts.day(summary['last_day'])}"
    parts.tiles(
        parts.tile(
            "Best tenth converts", parts.points(summary["best_tenth_lift"]),
            "× as often" if summary["best_tenth_lift"] is not None else "", "as the average contact", "main",
        ),
        parts.tile("Ranking (AUC)", parts.points(summary["auc"], 2), "", "0.5 is chance, 1 is perfect"),
        parts.tile(
            "Average", parts.percent(summary["base_rate"], 1), "",
            f"converted within {parts.plural(summary['horizon_days'], 'day')}",
        ),
        parts.tile(
            "Measured on", parts.whole(summary["conversions"]), "conversions",
            f"of {parts.whole(summary['examples'])} looks at a contact, {span}",
        ),
    )  # fmt: skip


def show_calibration(reader: Reader, summary: dict) -> None:
    """Show what each band of a scale is worth."""
    parts.section(
        "Calibration", "Share that converted by band; bars: where the true share lies (95 %); dashed: the average"
    )
    bands = reader.rows_if_there("evidence_calibration") or []
    scales = list(dict.fromkeys(row["scale"] for row in bands))
    if not scales:
        parts.empty("No bands", "The policy has no bands or grades to compare.")
        return
    first = next((scale for scale in ("total", "grade") if scale in scales), scales[0])
    chosen = st.segmented_control(
        "Scale", scales, default=first, format_func=parts.words, label_visibility="collapsed", key="evidence_scale"
    )
    charts.calibration([row for row in bands if row["scale"] == (chosen or first)], summary["base_rate"])


def show_threshold(reader: Reader) -> None:
    """Let people move a threshold and see what it would bring."""
    parts.section("Choose a threshold", "What sales would get if all contacts with this score or more came over")
    cuts = reader.rows_if_there("evidence_cuts") or []
    if len(cuts) < 2:
        parts.empty("No thresholds to choose from", "All contacts have the same score.")
        return
    advice = reader.rows_if_there("evidence_advice") or []
    advised = next((row["cut"] for row in advice if row["position"] == "advised"), None)
    lowest, highest = cuts[0]["cut"], cuts[-1]["cut"]
    begin = advised if advised is not None else (lowest + highest) // 2
    chosen = st.slider("Threshold, points", lowest, highest, min(max(begin, lowest), highest), key="evidence_cut")
    # A score that nobody has hands over those of the next one that somebody has.
    cut = next(row for row in cuts if row["cut"] >= chosen)
    parts.tiles(
        parts.tile(
            "Contacts at or above", parts.whole(cut["standing_contacts"]), "contacts",
            f"with {chosen} points or more, on a day", "main",
        ),
        parts.tile(
            "Of them convert", parts.percent(cut["conversion_precision"], 1), "",
            f"{parts.points(cut['lift'])} × the average",
        ),
        parts.tile("Of all conversions", parts.percent(cut["recall"]), "", "are among them; the others are below"),
        parts.tile("Conversions", parts.points(cut["expected_conversions"]), "", "expected of them in one window"),
    )  # fmt: skip
    charts.threshold(cuts, chosen)
    if advice:
        show_advice(advice)


def show_advice(advice: list[dict]) -> None:
    """Show the advised threshold and its neighbours."""
    parts.section(
        "Advice", f"The lowest threshold that brings no more than {parts.points(advice[0]['capacity'])} new leads a day"
    )

    def position(row: dict) -> str:
        return parts.chip(POSITIONS.get(row["position"]), "accent" if row["position"] == "advised" else "")

    parts.table(
        [
            Column("Threshold", lambda row: f"{row['cut']} points", "title"),
            Column("", position),
            Column("New leads a day", lambda row: parts.points(row["leads_per_day"], 2), "num"),
            Column("Convert", lambda row: parts.percent(row["conversion_rate"], 1), "num"),
            Column("Conversions in 30 days", lambda row: parts.points(row["conversions_per_30_days"]), "num"),
        ],
        advice,
    )
    for message in dict.fromkeys(row["message"] for row in advice if row["message"]):
        parts.note(f"{message.capitalize()}.")
