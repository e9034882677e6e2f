"""Learn points on public data sets and measure them beside scikit-learn on the same rows.

Usage: python -m tools.evidence [--splits 5] [--only x_education]

Every rival sees the rows that dbt's models call training, and is measured on those that they call test. Random splits
go by a hash of the row's id and are repeated; what is printed is their mean. The table is also written to
target/evidence.md. The data lies beside the repository, in ../shared/data; without it there is nothing to do.
"""

import argparse
import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
from dbt.adapters.duckdb import DuckDBConnectionManager
from dbt.cli.main import dbtRunner
from rich.console import Console
from rich.table import Table
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split
from sklearn.naive_bayes import CategoricalNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, StandardScaler

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data"
WORK = ROOT / "target" / "evidence"
NAIVE_BAYES_QUANTILES = 10


@dataclass(frozen=True)
class Task:
    """A data set, what is to be told from it, and how it is split."""

    name: str
    title: str
    file: str
    label: str
    positive: str
    separator: str = ","
    without: tuple[str, ...] = ()
    missing: str = ""
    order: str = ""
    """Column of the time order, `row`: order of the file, `reference`: REFERENCE_SPLIT, blank: random splits."""


SALES_ENTERED = (
    "Prospect ID,Lead Number,Tags,Lead Quality,Lead Profile,Asymmetrique Activity Index,Asymmetrique Profile Index,"
    "Asymmetrique Activity Score,Asymmetrique Profile Score"
)
X_EDUCATION = {
    "file": "x_education/Leads.csv",
    "label": "Converted",
    "positive": "1",
    "without": tuple(SALES_ENTERED.split(",")),
    "missing": "Select",
}
BANK = {
    "file": "bank_marketing/bank-additional-full.csv",
    "label": "y",
    "positive": "yes",
    "separator": ";",
    "without": ("duration",),
}
SHOPPERS = {"file": "online_shoppers/online_shoppers_intention.csv", "label": "Revenue", "positive": "1"}
TASKS = (
    Task("x_education_time", "X Education, by lead number", order="Lead Number", **X_EDUCATION),
    Task("x_education_random", "X Education, random", **X_EDUCATION),
    Task("x_education_reference", "X Education, one random split", order="reference", **X_EDUCATION),
    Task("bank_random", "bank, random", **BANK),
    Task("bank_reference", "bank, one random split", order="reference", **BANK),
    Task("bank_time", "bank, in the order of time", order="row", **BANK),
    Task("shoppers_random", "online shoppers, random", **SHOPPERS),
    Task("shoppers_reference", "online shoppers, one random split", order="reference", **SHOPPERS),
)
# The areas that ../shared/data/README.md gives for random splits are those of this one split, stratified by label.
REFERENCE_SPLIT = {"test_size": 0.3, "random_state": 42}


def read(task: Task) -> tuple[pd.DataFrame, pd.Series, pd.Series | None]:
    """Return fields as text (numbers without exponents), label and time order (None: random)."""
    frame = pd.read_csv(DATA / task.file, sep=task.separator, dtype=str, keep_default_na=False)
    if task.missing:
        frame = frame.replace({task.missing: ""})
    label = (frame[task.label] == task.positive).astype(int)
    order = None
    if task.order == "row":
        order = pd.Series(range(len(frame)))
    elif task.order == "reference":
        _, test = train_test_split(frame.index, stratify=label, **REFERENCE_SPLIT)
        order = pd.Series(frame.index.isin(test).astype(int))
    elif task.order:
        order = frame[task.order].astype(int)
    fields = frame.drop(columns=[task.label, *task.without])
    for name in fields:
        numbers = pd.to_numeric(fields[name], errors="coerce")
        exponents = numbers.notna() & fields[name].str.contains("e", case=False)
        fields.loc[exponents, name] = [np.format_float_positional(number) for number in numbers[exponents]]
    return fields, label, order


def model_ids(task: Task, splits: int) -> list[str]:
    """Name the models of a task: one, or one per random split."""
    return [task.name] if task.order else [f"{task.name}_{split}" for split in range(1, splits + 1)]


def load(database: Path, tasks: list[Task], splits: int) -> dict[str, tuple[pd.DataFrame, pd.Series]]:
    """Write the two tables that points are learned from; return fields and labels by task."""
    database.unlink(missing_ok=True)
    sets = {}
    with duckdb.connect(str(database), config={"storage_compatibility_version": "v1.4.0"}) as connection:
        connection.execute("create schema evidence")
        connection.execute(
            "create table evidence.examples (model_id varchar, example_id varchar, label integer, order_no bigint, "
            "label_known_at bigint)"
        )
        connection.execute(
            "create table evidence.features (model_id varchar, example_id varchar, field varchar, value varchar)"
        )
        for task in tasks:
            fields, label, order = read(task)
            sets[task.name] = (fields, label)
            rows = pd.DataFrame({"example_id": fields.index.astype(str), "label": label})
            rows["order_no"] = order if order is not None else pd.NA
            rows["order_no"] = rows["order_no"].astype("Int64")
            values = fields.assign(example_id=rows["example_id"]).melt(id_vars="example_id", var_name="field")
            connection.register("rows_of_task", rows)
            connection.register("values_of_task", values)
            for model_id in model_ids(task, splits):
                connection.execute(
                    "insert into evidence.examples select ?, example_id, label, order_no, null from rows_of_task",
                    [model_id],
                )
                connection.execute(
                    "insert into evidence.features select ?, example_id, field, value from values_of_task", [model_id]
                )
            connection.unregister("rows_of_task")
            connection.unregister("values_of_task")
    return sets


def learn(database: Path) -> float:
    """Run the models that learn points; return the seconds it took."""
    os.environ |= {"LEAD_SCORING_DUCKDB": str(database), "DBT_PROFILES_DIR": str(ROOT / "profiles")}
    started = time.monotonic()
    relations = "{lead_scoring_learn: {examples: evidence.examples, features: evidence.features}}"
    command = ["--quiet", "run", "--select", "tag:training", "--vars", relations]
    command += ["--project-dir", str(ROOT), "--target-path", str(WORK), "--log-path", str(WORK)]
    outcome = dbtRunner().invoke(command)
    DuckDBConnectionManager.close_all_connections()
    if not outcome.success:
        raise SystemExit(f"dbt failed: {outcome.exception or 'see ' + str(WORK / 'dbt.log')}")
    return time.monotonic() - started


def is_number(values: pd.Series) -> bool:
    """Tell a field of numbers: all that is set is one, and there are more than two."""
    given = values[values != ""]
    return pd.to_numeric(given, errors="coerce").notna().all() and given.nunique() > 2


def predictions(
    fields: pd.DataFrame, label: pd.Series, training: np.ndarray, test: np.ndarray
) -> dict[str, np.ndarray]:
    """Return the probabilities that each rival gives to the test rows."""
    numbers = [name for name in fields if is_number(fields[name].iloc[training])]
    texts = [name for name in fields if name not in numbers]
    frame = fields.copy()
    for name in numbers:
        frame[name] = pd.to_numeric(frame[name], errors="coerce")
    binned = fields.copy()
    for name in numbers:
        edges = np.unique(
            np.nanquantile(frame[name].iloc[training], np.linspace(0, 1, NAIVE_BAYES_QUANTILES + 1)[1:-1])
        )
        binned[name] = np.where(frame[name].isna(), "", np.searchsorted(edges, frame[name]).astype(str))
    known = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1)
    # Of the most texts boosted trees take 255; rarer ones are one.
    few_texts = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1, max_categories=200)
    codes = known.fit(binned.iloc[training]).transform(binned) + 1
    scaled = make_pipeline(SimpleImputer(strategy="median", add_indicator=True), StandardScaler())
    models = {
        "logistic": (
            make_pipeline(
                ColumnTransformer([("n", scaled, numbers), ("t", OneHotEncoder(handle_unknown="ignore"), texts)]),
                LogisticRegression(max_iter=2000),
            ),
            frame,
        ),
        "trees": (
            make_pipeline(
                ColumnTransformer([("n", "passthrough", numbers), ("t", few_texts, texts)]),
                HistGradientBoostingClassifier(random_state=0),
            ),
            frame,
        ),
        "bayes": (CategoricalNB(alpha=1, min_categories=(codes.max(axis=0) + 1).astype(int)), pd.DataFrame(codes)),
    }
    said = {}
    for name, (model, data) in models.items():
        model.fit(data.iloc[training], label.iloc[training])
        said[name] = model.predict_proba(data.iloc[test])[:, 1]
    return said


def rivals(fields: pd.DataFrame, label: pd.Series, training: np.ndarray, test: np.ndarray) -> dict[str, float]:
    """Return the area under the curve of each rival on the test rows."""
    said = predictions(fields, label, training, test)
    return {name: roc_auc_score(label.iloc[test], probabilities) for name, probabilities in said.items()}


def measure(database: Path, tasks: list[Task], sets: dict, splits: int) -> tuple[list[dict], float]:
    """Return a row per task with means over its splits, and how far SQL's areas are from scikit-learn's."""
    rows = []
    difference = 0.0
    with duckdb.connect(str(database), read_only=True) as connection:
        connection.execute(f'use "{database.stem}".lead_scoring_internal')
        for task in tasks:
            found = []
            for model_id in model_ids(task, splits):
                scores = connection.execute(
                    "select cast(example_id as integer) as row_no, part, label, score from learned_example_scores "
                    "where model_id = ? order by row_no",
                    [model_id],
                ).fetchnumpy()
                said, error, psi = connection.execute(
                    "select auc, calibration_error, psi from learned_evaluation where model_id = ? and part = 'test'",
                    [model_id],
                ).fetchone()
                is_test = scores["part"] == "test"
                area = roc_auc_score(scores["label"][is_test], scores["score"][is_test])
                difference = max(difference, abs(area - float(said)))
                warned = connection.execute(
                    "select count(*) from learning_warnings where model_id = ? and warning = 'scores_have_moved'",
                    [model_id],
                ).fetchone()[0]
                training = scores["row_no"][np.isin(scores["part"], ["fit", "check"])]
                areas = rivals(*sets[task.name], training, scores["row_no"][is_test])
                found.append(areas | {"points": area, "error": float(error), "psi": float(psi), "warned": warned})
            means = pd.DataFrame(found).mean().to_dict()
            rows.append({"title": task.title} | means)
    return rows, difference


def main(argv: list[str] | None = None) -> int:
    """Load, learn, measure and print."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.evidence",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--splits", type=int, default=5, help="how many random splits (default 5)")
    parser.add_argument("--only", default="", help="only tasks whose name begins so")
    arguments = parser.parse_args(argv)
    console = Console(width=130)
    if not DATA.is_dir():
        console.print("Skipped: the public data sets are not here (../shared/data).")
        return 0
    tasks = [task for task in TASKS if task.name.startswith(arguments.only)]
    if not tasks:
        console.print(f"No task begins with {arguments.only}. They are: " + ", ".join(task.name for task in TASKS))
        return 2
    WORK.mkdir(parents=True, exist_ok=True)
    database = WORK / "learning.duckdb"
    sets = load(database, tasks, arguments.splits)
    seconds = learn(database)
    rows, difference = measure(database, tasks, sets, arguments.splits)

    columns = ("", "logistic", "boosted trees", "naive Bayes", "learned points", "calibration error", "PSI", "warned")
    lines = []
    for row in rows:
        areas = [f"{row[name]:.4f}" for name in ("logistic", "trees", "bayes", "points")]
        warned = "yes" if row["warned"] else "no"
        lines.append([row["title"], *areas, f"{row['error']:.4f}", f"{row['psi']:.2f}", warned])
    table = Table(*columns, title="Area under the ROC curve on test examples")
    for line in lines:
        table.add_row(*line)
    console.print(table)
    models = sum(len(model_ids(task, arguments.splits)) for task in tasks)
    after = (
        f"{models} model(s) learned in {seconds:.0f} s. Areas computed in SQL and by scikit-learn differ by at most "
        f"{difference:.1e}."
    )
    console.print(after)
    text = ["|" + "|".join(f" {column} " for column in columns) + "|", "|" + " --- |" * len(columns)]
    text += ["|" + "|".join(f" {cell} " for cell in line) + "|" for line in lines]
    path = ROOT / "target" / "evidence.md"
    path.write_text("\n".join(text) + f"\n\n{after}\n", encoding="utf-8")
    console.print(f"Written to {path.relative_to(ROOT)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
