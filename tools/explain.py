"""Show why a contact has the score it has, and why it moved: every line of its ledger, and that they add up.

Usage: python -m tools.explain CONTACT_ID [--model MODEL_ID]

Reads the public tables only, and never writes. The exit code is 1 when there is nothing to show
or when a ledger does not add up to its published score.
"""

import argparse
import sys
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby

import duckdb
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from tools.database import duckdb_path, held_elsewhere, public_schema, read_copy_path

# In the order in which they are applied; each row is what its step added to the sum so far.
ENTRY_TYPES = ["rule", "rule_cap", "group_cap", "dimension_clamp", "weight", "model_clamp"]
SIMILAR_IDS = 3
PERIODS = {1: "yesterday", 7: "7 days ago"}
# Wide enough for a ledger when the output goes to a file or a pipe.
PIPE_WIDTH = 150


class CannotExplain(Exception):
    """There is nothing to show; the message says why and what to do."""


class ScoreStore:
    """Reads the public tables of one DuckDB file."""

    def __init__(self, con: duckdb.DuckDBPyConnection, schema: str) -> None:
        self._con = con
        self._schema = schema
        # The file and the schema may share a name, so that only three parts are unambiguous.
        self._catalog = con.execute("select current_database()").fetchone()[0]

    def _table(self, name: str, schema: str | None = None) -> str:
        return f'"{self._catalog}"."{schema or self._schema}"."{name}"'

    def _rows(self, sql: str, parameters: list) -> list[dict]:
        cursor = self._con.execute(sql, parameters)
        columns = [column[0] for column in cursor.description]
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]

    def scores(self, contact_id: str) -> list[dict]:
        """Return the contact's score in each model."""
        sql = f"select * from {self._table('contact_scores')} where contact_id = ? order by model_id"
        return self._rows(sql, [contact_id])

    def dimensions(self, contact_id: str, model_id: str) -> list[dict]:
        """Return the contact's published dimension scores in one model."""
        sql = (
            f"select * from {self._table('contact_dimension_scores')} "
            "where contact_id = ? and model_id = ? order by dimension"
        )
        return self._rows(sql, [contact_id, model_id])

    def ledger(self, contact_id: str, model_id: str) -> list[dict]:
        """Return the ledger lines by dimension, then in the order in which they are applied."""
        sql = (
            f"select * from {self._table('score_ledger')} "
            "where contact_id = ? and model_id = ? "
            "order by dimension nulls last, list_position(?, entry_type), abs(points) desc, rule_id"
        )
        return self._rows(sql, [contact_id, model_id, ENTRY_TYPES])

    def stage(self, contact_id: str, model_id: str) -> dict | None:
        """Return the stage that the contact is in, if it ever was in the model's audience."""
        sql = f"select * from {self._table('lifecycle_current')} where contact_id = ? and model_id = ?"
        rows = self._rows(sql, [contact_id, model_id])
        return rows[0] if rows else None

    def movement(self, contact_id: str, model_id: str) -> dict:
        """Return how far the contact's score has moved."""
        sql = f"select * from {self._table('contact_movement')} where contact_id = ? and model_id = ?"
        rows = self._rows(sql, [contact_id, model_id])
        if not rows:
            raise CannotExplain(
                "The last build ended among the public tables, so that they are of two builds: build again."
            )
        return rows[0]

    def moved_lines(self, contact_id: str, model_id: str, days_back: int) -> list[dict]:
        """Return the lines that moved in a period, rules first, then the biggest."""
        sql = (
            f"select * from {self._table('score_movements')} "
            "where contact_id = ? and model_id = ? and days_back = ? "
            "order by entry_type <> 'rule', abs(points_change) desc, direction, direction_rank"
        )
        return self._rows(sql, [contact_id, model_id, days_back])

    def survivor(self, contact_id: str) -> str | None:
        """Return the contact into which this one was merged, if it was."""
        survivors = self._table("contact_survivors", f"{self._schema}_internal")
        try:
            rows = self._rows(
                f"select survivor_id from {survivors} where contact_id = ? and survivor_id != ?",
                [contact_id, contact_id],
            )
        except duckdb.CatalogException:
            return None
        return rows[0]["survivor_id"] if rows else None

    def similar_ids(self, contact_id: str) -> list[str]:
        """Return the scored contact ids that differ from this one by the fewest letters."""
        sql = f"""
            select distinct contact_id, damerau_levenshtein(lower(contact_id), lower(?)) as distance
            from {self._table("contact_scores")}
            where distance <= greatest(2, length(contact_id) // 3)
            order by distance, contact_id
            limit {SIMILAR_IDS}
        """
        return [row["contact_id"] for row in self._rows(sql, [contact_id])]


def number(value: Decimal | int | float | None) -> str:
    """Return a number without trailing zeros; a missing one is a dash."""
    if value is None:
        return "-"
    text = f"{Decimal(str(value)):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def decimal_places(values: list[Decimal]) -> int:
    """Return how many decimals a column needs to show these numbers in full, and in line."""
    return max((len(number(value).partition(".")[2]) for value in values), default=0)


def text_of(value: object) -> str:
    """Return a cell's text; a missing value is a dash."""
    return "-" if value is None else str(value)


def total_of(lines: list[dict]) -> Decimal:
    """Return the exact sum of ledger lines."""
    return sum((line["points"] for line in lines), Decimal(0))


def stage_text(stage: dict | None) -> str | None:
    """Say which stage a contact is in, since when and why: a lead that was lost is no MQL, whatever its score."""
    if stage is None:
        return None
    return f"{stage['stage']} since {stage['since']} ({stage['reason'].replace('_', ' ')})"


def header(score: dict, stage: dict | None, dimensions: list[dict]) -> Table:
    """Lay out what is published about the contact in one model."""
    mql = f"yes, since {score['mql_since']}" if score["is_mql"] else "no"
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim")
    grid.add_column()
    facts = {
        "contact": score["contact_id"],
        "company": score["company_id"],
        "model": score["model_id"],
        "as of": score["as_of"],
        "score": number(score["score"]),
        "grade": " ".join(filter(None, [score["grade"], score["label"]])),
        "next action": score["next_action"],
        "MQL": mql,
        "stage": stage_text(stage),
        "rank": number(score["rank"]),
        "fit coverage": number(score["fit_coverage"]),
    }
    for row in dimensions:
        facts[row["dimension"]] = f"{number(row['score'])}  band {text_of(row['band'])}"
    for name, value in facts.items():
        grid.add_row(Text(name), Text(text_of(value)))
    return grid


def ledger_table(lines: list[dict]) -> Table:
    """Lay out the ledger, one section with a subtotal for each dimension."""
    table = Table(box=box.SIMPLE_HEAD)
    for title in ("entry", "rule or cap", "label"):
        table.add_column(title, overflow="fold")
    table.add_column("awards", justify="right")
    table.add_column("first on", no_wrap=True)
    table.add_column("last on", no_wrap=True)
    table.add_column("points", justify="right", no_wrap=True)
    places = decimal_places([line["points"] for line in lines])
    for dimension, group in groupby(lines, key=lambda line: line["dimension"]):
        entries = list(group)
        table.add_row(Text(dimension or "total"), style="bold")
        for line in entries:
            cells = (
                line["entry_type"].replace("_", " "),
                text_of(line["rule_id"] or line.get("cap_group")),
                text_of(line["label"]),
                number(line["awards"]),
                text_of(line["first_on"]),
                text_of(line["last_on"]),
                f"{line['points']:+.{places}f}",
            )
            table.add_row(*map(Text, cells))
        subtotal = ("subtotal", "", "", "", "", "", f"{total_of(entries):+.{places}f}")
        table.add_row(*map(Text, subtotal), style="bold", end_section=True)
    return table


def movement_table(movement: dict, lines: dict[int, list[dict]]) -> Table:
    """Lay out what moved since yesterday and in 7 days, one section for each."""
    table = Table(box=box.SIMPLE_HEAD)
    for title in ("changed", "rule or cap", "label"):
        table.add_column(title, overflow="fold")
    for title in ("before", "now", "change"):
        table.add_column(title, justify="right", no_wrap=True)
    places = decimal_places([line["points_change"] for section in lines.values() for line in section])
    for days_back, section in lines.items():
        change = movement[f"change_{days_back}d"]
        title = Text(f"since {PERIODS[days_back]}")
        if change is None:
            table.add_row(title, Text(""), Text("no score then"), style="bold", end_section=True)
            continue
        now = movement["score"]
        table.add_row(title, *map(Text, ("", "score", number(now - change), number(now), f"{change:+}")), style="bold")
        for line in section:
            cells = (
                line["entry_type"].replace("_", " "),
                text_of(line["rule_id"] or line["cap_group"]),
                text_of(line["label"]),
                number(line["points_before"]),
                number(line["points_now"]),
                f"{line['points_change']:+.{places}f}",
            )
            table.add_row(*map(Text, cells))
        table.add_section()
    return table


def explain(console: Console, store: ScoreStore, contact_id: str, model_id: str | None) -> bool:
    """Print the contact's ledger in every model, or in one; tell whether all of them add up."""
    scores = store.scores(contact_id)
    if not scores:
        raise CannotExplain(no_such_contact(store, contact_id))
    wanted = [score for score in scores if model_id in (None, score["model_id"])]
    if not wanted:
        models = ", ".join(score["model_id"] for score in scores)
        raise CannotExplain(f"Contact {contact_id} has no score in model {model_id}. It has one in: {models}.")
    all_add_up = True
    for score in wanted:
        model = score["model_id"]
        lines = store.ledger(contact_id, model)
        console.print(header(score, store.stage(contact_id, model), store.dimensions(contact_id, model)))
        console.print(ledger_table(lines))
        total = total_of(lines)
        rounded = total.quantize(Decimal(1), rounding=ROUND_HALF_UP)  # half away from zero
        adds_up = rounded == score["score"]
        all_add_up = all_add_up and adds_up
        proof = f"sum of ledger = {number(total)} → rounded score {number(rounded)}"
        if not adds_up:
            proof += f", but the published score is {number(score['score'])}"
        console.print(Text(proof + "\n", style="bold green" if adds_up else "bold red"))
        moved = {days_back: store.moved_lines(contact_id, model, days_back) for days_back in PERIODS}
        console.print(movement_table(store.movement(contact_id, model), moved))
    return all_add_up


def no_such_contact(store: ScoreStore, contact_id: str) -> str:
    """Say why a contact may have no score, and what to ask for instead."""
    survivor = store.survivor(contact_id)
    if survivor:
        return f"Contact {contact_id} was merged into {survivor}: ask for {survivor}."
    message = f"Contact {contact_id} has no score in {duckdb_path().name}: it is unknown, or in no model's audience."
    similar = store.similar_ids(contact_id)
    return f"{message} Similar ids: {', '.join(similar)}." if similar else message


def open_store() -> ScoreStore:
    """Open the project's DuckDB file for reading, or say what keeps us from it."""
    path = duckdb_path()
    if not path.exists():
        raise CannotExplain(f"There is no database yet ({path}): run `make build` first.")
    try:
        return ScoreStore(duckdb.connect(str(path), read_only=True), public_schema())
    except duckdb.IOException as error:
        if not held_elsewhere(str(error)):
            raise
        copy = read_copy_path()
        if copy and copy.is_file():
            return ScoreStore(duckdb.connect(str(copy), read_only=True), public_schema())
        raise CannotExplain(
            f"{path} is in use, probably by a running build: try again when it has finished."
        ) from error


def main(argv: list[str] | None = None) -> int:
    """Explain the contact that the command line names."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.explain",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("contact_id")
    parser.add_argument("--model", metavar="MODEL_ID", help="only this model (default: all)")
    args = parser.parse_args(argv)
    console = Console(emoji=False, highlight=False)
    if not console.is_terminal:
        console.width = max(console.width, PIPE_WIDTH)
    try:
        return 0 if explain(console, open_store(), args.contact_id, args.model or None) else 1
    except duckdb.CatalogException as error:
        reason = str(error).splitlines()[0]
        problem = f"{duckdb_path()} has no complete set of score tables: run `make build`. ({reason})"
    except CannotExplain as error:
        problem = str(error)
    print(problem, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
