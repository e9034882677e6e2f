{#- True when a scored rule or metric names this activity type: derived activities are made only for someone who asks. -#}
{% macro asks_for_activity(activity_type) -%}
    exists (
        select 1
        from {{ ref('lead_scoring', 'scored_condition_pieces') }} as pieces
        inner join {{ ref('lead_scoring', 'scored_conditions') }} as conditions
            on pieces.condition_no = conditions.condition_no
        where conditions.field = 'activity.activity_type'
            and conditions.operator in ('equals', 'in')
            and pieces.piece = '{{ activity_type }}'
    )
{%- endmacro %}
