-- One row per thing that a person should know before using a learned model, or the reason why there is none.
-- The build prints them.

{{ config(enabled=learns()) }}

with test_parts as (

    select * from {{ ref('lead_scoring', 'learned_evaluation') }} where part = 'test'

),

learned_models as (

    select * from {{ ref('lead_scoring', 'learned_models') }}

),

field_rows as (

    select
        model_id,
        field,
        count(*) as row_count
    from {{ ref('lead_scoring', 'training_values') }}
    group by model_id, field

)

select
    model_id,
    'not_learned' as warning,
    message
from {{ ref('lead_scoring', 'learning_status') }}
where not is_learned

union all

select
    model_id,
    'scores_have_moved' as warning,
    'the scores of the test part are distributed otherwise than those of the training part (PSI '
    || cast(cast(psi as numeric(28, 2)) as {{ dbt.type_string() }})
    || ', from {{ learning("high_psi") }} on): what was learned may no longer hold'
        as message
from test_parts
where psi >= {{ learning('high_psi') }}

union all

select
    model_id,
    'ranks_badly' as warning,
    'the test part is ranked hardly better than by chance (AUC '
    || cast(cast(auc as numeric(28, 3)) as {{ dbt.type_string() }})
    || ')'
        as message
from test_parts
where auc < 0.55

union all

select
    test_parts.model_id,
    'ranks_worse_now' as warning,
    'the test part is ranked much worse (AUC '
    || cast(cast(test_parts.auc as numeric(28, 3)) as {{ dbt.type_string() }})
    || ') than the older examples that were checked ('
    || cast(cast(trial_areas.auc as numeric(28, 3)) as {{ dbt.type_string() }})
    || '): what foretold conversions then does so no longer, or there were too few to learn from'
        as message
from test_parts
inner join {{ ref('lead_scoring', 'trial_areas') }} as trial_areas on test_parts.model_id = trial_areas.model_id
where trial_areas.is_chosen and trial_areas.auc - test_parts.auc >= {{ learning('much_worse') }}

union all

select
    model_id,
    'no_probability' as warning,
    'on the checked examples a higher score did not convert more often: every score has the same probability' as message
from learned_models
where log_odds_per_point = 0

union all

select
    model_id,
    'field_has_moved' as warning,
    'the field ' || field || ' is left out: its newest values are hardly any of the older ones (PSI '
    || cast(cast(psi as numeric(28, 2)) as {{ dbt.type_string() }}) || ')' as message
from {{ ref('lead_scoring', 'moved_fields') }}

union all

select
    field_rows.model_id,
    'not_one_row_each' as warning,
    'the field ' || field_rows.field || ' has ' || cast(field_rows.row_count as {{ dbt.type_string() }})
    || ' rows for ' || cast(learning_status.examples as {{ dbt.type_string() }})
    || ' examples: each needs one, blank where the value is missing' as message
from field_rows
inner join {{ ref('lead_scoring', 'learning_status') }} as learning_status
    on field_rows.model_id = learning_status.model_id
    and field_rows.row_count <> learning_status.examples
