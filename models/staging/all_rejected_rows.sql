-- One row per input row that does not count, with the reason and the row as it came.
-- Accepted and rejected rows of an input add up to the input. Only activities say where they came from and when they were loaded.

with rejected as (

    select
        'activities' as input,
        activity_id as row_key,
        rejection_reason as reason,
        raw_content,
        source_system,
        loaded_on
    from {{ ref('lead_scoring', 'stg_activity_rows') }}
    where rejection_reason is not null

    union all

    select
        'activities' as input,
        activity_id as row_key,
        case
            when row_rank > 1 then 'superseded: a newer load of the same activity counts'
            else 'deleted in the source'
        end as reason,
        raw_content,
        source_system,
        loaded_on
    from {{ ref('lead_scoring', 'stg_activity_duplicates') }}
    where row_rank > 1 or is_deleted

    union all

    {% for input, model, key in [
        ('contacts', 'stg_contact_rows', 'contact_id'),
        ('companies', 'stg_company_rows', 'company_id'),
        ('outcomes', 'stg_outcome_rows', 'outcome_id'),
        ('contact_merges', 'stg_merge_rows', 'from_contact_id'),
        ('attribute_history', 'stg_attribute_history_rows', 'entity_id'),
        ('crm_records', 'stg_crm_record_rows', 'record_id'),
    ] %}
    select
        '{{ input }}' as input,
        {{ key }} as row_key,
        rejection_reason as reason,
        raw_content,
        cast(null as {{ dbt.type_string() }}) as source_system, cast(null as date) as loaded_on
    from {{ ref('lead_scoring', model) }}
    where rejection_reason is not null

    union all

    {% endfor -%}
    select
        'erasures' as input,
        null as row_key,
        'neither contact_id nor email is given: nobody can be forgotten' as reason,
        {{ row_to_json(whole_row('erasures')) }} as raw_content,
        cast(null as {{ dbt.type_string() }}) as source_system, cast(null as date) as loaded_on
    from {{ lead_scoring.input_relation('erasures') }} as erasures
    where {{ clean_text('contact_id') }} is null
        and {{ clean_text('email') }} is null

    union all

    select
        'contact_merges' as input,
        stg_merges.from_contact_id as row_key,
        'merges that run in a circle (or over more than 1,024 links): nobody is left to receive the points' as reason,
        stg_merges.raw_content,
        cast(null as {{ dbt.type_string() }}) as source_system, cast(null as date) as loaded_on
    from {{ ref('lead_scoring', 'stg_merges') }} as stg_merges
    inner join {{ ref('lead_scoring', 'merge_circles') }} as merge_circles
        on stg_merges.from_contact_id = merge_circles.from_contact_id

    union all

    select
        'contacts' as input,
        stg_contacts.contact_id as row_key,
        'excluded by the hygiene rule `' || excluded_contacts.rule_id || '`' as reason,
        stg_contacts.raw_content,
        cast(null as {{ dbt.type_string() }}) as source_system, cast(null as date) as loaded_on
    from {{ ref('lead_scoring', 'stg_contacts') }} as stg_contacts
    inner join {{ ref('lead_scoring', 'excluded_contacts') }} as excluded_contacts
        on stg_contacts.contact_id = excluded_contacts.contact_id

)

select * from rejected
