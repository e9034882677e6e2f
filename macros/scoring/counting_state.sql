{#- What the last build has counted, and so what this one must read and count again. The state is the table `activity_counts`
    itself: as the last table of the chain it says what is done, whatever a broken build left in the tables before it. -#}

{#- The counts of the last build; none before the first build and in a full refresh. -#}
{% macro counted_before() -%}
    {{ return(none if flags.FULL_REFRESH else lead_scoring.standing_relation('activity_counts')) }}
{%- endmacro %}

{#- The first load day that is read again, as a literal, so that engines read only the partitions they need: `lookback_days`
    before the newest load that was counted. Loads of the future (a wrong clock) do not move it. -#}
{% macro read_again_from() -%}
    {%- set counted_before = lead_scoring.counted_before() -%}
    {%- if counted_before -%}
        {%- set newest = run_query(
            "select cast(" ~ lead_scoring.add_days('max(loaded_on)', -(var('lookback_days') | int)) ~ " as " ~ dbt.type_string() ~ ")"
            ~ " from " ~ counted_before ~ " where loaded_on <= cast('" ~ lead_scoring.run_at()[:10] ~ "' as date)"
        ).rows[0][0] -%}
        {%- if newest -%}
            {{ return("cast('" ~ newest ~ "' as date)") }}
        {%- endif -%}
    {%- endif -%}
    {{ return("cast('0001-01-01' as date)") }}
{%- endmacro %}

{#- Whether the last build counted by other patterns than this one asks for; none when it counted nothing. -#}
{% macro matches_in_another_way() -%}
    {%- set counted_before = lead_scoring.counted_before() -%}
    {%- if counted_before -%}
        {%- for row in run_query(
            "select case when counted.matching_version = now.matching_version then 0 else 1 end from (select matching_version from "
            ~ counted_before ~ " limit 1) as counted cross join " ~ ref('lead_scoring', 'matching_version') ~ " as now"
        ).rows -%}
            {{ return(row[0] == 1) }}
        {%- endfor -%}
    {%- endif -%}
    {{ return(none) }}
{%- endmacro %}

{#- Whether every day is counted: the first time, in a full refresh, and when rules match activities differently than before. -#}
{% macro counts_all_days() -%}
    {{ return(lead_scoring.matches_in_another_way() is not sameas false) }}
{%- endmacro %}

{#- Says in one line when a change of the policy makes a build count all activities again. -#}
{% macro tell_what_is_counted() -%}
    {%- if flags.WHICH in ('build', 'run') and lead_scoring.matches_in_another_way() -%}
        {%- do log("Rules match activities in another way than before: all activities are counted again.", info=true) -%}
    {%- endif -%}
{%- endmacro %}

{#- Rows that were loaded on or after a day, or that do not say when. The time is read once. -#}
{% macro loaded_since(column, day) -%}
    coalesce({{ lead_scoring.timestamp_value(column) }} >= cast({{ day }} as timestamp), true)
{%- endmacro %}

{#- The contact-days of the last build that hold an activity loaded on or after a day. -#}
{% macro days_counted_since(day) -%}
    {%- set counted_before = lead_scoring.counted_before() -%}
    {%- if counted_before -%}
        select contact_id, activity_date from {{ counted_before }} where loaded_on >= {{ day }}
    {%- else -%}
        select cast(null as {{ dbt.type_string() }}) as contact_id, cast(null as date) as activity_date
        from (select 1 as one) as nothing where 1 = 0
    {%- endif -%}
{%- endmacro %}
