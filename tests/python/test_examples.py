"""The examples on their real data: each score recomputed from the raw files by other means."""

import csv
from bisect import bisect_left, bisect_right
from collections import defaultdict
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from math import floor
from pathlib import Path
from types import SimpleNamespace

import pytest

from tools.run_example import EXAMPLES, example_names, main, map_inputs, report


def csv_rows(path: Path) -> list[dict]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def half_up(number: Decimal, places: str = "1") -> Decimal:
    """Half away from zero."""
    return number.quantize(Decimal(places), rounding=ROUND_HALF_UP)


@pytest.fixture(scope="module")
def example(shared_data, dbt_build, tmp_path_factory):
    """Map and build an example once: `example("x_education")`."""
    done = {}

    def run(name: str) -> SimpleNamespace:
        if name not in done:
            inputs = tmp_path_factory.mktemp(name)
            as_of = map_inputs(name, shared_data, inputs)
            build = dbt_build(inputs=inputs, policy=EXAMPLES / name / "policy", as_of=as_of)
            assert build.succeeded, build.output
            scores = {row["contact_id"]: row for row in build.query("from contact_scores")}
            done[name] = SimpleNamespace(build=build, inputs=inputs, scores=scores)
        return done[name]

    return run


@pytest.mark.shared_data
@pytest.mark.parametrize("name", ["login_log", "x_education"])
def test_the_readme_shows_what_the_run_prints(example, name):
    assert name in example_names()
    readme = (EXAMPLES / name / "README.md").read_text(encoding="utf-8")
    run = example(name)
    for title, table in report(name, run.build.database, run.inputs):
        assert table in readme, f"README.md of {name} lacks this table, {title}:\n{table}"


def test_without_the_data_it_says_where_the_data_comes_from(tmp_path, capsys):
    assert main(["x_education", "--data", str(tmp_path)]) == 2
    assert "examples/x_education/README.md says where" in capsys.readouterr().out


def education_score(lead: dict) -> tuple[int, int]:
    """Fit and interest of a row of Leads.csv, written from the rules as people would tell them."""
    lead = {key: "" if value == "Select" else value.strip() for key, value in lead.items()}
    occupation = lead["What is your current occupation"]
    fit = {"Working Professional": 25, "Unemployed": 10, "Student": 10, "": -10}.get(occupation, 0)
    fit += 5 * ("management" in lead["Specialization"].lower())
    fit += 5 * (lead["City"] in ("Mumbai", "Thane & Outskirts", "Other Cities of Maharashtra"))
    fit -= 5 * (lead["Country"] not in ("", "India"))
    is_referral = lead["Lead Source"] in ("Reference", "Welingak Website")
    if is_referral or lead["Through Recommendations"] == "Yes":
        fit += 25
    elif lead["Lead Origin"] in ("Lead Add Form", "Quick Add Form"):
        fit += 20

    # The first step at or above the time; times are whole numbers.
    steps = bisect_left([0, 399, 999], int(lead["Total Time Spent on Website"]))
    interest = [0, 5, 20, 40][steps]
    interest += 5 * (float(lead["TotalVisits"] or 0) >= 5)
    interest += 5 * (float(lead["Page Views Per Visit"] or 0) >= 3)
    interest -= 15 * (lead["Do Not Email"] == "Yes")
    ends = ("Email Bounced", "Unsubscribed", "Email Marked Spam")
    interest -= 10 * (lead["Last Activity"] in ends)
    return min(max(fit, 0), 50), min(max(interest, 0), 50)


@pytest.mark.shared_data
def test_every_lead_of_x_education_has_the_score_of_its_raw_row(example, shared_data):
    leads = csv_rows(shared_data / "x_education" / "Leads.csv")
    scores = example("x_education").scores
    assert len(scores) == len(leads) == 9240
    for lead in leads:
        fit, interest = education_score(lead)
        grade = "CBA"[(fit >= 10) + (fit >= 25)] + "321"[(interest >= 20) + (interest >= 40)]
        is_mql = grade in ("A1", "A2", "A3", "B1") or fit + interest >= 50
        row = scores[lead["Lead Number"]]
        built = (row["fit_score"], row["interest_score"], row["score"], row["grade"], row["is_mql"])
        assert built == (fit, interest, fit + interest, grade, is_mql), lead


def auc(leads: list[dict]) -> float:
    """Pairs of a converted and a lost lead that the score orders rightly; a tie is half a pair."""
    won = [sum(education_score(lead)) for lead in leads if lead["Converted"] == "1"]
    lost = sorted(sum(education_score(lead)) for lead in leads if lead["Converted"] == "0")
    pairs = sum(bisect_left(lost, score) + bisect_right(lost, score) for score in won) / 2
    return pairs / (len(won) * len(lost))


@pytest.mark.shared_data
def test_the_auc_is_that_of_the_pairs_of_leads(example, shared_data):
    leads = csv_rows(shared_data / "x_education" / "Leads.csv")
    leads.sort(key=lambda lead: int(lead["Lead Number"]))
    latest = leads[len(leads) * 7 // 10 :]
    run = example("x_education")
    tables = dict(report("x_education", run.build.database, run.inputs))
    table = next(text for title, text in tables.items() if title.startswith("AUC"))
    assert f"| all leads | {len(leads)} | {auc(leads):.3f} |" in table
    assert f"| the latest 30 % | {len(latest)} | {auc(latest):.3f} |" in table


@pytest.mark.shared_data
def test_nothing_that_sales_entered_reaches_the_inputs_of_x_education(example):
    columns = csv_rows(example("x_education").inputs / "contacts.csv")[0]
    assert len(columns) == 37 - 8 + 1  # without 7 leaks and the outcome, with created_at
    assert not [c for c in columns if c.startswith(("tags", "lead_quality", "lead_profile", "asym"))]


DAY = date(2014, 6, 6)


@pytest.fixture(scope="module")
def logins(shared_data) -> dict[str, list[date]]:
    """Sorted login days by user, straight from the log."""
    days = defaultdict(set)
    for row in csv_rows(shared_data / "login_activity" / "takehome_user_engagement.csv"):
        days[row["user_id"]].add(date.fromisoformat(row["time_stamp"]))
    return {user: sorted(found) for user, found in days.items()}


def adopted_on(days: list[date]) -> date | None:
    """Return the third of the first three days that lie within seven."""
    return next((c for a, c in zip(days, days[2:], strict=False) if (c - a).days < 7), None)


def weekly_login_points(days: list[date]) -> Decimal:
    """5 points a login at most once a week, for 90 days, half after 30, in steps of a week."""
    awards = []
    for day in days:
        if not awards or (day - awards[-1]).days >= 7:
            awards.append(day)
    ages = [(DAY - day).days for day in awards if (DAY - day).days < 90]
    weights = (floor(2 ** (-7 * (age // 7) / 30) * 10**9 + 0.500001) for age in ages)
    return half_up(5 * Decimal(sum(weights)) / 10**9, "0.000001")


def usage_score(user: dict, days: list[date]) -> tuple[int, int, int]:
    """Fit, usage and total of a user."""
    created = date.fromisoformat(user["creation_time"][:10])
    source = user["creation_source"]
    fit = {"SIGNUP": 10, "SIGNUP_GOOGLE_AUTH": 10, "GUEST_INVITE": 5}.get(source, 0)
    fit += 5 * (user["email_domain"] not in ("gmail.com", "hotmail.com", "yahoo.com"))
    fit += 5 * (user["opted_in_to_mailing_list"] == "1")
    fit += 5 * ((DAY - created).days < 30)
    fit = min(fit, 20)

    ages = [(DAY - day).days for day in days]
    usage = weekly_login_points(days)
    usage += 15 * (adopted_on(days) is not None)
    usage += 20 * (sum(age < 7 for age in ages) >= 3)
    usage += 15 * (sum(age < 30 for age in ages) >= 10)
    usage -= 5 * (len(days) <= 1)
    usage -= 5 * min((DAY - max([*days, created])).days // 30, 6)
    usage = min(max(usage, Decimal(-20)), Decimal(80))
    return fit, int(half_up(usage)), int(half_up(min(max(fit + usage, Decimal(0)), Decimal(100))))


@pytest.mark.shared_data
def test_every_user_of_the_login_log_has_the_score_of_the_raw_log(example, logins, shared_data):
    users = csv_rows(shared_data / "login_activity" / "takehome_users_deidentified.csv")
    scores = example("login_log").scores
    assert len(scores) == len(users) == 12000
    for user in users:
        row = scores[user["object_id"]]
        built = (row["fit_score"], row["interest_score"], row["score"])
        assert built == usage_score(user, logins.get(user["object_id"], [])), user


@pytest.mark.shared_data
def test_adoption_is_found_on_the_days_that_the_log_says(example, logins):
    ledger = example("login_log").build.query(
        "select rule_id, contact_id, first_on from score_ledger where rule_id in ('adopted', 'active_now')"
    )
    built = {row["contact_id"]: row["first_on"] for row in ledger if row["rule_id"] == "adopted"}
    expected = {user: adopted_on(days) for user, days in logins.items() if adopted_on(days)}
    assert built == expected
    assert len(built) == 1602  # the label that the data set is known for

    active = {row["contact_id"] for row in ledger if row["rule_id"] == "active_now"}
    week = [DAY - timedelta(days=back) for back in range(7)]
    assert active == {user for user, days in logins.items() if len({*days} & {*week}) >= 3}
    assert active < set(built)
