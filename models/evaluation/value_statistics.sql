-- One row per evaluated model with enough conversions, field and group of values: weight of evidence, what the group adds to the information
-- value of the field, and its log-odds ratio against all other values with the standard error. All rounded to 6 decimals.

{{ config(enabled=evaluates()) }}

{% set double = type_double() %}

{# Contacts that the inputs have no longer have no values: those that have are what a group is compared with. -#}
with totals as (

    select
        model_id,
        field,
        sum(examples) as all_examples,
        sum(conversions) as all_conversions
    from {{ ref('lead_scoring', 'value_groups') }}
    group by model_id, field

),

counts as (

    select
        value_groups.*,
        value_groups.examples - value_groups.conversions as others,
        totals.all_examples,
        totals.all_conversions,
        totals.all_examples - totals.all_conversions as all_others,
        totals.all_conversions - value_groups.conversions as rest_conversions,
        totals.all_examples - totals.all_conversions - value_groups.examples + value_groups.conversions as rest_others
    from {{ ref('lead_scoring', 'value_groups') }} as value_groups
    inner join totals
        on value_groups.model_id = totals.model_id
        and value_groups.field = totals.field
    inner join {{ ref('lead_scoring', 'evaluation_counts') }} as evaluation_counts
        on value_groups.model_id = evaluation_counts.model_id
    where evaluation_counts.is_enough
        and totals.all_conversions > 0
        and totals.all_conversions < totals.all_examples

)

select
    model_id,
    field,
    kind,
    value_group,
    position,
    examples,
    conversions,
    {{ exact_ratio('conversions * all_examples', 'examples * all_conversions') }} as lift,
    {{ exact_ratio('examples * all_conversions', 'all_examples') }} as conversions_by_chance,
    {{ exact_ratio('all_examples', 'all_conversions * all_others') }} as chance_per_group,
    {{ six_decimals(weight_of_evidence('conversions', 'others', 'all_conversions', 'all_others')) }}
        as weight_of_evidence,
    {{ six_decimals(information('conversions', 'others', 'all_conversions', 'all_others')) }} as information_value,
    {{ six_decimals(log_ratio('conversions', 'others') ~ ' - ' ~ log_ratio('rest_conversions', 'rest_others')) }}
        as log_odds_ratio,
    {{ six_decimals(
        'sqrt(1 / (cast(conversions as ' ~ double ~ ') + 0.5) + 1 / (cast(others as ' ~ double ~ ') + 0.5)'
        ~ ' + 1 / (cast(rest_conversions as ' ~ double ~ ') + 0.5) + 1 / (cast(rest_others as ' ~ double ~ ') + 0.5))'
    ) }} as standard_error
from counts
