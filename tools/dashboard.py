"""Start the dashboard over a copy of the warehouse file, so that it never blocks a build.

Usage: python -m tools.dashboard [--port 8501] [--address localhost]

With LEAD_SCORING_READ_COPY set it opens that copy, which builds keep fresh: new scores appear with the next click.
Without, it copies the database to target/dashboard/ first, and shows that copy until it is started again. The exit code
is 1 when there is nothing to show. More: docs/dashboard.md.
"""

import argparse
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

from tools.database import READ_COPY, ROOT, dashboard_path, duckdb_path, read_copy_path
from tools.read_copy import CannotCopy, refresh

APP = ROOT / "dashboard" / "app.py"


class CannotShow(Exception):
    """There is nothing to show; the message says why and what to do."""


def prepare_copy() -> Path:
    """Return the copy to open; make the dashboard's own anew when nobody names one and the database is newer."""
    database, copy = duckdb_path(), dashboard_path()
    if read_copy_path() is not None:
        # What is wrong with it, the pages say: they go on when a build has mended it.
        return copy
    if not database.exists():
        if copy.exists():
            return copy
        raise CannotShow(f"There is no database yet ({database}): run `make build` first.")
    if copy.exists() and copy.stat().st_mtime >= database.stat().st_mtime:
        return copy
    copy.parent.mkdir(parents=True, exist_ok=True)
    try:
        return refresh(database, copy)
    except CannotCopy as problem:
        if copy.exists():
            print(f"Showing the copy of an earlier build: {problem}", file=sys.stderr)
            return copy
        raise CannotShow(f"{problem}") from problem


def command(port: int, address: str) -> list[str]:
    """Return how Streamlit is started; its other settings are in dashboard/.streamlit/config.toml."""
    return [sys.executable, "-m", "streamlit", "run", str(APP), "--server.port", str(port), "--server.address", address]


def main(argv: list[str] | None = None) -> int:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.dashboard", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--port", type=int, default=8501, help="where it listens (default: 8501)")
    parser.add_argument("--address", default="localhost", help="0.0.0.0 lets other machines in (default: localhost)")
    args = parser.parse_args(argv)
    if importlib.util.find_spec("streamlit") is None:
        print("Streamlit is not installed here: run `make dashboard`, which installs it.", file=sys.stderr)
        return 1
    try:
        copy = prepare_copy()
    except CannotShow as problem:
        print(problem, file=sys.stderr)
        return 1
    print(f"Dashboard: http://localhost:{args.port}  over {copy}")
    if read_copy_path() is None:
        print(f"It shows this build until it is started again; set {READ_COPY} to follow builds (docs/dashboard.md).")
    sys.stdout.flush()
    # Streamlit reads its settings from the working directory.
    try:
        settings = os.environ | {"PYTHONPATH": str(ROOT)}
        return subprocess.call(command(args.port, args.address), cwd=APP.parent, env=settings)
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    sys.exit(main())
