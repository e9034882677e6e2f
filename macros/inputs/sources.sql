{#- Systems whose tables are read as a connector lands them (docs/sources.md). Everything about a source stands in its folder,
    models/staging/sources/<source>/: its tables and columns in sources.yml, and one model per input that it gives. -#}

{#- Each source with the inputs it gives: the model of an input is called <source>_<input>. -#}
{% macro source_inputs() -%}
    {{ return({
        'hubspot': ['contacts', 'companies', 'activities', 'contact_merges'],
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
    '{{ source_name }}:' || {{ lead_scoring.regexp_replace_all(lead_scoring.clean_text(id), '[.]0+$', '') }}
{%- endmacro %}

{#- What people are called whose name is not known: nobody is scored under it, but for whom contact_merges says it is. -#}
{% macro nobody_id(source_name, key) -%}
    'anonymous:{{ source_name }}:' || {{ key }}
{%- endmacro %}

{#- Of two times the later one; when one is missing, the other. -#}
{% macro later_of(first, second) -%}
    case when {{ first }} is null or {{ second }} > {{ first }} then {{ second }} else {{ first }} end
{%- endmacro %}

{#- A table of a source with all columns that its sources.yml declares, and with further_columns() when `prefix` is given. What is
    missing there is null, a missing table is empty: check_sources() has said so, or has stopped the build. -#}
{% macro source_table(source_name, table_name, prefix=none) -%}
    {%- set relation = source(source_name, table_name) -%}
    {%- if not execute -%}
        {{ return(relation) }}
    {%- endif -%}
    {%- set declared = lead_scoring.declared_table(source_name, table_name) -%}
    {%- set found = lead_scoring.found_columns(declared) -%}
    {%- set columns = [] -%}
    {%- for name in declared.columns -%}
        {%- set alias = lead_scoring.source_alias(name) -%}
        {%- if found is none -%}
            {%- do columns.append('cast(null as ' ~ dbt.type_string() ~ ') as ' ~ alias) -%}
        {%- elif name in found -%}
            {%- do columns.append(adapter.quote(found[name]) ~ ' as ' ~ alias) -%}
        {%- else -%}
            {%- do columns.append('cast(null as ' ~ dbt.type_string() ~ ') as ' ~ alias) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if prefix is not none -%}
        {%- for column in lead_scoring.further_columns(source_name, table_name, prefix) -%}
            {%- do columns.append(adapter.quote(column.name) ~ ' as ' ~ adapter.quote(column.alias)) -%}
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
    use. The alias is the name without the prefix, in letters, digits and underscores; with it where an input has a column of that name. -#}
{% macro further_columns(source_name, table_name, prefix) -%}
    {%- set declared = lead_scoring.declared_table(source_name, table_name) if execute else none -%}
    {%- set found = lead_scoring.found_columns(declared) if execute else none -%}
    {%- set taken = lead_scoring.input_columns()['contacts'] + lead_scoring.input_columns()['companies'] -%}
    {%- set columns = [] -%}
    {%- for lower_name, name in (found or {}).items()
        if lower_name.startswith(prefix) and lower_name not in declared.columns and not lower_name.startswith('_') -%}
        {%- set clean = modules.re.sub('[^a-z0-9_]', '_', lower_name) -%}
        {%- set alias = clean[prefix | length:] -%}
        {%- set alias = (prefix or source_name ~ '_') ~ alias if alias in taken else alias -%}
        {%- if alias and alias not in columns | map(attribute='alias') -%}
            {%- do columns.append({'name': name, 'alias': alias}) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(columns) }}
{%- endmacro %}

{#- Those columns as they stand in a select list, each with a comma behind it. -#}
{% macro select_further_columns(source_name, table_name, prefix) -%}
    {%- for column in lead_scoring.further_columns(source_name, table_name, prefix) %}
    {{ adapter.quote(column.alias) }},
    {%- endfor %}
{%- endmacro %}

{#- What sources.yml says of a table. -#}
{% macro declared_table(source_name, table_name) -%}
    {{ return(graph.sources['source.lead_scoring.' ~ source_name ~ '.' ~ table_name]) }}
{%- endmacro %}

{#- The columns that a table really has, by their names in lower case; none when there is no such table. -#}
{% macro found_columns(declared) -%}
    {%- set relation = adapter.get_relation(
        database=declared.database, schema=declared.schema, identifier=declared.identifier
    ) -%}
    {%- if not relation -%}
        {{ return(none) }}
    {%- endif -%}
    {%- set found = {} -%}
    {%- for column in adapter.get_columns_in_relation(relation) -%}
        {%- do found.update({column.name | lower: column.name}) -%}
    {%- endfor -%}
    {{ return(found) }}
{%- endmacro %}

{#- The rows of an input from all sources that give it, one below the other, with the place of the source in the var. Contacts and
    companies have further columns, which differ by source: what one lacks is null there, and what two call the same but store as
    different types is text. -#}
{% macro united_rows(input) -%}
    {%- set names = lead_scoring.sources_of(input) -%}
    {%- set columns = lead_scoring.united_columns(input) -%}
    {%- if not names %}
    select nobody.*, 0 as source_place from {{ lead_scoring.empty_table(lead_scoring.input_columns()[input]) }} as nobody
    {%- endif -%}
    {%- for name in names %}
    select
        {%- for column in columns %}
        {{ column['from'][name] }} as {{ column.name }},
        {%- endfor %}
        {{ loop.index }} as source_place
    from {{ ref('lead_scoring', name ~ '_' ~ input) }} as source_rows
        {{- '\n    union all' if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{#- Its columns: name, and by source the expression that gives it. -#}
{% macro united_columns(input) -%}
    {%- set contract = lead_scoring.input_columns()[input] -%}
    {%- set names = lead_scoring.sources_of(input) -%}
    {%- set columns = [] -%}
    {%- for column in contract -%}
        {%- set expressions = {} -%}
        {%- for name in names -%}
            {%- do expressions.update({name: column}) -%}
        {%- endfor -%}
        {%- do columns.append({'name': column, 'from': expressions}) -%}
    {%- endfor -%}
    {%- if execute and input in ('contacts', 'companies') -%}
        {%- set types = {} -%}
        {%- for name in names -%}
            {%- set relation = load_relation(ref('lead_scoring', name ~ '_' ~ input)) -%}
            {%- for column in (adapter.get_columns_in_relation(relation) if relation else []) if column.name | lower not in contract -%}
                {%- do types.setdefault(column.name, {}).update({name: column.data_type}) -%}
            {%- endfor -%}
        {%- endfor -%}
        {%- for column, type_of in types.items() -%}
            {%- set expressions = {} -%}
            {%- set quoted = adapter.quote(column) -%}
            {%- set type = type_of.values() | first if type_of.values() | unique | list | length == 1 else dbt.type_string() -%}
            {%- for name in names -%}
                {%- if name not in type_of -%}
                    {%- do expressions.update({name: 'cast(null as ' ~ type ~ ')'}) -%}
                {%- else -%}
                    {%- do expressions.update({name: quoted if type_of[name] == type else 'cast(' ~ quoted ~ ' as ' ~ type ~ ')'}) -%}
                {%- endif -%}
            {%- endfor -%}
            {%- do columns.append({'name': quoted, 'from': expressions}) -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(columns) }}
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
