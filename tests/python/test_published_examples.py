"""Published examples with numbers, replayed: every row of three files passes or is listed with the reason why not.

Each row is a model of its own over people of its own; one build scores all of them. What a policy cannot say must be
refused before anything is scored, so all that is to be refused goes into one policy that is only linted.
"""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import timedelta
from decimal import Decimal

import pytest

from tests.python import published_products, published_worked, small  # noqa: F401  each registers its rows
from tests.python.conftest import ROOT, write_tables
from tests.python.published import AS_OF, REPLAYS, Example, published_rows
from tests.python.published_decay import loss_per_idle_week

DOES_NOT_APPLY = {
    "S31": "A rule without a field is refused, and nothing is scored; there it is ignored.",
    "S32": "A rule without an operator is refused, and nothing is scored; there it is ignored.",
    "S33": "An unknown operator is refused, and nothing is scored; there it never matches.",
    "M03": "Divide and times read the running score: refused. Plus, minus and set are replayed.",
    "M12": "A rule's points have at most eight digits before the point: the two ends of 32 bits are refused, too.",
    "M15": "A day is the atom of a score: a return within hours cannot be said.",
    "M16": "A day is the atom of a score: a return within hours cannot be said.",
    "W057": "The loss reads the running score: refused. With a floor instead, scores from 31 to 44 lose less.",
}
NOT_IN_THE_FILES = {"idle weeks": loss_per_idle_week}
SOURCES = {
    "S": "`salesforcelabs_leadscoring`: operators of a scoring app",
    "M": "`mautic_points`: points, groups, triggers, merges",
    "W": "`worked_examples`: many vendors (odd numbers only)",
}


def rebuilt(row_id: str, replay, rows: dict) -> Example:
    """Rebuild a row; one that cannot be read any more fails alone, and no other with it."""
    example = Example(row_id, rows.get(row_id, {}), rows)
    try:
        replay(example)
    except (AssertionError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as problem:
        example = Example(row_id, rows.get(row_id, {}), rows)
        example.unreadable = f"{row_id} does not read as it did: {problem!r}\n{example.row}"
    return example


def joined(tables: list[small.Tables]) -> small.Tables:
    """Put tables of many examples into one; columns that only some examples have are blank for the others."""
    whole = defaultdict(list)
    for some in tables:
        for name, rows in some.items():
            whole[name] += rows
    for rows in whole.values():
        columns = dict.fromkeys(column for row in rows for column in row)
        rows[:] = [dict.fromkeys(columns, "") | row for row in rows]
    return whole


class Scored:
    """What one build says of everyone."""

    def __init__(self, build):
        self.database = build.database

        def keyed(sql: str) -> dict:
            return {(r["model_id"], r["contact_id"]): r for r in build.query(sql)}

        self.contacts = keyed("select * from contact_scores")
        yesterday = (AS_OF - timedelta(days=1)).isoformat()
        self.yesterday = keyed(
            f"""
            select * from score_history
            where valid_from <= date '{yesterday}' and coalesce(valid_to, date '9999-12-31') > date '{yesterday}'
            """
        )
        self.dimensions = defaultdict(dict)
        for r in build.query("select * from contact_dimension_scores"):
            self.dimensions[r["model_id"], r["contact_id"]][r["dimension"]] = r["score"]
        self.ledger = defaultdict(list)
        for r in build.query("select * from score_ledger"):
            self.ledger[r["model_id"], r["contact_id"]].append(r)

    def found(self, model_id: str, contact_id: str, expected: dict) -> dict:
        """Return what the build has under the names of an expectation.

        scored: whether there is a row; points: the exact sum of the ledger; fired: the rules in it; dimensions and
        yesterday: what is named there; anything else: a column of contact_scores.
        """
        key = (model_id, contact_id)
        if key not in self.contacts:
            return {"scored": False}
        ledger = self.ledger[key]
        found = dict(self.contacts[key]) | {
            "scored": True,
            "points": sum((line["points"] for line in ledger), Decimal(0)),
            "fired": {line["rule_id"] for line in ledger if line["entry_type"] == "rule"},
            "dimensions": {name: self.dimensions[key].get(name) for name in expected.get("dimensions", {})},
            "yesterday": {name: self.yesterday.get(key, {}).get(name) for name in expected.get("yesterday", {})},
        }
        return {name: found[name] for name in expected}


@pytest.fixture(scope="module")
def rows(shared_data):
    return published_rows(shared_data)


@pytest.fixture(scope="module")
def replayed(rows):
    replays = {row_id: replay for row_id, replay in REPLAYS.items() if row_id in rows} | NOT_IN_THE_FILES
    return {row_id: rebuilt(row_id, replay, rows) for row_id, replay in replays.items()}


@pytest.fixture(scope="module")
def scored(replayed, dbt_build, tmp_path_factory):
    folder = tmp_path_factory.mktemp("published")
    build = dbt_build(
        inputs=write_tables(folder / "inputs", joined([x.inputs for x in replayed.values()])),
        policy=write_tables(folder / "policy", joined([x.policy for x in replayed.values()])),
        as_of=AS_OF.isoformat(),
        # Some examples say what changed since the day before.
        backfill_from=(AS_OF - timedelta(days=1)).isoformat(),
    )
    assert build.succeeded, build.failures() or build.output[-3000:]
    rejected = build.query("select row_key, reason from rejected_rows")
    assert {r["reason"] for r in rejected} <= {"deleted in the source"}, rejected[:3]
    return Scored(build)


@pytest.fixture(scope="module")
def refused(replayed, scored, dbt_build, tmp_path_factory):
    """Lines of the lint about a policy that has every rule that must be refused, over the tables of the good build."""
    folder = tmp_path_factory.mktemp("refused")
    policy = joined([small.policy(), *(broken for x in replayed.values() for broken, _ in x.refused)])
    build = dbt_build(
        inputs=write_tables(folder / "inputs", joined([x.inputs for x in replayed.values()])),
        policy=write_tables(folder / "policy", policy),
        args=["--select", "+policy_lint"],
        database=scored.database,
        as_of=AS_OF.isoformat(),
    )
    assert not build.succeeded
    problems = build.query(f'select * from "{build.database.stem}".lead_scoring_policy.policy_lint order by all')
    return [f"{p['policy_table']}, {p['row_id']}, column {p['column_name']}: {p['problem']}" for p in problems]


def words(values: dict) -> str:
    return ", ".join(f"{name} {value}" for name, value in values.items())


@pytest.mark.shared_data
@pytest.mark.parametrize("row_id", [*REPLAYS, *NOT_IN_THE_FILES])
def test_a_published_row_gives_its_number(row_id, replayed, scored, refused):
    assert row_id in replayed, f"{row_id} is not in the files any more"
    example = replayed[row_id]
    assert not example.unreadable, example.unreadable
    assert example.expected or example.refused, f"{row_id} states nothing"
    differences = []
    for model_id, contact_id, expected in example.expected:
        found = scored.found(model_id, contact_id, expected)
        if found != expected:
            differences.append(f"{model_id}, contact {contact_id}: expected {words(expected)}; found {words(found)}")
    for _, message in example.refused:
        if not any(message in line for line in refused):
            differences.append(f"{row_id}: expected to be refused with `{message}`; found only {refused}")
    assert not differences, "\n".join(differences)


@pytest.mark.shared_data
def test_every_row_of_the_files_is_replayed_or_listed(rows):
    counts = {source: sum(row_id.startswith(source) for row_id in rows) for source in SOURCES}
    assert (counts["S"], counts["M"]) == (36, 16)
    new = set(rows) - set(REPLAYS) - set(DOES_NOT_APPLY)
    assert not new, f"neither replayed nor listed: {sorted(new)}"
    gone = (set(REPLAYS) | set(DOES_NOT_APPLY)) - set(rows)
    assert not gone, f"no such rows any more: {sorted(gone)}"
    assert len(DOES_NOT_APPLY) <= 10


@pytest.mark.shared_data
def test_what_is_listed_is_still_the_same_row(rows, replayed):
    # Rows without an id are known by their place: one that moves must not hide behind another's reason.
    for row_id in DOES_NOT_APPLY:
        if row_id in replayed:
            assert replayed[row_id].refused, f"{row_id} is listed, but nothing of it is refused"
        else:
            assert "returns within" in rows[row_id]["test"].lower(), f"{row_id} is another row: {rows[row_id]}"


def documented_tables() -> list[list[list[str]]]:
    """Rows of the tables below the section's headline in docs/ready_policies.md, without headlines of their own."""
    page = (ROOT / "docs" / "ready_policies.md").read_text(encoding="utf-8")
    section = re.search(r"^## Published examples that were replayed\n(.*?)(?=^## |\Z)", page, re.M | re.S).group(1)
    tables = re.findall(r"(?:^\|.*\n?)+", section, re.M)
    return [
        [[cell.strip() for cell in line.strip("|").split("|")] for line in table.strip().splitlines()[2:]]
        for table in tables
    ]


def test_the_page_lists_what_does_not_apply():
    _, reasons = documented_tables()
    assert {line[0]: line[-1] for line in reasons} == DOES_NOT_APPLY
    assert len(reasons) == len(DOES_NOT_APPLY)


@pytest.mark.shared_data
def test_the_page_counts_the_rows(rows):
    counts, _ = documented_tables()
    expected = []
    for source, name in SOURCES.items():
        ids = {row_id for row_id in rows if row_id.startswith(source)}
        listed = len(ids & set(DOES_NOT_APPLY))
        expected.append([source, name, str(len(ids)), str(len(ids) - listed), str(listed)])
    assert counts == expected
