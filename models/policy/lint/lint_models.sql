-- One row per problem of scoring_models, dimensions, score_bands and grade_matrix.
-- Part of policy_lint.

with policy_models as (

    select * from {{ ref('lead_scoring', 'policy_models') }}

),

policy_dimensions as (

    select * from {{ ref('lead_scoring', 'policy_dimensions') }}

),

policy_bands as (

    select * from {{ ref('lead_scoring', 'policy_bands') }}

),

policy_grades as (

    select * from {{ ref('lead_scoring', 'policy_grades') }}

),

{# The band sets that are in force on some day: bands change only where one of them begins or ends. -#}
band_days as (

    select distinct model_id, dimension, valid_from as on_date from policy_bands
    union distinct
    select distinct model_id, dimension, valid_to as on_date from policy_bands where valid_to < cast('9999-12-31' as date)

),

band_sets as (

    select
        band_days.model_id,
        band_days.dimension,
        band_days.on_date,
        sum(case when policy_bands.min_score is null then 1 else 0 end) as lowest_bands,
        count(*) as bands,
        count(distinct coalesce(policy_bands.min_score, -99999999)) as distinct_starts,
        count(distinct policy_bands.band) as distinct_bands
    from band_days
    inner join policy_bands
        on band_days.model_id = policy_bands.model_id
        and band_days.dimension = policy_bands.dimension
        and band_days.on_date >= policy_bands.valid_from
        and band_days.on_date < policy_bands.valid_to
    group by band_days.model_id, band_days.dimension, band_days.on_date

),

matrix_axes as (

    select distinct model_id, row_dimension, column_dimension from policy_grades

),

band_names as (

    select distinct model_id, dimension, band from policy_bands

),

matrix_cells as (

    select
        matrix_axes.model_id,
        row_bands.band as row_band,
        column_bands.band as column_band,
        count(policy_grades.grade) as grades
    from matrix_axes
    inner join band_names as row_bands
        on matrix_axes.model_id = row_bands.model_id
        and matrix_axes.row_dimension = row_bands.dimension
    inner join band_names as column_bands
        on matrix_axes.model_id = column_bands.model_id
        and matrix_axes.column_dimension = column_bands.dimension
    left join policy_grades
        on matrix_axes.model_id = policy_grades.model_id
        and row_bands.band = policy_grades.row_band
        and column_bands.band = policy_grades.column_band
    group by matrix_axes.model_id, row_bands.band, column_bands.band

)

{{ lint_values(
    'scoring_models', clean_text('model_id'), required=['model_id', 'status'],
    numbers=['min_score', 'max_score', 'exit_score'], integers=['dwell_days', 'cooldown_days', 'recycle_days', 'sla_days', 'resend_points'],
    dates=['valid_from', 'valid_to'],
    words={'status': ['active', 'testing', 'draft']}
) }}
union all
{{ lint_values(
    'dimensions', dimension_row_id(), required=['model_id', 'dimension'], numbers=['weight', 'min_score', 'max_score']
) }}
union all
{{ lint_values(
    'score_bands', band_row_id(), required=['model_id', 'dimension', 'band'], numbers=['min_score'],
    dates=['valid_from', 'valid_to']
) }}
union all
{{ lint_values(
    'grade_matrix', matrix_row_id(),
    required=['model_id', 'row_dimension', 'row_band', 'column_dimension', 'column_band', 'grade']
) }}
union all
{{ lint_duplicates('scoring_models', ['model_id'], clean_text('model_id')) }}
union all
{{ lint_duplicates('dimensions', ['model_id', 'dimension'], dimension_row_id()) }}
union all
{{ lint_unknown_models('dimensions', dimension_row_id()) }}
union all
{{ lint_unknown_models('score_bands', band_row_id()) }}
union all
{{ lint_unknown_models('grade_matrix', matrix_row_id()) }}
union all
select {{ lint_row('dimensions', 'model_id', 'dimension', "'`' || dimension || '` is a reserved name'") }}
from policy_dimensions
where dimension in ('total', 'company', '*')
union all
select {{ lint_row('dimensions', "model_id || '.' || dimension", 'min_score', "'min_score is above max_score'") }}
from policy_dimensions
where min_score > max_score
union all
select {{ lint_row('scoring_models', 'model_id', 'min_score', "'min_score is above max_score'") }}
from policy_models
where min_score > max_score
union all
select {{ lint_row('scoring_models', 'model_id', 'valid_to', "'valid_to is not after valid_from: the model is never in force'") }}
from policy_models
where valid_to <= valid_from
union all
select {{ lint_row('scoring_models', 'model_id', 'dwell_days', "'must be at least 1'") }}
from policy_models
where dwell_days < 1
union all
select {{ lint_row('scoring_models', 'model_id', 'resend_points', "'must be at most 10: what the CRM shows is never further off'") }}
from policy_models
where resend_points > 10
union all
select {{ lint_row(
    'scoring_models', 'policy_models.model_id', 'model_id',
    "'the model has no bands: give it bands for `total` in score_bands, or a grade_matrix over two dimensions'"
) }}
from policy_models
left join policy_bands
    on policy_models.model_id = policy_bands.model_id
    and policy_bands.dimension = 'total'
left join matrix_axes on policy_models.model_id = matrix_axes.model_id
where policy_bands.model_id is null and matrix_axes.model_id is null
union all
select {{ lint_row('scoring_models', 'policy_models.model_id', 'model_id', "'the model has no dimensions'") }}
from policy_models
left join policy_dimensions on policy_models.model_id = policy_dimensions.model_id
where policy_dimensions.model_id is null
union all
select {{ lint_row('score_bands', "model_id || '.' || dimension", 'min_score',
    "'bands leave a gap: on ' || cast(on_date as " ~ dbt.type_string() ~ ") || ' no band has a blank min_score, so that low scores have no band'"
) }}
from band_sets
where lowest_bands = 0
union all
select {{ lint_row('score_bands', "model_id || '.' || dimension", 'min_score',
    "'bands overlap: on ' || cast(on_date as " ~ dbt.type_string() ~ ") || ' two bands have the same min_score (blank is the lowest, only once)'"
) }}
from band_sets
where bands <> distinct_starts
union all
select {{ lint_row('score_bands', "model_id || '.' || dimension", 'band',
    "'duplicate id: a band stands twice on ' || cast(on_date as " ~ dbt.type_string() ~ ")"
) }}
from band_sets
where bands <> distinct_bands
union all
select {{ lint_row('score_bands', "policy_bands.model_id || '.' || policy_bands.dimension || '.' || policy_bands.band", 'dimension',
    "'unknown dimension `' || policy_bands.dimension || '`: use one of the model, `total` or `company`'"
) }}
from policy_bands
left join policy_dimensions
    on policy_bands.model_id = policy_dimensions.model_id
    and policy_bands.dimension = policy_dimensions.dimension
where policy_dimensions.dimension is null and policy_bands.dimension not in ('total', 'company')
{% for model_id in var('lead_scoring_draft_models') %}
union all
select {{ lint_row('scoring_models', text_literal(model_id), 'model_id',
    "'the var lead_scoring_draft_models names it, but there is no such model'"
) }}
from (select count(*) as models from policy_models where model_id = {{ text_literal(model_id) }}) as named_models
where models = 0
{% endfor %}
union all
select {{ lint_row('grade_matrix', 'min(model_id)', 'row_dimension',
    "'the matrix of a model must have one row_dimension and one column_dimension'"
) }}
from matrix_axes
group by model_id
having count(*) > 1
union all
select {{ lint_row('grade_matrix', "model_id || '.' || row_band || '.' || column_band", 'grade',
    "case when grades = 0 then 'the matrix has no grade for this pair of bands' else 'the matrix has several grades for this pair of bands' end"
) }}
from matrix_cells
where grades <> 1
union all
select {{ lint_row('grade_matrix', "policy_grades.model_id || '.' || policy_grades.row_band || '.' || policy_grades.column_band", 'row_band',
    "'unknown band: `' || policy_grades.row_band || '` of ' || policy_grades.row_dimension || ' or `' || policy_grades.column_band || '` of ' || policy_grades.column_dimension || ' is not in score_bands'"
) }}
from policy_grades
left join policy_bands as row_bands
    on policy_grades.model_id = row_bands.model_id
    and policy_grades.row_dimension = row_bands.dimension
    and policy_grades.row_band = row_bands.band
left join policy_bands as column_bands
    on policy_grades.model_id = column_bands.model_id
    and policy_grades.column_dimension = column_bands.dimension
    and policy_grades.column_band = column_bands.band
where row_bands.band is null or column_bands.band is null
