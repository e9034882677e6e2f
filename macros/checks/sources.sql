{#- Before: what is wrong with the var lead_scoring_sources, or missing in the tables that it names. What scores cannot do without stops
    the run, all of it in one message; what else is missing is told in a line each. -#}
{% macro check_sources() -%}
    {%- set sources = var('lead_scoring_sources') -%}
    {%- if sources is not mapping -%}
        {{ exceptions.raise_compiler_error(
            "The var `lead_scoring_sources` must map source systems to where their tables are, for example {hubspot: {schema: hubspot}}."
        ) }}
    {%- endif -%}
    {%- set problems, notes = [], [] -%}
    {%- for name, settings in sources.items() -%}
        {%- if name in lead_scoring.source_inputs() -%}
            {%- do lead_scoring.check_source(name, name, settings, problems, notes) -%}
        {%- else -%}
            {%- do problems.append(
                "`" ~ name ~ "` is no source. Sources are: " ~ lead_scoring.source_inputs() | join(', ') ~ "."
            ) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if problems -%}
        {{ exceptions.raise_compiler_error(
            "The var `lead_scoring_sources` names what cannot be read (docs/sources.md):\n  " ~ problems | join('\n  ')
        ) }}
    {%- elif notes -%}
        {%- do log("Missing in the sources (docs/sources.md):", info=true) -%}
        {%- for note in notes -%}
            {%- do log("  " ~ note, info=true) -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}

{#- One source of sources.yml, set by `path` in the var: adds to the problems and notes. A source that is named like it with something
    behind, such as salesforce_history, is set by a map of its own below it (history). -#}
{% macro check_source(source_name, path, settings, problems, notes) -%}
    {%- set identifiers = (settings or {}).get('identifiers') if settings is mapping or not settings else none -%}
    {%- if (settings and settings is not mapping) or (identifiers and identifiers is not mapping) -%}
        {%- do problems.append(
            "`" ~ path ~ "` must be a map like {schema: my_schema, identifiers: {contact: my_contact_table}}, not `" ~ settings ~ "`."
        ) -%}
    {%- else -%}
        {%- set tables, keys = {}, ['database', 'schema', 'identifiers'] -%}
        {%- for node in graph.sources.values() if node.package_name == 'lead_scoring' -%}
            {%- if node.source_name == source_name -%}
                {%- do tables.update({node.name: node}) -%}
            {%- elif node.source_name.startswith(source_name ~ '_') and node.source_name[source_name | length + 1:] not in keys -%}
                {%- do keys.append(node.source_name[source_name | length + 1:]) -%}
            {%- endif -%}
        {%- endfor -%}
        {%- for key in settings or {} if key not in keys -%}
            {%- do problems.append("`" ~ path ~ "` has no setting `" ~ key ~ "`. Settings are: " ~ keys | join(', ') ~ ".") -%}
        {%- endfor -%}
        {%- for key in identifiers or {} if key not in tables -%}
            {%- do problems.append(
                "`" ~ path ~ ".identifiers` names `" ~ key ~ "`, which is no table that is read. They are: "
                ~ tables | sort | join(', ') ~ "."
            ) -%}
        {%- endfor -%}
        {%- for node in tables.values() -%}
            {%- do lead_scoring.check_source_table(node, path, problems, notes) -%}
        {%- endfor -%}
        {%- for key in keys[3:] -%}
            {%- do lead_scoring.check_source(source_name ~ '_' ~ key, path ~ '.' ~ key, (settings or {}).get(key), problems, notes) -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}

{#- One table of a source: adds to the problems and notes. -#}
{% macro check_source_table(node, path, problems, notes) -%}
    {%- set found = lead_scoring.found_columns(node) -%}
    {%- set where = node.database ~ '.' ~ node.schema ~ '.' ~ node.identifier -%}
    {%- set how = "`" ~ path ~ ".schema` (now " ~ node.schema ~ ") or `" ~ path ~ ".identifiers." ~ node.name ~ "` (now "
        ~ node.identifier ~ ")" -%}
    {%- if found is none and node.config.meta.get('required') -%}
        {%- do problems.append(
            node.source_name ~ ": there is no table `" ~ node.name ~ "`, looked for as " ~ where ~ ". Set " ~ how ~ "."
        ) -%}
    {%- elif found is none -%}
        {%- do notes.append(node.source_name ~ ": no table " ~ node.name ~ " (" ~ where ~ "): " ~ node.config.meta.without) -%}
    {%- else -%}
        {%- set others = [] -%}
        {%- for name, column in node.columns.items() if name not in found -%}
            {%- if column.config.meta.get('required') -%}
                {%- do problems.append(
                    node.source_name ~ ": the table " ~ where ~ " has no column `" ~ name ~ "` (" ~ column.description
                    ~ "), without which `" ~ node.name ~ "` cannot be read. Add it, or set " ~ how ~ " to another table."
                ) -%}
            {%- elif column.config.meta.get('without') -%}
                {%- do notes.append(node.source_name ~ "." ~ node.name ~ ": no column " ~ name ~ ": " ~ column.config.meta.without) -%}
            {%- else -%}
                {%- do others.append(name) -%}
            {%- endif -%}
        {%- endfor -%}
        {%- if others -%}
            {%- do notes.append(node.source_name ~ "." ~ node.name ~ ": no columns " ~ others | join(', ') ~ ": empty") -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
