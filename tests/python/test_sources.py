"""Source adapters: from the tables that a connector lands to named people's scores."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import duckdb
import pytest

from tests.python import small
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
        database=warehouse(folder / "world.duckdb", *world.SCRIPTS),
        as_of=world.AS_OF,
        run_at=NOON,
        lead_scoring_sources=world.SOURCES,
    )
    assert build.succeeded, build.failures() or build.output[-3000:]
    # The next day is built into a file of its own.
    shutil.copy(build.database, folder / "next_day.duckdb")
    return build


def test_people_of_all_sources_are_followed_to_a_score(built):
    assert scores(built) == world.SCORES


def test_one_person_is_one_contact_with_what_each_source_knows(built):
    person = built.query("select * from resolved_contacts where contact_id = 'hubspot:1'", "lead_scoring_internal")[0]
    assert (person["company_id"], str(person["created_at"])) == ("hubspot:10", "2025-12-01 10:00:00")
    contact = rows(
        built,
        """
        select job_title, country, plan, theme, person_id, tier_c, property_created_at
        from source_contacts
        where contact_id = 'hubspot:1'
        """,
    )
    # HubSpot comes first in the var; Salesforce and Segment fill what it does not say.
    assert contact == [("Head of Data", "Germany", "gold", "dark", "x1", "A", "long ago")]
    companies = rows(
        built, "select company_id, name, employee_count, country, segment_c from source_companies order by 1"
    )
    assert companies == [
        ("hubspot:10", "Acme", "240", "Austria", "enterprise"),
        ("salesforce:001G", "Globex", "10", "Spain", "small"),
    ]
    merges = rows(
        built,
        "select from_contact_id, into_contact_id from source_contact_merges where from_contact_id not like 'anon%'",
    )
    assert sorted(merges) == [
        ("hubspot:3", "salesforce:003G"),
        ("hubspot:7", "hubspot:2"),
        ("hubspot:8", "hubspot:2"),
        ("marketo:1", "hubspot:1"),
        ("marketo:21", "marketo:20"),
        ("marketo:22", "marketo:20"),
        ("pardot:51", "hubspot:2"),
        ("salesforce:003A", "hubspot:1"),
        ("salesforce:003D", "salesforce:003C"),
        ("salesforce:00QC", "salesforce:003C"),
        ("segment:u1", "hubspot:1"),
        ("snowplow:Ann@acme.example", "hubspot:1"),
    ]


def test_activities_say_what_was_done(built):
    activities = rows(
        built,
        """
        select activity_id, activity_type, channel, asset, campaign, is_bot
        from judged_activities
        order by source_system, activity_id
        """,
    )
    prices, news = "https://us.example/prices", "Spring news"
    assert activities == [
        ("call:101:hubspot:1", "call", "phone", "First call", None, False),
        ("email_event:e1", "email_click", "email", prices, news, False),
        ("email_event:e10", "email_open", "email", news, news, True),
        ("email_event:e2", "email_open", "email", news, news, True),
        ("email_event:e3", "email_open", "email", news, news, False),
        ("email_event:e5", "email_open", "email", news, news, False),
        ("email_event:e7", "unsubscribe", "email", news, news, False),
        ("email_event:e9", "unsubscribe", "email", news, news, False),
        ("email_reply:105:hubspot:1", "email_reply", "email", "Re: Hello", None, False),
        ("email_sent:106:hubspot:1", "email_sent", "email", "Hello", None, False),
        ("form_submission:c1", "form_submit", "web", "Ask for a demo", None, False),
        ("form_submission:c2", "form_submit", "web", "Page of form 2", None, False),
        ("meeting:102:hubspot:1", "meeting", "meeting", "First meeting", None, False),
        ("note:107:hubspot:2", "note", "sales", None, None, False),
        ("activity:101", "email_sent", "email", "Mail 1", "Spring mail", False),
        ("activity:103", "email_open", "email", "Mail 1", "Nurture", False),
        ("activity:104", "email_open", "email", "Mail 1", "Nurture", True),
        ("activity:105", "email_open", "email", "Mail 1", "Spring mail", False),
        ("activity:106", "email_click", "email", prices, None, False),
        ("activity:107", "email_bounce", "email", "Mail 1", None, False),
        ("activity:108", "unsubscribe", "email", "Mail 1", None, False),
        ("activity:109", "page_view", "web", "/prices", None, False),
        ("activity:110", "form_submit", "web", "Ask for a demo", None, False),
        ("activity:111", "link_click", "web", "https://us.example/docs", None, False),
        ("activity:113", "campaign_response", "web", "Attended", "Spring webinar", False),
        ("visitor_activity:1", "email_click", "email", prices, "Website", False),
        ("visitor_activity:11", "content_download", "web", "Guide", None, False),
        ("visitor_activity:12", "unsubscribe", "email", "Mail 9", "Website", False),
        ("visitor_activity:13", "webinar_attended", "webinar", "Spring webinar", "Website", False),
        ("visitor_activity:2", "page_view", "web", "/prices", "Website", False),
        ("visitor_activity:3", "page_view", "web", "/prices", "Website", False),
        ("visitor_activity:4", "form_submit", "web", "Ask for a demo", "Website", False),
        ("visitor_activity:5", "email_open", "email", "Mail 9", "Website", False),
        ("visitor_activity:8", "pardot_77", "web", "Moon", "Website", False),
        ("campaign_member:00v1", "campaign_response", "webinar", "Attended", "Spring webinar", False),
        ("event:00U1", "meeting", "sales", None, None, False),
        ("task:00T1", "call", "sales", "Call about prices", None, False),
        ("task:00T3", "email_sent", "sales", "Hello", None, False),
        ("page:p1", "page_view", "web", "/prices", None, False),
        ("page:p2", "page_view", "web", "/prices", None, False),
        ("page:p3", "page_view", "web", "/prices", None, True),
        ("page:p4", "page_view", "web", "/prices", None, False),
        ("track:t1", "trial_started", "web", "/start", None, False),
        ("event:s1", "page_view", "web", "/prices", None, False),
        ("event:s3", "form_submit", "web", "/contact", None, False),
        ("event:s4", "trial_started", "web", "Big plan", None, False),
        ("event:s5", "page_view", "web", "/docs", None, False),
    ]
    rejected = built.query("select input, row_key, reason from rejected_rows order by 1, 2")
    assert [tuple(row.values()) for row in rejected] == [
        ("activities", "email_event:e6", "deleted in the source"),
        ("activities", "meeting:103:hubspot:1", "deleted in the source"),
        ("activities", "task:00T4", "deleted in the source"),
        ("activities", "visitor_activity:10", "contact_id is missing"),
        ("activities", "visitor_activity:9", "activity_type is missing"),
    ]


def test_scores_go_back_to_every_record_that_can_be_written_to(built):
    """Ann has one in each CRM; deleted, merged and converted ones are left out."""
    shown = built.query(
        """
        select hubspot_contact_id as record_id, contact_id, lead_score from crm_hubspot_contacts
        union all select salesforce_lead_id, contact_id, lead_score from crm_salesforce_leads
        union all select salesforce_contact_id, contact_id, lead_score from crm_salesforce_contacts
        order by 1
        """
    )
    assert [tuple(row.values()) for row in shown] == [
        ("003A", "hubspot:1", world.SCORES["hubspot:1"]),
        ("003C", "salesforce:003C", world.SCORES["salesforce:003C"]),
        ("003G", "salesforce:003G", world.SCORES["salesforce:003G"]),
        ("00QD", "salesforce:00QD", world.SCORES["salesforce:00QD"]),
        ("1", "hubspot:1", world.SCORES["hubspot:1"]),
        ("2", "hubspot:2", world.SCORES["hubspot:2"]),
    ]
    records = rows(
        built, "select crm_object, record_id, entity_id from stg_crm_records where not is_person order by 1, 2"
    )
    assert records == [
        ("hubspot_company", "10", "hubspot:10"),
        ("salesforce_account", "001A", "hubspot:10"),
        ("salesforce_account", "001G", "salesforce:001G"),
    ]
    [lead] = rows(built, "select record_id from stg_crm_records where is_converted")
    assert lead == ("00QC",)


def test_deals_and_opportunities_are_outcomes_of_who_took_part(built):
    """Deals that were entered after they had ended were open a minute before that, so that none is open for ever."""
    outcomes = rows(
        built,
        "select contact_id, outcome_type, cast(occurred_at as date), amount, reason from stg_outcomes order by 1, 3, 2",
    )
    assert [(*row[:2], str(row[2]), row[3] and float(row[3]), row[4]) for row in outcomes] == [
        ("hubspot:1", "lost", "2026-02-25", 500.5, "Price"),
        ("hubspot:1", "opportunity", "2026-02-25", 500.5, None),
        ("hubspot:2", "opportunity", "2026-02-17", 7.0, None),
        ("pardot:50", "opportunity", "2026-02-24", 30.5, None),
        ("pardot:50", "won", "2026-02-24", 30.5, None),
        ("pardot:51", "opportunity", "2026-02-22", 8.0, None),
        ("salesforce:003C", "opportunity", "2026-02-20", 900.0, None),
        ("salesforce:003C", "won", "2026-02-20", 900.0, None),
        ("salesforce:00QC", "sales_accepted", "2026-02-12", None, None),
        ("salesforce:00QC", "opportunity", "2026-02-20", 900.0, None),
        ("salesforce:00QC", "won", "2026-02-20", 900.0, None),
    ]
    stages = built.query("select contact_id, stage from lifecycle_current order by 1")
    assert [tuple(row.values()) for row in stages if row["stage"] != "lead"] == [
        ("hubspot:1", "recycled"),
        ("hubspot:2", "opportunity"),
        ("pardot:50", "won"),
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
        # Of two changes at the same time the later one; before the first one, what that says it was.
        ("marketo:20", "contact.buying_stage_c", "early", "2026-01-10"),
        ("marketo:20", "contact.buying_stage_c", "late", "2026-02-10"),
        ("marketo:20", "contact.lead_source", "Webinar", "2026-02-11"),
        ("marketo:20", "contact.super_seats_c", "12", "2026-02-12"),
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


@pytest.mark.long
def test_the_next_build_reads_what_is_new_and_knows_who_it_was(dbt_build, built, folder):
    build = dbt_build(
        policy=folder / "policy",
        database=warehouse(folder / "next_day.duckdb", world.LATER),
        as_of=world.NEXT_DAY,
        run_at=f"{world.NEXT_DAY} 12:00:00",
        lead_scoring_sources=world.SOURCES,
        lead_scoring_inputs=world.LATER_INPUTS,
    )
    assert build.succeeded, build.failures() or build.output[-3000:]
    assert scores(build) == world.LATER_SCORES
    # Who was forgotten is in no table: nothing of a source is copied before that.
    tables = build.query(
        "select table_schema as s, table_name as t from information_schema.tables"
        " where table_schema like 'lead_scoring%' and table_type = 'BASE TABLE' and table_catalog = current_database()"
    )
    assert len(tables) > 100
    line = "lower(cast(to_json(one) as varchar))"
    for table in tables:
        told = f'select count(*) as n from "{table["s"]}"."{table["t"]}" as one where '
        assert build.query(f"{told} {line} like '%dee@%' or {line} like '%00qd%'") == [{"n": 0}], table


def test_the_tables_that_are_required_are_enough(dbt_build, tmp_path):
    policy = small.policy()
    del policy["mql_policies"]
    build = dbt_build(
        policy=write_tables(tmp_path / "policy", policy),
        database=warehouse(
            tmp_path / "little.duckdb",
            """
            create schema hubspot;
            create schema salesforce;
            create schema segment;
            create schema marketo;
            create schema ga4;
            create schema pardot;
            create table marketo.lead as select 1 as id, 'cy@acme.example' as email, 'Germany' as country;
            -- Nested rows, as Google exports them: two pages of a browser, then its user is known; a session begins.
            create table ga4.events as select * from (values
                ('page_view', 1769940000000000, 'p1', null, [{'key': 'page_location',
                    'value': {'string_value': 'https://us.example/prices?from=mail', 'int_value': null}}]),
                ('page_view', 1769940060000000, 'p1', 'ann@acme.example', [{'key': 'campaign',
                    'value': {'string_value': 'Spring', 'int_value': null}}]),
                ('session_start', 1769940000000000, 'p1', null, []),
                ('page_view', 1769940000000000, 'p2', null, [])
            ) as given (event_name, event_timestamp, user_pseudo_id, user_id, event_params);
            create table pardot.prospect as select 1 as id, 'ann@acme.example' as email;
            create table hubspot.contact as select 1 as id, 'ann@acme.example' as property_email;
            create table salesforce.contact as select '003B' as id, 'bo@acme.example' as email;
            create table segment.users as select 'u1' as id, 'ann@acme.example' as email, 'Germany' as country;
            create table segment.identifies as
            select 'a1' as anonymous_id, 'u1' as user_id, timestamp '2026-02-01' as received_at;
            """,
        ),
        as_of=world.AS_OF,
        lead_scoring_sources={"segment": {}, "salesforce": {}, "hubspot": {}, "pardot": {}, "marketo": {}, "ga4": {}},
    )
    assert build.succeeded, build.failures() or build.output[-3000:]
    # Segment is named first, so that its record stands for Ann.
    assert scores(build) == {"segment:u1": 10 + 2 * 5, "salesforce:003B": 0, "marketo:1": 10}
    pages = rows(build, "select occurred_at, contact_id, asset, campaign from stg_activities order by contact_id, 1")
    assert [(str(row[0]), *row[1:]) for row in pages] == [
        ("2026-02-01 10:00:00", "anonymous:ga4:p1", "/prices", None),
        ("2026-02-01 10:00:00", "anonymous:ga4:p2", None, None),
        ("2026-02-01 10:01:00", "ga4:ann@acme.example", None, "Spring"),
    ]


def test_what_cannot_be_read_stops_the_build_with_table_column_and_var(dbt_build, tmp_path):
    build = dbt_build(
        database=warehouse(
            tmp_path / "broken.duckdb",
            """
            create schema crm; create table crm.contact as select 'x' as id, 'Ann' as name;
            create table crm.task as select 'x' as id, 'x' as who_id;
            """,
        ),
        as_of=world.AS_OF,
        lead_scoring_sources={
            "hubspot": {"schema": "nowhere"},
            "salesforce": {"schema": "crm", "colour": "red", "identifiers": {"contcat": "contact"}},
            "segment": "web",
            "pipedrive": {"schema": "crm"},
        },
    )
    assert not build.succeeded
    for problem in [
        "hubspot: there is no table `contact`, looked for as broken.nowhere.contact. Set `hubspot.schema` (now nowhere)"
        " or `hubspot.identifiers.contact` (now contact).",
        "salesforce: the table broken.crm.contact has no column `email` (",
        "salesforce: the table broken.crm.task has no column `is_closed` (Whether it was done; others do not count.),"
        " without which `task` cannot be read. Add it, or set `salesforce.schema` (now crm) or `salesforce",
        "`salesforce` has no setting `colour`. Settings are: database, schema, identifiers, history.",
        "`salesforce.identifiers` names `contcat`, which is no table that is read. They are: account, campaign,",
        "`segment` must be a map like {schema: my_schema, identifiers: {contact: my_contact_table}}, not `web`.",
        "`pipedrive` is no source. Sources are: hubspot, salesforce, segment, marketo, pardot, snowplow, ga4.",
    ]:
        assert problem in build.output, problem
    # Tables that are not there at all but are not needed, are no problem.
    assert "`campaign`, looked for" not in build.output
    both = dbt_build(inputs=write_tables(tmp_path / "inputs", small.inputs()), lead_scoring_sources={"segment": {}})
    assert not both.succeeded
    assert "Both the var `lead_scoring_sources` and LEAD_SCORING_INPUTS (`" in both.output


# ------------------------------------------------------------ the shapes that a connector lands


# Cells that are changed, so that keys join: table, then the row by one of its cells, then what its cells become.
HUBSPOT_KEYS = {
    "contact": {
        "id=78971951": {"property_email": "Ann@acme.example"},
        "id=36842001": {"property_email": "bo@acme.example"},
    },
    "company": {"id=2182162682": {"property_name": "Acme"}},
    "contact_merge_audit": {"vid_to_merge=9999": {"canonical_vid": "78971951", "vid_to_merge": "48067201"}},
    "contact_form_submission": {
        # One that the list of merged ids names, one that the audit table names, and the contact itself.
        "conversion_id=101": {"contact_id": "76340251"},
        "conversion_id=102": {"contact_id": "48067201"},
        "conversion_id=103": {"contact_id": "78971951"},
        "conversion_id=104": {"contact_id": "36842001"},
    },
    "email_event": {
        "id=0e442bf1-26be-3f07-8b50-5c02724ad803": {"recipient": "ann@acme.example"},
        "id=99b99ed5-6ae1-3e37-93bc-7d2341b92b0c": {"recipient": "ann@acme.example", "filtered_event": "true"},
    },
    "engagement_contact": {"engagement_id=19732910159": {"contact_id": "78971951"}},
    "deal": {
        "deal_id=1244495215": {
            "deal_pipeline_stage_id": "/n0+plNHbWErNq8Ek+NM3g==",
            "property_closedate": "2020-01-02 03:04:05",
        }
    },
    "deal_contact": {"deal_id=86133127": {"deal_id": "1244495215", "contact_id": "36842001"}},
}
SALESFORCE_KEYS = {
    "account": {"id=0015500000Xyy06AAB": {"website": "acme.example"}},
    "contact": {
        "id=0033700000JmrFPAA": {
            "email": "ANN@acme.example ",
            "account_id": "0015500000Xyy06AAB",
            "region_c": "EMEA",
            "title": "Head of Data",
        }
    },
    "lead": {"id=00Q1G00000nDnM5UAK": {"converted_contact_id": "0033700000JmrFPAA"}},
    "event": {"id=00U1G00000DEaypUAD": {"who_id": "00Q1G00000nDnM5UAK"}},
    "task": {"id=00T1G00003Ufap9UAB": {"who_id": "0033700000JmrFPAA", "task_subtype": "Call"}},
    "opportunity": {"name=$1m deal": {"is_deleted": "false"}},
}
SHAPE_RULES = {
    "company": ("fit", "attribute", "1", [("contact.company", "equals", "SampleCompany")]),
    "revenue": ("fit", "attribute", "2", [("contact.annualrevenue", "gte", "100000")]),
    "region": ("fit", "attribute", "4", [("contact.region_c", "equals", "EMEA")]),
    "account": ("fit", "attribute", "8", [("company.name", "equals", "Eric's Test")]),
    "title": ("fit", "attribute", "16", [("contact.job_title", "equals", "Head of Data")]),
    "form": ("interest", "activity", "100", [("activity.activity_type", "equals", "form_submit")]),
    "open": ("interest", "activity", "1000", [("activity.activity_type", "equals", "email_open")]),
    "call": ("interest", "activity", "10000", [("activity.activity_type", "equals", "call")]),
}


def load_shapes(database: Path, schema: str, files: dict[str, Path], keys: dict, work: Path) -> None:
    """Load CSVs as tables of those names, with some cells changed so that keys join."""
    work.mkdir(exist_ok=True)
    with duckdb.connect(str(database)) as connection:
        connection.execute(f"create schema {schema}")
        for table, path in files.items():
            with path.open(encoding="utf-8", newline="") as file:
                records = list(csv.DictReader(file))
            for row_key, cells in keys.get(table, {}).items():
                column, value = row_key.split("=", 1)
                row = next(record for record in records if record[column] == value)
                row.update(cells)
            write_tables(work, {table: records})
            connection.execute(f"create table {schema}.{table} as from read_csv('{work / table}.csv', header = true)")


def test_the_shapes_of_a_connector_are_followed_to_a_score(dbt_build, shared_data, tmp_path):
    hubspot = {
        path.name.removesuffix("_data.csv"): path for path in (shared_data / "fivetran_hubspot").glob("*_data.csv")
    }
    salesforce = {
        path.name.removeprefix("sf_").removesuffix("_data.csv"): path
        for path in (shared_data / "fivetran_salesforce").glob("sf_*_data.csv")
    }
    history = {name.removesuffix("_history"): salesforce.pop(name) for name in list(salesforce) if "history" in name}
    database = tmp_path / "shapes.duckdb"
    load_shapes(database, "hubspot", hubspot, HUBSPOT_KEYS, tmp_path / "hubspot")
    load_shapes(database, "salesforce", salesforce, SALESFORCE_KEYS, tmp_path / "salesforce")
    load_shapes(database, "salesforce_history", history, {}, tmp_path / "history")
    build = dbt_build(
        policy=write_tables(tmp_path / "policy", world.policy(SHAPE_RULES)),
        database=database,
        as_of=world.AS_OF,
        lead_scoring_sources={"hubspot": {}, "salesforce": {}},
    )
    assert build.succeeded, build.failures() or build.output[-3000:]
    found = scores(build)
    # Ann: all of fit, region and title and company from Salesforce; forms of her own and of two contacts that were
    # merged into her; one open, without the bot's; a call in HubSpot, one task, and the event of the lead she was.
    assert found["hubspot:78971951"] == 31 + 3 * 100 + 1000 + 3 * 10000
    # Bo: revenue, the company by his domain, and a form.
    assert found["hubspot:36842001"] == 2 + 8 + 100
    merged = {"hubspot:76340251", "hubspot:48067201", "salesforce:0033700000JmrFPAA", "salesforce:00Q1G00000nDnM5UAK"}
    assert not merged & set(found)
    assert build.query("select stage from lifecycle_current where contact_id = 'hubspot:36842001'") == [
        {"stage": "won"}
    ]
    rejected = build.query("select input, reason, count(*) as n from rejected_rows group by all order by all")
    assert rejected == []
