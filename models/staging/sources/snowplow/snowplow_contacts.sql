-- One row per user of Snowplow of whom more is known than an id, in the shape of the input `contacts`.
-- From the table of users, and from ids that are e-mail addresses.

{{ config(enabled=source_is_on('snowplow')) }}

{{ aligned_rows(
    {'users': ref('lead_scoring', 'snowplow_users'), 'addresses': ref('lead_scoring', 'snowplow_addresses')},
    input_columns()['contacts'],
    has_further_columns=true
) }}
