"""Pieces of pages as HTML: tiles, bars, tables, chips. Every value that comes from data goes through `safe`."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlencode

import streamlit as st

MISSING = "–"
STYLE = (Path(__file__).parent / "style.css").read_text(encoding="utf-8")
SHORT = {"crm", "erp", "it", "hr", "mql"}
STAGES = {
    "lead": "Lead",
    "mql": "MQL",
    "sales_accepted": "Accepted by sales",
    "opportunity": "Opportunity",
    "won": "Won",
    "recycled": "Recycled",
    "disqualified": "Disqualified",
    "none": "Not in the audience",
}


def safe(value: object) -> str:
    """Return a value as text that is no markup; a missing one is a dash."""
    return MISSING if value is None or value == "" else html.escape(str(value))


def whole(value: float | Decimal | None) -> str:
    """Return a number with its thousands apart."""
    return MISSING if value is None else f"{round(value):,}"


def points(value: float | Decimal | None, places: int = 1) -> str:
    """Return a number of points without needless decimals."""
    if value is None:
        return MISSING
    text = f"{value:,.{places}f}".replace("-", "−")
    return text.rstrip("0").rstrip(".") if "." in text else text


def signed(value: float | Decimal | None, places: int = 1) -> str:
    """Return a change with its sign; a true minus lines up with the plus."""
    if value is None:
        return MISSING
    text = points(abs(value), places)
    return text if text == "0" else ("+" if value > 0 else "−") + text


def percent(share: float | Decimal | None, places: int = 0) -> str:
    """Return a share as a percentage."""
    return MISSING if share is None else f"{100 * float(share):.{places}f} %"


def day(value: date | datetime | None) -> str:
    """Return a day as people write it: 30 Jun 2026."""
    return MISSING if value is None else f"{value.day} {value:%b %Y}"


def plural(count: int, noun: str, nouns: str | None = None) -> str:
    """Return `1 contact`, `1,166 contacts`."""
    return f"{count:,} {noun if count == 1 else nouns or noun + 's'}"


def stage_name(stage: str | None) -> str:
    """Return what people call a stage."""
    return MISSING if stage is None else STAGES.get(stage, stage.replace("_", " ").capitalize())


def words(name: str | None) -> str:
    """Return a name of the data as words: page_view becomes Page view."""
    if not name:
        return MISSING
    return name.upper() if name.lower() in SHORT else name.replace("_", " ").capitalize()


def address(page: str, **values: str | None) -> str:
    """Return the address of a page with what it is to show, so that it can be passed on (HTML)."""
    given = {"page": page} | {name: value for name, value in values.items() if value}
    return html.escape(f"./?{urlencode(given)}")


def link(page: str, text: object, **values: str | None) -> str:
    """Return a link to a page."""
    return f'<a href="{address(page, **values)}">{safe(text)}</a>'


def chip(text: object, kind: str = "") -> str:
    """Return a small label."""
    return f'<span class="chip {kind}">{safe(text)}</span>'


def track(share: float | None, mark: float | None = None) -> str:
    """Return a thin bar that is filled so far, with a mark where it should be."""
    filled = min(max(float(share or 0), 0), 1)
    tick = "" if mark is None else f'<b style="left:{100 * min(max(mark, 0), 1):.1f}%"></b>'
    return f'<div class="track"><i style="width:{100 * filled:.1f}%"></i>{tick}</div>'


def score_cell(score: int | None, best: float = 100) -> str:
    """Return a score with its bar."""
    return f'<div class="score"><b>{whole(score)}</b>{track((score or 0) / (best or 1))}</div>'


def change(value: int | None, what: str = "") -> str:
    """Return a change with an arrow, blue up and orange down."""
    if value is None:
        return f'<span class="muted">{MISSING}</span>'
    if value == 0:
        return f'<span class="muted">±0{what}</span>'
    arrow, kind = ("▲", "good") if value > 0 else ("▼", "bad")
    return f'<span class="{kind}">{arrow} {whole(abs(value))}{what}</span>'


def first_of(reasons: str | None, most: int) -> str:
    """Return the first few of some reasons, and how many more there are."""
    all_reasons = [reason for reason in (reasons or "").split("; ") if reason]
    more = len(all_reasons) - most
    return safe("; ".join(all_reasons[:most])) + (f' <span class="muted">+{more} more</span>' if more > 0 else "")


def show(body: str) -> None:
    """Put HTML on the page."""
    st.html(f'<div class="ls">{body}</div>')


def section(title: str, note: str = "") -> None:
    """Open a part of a page; the note says the unit and how to read it."""
    show(f'<div class="ls-section"><h2>{safe(title)}</h2>{f"<p>{safe(note)}</p>" if note else ""}</div>')


def note(text: str) -> None:
    """Say something small."""
    show(f'<div class="ls-note">{with_code(text)}</div>')


def with_code(text: str) -> str:
    """Return text with its `commands` set as such."""
    pieces = html.escape(text, quote=False).split("`")
    return "".join(f"<code>{piece}</code>" if number % 2 else piece for number, piece in enumerate(pieces))


def empty(title: str, what_to_do: str) -> None:
    """Say that there is nothing here, and what to do."""
    show(f'<div class="ls-empty"><b>{safe(title)}</b>{with_code(what_to_do)}</div>')


def tile(name: str, value: str, unit: str = "", beside: str = "", kind: str = "", bar: str = "") -> str:
    """Return a big number: what it is, the number with its unit, and what to compare it with (HTML)."""
    unit = f' <span class="unit">{safe(unit)}</span>' if unit else ""
    beside = f'<div class="beside">{beside}</div>' if beside else ""
    return (
        f'<div class="ls-tile {kind}"><div class="name">{safe(name)}</div>'
        f'<div class="value">{safe(value)}{unit}</div>{bar}{beside}</div>'
    )


def tiles(*pieces: str) -> None:
    """Put big numbers side by side."""
    show(f'<div class="ls-tiles">{"".join(pieces)}</div>')


@dataclass
class Bar:
    """One bar: its name, its length, its number as text (HTML), and its colour: accent, alert or plain."""

    name: str
    length: float
    number: str
    kind: str = ""


def bars(rows: Iterable[Bar], long_names: bool = False) -> None:
    """Put bars under each other, each with its number beside it."""
    rows = list(rows)
    longest = max((row.length for row in rows), default=0) or 1
    body = "".join(
        f'<div>{safe(row.name)}</div><div class="bar">'
        f'<i class="{row.kind}" style="width:{100 * row.length / longest:.1f}%"></i></div>'
        f'<div class="number">{row.number}</div>'
        for row in rows
    )
    show(f'<div class="ls-bars{" long" if long_names else ""}">{body}</div>')


@dataclass
class Column:
    """One column of a table: its title, how a row becomes a cell (HTML), and its kind: num, title or plain."""

    title: str
    cell: Callable[[dict], str]
    kind: str = ""


def table_row(columns: list[Column], row: dict, kind: str = "") -> str:
    """Return one row of a table."""
    cells = []
    for column in columns:
        cell = column.cell(row)
        state = f"{column.kind} empty" if cell in ("", MISSING) else column.kind
        cells.append(f'<td class="{state}" data-name="{html.escape(column.title)}">{cell}</td>')
    return f'<tr class="{kind}">{"".join(cells)}</tr>'


def table(
    columns: list[Column],
    rows: Iterable[dict],
    group: Callable[[dict], str] | None = None,
    end: str = "",
    on_phones: str = "cards",
) -> None:
    """Put a table on the page. A new text of `group` (HTML) opens a section.

    On a phone each row becomes a card, or (`lines`) one line with its title and the columns of kind `keep`.
    """
    head = "".join(f'<th class="{column.kind}">{html.escape(column.title)}</th>' for column in columns)
    body, opened = [], None
    for row in rows:
        if group and group(row) != opened:
            opened = group(row)
            body.append(f'<tr class="group"><td colspan="{len(columns)}">{opened}</td></tr>')
        body.append(table_row(columns, row))
    show(
        f'<table class="ls-table {on_phones}"><thead><tr>{head}</tr></thead><tbody>{"".join(body)}{end}</tbody></table>'
    )
