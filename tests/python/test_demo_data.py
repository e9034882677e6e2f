"""The demo data generator: same bytes each time, every promised defect, a learnable truth."""

from datetime import date
from pathlib import Path

import duckdb
import pytest
import yaml

from tools import demo_data
from tools.demo_data import Settings

COMMITTED = Path(__file__).parents[2] / "seeds" / "demo"
END = "2026-06-30"


def read(folder: Path, pattern: str) -> duckdb.DuckDBPyConnection:
    """Load a folder of generated files into tables named like the inputs."""
    connection = duckdb.connect()
    for name in demo_data.FILES:
        path = str(folder / pattern.format(name))
        source = f"read_csv('{path}', all_varchar = true)" if path.endswith("csv") else f"'{path}'"
        connection.execute(f"CREATE TABLE {name} AS FROM {source}")
    return connection


def one(connection: duckdb.DuckDBPyConnection, query: str):
    """Return the first row of a query, or its only value."""
    row = connection.execute(query).fetchall()[0]
    return row[0] if len(row) == 1 else row


@pytest.fixture(scope="module")
def regenerated(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sample")
    summary = demo_data.generate(Settings(), folder, "csv", "demo_")
    return folder, summary


@pytest.fixture(scope="module")
def sample():
    with read(COMMITTED, "demo_{}.csv") as connection:
        yield connection


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    folder = tmp_path_factory.mktemp("large")
    sizes = ["--contacts", "4000", "--activities", "140000", "--distinct-share", "0.2"]
    arguments = ["--out", str(folder), "--format", "parquet", *sizes, "--seed", "7"]
    assert demo_data.main(arguments) == 0
    settings = Settings(contacts=4_000, activities=140_000, seed=7, distinct_share=0.2)
    return folder, settings


@pytest.fixture(scope="module")
def large_data(large):
    with read(large[0], "{}.parquet") as connection:
        yield connection


def test_defaults_rewrite_the_committed_sample_byte_for_byte(regenerated):
    folder, _ = regenerated
    names = sorted(path.name for path in COMMITTED.glob("*.csv"))
    assert names == sorted(f"demo_{name}.csv" for name in demo_data.FILES)
    for name in names:
        assert (folder / name).read_bytes() == (COMMITTED / name).read_bytes(), name


def test_same_arguments_give_the_same_parquet_bytes(large, tmp_path):
    folder, settings = large
    demo_data.generate(settings, tmp_path, "parquet", "")
    for name in demo_data.FILES:
        file_name = f"{name}.parquet"
        assert (tmp_path / file_name).read_bytes() == (folder / file_name).read_bytes(), name


def test_another_seed_gives_other_data(sample, large_data):
    first = "SELECT email FROM contacts WHERE email IS NOT NULL ORDER BY contact_id LIMIT 1"
    assert one(sample, first) != one(large_data, first)


def test_sample_is_small_enough_to_seed():
    sizes = [path.stat().st_size for path in COMMITTED.glob("*.csv")]
    # dbt compares the content of seeds up to one MiB.
    assert max(sizes) < 1_048_576
    assert sum(sizes) < 1_600_000


def test_properties_describe_every_column_as_text():
    properties = yaml.safe_load((COMMITTED / "_demo.yml").read_text())["seeds"]
    assert {seed["name"] for seed in properties} == {f"demo_{name}" for name in demo_data.FILES}
    for seed in properties:
        with (COMMITTED / f"{seed['name']}.csv").open() as lines:
            header = lines.readline().strip().split(",")
        assert [column["name"] for column in seed["columns"]] == header
        assert all(column["description"] for column in seed["columns"])
        types = seed["config"]["column_types"]
        assert list(types) == header
        # What text is called on each engine, said once.
        assert len(set(types.values())) == 1
        assert next(iter(types.values())).endswith(".get(target.type, 'text') }}")


def test_vocabulary(sample):
    allowed = {
        ("activities", "activity_type"): {*demo_data.ACTIVITY_TYPES, "email_reply"},
        ("activities", "channel"): demo_data.CHANNELS,
        ("activities", "source_system"): demo_data.SOURCE_SYSTEMS,
        ("activities", "is_bot"): ["true", "false"],
        ("activities", "is_deleted"): ["true", "false"],
        ("contacts", "seniority"): demo_data.SENIORITIES,
        ("contacts", "job_function"): [*demo_data.JOB_FUNCTIONS, "student"],
        ("contacts", "lead_source"): demo_data.LEAD_SOURCES,
        ("companies", "business_model"): demo_data.BUSINESS_MODELS,
    }
    for (table, column), values in allowed.items():
        query = f"SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL"
        found = {value for (value,) in sample.execute(query).fetchall()}
        assert found == {value for value in values if value}, (table, column)


def test_nothing_was_loaded_after_the_last_day(sample):
    first, last = one(sample, "SELECT min(loaded_at), max(loaded_at) FROM activities")
    assert first >= "2025-07-01"
    assert last.startswith(END)
    assert one(sample, "SELECT max(created_at) FROM contacts") < END + " 24"


def test_addresses_are_nobodys(sample):
    strange = """
        SELECT count(*) FROM contacts
        WHERE lower(trim(email)) NOT LIKE '%.example'
            AND NOT regexp_full_match(lower(trim(email)), '[a-z]+\\.[a-z]+\\.\\d+@[a-z.]+')
    """
    assert one(sample, strange) == 0
    assert one(sample, "SELECT count(*) FROM companies WHERE domain NOT LIKE '%.example'") == 0


# Each defect, found in the files without knowing how it was planted, and how many at least.
DEFECTS = {
    "sent again": (
        100,
        "SELECT count(*) - count(DISTINCT (source_system, activity_id)) FROM activities",
    ),
    "sent again, corrected": (
        20,
        """SELECT count(*) FROM (
            SELECT 1 FROM activities GROUP BY source_system, activity_id
            HAVING count(DISTINCT (occurred_at, coalesce(value, ''))) > 1)""",
    ),
    "two versions loaded at once": (
        10,
        """SELECT count(*) FROM (
            SELECT 1 FROM activities GROUP BY source_system, activity_id, loaded_at
            HAVING count(DISTINCT channel) > 1)""",
    ),
    "deleted": (
        15,
        """SELECT count(*) FROM activities AS a JOIN activities AS b
            USING (source_system, activity_id)
        WHERE a.is_deleted = 'true' AND b.is_deleted = 'false' AND a.loaded_at > b.loaded_at""",
    ),
    "id used by two sources": (
        100,
        """SELECT count(*) FROM (
            SELECT 1 FROM activities GROUP BY activity_id
            HAVING count(DISTINCT source_system) > 1)""",
    ),
    "late": (
        20,
        """SELECT count(*) FROM activities
        WHERE try_cast(occurred_at AS TIMESTAMP) < loaded_at::TIMESTAMP - INTERVAL 48 HOUR""",
    ),
    "bots": (100, "SELECT count(*) FROM activities WHERE is_bot = 'true'"),
    "opened within a second of delivery": (
        30,
        """SELECT count(*) FROM activities AS a JOIN activities AS b
            USING (contact_id, asset, campaign)
        WHERE a.activity_type = 'email_open' AND b.activity_type = 'email_sent'
            AND a.is_bot = 'true'
            AND try_cast(a.occurred_at AS TIMESTAMP) - try_cast(b.occurred_at AS TIMESTAMP)
                BETWEEN INTERVAL 0 SECOND AND INTERVAL 1 SECOND""",
    ),
    "burst of page views": (
        3,
        """SELECT count(*) FROM (
            SELECT 1 FROM activities WHERE activity_type = 'page_view' AND is_bot = 'true'
            GROUP BY contact_id, left(occurred_at, 13) HAVING count(*) >= 12)""",
    ),
    "no contact": (5, "SELECT count(*) FROM activities WHERE contact_id IS NULL"),
    "no time": (3, "SELECT count(*) FROM activities WHERE occurred_at = 'not a time'"),
    "no such day": (3, "SELECT count(*) FROM activities WHERE occurred_at LIKE '%-02-30 %'"),
    "happened days after it was loaded": (
        3,
        """SELECT count(*) FROM activities
        WHERE try_cast(occurred_at AS TIMESTAMP) > loaded_at::TIMESTAMP + INTERVAL 48 HOUR""",
    ),
    "value no number": (5, "SELECT count(*) FROM activities WHERE value = 'n/a'"),
    "no type": (5, "SELECT count(*) FROM activities WHERE activity_type IS NULL"),
    "stubs": (
        5,
        """SELECT count(DISTINCT contact_id) FROM activities
        WHERE contact_id NOT IN (SELECT contact_id FROM contacts)""",
    ),
    "before the contact was created": (
        100,
        """SELECT count(*) FROM activities JOIN contacts USING (contact_id)
        WHERE try_cast(occurred_at AS TIMESTAMP) < created_at::TIMESTAMP""",
    ),
    "without any activity": (
        20,
        """SELECT count(*) FROM contacts
        WHERE contact_id NOT IN (
            SELECT contact_id FROM activities WHERE contact_id IS NOT NULL)""",
    ),
    "unsubscribed": (10, "SELECT count(*) FROM activities WHERE activity_type = 'unsubscribe'"),
    "bounced": (10, "SELECT count(*) FROM activities WHERE activity_type = 'email_bounce'"),
    "contact twice": (5, "SELECT count(*) - count(DISTINCT contact_id) FROM contacts"),
    "contact deleted": (5, "SELECT count(*) FROM contacts WHERE is_deleted = 'true'"),
    "free mail": (200, "SELECT count(*) FROM contacts WHERE lower(email) NOT LIKE '%.example%'"),
    "company only by domain": (
        50,
        """SELECT count(*) FROM contacts AS a JOIN companies AS b
            ON split_part(lower(trim(a.email)), '@', 2) = b.domain
        WHERE a.company_id IS NULL""",
    ),
    "company without contacts": (
        10,
        """SELECT count(*) FROM companies WHERE company_id NOT IN (
            SELECT company_id FROM contacts WHERE company_id IS NOT NULL)""",
    ),
    "shared domain": (
        2,
        """SELECT count(*) FROM (
            SELECT 1 FROM companies WHERE domain IS NOT NULL GROUP BY domain HAVING count(*) = 2)
        """,
    ),
    "size is a range": (3, "SELECT count(*) FROM companies WHERE employee_count LIKE '%-%'"),
    "outcome of unknown type": (
        3,
        "SELECT count(*) FROM outcomes WHERE outcome_type = 'verbal_yes'",
    ),
    "outcome without time": (3, "SELECT count(*) FROM outcomes WHERE occurred_at = 'not a time'"),
    "merge chain": (
        3,
        """SELECT count(*) FROM contact_merges AS a JOIN contact_merges AS b
            ON a.into_contact_id = b.from_contact_id AND a.from_contact_id <> b.into_contact_id""",
    ),
    "merge cycle": (
        2,
        """SELECT count(*) FROM contact_merges AS a JOIN contact_merges AS b
            ON a.into_contact_id = b.from_contact_id AND a.from_contact_id = b.into_contact_id
        WHERE a.from_contact_id <> a.into_contact_id""",
    ),
    "merge into itself": (
        1,
        "SELECT count(*) FROM contact_merges WHERE from_contact_id = into_contact_id",
    ),
    "merged contact gone": (
        3,
        """SELECT count(*) FROM contact_merges
        WHERE from_contact_id NOT IN (SELECT contact_id FROM contacts)""",
    ),
}


@pytest.mark.parametrize("name", DEFECTS)
def test_planted(sample, name):
    at_least, query = DEFECTS[name]
    assert one(sample, query) >= at_least


def test_summary_counts_what_the_files_hold(sample, regenerated):
    _, summary = regenerated
    for name in demo_data.FILES:
        rows = one(sample, f"SELECT count(*) FROM {name}")
        assert summary["rows"][f"demo_{name}.csv"] == rows
    planted = summary["planted"]
    assert all(planted.values())
    assert planted["activities: without contact"] == one(sample, DEFECTS["no contact"][1])
    assert planted["activities: value n/a"] == one(sample, DEFECTS["value no number"][1])
    assert planted["merges: merged contact gone"] == one(sample, DEFECTS["merged contact gone"][1])


def test_merges_each_lose_a_contact_once(sample):
    twice = "SELECT count(*) - count(DISTINCT from_contact_id) FROM contact_merges"
    assert one(sample, twice) == 0


# A salesperson's idea of a good lead: fit points, and interest points of the last 90 days.
SCORED = """
    WITH days AS (
        SELECT d::DATE AS d
        FROM generate_series(DATE '2025-10-31', DATE '2026-04-30', INTERVAL 1 MONTH) AS t(d)
    ),
    timed_activities AS (
        SELECT *, try_cast(occurred_at AS TIMESTAMP)::DATE AS day
        FROM activities WHERE is_bot = 'false' AND is_deleted = 'false'
    ),
    successes AS (
        SELECT contact_id, try_cast(occurred_at AS TIMESTAMP)::DATE AS day
        FROM outcomes WHERE outcome_type IN ('opportunity', 'won')
    ),
    people AS (
        SELECT DISTINCT ON (contact_id) *
        FROM contacts LEFT JOIN companies USING (company_id)
        ORDER BY contact_id, job_title
    ),
    fit AS (
        SELECT
            contact_id,
            created_at::TIMESTAMP::DATE AS created_on,
            CASE
                WHEN seniority IN ('c_level', 'vp', 'director') THEN 15
                WHEN seniority = 'manager' THEN 5
                WHEN seniority = 'student' THEN -20
                ELSE 0
            END
            + CASE WHEN job_function IN ('it', 'data', 'engineering') THEN 10 ELSE 0 END
            + CASE WHEN industry IN ('software', 'finance', 'manufacturing') THEN 8 ELSE 0 END
            + CASE WHEN try_cast(employee_count AS INTEGER) BETWEEN 50 AND 5000 THEN 10 ELSE 0 END
            + CASE lead_source WHEN 'referral' THEN 8 WHEN 'cold_list' THEN -10 ELSE 0 END
                AS points
        FROM people
    ),
    interest AS (
        SELECT
            d,
            contact_id,
            least(15, 5 * count(*) FILTER (asset LIKE '/pricing%'))
            + least(10, count(*) FILTER (activity_type = 'page_view'))
            + least(9, 3 * count(*) FILTER (activity_type = 'email_click'))
            + least(20, 8 * count(*) FILTER (activity_type IN (
                'webinar_attended', 'event_attended', 'content_download', 'chat', 'form_submit')))
            + least(30, 25 * count(*) FILTER (activity_type IN ('demo_request', 'trial_started')))
                AS points
        FROM timed_activities JOIN days ON day <= d AND day > d - 90
        GROUP BY d, contact_id
    )
    SELECT
        fit.points + coalesce(interest.points, 0) AS score,
        EXISTS (
            FROM successes
            WHERE successes.contact_id = fit.contact_id AND day > days.d AND day <= days.d + 60
        ) AS succeeds
    FROM days
    JOIN fit ON created_on <= days.d
    LEFT JOIN interest ON interest.d = days.d AND interest.contact_id = fit.contact_id
    WHERE NOT EXISTS (
        FROM successes WHERE successes.contact_id = fit.contact_id AND day <= days.d
    )
"""

# The share of (success, no success) pairs in which the success has the higher score.
AUC = """
    WITH ranked AS (
        SELECT
            succeeds,
            rank() OVER (ORDER BY score) + (count(*) OVER (PARTITION BY score) - 1) / 2 AS rank,
            sum(succeeds::INTEGER) OVER () AS n
        FROM ({})
    )
    SELECT (sum(rank) - any_value(n) * (any_value(n) + 1) / 2)
        / (any_value(n) * ((SELECT count(*) FROM ranked) - any_value(n)))
    FROM ranked WHERE succeeds
"""


def test_a_simple_point_score_finds_later_successes(sample, large_data):
    assert 0.65 < one(sample, AUC.format(SCORED)) < 0.85
    assert 0.65 < one(large_data, AUC.format(SCORED)) < 0.85


def test_sample_has_enough_won_deals(sample):
    won = "SELECT count(DISTINCT contact_id) FROM outcomes WHERE outcome_type = 'won'"
    assert one(sample, won) >= 60


def test_outcomes_follow_each_other(sample):
    backwards = """
        SELECT count(*) FROM outcomes AS a JOIN outcomes AS b USING (contact_id)
        WHERE (a.outcome_type, b.outcome_type)
            IN (('sales_accepted', 'opportunity'), ('opportunity', 'won'), ('opportunity', 'lost'))
            AND try_cast(a.occurred_at AS TIMESTAMP) > try_cast(b.occurred_at AS TIMESTAMP)
    """
    assert one(sample, backwards) == 0


def test_main_pain_is_useless(large_data):
    shares = """
        SELECT avg(has_won::INTEGER) FROM (
            SELECT
                contact_id, main_pain,
                contact_id IN (SELECT contact_id FROM outcomes WHERE outcome_type = 'opportunity')
                    AS has_won
            FROM contacts
        ) GROUP BY main_pain
    """
    rates = [rate for (rate,) in large_data.execute(shares).fetchall()]
    assert len(rates) == 7
    # About 400 contacts or more each: a standard error of 1.6 points, against effects of tens.
    assert max(rates) - min(rates) < 0.07


def test_lead_sources_drift(sample):
    cold = """
        SELECT avg((lead_source IN ('cold_list', 'paid_search'))::INTEGER) FROM contacts
        WHERE created_at {} '2026-04-01'
    """
    assert Settings().drift_from == date(2026, 4, 1)
    assert one(sample, cold.format("<")) < 0.25
    assert one(sample, cold.format(">=")) > 0.4


def test_asked_size_and_distinct_share(large, large_data):
    _, settings = large
    rows = one(large_data, "SELECT count(*) FROM activities")
    assert rows == pytest.approx(settings.activities, rel=0.05)
    signatures = """
        SELECT count(DISTINCT (activity_type, channel, asset, campaign, value, source_system))
        FROM activities
    """
    assert one(large_data, signatures) / rows == pytest.approx(0.2, abs=0.02)
    # Order of loading, as in a landing table, but for the replies, which come behind.
    unordered = """
        SELECT count(*) FROM (
            SELECT loaded_at < lag(loaded_at) OVER (ORDER BY file_row_number) AS is_unordered
            FROM read_parquet('{}', file_row_number = true)
            WHERE activity_type IS DISTINCT FROM 'email_reply'
        ) WHERE is_unordered
    """
    assert one(large_data, unordered.format(large[0] / "activities.parquet")) == 0


def test_text_without_blanks_at_either_end_but_planted(sample):
    columns = [row[0] for row in sample.execute("DESCRIBE contacts").fetchall()]
    for column in set(columns) - {"email"}:
        assert one(sample, f"SELECT count(*) FROM contacts WHERE {column} <> trim({column})") == 0


@pytest.mark.parametrize("arguments", [["--contacts", "3"], ["--distinct-share", "0.9"], ["--end", "June"]])
def test_senseless_arguments_are_refused(arguments, capsys):
    with pytest.raises(SystemExit):
        demo_data.parse(arguments)
    assert "error" in capsys.readouterr().err
