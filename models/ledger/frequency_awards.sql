-- One row per model, contact, scored day and frequency rule in force whose count lies between its limits.
-- Counted are matching activities or active days in the window, after the dimension's last reset. 0 to 0 means never.

with audience as (

    select * from {{ ref('lead_scoring', 'audience') }}

),

frequency_rules as (

    select * from {{ ref('lead_scoring', 'rules_in_force') }} where kind = 'frequency'

),

matched_days as (

    select * from {{ ref('lead_scoring', 'matched_days') }}

),

contact_variants as (

    select * from {{ ref('lead_scoring', 'contact_variants') }}

),

last_resets as (

    select * from {{ ref('lead_scoring', 'last_resets') }}

),

contact_rules as (

    select
        audience.model_id,
        audience.contact_id,
        audience.known_by,
        audience.as_of,
        frequency_rules.rule_no,
        frequency_rules.owner_no,
        frequency_rules.effect,
        frequency_rules.count_of,
        frequency_rules.min_count,
        frequency_rules.max_count,
        frequency_rules.window_days,
        last_resets.last_reset_on,
        case when frequency_rules.is_mixed then contact_variants.variant else '' end as variant
    from audience
    inner join frequency_rules
        on audience.model_id = frequency_rules.model_id
        and audience.as_of = frequency_rules.as_of
    left join contact_variants
        on audience.contact_id = contact_variants.contact_id
        and audience.as_of = contact_variants.as_of
        and frequency_rules.owner_no = contact_variants.owner_no
    left join last_resets
        on audience.model_id = last_resets.model_id
        and audience.contact_id = last_resets.contact_id
        and audience.as_of = last_resets.as_of
        and frequency_rules.dimension = last_resets.dimension

),

counted as (

    select
        contact_rules.model_id,
        contact_rules.contact_id,
        contact_rules.as_of,
        contact_rules.rule_no,
        contact_rules.min_count,
        contact_rules.max_count,
        case contact_rules.count_of
            when 'active_days' then count(matched_days.activity_date)
            else coalesce(sum(matched_days.activities), 0)
        end as matches
    from contact_rules
    left join matched_days
        on contact_rules.contact_id = matched_days.contact_id
        and contact_rules.known_by = matched_days.known_by
        and contact_rules.owner_no = matched_days.owner_no
        and contact_rules.variant = matched_days.variant
        and matched_days.activity_date <= contact_rules.as_of
        and (
            contact_rules.window_days is null
            or {{ days_between('matched_days.activity_date', 'contact_rules.as_of') }} < contact_rules.window_days
        )
        and (contact_rules.last_reset_on is null or matched_days.activity_date > contact_rules.last_reset_on)
    group by
        contact_rules.model_id,
        contact_rules.contact_id,
        contact_rules.as_of,
        contact_rules.rule_no,
        contact_rules.count_of,
        contact_rules.min_count,
        contact_rules.max_count

)

select
    model_id,
    contact_id,
    as_of,
    rule_no
from counted
where matches >= min_count
    and (max_count is null or matches <= max_count)
