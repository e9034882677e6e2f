-- One row per outcome of a source that is switched on: the input `outcomes`.
-- Their contacts are those of the source; who is who across sources stands in source_contact_merges.

{{ config(enabled=sources_on() | length > 0) }}

{{ united_rows('outcomes') }}
