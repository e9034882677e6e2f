-- One row per learned model, version and bin: the points of every version that was ever learned. Only added to, when the points are other
-- ones than those of the version before.

{{ config(
    enabled=learns(),
    materialized='incremental',
    incremental_strategy=replace_strategy(),
    unique_key=['model_id', 'version_no', 'rule_id'],
    partition_by=replaced_by(['model_id', 'version_no']),
    full_refresh=false,
    on_schema_change='append_new_columns'
) }}

with learned_models as (

    select * from {{ ref('lead_scoring', 'learned_models') }}

),

published as (

    {% if is_incremental() %}
    select distinct model_id, version_no, version from {{ this }}
    {% else %}
    select model_id, cast(null as integer) as version_no, version from learned_models where 1 = 0
    {% endif %}

),

last_published as (

    select published.model_id, published.version_no, published.version
    from published
    left join published as later
        on published.model_id = later.model_id
        and published.version_no < later.version_no
    where later.model_id is null

)

select
    learned_models.model_id,
    cast(coalesce(last_published.version_no, 0) + 1 as integer) as version_no,
    learned_models.version,
    cast('{{ lead_scoring.run_at() }}' as timestamp) as learned_at,
    learned_scorecard.rule_id,
    learned_scorecard.dimension,
    learned_scorecard.label,
    learned_scorecard.points,
    learned_scorecard.examples,
    learned_scorecard.conversions
from learned_models
inner join {{ ref('lead_scoring', 'learned_scorecard') }} as learned_scorecard
    on learned_models.model_id = learned_scorecard.model_id
left join last_published on learned_models.model_id = last_published.model_id
where last_published.model_id is null
    or last_published.version <> learned_models.version
