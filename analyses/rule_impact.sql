-- What does each rule do today? Contacts it fired for, points it gave in all, and its share of all points up or down.
-- A rule that fires for nearly everyone separates nobody; one that fires for nobody may be misspelt.

{{ config(group='lead_scoring') }}

with rule_entries as (

    select * from {{ ref('lead_scoring', 'score_ledger') }} where entry_type = 'rule'

),

scored_contacts as (

    select
        model_id,
        count(*) as contacts
    from {{ ref('lead_scoring', 'contact_scores') }}
    group by model_id

)

select
    rule_entries.model_id,
    rule_entries.rule_id,
    min(rule_entries.label) as label,
    count(*) as fired_for,
    round(100.0 * count(*) / min(scored_contacts.contacts), 1) as percent_of_contacts,
    sum(rule_entries.points) as points,
    max(rule_entries.last_on) as last_on
from rule_entries
inner join scored_contacts on rule_entries.model_id = scored_contacts.model_id
group by rule_entries.model_id, rule_entries.rule_id
order by rule_entries.model_id, fired_for desc, rule_entries.rule_id
