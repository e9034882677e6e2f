"""Check the inputs before a build, and what goes to the CRM after it, with Great Expectations.

Usage: python -m tools.validate [--only inputs|exports] [--accept] [-- any further dbt arguments]

Statistics are computed in SQL over dbt's own connection and judged by the limits of validation/thresholds.csv. Each
run is compared with an earlier one, which validation/history.csv holds. Failing rows are named by their id. The exit
code is 0 when nothing failed (there may be warnings), 1 when something did, 2 when the checks could not be made.
More: docs/data_quality.md.
"""

import argparse
import shutil
import sys
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from tools.build import plural, say
from tools.database import ROOT, held_elsewhere
from tools.validation import (
    CHECKPOINTS,
    HISTORY,
    CannotValidate,
    Check,
    Snapshot,
    compare,
    make_checks,
    origin_of,
    read_exports,
    read_history,
    read_inputs,
    read_thresholds,
    remember,
    worst_of,
)

PAGES = ROOT / "target" / "data_docs"
PIPE_WIDTH = 170
STYLES = {"failed": "red", "warning": "yellow", "passed": "green", "not checked": "dim"}


def table_of(checks: list[Check], all_checks: bool) -> Table:
    """Lay out the checks that did not pass, worst first, or all of them."""
    table = Table(box=box.SIMPLE_HEAD)
    for title in ("verdict", "table", "check", "observed", "expected", "rows, by id"):
        table.add_column(title, overflow="fold", no_wrap=title == "verdict")
    for check in sorted(checks, key=lambda check: list(STYLES).index(check.verdict)):
        if all_checks or check.verdict in ("failed", "warning"):
            cells = (check.table, check.name, check.observed_text, check.expected_text, check.ids_text)
            table.add_row(Text(check.verdict, style=STYLES[check.verdict]), *map(Text, cells))
    return table


def look(wanted: list[str], required: bool, dbt_args: list[str], console: Console) -> list[Snapshot]:
    """Read what is to be checked; exports only when they are built, unless they were asked for."""
    snapshots = []
    if "inputs" in wanted:
        snapshots.append(read_inputs(dbt_args))
    if "exports" in wanted:
        exports = read_exports(dbt_args)
        if exports:
            snapshots.append(exports)
        elif required:
            raise CannotValidate("There are no exports to check yet: run `make build` first.")
        else:
            say(console, "The exports are not built yet, and so not checked.")
    return snapshots


def report(console: Console, checks: list[Check], all_checks: bool, page: Path) -> int:
    """Print the verdicts; return the exit code."""
    counts = {verdict: [check for check in checks if check.verdict == verdict] for verdict in STYLES}
    if all_checks or counts["failed"] or counts["warning"]:
        console.print(table_of(checks, all_checks))
    for check in counts["failed"]:
        say(console, f"FAILED {check.table}, {check.name}: {check.why}", "red")
    say(
        console,
        f"{plural(len(checks), 'check')}: {len(counts['failed'])} failed, {plural(len(counts['warning']), 'warning')}, "
        f"{len(counts['passed'])} passed, {len(counts['not checked'])} without anything to look at.",
        "bold",
    )
    say(console, f"To read and to pass on: {page}")
    return 1 if counts["failed"] else 0


def main(argv: list[str] | None = None) -> int:
    """Check, report and remember; everything after `--` goes to dbt as it is."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.validate",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "--only", choices=CHECKPOINTS, help="check these only (default: inputs, and exports when built)"
    )
    parser.add_argument(
        "--accept", action="store_true", help="later runs are compared with this one, whatever it shows"
    )
    parser.add_argument("--all", action="store_true", help="print the checks that passed, too")
    parser.add_argument("--history", type=Path, default=HISTORY, help="where earlier runs are kept")
    parser.add_argument("--pages", type=Path, default=PAGES, help="where the HTML pages go (emptied first)")
    args, dbt_args = parser.parse_known_args(argv)
    if dbt_args[:1] == ["--"]:
        dbt_args = dbt_args[1:]
    console = Console(emoji=False, highlight=False)
    if not console.is_terminal:
        console.width = max(console.width, PIPE_WIDTH)
    try:
        thresholds = read_thresholds()
        history = read_history(args.history)
        origin = origin_of(dbt_args)
        wanted = [args.only] if args.only else list(CHECKPOINTS)
        snapshots = look(wanted, args.only is not None, dbt_args, console)
        compared = {snapshot.checkpoint: compare(snapshot, history, origin) for snapshot in snapshots}
        checks = [check for snapshot in snapshots for check in make_checks(snapshot, thresholds)]
    except CannotValidate as problem:
        say(console, f"FAILED {held_elsewhere(str(problem)) or problem}", "red")
        return 2
    try:
        # Takes ten seconds to import, and is not in everyone's environment.
        from tools.validation_report import judge, write_summary
    except ModuleNotFoundError as missing:
        say(console, f"FAILED {missing}. `make validate` installs what is needed into .venv-validate.", "red")
        return 2
    shutil.rmtree(args.pages, ignore_errors=True)
    pages = judge(checks, args.pages)
    checks = worst_of(checks)
    page = write_summary(args.pages, checks, snapshots, compared, pages)
    for snapshot in snapshots:
        failed = any(check.verdict == "failed" for check in checks if check.checkpoint == snapshot.checkpoint)
        if args.accept or not failed:
            history = remember(args.history, snapshot, history, origin, forget_earlier=args.accept)
    return report(console, checks, args.all, page)


if __name__ == "__main__":
    sys.exit(main())
