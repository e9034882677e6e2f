-- One row per model and contact of its audience: the score of as_of with everything a person or a CRM needs beside it.
-- Published last; every contact of the audience is here, with a score that is never null.

{{ config(**table_layout(keys=['model_id', 'contact_id'])) }}

with total_scores as (

    select * from {{ ref('lead_scoring', 'total_scores') }}

),

audience as (

    select * from {{ ref('lead_scoring', 'audience') }}

),

named_dimensions as (

    select
        model_id,
        contact_id,
        as_of,
        max(case when dimension = 'fit' then score end) as fit_score,
        max(case when dimension = 'interest' then score end) as interest_score
    from {{ ref('lead_scoring', 'dimension_scores') }}
    where dimension in ('fit', 'interest')
    group by model_id, contact_id, as_of

),

resolved_contacts as (

    select * from {{ ref('lead_scoring', 'resolved_contacts') }}

),

current_stages as (

    select * from {{ ref('lead_scoring', 'stage_changes') }} where until_date is null

),

contact_ranks as (

    select * from {{ ref('lead_scoring', 'contact_ranks') }}

),

fit_coverage as (

    select * from {{ ref('lead_scoring', 'fit_coverage') }}

),

score_changes as (

    select * from {{ ref('lead_scoring', 'score_changes') }}

),

contact_reasons as (

    select * from {{ ref('lead_scoring', 'contact_reasons') }}

),

policy_versions as (

    select * from {{ ref('lead_scoring', 'policy_versions') }}

)

select
    {{ row_hash(['total_scores.model_id', 'total_scores.contact_id']) }} as contact_score_key,
    total_scores.model_id,
    total_scores.contact_id,
    audience.company_id,
    total_scores.as_of,
    total_scores.score,
    total_scores.grade,
    total_scores.label,
    total_scores.next_action,
    coalesce(current_stages.to_stage = 'mql', false) as is_mql,
    case when current_stages.to_stage = 'mql' then current_stages.on_date end as mql_since,
    current_stages.to_stage as stage,
    current_stages.on_date as stage_since,
    contact_ranks.score_rank as rank,
    contact_ranks.percentile,
    named_dimensions.fit_score,
    named_dimensions.interest_score,
    fit_coverage.fit_coverage,
    total_scores.score - score_changes.score_7d_ago as change_7d,
    total_scores.score - score_changes.score_30d_ago as change_30d,
    resolved_contacts.last_activity_at,
    contact_reasons.reasons_up,
    contact_reasons.reasons_down,
    policy_versions.policy_version,
    build.build_id
from total_scores
inner join {{ ref('lead_scoring', 'build') }} as build on total_scores.as_of = build.as_of
inner join audience
    on total_scores.model_id = audience.model_id
    and total_scores.contact_id = audience.contact_id
    and total_scores.as_of = audience.as_of
inner join resolved_contacts on total_scores.contact_id = resolved_contacts.contact_id
inner join contact_ranks
    on total_scores.model_id = contact_ranks.model_id
    and total_scores.contact_id = contact_ranks.contact_id
inner join policy_versions on total_scores.model_id = policy_versions.model_id
left join named_dimensions
    on total_scores.model_id = named_dimensions.model_id
    and total_scores.contact_id = named_dimensions.contact_id
    and total_scores.as_of = named_dimensions.as_of
left join current_stages
    on total_scores.model_id = current_stages.model_id
    and total_scores.contact_id = current_stages.contact_id
left join fit_coverage
    on total_scores.model_id = fit_coverage.model_id
    and total_scores.contact_id = fit_coverage.contact_id
left join score_changes
    on total_scores.model_id = score_changes.model_id
    and total_scores.contact_id = score_changes.contact_id
left join contact_reasons
    on total_scores.model_id = contact_reasons.model_id
    and total_scores.contact_id = contact_reasons.contact_id
