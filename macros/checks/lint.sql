{#- Building blocks of policy_lint: each gives rows (severity, policy_table, row_id, column_name, problem). -#}

{#- The start of a row: everything but the problem text. -#}
{% macro lint_row(policy_table, row_id, column_name, problem, severity='error') -%}
    cast('{{ severity }}' as {{ dbt.type_string() }}) as severity,
    '{{ policy_table }}' as policy_table,
    {{ row_id }} as row_id,
    '{{ column_name }}' as column_name,
    {{ problem }} as problem
{%- endmacro %}

{#- Values of a policy table that cannot be read: every checked cell as a row, then one judgement for all of them. -#}
{% macro lint_values(policy_table, row_id, required=[], numbers=[], integers=[], dates=[], switches=[], words={}) -%}
    {%- set cells = [] -%}
    {%- for kind, columns in [
        ('required', required), ('number', numbers), ('integer', integers), ('date', dates), ('switch', switches),
        ('word', words.keys() | list)
    ] -%}
        {%- for column in columns -%}
            {%- do cells.append([
                row_id, "'" ~ kind ~ "'", "'" ~ column ~ "'", "'" ~ (words[column] | join(', ') if kind == 'word' else '') ~ "'",
                lead_scoring.clean_text(column)
            ]) -%}
        {%- endfor -%}
    {%- endfor -%}
    select 'error' as severity, '{{ policy_table }}' as policy_table, row_id, column_name, problem
    from (
        select
            row_id,
            column_name,
            case kind
                when 'required' then case when value is null then 'is missing' end
                when 'number'
                    then case when not {{ lead_scoring.is_policy_number('value') }}
                        then 'is not a number: `' || value || '` (write it like 12 or -3.5, at most four decimals)' end
                when 'integer'
                    then case when not {{ lead_scoring.is_policy_integer('value') }}
                        then 'is not a whole number: `' || value || '`' end
                when 'date'
                    then case when length(value) <> 10 or {{ lead_scoring.date_value('value') }} is null
                        then 'is not a day as YYYY-MM-DD: `' || value || '`' end
                when 'switch'
                    then case when lower(value) not in ('true', 'false')
                        then 'is neither true nor false: `' || value || '`' end
                when 'word'
                    then case when {{ dbt.position("(', ' || lower(value) || ', ')", "(', ' || allowed || ', ')") }} = 0
                        then 'unknown ' || column_name || ' `' || value || '`: use one of ' || allowed end
            end as problem
        from (
            {{ lead_scoring.rows_per_row(
                lead_scoring.policy_relation(policy_table) ~ ' as policy_table', ['row_id', 'kind', 'column_name', 'allowed', 'value'], cells
            ) }}
        ) as cells
        where value is not null or kind = 'required'
    ) as judged
    where problem is not null
{%- endmacro %}

{#- Keys of a policy table that stand more than once. -#}
{% macro lint_duplicates(policy_table, key_columns, row_id, ignores_case=false) -%}
    {%- set keys = [] -%}
    {%- for column in key_columns -%}
        {%- set text = lead_scoring.clean_text(column) -%}
        {%- do keys.append("coalesce(" ~ (lead_scoring.lower_text(text) if ignores_case else text) ~ ", '')") -%}
    {%- endfor -%}
    select {{ lead_scoring.lint_row(
        policy_table, 'min(' ~ row_id ~ ')', key_columns | last,
        "'duplicate id: ' || cast(count(*) as " ~ dbt.type_string() ~ ") || ' rows have the same " ~ key_columns | join(', ') ~ "'"
    ) }}
    from {{ lead_scoring.policy_relation(policy_table) }} as policy_table
    group by {{ keys | join(', ') }}
    having count(*) > 1
{%- endmacro %}

{#- Rows whose model_id is not in scoring_models. -#}
{% macro lint_unknown_models(policy_table, row_id) -%}
    select {{ lead_scoring.lint_row(
        policy_table, row_id, 'model_id',
        "'unknown model `' || coalesce(" ~ lead_scoring.clean_text('model_id') ~ ", '') || '`: add it to scoring_models'"
    ) }}
    from {{ lead_scoring.policy_relation(policy_table) }} as policy_table
    where coalesce({{ lead_scoring.clean_text('model_id') }}, '') not in (
        select coalesce(known_models.model_id, '') from {{ ref('lead_scoring', 'policy_models') }} as known_models
    )
{%- endmacro %}

{#- Expressions of `matches` that are malformed or outside the subset that every engine reads alike: rows (row_id, value, problem).
    Escapes, classes and counts are replaced one after the other, so that what is left shows what is wrong. -#}
{% macro malformed_patterns(conditions) -%}
{#- Postgres counts to 255. -#}
{%- set count = '(0?[0-9]?[0-9]|1[0-9][0-9]|2[0-4][0-9]|25[0-5])' -%}
{%- set without_groups = ['bare'] -%}
{%- for depth in range(8) -%}
    {%- do without_groups.append(lead_scoring.regexp_replace_all(without_groups[-1], '[(][^()]*[)]', 'x')) -%}
{%- endfor -%}
    select row_id, value, problem
    from (
        select
            row_id,
            value,
            case
                when {{ dbt.position(lead_scoring.text_literal('\\'), 'escaped') }} > 0
                    then {{ lead_scoring.text_literal('only \\d, \\s and escaped punctuation may follow a backslash') }}
                when {{ lead_scoring.regexp_search('classed', "'[\\]\\[]'") }}
                    then 'a bracket is not closed, empty, nested, or has a range other than a-z or 0-9'
                when reversed_ranges > 0 then 'a range or count runs backwards'
                when {{ lead_scoring.regexp_search('bare', "'[{}]'") }} then 'a brace is not a count like {2,5}, of numbers up to 255'
                when {{ dbt.position("'(?'", 'bare') }} > 0 then 'of the special groups only (?: ) is allowed'
                when {{ lead_scoring.regexp_search('classed', "'[}][^(]*[)][{]'") }} then 'counts cannot be nested'
                when {{ lead_scoring.regexp_search(without_groups[-1], "'[()]'") }}
                    then 'a parenthesis is not closed, or groups are nested more than 8 deep'
                when {{ lead_scoring.regexp_search('bare', "'(^|[(|^$])[*+?]'") }} then 'there is nothing to repeat'
                when {{ lead_scoring.regexp_search('bare', "'[*+?][*+?]'") }} then 'repetitions cannot be stacked'
            end as problem
        from (
            select
                row_id,
                value,
                escaped,
                classed,
                reversed_ranges,
                replace(
                    {{ lead_scoring.regexp_replace_all('classed', '[{]' ~ count ~ '(,(' ~ count ~ ')?)?[}]', '*') }}, '(?:', '('
                ) as bare
            from (
                select
                    patterns.row_id,
                    patterns.value,
                    patterns.escaped,
                    {{ lead_scoring.regexp_replace_all(
                        'patterns.escaped',
                        '\\[\\^?-?([a-z0-9]-[a-z0-9]|[^\\]\\[^-])([a-z0-9]-[a-z0-9]|[^\\]\\[-])*-?\\]',
                        'x'
                    ) }} as classed,
                    count(
                        case
                            when
                                (
                                    {{ lead_scoring.regexp_search(
                                        "substring(patterns.escaped, positions.position, 3)", "'^[A-Za-z0-9]-[A-Za-z0-9]$'"
                                    ) }}
                                    and ascii(substring(patterns.escaped, positions.position, 1))
                                    > ascii(substring(patterns.escaped, positions.position + 2, 1))
                                    and {{ lead_scoring.regexp_search(
                                        "substring(patterns.escaped, 1, positions.position - 1)", "'\\[[^\\]]*$'"
                                    ) }}
                                )
                                or (
                                    {{ lead_scoring.regexp_search(
                                        "substring(patterns.escaped, positions.position, 9)", "'^[{][0-9]{1,3},[0-9]{1,3}[}]'"
                                    ) }}
                                    and {{ lead_scoring.policy_integer(
                                        lead_scoring.nth_part('substring(patterns.escaped, positions.position + 1, 3)', ',', '1')
                                    ) }}
                                    > {{ lead_scoring.policy_integer(lead_scoring.nth_part(
                                        lead_scoring.nth_part('substring(patterns.escaped, positions.position + 1, 7)', ',', '2'), '}', '1'
                                    )) }}
                                )
                                then positions.position
                        end
                    ) as reversed_ranges
                from (
                    select
                        row_id,
                        value,
                        lower({{ lead_scoring.regexp_replace_all('value', '\\\\([ds]|[ -/:-@\\[-`{-~])', '~') }}) as escaped
                    from {{ conditions }}
                    where operator = 'matches' and value is not null
                ) as patterns
                cross join {{ ref('lead_scoring', 'list_positions') }} as positions
                group by patterns.row_id, patterns.value, patterns.escaped
            ) as classes
        ) as bare_patterns
    ) as judged
    where problem is not null
{%- endmacro %}

{#- What names a row of a policy table in a message. -#}
{% macro rule_row_id() -%}
    {{ return("coalesce(" ~ lead_scoring.clean_text('model_id') ~ ", '') || '.' || coalesce(" ~ lead_scoring.clean_text('rule_id') ~ ", '')") }}
{%- endmacro %}

{% macro dimension_row_id() -%}
    {{ return("coalesce(" ~ lead_scoring.clean_text('model_id') ~ ", '') || '.' || coalesce(" ~ lead_scoring.clean_text('dimension') ~ ", '')") }}
{%- endmacro %}

{% macro band_row_id() -%}
    {{ return(lead_scoring.dimension_row_id() ~ " || '.' || coalesce(" ~ lead_scoring.clean_text('band') ~ ", '')") }}
{%- endmacro %}

{% macro cap_row_id() -%}
    {{ return("coalesce(" ~ lead_scoring.clean_text('model_id') ~ ", '') || '.' || coalesce(" ~ lead_scoring.clean_text('cap_id') ~ ", '')") }}
{%- endmacro %}

{% macro goal_row_id() -%}
    {{ return("coalesce(" ~ lead_scoring.clean_text('model_id') ~ ", '') || '.' || coalesce(" ~ lead_scoring.clean_text('goal_id') ~ ", '')") }}
{%- endmacro %}

{% macro mql_row_id() -%}
    {{ return("coalesce(" ~ lead_scoring.clean_text('model_id') ~ ", '') || '.' || coalesce(" ~ lead_scoring.clean_text('mql_policy_id') ~ ", '')") }}
{%- endmacro %}

{% macro matrix_row_id() -%}
    {{ return(
        "coalesce(" ~ lead_scoring.clean_text('model_id') ~ ", '') || '.' || coalesce(" ~ lead_scoring.clean_text('row_band')
        ~ ", '') || '.' || coalesce(" ~ lead_scoring.clean_text('column_band') ~ ", '')"
    ) }}
{%- endmacro %}

{% macro condition_row_id() -%}
    {{ return(
        "coalesce(" ~ lead_scoring.clean_text('model_id') ~ " || '.', '') || coalesce(" ~ lead_scoring.policy_word('owner_type')
        ~ ", '') || '.' || coalesce(" ~ lead_scoring.clean_text('owner_id') ~ ", '')"
    ) }}
{%- endmacro %}
