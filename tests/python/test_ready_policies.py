"""The ready policies of docs/ready_policies.md: stated people, and what their rules say of them.

Every number here was worked out by hand from the published rules, never copied from a build. One
build scores everyone; each person is then looked at in the models that it was made for.
"""

from __future__ import annotations

import csv
import itertools
import re
from collections import Counter, defaultdict
from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.python.conftest import ROOT, write_tables

AS_OF = date(2026, 6, 30)
READY = [
    "hundred_points",
    "leaderboard",
    "pain_fit",
    "persona_matrix",
    "agency",
    "explicit_behavioural_100",
    "product_lines_analytics",
    "product_lines_automation",
    "product_lines_integration",
    "fit_interest_70",
    "recency_frequency",
    "gitlab_model",
    "gitlab_trial",
]

CONTACT_COLUMNS = (
    "contact_id email company_id created_at lead_source job_title seniority job_function country"
    " is_deleted opted_out main_pain product_interest project_type budget expected_close_on income"
    " lead_classification lead_status mql_count setup_for_company intent_grade intent_profile"
    " ai_features_used propensity_group stages_activated"
)
COMPANY_COLUMNS = (
    "company_id name domain industry employee_count annual_revenue country business_model"
    " has_in_house_team share_capital"
)
ACTIVITY_COLUMNS = (
    "activity_id contact_id occurred_at loaded_at activity_type channel asset campaign value"
    " source_system is_bot is_deleted"
)

CONTACTS: dict[str, dict[str, str]] = {}
COMPANIES: dict[str, dict[str, str]] = {}
ACTIVITIES: list[dict[str, str]] = []
EXPECTED: list = []


def day(age: int) -> str:
    return (AS_OF - timedelta(days=age)).isoformat()


def did(activity_type: str, *ages: int, **fields: str) -> list[dict[str, str]]:
    """Return one activity for each age in days; an age may stand twice."""
    return [{"activity_type": activity_type, "age": age} | fields for age in ages]


def row(columns: str, values: dict) -> dict[str, str]:
    names = columns.split()
    assert set(values) <= set(names), set(values) - set(names)
    return {name: str(values.get(name, "")) for name in names}


def person(name: str, *deeds: list, created: int = 10, company: dict | str = "", **fields) -> str:
    """Take a contact into the inputs, with its activities and its company (columns, or the id of one)."""
    assert name not in CONTACTS, name
    if isinstance(company, dict):
        COMPANIES[name] = row(COMPANY_COLUMNS, {"company_id": name, **company})
        company = name
    fields = {"contact_id": name, "company_id": company, "created_at": day(created)} | fields
    CONTACTS[name] = row(CONTACT_COLUMNS, fields)
    for deed in itertools.chain(*deeds):
        values = {key: value for key, value in deed.items() if key != "age"}
        values["activity_id"] = f"a{len(ACTIVITIES)}"
        values["contact_id"] = name
        values["occurred_at"] = f"{day(deed['age'])} 10:00:00"
        ACTIVITIES.append(row(ACTIVITY_COLUMNS, values))
    return name


def expect(model: str, contact: str, score: int, ledger: dict, **columns) -> None:
    """The ledger is complete: rule_id or entry type (with its rule, group or dimension) -> points."""
    EXPECTED.append(pytest.param(model, contact, score, ledger, columns, id=f"{model}: {contact}"))


def case(model: str, name: str, score: int, ledger: dict, *deeds, columns: dict, **facts) -> None:
    expect(model, person(f"{name}, {model}", *deeds, **facts), score, ledger, **columns)


def spaced(days: int) -> tuple[int, int, int, int]:
    """Ages that give 3 awards with a cooldown of so many days, but 4 with a day less and 2 with a day more."""
    return 3 * days, 2 * days, days - 1, 0


# fmt: off
# --- hundred_points: form 20, newsletter 15, follow 5, interaction 10, visit 5; from 1 to 100 -----

case("hundred_points", "nobody", 1, {"model_clamp": 1}, columns={
    "grade": "D", "label": "Cold", "next_action": "No action", "is_mql": False})
case("hundred_points", "one of each", 55,
     {"form": 20, "newsletter": 15, "social_follow": 5, "social_interaction": 10, "visit": 5},
     did("form_submit", 9), did("newsletter_signup", 8), did("social_follow", 7),
     did("social_interaction", 6), did("page_view", 5, asset="/"),
     columns={"grade": "B", "label": "Warm", "is_mql": False})
# Twice a day, or for the second time: 20 + 15 + 5 + 2 x 10 + 2 x 5.
case("hundred_points", "again and again", 70,
     {"form": 20, "newsletter": 15, "social_follow": 5, "social_interaction": 20, "visit": 10},
     did("form_submit", 3, 3), did("newsletter_signup", 9, 2), did("social_follow", 9, 2),
     did("social_interaction", 4, 4, 1), did("page_view", 4, 4, 4, 0),
     columns={"grade": "B", "label": "Warm", "is_mql": False})
case("hundred_points", "just an A", 75, {"form": 60, "newsletter": 15},
     did("form_submit", 5, 4, 3), did("newsletter_signup", 9),
     columns={"grade": "A", "label": "Hot", "next_action": "Call today", "is_mql": True})
case("hundred_points", "just a B", 50, {"form": 40, "social_interaction": 10},
     did("form_submit", 5, 4), did("social_interaction", 3), columns={"grade": "B", "label": "Warm"})
case("hundred_points", "no B", 45, {"form": 40, "visit": 5},
     did("form_submit", 5, 4), did("page_view", 3), columns={"grade": "C", "label": "Warm"})
case("hundred_points", "above 100", 100, {"form": 100, "visit": 5, "model_clamp": -5},
     did("form_submit", 5, 4, 3, 2, 1), did("page_view", 0),
     columns={"grade": "A", "label": "Hot", "is_mql": True})
case("hundred_points", "just a C", 25, {"form": 20, "visit": 5},
     did("form_submit", 5), did("page_view", 5), columns={"grade": "C", "label": "Warm"})
case("hundred_points", "just a D", 20, {"form": 20}, did("form_submit", 5),
     columns={"grade": "D", "label": "Cold"})

# --- leaderboard: from 1 to 100 by the actions of 90 days ------------------------------------------

case("leaderboard", "first", 100, {"trial": 75, "demo": 40, "model_clamp": -15},
     did("trial_started", 50, 40, 30), did("demo_request", 20, 10),
     columns={"grade": "leader", "is_mql": True})
case("leaderboard", "second", 80, {"demo": 80}, did("demo_request", 4, 4, 3, 2),
     columns={"grade": "leader", "next_action": "Sales queue"})
case("leaderboard", "second as well", 80, {"trial": 50, "meeting": 30},
     did("trial_started", 4, 3), did("meeting", 2, 1), columns={"grade": "leader"})
case("leaderboard", "just a leader", 60, {"meeting": 60}, did("meeting", 5, 4, 3, 2),
     columns={"grade": "leader", "is_mql": True})
# 12 + 10 + 10 + 8 + 5 + 4 + 3 + 2 + 2 + 2 + 1; a second chat and visit on the same day are none.
case("leaderboard", "a bit of all", 59,
     {"contact_form": 12, "event": 20, "chat": 8, "download": 5, "registration": 4,
      "newsletter": 3, "click": 2, "social": 4, "visit": 1},
     did("form_submit", 9), did("event_attended", 8), did("webinar_attended", 7), did("chat", 6, 6),
     did("content_download", 5), did("webinar_registered", 8), did("newsletter_signup", 9),
     did("email_click", 4), did("social_follow", 3), did("social_interaction", 3),
     did("page_view", 2, 2), columns={"grade": "contender", "is_mql": False})
case("leaderboard", "just a contender", 25, {"trial": 25}, did("trial_started", 89),
     columns={"grade": "contender"})
case("leaderboard", "no contender", 24, {"contact_form": 24}, did("form_submit", 4, 3),
     columns={"grade": "field", "next_action": "No action"})
# What is 90 days old is gone, what is 89 days old counts: 107 points, limited to 100.
case("leaderboard", "in the last moment", 100,
     {"trial": 25, "demo": 20, "meeting": 15, "contact_form": 12, "event": 10, "chat": 8, "download": 5,
      "registration": 4, "newsletter": 3, "click": 2, "social": 2, "visit": 1, "model_clamp": -7},
     *(did(what, 90, 89) for what in [
         "trial_started", "demo_request", "meeting", "form_submit", "event_attended", "chat",
         "content_download", "webinar_registered", "newsletter_signup", "email_click", "social_follow",
         "page_view"]),
     columns={"grade": "leader"})
case("leaderboard", "nobody", 1, {"model_clamp": 1}, columns={"grade": "field"})

# --- pain_fit: two axes from 1 to 10, four quarters --------------------------------------------------

FITS = {"seniority": "director", "job_function": "it"}
FIRM = {"industry": "software", "employee_count": "50"}
FULL_FIT = {"decides": 3, "department": 2, "sector": 2, "size": 3}
case("pain_fit", "ready", 20,
     {"pain_named": 3, "asked_for_demo": 4, "talked": 3, "looks_for_remedy": 4,
      "rule_cap: looks_for_remedy": -1, "dimension_clamp: pain": -3, **FULL_FIT},
     did("demo_request", 80, 3), did("chat", 2), did("meeting", 1),
     did("page_view", 4, 4, 3, asset="/pricing"), did("page_view", 2, 1, asset="/case-studies/x"),
     main_pain="Leads go cold", company=FIRM, **FITS,
     columns={"grade": "ready", "next_action": "Sales queue", "is_mql": True,
              "dimensions": {"pain": 10, "fit": 10}})
case("pain_fit", "nurture", 11, {"dimension_clamp: pain": 1, **FULL_FIT},
     company=FIRM | {"employee_count": "5000"}, **FITS,
     columns={"grade": "nurture", "next_action": "Nurture programme", "is_mql": False,
              "dimensions": {"pain": 1, "fit": 10}})
case("pain_fit", "refer", 8, {"pain_named": 3, "asked_for_demo": 4, "dimension_clamp: fit": 1},
     did("trial_started", 89), main_pain="Leads go cold", company={"employee_count": "5001"},
     columns={"grade": "refer", "dimensions": {"pain": 7, "fit": 1}})
case("pain_fit", "leave", 2,
     {"wants_no_contact": -5, "dimension_clamp: pain": 6, "student": -9, "dimension_clamp: fit": 10},
     did("demo_request", 90), did("chat", 90), seniority="student", opted_out="true",
     columns={"grade": "leave", "next_action": "No action", "dimensions": {"pain": 1, "fit": 1}})
case("pain_fit", "6 and 5", 11, {"pain_named": 3, "talked": 3, "decides": 3, "sector": 2},
     did("form_submit", 5), main_pain="Leads go cold", seniority="vp",
     company={"industry": "finance"},
     columns={"grade": "refer", "dimensions": {"pain": 6, "fit": 5}})
case("pain_fit", "5 and 6", 11, {"asked_for_demo": 4, "looks_for_remedy": 1, "decides": 3, "size": 3},
     did("demo_request", 5), did("page_view", 5, asset="/pricing"), seniority="vp",
     company={"employee_count": "51"},
     columns={"grade": "nurture", "dimensions": {"pain": 5, "fit": 6}})

case("pain_fit", "in the last moment", 5, {"talked": 3, "looks_for_remedy": 1, "dimension_clamp: fit": 1},
     did("chat", 89), did("page_view", 90, 89, asset="/pricing"),
     columns={"grade": "leave", "dimensions": {"pain": 4, "fit": 1}})

# --- persona_matrix: four questions, 4, 2, 1 or -4 ---------------------------------------------------


def persona(name, score, grade, ledger, title="", department="", industry="", size="", **columns):
    case("persona_matrix", name, score, ledger, job_title=title, job_function=department,
         company={"industry": industry, "employee_count": size},
         columns={"grade": grade, **columns})


def answers(title, department, company_type, company_size):
    points = {"best": 4, "second": 2, "third": 1, "wrong": -4}
    given = {"title": title, "department": department, "company_type": company_type,
             "company_size": company_size}
    return {f"{question}_{answer}": points[answer] for question, answer in given.items() if answer}


persona("all best", 16, "A", answers("best", "best", "best", "best"),
        "Head of Data", "it", "software", "200", is_mql=True, next_action="Sales queue")
persona("all second", 8, "B", answers("second", "second", "second", "second"),
        "IT Manager", "operations", "manufacturing", "199", is_mql=False)
persona("all third", 4, "C", answers("third", "third", "third", "third"),
        "Data Analyst", "finance", "retail", "2001")
persona("all wrong", -16, "D", answers("wrong", "wrong", "wrong", "wrong"),
        "Working student", "hr", "education", "49", label="Not our persona")
persona("unknown", 0, "D", {})
persona("neither", 0, "D", {}, "Leadership trainee", "sales", "agriculture")
persona("two titles", 4, "C", {"title_best": 4, "title_second": 2, "group_cap: title": -2},
        "Director, Manager")
persona("third size", 1, "C", answers("", "", "", "third"), size="2001")
persona("second size", 2, "C", answers("", "", "", "second"), size="50")
persona("best size", 4, "C", answers("", "", "", "best"), size="2000")
persona("three best, one wrong", 8, "B", answers("best", "best", "best", "wrong"),
        "CIO", "data", "finance", "10")
persona("three best", 12, "A", answers("best", "best", "best", ""),
        "Vice President IT", "data", "finance", is_mql=True)
persona("one short of an A", 11, "B", answers("best", "best", "second", "third"),
        "VP Data", "data", "manufacturing", "100000")
persona("six", 6, "C", answers("best", "second", "", ""), "chief of staff", "engineering")
persona("seven", 7, "B", answers("best", "second", "third", ""),
        "chief of staff", "engineering", "healthcare")

# --- agency: +5, -2, +5, +3, +10, -2 -----------------------------------------------------------------

case("agency", "all for it", 23, {"referral": 5, "revenue": 5, "no_designer": 3, "b2b": 10},
     lead_source="referral", project_type="ongoing",
     company={"annual_revenue": "300000.01", "has_in_house_team": "false", "business_model": "b2b"},
     columns={"grade": "high", "next_action": "Call today", "is_mql": True})
case("agency", "all against it", -4, {"organic_social": -2, "one_off": -2},
     lead_source="Organic_Social", project_type="one_off",
     company={"annual_revenue": "300000", "has_in_house_team": "true", "business_model": "b2c"},
     columns={"grade": "low", "is_mql": False})
case("agency", "unknown", 0, {}, company={}, columns={"grade": "low"})
case("agency", "just the middle", 5, {"referral": 5}, lead_source="referral",
     columns={"grade": "middle", "next_action": "Ask for the brief"})
case("agency", "three", 3, {"referral": 5, "one_off": -2}, lead_source="referral",
     project_type="one_off", columns={"grade": "low"})
case("agency", "just high", 15, {"referral": 5, "b2b": 10}, lead_source="referral",
     company={"business_model": "B2B"}, columns={"grade": "high", "is_mql": True})
case("agency", "thirteen", 13, {"b2b": 10, "no_designer": 3},
     company={"business_model": "b2b", "has_in_house_team": "false"},
     columns={"grade": "middle", "is_mql": False})

# --- explicit_behavioural_100: 50 points each, the heaviest criterion 15 -----------------------------

TOLD = {"seniority": "vp", "product_interest": "analytics", "budget": "10000",
        "expected_close_on": day(-90)}
TOLD_FIRM = {"employee_count": "50", "share_capital": "100000", "industry": "finance"}
EXPLICIT = {"role": 10, "size": 5, "capital": 5, "sector": 5, "product": 5, "budget": 10,
            "close_date": 10}
BEHAVED = [
    did("email_sent", 20, 6, asset="newsletter-2026-w23"),
    did("email_sent", 20, asset="product-news"),
    did("email_open", 5, asset="newsletter-2026-w26"),
    did("content_download", 179), did("comment", 179), did("newsletter_signup", 179),
    did("webinar_registered", 179), did("trial_started", 179), did("chat", 179),
    did("page_view", 8, 7),
]
TOO_OLD = [
    did("content_download", 180), did("comment", 180), did("newsletter_signup", 180),
    did("webinar_registered", 180), did("trial_started", 180), did("chat", 180),
]
BEHAVIOURAL = {"open_rate": 5, "downloads": 5, "comments": 5, "subscription": 5, "event_signup": 5,
               "trial": 10, "direct_contact": 15}
EB = "explicit_behavioural_100"
case(EB, "everything", 100, EXPLICIT | BEHAVIOURAL, *BEHAVED, company=TOLD_FIRM, **TOLD,
     columns={"grade": "A", "is_mql": True, "fit_score": 50, "interest_score": 50})
# Twice as much of everything is worth no more.
case(EB, "everything twice", 100, EXPLICIT | BEHAVIOURAL, *BEHAVED, *BEHAVED,
     company=TOLD_FIRM | {"employee_count": "5000"}, **TOLD, columns={"grade": "A"})
case(EB, "one short of everything", 0, {},
     did("email_sent", 20, 13, 6, asset="newsletter-2026-w23"),
     did("email_open", 5, asset="newsletter-2026-w26"), *TOO_OLD,
     seniority="manager", product_interest="planning", budget="9999.99",
     expected_close_on=day(-91),
     company={"employee_count": "49", "share_capital": "99999.99", "industry": "retail"},
     columns={"grade": "D", "is_mql": False})
case(EB, "closes today", 10, {"close_date": 10}, expected_close_on=day(0), columns={"grade": "D"})
case(EB, "closed yesterday", 0, {}, expected_close_on=day(1), columns={"grade": "D"})
case(EB, "one visit", 0, {"role": 10, "single_visit": -10}, did("page_view", 300, 300, 300),
     seniority="c_level", created=400, columns={"grade": "D"})
case(EB, "two visits", 10, {"role": 10}, did("page_view", 300, 5), seniority="c_level",
     created=400, columns={"grade": "D"})
case(EB, "below zero", 0, {"single_visit": -10, "model_clamp": 10}, did("page_view", 3),
     columns={"grade": "D"})
case(EB, "competitor", 0,
     EXPLICIT | BEHAVIOURAL | {"competitor": -100}, *BEHAVED, company=TOLD_FIRM, **TOLD,
     email="spy@rival.example", columns={"grade": "D", "is_mql": False})
case(EB, "no rate without newsletters", 0, {}, did("email_open", 5, asset="newsletter-2026-w26"),
     columns={"grade": "D"})
# 65 points, but only 15 of them for what they do: no MQL.
case(EB, "says much and does little", 65, EXPLICIT | {"direct_contact": 15}, did("meeting", 5),
     company=TOLD_FIRM, **TOLD, columns={"grade": "B", "is_mql": False})
case(EB, "says much and does enough", 70,
     EXPLICIT | {"direct_contact": 15, "comments": 5}, did("meeting", 5),
     did("social_interaction", 5), company=TOLD_FIRM, **TOLD,
     columns={"grade": "A", "is_mql": True})

case(EB, "sixty", 60,
     {"role": 10, "size": 5, "sector": 5, "budget": 10, "close_date": 10, "trial": 10, "downloads": 5,
      "comments": 5},
     did("trial_started", 5), did("content_download", 5), did("comment", 5),
     company={"employee_count": "50", "industry": "finance"}, seniority="vp", budget="10000",
     expected_close_on=day(-1), columns={"grade": "B", "is_mql": True, "interest_score": 20})
case(EB, "fifty-five", 55,
     {"role": 10, "size": 5, "budget": 10, "close_date": 10, "trial": 10, "downloads": 5, "comments": 5},
     did("trial_started", 5), did("content_download", 5), did("comment", 5),
     company={"employee_count": "50"}, seniority="vp", budget="10000",
     expected_close_on=day(-1), columns={"grade": "B", "is_mql": False})
case(EB, "just a B", 45, {"role": 10, "budget": 10, "close_date": 10, "direct_contact": 15},
     did("chat", 5), seniority="vp", budget="10000", expected_close_on=day(-1), columns={"grade": "B"})
case(EB, "just a C", 25, {"role": 10, "direct_contact": 15}, did("demo_request", 5), seniority="vp",
     columns={"grade": "C", "next_action": "Newsletter only"})
case(EB, "no C", 20, {"role": 10, "budget": 10}, seniority="vp", budget="10000", columns={"grade": "D"})

# --- product_lines: the same people in three scenarios -----------------------------------------------

ANALYTICS, AUTOMATION, INTEGRATION = (
    f"product_lines_{product}" for product in ("analytics", "automation", "integration")
)
# A page counts for 60 days: ages 0 and 59, not 60; 5 points each since April, no longer 3.
# The tour's rule is in force up to and with 2026-06-30.
name = person("wants analytics", did("page_view", 60, 59, 0, 0, asset="/product/analytics"),
              did("content_download", 10, asset="benchmark-report.pdf"), did("demo_request", 30, 5),
              did("email_sent", 20, campaign="q2-26-product-tour"),
              did("email_click", 19, 18, campaign="q2-26-product-tour"),
              product_interest="Analytics", job_function="it")
expect(ANALYTICS, name, 75, {"wants_it": 20, "product_page": 10, "report": 10, "demo": 25, "tour": 10},
       grade="handover", next_action="Sales queue: analytics", is_mql=True)
expect(AUTOMATION, name, -5, {"wants_another": -5}, grade="none", next_action="No action")
expect(INTEGRATION, name, 5, {"wants_another": -10, "technical": 15}, grade="none", is_mql=False)
# The launch's rule is in force from 2026-07-01 on: not yet.
name = person("wants automation", did("page_view", 29, 5, 4, 3, 2, 1, asset="/product/automation"),
              did("page_view", 89, 5, 4, 3, asset="/case-studies/x"), did("trial_started", 89, 5),
              did("page_view", 2, campaign="q3-26-launch"), product_interest="automation")
expect(AUTOMATION, name, 90,
       {"wants_it": 25, "product_page": 24, "rule_cap: product_page": -4, "case_study": 20,
        "rule_cap: case_study": -5, "trial": 30},
       grade="handover", next_action="Sales queue: automation", is_mql=True)
expect(ANALYTICS, name, -10, {"wants_another": -10}, grade="none")
expect(INTEGRATION, name, -10, {"wants_another": -10}, grade="none")
# 60 points hand over. The early-access rule ended with 2026-06-29; a page of 45 days ago is too old.
name = person("wants integration", did("page_view", 59, asset="/product/integration"),
              did("form_submit", 89, 60), did("page_view", 45, asset="/docs/api"),
              did("form_submit", 10, campaign="early-access"),
              product_interest="integration", job_function="engineering", created=100)
expect(INTEGRATION, name, 80,
       {"wants_it": 20, "technical": 15, "product_page": 5, "contact_form": 40},
       grade="handover", next_action="Sales queue: integration", is_mql=True)
expect(ANALYTICS, name, -10, {"wants_another": -10}, grade="none")
expect(AUTOMATION, name, -5, {"wants_another": -5}, grade="none")
# Of three unsubscriptions the one 20 days after another does not count, nor one of 365 days ago.
name = person("had enough", did("unsubscribe", 364, 100, 80), did("email_bounce", 89),
              did("page_view", 179, 20, 10, asset="/careers"), seniority="student", created=400)
expect(ANALYTICS, name, -70,
       {"unsubscribed": -50, "careers": -30, "rule_cap: careers": 10}, grade="none", is_mql=False)
expect(AUTOMATION, name, -55, {"unsubscribed": -40, "bounced": -15}, grade="none")
expect(INTEGRATION, name, -80, {"unsubscribed": -50, "student": -30}, grade="none")
name = person("had enough long ago", did("unsubscribe", 365), did("email_bounce", 90),
              did("page_view", 180, asset="/careers"), did("demo_request", 180), did("trial_started", 90),
              did("form_submit", 90), created=400)
for product_model in (ANALYTICS, AUTOMATION, INTEGRATION):
    expect(product_model, name, 0, {}, grade="none")
name = person("in the last moment", did("page_view", 60, 59, asset="/product/analytics"),
              did("page_view", 30, 29, asset="/product/automation"),
              did("page_view", 60, 59, asset="/product/integration"),
              did("page_view", 90, 89, asset="/case-studies/x"), did("page_view", 45, 44, asset="/docs/api"),
              did("page_view", 180, 179, asset="/careers"), did("demo_request", 179),
              did("content_download", 90, 89, asset="roi-calculator.xlsx"), created=400)
expect(ANALYTICS, name, 30, {"product_page": 5, "report": 10, "demo": 25, "careers": -10}, grade="nurture")
expect(AUTOMATION, name, 9, {"product_page": 4, "case_study": 5}, grade="none")
expect(INTEGRATION, name, 8, {"product_page": 5, "documentation": 3}, grade="none")
name = person("twice a day", did("page_view", 3, 3, asset="/product/analytics"),
              did("page_view", 3, 3, asset="/product/automation"),
              did("page_view", 3, 3, asset="/product/integration"),
              did("page_view", 3, 3, asset="/case-studies/x"), did("page_view", 3, 3, asset="/docs/api"),
              did("page_view", 3, 3, asset="/careers"),
              did("content_download", 3, 3, asset="benchmark-report.pdf"))
expect(ANALYTICS, name, 5, {"product_page": 5, "report": 10, "careers": -10}, grade="none")
expect(AUTOMATION, name, 9, {"product_page": 4, "case_study": 5}, grade="none")
expect(INTEGRATION, name, 8, {"product_page": 5, "documentation": 3}, grade="none")
name = person("on many days", did("page_view", 5, 4, 3, 2, 1, asset="/product/analytics"),
              did("page_view", 5, 4, 3, 2, 1, asset="/product/integration"))
expect(ANALYTICS, name, 20, {"product_page": 25, "rule_cap: product_page": -5}, grade="nurture")
expect(INTEGRATION, name, 20, {"product_page": 25, "rule_cap: product_page": -5}, grade="none")
# Three of four count by the cooldown of 30 days; the first of them is 90 days old, and too old for some.
name = person("every 30 days", did("demo_request", *spaced(30)), did("unsubscribe", *spaced(30)),
              did("email_bounce", *spaced(30)), did("form_submit", *spaced(30)), created=100)
expect(ANALYTICS, name, 0, {"demo": 75, "unsubscribed": -75}, grade="none")
expect(AUTOMATION, name, -90, {"bounced": -30, "unsubscribed": -60}, grade="none")
expect(INTEGRATION, name, -35, {"contact_form": 40, "unsubscribed": -75}, grade="none")
# A trial that gives nothing any more still holds back the next one, 89 days later.
name = person("a trial after 89 days", did("trial_started", 95, 6), created=100)
expect(AUTOMATION, name, 0, {}, grade="none")
name = person("a trial after 90 days", did("trial_started", 90, 0), created=100)
expect(AUTOMATION, name, 30, {"trial": 30}, grade="nurture")
# Exactly on the thresholds: 50 and 20, 40 and 15, 60 and 25.
name = person("fifty for analytics", did("demo_request", 5), did("page_view", 3, asset="/product/analytics"),
              product_interest="analytics")
expect(ANALYTICS, name, 50, {"wants_it": 20, "demo": 25, "product_page": 5}, grade="handover", is_mql=True)
name = person("forty-five for analytics", did("demo_request", 5), product_interest="analytics")
expect(ANALYTICS, name, 45, {"wants_it": 20, "demo": 25}, grade="nurture", is_mql=False)
name = person("twenty for analytics", product_interest="analytics")
expect(ANALYTICS, name, 20, {"wants_it": 20}, grade="nurture", is_mql=False,
       next_action="Nurture programme: analytics")
name = person("forty for automation", did("page_view", 3, 2, 1, asset="/case-studies/x"),
              product_interest="automation")
expect(AUTOMATION, name, 40, {"wants_it": 25, "case_study": 15}, grade="handover", is_mql=True)
name = person("fifteen for automation", did("page_view", 3, 2, 1, asset="/case-studies/x"))
expect(AUTOMATION, name, 15, {"case_study": 15}, grade="nurture", is_mql=False,
       next_action="Nurture programme: automation")
expect(ANALYTICS, name, 0, {}, grade="none")
name = person("sixty for integration", did("form_submit", 5), did("page_view", 3, asset="/product/integration"),
              product_interest="integration", job_function="it")
expect(INTEGRATION, name, 60, {"wants_it": 20, "technical": 15, "contact_form": 20, "product_page": 5},
       grade="handover", is_mql=True)
name = person("reader of integration", did("page_view", 44, 6, 5, 4, 3, 2, 1, asset="/docs/connectors"),
              product_interest="integration")
expect(INTEGRATION, name, 38, {"wants_it": 20, "documentation": 21, "rule_cap: documentation": -3},
       grade="nurture", next_action="Nurture programme: integration", is_mql=False)

# --- fit_interest_70: income and the contact form, MQL at 70, contacts and companies -----------------

FI = "fit_interest_70"
COMPANIES["fi-large"] = row(COMPANY_COLUMNS, {
    "company_id": "fi-large", "employee_count": "100", "business_model": "b2b"})
COMPANIES["fi-shop"] = row(COMPANY_COLUMNS, {
    "company_id": "fi-shop", "employee_count": "99", "business_model": "b2c"})
case(FI, "everything", 100,
     {"income_high": 30, "work_email": 10, "gave_title": 10, "contact_form": 60,
      "rule_cap: contact_form": -20, "pricing": 20, "rule_cap: pricing": -5, "click": 2,
      "dimension_clamp: interest": -7},
     did("form_submit", 89, 5, asset="contact-form"),
     did("page_view", 4, 3, 2, 2, 1, asset="/pricing?plan=team"), did("email_click", 3, 3),
     income="80000", email="a@firm.example", job_title="Buyer", company="fi-large",
     columns={"grade": "mql", "is_mql": True, "fit_score": 50, "interest_score": 50})
case(FI, "just an MQL", 70,
     {"income_middle": 20, "work_email": 10, "gave_title": 10, "contact_form": 30},
     did("form_submit", 6, 0, asset="Contact-Form"), income="50000", email="b@firm.example",
     job_title="Buyer", company="fi-large", columns={"grade": "mql", "is_mql": True})
case(FI, "one short", 69,
     {"income_middle": 20, "work_email": 10, "gave_title": 10, "other_form": 10, "pricing": 15,
      "click": 4},
     did("form_submit", 6, asset="survey-form"), did("page_view", 4, 3, 2, asset="/pricing"),
     did("email_click", 2, 1), income="79999.99", email="c@firm.example", job_title="Buyer",
     company="fi-large", columns={"grade": "lead", "is_mql": False})
case(FI, "twenty does not roll up", 20, {"work_email": 10, "gave_title": 10},
     email="d@firm.example", job_title="Buyer", income="25000", company="fi-large",
     columns={"grade": "lead"})
case(FI, "low income", 10,
     {"income_low": -20, "dimension_clamp: fit": 20, "other_form": 10},
     did("form_submit", 90, asset="contact-form"), did("form_submit", 3), income="24999.99",
     email="e@gmail.com", columns={"grade": "lead"})
# The unsubscription takes the first form; the second is seven days after it.
case(FI, "started again", 30, {"contact_form": 30},
     did("form_submit", 10, 3, asset="contact-form"), did("page_view", 5, asset="/pricing"),
     did("unsubscribe", 5), columns={"grade": "lead"})
case(FI, "shopkeeper", 70, {"income_high": 30, "gave_title": 10, "contact_form": 30},
     did("form_submit", 5, asset="contact-form"), income="200000", job_title="Owner",
     company="fi-shop", columns={"grade": "mql"})

case(FI, "forms and clicks", 30,
     {"other_form": 30, "rule_cap: other_form": -10, "click": 12, "rule_cap: click": -2},
     did("form_submit", *spaced(7), asset="survey-form"), did("email_click", 6, 5, 4, 3, 2, 1),
     columns={"grade": "lead"})
case(FI, "in the last moment", 17, {"other_form": 10, "pricing": 5, "click": 2},
     did("form_submit", 89), did("page_view", 90, 89, asset="/pricing"), did("email_click", 90, 89),
     columns={"grade": "lead"})
case(FI, "too late", 0, {}, did("form_submit", 90), columns={"grade": "lead"})

# --- recency_frequency: how lately and how often, A1 to D4 -------------------------------------------

RF = "recency_frequency"


def halves(fit, interest):
    """The weight of a half, as the ledger tells it."""
    halved = {"weight: fit": -fit / 2, "weight: interest": -interest / 2}
    return {name: points for name, points in halved.items() if points}


case(RF, "A1", 100,
     {"decides": 40, "department": 30, "size": 30, "recent_7": 50, "recent_30": 30, "recent_90": 10,
      "group_cap: recency": -40, "days_10": 50, "days_5": 30, "days_2": 10,
      "group_cap: frequency": -40, **halves(100, 100)},
     did("page_view", 89, 80, 70, 60, 50, 40, 30, 20, 10, 6), seniority="director",
     job_function="it", company={"employee_count": "50"},
     columns={"grade": "A1", "next_action": "Call today", "is_mql": True})
# Ages 7 and 30 are this month once: 30 + 10. Half of 25 and 40 is 32.5, rounded to 33.
case(RF, "C2", 33,
     {"manages": 25, "recent_30": 30, "recent_90": 10, "group_cap: recency": -10, "days_2": 10,
      **halves(25, 40)},
     did("chat", 7), did("meeting", 30, 30), seniority="manager",
     columns={"grade": "C2", "is_mql": False, "fit_score": 25, "interest_score": 40})
case(RF, "D4", 0, {}, did("page_view", 90), did("email_open", 1), did("email_sent", 1),
     did("unsubscribe", 1), columns={"grade": "D4", "next_action": "No action"})
case(RF, "B4", 33, {"manages": 25, "department": 30, "recent_90": 10, **halves(55, 10)},
     did("page_view", 89, 89), seniority="manager", job_function="data",
     columns={"grade": "B4", "label": "Good prospect, silent"})
case(RF, "A1 by five days", 83,
     {"manages": 25, "department": 30, "size": 30, "recent_7": 50, "recent_30": 30, "recent_90": 10,
      "group_cap: recency": -40, "days_5": 30, "days_2": 10, "group_cap: frequency": -10,
      **halves(85, 80)},
     did("email_click", 6, 5, 4, 3, 2), seniority="manager", job_function="operations",
     company={"employee_count": "5000"}, columns={"grade": "A1", "is_mql": True})
case(RF, "four days are two", 30,
     {"recent_7": 50, "recent_30": 30, "recent_90": 10, "group_cap: recency": -40, "days_2": 10,
      **halves(0, 60)},
     did("page_view", 6, 6, 5, 4, 3), columns={"grade": "D2", "next_action": "Newsletter only"})
case(RF, "D3 of a student", 10,
     {"student": -50, "dimension_clamp: fit": 50, "recent_90": 10, "days_2": 10, **halves(0, 20)},
     did("page_view", 50, 40), seniority="student", columns={"grade": "D3"})
case(RF, "B1", 68,
     {"manages": 25, "department": 30, "recent_7": 50, "recent_30": 30, "recent_90": 10,
      "group_cap: recency": -40, "days_5": 30, "days_2": 10, "group_cap: frequency": -10,
      **halves(55, 80)},
     did("chat", 5, 4, 3, 2, 1), seniority="manager", job_function="it",
     columns={"grade": "B1", "is_mql": True})
case(RF, "A2", 73,
     {"manages": 25, "department": 30, "size": 30, "recent_7": 50, "recent_30": 30, "recent_90": 10,
      "group_cap: recency": -40, "days_2": 10, **halves(85, 60)},
     did("chat", 6, 5), seniority="manager", job_function="it", company={"employee_count": "500"},
     columns={"grade": "A2", "next_action": "Call today", "is_mql": True})
MONTH = {"recent_30": 30, "recent_90": 10, "group_cap: recency": -10}
case(RF, "29 days ago", 15, {**MONTH, **halves(0, 30)}, did("chat", 29), columns={"grade": "D3"})
case(RF, "30 days ago", 5, {"recent_90": 10, **halves(0, 10)}, did("chat", 30), columns={"grade": "D4"})
# Ten activities on nine days; ten days of which one is 90 days back: 30 for five days, not 50.
FIVE = {"days_5": 30, "days_2": 10, "group_cap: frequency": -10}
case(RF, "nine days", 30, {**MONTH, **FIVE, **halves(0, 60)},
     did("page_view", 89, 80, 70, 60, 50, 40, 30, 20, 10, 10), company={"employee_count": "5001"},
     columns={"grade": "D2"})
case(RF, "ten days, one too old", 30, {**MONTH, **FIVE, **halves(0, 60)},
     did("page_view", 90, 80, 70, 60, 50, 40, 30, 20, 10, 9), company={"employee_count": "49"},
     columns={"grade": "D2"})
case(RF, "five days", 20, {"recent_90": 10, **FIVE, **halves(0, 40)},
     did("page_view", 89, 88, 87, 86, 85), columns={"grade": "D2"})
case(RF, "five days, one too old", 10, {"recent_90": 10, "days_2": 10, **halves(0, 20)},
     did("page_view", 90, 89, 88, 87, 86), columns={"grade": "D3"})
case(RF, "two days", 10, {"recent_90": 10, "days_2": 10, **halves(0, 20)}, did("page_view", 89, 88),
     columns={"grade": "D3"})
case(RF, "two days, one too old", 5, {"recent_90": 10, **halves(0, 10)}, did("page_view", 90, 89),
     columns={"grade": "D4"})

# --- gitlab_model: each published rule, with its limit ------------------------------------------------

GL = "gitlab_model"
DAILY = (5, 5, 3)  # every time: 3 awards; 1 per day: 2
WEEKLY, MONTHLY, QUARTERLY, HALF_YEARLY = spaced(7), spaced(30), spaced(90), spaced(180)  # 3 awards
NEVER_IDLE = did("page_view", *range(0, 541, 20), asset="/blog")


def gitlab(name: str, rule: str, points: int, *deeds, **facts) -> None:
    ledger = {rule: points} | ({"model_clamp": -points} if points < 0 else {})
    case(GL, name, max(points, 0), ledger, *deeds, columns={}, **facts)


BIG = {"employee_count": "101", "industry": "retail"}
for rule, points, deeds, facts in [
    ("follow_up", 300, did("follow_up_requested", *DAILY), {}),
    ("meeting", 300, did("meeting_requested", 5, 5) + did("meeting", 3), {}),
    ("inbound_high", 200, did("form_submit", *DAILY, asset="contact-form"), {}),
    ("hand_raise", 200, did("hand_raise", *DAILY), {}),
    ("propensity", 300, did("propensity_scored", *QUARTERLY, value="4") + NEVER_IDLE, {"lead_classification": "B3"}),
    ("chat", 200, did("chat", *DAILY), {}),
    ("inbound_med", 200, did("form_submit", *DAILY, asset="partner-form"), {}),
    ("valuable_trial", 300, did("trial_started", *HALF_YEARLY) + NEVER_IDLE, {"company": BIG}),
    ("conference", 30, did("conference_attended", *DAILY), {}),
    ("in_person", 120, did("event_attended", *DAILY), {}),
    ("online", 60, did("online_event_attended", *DAILY), {}),
    ("webcast", 120, did("webinar_attended", *DAILY), {}),
    ("booth", 60, did("booth_visit", *DAILY), {}),
    ("syndication", 30, did("syndication_download", *MONTHLY) + NEVER_IDLE, {}),
    ("gated_high", 105, did("content_download", 5, 5, asset="gartner-report.pdf")
     + did("content_download", 3, asset="the-Forrester-wave.pdf"), {}),
    ("gated_med", 45, did("content_download", 5, 5, asset="guide.pdf") + did("content_download", 3), {}),
    ("paid_social", 30, did("social_interaction", *DAILY, channel="paid_social")
     + did("social_interaction", 2, channel="organic_social"), {}),
    ("content_track", 30, did("content_consumed", *DAILY), {}),
    ("registered_in_person", 60, did("event_registered", *DAILY), {}),
    ("registered_online", 60, did("webinar_registered", 5, 5) + did("online_event_registered", 3), {}),
    ("subscription", 15, did("newsletter_signup", *WEEKLY), {}),
    ("survey_high", 135, did("survey", *DAILY, asset="survey-high"), {}),
    ("survey_med", 90, did("survey", *DAILY, asset="survey-med"), {}),
    ("survey_low", 45, did("survey", 5, 5, asset="form 17") + did("survey", 3), {}),
    ("key_page", 75, did("page_view", *WEEKLY, asset="/pricing/"), {}),
    ("intent", 60, did("intent_identified", *QUARTERLY) + NEVER_IDLE, {}),
    ("team_use", 25, [], {"setup_for_company": "true"}),
    ("business_email", 35, [], {"email": "a@work.example"}),
    ("seniority_high", 15, [], {"seniority": "c_level"}),
    ("seniority_med", 15, [], {"seniority": "manager"}),
    ("seniority_low", 5, [], {"seniority": "individual"}),
    ("function_high", 20, [], {"job_function": "engineering"}),
    ("function_med", 15, [], {"job_function": "operations"}),
    ("function_low", 10, [], {"job_function": "finance"}),
    ("country", 5, [], {"country": "Germany"}),
    ("idle", -30, [], {"created": 90}),
    ("low_value_page", -20, did("page_view", *DAILY, asset="/careers/internships"), {}),
    ("bounce", -60, did("email_bounce", *MONTHLY) + NEVER_IDLE, {}),
    ("free_email", -10, [], {"email": "a@gmail.com"}),
    ("seniority_negative", -10, [], {"seniority": "student"}),
    ("function_negative", -20, [], {"job_function": "hr"}),
]:
    gitlab(f"rule {rule}", rule, points, deeds, **facts)

for path in ("/pricing", "/pricing?plan=team", "/sales/", "/install/linux", "/features", "/direction/x",
             "/solutions/startups/", "/releases/gitlab-com/17"):
    gitlab(f"key page {path}", "key_page", 25, did("page_view", 3, asset=path))
for path in ("/jobs", "/careers?x=1", "/unsubscribe"):
    gitlab(f"low-value page {path}", "low_value_page", -10, did("page_view", 3, asset=path))
case(GL, "other pages", 0, {}, *(
    did("page_view", 3, asset=path)
    for path in ("/pricing-archive", "/docs/install", "/releases", "/solutions", "/jobs-to-be-done")
), columns={"grade": "D4"})
case(GL, "nothing that counts", 0, {},
     did("propensity_scored", 3, value="3"), did("form_submit", 3, asset="startup-form"),
     did("trial_started", 3), company={"employee_count": "100", "industry": "retail"},
     lead_classification="A1", columns={"grade": "D4", "is_mql": False})
case(GL, "wrong classification", 0, {}, did("propensity_scored", 3, value="5"),
     lead_classification="C1", columns={"is_mql": False})
case(GL, "a school", 0, {}, did("trial_started", 3), company=BIG | {"industry": "Education"}, columns={})
gitlab("sector unknown", "valuable_trial", 100, did("trial_started", 3), company={"employee_count": "101"})
gitlab("form unknown", "inbound_med", 100, did("form_submit", 3))

# Once per 30 days, whatever the person did, as long as the CRM says "nurture" after an MQL.
BACK = {"lead_status": "Nurture", "mql_count": "1"}
case(GL, "back", 220, {"webcast": 160, "again": 60}, did("webinar_attended", *MONTHLY), NEVER_IDLE,
     columns={}, **BACK)
case(GL, "back on a key page", 45, {"key_page": 25, "again": 20},
     did("page_view", 3, asset="/pricing"), did("page_view", 2, asset="/blog/x"), columns={}, **BACK)
case(GL, "back by paid social", 30, {"paid_social": 10, "again": 20},
     did("social_interaction", 3, channel="paid_social"), columns={}, **BACK)
case(GL, "never an MQL", 75, {"webcast": 40, "key_page": 25, "paid_social": 10}, did("webinar_attended", 3),
     did("page_view", 3, asset="/sales"), did("social_interaction", 3, channel="paid_social"), columns={},
     lead_status="nurture", mql_count="0")
case(GL, "with sales", 40, {"webcast": 40}, did("webinar_attended", 3), columns={},
     lead_status="accepted", mql_count="1")

# 25 + 35 + 15 + 20 + 5 = 100, and 70 is the hard cap.
PERFECT = {"setup_for_company": "true", "email": "a@work.example", "seniority": "vp", "job_function": "it",
           "country": "United States"}
PERFECT_LEDGER = {"team_use": 25, "business_email": 35, "seniority_high": 15, "function_high": 20,
                  "country": 5, "dimension_clamp: fit": -30}
case(GL, "demographic cap", 70, PERFECT_LEDGER, **PERFECT,
     columns={"grade": "A4", "fit_score": 70, "interest_score": 0, "is_mql": False})
case(GL, "cap and threshold", 100, PERFECT_LEDGER | {"survey_med": 30}, did("survey", 3, asset="survey-med"),
     **PERFECT, columns={"grade": "A2", "is_mql": True})
case(GL, "99 at most", 95, PERFECT_LEDGER | {"key_page": 25}, did("page_view", 3, asset="/pricing"),
     **PERFECT, columns={"grade": "A2", "is_mql": False})
case(GL, "stop at 300", 300, {"follow_up": 400, "model_clamp": -100},
     did("follow_up_requested", 4, 3, 2, 1), columns={"grade": "D1", "interest_score": 400, "is_mql": True})
# Two idle months between the webcasts stay taken; 20 days since are none.
case(GL, "idle months stay taken", 60, {"webcast": 80, "idle": -20}, did("webinar_attended", 95, 20),
     created=95, columns={"grade": "D1"})
case(GL, "e-mails do not end idleness", 20, {"webcast": 40, "idle": -20},
     did("webinar_attended", 60), did("email_sent", 20), did("email_open", 20), created=60, columns={})
case(GL, "not yet idle", 0, {}, created=29, columns={})
case(GL, "just idle", 0, {"idle": -10, "model_clamp": 10}, created=30, columns={})
# What came before and on the day of the unsubscription is gone; the demographic score is not.
case(GL, "unsubscribed", 75, {"business_email": 35, "webcast": 40},
     did("webinar_attended", 10), did("page_view", 5, asset="/pricing"), did("unsubscribe", 5),
     did("webinar_attended", 3), email="a@work.example", columns={"grade": "B2"})
case(GL, "unsubscribed again within 30 days", 40, {"webcast": 40},
     did("unsubscribe", 31, 2), did("webinar_attended", 32, 10), columns={})
case(GL, "unsubscribed again after 30 days", 0, {},
     did("unsubscribe", 32, 2), did("webinar_attended", 33, 10), columns={})
# Automatic MQL: the score is far below 100.
POOR = {"seniority": "student", "job_function": "student", "email": "a@gmail.com"}
POOR_LEDGER = {"seniority_negative": -10, "function_negative": -20, "free_email": -10}
case(GL, "raised a hand today", 60, POOR_LEDGER | {"hand_raise": 100}, did("hand_raise", 0), **POOR,
     columns={"grade": "D1", "is_mql": True})
case(GL, "asked in the chat today", 60, POOR_LEDGER | {"chat": 100}, did("chat", 0), **POOR,
     columns={"grade": "D1", "is_mql": True})
case(GL, "surveyed today", 5, POOR_LEDGER | {"survey_high": 45}, did("survey", 0, asset="survey-high"),
     **POOR, columns={"grade": "D2", "is_mql": False})
# The matrix: A from 50, B from 35, C from 20; 1 from 50, 2 from 25, 3 from 1.
case(GL, "A1", 100, {"business_email": 35, "seniority_med": 15, "webcast": 40, "conference": 10},
     did("webinar_attended", 3), did("conference_attended", 3), email="a@work.example",
     seniority="director", columns={"grade": "A1", "next_action": "Call today", "is_mql": True})
case(GL, "A2", 95, {"business_email": 35, "seniority_med": 15, "survey_high": 45},
     did("survey", 3, asset="survey-high"), email="a@work.example", seniority="director",
     columns={"grade": "A2", "is_mql": False})
case(GL, "B3", 50, {"business_email": 35, "seniority_low": 5, "country": 5, "subscription": 5},
     did("newsletter_signup", 3), email="a@work.example", seniority="individual", country="Japan",
     columns={"grade": "B3", "label": "Good fit, little interest"})
case(GL, "D3", 35, {"function_med": 15, "booth": 20}, did("booth_visit", 3), job_function="data",
     columns={"grade": "D3"})
case(GL, "C4", 10, {"function_high": 20, "low_value_page": -10}, did("page_view", 3, asset="/jobs"),
     job_function="it", columns={"grade": "C4"})

# --- gitlab_trial: the second model, 25 points within 40 days ------------------------------------------

GT = "gitlab_trial"
TRIAL = did("trial_started", 5)
KNOWN = {"company": {"employee_count": "100"}}
for rule, points, facts in [
    ("intent_grade_a", 15, {"intent_grade": "A"}),
    ("intent_grade_b", 7, {"intent_grade": "B"}),
    ("intent_grade_d", 3, {"intent_grade": "D"}),
    ("profile_strong", 12, {"intent_profile": "Strong"}),
    ("profile_moderate", 5, {"intent_profile": "Moderate"}),
    ("private_domain", 10, {"email": "a@work.example"}),
    ("ai_1", 5, {"ai_features_used": "1"}),
    ("ai_2", 10, {"ai_features_used": "2"}),
    ("ai_3", 15, {"ai_features_used": "3"}),
    ("management", 10, {"seniority": "manager"}),
    ("account", 5, KNOWN),
    ("propensity_3", 2, {"propensity_group": "3"}),
    ("propensity_4", 7, {"propensity_group": "4"}),
    ("propensity_5", 10, {"propensity_group": "5"}),
    ("stages_1", 2, {"stages_activated": "1"}),
    ("stages_2", 7, {"stages_activated": "2"}),
    ("stages_3", 12, {"stages_activated": "7"}),
]:
    case(GT, f"rule {rule}", points, {rule: points}, TRIAL, columns={"grade": "below"}, **facts)
case(GT, "nothing", 0, {}, did("trial_started", 40), intent_grade="C", intent_profile="Weak",
     ai_features_used="0", propensity_group="2", stages_activated="0", email="a@gmail.com",
     country="Germany", seniority="individual", columns={"grade": "below", "is_mql": False})
case(GT, "upper management", 18, {"management": 10, "upper_management": 8}, TRIAL, seniority="vp", columns={})
case(GT, "segment", 8, {"account": 5, "segment": 3}, TRIAL, country="France",
     company={"employee_count": "101"}, columns={})
case(GT, "small business", 5, {"account": 5}, TRIAL, country="France", **KNOWN, columns={})
case(GT, "Latin America", 5, {"account": 5}, TRIAL, country="Brazil", company={"employee_count": "101"},
     columns={})
# The best of each: 15 + 12 + 10 + 15 + 10 + 5 + 8 + 10 + 3 + 12.
case(GT, "everything", 100,
     {"intent_grade_a": 15, "profile_strong": 12, "private_domain": 10, "ai_3": 15, "management": 10,
      "account": 5, "upper_management": 8, "propensity_5": 10, "segment": 3, "stages_3": 12},
     did("trial_started", 60, 40), intent_grade="a", intent_profile="strong", email="a@work.example",
     ai_features_used="4", seniority="c_level", propensity_group="5", country="Germany",
     stages_activated="3", company={"employee_count": "101"}, columns={"grade": "mql", "is_mql": True})
case(GT, "just an MQL", 25, {"intent_grade_d": 3, "profile_strong": 12, "private_domain": 10}, TRIAL,
     intent_grade="D", intent_profile="strong", email="a@work.example",
     columns={"grade": "mql", "next_action": "Sales queue", "is_mql": True})
case(GT, "one short", 24, {"intent_grade_b": 7, "private_domain": 10, "propensity_4": 7}, TRIAL,
     intent_grade="B", propensity_group="4", email="a@work.example",
     columns={"grade": "below", "is_mql": False})
NO_TRIAL = [person("trial 41 days ago", did("trial_started", 41), intent_grade="A"),
            person("never a trial", did("page_view", 3), intent_grade="A")]

# fmt: on

# --- The build, and the questions to it -----------------------------------------------------------------


def seed(name: str) -> list[dict[str, str]]:
    with (ROOT / "seeds" / "policy" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class Scored:
    """What one build says of everyone."""

    def __init__(self, build):
        def keyed(table):
            return {(r["model_id"], r["contact_id"]): r for r in build.query(f"select * from {table}")}

        self.contacts = keyed("contact_scores")
        self.dimensions = defaultdict(dict)
        for r in build.query("select * from contact_dimension_scores"):
            self.dimensions[r["model_id"], r["contact_id"]][r["dimension"]] = r["score"]
        self.ledger = defaultdict(dict)
        for r in build.query("select * from score_ledger"):
            what = {
                "rule": r["rule_id"],
                "rule_cap": f"rule_cap: {r['rule_id']}",
                "group_cap": f"group_cap: {r['cap_group']}",
                "model_clamp": "model_clamp",
            }.get(r["entry_type"], f"{r['entry_type']}: {r['dimension']}")
            assert what not in self.ledger[r["model_id"], r["contact_id"]]
            self.ledger[r["model_id"], r["contact_id"]][what] = r["points"]
        companies = build.query(f"select * from company_scores where model_id = '{FI}'")
        self.companies = {r["company_id"]: r for r in companies}
        self.company_ledger = defaultdict(list)
        for r in build.query(f"select * from company_ledger where model_id = '{FI}'"):
            self.company_ledger[r["company_id"]].append(r["points"])


@pytest.fixture(scope="module")
def scored(dbt_build, tmp_path_factory):
    tables = {
        "contacts": list(CONTACTS.values()),
        "companies": list(COMPANIES.values()),
        "activities": ACTIVITIES,
    }
    build = dbt_build(
        inputs=write_tables(tmp_path_factory.mktemp("ready") / "inputs", tables),
        as_of=AS_OF.isoformat(),
        lead_scoring_draft_models=READY,
    )
    assert build.succeeded, build.failures() or build.output[-3000:]
    rejected = build.query("select * from rejected_rows")
    assert not rejected, rejected[:3]
    return Scored(build)


@pytest.mark.parametrize(("model", "contact", "score", "ledger", "columns"), EXPECTED)
def test_a_person_scores_as_the_published_rules_say(scored, model, contact, score, ledger, columns):
    key = (model, contact)
    # The statement itself must add up, before it judges the build.
    exact = sum((Decimal(str(points)) for points in ledger.values()), Decimal(0))
    assert abs(exact - score) <= Decimal("0.5")
    assert scored.ledger[key] == {what: Decimal(str(points)) for what, points in ledger.items()}
    found = scored.contacts[key]
    assert found["score"] == score
    dimensions = columns.get("dimensions", {})
    assert dimensions.items() <= scored.dimensions[key].items()
    others = {name: value for name, value in columns.items() if name != "dimensions"}
    assert {name: found[name] for name in others} == others


def test_the_leaderboard_ranks_by_score_and_ties_share_a_rank(scored):
    board = {contact: r for (model, contact), r in scored.contacts.items() if model == "leaderboard"}
    assert set(board) == set(CONTACTS)
    assert all(1 <= r["score"] <= 100 for r in board.values())
    for r in board.values():
        assert r["rank"] == 1 + sum(other["score"] > r["score"] for other in board.values())
    first, second, as_well, leader = (
        board[f"{name}, leaderboard"] for name in ("first", "second", "second as well", "just a leader")
    )
    assert first["rank"] == 1
    assert first["rank"] < second["rank"] == as_well["rank"] < leader["rank"]
    assert first["percentile"] > second["percentile"] == as_well["percentile"] > leader["percentile"]


def test_companies_of_fit_interest_70(scored):
    large, shop = scored.companies["fi-large"], scored.companies["fi-shop"]
    # 100 + 70 + 69 of the three above 20 points, and 20 for its size: 259, limited to 200.
    assert (large["score"], large["grade"], large["is_mqa"]) == (200, "hot", True)
    assert sorted(scored.company_ledger["fi-large"]) == [-59, 20, 239]
    assert large["engaged_contacts"] == 3
    assert large["top_contact_id"] == f"everything, {FI}"
    # 70 of one contact, and 10 less for selling to consumers.
    assert (shop["score"], shop["grade"], shop["is_mqa"]) == (60, "warm", False)
    assert sorted(scored.company_ledger["fi-shop"]) == [-10, 70]


def test_the_trial_model_scores_nobody_without_a_trial_in_40_days(scored):
    in_trial = {contact for model, contact in scored.contacts if model == GT}
    assert not in_trial & set(NO_TRIAL)
    assert f"nothing, {GT}" in in_trial


def test_every_rule_that_gives_points_is_met_by_someone_stated():
    met = {(p.values[0], what) for p in EXPECTED for what in p.values[3]}
    day_of = AS_OF.isoformat()
    in_force = {
        (r["model_id"], r["rule_id"])
        for r in seed("scoring_rules")
        if r["model_id"] in READY
        and r["effect"] == "points"
        and r["valid_from"] <= day_of < (r["valid_to"] or "9999-12-31")
    }
    assert in_force - met == set()
    assert {(r["model_id"], r["rule_id"]) for r in seed("scoring_rules") if r["model_id"] in READY} - in_force == {
        (AUTOMATION, "launch"),
        (INTEGRATION, "early_access"),
        (FI, "unsubscribe"),
        (GL, "unsubscribe"),
        (GL, "automatic_mql"),
    }


def test_all_ready_policies_are_drafts_and_are_described():
    status = {r["model_id"]: r["status"] for r in seed("scoring_models")}
    assert {model for model in status if status[model] == "draft"} == set(READY)
    page = (ROOT / "docs" / "ready_policies.md").read_text(encoding="utf-8")
    assert [model for model in READY if f"`{model}`" not in page] == []


PUBLISHED = {
    "auto_mql": "follow_up meeting inbound_high hand_raise propensity chat inbound_med valuable_trial",
    "behavior": "conference in_person online webcast booth syndication gated_high gated_med paid_social"
    " content_track registered_in_person registered_online subscription survey_high survey_med survey_low"
    " key_page",
    "booster": "again intent",
    "demographic": "team_use business_email seniority_high seniority_med seniority_low function_high"
    " function_med function_low country",
    "decay": "idle low_value_page bounce unsubscribe",
    "demographic_negative": "free_email seniority_negative function_negative",
}
LIMITS = {
    "every time": "every time",
    "once": "once",
    "1 per day": "1",
    "1 per week": "7",
    "1 per 30 days": "30",
    "1 per month": "30",
    "1 per 90 days": "90",
    "1 per 3 months": "90",
    "1 per 6 months": "180",
}


@pytest.mark.shared_data
def test_every_published_row_of_gitlab_is_said(shared_data):
    with (shared_data / "gitlab_scoring_model" / "rules_current.csv").open(encoding="utf-8") as file:
        published = list(csv.DictReader(file))
    assert len(published) == 59
    rules = {r["rule_id"]: r for r in seed("scoring_rules") if r["model_id"] == GL}

    def limit(rule):
        if rule["kind"] == "attribute":
            return "once"
        return rule["max_per_day"] or rule["cooldown_days"] or rule["period_days"] or "every time"

    said = Counter(
        (group, rules[name]["points"] or rules[name]["effect"], limit(rules[name]))
        for group, names in PUBLISHED.items()
        for name in names.split()
    )
    assert said == Counter(
        (r["group"], r["points"].split()[0], LIMITS[r["frequency_limit"]]) for r in published if r["group"] in PUBLISHED
    )
    assert set(rules) == {n for names in PUBLISHED.values() for n in names.split()} | {"automatic_mql"}
    trial = [r["points"] for r in published if r["group"] == "trial"]
    numbers = Counter(number for text in trial[1:] for number in re.findall(r"[0-9]+", text))
    del numbers["0"]
    assert numbers == Counter(r["points"] for r in seed("scoring_rules") if r["model_id"] == GT)
    threshold, stop, cap = (r["points"] for r in published if r["group"] == "limit")
    thresholds = {r["model_id"]: r["min_score"] for r in seed("mql_policies") if r["min_score"]}
    assert (thresholds[GL], thresholds[GT]) == (threshold, trial[0])
    assert [r["max_score"] for r in seed("scoring_models") if r["model_id"] == GL] == [stop]
    assert [r["max_score"] for r in seed("dimensions") if r["model_id"] == GL] == [cap, ""]
    grades = {r["grade"] for r in seed("grade_matrix") if r["model_id"] == GL}
    assert grades == {letter + number for letter in "ABCD" for number in "1234"}
