-- Invariant: the published stretches of a contact never overlap, and the current one says what contact_scores says.

with score_history as (

    select
        *,
        lead(valid_from) over (partition by model_id, contact_id order by valid_from) as next_valid_from
    from {{ ref('lead_scoring', 'score_history') }}

),

contact_scores as (

    select * from {{ ref('lead_scoring', 'contact_scores') }}

)

select
    model_id,
    contact_id,
    'overlap' as problem
from score_history
where valid_from >= coalesce(valid_to, cast('9999-12-31' as date))
    or (next_valid_from is not null and (valid_to is null or valid_to > next_valid_from))

union all

select
    contact_scores.model_id,
    contact_scores.contact_id,
    'history differs from the published score' as problem
from contact_scores
left join score_history
    on contact_scores.model_id = score_history.model_id
    and contact_scores.contact_id = score_history.contact_id
    and contact_scores.as_of >= score_history.valid_from
    and (score_history.valid_to is null or contact_scores.as_of < score_history.valid_to)
where score_history.score is null
    or score_history.score <> contact_scores.score
    or coalesce(score_history.grade, '') <> coalesce(contact_scores.grade, '')
    or score_history.is_mql <> contact_scores.is_mql
