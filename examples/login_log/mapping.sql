-- From the login log to the inputs `activities`, `contacts` and `companies`;
-- python -m tools.run_example login_log runs it.
-- Variables: `data`, the folder of the raw files; `inputs`, the folder to write into.

-- The last day of the log.
set variable as_of = '2014-06-06';

create temp view logins as
select *
from read_csv(getvariable('data') || '/login_activity/takehome_user_engagement.csv', all_varchar = true);

create temp view users as
select *
from read_csv(getvariable('data') || '/login_activity/takehome_users_deidentified.csv', all_varchar = true);

-- One row per user and day, so the two make the id.
copy (
    select
        user_id || '/' || time_stamp as activity_id,
        user_id as contact_id,
        time_stamp as occurred_at,
        'login' as activity_type,
        'login_log' as source_system
    from logins
) to (getvariable('inputs') || '/activities.parquet');

-- The addresses were removed from the file but their domains kept: the user's number stands in for the name,
-- so that contact.email_domain and contact.is_free_mail work.
copy (
    select
        object_id as contact_id,
        'user-' || object_id || '@' || email_domain as email,
        org_id as company_id,
        creation_time as created_at,
        creation_source,
        opted_in_to_mailing_list = '1' as opted_in,
        invited_by_user_id is not null as was_invited
    from users
) to (getvariable('inputs') || '/contacts.csv');

copy (
    select org_id as company_id, 'Organisation ' || org_id as name, count(*) as users
    from users
    group by org_id
    order by org_id
) to (getvariable('inputs') || '/companies.csv');
