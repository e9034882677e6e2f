"""Who is merged into a contact that was not scored before goes on where it stood, since that day, and counts once."""

import pytest

from tests.python import small
from tests.python.conftest import write_tables
from tests.python.small import row

pytestmark = pytest.mark.long

DAYS = ("2026-06-10", "2026-06-11", "2026-06-12", "2026-06-13")
UNITED = {"bo": "crm_bo", "cy": "crm_cy", "dee": "crm_dee"}


def policy() -> small.Tables:
    tables = small.policy()
    tables["scoring_models"][0] |= {"dwell_days": "14", "sla_days": "1"}
    tables["scoring_rules"].append(
        row("scoring_rules", model_id="m", rule_id="demo", kind="activity", effect="qualify", label="Asked for a demo")
    )
    tables["rule_conditions"].append(small.condition("demo", "activity.activity_type", "equals", "demo_request"))
    tables["goals"] = [row("goals", model_id="m", goal_id="mqls", stage="mql", period="month", target="10")]
    return tables


def inputs(day: str) -> small.Tables:
    """On 11 June bo and dee ask for a demo, cy looks twice. On the 13th they are the CRM's, which had dee before."""
    tables = small.inputs()
    for who, country in (("cy", "Germany"), ("dee", "France"), ("crm_dee", "Germany")):
        tables["contacts"].append(row("contacts", contact_id=who, country=country, created_at="2026-01-01"))
    done = (("bo", "demo_request", 9), ("dee", "demo_request", 9), ("cy", "page_view", 9), ("cy", "page_view", 10))
    for who, name, hour in done:
        tables["activities"].append(
            row(
                "activities",
                activity_id=f"{who}-{hour}",
                contact_id=who,
                occurred_at=f"{DAYS[1]} {hour:02}:00:00",
                activity_type=name,
            )
        )
    tables["contact_merges"] = []
    if day == DAYS[3]:
        for contact in [one for one in tables["contacts"] if one["contact_id"] in UNITED]:
            united = UNITED[contact["contact_id"]]
            if united != "crm_dee":
                tables["contacts"].append(contact | {"contact_id": united, "created_at": day})
            tables["contact_merges"].append(
                row("contact_merges", from_contact_id=contact["contact_id"], into_contact_id=united, merged_at=day)
            )
    tables["activities"] = [one for one in tables["activities"] if one["occurred_at"] < f"{day} 24"]
    return tables


@pytest.fixture(scope="module")
def builds(dbt_build, tmp_path_factory):
    """What is known of the MQLs after each build, and the last build itself."""
    folder = tmp_path_factory.mktemp("merged")
    rules = write_tables(folder / "policy", policy())
    found, database = {}, None
    for day in DAYS:
        build = dbt_build(
            inputs=write_tables(folder / day, inputs(day)),
            policy=rules,
            database=database,
            run_at=f"{day} 23:30:00",
            as_of=day,
            tests=day in DAYS[2:],
            accept_input_drop=True,
        )
        assert build.succeeded, build.failures() or build.output[-3000:]
        database = build.database
        found[day] = {
            "mqls": {
                one["contact_id"]: str(one["mql_since"])
                for one in build.query("select contact_id, mql_since from contact_scores where is_mql")
            },
            "told": build.query("select count(*) as told from mql_alerts")[0]["told"],
            "goal": build.query("select reached from goal_progress")[0]["reached"],
        }
    return found, build


def test_a_merge_makes_no_mql_and_ends_none(builds):
    found, build = builds
    ann, day = {"ann": DAYS[0]}, DAYS[1]
    assert [found[one]["mqls"] for one in DAYS] == [
        ann,
        ann | {"bo": day, "cy": day, "dee": day},
        ann | {"bo": day, "cy": day, "dee": day},
        ann | {"crm_bo": day, "crm_cy": day, "crm_dee": day},
    ]
    assert [found[one]["told"] for one in DAYS] == [0, 3, 3, 3]
    assert [found[one]["goal"] for one in DAYS] == [1, 4, 4, 4]
    assert not build.query("select * from contact_movement where is_new_mql")


def test_the_transitions_are_those_of_the_contact_that_it_was(builds):
    _, build = builds
    transitions = build.query(
        "select contact_id, on_date, to_stage, reason, score, rule_id from lifecycle_transitions"
        " where contact_id <> 'ann' order by 1, 2"
    )
    assert [tuple(str(value) for value in one.values()) for one in transitions] == [
        ("crm_bo", DAYS[0], "lead", "entered_audience", "0", "None"),
        ("crm_bo", DAYS[1], "mql", "qualified", "0", "demo"),
        ("crm_cy", DAYS[0], "lead", "entered_audience", "10", "None"),
        ("crm_cy", DAYS[1], "mql", "mql_policy", "20", "visit"),
        ("crm_dee", DAYS[0], "lead", "entered_audience", "10", "None"),
        ("crm_dee", DAYS[1], "mql", "qualified", "10", "demo"),
    ]
    waiting = build.query(
        "select contact_id, days_waiting, status from mql_responses where contact_id <> 'ann' order by 1"
    )
    assert [tuple(one.values()) for one in waiting] == [(who, 2, "overdue") for who in ("crm_bo", "crm_cy", "crm_dee")]


def test_the_history_keeps_what_was_published_under_both_ids(builds):
    _, build = builds
    stretches = build.query(
        "select contact_id, score, stage, valid_from, valid_to from score_history"
        " where contact_id like '%cy' order by 1, 4"
    )
    assert [tuple(str(value) for value in one.values()) for one in stretches] == [
        ("crm_cy", "20", "mql", DAYS[3], "None"),
        ("cy", "10", "lead", DAYS[0], DAYS[1]),
        ("cy", "20", "mql", DAYS[1], DAYS[3]),
    ]
