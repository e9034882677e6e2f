-- One row per input x column x statistic (row_id null), and up to 20 ids of the rows behind each share: what `make validate` looks at
-- before a build. No content of a row leaves this query but its id; docs/data_quality.md says what each statistic means.

{{ config(group='lead_scoring') }}

{#- Activities of so many days before as_of are looked at: a share of all years would hide what broke this week. -#}
{%- set recent_days = 28 -%}
{#- Column and statistic of each flag below. -#}
{%- set flags = {
    'activities': [
        ('activity_id', 'blank_rate'), ('contact_id', 'blank_rate'), ('occurred_at', 'blank_rate'), ('loaded_at', 'blank_rate'),
        ('activity_type', 'blank_rate'), ('channel', 'blank_rate'), ('asset', 'blank_rate'), ('campaign', 'blank_rate'),
        ('value', 'blank_rate'), ('source_system', 'blank_rate'),
        ('occurred_at', 'not_a_time_rate'), ('loaded_at', 'not_a_time_rate'), ('value', 'not_a_number_rate'),
        ('occurred_at', 'future_rate'), ('contact_id', 'unknown_contact_rate')
    ],
    'contacts': [
        ('contact_id', 'blank_rate'), ('email', 'blank_rate'), ('company_id', 'blank_rate'), ('created_at', 'blank_rate'),
        ('lead_source', 'blank_rate'), ('job_title', 'blank_rate'), ('seniority', 'blank_rate'), ('job_function', 'blank_rate'),
        ('country', 'blank_rate'),
        ('created_at', 'not_a_time_rate'), ('created_at', 'future_rate'), ('email', 'not_an_address_rate'),
        ('contact_id', 'repeated_rate')
    ],
    'companies': [
        ('company_id', 'blank_rate'), ('name', 'blank_rate'), ('domain', 'blank_rate'), ('industry', 'blank_rate'),
        ('employee_count', 'blank_rate'), ('annual_revenue', 'blank_rate'), ('country', 'blank_rate'),
        ('employee_count', 'not_a_number_rate'), ('annual_revenue', 'not_a_number_rate'), ('company_id', 'repeated_rate')
    ],
    'outcomes': [
        ('outcome_id', 'blank_rate'), ('contact_id', 'blank_rate'), ('outcome_type', 'blank_rate'), ('amount', 'blank_rate'),
        ('occurred_at', 'not_a_time_rate'), ('occurred_at', 'future_rate'), ('amount', 'not_a_number_rate'),
        ('outcome_type', 'unknown_type_rate'), ('contact_id', 'unknown_contact_rate')
    ],
} -%}
{%- set measures = {
    'activities': [
        ('whole', 'rows'), ('occurred_at', 'newest_age_days'), ('loaded_at', 'newest_age_days'), ('occurred_at', 'missing_weekdays'),
        ('occurred_at', 'last_week_ratio'), ('value', 'smallest'), ('value', 'greatest')
    ],
    'contacts': [('whole', 'rows'), ('created_at', 'newest_age_days')],
    'companies': [('whole', 'rows'), ('employee_count', 'smallest'), ('annual_revenue', 'smallest')],
    'outcomes': [('whole', 'rows'), ('occurred_at', 'newest_age_days'), ('amount', 'smallest'), ('amount', 'greatest')],
} -%}
{%- set flag_list = [] -%}
{%- for input in flags -%}{%- for column, statistic in flags[input] -%}
{%- do flag_list.append((input, column, statistic)) -%}
{%- endfor -%}{%- endfor -%}
{%- set double = type_double() -%}
{%- set tomorrow = add_days(as_of(), 1) -%}
{#- How old the newest row is; a day in the future, which is a slip, would hide that nothing came since. -#}
{%- set age = days_between('cast(WHEN as date)', as_of()) -%}
{%- set newest = 'cast(min(case when ' ~ age ~ ' >= -1 then ' ~ age ~ ' end) as ' ~ double ~ ')' -%}

with known_contacts as (

    select distinct {{ clean_text('contact_id') }} as contact_id
    from {{ lead_scoring.input_relation('contacts') }} as contacts

),

typed_activities as (

    select
        {{ clean_text('activity_id') }} as activity_id,
        {{ clean_text('contact_id') }} as contact_id,
        {{ timestamp_value('occurred_at') }} as occurred_at,
        {{ is_blank('occurred_at') }} as has_no_occurred_at,
        {{ timestamp_value('loaded_at') }} as loaded_at,
        {{ is_blank('loaded_at') }} as has_no_loaded_at,
        {{ is_blank('activity_type') }} as has_no_activity_type,
        {{ is_blank('channel') }} as has_no_channel,
        {{ is_blank('asset') }} as has_no_asset,
        {{ is_blank('campaign') }} as has_no_campaign,
        {{ decimal_value('value') }} as value,
        {{ is_blank('value') }} as has_no_value,
        {{ is_blank('source_system') }} as has_no_source_system
    from {{ lead_scoring.input_relation('activities') }} as activities

),

{# An activity without any time could be of any day: it counts as recent. -#}
dated_activities as (

    select
        typed_activities.*,
        {{ days_between(
            'cast(coalesce(typed_activities.occurred_at, typed_activities.loaded_at) as date)', as_of()
        ) }} as age_days,
        mod(
            {{ days_between("cast('1900-01-01' as date)", 'cast(typed_activities.occurred_at as date)') }}, 7
        ) as weekday
    from typed_activities

),

activities as (

    select
        {{ id_for_reports('dated_activities.activity_id') }} as row_id,
        dated_activities.activity_id is null as activity_id__blank_rate,
        dated_activities.contact_id is null as contact_id__blank_rate,
        dated_activities.has_no_occurred_at as occurred_at__blank_rate,
        dated_activities.has_no_loaded_at as loaded_at__blank_rate,
        dated_activities.has_no_activity_type as activity_type__blank_rate,
        dated_activities.has_no_channel as channel__blank_rate,
        dated_activities.has_no_asset as asset__blank_rate,
        dated_activities.has_no_campaign as campaign__blank_rate,
        dated_activities.has_no_value as value__blank_rate,
        dated_activities.has_no_source_system as source_system__blank_rate,
        (
            not dated_activities.has_no_occurred_at
            and dated_activities.occurred_at is null
        ) as occurred_at__not_a_time_rate,
        (
            not dated_activities.has_no_loaded_at
            and dated_activities.loaded_at is null
        ) as loaded_at__not_a_time_rate,
        (
            not dated_activities.has_no_value
            and dated_activities.value is null
        ) as value__not_a_number_rate,
        coalesce(cast(dated_activities.occurred_at as date) > {{ tomorrow }}, false) as occurred_at__future_rate,
        (
            dated_activities.contact_id is not null
            and known_contacts.contact_id is null
            and dated_activities.contact_id not like 'anonymous:%'
        ) as contact_id__unknown_contact_rate
    from dated_activities
    left join known_contacts on dated_activities.contact_id = known_contacts.contact_id
    where coalesce(dated_activities.age_days, 0) <= {{ recent_days }}

),

contacts as (

    select
        {{ id_for_reports(clean_text('contact_id')) }} as row_id,
        {{ is_blank('contact_id') }} as contact_id__blank_rate,
        {{ is_blank('email') }} as email__blank_rate,
        {{ is_blank('company_id') }} as company_id__blank_rate,
        {{ is_blank('created_at') }} as created_at__blank_rate,
        {{ is_blank('lead_source') }} as lead_source__blank_rate,
        {{ is_blank('job_title') }} as job_title__blank_rate,
        {{ is_blank('seniority') }} as seniority__blank_rate,
        {{ is_blank('job_function') }} as job_function__blank_rate,
        {{ is_blank('country') }} as country__blank_rate,
        (
            not {{ is_blank('created_at') }}
            and {{ timestamp_value('created_at') }} is null
        ) as created_at__not_a_time_rate,
        coalesce(
            cast({{ timestamp_value('created_at') }} as date) > {{ tomorrow }}, false
        ) as created_at__future_rate,
        coalesce(not {{ regexp_search(clean_text('email'), address_pattern()) }}, false) as email__not_an_address_rate,
        (
            not {{ is_blank('contact_id') }}
            and row_number() over (partition by {{ clean_text('contact_id') }} order by {{ clean_text('email') }}) > 1
        ) as contact_id__repeated_rate
    from {{ lead_scoring.input_relation('contacts') }} as contacts

),

companies as (

    select
        {{ id_for_reports(clean_text('company_id')) }} as row_id,
        {{ is_blank('company_id') }} as company_id__blank_rate,
        {{ is_blank('name') }} as name__blank_rate,
        {{ is_blank('domain') }} as domain__blank_rate,
        {{ is_blank('industry') }} as industry__blank_rate,
        {{ is_blank('employee_count') }} as employee_count__blank_rate,
        {{ is_blank('annual_revenue') }} as annual_revenue__blank_rate,
        {{ is_blank('country') }} as country__blank_rate,
        (
            not {{ is_blank('employee_count') }}
            and {{ decimal_value('employee_count') }} is null
        ) as employee_count__not_a_number_rate,
        (
            not {{ is_blank('annual_revenue') }}
            and {{ decimal_value('annual_revenue') }} is null
        ) as annual_revenue__not_a_number_rate,
        (
            not {{ is_blank('company_id') }}
            and row_number() over (partition by {{ clean_text('company_id') }} order by {{ clean_text('name') }}) > 1
        ) as company_id__repeated_rate
    from {{ lead_scoring.input_relation('companies') }} as companies

),

typed_outcomes as (

    select
        {{ clean_text('outcome_id') }} as outcome_id,
        {{ clean_text('contact_id') }} as contact_id,
        {{ policy_word('outcome_type') }} as outcome_type,
        {{ timestamp_value('occurred_at') }} as occurred_at,
        {{ is_blank('occurred_at') }} as has_no_occurred_at,
        {{ decimal_value('amount') }} as amount,
        {{ is_blank('amount') }} as has_no_amount
    from {{ lead_scoring.input_relation('outcomes') }} as outcomes

),

outcomes as (

    select
        {{ id_for_reports('typed_outcomes.outcome_id') }} as row_id,
        typed_outcomes.outcome_id is null as outcome_id__blank_rate,
        typed_outcomes.contact_id is null as contact_id__blank_rate,
        typed_outcomes.outcome_type is null as outcome_type__blank_rate,
        typed_outcomes.has_no_amount as amount__blank_rate,
        (
            not typed_outcomes.has_no_occurred_at
            and typed_outcomes.occurred_at is null
        ) as occurred_at__not_a_time_rate,
        coalesce(cast(typed_outcomes.occurred_at as date) > {{ tomorrow }}, false) as occurred_at__future_rate,
        (
            not typed_outcomes.has_no_amount
            and typed_outcomes.amount is null
        ) as amount__not_a_number_rate,
        coalesce(
            typed_outcomes.outcome_type not in ('sales_accepted', 'sales_rejected', 'opportunity', 'won', 'lost'), false
        ) as outcome_type__unknown_type_rate,
        (
            typed_outcomes.contact_id is not null
            and known_contacts.contact_id is null
            and typed_outcomes.contact_id not like 'anonymous:%'
        ) as contact_id__unknown_contact_rate
    from typed_outcomes
    left join known_contacts on typed_outcomes.contact_id = known_contacts.contact_id

),

activities_measures as (

    select
        cast(count(*) as {{ double }}) as whole__rows,
        {{ newest.replace('WHEN', 'occurred_at') }} as occurred_at__newest_age_days,
        {{ newest.replace('WHEN', 'loaded_at') }} as loaded_at__newest_age_days,
        {# Of four weeks there are twenty days from Monday to Friday; today is not over. -#}
        cast(
            20 - count(distinct case when age_days between 1 and {{ recent_days }} and weekday < 5 then age_days end)
            as {{ double }}
        ) as occurred_at__missing_weekdays,
        cast(sum(case when age_days between 1 and 7 then 3 else 0 end) as {{ double }}) / nullif(
            sum(case when age_days between 8 and {{ recent_days }} then 1 else 0 end), 0
        ) as occurred_at__last_week_ratio,
        cast(min(value) as {{ double }}) as value__smallest,
        cast(max(value) as {{ double }}) as value__greatest
    from dated_activities

),

contacts_measures as (

    select
        cast(count(*) as {{ double }}) as whole__rows,
        {{ newest.replace('WHEN', timestamp_value('created_at')) }} as created_at__newest_age_days
    from {{ lead_scoring.input_relation('contacts') }} as contacts

),

companies_measures as (

    select
        cast(count(*) as {{ double }}) as whole__rows,
        cast(min({{ decimal_value('employee_count') }}) as {{ double }}) as employee_count__smallest,
        cast(min({{ decimal_value('annual_revenue') }}) as {{ double }}) as annual_revenue__smallest
    from {{ lead_scoring.input_relation('companies') }} as companies

),

outcomes_measures as (

    select
        cast(count(*) as {{ double }}) as whole__rows,
        {{ newest.replace('WHEN', 'occurred_at') }} as occurred_at__newest_age_days,
        cast(min(amount) as {{ double }}) as amount__smallest,
        cast(max(amount) as {{ double }}) as amount__greatest
    from typed_outcomes

),

{% for input in flags %}
{{ input }}_shares as (

    select
    {% for column, statistic in flags[input] %}
        avg(case when {{ column }}__{{ statistic }} then 1.0 else 0.0 end) as {{ column }}__{{ statistic }}
        {{- ',' if not loop.last }}
    {% endfor %}
    from {{ input }}

),

{% endfor %}

{% set columns = ['table_name', 'column_name', 'statistic', 'value'] -%}
statistics as (

    {% for input in flags %}
    {{ rows_per_row(input ~ '_shares', columns, statistic_rows(input, flags[input])) }}
    union all
    {{ rows_per_row(input ~ '_measures', columns, statistic_rows(input, measures[input])) }}
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

flagged_rows as (

    {% for input, column, statistic in flag_list -%}
    select
        '{{ input }}' as table_name,
        '{{ column }}' as column_name,
        '{{ statistic }}' as statistic,
        row_id
    from {{ input }}
    where {{ column }}__{{ statistic }} and row_id is not null
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

ranked_rows as (

    select
        *,
        row_number() over (partition by table_name, column_name, statistic order by row_id) as row_rank
    from flagged_rows

)

select
    cast({{ as_of() }} as {{ dbt.type_string() }}) as as_of,
    table_name,
    column_name,
    statistic,
    value,
    cast(null as {{ dbt.type_string() }}) as row_id
from statistics

union all

select
    cast({{ as_of() }} as {{ dbt.type_string() }}) as as_of,
    table_name,
    column_name,
    statistic,
    cast(null as {{ double }}) as value,
    row_id
from ranked_rows
where row_rank <= 20
