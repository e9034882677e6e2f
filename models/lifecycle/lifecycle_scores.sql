-- One row per model, contact and day on which anything changed that was published about the contact, under the id that it has today.
-- Who is several contacts in one has one history: merged_scores. published_as is the id under which a row was published.

{{ config(materialized='view') }}

with published_scores as (

    select * from {{ ref('lead_scoring', 'published_scores') }} where as_of <= {{ as_of() }}

),

merged_scores as (

    select * from {{ ref('lead_scoring', 'merged_scores') }}

),

merged_members as (

    select * from {{ ref('lead_scoring', 'merged_members') }}

)

select
    published_scores.model_id,
    published_scores.contact_id,
    published_scores.as_of,
    published_scores.contact_id as published_as,
    published_scores.score,
    published_scores.grade,
    published_scores.mql_policy_id,
    published_scores.is_below_exit,
    published_scores.qualify_day_rule_id,
    published_scores.qualify_while_rule_id,
    published_scores.disqualify_day_rule_id,
    published_scores.disqualify_while_rule_id
from published_scores
left join merged_members
    on published_scores.model_id = merged_members.model_id
    and published_scores.contact_id = merged_members.published_as
where merged_members.published_as is null

union all

select
    model_id,
    contact_id,
    as_of,
    published_as,
    score,
    grade,
    mql_policy_id,
    is_below_exit,
    qualify_day_rule_id,
    qualify_while_rule_id,
    disqualify_day_rule_id,
    disqualify_while_rule_id
from merged_scores
