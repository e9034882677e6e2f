"""A made-up company whose tables of all sources are typed as they land; for DuckDB and PostgreSQL.

Ann is in HubSpot, Salesforce, Segment, Marketo and Snowplow, Bo in HubSpot and Pardot, Gus deleted in HubSpot and
alive in Salesforce; Cy was a lead and became a contact, Dee is a lead, Fay a user of Segment, Ida a lead of Marketo,
Kim a prospect of Pardot and Oli a user of Snowplow. Statements end in `;`, which stands nowhere else.
"""

from __future__ import annotations

from tests.python import small

AS_OF = "2026-03-01"

HUBSPOT = """
create schema hub;
create table hub.people as select * from (values
    (1, 'ann@acme.example', timestamp '2026-01-01 10:00:00', cast(10 as double precision), 'Head of Data', 'Germany',
        false, timestamp '2026-02-20 00:00:00', 'gold', 3.50, null, 'Ann.Old@acme.example', 'long ago'),
    (2, 'BO@acme.example', timestamp '2026-01-02 10:00:00', null, 'Student', 'France',
        false, timestamp '2026-02-20 00:00:00', null, 12.00, '7' || chr(59) || '8', null, null),
    (3, 'gus@acme.example', timestamp '2026-01-03 10:00:00', null, null, 'Germany',
        true, timestamp '2026-02-20 00:00:00', 'gold', null, null, null, null)
) as given (id, property_email, property_createdate, property_associatedcompanyid, property_jobtitle, property_country,
    _fivetran_deleted, _fivetran_synced, property_plan, "property_seats-wanted", property_hs_merged_object_ids,
    property_hs_additional_emails, property_created_at);
create table hub.company as select * from (values
    (10, 'Acme', 'https://www.acme.example/about', 'software', 240, 'fast', false),
    (11, 'Acme of before', 'acme.example', 'software', 1, 'slow', true)
) as given (id, property_name, property_domain, property_industry, property_numberofemployees, property_pace,
    is_deleted);
create table hub.email_event as select * from (values
    ('e1', 'CLICK', timestamp '2026-02-01 10:00:00', 'Ann@acme.example ', 5, false, null,
        timestamp '2026-02-01 11:00:00'),
    ('e2', 'OPEN', timestamp '2026-02-02 10:00:00', 'ann@acme.example', 5, true, null, timestamp '2026-02-02 11:00:00'),
    ('e3', 'OPEN', timestamp '2026-02-03 10:00:00', 'hal@acme.example', 5, false, null,
        timestamp '2026-02-03 11:00:00'),
    ('e4', 'DELIVERED', timestamp '2026-02-01 09:00:00', 'ann@acme.example', 5, false, null,
        timestamp '2026-02-01 11:00:00'),
    ('e5', 'OPEN', timestamp '2026-02-04 10:00:00', 'ann.old@acme.example', 5, false, null,
        timestamp '2026-02-04 11:00:00'),
    ('e6', 'OPEN', timestamp '2026-02-05 10:00:00', 'ann@acme.example', 5, false, 'e5',
        timestamp '2026-02-05 11:00:00'),
    ('e7', 'STATUSCHANGE', timestamp '2026-02-06 10:00:00', 'bo@acme.example', 5, false, null,
        timestamp '2026-02-06 11:00:00'),
    ('e8', 'STATUSCHANGE', timestamp '2026-02-07 10:00:00', 'ann@acme.example', 5, false, null,
        timestamp '2026-02-07 11:00:00'),
    ('e9', 'SPAMREPORT', timestamp '2026-02-08 10:00:00', 'bo@acme.example', 5, false, null,
        timestamp '2026-02-08 11:00:00'),
    ('e10', 'OPEN', timestamp '2026-02-09 10:00:00', 'ann@acme.example', 5, false, null,
        timestamp '2026-02-09 11:00:00')
) as given (id, type, created, recipient, email_campaign_id, filtered_event, obsoleted_by_id, _fivetran_synced);
create table hub.email_event_click as select * from (values ('e1', 'https://us.example/prices')) as given (id, url);
create table hub.email_event_open as select * from (values ('e10', 'Mozilla/5.0')) as given (id, user_agent);
create table hub.email_event_status_change as select * from (values ('e7', 'UNSUBSCRIBED'), ('e8', 'SUBSCRIBED'))
    as given (id, portal_subscription_status);
create table hub.email_campaign as select * from (values (5, 'Spring news', 'Hello')) as given (id, name, subject);
create table hub.contact_form_submission as select * from (values
    ('c1', 7, timestamp '2026-02-10 00:00:00', 'f1', 'Page', timestamp '2026-02-10 01:00:00'),
    ('c2', 1, timestamp '2026-02-11 00:00:00', 'f2', 'Page of form 2', timestamp '2026-02-11 01:00:00')
) as given (conversion_id, contact_id, "timestamp", form_id, title, _fivetran_synced);
create table hub.form as select * from (values ('f1', 'Ask for a demo')) as given (guid, name);
create table hub.engagement_contact as select * from (values
    (1, 101, timestamp '2026-02-12 12:00:00'), (1, 102, timestamp '2026-02-12 12:00:00'),
    (1, 103, timestamp '2026-02-12 12:00:00'), (1, 104, timestamp '2026-02-12 12:00:00'),
    (1, 105, timestamp '2026-02-12 12:00:00'), (1, 106, timestamp '2026-02-12 12:00:00'),
    (2, 107, timestamp '2026-02-12 12:00:00')
) as given (contact_id, engagement_id, _fivetran_synced);
create table hub.engagement_call as select * from (values
    (101, timestamp '2026-02-12 10:00:00', 'First call', false, timestamp '2026-02-12 11:00:00')
) as given (engagement_id, property_hs_timestamp, property_hs_call_title, _fivetran_deleted, _fivetran_synced);
create table hub.engagement_meeting as select * from (values
    (102, timestamp '2026-02-13 10:00:00', 'COMPLETED', 'First meeting', timestamp '2026-02-12 11:00:00'),
    (103, timestamp '2026-02-14 10:00:00', 'CANCELED', 'Second meeting', timestamp '2026-02-12 11:00:00'),
    (104, timestamp '2026-03-02 10:00:00', 'SCHEDULED', 'Third meeting', timestamp '2026-02-12 11:00:00')
) as given (engagement_id, start_time, meeting_outcome, title, _fivetran_synced);
create table hub.engagement_note as select * from (values
    (107, timestamp '2026-02-12 10:00:00', false, timestamp '2026-02-12 11:00:00')
) as given (engagement_id, property_hs_timestamp, _fivetran_deleted, _fivetran_synced);
create table hub.engagement_email as select * from (values
    (105, timestamp '2026-02-15 10:00:00', 'INCOMING_EMAIL', 'Re: Hello', false, timestamp '2026-02-15 11:00:00'),
    (106, timestamp '2026-02-15 09:00:00', 'EMAIL', 'Hello', false, timestamp '2026-02-15 11:00:00')
) as given (engagement_id, property_hs_timestamp, type, property_hs_email_subject, _fivetran_deleted, _fivetran_synced);
create table hub.deal as select * from (values
    (901, 's9', 500.5, timestamp '2026-02-25 10:00:00', timestamp '2026-02-26 10:00:00', 'Price', false),
    (902, 's1', 7.0, timestamp '2026-06-01 10:00:00', timestamp '2026-02-17 10:00:00', null, false),
    (903, 's1', 7.0, timestamp '2026-06-01 10:00:00', timestamp '2026-02-17 10:00:00', null, true),
    (904, 's1', 7.0, timestamp '2026-06-01 10:00:00', timestamp '2026-02-17 10:00:00', null, false)
) as given (deal_id, deal_pipeline_stage_id, property_amount, property_closedate, property_createdate,
    property_closed_lost_reason, is_deleted);
create table hub.deal_contact as select * from (values (1, 901), (2, 902), (2, 903), (2, 904))
    as given (contact_id, deal_id);
create table hub.deal_pipeline_stage as select * from (values ('s1', false, false), ('s9', true, false))
    as given (stage_id, is_closed, closed_won);
create table hub.merged_deal as select * from (values (902, 904)) as given (deal_id, merged_deal_id);
create table hub.contact_property_history as select * from (values
    (1, 'jobtitle', 'Analyst', timestamp '2026-01-01 10:00:00'),
    (1, 'jobtitle', 'Head of Data', timestamp '2026-02-01 10:00:00'),
    (1, 'seats-wanted', '3.5', timestamp '2026-01-05 10:00:00'),
    (1, 'createdate', '1767261600000', timestamp '2026-01-01 10:00:00')
) as given (contact_id, name, value, "timestamp");
create table hub.company_property_history as select * from (values
    (10, 'numberofemployees', '240', timestamp '2026-01-01 10:00:00')
) as given (company_id, name, value, "timestamp")
"""

SALESFORCE = """
create schema sf;
create table sf.contact as select * from (values
    ('003A', 'ANN@acme.example', '001A', 'Chief of Data', 'Austria', timestamp '2025-12-01 10:00:00', null, false, 'A'),
    ('003C', 'cy@globex.example', '001G', null, 'Spain', timestamp '2026-02-12 10:00:00', null, false, 'B'),
    ('003D', 'cy@globex.example', '001G', null, 'Spain', timestamp '2026-02-12 10:00:00', '003C', true, 'A'),
    ('003G', 'gus@acme.example', null, null, 'Spain', timestamp '2026-02-12 10:00:00', null, false, 'B')
) as given (id, email, account_id, title, mailing_country, created_date, master_record_id, is_deleted, tier_c);
create table sf.lead as select * from (values
    ('00QC', 'cy@globex.example', timestamp '2026-01-10 10:00:00', true, timestamp '2026-02-12 00:00:00', '003C',
        'O1', false, 'Spain', 100),
    ('00QD', 'dee@globex.example', timestamp '2026-01-11 10:00:00', false, null, null, null, false, 'Spain', 5000)
) as given (id, email, created_date, is_converted, converted_date, converted_contact_id, converted_opportunity_id,
    is_deleted, country, budget_c);
create table sf.account as select * from (values
    ('001A', 'Acme Inc.', 'http://acme.example', 250, 'Austria', false, 'enterprise'),
    ('001G', 'Globex', 'globex.example', 10, 'Spain', false, 'small')
) as given (id, name, website, number_of_employees, billing_country, is_deleted, segment_c);
create table sf.campaign as select * from (values ('701W', 'Spring webinar', 'Webinar')) as given (id, name, type);
create table sf.campaign_member as select * from (values
    ('00v1', '701W', null, '00QC', 'Attended', true, timestamp '2026-02-01 00:00:00', timestamp '2026-02-02 00:00:00'),
    ('00v2', '701W', null, '00QD', 'Sent', false, null, timestamp '2026-02-02 00:00:00')
) as given (id, campaign_id, contact_id, lead_id, status, has_responded, first_responded_date, _fivetran_synced);
create table sf.task as select * from (values
    ('00T1', '003A', true, timestamp '2026-02-18 10:00:00', 'Call', 'Call about prices', false,
        timestamp '2026-02-18 11:00:00'),
    ('00T2', '00QD', false, null, 'Call', 'Call her', false, timestamp '2026-02-18 11:00:00'),
    ('00T3', '00QD', true, timestamp '2026-02-18 10:00:00', 'Email', 'Hello', false, timestamp '2026-02-18 11:00:00'),
    ('00T4', '00QD', true, timestamp '2026-02-18 10:00:00', 'Call', 'By mistake', true,
        timestamp '2026-02-18 11:00:00')
) as given (id, who_id, is_closed, completed_date_time, task_subtype, subject, is_deleted, _fivetran_synced);
create table sf.event as select * from (values
    ('00U1', '003C', timestamp '2026-02-19 10:00:00', 'Meeting', false, false, timestamp '2026-02-18 11:00:00'),
    ('00U2', '003C', timestamp '2026-02-19 10:00:00', 'Meeting', true, false, timestamp '2026-02-18 11:00:00'),
    ('00U3', '003C', timestamp '2026-03-09 10:00:00', 'Meeting', false, false, timestamp '2026-02-18 11:00:00')
) as given (id, who_id, start_date_time, type, is_child, is_deleted, _fivetran_synced);
create table sf.opportunity as select * from (values
    ('O1', timestamp '2026-02-20 23:59:30', date '2026-02-20', true, true, 900.0, false),
    ('O2', timestamp '2026-02-12 10:00:00', date '2026-02-12', true, true, 900.0, false)
) as given (id, created_date, close_date, is_closed, is_won, amount, is_deleted);
create table sf.opportunity_contact_role as select * from (values ('O1', '003C', false))
    as given (opportunity_id, contact_id, is_deleted);
create schema sf_history;
create table sf_history.contact as select * from (values
    ('003C', timestamp '2026-02-12 10:00:00', null, 'C', 'cy@globex.example'),
    ('003C', timestamp '2026-02-15 10:00:00', 'Buyer', 'C', 'cy@globex.example'),
    ('003C', timestamp '2026-02-18 10:00:00', 'Buyer', 'B', 'cy@globex.example')
) as given (id, _fivetran_start, title, tier_c, email)
"""

SEGMENT = """
create schema web;
create table web.users as select * from (values
    ('u1', 'ann@acme.example', timestamp '2026-02-20 10:00:00', 3, 'dark', 'x1'),
    ('fay@solo.example', null, timestamp '2026-02-21 10:00:00', 7, 'light', 'x2')
) as given (id, email, received_at, plan, theme, person_id);
create table web.identifies as select * from (values
    ('a1', 'u1', timestamp '2026-02-20 10:00:00'),
    ('a1', 'fay@solo.example', timestamp '2026-02-21 10:00:00')
) as given (anonymous_id, user_id, received_at);
create table web.pages as select * from (values
    ('p1', 'a1', null, timestamp '2026-02-19 10:00:00', '/prices', 'Mozilla/5.0', timestamp '2026-02-19 10:00:05'),
    ('p2', 'a1', 'u1', timestamp '2026-02-20 10:01:00', '/prices', 'Mozilla/5.0 (CUBOT X)',
        timestamp '2026-02-20 10:01:05'),
    ('p3', 'a1', 'u1', timestamp '2026-02-20 10:02:00', '/prices', 'Mozilla/5.0 (compatible, Googlebot/2.1)',
        timestamp '2026-02-20 10:02:05'),
    ('p4', 'a9', null, timestamp '2026-02-20 10:02:00', '/prices', 'Mozilla/5.0', timestamp '2026-02-20 10:02:05')
) as given (id, anonymous_id, user_id, "timestamp", path, context_user_agent, received_at);
create table web.tracks as select * from (values
    ('t1', 'a1', 'fay@solo.example', timestamp '2026-02-21 10:01:00', 'trial_started', 'Trial Started', '/start',
        timestamp '2026-02-21 10:01:05')
) as given (id, anonymous_id, user_id, "timestamp", event, event_text, context_page_path, received_at)
"""

MARKETO = """
create schema mkt;
create table mkt.lead as select * from (values
    (1, 'ann@acme.example', timestamp '2026-01-05 10:00:00', 'Chief Analyst', 'Germany', 'late', false,
        timestamp '2026-02-20 00:00:00'),
    (20, 'ida@initech.example', timestamp '2026-01-10 10:00:00', 'CTO', 'Norway', 'late', false,
        timestamp '2026-02-20 00:00:00'),
    (21, 'ida.old@initech.example', timestamp '2026-01-11 10:00:00', null, null, null, true,
        timestamp '2026-02-20 00:00:00'),
    (23, 'jon@initech.example', timestamp '2026-01-12 10:00:00', 'CTO', 'Norway', 'late', false,
        timestamp '2026-02-20 00:00:00')
) as given (id, email, created_at, title, country, buying_stage_c, _fivetran_deleted, _fivetran_synced);
create table mkt.activity_delete_lead as select 700 as id, 23 as lead_id;
create table mkt.activity_merge_leads as select * from (values
    (701, 20, '[21, 22]', timestamp '2026-02-01 10:00:00')
) as given (id, lead_id, merge_ids, activity_date);
create table mkt.lead_describe as select * from (values (77, 'Buying_Stage__c'), (79, 'leadSource'))
    as given (id, restname);
create table mkt.activity_change_data_value as select * from (values
    (801, 20, timestamp '2026-02-10 10:00:00', 77, 'Buying Stage', 'early', 'middle'),
    (802, 20, timestamp '2026-02-10 10:00:00', 77, 'Buying Stage', 'middle', 'late'),
    (803, 20, timestamp '2026-02-11 10:00:00', 79, 'Lead Source', null, 'Webinar'),
    (804, 20, timestamp '2026-02-12 10:00:00', 99, 'Super.Seats (C)', null, '12'),
    (805, 20, timestamp '2026-02-13 10:00:00', 98, 'Created At', null, '2026-01-01')
) as given (id, lead_id, activity_date, primary_attribute_value_id, primary_attribute_value, old_value, new_value);
create table mkt.campaign as select * from (values (5, 'Send it', 6), (7, 'Nurture', null))
    as given (id, name, program_id);
create table mkt.program as select * from (values (6, 'Spring mail')) as given (id, name);
create table mkt.activity_send_email as select * from (values
    (101, 20, timestamp '2026-02-14 09:00:00', 'Mail 1', 5, null, timestamp '2026-02-14 10:00:00'),
    (102, 20, timestamp '2026-02-15 09:00:00', 'Mail 2', 5, 'skipped', timestamp '2026-02-15 10:00:00')
) as given (id, lead_id, activity_date, primary_attribute_value, campaign_id, action_result, _fivetran_synced);
create table mkt.activity_open_email as select * from (values
    (103, 20, timestamp '2026-02-14 11:00:00', 'Mail 1', 7, 'Mozilla/5.0 (Windows)', false,
        timestamp '2026-02-14 12:00:00'),
    (104, 20, timestamp '2026-02-14 11:30:00', 'Mail 1', 7, 'Mozilla/5.0 (Windows)', true,
        timestamp '2026-02-14 12:00:00'),
    (105, 1, timestamp '2026-02-14 11:30:00', 'Mail 1', 5, 'Mozilla/5.0 (Windows)', false,
        timestamp '2026-02-14 12:00:00')
) as given (id, lead_id, activity_date, primary_attribute_value, campaign_id, user_agent, is_bot_activity,
    _fivetran_synced);
create table mkt.activity_click_email as select * from (values
    (106, 21, timestamp '2026-02-14 11:40:00', 'Mail 1', 'https://us.example/prices', timestamp '2026-02-14 12:00:00')
) as given (id, lead_id, activity_date, primary_attribute_value, link, _fivetran_synced);
create table mkt.activity_email_bounced as select * from (values
    (107, 23, timestamp '2026-02-14 09:01:00', 'Mail 1', timestamp '2026-02-14 10:00:00')
) as given (id, lead_id, activity_date, primary_attribute_value, _fivetran_synced);
create table mkt.activity_unsubscribe_email as select * from (values
    (108, 23, timestamp '2026-02-14 11:00:00', 'Mail 1', timestamp '2026-02-14 12:00:00')
) as given (id, lead_id, activity_date, primary_attribute_value, _fivetran_synced);
create table mkt.activity_visit_webpage as select * from (values
    (109, 20, timestamp '2026-02-14 11:41:00', 'us.example', '/prices', 'Mozilla/5.0', timestamp '2026-02-14 12:00:00')
) as given (id, lead_id, activity_date, primary_attribute_value, webpage_url, user_agent, _fivetran_synced);
create table mkt.activity_fill_out_form as select * from (values
    (110, 22, timestamp '2026-02-14 11:50:00', 'Ask for a demo', timestamp '2026-02-14 12:00:00')
) as given (id, lead_id, activity_date, primary_attribute_value, _fivetran_synced);
create table mkt.activity_click_link as select * from (values
    (111, 20, timestamp '2026-02-14 11:51:00', 'https://us.example/docs', timestamp '2026-02-14 12:00:00')
) as given (id, lead_id, activity_date, primary_attribute_value, _fivetran_synced);
create table mkt.activity_change_status_in_progression as select * from (values
    (112, 20, timestamp '2026-02-16 10:00:00', 'Spring webinar', 'Registered', false, timestamp '2026-02-16 12:00:00'),
    (113, 20, timestamp '2026-02-17 10:00:00', 'Spring webinar', 'Attended', true, timestamp '2026-02-17 12:00:00')
) as given (id, lead_id, activity_date, primary_attribute_value, new_status, success, _fivetran_synced)
"""

PARDOT = """
create schema pd;
create table pd.prospect as select * from (values
    (50, 'kim@umbrella.example', timestamp '2026-01-20 10:00:00', 'Buyer', 'Chile', 'Fair', 'A', false,
        timestamp '2026-02-20 00:00:00'),
    (51, 'Bo@Acme.example', timestamp '2026-01-21 10:00:00', null, null, null, 'D', false,
        timestamp '2026-02-20 00:00:00'),
    (52, 'lee@umbrella.example', timestamp '2026-01-22 10:00:00', null, null, null, 'A', true,
        timestamp '2026-02-20 00:00:00')
) as given (id, email, created_at, job_title, country, source, grade, _fivetran_deleted, _fivetran_synced);
create table pd.visitor as select * from (values
    (900, 50, timestamp '2026-02-20 10:00:00'), (901, null, timestamp '2026-02-20 10:00:00')
) as given (id, prospect_id, updated_at);
create table pd.campaign as select * from (values (3, 'Website')) as given (id, name);
create table pd.visitor_activity as select * from (values
    (1, 50, 900, timestamp '2026-02-20 10:00:00', 1, 'Email', 'https://us.example/prices', 3,
        timestamp '2026-02-20 11:00:00'),
    (2, null, 900, timestamp '2026-02-19 10:00:00', 2, 'Page View', '/prices', 3, timestamp '2026-02-19 11:00:00'),
    (3, null, 901, timestamp '2026-02-19 10:00:00', 2, 'Page View', '/prices', 3, timestamp '2026-02-19 11:00:00'),
    (4, 50, null, timestamp '2026-02-20 10:10:00', 4, 'Form', 'Ask for a demo', 3, timestamp '2026-02-20 11:00:00'),
    (5, 51, null, timestamp '2026-02-20 10:20:00', 11, 'Email', 'Mail 9', 3, timestamp '2026-02-20 11:00:00'),
    (6, 50, null, timestamp '2026-02-20 10:30:00', 3, 'Form', 'Ask for a demo', 3, timestamp '2026-02-20 11:00:00'),
    (7, 50, null, timestamp '2026-02-20 10:40:00', 8, 'New Opportunity', 'Deal', 3, timestamp '2026-02-20 11:00:00'),
    (8, 50, null, timestamp '2026-02-20 10:50:00', 77, 'Teleport', 'Moon', 3, timestamp '2026-02-20 11:00:00'),
    (9, 50, null, timestamp '2026-02-20 10:50:00', null, null, 'Moon', 3, timestamp '2026-02-20 11:00:00'),
    (10, null, null, timestamp '2026-02-20 10:50:00', 2, 'File', 'Guide', 3, timestamp '2026-02-20 11:00:00'),
    (11, 50, 900, timestamp '2026-02-20 10:55:00', 2, 'File', 'Guide', null, timestamp '2026-02-20 11:00:00'),
    (12, 52, null, timestamp '2026-02-20 10:56:00', 35, 'Email', 'Mail 9', 3, timestamp '2026-02-20 11:00:00'),
    (13, 50, null, timestamp '2026-02-20 10:57:00', 24, 'Webinar', 'Spring webinar', 3,
        timestamp '2026-02-20 11:00:00')
) as given (id, prospect_id, visitor_id, created_at, type, type_name, details, campaign_id, _fivetran_synced);
create table pd.opportunity as select * from (values
    (70, timestamp '2026-02-26 10:00:00', timestamp '2026-02-24 10:00:00', 'Won', 30.5),
    (71, timestamp '2026-02-22 10:00:00', null, 'Open', 8.0)
) as given (id, created_at, closed_at, status, value);
create table pd.opportunity_prospect as select * from (values (70, 50), (71, 51)) as given (opportunity_id, prospect_id)
"""

SNOWPLOW = """
create schema sp;
create table sp.events as select * from (values
    ('s1', null, 'b1', timestamp '2026-02-10 10:00:00', 'page_view', 'page_view', '/prices', null, null, null),
    ('s2', null, 'b1', timestamp '2026-02-10 10:00:10', 'page_ping', 'page_ping', '/prices', null, null, null),
    ('s3', 'Ann@acme.example', 'b1', timestamp '2026-02-10 10:01:00', 'unstruct', 'submit_form', '/contact', null,
        null, null),
    ('s4', 'u77', 'b2', timestamp '2026-02-11 10:00:00', 'struct', 'event', '/start', 'Trial Started', 'Big plan', 2.5),
    ('s5', 'u78', 'b1', timestamp '2026-02-12 10:00:00', 'page_view', 'page_view', '/docs', null, null, null)
) as given (event_id, user_id, domain_userid, collector_tstamp, event, event_name, page_urlpath, se_action, se_label,
    se_value);
create table sp.users as select 'u77' as id, 'oli@hooli.example' as email, 'gold' as plan
"""

SCHEMAS = ["hub", "sf", "sf_history", "web", "mkt", "pd", "sp"]
SCRIPTS = [HUBSPOT, SALESFORCE, SEGMENT, MARKETO, PARDOT, SNOWPLOW]
SOURCES = {
    "hubspot": {"schema": "hub", "identifiers": {"contact": "people"}},
    "salesforce": {"schema": "sf", "history": {"schema": "sf_history"}},
    "segment": {"schema": "web"},
    "marketo": {"schema": "mkt"},
    "pardot": {"schema": "pd"},
    "snowplow": {"schema": "sp"},
}

# Points are powers of two within a thousand or so, so that a score says which rules fired how often.
RULES = {
    "gold": ("fit", "attribute", "1", [("contact.plan", "equals", "gold")]),
    "seats": ("fit", "attribute", "2", [("contact.seats_wanted", "gte", "3.5")]),
    "pace": ("fit", "attribute", "4", [("company.pace", "equals", "fast")]),
    "tier": ("fit", "attribute", "8", [("contact.tier_c", "equals", "A")]),
    "enterprise": ("fit", "attribute", "16", [("company.segment_c", "equals", "enterprise")]),
    "budget": ("fit", "attribute", "32", [("contact.budget_c", "gte", "1000")]),
    "norway": ("fit", "attribute", "40", [("contact.country", "equals", "Norway")]),
    "grade": ("fit", "attribute", "50", [("contact.grade", "equals", "A")]),
    "click": ("interest", "activity", "100", [("activity.asset", "contains", "us.example/prices")]),
    "open": ("interest", "activity", "200", [("activity.activity_type", "equals", "email_open")]),
    "form": ("interest", "activity", "400", [("activity.asset", "equals", "Ask for a demo")]),
    "call": ("interest", "activity", "1000", [("activity.activity_type", "equals", "call")]),
    "meeting": ("interest", "activity", "3000", [("activity.activity_type", "equals", "meeting")]),
    "reply": ("interest", "activity", "9000", [("activity.activity_type", "equals", "email_reply")]),
    "webinar": (
        "interest",
        "activity",
        "10000",
        [("activity.campaign", "equals", "Spring webinar"), ("activity.asset", "equals", "Attended")],
    ),
    "prices": (
        "interest",
        "activity",
        "100000",
        [("activity.activity_type", "equals", "page_view"), ("activity.asset", "equals", "/prices")],
    ),
    "trial": ("interest", "activity", "1000000", [("activity.activity_type", "equals", "trial_started")]),
}

# Ann: gold, seats, pace and enterprise by her company, tier from Salesforce; one click, one open at her other address
# (not the bot's, not the mail program's, not the obsolete one); a call in HubSpot and one in Salesforce; one meeting
# (one was cancelled, one lies ahead); a reply; two visits, one of them before she was known. Bo: seats, the company by
# his domain, the form of a contact that was merged into him. Cy: the webinar as a lead, a meeting. Dee: a budget. Gus:
# his domain's company. Ann has opened a mail of Marketo, too, and Bo one of Pardot. Ida: Norway, one open without the
# bot's, the click and the form of leads that were merged into her, a page and the webinar. Kim: the grade, a click, a
# form, and a page that was viewed in a browser before it was known whose it is. Ann has viewed a page in Snowplow,
# where her user id is her address; Oli, whom the table of users explains, began a trial.
SCORES = {
    "hubspot:1": 31 + 100 + 2 * 200 + 2 * 1000 + 3000 + 9000 + 3 * 100000,
    "hubspot:2": 2 + 4 + 16 + 400 + 200,
    "marketo:20": 40 + 200 + 100 + 400 + 100000 + 10000,
    "pardot:50": 50 + 100 + 400 + 100000,
    "snowplow:u77": 1 + 1000000,
    "snowplow:u78": 0,
    "salesforce:003C": 10000 + 3000,
    "salesforce:003G": 4 + 16,
    "salesforce:00QD": 32,
    "segment:fay@solo.example": 1000000,
}

# A day later: a browser's user becomes known, in Segment and in Pardot; an address becomes a contact, a meeting has
# begun; Dee is forgotten.
NEXT_DAY = "2026-03-02"
LATER = """
insert into web.identifies values ('a9', 'u1', timestamp '2026-03-01 20:00:00');
insert into hub.people (id, property_email, property_createdate, _fivetran_deleted, _fivetran_synced)
values (4, 'hal@acme.example', timestamp '2026-03-01 20:00:00', false, timestamp '2026-03-01 21:00:00');
update pd.visitor set prospect_id = 50 where id = 901;
create table web.forgotten as select 'Dee@globex.example' as email
"""
LATER_INPUTS = {"erasures": "web.forgotten"}
LATER_SCORES = SCORES | {"hubspot:1": SCORES["hubspot:1"] + 100000 + 3000, "hubspot:4": 4 + 16 + 200}
LATER_SCORES["pardot:50"] += 100000
del LATER_SCORES["salesforce:00QD"]


def policy(rules: dict = RULES) -> small.Tables:
    """One rule for each thing to follow."""
    tables = small.policy()
    tables["scoring_rules"], tables["rule_conditions"], tables["mql_policies"] = [], [], []
    for rule_id, (dimension, kind, points, conditions) in rules.items():
        rule = {"rule_id": rule_id, "dimension": dimension, "kind": kind, "points": points, "label": rule_id}
        tables["scoring_rules"].append(small.row("scoring_rules", model_id="m", **rule))
        tables["rule_conditions"] += [small.condition(rule_id, *condition) for condition in conditions]
    return tables
