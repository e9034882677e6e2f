-- Invariant: nothing is lost between an input and its use: accepted rows + rejected rows = rows of the input, but for the rows of
-- contacts that were erased.

with erased as (

    select contact_id from {{ ref('lead_scoring', 'erased_contacts') }}

),

counts as (

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
    input,
    sum(raw_rows) as raw_rows,
    sum(accepted_rows) as accepted_rows,
    sum(rejected_rows) as rejected_rows
from counts
group by input
having sum(raw_rows) <> sum(accepted_rows) + sum(rejected_rows)
