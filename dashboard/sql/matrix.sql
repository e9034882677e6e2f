-- One row per pair of bands of two dimensions that somebody is in: contacts, MQLs and won deals.
select
    row_scores.band as row_band,
    column_scores.band as column_band,
    max(contact_scores.grade) as grade,
    max(contact_scores.label) as label,
    count(*) as contacts,
    count(*) filter (where contact_scores.is_mql) as mqls,
    count(*) filter (where contact_scores.stage = 'won') as won,
    min(row_scores.score) as row_from,
    min(column_scores.score) as column_from
from contact_dimension_scores as row_scores
inner join contact_dimension_scores as column_scores
    on row_scores.model_id = column_scores.model_id
    and row_scores.contact_id = column_scores.contact_id
    and column_scores.dimension = $column_dimension
inner join contact_scores
    on row_scores.model_id = contact_scores.model_id
    and row_scores.contact_id = contact_scores.contact_id
where row_scores.model_id = $model_id
    and row_scores.dimension = $row_dimension
    and row_scores.band is not null
    and column_scores.band is not null
group by row_scores.band, column_scores.band
