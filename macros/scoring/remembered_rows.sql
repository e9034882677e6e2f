{#- The rest of a history model that starts with the CTEs `scored` (the days of this build) and `as_of_days`: keeps the days
    on which a column changed against the day before, and those that replace a day already in the table. -#}
{% macro remembered_rows(key, columns) -%}
remembered as (

{% if is_incremental() %}
    select model_id, {{ key }}, as_of, state_text
    from {{ this }}
{% else %}
    select model_id, {{ key }}, as_of, cast('' as {{ dbt.type_string() }}) as state_text
    from scored
    where 1 = 0
{% endif %}

),

last_before as (

    select
        remembered.model_id,
        remembered.{{ key }},
        remembered.state_text
    from remembered
    inner join (
        select model_id, {{ key }}, max(as_of) as as_of
        from remembered
        where as_of < {{ lead_scoring.first_day() }}
        group by model_id, {{ key }}
    ) as latest
        on remembered.model_id = latest.model_id
        and remembered.{{ key }} = latest.{{ key }}
        and remembered.as_of = latest.as_of

),

known as (

    select model_id, {{ key }} from scored
    union
    select model_id, {{ key }} from last_before
    union
    select model_id, {{ key }} from remembered where as_of >= {{ lead_scoring.first_day() }} and as_of <= {{ lead_scoring.as_of() }}

),

every_day as (

    select
        known.model_id,
        known.{{ key }},
        as_of_days.as_of,
        {%- for column in columns %}
        scored.{{ column }},
        {%- endfor %}
        case when scored.model_id is null then ''
            else concat({% for column in columns %}coalesce(cast(scored.{{ column }} as {{ dbt.type_string() }}), ''), '|'{{ ', ' if not loop.last }}{% endfor %})
        end as state_text
    from known
    cross join as_of_days
    left join scored
        on known.model_id = scored.model_id
        and known.{{ key }} = scored.{{ key }}
        and as_of_days.as_of = scored.as_of

),

compared as (

    select
        every_day.*,
        coalesce(
            lag(every_day.state_text) over (
                partition by every_day.model_id, every_day.{{ key }} order by every_day.as_of
            ),
            last_before.state_text,
            ''
        ) as state_before
    from every_day
    left join last_before
        on every_day.model_id = last_before.model_id
        and every_day.{{ key }} = last_before.{{ key }}

)

select
    compared.model_id,
    compared.{{ key }},
    compared.as_of,
    {%- for column in columns %}
    compared.{{ column }},
    {%- endfor %}
    compared.state_text
from compared
left join remembered
    on compared.model_id = remembered.model_id
    and compared.{{ key }} = remembered.{{ key }}
    and compared.as_of = remembered.as_of
where compared.state_text <> compared.state_before
    or remembered.model_id is not null
{%- endmacro %}
