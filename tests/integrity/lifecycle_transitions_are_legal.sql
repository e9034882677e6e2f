-- Invariant: each transition begins where the one before ended, leads to another stage, and is the only one of its day.
-- Who is in no audience has no stage but `none`, and everyone scored on as_of has one.

with stage_changes as (

    select
        *,
        lag(to_stage) over (partition by model_id, contact_id order by on_date) as ended_in,
        count(*) over (partition by model_id, contact_id, on_date) as on_that_day
    from {{ ref('lead_scoring', 'stage_changes') }}

),

illegal as (

    select model_id, contact_id, on_date, from_stage || ' to ' || to_stage as problem
    from stage_changes
    where from_stage <> coalesce(ended_in, 'none')
        or from_stage = to_stage
        or on_that_day > 1
        or (from_stage in ('sales_accepted', 'opportunity', 'won') and to_stage in ('lead', 'mql'))
        or (from_stage = 'recycled' and to_stage = 'lead')
        or (from_stage = 'lead' and reason in ('below_exit', 'disqualification_ended'))

),

current_stages as (

    select model_id, contact_id, to_stage from stage_changes where until_date is null

),

without_stage as (

    select
        total_scores.model_id,
        total_scores.contact_id,
        total_scores.as_of as on_date,
        'scored without a stage' as problem
    from {{ ref('lead_scoring', 'total_scores') }} as total_scores
    left join current_stages
        on total_scores.model_id = current_stages.model_id
        and total_scores.contact_id = current_stages.contact_id
    where total_scores.as_of = {{ as_of() }}
        and coalesce(current_stages.to_stage, 'none') = 'none'

)

select model_id, contact_id, on_date, problem from illegal
union all
select model_id, contact_id, on_date, problem from without_stage
