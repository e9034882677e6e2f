"""Worked examples of many vendors as policies of ours: decay, idleness, and rules that read the running score."""

from __future__ import annotations

import re

from tests.python.published import MONTH, WEEK, Example, did, doing, replays, text

# ------------------------------------------------------------------------------------------- decay


@replays("W037", "W039")
def a_category_that_decays_in_steps(x: Example) -> None:
    weight, _, most, loss, interval = x.numbers("input", 5, "W037")
    # "Absolute" loses a share of the maximum in each interval: a line that steps. The page's other reading compounds.
    days = interval * 100 / loss
    x.decay("absolute", shape="linear", days=days, step_days=interval)
    x.decay("compounding", shape="geometric", rate=loss / 100, step_days=interval)
    for reading in ("absolute", "compounding"):
        model_id = x.model(reading)
        settings = {"max_points": weight, "decay_id": f"{x.id}_{reading}", "model_id": model_id}
        x.rule("visit", weight / most, doing("page_view"), **settings)
    absolute, compounding = f"{x.id}_absolute", f"{x.id}_compounding"
    if x.id == "W037":
        visits, _, last_full_day, full, every, drop = x.numbers("result", 6)
        visits, last_full_day, every = int(visits), int(last_full_day), int(every)
        # Their first day is our age 0.
        for name, age, share in (
            ("today", 0, 100),
            ("last full day", last_full_day - 1, 100),
            ("a day later", last_full_day, 100 - drop),
            ("next interval", last_full_day + every, 100 - 2 * drop),
            ("almost gone", 7 * every - 1, 100 - 6 * drop),
            ("gone", 7 * every, 0),
        ):
            x.expect(x.person(name, did("page_view", *[age] * visits)), absolute, points=full * share / 100)
        x.expect(x.person("more than the most", did("page_view", *[0] * (visits + 2))), absolute, points=full)
    else:
        _, _, straight, curved = x.numbers("result", 4)
        x.person("old", did("page_view", *[int(x.number("input"))] * int(most)))
        x.expect("old", absolute, points=straight)
        x.expect("old", compounding, points=curved)


@replays("W063")
def a_share_is_lost_after_a_month(x: Example) -> None:
    for share in x.numbers("result", 2):
        model_id = x.model(text(share))
        monthly = x.decay(text(share), shape="geometric", rate=share / 100, step_days=MONTH)
        x.rule("event", 40, doing("event"), model_id=model_id, decay_id=monthly)
        x.expect("in the month", model_id, points=40)
        x.expect("older", model_id, points=40 - 40 * share / 100)
    x.person("in the month", did("event", MONTH - 1))
    x.person("older", did("event", MONTH))


@replays("W087")
def behaviour_halves_while_idle(x: Example) -> None:
    first, second = (int(days) for days in x.numbers("input", 2))
    half, _, whole, once, twice = x.numbers("result", 5)
    # Basis engagement: all points age with the latest interaction, whenever they were earned.
    idle = x.decay(shape="geometric", rate=1 - half, step_days=first, basis="engagement")
    x.rule("deed", whole / 4, doing("deed"), dimension="behaviour", decay_id=idle)
    x.rule("size", 10, ("contact.size", "equals", "large"), dimension="fit")
    for age, points in ((0, whole), (first - 1, whole), (first, once), (second - 1, once), (second, twice)):
        x.person(f"idle {age}", did("deed", age, age, age + 70, age + 300), size="large")
        x.expect(f"idle {age}", points=points + 10, dimensions={"behaviour": points, "fit": 10})


@replays("W093")
def points_that_never_decay(x: Example) -> None:
    assert "no decay" in x.row["result"], f"{x.id}: {x.row['result']}"
    x.rule("demo", x.number(), doing("demo_request"))
    for age in (0, 30, 900):
        x.expect(x.person(f"age {age}", did("demo_request", age)), points=x.number())


@replays("W095", "W097", "W099")
def points_lost_in_equal_steps(x: Example) -> None:
    limits = {}
    if x.id == "W095":
        points, step, weeks = x.numbers("result", 3)
        times, step_days = int(x.number("input")), int(weeks) * WEEK
        # Earned on the day of the second one, whenever the first was; once.
        limits = {"burst_count": times, "burst_days": 10000, "max_awards": 1}
    elif x.id == "W097":
        points, step = x.numbers("result", 2)
        times, step_days = 1, MONTH
    else:
        # The row says only where it would lead. Its points follow from five a week, which are ours.
        weeks, (floor, below) = int(x.number("input")), x.numbers("result", 2)
        points, step, times, step_days = below + 5 * weeks, -5, 1, WEEK
        x.expect(x.person("published", did("read", weeks * WEEK)), points=floor)
    steps = int(points / -step)
    assert steps * -step == points, f"{x.id}: {points} is not lost in steps of {step}"
    x.rule(
        "read",
        points,
        doing("read"),
        decay_id=x.decay(shape="linear", days=steps * step_days, step_days=step_days),
        **limits,
    )
    for number in range(steps + 2):
        left = max(0, points + step * number)
        for age in (number * step_days, (number + 1) * step_days - 1):
            x.expect(x.person(f"age {age}", did("read", *[age] * times)), points=left)
    if times > 1:
        x.expect(x.person("once only", did("read", 1)), points=0)
        x.expect(x.person("long between", did("read", 1, 800)), points=points)


@replays("W125")
def the_whole_score_halves_since_the_last_interaction(x: Example) -> None:
    score, half_life, *ages = x.numbers("input", 5)
    idle = x.decay(shape="half_life", days=half_life, step_days=half_life, basis="engagement")
    # Of two dimensions and from many days; each deed is older than the last interaction or is that one.
    x.rule("form", score / 2, doing("form"), dimension="interest", decay_id=idle)
    x.rule("visit", score / 8, doing("visit"), dimension="activity", decay_id=idle)
    for age, points in zip((0, *ages), (score, *x.numbers("result", 3)), strict=True):
        age = int(age)
        x.person(f"{age} days", did("form", age + 200), did("visit", age, age + 1, age + 50, age + 400))
        x.expect(f"{age} days", points=points)


@replays("W137")
def only_whole_periods_count(x: Example) -> None:
    points, age, factor, period = x.numbers("input", 4)
    steps = x.decay(shape="geometric", rate=1 - factor, step_days=period)
    x.rule("deed", points, doing("deed"), decay_id=steps)
    x.expect(x.person("published", did("deed", int(age))), points=x.number())
    x.expect(x.person("next period", did("deed", int(age) + 1)), points=x.number() * factor)


# ------------------------------------------------------------------- rules that read the running score


@replays("W057")
def a_loss_while_the_score_is_high(x: Example) -> None:
    floor, loss = x.number("input"), x.number()
    refused = "rule_conditions, m.rule.{rule}, column field: unknown field `score.total`: it must start with contact."
    idle = {"kind": "inactivity", "period_days": str(MONTH), "points": text(loss)}
    x.refuse(refused, ("score.total", "gt", text(floor)), doing("page_view"), **idle)
    # What can be said: the loss, and a floor.
    x.model()
    x.dimension("score", min_score=floor)
    x.rule("earned", 10, doing("page_view"))
    x.rule("idle", loss, doing("page_view"), kind="inactivity", period_days=MONTH)
    for times, age, points in ((5, MONTH - 1, 50), (5, MONTH, 50 + loss), (3, MONTH, floor)):
        x.expect(x.person(f"{times} at {age}", did("page_view", *[age] * times)), points=points)


@replays("W061")
def back_to_a_lower_score_while_idle(x: Example) -> None:
    threshold, days, lower = (int(number) for number in x.numbers("input", 3))
    assert x.number() == lower, f"{x.id}: reset to {x.number()}, above {lower}"
    x.refuse(
        "scoring_rules, m.{rule}, column points: must be blank: a rule with effect reset gives no points",
        effect="reset",
        points=text(lower),
    )
    # The same numbers: a bound of the total for those who are idle and whom nobody works on.
    since_last = x.metric("idle", "days_since_last", doing("page_view"))
    x.model(mql={"min_score": text(threshold)})
    x.put("score_caps", cap_id="idle", scope="model", max_score=lower)
    statuses = re.search(r"status not (\S+)", x.row["input"]).group(1).replace("/", "|")
    for condition in ((since_last, "gte", text(days)), ("contact.lead_status", "not_in", statuses)):
        x.condition(x.id, "cap", "idle", condition)
    x.rule("visit", 20, doing("page_view"))
    for name, times, age, status, score in (
        ("not yet idle", 6, days - 1, "open", 120),
        ("idle", 6, days, "open", lower),
        ("just above", 3, days, "open", lower),
        ("below", 2, days, "open", 40),
        *((status, 6, days, status, 120) for status in statuses.split("|")),
    ):
        x.person(name, did("page_view", *[age] * times), lead_status=status)
        x.expect(name, score=score, is_mql=score >= threshold)


def loss_per_idle_week(x: Example) -> None:
    """Take four points for each idle week, down to the fit score: a published example that has no row in the files."""
    fit, earned, loss = 40, 18, 4
    x.model()
    x.dimension("interest", min_score=0)
    x.rule("fit", fit, ("contact.size", "equals", "large"), dimension="fit")
    x.rule("demo", earned, doing("demo"), dimension="interest")
    x.rule(
        "idle", -loss, ("activity.activity_type", "is_set"), dimension="interest", kind="inactivity", period_days=WEEK
    )
    for week, score in enumerate((58, 54, 50, 46, 42, 40, 40, 40)):
        for age in (week * WEEK, week * WEEK + WEEK - 1):
            x.expect(x.person(f"idle {age}", did("demo", age), size="large"), points=score, dimensions={"fit": fit})
    # A contact that never did anything has nothing to lose, and one that comes back loses nothing.
    x.expect(x.person("never", size="large"), points=fit)
    x.person("came back", did("demo", 100), did("page_view", 3), size="large")
    x.expect("came back", points=fit + earned)
