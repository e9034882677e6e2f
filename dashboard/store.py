"""Reads the copy of the warehouse file. The queries are the files in `sql/`; values are parameters."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from threading import Lock

import duckdb

from tools.database import READ_COPY, duckdb_path, public_schema, read_copy_path

QUERIES = Path(__file__).parent / "sql"


class NothingToShow(Exception):
    """There is no copy, or no table in it; `title` says what is missing, the message what to do."""

    def __init__(self, title: str, what_to_do: str) -> None:
        super().__init__(what_to_do)
        self.title = title


class MissingTable(Exception):
    """A query reads a table or column that this warehouse file does not have."""


def identity_of(path: Path) -> tuple[str, int, int, int]:
    """Return what tells this file from the one that takes its place after the next build; raise when there is none."""
    if path.resolve() == duckdb_path().resolve():
        raise NothingToShow(
            f"{READ_COPY} names the database that builds write",
            f"An open dashboard would keep builds out. Let {READ_COPY} name a file of the same name in another folder.",
        )
    try:
        state = path.stat()
    except OSError as error:
        raise NothingToShow("There is nothing to show yet", how_to_copy(path)) from error
    return str(path), state.st_ino, state.st_mtime_ns, state.st_size


def how_to_copy(path: Path) -> str:
    """Say how the file comes into being."""
    if read_copy_path() is None:
        return "Run `make build`, then start the dashboard again with `make dashboard`."
    return (
        f"There is no file {path}. Run `make build` with {READ_COPY} set as it is now: each good build writes that "
        "copy. If the tables are built already: `.venv/bin/python -m tools.read_copy`."
    )


def newer_build(path: Path) -> bool:
    """Tell whether the dashboard's own copy is older than the database, which is looked at, not opened."""
    database = duckdb_path()
    return read_copy_path() is None and database.exists() and database.stat().st_mtime > path.stat().st_mtime


@cache
def query_text(name: str) -> str:
    """Return the SQL of a query."""
    return (QUERIES / f"{name}.sql").read_text(encoding="utf-8")


class Store:
    """One opened copy. Safe to use from several threads; what it opened it never writes."""

    def __init__(self, path: Path) -> None:
        self._lock = Lock()
        # Attached to a database in memory: a second copy at the same path is another file, and DuckDB would hand out
        # the one that is open already. The alias is the file's name, which the views in it say.
        self._connection = duckdb.connect(":memory:")
        quoted = str(path).replace("'", "''")
        catalog = path.stem.replace('"', '""')
        try:
            self._connection.execute(f"attach '{quoted}' as \"{catalog}\" (read_only)")
            self._connection.execute("set enable_external_access = false")
            self._connection.execute("set TimeZone = 'UTC'")
            # Public tables first, then the inner schemas beside them: all go by their plain names.
            there = self._connection.execute(
                "select schema_name from duckdb_schemas() where database_name = ?", [path.stem]
            ).fetchall()
            schemas = [public_schema() + inner for inner in ("", "_internal", "_policy")]
            wanted = [name for name in schemas if (name,) in there]
            self._use = "set search_path = '{}'".format(",".join(f'"{catalog}"."{name}"' for name in wanted))
            self.rows("models")
        except (duckdb.CatalogException, MissingTable) as error:
            raise NothingToShow(
                f"{path.name} holds no scores yet",
                f"{path} has no complete set of public tables. Run `make build`, then `make dashboard` again.",
            ) from error
        except duckdb.Error as error:
            raise NothingToShow(
                f"{path.name} cannot be read",
                f"{path} is no DuckDB file, or one of a newer version. Make the copy anew with "
                f"`.venv/bin/python -m tools.read_copy`. DuckDB says: {str(error).splitlines()[0]}",
            ) from error

    def rows(self, name: str, **parameters: object) -> list[dict]:
        """Return the rows of a query; raise MissingTable when this file has not what it reads."""
        with self._lock:
            cursor = self._connection.cursor()
        try:
            # A cursor begins where a new connection does.
            cursor.execute(self._use)
            cursor.execute(query_text(name), parameters or None)
            columns = [column[0] for column in cursor.description]
            return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
        except (duckdb.CatalogException, duckdb.BinderException) as error:
            raise MissingTable(str(error).splitlines()[0]) from error
        finally:
            cursor.close()
