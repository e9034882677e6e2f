-- One row per dimension of the contact.
select dimension, score, band
from contact_dimension_scores
where model_id = $model_id
    and contact_id = $contact_id
order by dimension
