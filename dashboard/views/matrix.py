"""Fit × interest: how many contacts are in each cell of the grade matrix, and how scores are spread."""

from __future__ import annotations

from math import sqrt

from dashboard import charts, parts
from dashboard.reader import Reader

# From white to the accent colour; the ends are told apart in grey, too.
LIGHT, DARK = (240, 245, 250), (11, 98, 168)
LOWEST = float("-inf")


def page(reader: Reader) -> None:
    """Show the page."""
    cells = reader.rows_if_there("matrix_axes") or []
    rows, columns = ("fit", "interest")
    if cells:
        rows, columns = cells[0]["row_dimension"], cells[0]["column_dimension"]
    people = reader.rows("matrix", row_dimension=rows, column_dimension=columns)
    if not people:
        parts.empty(
            "This model has no two dimensions with bands",
            "Bands are in `score_bands.csv`, the cells and what they mean in `grade_matrix.csv`.",
        )
    else:
        parts.section(
            f"Contacts by {parts.words(rows).lower()} and {parts.words(columns).lower()}",
            "Contacts in each cell and their share, with MQLs and won deals; darker is more. A cell opens its leads.",
        )
        show_matrix(reader, rows, columns, people, cells)
    parts.section("Scores", "Contacts by score, ten points a bar")
    charts.score_steps(reader.rows("score_steps"))


def ordered(names: dict[str, float | None]) -> list[str]:
    """Return bands from the highest to the lowest; the lowest has no lower end."""
    return sorted(names, key=lambda name: (-(LOWEST if names[name] is None else names[name]), name))


def show_matrix(reader: Reader, rows: str, columns: str, people: list[dict], cells: list[dict]) -> None:
    """Show the matrix: good fit on top, much interest on the left."""
    known = cells or people
    row_bands = ordered({cell["row_band"]: cell["row_from"] for cell in known})
    column_bands = ordered({cell["column_band"]: cell["column_from"] for cell in known})
    counted = {(cell["row_band"], cell["column_band"]): cell for cell in people}
    meant = {(cell["row_band"], cell["column_band"]): cell for cell in known}
    most = max(cell["contacts"] for cell in people)
    total = sum(cell["contacts"] for cell in people)
    body = "<span></span>"
    for band in column_bands:
        body += f'<div class="axis top">{parts.safe(parts.words(columns))} {parts.safe(band)}</div>'
    for row_band in row_bands:
        body += f'<div class="axis">{parts.safe(parts.words(rows))}<br>{parts.safe(row_band)}</div>'
        for column_band in column_bands:
            place = (row_band, column_band)
            body += cell_of(reader, counted.get(place, {}), meant.get(place, {}), most, total)
    widths = f"max-content repeat({len(column_bands)}, minmax(0, 1fr))"
    parts.show(f'<div class="ls-matrix" style="grid-template-columns:{widths}">{body}</div>')


def cell_of(reader: Reader, counted: dict, meant: dict, most: int, total: int) -> str:
    """Return one cell: how many, what share, MQLs and deals, and what the cell means."""
    contacts = counted.get("contacts", 0)
    depth = sqrt(contacts / most)
    shade = ",".join(str(round(a + (b - a) * depth)) for a, b in zip(LIGHT, DARK, strict=True))
    grade = meant.get("grade") or counted.get("grade")
    beside = [f"{parts.percent(contacts / total, 1)}"]
    if counted.get("mqls"):
        beside.append(parts.plural(counted["mqls"], "MQL"))
    if counted.get("won"):
        beside.append(f"{counted['won']:,} won")
    address = parts.address("leaderboard", grade=grade, model=reader.model_id)
    return (
        f'<a class="cell{" dark" if depth > 0.55 else ""}" style="background:rgb({shade})" href="{address}">'
        f'<span class="grade">{parts.safe(grade)}</span><div class="count">{contacts:,}</div>'
        f'<small>{" · ".join(beside)}</small><small class="wide">{parts.safe(meant.get("label"))}</small></a>'
    )
