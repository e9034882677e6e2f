"""Every page of the dashboard without a browser: numbers equal SQL, odd searches, empty states, replaced copies.

What a real browser makes of them is in test_dashboard_browser.py. Both run by `make test-dashboard`.
"""

from __future__ import annotations

import html
import importlib.util
import os
import re
import shutil
from pathlib import Path

import duckdb
import pytest

from tests.python.conftest import ROOT, environment
from tests.python.dashboard_world import add_evidence, built_demo, multiply
from tools import dashboard as launcher

pytestmark = [
    pytest.mark.dashboard,
    pytest.mark.skipif(
        importlib.util.find_spec("streamlit") is None,
        reason="streamlit is not installed here: run `make test-dashboard`",
    ),
]
MODEL = "b2b_default"
PAGES = ["overview", "leaderboard", "lead", "companies", "matrix", "evidence", "policy", "data_quality"]
ODD = ["'", '"', "%", "_", "\\", "'; drop table contact_scores; --", "<script>alert(1)</script>", "{}", "$1", "🙂"]
ODD += ["a" * 500]
QUERIES = sorted((ROOT / "dashboard" / "sql").glob("*.sql"))


@pytest.fixture(scope="module")
def demo(dbt_build, tmp_path_factory) -> Path:
    """The copy of the demo that the pages read."""
    return Path(shutil.copy(built_demo(dbt_build), tmp_path_factory.mktemp("copy")))


@pytest.fixture
def own(demo, tmp_path) -> Path:
    """A copy that a test may change."""
    return Path(shutil.copy(demo, tmp_path))


def sql(copy: Path, query: str) -> list[tuple]:
    with duckdb.connect(str(copy), read_only=True) as connection:
        connection.execute(f'use "{copy.stem}"."lead_scoring"')
        return connection.execute(query).fetchall()


def change(copy: Path, *statements: str) -> None:
    with duckdb.connect(str(copy)) as connection:
        connection.execute(f'use "{copy.stem}"."lead_scoring"')
        for statement in statements:
            connection.execute(statement)


class Shown:
    """A page as AppTest made it."""

    def __init__(self, name: str, copy: Path, **query: str):
        from streamlit.testing.v1 import AppTest

        def script(name):
            from dashboard import frame

            frame.show_page(name)

        self.copy = copy
        self.app = AppTest.from_function(script, kwargs={"name": name}, default_timeout=60)
        for key, value in query.items():
            self.app.query_params[key] = value
        self.run()

    def run(self) -> Shown:
        with environment({"LEAD_SCORING_READ_COPY": str(self.copy)}):
            self.app.run()
        assert not self.app.exception, [problem.value for problem in self.app.exception]
        return self

    @property
    def html(self) -> str:
        return "\n".join(element.proto.body for element in self.app.get("html"))

    @property
    def text(self) -> str:
        """What people read, in one line."""
        return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", " ", self.html))).strip()

    def tile(self, name: str) -> str:
        """The number of a tile."""
        found = re.search(rf'<div class="name">{re.escape(name)}</div><div class="value">(.*?)</div>', self.html)
        assert found, f"there is no tile {name} in: {self.text[:500]}"
        return re.sub(r"<[^>]*>", "", found[1])

    def cells(self, column: str) -> list[str]:
        """The cells of a column, without what stands small below."""
        cells = re.findall(rf'<td class="[^"]*" data-name="{re.escape(column)}">(.*?)</td>', self.html, re.S)
        large = [re.sub(r"<small>.*?</small>", "", cell) for cell in cells]
        return [html.unescape(re.sub(r"<[^>]*>", " ", cell)).strip() for cell in large]


@pytest.mark.parametrize("name", PAGES)
def test_every_page_opens_with_its_title_and_day(demo, name):
    page = Shown(name, demo)
    assert "scores of 30 Jun 2026 · 1,166 contacts" in page.text
    assert "not in the warehouse file" not in page.text


def test_the_overview_says_what_sql_says(demo):
    page = Shown("overview", demo)
    mqls, waiting = sql(
        demo,
        f"""select (select count(*) from contact_scores where model_id = '{MODEL}' and is_mql),
            (select count(*) from mql_responses where model_id = '{MODEL}' and status in ('waiting', 'overdue'))""",
    )[0]
    assert page.tile("MQLs now") == f"{mqls} contacts"
    assert page.tile("Waiting for sales") == f"{waiting} MQLs"
    reached, target = sql(
        demo,
        f"""select reached, target from goal_progress where model_id = '{MODEL}' and stage = 'mql'
            order by period_from desc limit 1""",
    )[0]
    assert page.tile("New MQLs, June 2026") == f"{reached} of {target:.0f} wanted"
    ever = "select count(distinct contact_id) from lifecycle_stage_times where model_id = 'b2b_default' and stage in"
    won = sql(demo, f"{ever} ('won')")[0][0]
    assert re.search(rf"Won {won} ", page.text)
    entered = sql(demo, f"{ever} ('lead', 'mql', 'sales_accepted', 'opportunity', 'won')")[0][0]
    assert f"Lead {entered:,} MQL" in page.text
    to_call = sql(
        demo,
        f"""select score from contact_scores where model_id = '{MODEL}' and stage in ('lead', 'mql')
            order by score desc, contact_id limit 5""",
    )
    assert page.cells("Score, points") == [str(score) for (score,) in to_call]


def test_the_leaderboard_is_in_the_order_of_scores(demo):
    page = Shown("leaderboard", demo)
    wanted = sql(
        demo, f"select score from contact_scores where model_id = '{MODEL}' order by score desc, contact_id limit 25"
    )
    assert page.cells("Score, points") == [str(score) for (score,) in wanted]
    assert "1 to 25 of 1,166 leads" in page.text


def test_a_page_of_the_leaderboard_follows_the_one_before(demo):
    page = Shown("leaderboard", demo)
    page.app.number_input[0].set_value(2)
    page.run()
    wanted = sql(
        demo,
        f"""select score from contact_scores where model_id = '{MODEL}' order by score desc, contact_id
            limit 25 offset 25""",
    )
    assert page.cells("Score, points") == [str(score) for (score,) in wanted]
    page.app.selectbox(key="leaderboard_show").set_value("MQLs")
    page.run()
    assert "1 to 5 of 5 leads" in page.text, "another list begins with its first page"


@pytest.mark.parametrize(
    ("shown", "condition"),
    [
        ("MQLs", "is_mql"),
        ("Not yet with sales", "stage in ('lead', 'mql', 'recycled')"),
        ("Rising in 7 days", "change_7d > 0"),
        ("Falling", "contact_score_key in (select contact_score_key from contact_movement where is_falling)"),
        ("Back again", "contact_score_key in (select contact_score_key from contact_movement where is_reengaged)"),
        ("New MQLs", "contact_score_key in (select contact_score_key from contact_movement where is_new_mql)"),
    ],
)
def test_a_list_holds_whom_it_names(demo, shown, condition):
    page = Shown("leaderboard", demo)
    page.app.selectbox(key="leaderboard_show").set_value(shown)
    page.run()
    count = sql(demo, f"select count(*) from contact_scores where model_id = '{MODEL}' and {condition}")[0][0]
    assert (f"of {count:,} lead" in page.text) if count else ("Nobody is in this list today" in page.text)


@pytest.mark.parametrize("text", ODD)
def test_a_search_is_text_and_nothing_else(demo, text):
    page = Shown("leaderboard", demo)
    page.app.text_input(key="leaderboard_search").set_value(text)
    page.run()
    count = len(
        [
            one
            for (one,) in sql(
                demo,
                f"""select lower(concat_ws(' ', contact_scores.contact_id, email, contact_scores.company_id,
                        company_name, contact_scores.label, reasons_up))
                    from contact_scores
                    left join crm_contacts on contact_scores.contact_id = crm_contacts.contact_id and not is_removed
                        and crm_contacts.model_id = '{MODEL}'
                    left join company_scores on contact_scores.company_id = company_scores.company_id
                        and company_scores.model_id = '{MODEL}'
                    where contact_scores.model_id = '{MODEL}'""",
            )
            if text.lower() in one
        ]
    )
    assert (f"of {count:,} lead" in page.text) if count else ("No lead is like that" in page.text)
    assert "<script>" not in page.html
    assert sql(demo, "select count(*) from contact_scores")[0][0]


@pytest.mark.parametrize("text", ODD)
@pytest.mark.parametrize(("name", "key"), [("lead", "lead_search"), ("companies", "company_search")])
def test_every_search_takes_odd_text(demo, name, key, text):
    page = Shown(name, demo)
    page.app.text_input(key=key).set_value(text)
    page.run()
    assert "<script>" not in page.html


@pytest.mark.parametrize("text", ODD)
def test_an_odd_address_is_no_error(demo, text):
    assert "has no score in" in Shown("lead", demo, contact=text).text
    assert "No company is called" in Shown("companies", demo, company=text).text
    assert "1 to 25" in Shown("leaderboard", demo, model=text, grade=text).text


def test_a_lead_shows_its_ledger_and_that_it_adds_up(demo):
    lines = sql(demo, f"select points from score_ledger where model_id = '{MODEL}' and contact_id = 'c0010'")
    score = sql(demo, f"select score from contact_scores where model_id = '{MODEL}' and contact_id = 'c0010'")[0][0]
    page = Shown("lead", demo, contact="c0010")
    shown = [float(cell.replace("−", "-").replace("+", "")) for cell in page.cells("Points")]
    assert sorted(shown) == sorted(round(float(points), 2) for (points,) in lines)
    assert f"rounded {score}" in page.text
    assert "but the published score is" not in page.text
    activities = sql(
        demo,
        """select count(*) from lead_scoring_internal.stg_activities inner join lead_scoring_internal.contact_survivors
            using (contact_id) where survivor_id = 'c0010' and activity_date <= date '2026-06-30'""",
    )[0][0]
    assert page.html.count('class="event"') == min(activities, 100)


def test_a_ledger_that_does_not_add_up_is_named(own):
    change(own, "update contact_scores set score = score + 1 where contact_id = 'c0010'")
    assert "but the published score is" in Shown("lead", own, contact="c0010").text


def test_a_lead_is_found_by_a_part_of_its_name(demo):
    page = Shown("lead", demo)
    page.app.text_input(key="lead_search").set_value("C0010")
    page.run()
    assert page.app.query_params["contact"] in ("c0010", ["c0010"])


def test_a_merged_lead_points_to_its_survivor(demo):
    merged, survivor = sql(
        demo,
        """select contact_id, survivor_id from lead_scoring_internal.contact_survivors as survivors
            where contact_id <> survivor_id and exists (
                select 1 from contact_scores where contact_scores.contact_id = survivors.survivor_id) limit 1""",
    )[0]
    assert f"{merged} was merged into {survivor}" in Shown("lead", demo, contact=merged).text


def test_companies_say_what_sql_says(demo):
    page = Shown("companies", demo)
    companies, mqas, coverage = sql(
        demo,
        f"""select count(*), count(*) filter (where is_mqa), avg(committee_coverage) filter (where engaged_contacts > 0)
            from company_scores where model_id = '{MODEL}'""",
    )[0]
    assert page.tile("Qualified accounts (MQAs)") == f"{mqas} companies"
    assert page.tile("Committee coverage") == f"{100 * float(coverage):.0f} %"
    assert f"{companies} companies, highest score first" in page.text
    page.app.toggle(key="company_only_mqa").set_value(True)
    page.run()
    assert f"{mqas} companies, highest score first" in page.text


def test_a_company_shows_its_parts_roles_and_people(demo):
    company, score, coverage = sql(
        demo,
        f"""select company_id, score, committee_coverage from company_scores where model_id = '{MODEL}'
            order by committee_coverage desc nulls last, score desc limit 1""",
    )[0]
    page = Shown("companies", demo, company=company)
    assert f'<div class="big"><b>{score}</b>' in page.html
    assert page.text.count("● engaged") == round(float(coverage) * 4)
    people = sql(demo, f"select 1 from contact_scores where model_id = '{MODEL}' and company_id = '{company}'")
    assert len(page.cells("Contact")) == min(len(people), 15)


def test_the_matrix_holds_every_contact_once(demo):
    page = Shown("matrix", demo)
    counts = [int(text.replace(",", "")) for text in re.findall(r'class="count">([\d,]+)<', page.html)]
    grades = re.findall(r'class="grade">(\w+)<', page.html)
    assert len(counts) == 16
    assert sum(counts) == 1166
    wanted = dict(sql(demo, f"select grade, count(*) from contact_scores where model_id = '{MODEL}' group by grade"))
    assert {grade: count for grade, count in zip(grades, counts, strict=True) if count} == wanted


def test_the_policy_counts_how_often_rules_fire(demo):
    page = Shown("policy", demo)
    rules = sql(
        demo,
        f"""select rule_id, effect from lead_scoring_policy.policy_rules where model_id = '{MODEL}'
            and valid_from <= date '2026-06-30' and valid_to > date '2026-06-30'""",
    )
    assert page.tile("Rules in force") == f"{len(rules)} rules"
    fired = dict(
        sql(
            demo,
            f"""select rule_id, count(*) from score_ledger where model_id = '{MODEL}' and entry_type = 'rule'
                group by rule_id""",
        )
    )
    changed = dict(
        sql(
            demo,
            f"""select rule_id, count(distinct contact_id) from lifecycle_transitions where model_id = '{MODEL}'
                and reason in ('qualified', 'disqualified') group by rule_id""",
        )
    )
    assert sum(changed.values()), "else the demo shows nothing of rules without points"
    counts = {"points": fired, "qualify": changed, "disqualify": changed}
    wanted = [counts[effect].get(rule, 0) for rule, effect in rules if effect in counts]
    shown = [re.sub(r"\D", "", cell) for cell in page.cells("Fires for, contacts")]
    assert sorted(int(count) for count in shown if count) == sorted(wanted)
    assert shown.count("") == len(rules) - len(wanted), "how often a reset happened is not known"


def test_a_rule_that_fires_for_nobody_gets_advice(demo, own):
    before = int(Shown("policy", demo).tile("To look at").split()[0])
    change(own, f"delete from score_ledger where model_id = '{MODEL}' and rule_id = 'demo_request'")
    page = Shown("policy", own)
    assert int(page.tile("To look at").split()[0]) == before + 1
    page.app.segmented_control(key="policy_rules").set_value("To look at")
    assert all(page.run().cells("Advice"))


def test_data_quality_adds_up(demo):
    page = Shown("data_quality", demo)
    rows, rejected = sql(
        demo, "select sum(row_count), sum(row_count) filter (where reason is not null) from data_quality"
    )[0]
    assert page.tile("Do not count") == f"{rejected} rows"
    assert f"{rows - rejected:,} of {rows:,} rows" in page.text
    page.app.toggle(key="quality_rows").set_value(True)
    assert page.run().cells("Row")


def test_evidence_says_how_to_make_it(demo):
    assert "lead_scoring_evaluate" in Shown("evidence", demo).text


def test_evidence_moves_with_the_threshold(own):
    add_evidence(own, MODEL)
    page = Shown("evidence", own)
    assert page.tile("Best tenth converts") == "4.2 × as often"
    assert page.app.slider[0].value == 40, "begins at the advised one"
    assert page.tile("Contacts at or above") == "600 contacts"
    page.app.slider[0].set_value(61)
    assert page.run().tile("Contacts at or above") == "200 contacts", "that of the next score that somebody has"
    assert "Reverse it" in Shown("policy", own).text


def test_too_little_evidence_is_said(own):
    add_evidence(own, MODEL, enough=False)
    assert "Too few: 3 conversions" in Shown("evidence", own).text


def test_what_comes_from_data_is_no_markup(own):
    evil = "<img src=x onerror=alert(1)>"
    change(
        own,
        f"update company_scores set company_name = '{evil}'",
        f"update contact_scores set reasons_up = '{evil}', label = '{evil}', next_action = '{evil}'",
        f"update score_ledger set label = '{evil}'",
        f"update lifecycle_transitions set outcome_reason = '{evil}'",
        f"update rejected_rows set raw_content = '{evil}', row_key = '{evil}'",
        f"update data_quality set source_system = '{evil}' where source_system is not null",
    )
    for name in PAGES:
        page = Shown(name, own)
        if name == "data_quality":
            page.app.toggle(key="quality_rows").set_value(True)
            page.run()
        assert "<img" not in page.html, name


def test_the_inner_schemas_are_those_beside_the_public_one(tmp_path):
    from dashboard.store import Store

    path = tmp_path / "two.duckdb"
    with duckdb.connect(str(path)) as connection:
        for schema, day in (("lead_scoring", 1), ("dev_ann", 2)):
            for inner in ("", "_internal", "_policy"):
                connection.execute(f"create schema if not exists {schema}{inner}")
            connection.execute(
                f"create table {schema}.contact_scores as select 'm' as model_id, date '2026-01-01' as as_of"
            )
            connection.execute(f"create table {schema}_internal.build as select timestamp '2026-01-0{day}' as run_at")
            connection.execute(
                f"create table {schema}_policy.policy_models as select 'm' as model_id, '{schema}' as name,"
                " 'active' as status, 1 as sla_days, 1 as exit_score"
            )
    for schema, day in (("lead_scoring", 1), ("dev_ann", 2)):
        with environment({"LEAD_SCORING_SCHEMA": schema}):
            store = Store(path)
            assert store.rows("build")[0]["run_at"].day == day
            assert store.rows("model_names")[0]["name"] == schema


def test_no_copy_is_no_error(tmp_path):
    for name in PAGES:
        page = Shown(name, tmp_path / "lead_scoring.duckdb")
        assert "There is nothing to show yet" in page.text
        assert "make build" in page.text


def test_the_database_itself_is_refused(demo):
    with environment({"LEAD_SCORING_DUCKDB": str(demo)}):
        assert "names the database that builds write" in Shown("overview", demo).text


def test_a_file_without_scores_says_so(tmp_path):
    empty = tmp_path / "lead_scoring.duckdb"
    duckdb.connect(str(empty)).close()
    assert "holds no scores yet" in Shown("overview", empty).text


def test_a_file_that_is_no_database_says_so(tmp_path):
    broken = tmp_path / "lead_scoring.duckdb"
    broken.write_bytes(b"no database" * 1000)
    assert "cannot be read" in Shown("overview", broken).text


def test_a_missing_table_costs_its_page_only(own):
    change(own, "drop table company_ledger", "drop table goal_progress")
    assert "not in the warehouse file yet" in Shown("overview", own).text
    assert "1 to 25" in Shown("leaderboard", own).text


def test_public_tables_are_enough_for_most_pages(demo, tmp_path):
    """Where only the public schema is handed on, pages open without activities, roles and names of the policy."""
    own = tmp_path / demo.name
    with duckdb.connect(str(own)) as connection:
        connection.execute(f"attach '{demo}' as whole (read_only)")
        connection.execute(f'create schema "{own.stem}"."lead_scoring"')
        for (table,) in connection.execute(
            "select table_name from duckdb_tables() where database_name = 'whole' and schema_name = 'lead_scoring'"
        ).fetchall():
            connection.execute(f'create table "{own.stem}"."lead_scoring"."{table}" as from whole.lead_scoring.{table}')
    for name in PAGES:
        text = Shown(name, own).text
        assert "1,166 contacts" in text, name
        assert name == "policy" or "not in the warehouse file yet" not in text, name
    assert "internal table that this warehouse file does not have" in Shown("lead", own, contact="c0010").text


def test_tables_without_rows_have_their_words(own):
    tables = [
        name
        for (name,) in sql(own, "select table_name from duckdb_tables() where schema_name = 'lead_scoring'")
        if name not in ("contact_scores", "contact_movement")
    ]
    change(own, *[f"delete from {name}" for name in tables])
    for name in PAGES:
        Shown(name, own)


def test_nobody_who_is_scored_is_said(own):
    change(own, "delete from contact_scores")
    assert "Nobody is scored yet" in Shown("overview", own).text


def test_the_next_copy_is_shown_when_it_has_come(demo, tmp_path):
    shown = Path(shutil.copy(demo, tmp_path))
    page = Shown("overview", shown)
    (tmp_path / "new").mkdir()
    newer = multiply(demo, tmp_path / "new" / demo.name, 2)
    os.replace(newer, shown)
    assert "2,332 contacts" in page.run().text


def test_an_open_dashboard_does_not_keep_builds_out(demo, tmp_path):
    from tools.read_copy import refresh

    (tmp_path / "readers").mkdir()
    database = Path(shutil.copy(demo, tmp_path))
    copy = refresh(database, tmp_path / "readers" / demo.name)
    page = Shown("overview", copy)
    with duckdb.connect(str(database)) as connection:
        connection.execute(f'create table "{database.stem}"."lead_scoring"."written_meanwhile" as select 1 as one')
    refresh(database, copy)
    page.run()


def test_the_launcher_copies_what_is_newer_and_no_more(demo, tmp_path, monkeypatch):
    database = Path(shutil.copy(demo, tmp_path))
    monkeypatch.setenv("LEAD_SCORING_DUCKDB", str(database))
    monkeypatch.delenv("LEAD_SCORING_READ_COPY", raising=False)
    monkeypatch.setattr("tools.database.ROOT", tmp_path)
    copy = launcher.prepare_copy()
    assert copy.parents[1] == tmp_path / "target" / "dashboard"
    assert copy.name == demo.name
    first = copy.stat().st_ino
    assert launcher.prepare_copy().stat().st_ino == first
    os.utime(database, (copy.stat().st_mtime + 5,) * 2)
    assert launcher.prepare_copy().stat().st_ino != first
    other = {"LEAD_SCORING_DUCKDB": str(tmp_path / "other" / demo.name)}
    with environment(other), pytest.raises(launcher.CannotShow, match="make build"):
        launcher.prepare_copy()
    database.unlink()
    assert launcher.prepare_copy() == copy
    copy.unlink()
    with pytest.raises(launcher.CannotShow, match="make build"):
        launcher.prepare_copy()


def test_every_query_says_its_grain_and_is_used():
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "dashboard").rglob("*.py"))
    for path in QUERIES:
        assert path.read_text(encoding="utf-8").startswith("-- "), path.name
        assert f'"{path.stem}"' in code, f"{path.name} is read by nothing"
