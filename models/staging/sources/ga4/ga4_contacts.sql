-- One row per user of Google Analytics 4 of whom more is known than an id, in the shape of the input `contacts`.
-- From the table of users, and from ids that are e-mail addresses.

{{ config(enabled=source_is_on('ga4')) }}

{{ aligned_rows(
    {'users': ref('lead_scoring', 'ga4_users'), 'addresses': ref('lead_scoring', 'ga4_addresses')},
    input_columns()['contacts'],
    has_further_columns=true
) }}
