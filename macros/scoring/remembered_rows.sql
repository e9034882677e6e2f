{#- The rest of a history model that starts with the CTEs `scored` (the days of this build) and `as_of_days`: keeps the days
    on which a column changed against the day before, and those that replace a day already in the table. With `backfill_to`
    only the days of that range are kept, and the day after it is said again if what was published there would otherwise
    follow from the day before. The keys, none of them null, say with model_id and as_of what a row is about. -#}
{% macro remembered_rows(keys, columns) -%}
{%- set keys = ['model_id'] + keys -%}
{%- set key_list = keys | join(', ') -%}
{%- set is_range = var('backfill_to') | string != '' -%}
{%- set last_day = lead_scoring.last_past_day() if is_range else lead_scoring.as_of() -%}
remembered as (

{% if is_incremental() %}
    select {{ key_list }}, as_of, state_text
    {%- for column in columns if is_range %}, {{ column }}{% endfor %}
    from {{ this }}
{% else %}
    select {{ key_list }}, as_of, cast('' as {{ dbt.type_string() }}) as state_text
    {%- for column in columns if is_range %}, {{ column }}{% endfor %}
    from scored
    where 1 = 0
{% endif %}

),

remembered_days as (

    select as_of from as_of_days where as_of <= {{ last_day }}

),

last_before as (

    {{ lead_scoring.last_remembered(keys, 'state_text', 'as_of < ' ~ lead_scoring.first_day()) }}

),

known as (

    select {{ key_list }} from scored where as_of <= {{ last_day }}
    union
    select {{ key_list }} from last_before where state_text <> ''
    union
    select {{ key_list }}
    from remembered
    where as_of between {{ lead_scoring.first_day() }} and {{ lead_scoring.add_days(last_day, 1) if is_range else last_day }}

),

every_day as (

    select
        {{ lead_scoring.columns_of('known', keys) }},
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
        on {{ lead_scoring.same_row('known', 'scored', keys) }}
        and remembered_days.as_of = scored.as_of
{%- if is_range %}

    union all

    select
        {{ lead_scoring.columns_of('known', keys) }},
        {{ lead_scoring.add_days(last_day, 1) }} as as_of,
        {%- for column in columns %}
        published_after.{{ column }},
        {%- endfor %}
        coalesce(published_after.state_text, '') as state_text
    from known
    left join (
        {{ lead_scoring.last_remembered(
            keys, 'state_text, remembered.' ~ columns | join(', remembered.'), 'as_of <= ' ~ lead_scoring.add_days(last_day, 1)
        ) }}
    ) as published_after
        on {{ lead_scoring.same_row('known', 'published_after', keys) }}
{%- endif %}

),

compared as (

    select
        every_day.*,
        coalesce(
            lag(every_day.state_text) over (
                partition by {{ lead_scoring.columns_of('every_day', keys) }} order by every_day.as_of
            ),
            last_before.state_text,
            ''
        ) as state_before
    from every_day
    left join last_before
        on {{ lead_scoring.same_row('every_day', 'last_before', keys) }}

)

select
    {{ lead_scoring.columns_of('compared', keys) }},
    compared.as_of,
    {%- for column in columns %}
    compared.{{ column }},
    {%- endfor %}
    compared.state_text
from compared
left join remembered
    on {{ lead_scoring.same_row('compared', 'remembered', keys) }}
    and compared.as_of = remembered.as_of
where compared.state_text <> compared.state_before
    or remembered.model_id is not null
{%- endmacro %}

{#- The last remembered row of each contact, company or line among those that meet a condition. -#}
{% macro last_remembered(keys, columns, condition) -%}
    select {{ lead_scoring.columns_of('remembered', keys) }}, remembered.{{ columns }}
    from remembered
    inner join (
        select {{ keys | join(', ') }}, max(as_of) as as_of
        from remembered
        where {{ condition }}
        group by {{ keys | join(', ') }}
    ) as latest
        on {{ lead_scoring.same_row('remembered', 'latest', keys) }}
        and remembered.as_of = latest.as_of
{%- endmacro %}

{#- The keys of a table, as a list of columns. -#}
{% macro columns_of(table, keys) -%}
    {{ return(table ~ '.' ~ keys | join(', ' ~ table ~ '.')) }}
{%- endmacro %}

{#- That two tables have the same keys, as a condition. -#}
{% macro same_row(left, right, keys) -%}
    {%- set pairs = [] -%}
    {%- for key in keys -%}
        {%- do pairs.append(left ~ '.' ~ key ~ ' = ' ~ right ~ '.' ~ key) -%}
    {%- endfor -%}
    {{ return(pairs | join(' and ')) }}
{%- endmacro %}

{#- How a scored day comes into the history. -#}
{% macro recorded_as() -%}
    case
        when as_of_days.is_published then 'published'
        when {{ lead_scoring.scores_past_days_as_known_then() }} then 'backfilled'
        else 'backfilled_with_all_rows'
    end
{%- endmacro %}

{#- A hook for a table that is not built anew: deletes what it still holds of contacts that were erased since. -#}
{% macro forget_erased_contacts(contact='contact_id') -%}
    {{ return("{{ lead_scoring.delete_rows(lead_scoring.is_of_erased_contact('" ~ contact ~ "')) }}") }}
{%- endmacro %}

{#- Only the few distinct ids are hashed. -#}
{% macro is_of_erased_contact(contact) -%}
    {{ contact }} in (
        select erased_id
        from (select distinct {{ contact }} as erased_id from {{ this }}) as contacts
        where {{ dbt.hash('erased_id') }} in (select contact_hash from {{ ref('erased_keys') }})
    )
{%- endmacro %}

{% macro is_attribute_of_erased_contact() -%}
    entity = 'contact' and {{ lead_scoring.is_of_erased_contact('entity_id') }}
{%- endmacro %}
