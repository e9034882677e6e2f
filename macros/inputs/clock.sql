{#- The one clock of a build. Nothing else reads the wall clock. -#}

{#- The moment the build stands for, as `YYYY-MM-DD HH:MM:SS` in UTC. -#}
{% macro run_at() -%}
    {%- if var('run_at') -%}
        {%- if not modules.re.fullmatch('[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}', var('run_at') | string) -%}
            {{ exceptions.raise_compiler_error(
                "The var `run_at` must be a UTC time as YYYY-MM-DD HH:MM:SS, not `" ~ var('run_at') ~ "`."
            ) }}
        {%- endif -%}
        {{ return(var('run_at') | string) }}
    {%- endif -%}
    {{ return(lead_scoring.started_at()) }}
{%- endmacro %}

{#- When dbt began, whatever the vars say. -#}
{% macro started_at() -%}
    {{ return(run_started_at.strftime('%Y-%m-%d %H:%M:%S')) }}
{%- endmacro %}

{#- The day D that is scored, as a date literal. -#}
{% macro as_of() -%}
    {%- if var('as_of') -%}
        {%- set day = var('as_of') | string -%}
    {%- elif lead_scoring.uses_demo_inputs() -%}
        {%- set day = lead_scoring.demo_last_day() -%}
    {%- else -%}
        {%- set day = lead_scoring.day_of_run() -%}
    {%- endif -%}
    {{ return(lead_scoring.date_literal(day, 'as_of')) }}
{%- endmacro %}

{#- The day that run_at falls on, as YYYY-MM-DD: before day_start_utc_hour it is still the day before. -#}
{% macro day_of_run() -%}
    {%- set run_at = lead_scoring.run_at() -%}
    {%- if run_at[11:13] | int >= var('day_start_utc_hour') | int -%}
        {{ return(run_at[:10]) }}
    {%- endif -%}
    {%- set day = modules.datetime.datetime.strptime(run_at[:10], '%Y-%m-%d') - modules.datetime.timedelta(days=1) -%}
    {{ return(day.strftime('%Y-%m-%d')) }}
{%- endmacro %}

{#- The first day that is scored: as_of, unless past days are rebuilt. The demo begins 90 days back, so that it has a history. -#}
{% macro first_day() -%}
    {%- if var('backfill_from') -%}
        {{ return(lead_scoring.date_literal(var('backfill_from') | string, 'backfill_from')) }}
    {%- elif lead_scoring.uses_demo_inputs() and not var('as_of') -%}
        {{ return(lead_scoring.date_literal(lead_scoring.demo_first_day(), 'backfill_from')) }}
    {%- endif -%}
    {{ return(lead_scoring.as_of()) }}
{%- endmacro %}

{#- The last of the past days that are scored: the day before as_of, unless `backfill_to` ends the range earlier. -#}
{% macro last_past_day() -%}
    {%- if var('backfill_to') -%}
        {{ return(lead_scoring.date_literal(var('backfill_to') | string, 'backfill_to')) }}
    {%- endif -%}
    {{ return(lead_scoring.add_days(lead_scoring.as_of(), -1)) }}
{%- endmacro %}

{#- What stands for "all that is known now" where states of knowledge are told apart by their day. -#}
{% macro known_now() -%}
    cast('9999-12-31' as date)
{%- endmacro %}

{#- Whether past days are scored with the activities that were known by their end, or with all that are known now. -#}
{% macro scores_past_days_as_known_then() -%}
    {{ return('1 = 0' if var('backfill_with_all_rows') | string | lower == 'true' else '1 = 1') }}
{%- endmacro %}

{#- A var that must be a day, as a literal; anything else stops the build, so that no var is ever executed. -#}
{% macro date_literal(text, var_name) -%}
    {%- set months = {'02': 29, '04': 30, '06': 30, '09': 30, '11': 30} -%}
    {%- if not modules.re.fullmatch('[0-9]{4}-(0[1-9]|1[0-2])-[0-9]{2}', text)
        or not 1 <= text[8:] | int <= months.get(text[5:7], 31)
        or (text[5:] == '02-29' and (text[:4] | int % 4 != 0 or (text[:4] | int % 100 == 0 and text[:4] | int % 400 != 0))) -%}
        {{ exceptions.raise_compiler_error("The var `" ~ var_name ~ "` must be a day as YYYY-MM-DD, not `" ~ text ~ "`.") }}
    {%- endif -%}
    {{ return("cast('" ~ text ~ "' as date)") }}
{%- endmacro %}

{% macro demo_last_day() -%}
    {{ return('2026-06-30') }}
{%- endmacro %}

{% macro demo_first_day() -%}
    {{ return('2026-04-01') }}
{%- endmacro %}
