-- One row per contact record of a source that is switched on, with the further columns of all of them.
-- source_place is the place of the source in the var: where two say the same of a person, the lower one counts.

{{ config(enabled=sources_on() | length > 0) }}

{{ united_rows('contacts') }}
