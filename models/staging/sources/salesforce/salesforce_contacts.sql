-- One row per contact and per lead in Salesforce, with the further columns of both.
-- A lead that became a contact is still here: its activities are its own, and merged.

{{ config(enabled=source_is_on('salesforce')) }}

{{ aligned_rows(
    {'people': ref('lead_scoring', 'salesforce_people'), 'leads': ref('lead_scoring', 'salesforce_leads')},
    input_columns()['contacts'],
    has_further_columns=true
) }}
