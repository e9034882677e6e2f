"""Where the project keeps its DuckDB file, and who else holds it."""

import hashlib
import os
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
READ_COPY = "LEAD_SCORING_READ_COPY"


def duckdb_path() -> Path:
    """Return the file that profiles/profiles.yml names: the variable's, else the default."""
    return ROOT / (os.environ.get("LEAD_SCORING_DUCKDB") or "lead_scoring.duckdb")


def read_copy_path() -> Path | None:
    """Return the file that builds copy their result to, in that folder if it is one; None when none is asked for."""
    if not os.environ.get(READ_COPY):
        return None
    copy = ROOT / os.environ[READ_COPY]
    return copy / duckdb_path().name if copy.is_dir() else copy


def dashboard_path() -> Path:
    """Return the file that the dashboard opens: the readers' copy that builds keep, else a copy of its own."""
    database, copy = duckdb_path(), read_copy_path()
    if copy is None:
        # A folder for each database: copies must be called like it, and many are called alike.
        folder = hashlib.sha256(str(database.resolve()).encode()).hexdigest()[:8]
        return ROOT / "target" / "dashboard" / folder / database.name
    return copy


def public_schema() -> str:
    """Return the schema of the public tables; the internal ones live beside it."""
    return os.environ.get("LEAD_SCORING_SCHEMA") or "lead_scoring"


def held_elsewhere(error: str) -> str | None:
    """Say for a message of DuckDB that another process holds the file, and what to do; None for any other message."""
    # The second is what Windows says.
    if "Could not set lock on file" not in error and "used by another process" not in error:
        return None
    process = re.search(r"\(PID (\d+)\)", error)
    holder = f"process {process[1]}" if process else "another process"
    return (
        f"{duckdb_path()} is held by {holder}: another build, or a reader. This build has changed nothing.\n"
        "  DuckDB lets in one process that writes, or several that read. Wait until the other one has finished, or\n"
        f"  close it, and build again. Readers that stay open can read a copy ({READ_COPY}, docs/reliability.md)."
    )
