{#- Systems whose tables are read as a connector lands them (docs/sources.md). Everything about a source stands in its folder,
    models/staging/sources/<source>/: its tables and columns in sources.yml, and one model per input that it gives. -#}

{#- Each source with the inputs it gives: the model of an input is called <source>_<input>. -#}
{% macro source_inputs() -%}
    {{ return({
        'hubspot': ['contacts', 'companies', 'activities', 'outcomes', 'contact_merges', 'attribute_history', 'crm_records'],
        'salesforce': ['contacts', 'companies', 'activities', 'outcomes', 'contact_merges', 'attribute_history', 'crm_records'],
        'segment': ['contacts', 'activities', 'contact_merges'],
        'marketo': ['contacts', 'activities', 'contact_merges', 'attribute_history'],
        'pardot': ['contacts', 'activities', 'outcomes', 'contact_merges'],
        'snowplow': ['contacts', 'activities', 'contact_merges'],
        'ga4': ['contacts', 'activities', 'contact_merges'],
    }) }}
{%- endmacro %}

{#- The sources that the var switches on, in its order: where two say the same of a person, the first one counts. -#}
{% macro sources_on() -%}
    {%- set names = [] -%}
    {%- if var('lead_scoring_sources') is mapping -%}
        {%- for name in var('lead_scoring_sources') if name in lead_scoring.source_inputs() -%}
            {%- do names.append(name) -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(names) }}
{%- endmacro %}

{% macro source_is_on(name) -%}
    {{ return(name in lead_scoring.sources_on()) }}
{%- endmacro %}

{#- Those of them that give an input. -#}
{% macro sources_of(input) -%}
    {%- set names = [] -%}
    {%- for name in lead_scoring.sources_on() if input in lead_scoring.source_inputs()[name] -%}
        {%- do names.append(name) -%}
    {%- endfor -%}
    {{ return(names) }}
{%- endmacro %}

{#- A record's id in a source as an id of ours: two sources never share one. Ids that came as floating-point numbers lose their `.0`. -#}
{% macro source_id(source_name, id) -%}
    '{{ source_name }}:' || {{ lead_scoring.known_id(id, '[.]0+$|') }}
{%- endmacro %}

{#- An id as it came, null where it is a word for nothing: all who have such an id would be one. -#}
{% macro known_id(id, left_out='') -%}
    {%- set nothing = [
        'null', 'NULL', 'none', 'None', 'nil', 'nan', 'NaN', 'n/a', 'N/A', 'undefined', '[(]null[)]', '[(]not set[)]',
        '00000000-0000-0000-0000-000000000000'
    ] -%}
    nullif({{ lead_scoring.regexp_replace_all(
        lead_scoring.clean_text(id), left_out ~ '^(' ~ nothing | join('|') ~ ')$', ''
    ) }}, '')
{%- endmacro %}

{#- Whether a text may be an e-mail address. `n/a` and `unknown` are none: all who have them would be one person. -#}
{% macro looks_like_an_address(text) -%}
    {{ text }} like '%_@_%'
{%- endmacro %}

{#- A list of ids or addresses with semicolons between them, whether it came with other marks or as JSON. -#}
{% macro semicolon_list(expression) -%}
    {%- set list = namespace(text=lead_scoring.clean_text(expression)) -%}
    {%- for mark in [',', '|', '"', '[', ']'] -%}
        {%- set list.text = "replace(" ~ list.text ~ ", '" ~ mark ~ "', ';')" -%}
    {%- endfor -%}
    {{ return(list.text) }}
{%- endmacro %}

{#- A number that may have come as text such as `51-200`, as text. What is no number as text, but for its column, becomes a plain one; decimals
    that are zeros go, but for three of them, which may be thousands. -#}
{% macro number_or_text(expression) -%}
    {%- set text = lead_scoring.clean_text(expression) -%}
    case
        when {{ lead_scoring.is_number_text(text) }} then {{ lead_scoring.regexp_replace_all(text, '[.](0|0000+)$', '') }}
        else coalesce({{ lead_scoring.plain_number(lead_scoring.decimal_value(expression)) }}, {{ text }})
    end
{%- endmacro %}

{#- The id of somebody who is not known yet: nobody is scored under it, and contact_merges may say later who it was. -#}
{% macro nobody_id(source_name, key) -%}
    'anonymous:{{ source_name }}:' || {{ key }}
{%- endmacro %}

{#- Of two times the later one; when one is missing, the other. -#}
{% macro later_of(first, second) -%}
    case when {{ first }} is null or {{ second }} > {{ first }} then {{ second }} else {{ first }} end
{%- endmacro %}

{#- Since when an activity that may lie ahead is known: once it has begun, if it was loaded before. -#}
{% macro known_since(occurred_at, loaded_at) -%}
    case when {{ occurred_at }} > {{ loaded_at }} then {{ occurred_at }} else {{ loaded_at }} end
{%- endmacro %}

{#- Whether it has begun; without a time it cannot be told, and the row is rejected later. -#}
{% macro has_begun(occurred_at) -%}
    ({{ occurred_at }} is null or {{ occurred_at }} <= cast('{{ lead_scoring.run_at() }}' as timestamp))
{%- endmacro %}

{#- A table of a source with all columns that its sources.yml declares, and with further_columns() when `further_of` names an input. What is
    missing there is null, a missing table is empty: check_sources() has said so, or has stopped the build. -#}
{% macro source_table(source_name, table_name, further_of=none, prefix='') -%}
    {%- set relation = source(source_name, table_name) -%}
    {%- if not execute -%}
        {{ return(relation) }}
    {%- endif -%}
    {%- set declared = lead_scoring.declared_table(source_name, table_name) -%}
    {%- set found = lead_scoring.found_columns(declared) -%}
    {%- set columns = [] -%}
    {%- for name in declared.columns -%}
        {%- set alias = lead_scoring.source_alias(name) -%}
        {%- set value = lead_scoring.quoted_name(found[name]) if name in (found or {}) else 'cast(null as ' ~ dbt.type_string() ~ ')' -%}
        {%- do columns.append(value ~ ' as ' ~ alias) -%}
    {%- endfor -%}
    {%- if further_of -%}
        {%- for column in lead_scoring.further_columns(source_name, table_name, further_of, prefix) -%}
            {%- do columns.append(lead_scoring.quoted_name(column.name) ~ ' as ' ~ adapter.quote(column.alias)) -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(
        '(select ' ~ columns | join(', ') ~ ' from '
        ~ (lead_scoring.relation_in_view(relation) if found is not none else '(select 1 as one) as nothing where 1 = 0') ~ ')'
    ) }}
{%- endmacro %}

{#- `timestamp` cannot be the name of a column everywhere. -#}
{% macro source_alias(name) -%}
    {{ return('happened_at' if name == 'timestamp' else name) }}
{%- endmacro %}

{#- The columns of a table that begin with `prefix` and are not declared, as a list of {name, alias}: each becomes a field that rules can
    use. The alias is the name without the prefix, in letters, digits and underscores; where that name is taken, it keeps the prefix, or gets
    the source's name as one; where another column has it already, a number. -#}
{% macro further_columns(source_name, table_name, input, prefix='') -%}
    {%- set declared = lead_scoring.declared_table(source_name, table_name) if execute else none -%}
    {%- set found = lead_scoring.found_columns(declared) if execute else none -%}
    {%- set columns = [] -%}
    {%- for lower_name, name in (found or {}).items()
        if lower_name.startswith(prefix) and lower_name not in declared.columns and not lower_name.startswith('_') -%}
        {%- set clean = modules.re.sub('[^a-z0-9_]', '_', lower_name) -%}
        {%- set alias = clean[prefix | length:] -%}
        {%- set alias = (prefix or source_name ~ '_') ~ alias if alias in lead_scoring.taken_names(declared, input) else alias -%}
        {%- set alias = alias ~ '_' ~ loop.index if alias in columns | map(attribute='alias') else alias -%}
        {%- do columns.append({'name': name, 'alias': alias}) -%}
    {%- endfor -%}
    {{ return(columns) }}
{%- endmacro %}

{#- Names that no further column of a table can have: those of the input, of the columns that are declared, of what is worked out beside them. -#}
{% macro taken_names(declared, input) -%}
    {{ return(
        lead_scoring.input_columns()[input] + (declared.columns | list)
        + ['', 'happened_at', 'source_place', 'linked_company_id']
    ) }}
{%- endmacro %}

{#- Those columns as they stand in a select list, each with a comma behind it. -#}
{% macro select_further_columns(source_name, table_name, input, prefix='') -%}
    {%- for column in lead_scoring.further_columns(source_name, table_name, input, prefix) %}
    {{ adapter.quote(column.alias) }},
    {%- endfor %}
{%- endmacro %}

{#- What sources.yml says of a table. -#}
{% macro declared_table(source_name, table_name) -%}
    {{ return(graph.sources['source.lead_scoring.' ~ source_name ~ '.' ~ table_name]) }}
{%- endmacro %}

{#- The columns that a table really has, by their names in lower case; none when there is no such table. -#}
{% macro found_columns(declared) -%}
    {%- set relation = lead_scoring.standing_source(declared) -%}
    {%- if not relation -%}
        {{ return(none) }}
    {%- endif -%}
    {%- set found = {} -%}
    {%- for column in adapter.get_columns_in_relation(relation) -%}
        {%- do found.update({column.name | lower: column.name}) -%}
    {%- endfor -%}
    {{ return(found) }}
{%- endmacro %}

{#- The rows of an input from all sources that give it, one below the other, with the place of the source in the var. -#}
{% macro united_rows(input) -%}
    {%- set relations = {} -%}
    {%- for name in lead_scoring.sources_of(input) -%}
        {%- do relations.update({loop.index: ref('lead_scoring', name ~ '_' ~ input)}) -%}
    {%- endfor -%}
    {%- set contract = lead_scoring.input_columns()[input] -%}
    {%- if relations -%}
        {{ lead_scoring.aligned_rows(relations, contract, input in ('contacts', 'companies'), 'source_place') }}
    {%- else -%}
        select nothing.*, 0 as source_place from {{ lead_scoring.empty_table(contract) }} as nothing
    {%- endif -%}
{%- endmacro %}

{#- The rows of relations, one below the other, with the columns of a contract and, on demand, their further ones, which differ: what one
    lacks is null there, and what two call the same but store as different types is text. `place` names a column for the key of each. -#}
{% macro aligned_rows(relations, contract, has_further_columns, place=none) -%}
    {%- set types = {} -%}
    {%- if execute and has_further_columns -%}
        {%- for key, relation in relations.items() -%}
            {%- set standing = load_relation(relation) -%}
            {%- for column in (adapter.get_columns_in_relation(standing) if standing else []) if column.name | lower not in contract -%}
                {%- do types.setdefault(column.name, {}).update({key: column.data_type}) -%}
            {%- endfor -%}
        {%- endfor -%}
    {%- endif -%}
    {%- for key, relation in relations.items() %}
    select
        {%- for column, type_of in types.items() %}
        {%- set type = type_of.values() | first if type_of.values() | unique | list | length == 1 else dbt.type_string() %}
        {%- set name = adapter.quote(column) %}
        {{ name if type_of.get(key) == type else 'cast(' ~ (name if key in type_of else 'null') ~ ' as ' ~ type ~ ') as ' ~ name }},
        {%- endfor %}
        {{ key ~ ' as ' ~ place ~ ',' if place }}
        {{ contract | join(', ') }}
    from {{ relation }}
        {{- '\n    union all' if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{#- Every column of a table in Fivetran's history mode as rows (entity, id, field, value, valid_from), one for each version of a record;
    `names` says what fields are called that do not go by the column's name. -#}
{% macro field_versions(source_name, table_name, entity, names) -%}
    {%- set table = lead_scoring.source_table(source_name, table_name, 'attribute_history') -%}
    {%- set rows = [] -%}
    {%- for column in lead_scoring.further_columns(source_name, table_name, 'attribute_history')
        if column.alias not in (
            'account_id', 'created_by_id', 'created_date', 'is_deleted', 'last_modified_by_id', 'last_modified_date', 'last_referenced_date',
            'last_viewed_date', 'master_record_id', 'system_modstamp'
        ) -%}
        {%- do rows.append([
            "'" ~ entity ~ "'", lead_scoring.source_id(source_name.split('_')[0], 'id'),
            "'" ~ names.get(column.alias, column.alias) ~ "'", lead_scoring.clean_text(adapter.quote(column.alias)),
            lead_scoring.timestamp_value('_fivetran_start')
        ]) -%}
    {%- endfor -%}
    {%- if rows -%}
        {{ lead_scoring.rows_per_row(table ~ ' as versions', ['entity', 'id', 'field', 'value', 'valid_from'], rows) }}
    {%- else -%}
        select nothing.*, cast(null as timestamp) as valid_from
        from {{ lead_scoring.empty_table(['entity', 'id', 'field', 'value']) }} as nothing
    {%- endif -%}
{%- endmacro %}

{#- The columns of a table of rows of all sources as they stand in a select list, each from `rows`, or where it is null from the first
    of `fillers` that has it, with a comma behind. -#}
{% macro filled_columns(relation, rows, fillers, besides) -%}
    {%- set standing = load_relation(relation) if execute else none -%}
    {%- for column in (adapter.get_columns_in_relation(standing) if standing else []) if column.name | lower not in besides %}
    {%- set name = adapter.quote(column.name) -%}
    {{ lead_scoring.first_value_of([rows] + fillers, name) }} as {{ name }},
    {%- endfor %}
{%- endmacro %}

{#- A column of the first of some relations in which it is not null. -#}
{% macro first_value_of(relations, column) -%}
    {%- if relations | length == 1 -%}
        {{ relations[0] }}.{{ column }}
    {%- else -%}
        coalesce({% for relation in relations %}{{ relation }}.{{ column }}{{ ', ' if not loop.last }}{% endfor %})
    {%- endif -%}
{%- endmacro %}
