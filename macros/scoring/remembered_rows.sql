{#- The rest of a history model that starts with the CTE `scored` (the days of this build): keeps the rows that changed against the day
    before, and those that replace a row already in the table. With `backfill_to` only the days of that range are kept, and the day after
    it is said again, because what was published there would otherwise follow from the day before. Whole days are replaced: whatever
    stands for a day of this build is said again. The keys, none of them null, say with model_id and as_of what a row is about. Of the
    columns the first is null only in a row that says that nothing stands any more. With `told_by`, a column that makes no row of its
    own, a row also says what its first column was before, as <column>_before. With `last_whole_day`, the first day is said as a
    whole, changed or not, once that day is 30 days old: what stands is found without reading anything older. A range must know whether the
    day after it was such a day, and says again what its days hold of models that are scored no longer. -#}
{% macro remembered_rows(keys, columns, told_by=none, last_whole_day=none, day_after_is_whole=false) -%}
{%- set keys = ['model_id'] + keys -%}
{%- set key_list = keys | join(', ') -%}
{%- set first_column = columns[0] -%}
{%- set all_columns = columns + ([told_by] if told_by else []) -%}
{%- set column_list = all_columns | join(', ') -%}
{%- set is_range = var('backfill_to') | string != '' -%}
{%- set first_day = lead_scoring.first_day() -%}
{%- set last_day = lead_scoring.last_past_day() if is_range else lead_scoring.as_of() -%}
{%- set day_after = lead_scoring.add_days(last_day, 1) -%}
{%- if last_whole_day -%}
    {%- set is_whole = 'compared.as_of = ' ~ first_day ~ ' and ' ~ lead_scoring.days_between(last_whole_day, first_day) ~ ' >= 30' -%}
{%- endif -%}
scored_models as (

    select model_id from {{ ref('lead_scoring', 'policy_models') }} where is_scored

),

remembered as (

{% if is_incremental() %}
    select {{ key_list }}, as_of, {{ column_list }}
    from {{ this }}
    where as_of >= {{ last_whole_day or lead_scoring.first_of_days() }}
    {%- if is_range %}
        and model_id in (select scored_models.model_id from scored_models)
    {%- endif %}
{% else %}
    select {{ key_list }}, as_of, {{ column_list }}
    from scored
    where 1 = 0
{% endif %}

),

scored_states as (

    select * from scored where as_of <= {{ last_day }}

),

standing as (

    {{ lead_scoring.last_remembered(keys, all_columns, 'as_of < ' ~ first_day) }}

),

{# Each state beside the one of the day before: that of the first day is remembered, others are scored by this build. -#}
before as (

    select {{ key_list }}, {{ first_day }} as as_of, {{ column_list }}
    from standing
    where {{ first_column }} is not null
{%- if is_range or first_day != last_day %}

    union all

    select {{ key_list }}, {{ lead_scoring.add_days('as_of', 1) }} as as_of, {{ column_list }}
    from scored_states
    where as_of < {{ day_after if is_range else last_day }}
{%- endif %}

),

replaced as (

    select {{ key_list }}, as_of
    from remembered
    where as_of between {{ first_day }} and {{ day_after if is_range else last_day }}

),

states as (

    select {{ key_list }}, as_of, {{ column_list }} from scored_states
{%- if is_range %}

    union all

    select {{ key_list }}, {{ day_after }} as as_of, {{ column_list }}
    from (
        {{ lead_scoring.last_remembered(keys, all_columns, 'as_of <= ' ~ day_after) }}
    ) as published_after
    where {{ first_column }} is not null
{%- endif %}

),

compared as (

    select
        {%- for key in keys %}
        coalesce(states.{{ key }}, before.{{ key }}) as {{ key }},
        {%- endfor %}
        coalesce(states.as_of, before.as_of) as as_of,
        {%- for column in columns %}
        states.{{ column }},
        {%- endfor %}
        {%- if told_by %}
        coalesce(states.{{ told_by }}, before.{{ told_by }}) as {{ told_by }},
        {%- endif %}
        before.{{ first_column }} as {{ first_column }}_before,
        (
            {% for column in columns -%}
            {{ lead_scoring.same_value('states.' ~ column, 'before.' ~ column) }}
            {%- if not loop.last %}
            and {% endif %}
            {%- endfor %}
        ) as is_same
    from states
    full outer join before
        on {{ lead_scoring.same_row('states', 'before', keys) }}
        and states.as_of = before.as_of

)

select
    {%- for key in keys %}
    coalesce(compared.{{ key }}, replaced.{{ key }}) as {{ key }},
    {%- endfor %}
    coalesce(compared.as_of, replaced.as_of) as as_of,
    {%- for column in all_columns %}
    compared.{{ column }}{{ ',' if told_by or not loop.last }}
    {%- endfor %}
    {%- if told_by %}
    cast(compared.{{ first_column }}_before as numeric(28, 6)) as {{ first_column }}_before
    {%- endif %}
    {%- if last_whole_day %},
    coalesce(
        {{ is_whole }}{{ ' or coalesce(compared.as_of, replaced.as_of) = ' ~ day_after if is_range and day_after_is_whole }}, false
    ) as is_whole_day
    {%- endif %}
from compared
full outer join replaced
    on {{ lead_scoring.same_row('compared', 'replaced', keys) }}
    and compared.as_of = replaced.as_of
where not compared.is_same
    or replaced.model_id is not null
{%- if last_whole_day %}
    or ({{ is_whole }})
{%- endif %}
{%- if is_range and is_incremental() %}

union all

select {{ key_list }}, as_of, {{ column_list }}
    {{- ', ' ~ first_column ~ '_before' if told_by }}{{ ', is_whole_day' if last_whole_day }}
from {{ this }}
where as_of between {{ first_day }} and {{ day_after }}
    and model_id not in (select scored_models.model_id from scored_models)
{%- endif %}
{%- endmacro %}

{#- The last day before another that a memory says as a whole, as a literal, so that engines read only the days since. -#}
{% macro last_whole_day(memory, day) -%}
    {%- set found = lead_scoring.newest_whole_day(memory, 'as_of < ' ~ day) -%}
    {{ return("cast('" ~ found ~ "' as date)" if found else lead_scoring.first_of_days()) }}
{%- endmacro %}

{#- Whether a memory says a day as a whole. -#}
{% macro is_whole_day(memory, day) -%}
    {{ return(lead_scoring.newest_whole_day(memory, 'as_of = ' ~ day) is not none) }}
{%- endmacro %}

{#- The newest of the days that a memory says as a whole, as text; none if there are none, as in a memory of before there were any. -#}
{% macro newest_whole_day(memory, condition) -%}
    {%- set standing = adapter.get_relation(memory.database, memory.schema, memory.identifier) if execute -%}
    {%- set published_on = lead_scoring.last_published_day() -%}
    {%- if standing and 'is_whole_day' in adapter.get_columns_in_relation(standing) | map(attribute='name') | map('lower') -%}
        {%- set query = "select cast(max(as_of) as " ~ dbt.type_string() ~ ") from " ~ memory ~ " where is_whole_day and " ~ condition
            ~ (" and as_of <= cast('" ~ published_on ~ "' as date)" if published_on else '') -%}
        {{ return(run_query(query).rows[0][0]) }}
    {%- endif -%}
    {{ return(none) }}
{%- endmacro %}

{#- Before it there is no history. -#}
{% macro first_of_days() -%}
    cast('0001-01-01' as date)
{%- endmacro %}

{#- A hook for a memory of days: deletes what a build that did not come to its end left of days that were never published. One memory may
    have them and another not, and the next day would be compared with both. -#}
{% macro forget_unpublished_days(day='as_of') -%}
    {%- set published_on = lead_scoring.last_published_day() if is_incremental() -%}
    {%- if published_on -%}
        {{ return(lead_scoring.delete_rows(day ~ " > cast('" ~ published_on ~ "' as date)")) }}
    {%- endif -%}
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
        where {{ dbt.hash('erased_id') }} in (select contact_hash from {{ ref('lead_scoring', 'erased_keys') }})
    )
{%- endmacro %}

{% macro is_attribute_of_erased_contact() -%}
    entity = 'contact' and {{ lead_scoring.is_of_erased_contact('entity_id') }}
{%- endmacro %}
