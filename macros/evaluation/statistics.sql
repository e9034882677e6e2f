{#- The statistics of the report. Shares are exact; what needs a root or a logarithm is rounded to 6 decimals, because engines differ in the
    last digits of a double. -#}

{#- An end of the Wilson interval, in which the true share lies with 95 % confidence. -#}
{% macro wilson(conversions, examples, sign) -%}
    {%- set double = lead_scoring.type_double() -%}
    {%- set z2 = '3.8414588206941254' -%}
    {%- set n = 'cast(' ~ examples ~ ' as ' ~ double ~ ')' -%}
    {%- set p = '(cast(' ~ conversions ~ ' as ' ~ double ~ ') / ' ~ n ~ ')' -%}
    case when {{ examples }} > 0 then
        cast(least(1, greatest(0, {{ lead_scoring.to_millionths(
            '(' ~ p ~ ' + cast(' ~ z2 ~ ' as ' ~ double ~ ') / 2 / ' ~ n ~ ' ' ~ sign ~ ' sqrt(cast(' ~ z2 ~ ' as ' ~ double ~ ') * (' ~ p
            ~ ' * (1 - ' ~ p ~ ') / ' ~ n ~ ' + cast(' ~ z2 ~ ' as ' ~ double ~ ') / 4 / ' ~ n ~ ' / ' ~ n ~ '))) / (1 + cast('
            ~ z2 ~ ' as ' ~ double ~ ') / ' ~ n ~ ')'
        ) }})) as numeric(28, 6))
    end
{%- endmacro %}

{#- The natural logarithm of a quotient of two counts, each counted as half of one more so that none is nothing. -#}
{% macro log_ratio(numerator, denominator) -%}
    {%- set double = lead_scoring.type_double() -%}
    ln((cast({{ numerator }} as {{ double }}) + 0.5) / (cast({{ denominator }} as {{ double }}) + 0.5))
{%- endmacro %}

{#- The weight of evidence of a group: how much likelier it is among conversions than among others, as a logarithm. As many average
    contact-days are added to the group as hold half a conversion (or half of another one, if those are rarer): none is nothing, a small
    group says little, and what a group says has the sign of its share of conversions against its share of others. -#}
{% macro weight_of_evidence(conversions, others, all_conversions, all_others) -%}
    {%- set double = lead_scoring.type_double() -%}
    {%- set odds = 'cast(' ~ all_conversions ~ ' as ' ~ double ~ ') / ' ~ all_others -%}
    {%- set odds_against = 'cast(' ~ all_others ~ ' as ' ~ double ~ ') / ' ~ all_conversions -%}
    (
        ln(
            (cast({{ conversions }} as {{ double }}) + greatest(1, {{ odds }}) / 2)
            / (cast({{ others }} as {{ double }}) + greatest(1, {{ odds_against }}) / 2)
        ) - ln({{ odds }})
    )
{%- endmacro %}

{#- What a group adds to the information value of its field. -#}
{% macro information(conversions, others, all_conversions, all_others) -%}
    {%- set double = lead_scoring.type_double() -%}
    ((cast({{ conversions }} as {{ double }}) / {{ all_conversions }} - cast({{ others }} as {{ double }}) / {{ all_others }})
    * {{ lead_scoring.weight_of_evidence(conversions, others, all_conversions, all_others) }})
{%- endmacro %}

{#- A double as an exact decimal of 6 places. -#}
{% macro six_decimals(expression) -%}
    cast({{ lead_scoring.to_millionths(expression) }} as numeric(28, 6))
{%- endmacro %}
