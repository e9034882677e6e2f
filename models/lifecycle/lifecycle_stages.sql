-- One row per model, contact and day of lifecycle_days: the stage on that day, which holds until the next row.
-- Within a segment the last of its entries and exits decides; what stands before the first of them is the segment's beginning.

with lifecycle_segments as (

    select * from {{ ref('lead_scoring', 'lifecycle_segments') }}

),

beginnings as (

    select
        *,
        row_number() over (partition by model_id, contact_id, segment_no order by on_date) as day_no,
        first_value(
            case
                when not is_in_audience then 'none'
                when hard = 'held' and last_barred_on > coalesce(last_released_on, cast('0001-01-01' as date))
                    then 'barred'
                when hard is not null then hard
                when starting_outcome in ('sales_rejected', 'lost') then 'recycled'
                else coalesce(starting_outcome, 'lead')
            end
        ) over (
            partition by model_id, contact_id, segment_no
            order by on_date rows between unbounded preceding and current row
        ) as beginning,
        first_value(is_entry and hard is null) over (
            partition by model_id, contact_id, segment_no
            order by on_date rows between unbounded preceding and current row
        ) as begins_by_entry
    from lifecycle_segments

),

{# Barred by an activity: until a rule qualifies. Held by an attribute: one day as a lead follows. -#}
bar_ends as (

    select
        *,
        min(case when beginning = 'barred' and day_no > 1 and qualify_rule_id is not null then on_date end) over (
            partition by model_id, contact_id, segment_no
        ) as bar_ends_on
    from beginnings

),

movable as (

    select
        *,
        case
            when beginning = 'barred' then coalesce(on_date >= bar_ends_on, false)
            when beginning = 'held' then day_no > 2
            when beginning in ('lead', 'recycled') then begins_by_entry or day_no > 1
            else false
        end as is_movable
    from bar_ends

),

moves as (

    select
        *,
        max(case when is_movable and enters then on_date end) over (
            partition by model_id, contact_id, segment_no
            order by on_date rows between unbounded preceding and current row
        ) as last_entered_on,
        min(case when is_movable and enters then on_date end) over (
            partition by model_id, contact_id, segment_no
            order by on_date rows between unbounded preceding and current row
        ) as first_entered_on,
        max(case when is_movable and leaves then on_date end) over (
            partition by model_id, contact_id, segment_no
            order by on_date rows between unbounded preceding and current row
        ) as last_left_on
    from movable

)

select
    model_id,
    contact_id,
    on_date,
    mql_policy_id,
    qualify_rule_id,
    least(
        coalesce(disqualify_day_rule_id, disqualify_while_rule_id),
        coalesce(disqualify_while_rule_id, disqualify_day_rule_id)
    ) as disqualify_rule_id,
    hard,
    outcome_type,
    starting_outcome,
    is_entry,
    case
        when beginning in ('none', 'sales_accepted', 'opportunity', 'won') then beginning
        when beginning in ('barred', 'held') and day_no = 1 then 'disqualified'
        when beginning = 'barred' and not is_movable then 'disqualified'
        when last_entered_on > coalesce(last_left_on, cast('0001-01-01' as date)) then 'mql'
        when first_entered_on < last_left_on then 'lead'
        when beginning = 'recycled' then 'recycled'
        else 'lead'
    end as stage
from moves
