"""Policy: what each rule does today, which limits bite, and what changed in the policy."""

from __future__ import annotations

import streamlit as st

from dashboard import parts
from dashboard.parts import Bar, Column
from dashboard.reader import Reader
from dashboard.views.lead import ENTRIES

# A rule that fires for so many tells nobody from anybody.
NEARLY_ALL = 0.9
# What the table rule_evidence advises, where it advises something else than to keep the rule.
ADVICE = {
    "drop": "Drop it: whether it fires says nothing about conversions.",
    "dead": "Dead: it never fired.",
    "reverse": "Reverse it: whoever it fires for converts the other way.",
}


def page(reader: Reader) -> None:
    """Show the page."""
    rules = reader.rows("rules")
    if not rules:
        parts.empty("No rule is in force", "Rules are in `scoring_rules.csv` (docs/writing_rules.md).")
        return
    advice = advice_by_rule(reader)
    silent = [rule for rule in rules if rule["fired_for"] == 0]
    looked_at = [rule for rule in rules if advice_of(reader, rule, advice)]
    changes = reader.rows("policy_changes")
    dimensions = list(dict.fromkeys(rule["dimension"] for rule in rules if rule["dimension"]))
    listed = f"{parts.plural(len(changes), 'change')} listed below" if changes else "none since the first build"
    parts.tiles(
        parts.tile(
            "Rules in force", parts.whole(len(rules)), "rules", f"in {parts.plural(len(dimensions), 'dimension')}",
            "main",
        ),
        parts.tile(
            "Fire for somebody", parts.whole(len(rules) - len(silent)), "rules", f"{len(silent)} fire for nobody today"
        ),
        parts.tile("To look at", parts.whole(len(looked_at)), "rules", "see the advice below"),
        parts.tile("Last change", parts.day(changes[0]["changed_on"] if changes else None), "", listed),
    )  # fmt: skip
    parts.section("Rules", "Whom each rule fires for today, and the points it gives before limits and weights")
    chosen = st.segmented_control(
        "Rules",
        ["All", "To look at", *dimensions],
        default="All",
        label_visibility="collapsed",
        format_func=parts.words,
        key="policy_rules",
    )
    if chosen == "To look at":
        rules = looked_at
    elif chosen in dimensions:
        rules = [rule for rule in rules if rule["dimension"] == chosen]
    if rules:
        show_rules(reader, rules, advice)
    else:
        parts.empty("Nothing to look at", "Every rule fires for somebody, and none for nearly everybody.")
    left, right = st.columns(2, gap="large")
    with left:
        parts.section("Limits at work", "Contacts for whom a limit or weight changed the sum")
        show_limits(reader)
    with right:
        parts.section("Changes of the policy", "Newest first, by the scored day from which they counted")
        show_changes(changes)


def advice_by_rule(reader: Reader) -> dict[str, dict]:
    """Return what the evidence says about each rule; nothing where no evidence was made."""
    return {row["rule_id"]: row for row in reader.rows_if_there("rule_advice") or [] if row["advice"] in ADVICE}


def advice_of(reader: Reader, rule: dict, advice: dict[str, dict]) -> str:
    """Return what to do about a rule; nothing when all is well."""
    if rule["rule_id"] in advice:
        found = advice[rule["rule_id"]]
        points = f" Suggested: {found['suggested_points']} points." if found["suggested_points"] else ""
        return ADVICE[found["advice"]] + points
    if rule["fired_for"] is None:
        return ""
    if rule["fired_for"] == 0:
        return "Fires for nobody: misspelt, or waiting for its campaign?"
    if rule["fired_for"] >= NEARLY_ALL * reader.contacts:
        return "Fires for nearly everybody: separates nobody"
    return ""


def show_rules(reader: Reader, rules: list[dict], advice: dict[str, dict]) -> None:
    """Show the rules by dimension."""
    most = max(rule["fired_for"] or 0 for rule in rules) or 1

    def fired(rule: dict) -> str:
        if rule["fired_for"] is None:
            return '<span class="muted">not counted</span>'
        share = rule["fired_for"] / reader.contacts if reader.contacts else 0
        return (
            f'<div><div class="score"><b>{rule["fired_for"]:,}</b>{parts.track(rule["fired_for"] / most)}</div>'
            f"<small>{parts.percent(share, 1)} of contacts</small></div>"
        )

    def rule_name(rule: dict) -> str:
        return with_small(rule["label"], rule["rule_id"]) if rule["label"] else parts.safe(rule["rule_id"])

    def what_to_do(rule: dict) -> str:
        text = advice_of(reader, rule, advice)
        return f'<div><span class="bad">▲</span> {parts.safe(text)}</div>' if text else ""

    parts.table(
        [
            Column("Rule", rule_name, "title"),
            Column("Kind", lambda rule: parts.safe(parts.words(rule["kind"]))),
            Column("Each", lambda rule: points_each(rule), "num"),
            Column("Fires for, contacts", fired),
            Column("Times", lambda rule: parts.whole(rule["awards"]), "num"),
            Column("Points in all", lambda rule: parts.signed(rule["points"], 0), "num"),
            Column("Last on", lambda rule: parts.day(rule["last_on"]), "short"),
            Column("Advice", what_to_do),
        ],
        rules,
        lambda rule: parts.safe(parts.words(rule["dimension"])) if rule["dimension"] else "Lifecycle, without points",
    )


def with_small(text: str | None, below: str | None) -> str:
    """Return a text with a smaller one below."""
    return f"{parts.safe(text)}<small>{parts.safe(below)}</small>"


def points_each(rule: dict) -> str:
    """Return what one award does: points, or the effect by its name."""
    if rule["effect"] != "points":
        return parts.chip(parts.words(rule["effect"]), "tint")
    return f"{parts.signed(rule['points_each'], 2)}"


def show_limits(reader: Reader) -> None:
    """Show which caps, clamps and weights changed sums."""
    limits = reader.rows("limits")
    if not limits:
        parts.empty("No limit bites", "No cap, clamp or weight changed anybody's sum.")
        return
    parts.bars(
        [
            Bar(limit["label"] or ENTRIES.get(limit["entry_type"], limit["entry_type"]), limit["contacts"],
                f"{limit['contacts']:,} <small>{parts.signed(limit['points'], 0)} points</small>")
            for limit in limits
        ],
        long_names=True,
    )  # fmt: skip


def show_changes(changes: list[dict]) -> None:
    """Show what changed in the policy."""
    if not changes:
        parts.empty("The policy has not changed", "Since the first build each score comes from the same policy.")
        return

    def what(row: dict) -> str:
        if row["change"] != "changed":
            return f"{parts.chip(row['change'])}<small>{parts.safe(row['value_after'] or row['value_before'])}</small>"
        before, after = parts.safe(row["value_before"]), parts.safe(row["value_after"])
        return f"{parts.safe(row['column_name'])}: {before} → <b>{after}</b>"

    parts.table(
        [
            Column("Row", lambda row: with_small(row["row_id"], f"{row['policy_table']}.csv"), "title"),
            Column("Change", lambda row: f"<div>{what(row)}</div>", "long"),
            Column("On", lambda row: parts.day(row["changed_on"])),
        ],
        changes,
    )
