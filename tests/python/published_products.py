"""Two open-source products: what the tests of a Salesforce scoring app and of Mautic expect, as policies of ours."""

from __future__ import annotations

import re

from tests.python.published import AS_OF, Example, did, doing, replays, text

# ------------------------------------------------------------------ Salesforce Labs: operators

OPERATORS = {
    "not equal to": "not_equals",
    "does not contain": "not_contains",
    "starts with": "starts_with",
    "greater than": "gt",
    "greater or equal": "gte",
    "less than": "lt",
    "less or equal": "lte",
}
TEXT_OPERATORS = [
    "equals",
    "not_equals",
    "in",
    "not_in",
    "contains",
    "not_contains",
    "starts_with",
    "ends_with",
    "matches",
]
ALL_BUT_IS_NOT_SET = {
    **dict.fromkeys(TEXT_OPERATORS, "x"),
    **dict.fromkeys(["gt", "gte", "lt", "lte"], "0"),
    "between": "0|9",
    "is_set": "",
}


@replays(*(f"S{number:02}" for number in range(1, 37)))
def operator_of_the_scoring_app(x: Example) -> None:
    field, operator, value = x.row["field"], x.row["operator"], x.row["rule_value"]
    record, points = x.row["record_value"], int(x.row["expected_score_with_rule_points_1"])
    # A name that is ours as well is taken as it is written there, upper case and all.
    ours = OPERATORS.get(operator.lower(), operator)
    fields = [re.sub(r" \(.*\)", "", name) for name in field.split(" + ")]
    if field == "(null field name)":
        x.refuse("rule_conditions, m.rule.{rule}, column field: is missing", ("", ours, value))
    elif operator == "(null operator)":
        x.refuse("rule_conditions, m.rule.{rule}, column operator: is missing", (f"contact.{field}", "", value))
    elif operator.lower() not in OPERATORS.keys() | ALL_BUT_IS_NOT_SET.keys() | {"any comparison"}:
        said = f"unknown operator `{operator}`: use one of equals"
        x.refuse("rule_conditions, m.rule.{rule}, column operator: " + said, (f"contact.{field}", ours, value))
    elif "no such field" in field:
        said = f"unknown field `contact.{fields[0]}`: the input has no such column"
        x.refuse("rule_conditions, m.rule.{rule}, column field: " + said, (f"contact.{fields[0]}", ours, value))
    elif operator == "any comparison":
        for name, wanted in ALL_BUT_IS_NOT_SET.items():
            x.rule(name, 1, ("contact.Company", name, wanted))
        x.person("blank", Company="")
        x.expect("blank", score=points, fired=set())
    elif field.startswith("CampaignMember."):
        # The member of a campaign is something that happened: an activity, with the field's value as its asset.
        x.model()
        x.dimension("lead")
        x.rule("member", 1, doing("campaign_member"), ("activity.asset", ours, value), dimension="campaign")
        deleted = record == "member deleted"
        gone = {"asset": value, "is_deleted": "true"} if deleted else {"asset": record}
        x.person("member", did("campaign_member", 1, **gone))
        x.expect("member", score=points, dimensions={"campaign": points, "lead": 0})
    else:
        copies = 2 if "listed twice" in field else 1
        for number, name in enumerate(fields * copies):
            x.rule(f"rule{number}", 1, (f"contact.{name}", ours, value))
        x.person("record", **{fields[0]: record})
        x.expect("record", score=points)


# ----------------------------------------------------------------- Mautic: points and groups


@replays("M01")
def points_for_an_opened_email(x: Example) -> None:
    before, points = x.numbers("input", 2)
    x.rule("open", points, doing("email_open"))
    x.person("reader", did("email_open", 0))
    x.person("other")
    x.expect("reader", score=x.row["expected"]["points"])
    x.expect("other", score=before)


@replays("M02")
def points_of_a_group_do_not_touch_the_main_score(x: Example) -> None:
    # A dimension without weight is scored and stays out of the total.
    x.model()
    x.dimension("group_a", weight=0)
    x.rule("open", x.number("input"), doing("email_open"), dimension="group_a")
    x.person("reader", did("email_open", 0))
    expected = x.row["expected"]
    x.expect("reader", score=expected["main_points"], dimensions={"group_a": expected["group_A_score"]})


@replays("M03")
def points_set_and_added_but_not_multiplied(x: Example) -> None:
    plus, minus, divide, times, fixed = x.numbers("input", 5)
    after, deltas = x.row["expected"]["A_after_each"], x.row["expected"]["change_log_deltas"]
    x.model()
    x.rule("plus", plus, doing("plus"), dimension="group_a")
    x.rule("minus", -minus, doing("minus"), dimension="group_a")
    x.rule("set", fixed, doing("set"), dimension="group_b")
    x.person("first", did("plus", 3))
    x.person("second", did("plus", 3), did("minus", 2))
    x.person("group b", did("set", 0))
    x.expect("first", dimensions={"group_a": after[0]}, points=deltas[0])
    x.expect("second", dimensions={"group_a": after[1]}, points=deltas[0] + deltas[1])
    x.expect("group b", dimensions={"group_b": x.row["expected"]["B"]}, points=deltas[4])
    for sign, factor in (("/", divide), ("*", times)):
        said = f"scoring_rules, m.{{rule}}, column points: is not a number: `{sign}{text(factor)}`"
        x.refuse(said, points=f"{sign}{text(factor)}")


COMPARISONS = {"eq": "equals", "neq": "not_equals"}


@replays("M04")
def comparisons_of_a_sum_of_points(x: Example) -> None:
    # No rule reads a score. The sum of what the activities are worth is a metric, and rules read that.
    score = x.number("input")
    collected = x.metric("collected", "sum", doing("points"))
    for comparison in x.row["expected"]:
        operator, number = comparison.split()
        x.rule(comparison, 1, (collected, COMPARISONS.get(operator, operator), number))
    x.person("with points", did("points", 5, value=text(score - 2)), did("points", 3, value="2"))
    x.expect("with points", fired={comparison for comparison, holds in x.row["expected"].items() if holds})


def model_of_those_who_did(x: Example, activity_type: str, name: str = "") -> str:
    """Score nobody without such an activity: a contact then has no score instead of 0."""
    times = x.metric(f"{activity_type}_count", "count", doing(activity_type))
    return x.model(name, audience=[(times, "gte", "1")])


@replays("M05")
def no_score_is_not_a_score_of_0(x: Example) -> None:
    assert not any(x.row["expected"].values()), f"{x.id}: a contact without a score now equals something"
    model_of_those_who_did(x, "points")
    x.rule("point", 1, doing("points"))
    x.person("no row")
    x.person("row", did("points", 0))
    x.expect("no row", scored=False)
    x.expect("row", score=1)


@replays("M06")
def a_threshold_of_points_selects(x: Example) -> None:
    threshold = re.findall(r"\d+", x.row["test"])[-1]
    model_of_those_who_did(x, "points")
    x.put("mql_policies", mql_policy_id="segment", min_score=threshold)
    for contact, score in x.row["input"].items():
        chosen = contact in x.row["expected"]
        if score == "no row":
            x.person(contact)
            x.expect(contact, scored=False)
        else:
            x.rule(contact, score, doing("points"), ("activity.asset", "equals", contact))
            x.person(contact, did("points", 0, asset=contact))
            x.expect(contact, score=score, is_mql=chosen)


@replays("M07")
def a_trigger_fires_at_its_threshold(x: Example) -> None:
    low, high, points = x.numbers("input", 3)
    x.person("contact", did("points", 0))
    for threshold in (low, high):
        model_id = x.model(text(threshold), mql={"min_score": text(threshold)})
        x.rule("points", points, doing("points"), model_id=model_id)
        x.expect("contact", model_id, is_mql=x.row["expected"][f"tag{threshold}"])


@replays("M08")
def a_trigger_looks_at_its_own_group(x: Example) -> None:
    at_a, at_b, points = x.numbers("input", 3)
    x.person("contact", did("points", 0))
    for group, threshold in (("A", at_a), ("B", at_b)):
        model_id = x.model(group, mql={"min_dimension_scores": f"{group}:{threshold}"})
        x.dimension("B", model_id)
        x.rule("points", points, doing("points"), model_id=model_id, dimension="A")
        x.expect("contact", model_id, is_mql=x.row["expected"][f"tag{group}"])


@replays("M09")
def a_new_trigger_fires_for_those_who_are_there(x: Example) -> None:
    points, low, high = x.numbers("input", 3)
    x.model(bands={"none": ""})
    for threshold in (low, high):
        new = {"band": f"at{threshold}", "min_score": threshold, "valid_from": AS_OF.isoformat()}
        x.put("score_bands", dimension="total", **new)
    x.rule("points", points, doing("points"))
    x.person("contact", did("points", 9))
    reached = [band for band, fires in x.row["expected"].items() if fires]
    assert len(reached) == 1, f"{x.id}: {reached} fire"
    x.expect("contact", score=points, grade=reached[0], yesterday={"score": points, "grade": "none"})


@replays("M10")
def a_ranking_for_each_group(x: Example) -> None:
    ranked: dict[str, list] = {}
    for group, points, contact in x.row["expected_desc"]:
        ranked.setdefault(group, []).append((points, contact))
    people: dict[str, list] = {}
    for group, gains in re.findall(r"(\w+): ([^;]+)", x.row["input"]):
        deed = f"points_{group}"
        model_id = model_of_those_who_did(x, deed, group)
        for contact, points in re.findall(r"(\w+) ([+-]\d+)", gains):
            people.setdefault(contact, []).append(did(deed, 0, asset=points))
            x.rule(contact, points, doing(deed), ("activity.asset", "equals", points), model_id=model_id)
        for rank, (points, contact) in enumerate(ranked[group], start=1):
            x.expect(contact, model_id, score=points, rank=rank)
        for contact in {c for rows in ranked.values() for _, c in rows} - {c for _, c in ranked[group]}:
            x.expect(contact, model_id, scored=False)
    for contact, deeds in people.items():
        x.person(contact, *deeds)


@replays("M11")
def merged_contacts_add_up(x: Example) -> None:
    for contact, points in x.row["input"].items():
        x.rule(contact, points, doing("points"), ("activity.asset", "equals", contact))
        x.person(contact, did("points", 5, asset=contact))
    merge = {"from_contact_id": x.contact_id("loser"), "into_contact_id": x.contact_id("winner")}
    x.inputs["contact_merges"].append({**merge, "merged_at": AS_OF.isoformat()})
    x.expect("winner", score=x.row["expected"]["winner"])
    x.expect("loser", scored=False)


@replays("M12")
def points_up_to_eight_digits(x: Example) -> None:
    for points, verdict in zip(x.row["input"], x.row["expected"], strict=True):
        name = text(points)
        if abs(points) < 10**8:
            assert verdict == "ok", f"{x.id}: {points} is {verdict}"
            x.rule(name, points, ("contact.delta", "equals", name))
            x.person(name, delta=name)
            x.expect(name, score=points)
        else:
            x.refuse(f"scoring_rules, m.{{rule}}, column points: is not a number: `{name}`", points=name)


@replays("M13", "M14")
def a_visit_of_the_url(x: Example) -> None:
    hits, count, points = x.numbers("input", 3, "M13")
    visited, pattern = (re.search(r"https://[^\s,]+", x.rows[row]["input"]).group() for row in ("M13", x.id))
    page = ("activity.asset", "equals", pattern)
    x.rule("hits", points, doing("page_view"), page, kind="frequency", min_count=hits)
    x.person("visitor", did("page_view", *[0] * int(count), asset=visited))
    x.expect("visitor", score=points if x.row["expected"] else 0)
