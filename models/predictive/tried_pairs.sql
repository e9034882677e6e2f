-- One row per model and pair of fields that the trials with pairs use.
-- Those with the highest gain.

{{ config(enabled=learns()) }}

select
    model_id,
    first_field_no,
    second_field_no
from {{ ref('lead_scoring', 'pair_gains') }}
where gain_rank <= {{ learning('pairs') }}
