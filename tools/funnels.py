"""Run further real funnels through the project, as their owner would, and measure it beside scikit-learn.

Usage: python -m tools.funnels --cdnow FILE --shop FILE [--measure-only]

Nothing is fetched: examples/funnels/README.md says where the files come from. Each funnel is mapped to the inputs of
docs/your_data.md, scored on every past day with a policy written by hand, backtested (docs/evidence.md), and points are
learned from it (docs/learned_points.md). The policy, the learned points and scikit-learn's models are then measured on
the same contact-days, the newest; models see the rows that dbt's models call training. With --measure-only
what an earlier run has built is measured again. The tables are also written to target/funnels.md.
"""

import argparse
import os
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
from rich.console import Console
from sklearn.metrics import roc_auc_score

from tools.database import ROOT
from tools.evidence import predictions
from tools.run_example import map_inputs, markdown

WORK = ROOT / "target" / "funnels"
DBT = [sys.executable, "-c", "from dbt.cli.main import cli; cli()", "--quiet", "build"]


@dataclass(frozen=True)
class Funnel:
    """A real log of dated events, the deal to be told from it, and how often to look."""

    name: str
    title: str
    model_id: str
    first_day: str
    every_days: int
    horizon_days: int
    leads_per_day: float


FUNNELS = (
    Funnel("cdnow", "CDNOW: rare, late deals", "big_orders", "1997-06-30", 30, 90, 1),
    Funnel("shop", "an online shop: first payment", "buyers", "2019-11-08", 7, 14, 2),
)


def timed(command: list[str], settings: dict[str, str]) -> str:
    """Run a step; return how long it took by the clock and in CPU time."""
    started, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    outcome = subprocess.run(command, cwd=ROOT, env=os.environ | settings, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if outcome.returncode:
        raise SystemExit(f"The step failed (exit code {outcome.returncode}): {' '.join(command)}")
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return f"{time.monotonic() - started:.0f} s, {used:.0f} s of CPU time"


def run(funnel: Funnel, data: Path, database: Path) -> list[tuple[str, str]]:
    """Map, score, evaluate and learn; return step and time of each."""
    folder = database.parent
    as_of = map_inputs(f"funnels/{funnel.name}", data, folder / "inputs")
    settings = {
        "LEAD_SCORING_INPUTS": str(folder / "inputs"),
        "LEAD_SCORING_POLICY": str(ROOT / "examples" / "funnels" / funnel.name / "policy"),
        "LEAD_SCORING_DUCKDB": str(database),
        "DBT_PROFILES_DIR": str(ROOT / "profiles"),
    }
    paths = ["--target-path", str(folder / "target"), "--log-path", str(folder / "logs")]
    windows = {"outcomes": ["won"], "horizon_days": funnel.horizon_days, "every_days": funnel.every_days}
    windows |= {"first_day": funnel.first_day, "last_day": as_of}
    past_days = {"as_of": as_of, "backfill_from": funnel.first_day}
    looks_back = {"as_of": as_of, "lead_scoring_evaluate": windows | {"leads_per_day": funnel.leads_per_day}}
    looks_back |= {"lead_scoring_learn": windows | {"model_id": "learned"}}
    # An earlier run's history would make this run's numbers its own.
    database.unlink(missing_ok=True)
    command = [sys.executable, "-m", "tools.build", "--", *paths, "--vars", repr(past_days)]
    steps = [("score every day", timed(command, settings))]
    command = [*DBT, *paths, "--exclude-resource-type", "unit_test", "--vars", repr(looks_back)]
    command += ["--select", "tag:evaluation", "+tag:training"]
    steps.append(("evaluate, and learn points", timed(command, settings)))
    return steps


def best_tenth_lift(score: np.ndarray, label: np.ndarray) -> float:
    """Return how many times the average the best tenth converts; equal scores share their conversions."""
    groups = pd.DataFrame({"score": score, "label": label}).groupby("score")["label"].agg(["size", "sum"])[::-1]
    taken = np.clip(len(label) / 10 - (groups["size"].cumsum() - groups["size"]), 0, groups["size"])
    return float((taken / groups["size"] * groups["sum"]).sum() / label.sum() * 10)


def calibration_error(probability: np.ndarray, label: np.ndarray) -> float:
    """Return how far probabilities are off, on average over ten parts of equal size."""
    parts = np.array_split(np.argsort(probability, kind="stable"), 10)
    return sum(abs(probability[part].mean() - label[part].mean()) * len(part) for part in parts) / len(label)


def compare(connection: duckdb.DuckDBPyConnection, funnel: Funnel) -> list[tuple]:
    """Return a row per way of ranking the newest contact-days: AUC, lift of the best tenth, calibration error."""
    rows = connection.execute(
        "select scored.example_id, scored.part, scored.label, scored.score as learned, snapshots.score as policy "
        "from learned_example_scores as scored "
        "inner join observed_examples as examples on scored.example_id = examples.example_id "
        "left join evaluation_snapshots as snapshots on snapshots.model_id = ? "
        "and examples.contact_id = snapshots.contact_id and examples.as_of = snapshots.as_of "
        "order by scored.example_id",
        [funnel.model_id],
    ).df()
    features = connection.execute("select example_id, field, coalesce(value, '') as value from observed_features").df()
    fields = features.pivot(index="example_id", columns="field", values="value").loc[rows["example_id"]]
    training = np.flatnonzero(rows["part"].isin(["fit", "check"]))
    test = np.flatnonzero(rows["part"] == "test")
    said = predictions(fields.reset_index(drop=True), rows["label"], training, test)
    label = rows["label"].to_numpy()[test]
    learned_error = connection.execute(
        "select calibration_error from learned_evaluation where part = 'test'"
    ).fetchone()
    ways = [
        ("policy written by hand", rows["policy"].to_numpy()[test], None),
        ("learned points", rows["learned"].to_numpy()[test], float(learned_error[0])),
        ("logistic regression", said["logistic"], calibration_error(said["logistic"], label)),
        ("boosted trees", said["trees"], calibration_error(said["trees"], label)),
        ("naive Bayes", said["bayes"], calibration_error(said["bayes"], label)),
    ]
    if np.isnan(ways[0][1].astype(float)).any():
        raise SystemExit("Some of the newest contact-days have no published score: the history does not reach so far.")
    return [
        (
            name,
            f"{roc_auc_score(label, score):.4f}",
            f"{best_tenth_lift(score, label):.2f}",
            "" if error is None else f"{error:.4f}",
        )
        for name, score, error in ways
    ]


def backtest(connection: duckdb.DuckDBPyConnection, funnel: Funnel) -> list[tuple[str, str]]:
    """Return title and Markdown table of what the backtest says."""
    queries = {
        "The backtest of the policy, all finished days": "select finished_days, unfinished_days, examples, "
        "conversions, left_out, round(base_rate, 4) as base_rate, round(auc, 4) as auc, "
        "round(best_tenth_lift, 2) as best_tenth_lift, fit_as_of, note from evaluation_summary where model_id = $1",
        "What points were learned from": "select part, count(*) as contact_days, sum(label) as conversions "
        "from training_examples where model_id <> $1 group by part order by min(example_id)",
        "Tenths": "select decile, lowest_score, highest_score, round(conversions, 1) as conversions, "
        "round(conversion_rate, 4) as rate, round(lift, 2) as lift from evaluation_deciles where model_id = $1 "
        "order by decile",
        "Calibration": "select scale, band, examples, conversions, round(conversion_rate, 4) as rate, is_monotonic "
        "from evaluation_calibration where model_id = $1 and scale <> 'grade' order by scale, position",
        "Threshold": "select position, cut, round(leads_per_day, 2) as leads_per_day, "
        "round(conversion_rate, 4) as rate, round(rate_from, 4) as rate_from, round(rate_to, 4) as rate_to, message "
        "from threshold_advice where model_id = $1 order by cut desc",
        "Rules": "select rule_id, fired, round(lift, 2) as lift, round(information_value, 3) as information, "
        "confidence, advice, points, suggested_points from rule_evidence where model_id = $1 "
        "order by information_value desc",
        "Alarms of drift": "select month, count(*) as alarms from score_drift where model_id in ($1, '*') and is_alarm "
        "group by month order by month",
        "Fields too good to be true": "select * from leakage_check where model_id = $1",
        "Warnings of learning": "select warning, message from learning_warnings where model_id <> $1",
    }
    tables = []
    for title, query in queries.items():
        cursor = connection.execute(query, [funnel.model_id])
        tables.append((title, markdown([column[0] for column in cursor.description], cursor.fetchall())))
    return tables


def report(funnel: Funnel, database: Path, steps: list[tuple[str, str]]) -> str:
    """Return all that a funnel's run has found, as Markdown."""
    parts = [f"## {funnel.title}\n"]
    with duckdb.connect(str(database), read_only=True) as connection:
        connection.execute(f'use "{database.stem}".lead_scoring_internal')
        columns = ["newest contact-days", "AUC", "lift of the best tenth", "calibration error"]
        parts.append(markdown(columns, compare(connection, funnel)))
        parts += [f"{title}\n\n{table}" for title, table in backtest(connection, funnel)]
    if steps:
        parts.append(markdown(["step", "took"], steps))
    return "\n".join(parts)


def main(argv: list[str] | None = None) -> int:
    """Run the funnels whose files are given, and print what came out."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.funnels",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    for funnel in FUNNELS:
        parser.add_argument(f"--{funnel.name}", type=Path, metavar="FILE", help=f"the log of {funnel.title}")
    parser.add_argument("--measure-only", action="store_true", help="measure again what the run before has built")
    arguments = parser.parse_args(argv)
    console = Console()
    chosen = {funnel: getattr(arguments, funnel.name) for funnel in FUNNELS if getattr(arguments, funnel.name)}
    missing = [str(path) for path in chosen.values() if not path.is_file()]
    if missing or not chosen:
        console.print(f"No such file: {', '.join(missing)}" if missing else "No file is named.")
        console.print("examples/funnels/README.md says where the files come from.")
        return 2
    texts = []
    for funnel, path in chosen.items():
        database = WORK / funnel.name / "lead_scoring.duckdb"
        steps = [] if arguments.measure_only else run(funnel, path, database)
        texts.append(report(funnel, database, steps))
    text = "\n".join(texts)
    console.print(text, markup=False, highlight=False, soft_wrap=True)
    path = ROOT / "target" / "funnels.md"
    path.write_text(text, encoding="utf-8")
    console.print(f"Written to {path.relative_to(ROOT)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
