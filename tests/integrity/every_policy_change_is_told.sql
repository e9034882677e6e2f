-- Invariant: wherever the published policy_version changes from one build to the next, policy_changes says what changed; and the
-- scores are of the policy that was published last.

with published_policies as (

    select distinct model_id, version_no, policy_version from {{ ref('lead_scoring', 'published_policies') }}

),

policy_changes as (

    select distinct model_id, to_version_no, from_version, to_version from {{ ref('lead_scoring', 'policy_changes') }}

),

last_published as (

    select model_id, max(version_no) as version_no from published_policies group by model_id

),

scored as (

    select distinct model_id, policy_version from {{ ref('lead_scoring', 'contact_scores') }}

)

select
    later.model_id,
    later.version_no,
    'the version changed and nobody says how' as problem
from published_policies as later
inner join published_policies as earlier
    on later.model_id = earlier.model_id
    and later.version_no = earlier.version_no + 1
left join policy_changes
    on later.model_id = policy_changes.model_id
    and later.version_no = policy_changes.to_version_no
    and later.policy_version = policy_changes.to_version
    and earlier.policy_version = policy_changes.from_version
where policy_changes.model_id is null

union all

select
    scored.model_id,
    last_published.version_no,
    'the scores are of another policy' as problem
from scored
left join last_published on scored.model_id = last_published.model_id
left join published_policies
    on last_published.model_id = published_policies.model_id
    and last_published.version_no = published_policies.version_no
where published_policies.policy_version is null
    or published_policies.policy_version <> scored.policy_version
