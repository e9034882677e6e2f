-- One row per contact record of the sources that are switched on: the input `contacts`.
-- The record that stands for a person takes from the person's records in later sources what it does not say itself; a company that
-- several sources know is named by the record that stands for it.

{{ config(enabled=sources_on() | length > 0) }}

with source_contact_rows as (

    select * from {{ ref('source_contact_rows') }}

),

source_persons as (

    select * from {{ ref('source_persons') }}

),

source_company_links as (

    select * from {{ ref('source_company_links') }}

),

linked as (

    select
        source_contact_rows.*,
        coalesce(source_company_links.survivor_id, source_contact_rows.company_id) as linked_company_id
    from source_contact_rows
    left join source_company_links on source_contact_rows.company_id = source_company_links.company_id

),

others as (

    select
        source_persons.person_id,
        linked.*
    from source_persons
    inner join linked on source_persons.contact_id = linked.contact_id
    where source_persons.place_in_source = 1
        and source_persons.contact_id <> source_persons.person_id
        and not linked.is_deleted

)

{# The first source fills nothing: its record is the one that is filled. -#}
{% set fillers = [] -%}
{% for name in sources_of('contacts')[1:] %}{% do fillers.append('other_' ~ loop.index) %}{% endfor -%}

select
    {{ filled_columns(
        ref('source_contact_rows'), 'linked', fillers, ['contact_id', 'company_id', 'is_deleted', 'source_place']
    ) }}
    {{ first_value_of(['linked'] + fillers, 'linked_company_id') }} as company_id,
    linked.is_deleted,
    linked.contact_id
from linked
{% for filler in fillers %}
left join others as {{ filler }}
    on linked.contact_id = {{ filler }}.person_id
    and {{ filler }}.source_place = {{ loop.index + 1 }}
{% endfor %}
