"""Two days of a small company whose people are records of HubSpot and Salesforce."""

from __future__ import annotations

from datetime import date, timedelta

from tests.python import small
from tests.python.small import row

DAY = date(2026, 2, 10)
NEXT_DAY = DAY + timedelta(days=1)
MORNING, NEXT_MORNING = f"{DAY} 06:00:00", f"{NEXT_DAY} 06:00:00"


def record(crm_object: str, record_id: str, entity_id: str, **more: str) -> dict[str, str]:
    values = {"crm_object": crm_object, "record_id": record_id, "id": entity_id, "owner_id": "", "is_converted": ""}
    return values | more


def visit(contact: str, number: int, day: date) -> dict[str, str]:
    values = {"activity_id": f"{contact}{number}", "contact_id": contact, "occurred_at": f"{day} 10:00:00"}
    return row("activities", **values, activity_type="page_view")


def first_day() -> small.Tables:
    people = {"ann": "Germany", "bo": "France", "cy": "Germany", "dee": "Germany", "eve": "France"}
    contacts = [
        row("contacts", contact_id=one, country=country, created_at="2026-01-01") for one, country in people.items()
    ]
    visits = [visit("ann", n, date(2026, 2, n)) for n in (1, 2)] + [visit("bo", n, date(2026, 2, n)) for n in (1, 2)]
    records = [
        record("hubspot_contact", "1", "ann"),
        record("salesforce_lead", "00Q1", "ann"),
        record("hubspot_contact", "2", "bo", owner_id="olga"),
        record("hubspot_contact", "3", "cy"),
        record("hubspot_contact", "4", "dee"),
        record("hubspot_deal", "5", "ann"),
    ]
    return {"contacts": contacts, "activities": visits, "crm_records": records}


def second_day() -> small.Tables:
    """Ann visits once and is converted, Bo becomes an MQL, Cy is deleted in the warehouse, Dee must be forgotten."""
    tables = first_day()
    tables["activities"] += [visit("ann", 9, DAY)] + [visit("bo", n, DAY) for n in (8, 9)]
    for contact in tables["contacts"]:
        contact["is_deleted"] = "true" if contact["contact_id"] == "cy" else ""
    tables["crm_records"][1]["is_converted"] = "true"
    tables["crm_records"].append(record("salesforce_contact", "0031", "ann"))
    tables["erasures"] = [{"contact_id": "dee", "email": "", "requested_at": ""}]
    return tables
