-- One row per model, contact, scored day, inactivity rule in force and stretch without a match, with its start and end.
-- A stretch starts at each matching day, when the contact came into being and at the dimension's last reset; whatever
-- lies before that reset is gone. ends_before is the next start, or the day after as_of for the current stretch.

with audience as (

    select * from {{ ref('lead_scoring', 'audience') }}

),

inactivity_rules as (

    select * from {{ ref('lead_scoring', 'rules_in_force') }} where kind = 'inactivity'

),

contact_rules as (

    select
        audience.model_id,
        audience.contact_id,
        audience.known_by,
        audience.as_of,
        audience.exists_from,
        inactivity_rules.rule_no,
        inactivity_rules.owner_no,
        last_resets.last_reset_on,
        case when inactivity_rules.is_mixed then contact_variants.variant else '' end as variant
    from audience
    inner join inactivity_rules
        on audience.model_id = inactivity_rules.model_id
        and audience.as_of = inactivity_rules.as_of
    left join {{ ref('lead_scoring', 'contact_variants') }} as contact_variants
        on audience.contact_id = contact_variants.contact_id
        and audience.as_of = contact_variants.as_of
        and inactivity_rules.owner_no = contact_variants.owner_no
    left join {{ ref('lead_scoring', 'last_resets') }} as last_resets
        on audience.model_id = last_resets.model_id
        and audience.contact_id = last_resets.contact_id
        and audience.as_of = last_resets.as_of
        and inactivity_rules.dimension = last_resets.dimension

),

starts as (

    select model_id, contact_id, as_of, rule_no, exists_from as starts_on
    from contact_rules
    where exists_from is not null
        and (last_reset_on is null or exists_from >= last_reset_on)

    union distinct

    select model_id, contact_id, as_of, rule_no, last_reset_on as starts_on
    from contact_rules
    where last_reset_on is not null

    union distinct

    select
        contact_rules.model_id,
        contact_rules.contact_id,
        contact_rules.as_of,
        contact_rules.rule_no,
        matched_days.activity_date as starts_on
    from contact_rules
    inner join {{ ref('lead_scoring', 'matched_days') }} as matched_days
        on contact_rules.contact_id = matched_days.contact_id
        and contact_rules.known_by = matched_days.known_by
        and contact_rules.owner_no = matched_days.owner_no
        and contact_rules.variant = matched_days.variant
        and matched_days.activity_date <= contact_rules.as_of
        and (contact_rules.last_reset_on is null or matched_days.activity_date >= contact_rules.last_reset_on)

)

select
    model_id,
    contact_id,
    as_of,
    rule_no,
    starts_on,
    coalesce(
        lead(starts_on) over (partition by model_id, contact_id, as_of, rule_no order by starts_on),
        {{ add_days('as_of', '1') }}
    ) as ends_before,
    lead(starts_on) over (partition by model_id, contact_id, as_of, rule_no order by starts_on) is null as is_current
from starts
