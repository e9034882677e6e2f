-- One row per learned model and rule whose points are other ones in the newest version than in the one before; null where it had none.
-- No rows for the first version.

{{ config(enabled=learns()) }}

with published_scorecards as (

    select * from {{ ref('lead_scoring', 'published_scorecards') }}

),

newest as (

    select
        model_id,
        max(version_no) as version_no
    from published_scorecards
    group by model_id

),

now_and_before as (

    select
        published_scorecards.model_id,
        newest.version_no,
        published_scorecards.rule_id,
        max(published_scorecards.label) as label,
        max(case when published_scorecards.version_no = newest.version_no then published_scorecards.points end)
            as points_now,
        max(case when published_scorecards.version_no < newest.version_no then published_scorecards.points end)
            as points_before
    from published_scorecards
    inner join newest
        on published_scorecards.model_id = newest.model_id
        and published_scorecards.version_no >= newest.version_no - 1
    where newest.version_no > 1
    group by published_scorecards.model_id, newest.version_no, published_scorecards.rule_id

)

select
    model_id,
    version_no,
    rule_id,
    label,
    points_before,
    points_now
from now_and_before
where points_now is null
    or points_before is null
    or points_now <> points_before
