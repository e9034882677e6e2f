-- One row per contact and stretch of past days that this build scores, from known_by to before known_until, in which the same
-- activities were known. Only contacts with activities that came late or changed later are here: for all others, and for
-- as_of itself, what is known now is what counts. Empty unless past days are scored as they were known then.

with activity_versions as (

    select * from {{ ref('lead_scoring', 'activity_versions') }}
    where {{ first_day() }} < {{ as_of() }}
        and {{ scores_past_days_as_known_then() }}

),

merged_contacts as (

    select * from {{ ref('lead_scoring', 'merged_contacts') }}

),

changes as (

    select contact_id, known_from as on_date
    from activity_versions
    where known_from > activity_date

    union distinct

    select contact_id, known_until as on_date
    from activity_versions
    where known_until is not null

),

contact_changes as (

    select distinct
        coalesce(merged_contacts.survivor_id, changes.contact_id) as contact_id,
        changes.on_date
    from changes
    left join merged_contacts on changes.contact_id = merged_contacts.contact_id
    where changes.on_date > {{ first_day() }}

),

starts as (

    select contact_id, {{ first_day() }} as known_by from contact_changes
    union distinct
    select contact_id, on_date as known_by from contact_changes where on_date < {{ as_of() }}

)

select
    contact_id,
    known_by,
    coalesce(lead(known_by) over (partition by contact_id order by known_by), {{ as_of() }}) as known_until
from starts
