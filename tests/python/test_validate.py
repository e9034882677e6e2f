"""Inputs and exports broken on purpose: each break is seen in SQL, and named by `make validate` by id, never by e-mail.

The statistics are tested with everything else; what Great Expectations makes of them by `make test-validate`.
"""

from __future__ import annotations

import importlib.util
import re
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest
from dbt.adapters.duckdb import DuckDBConnectionManager

from tests.python.conftest import ROOT, environment, write_tables
from tests.python.small import Tables, row
from tools import validate, validation

AS_OF = date(2026, 6, 30)
CONTACTS = 50
TYPES = ["page_view", "email_open", "form_submit"]
with_great_expectations = [
    pytest.mark.validate,
    pytest.mark.skipif(
        importlib.util.find_spec("great_expectations") is None,
        reason="great-expectations is not installed here: run `make test-validate`",
    ),
]


def inputs() -> Tables:
    """Eight weeks of fifty contacts: six activities on each working day, two on others, none wrong."""
    contacts = [
        row("contacts", contact_id=f"c{n:02}", email=f"Person.{n}@secret-firm.test", created_at="2026-01-05")
        | {"lead_source": ["web", "event"][n % 2], "country": "Germany"}
        for n in range(CONTACTS)
    ]
    activities = []
    for age in range(56, 0, -1):
        day = AS_OF - timedelta(days=age)
        for n in range(6 if day.weekday() < 5 else 2):
            activities.append(
                row("activities", activity_id=f"a{age:02}-{n}", contact_id=f"c{(age * 6 + n) % CONTACTS:02}")
                | {"occurred_at": f"{day} 10:0{n}:00", "loaded_at": f"{day} 12:00:00", "value": "1.5"}
                | {"activity_type": TYPES[n % 3], "channel": "web", "source_system": "tracker"}
            )
    return {"contacts": contacts, "activities": activities}


def age_of(activity: dict) -> int:
    return (AS_OF - date.fromisoformat(activity["occurred_at"][:10])).days


def half_of_the_days_are_missing(tables: Tables) -> None:
    tables["activities"] = [one for one in tables["activities"] if age_of(one) % 2]


def nothing_came_for_a_week(tables: Tables) -> None:
    tables["activities"] = [one for one in tables["activities"] if age_of(one) > 7]


def half_of_the_addresses_are_gone(tables: Tables) -> None:
    for contact in tables["contacts"][::2]:
        contact["email"] = " "


def a_new_type_takes_over(tables: Tables) -> None:
    for position, one in enumerate(tables["activities"]):
        if age_of(one) <= 28 and position % 5 < 3:
            one["activity_type"] = "AI_chat"


def text_stands_where_numbers_were(tables: Tables) -> None:
    for one in tables["activities"][::5]:
        one["value"] = "many"


# What is broken, the statistic that must tell it, its value, and the beginning of its line in the report.
BREAKS = {
    half_of_the_days_are_missing: (("activities", "occurred_at", "missing_weekdays"), 10, "Mondays to Fridays"),
    nothing_came_for_a_week: (("activities", "loaded_at", "newest_age_days"), 8, "age of the newest"),
    half_of_the_addresses_are_gone: (("contacts", "email", "blank_rate_change"), 0.5, "share of blank values, change"),
    a_new_type_takes_over: (("activities", "activity_type", "new_item_rate"), 0.6, "share of values that the run"),
    text_stands_where_numbers_were: (("activities", "value", "not_a_number_rate"), 0.2, "share that is no number"),
}


class World:
    """A folder of inputs, a database and a history; the folder stays, so that dbt reads the project once."""

    def __init__(self, work: Path) -> None:
        self.work = work
        self.history, self.pages, self.database = work / "history.csv", work / "pages", work / "crm.duckdb"
        self.dbt_args = ["--project-dir", str(ROOT), "--target-path", str(work / "target")]
        self.dbt_args += ["--log-path", str(work / "logs"), "--vars", f"{{as_of: '{AS_OF}'}}"]

    def _with_dbt(self, tables: Tables, act):
        settings = {
            "LEAD_SCORING_INPUTS": str(write_tables(self.work / "inputs", tables)),
            "LEAD_SCORING_POLICY": None,
            "LEAD_SCORING_DUCKDB": str(self.database),
            "LEAD_SCORING_TARGET": None,
            "DBT_PROFILES_DIR": str(ROOT / "profiles"),
        }
        with environment(settings):
            try:
                return act()
            finally:
                DuckDBConnectionManager.close_all_connections()

    def inputs(self, tables: Tables) -> validation.Snapshot:
        return self._with_dbt(tables, lambda: validation.read_inputs(self.dbt_args))

    def exports(self) -> validation.Snapshot | None:
        return self._with_dbt({}, lambda: validation.read_exports(self.dbt_args))

    def validate(self, tables: Tables, *args: str) -> int:
        given = ["--history", str(self.history), "--pages", str(self.pages), *args, "--", *self.dbt_args]
        return self._with_dbt(tables, lambda: validate.main(given))

    def export(self, contacts: str, companies: str, records: str = "contact_id as contact_id") -> None:
        """Write exports by hand, as no build would: rows of values that replace those of a good row."""
        with duckdb.connect(str(self.database)) as con:
            con.execute(
                f"""
                create schema if not exists lead_scoring;
                create schema if not exists lead_scoring_internal;
                create or replace table lead_scoring_internal.build as
                select 'b' as build_id, date '{AS_OF}' as as_of;
                create or replace table lead_scoring.crm_contacts as
                with good as (
                    select 'k' || i as crm_contact_key, 'm' as model_id, 'c' || i as contact_id,
                        'good.' || i || '@secret-firm.test' as email, 10 + i as lead_score, 'A1' as lead_grade,
                        'Hot' as lead_label, 'Call' as lead_next_action, false as is_mql,
                        cast(null as date) as mql_since, false as is_removed, '' as lead_reasons_up,
                        '' as lead_reasons_down
                    from range(30) as numbers (i)
                )
                select * replace ({contacts}) from good;
                create or replace table lead_scoring.crm_companies as
                with good as (
                    select 'k' || i as crm_company_key, 'm' as model_id, 'o' || i as company_id,
                        'Firm ' || i as company_name, 10 + i as account_score, 'warm' as account_grade,
                        false as is_mqa, cast(null as date) as mqa_since, 'c' || i as top_contact_id
                    from range(5) as numbers (i)
                )
                select * replace ({companies}) from good;
                create or replace table lead_scoring.crm_hubspot_contacts as
                with good as (
                    select cast(i as varchar) as hubspot_contact_id, 'c' || i as contact_id, 'lead' as lead_stage,
                        'Call' as lead_next_action
                    from range(30) as numbers (i)
                )
                select * replace ({records}) from good;
                create or replace table lead_scoring.mql_alerts as select 'c1' as contact_id;
                """
            )
            for table, record_id in {
                "crm_hubspot_companies": "hubspot_company_id",
                "crm_salesforce_leads": "salesforce_lead_id",
                "crm_salesforce_contacts": "salesforce_contact_id",
                "crm_salesforce_accounts": "salesforce_account_id",
            }.items():
                con.execute(
                    f"create or replace table lead_scoring.{table} as select '001000000000001' as {record_id}, "
                    "'c1' as contact_id, 'lead' as lead_stage"
                )


@pytest.fixture(scope="module")
def world(tmp_path_factory) -> World:
    return World(tmp_path_factory.mktemp("validate"))


GOOD_EXPORT = ("crm_contact_key as crm_contact_key", "crm_company_key as crm_company_key")
BROKEN_CONTACTS = """
    case contact_id when 'c1' then 'no address' when 'c2' then repeat('x', 80) || '@secret-firm.test'
        when 'c3' then 'good.4@secret-firm.test' else email end as email,
    case contact_id when 'c5' then null when 'c6' then 'person@secret-firm.test' else contact_id end as contact_id,
    case contact_id when 'c7' then 5000 when 'c8' then -5000 else lead_score end as lead_score,
    case contact_id when 'c9' then 'A1' || chr(10) else lead_grade end as lead_grade,
    case contact_id when 'c10' then repeat('r', 256) else lead_reasons_up end as lead_reasons_up,
    contact_id = 'c11' as is_mql,
    case contact_id when 'c11' then date '2026-07-01' when 'c12' then date '2026-06-01' end as mql_since,
    case contact_id when 'c6' then repeat('l', 300) else lead_label end as lead_label
"""
BROKEN_COMPANIES = """
    case company_id when 'o1' then repeat('n', 256) when 'o2' then '' else company_name end as company_name,
    case company_id when 'o3' then 'nobody' else top_contact_id end as top_contact_id
"""
BROKEN_RECORDS = """
    case hubspot_contact_id when '13' then '13.0' when '14' then '15' else hubspot_contact_id end as hubspot_contact_id,
    case when hubspot_contact_id < '2' then contact_id else 'nobody' end as contact_id
"""
# Table, column and statistic of each break, and the ids with the values that are beyond the limit.
EXPORT_BREAKS = {
    ("crm_contacts", "email", "not_an_address"): {"c1": 1},
    ("crm_contacts", "email", "length"): {"c2": 97},
    ("crm_contacts", "email", "rows_with_the_same"): {"c3": 2, "c4": 2},
    ("crm_contacts", "contact_id", "missing_id"): {"k5": 1},
    ("crm_contacts", "lead_score", "above"): {"c7": 5000},
    ("crm_contacts", "lead_score", "below"): {"c8": 5000},
    ("crm_contacts", "lead_grade", "line_break"): {"c9": 1},
    ("crm_contacts", "lead_reasons_up", "length"): {"c10": 256},
    ("crm_contacts", "mql_since", "days_ahead"): {"c11": 1},
    ("crm_contacts", "mql_since", "disagrees"): {"c12": 1},
    ("crm_companies", "company_name", "length"): {"o1": 256},
    ("crm_companies", "company_name", "blank"): {"o2": 1},
    ("crm_companies", "top_contact_id", "not_exported"): {"o3": 1},
    ("crm_hubspot_contacts", "hubspot_contact_id", "not_a_record_id"): {"13.0": 1},
    ("crm_contacts", "contact_id", "no_record_rate"): {"crm_contacts": pytest.approx(17 / 29)},
}


def beyond(checks: list[validation.Check]) -> set[tuple]:
    """The statistics that lie beyond a limit."""
    return {
        (check.table, check.column, check.statistic)
        for check in checks
        if check.observed is not None
        and check.observed.value is not None
        and not (
            (check.minimum is None or check.observed.value >= check.minimum)
            and (check.maximum is None or check.observed.value <= check.maximum)
        )
    }


# --------------------------------------------------------------------------- statistics, in SQL


@pytest.fixture(scope="module")
def history(world) -> list[dict]:
    """What a run over good inputs leaves behind."""
    return validation.remember(world.work / "one.csv", world.inputs(inputs()), [], "here")


def test_good_inputs_are_within_all_limits(world, history):
    again = world.inputs(inputs())
    assert validation.compare(again, history, "elsewhere") is None
    assert validation.compare(again, validation.read_history(world.work / "one.csv"), "here") == AS_OF
    assert beyond(validation.make_checks(again, validation.read_thresholds())) == set()
    assert again.statistics["activities", "activity_type", "shift"].value == pytest.approx(0)
    assert again.statistics["activities", "", "rows"].value == 272
    assert again.statistics["contacts", "email", "not_an_address_rate"].value == 0
    assert again.items["activities", "weekday"]["monday"] == 24


@pytest.mark.parametrize("break_it", BREAKS, ids=lambda break_it: break_it.__name__)
def test_each_break_of_the_inputs_is_seen(world, history, break_it):
    tables = inputs()
    break_it(tables)
    broken = world.inputs(tables)
    validation.compare(broken, history, "here")
    key, value, _ = BREAKS[break_it]
    assert broken.statistics[key].value == pytest.approx(value, abs=0.02)
    assert key in beyond(validation.make_checks(broken, validation.read_thresholds()))


def test_rows_are_named_by_id_and_ids_that_are_addresses_by_a_hash(world):
    tables = inputs()
    tables["activities"][-1] |= {"occurred_at": "yesterday"}
    tables["activities"][-2] |= {"activity_id": "someone@secret-firm.test", "value": "1e"}
    tables["activities"][-3] |= {"activity_type": "wrote to someone@secret-firm.test"}
    for contact in tables["contacts"]:
        contact["created_at"] = "5 Jan"
    seen = world.inputs(tables)
    statistics = seen.statistics
    assert statistics["activities", "occurred_at", "not_a_time_rate"].ids == ["a01-5"]
    [masked] = statistics["activities", "value", "not_a_number_rate"].ids
    assert re.fullmatch("md5 [0-9a-f]{32}", masked)
    # At most twenty.
    assert statistics["contacts", "created_at", "not_a_time_rate"].ids == [f"c{n:02}" for n in range(20)]
    items = seen.items["activities", "activity_type"]
    assert items["(holds an @)"] == 1
    assert not any("secret" in item for item in items)


def test_exports_that_are_not_built_are_no_error(tmp_path):
    assert World(tmp_path).exports() is None


def test_each_break_of_the_exports_is_seen(world):
    thresholds = validation.read_thresholds()
    world.export(*GOOD_EXPORT)
    good = world.exports()
    checks = validation.make_checks(good, thresholds)
    assert beyond(checks) == set()
    # Each limit finds its statistic; nobody is an MQL or MQA here.
    unmatched = {(c.column, c.statistic) for c in checks if c.observed is None}
    assert unmatched == {("mql_since", "days_ahead"), ("mqa_since", "days_ahead")}
    world.export(BROKEN_CONTACTS, BROKEN_COMPANIES, BROKEN_RECORDS)
    broken = world.exports()
    limits = {(r["table"], r["column"], r["statistic"]): r["max"] for r in thresholds if r["checkpoint"] == "exports"}
    for key, rows in EXPORT_BREAKS.items():
        found = {row_id: value for row_id, value in broken.statistics[key].rows if value > limits[key]}
        assert found == rows, key
    # Two active models write to one record.
    same = broken.statistics["crm_hubspot_contacts", "hubspot_contact_id", "rows_with_the_same"].rows
    assert [row for row in same if row[1] > 1] == [("15", 2), ("15", 2)]
    # An id that is an address is not shown.
    [(masked, length)] = [r for r in broken.statistics["crm_contacts", "lead_label", "length"].rows if r[1] > 255]
    assert (masked[:4], length) == ("md5 ", 300)


def test_inputs_are_those_of_the_project_file_or_of_the_command_line(tmp_path):
    project = tmp_path / "dbt_project.yml"
    project.write_text("vars: {lead_scoring: {lead_scoring_inputs: {contacts: crm.people}, lead_scoring_sources: {}}}")
    assert validation.named_inputs([], project) == {"lead_scoring_inputs": {"contacts": "crm.people"}}
    given = ["--vars", "{lead_scoring_inputs: {contacts: mine}, lead_scoring_sources: {hubspot: {schema: crm}}}"]
    assert validation.named_inputs(given, project) == {
        "lead_scoring_inputs": {"contacts": "mine"}, "lead_scoring_sources": {"hubspot": {"schema": "crm"}}
    }  # fmt: skip
    assert validation.named_inputs([]) == {}


def test_a_new_code_is_named_once(world, tmp_path):
    world.export(*GOOD_EXPORT)
    history = validation.remember(tmp_path / "history.csv", world.exports(), [], "here")
    world.export("case contact_id when 'c1' then 'A0' else lead_grade end as lead_grade", GOOD_EXPORT[1])
    new = world.exports()
    validation.compare(new, history, "here")
    assert new.statistics["crm_contacts", "lead_grade", "new_code"].rows == [("A0", 1), ("A1", 0)]
    history = validation.remember(tmp_path / "history.csv", new, history, "here")
    again = world.exports()
    validation.compare(again, history, "here")
    assert again.statistics["crm_contacts", "lead_grade", "new_code"].value == 0


# ------------------------------------------------------------------- comparing and remembering


def snapshot(as_of: date, **items: float) -> validation.Snapshot:
    return validation.Snapshot("inputs", as_of, {("t", "", "rows"): validation.Observed(100.0)}, {("t", "c"): items})


def test_the_stability_index_is_that_of_the_textbook():
    # (0.6 - 0.5) * ln(0.6 / 0.5) + (0.4 - 0.5) * ln(0.4 / 0.5)
    assert validation.stability_index({"a": 50, "b": 50}, {"a": 120, "b": 80}) == pytest.approx(0.0405465)
    assert validation.stability_index({"a": 50, "b": 49}, {"a": 100, "b": 100}) is None


def test_the_run_compared_with_shares_no_day_when_there_is_such_a_run(tmp_path):
    history: list[dict] = []
    for age in (40, 30, 27, 1):
        history = validation.remember(tmp_path / "h.csv", snapshot(AS_OF - timedelta(age), a=200), history, "here")
    assert validation.compare(snapshot(AS_OF, a=200), history, "here") == AS_OF - timedelta(30)
    # Else the oldest, so that a slow change adds up.
    assert validation.compare(snapshot(AS_OF - timedelta(20), a=200), history, "here") == AS_OF - timedelta(40)
    # The same day again takes the place of the first run; accepting forgets all others.
    assert len(validation.remember(tmp_path / "h.csv", snapshot(AS_OF - timedelta(1), a=9), history, "here")) == 8
    accepted = validation.remember(tmp_path / "h.csv", snapshot(AS_OF, b=200), history, "here", forget_earlier=True)
    assert {row["as_of"] for row in accepted} == {str(AS_OF)}


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("inputs,activities,,rows,1,,fatal,x", "severity `fatal`"),
        ("inputs,activities,,row,1,,critical,x", "statistic `row`"),
        ("inputs,activities,,rows,one,,critical,x", "`one` is no number"),
        ("inputs,activities,,rows,,,critical,x", "neither min nor max"),
    ],
)
def test_a_limit_that_cannot_be_meant_is_named(tmp_path, line, problem):
    file = tmp_path / "thresholds.csv"
    file.write_text(f"checkpoint,table,column,statistic,min,max,severity,why\n{line}\n", encoding="utf-8")
    with pytest.raises(validation.CannotValidate, match=f"line 2: .*{problem}"):
        validation.read_thresholds(file)


def test_a_limit_for_a_column_that_does_not_exist_is_named(world):
    limit = {"checkpoint": "inputs", "table": "activities", "column": "valeu", "statistic": "smallest"}
    limit |= {"min": 0.0, "max": None, "severity": "warning", "why": ""}
    with pytest.raises(validation.CannotValidate, match="no smallest of activities, column `valeu`"):
        validation.make_checks(world.inputs(inputs()), [limit])


# ------------------------------------------------------------------ Great Expectations' verdicts


@pytest.fixture(scope="module")
def seen(tmp_path_factory) -> World:
    """A world whose good inputs have been validated once."""
    world = World(tmp_path_factory.mktemp("seen"))
    assert world.validate(inputs(), "--only", "inputs") == 0
    return world


class TestVerdicts:
    pytestmark = with_great_expectations

    @pytest.mark.parametrize("break_it", BREAKS, ids=lambda break_it: break_it.__name__)
    def test_each_break_fails_and_is_not_remembered(self, seen, capsys, break_it):
        tables = inputs()
        break_it(tables)
        before = seen.history.read_text(encoding="utf-8")
        assert seen.validate(tables, "--only", "inputs") == 1
        (table, column, _), _, words = BREAKS[break_it]
        said = capsys.readouterr().out
        assert f"FAILED {table}, {column}: {words}" in said
        page = (seen.pages / "index.html").read_text(encoding="utf-8")
        assert f"<tr class='failed'><td class='verdict'>failed</td><td>{table}</td><td>{column}: {words}" in page
        if break_it is text_stands_where_numbers_were:
            ids = [one["activity_id"] for one in tables["activities"] if one["value"] == "many" and age_of(one) <= 28]
            assert ", ".join(sorted(ids)[:5]) in said
            assert ", ".join(sorted(ids)[:20]) in page
        if break_it is a_new_type_takes_over:
            assert "ai_chat" in said
        assert seen.history.read_text(encoding="utf-8") == before

    def test_a_warning_is_no_failure(self, seen, capsys):
        tables = inputs()
        for one in tables["activities"][:4] + tables["activities"][-4:]:
            one["value"] = "many"
        assert seen.validate(tables, "--only", "inputs") == 0
        assert re.search(r"warning +activities +value: share that is no number", capsys.readouterr().out)

    def test_a_shift_can_be_accepted(self, tmp_path):
        world = World(tmp_path)
        changed = inputs()
        a_new_type_takes_over(changed)
        assert world.validate(inputs(), "--only", "inputs") == 0
        assert world.validate(changed, "--only", "inputs") == 1
        assert world.validate(changed, "--only", "inputs", "--accept") == 1
        assert world.validate(changed, "--only", "inputs") == 0

    def test_exports_are_refused_by_id(self, seen, capsys):
        seen.export(BROKEN_CONTACTS, BROKEN_COMPANIES, BROKEN_RECORDS)
        assert seen.validate(inputs(), "--only", "exports") == 1
        said = capsys.readouterr().out
        page = (seen.pages / "index.html").read_text(encoding="utf-8")
        docs = next((seen.pages / "great_expectations" / "validations").rglob("*.html")).read_text(encoding="utf-8")
        for (table, column, statistic), rows in EXPORT_BREAKS.items():
            words = re.escape(f"{column}: {validation.STATISTICS[statistic][0]}")
            [line] = re.findall(rf"(?:failed|warning) +{table} +{words}  .*", said)
            assert line.rstrip().endswith(f"  {', '.join(rows)}")
            assert re.search(rf"<td>{words}</td>.*<td class='ids'>{', '.join(rows)}</td>", page)
            assert f">{', '.join(rows)}<" in docs
        assert "A text field of Salesforce holds 255 characters" in docs

    def test_nobody_is_named_and_no_page_needs_the_network(self, seen, capsys):
        tables = inputs()
        for break_it in (half_of_the_addresses_are_gone, a_new_type_takes_over, text_stands_where_numbers_were):
            break_it(tables)
        tables["activities"][-2] |= {"activity_id": "someone@secret-firm.test", "occurred_at": "soon"}
        tables["contacts"][3] |= {"contact_id": "Person.3@secret-firm.test", "created_at": "once"}
        tables["contacts"][5] |= {"email": "secret-firm.test"}
        seen.export(BROKEN_CONTACTS, BROKEN_COMPANIES, BROKEN_RECORDS)
        assert seen.validate(tables, "--all", "--accept") == 1
        told = capsys.readouterr()
        texts = {"stdout": told.out, "stderr": told.err}
        for folder in (seen.pages, seen.work / "target", seen.work / "logs"):
            for file in folder.rglob("*"):
                if file.is_file():
                    texts[str(file)] = file.read_bytes().decode("utf-8", "replace")
        texts["history"] = seen.history.read_text(encoding="utf-8")
        assert {name for name, text in texts.items() if "secret-firm" in text.lower()} == set()
        pages = [text for name, text in texts.items() if name.endswith(".html")]
        assert len(pages) >= 4
        loads = re.compile(r"""<(?:script|link|img|iframe)\b[^>]*|url\(|@import""")
        assert [load for page in pages for load in loads.findall(page)] == []
        # The first page leads to the others.
        index = (seen.pages / "index.html").read_text(encoding="utf-8")
        links = re.findall(r"href='([^']+)'", index)
        assert len(links) == 2
        assert all((seen.pages / link).is_file() for link in links)

    def test_what_cannot_be_checked_is_said(self, tmp_path, capsys):
        assert World(tmp_path).validate(inputs(), "--only", "exports") == 2
        assert "run `make build` first" in capsys.readouterr().out
