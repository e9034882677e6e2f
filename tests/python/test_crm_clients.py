"""The demo's scores through the official clients into a stand-in of both CRMs that is as strict as they are."""

from __future__ import annotations

import importlib.util
import json
from datetime import date, timedelta
from math import ceil

import pytest

from tests.python import crm_reader, crm_stand_in
from tests.python.conftest import ROOT
from tests.python.crm_reader import KEYS, batches, hubspot_input, salesforce_record
from tools.crm_properties import HUBSPOT_OBJECTS, SALESFORCE_OBJECTS

pytestmark = [
    pytest.mark.crm,
    pytest.mark.skipif(
        importlib.util.find_spec("hubspot") is None or importlib.util.find_spec("simple_salesforce") is None,
        reason="the CRMs' clients are not installed here: run `make test-crm`",
    ),
]
DAY = date(2026, 6, 30)
WITHOUT_TESTS = ["--exclude-resource-type", "unit_test", "--exclude-resource-type", "test"]
FOLDER = ROOT / "examples" / "crm"


class Clients:
    """The two official clients, talking to the stand-in."""

    def __init__(self, url: str) -> None:
        import hubspot
        from simple_salesforce import Salesforce

        self.hubspot = hubspot.HubSpot(access_token="of no use elsewhere", host=url)
        self.salesforce = Salesforce(instance="stand-in.test", session_id="of no use elsewhere")
        for name in ("base_url", "tooling_url"):
            real = getattr(self.salesforce, name)
            setattr(self.salesforce, name, real.replace("https://stand-in.test", url))

    def create_hubspot(self, name: str) -> None:
        from hubspot.crm.properties import BatchInputPropertyCreate, PropertyGroupCreate

        wanted = json.loads((FOLDER / name).read_text(encoding="utf-8"))
        properties = self.hubspot.crm.properties
        group = PropertyGroupCreate(name=wanted["group"]["name"], label=wanted["group"]["label"], display_order=-1)
        properties.groups_api.create(wanted["objectType"], group)
        inputs = wanted["properties"]["inputs"]
        properties.batch_api.create(wanted["objectType"], BatchInputPropertyCreate(inputs=inputs))

    def create_salesforce(self, name: str) -> None:
        for wanted in json.loads((FOLDER / name).read_text(encoding="utf-8")):
            self.salesforce.toolingexecute("sobjects/CustomField", method="POST", data=wanted)

    def write(self, table: str, rows: list[dict]) -> list[tuple[str, str]]:
        """Write rows; return the id and the code of each that was not written."""
        if table in HUBSPOT_OBJECTS:
            return self._write_hubspot(table, rows)
        return self._write_salesforce(table, rows)

    def _write_hubspot(self, table: str, rows: list[dict]) -> list[tuple[str, str]]:
        if table == "crm_hubspot_contacts":
            from hubspot.crm.contacts import BatchInputSimplePublicObjectBatchInput

            api = self.hubspot.crm.contacts.batch_api
        else:
            from hubspot.crm.companies import BatchInputSimplePublicObjectBatchInput

            api = self.hubspot.crm.companies.batch_api
        failed = []
        for batch in batches([hubspot_input(table, row) for row in rows], crm_stand_in.HUBSPOT_BATCH):
            answer = api.update(BatchInputSimplePublicObjectBatchInput(inputs=batch))
            for error in getattr(answer, "errors", None) or []:
                failed += [(record_id, error.category) for record_id in error.context["ids"]]
        return failed

    def _write_salesforce(self, table: str, rows: list[dict]) -> list[tuple[str, str]]:
        failed = []
        records = [salesforce_record(table, SALESFORCE_OBJECTS[table], row) for row in rows]
        for batch in batches(records, crm_stand_in.SALESFORCE_BATCH):
            body = json.dumps({"allOrNone": False, "records": batch})
            answer = self.salesforce.restful("composite/sobjects", method="PATCH", data=body)
            failed += [(one["id"], one["errors"][0]["statusCode"]) for one in answer if not one["success"]]
        return failed


def table_rows(build, table: str) -> list[dict]:
    return build.query(f"select * from {table} order by crm_record_key")


@pytest.fixture(scope="module")
def today(dbt_build):
    build = dbt_build(as_of=f"{DAY}", args=WITHOUT_TESTS)
    assert build.succeeded, build.failures()
    build.rows = {table: table_rows(build, table) for table in KEYS}
    records = "select crm_object, record_id, is_converted from stg_crm_records"
    build.records = build.query(records, "lead_scoring_internal")
    return build


@pytest.fixture
def crm(today):
    """Both CRMs with the records of the demo and the fields of examples/crm."""
    kinds = {
        "hubspot_contact": "contacts",
        "hubspot_company": "companies",
        "salesforce_lead": "Lead",
        "salesforce_contact": "Contact",
        "salesforce_account": "Account",
    }
    stand_in = crm_stand_in.StandIn()
    for record in today.records:
        stand_in.records.setdefault(kinds[record["crm_object"]], {})[record["record_id"]] = {}
        if record["is_converted"]:
            stand_in.converted.add(record["record_id"])
    stand_in.clients = Clients(stand_in.url)
    for table in HUBSPOT_OBJECTS:
        stand_in.clients.create_hubspot(f"{table.removeprefix('crm_')}.json")
    for table in SALESFORCE_OBJECTS:
        stand_in.clients.create_salesforce(f"{table.removeprefix('crm_')}.json")
    assert {status for _, status in stand_in.calls} == {201}
    stand_in.calls.clear()
    yield stand_in
    stand_in.close()


def test_a_full_sync_is_refused_nothing(today, crm):
    for table, rows in today.rows.items():
        crm.calls.clear()
        assert crm.clients.write(table, rows) == []
        size = crm_stand_in.HUBSPOT_BATCH if table in HUBSPOT_OBJECTS else crm_stand_in.SALESFORCE_BATCH
        assert [status for _, status in crm.calls] == [200] * ceil(len(rows) / size), table
        assert len(rows) > 100
    row = max(today.rows["crm_hubspot_contacts"], key=lambda one: one["lead_score"])
    shown = crm.records["contacts"][row["hubspot_contact_id"]]
    assert shown["lead_scoring_score"] == str(row["lead_score"])
    assert shown["lead_scoring_reasons_up"] == row["lead_reasons_up"]
    assert not any(crm.records["Lead"][record] for record in crm.converted)
    assert len(crm.converted) > 50


def test_the_next_day_takes_few_calls(dbt_build, today, crm):
    reader = crm_reader.Reader()
    for table, rows in today.rows.items():
        assert len(reader.changed(table, rows)) == len(rows)
    build = dbt_build(database=today.database, as_of=f"{DAY + timedelta(days=1)}", args=WITHOUT_TESTS)
    assert build.succeeded, build.failures()
    for table in KEYS:
        rows = table_rows(build, table)
        changed = reader.changed(table, rows)
        assert len(changed) <= 0.05 * len(rows), table
        assert crm.clients.write(table, changed) == []
        by_time = [row for row in rows if row["updated_at"] != today.rows[table][0]["updated_at"]]
        assert {row["crm_record_key"] for row in by_time} >= {row["crm_record_key"] for row in changed}


def test_what_cannot_be_written_is_told_record_by_record_and_the_others_are_written(today, crm):
    contacts = today.rows["crm_hubspot_contacts"][:150]
    gone = {row["hubspot_contact_id"] for row in contacts[:3]}
    for record in gone:
        del crm.records["contacts"][record]
    failed = crm.clients.write("crm_hubspot_contacts", contacts)
    assert sorted(failed) == sorted((record, "OBJECT_NOT_FOUND") for record in gone)
    assert [status for _, status in crm.calls] == [207, 200]
    assert all(crm.records["contacts"][row["hubspot_contact_id"]] for row in contacts[3:])

    leads = today.rows["crm_salesforce_leads"]
    since, missing = leads[0]["salesforce_lead_id"], leads[1]["salesforce_lead_id"]
    crm.converted.add(since)
    del crm.records["Lead"][missing]
    failed = dict(crm.clients.write("crm_salesforce_leads", leads))
    assert failed == {since: "CANNOT_UPDATE_CONVERTED_LEAD", missing: "INVALID_CROSS_REFERENCE_KEY"}
    assert all(crm.records["Lead"][row["salesforce_lead_id"]] for row in leads[2:])


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("lead_reasons_up", "x" * 256, "STRING_TOO_LONG"),
        ("lead_grade", "E9", "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST"),
        ("lead_stage", "Marketing qualified", "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST"),
        ("is_mql", None, "INVALID_TYPE_ON_FIELD_IN_RECORD"),
        ("mql_since", "30.06.2026", "INVALID_TYPE_ON_FIELD_IN_RECORD"),
        ("lead_score", 1.5, "NUMBER_OUTSIDE_VALID_RANGE"),
    ],
)
def test_the_stand_in_refuses_what_salesforce_would(today, crm, column, value, code):
    rows = today.rows["crm_salesforce_leads"][:2]
    planted = rows[0] | {column: value}
    failed = crm.clients.write("crm_salesforce_leads", [planted, rows[1]])
    assert failed == [(rows[0]["salesforce_lead_id"], code)]
    assert crm.records["Lead"][rows[1]["salesforce_lead_id"]]


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("lead_grade", "E9", "INVALID_OPTION"),
        ("lead_stage", "MQL", "INVALID_OPTION"),
        ("mql_since", "30.06.2026", "INVALID_DATE"),
        ("lead_score", "many", "INVALID_NUMBER"),
    ],
)
def test_the_stand_in_refuses_what_hubspot_would_and_the_whole_batch(today, crm, column, value, code):
    from hubspot.crm.contacts import ApiException

    rows = today.rows["crm_hubspot_contacts"][:2]
    with pytest.raises(ApiException) as refused:
        crm.clients.write("crm_hubspot_contacts", [rows[0] | {column: value}, rows[1]])
    assert code in refused.value.body
    assert not crm.records["contacts"][rows[1]["hubspot_contact_id"]]


def test_the_stand_in_knows_sizes_doubles_and_lifecyclestage(today, crm):
    from hubspot.crm.contacts import ApiException, BatchInputSimplePublicObjectBatchInput
    from simple_salesforce.exceptions import SalesforceMalformedRequest

    rows = today.rows["crm_hubspot_contacts"]
    one = hubspot_input("crm_hubspot_contacts", rows[0])
    update = crm.clients.hubspot.crm.contacts.batch_api.update
    for inputs, code in [
        ([hubspot_input("crm_hubspot_contacts", row) for row in rows[:101]], "TOO_MANY_INPUTS"),
        ([one, one], "DUPLICATE_ID"),
        ([{"id": one["id"], "properties": {"lifecyclestage": "lead"}}], "LIFECYCLE"),
        ([{"id": one["id"], "properties": {"no_such": "1"}}], "PROPERTY_DOESNT_EXIST"),
        ([one | {"idProperty": "firstname"}], "INVALID_ID_PROPERTY"),
    ]:
        with pytest.raises(ApiException) as refused:
            update(BatchInputSimplePublicObjectBatchInput(inputs=inputs))
        assert code in refused.value.body
    leads = [salesforce_record("crm_salesforce_leads", "Lead", row) for row in today.rows["crm_salesforce_leads"][:201]]
    assert len(leads) == 201
    body = json.dumps({"allOrNone": False, "records": leads})
    with pytest.raises(SalesforceMalformedRequest, match="EXCEEDED_ID_LIMIT"):
        crm.clients.salesforce.restful("composite/sobjects", method="PATCH", data=body)
