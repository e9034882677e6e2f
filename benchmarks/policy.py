"""A policy of any number of rules: as policy tables for the project, and as a list for its rivals.

Four of five rules are about activities, as in policies that people have; the rest about contacts. Every activity rule
has a limit on its points and a half-life with weekly steps, every third a window, every other one is in a cap group.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from itertools import cycle, product
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MODEL = "bench"
STEP_DAYS = 7
HALF_LIVES = (30, 60, 90)
# (minimum, maximum) of the two dimensions and of the total.
CLAMP = (0, 100)
# Low enough to bind for one contact in nine.
GROUP_LIMIT = 12
BANDS = (("D", None), ("C", 25), ("B", 45), ("A", 65))
MQL_SCORE = 55

TABLES = (
    "scoring_models", "dimensions", "scoring_rules", "rule_conditions", "score_caps", "decay_profiles", "score_bands",
    "mql_policies",
)  # fmt: skip
WORDS = (
    "pricing", "analytics", "lead-scoring", "clean-crm", "handover", "getting-started", "attribution", "api", "careers",
    "integration", "automation", "connectors", "dashboards", "case-studies", "planning", "migration", "contact",
    "security", "plan=team", "utm_source", "newsletter", "product-news", "roi-week", "product-tour", "forecasting",
    "first-steps", "buyers-guide", "benchmark-report", "expo", "docs", "blog", "quotes", "one-view", "price-guide",
    "webinar", "customer-story", "clean-data", "trial", "demo", "form", "company-page",
)  # fmt: skip
CHANNELS = ("web", "paid_search", "organic_social", "paid_social", "email", "event", "sales", "chat")
TYPES = (
    "page_view", "content_download", "webinar_registered", "webinar_attended", "event_attended", "email_click",
    "email_open", "email_reply", "social_interaction", "social_follow", "newsletter_signup", "form_submit",
    "demo_request", "trial_started", "meeting", "chat",
)  # fmt: skip
CAMPAIGNS = (
    "product-news", "newsletter", "q2-26-product-tour", "q2-26-search", "q1-26-roi-week", "q1-26-search",
    "q4-25-security-check", "q4-25-search", "q3-25-price-guide", "q3-25-search", "q2-26-social", "webinar-2026-05",
    "q1-26-social", "webinar-2026-04", "webinar-2026-06", "expo-2026-q2",
)  # fmt: skip
ATTRIBUTES = {
    "seniority": ("director", "vp", "student", "manager", "c_level", "individual"),
    "job_function": ("finance", "operations", "engineering", "it", "sales", "marketing", "data", "hr", "student"),
    "country": (
        "germany", "united_states", "united_kingdom", "france", "netherlands", "switzerland", "austria", "spain",
        "sweden", "poland", "canada",
    ),
    "lead_source": ("referral", "webinar", "paid_search", "cold_list", "event", "organic", "partner", "content"),
}  # fmt: skip


@dataclass(frozen=True)
class Rule:
    """One rule: its conditions are (field, operator, value), all of which must hold."""

    rule_id: str
    dimension: str
    kind: str
    points: int
    conditions: tuple[tuple[str, str, str], ...]
    max_points: int | None = None
    cap_group: str | None = None
    half_life: int | None = None
    window_days: int | None = None


def activity_conditions():
    """Endless conditions on activities, from broad to narrow: type, page, campaign, value, page of a channel."""
    broad = [(("activity_type", "equals", name),) for name in TYPES]
    pages = [(("activity_type", "equals", "page_view"), ("asset", "contains", word)) for word in WORDS]
    campaigns = [
        (("activity_type", "equals", name), ("campaign", "equals", campaign))
        for campaign, name in product(CAMPAIGNS, TYPES)
    ]
    values = [
        (("activity_type", "equals", "webinar_attended"), ("value", "gte", str(minutes))) for minutes in range(5, 60, 5)
    ]
    channels = [
        (("channel", "equals", channel), ("asset", "starts_with", f"/{word}"))
        for channel, word in product(CHANNELS, WORDS)
    ]
    endings = [
        (("activity_type", "equals", name), ("channel", "equals", channel), ("asset", "contains", word))
        for word, channel, name in product(WORDS, CHANNELS, TYPES)
    ]
    streams = [iter(stream) for stream in (broad, pages, campaigns, values, channels, endings)]
    while streams:
        for stream in list(streams):
            try:
                yield next(stream)
            except StopIteration:
                streams.remove(stream)


def contact_conditions():
    """Endless conditions on contacts: one attribute, then pairs of them."""
    single = [((field, "equals", value.replace("_", " ") if field == "country" else value),)
              for field, values in ATTRIBUTES.items() for value in values]  # fmt: skip
    yield from single
    for left, right in product(single, single):
        if left[0][0] < right[0][0]:
            yield (*left, *right)


def make_rules(count: int) -> list[Rule]:
    """So many rules; the same ones for the same number."""
    activities, contacts = activity_conditions(), contact_conditions()
    half_lives = cycle(HALF_LIVES)
    rules: list[Rule] = []
    for i in range(count):
        if i % 5 == 4:
            conditions = tuple((f"contact.{field}", *rest) for field, *rest in next(contacts))
            rules.append(Rule(f"r{i:04d}", "fit", "attribute", 3 + i % 7 * 3 - (15 if i % 11 == 0 else 0), conditions))
            continue
        conditions = tuple((f"activity.{field}", *rest) for field, *rest in next(activities))
        rules.append(
            Rule(
                f"r{i:04d}",
                "interest",
                "activity",
                1 + i % 6,
                conditions,
                max_points=10 + i % 4 * 5,
                cap_group=f"group_{i % 8}" if i % 2 else None,
                half_life=next(half_lives),
                window_days=180 if i % 3 == 0 else None,
            )
        )
    return rules


def columns(table: str) -> list[str]:
    """The columns of a policy table, as its seed has them."""
    with (ROOT / "seeds" / "policy" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return next(csv.reader(file))


def policy_tables(rules: list[Rule], models: int = 1) -> dict[str, list[dict[str, object]]]:
    """The policy of one or more models with these rules, by table."""
    tables: dict[str, list[dict[str, object]]] = {name: [] for name in TABLES}
    for days in HALF_LIVES:
        tables["decay_profiles"].append(
            {"decay_id": f"halve_{days}", "shape": "half_life", "days": days, "step_days": STEP_DAYS}
        )
    for number in range(models):
        model = MODEL if number == 0 else f"{MODEL}_{number}"
        low, high = CLAMP
        tables["scoring_models"].append({"model_id": model, "status": "active", "min_score": low, "max_score": high})
        for dimension in ("fit", "interest"):
            tables["dimensions"].append(
                {"model_id": model, "dimension": dimension, "min_score": low, "max_score": high}
            )
        for rule in rules:
            tables["scoring_rules"].append(
                {
                    "model_id": model,
                    "rule_id": rule.rule_id,
                    "dimension": rule.dimension,
                    "kind": rule.kind,
                    # Models differ, as they would.
                    "points": rule.points + number,
                    "label": f"Rule {rule.rule_id}",
                    "max_points": rule.max_points,
                    "cap_group": rule.cap_group,
                    "window_days": rule.window_days,
                    "decay_id": f"halve_{rule.half_life}" if rule.half_life else None,
                }
            )
            for field, operator, value in rule.conditions:
                tables["rule_conditions"].append(
                    {
                        "model_id": model,
                        "owner_type": "rule",
                        "owner_id": rule.rule_id,
                        "field": field,
                        "operator": operator,
                        "value": value,
                    }
                )
        for group in sorted({rule.cap_group for rule in rules if rule.cap_group}):
            tables["score_caps"].append(
                {
                    "model_id": model,
                    "cap_id": group,
                    "scope": "group",
                    "dimension": "interest",
                    "cap_group": group,
                    "max_score": GROUP_LIMIT,
                }
            )
        for band, minimum in BANDS:
            tables["score_bands"].append({"model_id": model, "dimension": "total", "band": band, "min_score": minimum})
        tables["mql_policies"].append({"model_id": model, "mql_policy_id": "by_score", "min_score": MQL_SCORE})
    return tables


def write_policy(folder: Path, rules: list[Rule], models: int = 1) -> Path:
    """Write the policy as CSV files into a folder; return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for table, rows in policy_tables(rules, models).items():
        with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns(table), lineterminator="\n")
            writer.writeheader()
            writer.writerows({name: "" if value is None else value for name, value in row.items()} for row in rows)
    return folder
