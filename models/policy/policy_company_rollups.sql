-- One row per model that scores companies, typed.
-- A model without a row here has no company scores.

with company_rollups as (

    select * from {{ lead_scoring.policy_relation('company_rollups') }} as company_rollups

)

select
    {{ clean_text('model_id') }} as model_id,
    {{ policy_word('method') }} as method,
    {{ policy_integer('top_n') }} as top_n,
    {{ policy_number('ratio') }} as ratio,
    {{ policy_number('min_contact_score') }} as min_contact_score,
    {{ policy_number('min_score') }} as min_score,
    {{ policy_number('max_score') }} as max_score,
    coalesce({{ policy_integer('engaged_days') }}, 90) as engaged_days,
    coalesce({{ policy_word('committee_field') }}, 'contact.job_function') as committee_field,
    {{ clean_text('committee_roles') }} as committee_roles,
    {{ policy_number('mqa_enter_score') }} as mqa_enter_score,
    coalesce({{ policy_number('mqa_exit_score') }}, {{ policy_number('mqa_enter_score') }}) as mqa_exit_score,
    coalesce({{ policy_integer('min_engaged') }}, 0) as min_engaged,
    coalesce({{ policy_number('min_coverage') }}, 0) as min_coverage
from company_rollups
