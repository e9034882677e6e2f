"""A broken extract stops the build before anything is published, until it is mended or said to be meant."""

from __future__ import annotations

import shutil

import pytest

from tests.python import small
from tests.python.conftest import write_tables
from tests.python.small import row

# All before the public tables without other tests; and only what the guard reads, which publishes nothing.
GUARD = ["--exclude-resource-type", "unit_test", "--indirect-selection", "empty", "--select", "inputs_have_not_dropped"]
PUBLISH = [*GUARD, "+build"]
CHECK = [*GUARD, "+stg_contacts"]


@pytest.fixture
def build(dbt_build, tmp_path):
    """Return a function that builds so many contacts, with or without activities, into one database."""
    policy = write_tables(tmp_path / "policy", small.policy())
    made = []

    def run(
        contacts: int, args: list[str] | None, *, activities: bool = True, erased: int = 0, hygiene=None, **variables
    ):
        inputs = {
            "contacts": [row("contacts", contact_id=f"c{n}", country="Germany") for n in range(contacts)]
            + [row("contacts", contact_id="gone", is_deleted="true"), row("contacts", contact_id="")],
            "activities": small.inputs()["activities"] if activities else [],
            "erasures": [{"contact_id": f"c{19 - n}", "email": "", "requested_at": ""} for n in range(erased)],
        }
        # One folder for all builds: another one would have dbt parse the project again.
        shutil.rmtree(tmp_path / "inputs", ignore_errors=True)
        folder = write_tables(tmp_path / "inputs", inputs)
        database = made[0].database if made else None
        write_tables(policy, hygiene or {})
        made.append(dbt_build(inputs=folder, policy=policy, args=args, database=database, **variables))
        return made[-1]

    return run


def published(build) -> list[list[dict]]:
    return [build.query(f"select * from {table} order by all") for table in ("contact_scores", "score_history")] + [
        build.query(f"select * from {table} order by all", schema="lead_scoring_internal")
        for table in ("published_scores", "published_company_scores", "build")
    ]


@pytest.mark.long
def test_a_drop_is_refused_until_it_is_said_to_be_meant(build, tmp_path):
    first = build(20, None, as_of="2026-02-08")
    assert first.succeeded, first.failures()
    before = published(first)

    refused = build(17, None, as_of="2026-02-09")
    assert list(refused.failures()) == ["inputs_have_not_dropped"]
    assert (
        "Nothing is published: the input `contacts` has 17 contacts; the last build, as of 2026-02-08, had 20, of whom"
        " 0 were erased since. More than 10 % are gone."
    ) in refused.output
    assert "--vars '{accept_input_drop: true}'" in refused.output
    assert published(refused) == before
    assert list(build(17, CHECK, as_of="2026-02-10").failures()) == ["inputs_have_not_dropped"], "and again"

    assert build(18, CHECK, as_of="2026-02-10").succeeded, "exactly 10 % are gone"
    assert build(15, CHECK, erased=4, as_of="2026-02-10").succeeded, "of five that are gone, four are erased"
    too_many = build(13, CHECK, erased=4, as_of="2026-02-10")
    assert "has 13 contacts; the last build, as of 2026-02-08, had 20, of whom 4 were erased since" in too_many.output

    nothing_done = build(20, CHECK, activities=False, as_of="2026-02-10")
    assert list(nothing_done.failures()) == ["inputs_have_not_dropped"]
    assert "the input `activities` is empty; the last build, as of 2026-02-08, had activities." in nothing_done.output
    assert "has 20 contacts" not in nothing_done.output

    # A pattern of hygiene that takes everybody.
    pattern = {
        "rule_id": "test_records",
        "field": "contact.country",
        "operator": "equals",
        "value": "Germany",
        "note": "",
    }
    hygiene = {"hygiene_rules": small.hygiene(test_records={"effect": "exclude"}), "hygiene_patterns": [pattern]}
    excluded = build(20, [*CHECK, "+excluded_contacts"], hygiene=hygiene, as_of="2026-02-10")
    assert "has 0 contacts besides 20 that rules of hygiene exclude; the last build, as of" in excluded.output
    for name in hygiene:
        (tmp_path / "policy" / f"{name}.csv").unlink()

    meant = build(13, PUBLISH, activities=False, erased=4, as_of="2026-02-10", accept_input_drop=True)
    assert meant.succeeded, meant.failures()
    # What was accepted is what the next build compares with, and who was erased before is not counted again.
    assert build(13, CHECK, activities=False, erased=4, as_of="2026-02-11").succeeded
    again = build(11, CHECK, erased=4, as_of="2026-02-11")
    assert "has 11 contacts; the last build, as of 2026-02-10, had 13, of whom 0 were erased since" in again.output
