{#- A number from 0 to 99 that is drawn once for each contact and never changes: a hash of its id. -#}
{% macro draw(contact_id) -%}
    {%- set hash = dbt.hash("'draw ' || " ~ contact_id) -%}
    {%- set digits = [] -%}
    {%- for weight in [4096, 256, 16, 1] -%}
        {%- do digits.append(
            '(' ~ dbt.position('substring(' ~ hash ~ ', ' ~ loop.index ~ ', 1)', "'0123456789abcdef'") ~ ' - 1) * ' ~ weight
        ) -%}
    {%- endfor -%}
    cast(floor(({{ digits | join(' + ') }}) * 100 / 65536.0) as integer)
{%- endmacro %}
