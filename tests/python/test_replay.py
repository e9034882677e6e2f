"""A year of the demo company, day by day."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.python.test_backfill import LAST

YEAR = 365


@pytest.mark.long
def test_every_day_of_a_year_has_one_state_and_it_is_the_one_published(dbt_build):
    first = LAST - timedelta(days=YEAR - 1)
    # The build runs its own tests, too: no gaps, no overlaps, only legal transitions.
    build = dbt_build(as_of=LAST.isoformat(), backfill_from=first.isoformat())
    assert build.succeeded, build.failures()
    days = f"(select unnest(generate_series(date '{first}', date '{LAST}', interval 1 day))::date as day)"
    published = "lead_scoring_internal.published_scores"

    # What was published on a day is the last row on or before it.
    mismatches = build.query(f"""
        with contacts as (select distinct model_id, contact_id from {published}),
        every_day as (select * from contacts cross join {days}),
        as_published as (
            select every_day.*, p.score, p.grade
            from every_day
            asof join {published} as p
                on every_day.model_id = p.model_id and every_day.contact_id = p.contact_id and every_day.day >= p.as_of
            where p.score is not null
        ),
        in_history as (
            select every_day.*, h.score, h.grade, h.stage
            from every_day
            inner join score_history as h
                on every_day.model_id = h.model_id and every_day.contact_id = h.contact_id
                and every_day.day >= h.valid_from and every_day.day < coalesce(h.valid_to, date '9999-12-31')
            where h.score is not null
        )
        select a.day, a.contact_id, a.score, h.score as history_score, count(*) over () as mismatches
        from as_published as a
        full outer join in_history as h
            on a.model_id = h.model_id and a.contact_id = h.contact_id and a.day = h.day
        where a.score is distinct from h.score or a.grade is distinct from h.grade
        limit 3
    """)
    assert mismatches == []

    stages = build.query(f"""
        with in_history as (
            select days.day, h.model_id, h.contact_id, h.stage
            from {days} as days
            inner join score_history as h
                on days.day >= h.valid_from and days.day < coalesce(h.valid_to, date '9999-12-31')
            where h.score is not null
        )
        select h.day, h.contact_id, h.stage, t.to_stage
        from in_history as h
        asof left join lifecycle_transitions as t
            on h.model_id = t.model_id and h.contact_id = t.contact_id and h.day >= t.on_date
        where h.stage is distinct from t.to_stage
        limit 3
    """)
    assert stages == []
    counted = build.query(f"select count(*) as n, min(as_of) as first from {published}")[0]
    assert counted["n"] > 5_000
    assert counted["first"] == first
