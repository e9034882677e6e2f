"""Lint all SQL of the project with sqlfluff, on up to four cores.

Usage, from the project's root: python -m tools.lint_sql [folder or file …]

`sqlfluff lint --processes 2` sends every syntax tree from process to process and loses its faster Rust half on
the way. Here each process lints its own share from beginning to end, and the garbage collector leaves the trees
alone: the same findings in a third of the time.
"""

import gc
import multiprocessing
import os
import sys
from collections.abc import Iterable
from pathlib import Path

from sqlfluff.core.linter.discovery import paths_from_path

FOLDERS = ("models", "tests", "analyses")
# Each process reads the whole project and keeps its trees: half a gigabyte and more.
MOST_PROCESSES = 4


def shares(files: Iterable[Path], count: int) -> list[list[Path]]:
    """Deal files into shares of about the same size in bytes: the largest first, each to the share that has least."""
    dealt: list[list[Path]] = [[] for _ in range(count)]
    sizes = [0] * count
    for file in sorted(files, key=lambda one: (-one.stat().st_size, one)):
        least = sizes.index(min(sizes))
        dealt[least].append(file)
        sizes[least] += file.stat().st_size
    return [sorted(share) for share in dealt if share]


def lint(files: list[Path], target: str) -> None:
    """Lint files in this process, which ends with sqlfluff's exit code. dbt works in a folder of its own."""
    # The SQL of a first build, whatever was built here before.
    os.environ["LEAD_SCORING_DUCKDB"] = ":memory:"
    os.environ["DBT_TARGET_PATH"] = target
    # Trees are large and have no cycles that matter for the minutes that this takes.
    gc.freeze()
    gc.set_threshold(200_000, 50, 1_000)
    from sqlfluff.cli.commands import lint as command

    try:
        command.main(["--disable-progress-bar", "--processes", "1", *map(str, files)], standalone_mode=True)
    except SystemExit as end:
        sys.stdout.flush()
        sys.stderr.flush()
        # Not through the interpreter's end, which would take the trees apart one by one.
        os._exit(end.code if isinstance(end.code, int) else 1)


def main(paths: list[str]) -> int:
    """Lint what stands in these folders and files, or everything; return 1 when anything was found."""
    files = {Path(file) for path in paths or FOLDERS for file in paths_from_path(path)}
    # Locks that dbt did not give back when a process ended as above: the system takes them.
    os.environ.setdefault("PYTHONWARNINGS", "ignore:resource_tracker")
    start = multiprocessing.get_context("spawn")
    processes = [
        start.Process(target=lint, args=(share, f"target/lint_{number}"))
        for number, share in enumerate(shares(files, min(os.cpu_count() or 1, MOST_PROCESSES)))
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return int(any(process.exitcode for process in processes))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
