{#- Invariant: a policy seed has the columns of the reference. A file saved with semicolons arrives as one wide column: said here
    by name, before a model fails over a missing column. -#}
{% test columns_as_in_the_reference(model) %}

{%- set expected = lead_scoring.policy_columns()[model.identifier] -%}
{%- if execute -%}
    {%- set found = adapter.get_columns_in_relation(model) | map(attribute='name') | map('lower') | list -%}
    {%- for column in expected if column not in found -%}
        {%- if found | length == 1 -%}
            {{ exceptions.raise_compiler_error(
                "seeds/policy/" ~ model.identifier ~ ".csv has one column only, `" ~ found[0][:60]
                ~ "…`: a spreadsheet saved it with semicolons or tabs. Save it as CSV with commas."
            ) }}
        {%- endif -%}
        {{ exceptions.raise_compiler_error(
            "seeds/policy/" ~ model.identifier ~ ".csv has no column `" ~ column ~ "`. Its columns must be: " ~ expected | join(', ') ~ "."
        ) }}
    {%- endfor -%}
    {%- for column in found if column not in expected -%}
        {{ exceptions.raise_compiler_error(
            "seeds/policy/" ~ model.identifier ~ ".csv has an unknown column `" ~ column ~ "`: misspelt? Its columns are: "
            ~ expected | join(', ') ~ "."
        ) }}
    {%- endfor -%}
{%- endif -%}
select 1 as problem
from (select 1 as one) as nothing
where 1 = 0

{% endtest %}
