{#- What a run says before and after the models. -#}

{#- Before: stops with a message when there is nothing to score, instead of building empty tables over good ones. -#}
{% macro check_inputs() -%}
    {%- if execute and flags.WHICH in ('build', 'run') -%}
        {%- if var('lead_scoring_draft_models') is string -%}
            {{ exceptions.raise_compiler_error(
                "The var `lead_scoring_draft_models` must be a list, for example [" ~ var('lead_scoring_draft_models') ~ "]."
            ) }}
        {%- endif -%}
        {%- set hour = var('day_start_utc_hour') | string -%}
        {%- if not modules.re.fullmatch('[0-9]|1[0-9]|2[0-3]', hour) -%}
            {{ exceptions.raise_compiler_error(
                "The var `day_start_utc_hour` must be a whole hour from 0 to 23, not `" ~ hour ~ "`."
            ) }}
        {%- endif -%}
        {%- for name in ['lookback_days', 'removal_days'] if not modules.re.fullmatch('[0-9]{1,5}', var(name) | string) -%}
            {{ exceptions.raise_compiler_error(
                "The var `" ~ name ~ "` must be a whole number of days, not `" ~ var(name) ~ "`."
            ) }}
        {%- endfor -%}
        {%- for name in ['backfill_with_all_rows', 'accept_input_drop', 'mask_emails'] if var(name) | string | lower not in ('true', 'false') -%}
            {{ exceptions.raise_compiler_error("The var `" ~ name ~ "` must be true or false, not `" ~ var(name) ~ "`.") }}
        {%- endfor -%}
        {%- for name in ['lead_scoring_inputs', 'lead_scoring_policy'] if var(name) is not mapping -%}
            {{ exceptions.raise_compiler_error(
                "The var `" ~ name ~ "` must map names to relations, for example {contacts: crm.contacts}."
            ) }}
        {%- endfor -%}
        {{ lead_scoring.check_clock() }}
        {{ lead_scoring.check_learning() }}
        {{ lead_scoring.check_evaluation() }}
        {%- set policy_folder = env_var('LEAD_SCORING_POLICY', '') -%}
        {%- if policy_folder -%}
            {%- if not lead_scoring.folder_file(policy_folder, 'scoring_models') -%}
                {{ exceptions.raise_compiler_error(
                    "LEAD_SCORING_POLICY is `" ~ policy_folder ~ "`, but that folder holds no scoring_models.csv (or it does not "
                    ~ "exist): there is no policy to score with. See docs/policy_reference.md."
                ) }}
            {%- endif -%}
            {%- for row in run_query(
                "select parse_filename(file, true) from glob(" ~ lead_scoring.text_literal(policy_folder ~ '/*.csv') ~ ")"
            ).rows if row[0] not in lead_scoring.policy_columns() -%}
                {{ exceptions.raise_compiler_error(
                    policy_folder ~ "/" ~ row[0] ~ ".csv is no policy table: misspelt? They are: "
                    ~ lead_scoring.policy_columns() | join(', ') ~ "."
                ) }}
            {%- endfor -%}
        {%- endif -%}
        {%- set inputs = var('lead_scoring_inputs') -%}
        {%- set folder = env_var('LEAD_SCORING_INPUTS', '') -%}
        {%- for name in inputs if name not in lead_scoring.input_columns() -%}
            {{ exceptions.raise_compiler_error(
                "The var `lead_scoring_inputs` names `" ~ name ~ "`, which is no input. Inputs are: "
                ~ lead_scoring.input_columns() | join(', ') ~ "."
            ) }}
        {%- endfor -%}
        {%- for name in var('lead_scoring_policy') if name not in lead_scoring.policy_columns() -%}
            {{ exceptions.raise_compiler_error(
                "The var `lead_scoring_policy` names `" ~ name ~ "`, which is no policy table. They are: "
                ~ lead_scoring.policy_columns() | join(', ') ~ "."
            ) }}
        {%- endfor -%}
        {%- if var('lead_scoring_sources') and folder -%}
            {{ exceptions.raise_compiler_error(
                "Both the var `lead_scoring_sources` and LEAD_SCORING_INPUTS (`" ~ folder ~ "`) are set. Keep one of them."
            ) }}
        {%- elif var('lead_scoring_sources') -%}
            {{ lead_scoring.check_sources() }}
        {%- elif inputs -%}
            {%- if not inputs.get('activities') and not inputs.get('contacts') -%}
                {{ exceptions.raise_compiler_error(
                    "The var `lead_scoring_inputs` names neither `activities` nor `contacts`: there is nothing to score. "
                    ~ "See docs/your_data.md."
                ) }}
            {%- endif -%}
        {%- elif folder -%}
            {%- if not lead_scoring.folder_file(folder, 'activities') and not lead_scoring.folder_file(folder, 'contacts') -%}
                {{ exceptions.raise_compiler_error(
                    "LEAD_SCORING_INPUTS is `" ~ folder ~ "`, but that folder holds neither activities.csv or .parquet nor "
                    ~ "contacts.csv or .parquet (or it does not exist): there is nothing to score. See docs/your_data.md."
                ) }}
            {%- endif -%}
        {%- elif not lead_scoring.uses_demo_inputs() -%}
            {{ exceptions.raise_compiler_error(
                "lead_scoring has no input. Name your tables in the var `lead_scoring_inputs`, for example "
                ~ "{activities: crm.activities, contacts: crm.contacts}, or your systems in `lead_scoring_sources`. See docs/your_data.md."
            ) }}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}

{#- Before: the clock must stand at or after the last published day, because history is never rewritten from behind. -#}
{% macro check_clock() -%}
    {%- set as_of = lead_scoring.as_of() -%}
    {%- if lead_scoring.first_day() > as_of -%}
        {{ exceptions.raise_compiler_error("The var `backfill_from` lies after `as_of`.") }}
    {%- endif -%}
    {%- if var('backfill_to') and (not var('backfill_from') or lead_scoring.last_past_day() < lead_scoring.first_day()
        or lead_scoring.last_past_day() >= as_of) -%}
        {{ exceptions.raise_compiler_error(
            "The var `backfill_to` needs `backfill_from`, and must lie between it and the day before `as_of`."
        ) }}
    {%- endif -%}
    {%- set build = lead_scoring.standing_relation('build') -%}
    {#- With --defer the demo may be another schema's. -#}
    {%- if build and lead_scoring.uses_demo_inputs() and not flags.DEFER
        and not lead_scoring.standing_relation('demo_contacts', 'seed') -%}
        {{ exceptions.raise_compiler_error(
            "This schema was published from inputs of your own, and this build names none: it would score the demo company over them. "
            ~ "Name them again (LEAD_SCORING_INPUTS, or the vars of docs/your_data.md), or give the demo a DuckDB file of its own."
        ) }}
    {%- endif -%}
    {%- set published_on = lead_scoring.last_published_day() -%}
    {%- if published_on and "cast('" ~ published_on ~ "' as date)" > as_of -%}
        {{ exceptions.raise_compiler_error(
            "This schema was last published as of " ~ published_on ~ ". An earlier as_of would rewrite its history: score "
            ~ "past days into a schema or DuckDB file of their own (LEAD_SCORING_DUCKDB)."
        ) }}
    {%- endif -%}
{%- endmacro %}

{#- After: every problem of the policy by name, because a failed data test only says how many there are. -#}
{% macro print_policy_problems(results) -%}
    {%- set policy_lint = lead_scoring.built_relation(results, 'policy_lint') if execute else none -%}
    {%- if policy_lint -%}
        {%- set problems = run_query(
            "select distinct severity, policy_table, row_id, column_name, problem from " ~ policy_lint
            ~ " order by severity, policy_table, row_id, column_name, problem"
        ) -%}
        {%- if problems | length > 0 -%}
            {%- do log("", info=true) -%}
            {%- do log("Policy: " ~ problems | length ~ " problem(s)", info=true) -%}
            {%- for problem in problems.rows[:50] -%}
                {%- do log(
                    "  " ~ problem[0] ~ "  " ~ problem[1] ~ ".csv, " ~ problem[2] ~ ", column " ~ problem[3] ~ ": " ~ problem[4],
                    info=true
                ) -%}
            {%- endfor -%}
            {%- if problems | length > 50 -%}
                {%- do log("  … and " ~ (problems | length - 50) ~ " more in the table policy_lint", info=true) -%}
            {%- endif -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}

{#- After: inputs of which not every row is accounted for, because a failed data test only says how many there are. -#}
{% macro print_lost_rows(results) -%}
    {%- for result in results if execute and result.node.name == 'accepted_and_rejected_rows_are_all_rows' and result.status == 'fail' -%}
        {%- do log("", info=true) -%}
        {%- for row in run_query(result.node.compiled_code) -%}
            {%- do log(
                "  " ~ row[0] ~ ": " ~ row[1] ~ " rows in the input, " ~ (row[2] + row[3]) ~ " of them read", info=true
            ) -%}
        {%- endfor -%}
        {%- do log(
            "Nothing was published. Rows vanished from the input, or came with a loaded_at that is older than the var `lookback_days` "
            ~ "allows for: --full-refresh reads everything again (docs/your_data.md).", info=true
        ) -%}
    {%- endfor -%}
{%- endmacro %}

{#- After: rules of which nobody ever gave a sign. -#}
{% macro print_never_fired_rules(results) -%}
    {%- set never_fired = lead_scoring.built_relation(results, 'never_fired_rules') if execute else none -%}
    {%- if never_fired -%}
        {%- set rules = run_query("select model_id, rule_id from " ~ never_fired ~ " order by model_id, rule_id") -%}
        {%- if rules | length > 0 -%}
            {%- do log("", info=true) -%}
            {%- do log("Rules that never fired (misspelt, or waiting for their campaign?): " ~ rules | length, info=true) -%}
            {%- for rule in rules.rows[:20] -%}
                {%- do log("  " ~ rule[0] ~ "." ~ rule[1], info=true) -%}
            {%- endfor -%}
            {%- if rules | length > 20 -%}
                {%- do log("  … and " ~ (rules | length - 20) ~ " more in the table never_fired_rules", info=true) -%}
            {%- endif -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}

{#- The relation of a model as an earlier build left it; none when there is none, and in unit tests, which see no graph. -#}
{% macro standing_relation(name, kind='model') -%}
    {%- if execute and graph -%}
        {%- set node = graph.nodes[kind ~ '.lead_scoring.' ~ name] -%}
        {{ return(adapter.get_relation(database=node.database, schema=node.schema, identifier=node.alias)) }}
    {%- endif -%}
    {{ return(none) }}
{%- endmacro %}

{#- The last day that was published, as text; none before the first one. -#}
{% macro last_published_day() -%}
    {%- set build = lead_scoring.standing_relation('build') -%}
    {{ return(run_query("select cast(max(as_of) as " ~ dbt.type_string() ~ ") from " ~ build).rows[0][0] if build else none) }}
{%- endmacro %}

{#- The relation of a model that this run built, else none. -#}
{% macro built_relation(results, name) -%}
    {%- for result in results -%}
        {%- set node = result.node -%}
        {%- if node.resource_type == 'model' and node.name == name and node.package_name == 'lead_scoring'
            and result.status == 'success' -%}
            {{ return(api.Relation.create(database=node.database, schema=node.schema, identifier=node.alias)) }}
        {%- endif -%}
    {%- endfor -%}
    {{ return(none) }}
{%- endmacro %}

{#- After: what the build published, for a person. Printed only when the marts were built. -#}
{% macro print_summary(results) -%}
    {%- set leads = var('lead_scoring_summary_leads') | int -%}
    {%- set scores = lead_scoring.built_relation(results, 'contact_scores') if execute else none -%}
    {%- set company_scores = lead_scoring.built_relation(results, 'company_scores') if execute else none -%}
    {%- set rejected_rows = lead_scoring.built_relation(results, 'rejected_rows') if execute else none -%}
    {%- set score_history = lead_scoring.built_relation(results, 'score_history') if execute else none -%}
    {%- set current_stages = lead_scoring.built_relation(results, 'lifecycle_current') if execute else none -%}
    {%- set movement = lead_scoring.built_relation(results, 'contact_movement') if execute else none -%}
    {%- set movements = lead_scoring.built_relation(results, 'score_movements') if execute else none -%}
    {%- if leads > 0 and scores and company_scores and rejected_rows and score_history -%}
        {%- set models = run_query(
            "select contact_scores.model_id, count(*), sum(case when is_mql then 1 else 0 end),"
            ~ " min(as_of), min(policy_version),"
            ~ " min(companies.companies), min(companies.mqas), min(case when history.first_day < as_of then 1 end)"
            ~ " from " ~ scores ~ " as contact_scores left join (select model_id, count(*) as companies,"
            ~ " sum(case when is_mqa then 1 else 0 end) as mqas from " ~ company_scores
            ~ " group by model_id) as companies on contact_scores.model_id = companies.model_id"
            ~ " left join (select model_id, min(valid_from) as first_day from " ~ score_history
            ~ " group by model_id) as history on contact_scores.model_id = history.model_id"
            ~ " group by contact_scores.model_id order by contact_scores.model_id"
        ) -%}
        {%- for model in models.rows -%}
            {%- do log("", info=true) -%}
            {%- do log("Model " ~ model[0] ~ " as of " ~ model[3] ~ " (policy " ~ model[4] ~ ")", info=true) -%}
            {%- do log(
                "  " ~ model[1] ~ " contacts scored, " ~ model[2] ~ " MQLs"
                ~ ("" if model[7] else ", whose history begins today") ~ "; "
                ~ (model[5] or 0) ~ " companies scored, " ~ (model[6] or 0) ~ " MQAs",
                info=true
            ) -%}
            {%- if movement and movements and model[7] -%}
                {{ lead_scoring.print_movement(movement, movements, model[0]) }}
            {%- endif -%}
            {%- do lead_scoring.print_policy_change(results, model[0]) -%}
            {%- if current_stages -%}
                {%- set stages = [] -%}
                {%- for stage in run_query(
                    "select stage, count(*) from " ~ current_stages ~ " where stage <> 'none' and model_id = "
                    ~ lead_scoring.text_literal(model[0]) ~ " group by stage order by count(*) desc, stage"
                ).rows -%}
                    {%- do stages.append(stage[1] ~ " " ~ stage[0]) -%}
                {%- endfor -%}
                {%- do log("  stages: " ~ stages | join(', '), info=true) -%}
            {%- endif -%}
            {%- set best = run_query(
                "select contact_id, score, grade, is_mql, reasons_up, stage from " ~ scores ~ " where model_id = "
                ~ lead_scoring.text_literal(model[0]) ~ " order by score desc, contact_id limit " ~ leads
            ) -%}
            {%- do log("  best leads:", info=true) -%}
            {%- for lead in best.rows -%}
                {%- do log(
                    "  %4d  %-4s %-14s %-12s %s" | format(
                        lead[1], lead[2] or '-', 'MQL' if lead[3] else lead[5] or '', lead[0], (lead[4] or '') | truncate(90)
                    ),
                    info=true
                ) -%}
            {%- endfor -%}
        {%- endfor -%}
        {%- set rejected = run_query(
            "select input, reason, count(*) from " ~ rejected_rows
            ~ " group by input, reason order by input, count(*) desc, reason"
        ) -%}
        {%- do log("", info=true) -%}
        {%- do log("Rows that do not count (table rejected_rows): " ~ (rejected.rows | map(attribute=2) | sum), info=true) -%}
        {%- for row in rejected.rows -%}
            {%- do log("  %6d  %-15s %s" | format(row[2], row[0], row[1]), info=true) -%}
        {%- endfor -%}
        {%- do lead_scoring.print_hygiene_bots(results) -%}
    {%- endif -%}
{%- endmacro %}

{#- What hygiene took for a bot's among the activities that this build counted; silent where there is nothing. -#}
{% macro print_hygiene_bots(results) -%}
    {%- set hygiene_bots = lead_scoring.built_relation(results, 'hygiene_bots') -%}
    {%- if hygiene_bots -%}
        {%- set found = run_query(
            "select rule_id, count(*) from " ~ hygiene_bots ~ " where known_by = " ~ lead_scoring.known_now()
            ~ " group by rule_id order by rule_id"
        ) -%}
        {%- if found | length > 0 -%}
            {%- do log("", info=true) -%}
            {%- do log(
                "Activities of this build that hygiene takes for a bot's (docs/data_hygiene.md): "
                ~ (found.rows | map(attribute=1) | sum), info=true
            ) -%}
            {%- for row in found.rows -%}
                {%- do log("  %6d  %s" | format(row[1], row[0]), info=true) -%}
            {%- endfor -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}

{#- One line of the summary: who is new, falls or is back, and the biggest moves with the line that moved most in their direction. -#}
{% macro print_movement(movement, movements, model_id) -%}
    {%- set of_model = " where movement.model_id = " ~ lead_scoring.text_literal(model_id) -%}
    {%- set counts = run_query(
        "select min(" ~ lead_scoring.add_days('as_of', -1) ~ "), sum(case when is_new_mql then 1 else 0 end),"
        ~ " sum(case when is_falling then 1 else 0 end), sum(case when is_reengaged then 1 else 0 end)"
        ~ " from " ~ movement ~ " as movement" ~ of_model
    ).rows[0] -%}
    {%- set moves = [] -%}
    {%- for move in run_query(
        "select movement.contact_id, movement.change_1d, lines.label, lines.points_now from " ~ movement
        ~ " as movement left join " ~ movements
        ~ " as lines on movement.model_id = lines.model_id and movement.contact_id = lines.contact_id and lines.days_back = 1"
        ~ " and lines.direction = case when movement.change_1d > 0 then 'up' else 'down' end and lines.direction_rank = 1"
        ~ of_model ~ " and movement.change_1d <> 0 order by abs(movement.change_1d) desc, movement.contact_id limit 3"
    ).rows -%}
        {%- do moves.append("%s %+d" | format(move[0], move[1]) ~ (" (" ~ move[2] ~ (", no longer" if move[3] == 0) ~ ")" if move[2])) -%}
    {%- endfor -%}
    {%- do log(
        "  since " ~ counts[0] ~ ": " ~ counts[1] ~ " newly MQL" ~ ("; biggest moves: " ~ moves | join(', ') if moves), info=true
    ) -%}
    {%- do log("  in 7 days: " ~ counts[2] ~ " falling in grade, " ~ counts[3] ~ " back after a quiet time", info=true) -%}
{%- endmacro %}

{#- One line when this build published another policy of the model than the build before. -#}
{% macro print_policy_change(results, model_id) -%}
    {%- set changes = lead_scoring.built_relation(results, 'policy_changes') -%}
    {%- if changes -%}
        {%- set rows = run_query(
            "select policy_table, change, count(*), min(from_version), min(cast(from_published_on as " ~ dbt.type_string() ~ "))"
            ~ " from (select distinct policy_table, row_id, change, from_version, from_published_on from " ~ changes
            ~ " where changed_at = cast('" ~ lead_scoring.run_at() ~ "' as timestamp) and model_id = "
            ~ lead_scoring.text_literal(model_id) ~ ") as changed_rows group by policy_table, change order by policy_table, change"
        ).rows -%}
        {%- set told = [] -%}
        {%- for row in rows -%}
            {%- do told.append(row[2] ~ " of " ~ row[0] ~ " " ~ row[1]) -%}
        {%- endfor -%}
        {%- if told -%}
            {%- do log(
                "  policy changed since " ~ rows[0][3] ~ " of " ~ rows[0][4] ~ ": " ~ told | join(', ') ~ " (table policy_changes)",
                info=true
            ) -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}

{#- For tools: the first day of the history and the last published day, in one line; nothing when nothing is published. -#}
{% macro print_published_range() -%}
    {%- set history = lead_scoring.standing_relation('published_scores') -%}
    {%- set published_on = lead_scoring.last_published_day() -%}
    {%- if history and published_on -%}
        {%- set begins_on = run_query("select cast(min(as_of) as " ~ dbt.type_string() ~ ") from " ~ history).rows[0][0] -%}
        {%- if begins_on -%}
            {%- do log(begins_on ~ " " ~ published_on, info=true) -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
