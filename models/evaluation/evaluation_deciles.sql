-- One row per evaluated model and tenth of its contact-days by score, 1 the best: conversions, lift, and the gains up to this tenth.
-- A score that lies in several tenths gives each the same share of its conversions, so that no order of equals is made up.

{{ config(enabled=evaluates()) }}

with numbers as (

    select generated_number from ({{ whole_numbers(10) }}) as numbers

),

evaluation_counts as (

    select * from {{ ref('lead_scoring', 'evaluation_counts') }}

),

tenths as (

    select
        evaluation_counts.*,
        cast(numbers.generated_number as bigint) as decile
    from evaluation_counts
    cross join numbers

),

{# Positions are counted in tenths of a contact-day, so that the ends of a tenth are whole numbers. -#}
parts as (

    select
        tenths.model_id,
        tenths.decile,
        score_counts.score,
        score_counts.examples,
        score_counts.conversions,
        least(tenths.decile * tenths.examples, (score_counts.examples_above + score_counts.examples) * 10)
        - greatest((tenths.decile - 1) * tenths.examples, score_counts.examples_above * 10) as part
    from tenths
    inner join {{ ref('lead_scoring', 'evaluation_score_counts') }} as score_counts
        on tenths.model_id = score_counts.model_id

),

deciles as (

    select
        model_id,
        decile,
        min(score) as lowest_score,
        max(score) as highest_score,
        cast(sum(part) as bigint) as tenths_of_examples,
        sum({{ exact_ratio('conversions * part', 'examples * 10') }}) as conversions
    from parts
    where part > 0
    group by model_id, decile

),

running as (

    select
        *,
        sum(conversions) over (partition by model_id order by decile rows unbounded preceding) as conversions_up_to,
        sum(tenths_of_examples) over (partition by model_id order by decile rows unbounded preceding) as tenths_up_to
    from deciles

)

select
    running.model_id,
    cast(running.decile as integer) as decile,
    running.lowest_score,
    running.highest_score,
    cast({{ exact_ratio('running.tenths_of_examples', '10') }} as numeric(28, 1)) as examples,
    cast(running.conversions as numeric(28, 6)) as conversions,
    case when counts.is_enough then {{ exact_ratio('running.conversions * 10', 'running.tenths_of_examples') }} end
        as conversion_rate,
    case
        when counts.is_enough
            then {{ exact_ratio(
                'running.conversions * 10 * counts.examples', 'running.tenths_of_examples * counts.conversions'
            ) }}
    end as lift,
    case when counts.is_enough then {{ exact_ratio('running.conversions', 'counts.conversions') }} end
        as share_of_conversions,
    case when counts.is_enough then {{ exact_ratio('running.conversions_up_to', 'counts.conversions') }} end as gain,
    case
        when counts.is_enough
            then {{ exact_ratio(
                'running.conversions_up_to * 10 * counts.examples', 'running.tenths_up_to * counts.conversions'
            ) }}
    end as lift_up_to,
    counts.note
from running
inner join evaluation_counts as counts on running.model_id = counts.model_id
