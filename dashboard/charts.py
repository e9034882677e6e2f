"""Charts: one accent colour, a quiet grid, units in the titles of axes. SQL aggregates; here rows are drawn."""

from __future__ import annotations

import altair as alt
import pandas as pd
import streamlit as st

INK, MUTED, GRID = "#1f2937", "#5b6575", "#e9edf2"
ACCENT, PLAIN, ALERT = "#0b62a8", "#9db4cb", "#d0672a"
FONT = '"Source Sans", "Source Sans Pro", sans-serif'
HEIGHT = 250
PADDING = {"left": 2, "right": 6, "top": 6, "bottom": 2}


def draw(chart: alt.Chart | alt.LayerChart, height: int = HEIGHT) -> None:
    """Put a chart on the page, as wide as there is room."""
    styled = (
        chart.properties(height=height, background="transparent", padding=PADDING)
        .configure(font=FONT)
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=MUTED,
            titleColor=MUTED,
            labelFontSize=12,
            titleFontSize=12,
            titleFontWeight="normal",
            gridColor=GRID,
            domain=False,
            ticks=False,
            labelPadding=6,
        )
        .configure_legend(orient="top", title=None, labelColor=INK, labelFontSize=12)
    )
    st.altair_chart(styled, theme=None, width="stretch")


def by_week(rows: list[dict], title: str) -> None:
    """Draw entries per week as bars, the running week in the accent colour, each with its number."""
    frame = pd.DataFrame(rows)
    frame["week"] = pd.to_datetime(frame["week"])
    frame["running"] = frame["week"] == frame["week"].max()
    base = alt.Chart(frame).encode(
        x=alt.X(
            "yearmonthdate(week):O",
            title="Week that began on",
            axis=alt.Axis(format="%-d %b", labelAngle=0, labelOverlap=True),
        )
    )
    column = base.mark_bar(cornerRadiusTopLeft=3, cornerRadiusTopRight=3).encode(
        y=alt.Y("entries:Q", title=title, axis=alt.Axis(tickMinStep=1, tickCount=4)),
        color=alt.condition("datum.running", alt.value(ACCENT), alt.value(PLAIN)),
        tooltip=[alt.Tooltip("week:T", format="%-d %b %Y", title="Week of"), alt.Tooltip("entries:Q", title=title)],
    )
    number = base.mark_text(dy=-8, color=INK, fontSize=11).encode(y="entries:Q", text="entries:Q")
    draw(column + number)


def goal_by_period(rows: list[dict]) -> None:
    """Draw what was reached in each period as bars, with a line across at the target."""
    frame = pd.DataFrame(rows)
    frame["period_from"] = pd.to_datetime(frame["period_from"])
    frame["running"] = frame["period_from"] == frame["period_from"].max()
    base = alt.Chart(frame).encode(
        x=alt.X("yearmonth(period_from):O", title=None, axis=alt.Axis(format="%b %Y", labelAngle=0, labelOverlap=True))
    )
    bar = base.mark_bar(size=34, cornerRadiusTopLeft=3, cornerRadiusTopRight=3).encode(
        y=alt.Y("reached:Q", title="Contacts", axis=alt.Axis(tickMinStep=1, tickCount=4)),
        color=alt.condition("datum.running", alt.value(ACCENT), alt.value(PLAIN)),
        tooltip=[alt.Tooltip("reached:Q", title="Reached"), alt.Tooltip("target:Q", title="Goal")],
    )
    goal = base.mark_tick(color=INK, thickness=2, size=52).encode(y="target:Q")
    number = base.mark_text(dy=-9, color=INK, fontSize=12, fontWeight="bold").encode(y="reached:Q", text="reached:Q")
    draw(bar + goal + number)


def spans(stretches: list[dict]) -> pd.DataFrame:
    """Return stretches that follow each other as one."""
    joined: list[dict] = []
    for row in stretches:
        if joined and joined[-1]["ends"] == row["valid_from"]:
            joined[-1]["ends"] = row["until"]
        else:
            joined.append({"begins": row["valid_from"], "ends": row["until"]})
    return pd.DataFrame(joined).apply(pd.to_datetime)


def score_over_time(stretches: list[dict], stages: list[dict], bottom: float, top: float) -> None:
    """Draw a score as steps, days as MQL shaded, changes of stage as marks with their names."""
    frame = pd.DataFrame(stretches)
    last = frame.iloc[[-1]].copy()
    last["valid_from"] = last["until"]
    steps = pd.concat([frame, last])
    steps["valid_from"] = pd.to_datetime(steps["valid_from"])
    # Room above for the names of stages, without ticks.
    ceiling = top + (top - bottom) / 4
    step = max(20, round((top - bottom) / 100) * 20)
    ticks = list(range(int(bottom // step) * step, int(top) + 1, step))
    time = alt.X("valid_from:T", title=None, axis=alt.Axis(format="%-d %b", tickCount=6, grid=False, labelOverlap=True))
    line = (
        alt.Chart(steps)
        .mark_line(interpolate="step-after", color=ACCENT, strokeWidth=2.5)
        .encode(
            x=time,
            y=alt.Y(
                "score:Q", title="Score, points", scale=alt.Scale(domain=[bottom, ceiling]), axis=alt.Axis(values=ticks)
            ),
            tooltip=[
                alt.Tooltip("valid_from:T", format="%-d %b %Y", title="From"),
                alt.Tooltip("score:Q", title="Score"),
                alt.Tooltip("grade:N", title="Grade"),
            ],
        )
    )
    layers = []
    shade = spans([row for row in stretches if row["is_mql"]])
    if len(shade):
        layers.append(alt.Chart(shade).mark_rect(color=ACCENT, opacity=0.1).encode(x="begins:T", x2="ends:T"))
    layers.append(line)
    first_day = frame["valid_from"].min()
    seen = [stage for stage in stages if stage["on_date"] > first_day]
    if seen:
        marks = pd.DataFrame(seen)
        marks["on_date"] = pd.to_datetime(marks["on_date"])
        # Names of changes that follow each other closely stand below each other.
        marks["named"] = [ceiling - (number % 3) * (top - bottom) / 13 for number in range(len(marks))]
        base = alt.Chart(marks).encode(x="on_date:T")
        layers.append(base.mark_rule(color=MUTED, strokeDash=[3, 3]))
        late = (marks["on_date"].max() - pd.Timestamp(first_day)).days
        side = "right" if late > 60 else "left"
        layers.append(
            base.mark_text(align=side, dx=-5 if side == "right" else 5, dy=4, color=INK, fontSize=11).encode(
                y="named:Q", text="to_name:N"
            )
        )
    draw(alt.layer(*layers), 270)


def per_day(rows: list[dict]) -> None:
    """Draw activities per load day, those that do not count on top in the other colour."""
    frame = pd.DataFrame(rows).melt("loaded_on", ["counted", "rejected"], "state", "rows")
    frame["loaded_on"] = pd.to_datetime(frame["loaded_on"])
    frame["state"] = frame["state"].map({"counted": "Count", "rejected": "Do not count"})
    frame["place"] = frame["state"].map({"Count": 0, "Do not count": 1})
    chart = (
        alt.Chart(frame)
        .mark_bar()
        .encode(
            x=alt.X(
                "yearmonthdate(loaded_on):T",
                title="Day loaded, UTC",
                axis=alt.Axis(format="%-d %b", grid=False, tickCount=6),
            ),
            y=alt.Y("rows:Q", title="Activities", axis=alt.Axis(tickCount=4)),
            color=alt.Color("state:N", scale=alt.Scale(domain=["Count", "Do not count"], range=[PLAIN, ALERT])),
            order="place:Q",
            tooltip=[
                alt.Tooltip("loaded_on:T", format="%-d %b %Y", title="Loaded"),
                alt.Tooltip("state:N", title="Activities"),
                alt.Tooltip("rows:Q", format=",", title="Rows"),
            ],
        )
    )
    draw(chart, 220)


def score_steps(rows: list[dict]) -> None:
    """Draw how many contacts have a score of so many points, MQLs in the accent colour."""
    frame = pd.DataFrame(rows)
    frame["others"] = frame["contacts"] - frame["mqls"]
    frame["range"] = [f"{start} to {start + 9}" for start in frame["from_score"]]
    long = frame.melt(["from_score", "range"], ["mqls", "others"], "kind", "number")
    long["kind"] = long["kind"].map({"mqls": "MQLs", "others": "Other contacts"})
    chart = (
        alt.Chart(long)
        .mark_bar(cornerRadiusTopLeft=2, cornerRadiusTopRight=2)
        .encode(
            x=alt.X(
                "range:O",
                sort=alt.SortField("from_score"),
                title="Score, points",
                axis=alt.Axis(labelAngle=0, labelOverlap=True),
            ),
            y=alt.Y("number:Q", title="Contacts", axis=alt.Axis(tickCount=4)),
            color=alt.Color("kind:N", scale=alt.Scale(domain=["MQLs", "Other contacts"], range=[ACCENT, PLAIN])),
            tooltip=[
                alt.Tooltip("range:O", title="Score"),
                alt.Tooltip("kind:N", title="Who"),
                alt.Tooltip("number:Q", format=",", title="Contacts"),
            ],
        )
    )
    number = (
        alt.Chart(frame)
        .mark_text(dy=-8, color=INK, fontSize=11)
        .encode(
            x=alt.X("range:O", sort=alt.SortField("from_score")),
            y="contacts:Q",
            text=alt.Text("contacts:Q", format=","),
        )
    )
    draw(chart + number, 230)


def lift(rows: list[dict], base_rate: float) -> None:
    """Draw the share that converted in each tenth, the best one in the accent colour, with a line at the average."""
    table = pd.DataFrame(rows)
    table["name"] = table["lowest_score"].astype(str) + " to " + table["highest_score"].astype(str)
    table["number"] = [f"{100 * rate:.0f} %" for rate in table["conversion_rate"]]
    base = alt.Chart(table).encode(
        x=alt.X("decile:O", title="Tenth of contacts by score, 1 is the best", axis=alt.Axis(labelAngle=0))
    )
    bar = base.mark_bar(cornerRadiusTopLeft=3, cornerRadiusTopRight=3).encode(
        y=alt.Y("conversion_rate:Q", title="Converted", axis=alt.Axis(format="%", tickCount=4)),
        color=alt.condition("datum.decile == 1", alt.value(ACCENT), alt.value(PLAIN)),
        tooltip=[
            alt.Tooltip("name:N", title="Scores"),
            alt.Tooltip("conversion_rate:Q", format=".1%", title="Converted"),
            alt.Tooltip("lift:Q", format=".2f", title="Times the average"),
            alt.Tooltip("gain:Q", format=".0%", title="Of all conversions up to here"),
        ],
    )
    number = base.mark_text(dy=-8, color=INK, fontSize=11).encode(y="conversion_rate:Q", text="number:N")
    draw(bar + average(base_rate, "average ") + number)


def average(base_rate: float, name: str = "") -> alt.LayerChart:
    """Return a dashed line at the average, with its number."""
    line = alt.Chart(pd.DataFrame([{"rate": base_rate, "name": f"{name}{100 * base_rate:.1f} %"}]))
    return line.mark_rule(color=INK, strokeDash=[4, 3]).encode(y="rate:Q") + line.mark_text(
        align="right", dy=-7, x="width", color=INK, fontSize=11
    ).encode(y="rate:Q", text="name:N")


def calibration(rows: list[dict], base_rate: float) -> None:
    """Draw the share that converted in each band, with its interval."""
    table = pd.DataFrame(rows)
    base = alt.Chart(table).encode(
        x=alt.X("band:N", sort=list(table["band"]), title="Band", axis=alt.Axis(labelAngle=0))
    )
    spread = base.mark_rule(color=PLAIN, strokeWidth=6, strokeCap="round").encode(
        y=alt.Y("rate_from:Q", title="Converted", axis=alt.Axis(format="%", tickCount=4)), y2="rate_to:Q"
    )
    point = base.mark_point(color=ACCENT, filled=True, size=90, opacity=1).encode(
        y="conversion_rate:Q",
        tooltip=[
            alt.Tooltip("band:N", title="Band"),
            alt.Tooltip("conversion_rate:Q", format=".1%", title="Converted"),
            alt.Tooltip("conversions:Q", format=",", title="Conversions"),
            alt.Tooltip("examples:Q", format=",", title="Looks at a contact"),
        ],
    )
    draw(spread + average(base_rate) + point, 212)


def threshold(rows: list[dict], chosen: int) -> None:
    """Draw how the share that converts and the share of all conversions change with the threshold."""
    names = {"conversion_precision": "Of those handed over, convert", "recall": "Of all conversions, handed over"}
    long = pd.DataFrame(rows).melt("cut", list(names), "measure", "share")
    long["measure"] = long["measure"].map(names)
    both = list(names.values())
    line = (
        alt.Chart(long)
        .mark_line(interpolate="step-before", strokeWidth=2.5)
        .encode(
            x=alt.X("cut:Q", title="Threshold, points", axis=alt.Axis(grid=False, tickCount=8)),
            y=alt.Y("share:Q", title="Share", axis=alt.Axis(format="%", tickCount=4), scale=alt.Scale(domain=[0, 1])),
            color=alt.Color("measure:N", scale=alt.Scale(domain=both, range=[ACCENT, ALERT])),
            strokeDash=alt.StrokeDash("measure:N", scale=alt.Scale(domain=both, range=[[1, 0], [6, 3]])),
            tooltip=[
                alt.Tooltip("cut:Q", title="Threshold"),
                alt.Tooltip("measure:N", title="Share"),
                alt.Tooltip("share:Q", format=".1%"),
            ],
        )
    )
    here = alt.Chart(pd.DataFrame([{"cut": chosen}])).mark_rule(color=INK, strokeWidth=1.5).encode(x="cut:Q")
    draw(line + here, 230)
