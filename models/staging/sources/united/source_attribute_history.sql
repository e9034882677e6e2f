-- One row per change of a field of a contact or company of a source that is switched on: the input `attribute_history`.
-- Their contacts are those of the source; who is who across sources stands in source_contact_merges.

{{ config(enabled=sources_on() | length > 0) }}

{{ united_rows('attribute_history') }}
