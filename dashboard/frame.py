"""What all pages share: the menu, the opened copy, the chosen model, and what is shown when something is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import streamlit as st

from dashboard import parts
from dashboard.reader import Reader
from dashboard.store import MissingTable, NothingToShow, identity_of, newer_build
from dashboard.views import companies, data_quality, evidence, lead, leaderboard, matrix, overview, policy
from tools.database import dashboard_path

# Address, title in the menu, the question that the page answers, and the page.
PAGES: dict[str, tuple[str, str, Callable[[Reader], None]]] = {
    "overview": ("Overview", "Are we on the way to our goals, and where do leads stand?", overview.page),
    "leaderboard": ("Leaderboard", "Whom should sales call first, and why?", leaderboard.page),
    "lead": ("Lead", "Why does this lead have the score it has?", lead.page),
    "companies": ("Companies", "Which accounts are warm, and who of the buying committee is with us?", companies.page),
    "matrix": ("Fit × interest", "Who suits us, and who wants something?", matrix.page),
    "evidence": ("Evidence", "Do leads with higher scores become customers more often?", evidence.page),
    "policy": ("Policy", "What does each rule do, and which ones should be looked at?", policy.page),
    "data_quality": ("Data quality", "What came in, and what of it does not count?", data_quality.page),
}


def run() -> None:
    """Show the menu and the page that the address names."""
    pages = [
        st.Page(lambda name=name: show_page(name), title=title, url_path=name, default=name == "overview")
        for name, (title, _, _) in PAGES.items()
    ]
    page = st.navigation(pages, position="top")
    # Addresses say the page as a value: below a path, Streamlit first looks for its server in the wrong place.
    values = dict(st.query_params)
    wanted = values.pop("page", None)
    if wanted in PAGES:
        st.switch_page(pages[list(PAGES).index(wanted)], query_params=values)
    page.run()


def show_page(name: str) -> None:
    """Show one page, or say what is missing and what to do."""
    st.html(f"<style>{parts.STYLE}</style>")
    title, question, page = PAGES[name]
    try:
        reader = opened_reader()
        page(header(title, question, reader))
    except NothingToShow as problem:
        parts.show(f'<div class="ls-head"><h1>{parts.safe(title)}</h1></div>')
        parts.empty(problem.title, str(problem))
    except MissingTable as problem:
        parts.empty(
            "This part is not in the warehouse file yet",
            f"A table that this page reads is missing. Run `make build`, then `make dashboard` again. ({problem})",
        )


def opened_reader() -> Reader:
    """Return a reader of the copy; raise NothingToShow when there is none, or nothing in it."""
    reader = Reader(identity_of(dashboard_path()))
    if not reader.rows("models"):
        raise NothingToShow(
            "Nobody is scored yet",
            "The tables are there, but no contact is in the audience of a model. Look at the audience of the model in "
            "`scoring_models.csv` and at the table `rejected_rows`.",
        )
    return reader


def header(title: str, question: str, reader: Reader) -> Reader:
    """Show title, question and freshness, and let people choose a model; return the reader for that model."""
    models = {row["model_id"]: row for row in reader.rows("models")}
    policies = {row["model_id"]: row for row in reader.rows_if_there("model_names") or []}
    # What sales works with stands first.
    ordered = sorted(models, key=lambda model: policies.get(model, {}).get("status") != "active")
    asked = st.query_params.get("model", "")
    names = {model: policies.get(model, {}).get("name") or model for model in ordered}
    shared = [name for name, times in Counter(names.values()).items() if times > 1]
    names = {model: f"{name} ({model})" if name in shared else name for model, name in names.items()}
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    chosen = asked if asked in models else ordered[0]
    if len(ordered) > 1:
        with right:
            chosen = st.selectbox("Scoring model", ordered, index=ordered.index(chosen), format_func=names.get)
        st.query_params["model"] = chosen
    model = models[chosen]
    about = f"{names[chosen]} · scores of {parts.day(model['as_of'])} · {parts.plural(model['contacts'], 'contact')}"
    with left:
        parts.show(
            f'<div class="ls-head"><h1>{parts.safe(title)}</h1><p>{parts.safe(question)}</p>'
            f'<p class="ls-note">{parts.safe(about)}{built_at(reader)}</p></div>'
        )
    settings = policies.get(chosen, {})
    return replace(
        reader,
        model_id=chosen,
        model_name=names[chosen],
        as_of=model["as_of"],
        contacts=model["contacts"],
        sla_days=settings.get("sla_days"),
        exit_score=float(settings["exit_score"]) if settings.get("exit_score") is not None else None,
    )


def built_at(reader: Reader) -> str:
    """Say when the tables were built, and whether a newer build waits (HTML)."""
    built = reader.rows_if_there("build") or []
    text = ""
    if built and isinstance(built[0]["run_at"], datetime):
        text = f" · built {parts.day(built[0]['run_at'])}, {built[0]['run_at']:%H:%M} UTC"
    if newer_build(Path(reader.identity[0])):
        text += ' · <span class="bad">a newer build is there: start <code>make dashboard</code> again</span>'
    return text
