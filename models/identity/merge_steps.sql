-- One row per merged contact: where its chain of merges ends.
-- Chains are followed by doubling the step six times, so up to 64 links; what has not ended by then runs in a circle
-- (ends_at is null) and is rejected.

with stg_merges as (

    select from_contact_id, into_contact_id from {{ ref('stg_merges') }}

),

step_0 as (

    select
        from_contact_id,
        into_contact_id as reached_id
    from stg_merges

)
{% for step in range(1, 7) %}
, step_{{ step }} as (

    select
        near.from_contact_id,
        coalesce(far.reached_id, near.reached_id) as reached_id
    from step_{{ step - 1 }} as near
    left join step_{{ step - 1 }} as far on near.reached_id = far.from_contact_id

)
{% endfor %}

select
    step_6.from_contact_id,
    case when stg_merges.from_contact_id is null then step_6.reached_id end as ends_at
from step_6
left join stg_merges on step_6.reached_id = stg_merges.from_contact_id
