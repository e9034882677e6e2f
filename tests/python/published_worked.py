"""Worked examples of many vendors as policies of ours: points, grades, weights, windows, caps and thresholds."""

from __future__ import annotations

import re
from fractions import Fraction

from tests.python.published import AS_OF, WEEK, Condition, Example, did, doing, replays, text

# ------------------------------------------------------ points for one thing that is done or known

# What is done, and how often: a limit that is not there would show only from the second time on.
DEEDS = {
    "W001": ("form_success", 1),
    "W003": ("tracker_click", 1),
    "W005": ("page_view", 3),
    "W007": ("redirect_click", 2),
    "W009": ("event_checked_in", 1),
    "W011": ("form_error", 2),
    "W013": ("form_handler", 1),
    "W047": ("demo_watched", 3),
    "W049": ("webinar_attended", 1),
    "W051": ("reviews_downloaded", 1),
    "W055": ("pricing_page", 1),
    "W071": ("email_click", 1),
    "W073": ("demo_page", 1),
    "W075": ("whitepaper", 1),
    "W077": ("unsubscribe", 1),
    "W101": ("general_form", 1),
    "W105": ("career_page", 1),
    "W107": ("email_open", 4),
    "W109": ("opted_in_again", 1),
    "W115": ("email_click", 1),
    "W117": ("website_visit", 2),
    "W119": ("chat", 1),
    "W121": ("marked_as_spam", 1),
}


@replays(*DEEDS)
def points_for_a_deed(x: Example) -> None:
    deed, times = DEEDS[x.id]
    x.rule("deed", x.number(), doing(deed))
    x.person("doer", did(deed, *[2] * times))
    x.person("other", did("something_else", 2))
    x.expect("doer", points=x.number() * times)
    x.expect("other", points=0)


# Condition of the rule, a value that meets it and one that does not.
FACTS: dict[str, tuple[Condition, str, str]] = {
    "W045": (("contact.lead_source", "equals", "thought leadership offer"), "Thought Leadership Offer", "Event"),
    "W079": (("contact.job_title", "contains", "manager"), "Account Manager", "Accountant"),
    "W085": (("contact.is_free_mail", "equals", "true"), "a@gmail.com", "a@work.example"),
}


@replays(*FACTS)
def points_for_a_fact(x: Example) -> None:
    condition, meets, other = FACTS[x.id]
    column = "email" if condition[0] == "contact.is_free_mail" else condition[0].removeprefix("contact.")
    x.rule("fact", x.number(), condition)
    x.person("meets it", **{column: meets})
    x.person("other", **{column: other})
    x.expect("meets it", points=x.number())
    x.expect("other", points=0)


@replays("W081")
def points_for_a_size_between(x: Example) -> None:
    low, high = x.numbers("input", 2)
    x.rule("size", x.number(), ("contact.size", "between", f"{low}|{high}"))
    for size, points in ((low - 1, 0), (low, x.number()), (high, x.number()), (high + 1, 0)):
        x.expect(x.person(text(size), size=text(size)), points=points)


@replays("W083")
def points_for_a_size_from(x: Example) -> None:
    low = x.number("input")
    x.rule("size", x.number(), ("contact.size", "gte", text(low)))
    for size, points in ((low - 1, 0), (low, x.number())):
        x.expect(x.person(text(size), size=text(size)), points=points)


def points_by_value(x: Example, column: str, points: dict) -> None:
    """One rule for each value of a contact's column, none where the points are 0."""
    for value, worth in points.items():
        if worth:
            x.rule(value, worth, (f"contact.{column}", "equals", value))
        x.person(value, **{column: value})
        x.expect(value, points=worth)


@replays("W043")
def points_from_to_by_title(x: Example) -> None:
    least, most = x.numbers("result", 2)
    points_by_value(x, "job_title", {"intern": least, "manager": (least + most) / 2, "vp marketing": most})


@replays("W089", "W091")
def points_by_answer(x: Example) -> None:
    column, *answers = re.split(r"[ /]", x.row["input"])
    points_by_value(x, column, dict(zip(answers, x.numbers("result", len(answers)), strict=True)))


@replays("W111")
def points_by_way_of_taking_part(x: Example) -> None:
    ways = [way.strip() for way in x.row["input"].removeprefix("product webinar").split("/")]
    for way, points in zip(ways, x.numbers("result", len(ways)), strict=True):
        x.rule(way, points, doing("product_webinar"), ("activity.asset", "equals", way))
        x.expect(x.person(way, did("product_webinar", 3, asset=way)), points=points)


@replays("W123")
def points_by_part_of_a_video(x: Example) -> None:
    played, most, converted = x.numbers("result", 3)
    share = x.number("input")
    # The best of what a viewer did counts: who sees more than the share has played it, too.
    x.model()
    x.put("score_caps", cap_id="video", scope="group", dimension="score", cap_group="video", best_of="true")
    x.rule("played", played, doing("video"), cap_group="video", max_awards=1)
    x.rule("most", most, doing("video"), ("activity.value", "gt", text(share)), cap_group="video", max_awards=1)
    x.rule("conversion", converted, doing("video_conversion"), cap_group="video", max_awards=1)
    x.expect(x.person("played", did("video", 1, value=text(share))), points=played)
    x.expect(x.person("most", did("video", 1, value=text(share + 1))), points=most)
    x.expect(x.person("converted", did("video", 1, value="100"), did("video_conversion", 1)), points=converted)


@replays("W127")
def points_for_each_forward(x: Example) -> None:
    points, people = x.numbers("input", 2)
    x.rule("forward", points, doing("email_forward"))
    x.person("forwarder", did("email_forward", *[1] * int(people)))
    x.expect("forwarder", points=x.number())


@replays("W133")
def points_and_demerits(x: Example) -> None:
    size, person, pricing, demo, student, competitor, industry = x.numbers("result", 7)
    x.rule("size", size, ("contact.size", "gt", text(x.number("input"))))
    x.rule("decides", person, ("contact.decides", "equals", "true"))
    x.rule("pricing", pricing, doing("pricing_page"))
    x.rule("demo", demo, doing("demo_request"))
    x.rule("student", student, ("contact.job_title", "equals", "student"))
    x.rule("competitor", competitor, ("contact.company_type", "equals", "competitor"))
    x.rule("industry", industry, ("contact.industry", "not_in", "software|finance"))
    large = text(x.number("input") + 1)
    x.expect(x.person("large", size=large), points=size)
    x.expect(x.person("just not large", size=text(x.number("input"))), points=0)
    x.expect(x.person("buyer", did("demo_request", 1), decides="true"), points=person + demo)
    x.expect(x.person("student", did("pricing_page", 1), job_title="Student"), points=pricing + student)
    x.person("competitor", company_type="competitor", industry="Farming", size=large)
    x.expect("competitor", points=size + competitor + industry)


# ------------------------------------------------------------------- rescoring and steps of a grade


@replays("W015")
def a_changed_value_rescores_everyone(x: Example) -> None:
    assert re.search(r"\ball\b.*\bretroactively\b", x.row["result"]), f"{x.id}: {x.row['result']}"
    old, new = 1, 3
    x.rule("visit", old, doing("page_view"), valid_to=AS_OF.isoformat())
    x.put(
        "scoring_rules",
        rule_id="visit",
        valid_from=AS_OF.isoformat(),
        dimension="score",
        kind="activity",
        points=new,
        label="Rule visit",
    )
    for visits in (1, 2):
        x.person(f"{visits} visits", did("page_view", *range(100, 100 + visits)))
        x.expect(f"{visits} visits", score=new * visits, yesterday={"score": old * visits})


# One point is a third of a letter; a profile begins at 0, a D.
GRADES = ["F", "D-", "D", "D+", "C-", "C", "C+", "B-", "B", "B+", "A-", "A", "A+"]
THIRDS = {grade: "" if grade == "F" else number - GRADES.index("D") for number, grade in enumerate(GRADES)}
COUNTS = {"match": 1, "five": 5, "ten": 10}


def criteria(x: Example, count: int, weight: Fraction, model_id: str = "") -> None:
    thirds = int(weight * 3)
    for number in range(count):
        x.rule(f"criterion {number}", thirds, (f"contact.criterion{number}", "equals", "yes"), model_id=model_id)
        x.rule(f"missed {number}", -thirds, (f"contact.criterion{number}", "equals", "no"), model_id=model_id)


@replays("W017")
def nothing_matched_yet(x: Example) -> None:
    grade = x.row["result"].split()[0]
    # Shown only once something is known: the same criteria with an audience.
    known = ("contact.criterion0", "is_set")
    for model_id in (x.model(bands=THIRDS), x.model("shown", bands=THIRDS, audience=[known])):
        criteria(x, 1, Fraction(1, 3), model_id)
        x.expect("unmatched", model_id, grade=GRADES[GRADES.index(grade) - 1])
    x.person("new", criterion0="")
    x.person("unmatched", criterion0="no")
    x.expect("new", grade=grade)
    x.expect("new", f"{x.id}_shown", scored=False)


@replays("W019", "W021", "W023")
def matches_raise_the_grade(x: Example) -> None:
    count = COUNTS[x.row["input"].split()[0]]
    share = Fraction(re.search(r"\d/\d", x.row["input"]).group())
    x.model(bands=THIRDS)
    criteria(x, count, share)
    x.person("matched", **{f"criterion{number}": "yes" for number in range(count)})
    x.person("new")
    x.expect("matched", grade=x.row["result"])
    x.expect("new", grade=re.search(r"from (\S+)", x.row["input"]).group(1))


@replays("W025")
def what_is_not_known_changes_nothing(x: Example) -> None:
    assert x.row["result"] == "no change", f"{x.id}: {x.row['result']}"
    x.model(bands=THIRDS)
    criteria(x, 2, Fraction(1, 3))
    for name, answer, grade in (("matched", "yes", "C-"), ("missed", "no", "D"), ("not known", "", "D+")):
        x.expect(x.person(name, criterion0="yes", criterion1=answer), grade=grade)


# --------------------------------------------------------------------- weights, caps, windows, bands


@replays("W027", "W029")
def a_weighted_criterion(x: Example) -> None:
    *points, weight = x.numbers("result", 3 if "/" in x.row["result"] else 2)
    column, names = x.row["input"].split(" ", 1)
    answers = re.split(r" or | / ", names)
    points = points * len(answers) if len(points) == 1 else points
    x.model()
    x.dimension(column, weight=weight / 100)
    for answer, worth in zip(answers, points, strict=True):
        x.rule(answer, worth, (f"contact.{column}", "equals", answer), dimension=column)
        x.person(answer, **{column: answer})
        x.expect(answer, points=worth * weight / 100, dimensions={column: worth})


@replays("W031")
def a_sum_of_weighted_criteria(x: Example) -> None:
    title, industry, revenue, nothing, total = x.numbers("result", 5)
    points, weight = x.numbers("result", 2, "W027")
    assert points * weight / 100 == industry, f"{x.id}: {points} x {weight} % is not {industry}"
    who, what, much, solution = (part.strip() for part in x.row["input"].split(","))
    x.model()
    x.dimension("industry", weight=weight / 100)
    x.rule("industry", points, ("contact.industry", "in", "Software|Pharmaceutical"), dimension="industry")
    x.rule("title", title, ("contact.job_title", "equals", who))
    x.rule("revenue", revenue, ("contact.revenue", "equals", much))
    x.rule("solution", 100, ("contact.solution", "equals", "Competitor 1"))
    x.person("lead", job_title=who, industry=what, revenue=much, solution=solution)
    x.expect("lead", points=total, fired={"title", "industry", "revenue"})
    assert nothing == 0, f"{x.id}: the solution now gives {nothing}"


@replays("W033", "W035")
def the_best_of_three_frequencies(x: Example) -> None:
    often, week, as_often, month, once, fortnight = x.numbers("input", 6)
    in_week, in_month, in_fortnight, weight = x.numbers("result", 4)
    x.model()
    x.dimension("email", weight=weight / 100)
    x.put("score_caps", cap_id="best", scope="group", dimension="email", cap_group="email", best_of="true")
    limits = {
        "week": (in_week, {"window_days": week, "min_count": often}),
        "month": (in_month, {"window_days": month, "min_count": as_often}),
        "fortnight": (in_fortnight, {"window_days": fortnight, "min_count": once, "max_count": once}),
    }
    given = {"kind": "frequency", "dimension": "email", "cap_group": "email"}
    for name, (points, settings) in limits.items():
        x.rule(name, points, doing("email"), **given, **settings)
    last_of_week, last_of_month, last_of_fortnight = (int(days) - 1 for days in (week, month, fortnight))
    for ages, worth in (
        ([0, 3, last_of_week], in_week),
        ([0, 3, last_of_week + 1], in_month),
        ([last_of_fortnight, last_of_month, last_of_month], max(in_month, in_fortnight)),
        ([last_of_fortnight, last_of_month, last_of_month + 1], in_fortnight),
        ([last_of_fortnight], in_fortnight),
        ([last_of_fortnight, last_of_fortnight], 0),
        ([last_of_fortnight + 1], 0),
    ):
        x.expect(x.person(f"ages {ages}", did("email", *ages)), points=worth * weight / 100)


@replays("W041", "W067")
def a_sum_that_is_limited(x: Example) -> None:
    limit = x.number()
    if x.id == "W041":
        x.model(max_score=limit)
    else:
        x.model()
        x.put("score_caps", cap_id="limit", scope="group", dimension="score", cap_group="all", max_score=limit)
    group = {} if x.id == "W041" else {"cap_group": "all"}
    x.rule("one", limit * 3 / 5, doing("one"), **group)
    x.rule("two", limit * 3 / 5, doing("two"), **group)
    x.expect(x.person("below", did("one", 1)), points=limit * 3 / 5)
    x.expect(x.person("above", did("one", 1), did("two", 1)), points=limit)


@replays("W053")
def twice_in_a_week(x: Example) -> None:
    assert "twice in one week" in x.row["input"], f"{x.id}: {x.row['input']}"
    x.rule("visits", x.number(), doing("page_view"), burst_count=2, burst_days=WEEK)
    x.expect(x.person("in a week", did("page_view", 20, 20 - WEEK + 1)), points=x.number())
    x.expect(x.person("in more", did("page_view", 20, 20 - WEEK)), points=0)


@replays("W065")
def gone_after_the_time_frame(x: Example) -> None:
    days = int(x.number("input"))
    x.rule("action", 12, doing("action"), window_days=days)
    x.expect(x.person("last day", did("action", days - 1)), points=12)
    x.expect(x.person("too late", did("action", days)), points=0)


@replays("W069")
def a_matrix_of_nine(x: Example) -> None:
    first, last = re.findall(r"\b([A-Z])(\d)\b", x.row["result"])
    letters = [chr(code) for code in range(ord(first[0]), ord(last[0]) + 1)]
    digits = [str(number) for number in range(int(first[1]), int(last[1]) + 1)]
    size = f"({len(letters)}x{len(digits)})"
    assert size in x.row["result"], f"{x.id}: {size} is not in `{x.row['result']}`"
    x.model()
    # The first letter and the first digit are the best: 30, 20 and 0 points.
    points = [30, 20, 0]
    for dimension, names in (("fit", letters), ("engagement", digits)):
        for name, worth in zip(names, points, strict=True):
            x.put("score_bands", dimension=dimension, band=name, min_score=worth or "")
            if worth:
                x.rule(name, worth, (f"contact.{dimension}", "equals", name), dimension=dimension)
    for letter in letters:
        for digit in digits:
            x.put(
                "grade_matrix",
                row_dimension="fit",
                row_band=letter,
                column_dimension="engagement",
                column_band=digit,
                grade=letter + digit,
            )
            x.expect(x.person(letter + digit, fit=letter, engagement=digit), grade=letter + digit)


@replays("W059")
def more_than_the_threshold(x: Example) -> None:
    threshold = x.number("input")
    x.model(mql={"min_score": text(threshold + 1)})
    x.rule("at it", threshold, ("contact.points", "equals", "at"))
    x.rule("above it", threshold + 1, ("contact.points", "equals", "above"))
    x.expect(x.person("at it", points="at"), score=threshold, is_mql=False)
    x.expect(x.person("above it", points="above"), score=threshold + 1, is_mql=True)


@replays("W103")
def a_form_that_makes_an_mql(x: Example) -> None:
    assert x.row["result"] == "automatic MQL", f"{x.id}: {x.row['result']}"
    x.model(mql={"min_score": "1"})
    x.rule("demo", "", doing("demo_form"), effect="qualify", dimension="", label="")
    x.dimension("score")
    x.expect(x.person("asked", did("demo_form", 0)), score=0, is_mql=True)
    x.expect(x.person("other", did("general_form", 0)), score=0, is_mql=False)


@replays("W113")
def a_sum_that_is_a_stage(x: Example) -> None:
    title, form, webinar, career = x.numbers("input", 4)
    stage = x.row["result"].split(" = ")[1]
    x.model(bands={"below": "", stage: x.number()})
    x.rule("title", title, ("contact.job_title", "equals", "director"))
    for deed, points in (("form", form), ("webinar", webinar), ("career", career)):
        x.rule(deed, points, doing(deed))
    x.person("lead", did("form", 3), did("webinar", 3), did("career", 3), job_title="Director")
    x.person("twice", did("form", 3), did("webinar", 3), did("career", 3, 2), job_title="Director")
    x.expect("lead", score=x.number(), grade=stage)
    x.expect("twice", score=x.number() + career, grade="below")


@replays("W129")
def bands_with_their_edges(x: Example) -> None:
    cold, cold_end, warm, warm_end, hot = x.numbers("input", 5)
    names = [name.strip() for name in x.row["result"].split("/")]
    x.model(bands=dict(zip(names, ("", warm, hot), strict=True)))
    for score, band in ((cold, 0), (cold_end, 0), (warm, 1), (warm_end, 1), (hot, 2)):
        x.rule(text(score), score, ("contact.points", "equals", text(score)))
        x.expect(x.person(text(score), points=text(score)), score=score, grade=names[band])


@replays("W131")
def busy_but_no_buyer(x: Example) -> None:
    ebooks, webinars = (int(number) for number in x.numbers("input", 2))
    assert x.row["result"].endswith("not a buyer"), f"{x.id}: {x.row['result']}"
    # The page gives no other number: any engagement, and a fit well above a student's.
    x.model(mql={"min_dimension_scores": "fit:50"})
    x.rule("student", x.number(), ("contact.job_title", "equals", "student"), dimension="fit")
    x.rule("director", 50, ("contact.job_title", "equals", "director"), dimension="fit")
    x.rule("ebook", 20, doing("ebook"), dimension="interest")
    x.rule("webinar", 30, doing("webinar"), dimension="interest")
    busy = did("ebook", *range(ebooks)) + did("webinar", *range(webinars))
    interest = 20 * ebooks + 30 * webinars
    for title, fit, buyer in (("student", x.number(), False), ("director", 50, True)):
        x.person(title, busy, job_title=title)
        x.expect(title, dimensions={"fit": fit, "interest": interest}, is_mql=buyer)


@replays("W135")
def the_steps_of_a_webinar(x: Example) -> None:
    *steps, total = x.numbers("result", 5)
    # Above 80, so from 81 on: bands leave no score out.
    above = x.numbers("note", 4)[1]
    x.model(bands={"quiet": "", x.row["result"].split("-> ")[1]: above + 1})
    for number, points in enumerate(steps):
        x.rule(f"step{number}", points, doing(f"step{number}"))
    x.expect(x.person("all", *(did(f"step{n}", 1) for n in range(4))), score=total, grade="alert")
    x.expect(x.person("three", *(did(f"step{n}", 1) for n in range(3))), score=total - steps[3], grade="alert")
    x.expect(x.person("two", *(did(f"step{n}", 1) for n in range(2))), score=steps[0] + steps[1], grade="quiet")
