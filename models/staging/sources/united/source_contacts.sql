-- One row per contact record of the sources that are switched on: the input `contacts`.
-- The record that stands for a person takes from the person's records in later sources what it does not say itself; a company that
-- several sources know is named by the record that stands for it.

{{ config(enabled=sources_on() | length > 0) }}

with source_contact_rows as (

    select * from {{ ref('lead_scoring', 'source_contact_rows') }}

),

source_persons as (

    select * from {{ ref('lead_scoring', 'source_persons') }}

),

source_company_links as (

    select * from {{ ref('lead_scoring', 'source_company_links') }}

),

linked as (

    select
        source_contact_rows.*,
        coalesce(source_company_links.survivor_id, source_contact_rows.company_id) as linked_company_id
    from source_contact_rows
    left join source_company_links on source_contact_rows.company_id = source_company_links.company_id

),

fillers as (

    select contact_id, person_id, source_place
    from source_persons
    where place_in_source = 1
        and contact_id <> person_id

)

{# The first source fills nothing: its record is the one that is filled. -#}
{% set others = [] -%}
{% for name in sources_of('contacts')[1:] %}{% do others.append('other_' ~ loop.index) %}{% endfor -%}

select
    {{ filled_columns(
        ref('lead_scoring', 'source_contact_rows'), 'linked', others, ['contact_id', 'company_id', 'is_deleted', 'source_place']
    ) }}
    {{ first_value_of(['linked'] + others, 'linked_company_id') }} as company_id,
    linked.is_deleted,
    linked.contact_id
from linked
{% for other in others %}
left join fillers as {{ other }}_key
    on linked.contact_id = {{ other }}_key.person_id
    and {{ other }}_key.source_place = {{ loop.index + 1 }}
left join linked as {{ other }}
    on {{ other }}_key.contact_id = {{ other }}.contact_id
    and not {{ other }}.is_deleted
{% endfor %}
