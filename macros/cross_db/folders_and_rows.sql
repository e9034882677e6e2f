{#- Reading files and whole rows. -#}

{#- A CSV or Parquet file of a folder as a table with at least the given columns; empty when there is no such file. DuckDB only. -#}
{% macro folder_table(folder, name, columns) -%}
    {{ return(adapter.dispatch('folder_table', 'lead_scoring')(folder, name, columns)) }}
{%- endmacro %}

{% macro default__folder_table(folder, name, columns) -%}
    {{ exceptions.raise_compiler_error(
        "LEAD_SCORING_INPUTS and LEAD_SCORING_POLICY read files through DuckDB. On " ~ target.type
        ~ ", load `" ~ name ~ "` into a table and name it in the var `lead_scoring_inputs` or `lead_scoring_policy`."
    ) }}
{%- endmacro %}

{% macro duckdb__folder_table(folder, name, columns) -%}
    {%- set file = lead_scoring.folder_file(folder, name) if execute else none -%}
    {%- if not file -%}
        {{ return(lead_scoring.empty_table(columns)) }}
    {%- endif -%}
    {%- set path = "'" ~ file | replace("'", "''") ~ "'" -%}
    {%- if file.endswith('.parquet') -%}
        {{ return(lead_scoring.with_columns('read_parquet(' ~ path ~ ')', columns)) }}
    {%- endif -%}
    {{ return(lead_scoring.with_columns('read_csv(' ~ path ~ ', header = true, all_varchar = true)', columns)) }}
{%- endmacro %}

{#- A relation with at least the given columns, in lower case. Only DuckDB can add missing ones without looking first;
    elsewhere the columns are a contract. -#}
{% macro with_columns(relation, columns) -%}
    {{ return(adapter.dispatch('with_columns', 'lead_scoring')(relation, columns)) }}
{%- endmacro %}

{% macro default__with_columns(relation, columns) -%}
    {{ return(relation) }}
{%- endmacro %}

{% macro duckdb__with_columns(relation, columns) -%}
    {{ return(
        '(select null as ' ~ columns | join(', null as ') ~ ' where 1 = 0 union all by name select * from ' ~ relation ~ ')'
    ) }}
{%- endmacro %}

{#- The file of that name in the folder: Parquet before CSV, none when there is neither. -#}
{% macro folder_file(folder, name) -%}
    {%- for ending in ['parquet', 'csv'] -%}
        {%- set path = folder ~ '/' ~ name ~ '.' ~ ending -%}
        {%- set found = run_query("select file from glob('" ~ path | replace("'", "''") ~ "')") -%}
        {%- if found | length > 0 -%}
            {{ return(path) }}
        {%- endif -%}
    {%- endfor -%}
    {{ return(none) }}
{%- endmacro %}


{#- A whole row as JSON text, nulls included. -#}
{% macro row_to_json(table_alias) -%}
    {{ return(adapter.dispatch('row_to_json', 'lead_scoring')(table_alias)) }}
{%- endmacro %}

{% macro duckdb__row_to_json(table_alias) -%}
    cast(to_json({{ table_alias }}) as varchar)
{%- endmacro %}


{#- One row per row and field: the given key columns, `field` in lower case, `value` as written. Numbers come as plain
    decimals without trailing zeros, because engines print them differently. -#}
{% macro json_fields(relation, json, key_columns) -%}
    {{ return(adapter.dispatch('json_fields', 'lead_scoring')(relation, json, key_columns)) }}
{%- endmacro %}

{% macro duckdb__json_fields(relation, json, key_columns) -%}
    select
        {{ key_columns | join(', ') }},
        lower(field_name) as field,
        case
            when value_type = 'VARCHAR' or value_type = 'BOOLEAN' then value_text
            when {{ lead_scoring.is_number_text('value_text') }} then {{ lead_scoring.canonical_number('value_text') }}
            else {{ lead_scoring.canonical_number('cast(try_cast(value_text as numeric(38, 18)) as varchar)') }}
        end as value
    from (
        select
            {%- for column in key_columns %}
            {{ relation }}.{{ column }},
            {%- endfor %}
            json_entries.key as field_name,
            json_entries.type as value_type,
            json_entries.value ->> '$' as value_text
        from {{ relation }}, json_each({{ relation }}.{{ json }}) as json_entries
    ) as row_fields
{%- endmacro %}
