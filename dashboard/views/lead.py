"""One lead: its score and why, how it came to it over time, the ledger that adds up to it, and what the lead did."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby

import streamlit as st

from dashboard import charts, parts
from dashboard.parts import Column
from dashboard.reader import Reader

MOST_REASONS = 7
MOST_MOVES = 10
ENTRIES = {
    "rule": "Rule",
    "rule_cap": "Limit of a rule",
    "group_cap": "Limit of a group",
    "dimension_clamp": "Limit of the dimension",
    "weight": "Weight of the dimension",
    "model_clamp": "Limit of the score",
}
REASONS = {
    "entered_audience": "entered the audience",
    "earlier_outcome": "had that outcome before the history began",
    "left_audience": "left the audience",
    "disqualified": "disqualified by a rule",
    "disqualification_ended": "no longer disqualified",
    "qualified": "raised a hand",
    "mql_policy": "met what makes an MQL",
    "below_exit": "fell below the score that an MQL needs",
    "sales_accepted": "sales accepted",
    "sales_rejected": "sales rejected",
    "opportunity": "an opportunity was opened",
    "won": "the deal was won",
    "lost": "the deal was lost",
}


def page(reader: Reader) -> None:
    """Show the page."""
    contact_id = chosen_contact(reader)
    if contact_id is None:
        return
    found = reader.rows("lead", contact_id=contact_id)
    if not found:
        nobody(reader, contact_id)
        return
    lead = found[0]
    dimensions = reader.rows("lead_dimensions", contact_id=contact_id)
    stages = reader.rows("lead_stages", contact_id=contact_id)
    show_who(reader, lead, dimensions)

    left, right = st.columns([3, 2], gap="large")
    with left:
        parts.section("Score over time", "Points as published; days as MQL are shaded, changes of stage are marked")
        show_history(reader, contact_id, stages)
    with right:
        show_reasons(lead)

    parts.section("Ledger", "Every line that makes the score, in points; they add up to it")
    show_ledger(reader, lead)

    left, right = st.columns([3, 2], gap="large")
    with left:
        parts.section("What happened", "Activities and changes of stage, newest first, UTC")
        show_timeline(reader, lead, stages)
    with right:
        parts.section("What moved in 7 days", "Lines of the ledger whose points changed")
        show_moves(reader, lead)


def chosen_contact(reader: Reader) -> str | None:
    """Return the contact that the address or the search names; without either, the best MQL, else the best of all."""
    asked = st.query_params.get("contact", "")
    search = st.text_input(
        "Find a lead", placeholder="Id, e-mail or company, or a part of it", key="lead_search"
    ).strip()
    if not search:
        return asked or best_contact(reader)
    found = reader.rows("lead_search", search=search)
    if not found:
        if reader.rows("survivor", contact_id=search):
            return search
        parts.empty(
            f"No lead is called “{search}”", "Take a shorter text: a part of the id, e-mail or company will do."
        )
        return None
    names = {row["contact_id"]: name_of(row) for row in found}
    if len(found) == 1:
        chosen = found[0]["contact_id"]
    else:
        more = "the best 20" if len(found) == 20 else f"{len(found)} found"
        chosen = st.selectbox(f"Which one? ({more})", list(names), format_func=names.get, key=f"lead_of_{search}")
    st.query_params["contact"] = chosen
    return chosen


def best_contact(reader: Reader) -> str:
    """Return the best MQL, or the best contact where there is no MQL."""
    best = {"search": "", "grade": "", "page_size": 1, "skip": 0}
    found = reader.rows("leaderboard", show="mql", **best) or reader.rows("leaderboard", show="all", **best)
    return found[0]["contact_id"]


def name_of(row: dict) -> str:
    """Return how a lead is listed."""
    known = [row["email"], row["company_name"], row["contact_id"]]
    return f"{' · '.join(one for one in known if one)} — {row['score']} points"


def nobody(reader: Reader, contact_id: str) -> None:
    """Say why a contact has no page."""
    merged = reader.rows_if_there("survivor", contact_id=contact_id)
    if merged:
        survivor = merged[0]["survivor_id"]
        parts.show(
            f'<div class="ls-empty"><b>{parts.safe(contact_id)} was merged into {parts.safe(survivor)}</b>'
            f"{parts.link('lead', 'Show ' + survivor, contact=survivor, model=reader.model_id)}</div>"
        )
        return
    parts.empty(
        f"{contact_id} has no score in {reader.model_name}",
        "The contact is unknown, deleted, or not in this model's audience. Search by a part of the id or company.",
    )


def show_who(reader: Reader, lead: dict, dimensions: list[dict]) -> None:
    """Show the score, who it is, and what to do."""
    company = parts.MISSING
    if lead["company_id"]:
        company = parts.link(
            "companies", lead["company_name"] or lead["company_id"], company=lead["company_id"], model=reader.model_id
        )
    status = parts.chip("MQL", "accent") if lead["is_mql"] else parts.chip(parts.stage_name(lead["stage"]))
    grade = " ".join(filter(None, [lead["grade"], lead["label"]]))
    facts = [
        ("Company", company),
        ("Grade", parts.safe(grade)),
        ("Next action", parts.safe(lead["next_action"])),
        ("In stage since", parts.day(lead["stage_since"])),
        ("Rank", f"{parts.whole(lead['rank'])} of {parts.whole(lead['contacts'])}"),
        ("Last active", parts.day(lead["last_activity_at"])),
        *((parts.safe(parts.words(row["dimension"])), dimension_text(row)) for row in dimensions),
        ("7 days", parts.change(lead["change_7d"])),
        ("30 days", parts.change(lead["change_30d"])),
    ]
    parts.show(
        f'<div class="ls-who"><div class="big"><b>{parts.whole(lead["score"])}</b><small>points</small></div>'
        f'<div class="name">{parts.safe(lead["email"] or lead["contact_id"])} {status}</div>'
        f'<div class="ls-facts">{"".join(f"<span>{name} <b>{value}</b></span>" for name, value in facts)}</div></div>'
    )


def dimension_text(row: dict) -> str:
    """Return the score of a dimension with its band."""
    band = f" · band {parts.safe(row['band'])}" if row["band"] else ""
    return f"{parts.whole(row['score'])}{band}"


def show_history(reader: Reader, contact_id: str, stages: list[dict]) -> None:
    """Show how the score came about."""
    stretches = reader.rows("lead_history", contact_id=contact_id)
    if not stretches:
        parts.empty("No history yet", "It begins with the first build; `make backfill` adds past days.")
        return
    top = max(100, *(stretch["score"] for stretch in stretches))
    named = [stage | {"to_name": parts.stage_name(stage["to_stage"])} for stage in stages]
    charts.score_over_time(stretches, named, min(0, *(stretch["score"] for stretch in stretches)), top)


def show_reasons(lead: dict) -> None:
    """Show what speaks for the lead, what against, and what changed since yesterday."""
    for title, reasons, arrow, kind in [
        ("What speaks for it", lead["reasons_up"], "▲", "good"),
        ("What speaks against it", lead["reasons_down"], "▼", "bad"),
    ]:
        parts.section(title)
        listed = [reason for reason in (reasons or "").split("; ") if reason]
        lines = "".join(
            f'<li><span class="{kind}">{arrow}</span> {parts.safe(reason)}</li>' for reason in listed[:MOST_REASONS]
        )
        if len(listed) > MOST_REASONS:
            lines += f'<li class="muted">and {len(listed) - MOST_REASONS} more, in the ledger</li>'
        parts.show(f'<ul class="ls-reasons">{lines}</ul>' if lines else '<span class="muted">Nothing</span>')
    parts.section("Since yesterday")
    if lead["change_1d"] is None:
        text = "There was no score yesterday."
    elif lead["moved_because"]:
        text = lead["moved_because"]
    else:
        text = "Nothing changed."
    parts.show(f"{parts.change(lead['change_1d'])} <div>{parts.safe(text)}</div>")


def points_bar(value: Decimal, longest: Decimal) -> str:
    """Return points as a bar to the left or right of zero."""
    width = 100 * float(abs(value) / longest) if longest else 0
    bar = f'<i style="width:{width:.1f}%"></i>'
    return f'<div class="signed"><span>{bar if value < 0 else ""}</span><span>{bar if value > 0 else ""}</span></div>'


def show_ledger(reader: Reader, lead: dict) -> None:
    """Show the ledger by dimension, with the proof that it adds up."""
    lines = reader.rows("lead_ledger", contact_id=lead["contact_id"])
    if not lines:
        parts.empty("No rule has fired for this lead", "Its score is 0 points: nothing about it or by it meets a rule.")
        return
    longest = max(abs(line["points"]) for line in lines)
    sums = {
        dimension: sum(line["points"] for line in group)
        for dimension, group in groupby(lines, key=lambda line: line["dimension"])
    }
    columns = [
        Column("What", what, "title"),
        Column("Kind", lambda row: parts.safe(ENTRIES.get(row["entry_type"], row["entry_type"]))),
        Column("Times", lambda row: parts.whole(row["awards"]) if row["awards"] is not None else "", "num"),
        Column("From", lambda row: parts.day(row["first_on"])),
        Column("To", lambda row: parts.day(row["last_on"])),
        Column("Points", lambda row: f"<b>{parts.signed(row['points'], 2)}</b>", "num keep"),
        Column("", lambda row: points_bar(row["points"], longest)),
    ]
    total = sum(line["points"] for line in lines)
    rounded = total.quantize(Decimal(1), rounding=ROUND_HALF_UP)
    proof = f"{parts.points(total, 6)} points, rounded {parts.whole(rounded)}"
    if rounded != lead["score"]:
        proof += f" · but the published score is {parts.whole(lead['score'])}"
    parts.table(
        columns,
        lines,
        lambda row: (
            f"{parts.safe(parts.words(row['dimension'])) if row['dimension'] else 'Whole score'}"
            f" · {parts.signed(sums[row['dimension']], 2)} points"
        ),
        f'<tr class="total"><td class="title" data-name="">Sum of all lines</td>'
        f'<td class="keep" colspan="{len(columns) - 1}" data-name="Sum">{proof}</td></tr>',
        "lines",
    )


def what(line: dict) -> str:
    """Return what a line of the ledger is for."""
    return parts.safe(line["label"] or line["rule_id"] or line["cap_group"] or ENTRIES.get(line["entry_type"]))


def show_moves(reader: Reader, lead: dict) -> None:
    """Show which lines moved in 7 days."""
    moves = reader.rows("lead_moves", contact_id=lead["contact_id"])
    if not moves:
        text = "There was no score then." if lead["change_7d"] is None else "Every line has the points it had."
        parts.empty("Nothing moved", text)
        return
    columns = [
        Column("What", lambda row: parts.safe(row["label"] or ENTRIES.get(row["entry_type"])), "title"),
        Column("Before", lambda row: parts.points(row["points_before"], 2), "num"),
        Column("Now", lambda row: parts.points(row["points_now"], 2), "num"),
        Column("Change", lambda row: f"<b>{parts.signed(row['points_change'], 2)}</b>", "num keep"),
    ]
    parts.table(columns, moves[:MOST_MOVES], on_phones="lines")
    if len(moves) > MOST_MOVES:
        parts.note(f"{parts.plural(len(moves) - MOST_MOVES, 'smaller change')} are left out.")


def show_timeline(reader: Reader, lead: dict, stages: list[dict]) -> None:
    """Show activities and changes of stage, newest first."""
    activities = reader.rows_if_there("lead_activities", contact_id=lead["contact_id"])
    events = [(stage["on_date"], 1, stage_event(stage)) for stage in stages]
    events += [(activity["occurred_at"].date(), 0, activity_event(activity)) for activity in activities or []]
    if not events:
        parts.empty("Nothing happened yet", "This lead has no activity and no stage.")
        return
    # Activities come newest first, and sorting keeps their order within a day; a change of stage closes the day.
    events.sort(key=lambda event: (event[0], event[1]), reverse=True)
    body = ""
    for when, group in groupby(events, key=lambda event: event[0]):
        body += f'<div class="day">{parts.day(when)}</div>' + "".join(text for _, _, text in group)
    with st.container(height=420, border=False):
        parts.show(f'<div class="ls-time">{body}</div>')
    if activities is None:
        parts.note("Activities are in an internal table that this warehouse file does not have.")
    elif activities and activities[0]["found"] > len(activities):
        parts.note(f"The newest {len(activities)} of {parts.plural(activities[0]['found'], 'activity', 'activities')}.")


def stage_event(stage: dict) -> str:
    """Return a change of stage as one line."""
    why = REASONS.get(stage["reason"], (stage["reason"] or "").replace("_", " "))
    score = f", {parts.plural(stage['score'], 'point')}" if stage["score"] is not None else ""
    outcome = f" ({stage['outcome_reason']})" if stage["outcome_reason"] else ""
    return (
        f'<div class="event stage"><b>{parts.safe(parts.stage_name(stage["to_stage"]))}</b> '
        f'<span class="muted">{parts.safe(why + outcome + score)}</span></div>'
    )


def activity_event(activity: dict) -> str:
    """Return an activity as one line."""
    beside = " · ".join(parts.safe(one) for one in (activity["asset"], activity["campaign"]) if one)
    machine = f" {parts.chip('machine, does not count')}" if activity["is_bot"] else ""
    return (
        f'<div class="event"><span class="clock">{activity["occurred_at"]:%H:%M}</span> '
        f'{parts.safe(parts.words(activity["activity_type"]))} <span class="muted">{beside}</span>{machine}</div>'
    )
