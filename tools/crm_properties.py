"""Write the definitions of the HubSpot properties and Salesforce fields that the CRM exports feed.

Usage: python -m tools.crm_properties [--policy seeds/policy] [--out examples/crm]

Names and types stand beside the columns in models/exports/crm_*.yml, the codes of grades and next actions in the
policy of the active models. Run it again when those change.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from pathlib import Path

import yaml

from tools.database import ROOT

STAGES = {
    "lead": "Lead",
    "mql": "Marketing qualified",
    "sales_accepted": "Accepted by sales",
    "opportunity": "Opportunity",
    "won": "Won",
    "recycled": "Recycled",
    "disqualified": "Disqualified",
    "none": "Not scored",
}
HUBSPOT_OBJECTS = {"crm_hubspot_contacts": "contacts", "crm_hubspot_companies": "companies"}
SALESFORCE_OBJECTS = {
    "crm_salesforce_leads": "Lead",
    "crm_salesforce_contacts": "Contact",
    "crm_salesforce_accounts": "Account",
}
HUBSPOT_TYPES = {
    "number": ("number", "number"),
    "text": ("string", "text"),
    "choice": ("enumeration", "select"),
    "checkbox": ("bool", "booleancheckbox"),
    "date": ("date", "date"),
}
GROUP = {"name": "lead_scoring", "label": "Lead scoring"}
TEXT_LENGTH = 255


def mapped_columns(table: str) -> list[dict]:
    """Return the columns of an export that feed a field, with its name and type."""
    document = yaml.safe_load((ROOT / "models" / "exports" / f"{table}.yml").read_text(encoding="utf-8"))
    columns = []
    for column in document["models"][0]["columns"]:
        meta = column.get("config", {}).get("meta", {})
        if "crm_field" in meta:
            described = column["description"].split(": ", 1)[1]
            names = {"column": column["name"], "field": meta["crm_field"], "type": meta["crm_type"]}
            columns.append(names | {"help": described})
    return columns


def read_policy(folder: Path, table: str) -> list[dict[str, str]]:
    """Return the rows of a policy table."""
    path = folder / f"{table}.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def choices(folder: Path) -> dict[str, dict[str, str]]:
    """Return for each column with codes the codes and what people see."""
    models = {
        row["model_id"] for row in read_policy(folder, "scoring_models") if row["status"].strip().lower() == "active"
    }
    matrix = [row for row in read_policy(folder, "grade_matrix") if row["model_id"] in models]
    bands = [row for row in read_policy(folder, "score_bands") if row["model_id"] in models]
    with_matrix = {row["model_id"] for row in matrix}
    totals = [row for row in bands if row["dimension"] == "total" and row["model_id"] not in with_matrix]
    grades = [(row["grade"], row["grade"]) for row in matrix]
    grades += [(row["band"], row["label"] or row["band"]) for row in totals]
    actions = [(row["next_action"], row["next_action"]) for row in matrix + totals if row.get("next_action")]
    companies = [(row["band"], row["label"] or row["band"]) for row in bands if row["dimension"] == "company"]
    return {
        "lead_grade": dict(sorted(grades)),
        "lead_next_action": dict(sorted(actions)),
        "lead_stage": STAGES,
        "account_grade": dict(companies),
    }


def title(column: str) -> str:
    """Return what people see as the name of a field."""
    words = column.replace("_", " ").replace("mql", "MQL").replace("mqa", "MQA")
    return words[0].upper() + words[1:]


def hubspot(table: str, codes: dict[str, dict[str, str]]) -> dict:
    """Return the group, and the body of a batch creation of properties."""
    properties = []
    for column in mapped_columns(table):
        kind, field_type = HUBSPOT_TYPES[column["type"]]
        definition = {
            "name": column["field"],
            "label": title(column["column"]),
            "description": column["help"],
            "groupName": GROUP["name"],
            "type": kind,
            "fieldType": field_type,
        }
        if kind == "bool":
            definition["options"] = [{"label": "Yes", "value": "true"}, {"label": "No", "value": "false"}]
        if kind == "enumeration":
            options = codes[column["column"]].items()
            definition["options"] = [{"label": label, "value": code} for code, label in options]
        for place, option in enumerate(definition.get("options", [])):
            option |= {"displayOrder": place, "hidden": False}
        properties.append(definition)
    return {"objectType": HUBSPOT_OBJECTS[table], "group": GROUP, "properties": {"inputs": properties}}


def salesforce(table: str, codes: dict[str, dict[str, str]]) -> list[dict]:
    """Return the body of one creation of a CustomField in the Tooling API per field."""
    fields = []
    for column in mapped_columns(table):
        metadata: dict[str, object] = {"label": title(column["column"]), "description": column["help"]}
        if column["type"] == "number":
            metadata |= {"type": "Number", "precision": 10, "scale": 0}
        elif column["type"] == "text":
            metadata |= {"type": "Text", "length": TEXT_LENGTH}
        elif column["type"] == "checkbox":
            metadata |= {"type": "Checkbox", "defaultValue": False}
        elif column["type"] == "date":
            metadata |= {"type": "Date"}
        else:
            values = [
                {"fullName": code, "label": label, "default": False} for code, label in codes[column["column"]].items()
            ]
            metadata |= {
                "type": "Picklist",
                "valueSet": {"restricted": True, "valueSetDefinition": {"sorted": False, "value": values}},
            }
        fields.append({"FullName": f"{SALESFORCE_OBJECTS[table]}.{column['field']}", "Metadata": metadata})
    return fields


def definitions(policy: Path) -> dict[str, object]:
    """Return the content of each file."""
    codes = choices(policy)
    found: dict[str, object] = {table: hubspot(table, codes) for table in HUBSPOT_OBJECTS}
    found |= {table: salesforce(table, codes) for table in SALESFORCE_OBJECTS}
    return {f"{table.removeprefix('crm_')}.json": content for table, content in found.items()}


def main(argv: list[str] | None = None) -> int:
    """Write one JSON file per kind of record."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.crm_properties", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--policy", type=Path, default=ROOT / "seeds" / "policy", help="folder of CSV files")
    parser.add_argument("--out", type=Path, default=ROOT / "examples" / "crm")
    args = parser.parse_args(argv)
    args.out.mkdir(parents=True, exist_ok=True)
    for name, content in definitions(args.policy).items():
        text = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
        (args.out / name).write_text(text, encoding="utf-8")
        print(f"Wrote {args.out / name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
