"""Map real data, score it with the policy of an example, and print the tables of its README.

Usage: python -m tools.run_example NAME [--data FOLDER]

An example is a folder of `examples/`: mapping.sql turns raw files into inputs, policy/ is the
policy, report.sql the tables. All that comes of it goes to examples/NAME/out/, which git ignores.
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb

from tools.database import ROOT

EXAMPLES = ROOT / "examples"
DATA = ROOT.parent / "shared" / "data"


def example_names() -> list[str]:
    """Return the folders that hold an example."""
    return sorted(path.parent.name for path in EXAMPLES.glob("*/mapping.sql"))


def map_inputs(name: str, data: Path, inputs: Path) -> str:
    """Write the example's input files with its mapping.sql; return the day to score."""
    inputs.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as con:
        con.execute("set variable data = ?", [str(data)])
        con.execute("set variable inputs = ?", [str(inputs)])
        con.execute((EXAMPLES / name / "mapping.sql").read_text(encoding="utf-8"))
        return con.execute("select getvariable('as_of')").fetchone()[0]


def text_of(cell: object) -> str:
    """Return a cell as people write it: no `None`, no `25.0`."""
    return "" if cell is None else str(cell).removesuffix(".0")


def markdown(columns: list[str], rows: list[tuple]) -> str:
    """Return a Markdown table."""
    lines = [columns, ["---"] * len(columns), *rows]
    return "".join(f"| {' | '.join(map(text_of, line))} |\n" for line in lines)


def report(name: str, database: Path, inputs: Path) -> Iterator[tuple[str, str]]:
    """Yield title (its first line, a comment) and Markdown table of each query in report.sql."""
    sql = (EXAMPLES / name / "report.sql").read_text(encoding="utf-8")
    with duckdb.connect(str(database), read_only=True) as con:
        con.execute(f'use "{database.stem}"."lead_scoring"')
        con.execute("set variable inputs = ?", [str(inputs)])
        for query in sql.split(";\n"):
            if query.strip():
                title = query.strip().splitlines()[0].removeprefix("-- ")
                cursor = con.execute(query)
                yield title, markdown([c[0] for c in cursor.description], cursor.fetchall())


def main(argv: list[str] | None = None) -> int:
    """Run the example that the command line names."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.run_example",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("name", choices=example_names())
    parser.add_argument("--data", type=Path, default=DATA, help="raw data (default: %(default)s)")
    args = parser.parse_args(argv)

    out = EXAMPLES / args.name / "out"
    inputs, database = out / "inputs", out / "lead_scoring.duckdb"
    try:
        as_of = map_inputs(args.name, args.data, inputs)
    except duckdb.IOException as error:
        reason = str(error).splitlines()[0]
        print(f"{reason}\nexamples/{args.name}/README.md says where the data comes from.")
        return 2
    # An earlier run's history would make this run's numbers its own.
    database.unlink(missing_ok=True)
    settings = {
        "LEAD_SCORING_INPUTS": str(inputs),
        "LEAD_SCORING_POLICY": str(EXAMPLES / args.name / "policy"),
        "LEAD_SCORING_DUCKDB": str(database),
    }
    dbt = ["--target-path", str(out / "target"), "--vars", f"{{as_of: '{as_of}'}}"]
    # In a process of its own: it ends with its hold on the database.
    command = [sys.executable, "-m", "tools.build", "--", *dbt]
    exit_code = subprocess.run(command, cwd=ROOT, env=os.environ | settings, check=False).returncode
    if exit_code == 0:
        for title, table in report(args.name, database, inputs):
            print(f"\n{title}\n\n{table}", end="")
    return exit_code


if __name__ == "__main__":
    sys.exit(main())
