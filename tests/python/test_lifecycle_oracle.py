"""The SQL's life cycle against the oracle's: every transition of random worlds, day by day."""

from __future__ import annotations

import os
from collections import Counter
from datetime import timedelta
from functools import cache

import pytest

from tests.python import worlds as world_maker
from tests.python.conftest import write_tables
from tests.python.test_oracle_equality import plain

GRAINS = {
    "lifecycle_transitions": ("model_id", "contact_id", "on_date"),
    "lifecycle_current": ("model_id", "contact_id"),
}
EXPECTED = {"lifecycle_transitions": "transitions", "lifecycle_current": "current"}
FIXED = 25

# From, to and reason of what the fixed worlds must show; the others are combinations of the same lines.
MEANINGFUL = [
    ("none", "lead", "entered_audience"),
    ("none", "mql", "mql_policy"),
    ("none", "disqualified", "disqualified"),
    ("none", "recycled", "lost"),
    ("none", "sales_accepted", "sales_accepted"),
    ("lead", "mql", "mql_policy"),
    ("lead", "mql", "qualified"),
    ("lead", "disqualified", "disqualified"),
    ("lead", "none", "left_audience"),
    ("mql", "lead", "below_exit"),
    ("mql", "disqualified", "disqualified"),
    ("mql", "sales_accepted", "sales_accepted"),
    ("disqualified", "lead", "disqualification_ended"),
    ("disqualified", "mql", "qualified"),
    ("disqualified", "sales_accepted", "sales_accepted"),
    ("sales_accepted", "opportunity", "opportunity"),
    ("sales_accepted", "recycled", "sales_rejected"),
    ("sales_accepted", "disqualified", "disqualified"),
    ("opportunity", "won", "won"),
    ("opportunity", "recycled", "lost"),
    ("recycled", "mql", "mql_policy"),
    ("recycled", "mql", "qualified"),
    ("recycled", "disqualified", "disqualified"),
]


@cache
def made(seed: int):
    """One world and its life in the oracle, worked out once for all tests here."""
    world = world_maker.make_lifecycle_world(seed)
    return world, world.lifecycle(world_maker.LIFE_DAYS)


def reached(seeds) -> Counter:
    return Counter(
        (row["from_stage"], row["to_stage"], row["reason"]) for seed in seeds for row in made(seed)[1].transitions
    )


def coverage_line(seeds) -> str:
    counts = sorted(reached(seeds).items(), key=lambda item: (-item[1], item[0]))
    return "transitions: " + ", ".join(f"{a} > {b} ({why}) {n}" for (a, b, why), n in counts)


def differences(table: str, expected: list[dict], actual: list[dict]) -> list[str]:
    """Each difference as one line: the key, the column and both values."""

    def keyed(rows):
        return {tuple(row[column] for column in GRAINS[table]): row for row in rows}

    left, right = keyed(expected), keyed(actual)
    lines = [f"{table} {key}: not found, expected {left[key]}" for key in sorted(left.keys() - right.keys())]
    lines += [f"{table} {key}: not expected, found {right[key]}" for key in sorted(right.keys() - left.keys())]
    if len(right) < len(actual):
        lines.append(f"{table}: {len(actual)} rows, but {len(right)} keys")
    for key in sorted(left.keys() & right.keys()):
        for column, want in left[key].items():
            have = right[key].get(column, "no such column")
            if plain(want) != plain(have):
                lines.append(f"{table} {key} {column}: {want!r} expected, {have!r} found")
    return lines


def compare(dbt_build, folder, seeds) -> list[str]:
    union = world_maker.union(made(seed)[0] for seed in seeds)
    build = dbt_build(
        inputs=write_tables(folder / "inputs", union.inputs),
        policy=write_tables(folder / "policy", union.policy),
        as_of=union.as_of.isoformat(),
        backfill_from=(union.as_of - timedelta(days=world_maker.LIFE_DAYS)).isoformat(),
        # The oracle knows all rows on every day, also who will do something for the first time later.
        backfill_with_all_rows=True,
    )
    assert build.succeeded, build.failures() or build.output[-3000:]
    lines = []
    for table in GRAINS:
        expected = [row for seed in seeds for row in getattr(made(seed)[1], EXPECTED[table])]
        lines += differences(table, expected, build.query(f"select * from {table}"))
    return lines


def test_the_fixed_worlds_reach_every_transition():
    seeds = range(1, 1 + FIXED)
    print(coverage_line(seeds))
    counts = reached(seeds)
    assert [one for one in MEANINGFUL if not counts[one]] == []


def test_every_transition_equals_the_oracle(dbt_build, tmp_path):
    """The same 25 worlds in every run; LIFE_SEED and LIFE_WORLDS choose others."""
    start, count = int(os.environ.get("LIFE_SEED", "1")), int(os.environ.get("LIFE_WORLDS", str(FIXED)))
    seeds = range(start, start + count)
    lines = compare(dbt_build, tmp_path, seeds)
    print(coverage_line(seeds))
    assert not lines, f"{len(lines)} differences, first ones:\n" + "\n".join(lines[:30])


@pytest.mark.long
def test_200_worlds_equal_the_oracle(dbt_build, tmp_path):
    lines = []
    for batch in range(4):
        lines += compare(dbt_build, tmp_path / str(batch), range(1000 + batch * 50, 1050 + batch * 50))
    assert not lines, f"{len(lines)} differences, first ones:\n" + "\n".join(lines[:30])
