-- From Leads.csv to the inputs `contacts` and `outcomes`; python -m tools.run_example x_education runs it.
-- Variables: `data`, the folder of the raw files; `inputs`, the folder to write into.

-- The file has no dates at all, so the day that is scored may be any.
set variable as_of = '2024-01-01';

-- normalize_names turns "Total Time Spent on Website" into total_time_spent_on_website.
-- "Select" is what a form shows before anybody chooses: missing.
create temp view leads as
select * rename (totalvisits as total_visits, _search as search)
from read_csv(
    getvariable('data') || '/x_education/Leads.csv',
    all_varchar = true, normalize_names = true, nullstr = ['', 'Select']
);

-- Every column is a field for rules: contact.specialization, contact.total_visits, ...
-- Lead Number grows with time but tells no day: created_at stays empty, and such a contact exists always.
copy (
    select
        lead_number as contact_id,
        null as created_at,
        -- Out: the outcome, and what sales or another score wrote about the lead. They know how it ends.
        * exclude (
            lead_number, converted, tags, lead_quality, lead_profile,
            asymmetrique_activity_index, asymmetrique_activity_score,
            asymmetrique_profile_index, asymmetrique_profile_score
        )
    from leads
) to (getvariable('inputs') || '/contacts.csv');

-- Nobody knows when they bought: the day after the score, because the score must not know it.
copy (
    select
        lead_number as outcome_id,
        lead_number as contact_id,
        'won' as outcome_type,
        cast(getvariable('as_of') as date) + 1 as occurred_at
    from leads
    where converted = '1'
) to (getvariable('inputs') || '/outcomes.csv');
