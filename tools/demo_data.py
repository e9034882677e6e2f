"""Make believable raw CRM and activity data, from a small sample to tens of millions of rows.

    python -m tools.demo_data --out seeds/demo --format csv
    python -m tools.demo_data --out big --format parquet \
        --contacts 500000 --activities 20000000 --seed 7 --distinct-share 0.1

The first line, with all defaults, rewrites the committed sample byte for byte. Everything is SQL
run by DuckDB. Nothing is random: each draw is an integer hash of a row's key, the draw's name and
the seed, so the same arguments and DuckDB version give the same bytes, with any number of threads.

No person or company here is real. Company domains end in `.example`; addresses at free-mail
providers carry the row's number, so that they are nobody's.

What the data hides
-------------------
Whether a contact is worked by sales, accepted, becomes an opportunity and is won is drawn step by
step from logistic functions of `fit`, `intent` and fresh noise (see `PERSON` and `DEAL`):

* `fit` = effects of seniority, function, industry and lead source (`EFFECTS`), a smooth hump over
  company size with its top at 400 employees, less without a company or with an in-house team, and
  a bonus for decision makers in companies above the top. It uses the true values, also where the
  written attribute is blank.
* `intent` is never written. It drives how much a contact does and what (prices, products, demos).
* About a month of denser activity comes before sales steps in; others have such a month too.

Known truths, for work on evaluation:

* `main_pain` looks meaningful and is useless: it is independent of everything else.
* Drift: for contacts created from the first day of the month two months before the last one
  (2026-04-01 in the sample) the mix of `lead_source` changes from `LEAD_SOURCES` to
  `LEAD_SOURCES_AFTER_DRIFT`: far more cold lists and paid search, far fewer referrals and webinars.
* With `--leak` only: contacts have a column `sales_note`, which sales fill in once there is an opportunity.
  It foretells nothing and seems to foretell everything.

Planted defects are listed in `PLANTED`, which counts them after each run. One more trap is no
defect: `event_tool` numbers its activities by itself, so its ids also occur in other systems.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import duckdb

MEMORY_LIMIT = "4GB"
# Above this many activities, page views carry query strings unless --distinct-share says otherwise.
SMALL_SAMPLE = 100_000
SMALL_DISTINCT_SHARE = 0.0
LARGE_DISTINCT_SHARE = 0.1
COMPANIES_PER_CONTACT = 260 / 1200


def words(text: str) -> list[str]:
    """Split a list of words that is written as one text."""
    return text.split()


# --- Vocabulary: value -> weight; None is a blank cell ------------------------------------------

Weights = dict[str | None, int]

COUNTRIES: Weights = {
    "Germany": 28,
    "United States": 22,
    "United Kingdom": 12,
    "France": 8,
    "Netherlands": 6,
    "Austria": 5,
    "Switzerland": 5,
    "Sweden": 4,
    "Spain": 4,
    "Poland": 3,
    "Canada": 3,
}
HOURS_FROM_UTC = {
    "United States": -6,
    "Canada": -5,
    "United Kingdom": 0,
}
INDUSTRIES: Weights = {
    "software": 24,
    "manufacturing": 20,
    "finance": 14,
    "healthcare": 11,
    "retail": 12,
    "education": 8,
    "public_sector": 7,
    None: 4,
}
BUSINESS_MODELS: Weights = {"b2b": 64, "b2c": 22, "marketplace": 9, None: 5}
SENIORITIES: Weights = {
    "c_level": 7,
    "vp": 9,
    "director": 17,
    "manager": 27,
    "individual": 36,
    "student": 4,
}
JOB_FUNCTIONS: Weights = {
    "it": 16,
    "data": 13,
    "operations": 14,
    "finance": 10,
    "marketing": 16,
    "sales": 12,
    "engineering": 13,
    "hr": 6,
}
LEAD_SOURCES: Weights = {
    "organic_search": 26,
    "paid_search": 11,
    "organic_social": 10,
    "webinar": 14,
    "event": 9,
    "referral": 10,
    "content": 15,
    "cold_list": 5,
}
LEAD_SOURCES_AFTER_DRIFT: Weights = {
    "organic_search": 16,
    "paid_search": 27,
    "organic_social": 9,
    "webinar": 5,
    "event": 5,
    "referral": 4,
    "content": 9,
    "cold_list": 25,
}
MAIN_PAINS: Weights = {
    "Too many tools": 3,
    "Leads go cold": 3,
    "No view of the pipeline": 2,
    "Reports take days": 2,
    "Sales and marketing disagree": 2,
    "Data is scattered": 2,
    None: 5,
}
PRODUCTS: Weights = {"analytics": 4, "automation": 3, "integration": 3, "planning": 2}
FREE_MAIL: Weights = {
    "gmail.com": 9,
    "outlook.com": 4,
    "web.de": 3,
    "gmx.de": 3,
    "yahoo.com": 2,
    "icloud.com": 2,
    "hotmail.com": 1,
}
REJECT_REASONS: Weights = {"no_budget": 5, "bad_timing": 5, "not_a_fit": 4, "competitor": 2}
LOST_REASONS: Weights = {"no_budget": 4, "competitor": 4, "bad_timing": 3, "no_decision": 3}

HOT_PAGES: Weights = {
    "/pricing": 7,
    "/pricing?plan=team": 1,
    "/case-studies/faster-quotes": 2,
    "/case-studies/one-view-of-sales": 2,
    "/docs/security": 1,
    "/docs/migration": 1,
    "/contact": 1,
}
READING_PAGES: Weights = {
    "/": 14,
    "/blog/lead-scoring-basics": 5,
    "/blog/lead-scoring-basics?utm_source=newsletter": 1,
    "/blog/clean-crm-data": 4,
    "/blog/attribution-myths": 4,
    "/blog/sales-handover": 4,
    "/blog/ten-dashboards": 3,
    "/docs/getting-started": 4,
    "/docs/api": 4,
    "/docs/connectors": 3,
    "/careers": 3,
}
STUDENT_PAGES: Weights = {
    "/careers": 4,
    "/careers/internships": 3,
    "/blog/lead-scoring-basics": 2,
    "/": 2,
}
DOWNLOADS: Weights = {
    "buyers-guide.pdf": 4,
    "roi-calculator.xlsx": 3,
    "security-whitepaper.pdf": 2,
    "benchmark-report.pdf": 4,
}
MAIL_THEMES = ["price-guide", "security-check", "roi-week", "product-tour"]
WEBINAR_TOPICS = ["first-steps", "clean-data", "forecasting", "integrations", "customer-story"]
DEAL_VALUES: Weights = {"2500": 3, "5000": 4, "9000": 3, "15000": 2, "30000": 1}

NAME_STARTS = words(
    "Ald Bren Cald Dorn Elm Fenn Glim Hask Isen Jor Kest Lind Mor Nord Oster Pell Quill Rav Sund "
    "Tamm Ulver Varn Wester Yar Zell Asken Birk Corv Dray Esk"
)
NAME_ENDS = words(
    "wick mere holt ford stead vale brook ridge mark haven field gate moor crest fall dale bach "
    "borg heim lund sund thal tor wald"
)
PLACES = words(
    "Nord Sued Iberia Baltic Alpine Atlantic Midlands Lakes Delta Harbour Valley Coast Rhine "
    "Danube Prairie Highland Central Pacific Bay Summit River Forest Island Metro"
)
# The second word of a company's name, fitting its industry.
COMPANY_KINDS = {
    "software": ["Software", "Systems", "Cloud", "Labs"],
    "manufacturing": ["Works", "Components", "Machines", "Industries"],
    "finance": ["Capital", "Insurance", "Payments", "Credit"],
    "healthcare": ["Clinics", "Diagnostics", "Care", "Pharma"],
    "retail": ["Stores", "Outfitters", "Foods", "Home"],
    "education": ["Academy", "Learning", "College", "Courses"],
    "public_sector": ["Utilities", "Transit", "Services", "Housing"],
}
FIRST_NAMES = words(
    "Anna Ben Clara David Elena Felix Greta Hannah Ivan Julia Karl Laura Marco Nina Oliver Paula "
    "Quentin Rosa Simon Tara Ulrich Vera Walter Xenia Yusuf Zoe Amir Bianca Carlos Daria Emil "
    "Fatima George Helen Ines Jakob Katja Leon Maria Noah Olga Peter Rania Stefan Tessa Umar "
    "Victor Wanda Aisha Bruno Chloe Diego Erik Freya Hugo Isla Jonas Kira"
)
LAST_NAMES = words(
    "Adler Berg Costa Dietrich Evans Fischer Garcia Hansen Ivanova Jensen Keller Lopez Meyer Novak "
    "Olsen Petit Quinn Rossi Schulz Thomas Urban Vogel Weber Young Zimmer Arnold Baker Conti "
    "Dubois Eriksson Fuchs Green Hofmann Ito Jones Kowalska Lang Moreau Nilsson Otto Peters Ramos "
    "Sato Turner Ulrich Varga Wagner Wood Ziegler Brandt Carter Dumont Engel Ferrari Gruber Huber "
    "King Lindgren Marin Nowak Parker Richter Silva Taylor Walsh"
)

# Function -> (the word in titles, chief's title, individual contributors' titles).
TITLE_PARTS: dict[str, tuple[str, str, list[str]]] = {
    "it": ("IT", "CIO", ["System Administrator", "IT Specialist"]),
    "data": ("Data", "Chief Data Officer", ["Data Analyst", "Data Engineer", "BI Developer"]),
    "operations": ("Operations", "COO", ["Operations Analyst", "Process Specialist"]),
    "finance": ("Finance", "CFO", ["Controller", "Financial Analyst"]),
    "marketing": ("Marketing", "CMO", ["Marketing Specialist", "Content Editor", "CRM Specialist"]),
    "sales": ("Sales", "Chief Revenue Officer", ["Account Executive", "Sales Representative"]),
    "engineering": ("Engineering", "CTO", ["Software Engineer", "Platform Engineer"]),
    "hr": ("HR", "Chief People Officer", ["HR Specialist", "Recruiter"]),
    "student": ("", "", ["Student", "PhD student", "Working student"]),
}

ACTIVITY_TYPES = words(
    "page_view email_sent email_open email_click form_submit content_download newsletter_signup "
    "webinar_registered webinar_attended event_attended demo_request trial_started chat "
    "social_follow social_interaction meeting unsubscribe email_bounce"
)
CHANNELS = words("web email paid_search paid_social organic_social event chat sales")
SESSION_CHANNELS: Weights = {"web": 64, "paid_search": 16, "organic_social": 9, "paid_social": 11}
SOURCE_SYSTEMS = ["web_tracker", "email_tool", "crm", "event_tool"]
OTHER_ASSETS = words(
    "demo-form trial-form contact-form newsletter-form website-chat company-page post discovery-call demo-call"
)

# --- The hidden truth: what each value adds to `fit`; values not named add nothing ---------------

EFFECTS: dict[str, dict[str, float]] = {
    "seniority": {
        "c_level": 0.5,
        "vp": 0.8,
        "director": 0.6,
        "manager": 0.2,
        "individual": -0.4,
        "student": -1.8,
    },
    "job_function": {
        "data": 0.7,
        "it": 0.6,
        "operations": 0.4,
        "engineering": 0.3,
        "sales": -0.3,
        "hr": -0.4,
    },
    "industry": {
        "software": 0.4,
        "manufacturing": 0.3,
        "finance": 0.4,
        "retail": -0.1,
        "education": -0.5,
        "public_sector": -0.4,
    },
    "lead_source": {
        "referral": 0.7,
        "webinar": 0.4,
        "event": 0.4,
        "organic_search": 0.3,
        "organic_social": -0.2,
        "cold_list": -0.9,
    },
}

# --- Drawing: macros that all steps share --------------------------------------------------------

# A 32-bit integer mixer in plain arithmetic, not DuckDB's hash(), which may change between
# versions. u(key, name) is uniform in [0, 1); z(key, name) is nearly normal; key_of joins two keys.
DRAW_MACROS = """
CREATE MACRO low32(x) AS x & 4294967295::UBIGINT;
CREATE MACRO salt(name) AS ('0x' || left(md5(name || ' ' || seed()), 8))::UBIGINT;
CREATE MACRO mix_1(x) AS low32(xor(x, x >> 16) * 569420461::UBIGINT);
CREATE MACRO mix_2(x) AS low32(xor(x, x >> 15) * 3545902487::UBIGINT);
CREATE MACRO mix(x) AS mix_2(mix_1(x));
CREATE MACRO key_of(n, i) AS
    mix(low32(n::UBIGINT * 2654435761::UBIGINT + i::UBIGINT * 2246822519::UBIGINT));
CREATE MACRO u(key, name) AS
    mix(low32(key::UBIGINT * 2654435761::UBIGINT + salt(name)))::DOUBLE / 4294967296::DOUBLE;
CREATE MACRO z(key, name) AS
    (u(key, name) + u(key, name || '2') + u(key, name || '3') + u(key, name || '4') - 2)
    * 1.7320508::DOUBLE;
CREATE MACRO pick(list, key, name) AS list[1 + floor(u(key, name) * len(list))::INTEGER];
CREATE MACRO rounded(x, key, name) AS floor(x + u(key, name))::INTEGER;
CREATE MACRO sigmoid(x) AS 1 / (1 + exp(-x::DOUBLE));
"""

# People work on weekdays, mostly 7 to 18 o'clock where they live. What falls on a weekend waits for
# the week after; what would then fall after the end of the data is moved back a week.
TIME_MACROS = """
CREATE MACRO later(t, seconds) AS t + to_seconds(floor(seconds)::BIGINT);
CREATE MACRO days_between(a, b) AS epoch(b - a) / 86400;
CREATE MACRO later_days(t, days) AS later(t, days * 86400);
CREATE MACRO workday(t, key) AS
    CASE
        WHEN isodow(t) > 5 AND u(key, 'weekend') < 0.85
        THEN t::DATE + (8 - isodow(t) + floor(5 * u(key, 'weekday')))::INTEGER
        ELSE t::DATE
    END;
CREATE MACRO clock(key) AS
    CASE
        WHEN u(key, 'any hour') < 0.06 THEN 24 * u(key, 'hour')
        ELSE 7 + 5.5 * (u(key, 'hour') + u(key, 'hour2'))
    END;
CREATE MACRO at_work(t, key, utc_offset) AS
    later(workday(t, key)::TIMESTAMP, 3600 * (clock(key) - utc_offset));
CREATE MACRO not_after_end(t) AS
    CASE WHEN t >= stop_at() THEN t - to_days(7) ELSE t END;
CREATE MACRO inside(t) AS
    CASE WHEN t < start_at() THEN t + to_days(7) ELSE not_after_end(t) END;
"""

# --- Companies -----------------------------------------------------------------------------------

# Roots repeat only after all have been used; then a place keeps names apart, and last a number.
COMPANY = """
CREATE TABLE company AS
WITH drawn AS (
    SELECT
        n,
        pick(industries(), n, 'industry') AS industry,
        (n * 307 + 101 * seed()) % (len(name_starts()) * len(name_ends())) AS root,
        n // (len(name_starts()) * len(name_ends())) AS repeat,
        greatest(1, round(exp(5.1 + 1.6 * z(n, 'size'))))::INTEGER AS employees
    FROM range(1, company_count() + 1) AS t(n)
),
named AS (
    SELECT
        *,
        name_starts()[1 + root % len(name_starts())]
            || name_ends()[1 + root // len(name_starts())]
            || CASE WHEN repeat > 0 THEN ' ' || places()[1 + repeat % len(places())] ELSE '' END
            || CASE WHEN repeat > len(places()) THEN ' ' || repeat ELSE '' END
            || ' ' || pick(company_kinds()[coalesce(industry, 'software')], n, 'kind') AS name
    FROM drawn
)
SELECT
    n,
    name,
    -- Now and then a subsidiary uses its parent's domain.
    lower(replace(
        CASE WHEN n % 120 = 60 THEN lag(name) OVER (ORDER BY n) ELSE name END, ' ', '-'
    )) || '.example' AS domain,
    industry,
    employees,
    employees * (60000 + 240000 * u(n, 'revenue'))::BIGINT AS revenue,
    pick(countries(), n, 'country') AS country,
    pick(business_models(), n, 'business model') AS business_model,
    u(n, 'in-house team') < 0.35 AS has_in_house_team,
    u(n, 'mail scanner') < 0.06 AS scans_mail,
    CASE
        WHEN u(n, 'contacts') < 0.08 THEN 0
        ELSE 1 + floor(8 * power(u(n, 'contacts2'), 1.1))::INTEGER
    END AS contacts
FROM named
ORDER BY n
"""

# --- People --------------------------------------------------------------------------------------

# p numbers people company by company; those left over have no company. A duplicate person (see
# merges) is the record of somebody before it in the same company.
PLACE = """
CREATE TABLE place AS
WITH slots AS (
    SELECT n AS company_n, unnest(range(contacts)) AS slot FROM company
),
numbered AS (
    SELECT row_number() OVER (ORDER BY company_n, slot) AS p, company_n, slot FROM slots
),
placed AS (
    SELECT n AS p, company_n, coalesce(slot, 0) AS slot
    FROM range(1, contact_count() + 1) AS t(n)
    LEFT JOIN numbered ON numbered.p = t.n
),
paired AS (
    SELECT
        *,
        slot >= 2 AND (u(p, 'merge') < 0.014 OR u(p, 'chain') < 0.008)
        OR slot >= 1 AND lead(slot, 1, 0) OVER (ORDER BY p) >= 2 AND u(p + 1, 'chain') < 0.008
            AS is_duplicate
    FROM placed
)
SELECT *, max(CASE WHEN NOT is_duplicate THEN p END) OVER (ORDER BY p) AS original_p
FROM paired
ORDER BY p
"""

# Who they are. Contacts date back 300 days before the first activity, ever more of them.
PERSON = """
CREATE TABLE person AS
WITH drawn AS (
    SELECT
        p,
        original_p,
        is_duplicate,
        company_n,
        company.industry,
        company.employees,
        company.has_in_house_team,
        company.domain,
        coalesce(company.scans_mail, false) AS scans_mail,
        CASE
            WHEN company_n IS NULL AND u(p, 'student') < 0.25 THEN 'student'
            ELSE pick(seniorities(), original_p, 'seniority')
        END AS seniority,
        CASE
            WHEN u(p, 'abroad') < 0.1 OR company.country IS NULL
            THEN pick(countries(), original_p, 'country')
            ELSE company.country
        END AS country,
        company_n IS NULL OR u(p, 'free mail') < CASE WHEN is_duplicate THEN 0.5 ELSE 0.1 END
            AS is_free_mail,
        z(original_p, 'intent') AS intent,
        later_days(
            start_at() - to_days(300),
            (days() + 300) * power(u(p, 'created'), 0.65)
        ) AS created_around
    FROM place
    LEFT JOIN company ON company.n = place.company_n
),
dated AS (
    SELECT
        *,
        not_after_end(at_work(created_around, p, utc_offset(country))) AS created_at,
        CASE
            WHEN seniority = 'student' THEN 'student'
            ELSE pick(job_functions(), original_p, 'function')
        END AS job_function
    FROM drawn
),
sourced AS (
    SELECT
        *,
        CASE
            WHEN created_at < drift_at() THEN pick(lead_sources(), p, 'source')
            ELSE pick(lead_sources_after_drift(), p, 'source')
        END AS lead_source
    FROM dated
),
fitted AS (
    SELECT
        *,
        effect('seniority', seniority)
            + effect('job_function', job_function)
            + effect('industry', industry)
            + effect('lead_source', lead_source)
            + coalesce(1.1 * exp(-power(ln(employees / 400) / 1.4, 2)) - 0.4, -0.9)
            - CASE WHEN has_in_house_team THEN 0.2 ELSE 0 END
            + CASE WHEN seniority IN ('vp', 'director') AND employees > 400 THEN 0.4 ELSE 0 END
            AS fit
    FROM sourced
)
SELECT
    row_number() OVER (ORDER BY created_at, p) AS n,
    *,
    pick(first_names(), original_p, 'first name') AS first_name,
    pick(last_names(), original_p, 'last name') AS last_name,
    pick(products(), original_p, 'product') AS product,
    u(p, 'e-mail') >= 0.02 AS has_email,
    u(p, 'unsubscribes') < 0.035 AS unsubscribes,
    u(p, 'bounces') < 0.025 AS bounces,
    -- Merged records are often gone from the CRM; some others were never synchronised.
    u(p, 'gone') < CASE WHEN is_duplicate THEN 0.35 ELSE 0.012 END AS is_absent
FROM fitted
ORDER BY n
"""

# What sales made of them. Steps after the end of the data have not happened yet.
DEAL = """
CREATE TABLE deal AS
WITH worked AS (
    SELECT
        n,
        fit,
        intent,
        greatest(created_at, start_at() + to_days(15)) AS first_chance,
        key_of(n, 1) AS k_answer,
        key_of(n, 2) AS k_open,
        key_of(n, 3) AS k_close,
        key_of(n, 4) AS k_again,
        u(n, 'worked') < sigmoid(-2.2 + 1.1 * fit + 1.1 * intent + 0.4 * z(n, 'luck')) AS is_worked
    FROM person
),
dated AS (
    SELECT
        *,
        later_days(first_chance, days_between(first_chance, stop_at()) * power(u(n, 'when'), 0.9))
            AS focus_at
    FROM worked
),
handed AS (
    SELECT
        *,
        at_work(later_days(focus_at, 1 + 3 * u(n, 'reply')), k_answer, 1) AS answered_at,
        is_worked
        AND u(n, 'accepted') < sigmoid(0.7 + 0.7 * fit + 0.4 * intent + 0.4 * z(n, 'mood'))
            AS is_accepted
    FROM dated
),
opened AS (
    SELECT
        *,
        at_work(later_days(answered_at, 2 + 16 * u(n, 'to open')), k_open, 1) AS opened_at,
        is_accepted AND u(n, 'opened') < sigmoid(0.9 + 0.5 * fit + 0.5 * intent) AS is_opened
    FROM handed
)
SELECT
    *,
    at_work(later_days(opened_at, 7 + 45 * u(n, 'to close')), k_close, 1) AS closed_at,
    is_opened AND u(n, 'won') < sigmoid(0.05 + 0.4 * fit + 0.3 * intent) AS is_won,
    is_opened AND u(n, 'stuck') < 0.12 AS is_stuck,
    500 * (6 + floor(90 * power(u(n, 'amount'), 2)))::INTEGER AS amount,
    CASE
        WHEN fit < -1.5 AND u(n, 'student reason') < 0.6 THEN 'student'
        ELSE pick(reject_reasons(), n, 'reject reason')
    END AS reject_reason,
    pick(lost_reasons(), n, 'lost reason') AS lost_reason
FROM opened
ORDER BY n
"""

OUTCOME = """
CREATE TABLE outcome AS
WITH steps AS (
    SELECT
        n, 'sales_rejected' AS outcome_type, answered_at AS occurred_at,
        NULL AS amount, reject_reason AS reason
    FROM deal WHERE is_worked AND NOT is_accepted
    UNION ALL
    SELECT n, 'sales_accepted', answered_at, NULL, NULL FROM deal WHERE is_accepted
    UNION ALL
    -- Bad timing can become good timing.
    SELECT
        n, 'sales_accepted',
        at_work(later_days(answered_at, 45 + 60 * u(n, 'again')), k_again, 1), NULL, NULL
    FROM deal
    WHERE is_worked AND NOT is_accepted AND reject_reason = 'bad_timing' AND u(n, 'retry') < 0.4
    UNION ALL
    SELECT n, 'opportunity', opened_at, amount, NULL FROM deal WHERE is_opened
    UNION ALL
    SELECT n, 'won', closed_at, amount, NULL FROM deal WHERE is_won AND NOT is_stuck
    UNION ALL
    SELECT n, 'lost', closed_at, NULL, lost_reason
    FROM deal WHERE is_opened AND NOT is_won AND NOT is_stuck
)
SELECT row_number() OVER (ORDER BY occurred_at, n, outcome_type) AS id, *
FROM steps
WHERE occurred_at < stop_at()
ORDER BY id
"""

# --- The calendar: campaigns, mailings, webinars, fairs ------------------------------------------

CAMPAIGN = """
CREATE TABLE campaign AS
WITH quarters AS (
    SELECT
        quarter_start::DATE AS day,
        'q' || quarter(quarter_start) || '-' || strftime(quarter_start, '%y') AS name,
        row_number() OVER (ORDER BY quarter_start) AS i
    FROM generate_series(
        date_trunc('quarter', start_at()), stop_at(), INTERVAL 3 MONTH
    ) AS t(quarter_start)
)
SELECT
    channel,
    name || '-' || CASE WHEN channel = 'email' THEN pick_nth(mail_themes(), i) ELSE topic END
        AS campaign,
    CASE WHEN channel = 'email' THEN pick_nth(mail_themes(), i) END AS theme,
    day + first_day AS first_day,
    day + last_day AS last_day
FROM quarters
CROSS JOIN (
    VALUES
        ('email', NULL, 7, 75), ('paid_search', 'search', 5, 75), ('paid_social', 'social', 20, 65)
) AS kinds(channel, topic, first_day, last_day)
"""

# One row per mailing, webinar and fair; i counts them by kind from 1.
CALENDAR = """
CREATE TABLE calendar AS
WITH days AS (
    SELECT day::DATE AS day
    FROM generate_series(start_at(), stop_at() - to_days(1), INTERVAL 1 DAY) AS t(day)
),
entries AS (
    SELECT
        'mailing' AS kind, later(day, 8 * 3600) AS held_at, 'newsletter' AS campaign,
        strftime(day, 'newsletter-%G-w%V') AS asset
    FROM days WHERE isodow(day) = 2 AND week(day) % 2 = 0
    UNION ALL
    SELECT
        'mailing', later(day, 9 * 3600), 'product-news', strftime(day, 'product-news-%G-w%V')
    FROM days WHERE isodow(day) = 4 AND week(day) % 2 = 1
    UNION ALL
    SELECT
        'mailing', later(date_trunc('week', first_day) + to_days(9 + 14 * i), 10 * 3600), campaign,
        theme || '-' || (i + 1)
    FROM campaign CROSS JOIN (VALUES (0), (1), (2), (3), (4)) AS steps(i)
    WHERE channel = 'email'
    UNION ALL
    SELECT
        'webinar', later(day, 14 * 3600), strftime(day, 'webinar-%Y-%m'),
        'webinar-' || pick_nth(webinar_topics(), month(day))
    FROM days WHERE isodow(day) = 4 AND day(day) BETWEEN 8 AND 14
    UNION ALL
    SELECT
        'fair', later(day, 9 * 3600), 'expo-' || year(day) || '-q' || quarter(day),
        'expo-' || year(day) || '-q' || quarter(day)
    FROM days WHERE month(day) % 3 = 2 AND isodow(day) = 3 AND day(day) BETWEEN 15 AND 21
)
SELECT *, row_number() OVER (PARTITION BY kind ORDER BY held_at, asset) AS i
FROM entries
WHERE held_at >= start_at() AND held_at < stop_at()
ORDER BY kind, i
"""

# --- Activities ----------------------------------------------------------------------------------

# Who is how active. Most are quiet, few are very active; hot is the taste for prices and products.
HABIT = """
CREATE TABLE habit AS
WITH lives AS (
    SELECT
        person.*,
        deal.focus_at,
        deal.is_worked,
        greatest(
            start_at(),
            created_at - to_days(
                CASE WHEN u(n, 'anonymous') < 0.35 THEN rounded(30 * u(n, 'days'), n, 'day') ELSE 0
                END
            )
        ) AS since
    FROM person
    JOIN deal USING (n)
)
SELECT
    *,
    CASE
        WHEN u(n, 'silent') < 0.04 THEN 0
        ELSE CASE WHEN u(n, 'quiet') < 0.55 THEN 0.3 ELSE 1 END
            * exp(0.7 * z(n, 'volume') + 0.65 * intent)
            * CASE WHEN is_worked THEN 2.5 ELSE 1 END
            * sqrt(days_between(since, stop_at()) / days())
    END AS weight,
    -- Mail depends less on how active they are.
    CASE WHEN has_email THEN sqrt(weight) ELSE 0 END AS mail_weight,
    sigmoid(-1.3 + 1.1 * intent) AS hot
FROM lives
ORDER BY n
"""

# How many of each kind per unit of weight: what --activities leaves after meetings and bots, split
# by shares of rows, divided by the rows that one such thing brings on average.
BUDGET = """
CREATE TABLE budget AS
WITH totals AS (
    SELECT
        sum(weight) AS weight,
        sum(mail_weight) AS mail_weight,
        1.005 * activity_count() - 22 * burst_count()
            - (SELECT 1.5 * count(*) FROM deal WHERE is_accepted) AS activities
    FROM habit
)
SELECT
    activities,
    weight AS total_weight,
    0.37 * activities / 1.56 / mail_weight AS mailings,
    0.07 * activities / 1.56 / weight AS webinars,
    0.02 * activities / weight AS fairs,
    0.05 * activities / weight AS social
FROM totals
"""

# Who is invited to what: a contact never gets the same mailing, webinar or fair twice, because each
# of its invitations comes from a stretch of the calendar of its own.
INVITATION = """
CREATE TABLE invitation AS
WITH wanted AS (
    SELECT
        habit.*,
        kind,
        kind_no,
        greatest(created_at, start_at()) AS known_at,
        rounded(
            CASE kind
                WHEN 'mailing' THEN greatest(0.9 * sign(mail_weight), mail_weight * mailings)
                WHEN 'webinar' THEN weight * webinars
                ELSE weight * fairs
            END, n, kind
        ) AS wanted_times
    FROM habit
    CROSS JOIN budget
    CROSS JOIN (VALUES ('mailing', 1), ('webinar', 2), ('fair', 3)) AS kinds(kind, kind_no)
),
bounded AS (
    SELECT
        wanted.*,
        calendar.i AS first_i,
        last_i - calendar.i + 1 AS choice,
        least(wanted_times, choice) AS times
    FROM wanted
    ASOF JOIN calendar ON calendar.kind = wanted.kind AND calendar.held_at >= wanted.known_at
    JOIN (SELECT kind, max(i) AS last_i FROM calendar GROUP BY kind) AS ends
        ON ends.kind = wanted.kind
),
spread AS (
    SELECT
        *, unnest(range(times)) AS j, choice / times AS stride
    FROM bounded
    WHERE times > 0
),
keyed AS (
    SELECT *, key_of(n, 1000 * kind_no + j) AS k FROM spread
),
chosen AS (
    SELECT
        *, first_i + floor(j * stride) + floor(floor(stride) * u(k, 'which')) AS i
    FROM keyed
)
SELECT
    n, k, kind, held_at, campaign, asset, j, times, hot, intent, country, created_at,
    scans_mail, bounces, unsubscribes
FROM chosen
JOIN calendar USING (kind, i)
"""

# Visits fill up what is left: a calendar only has so many mailings and webinars.
VISIT_BUDGET = """
CREATE TABLE visit_budget AS
SELECT
    (0.95 * activities - (
        SELECT sum(CASE kind WHEN 'fair' THEN 1 ELSE 1.56 END) FROM invitation
    )) / 2.94 / total_weight AS sessions
FROM budget
"""

# A visit lies in the weeks before the contact's focus, or anywhere with more soon after the start.
SESSION = """
CREATE TABLE session AS
WITH visits AS (
    SELECT *, key_of(n, i) AS k
    FROM (
        SELECT
            habit.*, unnest(range(rounded(weight * sessions, n, 'sessions'))) AS i
        FROM habit CROSS JOIN visit_budget
    )
),
planned AS (
    SELECT
        *,
        CASE
            WHEN u(k, 'focused') < 0.55
            THEN greatest(since, later_days(focus_at, 4 - 34 * power(u(k, 'when'), 1.3)))
            ELSE later_days(since, days_between(since, stop_at()) * power(u(k, 'when'), 1.5))
        END AS planned_at
    FROM visits
),
worked AS (
    SELECT
        *,
        at_work(planned_at, k, utc_offset(country)) AS worked_at,
        CASE
            WHEN lead_source IN ('paid_search', 'organic_social') AND u(k, 'same channel') < 0.4
            THEN lead_source
            ELSE pick(session_channels(), k, 'channel')
        END AS session_channel,
        1 + least(9, floor(-2.1 * ln(1 - u(k, 'pages'))))::INTEGER AS pages
    FROM planned
),
started AS (
    SELECT *, inside(worked_at) AS started_at FROM worked
)
SELECT
    n, k, started_at, hot, product, seniority, pages, campaign,
    session_channel AS channel,
    30 + 200 * power(u(k, 'pace'), 2) AS pace
FROM started
LEFT JOIN campaign
    ON campaign.channel = started.session_channel
    AND started_at::DATE BETWEEN first_day AND last_day
"""

# The web: page views of each visit, and what the visit led to at its end.
PAGE_VIEW = """
CREATE VIEW page_view AS
WITH views AS (
    SELECT *, unnest(range(pages)) AS i FROM session
),
keyed AS (
    SELECT *, key_of(k, i) AS ki FROM views
)
SELECT
    n AS contact_n,
    later(started_at, pace * (i + 0.9 * u(ki, 'pace'))) AS occurred_at,
    'page_view' AS activity_type,
    channel,
    CASE
        WHEN seniority = 'student' AND u(ki, 'student page') < 0.4
        THEN pick(student_pages(), ki, 'page')
        WHEN u(ki, 'hot page') >= hot THEN pick(reading_pages(), ki, 'page')
        WHEN u(ki, 'product page') < 0.4 THEN '/product/' || product
        ELSE pick(hot_pages(), ki, 'page')
    END AS asset,
    campaign,
    NULL::INTEGER AS value,
    'web_tracker' AS source_system,
    false AS is_bot
FROM keyed
"""

WEB_GOAL = """
CREATE VIEW web_goal AS
WITH goals AS (
    SELECT
        *,
        CASE
            WHEN u(k, 'goal') < 0.12 * hot THEN 'demo_request'
            WHEN u(k, 'goal') < 0.20 * hot THEN 'trial_started'
            WHEN u(k, 'goal') < 0.26 * hot THEN 'form_submit'
            WHEN u(k, 'goal') < 0.02 + 0.28 * hot THEN 'chat'
            WHEN u(k, 'goal') < 0.08 + 0.36 * hot THEN 'content_download'
            WHEN u(k, 'goal') < 0.10 + 0.36 * hot THEN 'newsletter_signup'
        END AS activity_type
    FROM session
)
SELECT
    n AS contact_n,
    later(started_at, pace * pages + 20) AS occurred_at,
    activity_type,
    CASE WHEN activity_type = 'chat' THEN 'chat' ELSE channel END AS channel,
    CASE activity_type
        WHEN 'demo_request' THEN 'demo-form'
        WHEN 'trial_started' THEN 'trial-form'
        WHEN 'form_submit' THEN 'contact-form'
        WHEN 'chat' THEN 'website-chat'
        WHEN 'content_download' THEN pick(downloads(), k, 'download')
        ELSE 'newsletter-form'
    END AS asset,
    campaign,
    CASE
        WHEN activity_type IN ('demo_request', 'trial_started')
        THEN pick(deal_values(), k, 'deal')::INTEGER
    END AS value,
    'web_tracker' AS source_system,
    false AS is_bot
FROM goals
WHERE activity_type IS NOT NULL
"""

# Mail: a hard bounce ends it, an unsubscribe is the answer to the last mail. A company's mail
# scanner opens each mail and follows its link within a second of delivery.
MAIL = """
CREATE VIEW mail AS
WITH sent AS (
    SELECT
        *,
        later(held_at, 1800 * u(k, 'queue')) AS sent_at,
        u(k, 'open') < 0.12 + 0.5 * hot AS is_opened,
        u(k, 'click') < 0.10 + 0.35 * hot AS is_clicked
    FROM invitation
    WHERE kind = 'mailing' AND NOT (bounces AND j > 1)
),
read AS (
    SELECT
        *,
        later(sent_at, 2 + 3 * 86400 * power(u(k, 'opened after'), 4)) AS opened_at,
        unsubscribes AND j = times - 1 AS is_left
    FROM sent
),
events AS (
    SELECT *, 'email_sent' AS activity_type, sent_at AS occurred_at, false AS is_bot FROM read
    UNION ALL
    SELECT *, 'email_bounce', later(sent_at, 5), false FROM read WHERE bounces
    UNION ALL
    SELECT *, 'email_open', later(sent_at, u(k, 'scan') + 0.5), true
    FROM read WHERE scans_mail AND NOT bounces
    UNION ALL
    SELECT *, 'email_click', later(sent_at, 1), true FROM read WHERE scans_mail AND NOT bounces
    UNION ALL
    SELECT *, 'email_open', opened_at, false FROM read WHERE (is_opened OR is_left) AND NOT bounces
    UNION ALL
    SELECT *, 'email_click', later(opened_at, 8 + 90 * u(k, 'clicked after')), false
    FROM read WHERE is_opened AND is_clicked AND NOT bounces
    UNION ALL
    SELECT *, 'page_view', later(opened_at, 10 + 90 * u(k, 'clicked after')), false
    FROM read WHERE is_opened AND is_clicked AND NOT bounces
    UNION ALL
    SELECT *, 'unsubscribe', later(opened_at, 30), false FROM read WHERE is_left AND NOT bounces
)
SELECT
    n AS contact_n,
    occurred_at,
    activity_type,
    'email' AS channel,
    CASE
        WHEN activity_type <> 'page_view' THEN asset
        WHEN campaign = 'newsletter' THEN '/blog/lead-scoring-basics?utm_source=newsletter'
        ELSE '/pricing'
    END AS asset,
    campaign,
    NULL::INTEGER AS value,
    CASE WHEN activity_type = 'page_view' THEN 'web_tracker' ELSE 'email_tool' END
        AS source_system,
    is_bot
FROM events
"""

# Webinars (value: minutes watched), fairs, social networks and meetings with sales.
ENCOUNTER = """
CREATE VIEW encounter AS
WITH invited AS (
    SELECT *, later_days(held_at, -7 - 10 * u(k, 'ahead')) AS planned_at
    FROM invitation WHERE kind = 'webinar'
),
webinars AS (
    SELECT
        *,
        at_work(planned_at, k, 1) AS registered_at,
        u(k, 'attends') < 0.35 + 0.5 * hot AS attends
    FROM invited
),
planned AS (
    SELECT *, later_days(since, days_between(since, stop_at()) * u(k, 'when')) AS planned_at
    FROM (
        SELECT *, key_of(n, 4000 + i) AS k
        FROM (
            SELECT habit.*, unnest(range(rounded(weight * social, n, 'social'))) AS i
            FROM habit CROSS JOIN budget
        )
    )
),
posts AS (
    SELECT
        *,
        at_work(planned_at, k, utc_offset(country)) AS posted_at,
        u(k, 'follow') < 0.25 AS is_follow
    FROM planned
),
meetings AS (
    SELECT *, key_of(n, 5000 + i) AS k, later_days(answered_at, 1 + 4 * i) AS planned_at
    FROM (
        SELECT n, answered_at, unnest(range(1 + floor(2 * u(n, 'meetings'))::INTEGER)) AS i
        FROM deal WHERE is_accepted
    )
)
SELECT
    n AS contact_n, greatest(created_at, inside(registered_at)) AS occurred_at,
    'webinar_registered' AS activity_type, 'event' AS channel, asset, campaign,
    NULL::INTEGER AS value, 'event_tool' AS source_system
FROM webinars
UNION ALL
SELECT
    n, later(held_at, 600 * u(k, 'joins')), 'webinar_attended', 'event', asset, campaign,
    1 + floor(60 * power(u(k, 'minutes'), 0.6))::INTEGER, 'event_tool'
FROM webinars WHERE attends
UNION ALL
SELECT
    n, later(held_at, 8 * 3600 * u(k, 'arrives')), 'event_attended', 'event', asset, campaign,
    NULL, 'event_tool'
FROM invitation WHERE kind = 'fair'
UNION ALL
SELECT
    n, inside(posted_at), CASE WHEN is_follow THEN 'social_follow' ELSE 'social_interaction' END,
    CASE WHEN u(k, 'paid') < 0.3 THEN 'paid_social' ELSE 'organic_social' END,
    CASE WHEN is_follow THEN 'company-page' ELSE 'post' END, NULL, NULL, 'web_tracker'
FROM posts
UNION ALL
SELECT
    n, at_work(planned_at, k, 1), 'meeting', 'sales',
    CASE i WHEN 0 THEN 'discovery-call' ELSE 'demo-call' END, NULL, NULL, 'crm'
FROM meetings
"""

# Crawlers that were taken for a contact: many pages in a few seconds.
CRAWL = """
CREATE VIEW crawl AS
WITH bursts AS (
    SELECT
        n AS k,
        1 + floor(u(n, 'crawled') * contact_count())::INTEGER AS contact_n,
        later_days(start_at(), days() * u(n, 'crawled at')) AS started_at,
        unnest(range(15 + floor(15 * u(n, 'crawl'))::INTEGER)) AS i
    FROM range(1, burst_count() + 1) AS t(n)
)
SELECT
    contact_n,
    later(started_at, i + u(key_of(k, i), 'pause')) AS occurred_at,
    'page_view' AS activity_type,
    'web' AS channel,
    pick(reading_pages(), key_of(k, i), 'crawled page') AS asset,
    NULL AS campaign,
    NULL::INTEGER AS value,
    'web_tracker' AS source_system,
    true AS is_bot
FROM bursts
"""

# Short integer codes instead of text make the two big sorts below cheap.
CODES = """
CREATE TYPE activity_code AS ENUM (SELECT unnest(activity_types()));
CREATE TYPE version_code AS ENUM (
    'original', 'resent', 'corrected', 'tied', 'deleted'
);
CREATE TYPE defect_code AS ENUM (SELECT unnest(defect_names()));
CREATE TYPE channel_code AS ENUM (SELECT unnest(channels()));
CREATE TYPE source_code AS ENUM (SELECT unnest(source_systems()));
CREATE TYPE campaign_code AS ENUM (
    SELECT campaign FROM campaign UNION SELECT campaign FROM calendar ORDER BY campaign
);
CREATE TYPE asset_code AS ENUM (
    SELECT unnest(site_assets()) AS asset UNION SELECT asset FROM calendar ORDER BY asset
);
"""

# All activities in order of time. Sorting by every column leaves only identical rows
# interchangeable, so a row's number is the same in every run.
ACTIVITY = """
CREATE TABLE activity AS
SELECT
    occurred_at,
    contact_n::UINTEGER AS contact_n,
    activity_type::activity_code AS activity_type,
    channel::channel_code AS channel,
    asset::asset_code AS asset,
    campaign::campaign_code AS campaign,
    value,
    source_system::source_code AS source_system,
    coalesce(is_bot, false) AS is_bot
FROM (
    FROM page_view
    UNION ALL BY NAME FROM web_goal
    UNION ALL BY NAME FROM mail
    UNION ALL BY NAME FROM encounter
    UNION ALL BY NAME FROM crawl
)
WHERE occurred_at < stop_at()
ORDER BY ALL
"""

# The share of page views that needs a query string of its own to reach --distinct-share.
QUERY_SHARE = """
CREATE TABLE query_share AS
SELECT
    greatest(0, least(1, (distinct_share() * count(*) - (
        SELECT count(*) FROM (
            SELECT DISTINCT activity_type, channel, asset, campaign, value, source_system
            FROM activity
        )
    )) / count(*) FILTER (WHERE activity_type = 'page_view'))) AS share
FROM activity
"""

# How the activities arrived: when, how often, and what was broken on the way. In the order of
# loading, as a landing table has them; what was not loaded by the end of the last day is not there.
LANDED = """
CREATE TABLE landed AS
WITH numbered AS (
    SELECT
        activity.rowid + 1 AS id,
        activity.*,
        u(id, 'query string') < share AS has_query_string,
        CASE
            WHEN u(id, 'late') < 0.007 THEN 86400 * (2 + 23 * u(id, 'delay'))
            WHEN source_system = 'web_tracker' THEN 60 + 840 * u(id, 'delay')
            WHEN source_system = 'email_tool' THEN 300 + 3300 * u(id, 'delay')
            WHEN source_system = 'crm' THEN 86400 * (0.2 + 0.6 * u(id, 'delay'))
            ELSE 86400 * (0.5 + u(id, 'delay'))
        END AS delay,
        CASE
            WHEN u(id, 'copy') < 0.006 THEN ['original', 'resent']
            WHEN u(id, 'copy') < 0.010 THEN ['original', 'corrected']
            WHEN u(id, 'copy') < 0.012 THEN ['original', 'tied']
            WHEN u(id, 'copy') < 0.016 THEN ['original', 'deleted']
            ELSE ['original']
        END AS versions,
        CASE
            WHEN len(versions) > 1 THEN NULL
            ELSE defect_names()[1 + floor(u(id, 'defect') / 0.0009)::INTEGER]
        END AS defect
    FROM activity
    CROSS JOIN query_share
),
copied AS (
    SELECT *, unnest(versions) AS version FROM numbered
),
timed AS (
    SELECT
        * EXCLUDE (versions, occurred_at, value, channel),
        CASE
            WHEN version = 'corrected' AND value IS NULL THEN later(occurred_at, -90)
            WHEN defect = 'before_event' THEN later(occurred_at, delay + 86400 * 4.5)
            ELSE occurred_at
        END AS occurred_at,
        CASE WHEN version = 'corrected' THEN value + 5 ELSE value END AS value,
        CASE
            WHEN version <> 'tied' THEN channel
            WHEN channel = 'web' THEN 'organic_social'
            ELSE 'web'
        END AS channel,
        later(
            occurred_at,
            delay + CASE
                WHEN version IN ('original', 'tied') THEN 0
                ELSE 86400 * (0.1 + 4 * u(id, 'next version'))
            END
        ) AS loaded_at,
        delay >= 2 * 86400 AS is_late
    FROM copied
)
SELECT
    id, contact_n, occurred_at, loaded_at, activity_type, channel::channel_code AS channel,
    asset, campaign, value, source_system, is_bot, has_query_string, is_late,
    version::version_code AS version, defect::defect_code AS defect
FROM timed
WHERE loaded_at < stop_at()
ORDER BY loaded_at, id, version
"""

# --- What is written -----------------------------------------------------------------------------

# Some answer a mail, most of them while they deal with sales: within minutes or after days.
ANSWER = """
CREATE VIEW answer AS
WITH answered AS (
    SELECT
        *,
        later(occurred_at, 240 + 3 * 86400 * power(u(id, 'answers after'), 4)) AS answered_at
    FROM landed
    WHERE activity_type = 'email_sent'
        AND version = 'original'
        AND defect IS NULL
        AND u(id, 'answers')
        < CASE WHEN contact_n IN (SELECT n FROM deal WHERE is_accepted) THEN 0.2 ELSE 0.02 END
)
SELECT
    'r' || substr(activity_id(id), 2) AS activity_id,
    contact_id(contact_n) AS contact_id,
    answered_at::VARCHAR AS occurred_at,
    later(answered_at, 300)::VARCHAR AS loaded_at,
    'email_reply' AS activity_type,
    'email' AS channel,
    asset::VARCHAR AS asset,
    campaign::VARCHAR AS campaign,
    NULL::VARCHAR AS value,
    'email_tool' AS source_system,
    'false' AS is_bot,
    'false' AS is_deleted,
    NULL::VARCHAR AS user_agent,
    NULL::VARCHAR AS network
FROM answered
WHERE later(answered_at, 300) < stop_at()
ORDER BY answered_at, id
"""

# Text as source systems write it. All columns are text; blank is NULL.
ACTIVITIES_FILE = """
SELECT
    -- event_tool counts from 0, so its ids also occur in other systems.
    activity_id(CASE WHEN source_system = 'event_tool' THEN id - 1 ELSE id END) AS activity_id,
    CASE WHEN defect IS DISTINCT FROM 'no_contact' THEN contact_id(contact_n) END AS contact_id,
    CASE defect
        WHEN 'not_a_time' THEN 'not a time'
        WHEN 'no_such_day' THEN year(stop_at()) || '-02-30 10:00:00'
        ELSE occurred_at::VARCHAR
    END AS occurred_at,
    loaded_at::VARCHAR AS loaded_at,
    CASE WHEN defect IS DISTINCT FROM 'no_type' THEN activity_type::VARCHAR END AS activity_type,
    channel::VARCHAR AS channel,
    CASE
        WHEN has_query_string AND activity_type = 'page_view'
        THEN asset || CASE WHEN contains(asset, '?') THEN '&' ELSE '?' END || 'sid=' || hex(id)
        ELSE asset::VARCHAR
    END AS asset,
    campaign::VARCHAR AS campaign,
    CASE defect WHEN 'bad_value' THEN 'n/a' ELSE value::VARCHAR END AS value,
    source_system::VARCHAR AS source_system,
    is_bot::VARCHAR AS is_bot,
    (version = 'deleted')::VARCHAR AS is_deleted,
    NULL::VARCHAR AS user_agent,
    NULL::VARCHAR AS network
FROM landed
UNION ALL
FROM answer
"""

# Some attributes are blank. Some rows stand there twice, with another job title the second time
# or without any difference.
CONTACTS_FILE = """
WITH title AS (
    SELECT *, count(*) OVER (PARTITION BY seniority, job_function) AS variants FROM title_list
),
addressed AS (
    SELECT
        *,
        lower(
            CASE
                WHEN is_free_mail
                THEN first_name || '.' || last_name || '.' || n || '@'
                    || pick(free_mail(), n, 'provider')
                WHEN is_duplicate THEN left(first_name, 1) || last_name || '@' || domain
                ELSE first_name || '.' || last_name || '@' || domain
            END
        ) AS address
    FROM person
    WHERE NOT is_absent
),
written AS (
    SELECT
        n,
        contact_id(n) AS contact_id,
        CASE
            WHEN NOT has_email THEN NULL
            WHEN u(n, 'capitals') < 0.01 THEN upper(address) || ' '
            ELSE address
        END AS email,
        CASE
            WHEN u(n, 'unassigned') >= CASE WHEN is_free_mail THEN 0.3 ELSE 0.15 END
            THEN company_id(company_n)
        END AS company_id,
        CASE WHEN u(n, 'no date') >= 0.005 THEN created_at::VARCHAR END AS created_at,
        CASE WHEN u(n, 'no source') >= 0.04 THEN lead_source END AS lead_source,
        CASE WHEN u(n, 'no title') >= 0.1 THEN title END AS job_title,
        CASE WHEN u(n, 'no seniority') >= 0.14 THEN addressed.seniority END AS seniority,
        CASE WHEN u(n, 'no function') >= 0.12 THEN addressed.job_function END AS job_function,
        CASE WHEN u(n, 'no country') >= 0.05 THEN country END AS country,
        (u(n, 'removed') < 0.01)::VARCHAR AS is_deleted,
        (u(n, 'opted out') < CASE WHEN unsubscribes THEN 0.8 ELSE 0.02 END)::VARCHAR AS opted_out,
        pick(main_pains(), n, 'pain') AS main_pain,
        CASE WHEN u(n, 'no interest') >= 0.25 THEN product END AS product_interest
    FROM addressed
    JOIN title
        ON title.seniority = addressed.seniority
        AND title.job_function = addressed.job_function
        AND title.variant = floor(u(n, 'title') * variants)
),
repeated AS (
    SELECT *, unnest(CASE WHEN u(n, 'twice') < 0.007 THEN [1, 2] ELSE [1] END) AS time
    FROM written
)
SELECT
    * EXCLUDE (n, time)
    REPLACE (
        CASE WHEN time = 2 AND u(n, 'twice') < 0.004 THEN 'Former ' || job_title ELSE job_title END
        AS job_title
    )
FROM repeated
ORDER BY n, time
"""

# What sales enter after the fact.
LEAKING_CONTACTS_FILE = f"""
SELECT
    *,
    CASE
        WHEN contact_id IN (SELECT contact_id(n) FROM outcome WHERE outcome_type = 'opportunity')
        THEN 'Wants an offer'
    END AS sales_note
FROM ({CONTACTS_FILE})
ORDER BY contact_id, job_title
"""

COMPANIES_FILE = """
SELECT
    company_id(n) AS company_id,
    name,
    CASE WHEN u(n, 'no domain') >= 0.02 THEN domain END AS domain,
    industry,
    CASE
        WHEN u(n, 'size known') < 0.05 THEN NULL
        -- A range is no number.
        WHEN u(n, 'size known') < 0.065 THEN '51-200'
        ELSE employees::VARCHAR
    END AS employee_count,
    CASE WHEN u(n, 'revenue known') >= 0.2 THEN (100000 * ceil(revenue / 100000)::BIGINT)::VARCHAR
    END AS annual_revenue,
    country,
    business_model,
    CASE WHEN u(n, 'team known') >= 0.3 THEN has_in_house_team::VARCHAR END AS has_in_house_team
FROM company
ORDER BY n
"""

OUTCOMES_FILE = """
SELECT
    outcome_id(id) AS outcome_id,
    contact_id(n) AS contact_id,
    CASE WHEN id % 90 = 44 THEN 'verbal_yes' ELSE outcome_type END AS outcome_type,
    CASE WHEN id % 110 = 71 THEN 'not a time' ELSE occurred_at::VARCHAR END AS occurred_at,
    amount::VARCHAR AS amount,
    reason
FROM outcome
ORDER BY id
"""

# Duplicates were merged into the record before them (chains), and three rows make no sense: two
# contacts into each other, and one into itself.
CONTACT_MERGES_FILE = """
WITH sensible AS (
    SELECT loser.n AS from_n, winner.n AS into_n
    FROM person AS loser
    JOIN person AS winner ON winner.p = loser.p - 1
    WHERE loser.is_duplicate
),
bystanders AS (
    SELECT n, row_number() OVER (ORDER BY n) AS i
    FROM person
    WHERE n > contact_count() // 3
        AND NOT is_absent
        AND n NOT IN (SELECT unnest([from_n, into_n]) FROM sensible)
),
senseless AS (
    SELECT a.n AS from_n, b.n AS into_n
    FROM (VALUES (1, 2), (2, 1), (3, 3)) AS pairs(from_i, into_i)
    JOIN bystanders AS a ON a.i = from_i
    JOIN bystanders AS b ON b.i = into_i
)
SELECT
    contact_id(from_n) AS from_contact_id,
    contact_id(into_n) AS into_contact_id,
    least(
        later_days(greatest(a.created_at, b.created_at), 1 + 40 * u(from_n, 'merged')),
        later(stop_at(), -86400 * u(from_n, 'merged'))
    )::VARCHAR AS merged_at
FROM (FROM sensible UNION ALL FROM senseless)
JOIN person AS a ON a.n = from_n
JOIN person AS b ON b.n = into_n
ORDER BY merged_at, from_contact_id
"""

# What was different before: people who rose to their present seniority, companies that grew. Two rows make no sense.
ATTRIBUTE_HISTORY_FILE = """
WITH risen AS (
    SELECT
        n,
        seniority,
        created_at,
        later_days(created_at, days_between(created_at, stop_at()) * (0.3 + 0.6 * u(n, 'rises'))) AS rises_at
    FROM person
    WHERE contact_id(n) IN (SELECT contact_id FROM written_contacts WHERE seniority IS NOT NULL)
        AND seniority IN ('manager', 'director', 'vp')
        AND u(n, 'has risen') < 0.1
),
grown AS (
    SELECT
        n,
        employees,
        later_days(start_at(), days() * (0.2 + 0.7 * u(n, 'grows'))) AS grows_at
    FROM company
    WHERE company_id(n) IN (
        SELECT company_id FROM written_companies WHERE employee_count NOT LIKE '%-%'
    )
        AND u(n, 'has grown') < 0.15
),
history AS (
    SELECT
        'contact' AS entity, contact_id(n) AS id, 'seniority' AS field, 'individual' AS value,
        created_at AS valid_from
    FROM risen
    UNION ALL
    SELECT 'contact', contact_id(n), 'seniority', seniority, rises_at FROM risen
    UNION ALL
    SELECT 'company', company_id(n), 'employee_count', floor(employees * 0.6)::INTEGER::VARCHAR, start_at() FROM grown
    UNION ALL
    SELECT 'company', company_id(n), 'employee_count', employees::VARCHAR, grows_at FROM grown
)
SELECT entity, id, field, value, valid_from::VARCHAR AS valid_from
FROM (SELECT * FROM history ORDER BY valid_from, entity, id)
UNION ALL
SELECT 'contact', contact_id(1), 'seniority', 'manager', NULL
UNION ALL
SELECT 'account', company_id(1), 'employee_count', '100', start_at()::VARCHAR
"""

# Two people asked to be forgotten: one by id, one by e-mail.
ERASURES_FILE = """
WITH known AS (
    SELECT contact_id, lower(trim(email)) AS email, row_number() OVER (ORDER BY contact_id) AS i
    FROM written_contacts
    WHERE email LIKE '%@%' AND contact_id NOT IN (SELECT into_contact_id FROM written_contact_merges)
)
SELECT contact_id, NULL::VARCHAR AS email, later_days(stop_at(), -40)::VARCHAR AS requested_at
FROM known WHERE i = 7
UNION ALL
SELECT NULL, email, later_days(stop_at(), -3)::VARCHAR FROM known WHERE i = 20
"""

# Marketing works in HubSpot, sales in Salesforce: whom sales has dealt with was a lead there and is a contact now.
CRM_RECORDS_FILE = """
WITH people AS (
    SELECT
        contact_id,
        lpad(regexp_extract(contact_id, '[0-9]+'), 6, '0') AS number,
        contact_id IN (SELECT contact_id FROM written_outcomes) AS was_with_sales
    FROM written_contacts
    WHERE contact_id NOT IN (SELECT from_contact_id FROM written_contact_merges)
    GROUP BY contact_id
    HAVING NOT bool_or(is_deleted = 'true')
),
organisations AS (
    SELECT DISTINCT company_id, lpad(regexp_extract(company_id, '[0-9]+'), 6, '0') AS number FROM written_companies
),
records AS (
    SELECT
        'hubspot_contact' AS crm_object, '51' || number AS record_id, contact_id AS id,
        CASE WHEN was_with_sales THEN '7040' || number::INTEGER % 5 END AS owner_id, 'false' AS is_converted
    FROM people
    UNION ALL
    SELECT 'hubspot_company', '92' || number, company_id, NULL, 'false' FROM organisations
    UNION ALL
    SELECT
        'salesforce_lead', '00QHs0000' || number || 'IAA', contact_id, '005Hs000000' || number::INTEGER % 5 || 'QIAQ',
        was_with_sales::VARCHAR
    FROM people
    UNION ALL
    SELECT
        'salesforce_contact', '003Hs0000' || number || 'IAA', contact_id,
        '005Hs000000' || number::INTEGER % 5 || 'QIAQ', 'false'
    FROM people WHERE was_with_sales
    UNION ALL
    SELECT 'salesforce_account', '001Hs0000' || number || 'IAA', company_id, NULL, 'false' FROM organisations
)
SELECT * FROM records ORDER BY crm_object, record_id
"""

FILES = {
    "companies": COMPANIES_FILE,
    "contacts": CONTACTS_FILE,
    "contact_merges": CONTACT_MERGES_FILE,
    "outcomes": OUTCOMES_FILE,
    "activities": ACTIVITIES_FILE,
    "attribute_history": ATTRIBUTE_HISTORY_FILE,
    "erasures": ERASURES_FILE,
    "crm_records": CRM_RECORDS_FILE,
}

# What each step makes, in the order in which steps need each other.
STEPS = {
    "companies": [COMPANY],
    "people": [PLACE, PERSON],
    "deals": [DEAL, OUTCOME],
    "campaigns": [CAMPAIGN, CALENDAR, CODES],
    "visits and invitations": [HABIT, BUDGET, INVITATION, VISIT_BUDGET, SESSION],
    "activities in order of time": [PAGE_VIEW, WEB_GOAL, MAIL, ENCOUNTER, CRAWL, ACTIVITY],
    "activities in order of loading": [QUERY_SHARE, LANDED, ANSWER],
}

# --- What was planted ----------------------------------------------------------------------------

DEFECTS = ["no_contact", "not_a_time", "no_such_day", "before_event", "bad_value", "no_type"]

# Counted in what was generated; written_* are the tables and views behind the files.
PLANTED = {
    "activities: sent again unchanged": "FROM landed WHERE version = 'resent'",
    "activities: sent again, corrected": "FROM landed WHERE version = 'corrected'",
    "activities: sent twice at once, different": "FROM landed WHERE version = 'tied'",
    "activities: deleted by a newer row": "FROM landed WHERE version = 'deleted'",
    "activities: loaded two or more days late": "FROM landed WHERE is_late",
    "activities: by bots": "FROM landed WHERE is_bot",
    "activities: without contact": "FROM landed WHERE defect = 'no_contact'",
    "activities: time unreadable": "FROM landed WHERE defect = 'not_a_time'",
    "activities: time on February 30": "FROM landed WHERE defect = 'no_such_day'",
    "activities: days after they were loaded": "FROM landed WHERE defect = 'before_event'",
    "activities: value n/a": "FROM landed WHERE defect = 'bad_value'",
    "activities: without type": "FROM landed WHERE defect = 'no_type'",
    "activities: of contacts that contacts lacks": (
        "FROM landed WHERE contact_n IN (SELECT n FROM person WHERE is_absent)"
    ),
    "activities: before the contact was created": (
        "FROM landed JOIN person ON n = contact_n WHERE occurred_at < created_at"
    ),
    "activities: unsubscribes": "FROM landed WHERE activity_type = 'unsubscribe'",
    "activities: bounces": "FROM landed WHERE activity_type = 'email_bounce'",
    "contacts: rows that repeat an id": (
        "FROM written_contacts QUALIFY row_number() OVER (PARTITION BY contact_id) > 1"
    ),
    "contacts: deleted": "FROM written_contacts WHERE is_deleted = 'true'",
    "contacts: without e-mail": "FROM written_contacts WHERE email IS NULL",
    "contacts: e-mail in capitals, with a space": "FROM written_contacts WHERE email LIKE '% '",
    "contacts: without creation date": "FROM written_contacts WHERE created_at IS NULL",
    "contacts: at a free-mail provider": ("FROM written_contacts WHERE lower(trim(email)) NOT LIKE '%.example'"),
    "contacts: company only known by domain": (
        "FROM written_contacts WHERE company_id IS NULL AND lower(trim(email)) LIKE '%.example'"
    ),
    "contacts: without any activity": ("FROM person WHERE NOT is_absent AND n NOT IN (SELECT contact_n FROM landed)"),
    "companies: share a domain": (
        "FROM written_companies WHERE domain IS NOT NULL QUALIFY count(*) OVER (PARTITION BY domain) > 1"
    ),
    "companies: employee count is a range": ("FROM written_companies WHERE employee_count LIKE '%-%'"),
    "companies: without contacts": "FROM company WHERE contacts = 0",
    "activities: replies to mails": "FROM answer",
    "attributes: changed": "FROM written_attribute_history",
    "erasures: people to forget": "FROM written_erasures",
    "outcomes: unknown type": "FROM written_outcomes WHERE outcome_type = 'verbal_yes'",
    "outcomes: time unreadable": "FROM written_outcomes WHERE occurred_at = 'not a time'",
    "merges: of a contact merged on (chains)": (
        "FROM person AS a JOIN person AS b ON b.p = a.p - 1 WHERE a.is_duplicate AND b.is_duplicate"
    ),
    "merges: contacts into each other": (
        "FROM written_contact_merges AS a JOIN written_contact_merges AS b "
        "ON a.from_contact_id = b.into_contact_id AND a.into_contact_id = b.from_contact_id "
        "WHERE a.from_contact_id <> a.into_contact_id"
    ),
    "merges: a contact into itself": ("FROM written_contact_merges WHERE from_contact_id = into_contact_id"),
    "merges: merged contact gone": "FROM person WHERE is_duplicate AND is_absent",
}


# --- The program ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Settings:
    """What is to be generated; the defaults are the committed sample."""

    contacts: int = 1200
    activities: int = 8200
    seed: int = 1
    end: date = date(2026, 6, 30)
    days: int = 365
    distinct_share: float | None = None
    leak: bool = False

    @property
    def wanted_distinct_share(self) -> float:
        """The share asked for, or the default for this size."""
        if self.distinct_share is not None:
            return self.distinct_share
        return SMALL_DISTINCT_SHARE if self.activities <= SMALL_SAMPLE else LARGE_DISTINCT_SHARE

    @property
    def companies(self) -> int:
        """The number of companies that goes with the contacts."""
        return max(2, round(self.contacts * COMPANIES_PER_CONTACT))

    @property
    def drift_from(self) -> date:
        """The first day on which contacts are created with the changed mix of lead sources."""
        months = self.end.year * 12 + self.end.month - 1 - 2
        return date(months // 12, months % 12 + 1, 1)


def sql_literal(value: object) -> str:
    """Write text, numbers, dates, None, lists and dicts as SQL."""
    if isinstance(value, dict):
        entries = [f"{sql_literal(key)}: {sql_literal(entry)}" for key, entry in value.items()]
        return f"MAP {{{', '.join(entries)}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(sql_literal, value))}]"
    if isinstance(value, date):
        return f"TIMESTAMP '{value} 00:00:00'"
    if isinstance(value, float):
        return f"{value!r}::DOUBLE"
    if value is None:
        return "NULL"
    return str(value) if isinstance(value, int) else "'" + str(value).replace("'", "''") + "'"


def weighted(weights: Weights) -> list[str | None]:
    """Repeat each value as often as it weighs, so that an even draw from the list does the rest."""
    return [value for value, weight in weights.items() for _ in range(weight)]


def settings_macros(settings: Settings) -> dict[str, object]:
    """Name the numbers and days that the SQL reads."""
    return {
        "seed": settings.seed,
        "days": settings.days,
        "start_at": settings.end - timedelta(days=settings.days - 1),
        "stop_at": settings.end + timedelta(days=1),
        "drift_at": settings.drift_from,
        "contact_count": settings.contacts,
        "company_count": settings.companies,
        "activity_count": settings.activities,
        "burst_count": 2 + settings.activities // 2500,
        "distinct_share": float(settings.wanted_distinct_share),
    }


def vocabulary_macros() -> dict[str, object]:
    """Name the word lists that the SQL reads."""
    pages = [*HOT_PAGES, *READING_PAGES, *STUDENT_PAGES, *(f"/product/{name}" for name in PRODUCTS)]
    return {
        "countries": weighted(COUNTRIES),
        "hours_from_utc": HOURS_FROM_UTC,
        "industries": weighted(INDUSTRIES),
        "business_models": weighted(BUSINESS_MODELS),
        "seniorities": weighted(SENIORITIES),
        "job_functions": weighted(JOB_FUNCTIONS),
        "lead_sources": weighted(LEAD_SOURCES),
        "lead_sources_after_drift": weighted(LEAD_SOURCES_AFTER_DRIFT),
        "main_pains": weighted(MAIN_PAINS),
        "products": weighted(PRODUCTS),
        "free_mail": weighted(FREE_MAIL),
        "reject_reasons": weighted(REJECT_REASONS),
        "lost_reasons": weighted(LOST_REASONS),
        "hot_pages": weighted(HOT_PAGES),
        "reading_pages": weighted(READING_PAGES),
        "student_pages": weighted(STUDENT_PAGES),
        "downloads": weighted(DOWNLOADS),
        "deal_values": weighted(DEAL_VALUES),
        "session_channels": weighted(SESSION_CHANNELS),
        "mail_themes": MAIL_THEMES,
        "webinar_topics": WEBINAR_TOPICS,
        "name_starts": NAME_STARTS,
        "name_ends": NAME_ENDS,
        "places": PLACES,
        "company_kinds": COMPANY_KINDS,
        "first_names": FIRST_NAMES,
        "last_names": LAST_NAMES,
        "effects": EFFECTS,
        "activity_types": ACTIVITY_TYPES,
        "channels": CHANNELS,
        "source_systems": SOURCE_SYSTEMS,
        "site_assets": [*pages, *DOWNLOADS, *OTHER_ASSETS],
        "defect_names": DEFECTS,
    }


def lookup_macros(settings: Settings) -> str:
    """Define how word lists are looked up and how ids are written, wide enough for this size."""

    def id_macro(name: str, prefix: str, at_least: int, count: int) -> str:
        width = max(at_least, len(str(count)))
        return (
            f"CREATE MACRO {name}_id(n) AS '{prefix}' || "
            f"CASE WHEN n IS NOT NULL THEN lpad(n::VARCHAR, {width}, '0') END;"
        )

    return "\n".join(
        [
            "CREATE MACRO pick_nth(list, i) AS list[1 + (i - 1) % len(list)];",
            "CREATE MACRO utc_offset(country) AS coalesce(hours_from_utc()[country], 1);",
            "CREATE MACRO effect(kind, value) AS coalesce(effects()[kind][value], 0);",
            id_macro("activity", "a", 5, 2 * settings.activities),
            id_macro("contact", "c", 4, settings.contacts),
            id_macro("company", "co", 3, settings.companies),
            id_macro("outcome", "o", 4, settings.contacts),
        ]
    )


def title_rows() -> list[tuple[str, str, int, str]]:
    """List job titles as (seniority, job function, variant, title)."""
    rows: list[tuple[str, str, int, str]] = []
    for function, (word, chief, own) in TITLE_PARTS.items():
        by_seniority = {
            "c_level": [chief],
            "vp": [f"VP {word}", f"Vice President {word}"],
            "director": [f"Director {word}", f"Head of {word}"],
            "manager": [f"{word} Manager", f"Team Lead {word}"],
            "individual": own,
        }
        for seniority, titles in ({"student": own} if not word else by_seniority).items():
            rows += [(seniority, function, i, title) for i, title in enumerate(titles)]
    return rows


def prepare(connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Define the macros and lists that all steps use."""
    for name, value in (settings_macros(settings) | vocabulary_macros()).items():
        connection.execute(f"CREATE MACRO {name}() AS {sql_literal(value)}")
    connection.execute(DRAW_MACROS + TIME_MACROS + lookup_macros(settings))
    connection.execute("CREATE TABLE title_list (seniority TEXT, job_function TEXT, variant INTEGER, title TEXT)")
    connection.executemany("INSERT INTO title_list VALUES (?, ?, ?, ?)", title_rows())


def say(started: float, text: str) -> None:
    """Print one line of progress with the seconds since the start."""
    print(f"{time.monotonic() - started:6.1f} s  {text}", flush=True)


def build(connection: duckdb.DuckDBPyConnection, settings: Settings, started: float) -> None:
    """Run all steps, and name what will be written."""
    prepare(connection, settings)
    for label, statements in STEPS.items():
        for statement in statements:
            connection.execute(statement)
        say(started, label)
    leaking = {"contacts": LEAKING_CONTACTS_FILE} if settings.leak else {}
    for name, query in {**FILES, **leaking}.items():
        connection.execute(f"CREATE VIEW written_{name} AS {query}")


def write(connection: duckdb.DuckDBPyConnection, name: str, target: Path, fmt: str) -> int:
    """Write one file in the order of its query and return its number of rows."""
    options = "FORMAT csv, HEADER" if fmt == "csv" else "FORMAT parquet"
    written = connection.execute(f"COPY (FROM written_{name}) TO {sql_literal(str(target))} ({options})").fetchone()
    return written[0] if written else 0


def generate(settings: Settings, out: Path, fmt: str, prefix: str) -> dict[str, dict[str, int]]:
    """Generate all files into a folder; return the counts of rows by file and of what was planted.

    Work tables go to a scratch database on disk, so that memory stays bounded at any size.
    """
    started = time.monotonic()
    out.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="demo_data_") as scratch,
        duckdb.connect(str(Path(scratch, "scratch.duckdb"))) as connection,
    ):
        connection.execute(f"SET memory_limit = '{MEMORY_LIMIT}'")
        connection.execute("SET preserve_insertion_order = true")
        connection.execute("SET enable_progress_bar = false")
        build(connection, settings, started)
        rows = {}
        for name in FILES:
            file_name = f"{prefix}{name}.{fmt}"
            rows[file_name] = write(connection, name, out / file_name, fmt)
            say(started, f"{file_name}: {rows[file_name]:,} rows")
        planted = {label: count(connection, query) for label, query in PLANTED.items()}
    return {"rows": rows, "planted": planted}


def count(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    """Count the rows of a query that starts at its FROM."""
    row = connection.execute(f"SELECT count(*) FROM (SELECT 1 {query})").fetchone()
    return row[0] if row else 0


def parse(arguments: Iterable[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    default = Settings()
    parser = argparse.ArgumentParser(
        prog="python -m tools.demo_data", description="Make believable raw CRM and activity data."
    )
    parser.add_argument("--out", type=Path, default=Path("seeds/demo"), help="folder to write to")
    parser.add_argument("--format", choices=("csv", "parquet"), default="csv")
    parser.add_argument("--prefix", help="of file names (default: demo_ for csv, none for parquet)")
    parser.add_argument("--contacts", type=int, default=default.contacts)
    parser.add_argument("--activities", type=int, default=default.activities, help="about so many")
    parser.add_argument("--seed", type=int, default=default.seed)
    parser.add_argument("--end", type=date.fromisoformat, default=default.end, help="the last day")
    parser.add_argument("--days", type=int, default=default.days, help="days of activity")
    parser.add_argument(
        "--distinct-share",
        type=float,
        help="distinct (type, channel, asset, campaign, value, source) per activity "
        f"(default: few, {LARGE_DISTINCT_SHARE} above {SMALL_SAMPLE:,} activities)",
    )
    parser.add_argument("--leak", action="store_true", help="add a column that sales fill in after the fact")
    parsed = parser.parse_args(None if arguments is None else list(arguments))
    if parsed.contacts < 50 or parsed.activities < 500 or parsed.days < 60 or parsed.seed < 0:
        parser.error("at least 50 contacts, 500 activities, 60 days and seed 0")
    if parsed.distinct_share is not None and not 0 <= parsed.distinct_share <= 0.4:
        parser.error("--distinct-share lies between 0 and 0.4: only page views have query strings")
    return parsed


def main(arguments: Iterable[str] | None = None) -> int:
    """Generate what the command line asks for and print a summary."""
    parsed = parse(arguments)
    settings = Settings(
        contacts=parsed.contacts,
        activities=parsed.activities,
        seed=parsed.seed,
        end=parsed.end,
        days=parsed.days,
        distinct_share=parsed.distinct_share,
        leak=parsed.leak,
    )
    prefix = parsed.prefix
    if prefix is None:
        prefix = "demo_" if parsed.format == "csv" else ""
    summary = generate(settings, parsed.out, parsed.format, prefix)
    print(f"\nPlanted (lead sources drift from {settings.drift_from} on):")
    for label, number in summary["planted"].items():
        print(f"  {number:>9,}  {label}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
