"""Where the project keeps its DuckDB file."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def duckdb_path() -> Path:
    """Return the file that profiles/profiles.yml names: the variable's, else the default."""
    return ROOT / (os.environ.get("LEAD_SCORING_DUCKDB") or "lead_scoring.duckdb")


def public_schema() -> str:
    """Return the schema of the public tables; the internal ones live beside it."""
    return "lead_scoring"
