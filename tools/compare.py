"""Compare models that are scored side by side: who moves, how many MQLs more or fewer, which one predicts better.

Usage: python -m tools.compare [--challenger MODEL_ID] [--contacts 10]

Reads what a build with the var `lead_scoring_evaluate` has left (docs/evidence.md), and never writes. The exit code is
1 when there is nothing to compare.
"""

import argparse
import sys
from collections.abc import Iterable
from decimal import Decimal

import duckdb
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from tools.database import duckdb_path, held_elsewhere, public_schema

PIPE_WIDTH = 150
HOW = (
    "Give the challenger the status `testing` in scoring_models.csv, build\n"
    "its history, then build with the var `lead_scoring_evaluate` (docs/evidence.md)."
)


class CannotCompare(Exception):
    """There is nothing to compare; the message says why and what to do."""


def rows(connection: duckdb.DuckDBPyConnection, sql: str, parameters: Iterable = ()) -> list[dict]:
    """Return the rows of a query by column name."""
    cursor = connection.execute(sql, list(parameters))
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def comparisons(connection: duckdb.DuckDBPyConnection, challenger: str | None) -> list[dict]:
    """Return one row per champion and challenger, of all challengers or of one."""
    try:
        found = rows(connection, "select * from model_comparison order by champion_id, challenger_id")
    except duckdb.CatalogException as error:
        raise CannotCompare(f"No build has compared models here. {HOW}") from error
    chosen = [row for row in found if challenger in (None, row["challenger_id"])]
    if not found:
        raise CannotCompare(f"There was no challenger when the evidence was built. {HOW}")
    if not chosen:
        known = ", ".join(sorted({row["challenger_id"] for row in found}))
        raise CannotCompare(f"There is no challenger `{challenger}` to compare. Compared are: {known}.")
    return chosen


def movers(connection: duckdb.DuckDBPyConnection, pair: dict, contacts: int) -> list[dict]:
    """Return the contacts that change sides, then those that move the most places."""
    return rows(
        connection,
        "select * from model_movers where champion_id = ? and challenger_id = ? and move <> 'same' "
        "order by is_mql_now = is_mql_then, abs(places) desc, contact_id limit ?",
        [pair["champion_id"], pair["challenger_id"], contacts],
    )


def number(value: Decimal | None, places: int) -> str:
    """Write a number with so many decimals; a dash where there is none."""
    return "-" if value is None else f"{value:.{places}f}"


def show(console: Console, pair: dict, moved: list[dict]) -> None:
    """Print the comparison of two models."""
    change = pair["challenger_mqls"] - pair["champion_mqls"]
    # Ids come from data: as Text, because a bracket in one would be read as markup.
    console.print(Text(f"\n{pair['challenger_id']} against {pair['champion_id']}", style="bold"))
    console.print(
        f"  {pair['contacts']} contacts scored by both: {pair['moved_up']} move up, {pair['moved_down']} down; "
        f"{change:+d} MQLs ({pair['become_mql']} new ones, {pair['no_longer_mql']} no longer)"
    )
    console.print(f"  measured on {pair['examples']} contact-days with {pair['conversions']} conversions")
    table = Table(box=box.SIMPLE)
    for name in ("model", "MQLs", "AUC", "best tenth, times the average"):
        table.add_column(name, justify="left" if name == "model" else "right")
    for side in ("champion", "challenger"):
        table.add_row(
            Text(pair[f"{side}_id"]),
            str(pair[f"{side}_mqls"]),
            number(pair[f"{side}_auc"], 4),
            number(pair[f"{side}_best_tenth_lift"], 2),
        )
    console.print(table)
    if pair["note"]:
        console.print(Text(f"  {pair['note']}"))
    table = Table(box=box.SIMPLE, title="who moves", title_justify="left")
    for name in ("contact", pair["champion_id"], pair["challenger_id"], "places", "move"):
        table.add_column(Text(name), justify="left" if name in ("contact", "move") else "right")
    for row in moved:
        table.add_row(
            Text(row["contact_id"]),
            str(row["champion_score"]),
            str(row["challenger_score"]),
            f"{row['places']:+d}",
            row["move"].replace("_", " "),
        )
    if moved:
        console.print(table)


def main(arguments: Iterable[str] | None = None) -> int:
    """Compare what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m tools.compare", description=__doc__.split("\n")[0])
    parser.add_argument("--challenger", help="only this model (default: all that are scored beside an active one)")
    parser.add_argument("--contacts", type=int, default=10, help="how many of those that move are shown")
    parsed = parser.parse_args(None if arguments is None else list(arguments))
    if parsed.contacts < 0:
        parser.error("--contacts must not be negative")
    console = Console(width=None if sys.stdout.isatty() else PIPE_WIDTH, highlight=False)
    path = duckdb_path()
    if not path.exists():
        print(f"There is no {path} yet: run `make build` first.", file=sys.stderr)
        return 1
    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            catalog = connection.execute("select current_database()").fetchone()[0]
            try:
                connection.execute(f'use "{catalog}"."{public_schema()}_internal"')
            except duckdb.CatalogException as error:
                raise CannotCompare(f"{path} holds no scores yet: run `make build` first.") from error
            for pair in comparisons(connection, parsed.challenger):
                show(console, pair, movers(connection, pair, parsed.contacts))
    except duckdb.IOException as error:
        print(held_elsewhere(str(error)) or f"{path} cannot be read: run `make build`. ({error})", file=sys.stderr)
        return 1
    except CannotCompare as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
