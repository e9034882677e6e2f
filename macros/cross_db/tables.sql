{#- What an engine wants done with a table once it is built; nothing for most. -#}

{% macro after_building_a_table() -%}
    {{ return(adapter.dispatch('after_building_a_table', 'lead_scoring')()) }}
{%- endmacro %}

{% macro default__after_building_a_table() -%}
{%- endmacro %}

{#- A new table has no statistics, and Postgres plans the next join for a handful of rows: a build took twice as long. -#}
{% macro postgres__after_building_a_table() -%}
    {%- if model.config.materialized in ('table', 'incremental') -%}
        analyze {{ this }}
    {%- endif -%}
{%- endmacro %}

{#- Redshift analyses new tables itself. -#}
{% macro redshift__after_building_a_table() -%}
{%- endmacro %}


{#- How an engine is to plan the statements of a model, in the model's transaction; nothing for most. -#}
{% macro plan_with_care() -%}
    {{ return(adapter.dispatch('plan_with_care', 'lead_scoring')()) }}
{%- endmacro %}

{% macro default__plan_with_care() -%}
{%- endmacro %}

{#- Postgres knows no statistics of a CTE and multiplies those of several keys, expects one row of what gives a million, and compares
    every row with every other. Nothing here is looked up row by row: all joins are of whole tables, by hash. (Before version 18 what is
    off is only made dear, and dear statements are compiled, which takes longer than they do.) -#}
{% macro postgres__plan_with_care() -%}
    set local enable_nestloop = off;
    set local jit = off
{%- endmacro %}

{% macro redshift__plan_with_care() -%}
{%- endmacro %}


{#- The end of a CTE whose columns are dear: an engine must not compute them again in each place that reads them. -#}
{% macro computed_once() -%}
    {{ return(adapter.dispatch('computed_once', 'lead_scoring')()) }}
{%- endmacro %}

{% macro default__computed_once() -%}
{%- endmacro %}

{#- Postgres writes a CTE that is read once into what reads it, unless it has a limit or an offset. -#}
{% macro postgres__computed_once() %}
    offset 0
{%- endmacro %}

{% macro redshift__computed_once() -%}
{%- endmacro %}


{#- The name of a recursive CTE; some want its columns beside it, others refuse them. -#}
{% macro recursive_cte(name, columns) -%}
    {{ return(adapter.dispatch('recursive_cte', 'lead_scoring')(name, columns)) }}
{%- endmacro %}

{% macro default__recursive_cte(name, columns) -%}
    {{ name }}
{%- endmacro %}

{% macro redshift__recursive_cte(name, columns) -%}
    {{ name }} ({{ columns | join(', ') }})
{%- endmacro %}


{#- How a large table lies on disk, as arguments of config(): by the day it is read from (none: it is read whole) and by whom its rows
    are about, so that joins and reads of one contact touch little. Nothing for engines that need no hint. -#}
{% macro table_layout(keys, day=none) -%}
    {{ return(adapter.dispatch('table_layout', 'lead_scoring')(keys, day)) }}
{%- endmacro %}

{% macro default__table_layout(keys, day) -%}
    {#- config() wants something to be said. -#}
    {{ return({'cluster_by': none}) }}
{%- endmacro %}

{#- A table that is written anew would be sorted anew each time: only those that are read from a day on get a key. -#}
{% macro snowflake__table_layout(keys, day) -%}
    {{ return({'cluster_by': [day] if day else none}) }}
{%- endmacro %}

{#- Partitions come from replaced_by(); clusters cost nothing. -#}
{% macro bigquery__table_layout(keys, day) -%}
    {{ return({'cluster_by': keys}) }}
{%- endmacro %}

{#- Rows of a contact lie on one node, where they are joined. -#}
{% macro redshift__table_layout(keys, day) -%}
    {{ return({'dist': keys | last, 'sort': [day or keys | last]}) }}
{%- endmacro %}

{% macro databricks__table_layout(keys, day) -%}
    {{ return({'liquid_clustered_by': ([day] if day else []) + keys}) }}
{%- endmacro %}

{#- How dbt loads the rows of a seed, where its own way does not do. -#}

{#- Spark has no type `text`. -#}
{% macro spark__create_csv_table(model, agate_table) -%}
    {%- set sql -%}
        create table {{ this }} ({{ lead_scoring.seed_columns(model, agate_table) | join(', ') }})
        {{ file_format_clause() }} {{ location_clause() }}
    {%- endset -%}
    {%- do run_query(sql) -%}
    {{ return(sql) }}
{%- endmacro %}

{#- The columns of a seed with their types, for Spark. -#}
{% macro seed_columns(model, agate_table) -%}
    {%- set columns = [] -%}
    {%- for column in agate_table.column_names -%}
        {%- set type = model['config'].get('column_types', {}).get(column, adapter.convert_type(agate_table, loop.index0)) -%}
        {%- do columns.append('`' ~ column ~ '` ' ~ ('string' if type == 'text' else type)) -%}
    {%- endfor -%}
    {{ return(columns) }}
{%- endmacro %}

{#- With the method `session`, dbt-spark writes empty cells as the text None and quotes as they stand. Here a seed comes as one JSON
    text for each thousand rows. -#}
{% macro spark__load_csv_rows(model, agate_table) -%}
    {%- set columns = lead_scoring.seed_columns(model, agate_table) | map('replace', '` ', '`: ') | join(', ') -%}
    {%- set statements = [] -%}
    {%- for chunk in agate_table.rows | batch(1000) -%}
        {%- set rows = [] -%}
        {%- for row in chunk -%}
            {%- do rows.append(dict(zip(agate_table.column_names, row))) -%}
        {%- endfor -%}
        {%- set statement = "insert into " ~ this ~ " select inline(from_json(" ~ lead_scoring.text_literal(tojson(rows))
            ~ ", 'array<struct<" ~ columns ~ ">>'))" -%}
        {%- do adapter.add_query(statement, abridge_sql_log=True) -%}
        {%- do statements.append(statement) -%}
    {%- endfor -%}
    {{ return(statements | first) }}
{%- endmacro %}


{#- dbt writes the rows of unit tests as literals with this. Its own lets Spark read `\d` as `d`. -#}
{% macro spark__escape_single_quotes(expression) -%}
    {{ expression | replace('\\', '\\\\') | replace("'", "\\'") }}
{%- endmacro %}


{#- A query of the columns of all tables of the target's database, those of the engine itself aside: schema, table, column. -#}
{% macro warehouse_columns() -%}
    {{ return(adapter.dispatch('warehouse_columns', 'lead_scoring')()) }}
{%- endmacro %}

{% macro default__warehouse_columns() -%}
    select table_schema, table_name, column_name
    from information_schema.columns
    where lower(table_catalog) = lower({{ lead_scoring.text_literal(target.database) }})
        and lower(table_schema) not in ('information_schema', 'pg_catalog')
    order by table_schema, table_name, ordinal_position
{%- endmacro %}

{#- One dataset does not know of the others: the region does. -#}
{% macro bigquery__warehouse_columns() -%}
    select table_schema, table_name, column_name
    from `{{ target.database }}`.`region-{{ (target.location or 'us') | lower }}`.information_schema.columns
    order by table_schema, table_name, ordinal_position
{%- endmacro %}

{% macro spark__warehouse_columns() -%}
    {{ exceptions.raise_compiler_error(
        "Spark has no list of all tables to look at: name your sources in the var `lead_scoring_sources` (docs/sources.md)."
    ) }}
{%- endmacro %}

{#- Unity Catalog has one, which Spark itself has not. -#}
{% macro databricks__warehouse_columns() -%}
    {{ lead_scoring.default__warehouse_columns() }}
{%- endmacro %}
