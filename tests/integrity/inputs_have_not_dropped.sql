-- Guard: a broken extract, or a pattern of hygiene that takes everybody, must not empty a CRM. Against the last published build no more
-- than 10 % of the contacts may be gone or excluded, those erased since then not counted, and not all activities. The var
-- accept_input_drop says that it is meant.

{% set how_to_go_on = "If the extract is broken, mend it and build again. If it is meant, build once with "
    ~ "--vars '{accept_input_drop: true}'." %}

with last_build as (

    select as_of, contacts, erased_contacts, has_activities from {{ last_build() }} as last_build

),

contacts as (

    select
        count(*) - count(excluded_contacts.contact_id) as contacts,
        count(excluded_contacts.contact_id) as excluded_contacts
    from {{ ref('lead_scoring', 'stg_contacts') }} as stg_contacts
    left join {{ ref('lead_scoring', 'excluded_contacts') }} as excluded_contacts
        on stg_contacts.contact_id = excluded_contacts.contact_id
    where not stg_contacts.is_deleted

),

erased_contacts as (

    select count(*) as erased_contacts from {{ ref('lead_scoring', 'erased_contacts') }}

),

compared as (

    select
        last_build.as_of,
        last_build.contacts as contacts_before,
        contacts.contacts,
        contacts.excluded_contacts,
        greatest(erased_contacts.erased_contacts - last_build.erased_contacts, 0) as newly_erased,
        last_build.has_activities as had_activities,
        {{ has_activities() }} as has_activities
    from last_build
    cross join contacts
    cross join erased_contacts
    where {{ '1 = 0' if var('accept_input_drop') | string | lower == 'true' else '1 = 1' }}

)

select
    'the input `contacts` has ' || cast(contacts as {{ dbt.type_string() }}) || ' contacts'
    || case
        when excluded_contacts > 0
            then ' besides ' || cast(excluded_contacts as {{ dbt.type_string() }}) || ' that rules of hygiene exclude'
        else ''
    end || '; the last build, as of '
    || cast(as_of as {{ dbt.type_string() }}) || ', had ' || cast(contacts_before as {{ dbt.type_string() }})
    || ', of whom ' || cast(newly_erased as {{ dbt.type_string() }})
    || ' were erased since. More than 10 % are gone. ' || {{ text_literal(how_to_go_on) }} as problem
from compared
where (contacts + newly_erased) * 10 < contacts_before * 9

union all

select
    'the input `activities` is empty; the last build, as of ' || cast(as_of as {{ dbt.type_string() }})
    || ', had activities. ' || {{ text_literal(how_to_go_on) }} as problem
from compared
where had_activities = 1
    and has_activities = 0
