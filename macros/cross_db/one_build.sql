{#- One build at a time in a schema. DuckDB's file lets in one anyway; warehouses leave it to the scheduler; on PostgreSQL a row says
    which build is at work. dbt has no connection that lives as long as a build, so that no lock of a session can: each model locks
    the row for its own transaction instead, and does nothing when it is another build's. -#}

{#- At the start of a run: take the schema, or stop when another build is at work in it. -#}
{% macro claim_schema() -%}
    {{ return(adapter.dispatch('claim_schema', 'lead_scoring')()) }}
{%- endmacro %}

{% macro default__claim_schema() -%}
{%- endmacro %}

{% macro redshift__claim_schema() -%}
{%- endmacro %}

{% macro postgres__claim_schema() -%}
    {%- if execute and flags.WHICH in ('build', 'run') -%}
        {%- set gate = graph.nodes['model.lead_scoring.build'] -%}
        {%- if not adapter.check_schema_exists(gate.database, gate.schema) -%}
            {%- do adapter.create_schema(api.Relation.create(database=gate.database, schema=gate.schema)) -%}
        {%- endif -%}
        {%- set lock = lead_scoring.build_lock() -%}
        {%- do run_query("begin") -%}
        {#- One claim at a time; until the commit. -#}
        {%- do run_query("select pg_advisory_xact_lock(hashtext('lead_scoring build_lock'))") -%}
        {%- do run_query(
            "create table if not exists " ~ lock ~ " (build text not null, started_at timestamp not null)"
        ) -%}
        {%- set other = run_query(
            "select cast(started_at as text) from " ~ lock
        ).rows | first -%}
        {#- A row that stays unlocked for some seconds is of a build that was killed. -#}
        {%- for look in range(6) if other -%}
            {%- if not loop.first -%}
                {%- do run_query("rollback to savepoint before_the_look") -%}
                {%- do run_query("select pg_sleep(0.5)") -%}
            {%- endif -%}
            {%- do run_query("savepoint before_the_look") -%}
            {%- if run_query("select 1 from " ~ lock ~ " for update skip locked") | length == 0 -%}
                {%- do run_query("rollback") -%}
                {{ exceptions.raise_compiler_error(
                    "Another build is at work in the schema `" ~ gate.schema ~ "`, since " ~ other[0] ~ " UTC. This one has changed nothing. "
                    ~ "Wait until the other one has finished, and build again. If it was killed, the server still ends its last "
                    ~ "statement (docs/reliability.md)."
                ) }}
            {%- endif -%}
        {%- endfor -%}
        {%- do run_query("delete from " ~ lock) -%}
        {%- do run_query("insert into " ~ lock ~ " values ('" ~ invocation_id ~ "', '" ~ lead_scoring.started_at() ~ "')") -%}
        {%- do run_query("commit") -%}
    {%- endif -%}
{%- endmacro %}


{#- Before each model, inside its transaction: the schema is still this build's, and stays so until the model is done. -#}
{% macro hold_schema() -%}
    {{ return(adapter.dispatch('hold_schema', 'lead_scoring')()) }}
{%- endmacro %}

{% macro default__hold_schema() -%}
{%- endmacro %}

{% macro redshift__hold_schema() -%}
{%- endmacro %}

{% macro postgres__hold_schema() -%}
    {%- if execute and flags.WHICH in ('build', 'run') -%}
        do $lead_scoring$
        begin
            perform from {{ lead_scoring.build_lock() }} where build = '{{ invocation_id }}' for share;
            if not found then
                raise exception 'Another build has begun in this schema, because it saw no sign of this one. This one stops; '
                    'what the other one publishes counts.';
            end if;
        end
        $lead_scoring$
    {%- endif -%}
{%- endmacro %}


{#- At the end of a run, whatever came of it. -#}
{% macro release_schema() -%}
    {{ return(adapter.dispatch('release_schema', 'lead_scoring')()) }}
{%- endmacro %}

{% macro default__release_schema() -%}
{%- endmacro %}

{% macro redshift__release_schema() -%}
{%- endmacro %}

{% macro postgres__release_schema() -%}
    {%- if execute and flags.WHICH in ('build', 'run') -%}
        {%- do run_query("begin") -%}
        {%- do run_query("delete from " ~ lead_scoring.build_lock() ~ " where build = '" ~ invocation_id ~ "'") -%}
        {%- do run_query("commit") -%}
    {%- endif -%}
{%- endmacro %}


{#- The table with the row; beside the gate that publishes. -#}
{% macro build_lock() -%}
    {%- set gate = graph.nodes['model.lead_scoring.build'] -%}
    {{ return(api.Relation.create(database=gate.database, schema=gate.schema, identifier='build_lock')) }}
{%- endmacro %}
