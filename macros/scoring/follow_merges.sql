{#- CTEs that follow chains of merges (from_contact_id, into_contact_id) by doubling the step ten times, so up to 1,024 links.
    The last CTE, `followed`, has one row per merged contact and the contact it reaches. -#}
{% macro follow_merges(merges) -%}
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
