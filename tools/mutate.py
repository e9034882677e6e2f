"""Break the scoring SQL on purpose, one comparison or constant at a time, and list what no test notices.

Usage: python -m tools.mutate [--model NAME] [--sample N] [--seed N] [--worlds N] [--jobs N]

Mutated are all models between staging and marts, and the macros that they use. A mutant is killed when a dbt unit test
fails, or when a public table of random companies comes out differently. Every survivor must have a reason in
tests/mutation_survivors.csv; the exit code is 1 when one has none, or when a reason has lost its survivor.
All results go to target/mutants.json.
"""

import argparse
import csv
import json
import random
import shutil
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path

from rich.console import Console

from tools import mutation_worlds
from tools.build import SECONDS_BETWEEN_LINES, plural, progress_bar, say
from tools.database import ROOT
from tools.mutation_lab import Lab, Verdict
from tools.mutation_worlds import World
from tools.mutations import Site, mark, marker, mutate, sites_of

# Folders of models that are judged by, not mutated; no world of the mutants learns or evaluates.
AROUND = {"policy", "staging", "marts", "exports", "predictive", "evaluation"}
MACROS = ["macros/scoring", "macros/cross_db", "macros/inputs/clock.sql"]
REASONS = ROOT / "tests" / "mutation_survivors.csv"
RESULTS = ROOT / "target" / "mutants.json"
WORK = ROOT / "target" / "mutants"


@dataclass(frozen=True)
class Mutant:
    """One change: the file and line (as it is written, and its number), and what is replaced by what."""

    file: str
    line: str
    line_number: int
    mutation: str
    number: int
    site: Site
    replacement: str

    @property
    def key(self) -> tuple[str, str, str]:
        """Return what a reason is found by: line numbers would change with every edit."""
        return self.file, self.line, self.mutation

    def __call__(self, sql: str) -> str:
        """Return marked SQL with this change."""
        return mutate(sql, self.number, self.site, self.replacement)


def mutated_files() -> list[str]:
    """Return the models and macros to mutate, as paths in the project."""
    models = [path for path in ROOT.glob("models/*/**/*.sql") if path.relative_to(ROOT).parts[1] not in AROUND]
    macros = [
        path
        for name in MACROS
        for path in ((ROOT / name).glob("*.sql") if not name.endswith(".sql") else [ROOT / name])
    ]
    return sorted(str(path.relative_to(ROOT)) for path in models + macros)


def mutants_of(file: str, text: str, numbered_sites: list[tuple[int, Site]]) -> Iterator[Mutant]:
    """List the mutants of a file; the same change of the same text is told apart by a count."""
    seen: Counter = Counter()
    for number, site in numbered_sites:
        line_number = text.count("\n", 0, site.start) + 1
        line = text.splitlines()[line_number - 1].strip()
        for replacement in site.replacements:
            mutation = f"{' '.join(site.original.split())} → {replacement or 'nothing'}"
            seen[line, mutation] += 1
            if seen[line, mutation] > 1:
                mutation += f" ({seen[line, mutation]})"
            yield Mutant(file, line, line_number, mutation, number, site, replacement)


def all_mutants() -> tuple[list[Mutant], dict[str, str]]:
    """Return every possible mutant, and each file's text with numbered sites."""
    mutants: list[Mutant] = []
    marked: dict[str, str] = {}
    number = 0
    for file in mutated_files():
        text = (ROOT / file).read_text(encoding="utf-8")
        numbered = list(enumerate(sites_of(text), number))
        number += len(numbered)
        marked[file] = mark(text, numbered)
        mutants += mutants_of(file, text, numbered)
    return mutants, marked


def used(mutants: list[Mutant], worlds: list[World]) -> list[Mutant]:
    """Leave out macros of other engines, and what no mutated model uses in these worlds."""
    rooms = {Path(file).stem for file in mutated_files() if file.startswith("models/")}
    sql = "".join(node.sql for world in worlds for node in world.nodes if node.name in rooms)
    return [mutant for mutant in mutants if marker(mutant.number) in sql]


def chosen(mutants: list[Mutant], options: argparse.Namespace) -> list[Mutant]:
    """Return the mutants that the command line asks for."""
    if options.model:
        mutants = [mutant for mutant in mutants if options.model in (Path(mutant.file).stem, *Path(mutant.file).parts)]
    if options.sample and options.sample < len(mutants):
        mutants = random.Random(options.seed).sample(mutants, options.sample)
    return mutants


class Watch:
    """Shows progress: a bar in a terminal, else a line now and then."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self._started = self._last_line = time.monotonic()
        self._bar = progress_bar(console)
        self._task = self._bar.add_task("", total=None)

    def __enter__(self) -> "Watch":
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def step(self, what: str, done: int | None = None, total: int | None = None) -> None:
        """Say what is being done; without numbers it is said at once."""
        self._bar.update(self._task, description=what, completed=done or 0, total=total)
        now = time.monotonic()
        if not self.console.is_terminal and (total is None or now - self._last_line >= SECONDS_BETWEEN_LINES):
            self._last_line = now
            count = f"{done} of {total} done, " if total else ""
            say(self.console, f"{now - self._started:.0f} s: {count}{what}")


def prepare(watch: Watch, marked: dict[str, str], world_count: int) -> tuple[list[World], dict[str, str]]:
    """Build the worlds and the unit tests, and see that they come out the same twice."""
    shutil.rmtree(WORK, ignore_errors=True)
    project = mutation_worlds.copy_project(WORK, marked)
    watch.step(f"building {plural(world_count, 'random company')} for one day".replace("companys", "companies"))
    worlds = [mutation_worlds.build_one_day(project, WORK, world_count)]
    watch.step("building lives")
    worlds.append(mutation_worlds.build_lives(project, WORK, max(1, world_count * 5 // 12)))
    watch.step("building a history of 40 days")
    worlds += mutation_worlds.build_history(project, WORK, max(1, world_count // 6))
    watch.step("building the unit tests")
    unit_tests = mutation_worlds.build_unit_tests(project, WORK)
    watch.step("running everything without a mutation, twice")
    bench = Lab(worlds, unit_tests)
    if failing := bench.failing_unit_tests():
        raise RuntimeError(f"Unit tests fail without any mutation: {', '.join(failing)}")
    for world in worlds:
        world.fingerprints = bench.fingerprints(world)
        again = bench.fingerprints(world)
        if unsteady := [name for name, value in again.items() if value != world.fingerprints[name]]:
            raise RuntimeError(f"These models do not come out the same twice: {', '.join(unsteady)}")
    return worlds, unit_tests


WORKBENCH: Lab | None = None


def open_workbench(worlds: list[World], unit_tests: dict[str, str]) -> None:
    """Give this process its own lab."""
    global WORKBENCH
    WORKBENCH = Lab(worlds, unit_tests)


def judge(mutant: Mutant) -> Verdict:
    """Run one mutant in this process's lab."""
    return WORKBENCH.judge(mutant)


def judge_all(
    watch: Watch, mutants: list[Mutant], worlds: list[World], unit_tests: dict[str, str], jobs: int
) -> list[tuple[Mutant, Verdict]]:
    """Run all mutants, in the order of the files in the end."""
    verdicts: dict[Mutant, Verdict] = {}
    with ProcessPoolExecutor(
        jobs, mp_context=get_context("spawn"), initializer=open_workbench, initargs=(worlds, unit_tests)
    ) as pool:
        waiting = {pool.submit(judge, mutant): mutant for mutant in mutants}
        for future in as_completed(waiting):
            mutant = waiting[future]
            verdicts[mutant] = future.result()
            watch.step(f"{Path(mutant.file).stem[:30]:<30}", len(verdicts), len(mutants))
    return [(mutant, verdicts[mutant]) for mutant in mutants]


def read_reasons() -> dict[tuple[str, str, str], str]:
    """Return the reason of each known survivor."""
    if not REASONS.exists():
        return {}
    with REASONS.open(encoding="utf-8", newline="") as file:
        return {(row["file"], row["line"], row["mutation"]): row["reason"] for row in csv.DictReader(file)}


def report(console: Console, results: list[tuple[Mutant, Verdict]], complete: bool) -> bool:
    """Print what became of the mutants; tell whether every survivor has a reason and every reason a survivor."""
    fates = Counter(verdict.fate for _, verdict in results)
    say(console, f"{plural(len(results), 'mutant')}:", "bold")
    for fate, count in fates.most_common():
        say(console, f"  {count:5}  {fate}")
    reasons = read_reasons()
    survivors = {mutant.key: mutant for mutant, verdict in results if verdict.fate == "survived"}
    unexplained = [mutant for key, mutant in survivors.items() if not reasons.get(key)]
    if unexplained:
        say(console, f"{plural(len(unexplained), 'survivor')} without a reason in {REASONS.relative_to(ROOT)}:", "red")
    for mutant in unexplained:
        say(console, f"  {mutant.file}:{mutant.line_number}  {mutant.mutation}    {mutant.line}")
    judged = {mutant.key for mutant, _ in results}
    stale = [key for key in reasons if key not in survivors and (complete or key in judged)]
    if stale:
        say(console, f"{plural(len(stale), 'reason')} without a survivor:", "red")
    for file, line, mutation in stale:
        say(console, f"  {file}  {mutation}    {line}")
    return not unexplained and not stale


def write_results(results: list[tuple[Mutant, Verdict]]) -> None:
    """Write one object per mutant to target/mutants.json."""
    rows = [
        {"file": m.file, "line_number": m.line_number, "line": m.line, "mutation": m.mutation} | asdict(verdict)
        for m, verdict in results
    ]
    RESULTS.write_text(json.dumps(rows, indent=1, ensure_ascii=False), encoding="utf-8")


def main(argv: list[str] | None = None) -> int:
    """Run the mutants that the command line asks for."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.mutate", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", help="only this model, file of macros or folder")
    parser.add_argument("--sample", type=int, metavar="N", help="only N of them, drawn at random")
    parser.add_argument("--seed", type=int, default=1, help="another sample")
    parser.add_argument("--worlds", type=int, default=60, metavar="N", help="random companies (default: 60)")
    parser.add_argument("--jobs", type=int, default=2, help="processes (default: 2)")
    options = parser.parse_args(argv)
    started = time.monotonic()
    console = Console()
    mutants, marked = all_mutants()
    with Watch(console) as watch:
        worlds, unit_tests = prepare(watch, marked, options.worlds)
        mutants = chosen(used(mutants, worlds), options)
        results = judge_all(watch, mutants, worlds, unit_tests, options.jobs)
    write_results(results)
    good = report(console, results, complete=not (options.model or options.sample))
    say(console, f"{time.monotonic() - started:.0f} seconds. All results: {RESULTS.relative_to(ROOT)}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
