"""Tables of sources as a sloppy warehouse has them: each odd row is read, or rejected with a reason, none is lost."""

from __future__ import annotations

import duckdb
import pytest

from tests.python import source_world as world
from tests.python.conftest import write_tables

SOURCES = {
    "hubspot": {"schema": "hub"},
    "salesforce": {"schema": "sf", "history": {"schema": "sf_history"}},
    "segment": {"schema": "web"},
    "marketo": {"schema": "mkt"},
    "ga4": {"schema": "ga"},
}

DASH = chr(0x2013)
# Names of custom properties that others would take for something else: quotes, a template, what our SQL calls columns.
ODD_NAME = '"property_say ""hi"" -- {{ 1/0 }}"'
OF_OURS = ["id", "_fivetran_deleted", "source_place", "linked_company_id", "is_gone", "select", "größe", ""]

HUBSPOT = f"""
create schema hub;
create table hub.contact (
    id varchar, property_email varchar, property_createdate varchar, property_associatedcompanyid double,
    property_country varchar, _fivetran_deleted varchar, property_hs_merged_object_ids varchar,
    property_hs_additional_emails varchar, {ODD_NAME} varchar,
    {", ".join(f'"property_{name}" varchar' for name in OF_OURS)}
);
insert into hub.contact (id, property_email, property_createdate, property_associatedcompanyid, property_country,
    _fivetran_deleted, property_hs_merged_object_ids, property_hs_additional_emails, {ODD_NAME}, property_source_place)
values
    ('1', 'n/a', '2026-01-01T10:00:00+02:00', 'nan', 'Germany', 'false', null, null, 'so', 'second'),
    ('2', 'n/a', '1767261600000', 10, 'Germany', 'f', null, null, null, null),
    ('3', '-', null, null, null, '0', '101, 102', null, null, null),
    ('4', 'unknown', null, null, null, 'N', '["103","104"]', null, null, null),
    ('5', 'bo@a.example', null, null, null, null, null, 'bo2@a.example, bo3@a.example', null, null),
    ('6', 'six@a.example', null, null, null, null, '7', null, null, null),
    ('7', 'seven@a.example', null, null, null, null, '6', null, null, null),
    ('9', 'dup@a.example', null, null, null, null, null, null, null, null),
    ('9', 'dup@a.example', null, null, 'Chile', null, null, null, null, null),
    ('10', 'gone@a.example', null, null, null, 'Y', null, null, null, null),
    ('106', 'own@b.example', null, null, null, null, null, null, null, null),
    (null, null, null, null, null, null, null, null, null, null);
create table hub.company as select * from (values
    (10, 'acme.example', '51{DASH}200', '10k+'), (11, 'bolt.example', '1.000-5.000', null),
    (12, 'core.example', '-5', null), (null, null, null, null)
) as given (id, property_domain, property_numberofemployees, property_annualrevenue);
create table hub.email_event as select * from (values
    ('e1', 'CLICK', timestamp '2026-02-01 10:00:00', 'BO2@a.example', timestamp '2026-02-01 10:00:00'),
    ('e2', 'OPEN', timestamp '2026-02-01 10:00:00', null, timestamp '2026-02-01 10:00:00'),
    ('e3', null, timestamp '2026-02-01 10:00:00', 'bo@a.example', timestamp '2026-02-01 10:00:00'),
    (null, 'OPEN', timestamp '2026-02-01 10:00:00', 'bo@a.example', timestamp '2026-02-01 10:00:00'),
    ('e5', 'OPEN', null, 'bo@a.example', null),
    ('e6', 'OPEN', timestamp '9999-12-31 10:00:00', 'bo@a.example', timestamp '2026-02-01 10:00:00'),
    ('e7', 'OPEN', timestamp '1970-01-01 00:00:00', 'bo@a.example', timestamp '2026-02-01 10:00:00'),
    ('e8', 'OPEN', timestamp 'infinity', 'bo@a.example', timestamp '2026-02-01 10:00:00'),
    ('e9', 'OPEN', timestamp '290000-02-01 10:00:00', 'bo@a.example', timestamp '2026-02-01 10:00:00'),
    ('e10', 'OPEN', timestamp '2026-02-01 10:00:00', 'bo@a.example', timestamp '294247-01-10 04:00:54'),
    ('e11', 'OPEN', timestamp '2026-02-01 10:00:00', 'n/a', timestamp '2026-02-01 10:00:00')
) as given (id, type, created, recipient, _fivetran_synced);
create table hub.deal as select * from (values
    (1, 'closedwon', null, null, '7'), (2, 'open', null, null, '7'), (3, 'closedwon', date '2026-02-01', null, '12,5'),
    (4, 'closedlost', date '2026-02-01', date '2026-02-03', '10')
) as given (deal_id, deal_pipeline_stage_id, property_createdate, property_closedate, property_amount);
create table hub.deal_contact as select * from (values (1, 5), (2, 5), (3, 5), (4, 5), (4, null))
    as given (deal_id, contact_id);
create table hub.contact_merge_audit as select * from (values (5, 105), (5, null), (null, 106))
    as given (canonical_vid, vid_to_merge);
create table hub.contact_property_history as select * from (values
    (5, 'jobtitle', 'A', timestamp '2026-01-03'), (5, 'job_title', 'B', timestamp '2026-01-04'),
    (5, null, 'C', timestamp '2026-01-05'), (5, 'jobtitle', 'D', null), (null, 'plan', 'x', timestamp '2026-01-06'),
    (5, 'source_place', 'third', timestamp '2026-01-07')
) as given (contact_id, name, value, "timestamp");
"""

SALESFORCE = """
create schema sf;
create table sf.contact as select * from (values
    ('003A', 'n/a', timestamp '2026-01-01', null, 'false', 'x'),
    ('003B', 'bo@a.example ', timestamp 'infinity', null, '0', 'y'),
    ('003C', 'own@b.example', timestamp '2026-01-01', '003C', 'N', null),
    ('003D', 'd@b.example', timestamp '2026-01-01', '003E', 'N', null),
    ('003E', 'e@b.example', timestamp '2026-01-01', '003D', 'N', null)
) as given (id, email, created_date, master_record_id, is_deleted, "account id");
create table sf.lead as select * from (values
    ('00QA', 'own@b.example', true, '003NOT', null), ('00QB', 'b@b.example', true, '003C', timestamp '2026-02-01'),
    ('00QC', 'own@b.example', true, null, timestamp '2026-02-01')
) as given (id, email, is_converted, converted_contact_id, converted_date);
create table sf.account as select * from (values 
    ('001A', 'new.example', cast(51 as numeric(28, 6))), ('001B', 'neo.example', 10000000000000000)
) as given (id, website, number_of_employees);
create table sf.campaign_member as select * from (values
    ('m1', null, null, null, true, null), (null, 'c', '003C', null, true, timestamp '2026-02-01'),
    ('m3', 'gone', null, '00QB', 'Y', timestamp '2026-02-01')
) as given (id, campaign_id, contact_id, lead_id, has_responded, first_responded_date);
create table sf.task as select * from (values
    ('t1', '003C', 'Y', date '2026-02-01'), ('t2', '003C', 'Y', date 'infinity')
) as given (id, who_id, is_closed, activity_date);
create schema sf_history;
create table sf_history.contact as select * from (values
    ('003C', timestamp '2026-01-01', 'A'), ('003C', timestamp '2026-01-02', 'A'), ('003C', timestamp '-infinity', 'D')
) as given (id, _fivetran_start, title)
"""

WEB = """
create schema web;
create table web.users as select * from (values
    ('u1', 'undefined'), ('u2', 'bo@a.example'), ('null', null), (null, null)
) as given (id, email);
create table web.identifies as select * from (values
    ('a1', 'undefined', timestamp '2026-02-01'), ('a2', 'undefined', timestamp '2026-02-01'),
    ('a1', 'u2', timestamp '2026-02-02'), ('undefined', 'u2', timestamp '2026-02-02'),
    (null, 'u2', timestamp '2026-02-02')
) as given (anonymous_id, user_id, received_at);
create table web.pages as select * from (values
    ('p1', 'a1', null, '2026-02-01T12:00:00+02:00', '/prices'), ('p2', 'a2', 'undefined', '2026-02-01 10:00:00Z', '/x'),
    ('p3', null, null, '2026-02-01 10:00:00', '/x'), ('p4', 'a1', 'u2', '1767261600000', '/x'),
    ('p5', 'a1', 'u2', '01/02/2026', '/x'), ('p6', 'undefined', 'undefined', '2026-02-01 10:00:00', '/x')
) as given (id, anonymous_id, user_id, "timestamp", path);
create schema mkt;
create table mkt.lead as select * from (values (20, 'ida@c.example')) as given (id, email);
create table mkt.activity_merge_leads as select * from (values
    (20, '["21";"22"]', timestamp '2026-02-01'), (20, '23', timestamp '2026-02-01'), (20, null, timestamp '2026-02-01')
) as given (lead_id, merge_ids, activity_date);
create schema ga;
create table ga.events as select event_name, event_timestamp, user_pseudo_id, user_id,
    [{'key': 'page_location', 'value': {'string_value': 'https://us.example/x'}}] as event_params
from (values
    ('page_view', 1769940000000000, 'b1', null), ('page_view', 9223372036854775807, 'b1', null),
    ('page_view', 1769940000000001, '(not set)', null)
) as given (event_name, event_timestamp, user_pseudo_id, user_id)
"""

CIRCLE = "merges that run in a circle (or over more than 1,024 links): nobody is left to receive the points"
NO_TIME = "occurred_at is missing or no time"
# Input, key and reason of all that does not count.
REJECTED = [
    ("activities", "campaign_member:m1", "contact_id is missing"),
    ("activities", "email_event:e2", "contact_id is missing"),
    ("activities", "email_event:e3", "activity_type is missing"),
    ("activities", "email_event:e5", NO_TIME),
    ("activities", "email_event:e6", "occurred_at is more than a day after loaded_at"),
    ("activities", "email_event:e8", NO_TIME),
    ("activities", "email_event:e9", NO_TIME),
    ("activities", "event:(of Google)", NO_TIME),
    ("activities", "event:(of Google)", "contact_id is missing"),
    ("activities", "page:p3", "contact_id is missing"),
    ("activities", "page:p4", NO_TIME),
    ("activities", "page:p5", NO_TIME),
    ("activities", "page:p6", "contact_id is missing"),
    ("activities", "task:t2", NO_TIME),
    ("activities", None, "activity_id is missing"),
    ("activities", None, "activity_id is missing"),
    ("attribute_history", "hubspot:5", "field is missing"),
    ("attribute_history", "hubspot:5", "valid_from is missing or no time"),
    ("attribute_history", None, "id is missing"),
    ("companies", None, "company_id is missing"),
    ("contact_merges", "hubspot:106", "into_contact_id is missing"),
    ("contact_merges", "hubspot:6", CIRCLE),
    ("contact_merges", "hubspot:7", CIRCLE),
    ("contact_merges", "salesforce:003C", "a contact cannot be merged into itself"),
    ("contact_merges", "salesforce:003D", CIRCLE),
    ("contact_merges", "salesforce:003E", CIRCLE),
    ("contact_merges", None, "from_contact_id is missing"),
    ("contacts", "hubspot:9", "superseded: contact_id stands more than once"),
    ("contacts", None, "contact_id is missing"),
    ("contacts", None, "contact_id is missing"),
    ("contacts", None, "contact_id is missing"),
    ("crm_records", "9", "superseded: record_id stands more than once for its crm_object"),
    ("crm_records", None, "record_id is missing"),
    ("crm_records", None, "record_id is missing"),
    ("outcomes", "hubspot:opportunity:2:hubspot:5", NO_TIME),
    ("outcomes", "hubspot:opportunity:3:hubspot:5", "amount is no number"),
    ("outcomes", "hubspot:won:1:hubspot:5", NO_TIME),
    ("outcomes", "hubspot:won:3:hubspot:5", NO_TIME),
    ("outcomes", "salesforce:converted:00QA", NO_TIME),
    ("outcomes", None, "outcome_id is missing"),
    ("outcomes", None, "outcome_id is missing"),
]


# Of each input: what is accepted.
ACCEPTED = {
    "activities": "stg_activities",
    "contacts": "stg_contacts",
    "companies": "stg_companies",
    "outcomes": "stg_outcomes",
    "contact_merges": "stg_merges",
    "attribute_history": "stg_attribute_history",
    "crm_records": "stg_crm_records",
}
MODELS = ["all_rejected_rows", *ACCEPTED.values()]


@pytest.fixture(scope="module")
def built(dbt_build, tmp_path_factory):
    """From the sources to what is rejected."""
    folder = tmp_path_factory.mktemp("dirty")
    database = folder / "dirty.duckdb"
    with duckdb.connect(str(database)) as connection:
        connection.execute(HUBSPOT + SALESFORCE + ";" + WEB)
    build = dbt_build(
        policy=write_tables(folder / "policy", world.policy()),
        database=database,
        args=["--select", *(f"+{name}" for name in ["band_values", *MODELS]), "--indirect-selection", "empty"],
        as_of=world.AS_OF,
        run_at="2026-03-01 12:00:00",
        lead_scoring_sources=SOURCES,
    )
    assert build.succeeded, build.failures() or build.output[-3000:]
    return build


def rows(build, sql: str) -> list[tuple]:
    return [tuple(row.values()) for row in build.query(sql, schema="lead_scoring_internal")]


def test_every_odd_row_is_rejected_with_its_reason(built):
    rejected = rows(built, "select input, row_key, reason from all_rejected_rows")
    named = [(one[0], "event:(of Google)" if len(one[1] or "") == 38 else one[1], one[2]) for one in rejected]
    assert sorted(named, key=str) == sorted(REJECTED, key=str)


def test_no_row_is_lost_on_the_way(built):
    """What a build's invariant says of inputs, said of the sources: it takes longer than all else here."""
    for name, accepted in ACCEPTED.items():
        [counts] = rows(
            built,
            f"""
            select
                (select count(*) from source_{name}),
                (select count(*) from {accepted})
                + (select count(*) from all_rejected_rows where input = '{name}')
                - (select count(*) from merge_circles where '{name}' = 'contact_merges')
            """,
        )
        assert counts[0] == counts[1] > 0, name


def test_an_address_that_is_none_makes_nobody_the_same_person(built):
    merges = rows(built, "select from_contact_id, into_contact_id from stg_merges order by 1")
    browsers = [merge for merge in merges if merge[0].startswith("anonymous:")]
    # Of two addresses that wrote to Bo; of a browser whose first user was `undefined`.
    assert [merge for merge in browsers if "hubspot" not in merge[0]] == [("anonymous:segment:a1", "segment:u2")]
    assert {into for _, into in browsers if into.startswith("hubspot")} == {"hubspot:5"}
    assert [merge for merge in merges if merge not in browsers] == [
        # Lists of merged ids with other marks than HubSpot's.
        ("hubspot:101", "hubspot:3"),
        ("hubspot:102", "hubspot:3"),
        ("hubspot:103", "hubspot:4"),
        ("hubspot:104", "hubspot:4"),
        ("hubspot:105", "hubspot:5"),
        ("hubspot:6", "hubspot:7"),
        ("hubspot:7", "hubspot:6"),
        ("marketo:21", "marketo:20"),
        ("marketo:22", "marketo:20"),
        ("marketo:23", "marketo:20"),
        ("salesforce:003B", "hubspot:5"),
        # A merge into itself, or into nobody knows whom, keeps no record from being known by its address.
        ("salesforce:003C", "hubspot:106"),
        ("salesforce:003D", "salesforce:003E"),
        ("salesforce:003E", "salesforce:003D"),
        # Not into a contact that was not landed.
        ("salesforce:00QA", "hubspot:106"),
        ("salesforce:00QB", "salesforce:003C"),
        ("salesforce:00QC", "hubspot:106"),
        ("segment:u2", "hubspot:5"),
    ]


def test_properties_may_have_any_name(built):
    found = rows(
        built,
        "select say__hi________1_0___, property_source_place, company_id, cast(created_at as varchar)"
        " from source_contacts where contact_id = 'hubspot:1'",
    )
    assert found == [("so", "second", None, "2026-01-01 08:00:00")]
    names = {name for (name,) in rows(built, "select column_name from (describe source_contacts)")}
    expected = {"property_id", "property__fivetran_deleted", "property_linked_company_id", "is_gone"}
    assert expected | {"select", "gr__e", "property_", "salesforce_account_id"} <= names
    # Their history goes by the same names.
    history = rows(built, "select field, value from stg_attribute_history order by value")
    assert history == [
        ("contact.job_title", "A"),
        ("contact.job_title", "A"),
        ("contact.property_job_title", "B"),
        ("contact.property_source_place", "third"),
    ]


def test_sizes_of_sources_may_be_text(built):
    sizes = rows(built, "select band_text, band_start from band_values where field = 'company.employees_from'")
    assert dict(sizes) == {
        f"51{DASH}200": "51",
        "1.000-5.000": "1000",
        "-5": None,
        "51": "51",
        "10000000000000000": None,
    }


def test_times_are_read_in_any_spelling(built):
    times = rows(built, "select activity_id, cast(occurred_at as varchar), contact_id from stg_activities")
    told = {row[0]: row[1:] for row in times}
    assert told["page:p1"] == ("2026-02-01 10:00:00", "anonymous:segment:a1")
    assert told["page:p2"] == ("2026-02-01 10:00:00", "anonymous:segment:a2")
    assert told["email_event:e7"][0] == "1970-01-01 00:00:00"
    # Loaded in the year 294247 is not said when.
    assert told["email_event:e10"][0] == "2026-02-01 10:00:00"
    assert told["task:t1"] == ("2026-02-01 00:00:00", "salesforce:003C")
