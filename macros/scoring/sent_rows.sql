{#- What the memories of the exports, sent_contacts and sent_companies, say alike. -#}

{#- CTEs: the memory, and the last row of each record in it. -#}
{% macro last_sent(shown, ids) -%}
{%- set columns = ['crm_record_key', 'model_id', 'crm_object', 'record_id'] + ids + shown -%}
sent as (

{% if is_incremental() %}
    select sent_on, sent_as, {{ columns | join(', ') }}
    from {{ this }}
{% else %}
    select {{ lead_scoring.as_of() }} as sent_on, 'score' as sent_as, {{ columns | join(', ') }}
    from current_records
    where 1 = 0
{% endif %}

),

latest as (

    select crm_record_key, max(sent_on) as sent_on from sent group by crm_record_key

),

last_sent as (

    select sent.*
    from sent
    inner join latest
        on sent.crm_record_key = latest.crm_record_key
        and sent.sent_on = latest.sent_on

)
{%- endmacro %}

{#- Whether the row of a record changes: it is new or back, is another contact or company than it was (`whose`), says something else in
    what must never be stale, or is further off than the policy allows. Every change counts with resend_points 0, and when the contact was
    merged into another (`survivor`), because reasons of one are not those of the other. -#}
{% macro is_sent_again(shown, never_stale, never_off, whose, survivor=none) -%}
    last_sent.crm_record_key is null
        or last_sent.sent_as <> 'score'
        {%- for column in [whose] + never_stale %}
        or not {{ lead_scoring.same_value('current_records.' ~ column, 'last_sent.' ~ column) }}
        {%- endfor %}
        {%- for column in never_off %}
        or abs(current_records.{{ column }} - last_sent.{{ column }}) > current_records.resend_points
        {%- endfor %}
        or (
            {% if survivor -%}
            (
                current_records.resend_points = 0
                or not {{ lead_scoring.same_value('current_records.' ~ survivor, 'last_sent.' ~ survivor) }}
            )
            {%- else -%}
            current_records.resend_points = 0
            {%- endif %}
            and (
                {%- for column in shown if column not in never_stale %}
                {{ 'or ' if not loop.first }}current_records.{{ column }} <> last_sent.{{ column }}
                {%- endfor %}
            )
        )
{%- endmacro %}

{#- Whether a record that shows a score is scored no longer, or can no longer be written to; one that was emptied may still go. -#}
{% macro is_taken_back() -%}
    current_records.crm_record_key is null
        and (last_sent.sent_as = 'score' or (last_sent.sent_as = 'removal' and writable.record_id is null))
{%- endmacro %}

{#- So many days an MQL is news. Who is missing for no longer, and comes back as one, is none. -#}
{% macro days_of_news() -%}
    {{ return(7) }}
{%- endmacro %}
