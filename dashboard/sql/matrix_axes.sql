-- One row per cell of the model's grade matrix, with the lower ends of its bands for the order.
select
    grades.row_dimension,
    grades.row_band,
    grades.column_dimension,
    grades.column_band,
    grades.grade,
    grades.label,
    grades.next_action,
    cast(row_bands.min_score as double) as row_from,
    cast(column_bands.min_score as double) as column_from
from policy_grades as grades
left join bands_in_force as row_bands
    on grades.model_id = row_bands.model_id
    and grades.row_dimension = row_bands.dimension
    and grades.row_band = row_bands.band
    and row_bands.as_of = $as_of
left join bands_in_force as column_bands
    on grades.model_id = column_bands.model_id
    and grades.column_dimension = column_bands.dimension
    and grades.column_band = column_bands.band
    and column_bands.as_of = $as_of
where grades.model_id = $model_id
