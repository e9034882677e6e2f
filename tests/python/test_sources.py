"""Source adapters: from the tables that a connector lands to named people's scores."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from tests.python import small
from tests.python.conftest import write_tables

AS_OF = "2026-03-01"

# Made-up rows in the shapes of the connectors, typed as they land. Written for DuckDB and PostgreSQL.
HUBSPOT = """
create schema hub;
create table hub.people as select * from (values
    (1, 'ann@acme.example', timestamp '2026-01-01 10:00:00', cast(10 as double precision), 'Head of Data', 'Germany',
        false, timestamp '2026-02-20 00:00:00', 'gold', 3.50, null, 'Ann.Old@acme.example'),
    (2, 'BO@acme.example', timestamp '2026-01-02 10:00:00', null, 'Student', 'France',
        false, timestamp '2026-02-20 00:00:00', null, 12.00, '7;8', null),
    (3, 'gone@acme.example', timestamp '2026-01-03 10:00:00', null, null, 'Germany',
        true, timestamp '2026-02-20 00:00:00', null, null, null, null)
) as rows (id, property_email, property_createdate, property_associatedcompanyid, property_jobtitle, property_country,
    _fivetran_deleted, _fivetran_synced, property_plan, "property_seats-wanted", property_hs_merged_object_ids,
    property_hs_additional_emails);
create table hub.company as select * from (values
    (10, 'Acme', 'https://www.acme.example/about', 'software', 240, 'fast', false),
    (11, 'Acme of before', 'acme.example', 'software', 1, 'slow', true)
) as rows (id, property_name, property_domain, property_industry, property_numberofemployees, property_pace, is_deleted);
create table hub.email_event as select * from (values
    ('e1', 'CLICK', timestamp '2026-02-01 10:00:00', 'Ann@acme.example ', 5, false, null, timestamp '2026-02-01 11:00:00'),
    ('e2', 'OPEN', timestamp '2026-02-02 10:00:00', 'ann@acme.example', 5, true, null, timestamp '2026-02-02 11:00:00'),
    ('e3', 'CLICK', timestamp '2026-02-03 10:00:00', 'nobody@acme.example', 5, false, null,
        timestamp '2026-02-03 11:00:00'),
    ('e4', 'DELIVERED', timestamp '2026-02-01 09:00:00', 'ann@acme.example', 5, false, null,
        timestamp '2026-02-01 11:00:00'),
    ('e5', 'OPEN', timestamp '2026-02-04 10:00:00', 'ann.old@acme.example', 5, false, null,
        timestamp '2026-02-04 11:00:00'),
    ('e6', 'OPEN', timestamp '2026-02-05 10:00:00', 'ann@acme.example', 5, false, 'e5', timestamp '2026-02-05 11:00:00'),
    ('e7', 'STATUSCHANGE', timestamp '2026-02-06 10:00:00', 'bo@acme.example', 5, false, null,
        timestamp '2026-02-06 11:00:00'),
    ('e8', 'STATUSCHANGE', timestamp '2026-02-07 10:00:00', 'ann@acme.example', 5, false, null,
        timestamp '2026-02-07 11:00:00'),
    ('e9', 'SPAMREPORT', timestamp '2026-02-08 10:00:00', 'bo@acme.example', 5, false, null,
        timestamp '2026-02-08 11:00:00')
) as rows (id, type, created, recipient, email_campaign_id, filtered_event, obsoleted_by_id, _fivetran_synced);
create table hub.email_event_click as select * from (values ('e1', 'https://us.example/prices')) as rows (id, url);
create table hub.email_event_status_change as select * from (values ('e7', 'UNSUBSCRIBED'), ('e8', 'SUBSCRIBED'))
    as rows (id, portal_subscription_status);
create table hub.email_campaign as select * from (values (5, 'Spring news', 'Hello')) as rows (id, name, subject);
create table hub.contact_form_submission as select * from (values
    ('c1', 7, timestamp '2026-02-10 00:00:00', 'f1', 'Page', timestamp '2026-02-10 01:00:00'),
    ('c2', 1, timestamp '2026-02-11 00:00:00', 'f2', 'Page of form 2', timestamp '2026-02-11 01:00:00')
) as rows (conversion_id, contact_id, "timestamp", form_id, title, _fivetran_synced);
create table hub.form as select * from (values ('f1', 'Ask for a demo')) as rows (guid, name);
"""

SOURCES = {"hubspot": {"schema": "hub", "identifiers": {"contact": "people"}}}


def policy() -> small.Tables:
    """One rule for each thing to follow; points are powers of ten, so that the score says which rules fired."""
    tables = small.policy()
    rules = {
        "gold": ("fit", "attribute", "1", [("contact.plan", "equals", "gold")]),
        "seats": ("fit", "attribute", "2", [("contact.seats_wanted", "gte", "3.5")]),
        "pace": ("fit", "attribute", "4", [("company.pace", "equals", "fast")]),
        "click": ("interest", "activity", "10", [("activity.asset", "contains", "/prices")]),
        "open": ("interest", "activity", "100", [("activity.activity_type", "equals", "email_open")]),
        "form": ("interest", "activity", "1000", [("activity.asset", "equals", "Ask for a demo")]),
    }
    tables["scoring_rules"], tables["rule_conditions"], tables["mql_policies"] = [], [], []
    for rule_id, (dimension, kind, points, conditions) in rules.items():
        tables["scoring_rules"].append(
            small.row(
                "scoring_rules", model_id="m", rule_id=rule_id, dimension=dimension, kind=kind, points=points, label=rule_id
            )
        )
        tables["rule_conditions"] += [small.condition(rule_id, *condition) for condition in conditions]
    return tables


def warehouse(path: Path, *scripts: str) -> Path:
    with duckdb.connect(str(path)) as connection:
        for script in scripts:
            connection.execute(script)
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("sources")


@pytest.fixture(scope="module")
def built(dbt_build, folder):
    """All sources of the made-up world in one build."""
    build = dbt_build(
        policy=write_tables(folder / "policy", policy()),
        database=warehouse(folder / "world.duckdb", HUBSPOT),
        as_of=AS_OF,
        lead_scoring_sources=SOURCES,
    )
    assert build.succeeded, build.failures() or build.output[-3000:]
    return build


def test_hubspot_contacts_are_followed_to_a_score(built):
    scores = {row["contact_id"]: row["score"] for row in built.query("select contact_id, score from contact_scores")}
    # Ann: gold 1, seats 2, pace 4 by her company, one click on the prices, one open by her other address; the bot's and the
    # obsolete one do not count. Bo: 12 seats, pace 4 by his e-mail domain, and the form of a contact that was merged into him.
    assert scores == {"hubspot:1": 117, "hubspot:2": 1006}


def test_hubspot_activities_say_what_was_done(built):
    activities = built.query(
        "select activity_id, activity_type, channel, asset, campaign, is_bot from stg_activities order by 1",
        schema="lead_scoring_internal",
    )
    assert [tuple(row.values()) for row in activities] == [
        ("email_event:e1", "email_click", "email", "https://us.example/prices", "Spring news", False),
        ("email_event:e2", "email_open", "email", "Spring news", "Spring news", True),
        ("email_event:e3", "email_click", "email", "Spring news", "Spring news", False),
        ("email_event:e5", "email_open", "email", "Spring news", "Spring news", False),
        ("email_event:e7", "unsubscribe", "email", "Spring news", "Spring news", False),
        ("email_event:e9", "unsubscribe", "email", "Spring news", "Spring news", False),
        ("form_submission:c1", "form_submit", "web", "Ask for a demo", None, False),
        ("form_submission:c2", "form_submit", "web", "Page of form 2", None, False),
    ]
    rejected = built.query("select input, row_key, reason from rejected_rows order by 1, 2")
    assert [tuple(row.values()) for row in rejected] == [("activities", "email_event:e6", "deleted in the source")]


def test_what_is_missing_is_told_before_the_build(built):
    told = built.output.split("Missing in the sources")[1].split("\n")
    lines = [line.strip() for line in told if line.startswith("  hubspot")]
    assert "hubspot.company: no columns property_website, property_annualrevenue, property_country, " in lines[1]
    assert any(
        line.startswith("hubspot: no table contact_merge_audit") and line.endswith("merges come from the lists of merged ids on the contacts")
        for line in lines
    )
