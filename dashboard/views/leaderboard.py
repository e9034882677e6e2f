"""Leaderboard: leads by score, with search, filters and the reasons."""

from __future__ import annotations

import streamlit as st

from dashboard import parts
from dashboard.parts import Column
from dashboard.reader import Reader

PAGE_SIZE = 25
SHOWN = {
    "Everyone": "all",
    "Not yet with sales": "open",
    "MQLs": "mql",
    "New MQLs": "new",
    "Rising in 7 days": "rising",
    "Falling": "falling",
    "Back again": "back",
}


def page(reader: Reader) -> None:
    """Show the page."""
    search, grade, show = filters(reader)
    wanted = {"search": search, "grade": grade, "show": SHOWN[show], "page_size": PAGE_SIZE}
    key = f"{reader.model_id}|{search}|{grade}|{show}"
    if st.session_state.get("leaderboard_of") != key:
        st.session_state.update(leaderboard_of=key, leaderboard_page=1)
    number = st.session_state.get("leaderboard_page", 1)
    leads = reader.rows("leaderboard", **wanted, skip=(number - 1) * PAGE_SIZE)
    if not leads:
        parts.empty(
            "No lead is like that",
            f"Nothing is found for “{search}” among: {show.lower()}. Take a shorter text, or show everyone."
            if search
            else "Nobody is in this list today. Show everyone instead.",
        )
        return
    found = leads[0]["found"]
    first = (number - 1) * PAGE_SIZE + 1
    parts.note(f"{first:,} to {first + len(leads) - 1:,} of {parts.plural(found, 'lead')}, {order_of(show)}")
    parts.table(columns(reader, max(100, leads[0]["score"])), leads)
    turn_pages(found)


def filters(reader: Reader) -> tuple[str, str, str]:
    """Ask what to show; the address keeps it, so that a list can be passed on."""
    grades = {row["grade"]: row for row in reader.rows("grades")}
    asked = st.query_params
    left, middle, right = st.columns([2, 1, 1])
    with left:
        search = st.text_input(
            "Search", asked.get("search", ""), placeholder="Id, e-mail, company or reason", key="leaderboard_search"
        ).strip()
    with middle:
        show = st.selectbox("Show", list(SHOWN), key="leaderboard_show")
    with right:
        choices = ["", *grades]
        begin = choices.index(asked["grade"]) if asked.get("grade") in grades else 0
        grade = st.selectbox(
            "Grade", choices, begin, key="leaderboard_grade", format_func=lambda one: grade_name(grades, one)
        )
    for name, value in {"search": search, "grade": grade}.items():
        if value:
            asked[name] = value
        elif name in asked:
            del asked[name]
    return search, grade, show


def grade_name(grades: dict[str, dict], grade: str) -> str:
    """Return what the list of grades shows."""
    if not grade:
        return "All grades"
    label = grades[grade]["label"]
    return f"{grade} · {label}" if label else grade


def order_of(show: str) -> str:
    """Say how the list is ordered."""
    return {"Rising in 7 days": "biggest rise first", "Falling": "biggest fall first"}.get(show, "highest score first")


def lead_title(reader: Reader, row: dict) -> str:
    """Return who it is, as a link to the lead's page, with the company below."""
    name = parts.link("lead", row["email"] or row["contact_id"], contact=row["contact_id"], model=reader.model_id)
    beside = [row["company_name"], row["contact_id"] if row["email"] else None]
    return f"{name}<small>{' · '.join(parts.safe(one) for one in beside if one)}</small>"


def columns(reader: Reader, best: float) -> list[Column]:
    """Return what the table shows of a lead."""
    return [
        Column("Rank", lambda row: parts.whole(row["rank"]), "num"),
        Column("Lead", lambda row: lead_title(reader, row), "title"),
        Column("Score, points", lambda row: parts.score_cell(row["score"], best)),
        Column("7 days", lambda row: parts.change(row["change_7d"]), "short"),
        Column("Grade", lambda row: parts.chip(row["grade"], "tint") if row["grade"] else ""),
        Column("Stage", stage, "short"),
        Column("Why", why),
        Column("Next action", lambda row: parts.safe(row["next_action"])),
    ]


def stage(row: dict) -> str:
    """Return the stage, for MQLs with the day they became one."""
    if not row["is_mql"]:
        return parts.safe(parts.stage_name(row["stage"]))
    return f"<div>{parts.chip('MQL', 'accent')}<small>since {parts.day(row['mql_since'])}</small></div>"


def why(row: dict) -> str:
    """Return the reasons up, and what speaks against."""
    up = parts.first_of(row["reasons_up"], 5) if row["reasons_up"] else '<span class="muted">Nothing yet</span>'
    down = f'<small><span class="bad">▼</span> {parts.first_of(row["reasons_down"], 3)}</small>'
    down = down if row["reasons_down"] else ""
    return f"<div>{up}{down}</div>"


def turn_pages(found: int) -> None:
    """Let people turn the page when there is more than one."""
    last = -(-found // PAGE_SIZE)
    if last > 1:
        st.number_input(f"Page, 1 to {last:,}", 1, last, key="leaderboard_page", width=160)
