-- From CDNOW_master.txt to the inputs `contacts`, `activities`, `outcomes` and `attribute_history`; python -m tools.funnels runs it.
-- Variables: `data`, the file; `inputs`, the folder to write into.

-- The last day of the log.
set variable as_of = '1998-06-30';

-- One row per order; the row's number keeps orders of one day apart. Every sixth buyer: a year of days is scored at once, and memory
-- grows with contacts times days.
create temp table orders as
select
    row_number() over () as order_no,
    fields[1] as contact_id,
    cast(strptime(fields[2], '%Y%m%d') as date) as ordered_on,
    cast(fields[3] as integer) as discs,
    cast(fields[4] as decimal(10, 2)) as dollars
from (
    select regexp_split_to_array(trim(line), '\s+') as fields
    from read_csv(getvariable('data'), columns = {'line': 'varchar'}, delim = '|', header = true, quote = '')
)
where fields[2] similar to '[0-9]{8}' and cast(fields[1] as integer) % 6 = 0;

create temp view placed as
select
    *,
    min(ordered_on) over (partition by contact_id) as first_on,
    row_number() over (partition by contact_id order by ordered_on, order_no) as place,
    count(*) over (partition by contact_id order by ordered_on) as orders_by_then,
    sum(dollars) over (partition by contact_id order by ordered_on) as dollars_by_then,
    max(dollars) over (partition by contact_id order by ordered_on) as largest_by_then
from orders;

-- What is known from the first order on, and what the orders so far add up to: the newest values here, those of each day in the history.
copy (
    select
        contact_id,
        first_on as created_at,
        max(case when place = 1 then discs end) as first_discs,
        max(case when place = 1 then dollars end) as first_dollars,
        count(*) as orders,
        sum(dollars) as dollars,
        max(dollars) as largest_order
    from placed
    group by contact_id, first_on
) to (getvariable('inputs') || '/contacts.csv');

copy (
    select distinct 'contact' as entity, contact_id as id, field, value, ordered_on as valid_from
    from (
        unpivot (
            select
                contact_id,
                ordered_on,
                cast(orders_by_then as varchar) as orders,
                cast(dollars_by_then as varchar) as dollars,
                cast(largest_by_then as varchar) as largest_order
            from placed
        ) on orders, dollars, largest_order into name field value value
    )
) to (getvariable('inputs') || '/attribute_history.csv');

-- An order of 50 dollars and more is an activity of its own kind besides.
copy (
    select
        order_no as activity_id,
        contact_id,
        ordered_on as occurred_at,
        'order' as activity_type,
        dollars as value
    from orders
    union all
    select order_no || '/large', contact_id, ordered_on, 'large_order', dollars
    from orders
    where dollars >= 50
) to (getvariable('inputs') || '/activities.csv');

-- The deal, rare and late: an order of 100 dollars and more, half a year or longer after the first order.
copy (
    select
        order_no as outcome_id,
        contact_id,
        'won' as outcome_type,
        ordered_on as occurred_at,
        dollars as amount
    from placed
    where dollars >= 100 and ordered_on >= first_on + 180
) to (getvariable('inputs') || '/outcomes.csv');
