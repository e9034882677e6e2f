"""Measure the project against its rivals and against itself, and write `benchmarks/results/latest.json`.

    make bench                                  # 20 million events, all measurements: hours
    make bench args="--events 1000000 --repeats 2 --only full,daily"

Every number is a ratio of two things that were measured in turn in this run. A measurement is repeated until its
spread, (highest - lowest) / median, is under 15 % or `--most-repeats` is reached; the spread stands beside it. Engine
time of the project is from the start of its first model to the end of its last: without tests, and without dbt's own
start, which is kept apart.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import time
from datetime import date, datetime, timedelta
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

from benchmarks.policy import ROOT, Rule, make_rules, write_policy
from tools.backfill import HISTORY, chunks

HERE = ROOT / "benchmarks"
END = date(2026, 6, 30)
LEDGER_MODELS = {"score_ledger", "published_ledger", "ledger_changes", "score_movements"}
# must / aim, as in docs/benchmarks.md
TARGETS = {
    "full_vs_handwritten_100": (1.0, 0.6),
    "full_vs_handwritten_1000": (0.3, 0.15),
    "rules_growth_100_to_1000": (1.3, 1.1),
    "daily_vs_full": (0.25, 0.10),
    "rule_change_vs_full": (0.5, 0.25),
    "backfill_year_vs_day": (60, 20),
}
console = Console()


def make_data(folder: Path, events: int, distinct: float) -> Path:
    """Return the folder with so many events of one in forty as many contacts; made once."""
    target = folder / f"events_{events}_distinct_{round(distinct * 100)}"
    if not (target / "activities.parquet").exists():
        console.print(f"making {events:,} events …")
        subprocess.run(
            [sys.executable, "-m", "tools.demo_data", "--out", str(target), "--format", "parquet", "--seed", "7",
             "--contacts", str(max(events // 40, 50)), "--activities", str(events), "--distinct-share", str(distinct)],
            check=True, cwd=ROOT, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        # What the others are measured against writes no CRM tables.
        (target / "crm_records.parquet").unlink()
    return target


def without_last_day(inputs: Path) -> Path:
    """Return a folder with the same inputs, but only the activities that were loaded before the last day."""
    import duckdb

    target = inputs.with_name(inputs.name + "_day_before")
    if not target.exists():
        unfinished = target.with_name(target.name + "_unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        shutil.copytree(inputs, unfinished, ignore=shutil.ignore_patterns("activities.parquet"))
        duckdb.sql(
            f"copy (select * from read_parquet('{inputs}/activities.parquet') where loaded_at is null"
            f" or loaded_at < '{END}') to '{unfinished}/activities.parquet' (format parquet)"
        )
        unfinished.rename(target)
    return target


def build(
    database: Path, inputs: Path, policy: Path, as_of: date, models: list[str] | None = None, **variables: str
) -> dict[str, float]:
    """Run `dbt build` without tests; return engine seconds, also without the ledger, dbt's own, and GB used."""
    work = database.with_suffix(".dbt")
    settings = {
        "LEAD_SCORING_DUCKDB": str(database),
        "LEAD_SCORING_INPUTS": str(inputs),
        "LEAD_SCORING_POLICY": str(policy),
        "DBT_PROFILES_DIR": str(ROOT / "profiles"),
    }
    clock = {"as_of": str(as_of), "run_at": f"{as_of} 23:00:00", "lead_scoring_summary_leads": 0}
    command = [
        sys.executable, "-c",
        "import resource, sys\nfrom dbt.cli.main import dbtRunner\n"
        "result = dbtRunner().invoke(sys.argv[1:])\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)\nsys.exit(not result.success)",
        "--quiet", "build", "--exclude-resource-type", "test", "--exclude-resource-type", "unit_test",
        "--target-path", str(work), "--log-path", str(work), "--vars", json.dumps(clock | variables),
        *(["--select", *models] if models else []),
    ]  # fmt: skip
    started = time.perf_counter()
    run = subprocess.run(command, cwd=ROOT, env=os.environ | settings, capture_output=True, text=True)
    seconds = time.perf_counter() - started
    if run.returncode:
        raise SystemExit(f"dbt build failed:\n{run.stdout[-3000:]}{run.stderr[-1000:]}")
    spans, ledger, models = [], 0.0, 0.0
    for result in json.loads((work / "run_results.json").read_text())["results"]:
        for timing in result["timing"]:
            if timing["name"] == "execute" and result["unique_id"].startswith("model."):
                start, end = (datetime.fromisoformat(timing[at]).timestamp() for at in ("started_at", "completed_at"))
                spans.append((start, end))
                models += end - start
                ledger += (end - start) * (result["unique_id"].split(".")[-1] in LEDGER_MODELS)
    engine = max(end for _, end in spans) - min(start for start, _ in spans)
    return {
        "seconds": engine,
        "without_ledger": engine * (1 - ledger / models),
        "dbt_overhead": seconds - engine,
        "peak_memory_gb": int(run.stdout.split()[-1]) / 1e6,
        "disk_gb": database.stat().st_size / 1e9,
    }


def rival(name: str, inputs: Path, rules: int, work: Path) -> dict[str, float]:
    """Run a rival in its own process."""
    command = [sys.executable, "-m", "benchmarks.rivals", name, "--inputs", str(inputs), "--rules", str(rules)]
    command += ["--as-of", str(END), "--database", str(work / "rival.duckdb")]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if run.returncode:
        raise SystemExit(f"{name} failed:\n{run.stderr[-2000:]}")
    return json.loads(run.stdout.splitlines()[-1])


class Bench:
    """The measurements of one run; each adds its ratios to `ratios` and its raw numbers to `raw`."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.work = HERE / "data" / "work"
        self.work.mkdir(parents=True, exist_ok=True)
        self.ratios: dict[str, dict[str, object]] = {}
        self.raw: list[dict[str, object]] = []

    def policy(self, rules: int, models: int = 1, change=None) -> Path:
        """Write a policy of so many rules, changed by a function of the list of rules."""
        made = make_rules(rules)
        made = change(made) if change else made
        return write_policy(self.work / "policy", made, models)

    def database(self) -> Path:
        """Return the path of a database that does not exist yet."""
        path = self.work / "bench.duckdb"
        for old in (path, Path(f"{path}.wal")):
            old.unlink(missing_ok=True)
        return path

    def repeat(self, label: str, measure) -> None:
        """Call `measure`, which returns ratios by name, until they all agree."""
        seen: dict[str, list[float]] = {}
        for number in range(self.options.most_repeats):
            for name, value in measure().items():
                seen.setdefault(name, []).append(value)
            spreads = {name: (max(values) - min(values)) / median(values) for name, values in seen.items()}
            console.print(f"{label}, run {number + 1}: " + ", ".join(f"{n} {v[-1]:.3g} ×" for n, v in seen.items()))
            if number + 1 >= self.options.repeats and max(spreads.values()) < 0.15:
                break
        for name, values in seen.items():
            self.ratios[name] = {
                "ratio": round(median(values), 4), "spread": round(spreads[name], 4), "runs": len(values),
                "events": self.options.events, "measured_on": str(date.today()),
            }  # fmt: skip
        self.save()

    def note(self, what: str, numbers: dict[str, float], **more: object) -> dict[str, float]:
        """Keep the raw numbers of one measurement."""
        self.raw.append({"what": what, **more, **{name: round(value, 4) for name, value in numbers.items()}})
        return numbers

    def full(self) -> None:
        """Full build against rivals, by number of rules; growth from 100 to 1,000."""
        options = self.options
        inputs = make_data(HERE / "data", options.events, 0.1)
        for rules in options.rules:

            def measure(rules: int = rules) -> dict[str, float]:
                ours = self.note("full", build(self.database(), inputs, self.policy(rules), END), rules=rules,
                                 events=options.events)  # fmt: skip
                others = {
                    name: self.note(name, rival(name, inputs, rules, self.work), rules=rules)["seconds"]
                    for name in ("careful", "lean", "floor")
                }
                return {
                    f"full_vs_handwritten_{rules}": ours["seconds"] / others["careful"],
                    f"full_without_ledger_vs_handwritten_{rules}": ours["without_ledger"] / others["careful"],
                    f"full_vs_lean_handwritten_{rules}": ours["seconds"] / others["lean"],
                    f"full_vs_group_by_floor_{rules}": ours["seconds"] / others["floor"],
                }

            self.repeat(f"full build, {rules} rules", measure)

    def growth(self) -> None:
        """Measure the build against itself: more rules, more models, more events, more distinct signatures."""
        events = self.options.events
        inputs = make_data(HERE / "data", events, 0.1)
        smaller = make_data(HERE / "data", events // 10, 0.1)
        unlike = make_data(HERE / "data", events, 0.3)

        def measure() -> dict[str, float]:
            def one(what: str, folder: Path, rules: int, models: int = 1) -> float:
                numbers = build(self.database(), folder, self.policy(rules, models), END)
                return self.note(what, numbers, rules=rules, models=models, inputs=folder.name)["seconds"]

            hundred = one("growth", inputs, 100)
            return {
                "rules_growth_100_to_1000": one("growth", inputs, 1000) / hundred,
                "models_growth_1_to_10": one("growth", inputs, 100, 10) / hundred,
                "events_growth_tenfold": hundred / one("growth", smaller, 100),
                "distinct_30_vs_10_percent": one("growth", unlike, 100) / hundred,
            }

        self.repeat("growth", measure)

    def daily(self) -> None:
        """A day of new events, and changes of a rule, against the full build of the same data."""
        inputs = make_data(HERE / "data", self.options.events, 0.1)
        before = without_last_day(inputs)

        def more_points(rules: list[Rule]) -> list[Rule]:
            return [Rule(**(vars(rule) | {"points": rule.points + (rule.rule_id == "r0001")})) for rule in rules]

        def another_page(rules: list[Rule]) -> list[Rule]:
            changed = (("activity.activity_type", "equals", "page_view"), ("activity.asset", "contains", "changed"))
            return [
                Rule(**(vars(rule) | ({"conditions": changed} if rule.rule_id == "r0001" else {}))) for rule in rules
            ]

        def measure() -> dict[str, float]:
            full = self.note("full", build(self.database(), inputs, self.policy(100), END), rules=100)["seconds"]
            database = self.database()
            build(database, before, self.policy(100), END - timedelta(days=1))
            day = self.note("daily", build(database, inputs, self.policy(100), END))["seconds"]
            points = self.note("points", build(database, inputs, self.policy(100, 1, more_points), END))["seconds"]
            page = self.note("pattern", build(database, inputs, self.policy(100, 1, another_page), END))["seconds"]
            return {
                "daily_vs_full": day / full,
                "rule_change_vs_full": points / full,
                "pattern_change_vs_full": page / full,
            }

        self.repeat("daily", measure)

    def backfill(self) -> None:
        """A year of history against one day's scoring, and a day with that history against one without."""
        options = self.options
        inputs = make_data(HERE / "data", options.backfill_contacts * 40, 0.1)
        year = list(chunks(END - timedelta(days=365), END - timedelta(days=1), options.backfill_days_at_once))

        def measure() -> dict[str, float]:
            policy = self.policy(options.backfill_rules)
            database = self.database()
            build(database, inputs, policy, END)
            day = self.note("day", build(database, inputs, policy, END))["seconds"]
            seconds = 0.0
            for first, last in year:
                days = {"backfill_from": str(first), "backfill_to": str(last)}
                part = build(database, inputs, policy, END, [f"+{model}" for model in HISTORY], **days)
                seconds += self.note("days of the past", part, first=str(first), last=str(last))["seconds"]
                console.print(f"backfill, {first} to {last}: {part['seconds']:.0f} s")
            # `make backfill` publishes again at the end: that is a part of the year, and the day after it.
            later = self.note("day after a year", build(database, inputs, policy, END))["seconds"]
            return {"backfill_year_vs_day": (seconds + later) / day, "day_after_a_year_vs_day": later / day}

        self.repeat("backfill", measure)

    def frames(self) -> None:
        """Pandas and polars scripts against the full build, on a tenth of the events."""
        events = self.options.events // 10
        inputs = make_data(HERE / "data", events, 0.1)

        def measure() -> dict[str, float]:
            ours = self.note("full", build(self.database(), inputs, self.policy(100), END), events=events)["seconds"]
            return {
                f"full_vs_{name}_100": ours
                / self.note(name, rival(name, inputs, 100, self.work), events=events)["seconds"]
                for name in ("pandas", "polars")
            }

        self.repeat("data frames", measure)

    def save(self) -> dict[str, dict[str, object]]:
        """Write what is there so far, so that no interrupted run is lost, beside ratios of earlier runs; return all."""
        path = HERE / "results" / "latest.json"
        earlier = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        ratios = with_earlier(self.ratios, earlier)
        memory = [
            entry["peak_memory_gb"] for entry in self.raw if "peak_memory_gb" in entry and "dbt_overhead" in entry
        ]
        result = {
            "events": self.options.events,
            "peak_memory_gb": max(memory, default=None),
            "machine": {"cores": os.cpu_count(), "system": platform.platform(), "load_at_end": os.getloadavg()},
            "full_vs_handwritten": by_number_of_rules(ratios),
            **ratios,
            "raw": self.raw,
        }
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
        return ratios

    def report(self) -> None:
        """Print the ratios beside their targets, and write them as a plot."""
        table = Table(title=f"{self.options.events:,} events, {os.cpu_count()} cores")
        for column in ("ratio of", "×", "spread", "must / aim"):
            table.add_column(column, justify="left" if column == "ratio of" else "right")
        for name, numbers in self.ratios.items():
            must, aim = TARGETS.get(name, (None, None))
            table.add_row(
                name.replace("_", " "),
                f"{numbers['ratio']:.3g}",
                f"{numbers['spread']:.0%}" if numbers["runs"] > 1 else "one run",
                f"{must} / {aim}" + ("" if numbers["ratio"] <= must else " missed") if must else "",
            )
        console.print(table)
        (HERE / "results" / "latest.svg").write_text(plot(self.save()), encoding="utf-8")
        console.print("Wrote benchmarks/results/latest.json and latest.svg")


def with_earlier(ratios: dict[str, dict[str, object]], earlier: dict[str, object]) -> dict[str, dict[str, object]]:
    """Return the ratios of this run, and of an earlier result those that it did not measure."""
    kept = {
        name: numbers
        for name, numbers in earlier.items()
        if isinstance(numbers, dict) and "measured_on" in numbers and name not in ratios
    }
    return kept | ratios


def by_number_of_rules(ratios: dict[str, dict[str, object]]) -> dict[str, dict[str, object]]:
    """Return the full build against hand-written SQL, by number of rules."""
    name = "full_vs_handwritten_"
    found = {int(ratio.removeprefix(name)): ratios[ratio] for ratio in ratios if ratio.startswith(name)}
    return {str(rules): found[rules] for rules in sorted(found)}


def plot(ratios: dict[str, dict[str, object]]) -> str:
    """Horizontal bars of all ratios on a logarithmic scale, with the targets as lines: an SVG picture."""
    from math import log10

    left, width, row = 330, 430, 24
    low, high = -2, 3

    def place(ratio: float) -> float:
        return left + width * (min(max(log10(ratio), low), high) - low) / (high - low)

    lines = []
    for power in range(low, high + 1):
        x = place(10**power)
        lines.append(f'<line x1="{x:.0f}" y1="20" x2="{x:.0f}" y2="{30 + row * len(ratios)}" stroke="#ddd"/>')
        lines.append(f'<text x="{x:.0f}" y="14" text-anchor="middle" fill="#555">{10.0**power:g} ×</text>')
    for i, (name, numbers) in enumerate(ratios.items()):
        y, ratio = 28 + row * i, float(numbers["ratio"])
        start, end = sorted((place(1), place(ratio)))
        lines.append(f'<text x="{left - 8}" y="{y + 12}" text-anchor="end">{name.replace("_", " ")}</text>')
        lines.append(f'<rect x="{start:.1f}" y="{y}" width="{max(end - start, 1):.1f}" height="15" fill="#0072b2"/>')
        lines.append(f'<text x="{place(ratio) + 5:.1f}" y="{y + 12}" fill="#222">{ratio:.3g}</text>')
        if name in TARGETS:
            x = place(TARGETS[name][0])
            lines.append(
                f'<line x1="{x:.1f}" y1="{y - 3}" x2="{x:.1f}" y2="{y + 18}" stroke="#d55e00" stroke-width="3"/>'
            )
    height = 50 + row * len(ratios)
    body = "\n".join(lines)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + width + 60}" height="{height}"'
        f' font-family="sans-serif" font-size="12">\n<rect width="100%" height="100%" fill="white"/>\n{body}\n'
        f'<text x="{left}" y="{height - 6}" fill="#d55e00">orange: must not be exceeded</text>\n</svg>\n'
    )


def main() -> None:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--events", type=int, default=20_000_000)
    parser.add_argument("--rules", default="20,100,300,1000", help="numbers of rules for the full build")
    parser.add_argument("--repeats", type=int, default=2, help="at least so many runs of each")
    parser.add_argument("--most-repeats", type=int, default=5)
    parser.add_argument("--backfill-contacts", type=int, default=2_000)
    parser.add_argument("--backfill-rules", type=int, default=100)
    parser.add_argument("--backfill-days-at-once", type=int, default=366, help="366: the year in one build, if it fits")
    parser.add_argument("--only", default="full,growth,daily,backfill,frames", help="some of these")
    options = parser.parse_args()
    options.rules = [int(number) for number in options.rules.split(",")]
    options.most_repeats = max(options.most_repeats, options.repeats)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    bench = Bench(options)
    for name in options.only.split(","):
        getattr(bench, name)()
    bench.report()


if __name__ == "__main__":
    main()
