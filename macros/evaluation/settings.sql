{#- The settings of the var `lead_scoring_evaluate` (docs/evidence.md). -#}

{#- Scores are evaluated only in a build that asks for it. dbt asks while it reads the models, which cannot do with anything but a mapping. -#}
{% macro evaluates() -%}
    {%- if var('lead_scoring_evaluate') is not mapping -%}
        {{ exceptions.raise_compiler_error(lead_scoring.evaluation_is_a_mapping()) }}
    {%- endif -%}
    {{ return(var('lead_scoring_evaluate') != {}) }}
{%- endmacro %}

{% macro evaluation_is_a_mapping() -%}
    {{ return(
        "The var `lead_scoring_evaluate` must be a mapping, and its `models`, too, for example {outcomes: [won], horizon_days: 60, "
        ~ "leads_per_day: 5, models: {b2b_default: {leads_per_day: 3}}}; leave it out to evaluate nothing. See docs/evidence.md."
    ) }}
{%- endmacro %}

{#- What holds where a setting is not given. -#}
{% macro evaluation_default(name) -%}
    {{ return({
        'min_conversions': 20,
        'segments': ['contact.lead_source'],
        'min_value_examples': 20,
        'max_text_values': 50,
        'number_bins': 5,
        'most_values_of_a_code': 10,
        'conversions_to_judge': 5,
        'useless_information': 0.02,
        'too_good_information': 0.5,
        'high_psi': 0.25,
        'psi_by_chance_factor': 3,
        'min_month_examples': 50,
        'volume_factor': 3,
    }[name]) }}
{%- endmacro %}

{#- A setting of one model: its own, else that of all; windows follow each other without a gap unless `every_days` says otherwise. -#}
{% macro evaluation_value(name, own) -%}
    {%- set settings = var('lead_scoring_evaluate') -%}
    {%- if name in own -%}
        {{ return(own[name]) }}
    {%- elif name in settings -%}
        {{ return(settings[name]) }}
    {%- elif name == 'every_days' -%}
        {{ return(lead_scoring.evaluation_value('horizon_days', own)) }}
    {%- elif name == 'min_conversions' -%}
        {{ return(lead_scoring.evaluation_default(name)) }}
    {%- endif -%}
    {{ return('null') }}
{%- endmacro %}

{#- A number of the settings as SQL, by model. -#}
{% macro evaluation_number(name, model_id) -%}
    {%- set models = var('lead_scoring_evaluate').get('models', {}) -%}
    {%- if models -%}
        case {{ model_id }}
        {%- for model, own in models.items() %} when {{ lead_scoring.text_literal(model) }} then {{ lead_scoring.evaluation_value(name, own) }}
        {%- endfor %} else {{ lead_scoring.evaluation_value(name, {}) }} end
    {%- else -%}
        {{ lead_scoring.evaluation_value(name, {}) }}
    {%- endif -%}
{%- endmacro %}

{#- Whether an outcome is one that the scores of a model are to foretell, as SQL. -#}
{% macro is_wanted_outcome(outcome_type, model_id) -%}
    {%- set own_outcomes = {} -%}
    {%- for model, own in var('lead_scoring_evaluate').get('models', {}).items() if 'outcomes' in own -%}
        {%- do own_outcomes.update({model: own}) -%}
    {%- endfor -%}
    (
        {{ outcome_type }} in ({{ lead_scoring.wanted_outcomes({}) }})
        and {{ model_id }} not in ({{ lead_scoring.text_literals(own_outcomes) }})
        {%- for model, own in own_outcomes.items() %}
        or {{ model_id }} = {{ lead_scoring.text_literal(model) }}
        and {{ outcome_type }} in ({{ lead_scoring.wanted_outcomes(own) }})
        {%- endfor %}
    )
{%- endmacro %}

{#- The outcomes that the scores of a model are to foretell as one text, as SQL: models that foretell other things are not compared. -#}
{% macro wanted_outcomes_text(model_id) -%}
    {%- set of_all = lead_scoring.evaluation_value('outcomes', {}) -%}
    {%- set of_all = [of_all] if of_all is string else of_all -%}
    case {{ model_id }} when '' then ''
    {%- for model, own in var('lead_scoring_evaluate').get('models', {}).items() if 'outcomes' in own %}
        when {{ lead_scoring.text_literal(model) }} then {{ lead_scoring.text_literal(
            ([own['outcomes']] if own['outcomes'] is string else own['outcomes']) | unique | sort | join(', ')
        ) }}
    {%- endfor %}
        else {{ lead_scoring.text_literal(of_all | unique | sort | join(', ')) }}
    end
{%- endmacro %}

{% macro wanted_outcomes(own) -%}
    {%- set outcomes = lead_scoring.evaluation_value('outcomes', own) -%}
    {%- if lead_scoring.evaluates() -%}
        {{ lead_scoring.check_outcomes(outcomes, 'lead_scoring_evaluate') }}
    {%- endif -%}
    {{ return(lead_scoring.text_literals([outcomes] if outcomes is string else outcomes)) }}
{%- endmacro %}

{#- The first or last snapshot day as a literal; null where none is given. -#}
{% macro evaluation_day(name) -%}
    {%- set day = var('lead_scoring_evaluate').get(name) -%}
    {{ return(lead_scoring.date_literal(day | string, 'lead_scoring_evaluate.' ~ name) if day else 'cast(null as date)') }}
{%- endmacro %}

{#- The fields by whose values the report is split. -#}
{% macro evaluation_segments() -%}
    {%- set fields = var('lead_scoring_evaluate').get('segments') or lead_scoring.evaluation_default('segments') -%}
    {%- if fields is not string and (fields is mapping or fields is not iterable) -%}
        {{ exceptions.raise_compiler_error(
            "`segments` of the var `lead_scoring_evaluate` must be a list of fields such as [contact.country], not `" ~ fields ~ "`."
        ) }}
    {%- endif -%}
    {{ return(lead_scoring.text_literals([fields] if fields is string else fields)) }}
{%- endmacro %}

{#- Before a build: stops with a message when `lead_scoring_evaluate` cannot be understood. -#}
{% macro check_evaluation() -%}
    {%- set settings = var('lead_scoring_evaluate') -%}
    {%- set by_model = ['outcomes', 'horizon_days', 'every_days', 'leads_per_day', 'min_conversions', 'holdout_percent'] -%}
    {%- set known = by_model + ['first_day', 'last_day', 'holdout_from', 'segments', 'probabilities', 'models'] -%}
    {%- if settings.get('models', {}) is not mapping -%}
        {{ exceptions.raise_compiler_error(lead_scoring.evaluation_is_a_mapping()) }}
    {%- endif -%}
    {%- if settings -%}
        {%- for name in ['outcomes', 'horizon_days'] if not settings.get(name) -%}
            {{ exceptions.raise_compiler_error("The var `lead_scoring_evaluate` lacks `" ~ name ~ "`. See docs/evidence.md.") }}
        {%- endfor -%}
        {{ lead_scoring.check_evaluation_part(settings, known, 'lead_scoring_evaluate') }}
        {%- if settings.get('first_day') and settings.get('last_day') and settings['first_day'] | string > settings['last_day'] | string -%}
            {{ exceptions.raise_compiler_error("`first_day` of the var `lead_scoring_evaluate` lies after its `last_day`.") }}
        {%- endif -%}
        {%- for model, own in settings.get('models', {}).items() -%}
            {{ lead_scoring.check_evaluation_part(own, by_model, 'lead_scoring_evaluate.models.' ~ model) }}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}

{% macro check_evaluation_part(settings, known, where) -%}
    {%- if settings is not mapping -%}
        {{ exceptions.raise_compiler_error("`" ~ where ~ "` must be a mapping, for example {leads_per_day: 3}.") }}
    {%- endif -%}
    {%- for name in settings if name not in known -%}
        {{ exceptions.raise_compiler_error(
            "The var `" ~ where ~ "` has a setting `" ~ name ~ "` that nothing reads. It takes: " ~ known | join(', ') ~ "."
        ) }}
    {%- endfor -%}
    {%- if 'outcomes' in settings -%}
        {{- lead_scoring.check_outcomes(settings['outcomes'], where) }}
    {%- endif -%}
    {%- for name in ['horizon_days', 'every_days', 'min_conversions']
        if name in settings and not modules.re.fullmatch('[1-9][0-9]{0,3}', settings[name] | string) -%}
        {{ exceptions.raise_compiler_error(
            "`" ~ name ~ "` of the var `" ~ where ~ "` must be a whole number from 1 on, not `" ~ settings[name] ~ "`."
        ) }}
    {%- endfor -%}
    {%- if 'holdout_percent' in settings
        and not modules.re.fullmatch('[1-9][0-9]?', settings['holdout_percent'] | string) -%}
        {{ exceptions.raise_compiler_error(
            "`holdout_percent` of the var `" ~ where ~ "` must be a whole number from 1 to 99, not `" ~ settings['holdout_percent'] ~ "`."
        ) }}
    {%- endif -%}
    {%- if 'leads_per_day' in settings
        and not modules.re.fullmatch('[0-9]{1,6}([.][0-9]{1,3})?', settings['leads_per_day'] | string) -%}
        {{ exceptions.raise_compiler_error(
            "`leads_per_day` of the var `" ~ where ~ "` must be a number such as 5 or 2.5, not `" ~ settings['leads_per_day'] ~ "`."
        ) }}
    {%- endif -%}
{%- endmacro %}

{#- Models and fields of the settings that there are not: misspelt, they would change nothing, and nobody would know. -#}
{% macro evaluation_of_nothing(summary) -%}
    {%- set settings = var('lead_scoring_evaluate') -%}
    {%- set lines = [] -%}
    {%- set found = run_query("select model_id, examples from " ~ summary).rows -%}
    {%- set models = found | map(attribute=0) | list -%}
    {%- for model in settings.get('models', {}) if model not in models -%}
        {%- do lines.append(
            "`models` names `" ~ model ~ "`, which is no scored model with a history. There are: " ~ models | sort | join(', ') ~ "."
        ) -%}
    {%- endfor -%}
    {%- set fields = settings.get('segments') or [] -%}
    {%- set segments = lead_scoring.standing_relation('evaluation_segments') -%}
    {%- if fields and segments and found | map(attribute=1) | sum > 0 -%}
        {%- set split = run_query("select distinct field from " ~ segments).rows | map(attribute=0) | list -%}
        {%- for field in ([fields] if fields is string else fields) if field not in split -%}
            {%- do lines.append("`segments` names `" ~ field ~ "`, which is no field of contacts or companies.") -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(lines) }}
{%- endmacro %}

{#- After a build: what the report says in a few lines. -#}
{% macro print_evaluation(results) -%}
    {%- set summary = lead_scoring.built_relation(results, 'evaluation_summary') if execute and lead_scoring.evaluates() else none -%}
    {%- set advice = lead_scoring.built_relation(results, 'threshold_advice') if execute and lead_scoring.evaluates() else none -%}
    {%- set leaks = lead_scoring.built_relation(results, 'leakage_check') if execute and lead_scoring.evaluates() else none -%}
    {%- if summary and advice and leaks -%}
        {%- do log("", info=true) -%}
        {%- for row in run_query(
            "select model_id, finished_days, examples, conversions, auc, best_tenth_lift, fit_as_of, note from " ~ summary
            ~ " order by model_id"
        ).rows -%}
            {%- do log(
                "Evidence for " ~ row[0] ~ ": " ~ row[2] ~ " contact-days on " ~ row[1] ~ " days, " ~ row[3] ~ " conversions; "
                ~ (row[7] if row[7] else "AUC " ~ "%.3f" | format(row[4]) ~ ", best tenth " ~ "%.1f" | format(row[5]) ~ " times the average"),
                info=true
            ) -%}
            {%- if row[6] != 'that_day' -%}
                {%- do log("  attributes are not as of the days but as first recorded: read fit with care", info=true) -%}
            {%- endif -%}
        {%- endfor -%}
        {%- for row in run_query(
            "select model_id, cut, leads_per_day, capacity, expected_conversions_per_30_days, message from " ~ advice
            ~ " where position = 'advised' order by model_id"
        ).rows -%}
            {%- do log(
                "  threshold for " ~ row[0] ~ ": " ~ row[1] ~ ", " ~ "%.2f" | format(row[2]) ~ " leads a day of "
                ~ "%.2f" | format(row[3]) ~ " that sales can work"
                ~ (", " ~ "%.1f" | format(row[4]) ~ " conversions in 30 days" if row[4] is not none) ~ ("; " ~ row[5] if row[5]), info=true
            ) -%}
        {%- endfor -%}
        {%- for line in lead_scoring.evaluation_of_nothing(summary) -%}
            {%- do log("  " ~ line, info=true) -%}
        {%- endfor -%}
        {%- for row in run_query("select model_id, field, message from " ~ leaks ~ " order by model_id, field, reason").rows -%}
            {%- do log("  " ~ row[0] ~ ", " ~ row[1] ~ ": " ~ row[2], info=true) -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
