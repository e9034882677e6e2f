{#- Whole-day and whole-number arithmetic. -#}

{#- end - start in whole days, an integer. -#}
{% macro days_between(start_date, end_date) -%}
    {{ return(adapter.dispatch('days_between', 'lead_scoring')(start_date, end_date)) }}
{%- endmacro %}

{% macro default__days_between(start_date, end_date) -%}
    cast(({{ end_date }} - {{ start_date }}) as integer)
{%- endmacro %}

{% macro spark__days_between(start_date, end_date) -%}
    datediff({{ end_date }}, {{ start_date }})
{%- endmacro %}

{% macro snowflake__days_between(start_date, end_date) -%}
    datediff('day', {{ start_date }}, {{ end_date }})
{%- endmacro %}

{% macro bigquery__days_between(start_date, end_date) -%}
    date_diff({{ end_date }}, {{ start_date }}, day)
{%- endmacro %}

{% macro redshift__days_between(start_date, end_date) -%}
    cast(datediff(day, {{ start_date }}, {{ end_date }}) as integer)
{%- endmacro %}


{#- A date moved by a whole number of days, still a date. -#}
{% macro add_days(date, days) -%}
    {{ return(adapter.dispatch('add_days', 'lead_scoring')(date, days)) }}
{%- endmacro %}

{% macro default__add_days(date, days) -%}
    ({{ date }} + cast({{ days }} as integer))
{%- endmacro %}

{% macro spark__add_days(date, days) -%}
    date_add({{ date }}, cast({{ days }} as int))
{%- endmacro %}

{% macro snowflake__add_days(date, days) -%}
    cast(dateadd('day', {{ days }}, {{ date }}) as date)
{%- endmacro %}

{% macro bigquery__add_days(date, days) -%}
    date_add({{ date }}, interval cast({{ days }} as int64) day)
{%- endmacro %}


{#- A timestamp moved by a whole number of days, hours, minutes or seconds, to the microsecond. -#}
{% macro move_time(datepart, interval, timestamp) -%}
    {{ return(adapter.dispatch('move_time', 'lead_scoring')(datepart, interval, timestamp)) }}
{%- endmacro %}

{% macro default__move_time(datepart, interval, timestamp) -%}
    {{ dbt.dateadd(datepart, interval, timestamp) }}
{%- endmacro %}

{#- dbt's own dateadd drops fractions of a second on Spark. -#}
{% macro spark__move_time(datepart, interval, timestamp) -%}
    timestampadd({{ datepart }}, {{ interval }}, {{ timestamp }})
{%- endmacro %}

{#- dateadd would make another type of it, which does not compare with a timestamp. -#}
{% macro bigquery__move_time(datepart, interval, timestamp) -%}
    timestamp_add({{ timestamp }}, interval {{ interval }} {{ datepart }})
{%- endmacro %}


{#- Whole minutes from one timestamp to a later one: 59 seconds are 0. -#}
{% macro minutes_between(start_time, end_time) -%}
    {{ return(adapter.dispatch('minutes_between', 'lead_scoring')(start_time, end_time)) }}
{%- endmacro %}

{% macro default__minutes_between(start_time, end_time) -%}
    cast(floor(extract(epoch from ({{ end_time }} - {{ start_time }})) / 60) as bigint)
{%- endmacro %}

{% macro duckdb__minutes_between(start_time, end_time) -%}
    ((epoch_us({{ end_time }}) - epoch_us({{ start_time }})) // 60000000)
{%- endmacro %}

{% macro spark__minutes_between(start_time, end_time) -%}
    ((unix_micros({{ end_time }}) - unix_micros({{ start_time }})) div 60000000)
{%- endmacro %}


{#- datediff counts boundaries: of microseconds that is the difference. -#}
{% macro snowflake__minutes_between(start_time, end_time) -%}
    cast(floor(datediff('microsecond', {{ start_time }}, {{ end_time }}) / 60000000) as bigint)
{%- endmacro %}

{% macro bigquery__minutes_between(start_time, end_time) -%}
    div(timestamp_diff({{ end_time }}, {{ start_time }}, microsecond), 60000000)
{%- endmacro %}

{% macro redshift__minutes_between(start_time, end_time) -%}
    (datediff(microsecond, {{ start_time }}, {{ end_time }}) / 60000000)
{%- endmacro %}


{#- The widest exact whole number of the engine, at least 38 digits. -#}
{% macro type_whole() -%}
    {{ return(adapter.dispatch('type_whole', 'lead_scoring')()) }}
{%- endmacro %}

{% macro default__type_whole() -%}
    numeric(38, 0)
{%- endmacro %}

{#- DuckDB divides decimals as doubles, whole numbers exactly. -#}
{% macro duckdb__type_whole() -%}
    hugeint
{%- endmacro %}

{% macro bigquery__type_whole() -%}
    bignumeric
{%- endmacro %}


{#- A decimal whose products keep all their digits, or that has more than 9 after the point. -#}
{% macro type_wide(precision, scale) -%}
    {{ return(adapter.dispatch('type_wide', 'lead_scoring')(precision, scale)) }}
{%- endmacro %}

{% macro default__type_wide(precision, scale) -%}
    numeric({{ precision }}, {{ scale }})
{%- endmacro %}

{#- Products of numeric end at 9 decimals, those of bignumeric at 38. -#}
{% macro bigquery__type_wide(precision, scale) -%}
    bignumeric({{ precision }}, {{ scale }})
{%- endmacro %}


{#- A floating-point number of 64 bits. -#}
{% macro type_double() -%}
    {{ return(adapter.dispatch('type_double', 'lead_scoring')()) }}
{%- endmacro %}

{% macro default__type_double() -%}
    double precision
{%- endmacro %}

{% macro spark__type_double() -%}
    double
{%- endmacro %}

{% macro bigquery__type_double() -%}
    float64
{%- endmacro %}


{#- Quotient of two non-negative values of type_whole() without its rest. -#}
{% macro whole_division(numerator, denominator) -%}
    {{ return(adapter.dispatch('whole_division', 'lead_scoring')(numerator, denominator)) }}
{%- endmacro %}

{% macro default__whole_division(numerator, denominator) -%}
    (({{ numerator }}) // ({{ denominator }}))
{%- endmacro %}

{% macro postgres__whole_division(numerator, denominator) -%}
    div({{ numerator }}, {{ denominator }})
{%- endmacro %}

{#- Spark keeps 6 decimals of a quotient and rounds: 0.9999999 would be 1. Without the rest there is nothing to round. -#}
{% macro spark__whole_division(numerator, denominator) -%}
    cast((({{ numerator }}) - ({{ numerator }}) % ({{ denominator }})) / ({{ denominator }}) as numeric(38, 0))
{%- endmacro %}

{#- A quotient is rounded to a few decimals, and could be rounded up to the next whole number: without the rest it is exact. -#}
{% macro snowflake__whole_division(numerator, denominator) -%}
    cast((({{ numerator }}) - mod({{ numerator }}, {{ denominator }})) / ({{ denominator }}) as numeric(38, 0))
{%- endmacro %}

{% macro redshift__whole_division(numerator, denominator) -%}
    {{ lead_scoring.snowflake__whole_division(numerator, denominator) }}
{%- endmacro %}

{% macro bigquery__whole_division(numerator, denominator) -%}
    div({{ numerator }}, {{ denominator }})
{%- endmacro %}


{#- numerator / denominator rounded to 6 decimals half away from zero, exactly, as numeric(28, 6); null when the
    denominator is 0 or null. Both may have up to 6 decimals: the sum is done in whole millionths. -#}
{% macro exact_ratio(numerator, denominator) -%}
    {#- As a decimal first: whole numbers of 32 bits would overflow from 2,148 on. -#}
    {%- set over = 'cast(cast(abs(' ~ numerator ~ ') as numeric(28, 6)) * 1000000 as ' ~ lead_scoring.type_whole() ~ ')' -%}
    {%- set under = 'cast(cast(abs(' ~ denominator ~ ') as numeric(28, 6)) * 1000000 as ' ~ lead_scoring.type_whole() ~ ')' -%}
    cast(
        case when ({{ denominator }}) <> 0 then
            cast(
                case when ({{ numerator }} < 0) = ({{ denominator }} < 0) then 1 else -1 end
                * {{ lead_scoring.whole_division(over ~ ' * 2000000 + ' ~ under, under ~ ' * 2') }}
                as numeric(28, 0)
            ) * cast(0.000001 as numeric(7, 6))
        end as numeric(28, 6)
    )
{%- endmacro %}


{#- The calendar day an activity belongs to, in UTC shifted by the var day_start_utc_hour. -#}
{% macro activity_day(timestamp) -%}
    {%- set hour = var('day_start_utc_hour') | int -%}
    {%- if hour == 0 -%}
        cast({{ timestamp }} as date)
    {%- else -%}
        cast({{ lead_scoring.move_time('hour', -hour, timestamp) }} as date)
    {%- endif -%}
{%- endmacro %}


{#- A query of the whole numbers from 1 to a constant, as `generated_number`. -#}
{% macro whole_numbers(upper_bound) -%}
    {{ return(adapter.dispatch('whole_numbers', 'lead_scoring')(upper_bound)) }}
{%- endmacro %}

{% macro default__whole_numbers(upper_bound) -%}
    {{ dbt.generate_series(upper_bound) }}
{%- endmacro %}

{#- The default joins tables of two rows with each other, which takes Spark's planner seconds. -#}
{% macro spark__whole_numbers(upper_bound) -%}
    select explode(sequence(1, {{ upper_bound }})) as generated_number
{%- endmacro %}
