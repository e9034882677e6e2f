{#- How points are learned. They are no vars: docs/learned_points.md says why each is what it is, and few models need another. -#}
{% macro learning(name) -%}
    {{ return({
        'fine_bins': 25,
        'broad_bins': 5,
        'min_value_examples': 20,
        'max_values': 100,
        'pair_values': 5,
        'pairs': 20,
        'pair_penalty_factor': 4,
        'penalties': [5, 20, 80],
        'worth_of_pairs': 0.002,
        'fit_sample': 100000,
        'check_sample': 50000,
        'pair_sample': 30000,
        'min_conversions': 50,
        'min_checked_conversions': 10,
        'points_to_double': 20,
        'activity_types': 20,
        'activity_window_days': 90,
        'high_psi': 0.25,
        'moved_psi': 2,
        'much_worse': 0.1,
    }[name]) }}
{%- endmacro %}

{#- Points per unit of log-odds. -#}
{% macro points_per_log_odds() -%}
    (cast({{ lead_scoring.learning('points_to_double') }} as {{ lead_scoring.type_double() }}) / ln(cast(2 as {{ lead_scoring.type_double() }})))
{%- endmacro %}

{#- Points are learned only in a build that asks for it. dbt asks while it reads the models, which cannot do with anything but a mapping. -#}
{% macro learns() -%}
    {%- if var('lead_scoring_learn') is not mapping -%}
        {{ exceptions.raise_compiler_error(
            "The var `lead_scoring_learn` must be a mapping, for example {model_id: learned, outcomes: [won], horizon_days: 60, "
            ~ "every_days: 30, first_day: 2025-01-01, last_day: 2025-12-31}; leave it out to learn nothing. See docs/learned_points.md."
        ) }}
    {%- endif -%}
    {{ return(var('lead_scoring_learn') != {}) }}
{%- endmacro %}

{#- Points are learned from examples that the project makes of its own contacts and outcomes; not from given ones. -#}
{% macro learns_from_contacts() -%}
    {{ return(lead_scoring.learns() and not var('lead_scoring_learn').get('examples')) }}
{%- endmacro %}

{#- The table of examples or of their features: a relation named in `lead_scoring_learn`, else a model of ours. -#}
{% macro training_relation(name) -%}
    {%- if lead_scoring.learns_from_contacts() -%}
        {{ return(ref('lead_scoring', 'observed_' ~ name)) }}
    {%- elif not lead_scoring.learns() -%}
        {#- Models that are off are parsed all the same. -#}
        {{ return('nothing') }}
    {%- endif -%}
    {{ return(lead_scoring.named_relation(var('lead_scoring_learn')[name])) }}
{%- endmacro %}

{#- A setting of `lead_scoring_learn` as SQL: a checked number or day, or a text as a literal. -#}
{% macro learning_setting(name) -%}
    {%- set value = var('lead_scoring_learn').get(name) -%}
    {#- Models that are off are parsed all the same. -#}
    {%- if not value -%}
        {{ return('null') }}
    {%- elif name in ('horizon_days', 'every_days') -%}
        {{ return(value | int) }}
    {%- elif name in ('first_day', 'last_day') -%}
        {{ return(lead_scoring.date_literal(value | string, 'lead_scoring_learn.' ~ name)) }}
    {%- elif name == 'outcomes' -%}
        {{ lead_scoring.check_outcomes(value, 'lead_scoring_learn') }}
        {{ return(lead_scoring.text_literals([value] if value is string else value)) }}
    {%- endif -%}
    {{ return(lead_scoring.text_literal(value)) }}
{%- endmacro %}

{#- Before a build: stops with a message when `lead_scoring_learn` cannot be understood. -#}
{% macro check_learning() -%}
    {%- set settings = var('lead_scoring_learn') -%}
    {%- set own = ['model_id', 'outcomes', 'horizon_days', 'every_days', 'first_day', 'last_day'] -%}
    {%- if settings -%}
        {%- set needed = ['examples', 'features'] if settings.get('examples') else own -%}
        {%- for name in settings if name not in needed -%}
            {{ exceptions.raise_compiler_error(
                "The var `lead_scoring_learn` has a setting `" ~ name ~ "` that nothing reads. It takes: " ~ needed | join(', ') ~ "."
            ) }}
        {%- endfor -%}
        {%- for name in needed if not settings.get(name) -%}
            {{ exceptions.raise_compiler_error("The var `lead_scoring_learn` lacks `" ~ name ~ "`. See docs/learned_points.md.") }}
        {%- endfor -%}
        {%- if 'outcomes' in needed -%}
            {{ lead_scoring.check_outcomes(settings['outcomes'], 'lead_scoring_learn') }}
        {%- endif -%}
        {%- if 'first_day' in needed and settings['first_day'] | string > settings['last_day'] | string -%}
            {{ exceptions.raise_compiler_error("`first_day` of the var `lead_scoring_learn` lies after its `last_day`.") }}
        {%- endif -%}
        {%- for name in ['horizon_days', 'every_days']
            if name in needed and not modules.re.fullmatch('[1-9][0-9]{0,3}', settings[name] | string) -%}
            {{ exceptions.raise_compiler_error(
                "`" ~ name ~ "` of the var `lead_scoring_learn` must be a whole number of days from 1 on, not `" ~ settings[name] ~ "`."
            ) }}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}

{#- After a build: what a person should know of what was learned. -#}
{% macro print_learning(results) -%}
    {%- set warnings = lead_scoring.built_relation(results, 'learning_warnings') if execute and lead_scoring.learns() else none -%}
    {%- set evaluation = lead_scoring.built_relation(results, 'learned_evaluation') if execute and lead_scoring.learns() else none -%}
    {%- if warnings and evaluation -%}
        {%- do log("", info=true) -%}
        {%- for row in run_query(
            "select model_id, auc, calibration_error, examples from " ~ evaluation ~ " where part = 'test' order by model_id"
        ).rows -%}
            {%- do log(
                "Learned " ~ row[0] ~ ": AUC " ~ "%.3f" | format(row[1])
                ~ (", calibration error " ~ "%.3f" | format(row[2]) if row[2] is not none else ", no score that says anything")
                ~ " on its " ~ row[3] ~ " test examples", info=true
            ) -%}
        {%- endfor -%}
        {%- for row in run_query("select model_id, message from " ~ warnings ~ " order by model_id, warning, message").rows -%}
            {%- do log("  " ~ row[0] ~ ": " ~ row[1], info=true) -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}

{#- A double as a whole number, half up; engines round doubles differently. -#}
{% macro nearest_whole(expression) -%}
    cast(floor({{ expression }} + 0.5) as bigint)
{%- endmacro %}

{#- A double with 6 decimals: sums of doubles differ in their last digits from run to run, and what is computed from them must not. -#}
{% macro to_millionths(expression) -%}
    (floor(({{ expression }}) * 1000000 + 0.5) / 1000000)
{%- endmacro %}

{#- The probability of log-odds. Beyond 30 it is 0 or 1 for all purposes, and some engines refuse what exp() makes of it. -#}
{% macro probability(log_odds) -%}
    (1 / (1 + exp(-greatest(-30, least(30, {{ log_odds }})))))
{%- endmacro %}
