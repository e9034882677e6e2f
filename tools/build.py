"""Run `dbt build` (without unit tests) and say in a few lines what came of it.

Usage: python -m tools.build [-- any further dbt arguments, e.g. --select contact_scores]

dbt's own, complete log goes to logs/dbt.log. The exit code is dbt's: 0 all well, 1 something
failed, 2 the build could not start. On DuckDB a good build is copied for readers when
LEAD_SCORING_READ_COPY names a file (tools/read_copy.py).
"""

import argparse
import sys
import time
from collections import Counter
from types import TracebackType

from dbt.adapters.duckdb import DuckDBConnectionManager
from dbt.cli.main import dbtRunner, dbtRunnerResult
from dbt_common.events.base_types import EventMsg
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from tools.database import duckdb_path, held_elsewhere, read_copy_path
from tools.read_copy import CannotCopy, refresh

SECONDS_BETWEEN_LINES = 10
# Of more skipped models than this, only the public ones are named.
MOST_NAMES = 12
# What macros say with log(..., info=True) and print(...).
MACRO_MESSAGES = {"JinjaLogInfo", "PrintEvent"}
# How engines say that there is no room; the second is a quota's or a limit's.
NO_ROOM = ("No space left on device", "File too large", "Disk quota exceeded", "not enough space on the disk")
# Warnings that the results carry too, with more to tell.
TOLD_BY_RESULTS = {
    "LogModelResult",
    "LogNodeResult",
    "LogSeedResult",
    "LogTestResult",
    "RunResultWarning",
    "RunResultWarningMessage",
}


class BuildWatcher:
    """Listens to dbt's events: shows progress and keeps what is to be printed afterwards."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.messages: list[str] = []
        self.warnings: list[str] = []
        self.adapter = ""
        self._total = 0
        self._done = 0
        self._started = self._last_line = time.monotonic()
        self._bar = progress_bar(console)
        self._task = self._bar.add_task("reading the project", total=None)

    def __enter__(self) -> "BuildWatcher":
        self._bar.start()
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._bar.stop()

    def __call__(self, event: EventMsg) -> None:
        """Take one event; dbt calls this from several threads."""
        name = event.info.name
        if name in MACRO_MESSAGES:
            self.messages.append(event.info.msg)
        elif name == "AdapterRegistered":
            self.adapter = event.data.adapter_name.removeprefix("dbt-")
        elif name == "ConcurrencyLine":
            self._total = event.data.node_count
            self._bar.update(self._task, total=self._total)
        elif name == "NodeStart":
            self._show(event.data.node_info.node_name)
        elif name == "NodeFinished":
            self._done += 1
            self._bar.advance(self._task)
        elif event.info.level == "warn" and name not in TOLD_BY_RESULTS:
            self.warnings.append(event.info.msg)

    def _show(self, node: str) -> None:
        if self.console.is_terminal:
            self._bar.update(self._task, description=f"{node[:44]:<44}")
            return
        now = time.monotonic()
        if now - self._last_line >= SECONDS_BETWEEN_LINES:
            self._last_line = now
            seconds = now - self._started
            say(self.console, f"{self._done} of {self._total} done, {seconds:.0f} s, at {node}")


def progress_bar(console: Console) -> Progress:
    """Return a bar that shows itself in a terminal only, and is gone when it is done."""
    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )


def say(console: Console, text: str, style: str | None = None) -> None:
    """Print text as it is: no markup, no emoji codes, no highlighting, no wrapping."""
    console.print(text, style=style, markup=False, emoji=False, highlight=False, soft_wrap=True)


def plural(count: int, noun: str) -> str:
    """Return `1 model`, `2 models`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def describe(result) -> str:
    """Say for one warning or failure what it is, what dbt or the database said, and where."""
    node = result.node
    is_test = node.resource_type == "test"
    message = result.message or str(result.status)
    if is_test and result.failures and message.startswith("Got "):
        message = plural(result.failures, "failing row")
    lines = [f"{node.resource_type} {node.name} ({node.original_file_path})"]
    lines += [f"  {line}" for line in message.splitlines()]
    if is_test and getattr(node, "compiled_path", None):
        lines.append(f"  its query: {node.compiled_path}")
    return "\n".join(lines)


def is_public(node) -> bool:
    """Tell whether this is one of the tables that readers use."""
    access = getattr(node, "access", None)
    return getattr(access, "value", access) == "public"


def report_problems(console: Console, results: list) -> None:
    """Print warnings, failures, what was skipped for them and what that means to readers."""
    for result in results:
        if result.status == "warn":
            say(console, f"WARNING {describe(result)}", "yellow")
    failed = [result for result in results if result.status in ("error", "fail", "runtime error")]
    for result in failed:
        say(console, f"FAILED {describe(result)}", "red")
    skipped = [result.node for result in results if result.status == "skipped"]
    if skipped:
        kinds = Counter(node.resource_type for node in skipped)
        say(console, f"Skipped because of that: {count_kinds(kinds)}")
        names = [node.name for node in skipped if node.resource_type in ("model", "seed")]
        which = ""
        if len(names) > MOST_NAMES:
            which = "among them the public "
            names = [node.name for node in skipped if is_public(node)]
        if names:
            say(console, f"  {which}{', '.join(sorted(names))}")
    if any(phrase in (result.message or "") for result in failed for phrase in NO_ROOM):
        say(console, "The disk is full: make room, and build again. Nothing else needs mending.", "red")
    if failed:
        published = [result.node.name for result in results if result.status == "success" and is_public(result.node)]
        if published:
            say(console, "Published before that: " + ", ".join(sorted(published)))
            say(console, "The other public tables are as the last build left them.")
        else:
            say(console, "The public tables are as the last good build left them.")


def count_kinds(kinds: Counter) -> str:
    """Return `3 models, 12 tests`."""
    return ", ".join(plural(count, str(kind)) for kind, count in sorted(kinds.items()))


def report(console: Console, watcher: BuildWatcher, outcome: dbtRunnerResult) -> int:
    """Print everything there is to say about a finished build; return the exit code."""
    for warning in watcher.warnings:
        say(console, f"WARNING {warning}", "yellow")
    # A fail-fast build hands over its one failing result, not a list.
    results = getattr(outcome.result, "results", [outcome.result] if outcome.result else [])
    report_problems(console, results)
    for message in watcher.messages:
        say(console, message)
    if outcome.exception:
        interrupted = isinstance(outcome.exception, KeyboardInterrupt)
        problem = held_elsewhere(str(outcome.exception)) or outcome.exception
        say(console, "Interrupted." if interrupted else f"FAILED {problem}", "red")
        return 2
    done = Counter(
        result.node.resource_type
        for result in results
        if result.status in ("success", "pass", "warn") and result.node.resource_type in ("model", "seed", "test")
    )
    verdict = "Built" if outcome.success else "Build failed; done were"
    say(console, f"{verdict} {count_kinds(done) or 'nothing'}.", "bold")
    return 0 if outcome.success else 1


def copy_for_readers(console: Console) -> int:
    """Refresh the readers' copy when one is asked for; return the exit code."""
    target = read_copy_path()
    if target is None:
        return 0
    # dbt would hold the file until this process ends.
    DuckDBConnectionManager.close_all_connections()
    try:
        say(console, f"Readers' copy: {refresh(duckdb_path(), target)}")
    except CannotCopy as problem:
        say(console, f"The tables are built, but the readers' copy is as it was: {problem}", "red")
        return 1
    return 0


def main(argv: list[str] | None = None) -> int:
    """Build and report; everything after `--` goes to dbt as it is."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.build",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    _, dbt_args = parser.parse_known_args(argv)
    if dbt_args[:1] == ["--"]:
        dbt_args = dbt_args[1:]
    started = time.monotonic()
    console = Console()
    with BuildWatcher(console) as watcher:
        outcome = dbtRunner(callbacks=[watcher]).invoke(
            ["--log-level", "none", "build", "--exclude-resource-type", "unit_test", *dbt_args]
        )
    exit_code = report(console, watcher, outcome)
    if exit_code == 0 and watcher.adapter == "duckdb":
        exit_code = copy_for_readers(console)
    where = f" Tables: {duckdb_path()}" if watcher.adapter == "duckdb" else ""
    say(console, f"{time.monotonic() - started:.0f} seconds.{where} Full log: logs/dbt.log")
    return exit_code


if __name__ == "__main__":
    sys.exit(main())
