{#- What the last published build saw of the inputs, as a relation of one row; of none before the first build. `build` is written
    after every check, so a build that failed leaves it as it was. -#}
{% macro last_build() -%}
    {%- set build = lead_scoring.standing_relation('build') -%}
    {%- if build and 'has_activities' in adapter.get_columns_in_relation(build) | map(attribute='name') | map('lower') -%}
        {{ return(build) }}
    {%- endif -%}
    {{ return(
        '(select cast(null as date) as as_of, 0 as contacts, 0 as erased_contacts, 0 as has_activities'
        ~ ' from (select 1 as one) as nothing where 1 = 0)'
    ) }}
{%- endmacro %}

{#- 1 when the input holds any row of activities, else 0: the count would read them all. -#}
{% macro has_activities() -%}
    (
        select count(*)
        from (select 1 as one from {{ lead_scoring.input_relation('activities') }} as activities limit 1) as first_activity
    )
{%- endmacro %}

{#- After: how much of an input is gone, because a failed data test only says that it failed. -#}
{% macro print_input_drops(results) -%}
    {%- if execute -%}
        {%- for result in results if result.node.name == 'inputs_have_not_dropped' and result.status == 'fail' -%}
            {%- do log("", info=true) -%}
            {%- for row in run_query(result.node.compiled_code).rows -%}
                {%- do log("Nothing is published: " ~ row[0], info=true) -%}
            {%- endfor -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
