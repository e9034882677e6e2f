"""Overview: MQLs against the goal, how sales answers, the funnel, whom to call, and how fresh the data is."""

from __future__ import annotations

import streamlit as st

from dashboard import charts, parts
from dashboard.parts import Bar, Column
from dashboard.reader import Reader
from dashboard.views.leaderboard import lead_title

BEST = 5


def page(reader: Reader) -> None:
    """Show the page."""
    numbers = reader.row("overview_numbers")
    goals = reader.rows("goals")
    answers = reader.row("answers")
    mql_goals = shortest([goal for goal in goals if goal["stage"] == "mql"])
    parts.tiles(goal_tile(mql_goals), now_tile(numbers), *answer_tiles(answers), moved_tile(numbers))

    left, right = st.columns(2, gap="large")
    with left:
        show_mqls(reader, mql_goals)
    with right:
        parts.section("Funnel", "Contacts that reached a stage or a later one, and the share of the stage before")
        show_funnel(reader)

    left, right = st.columns(2, gap="large")
    with left:
        parts.section("Call first", "The highest scores of leads and MQLs: not with sales, and not sent back by it")
        show_best(reader)
    with right:
        others = [goal for goal in goals if goal["stage"] != "mql"]
        if others:
            show_other_goals(others)
        parts.section("Freshness", "Newest load of each source of activities, against the scored day")
        show_freshness(reader)


def shortest(goals: list[dict]) -> list[dict]:
    """Return the periods of one goal: that with the shortest periods where there are several."""
    if not goals:
        return []
    first = min(goals, key=lambda goal: (["month", "quarter", "year"].index(goal["period"]), goal["goal_id"]))
    return [goal for goal in goals if goal["goal_id"] == first["goal_id"]]


def goal_tile(goals: list[dict]) -> str:
    """Show the running period of the goal for MQLs."""
    if not goals:
        return parts.tile(
            "MQL goal", parts.MISSING, beside="No goal is set: add one in <code>goals.csv</code>", kind="main"
        )
    goal = goals[-1]
    pace = goal["reached"] - goal["expected_by_now"]
    ahead = f"{parts.points(abs(pace))} {'ahead of' if pace > 0 else 'behind'} pace" if pace else "on pace"
    name = {"month": f"{goal['period_from']:%B %Y}", "year": f"{goal['period_from']:%Y}"}.get(
        goal["period"], f"quarter from {goal['period_from']:%b %Y}"
    )
    return parts.tile(
        f"New MQLs, {name}",
        parts.whole(goal["reached"]),
        f"of {parts.points(goal['target'])} wanted",
        f"{parts.percent(goal['share_reached'])} of the goal · "
        f'<span class="{"good" if goal["is_on_pace"] else "bad"}">{"▲" if pace >= 0 else "▼"} {ahead}</span>',
        "main",
        parts.track(goal["share_reached"], goal["expected_by_now"] / goal["target"] if goal["target"] else None),
    )


def now_tile(numbers: dict) -> str:
    """Show how many are MQLs now."""
    share = numbers["mqls"] / numbers["contacts"] if numbers["contacts"] else None
    return parts.tile(
        "MQLs now", parts.whole(numbers["mqls"]), "contacts",
        f"{parts.percent(share, 1)} of all · {parts.whole(numbers['new_mqls'])} new since yesterday",
    )  # fmt: skip


def answer_tiles(answers: dict) -> list[str]:
    """Show how fast sales answers, and who waits."""
    sla = answers["sla_days"]
    in_time = parts.percent(answers["in_time"] / answers["judged"]) if answers["judged"] and sla is not None else None
    late = parts.plural(answers["overdue"], "MQL")
    return [
        parts.tile(
            "Speed to lead", parts.points(answers["median_days"]),
            "days, median" if answers["median_days"] is not None else "",
            f"{in_time} within {parts.plural(sla, 'day')}" if in_time else "No answer to judge yet",
        ),
        parts.tile(
            "Waiting for sales", parts.whole(answers["waiting"]), "MQLs",
            f'<span class="bad">▼ {late} overdue</span>' if answers["overdue"] else "none overdue",
        ),
    ]  # fmt: skip


def moved_tile(numbers: dict) -> str:
    """Show who came back and who is cooling down."""
    return parts.tile(
        "Back after a quiet time", parts.whole(numbers["reengaged"]), "contacts",
        f"{parts.plural(numbers['falling'], 'contact')} falling in grade this week",
    )  # fmt: skip


def show_mqls(reader: Reader, goals: list[dict]) -> None:
    """Show MQLs per period of the goal, or per week where there is no goal."""
    if goals:
        parts.section(f"New MQLs per {goals[-1]['period']}", "Contacts that became an MQL; the line is the goal")
        if not goals[0]["is_complete"] and len(goals) > 1:
            parts.note("The running period is blue; the first may have begun before the history did.")
        charts.goal_by_period(goals)
        return
    weeks = reader.rows("mql_weeks")
    parts.section("New MQLs per week", "Contacts that became an MQL; the running week is blue")
    if any(week["entries"] for week in weeks):
        charts.by_week(weeks[-14:], "New MQLs")
    else:
        parts.empty("Nobody has become an MQL yet", "What makes an MQL is in `mql_policies.csv`.")


def show_funnel(reader: Reader) -> None:
    """Show how far contacts came, and where they are now."""
    steps = reader.rows("funnel")
    if not steps[0]["contacts"]:
        parts.empty("No stages yet", "The lifecycle begins with the first scored day.")
        return
    rows, before = [], None
    for step in steps:
        share = f" <small>{parts.percent(step['contacts'] / before)}</small>" if before else ""
        rows.append(
            Bar(parts.stage_name(step["stage"]), step["contacts"], parts.whole(step["contacts"]) + share, "accent")
        )
        before = step["contacts"]
    parts.bars(rows)
    now = {row["stage"]: row["contacts"] for row in reader.rows("stages_now")}
    listed = ", ".join(f"{parts.whole(count)} {parts.stage_name(stage).lower()}" for stage, count in now.items())
    parts.note(f"Where contacts are today: {listed.replace('mql', 'MQL')}.")


def show_best(reader: Reader) -> None:
    """Show the best open leads."""
    leads = reader.rows("leaderboard", search="", grade="", show="to_call", page_size=BEST, skip=0)
    if not leads:
        parts.empty("Nobody is left to call", "Everybody is with sales, was with it, or is out.")
        return
    columns = [
        Column("Lead", lambda row: lead_title(reader, row), "title"),
        Column("Score, points", lambda row: parts.score_cell(row["score"], leads[0]["score"])),
        Column("Next", lambda row: parts.safe(row["next_action"])),
    ]
    parts.table(columns, leads)
    parts.show(parts.link("leaderboard", "The whole leaderboard", model=reader.model_id))


def show_other_goals(goals: list[dict]) -> None:
    """Show the running period of every other goal."""
    parts.section("Other goals", "The running period; the mark is what was to be expected by now")
    latest = {goal["goal_id"]: goal for goal in goals}
    for goal in latest.values():
        pace = "good" if goal["is_on_pace"] else "bad"
        parts.show(
            f"<div>{parts.safe(parts.stage_name(goal['stage']))} this {parts.safe(goal['period'])}: "
            f"<b>{parts.whole(goal['reached'])} of {parts.points(goal['target'])}</b> "
            f'<span class="{pace}">{"▲ on pace" if goal["is_on_pace"] else "▼ behind"}</span></div>'
            + parts.track(goal["share_reached"], goal["expected_by_now"] / goal["target"] if goal["target"] else None)
        )


def show_freshness(reader: Reader) -> None:
    """Show how old the newest load of each source is."""
    sources = reader.rows("freshness")
    if not sources:
        parts.empty("No activities yet", "The input `activities` is empty (docs/your_data.md).")
        return
    columns = [
        Column("Source", lambda row: parts.safe(parts.words(row["source_system"])), "title"),
        Column("Newest load", lambda row: parts.day(row["newest_load"])),
        Column("Age", age),
        Column("Rows in 7 days", lambda row: parts.whole(row["rows_in_7_days"]), "num"),
    ]
    parts.table(columns, sources)


def age(source: dict) -> str:
    """Say how old a load is; more than two days is worth a look."""
    days = source["days_old"]
    if days is None:
        return parts.chip("load day not given", "alert")
    if days <= 0:
        return parts.chip("same day", "tint")
    return parts.chip(parts.plural(days, "day"), "alert" if days > 2 else "tint")
