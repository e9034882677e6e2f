"""Rebuild a range of past days of the score history.

Usage: python -m tools.backfill --from 2026-04-01 --to 2026-04-30 [--all-rows] [--chunk-days 30] [--vars '{…}']

The days are scored with the activities that were loaded by the end of each (--all-rows: with all that are
loaded now), and replace what history says of them; no other day is touched. Afterwards the last published day is
built again, as a build of it would do, so that the public tables follow. Each chunk is written at once: an
interrupted run is simply repeated. The exit code is dbt's: 0 all well, 1 something failed, 2 the range cannot be
rebuilt.
"""

import argparse
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta

import yaml
from dbt.cli.main import dbtRunner
from dbt_common.events.base_types import EventMsg
from rich.console import Console

from tools.build import BuildWatcher, plural, report, say
from tools.build import main as build
from tools.database import held_elsewhere

# The memory of the history; everything that it reads is built before it.
HISTORY = ["published_scores", "published_ledger", "published_company_scores", "scored_days"]
DAYS_AT_ONCE = 30
OWN_VARS = {"as_of", "backfill_from", "backfill_to", "backfill_with_all_rows"}


class CannotRebuild(Exception):
    """The history cannot be read; the message says why and what to do."""


def chunks(first: date, last: date, days: int) -> Iterator[tuple[date, date]]:
    """Split the range first..last (both included) into ranges of at most so many days, oldest first."""
    while first <= last:
        end = min(first + timedelta(days=days - 1), last)
        yield first, end
        first = end + timedelta(days=1)


def vars_of(text: str) -> dict[str, object]:
    """Read vars as dbt does, YAML or JSON; raise ArgumentTypeError when they are no mapping, or are set here."""
    try:
        variables = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise argparse.ArgumentTypeError(f"no YAML: {error}") from error
    if not isinstance(variables, dict):
        raise argparse.ArgumentTypeError(f"names and values are wanted, as in '{{mask_emails: true}}', not {text!r}")
    if own := OWN_VARS & variables.keys():
        raise argparse.ArgumentTypeError(f"{', '.join(sorted(own))}: a backfill sets that itself")
    return variables


def published_days(variables: dict[str, object]) -> tuple[date, date] | None:
    """Return the first day of the history and the last published one; None when nothing is published."""
    said: list[str] = []
    errors: list[str] = []

    def listen(event: EventMsg) -> None:
        if event.info.name == "JinjaLogInfo":
            said.append(event.info.msg)
        elif event.info.level == "error":
            errors.append(event.info.msg)

    outcome = dbtRunner(callbacks=[listen]).invoke(
        ["--log-level", "none", "run-operation", "lead_scoring.print_published_range", "--vars", repr(variables)]
    )
    if not outcome.success:
        reason = str(outcome.exception or " ".join(errors) or "see logs/dbt.log")
        raise CannotRebuild(held_elsewhere(reason) or f"the history could not be read: {reason}")
    days = said[-1].split() if said else []
    return (date.fromisoformat(days[0]), date.fromisoformat(days[1])) if len(days) == 2 else None


def problem_of(first: date, last: date, published: tuple[date, date] | None) -> str | None:
    """Say why the range first..last cannot be rebuilt; None when it can."""
    if first > last:
        return f"from ({first}) lies after to ({last})."
    if published is None:
        return "Nothing is published yet: run `make build` first."
    begins, ends = published
    if last >= ends:
        return f"to ({last}) must lie before the last published day ({ends}): that one is rebuilt by `make build`."
    if last < begins - timedelta(days=1):
        return (
            f"The history begins on {begins}: a range before it must reach to the day before, or it would leave a gap."
        )
    return None


def rebuild(console: Console, first: date, last: date, as_of: date, variables: dict[str, object]) -> int:
    """Score the days first..last and write them into the history; return dbt's exit code."""
    chosen = {**variables, "as_of": str(as_of), "backfill_from": str(first), "backfill_to": str(last)}
    with BuildWatcher(console) as watcher:
        outcome = dbtRunner(callbacks=[watcher]).invoke(
            ["--log-level", "none", "build", "--exclude-resource-type", "unit_test", "--vars", repr(chosen)]
            + ["--indirect-selection", "cautious", "--select"]
            + [f"+{model}" for model in HISTORY]
        )
    if outcome.success:
        return 0
    return report(console, watcher, outcome)


def main(argv: list[str] | None = None) -> int:
    """Check the range, rebuild it chunk by chunk, then publish again."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.backfill", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--from", dest="first", type=date.fromisoformat, required=True, help="first day, YYYY-MM-DD")
    parser.add_argument("--to", dest="last", type=date.fromisoformat, required=True, help="last day, YYYY-MM-DD")
    parser.add_argument("--all-rows", action="store_true", help="with all rows that are loaded now")
    parser.add_argument("--chunk-days", type=int, default=DAYS_AT_ONCE, help="days that are scored at once")
    parser.add_argument("--vars", type=vars_of, default={}, help="the vars of your daily build, as dbt takes them")
    settings = parser.parse_args(argv)
    console = Console()
    started = time.monotonic()
    try:
        published = published_days(settings.vars)
    except CannotRebuild as unreadable:
        say(console, f"Cannot rebuild: {unreadable}", "red")
        return 2
    problem = problem_of(settings.first, settings.last, published)
    if problem or published is None:
        say(console, f"Cannot rebuild: {problem}", "red")
        return 2
    as_of = published[1]
    variables = settings.vars | ({"backfill_with_all_rows": True} if settings.all_rows else {})
    ranges = list(chunks(settings.first, settings.last, max(settings.chunk_days, 1)))
    for number, (first, last) in enumerate(ranges, 1):
        say(console, f"{number} of {len(ranges)}: {first} to {last}")
        exit_code = rebuild(console, first, last, as_of, variables)
        if exit_code:
            say(console, "Stopped: the days before this range are rebuilt, the public tables are as they were.", "red")
            return exit_code
    say(
        console,
        f"The history from {settings.first} to {settings.last} is rebuilt; now as of {as_of} is published again.",
    )
    exit_code = build(["--", "--vars", repr({**settings.vars, "as_of": str(as_of)})])
    days = plural((settings.last - settings.first).days + 1, "day")
    say(console, f"{days} rebuilt in {time.monotonic() - started:.0f} seconds.", "bold")
    return exit_code


if __name__ == "__main__":
    sys.exit(main())
