{#- The rest of a history model that starts with the CTEs `scored` (the days of this build) and `as_of_days`: keeps the days
    on which a column changed against the day before, and those that replace a day already in the table. With `backfill_to`
    only the days of that range are kept, and the day after it is said again if what was published there would otherwise
    follow from the day before. -#}
{% macro remembered_rows(key, columns) -%}
{%- set is_range = var('backfill_to') | string != '' -%}
{%- set last_day = lead_scoring.last_past_day() if is_range else lead_scoring.as_of() -%}
remembered as (

{% if is_incremental() %}
    select model_id, {{ key }}, as_of, state_text
    {%- for column in columns if is_range %}, {{ column }}{% endfor %}
    from {{ this }}
{% else %}
    select model_id, {{ key }}, as_of, cast('' as {{ dbt.type_string() }}) as state_text
    {%- for column in columns if is_range %}, {{ column }}{% endfor %}
    from scored
    where 1 = 0
{% endif %}

),

remembered_days as (

    select as_of from as_of_days where as_of <= {{ last_day }}

),

last_before as (

    {{ lead_scoring.last_remembered(key, 'state_text', 'as_of < ' ~ lead_scoring.first_day()) }}

),

known as (

    select model_id, {{ key }} from scored where as_of <= {{ last_day }}
    union
    select model_id, {{ key }} from last_before
    union
    select model_id, {{ key }} from remembered where as_of between {{ lead_scoring.first_day() }} and {{ last_day }}

),

every_day as (

    select
        known.model_id,
        known.{{ key }},
        remembered_days.as_of,
        {%- for column in columns %}
        scored.{{ column }},
        {%- endfor %}
        case when scored.model_id is null then ''
            else concat({% for column in columns %}coalesce(cast(scored.{{ column }} as {{ dbt.type_string() }}), ''), '|'{{ ', ' if not loop.last }}{% endfor %})
        end as state_text
    from known
    cross join remembered_days
    left join scored
        on known.model_id = scored.model_id
        and known.{{ key }} = scored.{{ key }}
        and remembered_days.as_of = scored.as_of
{%- if is_range %}

    union all

    select
        known.model_id,
        known.{{ key }},
        {{ lead_scoring.add_days(last_day, 1) }} as as_of,
        {%- for column in columns %}
        published_after.{{ column }},
        {%- endfor %}
        coalesce(published_after.state_text, '') as state_text
    from known
    left join (
        {{ lead_scoring.last_remembered(
            key, 'state_text, remembered.' ~ columns | join(', remembered.'), 'as_of <= ' ~ lead_scoring.add_days(last_day, 1)
        ) }}
    ) as published_after
        on known.model_id = published_after.model_id
        and known.{{ key }} = published_after.{{ key }}
{%- endif %}

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

{#- The last remembered row of each contact or company among those that meet a condition. -#}
{% macro last_remembered(key, columns, condition) -%}
    select remembered.model_id, remembered.{{ key }}, remembered.{{ columns }}
    from remembered
    inner join (
        select model_id, {{ key }}, max(as_of) as as_of
        from remembered
        where {{ condition }}
        group by model_id, {{ key }}
    ) as latest
        on remembered.model_id = latest.model_id
        and remembered.{{ key }} = latest.{{ key }}
        and remembered.as_of = latest.as_of
{%- endmacro %}

{#- How a scored day comes into the history. -#}
{% macro recorded_as() -%}
    case
        when as_of_days.is_published then 'published'
        when {{ lead_scoring.scores_past_days_as_known_then() }} then 'backfilled'
        else 'backfilled_with_all_rows'
    end
{%- endmacro %}
