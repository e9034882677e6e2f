"""`make init`: it finds the sources in a warehouse, and what it writes builds."""

from __future__ import annotations

import csv

import duckdb
import pytest
import yaml

from tests.python.conftest import ROOT, environment
from tools import init

CONTACT, USERS = ["id", "email", "account_id"], ["id", "email", "received_at"]
HUBSPOT = {"contact": ["id", "property_email"], "form": ["guid", "name"]}
SALESFORCE = {"contact": CONTACT, "lead": ["Id", "Email"], "campaign": ["id", "name"]}


def found(warehouse: init.Warehouse) -> dict:
    return init.source_vars(init.find_sources(warehouse))


# ------------------------------------------------------------ which sources there are


@pytest.mark.parametrize(
    ("warehouse", "expected"),
    [
        ({"crm": HUBSPOT}, {"hubspot": {"schema": "crm"}}),
        # A schema that has a contact and a lead is no Marketo.
        ({"crm": SALESFORCE}, {"salesforce": {"schema": "crm"}}),
        # Names in capitals are the same where nobody quotes them.
        ({"CRM": {"LEAD": ["ID", "EMAIL"], "PROGRAM": ["ID"]}}, {"marketo": {"schema": "CRM"}}),
        (
            {"crm": {"Lead": ["id", "email"], "program": ["id"]}},
            {"marketo": {"schema": "crm", "identifiers": {"lead": "Lead"}}},
        ),
        # One table that might be anybody's is a source only by name.
        ({"app": {"contact": CONTACT}}, {}),
        ({"salesforce_eu": {"contact": CONTACT}}, {"salesforce": {"schema": "salesforce_eu"}}),
        ({"web": {"users": USERS}}, {}),
        (
            {"raw": {f"sf_{name}_v2": columns for name, columns in SALESFORCE.items()}},
            {"salesforce": {"schema": "raw", "identifiers": {name: f"sf_{name}_v2" for name in SALESFORCE}}},
        ),
        # Several in one schema, each with its own words before.
        (
            {"raw": {f"hs_{name}": columns for name, columns in HUBSPOT.items()} | {"lead": ["id"], **SALESFORCE}},
            {
                "hubspot": {"schema": "raw", "identifiers": {name: f"hs_{name}" for name in HUBSPOT}},
                "salesforce": {"schema": "raw"},
            },
        ),
        # The fuller one of two; a table that cannot be read counts as missing.
        ({"a": HUBSPOT, "b": HUBSPOT | {"deal": ["deal_id"]}, "c": {"x": ["id"]}}, {"hubspot": {"schema": "a"}}),
        (
            {"b": HUBSPOT | {"email_campaign": ["id"], "deal": ["deal_id"]}, "a": HUBSPOT},
            {"hubspot": {"schema": "b", "identifiers": {"deal": init.NOT_READ}}},
        ),
        # Tables in history mode, in a schema of their own.
        (
            {"sf": SALESFORCE, "old": {"contact": ["id", "_fivetran_start"]}},
            {"salesforce": {"schema": "sf", "history": {"schema": "old"}}},
        ),
        ({"old": {"contact": ["id", "_fivetran_start"]}}, {}),
    ],
)
def test_sources_are_known_by_their_tables_and_columns(warehouse, expected):
    assert found(warehouse) == expected


def test_every_source_of_the_project_can_be_found():
    for source in init.known_sources():
        if not source.part:
            tables = {table.name: sorted(table.required_columns) for table in source.tables}
            assert found({source.name: tables}) == {source.name: {"schema": source.name}}


# ------------------------------------------------------------ what is written


def seen(**fields: dict[str, int]) -> init.Seen:
    """Ten contacts, five companies, page views, and fields with these values (`contact__plan={"gold": 4}`)."""
    known = {}
    for key, values in fields.items():
        name = key.replace("__", ".")
        known[name] = init.Field(name, 10 if name.startswith("contact") else 5, sum(values.values()), values)
    return init.Seen(10, 5, known, {"page_view": 3, "email_open": 1})


def policy(data: init.Seen) -> tuple[dict[str, list[dict[str, str]]], list[str]]:
    tables, dropped = init.starter_policy(data)
    return {name: rows for name, (_, rows) in tables.items()}, dropped


def test_the_policy_keeps_what_can_fire_and_says_what_the_fields_hold():
    tables, dropped = policy(seen(contact__country={"France": 6, "Chile": 2}, company__industry={"software": 5}))
    rules = {row["rule_id"] for row in tables["scoring_rules"]}
    assert {"fit_market", "fit_industry_core", "page_views", "quiet", "fit_free_mail", "research_day"} <= rules
    # Nobody has a seniority or a title, there is no number of employees, and nobody asked for a demo.
    assert {"fit_seniority_director", "fit_title_head", "fit_size_core", "demo_request", "company_size"} <= set(dropped)
    assert not rules & set(dropped)
    owners = {row["owner_id"] for row in tables["rule_conditions"] if row["owner_type"] in ("rule", "company_rule")}
    assert not owners & set(dropped)
    notes = {row["note"] for row in tables["rule_conditions"] if row["field"] == "contact.country"}
    assert notes == {"80 % filled: France 60 %, Chile 20 %"}
    # A cap that no rule can reach would be a warning.
    assert {row["cap_id"] for row in tables["score_caps"]} == {"email_limit", "private_address"}
    assert {row["model_id"] for rows in tables.values() for row in rows if row.get("model_id")} == {init.STARTER}
    assert "hygiene_rules" not in tables


def test_a_seniority_comes_from_titles_where_nobody_has_one():
    tables, dropped = policy(seen(contact__job_title={"CTO": 2, "Student": 1}, contact__job_function={"it": 1}))
    enabled = {row["rule_id"]: row["enabled"] for row in tables["hygiene_rules"]}
    assert (enabled["seniority_from_title"], enabled["job_function_from_title"]) == ("true", "false")
    assert "fit_seniority_director" not in dropped


def test_fields_of_ones_own_become_rules_without_points():
    fields = {
        "contact__plan": {"free": 3, "gold": 4},
        "contact__mostly_blank": {"x": 1},
        "contact__always_so": {"x": 10},
        "contact__company_id": {"1": 5, "2": 5},
        "contact__first_name": {"Ann": 5, "Bo": 5},
        "company__tier": {"A": 2, "B": 2},
    }
    data = seen(**fields)
    data.fields["contact.rare"] = init.Field("contact.rare", 100, 19, {"x": 10, "y": 9})
    tables, _ = policy(data)
    added = [row for row in tables["scoring_rules"] if row["rule_id"].startswith("field_")]
    assert [(row["rule_id"], row["points"], row["label"]) for row in added] == [
        ("field_company_tier", "0", "company.tier is A"),
        ("field_contact_plan", "0", "contact.plan is gold"),
    ]
    assert added[1]["note"] == "No points yet. 70 % filled: gold 40 %, free 30 %"
    (condition,) = [row for row in tables["rule_conditions"] if row["owner_id"] == "field_contact_plan"]
    assert (condition["field"], condition["operator"], condition["value"]) == ("contact.plan", "equals", "gold")


def test_the_vars_are_yaml_whatever_the_fields_hold():
    tables = {f"hs_{name}": columns for name, columns in HUBSPOT.items()} | {"hs_deal": ["deal_id"]}
    way = init.find_sources({"my schema: x": tables})
    text = init.vars_text(way, seen(contact__plan={"a\nvars: {b: c}\u2028x": 4, "{{ env_var('HOME') }}": 3}))
    assert yaml.safe_load(text) == {"vars": {"lead_scoring": {"lead_scoring_sources": init.source_vars(way)}}}
    assert "deal lacks what is needed to read it (deal_pipeline_stage_id," in text


def test_nothing_is_written_over(tmp_path):
    there, new = tmp_path / "vars.yml", tmp_path / "policy" / "a.csv"
    there.write_text("mine")
    with pytest.raises(init.CannotLook, match=r"Nothing was written: .*vars\.yml exists already"):
        init.write_files({new: "new", there: "new"}, overwrite=False)
    assert (there.read_text(), new.exists()) == ("mine", False)
    init.write_files({new: "new", there: "new"}, overwrite=True)
    assert (there.read_text(), new.read_text()) == ("new", "new")


def test_a_folder_that_cannot_be_is_said(tmp_path):
    (tmp_path / "start").write_text("a file")
    with pytest.raises(init.CannotLook, match=r"Cannot write to .*start.*: (File exists|Not a directory)\."):
        init.write_files({tmp_path / "start" / "vars.yml": "new"}, overwrite=False)


def test_an_empty_database_is_no_database_without_sources(monkeypatch, capsys):
    monkeypatch.setenv("LEAD_SCORING_DUCKDB", "mistyped.duckdb")
    monkeypatch.setattr(init, "read_warehouse", lambda _: {})
    assert init.main([]) == 1
    told = capsys.readouterr().err
    assert "The database has no tables." in told
    assert "now mistyped.duckdb" in told


# ------------------------------------------------------------ raw tables that nobody has seen before

FOLDERS = ["hubspot", "salesforce", "marketo", "pardot"]


@pytest.fixture(scope="module")
def raw(shared_data, tmp_path_factory):
    """Load the tables of a peer's integration tests as they are: a schema for each folder, tables called like files."""
    database = tmp_path_factory.mktemp("raw") / "raw.duckdb"
    with duckdb.connect(str(database)) as connection:
        for folder in FOLDERS:
            connection.execute(f"create schema peer_{folder}")
            for path in sorted((shared_data / f"fivetran_{folder}").glob("*.csv")):
                connection.execute(f"create table peer_{folder}.{path.stem} as from read_csv('{path}', header = true)")
    return database


def test_without_names_the_message_says_which_var_to_set(dbt_build, raw):
    build = dbt_build(
        database=raw,
        as_of="2026-03-01",
        lead_scoring_sources={folder: {"schema": f"peer_{folder}"} for folder in FOLDERS},
    )
    assert not build.succeeded
    for folder, table in zip(FOLDERS, ["contact", "contact", "lead", "prospect"], strict=True):
        told = f"{folder}: there is no table `{table}`, looked for as raw.peer_{folder}.{table}."
        told += f" Set `{folder}.schema` (now peer_{folder}) or `{folder}.identifiers.{table}` (now {table})."
        assert told in build.output


@pytest.mark.long
def test_what_it_writes_builds(dbt_build, raw, tmp_path, capsys):
    dbt_args = ["--project-dir", str(ROOT), "--target-path", str(tmp_path / "target"), "--log-path", str(tmp_path)]
    settings = {"LEAD_SCORING_DUCKDB": str(raw), "LEAD_SCORING_TARGET": None, "LEAD_SCORING_INPUTS": None}
    settings |= {"LEAD_SCORING_POLICY": None, "DBT_PROFILES_DIR": str(ROOT / "profiles")}
    with environment(settings):
        assert init.main(["--to", str(tmp_path / "start"), "--", *dbt_args]) == 0
    told = capsys.readouterr().out
    written = (tmp_path / "start" / "vars.yml").read_text(encoding="utf-8")
    assert written in told
    sources = yaml.safe_load(written)["vars"]["lead_scoring"]["lead_scoring_sources"]
    assert set(sources) == set(FOLDERS)
    assert sources["marketo"]["identifiers"]["activity_merge_leads"] == "marketo_activity_merge_leads_data"
    assert sources["salesforce"]["history"]["identifiers"] == {
        "contact": "sf_contact_history_data",
        "account": "sf_account_history_data",
    }
    for line in ("#   contact.grade: ", "#   contact.annualrevenue: ", "#   unsubscribe: "):
        assert line in written
    assert "@" not in written
    with (tmp_path / "start" / "policy" / "scoring_rules.csv").open(encoding="utf-8", newline="") as file:
        rules = {row["rule_id"] for row in csv.DictReader(file)}
    assert {"email_click", "field_contact_grade"} <= rules
    policy = tmp_path / "start" / "policy"
    build = dbt_build(policy=policy, database=raw, as_of="2026-03-01", lead_scoring_sources=sources)
    assert build.succeeded, build.failures() or build.output[-3000:]
    counted = build.query("select count(*) as contacts, min(score) as low from contact_scores")[0]
    assert counted["contacts"] > 200
    # Nothing is lost: each row that does not count has a reason.
    reasons = {row["reason"] for row in build.query("select distinct reason from rejected_rows")}
    assert all(reasons)
