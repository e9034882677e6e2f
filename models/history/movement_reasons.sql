-- One row per model and contact whose ledger moved since the day before as_of: what moved, as a sentence.
-- Labels with signed points to one decimal: rules first, then limits and weights, the biggest change first, whole pieces joined by
-- "; " up to 255 characters. Changes of less than 0.05 points are left out; a line that gives nothing any more says so.

with ledger_changes as (

    select
        *,
        abs(points_change) as size,
        cast(round(abs(points_change), 1) as numeric(28, 1)) as rounded_size,
        entry_type <> 'rule' as is_limit
    from {{ ref('lead_scoring', 'ledger_changes') }}
    where days_back = 1

),

pieces as (

    select
        model_id,
        contact_id,
        row_number() over (
            partition by model_id, contact_id order by is_limit, size desc, line_id, entry_type, dimension
        ) as piece_no,
        case when points_change > 0 then '+' else '-' end
        || {{ regexp_replace_all('cast(rounded_size as ' ~ dbt.type_string() ~ ')', '[.]0$', '') }}
        || ' ' || label || case when points_now = 0 then ' (no longer)' else '' end as piece
    from ledger_changes
    where rounded_size > 0

),

placed as (

    select
        *,
        sum(length(piece) + 2) over (
            partition by model_id, contact_id order by piece_no rows between unbounded preceding and current row
        ) - 2 as joined_length
    from pieces

),

fitting as (

    select * from placed where joined_length <= 255

)

select
    model_id,
    contact_id,
    {{ join_text('piece', '; ', 'piece_no') }} as moved_because
from fitting
group by model_id, contact_id
