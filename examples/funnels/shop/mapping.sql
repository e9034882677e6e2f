-- From simple-onlineshop.csv to the inputs `activities` and `outcomes`; python -m tools.funnels runs it.
-- Variables: `data`, the file; `inputs`, the folder to write into.

-- The last day of the log.
set variable as_of = '2020-04-29';

-- One row per click; the row's number is its id.
create temp table clicks as
select row_number() over () as click_no, user_id, event, timestamp as clicked_at
from read_csv(getvariable('data'), all_varchar = true);

-- No contacts file: each visitor becomes a contact on the day of the first click. Payments are outcomes, and no activities.
copy (
    select
        click_no as activity_id,
        user_id as contact_id,
        clicked_at as occurred_at,
        case when event in ('product1', 'product2') then 'product' else event end as activity_type,
        event as asset
    from clicks
    where event <> 'payment_done'
) to (getvariable('inputs') || '/activities.csv');

copy (
    select click_no as outcome_id, user_id as contact_id, 'won' as outcome_type, clicked_at as occurred_at
    from clicks
    where event = 'payment_done'
) to (getvariable('inputs') || '/outcomes.csv');
