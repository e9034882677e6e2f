-- One row per contact and day whose activities must be counted again: those of rows that were read again, of other versions of
-- the same activities, and those that were counted with a row of the load days that were read again.
-- Merges touch nothing: activities are counted by the contact they came with. Empty when every day is counted anyway.
-- depends_on: {{ ref('lead_scoring', 'matching_version') }}

{% set read_from = read_again_from() %}
{% set counts_some_days = 'false' if counts_all_days() else 'true' %}

with read_again as (

    select contact_id, {{ activity_day('occurred_at') }} as activity_date
    from {{ ref('lead_scoring', 'stg_activity_rows') }}
    where rejection_reason is null
        and loaded_on >= {{ read_from }}
        and {{ counts_some_days }}

),

duplicates as (

    select * from {{ ref('lead_scoring', 'stg_activity_duplicates') }}

),

versions_of_the_same as (

    select duplicates.contact_id, {{ activity_day('duplicates.occurred_at') }} as activity_date
    from duplicates
    inner join duplicates as newer
        on duplicates.source_key = newer.source_key
        and duplicates.activity_id = newer.activity_id
    where newer.loaded_on >= {{ read_from }}
        and {{ counts_some_days }}

),

touched as (

    select contact_id, activity_date from read_again
    union distinct
    select contact_id, activity_date from versions_of_the_same
    union distinct
    {{ days_counted_since(read_from) }}

),

first_touched as (

    select contact_id, min(activity_date) as activity_date
    from touched
    group by contact_id

),

{# The time to a reply depends on an e-mail that may have been sent days before. -#}
days_with_replies as (

    select stg_activities.contact_id, stg_activities.activity_date
    from {{ ref('lead_scoring', 'stg_activities') }} as stg_activities
    inner join first_touched
        on stg_activities.contact_id = first_touched.contact_id
        and stg_activities.activity_date >= first_touched.activity_date
    where {{ lower_text('stg_activities.activity_type') }} = 'email_reply'
        and {{ asks_for_activity('reply') }}

),

days as (

    select contact_id, activity_date from touched
    union distinct
    select contact_id, activity_date from days_with_replies

)

{{ tell_what_is_counted() }}
select contact_id, activity_date
from days
where {{ counts_some_days }}
    and contact_id not in (
        select erased_contacts.contact_id from {{ ref('lead_scoring', 'erased_contacts') }} as erased_contacts
    )
