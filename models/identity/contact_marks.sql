-- One row per contact and hygiene rule that it meets: by its e-mail address, or by another column that a pattern names.
-- field is the field that says so (null: is_free_mail, which comes with the domain).
-- is_excluded marks contacts that are not scored for it; merged contacts count as their survivor, and are never excluded themselves.

with stg_contacts as (

    select * from {{ ref('lead_scoring', 'stg_contacts') }}

),

hygiene_rules as (

    select * from {{ ref('lead_scoring', 'policy_hygiene_rules') }}

),

hygiene_patterns as (

    select * from {{ ref('lead_scoring', 'policy_hygiene_patterns') }} where field like 'contact.%'

),

pattern_fields as (

    select distinct hygiene_patterns.field, input_fields.input_column
    from hygiene_patterns
    left join {{ ref('lead_scoring', 'input_fields') }} as input_fields on hygiene_patterns.field = input_fields.field

),

contact_texts as (

    select
        stg_contacts.contact_id,
        pattern_fields.field,
        case pattern_fields.field
            when 'contact.email_domain' then stg_contacts.email_domain
            when 'contact.email_name' then stg_contacts.email_name
            else {{ lower_text(clean_text(json_value('stg_contacts.raw_content', 'pattern_fields.input_column'))) }}
        end as value_text
    from stg_contacts
    cross join pattern_fields

),

{# Each distinct text is looked at once. -#}
known_texts as (

    select distinct field, value_text from contact_texts where value_text is not null

),

met as (

    select distinct known_texts.field, known_texts.value_text, hygiene_patterns.rule_id
    from known_texts
    inner join hygiene_patterns
        on known_texts.field = hygiene_patterns.field
        and {{ meets_hygiene_pattern('known_texts.value_text', 'hygiene_patterns') }}

),

marks as (

    select contact_texts.contact_id, met.rule_id
    from contact_texts
    inner join met
        on contact_texts.field = met.field
        and contact_texts.value_text = met.value_text

    union distinct

    select stg_contacts.contact_id, 'free_mail' as rule_id
    from stg_contacts
    inner join {{ ref('lead_scoring', 'email_domains') }} as email_domains
        on stg_contacts.email_domain = email_domains.domain
    where email_domains.is_free_mail

)

select
    marks.contact_id,
    marks.rule_id,
    case marks.rule_id
        {%- for rule_id, mark in hygiene_marks().items() %}
        when '{{ rule_id }}' then 'contact.{{ mark }}'
        {%- endfor %}
    end as field,
    hygiene_rules.effect = 'exclude' and merged_contacts.contact_id is null as is_excluded
from marks
inner join hygiene_rules on marks.rule_id = hygiene_rules.rule_id
left join {{ ref('lead_scoring', 'merged_contacts') }} as merged_contacts
    on marks.contact_id = merged_contacts.contact_id
