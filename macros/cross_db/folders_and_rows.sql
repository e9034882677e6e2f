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
    {%- set path = lead_scoring.text_literal(file) -%}
    {%- if file.endswith('.parquet') -%}
        {{ return(lead_scoring.with_columns('read_parquet(' ~ path ~ ')', columns)) }}
    {%- endif -%}
    {#- Nothing is left to guessing but the separator, which the first line tells: a guess would drop rows without a word. -#}
    {%- set first_line = run_query(
        "select line from read_csv(" ~ path ~ ", delim = chr(1), quote = '', escape = '', header = false,"
        ~ " auto_detect = false, strict_mode = false, ignore_errors = true, columns = {'line': 'VARCHAR'}) limit 1"
    ) -%}
    {%- set header = (first_line.rows[0][0] or '') if first_line | length > 0 else '' -%}
    {%- set found = [] -%}
    {%- for column in columns if column in header | lower -%}
        {%- do found.append(column) -%}
    {%- endfor -%}
    {%- if found | length == 0 -%}
        {{ exceptions.raise_compiler_error(
            file ~ ": the first line must name the columns, of which at least one must be known (" ~ columns | join(', ')
            ~ "). It is `" ~ header[:80] ~ "`."
        ) }}
    {%- endif -%}
    {%- set separators = [] -%}
    {%- for separator in [',', ';', '\t', '|'] -%}
        {%- do separators.append((header.count(separator), separator)) -%}
    {%- endfor -%}
    {%- set separator = (separators | sort(attribute=0) | last)[1] if separators | map(attribute=0) | max > 0 else ',' -%}
    {{ return(lead_scoring.with_columns(
        "read_csv(" ~ path ~ ", delim = '" ~ separator ~ "', quote = '\"', escape = '\"', header = true, all_varchar = true,"
        ~ " skip = 0, comment = '')", columns
    )) }}
{%- endmacro %}

{#- A relation with at least the given columns, in lower case. Only DuckDB can add missing ones without looking first;
    elsewhere the columns are a contract. -#}
{% macro with_columns(relation, columns) -%}
    {{ return(adapter.dispatch('with_columns', 'lead_scoring')(relation, columns)) }}
{%- endmacro %}

{% macro default__with_columns(relation, columns) -%}
    {{ return(relation) }}
{%- endmacro %}

{% macro redshift__with_columns(relation, columns) -%}
    {{ return(relation) }}
{%- endmacro %}

{#- A name that the inner row lacks is looked up outside, where it is null. The row as it came stands beside as input_row, because
    its further columns have no name here. Nothing of this costs anything: the planner sees plain columns. -#}
{% macro postgres__with_columns(relation, columns) -%}
    {{ return(
        '(select known.*, given as input_row from (select cast(null as text) as '
        ~ columns | join(', cast(null as text) as ') ~ ') as missing cross join ' ~ relation
        ~ ' as given cross join lateral (select ' ~ columns | join(', ') ~ ' from (select given.*) as own) as known)'
    ) }}
{%- endmacro %}

{% macro duckdb__with_columns(relation, columns) -%}
    {{ return(
        '(select null as ' ~ columns | join(', null as ') ~ ' where 1 = 0 union all by name select * from ' ~ relation ~ ')'
    ) }}
{%- endmacro %}

{#- Spark has no way to ask for a column that may be missing: the columns are looked up first. Known ones come first, in the order
    of the contract, as on DuckDB. A name that somebody wrote stays as it was written, catalog and quotes included. -#}
{% macro spark__with_columns(relation, columns) -%}
    {%- if not execute or relation.is_cte or relation | string | trim | first == '(' -%}
        {{ return(relation) }}
    {%- endif -%}
    {%- set table = relation -%}
    {%- if relation is string -%}
        {%- set parts = relation.split('.') -%}
        {%- set table = api.Relation.create(
            schema=parts[:-1] | join('.'), identifier=parts[-1], quote_policy={'database': false, 'schema': false, 'identifier': false}
        ) -%}
    {%- endif -%}
    {%- set found = adapter.get_columns_in_relation(table) | map(attribute='name') | map('lower') | list -%}
    {%- set picked = [] -%}
    {%- for column in columns -%}
        {%- do picked.append(column if column in found else 'cast(null as string) as ' ~ column) -%}
    {%- endfor -%}
    {%- for column in found if column not in columns -%}
        {%- do picked.append('`' ~ column ~ '`') -%}
    {%- endfor -%}
    {{ return('(select ' ~ picked | join(', ') ~ ' from ' ~ relation ~ ')') }}
{%- endmacro %}

{#- The file of that name in the folder, none when there is none. -#}
{% macro folder_file(folder, name) -%}
    {{ return(adapter.dispatch('folder_file', 'lead_scoring')(folder, name)) }}
{%- endmacro %}

{% macro default__folder_file(folder, name) -%}
    {{ lead_scoring.folder_table(folder, name, []) }}
{%- endmacro %}

{% macro duckdb__folder_file(folder, name) -%}
    {%- if '*' in folder or '?' in folder -%}
        {{ exceptions.raise_compiler_error("The folder `" ~ folder ~ "` must not have `*` or `?` in its name.") }}
    {%- endif -%}
    {%- set files = [] -%}
    {%- for ending in ['parquet', 'csv'] -%}
        {%- set path = folder ~ '/' ~ name ~ '.' ~ ending -%}
        {%- if run_query("select file from glob(" ~ lead_scoring.text_literal(path) ~ ")") | length > 0 -%}
            {%- do files.append(path) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if files | length > 1 -%}
        {{ exceptions.raise_compiler_error("There are two files for `" ~ name ~ "`: " ~ files | join(' and ') ~ ". Keep one.") }}
    {%- endif -%}
    {{ return(files | first) }}
{%- endmacro %}


{#- A whole row of an input as one value, to be turned into text later and only where needed. -#}
{% macro whole_row(table_alias) -%}
    {{ return(adapter.dispatch('whole_row', 'lead_scoring')(table_alias)) }}
{%- endmacro %}

{% macro default__whole_row(table_alias) -%}
    {{ table_alias }}
{%- endmacro %}

{% macro spark__whole_row(table_alias) -%}
    struct({{ table_alias }}.*)
{%- endmacro %}

{% macro snowflake__whole_row(table_alias) -%}
    object_construct_keep_null({{ table_alias }}.*)
{%- endmacro %}

{#- Redshift makes no value of a row: the columns are named. Further ones are looked up where there is a connection. -#}
{% macro redshift__whole_row(table_alias) -%}
    {{ lead_scoring.redshift__object(lead_scoring.columns_of_input(table_alias), table_alias) }}
{%- endmacro %}

{#- Days and times have no place in such an object, but as text. -#}
{% macro redshift__object(columns, table_alias) -%}
    object(
        {%- for column in columns -%}
            {%- set value = table_alias ~ '.' ~ column -%}
            '{{ column }}', {{ 'cast(' ~ value ~ ' as varchar)' if column.endswith('_at') or column == 'valid_from' else value }}
            {{- ', ' if not loop.last -}}
        {%- endfor -%}
    )
{%- endmacro %}

{#- The columns of an input: those of the contract, and those that the relation has beyond them. -#}
{% macro columns_of_input(name) -%}
    {%- set columns = lead_scoring.input_columns()[name] | list -%}
    {%- set relation = lead_scoring.input_relation(name) if execute else none -%}
    {%- if relation is not string and relation is not none -%}
        {%- for column in adapter.get_columns_in_relation(relation) if column.name | lower not in columns -%}
            {%- do columns.append(column.name | lower) -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(columns) }}
{%- endmacro %}


{#- A whole row as JSON text, nulls included. -#}
{% macro row_to_json(row_value) -%}
    {{ return(adapter.dispatch('row_to_json', 'lead_scoring')(row_value)) }}
{%- endmacro %}

{% macro duckdb__row_to_json(row_value) -%}
    cast(to_json({{ row_value }}) as varchar)
{%- endmacro %}

{% macro snowflake__row_to_json(row_value) -%}
    to_json({{ row_value }})
{%- endmacro %}

{% macro bigquery__row_to_json(row_value) -%}
    to_json_string({{ row_value }})
{%- endmacro %}

{% macro redshift__row_to_json(row_value) -%}
    json_serialize({{ row_value }})
{%- endmacro %}

{#- A row of `with_columns` is {known columns, input_row}: the known ones and then the further ones, as DuckDB writes it. Mostly the
    row already came in that order. -#}
{% macro postgres__row_to_json(row_value) -%}
    (
        select case
            when texts.given is null then texts.whole
            when left(texts.given, length(texts.known)) = texts.known then texts.given
            else texts.known || coalesce((
                select ',' || string_agg(cast(to_json(further.name) as text) || ':' || further.value, ',' order by further.place)
                from json_each(cast(texts.given as json)) with ordinality as further (name, value, place)
                where further.name not in (select json_object_keys(cast(texts.known || '}' as json)))
            ), '') || '}'
        end
        from (
            select whole, given, left(whole, length(whole) - length(',"input_row":' || given || '}')) as known
            from (
                select
                    cast(row_to_json({{ row_value }}) as text) as whole,
                    cast(row_to_json({{ row_value }}) -> 'input_row' as text) as given
            ) as row_texts
        ) as texts
    )
{%- endmacro %}

{% macro spark__row_to_json(row_value) -%}
    to_json({{ row_value }}, map('ignoreNullFields', 'false'))
{%- endmacro %}


{#- Some columns of a row as JSON text, nulls included. -#}
{% macro columns_to_json(columns, table_alias) -%}
    {{ return(adapter.dispatch('columns_to_json', 'lead_scoring')(columns, table_alias)) }}
{%- endmacro %}

{% macro duckdb__columns_to_json(columns, table_alias) -%}
    cast(to_json(struct_pack(
        {%- for column in columns %}{{ column }} := {{ table_alias }}.{{ column }}{{ ', ' if not loop.last }}{% endfor -%}
    )) as varchar)
{%- endmacro %}

{% macro snowflake__columns_to_json(columns, table_alias) -%}
    to_json(object_construct_keep_null(
        {%- for column in columns %}'{{ column }}', {{ table_alias }}.{{ column }}{{ ', ' if not loop.last }}{% endfor -%}
    ))
{%- endmacro %}

{% macro bigquery__columns_to_json(columns, table_alias) -%}
    to_json_string(struct(
        {%- for column in columns %}{{ table_alias }}.{{ column }} as {{ column }}{{ ', ' if not loop.last }}{% endfor -%}
    ))
{%- endmacro %}

{% macro redshift__columns_to_json(columns, table_alias) -%}
    json_serialize({{ lead_scoring.redshift__object(columns, table_alias) }})
{%- endmacro %}

{#- Timestamps as they are cast to text: as JSON they would have a T in the middle. -#}
{% macro postgres__columns_to_json(columns, table_alias) -%}
    (
        select cast(row_to_json(picked) as text)
        from (
            select
            {%- for column in columns %}
                {%- set value = table_alias ~ '.' ~ column %}
                case
                    when pg_typeof({{ value }}) = cast('timestamp' as regtype) then to_json(cast({{ value }} as text))
                    else to_json({{ value }})
                end as {{ column }}{{ ',' if not loop.last }}
            {%- endfor %}
        ) as picked
    )
{%- endmacro %}

{#- Timestamps (all columns that end in _at) as they are cast to text: as JSON they would have a T in the middle, and a zone. -#}
{% macro spark__columns_to_json(columns, table_alias) -%}
    to_json(struct(
        {%- for column in columns %}
        {%- set value = table_alias ~ '.' ~ column %}
        {{ 'cast(' ~ value ~ ' as string)' if column.endswith('_at') else value }} as {{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    ), map('ignoreNullFields', 'false'))
{%- endmacro %}


{#- The names of the fields of row JSON, as written: a table expression with the column `field_name`. -#}
{% macro json_field_names(relation, json) -%}
    {{ return(adapter.dispatch('json_field_names', 'lead_scoring')(relation, json)) }}
{%- endmacro %}

{% macro duckdb__json_field_names(relation, json) -%}
    (select unnest(json_keys({{ json }})) as field_name from {{ relation }})
{%- endmacro %}

{% macro snowflake__json_field_names(relation, json) -%}
    (select fields.key as field_name from {{ relation }}, lateral flatten(input => parse_json({{ json }})) as fields)
{%- endmacro %}

{% macro bigquery__json_field_names(relation, json) -%}
    (
        select field_name
        from {{ relation }}
        cross join unnest(json_keys(parse_json({{ json }}, wide_number_mode => 'round'), 1)) as field_name
    )
{%- endmacro %}

{% macro redshift__json_field_names(relation, json) -%}
    (
        select field_name
        from (select json_parse({{ json }}) as document from {{ relation }}) as documents,
            unpivot documents.document as field_value at field_name
    )
{%- endmacro %}

{% macro postgres__json_field_names(relation, json) -%}
    (select json_object_keys(cast({{ json }} as json)) collate "C" as field_name from {{ relation }})
{%- endmacro %}

{% macro spark__json_field_names(relation, json) -%}
    (select explode(json_object_keys({{ json }})) as field_name from {{ relation }})
{%- endmacro %}


{#- A field of row JSON as text; null when there is none. Numbers come as plain decimals without trailing zeros, because engines
    print them differently. -#}
{% macro json_value(json, field_name) -%}
    {{ return(adapter.dispatch('json_value', 'lead_scoring')(json, field_name)) }}
{%- endmacro %}

{#- A JSON pointer takes any name, with quotes and dots in it, too. -#}
{% macro duckdb__json_value(json, field_name) -%}
    {%- set pointer = "('/' || replace(replace(" ~ field_name ~ ", '~', '~0'), '/', '~1'))" -%}
    {%- set text = '(' ~ json ~ ' ->> ' ~ pointer ~ ')' -%}
    case
        when json_type({{ json }}, {{ pointer }}) not in ('UBIGINT', 'BIGINT', 'DOUBLE') then {{ text }}
        when {{ text }} like '%e%' then {{ lead_scoring.plain_number('try_cast(' ~ text ~ ' as numeric(38, 18))') }}
        else {{ lead_scoring.plain_number(text) }}
    end
{%- endmacro %}

{% macro snowflake__json_value(json, field_name) -%}
    {%- set value = 'get(parse_json(' ~ json ~ '), ' ~ field_name ~ ')' -%}
    case
        when typeof({{ value }}) not in ('INTEGER', 'DECIMAL', 'DOUBLE') then cast({{ value }} as varchar)
        when cast({{ value }} as varchar) like '%e%'
            then {{ lead_scoring.plain_number('try_to_decimal(cast(' ~ value ~ ' as varchar), 38, 18)') }}
        else {{ lead_scoring.plain_number(value) }}
    end
{%- endmacro %}

{% macro bigquery__json_value(json, field_name) -%}
    {%- set value = 'parse_json(' ~ json ~ ", wide_number_mode => 'round')[" ~ field_name ~ ']' -%}
    {%- set text = 'json_value(' ~ value ~ ')' -%}
    case
        when json_type({{ value }}) <> 'number' then {{ text }}
        when {{ text }} like '%e%' then {{ lead_scoring.plain_number('round(safe_cast(' ~ text ~ ' as bignumeric), 18)') }}
        else {{ lead_scoring.plain_number(text) }}
    end
{%- endmacro %}

{#- Numbers stay as they are written: as numbers they compare all the same. -#}
{% macro redshift__json_value(json, field_name) -%}
    json_extract_path_text({{ json }}, {{ field_name }}, true)
{%- endmacro %}

{% macro postgres__json_value(json, field_name) -%}
    {%- set text = '(cast(' ~ json ~ ' as json) ->> ' ~ field_name ~ ')' -%}
    case
        when json_typeof(cast({{ json }} as json) -> {{ field_name }}) <> 'number' then {{ text }}
        when {{ text }} ~ '[eE]'
            then case when abs(cast({{ text }} as numeric)) < 1e21
                then {{ lead_scoring.plain_number('round(cast(' ~ text ~ ' as numeric), 18)') }} end
        else {{ lead_scoring.plain_number(text) }}
    end
{%- endmacro %}

{#- The kind of a value is known to variants; they take paths that are constant only, so the row is read as a map. -#}
{% macro spark__json_value(json, field_name) -%}
    {%- set text = '(from_json(' ~ json ~ ", 'map<string,string>')[" ~ field_name ~ '])' -%}
    case
        when schema_of_variant(from_json({{ json }}, 'map<string,variant>')[{{ field_name }}]) not rlike '^(BIGINT|DECIMAL|DOUBLE)'
            then {{ text }}
        when {{ text }} like '%E%' then coalesce(
            {{ lead_scoring.canonical_number(lead_scoring.without_exponent(text, 18)) }},
            {{ lead_scoring.canonical_number(lead_scoring.without_exponent(text, 17)) }}
        )
        else {{ lead_scoring.plain_number(text) }}
    end
{%- endmacro %}

{#- A number text with an exponent as one with so many decimals, for Spark: a decimal cast to text would have an exponent, too. -#}
{% macro without_exponent(text, scale) -%}
    {{ return("replace(format_number(try_cast(" ~ text ~ " as numeric(38, " ~ scale ~ ")), " ~ scale ~ "), ',', '')") }}
{%- endmacro %}


{#- A relation that a view reads. -#}
{% macro relation_in_view(relation) -%}
    {{ return(adapter.dispatch('relation_in_view', 'lead_scoring')(relation)) }}
{%- endmacro %}

{% macro default__relation_in_view(relation) -%}
    {{ return(relation) }}
{%- endmacro %}

{#- The name of somebody else's column in quotes, whatever stands in it. -#}
{% macro quoted_name(name) -%}
    {{ return(adapter.dispatch('quoted_name', 'lead_scoring')(name)) }}
{%- endmacro %}

{% macro default__quoted_name(name) -%}
    {{ return(adapter.quote(name | replace('"', '""'))) }}
{%- endmacro %}

{% macro spark__quoted_name(name) -%}
    {{ return(adapter.quote(name | replace('`', '``'))) }}
{%- endmacro %}


{#- DuckDB refuses views on tables whose schema is named like the file (lead_scoring.duckdb), however the name is written; by
    query_table() it takes them. -#}
{% macro duckdb__relation_in_view(relation) -%}
    {%- if relation.database == relation.schema and not relation.is_cte -%}
        {{ return('query_table(' ~ lead_scoring.text_literal(relation | string) ~ ')') }}
    {%- endif -%}
    {{ return(relation) }}
{%- endmacro %}


{#- Several rows for each row of a relation, from a list of lists of expressions: a query with the columns of those names. -#}
{% macro rows_per_row(relation, names, rows) -%}
    {{ return(adapter.dispatch('rows_per_row', 'lead_scoring')(relation, names, rows)) }}
{%- endmacro %}

{% macro default__rows_per_row(relation, names, rows) -%}
    {%- for row in rows %}
    select {% for value in row %}{{ value }} as {{ names[loop.index0] }}{{ ', ' if not loop.last }}{% endfor %} from {{ relation }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{#- Each branch of a union would be a scan of its own. -#}
{% macro spark__rows_per_row(relation, names, rows) -%}
    select inline(array(
        {%- for row in rows %}
        struct({% for value in row %}{{ value }} as {{ names[loop.index0] }}{{ ', ' if not loop.last }}{% endfor %}){{ ',' if not loop.last }}
        {%- endfor %}
    )) from {{ relation }}
{%- endmacro %}
