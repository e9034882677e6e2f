"""Who is erased is in no table and no history any more, and the export says so once, by key alone."""

from __future__ import annotations

from itertools import pairwise

import duckdb
import pytest

from tests.python import small
from tests.python.conftest import write_tables
from tests.python.small import row

AS_OF = "2026-02-10"


def tables_that_hold(build, *needles: str) -> list[str]:
    """Name every table and view of the database in which any of the texts stands, wherever in a row."""
    found = []
    with duckdb.connect(str(build.database), read_only=True) as connection:
        names = connection.execute(
            "select table_schema, table_name from information_schema.tables where table_catalog = current_database()"
        ).fetchall()
        assert len(names) > 100
        for schema, table in names:
            # Views over the input files are judged by what they show.
            text = f'lower(cast(to_json(t) as varchar)) from "{schema}"."{table}" as t'
            for needle in needles:
                query = f"select count(*) from (select {text}) as rows(line) where line like ?"
                if connection.execute(query, [f"%{needle.lower()}%"]).fetchone()[0]:
                    found.append(f"{schema}.{table}: {needle}")
    return found


def company() -> small.Tables:
    """Ann, her duplicate, and Cy: all three did something, were won or changed, and have rows that are refused."""
    inputs = small.inputs()
    inputs["contacts"][0]["email"] = "Ann@Secret.example"
    inputs["contacts"] += [
        row("contacts", contact_id="ann_old", country="Germany", created_at="2026-01-01"),
        row("contacts", contact_id="ann", country="France", created_at="2026-01-01"),
        row("contacts", contact_id="cyrilla", email="cy@private.example", country="Germany", created_at="2026-01-01"),
        row("contacts", contact_id="cyrilla", email="cy@private.example", created_at="not a time"),
    ]
    visit = {"activity_type": "page_view", "occurred_at": "2026-02-05 10:00:00"}
    inputs["activities"] += [
        row("activities", activity_id="x1", contact_id="ann_old", **visit),
        row("activities", activity_id="x2", contact_id="cyrilla", **visit),
        row("activities", activity_id="x3", contact_id="cyrilla", activity_type="page_view", occurred_at="no time"),
        row("activities", activity_id="x4", contact_id="bo", **visit),
    ]
    inputs["outcomes"] = [
        row("outcomes", outcome_id="o1", contact_id="cyrilla", outcome_type="won", occurred_at="2026-02-06"),
        row("outcomes", outcome_id="o2", contact_id="ann", outcome_type="perhaps", occurred_at="2026-02-06"),
    ]
    # A chain of twelve into Ann, and one row that a later merge took back: bo was never Ann.
    chain = [f"ann_old{i}" for i in range(12)] + ["ann_old", "ann"]
    inputs["contacts"] += [row("contacts", contact_id=name, created_at="2026-01-01") for name in chain[:-2]]
    inputs["contact_merges"] = [
        row("contact_merges", from_contact_id=a, into_contact_id=b, merged_at="2026-01-02") for a, b in pairwise(chain)
    ]
    inputs["contact_merges"] += [
        row("contact_merges", from_contact_id="bo_old", into_contact_id="ann", merged_at="2026-01-02"),
        row("contact_merges", from_contact_id="bo_old", into_contact_id="bo", merged_at="2026-01-03"),
    ]
    inputs["attribute_history"] = [
        {"entity": "contact", "id": "cyrilla", "field": "country", "value": "Germany", "valid_from": "2026-01-02"},
        {"entity": "contact", "id": "ann_old", "field": "", "value": "Germany", "valid_from": "2026-01-02"},
    ]
    return inputs


def test_who_is_erased_is_in_no_table_and_the_export_has_one_row_of_keys(dbt_build, tmp_path):
    policy = write_tables(tmp_path / "policy", small.policy())
    inputs = company()
    before = dbt_build(inputs=write_tables(tmp_path / "before", inputs), policy=policy, as_of="2026-02-08", tests=False)
    assert before.succeeded, before.failures()
    assert tables_that_hold(before, "cyrilla", "cy@private"), "the search must find someone who is there"
    keys = {r["contact_id"]: r["contact_score_key"] for r in before.query("select * from contact_scores")}
    assert set(keys) == {"ann", "bo", "cyrilla"}
    bo = before.query("select * exclude (build_id) from score_history where contact_id = 'bo'")

    inputs["erasures"] = [
        {"contact_id": "", "email": " ann@secret.EXAMPLE", "requested_at": "2026-02-09"},
        {"contact_id": "cyrilla", "email": "", "requested_at": "2026-02-09 08:00:00"},
        {"contact_id": "", "email": "", "requested_at": "2026-02-09"},
    ]
    everyone = write_tables(tmp_path / "after", inputs)
    after = dbt_build(inputs=everyone, policy=policy, as_of=AS_OF, database=before.database)
    assert after.succeeded, after.failures()
    assert tables_that_hold(after, '"ann"', "ann_old", "secret.example", "cyrilla", "cy@private") == []
    assert [r["contact_id"] for r in after.query("select * from contact_scores")] == ["bo"]
    assert after.query("select * exclude (build_id) from score_history where valid_from < '2026-02-09'") == bo
    removed = after.query("select * exclude (build_id, payload_hash, model_id) from crm_contacts where is_removed")
    assert {r.pop("crm_contact_key") for r in removed} >= {keys["ann"], keys["cyrilla"]}
    nothing = {
        "contact_id": None,
        "email": None,
        "mql_since": None,
        "lead_score": 0,
        "is_mql": False,
        "is_removed": True,
    }
    for row_ in removed:
        assert row_ == nothing | {name: "" for name in row_ if name not in nothing}
    [unnamed] = after.query("select reason from rejected_rows where input = 'erasures'")
    assert "neither contact_id nor email" in unnamed["reason"]

    later = dbt_build(
        inputs=everyone, policy=policy, as_of="2026-03-11", database=before.database, removal_days=30, tests=False
    )
    assert later.succeeded, later.failures()
    assert later.query("select count(*) as n from crm_contacts where is_removed") == [{"n": 0}]


@pytest.mark.long
def test_who_is_erased_after_an_unmerge_is_not_remembered_by_the_other_s_record(dbt_build, tmp_path):
    """The record of a contact once merged into the erased one was sent under that one's id."""
    policy = write_tables(tmp_path / "policy", small.policy())
    inputs = small.inputs()
    inputs["contacts"] += [
        row("contacts", contact_id=name, country="Germany", created_at="2026-01-01")
        for name in ("dora", "survivor_dee")
    ]
    inputs["contact_merges"] = [
        row("contact_merges", from_contact_id="dora", into_contact_id="survivor_dee", merged_at="2026-02-01")
    ]
    inputs["crm_records"] = [
        {"crm_object": "hubspot_contact", "record_id": number, "id": name, "owner_id": "", "is_converted": ""}
        for number, name in (("1", "dora"), ("2", "survivor_dee"))
    ]
    before = dbt_build(inputs=write_tables(tmp_path / "before", inputs), policy=policy, as_of="2026-02-08", tests=False)
    assert before.succeeded, before.failures()
    assert "lead_scoring.crm_hubspot_contacts: survivor_dee" in tables_that_hold(before, "survivor_dee")

    inputs["contacts"] = [
        contact | ({"is_deleted": "true"} if contact["contact_id"] == "dora" else {})
        for contact in inputs["contacts"]
        if contact["contact_id"] != "survivor_dee"
    ]
    inputs["contact_merges"] = []
    inputs["crm_records"] = inputs["crm_records"][:1]
    inputs["erasures"] = [{"contact_id": "survivor_dee", "email": "", "requested_at": "2026-02-09"}]
    after = dbt_build(
        inputs=write_tables(tmp_path / "after", inputs), policy=policy, as_of=AS_OF, database=before.database,
        tests=False, accept_input_drop=True,
    )  # fmt: skip
    assert after.succeeded, after.failures()
    assert tables_that_hold(after, "survivor_dee") == []
    assert after.query("select is_removed, lead_score from crm_hubspot_contacts") == [
        {"is_removed": True, "lead_score": 0}
    ]


@pytest.mark.long
def test_only_erasures_erase(dbt_build, tmp_path):
    policy = write_tables(tmp_path / "policy", small.policy())
    inputs = small.inputs()
    first = dbt_build(inputs=write_tables(tmp_path / "all", inputs), policy=policy, as_of="2026-02-08", tests=False)
    assert first.succeeded, first.failures()
    inputs["contacts"] = inputs["contacts"][:1]
    gone = dbt_build(
        inputs=write_tables(tmp_path / "fewer", inputs),
        policy=policy,
        as_of="2026-02-09",
        database=first.database,
        accept_input_drop=True,
    )
    assert gone.succeeded, gone.failures()
    past = gone.query("select score, stage, valid_to from score_history where contact_id = 'bo'")
    assert [str(r["valid_to"]) for r in past] == ["2026-02-09"]
    assert gone.query("select count(*) as n from crm_contacts where is_removed") == [{"n": 0}]
