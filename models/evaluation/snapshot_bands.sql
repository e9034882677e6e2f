-- One row per finished snapshot and scale (a dimension with bands, `total`, or `grade`): the band of the contact on the day. Dimensions are
-- scored from the lines of the day, and bands are those that are in force on it; position counts them from the lowest, null for grades.

{{ config(enabled=evaluates()) }}
{{ config(**table_layout(keys=['model_id', 'contact_id'])) }}

with finished as (

    select * from {{ ref('lead_scoring', 'evaluation_snapshots') }} where is_finished

),

policy_bands as (

    select * from {{ ref('lead_scoring', 'policy_bands') }} where dimension <> 'company'

),

{# Where lines are not remembered, no dimension has a score. -#}
ledger_starts as (

    select model_id, min(as_of) as first_on from {{ ref('lead_scoring', 'published_ledger') }} group by model_id

),

dimension_points as (

    select
        model_id, as_of, contact_id, dimension,
        cast(round(sum(points), 0) as integer) as score
    from {{ ref('lead_scoring', 'snapshot_lines') }}
    where entry_type <> 'weight' and label is not null
    group by model_id, as_of, contact_id, dimension

),

scores as (

    select
        finished.model_id, finished.as_of, finished.contact_id, finished.label, dimensions.dimension as scale,
        coalesce(dimension_points.score, 0) as score
    from finished
    inner join ledger_starts
        on finished.model_id = ledger_starts.model_id
        and finished.as_of >= ledger_starts.first_on
    inner join {{ ref('lead_scoring', 'policy_dimensions') }} as dimensions on finished.model_id = dimensions.model_id
    left join dimension_points
        on finished.model_id = dimension_points.model_id
        and finished.as_of = dimension_points.as_of
        and finished.contact_id = dimension_points.contact_id
        and dimensions.dimension = dimension_points.dimension

    union all

    select model_id, as_of, contact_id, label, 'total' as scale, score from finished

),

bands_of_days as (

    select
        snapshot_days.model_id, snapshot_days.as_of, policy_bands.dimension as scale, policy_bands.band,
        policy_bands.min_score,
        lead(policy_bands.min_score) over (
            partition by snapshot_days.model_id, snapshot_days.as_of, policy_bands.dimension
            order by coalesce(policy_bands.min_score, -100000000)
        ) as below_score,
        row_number() over (
            partition by snapshot_days.model_id, snapshot_days.as_of, policy_bands.dimension
            order by coalesce(policy_bands.min_score, -100000000)
        ) as position
    from {{ ref('lead_scoring', 'snapshot_days') }} as snapshot_days
    inner join policy_bands
        on snapshot_days.model_id = policy_bands.model_id
        and snapshot_days.as_of >= policy_bands.valid_from
        and snapshot_days.as_of < policy_bands.valid_to

)

select
    scores.model_id, scores.as_of, scores.contact_id, scores.label, scores.scale,
    bands_of_days.band,
    cast(bands_of_days.position as integer) as position
from scores
inner join bands_of_days
    on scores.model_id = bands_of_days.model_id
    and scores.as_of = bands_of_days.as_of
    and scores.scale = bands_of_days.scale
    and (bands_of_days.min_score is null or bands_of_days.min_score <= scores.score)
    and (bands_of_days.below_score is null or bands_of_days.below_score > scores.score)

union all

select
    model_id, as_of, contact_id, label, 'grade' as scale,
    grade as band,
    cast(null as integer) as position
from finished
where grade is not null
