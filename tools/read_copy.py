"""Copy the DuckDB file for readers, who then never block a build and never see half of one.

Usage: LEAD_SCORING_READ_COPY=readers/lead_scoring.duckdb python -m tools.read_copy

`tools.build` does this after each good build; use it alone after a dbt command of your own. The copy takes the place
of the one before at once: who has that open reads on in it, who opens the file now sees the new one. It is refused
when the public tables are not all of one build. The exit code is 0, or 1 when the copy is as it was.
"""

import argparse
import os
import shutil
import sys
from pathlib import Path

import duckdb

from tools.database import READ_COPY, duckdb_path, held_elsewhere, public_schema, read_copy_path

BYTES_AT_ONCE = 1 << 20
# Its rows keep the build that told them; all other public tables are written anew by every build.
ADDED_TO = "mql_alerts"


class CannotCopy(Exception):
    """The copy stays as it was; the message says why and what to do."""


def checked_target(source: Path, target: Path) -> Path:
    """Return where the copy goes, or say why it cannot go there."""
    if target.is_dir():
        target = target / source.name
    if target.resolve() == source.resolve():
        raise CannotCopy(f"{READ_COPY} is the database itself ({source}): name a file in another folder.")
    if target.stem != source.stem:
        # DuckDB names a database after its file, and the views in it say that name.
        raise CannotCopy(
            f"{READ_COPY} must be called {source.name}, as the database is, in another folder (not {target.name}): "
            "full names of tables, in views and in your queries, begin with the name of the file."
        )
    if not target.parent.is_dir():
        raise CannotCopy(f"{READ_COPY}: there is no folder {target.parent}.")
    return target


def other_builds(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Name the public tables that are of another build than the gate says."""
    catalog = connection.execute("select current_database()").fetchone()[0]
    tables = connection.execute(
        "select table_name from duckdb_columns()"
        " where database_name = ? and schema_name = ? and column_name = 'build_id' and table_name <> ?"
        " order by table_name",
        [catalog, public_schema(), ADDED_TO],
    ).fetchall()
    if not tables:
        raise CannotCopy("there are no public tables yet: build first.")
    gate = f'"{catalog}"."{public_schema()}_internal"."build"'
    return [
        name
        for (name,) in tables
        if connection.execute(
            f'select count(*) from "{catalog}"."{public_schema()}"."{name}"'
            f" where build_id <> (select max(build_id) from {gate})"
        ).fetchone()[0]
    ]


def refresh(source: Path, target: Path) -> Path:
    """Put a copy of the database in the place of the one before; return where it is."""
    target = checked_target(source, target)
    if not source.exists():
        raise CannotCopy(f"there is no database yet ({source}): build first.")
    unfinished = target.with_name(f".{target.name}.unfinished")
    try:
        # Open for writing, so that no build begins before the copy is done. What is copied from is closed last: Linux
        # forgets all locks of a process on a file as soon as it closes that file once.
        with source.open("rb") as original, duckdb.connect(str(source)) as connection:
            mixed = other_builds(connection)
            if mixed:
                raise CannotCopy(
                    f"of another build than the others: {', '.join(mixed)}. A build that ends well makes them one."
                )
            connection.execute("checkpoint")
            try:
                with unfinished.open("wb") as copy:
                    shutil.copyfileobj(original, copy, BYTES_AT_ONCE)
                    copy.flush()
                    os.fsync(copy.fileno())
                os.replace(unfinished, target)
            finally:
                unfinished.unlink(missing_ok=True)
    except duckdb.Error as error:
        raise CannotCopy(held_elsewhere(str(error)) or str(error)) from error
    except OSError as error:
        raise CannotCopy(f"{error.strerror} ({target})") from error
    sync_folder(target.parent)
    return target


def sync_folder(folder: Path) -> None:
    """Make a new name in a folder survive a crash of the machine, where the system can."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def main(argv: list[str] | None = None) -> int:
    """Copy once."""
    argparse.ArgumentParser(
        prog="python -m tools.read_copy", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    ).parse_args(argv)
    target = read_copy_path()
    if target is None:
        print(f"Set {READ_COPY} to the file that readers open (docs/reliability.md).", file=sys.stderr)
        return 1
    try:
        print(f"Readers' copy: {refresh(duckdb_path(), target)}")
    except CannotCopy as problem:
        print(f"The readers' copy is as it was: {problem}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
