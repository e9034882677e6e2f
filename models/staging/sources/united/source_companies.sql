-- One row per company of the sources that are switched on: the input `companies`.
-- One that several sources know stands once, and takes from the later ones what the first does not say.

{{ config(enabled=sources_on() | length > 0) }}

with source_company_rows as (

    select * from {{ ref('source_company_rows') }}

),

source_company_links as (

    select * from {{ ref('source_company_links') }}

),

others as (

    select
        source_company_links.survivor_id,
        source_company_rows.*
    from source_company_links
    inner join source_company_rows on source_company_links.company_id = source_company_rows.company_id

)

{# The first source fills nothing: its record is the one that is filled. -#}
{% set fillers = [] -%}
{% for name in sources_of('companies')[1:] %}{% do fillers.append('other_' ~ loop.index) %}{% endfor -%}

select
    {{ filled_columns(ref('source_company_rows'), 'source_company_rows', fillers, ['company_id', 'source_place']) }}
    source_company_rows.company_id
from source_company_rows
left join source_company_links on source_company_rows.company_id = source_company_links.company_id
{% for filler in fillers %}
left join others as {{ filler }}
    on source_company_rows.company_id = {{ filler }}.survivor_id
    and {{ filler }}.source_place = {{ loop.index + 1 }}
{% endfor %}
where coalesce(source_company_links.survivor_id, source_company_rows.company_id) = source_company_rows.company_id
