-- One row per company of the sources that are switched on: the input `companies`.
-- One that several sources know stands once, and takes from the later ones what the first does not say.

{{ config(enabled=sources_on() | length > 0) }}

with source_company_rows as (

    select * from {{ ref('lead_scoring', 'source_company_rows') }}

),

source_company_links as (

    select * from {{ ref('lead_scoring', 'source_company_links') }}

),

fillers as (

    select company_id, survivor_id, source_place
    from source_company_links
    where company_id <> survivor_id

)

{# The first source fills nothing: its record is the one that is filled. -#}
{% set others = [] -%}
{% for name in sources_of('companies')[1:] %}{% do others.append('other_' ~ loop.index) %}{% endfor -%}

select
    {{ filled_columns(
        ref('lead_scoring', 'source_company_rows'),
        'source_company_rows',
        others,
        ['company_id', 'source_place']
    ) }}
    source_company_rows.company_id
from source_company_rows
left join source_company_links on source_company_rows.company_id = source_company_links.company_id
{% for other in others %}
left join fillers as {{ other }}_key
    on source_company_rows.company_id = {{ other }}_key.survivor_id
    and {{ other }}_key.source_place = {{ loop.index + 1 }}
left join source_company_rows as {{ other }} on {{ other }}_key.company_id = {{ other }}.company_id
{% endfor %}
{# A record without an id stays: it is rejected later, with the reason. -#}
where source_company_links.survivor_id is null
    or source_company_links.survivor_id = source_company_rows.company_id
