{#- A table that is made by running its query again and again: the query reads a start table (meta: start), and from the second step on
    what the step before has made, which must have the same columns. After the last step (meta: steps) the table stands. A fixed number of
    steps, because "until it no longer changes" is another number on another engine. -#}
{% materialization repeated, default -%}
    {%- set steps = config.meta_get('steps') -%}
    {%- set start = ref('lead_scoring', config.meta_get('start')) | string -%}
    {%- set target_relation = this.incorporate(type='table') -%}
    {%- set state = namespace(relation=none) -%}

    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {%- for step in range(1, steps + 1) -%}
        {%- set made = api.Relation.create(
            database=this.database, schema=this.schema, identifier=this.identifier ~ '__step_' ~ step, type='table'
        ) -%}
        {%- set query = sql.replace(start, state.relation | string) if state.relation else sql -%}
        {%- do adapter.drop_relation(made) -%}
        {%- call statement('step') -%}
            {{ get_create_table_as_sql(False, made, query) }}
        {%- endcall -%}
        {%- if state.relation -%}
            {%- do adapter.drop_relation(state.relation) -%}
        {%- endif -%}
        {%- set state.relation = made -%}
    {%- endfor -%}
    {%- set standing = load_cached_relation(this) -%}
    {%- if standing -%}
        {%- do adapter.drop_relation(standing) -%}
    {%- endif -%}
    {%- call statement('main') -%}
        {{ get_create_table_as_sql(False, target_relation, 'select * from ' ~ state.relation) }}
    {%- endcall -%}
    {%- do adapter.drop_relation(state.relation) -%}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [target_relation]}) }}
{%- endmaterialization %}
