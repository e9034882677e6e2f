-- How are the scores spread? Contacts and MQLs per ten points, and the share of the contacts that score at least so much.
-- A threshold belongs where sales can work the contacts above it: read percent_from_here with the leads per day that you want.

{{ config(group='lead_scoring') }}

with score_bands as (

    select
        model_id,
        cast(floor(score / 10.0) * 10 as integer) as score_from,
        count(*) as contacts,
        sum(case when is_mql then 1 else 0 end) as mqls
    from {{ ref('lead_scoring', 'contact_scores') }}
    group by model_id, cast(floor(score / 10.0) * 10 as integer)

)

select
    model_id,
    score_from,
    contacts,
    mqls,
    round(100.0 * contacts / sum(contacts) over (partition by model_id), 1) as percent_of_contacts,
    round(
        100.0 * sum(contacts)
            over (
                partition by model_id order by score_from desc rows between unbounded preceding and current row
            )
        / sum(contacts) over (partition by model_id),
        1
    ) as percent_from_here
from score_bands
order by model_id, score_from desc
