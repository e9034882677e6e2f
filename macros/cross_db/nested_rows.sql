{#- Events whose parameters are nested in their row, as Google Analytics exports them. -#}

{#- A parameter of an event as text: of a list of {key, value: {string_value, int_value, …}} the one with that key, null when there is none. -#}
{% macro event_parameter(parameters, key) -%}
    {{ return(adapter.dispatch('event_parameter', 'lead_scoring')(parameters, key)) }}
{%- endmacro %}

{% macro default__event_parameter(parameters, key) -%}
    {#- Models that are off are rendered once, too. -#}
    {%- if execute -%}
        {{ exceptions.raise_compiler_error(
            "The source `ga4` has nested rows, which are read on BigQuery and DuckDB only. On " ~ target.type
            ~ ", flatten the events into a table of the shape of the input `activities` (docs/your_data.md)."
        ) }}
    {%- endif -%}
{%- endmacro %}

{% macro duckdb__event_parameter(parameters, key) -%}
    (
        select max(parameters.parameter.value.string_value)
        from unnest({{ parameters }}) as parameters (parameter)
        where parameters.parameter.key = '{{ key }}'
    )
{%- endmacro %}

{% macro bigquery__event_parameter(parameters, key) -%}
    (select max(parameter.value.string_value) from unnest({{ parameters }}) as parameter where parameter.key = '{{ key }}')
{%- endmacro %}


{#- Microseconds since 1970 as a UTC timestamp; null outside the years 1 to 9999. -#}
{% macro microseconds_as_time(expression) -%}
    {{ return(adapter.dispatch('microseconds_as_time', 'lead_scoring')(expression)) }}
{%- endmacro %}

{% macro default__microseconds_as_time(expression) -%}
    {{ lead_scoring.default__event_parameter(expression, none) }}
{%- endmacro %}

{% macro duckdb__microseconds_as_time(expression) -%}
    case
        when try_cast({{ expression }} as bigint) between -62135596800000000 and 253402300799999999
            then make_timestamp(try_cast({{ expression }} as bigint))
    end
{%- endmacro %}

{% macro bigquery__microseconds_as_time(expression) -%}
    case
        when safe_cast({{ expression }} as int64) between -62135596800000000 and 253402300799999999
            then timestamp_micros(safe_cast({{ expression }} as int64))
    end
{%- endmacro %}


{#- The relation that shows which columns a table of a source has; none when there is no such table. -#}
{% macro standing_source(declared) -%}
    {{ return(adapter.dispatch('standing_source', 'lead_scoring')(declared)) }}
{%- endmacro %}

{% macro default__standing_source(declared) -%}
    {{ return(adapter.get_relation(database=declared.database, schema=declared.schema, identifier=declared.identifier)) }}
{%- endmacro %}

{#- A name that ends in * stands for all tables that begin so: the newest one shows their columns. -#}
{% macro bigquery__standing_source(declared) -%}
    {%- set name = declared.identifier -%}
    {%- if name.endswith('*') -%}
        {%- set tables = run_query(
            "select max(table_name) from `" ~ declared.database ~ "`.`" ~ declared.schema ~ "`.information_schema.tables"
            ~ " where starts_with(table_name, " ~ lead_scoring.text_literal(name[:-1]) ~ ")"
        ) -%}
        {%- set name = tables.rows[0][0] if tables.rows | length > 0 else name -%}
    {%- endif -%}
    {{ return(
        adapter.get_relation(database=declared.database, schema=declared.schema, identifier=name) if name else none
    ) }}
{%- endmacro %}
