{#- What `make init` sees of a warehouse (tools/init.py). Each prints one line of JSON, which the tool reads. -#}

{#- The columns of all tables of the target's database: schema, table, column. -#}
{% macro print_warehouse() -%}
    {%- set found = [] -%}
    {%- for row in run_query(lead_scoring.warehouse_columns()).rows -%}
        {%- do found.append([row[0], row[1], row[2]]) -%}
    {%- endfor -%}
    {%- do log(tojson(found), info=true) -%}
{%- endmacro %}

{#- What stands in the columns of contacts and companies, and which activities there are: for a list of {kind, sql}, each with `kind`,
    the number of its rows, and for each column how many rows have it, and its values where they are few. What may be an address stays
    in the warehouse. -#}
{% macro print_fields(queries) -%}
    {%- set seen = [] -%}
    {%- for query in queries -%}
        {%- if query.kind == 'activity' -%}
            {%- set types = run_query(
                "select activity_type, count(*) as activities from (" ~ query.sql ~ ") as given group by activity_type"
            ) -%}
            {%- set values = [] -%}
            {%- for row in types.rows if row[0] -%}
                {%- do values.append([row[0], row[1] | int]) -%}
            {%- endfor -%}
            {%- do seen.append({'kind': query.kind, 'values': values}) -%}
        {%- else -%}
            {%- do seen.append(lead_scoring.seen_columns(query)) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- do log(tojson(seen), info=true) -%}
{%- endmacro %}

{#- One of them. A column has few values when each is there twice on average, and they are 50 at most. -#}
{% macro seen_columns(query) -%}
    {%- set names = get_columns_in_query(query.sql) -%}
    {%- set counts = ['count(*)'] -%}
    {%- for name in names -%}
        {%- set text = lead_scoring.clean_text(adapter.quote(name)) -%}
        {%- do counts.append('count(' ~ text ~ ')') -%}
        {%- do counts.append('count(distinct ' ~ text ~ ')') -%}
    {%- endfor -%}
    {%- set numbered = [] -%}
    {%- for count in counts -%}
        {%- do numbered.append(count ~ ' as n' ~ loop.index) -%}
    {%- endfor -%}
    {%- set row = run_query("select " ~ numbered | join(', ') ~ " from (" ~ query.sql ~ ") as given").rows[0] -%}
    {%- set columns, lists = {}, [] -%}
    {%- for name in names -%}
        {%- set filled, distinct = row[loop.index * 2 - 1] | int, row[loop.index * 2] | int -%}
        {%- do columns.update({name: {'filled': filled, 'values': []}}) -%}
        {%- if 0 < distinct <= 50 and 2 * distinct <= filled -%}
            {%- do lists.append(
                "select '" ~ name ~ "' as name, value, count(*) as n from (select " ~ lead_scoring.clean_text(adapter.quote(name))
                ~ " as value from (" ~ query.sql ~ ") as given) as texts where value not like '%@%' group by value"
            ) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- for counted in lists -%}
        {%- for value in run_query(counted).rows -%}
            {%- do columns[value[0]]['values'].append([value[1], value[2] | int]) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return({'kind': query.kind, 'rows': row[0] | int, 'columns': columns}) }}
{%- endmacro %}
