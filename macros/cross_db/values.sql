{#- Text, number and date reading that must mean the same on every engine. -#}

{#- Trimmed of space, tab, CR and LF; empty becomes null. -#}
{% macro clean_text(expression) -%}
    {{ return(adapter.dispatch('clean_text', 'lead_scoring')(expression)) }}
{%- endmacro %}

{% macro default__clean_text(expression) -%}
    nullif(trim(cast({{ expression }} as {{ dbt.type_string() }}), chr(32) || chr(9) || chr(10) || chr(13)), '')
{%- endmacro %}

{#- Trimming a set of characters is slow, and hardly any text needs it: only what begins or ends at or below `!` is looked at. -#}
{% macro duckdb__clean_text(expression) -%}
    {%- set text = 'cast(' ~ expression ~ ' as varchar)' -%}
    case
        when {{ text }} > '!' and right({{ text }}, 1) > '!' then {{ text }}
        else {{ lead_scoring.default__clean_text(expression) }}
    end
{%- endmacro %}

{#- All text enters here, and columns hand their collation on: from here to the marts text is compared byte by byte, whatever the
    collation of the database. Others do so anyway. -#}
{% macro postgres__clean_text(expression) -%}
    (nullif(btrim(cast({{ expression }} as text), chr(32) || chr(9) || chr(10) || chr(13)), '') collate "C")
{%- endmacro %}

{#- A cast without a length would cut at 256 bytes. -#}
{% macro redshift__clean_text(expression) -%}
    nullif(btrim(cast({{ expression }} as varchar(4096)), chr(32) || chr(9) || chr(10) || chr(13)), '')
{%- endmacro %}

{% macro spark__clean_text(expression) -%}
    nullif(trim(both concat(char(32), char(9), char(10), char(13)) from cast({{ expression }} as string)), '')
{%- endmacro %}


{#- Lower-cased one character to one character. -#}
{% macro lower_text(expression) -%}
    {{ return(adapter.dispatch('lower_text', 'lead_scoring')(expression)) }}
{%- endmacro %}

{% macro default__lower_text(expression) -%}
    lower({{ expression }})
{%- endmacro %}

{#- İ would become two characters and Σ at the end of a word another letter than elsewhere. -#}
{% macro snowflake__lower_text(expression) -%}
    lower(translate({{ expression }}, 'İΣ', 'iσ'))
{%- endmacro %}

{% macro bigquery__lower_text(expression) -%}
    {{ lead_scoring.snowflake__lower_text(expression) }}
{%- endmacro %}

{% macro redshift__lower_text(expression) -%}
    {{ lead_scoring.snowflake__lower_text(expression) }}
{%- endmacro %}

{#- lower() goes by the locale of the database: in some it knows ASCII only, in some İ becomes two characters. -#}
{% macro postgres__lower_text(expression) -%}
    {%- set text = '(' ~ expression ~ ')' -%}
    case
        when octet_length({{ text }}) = length({{ text }}) then lower({{ text }} collate "C")
        else translate(
            lower({{ text }} collate "C"), '{{ lead_scoring.upper_letters() }}', '{{ lead_scoring.lower_letters() }}'
        )
    end
{%- endmacro %}

{#- lower() writes İ as two characters and looks at the letters around Σ. -#}
{% macro spark__lower_text(expression) -%}
    {%- set text = '(' ~ expression ~ ')' -%}
    {%- set ascii = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ' -%}
    case
        when octet_length({{ text }}) = length({{ text }}) then lower({{ text }})
        else translate(
            {{ text }}, '{{ ascii ~ lead_scoring.upper_letters() }}', '{{ ascii | lower ~ lead_scoring.lower_letters() }}'
        )
    end
{%- endmacro %}


{#- The part of a text at a position, between separators of one character; blank or null where there is none. -#}
{% macro nth_part(text, separator, position) -%}
    {{ return(adapter.dispatch('nth_part', 'lead_scoring')(text, separator, position)) }}
{%- endmacro %}

{% macro default__nth_part(text, separator, position) -%}
    split_part({{ text }}, '{{ separator }}', {{ position }})
{%- endmacro %}

{% macro bigquery__nth_part(text, separator, position) -%}
    split({{ text }}, '{{ separator }}')[safe_ordinal({{ position }})]
{%- endmacro %}


{#- That two values are the same, null like null. -#}
{% macro same_value(left, right) -%}
    {{ return(adapter.dispatch('same_value', 'lead_scoring')(left, right)) }}
{%- endmacro %}

{% macro default__same_value(left, right) -%}
    ({{ left }}) is not distinct from {{ right }}
{%- endmacro %}

{% macro redshift__same_value(left, right) -%}
    coalesce(({{ left }}) = {{ right }}, ({{ left }}) is null and {{ right }} is null)
{%- endmacro %}


{#- A text as an SQL literal: whatever stands in it, it is data. -#}
{% macro text_literal(text) -%}
    {{ return(adapter.dispatch('text_literal', 'lead_scoring')(text)) }}
{%- endmacro %}

{% macro default__text_literal(text) -%}
    {{ return("'" ~ (text | string | replace("'", "''")) ~ "'") }}
{%- endmacro %}

{#- Warehouses read a backslash as an escape. -#}
{% macro snowflake__text_literal(text) -%}
    {{ return("'" ~ (text | string | replace('\\', '\\\\') | replace("'", "''")) ~ "'") }}
{%- endmacro %}

{% macro redshift__text_literal(text) -%}
    {{ return(lead_scoring.snowflake__text_literal(text)) }}
{%- endmacro %}

{#- A backslash is an escape, and two quotes in a row are two literals to older versions. -#}
{% macro spark__text_literal(text) -%}
    {{ return("'" ~ (text | string | replace('\\', '\\\\') | replace("'", "\\'")) ~ "'") }}
{%- endmacro %}

{#- Two quotes in a row are two literals to BigQuery. -#}
{% macro bigquery__text_literal(text) -%}
    {{ return("'" ~ (text | string | replace('\\', '\\\\') | replace("'", "\\'")) ~ "'") }}
{%- endmacro %}


{#- True when the text contains a match of the regular expression: a column, or a constant with its quotes. -#}
{% macro regexp_search(expression, pattern) -%}
    {{ return(adapter.dispatch('regexp_search', 'lead_scoring')(expression, pattern)) }}
{%- endmacro %}

{% macro default__regexp_search(expression, pattern) -%}
    regexp_matches({{ expression }}, {{ pattern }})
{%- endmacro %}

{% macro postgres__regexp_search(expression, pattern) -%}
    (({{ expression }}) collate "C" ~ {{ pattern }})
{%- endmacro %}

{#- regexp_like would want the whole text to match. -#}
{% macro snowflake__regexp_search(expression, pattern) -%}
    (regexp_instr({{ expression }}, {{ lead_scoring.pattern_literal(pattern) }}) > 0)
{%- endmacro %}

{% macro bigquery__regexp_search(expression, pattern) -%}
    regexp_contains({{ expression }}, {{ lead_scoring.pattern_literal(pattern) }})
{%- endmacro %}

{#- p: with groups that are not remembered, and the escapes of the other engines. -#}
{% macro redshift__regexp_search(expression, pattern) -%}
    (regexp_instr({{ expression }}, {{ lead_scoring.pattern_literal(pattern) }}, 1, 1, 0, 'p') > 0)
{%- endmacro %}

{% macro spark__regexp_search(expression, pattern) -%}
    ({{ expression }} rlike {{ lead_scoring.java_pattern(pattern) }})
{%- endmacro %}

{#- A pattern in quotes as Java must read it: raw, because a backslash is an escape in Spark's literals, and with the end of the
    text where Java's `$` also means before a last line end. -#}
{% macro java_pattern(literal) -%}
    {{ return('r' ~ literal | replace("$'", "\\z'") | replace('$)', '\\z)')) }}
{%- endmacro %}


{#- A constant regular expression (with its quotes) as a literal of the engine; a column stays as it is. -#}
{% macro pattern_literal(pattern) -%}
    {%- if pattern.startswith("'") and '\\' in pattern -%}
        {{ return(lead_scoring.text_literal(pattern[1:-1])) }}
    {%- endif -%}
    {{ return(pattern) }}
{%- endmacro %}


{#- True when the text contains a match of the expression of a rule (operator `matches`: the subset of docs/policy_reference.md). -#}
{% macro rule_pattern_search(expression, pattern) -%}
    {{ return(adapter.dispatch('rule_pattern_search', 'lead_scoring')(expression, pattern)) }}
{%- endmacro %}

{% macro default__rule_pattern_search(expression, pattern) -%}
    {{ lead_scoring.regexp_search(expression, pattern) }}
{%- endmacro %}

{#- Snowflake has no groups that are not remembered: `(?:` becomes `(`. Escapes and brackets are matched as a whole, and with the `?:` behind
    them, because there it is no group. -#}
{% macro snowflake__rule_pattern_search(expression, pattern) -%}
    {{ lead_scoring.regexp_search(expression, lead_scoring.regexp_replace_all(
        pattern, '(\\\\.([?]:)*|\\[(\\\\.|[^\\]\\\\])*\\]([?]:)*|[^(\\\\[]([?]:)*|[(])([?]:)?', lead_scoring.group_reference(1)
    )) }}
{%- endmacro %}

{#- Redshift takes patterns from literals only, and a rule is never rendered into SQL: the lint refuses `matches` there. -#}
{% macro redshift__rule_pattern_search(expression, pattern) -%}
    false
{%- endmacro %}

{#- Whether expressions of rules can be searched for at all. -#}
{% macro knows_rule_patterns() -%}
    {{ return(adapter.dispatch('knows_rule_patterns', 'lead_scoring')()) }}
{%- endmacro %}

{% macro default__knows_rule_patterns() -%}
    {{ return(true) }}
{%- endmacro %}

{% macro redshift__knows_rule_patterns() -%}
    {{ return(false) }}
{%- endmacro %}

{#- In Postgres `.` also matches a line feed and `\s` a vertical tab. Only for values that hold one of them the expression is
    taken apart (escapes, brackets, single characters) and says so itself. -#}
{% macro postgres__rule_pattern_search(expression, pattern) -%}
    case
        when {{ expression }} ~ '[\n\v]' then ({{ expression }}) collate "C" ~ (
            select string_agg(
                case
                    when parts.part[1] = '.' then '[^\n]'
                    when parts.part[1] = '\s' then '[\t\n\f\r ]'
                    else replace(parts.part[1], '\s', '\t\n\f\r ')
                end, '' order by parts.place
            )
            from regexp_matches({{ pattern }}, '\\.|\[(?:\\.|[^]\\])*\]|.', 'g') with ordinality as parts (part, place)
        )
        else ({{ expression }}) collate "C" ~ {{ pattern }}
    end
{%- endmacro %}

{#- Java's `.` and `$` know more line ends, its `\s` the vertical tab, and `&&` in brackets is an operator: the expression is taken
    apart (escapes, brackets, single characters) and says so itself. -#}
{% macro spark__rule_pattern_search(expression, pattern) -%}
    ({{ expression }} rlike array_join(transform(
        regexp_extract_all({{ pattern }}, r'\\.|\[(?:\\.|[^\]\\])*\]|(?s:.)', 0),
        part -> case
            when part = '.' then r'[^\n]'
            when part = '$' then r'\z'
            when part = r'\s' then r'[\t\n\f\r ]'
            when part like '[%' then replace(regexp_replace(part, r'(?<!\\)((?:\\\\)*)\\s', r'$1\\t\\n\\f\\r '), '&', r'\&')
            else part
        end
    ), ''))
{%- endmacro %}


{#- All matches of a constant pattern replaced by a constant text. -#}
{% macro regexp_replace_all(expression, pattern, replacement) -%}
    {{ return(adapter.dispatch('regexp_replace_all', 'lead_scoring')(expression, pattern, replacement)) }}
{%- endmacro %}

{% macro default__regexp_replace_all(expression, pattern, replacement) -%}
    regexp_replace({{ expression }}, '{{ pattern }}', '{{ replacement }}', 'g')
{%- endmacro %}

{% macro snowflake__regexp_replace_all(expression, pattern, replacement) -%}
    regexp_replace({{ expression }}, {{ lead_scoring.text_literal(pattern) }}, {{ lead_scoring.text_literal(replacement) }})
{%- endmacro %}

{% macro bigquery__regexp_replace_all(expression, pattern, replacement) -%}
    {{ lead_scoring.snowflake__regexp_replace_all(expression, pattern, replacement) }}
{%- endmacro %}

{% macro redshift__regexp_replace_all(expression, pattern, replacement) -%}
    regexp_replace({{ expression }}, {{ lead_scoring.text_literal(pattern) }}, {{ lead_scoring.text_literal(replacement) }}, 1, 'p')
{%- endmacro %}

{% macro spark__regexp_replace_all(expression, pattern, replacement) -%}
    regexp_replace({{ expression }}, {{ lead_scoring.java_pattern("'" ~ pattern ~ "'") }}, '{{ replacement }}')
{%- endmacro %}


{#- True for `[+-]?(\d+(\.\d*)?|\.\d+)`: the only texts that are numbers. Engines would also read 1_000, 0x10 or 1e7. -#}
{% macro is_number_text(text) -%}
    {{ lead_scoring.regexp_search(text, "'^[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)$'") }}
{%- endmacro %}


{#- The one spelling of a number text (sign, no leading or trailing zeros): equal texts are equal numbers of any length. -#}
{% macro canonical_number(text) -%}
    case when {{ lead_scoring.is_number_text(text) }} then
        case
            when {{ lead_scoring.regexp_search(text, "'[1-9]'") }}
                then case when {{ text }} like '-%' then '-' else '' end
                    || {{ lead_scoring.without_trailing_zeros(lead_scoring.regexp_replace_all(text, '^[+-]?0*', '')) }}
            else '0'
        end
    end
{%- endmacro %}

{#- A number text without the zeros, and the point, that end its decimals. -#}
{% macro without_trailing_zeros(text) -%}
    {{ return(adapter.dispatch('without_trailing_zeros', 'lead_scoring')(text)) }}
{%- endmacro %}

{% macro default__without_trailing_zeros(text) -%}
    {{ lead_scoring.regexp_replace_all(
        lead_scoring.regexp_replace_all(text, '([.][0-9]*[1-9])0+$', lead_scoring.group_reference(1)), '[.]0*$', ''
    ) }}
{%- endmacro %}

{#- Without a reference to a group, which Redshift writes in a way of its own. -#}
{% macro redshift__without_trailing_zeros(text) -%}
    case when {{ text }} like '%.%' then rtrim(rtrim({{ text }}, '0'), '.') else {{ text }} end
{%- endmacro %}

{% macro group_reference(number) -%}
    {{ return(adapter.dispatch('group_reference', 'lead_scoring')(number)) }}
{%- endmacro %}

{% macro default__group_reference(number) -%}
    {{ return('\\' ~ number) }}
{%- endmacro %}

{% macro redshift__group_reference(number) -%}
    {{ return('$' ~ number) }}
{%- endmacro %}

{% macro spark__group_reference(number) -%}
    {{ return('$' ~ number) }}
{%- endmacro %}


{#- A number text as an exact decimal, null when it is no number or has more than 18 digits before or 20 after the point. -#}
{% macro number_value(text) -%}
    cast(
        case
            when {{ lead_scoring.regexp_search(text, "'^[+-]?0*([0-9]{1,18}([.][0-9]{0,20})?|[.][0-9]{1,20})$'") }}
                then {{ lead_scoring.parse_decimal(text, 38, 20) }}
        end as {{ lead_scoring.type_wide(38, 20) }}
    )
{%- endmacro %}

{#- Text that is known to be a number text, read as a decimal. -#}
{% macro parse_decimal(text, precision, scale) -%}
    {{ return(adapter.dispatch('parse_decimal', 'lead_scoring')(text, precision, scale)) }}
{%- endmacro %}

{% macro default__parse_decimal(text, precision, scale) -%}
    cast({{ text }} as numeric({{ precision }}, {{ scale }}))
{%- endmacro %}

{% macro snowflake__parse_decimal(text, precision, scale) -%}
    try_to_decimal({{ text }}, {{ precision }}, {{ scale }})
{%- endmacro %}

{% macro bigquery__parse_decimal(text, precision, scale) -%}
    safe_cast({{ text }} as bignumeric({{ precision }}, {{ scale }}))
{%- endmacro %}

{#- DuckDB may evaluate a cast before the guard around it: try_cast never fails. -#}
{% macro duckdb__parse_decimal(text, precision, scale) -%}
    try_cast({{ text }} as numeric({{ precision }}, {{ scale }}))
{%- endmacro %}

{% macro spark__parse_decimal(text, precision, scale) -%}
    try_cast({{ text }} as numeric({{ precision }}, {{ scale }}))
{%- endmacro %}


{#- A valid YYYY-MM-DD in the first ten characters as a date, else null. -#}
{% macro date_value(text) -%}
    case
        when {{ lead_scoring.regexp_search(text, "'^[0-9]{4}-[0-9]{2}-[0-9]{2}'") }}
            and substring({{ text }}, 1, 4) <> '0000'
            then {{ lead_scoring.parse_date('substring(' ~ text ~ ', 1, 10)') }}
    end
{%- endmacro %}

{% macro parse_date(text) -%}
    {{ return(adapter.dispatch('parse_date', 'lead_scoring')(text)) }}
{%- endmacro %}

{% macro default__parse_date(text) -%}
    try_cast({{ text }} as date)
{%- endmacro %}

{% macro snowflake__parse_date(text) -%}
    try_to_date({{ text }}, 'YYYY-MM-DD')
{%- endmacro %}

{% macro bigquery__parse_date(text) -%}
    safe_cast({{ text }} as date)
{%- endmacro %}

{% macro redshift__parse_date(text) -%}
    {{ lead_scoring.default__parse_date(text) }}
{%- endmacro %}

{#- Postgres has no cast that gives null: only a day of the calendar is cast. -#}
{% macro postgres__parse_date(text) -%}
    case when {{ text }} ~ '^{{ lead_scoring.calendar_day_pattern() }}$' then cast({{ text }} as date) end
{%- endmacro %}

{#- A regular expression for the days of the Gregorian calendar from year 1 to 9999. -#}
{% macro calendar_day_pattern() -%}
    {{ return(
        '(?!0000)(?:[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)'
        ~ '|02-(?:0[1-9]|1[0-9]|2[0-8]))'
        ~ '|(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29)'
    ) }}
{%- endmacro %}


{#- An input column of any type as a UTC timestamp without zone; null when it is no time. Text must look like ISO 8601. -#}
{% macro timestamp_value(expression) -%}
    {{ return(adapter.dispatch('timestamp_value', 'lead_scoring')(expression)) }}
{%- endmacro %}

{#- A time from year 1 to 9999, else null: what lies outside, `infinity` too, others do not take, and a day more would be an error. -#}
{% macro usual_time(timestamp) -%}
    case
        when {{ timestamp }} between cast('0001-01-01' as timestamp) and cast('9999-12-31 23:59:59.999999' as timestamp)
            then {{ timestamp }}
    end
{%- endmacro %}

{#- typeof() is constant for a column, so that a typed column is never turned into text. A cast to timestamp would drop an
    offset without a word. What is written as DuckDB writes a time, as most is, needs no slow pattern. -#}
{% macro duckdb__timestamp_value(expression) -%}
    {%- set as_is = 'cast(' ~ expression ~ ' as varchar)' -%}
    {%- set text = lead_scoring.clean_text(expression) -%}
    {%- set day = '[0-9]{4}-[0-9]{2}-[0-9]{2}' -%}
    {%- set clock = '[ T]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,9})?)?' -%}
    {%- set offset = '(Z|[+-][0-9]{2}(:?[0-9]{2})?)' -%}
    case
        when typeof({{ expression }}) = 'TIMESTAMP WITH TIME ZONE'
            then {{ lead_scoring.usual_time("timezone('UTC', try_cast(" ~ expression ~ " as timestamptz))") }}
        when typeof({{ expression }}) <> 'VARCHAR'
            then {{ lead_scoring.usual_time('try_cast(' ~ expression ~ ' as timestamp)') }}
        when {{ as_is }} like '____-__-__ __:%' and cast(try_cast({{ as_is }} as timestamp) as varchar) = {{ as_is }}
            then try_cast({{ as_is }} as timestamp)
        when {{ text }} like '0000%' then null
        when regexp_full_match({{ text }}, '{{ day }}({{ clock }})?') then try_cast({{ text }} as timestamp)
        when regexp_full_match({{ text }}, '{{ day }}{{ clock }}{{ offset }}') then timezone('UTC', try_cast({{ text }} as timestamptz))
    end
{%- endmacro %}

{#- The text of a column of any type: what Snowflake writes for typed ones is of that form, too. The offset is subtracted by hand, because
    the formats that are recognised differ in it. Of the fraction of a second six digits count. -#}
{% macro snowflake__timestamp_value(expression) -%}
    {%- set text = lead_scoring.clean_text(expression) -%}
    {%- set day = '[0-9]{4}-[0-9]{2}-[0-9]{2}' -%}
    {%- set clock = '[ T]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,9})?)?' -%}
    {%- set offset = "replace(regexp_substr(" ~ text ~ ", '[+-][0-9:]+$'), ':', '')" -%}
    case
        when {{ text }} like '0000%' or try_to_date(substring({{ text }}, 1, 10), 'YYYY-MM-DD') is null then null
        when {{ lead_scoring.regexp_search(text, "'^" ~ day ~ "$'") }} then cast(try_to_date({{ text }}, 'YYYY-MM-DD') as timestamp_ntz)
        when {{ lead_scoring.regexp_search(text, "'^" ~ day ~ clock ~ "(Z| ?[+-][0-9]{2}(:?[0-9]{2})?)?$'") }}
            then dateadd(
                'minute',
                case when {{ text }} like '%-____' or {{ text }} like '%-__' or {{ text }} like '%-__:__' then 1 else -1 end
                * coalesce(
                    to_number(substring({{ offset }}, 2, 2)) * 60 + to_number('0' || substring({{ offset }}, 4, 2)), 0
                ),
                try_cast(regexp_substr({{ text }}, '^.{10}.[0-9:]+([.][0-9]{1,6})?') as timestamp_ntz)
            )
    end
{%- endmacro %}

{#- A timestamp is a moment here, and a text without an offset is in UTC. BigQuery wants seconds, at most six digits of their fraction
    and a colon in the offset. -#}
{% macro bigquery__timestamp_value(expression) -%}
    {%- set text = lead_scoring.clean_text(expression) -%}
    {%- set time = '[0-9]{4}-[0-9]{2}-[0-9]{2}([ T]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,9})?)?(Z|[+-][0-9]{2}(:?[0-9]{2})?)?)?' -%}
    {%- set first, second = lead_scoring.group_reference(1), lead_scoring.group_reference(2) -%}
    case
        when {{ lead_scoring.regexp_search(text, "'^" ~ time ~ "$'") }}
            then safe_cast({{ lead_scoring.regexp_replace_all(
                lead_scoring.regexp_replace_all(
                    lead_scoring.regexp_replace_all(text, '([.][0-9]{6})[0-9]+', first),
                    '([ T][0-9]{2}:[0-9]{2})($|Z|[+-])', first ~ ':00' ~ second
                ),
                '([ T].*[+-][0-9]{2})([0-9]{2})$', first ~ ':' ~ second
            ) }} as timestamp)
    end
{%- endmacro %}

{#- A text with an offset is read with its zone; without one it has none. Of the fraction of a second six digits count. -#}
{% macro redshift__timestamp_value(expression) -%}
    {%- set text = lead_scoring.clean_text(expression) -%}
    {%- set day = '[0-9]{4}-[0-9]{2}-[0-9]{2}' -%}
    {%- set clock = '[ T]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,9})?)?' -%}
    case
        when {{ text }} like '0000%' then null
        when {{ lead_scoring.regexp_search(text, "'^" ~ day ~ "(" ~ clock ~ ")?$'") }}
            then try_cast({{ text }} as timestamp)
        when {{ lead_scoring.regexp_search(text, "'^" ~ day ~ clock ~ "(Z|[+-][0-9]{2}(:?[0-9]{2})?)$'") }}
            then try_cast({{ text }} as timestamptz) at time zone 'UTC'
    end
{%- endmacro %}

{#- Every type is read through its text, because the branches of a case must all fit the type of the column. Of the fraction of
    a second six digits count. -#}
{% macro postgres__timestamp_value(expression) -%}
    {%- set text = lead_scoring.clean_text(expression) -%}
    {%- set day = lead_scoring.calendar_day_pattern() -%}
    {%- set clock = '[ T](?:[01][0-9]|2[0-3]):[0-5][0-9]' -%}
    {%- set offset = "replace(substring(" ~ text ~ " from '[0-9]([+-][0-9:]+)$'), ':', '')" -%}
    case
        when {{ text }} ~ '^{{ day }}(?:{{ clock }}(?::[0-5][0-9](?:[.][0-9]{1,6})?)?)?$' then cast({{ text }} as timestamp)
        when {{ text }} ~ '^{{ day }}{{ clock }}(?::[0-5][0-9](?:[.][0-9]{1,9})?)?(?:Z|[+-][0-9]{2}(?::?[0-9]{2})?)?$'
            then cast(substring({{ text }} from '^.{10}.[0-9:]+(?:[.][0-9]{1,6})?') as timestamp)
            - case when {{ text }} ~ '[0-9:][+-][0-9:]+$' then make_interval(
                hours => cast(substring({{ offset }}, 1, 3) as integer),
                mins => cast(substring({{ offset }}, 1, 1) || '0' || substring({{ offset }}, 4) as integer)
            ) else interval '0' end
    end
{%- endmacro %}

{#- typeof() is constant for a column. An offset is subtracted here, because a cast knows only some spellings of it. -#}
{% macro spark__timestamp_value(expression) -%}
    {%- set text = lead_scoring.clean_text(expression) -%}
    {%- set day = '(?!0000)[0-9]{4}-[0-9]{2}-[0-9]{2}' -%}
    {%- set clock = '[ T](?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:[.][0-9]{1,9})?)?' -%}
    {%- set offset = "replace(regexp_extract(" ~ text ~ ", r'[0-9]([+-][0-9:]+)\\z', 1), ':', '')" -%}
    case
        when typeof({{ expression }}) in ('timestamp', 'timestamp_ntz', 'date') then try_cast({{ expression }} as timestamp)
        when {{ text }} rlike r'^{{ day }}(?:{{ clock }})?\z' then try_cast({{ text }} as timestamp)
        when {{ text }} rlike r'^{{ day }}{{ clock }}Z\z' then try_cast(left({{ text }}, length({{ text }}) - 1) as timestamp)
        when {{ text }} rlike r'^{{ day }}{{ clock }}[+-][0-9]{2}(?::?[0-9]{2})?\z'
            then timestampadd(
                minute,
                -cast(substring({{ offset }}, 1, 3) as int) * 60
                - cast(substring({{ offset }}, 1, 1) || '0' || substring({{ offset }}, 4) as int),
                try_cast(regexp_extract({{ text }}, r'^.{10}.[0-9:]+(?:[.][0-9]{1,6})?', 0) as timestamp)
            )
    end
{%- endmacro %}


{#- An input column of any type as numeric(28, 6); null when it is no number. -#}
{% macro decimal_value(expression) -%}
    {{ return(adapter.dispatch('decimal_value', 'lead_scoring')(expression)) }}
{%- endmacro %}

{% macro duckdb__decimal_value(expression) -%}
    case
        when typeof({{ expression }}) <> 'VARCHAR'
            then try_cast({{ expression }} as numeric(28, 6))
        when {{ lead_scoring.is_number_text(lead_scoring.clean_text(expression)) }}
            then try_cast({{ lead_scoring.clean_text(expression) }} as numeric(28, 6))
    end
{%- endmacro %}

{#- Doubles write exponents with a sign. -#}
{% macro snowflake__decimal_value(expression) -%}
    {%- set text = lead_scoring.clean_text(expression) -%}
    cast(
        case
            when {{ lead_scoring.regexp_search(text, "'^[+-]?0*([0-9]{1,22}([.][0-9]*)?|[.][0-9]+)$'") }}
                then try_to_decimal({{ text }}, 28, 6)
            when {{ lead_scoring.regexp_search(text, "'e[+-][0-9]+$'") }} then try_to_decimal({{ text }}, 28, 6)
        end as numeric(28, 6)
    )
{%- endmacro %}

{% macro bigquery__decimal_value(expression) -%}
    {%- set text = lead_scoring.clean_text(expression) -%}
    safe_cast(
        case
            when {{ lead_scoring.regexp_search(text, "'^[+-]?0*([0-9]{1,22}([.][0-9]*)?|[.][0-9]+)$'") }}
                or {{ lead_scoring.regexp_search(text, "'e[+-][0-9]+$'") }}
                then safe_cast({{ lead_scoring.regexp_replace_all(
                    text, '([.][0-9]{7})[0-9]+$', lead_scoring.group_reference(1)
                ) }} as bignumeric)
        end as numeric(28, 6)
    )
{%- endmacro %}

{% macro redshift__decimal_value(expression) -%}
    {%- set text = lead_scoring.clean_text(expression) -%}
    cast(
        case
            when {{ lead_scoring.regexp_search(text, "'^[+-]?0*([0-9]{1,22}([.][0-9]*)?|[.][0-9]+)$'") }}
                then try_cast({{ text }} as numeric(28, 6))
        end as numeric(28, 6)
    )
{%- endmacro %}

{#- The seventh decimal rounds, further ones change nothing. Only numbers in columns of type double have exponents. -#}
{% macro postgres__decimal_value(expression) -%}
    {%- set text = lead_scoring.clean_text(expression) -%}
    cast(
        case
            when {{ text }} ~ '^[+-]?0*(?:[0-9]{1,22}(?:[.][0-9]*)?|[.][0-9]+)$'
                then {{ lead_scoring.fitting_decimal("cast(substring(" ~ text ~ " from '^[^.]*[.]?[0-9]{0,7}') as numeric)") }}
            when pg_typeof({{ expression }}) in (cast('double precision' as regtype), cast('real' as regtype))
                and {{ text }} ~ 'e[+-]?[0-9]+$'
                then {{ lead_scoring.fitting_decimal('cast(' ~ text ~ ' as numeric)') }}
        end as numeric(28, 6)
    )
{%- endmacro %}

{#- A number rounded to 6 decimals, null when numeric(28, 6) cannot hold it. -#}
{% macro fitting_decimal(number) -%}
    case when abs(round({{ number }}, 6)) < 1e22 then round({{ number }}, 6) end
{%- endmacro %}

{% macro spark__decimal_value(expression) -%}
    {%- set text = lead_scoring.clean_text(expression) -%}
    case
        when {{ lead_scoring.is_number_text(text) }} or typeof({{ expression }}) in ('double', 'float')
            then try_cast({{ text }} as numeric(28, 6))
    end
{%- endmacro %}


{#- True when an input column of any type holds nothing. -#}
{% macro is_blank(expression) -%}
    {{ return(adapter.dispatch('is_blank', 'lead_scoring')(expression)) }}
{%- endmacro %}

{% macro default__is_blank(expression) -%}
    ({{ lead_scoring.clean_text(expression) }} is null)
{%- endmacro %}

{% macro duckdb__is_blank(expression) -%}
    ({{ expression }} is null or (typeof({{ expression }}) = 'VARCHAR' and {{ lead_scoring.clean_text(expression) }} is null))
{%- endmacro %}


{#- An input switch of any type: true for true, t, yes, y and 1. -#}
{% macro boolean_value(expression) -%}
    coalesce(lower(trim(cast({{ expression }} as {{ dbt.type_string() }}))) in ('true', 't', 'yes', 'y', '1', '1.0'), false)
{%- endmacro %}


{#- A boolean as `true` or `false`: Redshift casts none to text. -#}
{% macro boolean_text(expression) -%}
    case when {{ expression }} then 'true' when not {{ expression }} then 'false' end
{%- endmacro %}


{#- A decimal as plain text without trailing zeros. -#}
{% macro plain_number(expression) -%}
    {{ lead_scoring.canonical_number('cast(' ~ expression ~ ' as ' ~ dbt.type_string() ~ ')') }}
{%- endmacro %}


{#- Labels joined in order; engines disagree on how an ordered aggregate is written. -#}
{% macro join_text(expression, separator, order_by) -%}
    {{ return(adapter.dispatch('join_text', 'lead_scoring')(expression, separator, order_by)) }}
{%- endmacro %}

{% macro default__join_text(expression, separator, order_by) -%}
    string_agg({{ expression }}, '{{ separator }}' order by {{ order_by }})
{%- endmacro %}

{#- Without any text the list is blank here, and null elsewhere. -#}
{% macro snowflake__join_text(expression, separator, order_by) -%}
    nullif(listagg({{ expression }}, '{{ separator }}') within group (order by {{ order_by }}), '')
{%- endmacro %}

{% macro redshift__join_text(expression, separator, order_by) -%}
    listagg({{ expression }}, '{{ separator }}') within group (order by {{ order_by }})
{%- endmacro %}

{% macro spark__join_text(expression, separator, order_by) -%}
    listagg({{ expression }}, '{{ separator }}') within group (order by {{ order_by }})
{%- endmacro %}
