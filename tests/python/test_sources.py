"""Source adapters: from the tables that a connector lands to named people's scores."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from tests.python import source_world as world
from tests.python.conftest import write_tables

NOON = "2026-03-01 12:00:00"


def warehouse(path: Path, *scripts: str) -> Path:
    with duckdb.connect(str(path)) as connection:
        for script in scripts:
            connection.execute(script)
    return path


def scores(build) -> dict[str, int]:
    return {row["contact_id"]: row["score"] for row in build.query("select contact_id, score from contact_scores")}


def rows(build, sql: str) -> list[tuple]:
    """Rows of internal tables."""
    return [tuple(row.values()) for row in build.query(sql, schema="lead_scoring_internal")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("sources")


@pytest.fixture(scope="module")
def built(dbt_build, folder):
    """All sources of the made-up world in one build."""
    build = dbt_build(
        policy=write_tables(folder / "policy", world.policy()),
        database=warehouse(folder / "world.duckdb", world.HUBSPOT, world.SALESFORCE, world.SEGMENT),
        as_of=world.AS_OF,
        run_at=NOON,
        lead_scoring_sources=world.SOURCES,
    )
    assert build.succeeded, build.failures() or build.output[-3000:]
    # The next day is built into a file of its own.
    shutil.copy(build.database, folder / "next_day.duckdb")
    return build


def test_people_of_three_sources_are_followed_to_a_score(built):
    assert scores(built) == world.SCORES


def test_one_person_is_one_contact_with_what_each_source_knows(built):
    person = built.query("select * from resolved_contacts where contact_id = 'hubspot:1'", "lead_scoring_internal")[0]
    assert (person["company_id"], str(person["created_at"])) == ("hubspot:10", "2025-12-01 10:00:00")
    contact = rows(
        built,
        "select job_title, country, plan, theme, tier_c from source_contacts where contact_id = 'hubspot:1'",
    )
    # HubSpot comes first in the var; Salesforce and Segment fill what it does not say.
    assert contact == [("Head of Data", "Germany", "gold", "dark", "A")]
    companies = rows(
        built, "select company_id, name, employee_count, country, segment_c from source_companies order by 1"
    )
    assert companies == [
        ("hubspot:10", "Acme", 240, "Austria", "enterprise"),
        ("salesforce:001G", "Globex", 10, "Spain", "small"),
    ]
    merges = rows(
        built,
        "select from_contact_id, into_contact_id from source_contact_merges where from_contact_id not like 'anon%'",
    )
    assert sorted(merges) == [
        ("hubspot:3", "salesforce:003G"),
        ("hubspot:7", "hubspot:2"),
        ("hubspot:8", "hubspot:2"),
        ("salesforce:003A", "hubspot:1"),
        ("salesforce:003D", "salesforce:003C"),
        ("salesforce:00QC", "salesforce:003C"),
        ("segment:u1", "hubspot:1"),
    ]


def test_activities_say_what_was_done(built):
    activities = rows(
        built,
        """
        select activity_id, activity_type, channel, asset, campaign, is_bot
        from stg_activities
        order by source_system, activity_id
        """,
    )
    prices, news = "https://us.example/prices", "Spring news"
    assert activities == [
        ("call:101:hubspot:1", "call", "phone", "First call", None, False),
        ("email_event:e1", "email_click", "email", prices, news, False),
        ("email_event:e2", "email_open", "email", news, news, True),
        ("email_event:e3", "email_click", "email", news, news, False),
        ("email_event:e5", "email_open", "email", news, news, False),
        ("email_event:e7", "unsubscribe", "email", news, news, False),
        ("email_event:e9", "unsubscribe", "email", news, news, False),
        ("email_reply:105:hubspot:1", "email_reply", "email", "Re: Hello", None, False),
        ("email_sent:106:hubspot:1", "email_sent", "email", "Hello", None, False),
        ("form_submission:c1", "form_submit", "web", "Ask for a demo", None, False),
        ("form_submission:c2", "form_submit", "web", "Page of form 2", None, False),
        ("meeting:102:hubspot:1", "meeting", "meeting", "First meeting", None, False),
        ("note:107:hubspot:2", "note", "sales", None, None, False),
        ("campaign_member:00v1", "campaign_response", "webinar", "Attended", "Spring webinar", False),
        ("event:00U1", "meeting", "sales", None, None, False),
        ("task:00T1", "call", "sales", "Call about prices", None, False),
        ("task:00T3", "email_sent", "sales", "Hello", None, False),
        ("page:p1", "page_view", "web", "/prices", None, False),
        ("page:p2", "page_view", "web", "/prices", None, False),
        ("page:p3", "page_view", "web", "/prices", None, True),
        ("page:p4", "page_view", "web", "/prices", None, False),
        ("track:t1", "trial_started", "web", "/start", None, False),
    ]
    rejected = built.query("select input, row_key, reason from rejected_rows order by 1, 2")
    assert [tuple(row.values()) for row in rejected] == [
        ("activities", "email_event:e6", "deleted in the source"),
        ("activities", "meeting:103:hubspot:1", "deleted in the source"),
        ("activities", "task:00T4", "deleted in the source"),
    ]


def test_deals_and_opportunities_are_outcomes_of_who_took_part(built):
    outcomes = rows(
        built,
        "select contact_id, outcome_type, cast(occurred_at as date), amount, reason from stg_outcomes order by 1, 3, 2",
    )
    assert [(*row[:2], str(row[2]), row[3] and float(row[3]), row[4]) for row in outcomes] == [
        ("hubspot:1", "opportunity", "2026-02-16", 500.5, None),
        ("hubspot:1", "lost", "2026-02-25", 500.5, "Price"),
        ("hubspot:2", "opportunity", "2026-02-17", 7.0, None),
        ("salesforce:003C", "opportunity", "2026-02-12", 900.0, None),
        ("salesforce:003C", "won", "2026-02-20", 900.0, None),
        ("salesforce:00QC", "opportunity", "2026-02-12", 900.0, None),
        ("salesforce:00QC", "sales_accepted", "2026-02-12", None, None),
        ("salesforce:00QC", "won", "2026-02-20", 900.0, None),
    ]
    stages = built.query("select contact_id, stage from lifecycle_current order by 1")
    assert [tuple(row.values()) for row in stages][:3] == [
        ("hubspot:1", "recycled"),
        ("hubspot:2", "opportunity"),
        ("salesforce:003C", "won"),
    ]


def test_histories_tell_changes_by_the_names_of_fields(built):
    changes = rows(
        built,
        "select entity_id, field, value, cast(valid_from as date) from stg_attribute_history order by 1, 2, 4",
    )
    assert [(*row[:3], str(row[3])) for row in changes] == [
        ("hubspot:1", "contact.job_title", "Analyst", "2026-01-01"),
        ("hubspot:1", "contact.job_title", "Head of Data", "2026-02-01"),
        ("hubspot:1", "contact.seats_wanted", "3.5", "2026-01-05"),
        ("hubspot:10", "company.employee_count", "240", "2026-01-01"),
        ("salesforce:003C", "contact.email", "cy@globex.example", "2026-02-12"),
        ("salesforce:003C", "contact.job_title", "Buyer", "2026-02-15"),
        ("salesforce:003C", "contact.tier_c", "C", "2026-02-12"),
        ("salesforce:003C", "contact.tier_c", "B", "2026-02-18"),
    ]


def test_what_is_missing_is_told_before_the_build(built):
    lines = [line.strip() for line in built.output.split("Missing in the sources")[1].splitlines()[1:]]
    assert any(
        line.startswith("hubspot: no table contact_merge_audit (")
        and line.endswith("): merges come from the lists of merged ids on the contacts")
        for line in lines
    )
    blank = "property_website, property_annualrevenue, property_country, property_business_model"
    assert f"hubspot.company: no columns {blank}: empty" in lines
    assert "segment.tracks: no column context_user_agent: events of bots count" in lines
