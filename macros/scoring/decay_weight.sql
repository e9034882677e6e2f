{#- What is left of an award after `age` days, in whole billionths (1000000000 = all of it).
    Age moves in whole steps; exponents stop at 40. The small addend hides the last digit in which engines differ. -#}
{% macro decay_weight(shape, days, rate, step_days, age) -%}
    {%- set steps = 'floor(cast(' ~ age ~ ' as ' ~ lead_scoring.type_double() ~ ') / ' ~ step_days ~ ')' -%}
    {%- set stepped_age = '(' ~ step_days ~ ' * ' ~ steps ~ ')' -%}
    cast(
        floor(
            1000000000 * (
                case {{ shape }}
                    when 'linear' then greatest(0.0, 1.0 - {{ stepped_age }} / cast({{ days }} as {{ lead_scoring.type_double() }}))
                    when 'half_life'
                        then power(
                            cast(2 as {{ lead_scoring.type_double() }}),
                            -least({{ stepped_age }} / cast({{ days }} as {{ lead_scoring.type_double() }}), 40)
                        )
                    when 'geometric'
                        then power(1.0 - cast({{ rate }} as {{ lead_scoring.type_double() }}), least({{ steps }}, 40))
                    else cast(1 as {{ lead_scoring.type_double() }})
                end
            ) + 0.500001
        ) as bigint
    )
{%- endmacro %}

{#- ratio^(rank - 1) in whole billionths: how much the contact of that rank counts in a diminishing roll-up. -#}
{% macro rank_weight(ratio, rank) -%}
    cast(
        floor(
            1000000000 * power(cast({{ ratio }} as {{ lead_scoring.type_double() }}), least({{ rank }} - 1, 40)) + 0.500001
        ) as bigint
    )
{%- endmacro %}
