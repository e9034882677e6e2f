{#- Tables that remember: a build replaces some of their rows and keeps the others. Where an engine cannot delete rows, whole partitions
    are replaced. -#}

{#- How a memory replaces the rows whose unique_key comes anew. by: what the key says, one `row`, all
    rows of a `day`, or `nothing`, because rows are only added. -#}
{% macro replace_strategy(by='row') -%}
    {{ return(adapter.dispatch('replace_strategy', 'lead_scoring')(by)) }}
{%- endmacro %}

{% macro default__replace_strategy(by) -%}
    {{ return('append' if by == 'nothing' else 'delete+insert') }}
{%- endmacro %}

{#- BigQuery has no transaction over a delete and an insert: both are done by one statement. A merge without a key only adds. -#}
{% macro bigquery__replace_strategy(by) -%}
    {{ return('insert_overwrite' if by == 'day' else 'merge') }}
{%- endmacro %}

{#- Delta deletes rows. -#}
{% macro databricks__replace_strategy(by) -%}
    {{ return(lead_scoring.default__replace_strategy(by)) }}
{%- endmacro %}


{#- The column that a memory is partitioned by, in days or months; none where rows can be deleted one by one. -#}
{% macro replaced_by(columns, granularity='day') -%}
    {{ return(adapter.dispatch('replaced_by', 'lead_scoring')(columns, granularity)) }}
{%- endmacro %}

{% macro default__replaced_by(columns, granularity) -%}
    {{ return(none) }}
{%- endmacro %}

{% macro bigquery__replaced_by(columns, granularity) -%}
    {{ return({'field': columns, 'data_type': 'date', 'granularity': granularity} if columns is string else none) }}
{%- endmacro %}

{#- Parquet has neither delete nor merge. -#}
{% macro spark__replace_strategy(by) -%}
    {{ return('append' if by == 'nothing' else 'insert_overwrite') }}
{%- endmacro %}

{% macro spark__replaced_by(columns, granularity) -%}
    {{ return(columns) }}
{%- endmacro %}

{% macro databricks__replaced_by(columns, granularity) -%}
    {{ return(none) }}
{%- endmacro %}


{#- The last select of a memory: the new rows (a CTE), and where whole days are replaced, those rows of the same days that stand and do
    not come anew. -#}
{% macro new_and_standing_rows(new_rows, columns, keys, day) -%}
    {{ return(adapter.dispatch('new_and_standing_rows', 'lead_scoring')(new_rows, columns, keys, day)) }}
{%- endmacro %}

{% macro default__new_and_standing_rows(new_rows, columns, keys, day) -%}
    select {{ columns | join(', ') }} from {{ new_rows }}
{%- endmacro %}

{% macro bigquery__new_and_standing_rows(new_rows, columns, keys, day) -%}
    select {{ columns | join(', ') }} from {{ new_rows }}
    {%- if is_incremental() and config.get('incremental_strategy') == 'insert_overwrite' %}
    {%- set unit = config.get('partition_by')['granularity'] %}

    union all

    select {{ lead_scoring.columns_of('standing', columns) }}
    from {{ this }} as standing
    left join (select distinct {{ keys | join(', ') }} from {{ new_rows }}) as replaced
        on {{ lead_scoring.same_row('standing', 'replaced', keys) }}
    where replaced.{{ keys | first }} is null
        and date_trunc(standing.{{ day }}, {{ unit }}) in (select date_trunc({{ new_rows }}.{{ day }}, {{ unit }}) from {{ new_rows }})
    {%- endif %}
{%- endmacro %}

{#- A column that the table does not have yet is null in the rows that stand. Unit tests look at the new rows alone. -#}
{% macro spark__new_and_standing_rows(new_rows, columns, keys, day) -%}
    select {{ columns | join(', ') }} from {{ new_rows }}
    {%- if this and is_incremental() and not this.is_cte %}
    {%- set found = adapter.get_columns_in_relation(this) | map(attribute='name') | map('lower') | list %}

    union all

    select
        {%- for column in columns %}
        {{ 'standing.' ~ column if column in found else 'null as ' ~ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ this }} as standing
    left semi join {{ new_rows }} as same_day on standing.{{ day }} = same_day.{{ day }}
    left anti join {{ new_rows }} as replaced on {{ lead_scoring.same_row('standing', 'replaced', keys) }}
    {%- endif %}
{%- endmacro %}

{% macro databricks__new_and_standing_rows(new_rows, columns, keys, day) -%}
    {{ return(lead_scoring.default__new_and_standing_rows(new_rows, columns, keys, day)) }}
{%- endmacro %}


{#- A hook that deletes the rows of this table that meet a condition. -#}
{% macro delete_rows(condition) -%}
    {{ return(adapter.dispatch('delete_rows', 'lead_scoring')(condition)) }}
{%- endmacro %}

{% macro default__delete_rows(condition) -%}
    delete from {{ this }} where {{ condition }}
{%- endmacro %}

{% macro databricks__delete_rows(condition) -%}
    {{ return(lead_scoring.default__delete_rows(condition)) }}
{%- endmacro %}

{#- The partitions that hold such rows are written again without them, or dropped when nothing stays. Mostly there are none. -#}
{% macro spark__delete_rows(condition) -%}
    {%- if config.get('file_format') in ('delta', 'iceberg', 'hudi') -%}
        {{ return(lead_scoring.default__delete_rows(condition)) }}
    {%- endif -%}
    {%- set day = config.get('partition_by') -%}
    {%- if execute and day -%}
        {%- set touched = lead_scoring.partitions_with(day, condition) -%}
        {%- if touched -%}
            {%- set staying = "cast(" ~ day ~ " as string) in (" ~ touched | join(', ') ~ ") and not coalesce(" ~ condition ~ ", false)" -%}
            {%- set written = lead_scoring.partitions_with(day, staying) -%}
            {%- if written -%}
                {%- do run_query(lead_scoring.write_partitions_again(day, staying)) -%}
            {%- endif -%}
            {%- set emptied = touched | reject('in', written) | list -%}
            {%- if emptied -%}
                alter table {{ this }} drop if exists
                {%- for value in emptied %} partition ({{ day }} = {{ value }}){{ ',' if not loop.last }}{% endfor %}
            {%- endif -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}


{#- A hook that makes a column of this table null in all rows. -#}
{% macro empty_column(column) -%}
    {{ return(adapter.dispatch('empty_column', 'lead_scoring')(column)) }}
{%- endmacro %}

{% macro default__empty_column(column) -%}
    update {{ this }} set {{ column }} = null where {{ column }} is not null
{%- endmacro %}

{% macro databricks__empty_column(column) -%}
    {{ return(lead_scoring.default__empty_column(column)) }}
{%- endmacro %}

{#- The partitions that say something there are written again. -#}
{% macro spark__empty_column(column) -%}
    {%- if config.get('file_format') in ('delta', 'iceberg', 'hudi') -%}
        {{ return(lead_scoring.default__empty_column(column)) }}
    {%- endif -%}
    {%- set day = config.get('partition_by') -%}
    {%- set touched = lead_scoring.partitions_with(day, column ~ ' is not null') if execute -%}
    {%- if touched -%}
        {{ return(lead_scoring.write_partitions_again(
            day, 'cast(' ~ day ~ ' as string) in (' ~ touched | join(', ') ~ ')', emptied=column
        )) }}
    {%- endif -%}
{%- endmacro %}


{#- The partitions of this table on Spark that hold rows of a kind, as literals. -#}
{% macro partitions_with(day, condition) -%}
    {%- set found = [] -%}
    {%- for row in run_query("select distinct cast(" ~ day ~ " as string) from " ~ this ~ " where " ~ condition).rows -%}
        {%- do found.append("'" ~ row[0] ~ "'") -%}
    {%- endfor -%}
    {{ return(found) }}
{%- endmacro %}

{#- A statement that writes partitions of this table on Spark again, with those of their rows that stay; `emptied` is null in them. -#}
{% macro write_partitions_again(day, staying, emptied=none) -%}
    {%- do run_query("set spark.sql.sources.partitionOverwriteMode = dynamic") -%}
    {%- set columns = [] -%}
    {%- for column in adapter.get_columns_in_relation(this) -%}
        {%- do columns.append('null as ' ~ column.quoted if column.name == emptied else column.quoted) -%}
    {%- endfor -%}
    {{ return(
        "insert overwrite table " ~ this ~ " partition (" ~ day ~ ") select " ~ columns | join(', ') ~ " from " ~ this ~ " where " ~ staying
    ) }}
{%- endmacro %}


{#- The last row of each contact, company or line in the CTE `remembered`, among those that meet a condition. -#}
{% macro last_remembered(keys, columns, condition) -%}
    {{ return(adapter.dispatch('last_remembered', 'lead_scoring')(keys, columns, condition)) }}
{%- endmacro %}

{% macro default__last_remembered(keys, columns, condition) -%}
    select {{ lead_scoring.columns_of('remembered', keys + columns) }}
    from remembered
    inner join (
        select {{ keys | join(', ') }}, max(as_of) as as_of
        from remembered
        where {{ condition }}
        group by {{ keys | join(', ') }}
    ) as latest
        on {{ lead_scoring.same_row('remembered', 'latest', keys) }}
        and remembered.as_of = latest.as_of
{%- endmacro %}

{#- One pass over the memory, which is long, instead of two and a join. -#}
{% macro duckdb__last_remembered(keys, columns, condition) -%}
    select
        {{ keys | join(', ') }}
        {%- for column in columns %},
        arg_max_null({{ column }}, as_of) as {{ column }}
        {%- endfor %}
    from remembered
    where {{ condition }}
    group by {{ keys | join(', ') }}
{%- endmacro %}
