-- One row per contact, mixed rule, variant and alternative in it.
-- The content of contact_variants, once per contact instead of once per day.

with contact_variants as (

    select
        contact_id,
        owner_no,
        variant,
        min(as_of) as as_of
    from {{ ref('lead_scoring', 'contact_variants') }}
    group by contact_id, owner_no, variant

),

mixed_alternatives as (

    select * from {{ ref('lead_scoring', 'activity_alternatives') }} where is_mixed

),

met_alternatives as (

    select * from {{ ref('lead_scoring', 'met_alternatives') }}

)

select
    contact_variants.contact_id,
    contact_variants.owner_no,
    contact_variants.variant,
    mixed_alternatives.alternative_no
from contact_variants
inner join mixed_alternatives on contact_variants.owner_no = mixed_alternatives.owner_no
left join met_alternatives
    on contact_variants.contact_id = met_alternatives.contact_id
    and contact_variants.as_of = met_alternatives.as_of
    and mixed_alternatives.alternative_no = met_alternatives.alternative_no
where mixed_alternatives.entity_conditions = 0
    or met_alternatives.alternative_no is not null
