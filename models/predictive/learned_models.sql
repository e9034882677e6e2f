-- One row per learned model: what was chosen, how its score becomes a probability, and a version that is the same as long as the points are.
-- Log-odds of a conversion are log_odds_at_0 + log_odds_per_point × score.

{{ config(enabled=learns()) }}

{% set billion = 'cast(1000000000 as ' ~ type_double() ~ ')' %}

with chosen_trials as (

    select * from {{ ref('lead_scoring', 'trial_areas') }} where is_chosen

),

intercepts as (

    select fit_no, weight from {{ ref('lead_scoring', 'final_weights') }} where parameter_no = 0

),

field_means as (

    select distinct
        model_id,
        field_no,
        mean_weight
    from {{ ref('lead_scoring', 'scorecard_weights') }}
    where field_no is not null

),

bases as (

    select
        chosen_trials.model_id,
        min(intercepts.weight) + sum(field_means.mean_weight) as weight
    from chosen_trials
    inner join intercepts on chosen_trials.fit_no = intercepts.fit_no
    inner join field_means on chosen_trials.model_id = field_means.model_id
    group by chosen_trials.model_id

),

rows_as_text as (

    select
        model_id,
        {{ dbt.hash("rule_id || ':' || cast(points as " ~ dbt.type_string() ~ ")") }} as row_hash
    from {{ ref('lead_scoring', 'learned_scorecard') }}

),

versions as (

    select
        model_id,
        substring({{ dbt.hash(join_text('row_hash', ',', 'row_hash')) }}, 1, 12) as version
    from rows_as_text
    group by model_id

)

select
    chosen_trials.model_id,
    versions.version,
    cast(chosen_trials.penalty as integer) as penalty,
    chosen_trials.has_pairs,
    cast((
        cast(calibration_curve.intercept as {{ type_double() }})
        + cast(calibration_curve.slope as {{ type_double() }})
        / {{ billion }}
        * cast(bases.weight as {{ type_double() }})
    ) / {{ billion }} as numeric(28, 6)) as log_odds_at_0,
    cast(
        case
            when calibration_curve.slope >= 100000000 then 1
            else cast(calibration_curve.slope as {{ type_double() }}) / {{ billion }}
        end / {{ points_per_log_odds() }} as numeric(28, 9)
    ) as log_odds_per_point
from chosen_trials
inner join bases on chosen_trials.model_id = bases.model_id
inner join {{ ref('lead_scoring', 'calibration_curve') }} as calibration_curve
    on chosen_trials.model_id = calibration_curve.model_id
inner join versions on chosen_trials.model_id = versions.model_id
