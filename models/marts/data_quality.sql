-- One row per input, source system, load day and reason: how many rows came, those that count (reason null) and those that do not.
-- The rows of an input add up to what a build read of it. Counts only: the rows themselves are in rejected_rows.

with build as (

    select * from {{ ref('lead_scoring', 'build') }}

),

all_rejected_rows as (

    select * from {{ ref('lead_scoring', 'all_rejected_rows') }}

),

followed_merges as (

    select stg_merges.from_contact_id
    from {{ ref('lead_scoring', 'stg_merges') }} as stg_merges
    left join {{ ref('lead_scoring', 'merge_circles') }} as merge_circles
        on stg_merges.from_contact_id = merge_circles.from_contact_id
    where merge_circles.from_contact_id is null

),

scored_contacts as (

    select stg_contacts.contact_id
    from {{ ref('lead_scoring', 'stg_contacts') }} as stg_contacts
    left join {{ ref('lead_scoring', 'excluded_contacts') }} as excluded_contacts
        on stg_contacts.contact_id = excluded_contacts.contact_id
    where excluded_contacts.contact_id is null

),

{# Only activities say where they came from and when they were loaded. -#}
counts as (

    select input, source_system, loaded_on, reason, count(*) as row_count
    from all_rejected_rows
    group by input, source_system, loaded_on, reason

    union all

    select
        'activities' as input,
        source_system,
        loaded_on,
        cast(null as {{ dbt.type_string() }}) as reason,
        count(*) as row_count
    from {{ ref('lead_scoring', 'stg_activities') }}
    group by source_system, loaded_on
    {% for input, relation in [
        ('contacts', 'scored_contacts'),
        ('companies', ref('lead_scoring', 'stg_companies')),
        ('outcomes', ref('lead_scoring', 'stg_outcomes')),
        ('contact_merges', 'followed_merges'),
        ('attribute_history', ref('lead_scoring', 'stg_attribute_history')),
    ] %}
    union all

    select
        '{{ input }}' as input,
        cast(null as {{ dbt.type_string() }}) as source_system,
        cast(null as date) as loaded_on,
        cast(null as {{ dbt.type_string() }}) as reason,
        count(*) as row_count
    from {{ relation }}
    {% endfor %}
),

{# The last day of time stands for "not said". -#}
dated as (

    select
        input,
        source_system,
        case when loaded_on < {{ known_now() }} then loaded_on end as loaded_on,
        reason,
        row_count
    from counts
    where row_count > 0

)

select
    {{ row_hash(['dated.input', 'dated.source_system', 'dated.loaded_on', 'dated.reason']) }} as data_quality_key,
    dated.input,
    dated.source_system,
    dated.loaded_on,
    dated.reason,
    cast(sum(dated.row_count) as integer) as row_count,
    build.build_id
from dated
cross join build
group by dated.input, dated.source_system, dated.loaded_on, dated.reason, build.build_id
