-- One row per signature with the first signature whose values meet the same conditions. To the rules they are of one kind, so that
-- of a million pages that nobody asks for only one is matched with the patterns.

with value_matches as (

    select
        field,
        value_text,
        {{ join_text('cast(condition_no as ' ~ dbt.type_string() ~ ')', ',', 'condition_no') }} as met_conditions
    from {{ ref('lead_scoring', 'activity_value_matches') }}
    group by field, value_text

),

signatures as (

    select
        signature_texts.signature_no,
        {% for column in activity_fields() %}
        coalesce(met_by_{{ column }}.met_conditions, '') as by_{{ column }},
        {% endfor %}
        signature_texts.is_derived
    from {{ ref('lead_scoring', 'signature_texts') }} as signature_texts
    {% for column in activity_fields() %}
    left join value_matches as met_by_{{ column }}
        on met_by_{{ column }}.field = 'activity.{{ column }}'
        and signature_texts.{{ column }} = met_by_{{ column }}.value_text
    {% endfor %}

)

select
    signature_no,
    is_derived,
    min(signature_no) over (
        partition by is_derived, by_activity_type, by_channel, by_asset, by_campaign, by_source_system, by_value
    ) as kind_no
from signatures
