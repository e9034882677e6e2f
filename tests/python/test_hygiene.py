"""Every kind of dirty input has its fate: fixed, marked, a bot's, quarantined or stopped. None is lost in silence."""

from __future__ import annotations

import pytest

from tests.python import small
from tests.python.conftest import Build, write_tables
from tests.python.small import condition, row

AS_OF = "2026-02-10"
WHEN = "2026-02-03 10:00:00"


def contact(contact_id: str, **values: str) -> small.Tables:
    return {"contacts": [row("contacts", contact_id=contact_id, created_at="2026-01-01", surname="", **values)]}


def surnamed(contact_id: str, surname: str) -> small.Tables:
    return {"contacts": [row("contacts", contact_id=contact_id, created_at="2026-01-01", surname=surname)]}


def company(company_id: str, **values: str) -> small.Tables:
    return {"companies": [row("companies", company_id=company_id, **values)]}


def activities(contact_id: str, *changes: dict[str, str]) -> small.Tables:
    """Return page views of a contact, each with its changes; they count unless a change keeps them from it."""
    values = {"contact_id": contact_id, "occurred_at": WHEN, "activity_type": "page_view"}
    return {
        "activities": [
            row("activities", **(values | {"activity_id": f"{contact_id}-{number}"} | change))
            for number, change in enumerate(changes)
        ]
    }


def links(contact_id: str, *seconds: int) -> small.Tables:
    """Return clicks on one link each, so many seconds after ten o'clock."""
    kind = {"activity_type": "email_click"}
    return activities(
        contact_id,
        *(
            {"occurred_at": f"2026-02-03 10:00:{at:02}", "asset": f"/link{number}"} | kind
            for number, at in enumerate(seconds)
        ),
    )


OPEN, CLICK = {"activity_type": "email_open"}, {"activity_type": "email_click"}
SENT = {"activity_type": "email_sent", "occurred_at": "2026-02-03 09:59:58"}

# Kind of dirt -> the rows that have it, and their fate:
#   value: what rules read in a field; rejected: input, key and reason in rejected_rows;
#   bot: how many activities of the contact count, and the rule that took the others; scored: how many count.
KINDS: dict[str, tuple[small.Tables, tuple]] = {
    # Fixed.
    "blanks and capitals in an e-mail": (
        contact("k01", email=" ANN@Eu.Client.Example\t"),
        ("value", "k01", "contact.email_domain", "eu.client.example"),
    ),
    "country in its own language": (
        contact("k02", country="DEUTSCHLAND "),
        ("value", "k02", "contact.country_name", "germany"),
    ),
    "country as a code": (contact("k03", country="us"), ("value", "k03", "contact.country_name", "united states")),
    "country that nobody knows": (
        contact("k04", country="Atlantis"),
        ("value", "k04", "contact.country_name", "atlantis"),
    ),
    "country of a company": (company("k05", country="España"), ("value", "k05", "company.country_name", "spain")),
    "title without seniority, German": (
        contact("k06", job_title="Leiterin Vertrieb (DACH)"),
        ("value", "k06", "contact.seniority", "director"),
    ),
    "title without seniority, French": (
        contact("k07", job_title="Directrice Générale"),
        ("value", "k07", "contact.seniority", "c_level"),
    ),
    "title without function, Spanish": (
        contact("k08", job_title="Técnico de Recursos Humanos"),
        ("value", "k08", "contact.job_function", "hr"),
    ),
    "title without function, Dutch": (
        contact("k09", job_title="Hoofd Verkoop"),
        ("value", "k09", "contact.job_function", "sales"),
    ),
    "title that says less than the column": (
        contact("k10", job_title="CEO", seniority="Owner"),
        ("value", "k10", "contact.seniority", "owner"),
    ),
    "title of an assistant": (
        contact("k11", job_title="Executive Assistant to the CEO"),
        ("value", "k11", "contact.seniority", "individual"),
    ),
    "band of employees": (company("k12", employee_count="51-200"), ("value", "k12", "company.employees_from", "51")),
    "employees with a point and a plus": (
        company("k13", employee_count="1.000+"),
        ("value", "k13", "company.employees_from", "1000"),
    ),
    "employees in thousands": (
        company("k14", employee_count="1k-5k"),
        ("value", "k14", "company.employees_from", "1000"),
    ),
    "revenue with a currency": (
        company("k15", annual_revenue="€10M \u2013 €50M"),
        ("value", "k15", "company.revenue_from", "10000000"),
    ),
    "band without a number": (company("k16", employee_count="a few"), ("value", "k16", "company.employees_from", "")),
    "time with an offset": (
        contact("k17") | activities("k17", {"occurred_at": "2026-02-03T10:00:00+02:00"}),
        ("scored", "k17", 1),
    ),
    "activity of nobody we know": (activities("k18", {}), ("scored", "k18", 1)),
    "web address for a domain": (
        {
            "companies": [row("companies", company_id="k19", domain="https://www.Shop.Example/en")],
            "contacts": [
                row("contacts", contact_id="k19", email="bo@shop.example", created_at="2026-01-01", surname="")
            ],
        },
        ("company", "k19", "k19"),
    ),
    # Marked: a field says so, and rules decide.
    "colleague": (contact("k20", email="me@our.example"), ("value", "k20", "contact.is_internal", "true")),
    "colleague elsewhere": (contact("k21", email="me@de.our.example"), ("value", "k21", "contact.is_internal", "true")),
    "customer with a similar domain": (
        contact("k22", email="me@four.example"),
        ("value", "k22", "contact.is_internal", "false"),
    ),
    "address for one use": (
        contact("k23", email="x@mailinator.com"),
        ("value", "k23", "contact.is_disposable", "true"),
    ),
    "free mail": (contact("k24", email="x@gmail.com"), ("value", "k24", "contact.is_free_mail", "true")),
    "mailbox of many": (
        contact("k25", email="Info@client.example"),
        ("value", "k25", "contact.is_role_address", "true"),
    ),
    "test by address": (contact("k26", email="test+7@client.example"), ("value", "k26", "contact.is_test", "true")),
    "test by a column of our own": (surnamed("k27", "Mustermann"), ("value", "k27", "contact.is_test", "true")),
    "nothing known of the e-mail": (contact("k28"), ("value", "k28", "contact.is_internal", "")),
    # A bot's: stays, and matches nothing.
    "crawler": (
        contact("k30") | activities("k30", {}, {"user_agent": "Googlebot/2.1"}),
        ("bot", "k30", 1, "bot_agents"),
    ),
    "click from a data centre": (
        contact("k31") | activities("k31", CLICK, CLICK | {"network": "AS16509 Amazon.com, Inc."}),
        ("bot", "k31", 1, "data_centres"),
    ),
    "open by mail privacy": (
        contact("k32")
        | activities("k32", OPEN | {"user_agent": "Mozilla/5.0 (Windows NT)"}, OPEN | {"user_agent": "Mozilla/5.0"}),
        ("bot", "k32", 1, "privacy_opens"),
    ),
    "click on delivery": (
        contact("k33") | activities("k33", SENT, CLICK, CLICK | {"occurred_at": "2026-02-03 10:09:00"}),
        ("bot", "k33", 1, "quick_clicks"),
    ),
    "every link at once": (contact("k34") | links("k34", 0, 1, 1, 2, 40), ("bot", "k34", 1, "many_links")),
    "bot by the source": (contact("k35") | activities("k35", {}, {"is_bot": "true"}), ("scored", "k35", 1)),
    # Quarantined, with a reason.
    "competitor": (
        contact("k40", email="spy@rival.example") | activities("k40", {}),
        ("rejected", "contacts", "k40", "excluded by the hygiene rule `competitors`"),
    ),
    "activity without a contact": (
        activities("k41", {"contact_id": ""}),
        ("rejected", "activities", "k41-0", "contact_id is missing"),
    ),
    "activity without a type": (
        activities("k42", {"activity_type": " "}),
        ("rejected", "activities", "k42-0", "activity_type is missing"),
    ),
    "no time": (
        activities("k43", {"occurred_at": "soon"}),
        ("rejected", "activities", "k43-0", "occurred_at is missing or no time"),
    ),
    "from the future": (
        activities("k44", {"loaded_at": "2026-02-01 10:00:00"}),
        ("rejected", "activities", "k44-0", "occurred_at is more than a day after loaded_at"),
    ),
    "value that is no number": (
        activities("k45", {"value": "n/a"}),
        ("rejected", "activities", "k45-0", "value is no number"),
    ),
    "loaded twice": (
        activities("k46", {"loaded_at": WHEN}, {"activity_id": "k46-0", "loaded_at": "2026-02-04 10:00:00"}),
        ("rejected", "activities", "k46-0", "superseded: a newer load of the same activity counts"),
    ),
    "taken back": (
        activities("k47", {"is_deleted": "true"}),
        ("rejected", "activities", "k47-0", "deleted in the source"),
    ),
    "contact twice": (
        {"contacts": contact("k48", country="at")["contacts"] + contact("k48", country="ch")["contacts"]},
        ("rejected", "contacts", "k48", "superseded: contact_id stands more than once"),
    ),
    "contact created at no time": (
        {"contacts": [row("contacts", contact_id="k49", created_at="n/a", surname="")]},
        ("rejected", "contacts", "k49", "created_at is no time"),
    ),
    "outcome of no kind": (
        {"outcomes": [row("outcomes", outcome_id="k50", contact_id="k17", outcome_type="maybe", occurred_at=WHEN)]},
        (
            "rejected",
            "outcomes",
            "k50",
            "outcome_type is not one of sales_accepted, sales_rejected, opportunity, won, lost",
        ),
    ),
    "merge into itself": (
        {"contact_merges": [row("contact_merges", from_contact_id="k17", into_contact_id="k17")]},
        ("rejected", "contact_merges", "k17", "a contact cannot be merged into itself"),
    ),
}

FIELDS = sorted({fate[2] for _, fate in KINDS.values() if fate[0] == "value"})

# What stops the build -> the broken row, and what is said.
STOPPED: dict[str, tuple[small.Tables, str]] = {
    "rule that does not exist": (
        {"hygiene_rules": [row("hygiene_rules", rule_id="robots", enabled="true", effect="bot")]},
        "hygiene_rules.csv, robots, column rule_id: unknown rule_id `robots`: use one of bot_agents",
    ),
    "effect of another rule": (
        {"hygiene_rules": small.hygiene(privacy_opens={"effect": "exclude"})},
        "hygiene_rules.csv, privacy_opens, column effect: must be one of bot for this rule, not `exclude`",
    ),
    "how soon is not said": (
        {"hygiene_rules": small.hygiene(quick_clicks={"seconds": ""})},
        "hygiene_rules.csv, quick_clicks, column seconds: must be from 0 to 3600",
    ),
    "one link is too many": (
        {"hygiene_rules": small.hygiene(many_links={"min_count": "1"})},
        "hygiene_rules.csv, many_links, column min_count: must be 2 or more",
    ),
    "column that contacts lack": (
        {
            "hygiene_patterns": [
                row("hygiene_patterns", rule_id="test_records", field="contact.nickname", operator="equals", value="x")
            ]
        },
        "hygiene_patterns.csv, test_records.x, column field: unknown field `contact.nickname`",
    ),
    "activities know no such field": (
        {
            "hygiene_patterns": [
                row("hygiene_patterns", rule_id="bot_agents", field="activity.ip", operator="equals", value="y")
            ]
        },
        "hygiene_patterns.csv, bot_agents.y, column field: is `activity.ip`: a rule about activities reads",
    ),
    "pattern for a rule that takes none": (
        {
            "hygiene_patterns": [
                row("hygiene_patterns", rule_id="free_mail", field="contact.email_domain", operator="within", value="z")
            ]
        },
        "hygiene_patterns.csv, free_mail.z, column rule_id: unknown rule `free_mail`, or one that takes no patterns",
    ),
    "country of two names": (
        {"country_names": [row("country_names", spelling="xx", country=name) for name in ("Here", "There")]},
        "country_names.csv, xx, column country: has two names: Here and There",
    ),
    "title that means nothing": (
        {"title_patterns": [row("title_patterns", pattern="boss")]},
        "title_patterns.csv, boss, column seniority: says nothing: fill seniority or job_function",
    ),
}


def policy() -> small.Tables:
    """Return a policy that reads every field above, counts page views, clicks and opens, and has domains of its own."""
    tables = small.policy()
    for number, field in enumerate(FIELDS):
        name = f"f{number}"
        tables["scoring_rules"].append(
            row("scoring_rules", model_id="m", rule_id=name, dimension="fit", kind="attribute", points="1", label=name)
        )
        tables["rule_conditions"].append(condition(name, field, "equals", "nobody has this"))
    for kind in ("email_click", "email_open"):
        tables["rule_conditions"].append(condition("visit", "activity.activity_type", "equals", kind, alternative=kind))
    tables["hygiene_rules"] = small.hygiene(
        competitors={"effect": "exclude"},
        seniority_from_title={"enabled": "true"},
        job_function_from_title={"enabled": "true"},
    )
    patterns = [
        ("internal", "contact.email_domain", "within", "our.example"),
        ("competitors", "contact.email_domain", "within", "rival.example"),
        ("test_records", "contact.surname", "equals", "mustermann"),
    ]
    tables["hygiene_patterns"] = small.seed_rows("hygiene_patterns") + [
        row("hygiene_patterns", rule_id=rule_id, field=field, operator=operator, value=value)
        for rule_id, field, operator, value in patterns
    ]
    return tables


def inputs() -> small.Tables:
    """Return the rows of all kinds."""
    found: small.Tables = {}
    for tables, _ in KINDS.values():
        for table, rows in tables.items():
            found.setdefault(table, []).extend(rows)
    return found


@pytest.fixture(scope="module")
def world(dbt_build, tmp_path_factory) -> Build:
    folder = tmp_path_factory.mktemp("dirt")
    build = dbt_build(
        inputs=write_tables(folder / "inputs", inputs()), policy=write_tables(folder / "policy", policy()), as_of=AS_OF
    )
    assert build.succeeded, build.failures() or build.output[-3000:]
    return build


@pytest.fixture(scope="module")
def found(world) -> dict[str, dict]:
    """Return what became of the rows, each table read once."""

    def rows(sql: str, schema: str = "lead_scoring_internal") -> list[tuple]:
        return [tuple(r.values()) for r in world.query(sql, schema)]

    return {
        "value": {(i, f): v for i, f, v in rows("select entity_id, field, value_text from present_values")},
        "rejected": {(i, k): r for i, k, r in rows("select input, row_key, reason from rejected_rows", "lead_scoring")},
        "awards": dict(rows("select contact_id, awards from score_ledger where rule_id = 'visit'", "lead_scoring")),
        "company": dict(rows("select contact_id, company_id from resolved_contacts")),
        "bot": dict(rows("select contact_id, min(rule_id) from hygiene_bots group by 1")),
        "scored": {c for (c,) in rows("select contact_id from contact_scores", "lead_scoring")},
    }


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_dirty_input_has_its_fate(found, kind):
    fate, *expected = KINDS[kind][1]
    if fate == "value":
        entity_id, field, value = expected
        assert found["value"][entity_id, field] == value
    elif fate == "rejected":
        source, key, reason = expected
        assert found["rejected"][source, key] == reason
    elif fate == "company":
        contact_id, company_id = expected
        assert found["company"][contact_id] == company_id
    else:
        contact_id, awards, *rule = expected
        assert found["awards"][contact_id] == awards
        assert found["bot"].get(contact_id) == (rule[0] if rule else None)


def test_none_is_lost(world, found):
    """Every contact is scored or in rejected_rows; the build's own test has counted all other rows."""
    named = {r["contact_id"] for tables, _ in KINDS.values() for r in tables.get("contacts", [])}
    rejected = {key for source, key in found["rejected"] if source == "contacts"}
    assert named == (named & found["scored"]) | (named & rejected)
    # Who is excluded gets no stub by activity.
    assert "k40" not in found["scored"]
    # 8 activities of bots were found by hygiene, and are still there: they count as activity, but of nobody.
    assert "Activities of this build that hygiene takes for a bot's (docs/data_hygiene.md): 8" in world.output
    counted = world.query(
        "select sum(activities) as n from activity_counts where not is_derived", "lead_scoring_internal"
    )
    accepted = world.query("select count(*) as n from stg_activities", "lead_scoring_internal")
    assert counted[0]["n"] == accepted[0]["n"]


def test_a_broken_hygiene_table_stops_the_build_and_says_where(dbt_build, tmp_path):
    tables = small.policy()
    rules = {r["rule_id"]: r for r in small.hygiene()}
    for change, _ in STOPPED.values():
        for table, rows in change.items():
            if table == "hygiene_rules":
                rules |= {r["rule_id"]: r for r in rows if r not in small.hygiene()}
            else:
                tables.setdefault(table, []).extend(rows)
    tables["hygiene_rules"] = [r for r in rules.values() if r["rule_id"] != "quick_opens"]
    build = dbt_build(
        inputs=write_tables(tmp_path / "inputs", small.inputs()),
        policy=write_tables(tmp_path / "policy", tables),
        as_of=AS_OF,
    )
    assert not build.succeeded
    assert "policy_has_no_errors" in build.failures()
    for kind, (_, message) in STOPPED.items():
        assert message in build.output, kind
    assert "warning  hygiene_rules.csv, quick_opens, column rule_id: has no row, so it is off" in build.output
