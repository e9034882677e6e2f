-- One row per bin and condition of the rule that stands for it; cells of pairs have the conditions of both fields.
-- A contact is in the bin when all of them hold.

{{ config(enabled=learns()) }}

with group_conditions as (

    select * from {{ ref('lead_scoring', 'group_conditions') }}

),

pair_bins as (

    select * from {{ ref('lead_scoring', 'pair_bins') }}

),

fields_of_bins as (

    select
        bin_no,
        model_id,
        1 as field_place,
        field,
        condition_no,
        operator,
        value,
        words
    from group_conditions
    where granularity = 'fine'

    union all

    select
        pair_bins.bin_no,
        pair_bins.model_id,
        1 as field_place,
        group_conditions.field,
        group_conditions.condition_no,
        group_conditions.operator,
        group_conditions.value,
        group_conditions.words
    from pair_bins
    inner join group_conditions
        on pair_bins.first_field_no = group_conditions.field_no
        and pair_bins.first_position = group_conditions.group_position
    where group_conditions.granularity = 'broad'

    union all

    select
        pair_bins.bin_no,
        pair_bins.model_id,
        2 as field_place,
        group_conditions.field,
        group_conditions.condition_no,
        group_conditions.operator,
        group_conditions.value,
        group_conditions.words
    from pair_bins
    inner join group_conditions
        on pair_bins.second_field_no = group_conditions.field_no
        and pair_bins.second_position = group_conditions.group_position
    where group_conditions.granularity = 'broad'

)

select
    fields_of_bins.*,
    min(case when field_place = 1 then words end) over (partition by bin_no)
    || coalesce(' and ' || min(case when field_place = 2 then words end) over (partition by bin_no), '') as label
from fields_of_bins
