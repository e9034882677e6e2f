-- One row per model and role that its buying committee wants.
-- Read from pieces between `|`, lower-cased like the values of the inputs.

with company_rollups as (

    select * from {{ ref('lead_scoring', 'policy_company_rollups') }}

),

list_positions as (

    select * from {{ ref('lead_scoring', 'list_positions') }}

)

select distinct
    company_rollups.model_id,
    {{ lower_text(clean_text(nth_part('company_rollups.committee_roles', '|', 'list_positions.position'))) }} as role
from company_rollups
cross join list_positions
where company_rollups.committee_roles is not null
    and {{ clean_text(nth_part('company_rollups.committee_roles', '|', 'list_positions.position')) }} is not null
