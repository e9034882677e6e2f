{#- The words of a title in lower case, each between single blanks, for whole-word search. -#}
{% macro title_words(text) -%}
    {%- set marks = '.,;:/&()_|!?[]{}<>@#+-' -%}
    {{ lead_scoring.regexp_replace_all(
        "(' ' || replace(translate(" ~ text ~ ", '" ~ marks ~ "', '" ~ ' ' * (marks | length) ~ "'), "
        ~ lead_scoring.text_literal("'") ~ ", ' ') || ' ')", ' +', ' '
    ) }}
{%- endmacro %}

{#- The lower end of a band such as `51-200`, `1.000+`, `1k-5k` or `€10M to €50M` as a plain number; 0 for `<50` and `up to 50`, null when
    no number is in it. A plain decimal is itself, unless `groups_digits` and three digits follow the separator: 1.000 people. -#}
{% macro band_start(text, groups_digits) -%}
    {%- set band = lead_scoring.regexp_replace_all(lead_scoring.lower_text(lead_scoring.clean_text(text)), '[ \t]+', '') -%}
    {%- set number = lead_scoring.regexp_replace_all(
        band, '^[^0-9]*([0-9][0-9.,]*).*$', lead_scoring.group_reference(1)
    ) -%}
    {%- set unit = lead_scoring.regexp_replace_all(band, '^[^0-9]*[0-9][0-9.,]*([a-z]*).*$', lead_scoring.group_reference(1)) -%}
    {%- set last_unit = lead_scoring.regexp_replace_all(
        band, '^[^0-9]*[0-9][0-9.,]*(-|–|to|bis|à|a|tot)[^0-9]*[0-9][0-9.,]*([a-z]*).*$', lead_scoring.group_reference(2)
    ) -%}
    {%- set units = {
        'k': 1000, 'thousand': 1000, 'tsd': 1000, 'm': 1000000, 'mio': 1000000, 'mn': 1000000, 'million': 1000000,
        'millionen': 1000000, 'millions': 1000000, 'b': 1000000000, 'bn': 1000000000, 'mrd': 1000000000, 'billion': 1000000000
    } -%}
    {%- set grouped = [number] -%}
    {%- for group in range(4) -%}
        {%- do grouped.append(lead_scoring.regexp_replace_all(
            grouped[-1], '[.,]([0-9][0-9][0-9])([.,]|$)', lead_scoring.group_reference(1) ~ lead_scoring.group_reference(2)
        )) -%}
    {%- endfor -%}
    {%- set plain = "replace(" ~ grouped[-1] ~ ", ',', '.')" -%}
    {%- set digits = lead_scoring.regexp_replace_all(plain, '[.]$', '') -%}
    case
        {%- if not groups_digits %}
        when {{ lead_scoring.is_number_text(band) }} then {{ lead_scoring.canonical_number(band) }}
        {%- endif %}
        when {{ lead_scoring.regexp_search(band, "'^(<|≤|under|below|lessthan|upto|bis|unter|weniger|moins|menos|hasta|minder|tot)'") }} then '0'
        when {{ lead_scoring.regexp_search(digits, "'^[0-9]{1,12}([.][0-9]{1,4})?$'") }} then {{ lead_scoring.plain_number(
            'cast(' ~ lead_scoring.parse_decimal(digits, 16, 4) ~ ' as numeric(16, 4)) * cast(coalesce('
            ~ lead_scoring.unit_factor(unit, units) ~ ', ' ~ lead_scoring.unit_factor(last_unit, units) ~ ', 1) as numeric(10, 0))'
        ) }}
    end
{%- endmacro %}

{% macro unit_factor(unit, units) -%}
    case {{ unit }}{% for name, factor in units.items() %} when '{{ name }}' then {{ factor }}{% endfor %} end
{%- endmacro %}
