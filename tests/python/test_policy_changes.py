"""What changed between two published policies is told cell by cell, and only what was published counts."""

from __future__ import annotations

from datetime import date

import pytest

from tests.python import small
from tests.python.conftest import write_tables
from tests.python.small import condition, row


def first_policy() -> small.Tables:
    """Return the small policy with a shared decay profile, and one that nobody uses."""
    policy = small.policy()
    policy["scoring_rules"][1]["decay_id"] = "slow"
    policy["decay_profiles"] = [
        row("decay_profiles", decay_id="slow", shape="linear", days="1000"),
        row("decay_profiles", decay_id="unused", shape="linear", days="10"),
    ]
    return policy


def second_policy() -> small.Tables:
    """Return it with a rule changed, one added, a shared row changed, a band gone, and much that does not count."""
    policy = first_policy()
    policy["scoring_rules"][0] |= {"points": "15", "label": "Lives in D", "note": "not read"}
    policy["scoring_rules"].append(
        row("scoring_rules", model_id="m", rule_id="new", dimension="fit", kind="attribute", points="1", label="New")
    )
    policy["rule_conditions"] += [condition("new", "contact.country", "equals", "France")]
    policy["rule_conditions"][0]["value"] = "DE"
    policy["decay_profiles"][0]["days"] = "2000"
    policy["decay_profiles"][1]["days"] = "20"
    policy["score_bands"] = [policy["score_bands"][0]]
    policy["scoring_rules"].reverse()
    return policy


CHANGES = [
    ("decay_profiles", "slow", "changed", "days", "1000", "2000"),
    ("rule_conditions", "rule.country.contact.country.equals", "changed", "value", "Germany", "DE"),
    (
        "rule_conditions",
        "rule.new.contact.country.equals",
        "added",
        None,
        None,
        "owner_type=rule; owner_id=new; field=contact.country; operator=equals; value=France",
    ),
    ("score_bands", "total.hot", "removed", None, "dimension=total; band=hot; min_score=20", None),
    ("scoring_rules", "country", "changed", "label", "Lives in Germany", "Lives in D"),
    ("scoring_rules", "country", "changed", "points", "10", "15"),
    (
        "scoring_rules",
        "new",
        "added",
        None,
        None,
        "rule_id=new; dimension=fit; kind=attribute; points=1; label=New",
    ),
]


# Everything that publishes a policy, without the tests around it.
QUICK = ["--exclude-resource-type", "unit_test", "--exclude-resource-type", "test", "--select", "+policy_changes"]


def version_of(build) -> str:
    [row_] = build.query("select policy_version from policy_versions", schema="lead_scoring_policy")
    return row_["policy_version"]


def changes(build, number: int) -> list[tuple]:
    rows = build.query(f"select * from policy_changes where to_version_no = {number}")
    columns = ["policy_table", "row_id", "change", "column_name", "value_before", "value_after"]
    return sorted((tuple(r[c] for c in columns) for r in rows), key=str)


@pytest.mark.long
def test_what_changed_is_told_for_each_policy_that_was_published(dbt_build, tmp_path):
    inputs = write_tables(tmp_path / "inputs", small.inputs())
    one = write_tables(tmp_path / "one", first_policy())
    two = write_tables(tmp_path / "two", second_policy())
    broken = write_tables(tmp_path / "broken", second_policy() | {"dimensions": []})

    first = dbt_build(inputs=inputs, policy=one, args=QUICK, as_of="2026-02-08")
    assert first.succeeded, first.failures()
    assert first.query("select * from policy_changes") == []
    version_one = version_of(first)
    database = first.database

    # A policy that is never published leaves no trace.
    assert not dbt_build(inputs=inputs, policy=broken, as_of="2026-02-09", database=database).succeeded

    second = dbt_build(inputs=inputs, policy=two, as_of="2026-02-09", database=database)
    assert second.succeeded, second.failures()
    assert changes(second, 2) == sorted(CHANGES, key=str)
    version_two = version_of(second)
    [step] = second.query("select distinct from_version, to_version, from_published_on, changed_on from policy_changes")
    assert step == {
        "from_version": version_one,
        "to_version": version_two,
        "from_published_on": date(2026, 2, 8),
        "changed_on": date(2026, 2, 9),
    }
    assert (
        f"policy changed since {version_one} of 2026-02-08: 1 of decay_profiles changed, 1 of rule_conditions added,"
        " 1 of rule_conditions changed, 1 of score_bands removed, 1 of scoring_rules added, 1 of scoring_rules changed"
        " (table policy_changes)"
    ) in second.output

    again = dbt_build(inputs=inputs, policy=two, args=QUICK, as_of="2026-02-10", database=database)
    assert again.succeeded, again.failures()
    assert changes(again, 2) == changes(second, 2)
    assert again.query("select max(to_version_no) as n from policy_changes") == [{"n": 2}]

    back = dbt_build(inputs=inputs, policy=one, args=QUICK, as_of="2026-02-10", database=database)
    assert back.succeeded, back.failures()
    assert changes(back, 2) == changes(second, 2)
    opposite = {"added": "removed", "removed": "added", "changed": "changed"}
    assert changes(back, 3) == sorted(
        (
            (table, row_id, opposite[how], column, after, before)
            for table, row_id, how, column, before, after in CHANGES
        ),
        key=str,
    )
    [step] = back.query(
        "select distinct from_version, to_version, from_published_on, changed_on from policy_changes"
        " where to_version_no = 3"
    )
    assert (step["from_version"], step["to_version"]) == (version_two, version_one)
    assert (step["from_published_on"], step["changed_on"]) == (date(2026, 2, 9), date(2026, 2, 10))
