{#- The words of a title in lower case, each between single blanks, for whole-word search. -#}
{% macro title_words(text) -%}
    {%- set marks = '.,;:/&()_|!?[]{}<>@#+-' -%}
    {{ lead_scoring.regexp_replace_all(
        "(' ' || replace(translate(" ~ text ~ ", '" ~ marks ~ "', '" ~ ' ' * (marks | length) ~ "'), "
        ~ lead_scoring.text_literal("'") ~ ", ' ') || ' ')", ' +', ' '
    ) }}
{%- endmacro %}
