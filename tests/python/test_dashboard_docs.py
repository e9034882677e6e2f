"""What docs/dashboard.md says of the pages is what they read."""

from __future__ import annotations

import re

import pytest

from tests.python.conftest import ROOT

PAGES = {
    "Overview": "overview",
    "Leaderboard": "leaderboard",
    "Lead": "lead",
    "Companies": "companies",
    "Fit . interest": "matrix",
    "Policy": "policy",
    "Data quality": "data_quality",
}


@pytest.mark.parametrize("title", PAGES)
def test_the_document_names_what_a_page_reads(title):
    document = (ROOT / "docs" / "dashboard.md").read_text(encoding="utf-8")
    line = re.search(rf"^\| {title} \|.*", document, re.M)[0]
    view = (ROOT / "dashboard" / "views" / f"{PAGES[title]}.py").read_text(encoding="utf-8")
    queries = re.findall(r'rows?(?:_if_there)?\("(\w+)"', view)
    assert queries
    texts = [(ROOT / "dashboard" / "sql" / f"{query}.sql").read_text(encoding="utf-8") for query in queries]
    read = {
        table
        for text in texts
        for table in set(re.findall(r"\b(?:from|join) (\w+)\b(?!\.)", text)) - set(re.findall(r"(\w+) as \(", text))
    }
    public = {path.stem for room in ("marts", "exports") for path in (ROOT / "models" / room).glob("*.sql")}
    assert read & public == {table for table in re.findall(r"`(\w+)`", line) if table in public}
