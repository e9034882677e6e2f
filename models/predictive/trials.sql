-- One row per fit that is tried before points are learned: each penalty, without and with pairs of fields. The examples of the check
-- part decide (`trial_areas`).

{{ config(enabled=learns()) }}

with learning_status as (

    select * from {{ ref('lead_scoring', 'learning_status') }} where is_learned

),

penalties as (

    {% for penalty in learning('penalties') %}
    select {{ penalty }} as penalty{{ ' union all' if not loop.last }}
    {% endfor %}

),

ways as (

    select false as has_pairs
    union all
    select true as has_pairs

)

select
    cast(row_number() over (order by learning_status.model_id, ways.has_pairs, penalties.penalty) as integer) as fit_no,
    learning_status.model_id,
    penalties.penalty,
    ways.has_pairs
from learning_status
cross join penalties
cross join ways
