"""A small company to test with: a policy and inputs of a few rows, as tables of text."""

from __future__ import annotations

import copy
import csv
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
Tables = dict[str, list[dict[str, str]]]

INPUT_COLUMNS = {
    "activities": (
        "activity_id contact_id occurred_at loaded_at activity_type channel asset campaign value source_system "
        "is_bot is_deleted user_agent network"
    ),
    "contacts": (
        "contact_id email company_id created_at lead_source job_title seniority job_function country is_deleted"
    ),
    "companies": "company_id name domain industry employee_count annual_revenue country business_model",
    "outcomes": "outcome_id contact_id outcome_type occurred_at amount reason",
    "contact_merges": "from_contact_id into_contact_id merged_at",
}


@cache
def columns(table: str) -> list[str]:
    """Columns of an input, or of a policy table as its seed has them."""
    if table in INPUT_COLUMNS:
        return INPUT_COLUMNS[table].split()
    with (ROOT / "seeds" / "policy" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return next(csv.reader(file))


def row(table: str, **values: str) -> dict[str, str]:
    """One row of a policy or input table: named columns, all others blank (further ones allowed)."""
    return dict.fromkeys(columns(table), "") | values


def policy() -> Tables:
    """One model `m`: 10 points for a country, 5 per visit, bands cold and hot, hot is MQL."""
    return copy.deepcopy(
        {
            "scoring_models": [row("scoring_models", model_id="m", status="active")],
            "dimensions": [
                row("dimensions", model_id="m", dimension="fit"),
                row("dimensions", model_id="m", dimension="interest"),
            ],
            "scoring_rules": [
                row(
                    "scoring_rules",
                    model_id="m",
                    rule_id="country",
                    dimension="fit",
                    kind="attribute",
                    points="10",
                    label="Lives in Germany",
                ),
                row(
                    "scoring_rules",
                    model_id="m",
                    rule_id="visit",
                    dimension="interest",
                    kind="activity",
                    points="5",
                    label="Visited us",
                ),
            ],
            "rule_conditions": [
                condition("country", "contact.country", "equals", "Germany"),
                condition("visit", "activity.activity_type", "equals", "page_view"),
            ],
            "score_bands": [
                row("score_bands", model_id="m", dimension="total", band="cold"),
                row("score_bands", model_id="m", dimension="total", band="hot", min_score="20"),
            ],
            "mql_policies": [row("mql_policies", model_id="m", mql_policy_id="hot", min_score="20")],
        }
    )


def condition(owner: str, field: str, operator: str, value: str = "", **more: str) -> dict[str, str]:
    """One condition of a rule of model `m`."""
    values = {"model_id": "m", "owner_type": "rule", "owner_id": owner}
    values |= {"field": field, "operator": operator, "value": value} | more
    return row("rule_conditions", **values)


def inputs() -> Tables:
    """Ann from Germany with three visits, Bo from France with none."""
    return copy.deepcopy(
        {
            "contacts": [
                row("contacts", contact_id="ann", country="Germany", created_at="2026-01-01"),
                row("contacts", contact_id="bo", country="France", created_at="2026-01-01"),
            ],
            "activities": [
                row(
                    "activities",
                    activity_id=f"a{day}",
                    contact_id="ann",
                    occurred_at=f"2026-02-0{day} 10:00:00",
                    activity_type="page_view",
                )
                for day in (1, 2, 3)
            ],
        }
    )


def seed_rows(table: str) -> list[dict[str, str]]:
    """Return the rows of a policy seed as they stand."""
    with (ROOT / "seeds" / "policy" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def hygiene(**changes: dict[str, str]) -> list[dict[str, str]]:
    """Return the hygiene rules of the seed, some of them changed: `hygiene(many_links={"enabled": "false"})`."""
    return [rule | changes.get(rule["rule_id"], {}) for rule in seed_rows("hygiene_rules")]
