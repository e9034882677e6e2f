-- One row per input x column x item: how many rows say it, of activities those of the last 28 whole days. `make validate` compares
-- the shares with those of an earlier run. The 40 most frequent items stand by name, the rest as `(other)`; what holds an @ is not named.

{{ config(group='lead_scoring') }}

with activities as (

    select
        {{ lower_text(clean_text('activity_type')) }} as activity_type,
        {{ lower_text(clean_text('channel')) }} as channel,
        {{ lower_text(clean_text('source_system')) }} as source_system,
        {{ days_between('cast(' ~ timestamp_value('occurred_at') ~ ' as date)', as_of()) }} as age_days,
        mod(
            {{ days_between("cast('1900-01-01' as date)", 'cast(' ~ timestamp_value('occurred_at') ~ ' as date)') }}, 7
        ) as weekday
    from {{ lead_scoring.input_relation('activities') }} as activities

),

contacts as (

    select
        {{ lower_text(clean_text('lead_source')) }} as lead_source,
        {{ lower_text(clean_text('seniority')) }} as seniority,
        {{ lower_text(clean_text('country')) }} as country
    from {{ lead_scoring.input_relation('contacts') }} as contacts

),

recent_activities as (

    select * from activities where age_days between 1 and 28

),

items as (

    {% for column in ['activity_type', 'channel', 'source_system'] %}
    select
        'activities' as table_name,
        '{{ column }}' as column_name,
        coalesce({{ column }}, '(blank)') as item,
        count(*) as row_count
    from recent_activities
    group by coalesce({{ column }}, '(blank)')
    union all
    {% endfor %}
    select
        'activities' as table_name,
        'weekday' as column_name,
        case weekday
            when 0 then 'monday'
            when 1 then 'tuesday'
            when 2 then 'wednesday'
            when 3 then 'thursday'
            when 4 then 'friday'
            when 5 then 'saturday'
            else 'sunday'
        end as item,
        count(*) as row_count
    from recent_activities
    group by weekday
    {% for column in ['lead_source', 'seniority', 'country'] %}
    union all
    select
        'contacts' as table_name,
        '{{ column }}' as column_name,
        coalesce({{ column }}, '(blank)') as item,
        count(*) as row_count
    from contacts
    group by coalesce({{ column }}, '(blank)')
    {% endfor %}

),

ranked_items as (

    select
        *,
        row_number() over (partition by table_name, column_name order by row_count desc, item) as item_rank
    from items

),

named_items as (

    select
        table_name,
        column_name,
        case when item like '%@%' then '(holds an @)' when item_rank > 40 then '(other)' else item end as item,
        row_count
    from ranked_items

)

select
    table_name,
    column_name,
    item,
    cast(sum(row_count) as {{ dbt.type_bigint() }}) as row_count
from named_items
group by table_name, column_name, item
