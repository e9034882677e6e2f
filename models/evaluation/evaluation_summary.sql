-- One row per evaluated model: how well its scores rank, and what that was measured on. The area under the ROC curve is the share of pairs of
-- a conversion and another contact-day in which the conversion has the higher score; equal scores count half.

{{ config(enabled=evaluates()) }}

with evaluation_models as (

    select * from {{ ref('lead_scoring', 'evaluation_models') }}

),

evaluation_counts as (

    select * from {{ ref('lead_scoring', 'evaluation_counts') }}

),

wins as (

    select
        score_counts.model_id,
        sum(
            score_counts.conversions * (
                2 * (evaluation_counts.others - score_counts.examples_above + score_counts.conversions_above)
                - (score_counts.examples - score_counts.conversions)
            )
        ) as half_wins
    from {{ ref('lead_scoring', 'evaluation_score_counts') }} as score_counts
    inner join evaluation_counts on score_counts.model_id = evaluation_counts.model_id
    group by score_counts.model_id

),

days as (

    select
        model_id,
        min(as_of) as first_day,
        max(as_of) as last_day,
        sum(case when is_finished then 0 else 1 end) as unfinished_days,
        sum(left_out) as left_out,
        min(fit_as_of) as fit_as_of_least,
        max(fit_as_of) as fit_as_of_most
    from {{ ref('lead_scoring', 'evaluation_days') }}
    group by model_id

)

select
    evaluation_models.model_id,
    evaluation_models.name,
    evaluation_models.status,
    evaluation_models.horizon_days,
    days.first_day,
    days.last_day,
    evaluation_counts.days as finished_days,
    cast(days.unfinished_days as integer) as unfinished_days,
    evaluation_counts.examples,
    evaluation_counts.conversions,
    cast(days.left_out as bigint) as left_out,
    {{ exact_ratio('evaluation_counts.conversions', 'evaluation_counts.examples') }} as base_rate,
    case
        when evaluation_counts.is_enough
            then {{ exact_ratio('wins.half_wins', '2 * evaluation_counts.conversions * evaluation_counts.others') }}
    end as auc,
    best_tenths.lift as best_tenth_lift,
    case when evaluation_counts.is_enough then briers.brier end as brier,
    case when days.fit_as_of_least = days.fit_as_of_most then days.fit_as_of_least else 'mixed' end as fit_as_of,
    evaluation_counts.is_enough,
    evaluation_counts.note
from evaluation_models
inner join evaluation_counts on evaluation_models.model_id = evaluation_counts.model_id
left join days on evaluation_models.model_id = days.model_id
left join wins on evaluation_models.model_id = wins.model_id
left join {{ ref('lead_scoring', 'evaluation_brier') }} as briers on evaluation_models.model_id = briers.model_id
left join {{ ref('lead_scoring', 'evaluation_deciles') }} as best_tenths
    on evaluation_models.model_id = best_tenths.model_id
    and best_tenths.decile = 1
