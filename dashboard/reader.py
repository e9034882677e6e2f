"""What a page reads with: the opened copy, the chosen model and its day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import streamlit as st

from dashboard.store import MissingTable, Store, query_text

Identity = tuple[str, int, int, int]


@st.cache_resource(show_spinner="Opening the copy …", max_entries=2)
def open_store(identity: Identity) -> Store:
    """Open a copy once for all who look; the next build's copy is another one."""
    return Store(Path(identity[0]))


@st.cache_data(show_spinner=False, max_entries=500)
def remembered_rows(identity: Identity, name: str, parameters: tuple) -> list[dict]:
    """Return the rows of a query, from memory when the same copy was asked the same before."""
    return open_store(identity).rows(name, **dict(parameters))


@dataclass(frozen=True)
class Reader:
    """Reads for one page: one copy, one model, one scored day."""

    identity: Identity
    model_id: str = ""
    model_name: str = ""
    as_of: date | None = None
    contacts: int = 0
    sla_days: int | None = None
    exit_score: float | None = None

    def rows(self, name: str, **values: object) -> list[dict]:
        """Return the rows of a query; the model and its day are handed to those that ask for them."""
        text = query_text(name)
        own = {"model_id": self.model_id, "as_of": self.as_of}
        given = {key: value for key, value in own.items() if f"${key}" in text} | values
        return remembered_rows(self.identity, name, tuple(given.items()))

    def row(self, name: str, **values: object) -> dict:
        """Return the one row of a query."""
        return self.rows(name, **values)[0]

    def rows_if_there(self, name: str, **values: object) -> list[dict] | None:
        """Return the rows, or None when this warehouse file does not have the table."""
        try:
            return self.rows(name, **values)
        except MissingTable:
            return None
