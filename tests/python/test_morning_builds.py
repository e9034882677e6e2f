"""Builds of the morning: what happens in the afternoon is first known to the build of the next day."""

import pytest

from tests.python import small
from tests.python.conftest import write_tables
from tests.python.small import row

pytestmark = pytest.mark.long

DAYS = ("2026-06-10", "2026-06-11", "2026-06-12", "2026-06-13")


def policy() -> small.Tables:
    tables = small.policy()
    tables["scoring_models"][0]["dwell_days"] = "14"
    tables["scoring_rules"].append(
        row("scoring_rules", model_id="m", rule_id="demo", kind="activity", effect="qualify", label="Asked for a demo")
    )
    tables["rule_conditions"].append(small.condition("demo", "activity.activity_type", "equals", "demo_request"))
    return tables


def inputs() -> small.Tables:
    """On 11 June at three both ask for a demo: bo has been here for months, new was created with the form."""
    tables = small.inputs()
    tables["contacts"].append(row("contacts", contact_id="new", country="France", created_at=f"{DAYS[1]} 15:00:00"))
    tables["activities"] += [
        row(
            "activities",
            activity_id=f"d-{who}",
            contact_id=who,
            occurred_at=f"{DAYS[1]} 15:00:00",
            activity_type="demo_request",
        )
        for who in ("bo", "new")
    ]
    return tables


@pytest.fixture(scope="module")
def mornings(dbt_build, tmp_path_factory):
    """What each build, at half past five, publishes of MQLs, and whom it calls new."""
    folder = tmp_path_factory.mktemp("mornings")
    rules = write_tables(folder / "policy", policy())
    found, database = {}, None
    for day in DAYS:
        tables = inputs()
        for table, time in (("contacts", "created_at"), ("activities", "occurred_at")):
            tables[table] = [one for one in tables[table] if one[time] < f"{day} 05:30:00"]
        build = dbt_build(
            inputs=write_tables(folder / day, tables),
            policy=rules,
            database=database,
            run_at=f"{day} 05:30:00",
            tests=day in DAYS[2:],
            accept_input_drop=True,
        )
        assert build.succeeded, build.failures() or build.output[-3000:]
        database = build.database
        mqls = build.query("select contact_id, mql_since from contact_scores where is_mql")
        found[day] = {
            "mqls": {contact["contact_id"]: str(contact["mql_since"]) for contact in mqls},
            "new": {r["contact_id"] for r in build.query("select contact_id from contact_movement where is_new_mql")},
            "told": {r["contact_id"]: str(r["told_on"]) for r in build.query("select * from mql_alerts")},
        }
    return found


def test_who_asks_in_the_afternoon_is_an_mql_in_the_morning(mornings):
    # ann by her score; bo since the day on which he asked; new since the first day that knows of it.
    ann = {"ann": DAYS[0]}
    asked = {"bo": DAYS[1], "new": DAYS[2]}
    assert [mornings[day]["mqls"] for day in DAYS] == [ann, ann, ann | asked, ann | asked]


def test_and_is_new_and_told_once(mornings):
    assert [mornings[day]["new"] for day in DAYS] == [set(), set(), {"bo", "new"}, set()]
    assert [mornings[day]["told"] for day in DAYS[2:]] == [{"bo": DAYS[2], "new": DAYS[2]}] * 2
