-- Invariant: nothing is lost between an input and its use: accepted rows + rejected rows = rows of the input, but for the rows of
-- contacts that were erased. An activity that was changed in place after it was read is staged as it was, too: that older version is
-- superseded, and in no input any more.

with erased as (

    select contact_id from {{ ref('lead_scoring', 'erased_contacts') }}

),

repeated_activities as (

    select
        coalesce(source_system, '') as source_key,
        activity_id,
        count(*) as staged_rows
    from {{ ref('lead_scoring', 'stg_activity_rows') }}
    where activity_id is not null
    group by coalesce(source_system, ''), activity_id
    having count(*) > 1

),

given_activities as (

    select
        coalesce({{ clean_text('source_system') }}, '') as source_key,
        {{ clean_text('activity_id') }} as activity_id
    from {{ lead_scoring.input_relation('activities') }} as activities
    where {{ clean_text('contact_id') }} is null
        or {{ clean_text('contact_id') }} not in (select erased.contact_id from erased)

),

{# Not those of which nothing is given any more. -#}
changed_in_place as (

    select repeated_activities.staged_rows - count(*) as older_rows
    from repeated_activities
    inner join given_activities
        on repeated_activities.source_key = given_activities.source_key
        and repeated_activities.activity_id = given_activities.activity_id
    group by repeated_activities.source_key, repeated_activities.activity_id, repeated_activities.staged_rows
    having count(*) < repeated_activities.staged_rows

),

counts as (

    select 'activities' as input, 0 as raw_rows, 0 as accepted_rows, -coalesce(sum(older_rows), 0) as rejected_rows
    from changed_in_place
    union all
    select 'activities' as input, count(*) as raw_rows, 0 as accepted_rows, 0 as rejected_rows
    from {{ lead_scoring.input_relation('activities') }} as raw_rows
    union all
    select 'contacts' as input, count(*) as raw_rows, 0 as accepted_rows, 0 as rejected_rows
    from {{ lead_scoring.input_relation('contacts') }} as raw_rows
    union all
    select 'companies' as input, count(*) as raw_rows, 0 as accepted_rows, 0 as rejected_rows
    from {{ lead_scoring.input_relation('companies') }} as raw_rows
    union all
    select 'outcomes' as input, count(*) as raw_rows, 0 as accepted_rows, 0 as rejected_rows
    from {{ lead_scoring.input_relation('outcomes') }} as raw_rows
    union all
    select 'contact_merges' as input, count(*) as raw_rows, 0 as accepted_rows, 0 as rejected_rows
    from {{ lead_scoring.input_relation('contact_merges') }} as raw_rows
    union all
    select 'attribute_history' as input, count(*) as raw_rows, 0 as accepted_rows, 0 as rejected_rows
    from {{ lead_scoring.input_relation('attribute_history') }} as raw_rows
    union all
    select 'crm_records' as input, count(*) as raw_rows, 0 as accepted_rows, 0 as rejected_rows
    from {{ lead_scoring.input_relation('crm_records') }} as raw_rows
    union all
    select 'activities' as input, -count(*) as raw_rows, 0 as accepted_rows, 0 as rejected_rows
    from {{ lead_scoring.input_relation('activities') }} as raw_rows
    where {{ clean_text('contact_id') }} in (select erased.contact_id from erased)
    union all
    select 'contacts' as input, -count(*) as raw_rows, 0 as accepted_rows, 0 as rejected_rows
    from {{ lead_scoring.input_relation('contacts') }} as raw_rows
    where {{ clean_text('contact_id') }} in (select erased.contact_id from erased)
    union all
    select 'outcomes' as input, -count(*) as raw_rows, 0 as accepted_rows, 0 as rejected_rows
    from {{ lead_scoring.input_relation('outcomes') }} as raw_rows
    where {{ clean_text('contact_id') }} in (select erased.contact_id from erased)
    union all
    select 'contact_merges' as input, -count(*) as raw_rows, 0 as accepted_rows, 0 as rejected_rows
    from {{ lead_scoring.input_relation('contact_merges') }} as raw_rows
    where {{ clean_text('from_contact_id') }} in (select erased.contact_id from erased)
        or {{ clean_text('into_contact_id') }} in (select erased.contact_id from erased)
    union all
    select 'attribute_history' as input, -count(*) as raw_rows, 0 as accepted_rows, 0 as rejected_rows
    from {{ lead_scoring.input_relation('attribute_history') }} as raw_rows
    where {{ policy_word('entity') }} = 'contact'
        and {{ clean_text('id') }} in (select erased.contact_id from erased)
    union all
    select 'crm_records' as input, -count(*) as raw_rows, 0 as accepted_rows, 0 as rejected_rows
    from {{ lead_scoring.input_relation('crm_records') }} as raw_rows
    where {{ names_a_contact('raw_rows.crm_object') }}
        and {{ clean_text('id') }} in (select erased.contact_id from erased)
    union all
    select 'activities' as input, 0 as raw_rows, count(*) as accepted_rows, 0 as rejected_rows
    from {{ ref('lead_scoring', 'stg_activities') }}
    union all
    select 'contacts' as input, 0 as raw_rows, count(*) as accepted_rows, 0 as rejected_rows
    from {{ ref('lead_scoring', 'stg_contacts') }}
    union all
    select 'companies' as input, 0 as raw_rows, count(*) as accepted_rows, 0 as rejected_rows
    from {{ ref('lead_scoring', 'stg_companies') }}
    union all
    select 'outcomes' as input, 0 as raw_rows, count(*) as accepted_rows, 0 as rejected_rows
    from {{ ref('lead_scoring', 'stg_outcomes') }}
    union all
    select 'contact_merges' as input, 0 as raw_rows, count(*) as accepted_rows, 0 as rejected_rows
    from {{ ref('lead_scoring', 'stg_merges') }}
    union all
    select 'attribute_history' as input, 0 as raw_rows, count(*) as accepted_rows, 0 as rejected_rows
    from {{ ref('lead_scoring', 'stg_attribute_history') }}
    union all
    select 'crm_records' as input, 0 as raw_rows, count(*) as accepted_rows, 0 as rejected_rows
    from {{ ref('lead_scoring', 'stg_crm_records') }}
    union all
    select 'contact_merges' as input, 0 as raw_rows, -count(*) as accepted_rows, 0 as rejected_rows
    from {{ ref('lead_scoring', 'merge_circles') }}
    union all
    select 'contacts' as input, 0 as raw_rows, -count(*) as accepted_rows, 0 as rejected_rows
    from {{ ref('lead_scoring', 'excluded_contacts') }}
    union all
    select input, 0 as raw_rows, 0 as accepted_rows, count(*) as rejected_rows
    from {{ ref('lead_scoring', 'all_rejected_rows') }}
    where input <> 'erasures'
    group by input

)

select
    counts.input,
    sum(counts.raw_rows) as raw_rows,
    sum(counts.accepted_rows) as accepted_rows,
    sum(counts.rejected_rows) as rejected_rows
from counts
group by counts.input
having sum(counts.raw_rows) <> sum(counts.accepted_rows) + sum(counts.rejected_rows)
