{#- CTEs that follow chains of merges (from_contact_id, into_contact_id) by doubling the step ten times, so up to 1,024 links.
    The last CTE, `followed`, has one row per merged contact and the contact it reaches. -#}
{% macro follow_merges(merges) -%}
    {{ return(adapter.dispatch('follow_merges', 'lead_scoring')(merges)) }}
{%- endmacro %}

{% macro default__follow_merges(merges) -%}
step_0 as (

    select
        from_contact_id,
        into_contact_id as reached_id
    from {{ merges }}

),
{% for step in range(1, 11) %}
step_{{ step }} as (

    select
        near.from_contact_id,
        coalesce(far.reached_id, near.reached_id) as reached_id
    from step_{{ step - 1 }} as near
    left join step_{{ step - 1 }} as far on near.reached_id = far.from_contact_id

),
{% endfor %}
followed as (

    select from_contact_id, reached_id from step_10

)
{%- endmacro %}

{#- Spark puts a CTE in again wherever it is named: ten steps would be 1,024 joins. Here each contact walks link by link, and stops
    at its end or where it has been before. -#}
{% macro spark__follow_merges(merges) -%}
followed as (

    with recursive walks (from_contact_id, reached_id, been_at) max recursion level 1100 as (

        select from_contact_id, into_contact_id as reached_id, array(from_contact_id, into_contact_id) as been_at
        from {{ merges }}

        union all

        select walks.from_contact_id, links.into_contact_id as reached_id, array_append(walks.been_at, links.into_contact_id) as been_at
        from walks
        inner join {{ merges }} as links on walks.reached_id = links.from_contact_id
        where size(walks.been_at) <= 1024
            and not array_contains(walks.been_at, links.into_contact_id)

    )

    select from_contact_id, max_by(reached_id, size(been_at)) as reached_id
    from walks
    group by from_contact_id

)
{%- endmacro %}

{#- BigQuery, too, but it stops recursion at 500 steps. Each step names the one before it once: a row stands there as the link of its
    contact (role 0) and, to look for the next link, at the contact that it has reached (role 1). -#}
{% macro bigquery__follow_merges(merges) -%}
step_0 as (

    select
        from_contact_id,
        into_contact_id as reached_id
    from {{ merges }}

),
{% for step in range(1, 11) %}
step_{{ step }} as (

    select
        from_contact_id,
        coalesce(next_id, reached_id) as reached_id
    from (
        select
            from_contact_id,
            reached_id,
            role,
            max(case when role = 0 then reached_id end) over (
                partition by case when role = 0 then from_contact_id else reached_id end
            ) as next_id
        from step_{{ step - 1 }}
        cross join unnest([0, 1]) as role
    ) as links
    where role = 1

),
{% endfor %}
followed as (

    select from_contact_id, reached_id from step_10

)
{%- endmacro %}
