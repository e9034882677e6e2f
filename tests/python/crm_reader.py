"""A reader of the CRM exports that behaves as reverse ETL tools do: it knows what it sent, and sends what differs.

Rows are keyed by `crm_record_key`; the columns that are mapped, and the fields they feed, stand beside the columns in
models/exports.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tools.crm_properties import mapped_columns

KEYS = {
    "crm_hubspot_contacts": "hubspot_contact_id",
    "crm_hubspot_companies": "hubspot_company_id",
    "crm_salesforce_leads": "salesforce_lead_id",
    "crm_salesforce_contacts": "salesforce_contact_id",
    "crm_salesforce_accounts": "salesforce_account_id",
}
Row = dict[str, object]


class Reader:
    """What was sent of each table, by primary key."""

    def __init__(self) -> None:
        self.sent: dict[str, dict[str, tuple]] = {table: {} for table in KEYS}

    def changed(self, table: str, rows: list[Row]) -> list[Row]:
        """Return the rows whose mapped columns differ from what was sent, and count them as sent."""
        columns = [column["column"] for column in mapped_columns(table)]
        known, changed = self.sent[table], []
        for row in rows:
            payload = tuple(row[column] for column in columns)
            if known.get(row["crm_record_key"]) != payload:
                known[row["crm_record_key"]] = payload
                changed.append(row)
        return changed


def fields(table: str, row: Row) -> Row:
    """Return the values of a row under the names of the fields that they feed."""
    return {column["field"]: row[column["column"]] for column in mapped_columns(table)}


def hubspot_input(table: str, row: Row) -> dict[str, object]:
    """Return one input of HubSpot's batch: all values are text, the empty text empties a property."""
    properties = {name: hubspot_text(value) for name, value in fields(table, row).items()}
    return {"id": row[KEYS[table]], "properties": properties}


def hubspot_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, date) else str(value)


def salesforce_record(table: str, kind: str, row: Row) -> dict[str, object]:
    """Return one record of a Salesforce collection."""
    values = {
        name: value.isoformat() if isinstance(value, date) else value for name, value in fields(table, row).items()
    }
    return {"attributes": {"type": kind}, "id": row[KEYS[table]]} | values


def batches(rows: list, size: int) -> Iterator[list]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
