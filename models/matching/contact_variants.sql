-- One row per contact, scored day and mixed rule (one that asks what was done and by whom) with the alternatives that the
-- contact may meet on that day. Days on which a contact looks the same share a variant, so that limits run once for it.

with subjects as (

    select * from {{ ref('lead_scoring', 'subjects') }}

),

mixed_alternatives as (

    select * from {{ ref('lead_scoring', 'activity_alternatives') }} where is_mixed

),

met_alternatives as (

    select * from {{ ref('lead_scoring', 'met_alternatives') }}

),

open_alternatives as (

    select
        met_alternatives.contact_id,
        met_alternatives.as_of,
        mixed_alternatives.owner_no,
        mixed_alternatives.alternative_no
    from met_alternatives
    inner join mixed_alternatives on met_alternatives.alternative_no = mixed_alternatives.alternative_no

    union all

    select
        subjects.contact_id,
        subjects.as_of,
        mixed_alternatives.owner_no,
        mixed_alternatives.alternative_no
    from subjects
    cross join mixed_alternatives
    where mixed_alternatives.entity_conditions = 0

)

select
    contact_id,
    as_of,
    owner_no,
    {{ join_text('cast(alternative_no as ' ~ dbt.type_string() ~ ')', ',', 'alternative_no') }} as variant
from open_alternatives
group by contact_id, as_of, owner_no
