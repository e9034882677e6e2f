r"""Small random worlds (a policy and its inputs) that sit on the edges of the contract.

`make_world(seed)` is deterministic. Every id, domain and metric starts with the world's own
prefix, so `union(worlds)` can be loaded into ONE build and each world still be compared alone:

* `guarded` worlds (the default) put `contact.world equals <prefix>` or, for contacts without a row,
  `metric.<prefix>_seen gte 1` into every alternative of their audiences, so that no model scores a
  neighbour's contacts and ranks stay those of the world alone;
* `guarded=False` leaves the audiences as drawn (also none at all). A batch of those is compared as
  one world: score `union(worlds)` itself.

The policies are valid, the inputs are not: what breaks the contract belongs into the test.
Random worlds that miss the edges prove nothing. So `coverage` counts, for every feature of the
policy and of the inputs, in how many worlds taking it away changes the oracle's result:

    python -m tests.python.worlds --coverage 500
"""

from __future__ import annotations

import argparse
import itertools
import random
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from multiprocessing import Pool

from tests.python import oracle

Row = dict[str, str]
Tables = dict[str, list[Row]]

AS_OF = date(2024, 3, 1)  # the day after a leap day

POLICY_COLUMNS = {
    "scoring_models": "model_id name status min_score max_score exit_score dwell_days"
    " cooldown_days recycle_days sla_days valid_from valid_to note",
    "dimensions": "model_id dimension label weight min_score max_score note",
    "scoring_rules": "model_id rule_id valid_from valid_to dimension kind effect points label"
    " cap_group max_points burst_count burst_days max_per_day cooldown_days max_awards window_days"
    " decay_id count_of min_count max_count period_days keeps note",
    "rule_conditions": "model_id owner_type owner_id alternative field operator value note",
    "metrics": "metric_id measure window_days base_metric_id note",
    "score_caps": "model_id cap_id scope dimension cap_group best_of min_score max_score valid_from valid_to note",
    "decay_profiles": "decay_id shape days rate step_days basis note",
    "score_bands": "model_id dimension band min_score label next_action note",
    "grade_matrix": "model_id row_dimension row_band column_dimension column_band grade label next_action note",
    "mql_policies": "model_id mql_policy_id min_score grades min_dimension_scores note",
    "company_rules": "model_id rule_id points label valid_from valid_to note",
    "company_rollups": "model_id method top_n ratio min_contact_score min_score max_score"
    " engaged_days committee_field committee_roles mqa_enter_score mqa_exit_score min_engaged"
    " min_coverage note",
    "free_mail_domains": "domain note",
    "hygiene_rules": "rule_id enabled effect activity_types after_types seconds min_count note",
}
# Worlds are as clean as they say: of all hygiene only the list of free-mail domains is looked at.
HYGIENE_OF_WORLDS = [
    dict.fromkeys(POLICY_COLUMNS["hygiene_rules"].split(), "")
    | {"rule_id": "free_mail", "enabled": "true", "effect": "mark"}
]
INPUT_COLUMNS = {
    "activities": "activity_id contact_id occurred_at loaded_at activity_type channel asset"
    " campaign value source_system is_bot is_deleted",
    "contacts": "contact_id email company_id created_at lead_source job_title seniority"
    " job_function country is_deleted world plan seats trial_ends_on remark",
    "companies": "company_id name domain industry employee_count annual_revenue country business_model tier founded_on",
    "outcomes": "outcome_id contact_id outcome_type occurred_at amount reason",
    "contact_merges": "from_contact_id into_contact_id merged_at",
    "attribute_history": "entity id field value valid_from",
}

PLAIN = ["de", "fr", "United States", "VP Sales", "Head of IT", "web", "referral", "gold", "IT"]
TRICKY = [
    "İstanbul",
    "istanbul",
    "ΟΔΟΣ",
    "οδος",
    "Straße",
    "STRASSE",
    "GROẞ",
    "😀 launch 👩‍👩‍👧",
    "100%_off",
    "100 off",
    "a_b",
    "axb",
    "back\\slash",
    "{{ config() }}",
    "{% raw %}",
    "x -- drop",
    "a;b",
    "O'Brien",
    'say "hi"',
    "\u00a0nbsp",
    "a.b*c",
    "tab\tinside",
    "true",
    "C:\\temp",
    "$1 (one) [two]",
]
NUMERIC = [
    "0",
    "-0",
    "5",
    "+5.",
    ".5",
    "0.5",
    "007",
    "7",
    "1_000",
    "1000",
    "0x10",
    "16",
    "now",
    "1e7",
    "10000000",
    "20240105",
    "12.50",
    "-3.5",
    "100",
    "4.99999999999999999999",
    "1,5",
]
ENORMOUS = ["123456789012345678901234567890", "123456789012345678901234567891", "0" * 30 + "7"]
LONG = "long " * 400 + "end"
PADDING = ["", "", "", " ", "\t", " \r\n", "\n"]
OFFSETS = [0, 120, -330, 840, -720, 60]
ORDER = ["gt", "gte", "lt", "lte", "between"]
TEXTUAL = ["contains", "not_contains", "starts_with", "ends_with", "matches"]
EITHER = ["equals", "not_equals", "in", "not_in", "is_set", "is_not_set"]
OPERATORS = EITHER + TEXTUAL + ORDER

LIMITS: dict[str, tuple[str, ...]] = {
    "burst": ("burst_count", "burst_days"),
    "max_per_day": ("max_per_day",),
    "cooldown": ("cooldown_days",),
    "max_awards": ("max_awards",),
    "window": ("window_days",),
    "decay": ("decay_id",),
    "max_points": ("max_points",),
}
PAIRS = list(itertools.combinations(LIMITS, 2))
DERIVED = ["session", "reply", "attribute_changed", "outcome"]
MINUTES = ["0", "1", "29", "30", "59", "60", "1440"]
GAPS = [0, 1, 59, 60, 600, 1799, 1800, 1800, 1801, 1801, 2700]  # seconds; a session ends after more than 1800
REASONS = ["Too early", "Budget", "no fit; ever", "İtiraz"]
CONTACT_PAST = [
    "lead_source",
    "job_title",
    "seniority",
    "job_function",
    "country",
    "plan",
    "seats",
    "trial_ends_on",
    "remark",
    "health",  # no column of contacts: known by its history alone
]
COMPANY_PAST = ["name", "industry", "employee_count", "annual_revenue", "country", "business_model", "tier"]
COMPANY_PAST += ["founded_on"]
SHAPES = ["none", "linear", "half_life", "geometric"]
MEASURES = ["count", "active_days", "sum", "median", "days_since_last", "days_since_first", "ratio"]
METHODS = ["sum", "max", "average", "top_n", "diminishing"]


@dataclass
class World:
    """One policy with its inputs; `prefix` begins all its ids."""

    prefix: str
    policy: Tables
    inputs: Tables
    as_of: date
    guard_metric: str = ""

    def score(self) -> oracle.Result:
        return oracle.score(self.policy, self.inputs, self.as_of)

    def lifecycle(self, days: int) -> oracle.Lifecycle:
        """Live through so many days before as_of, and as_of itself."""
        return oracle.lifecycle(self.policy, self.inputs, self.as_of - timedelta(days=days), self.as_of)


def blank_row(columns: str, values: Row) -> Row:
    row = dict.fromkeys(columns.split(), "")
    unknown = set(values) - set(row)
    assert not unknown, unknown
    row.update(values)
    return row


def union(worlds: Iterable[World]) -> World:
    """Put many worlds into one; every table is there, also when empty."""
    policy: Tables = {name: [] for name in POLICY_COLUMNS}
    inputs: Tables = {name: [] for name in INPUT_COLUMNS}
    as_of = None
    for world in worlds:
        assert as_of in (None, world.as_of), "all worlds of a batch share one as_of"
        as_of = world.as_of
        for name, rows in world.policy.items():
            policy[name].extend(rows)
        policy["hygiene_rules"] = HYGIENE_OF_WORLDS
        for name, rows in world.inputs.items():
            inputs[name].extend(rows)
    return World("", policy, inputs, as_of or AS_OF)


def decimal_text(value: Decimal | float | int) -> str:
    return oracle.plain(Decimal(str(value)))


class Maker:
    """Draws one world; the order of the draws is part of what the seed means."""

    def __init__(self, seed: int, as_of: date, guarded: bool):
        self.seed = seed
        self.rng = random.Random(f"world {seed}")
        self.as_of = as_of
        self.guarded = guarded
        self.p = f"w{seed:04d}"
        self.policy: Tables = {name: [] for name in POLICY_COLUMNS}
        self.inputs: Tables = {name: [] for name in INPUT_COLUMNS}
        self.texts: dict[str, list[str]] = {}
        self.metrics: list[str] = []
        self.metric_words: dict[str, list[str]] = {}
        self.decays: list[str] = []
        self.types: list[str] = []
        self.next_id = 0
        self.full = self.chance(0.1)  # nine people, all of them scored: halves in percentiles

    # ---------------------------------------------------------------- small draws

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def pick(self, options):
        return self.rng.choice(list(options))

    def day(self, days_ago: int) -> str:
        return (self.as_of - timedelta(days=days_ago)).isoformat()

    def put(self, table: str, **values: str) -> Row:
        columns = POLICY_COLUMNS.get(table) or INPUT_COLUMNS[table]
        row = blank_row(columns, values)
        if "note" in row and self.chance(0.2):
            row["note"] = "why; {{ not }} -- read"
        (self.policy if table in POLICY_COLUMNS else self.inputs)[table].append(row)
        return row

    def variant(self, text: str) -> str:
        """Give the same value in other clothes; usually equal after trimming and lowering."""
        if self.chance(0.25):
            text = text.upper() if self.chance(0.5) else text.swapcase()
        return self.pick(PADDING) + text + self.pick(PADDING)

    def some_case(self, text: str) -> str:
        return text.upper() if self.chance(0.1) else text

    # ---------------------------------------------------------------- vocabulary

    def vocabulary(self) -> None:
        stems = self.rng.sample(["visit", "form", "open", "webinar", "click"], 3)
        self.types = [*stems, self.pick(["Réunion", "demo_request", "demo request", "İndir"])]
        if self.chance(0.5):
            self.types[0] = self.pick(["page_view", "page_view", "email_reply"])
        for name in [
            "contact.lead_source",
            "contact.job_title",
            "contact.seniority",
            "contact.job_function",
            "contact.country",
            "contact.plan",
            "contact.remark",
            "contact.health",
            "company.name",
            "company.industry",
            "company.country",
            "company.business_model",
            "company.tier",
            "activity.channel",
            "activity.asset",
            "activity.campaign",
        ]:
            words = self.rng.sample(PLAIN, 2) + self.rng.sample(TRICKY, 2)
            if self.chance(0.3):
                words.append(self.pick(NUMERIC))
            if self.chance(0.08):
                words.append(LONG)
            self.texts[name] = words
        self.texts["contact.plan"] = [*self.rng.sample(NUMERIC, 2), *self.rng.sample(ENORMOUS, 2)]
        self.texts["contact.remark"] = [
            *self.rng.sample(NUMERIC, 2),
            self.day(self.pick([0, 1, 59, 60, 366])),
            self.pick(TRICKY),
        ]
        for name in ("contact.seats", "company.employee_count", "company.annual_revenue"):
            self.texts[name] = self.rng.sample(NUMERIC, 4)
        for name in ("contact.trial_ends_on", "company.founded_on"):
            near = [self.day(self.pick([-1, 0, 1, 30, 31, 366])) for _ in range(2)]
            near[1] += self.pick(["", "T10:00:00Z", " 23:59", "Z?"])
            odd = ["2024-02-29", "2023-02-29", "2024-02-30", "20240229", "now", "2024-2-9"]
            self.texts[name] = [*near, self.pick(odd), self.pick(odd)]

    # ---------------------------------------------------------------- conditions

    def regex_literal(self, text: str) -> str:
        special = set("\\.[]^$|()*+?{}")
        return "".join("\\" + c if c in special else c for c in text)

    def slice(self, text: str, start: bool, end: bool) -> str:
        """Cut a piece out of a value that still says something when trimmed."""
        text = oracle.trim(text)
        size = self.rng.randint(1, max(1, min(8, len(text) - 1)))
        at = 0 if start else len(text) - size if end else self.rng.randint(0, len(text) - size)
        return oracle.trim(text[at : at + size]) or text

    def pattern(self, text: str) -> str:
        if "\t" in text:
            text = "zz"
        head = self.regex_literal(self.slice(text, True, False))
        tail = self.regex_literal(self.slice(text, False, True))
        return self.pick(
            [
                f"^{head}",
                f"{tail}$",
                f"{head}.*{tail}",
                f"^(?:{head}|{tail})",
                f"({tail})$|^zz+",
                r"\d{2,3}",
                r"^[a-z]+$",
                r"[^a-z]",
                r"^.{2,4}$",
                r"\s",
                r"^\+?\d+\.?$",
                r"[aeiou][a-z]?[st]",
            ]
        )

    def compare_value(self, operator: str, words: list[str]) -> str:
        if operator == "between":
            kept = words if len(words) > 1 else words * 2
            low, high = sorted(self.rng.sample(kept, 2), key=lambda w: oracle.comparable([w])[0])
            return f"{low} |{high}"
        return self.variant(self.pick(words))

    def operand(self, operator: str, words: list[str]) -> str:
        """Choose a condition's value near what the inputs hold."""
        word = self.pick(words)
        if operator in ("is_set", "is_not_set"):
            return ""
        if operator in ("equals", "not_equals"):
            return self.variant(word)
        if operator in ("in", "not_in"):
            listed = [self.variant(word), self.variant(self.pick(words)), "", "zz"]
            return "|".join(self.rng.sample(listed, 4) if self.chance(0.5) else listed[:2])
        if operator in ("contains", "not_contains"):
            return self.slice(word, False, False)
        if operator == "starts_with":
            return self.slice(word, True, False)
        if operator == "ends_with":
            return self.slice(word, False, True)
        if operator == "matches":
            return self.pattern(word)
        fit = [oracle.norm(w) for w in words]
        numbers = [w for w in fit if oracle.number(w) is not None]
        dates = [w for w in fit if oracle.number(w) is None and oracle.day_of_text(w)]
        if numbers and (not dates or self.chance(0.5)):
            return self.compare_value(operator, numbers)
        if dates:
            return self.compare_value(operator, [w[:10] for w in dates])
        return "1|5" if operator == "between" else "5"

    def field_condition(self, rooms: Iterable[str]) -> tuple[str, str, str]:
        """Draw field, operator and value from the rooms an owner may look into."""
        room = self.pick(rooms)
        if room == "metric":
            if not self.metrics:
                return "metric." + self.guard_metric, "gte", "0"
            metric = self.pick([*self.metrics, self.metrics[0]])  # active_days bites least
            words = self.metric_words.get(metric, ["0", "1", "2", "3", "5", "0.5", "9", "30"])
            operator = self.pick([*ORDER, *ORDER, "equals", "not_equals", "is_set", "is_not_set"])
            return (
                f"metric.{metric}",
                operator,
                self.operand(operator, words),
            )
        if room == "activity":
            name = self.pick(["channel", "asset", "campaign", "channel", "asset", "value"])
            if name == "value":
                operator = self.pick([*ORDER, "equals", "in", "not_equals", "is_set", "is_not_set"])
                return "activity.value", operator, self.operand(operator, ["1", "5", "12.5", "-3"])
            operator = self.pick(EITHER + TEXTUAL)
            return (
                f"activity.{name}",
                operator,
                self.operand(operator, self.texts[f"activity.{name}"]),
            )
        if room == "contact" and self.chance(0.1):
            if self.chance(0.5):
                operator = self.pick(["equals", "is_set", "not_equals"])
                return "contact.is_free_mail", operator, self.operand(operator, ["true", "false"])
            operator = self.pick(["starts_with", "ends_with", "is_not_set", "contains"])
            return (
                "contact.email_domain",
                operator,
                self.operand(operator, [f"{self.p}-co1.test", f"{self.p}-mail.test"]),
            )
        if self.chance(0.2):
            name = self.pick(
                ["contact.trial_ends_on", "contact.created_at"] if room == "contact" else ["company.founded_on"]
            )
            if self.chance(0.6):
                operator = self.pick([*ORDER, "equals", "is_set", "is_not_set"])
                words = ["-1", "0", "1", "30", "31", "366", "7"]
                return f"{name}.age_days", operator, self.operand(operator, words)
            operator = self.pick([*ORDER, "is_set", "is_not_set"])
            words = self.texts.get(name, [self.day(k) for k in (0, 1, 7, 30, 31)])
            return name, operator, self.operand(operator, words)
        name = self.pick([n for n in self.texts if n.startswith(room + ".")])
        words = self.texts[name]
        numeric = any(oracle.number(oracle.norm(w)) is not None for w in words)
        if name == "contact.plan":
            operator = self.pick(EITHER + TEXTUAL)  # order is defined up to 18 digits only
        elif numeric and self.chance(0.6):
            operator = self.pick(ORDER)
        else:
            operator = self.pick(EITHER + TEXTUAL)
        return name, operator, self.operand(operator, words)

    def condition(self, model_id: str, owner: str, owner_id: str, alternative: str, what: tuple[str, str, str]) -> None:
        name, operator, value = what
        if name.startswith("metric."):
            name = self.pick(["metric.", "metric.", "Metric."]) + name.removeprefix("metric.")
        else:
            name = self.some_case(name)
        self.put(
            "rule_conditions",
            model_id=model_id,
            owner_type=owner,
            owner_id=owner_id,
            alternative=alternative,
            field=name,
            operator=self.some_case(operator),
            value=value,
        )

    def state_conditions(self, model_id: str, owner: str, owner_id: str, rooms: list[str]) -> None:
        for alternative in range(self.pick([1, 1, 1, 2])):
            for _ in range(self.pick([1, 1, 1, 2])):
                what = self.field_condition(rooms)
                name = "" if alternative == 0 else f"alt {alternative}"
                self.condition(model_id, owner, owner_id, name, what)

    def derived_condition(self, kind: str) -> tuple[str, str, str]:
        """Draw what one may ask of a derived activity besides its name."""
        if kind in ("session", "reply"):
            operator = self.pick([*ORDER, "equals", "is_set"])
            return "activity.value", operator, self.operand(operator, MINUTES)
        if kind == "attribute_changed":
            names = self.rng.sample(CONTACT_PAST, 3)
            words = [f"{name}=" + oracle.trim(self.pick([*self.texts[f"contact.{name}"], ""])) for name in names]
            operator = self.pick(
                ["starts_with", "starts_with", "equals", "in", "ends_with", "contains", "not_contains"]
            )
            if operator == "starts_with":
                return "activity.asset", operator, f"{names[0]}="
            return "activity.asset", operator, self.operand(operator, words)
        name = self.pick(["asset", "asset", "campaign", "value"])
        if name == "value":
            operator = self.pick([*ORDER, "is_set", "is_not_set"])
            return "activity.value", operator, self.operand(operator, ["12.5", "100"])
        operator = self.pick(["equals", "in", "not_equals", "is_set"])
        words = REASONS if name == "campaign" else sorted(oracle.OUTCOME_TYPES)
        return f"activity.{name}", operator, self.operand(operator, words)

    def type_condition(self) -> tuple[str, str, str]:
        name = "activity.activity_type"
        if self.chance(0.2):
            if self.chance(0.7):
                return name, "equals", self.variant(self.pick(DERIVED))
            return name, "in", self.operand("in", [*self.types, *self.rng.sample(DERIVED, 2)])
        kind = self.rng.random()
        if kind < 0.55:
            return name, "equals", self.variant(self.pick(self.types))
        if kind < 0.7:
            return name, "in", self.operand("in", self.types)
        operator = self.pick(
            [
                "starts_with",
                "ends_with",
                "contains",
                "matches",
                "not_equals",
                "not_in",
                "not_contains",
                "is_set",
            ]
        )
        return name, operator, self.operand(operator, self.types)

    def by_name(self, what: tuple[str, str, str]) -> list[str]:
        """Name the derived activities that a condition asks for."""
        name, operator, value = what
        if name.lower() != "activity.activity_type" or operator.lower() not in ("equals", "in"):
            return []
        return [kind for kind in DERIVED if kind in oracle.pieces(oracle.norm(value) or "")]

    def activity_conditions(self, model_id: str, owner: str, owner_id: str, mixed: bool) -> None:
        for alternative in range(self.pick([1, 1, 1, 1, 2])):
            name = "" if alternative == 0 else "b"
            state = mixed and self.chance(0.25)
            what = self.type_condition()
            if state and self.chance(0.3):
                what = ("", "", "")  # only about the contact: any activity meets it
            elif self.chance(0.06):
                what = self.field_condition(["activity"])  # whatever its type
                self.condition(model_id, owner, owner_id, name, what)
            else:
                self.condition(model_id, owner, owner_id, name, what)
            asked = self.by_name(what)
            if asked and self.chance(0.5):
                self.condition(model_id, owner, owner_id, name, self.derived_condition(self.pick(asked)))
            elif self.chance(0.2):
                what = self.field_condition(["activity"])
                self.condition(model_id, owner, owner_id, name, what)
            if state:
                rooms = ["contact", "contact", "company", "metric"]
                self.condition(model_id, owner, owner_id, name, self.field_condition(rooms))

    # ---------------------------------------------------------------- policy

    def shared_policy(self) -> None:
        """Metrics, decay profiles, free mail: not owned by one model."""
        self.guard_metric = f"{self.p}_seen"
        if self.guarded:
            self.put("metrics", metric_id=self.guard_metric, measure="count")
            self.condition(
                "",
                "metric",
                self.guard_metric,
                "",
                ("activity.source_system", "starts_with", f"{self.p}_"),
            )
        measures = ["active_days", "count", *self.rng.sample(MEASURES[2:], 3)]
        for position, measure in enumerate(measures):
            metric_id = f"{self.p}_x{position}"
            base = self.pick(self.metrics) if measure == "ratio" else ""
            self.put(
                "metrics",
                metric_id=metric_id,
                measure=measure,
                window_days=self.pick(["", "7", "30", "90"]),
                base_metric_id=base,
            )
            self.activity_conditions("", "metric", metric_id, mixed=False)
            self.metrics.append(metric_id)
        self.metric_words[self.metrics[0]] = ["1", "2", "3", "4", "5"]
        if self.chance(0.7):
            self.derived_metrics()
        shapes = ["linear", "half_life", "geometric"]
        if self.chance(0.8):
            shapes.append("none")
        for position, shape in enumerate(shapes):
            decay_id = f"{self.p}_d{position}"
            self.put(
                "decay_profiles",
                decay_id=decay_id,
                shape=self.some_case(shape),
                days=self.pick(["7", "14", "30", "2.5", "0.5", "90"]) if shape in ("linear", "half_life") else "",
                rate=self.pick(["0.1", "0.05", "0.5", "0.3333"]) if shape == "geometric" else "",
                step_days=self.pick(["", "1", "7", "7", "3"]),
                basis=self.pick(["", "activity", "engagement", "engagement"]),
            )
            self.decays.append(decay_id)
        if self.chance(0.85):
            self.put("free_mail_domains", domain=self.pick(["", " "]) + f"{self.p}-Mail.test")

    def derived_metrics(self) -> None:
        """Visits, pages per visit and the usual minutes to a reply."""
        for name, measure, kind, words in [
            ("sessions", "count", "session", ["1", "2", "3", "4"]),
            ("pages", "ratio", "page_view", ["1", "1.5", "2", "3"]),
            ("minutes", "median", "reply", MINUTES),
        ]:
            metric_id = f"{self.p}_{name}"
            self.put(
                "metrics",
                metric_id=metric_id,
                measure=measure,
                window_days=self.pick(["", "30", "90"]) if name == "minutes" else "",
                base_metric_id=f"{self.p}_sessions" if measure == "ratio" else "",
            )
            self.condition("", "metric", metric_id, "", ("activity.activity_type", "equals", self.variant(kind)))
            self.metrics.append(metric_id)
            self.metric_words[metric_id] = words

    def points(self) -> Decimal:
        return Decimal(
            self.pick(
                [
                    "10",
                    "5",
                    "5",
                    "3",
                    "8",
                    "20",
                    "1",
                    "2.5",
                    "0.5",
                    "7.25",
                    "1.2345",
                    "0.0001",
                    "-2.5",
                    "-3",
                    "-10",
                    "-0.5",
                    "0",
                ]
            )
        )

    def limit_settings(self, names: list[str], points: Decimal) -> Row:
        out: Row = {}
        for name in names:
            if name == "burst":
                out["burst_count"] = self.pick(["2", "2", "3", "4"])
                out["burst_days"] = self.pick(["1", "2", "3", "7"])
            elif name == "max_per_day":
                out["max_per_day"] = self.pick(["1", "1", "2", "3"])
            elif name == "cooldown":
                out["cooldown_days"] = self.pick(["1", "2", "3", "7", "30"])
            elif name == "max_awards":
                out["max_awards"] = self.pick(["1", "2", "3", "4"])
                if "max_per_day" in names:
                    out["max_awards"] = self.pick(["3", "4", "5", "6"])
            elif name == "window":
                out["window_days"] = self.pick(["1", "7", "14", "30", "60", "366"])
            elif name == "decay":
                out["decay_id"] = self.pick(self.decays)
            elif name == "max_points" and points:
                share = self.pick(["0.5", "1", "1", "1.5", "2"])
                capped = (abs(points) * Decimal(share)).quantize(Decimal("0.0001"))
                out["max_points"] = decimal_text(max(capped, Decimal("0.0001")))
        return out

    def versions(self, row: Row, table: str, share: float = 0.25) -> None:
        """Give a rule other versions: only one is in force, often by a single day."""
        kind = self.rng.random()
        if kind >= share:
            return
        if kind < share / 4:  # never in force on D, by one day
            if self.chance(0.5):
                row["valid_to"] = self.day(0)
            else:
                row["valid_from"] = self.day(-1)
            return
        row["valid_from"] = self.day(self.pick([0, 0, 1, 30]))
        older = dict(row, valid_from="", valid_to=row["valid_from"])
        if self.chance(0.5):
            row["valid_to"] = self.day(self.pick([-1, -1, -30]))
            newer = dict(row, valid_from=row["valid_to"], valid_to="")
            if newer.get("points"):
                newer["points"] = decimal_text(Decimal(newer["points"]) - 7)
            self.policy[table].append(newer)
        if older.get("points"):
            older["points"] = decimal_text(Decimal(older["points"]) + 11)
        self.policy[table].append(older)

    def label(self, rule_id: str) -> str:
        kind = self.rng.random()
        if kind < 0.25:
            return f"{rule_id} " + self.pick(["x", "ü", "😀"]) * self.pick([60, 100, 150, 240])
        if kind < 0.45:
            return f"{rule_id}: " + self.pick([*TRICKY[:13], "a; b"])
        return f"Rule {rule_id}"

    def rules(self, model_id: str, dimensions: list[str], groups: dict[str, list[str]]) -> None:
        kinds = ["attribute"] * self.pick([3, 4, 5]) + ["activity"] * self.pick([5, 6, 7])
        kinds += ["frequency"] * self.pick([1, 2, 3]) + ["inactivity"] * self.pick([1, 2])
        self.rng.shuffle(kinds)
        pair = self.seed * 5
        for position, kind in enumerate(kinds):
            rule_id = self.pick(["r", "r", "R", 'r"']) + str(position)
            usual = "fit" if kind == "attribute" else "interest"
            dimension = usual if usual in dimensions and self.chance(0.75) else self.pick(dimensions)
            points = self.points()
            settings: Row = {}
            if kind == "activity":
                if self.chance(0.85):
                    names = list(PAIRS[pair % len(PAIRS)])
                    pair += 1
                    if self.chance(0.15):
                        names.append(self.pick(LIMITS))
                else:
                    names = [self.pick(LIMITS)] if self.chance(0.7) else []
                settings = self.limit_settings(names, points)
                self.activity_conditions(model_id, "rule", rule_id, mixed=True)
            elif kind == "attribute":
                if self.chance(0.12):
                    settings = self.limit_settings(["max_points"], points)
                rooms = ["contact", "contact", "company", "company", "metric", "metric", "metric"]
                self.state_conditions(model_id, "rule", rule_id, rooms)
            elif kind == "frequency":
                low, high = self.pick([("0", "0"), ("2", ""), ("", "2"), ("1", "3"), ("3", "5")])
                settings = {"min_count": low, "max_count": high}
                settings["window_days"] = self.pick(["", "7", "14", "30", "60"])
                settings["count_of"] = self.pick(["", "activities", "active_days", "Active_Days"])
                self.activity_conditions(model_id, "rule", rule_id, mixed=True)
            else:
                settings = {"period_days": self.pick(["1", "3", "7", "14", "30"])}
                settings["keeps"] = self.pick(["true", "false", ""])
                settings["max_awards"] = self.pick(["", "1", "2", "3"])
                points = Decimal(self.pick(["-1", "-2", "-0.5", "1", "2.5"]))
                self.activity_conditions(model_id, "rule", rule_id, mixed=True)
            if groups.get(dimension) and self.chance(0.45):
                settings["cap_group"] = self.pick(groups[dimension])
            row = self.put(
                "scoring_rules",
                model_id=model_id,
                rule_id=rule_id,
                dimension=dimension,
                kind=self.some_case(kind),
                effect=self.pick(["", "points", "Points"]),
                points=decimal_text(points),
                label=self.label(rule_id),
                **settings,
            )
            self.versions(row, "scoring_rules")
        self.other_effects(model_id, dimensions)

    def alternatives_of(self, model_id: str, rule_id: str) -> list[str]:
        return sorted(
            {
                c["alternative"]
                for c in self.policy["rule_conditions"]
                if (c["model_id"], c["owner_type"], c["owner_id"]) == (model_id, "rule", rule_id)
            }
        )

    def other_effects(self, model_id: str, dimensions: list[str]) -> None:
        for position, effect in enumerate(["reset", "reset", "qualify", "disqualify"]):
            if self.chance(0.5 if effect == "reset" else 0.7):
                continue
            rule_id = f"{effect}{position}"
            kind = "activity" if self.chance(0.65) else "attribute"
            settings: Row = {}
            if kind == "activity":
                if self.chance(0.4):
                    limit = self.pick(["burst", "cooldown", "max_awards", "max_per_day"])
                    settings = self.limit_settings([limit], Decimal(0))
                self.activity_conditions(model_id, "rule", rule_id, mixed=True)
                if effect == "reset":  # rare, or nothing else would ever be left
                    what = ("activity.asset", "equals", self.pick(self.texts["activity.asset"]))
                    for name in self.alternatives_of(model_id, rule_id):
                        self.condition(model_id, "rule", rule_id, name, what)
            else:
                self.state_conditions(model_id, "rule", rule_id, ["contact", "company", "metric"])
                what = self.field_condition(["contact"])
                for name in self.alternatives_of(model_id, rule_id):
                    self.condition(model_id, "rule", rule_id, name, what)
            target = ""
            if effect == "reset":
                target = self.pick([*dimensions, *dimensions, "*", "*"])
            row = self.put(
                "scoring_rules",
                model_id=model_id,
                rule_id=rule_id,
                dimension=target,
                kind=kind,
                effect=self.some_case(effect),
                label=self.pick(["", rule_id]),
                **settings,
            )
            self.versions(row, "scoring_rules")

    def bounds(self, low_pool: list[str], high_pool: list[str]) -> Row:
        kind = self.rng.random()
        low, high = self.pick(low_pool), self.pick(high_pool)
        if kind < 0.35:
            return {"max_score": high}
        if kind < 0.6:
            return {"min_score": low}
        if kind < 0.75:
            return {"min_score": high, "max_score": low}  # often the minimum is above
        return {"min_score": low, "max_score": high}

    def caps(self, model_id: str, dimensions: list[str]) -> dict[str, list[str]]:
        groups: dict[str, list[str]] = {}
        number = itertools.count(1)

        def cap(scope: str, dimension: str = "", group: str = "", **more: str) -> None:
            cap_id = f"cap {next(number)}"
            row = self.put(
                "score_caps",
                model_id=model_id,
                cap_id=cap_id,
                scope=self.some_case(scope),
                dimension=dimension,
                cap_group=group,
                **more,
            )
            if self.chance(0.2):
                row.update(self.pick([*self.out_by_a_day(), *self.in_by_a_day()]))
            if self.chance(0.4):
                self.state_conditions(model_id, "cap", cap_id, ["contact", "company", "metric"])

        for name in self.rng.sample(["g1", "G1", "web 'x'"], self.pick([1, 2, 2])):
            dimension = "interest" if "interest" in dimensions else self.pick(dimensions)
            if self.chance(0.3):
                dimension = self.pick(dimensions)
            groups.setdefault(dimension, []).append(name)
            for _ in range(self.pick([1, 1, 2])):
                more = self.bounds(["-2", "0", "1.5", "6"], ["4", "7.5", "12", "20"])
                if self.chance(0.45):
                    more["best_of"] = "true"
                    if self.chance(0.6):
                        more = {"best_of": "true"}
                cap("group", dimension, name, **more)
        for dimension in dimensions:
            if self.chance(0.25):
                cap("dimension", dimension, **self.bounds(["-3", "0", "5"], ["9.5", "15", "25"]))
        if self.chance(0.5):
            cap("model", **self.bounds(["-4", "0", "6"], ["10", "18.5", "30"]))
        return groups

    def bands(self, model_id: str, dimensions: list[str]) -> None:
        banded = {d: self.chance(0.7) for d in [*dimensions, "total", "company"]}
        matrix = self.chance(0.45)
        axes = self.rng.sample([*dimensions, "total"], 2)
        if matrix:
            banded[axes[0]] = banded[axes[1]] = True
        names: dict[str, list[str]] = {}
        for dimension, wanted in banded.items():
            if not wanted:
                continue
            starts = sorted(self.rng.sample([-5, 0, 1, 3, 5, 7.5, 8, 10, 15, 20, 25, 40], 3))
            starts = starts[: self.pick([1, 2, 3])]
            names[dimension] = []
            for position, start in enumerate(["", *starts]):
                band = self.pick("ABCD" if dimension == "total" else "1234") + str(position)
                names[dimension].append(band)
                self.put(
                    "score_bands",
                    model_id=model_id,
                    dimension=dimension,
                    band=band,
                    min_score="" if start == "" else decimal_text(start),
                    label=self.pick(["", f"band {band}"]),
                    next_action=self.pick(["", "sales queue"]),
                )
        if matrix:
            for one in names[axes[0]]:
                for other in names[axes[1]]:
                    self.put(
                        "grade_matrix",
                        model_id=model_id,
                        row_dimension=axes[0],
                        row_band=one,
                        column_dimension=axes[1],
                        column_band=other,
                        grade=f"{one}/{other}",
                        label=self.pick(["", f"{one} & {other}"]),
                        next_action=self.pick(["", "nurture; programme"]),
                    )

    def company_policy(self, model_id: str) -> None:
        if self.chance(0.2):
            return
        method = self.pick([*METHODS, "top_n", "diminishing"])
        row = self.put(
            "company_rollups",
            model_id=model_id,
            method=self.some_case(method),
            top_n=self.pick(["1", "2", "2"]) if method == "top_n" else "",
            ratio=self.pick(["0.5", "0.3333", "0.9", "1"]) if method == "diminishing" else "",
            min_contact_score=self.pick(["", "", "", "0", "5", "-5"]),
            engaged_days=self.pick(["", "1", "7", "14", "30"]),
            committee_field=self.pick(["", "contact.seniority", "Contact.Seniority"]),
        )
        if self.chance(0.4):
            low, high = self.pick([("", "20"), ("", "6.5"), ("3", ""), ("2.5", "12.5"), ("10", "4")])
            row.update(min_score=low, max_score=high)
        if self.chance(0.7):
            name = "contact." + row["committee_field"].lower().removeprefix("contact.")
            words = self.texts[name if name != "contact." else "contact.job_function"]
            kept = [self.variant(w) for w in words if "|" not in w and w != LONG]
            row["committee_roles"] = "|".join([*kept[:3], *kept[:1]])
        for position in range(self.pick([0, 1, 2, 3])):
            rule_id = f"co{position}"
            rule = self.put(
                "company_rules",
                model_id=model_id,
                rule_id=rule_id,
                points=decimal_text(self.points()),
                label=self.label(rule_id),
            )
            self.state_conditions(model_id, "company_rule", rule_id, ["company"])
            self.versions(rule, "company_rules", 0.5)

    def audience(self, model_id: str) -> None:
        drawn: list[list[tuple[str, str, str]]] = [[]]
        if not self.full and self.chance(0.3):
            rooms = ["contact", "contact", "company", "metric"]
            drawn = [
                [self.field_condition(rooms) for _ in range(self.pick([1, 1, 2]))] for _ in range(self.pick([1, 2]))
            ]
        guards = [
            ("contact.world", "equals", self.p),
            (f"metric.{self.guard_metric}", "gte", "1"),
        ]
        for position, conditions in enumerate(drawn):
            for letter, guard in zip("ab", guards, strict=True):
                if not self.guarded and letter == "b":
                    continue
                name = f"{position}{letter}"
                for what in conditions:
                    self.condition(model_id, "audience", model_id, name, what)
                if self.guarded:
                    self.condition(model_id, "audience", model_id, name, guard)

    def model(self, letter: str, **settings: str) -> None:
        model_id = f"{self.p}_{letter}"
        more = dict(settings)
        if self.chance(0.25):
            more |= self.bounds(["-4", "0", "7"], ["10", "18.5", "30"])
        self.put("scoring_models", model_id=model_id, name=f"Model {letter}", **more)
        dimensions = self.pick(
            [["fit", "interest"], ["fit", "interest", "risk"], ["interest", "Fit"], ["fit", "x'y"]]
            + [["fit", "interest"]] * 3
        )
        for dimension in dimensions:
            limits = self.bounds(["-3", "0", "4"], ["8", "12.5", "20"]) if self.chance(0.25) else {}
            self.put(
                "dimensions",
                model_id=model_id,
                dimension=dimension,
                label=self.pick(["", dimension.title()]),
                weight=self.pick(["", "", "1", "0.5", "1.3333", "2", "0", "-1", "0.25"]),
                **limits,
            )
        self.audience(model_id)
        groups = self.caps(model_id, dimensions)
        self.rules(model_id, dimensions, groups)
        # A rule may only name a group that has a cap; a group nobody names is dropped.
        used = {(r["dimension"], r["cap_group"]) for r in self.policy["scoring_rules"]}
        for cap in list(self.policy["score_caps"]):
            unused = (cap["dimension"], cap["cap_group"]) not in used
            if cap["model_id"] == model_id and cap["cap_group"] and unused:
                self.policy["score_caps"].remove(cap)
                self.policy["rule_conditions"] = [
                    c
                    for c in self.policy["rule_conditions"]
                    if (c["model_id"], c["owner_type"], c["owner_id"]) != (model_id, "cap", cap["cap_id"])
                ]
        self.bands(model_id, dimensions)
        self.put("mql_policies", model_id=model_id, mql_policy_id="p1", min_score="10")
        self.company_policy(model_id)

    # ---------------------------------------------------------------- inputs

    def timestamp(self, days_ago: int) -> tuple[datetime, str]:
        """Draw a moment on a UTC day and one of the ways to write it."""
        day = self.as_of - timedelta(days=days_ago)
        clock = self.pick([(0, 0, 0, 0), (23, 59, 59, 999999), (12, 0, 0, 0), (7, 30, 1, 500000), (22, 45, 0, 0)])
        when = datetime(day.year, day.month, day.day, *clock)
        return when, self.written(when)

    def written(self, when: datetime) -> str:
        if (when.hour, when.minute, when.second, when.microsecond) == (0, 0, 0, 0) and self.chance(0.4):
            return when.date().isoformat()
        offset = self.pick(OFFSETS) if self.chance(0.4) else 0
        local = when + timedelta(minutes=offset)
        text = local.strftime("%Y-%m-%d") + self.pick("T ") + local.strftime("%H:%M")
        if local.second or local.microsecond or self.chance(0.5):
            text += local.strftime(":%S")
            if local.microsecond:
                text += "." + f"{local.microsecond:06d}".rstrip("0")
        if offset:
            sign = "-" if offset < 0 else "+"
            text += f"{sign}{abs(offset) // 60:02d}:{abs(offset) % 60:02d}"
        else:
            text += self.pick(["", "Z", "+00:00"])
        return text

    def edges(self) -> tuple[list[int], list[int]]:
        """Collect ages and gaps at which the policy's limits change their mind."""
        ages, gaps = {0, 1, 2, 366}, {0, 1}
        for rule in self.policy["scoring_rules"]:
            for name in ("window_days", "period_days"):
                if rule[name]:
                    n = int(rule[name])
                    ages |= {n - 1, n, n + 1}
            for name in ("cooldown_days", "burst_days", "period_days"):
                if rule[name]:
                    n = int(rule[name])
                    gaps |= {max(n - 1, 0), n, n + 1}
        for decay in self.policy["decay_profiles"]:
            step = int(decay["step_days"] or 1)
            ages |= {step - 1, step, 2 * step}
            if decay["days"]:
                ages.add(int(Decimal(decay["days"])))
        return sorted(ages), sorted(gaps)

    def company_inputs(self) -> None:
        for position in range(self.pick([2, 2, 3])):
            domain = f"{self.p}-co{position}.test"
            if position and self.chance(0.2):
                domain = f"{self.p}-co0.test"
            if self.chance(0.2):
                domain = f"{self.p}-mail.test"
            domain = self.pick(
                [
                    domain,
                    domain.upper(),
                    f"https://www.{domain}/a/b",
                    f"www.{domain}",
                    f"HTTP://{domain}/",
                    "",
                ]
            )
            row = self.put(
                "companies",
                company_id=f"{self.p}_" + self.pick(["co", "CO", "c o'"]) + str(position),
                domain=domain,
                **{
                    name: self.variant(self.pick(self.texts[f"company.{name}"]))
                    if self.chance(0.8)
                    else self.pick(["", " "])
                    for name in [
                        "name",
                        "industry",
                        "employee_count",
                        "annual_revenue",
                        "country",
                        "business_model",
                        "tier",
                        "founded_on",
                    ]
                },
            )
            if self.chance(0.03):
                self.inputs["companies"].append(dict(row))
        if self.chance(0.05):
            self.put("companies", name=f"{self.p} without id")

    def contact_row(self, contact_id: str, created_ago: int | None) -> Row:
        companies = [c["company_id"] for c in self.inputs["companies"] if c["company_id"]]
        email = ""
        if self.chance(0.8):
            domain = self.pick(
                [f"{self.p}-co{self.pick([0, 1, 2])}.test"] * 4
                + [f"{self.p}-mail.test", f"eu.{self.p}-MAIL.test", f"eu.{self.p}-co0.test"]
                + [f"x{self.p}-mail.test"]
            )
            email = self.pick(["a@", "B@", "odd@name@"]) + domain
            if self.chance(0.04):
                email = domain
        row = self.put(
            "contacts",
            contact_id=contact_id,
            email=email,
            company_id=self.pick([*companies, *companies[:1] * 3, "", "", "", "", f"{self.p}_absent"]),
            created_at="" if created_ago is None else self.timestamp(created_ago)[1],
            is_deleted=self.pick(["", "", "false", "", "", "", "", "", "True"]),
            world=self.p,
            **{
                name: self.variant(self.pick(self.texts[f"contact.{name}"]))
                if self.chance(0.8)
                else self.pick(["", " "])
                for name in [
                    "lead_source",
                    "job_title",
                    "seniority",
                    "job_function",
                    "country",
                    "plan",
                    "seats",
                    "trial_ends_on",
                    "remark",
                ]
            },
        )
        if self.chance(0.03):
            self.inputs["contacts"].append(dict(row))
        return row

    def activity_values(self) -> Row:
        row = {
            "activity_type": self.variant(self.pick(self.types)),
            "value": self.pick(["", "", "", "1", "5", "+5.", "12.50", "-3", ".5", "007", "2.25"]),
            "source_system": self.pick([f"{self.p}_crm", f"{self.p}_CRM", f"{self.p}_web", ""]),
        }
        for name in ("channel", "asset", "campaign"):
            filled = self.chance(0.8)
            word = self.pick(self.texts[f"activity.{name}"])
            row[name] = self.variant(word) if filled else self.pick(["", "\t"])
        return row

    def wanted_values(self, rule: Row) -> Row:
        """Draw until the rule's activity conditions like it, so that limits have work."""
        drawn = self.activity_values()
        alternatives = [
            [c for c in conditions if c["field"].lower().startswith("activity.")]
            for conditions in oracle.conditions_of(self.policy, rule["model_id"], "rule", rule["rule_id"])
        ]
        for _ in range(25):
            seen = {k: oracle.norm(v) for k, v in drawn.items()}
            if oracle.met(alternatives, oracle.Subject(self.as_of, activity=seen)):
                break
            drawn = self.activity_values()
        return drawn

    def activity(self, contact_id: str, days_ago: int, values: Row, at: datetime | None = None) -> Row:
        self.next_id += 1
        when, text = (at, self.written(at)) if at else self.timestamp(days_ago)
        loaded = ""
        if self.chance(0.3):
            lag = self.pick([timedelta(0), timedelta(days=2), -timedelta(hours=24)])
            loaded = (when + lag).isoformat()
        row = self.put(
            "activities",
            activity_id=f"{self.p}_a{self.next_id}",
            contact_id=contact_id,
            occurred_at=text,
            loaded_at=loaded,
            is_bot="true" if self.chance(0.04) else self.pick(["", "false"]),
            is_deleted="true" if self.chance(0.03) else "",
            **values,
        )
        kind = self.rng.random()
        if kind < 0.02:  # an exact copy
            self.inputs["activities"].append(dict(row))
        elif kind < 0.05:  # a newer version on another day, perhaps of another type
            other = dict(row, loaded_at=(when + timedelta(days=9)).isoformat())
            other["occurred_at"] = self.timestamp(days_ago + self.pick([0, 1, 3]))[1]
            other["activity_type"] = self.pick(self.types)
            other["is_deleted"] = self.pick(["", "", "TRUE"])
            self.inputs["activities"].append(other)
        elif kind < 0.065:  # a newer version that breaks the contract
            other = dict(row, loaded_at=(when + timedelta(days=9)).isoformat())
            other["value"] = self.pick(["1_000", "0x10", "now", "1e7", "1,5"])
            self.inputs["activities"].append(other)
        elif kind < 0.08:  # the same id of another source
            name = f"{self.p}_other" if row["source_system"] != f"{self.p}_other" else ""
            self.inputs["activities"].append(dict(row, source_system=name))
        return row

    def page_run(self, contact_id: str, days_ago: int) -> None:
        """Look at some pages, around the half hour and around midnight."""
        day = self.as_of - timedelta(days=days_ago)
        at = datetime(
            day.year, day.month, day.day, *self.pick([(0, 0), (9, 0), (9, 15), (22, 45), (23, 30), (23, 50), (23, 59)])
        )
        for _ in range(self.pick([1, 2, 2, 3, 4, 5])):
            values = self.activity_values() | {"activity_type": self.variant("page_view")}
            fraction = timedelta(milliseconds=self.pick([1, 500, 999]) if self.chance(0.03) else 0)
            self.activity(contact_id, days_ago, values, at + fraction)
            at += timedelta(seconds=self.pick(GAPS))

    def mail_pair(self, contact_id: str, days_ago: int) -> None:
        """Write to somebody, perhaps twice, who answers, perhaps twice."""
        reply, _ = self.timestamp(days_ago)
        mails = []
        if self.chance(0.9):
            for _ in range(self.pick([1, 1, 2])):
                span = self.pick([0, 59, 60, 61, 1799, 1800, 3599, 86400, 86399, 3 * 86400, -1])
                mails.append(("email_sent", reply - timedelta(seconds=span)))
        mails.append(("email_reply", reply))
        if self.chance(0.3):
            mails.append(("email_reply", reply + timedelta(seconds=self.pick([0, 1, 60, 1800]))))
        for kind, at in mails:
            values = self.activity_values() | {"activity_type": self.variant(kind)}
            self.activity(contact_id, days_ago, values, at)

    def past(self, entity: str, owner: str, field: str, days_ago: int) -> None:
        """Say what a field was, sometimes twice at the same moment."""
        when, text = self.timestamp(days_ago)
        for _ in range(2 if self.chance(0.15) else 1):
            words = self.texts[f"{entity}.{field}"]
            value = self.variant(self.pick(words)) if self.chance(0.8) else self.pick(["", " \t"])
            self.put(
                "attribute_history",
                entity=self.pick(PADDING) + self.some_case(entity),
                id=self.pick(PADDING) + owner,
                field=self.variant(field),
                value=value,
                valid_from=text,
            )
            text = self.written(when)

    def pasts(self, contact_ids: list[str]) -> None:
        """Give some contacts and companies a past; those without rows are as they are today."""
        ages = [0, 0, 1, 2, 7, 30, 31, 100, 366, -1, -1]

        def some(entity: str, owner: str, names: list[str]) -> None:
            for name in names:
                for age in self.rng.sample(ages, self.pick([1, 1, 1, 2, 3])):
                    self.past(entity, owner, name, age)

        # A field that no table has must be known, or no condition could name it.
        self.past("contact", contact_ids[0], "health", 30)
        for contact_id in contact_ids:
            if self.chance(0.35):
                names = [
                    *self.rng.sample(CONTACT_PAST, self.pick([1, 2, 3])),
                    *(["health"] if self.chance(0.4) else []),
                ]
                some("contact", contact_id, names)
        for row in list(self.inputs["companies"]):
            if row["company_id"] and self.chance(0.3):
                some("company", row["company_id"], self.rng.sample(COMPANY_PAST, self.pick([1, 2])))
        if self.chance(0.1):
            some("contact", f"{self.p}_nobody", ["country"])
        if self.chance(0.1):
            self.put(
                "attribute_history",
                entity="contact",
                id=contact_ids[0],
                field=self.pick(sorted(oracle.NO_HISTORY)),
                value=self.pick(["true", self.day(1), f"{self.p}-co1.test"]),
                valid_from=self.day(1),
            )
        for _ in range(self.pick([0, 1, 1, 2])):
            self.past("contact", self.pick(contact_ids), self.pick(CONTACT_PAST), self.pick([0, 1, 30]))
            row = self.inputs["attribute_history"][-1]
            bad: list[Row] = [{"entity": "lead"}, {"entity": ""}, {"id": " "}, {"field": ""}]
            bad += [{"valid_from": text} for text in ["", "2023-02-29", "soon", "now", "2024-01-05 24:00", "20240105"]]
            row.update(self.pick(bad))

    def outcome(self, contact_id: str, days_ago: int, **known: str) -> Row:
        """Put down an outcome; two rows of one id are equal, as nothing says which of others would count."""
        self.next_id += 1
        row = self.put(
            "outcomes",
            outcome_id=f"{self.p}_o{self.next_id}",
            contact_id=contact_id,
            outcome_type=self.variant(self.pick(sorted(oracle.OUTCOME_TYPES))),
            occurred_at=self.timestamp(days_ago)[1],
            amount=self.pick(["", "100", "12.50"]),
            reason=self.variant(self.pick(REASONS)) if self.chance(0.7) else "",
        )
        row.update(known)
        if self.chance(0.05):
            self.inputs["outcomes"].append(dict(row))  # an exact copy
        if self.chance(0.05):
            self.put("outcomes", **row | {"outcome_type": self.pick(["?", ""])})
        return row

    def make_derived(self, kind: str, contact_id: str, days_ago: int) -> None:
        """Do what makes a derived activity of that kind on a day."""
        if kind == "session":
            self.page_run(contact_id, days_ago)
        elif kind == "reply":
            self.mail_pair(contact_id, days_ago)
        elif kind == "attribute_changed":
            self.past("contact", contact_id, self.pick(CONTACT_PAST), days_ago)
        else:
            self.outcome(contact_id, days_ago)

    def derived_wanted(self, rule: Row) -> list[str]:
        return [
            kind
            for row in self.policy["rule_conditions"]
            if (row["model_id"], row["owner_type"], row["owner_id"]) == (rule["model_id"], "rule", rule["rule_id"])
            for kind in self.by_name((row["field"], row["operator"], row["value"]))
        ]

    def histories(self, contact_ids: list[str]) -> None:
        ages, gaps = self.edges()
        counted = [r for r in self.policy["scoring_rules"] if r["kind"].lower() != "attribute"]
        counted += [r for r in counted if oracle.in_force(r, self.as_of)]
        for contact_id in contact_ids:
            if self.chance(0.12):
                continue
            for _ in range(self.pick([2, 3, 4, 5])):
                rule = self.pick(counted)
                age = self.pick(ages) + self.pick([0, 0, 0, 1, 30])
                mine = [int(rule[n]) for n in ("cooldown_days", "burst_days") if rule[n]]
                derived = self.derived_wanted(rule)
                for _ in range(self.pick([1, 2, 3, 4, 5])):
                    for _ in range(self.pick([1, 1, 1, 2, 3, 4])):
                        if derived and self.chance(0.8):
                            self.make_derived(self.pick(derived), contact_id, age)
                            continue
                        values = self.wanted_values(rule)
                        if self.chance(0.1):
                            values = self.activity_values()
                        self.activity(contact_id, age, values)
                    step = self.pick(gaps)
                    if mine and self.chance(0.6):
                        step = max(0, self.pick(mine) + self.pick([-1, 0, 0, 1]))
                    age -= step
                    if age < -2:
                        break
            for kind, share in (("session", 0.3), ("reply", 0.25), ("outcome", 0.15)):
                if self.chance(share):
                    self.make_derived(kind, contact_id, self.pick(ages))

    def broken_rows(self, contact_ids: list[str]) -> None:
        for _ in range(self.pick([0, 1, 2, 3])):
            values = self.activity_values()
            row = self.activity(self.pick(contact_ids), self.pick([0, 1, 5]), values)
            when = oracle.moment(row["occurred_at"])
            assert when is not None
            early = when - timedelta(hours=24, microseconds=1)
            row.update(
                self.pick(
                    [
                        {"activity_id": ""},
                        {"contact_id": " "},
                        {"activity_type": ""},
                        {"occurred_at": ""},
                        {"occurred_at": "2023-02-29"},
                        {"occurred_at": "2024-02-01 24:00"},
                        {"occurred_at": "now"},
                        {"occurred_at": "20240105"},
                        {"loaded_at": "soon"},
                        {"loaded_at": early.isoformat()},
                        {"value": "1_000"},
                        {"value": "0x10"},
                        {"value": "1e7"},
                        {"value": "."},
                    ]
                )
            )
        if self.chance(0.05):
            self.put("contacts", email=f"nobody@{self.p}-co0.test", world=self.p)
        for contact_id in contact_ids:
            if self.chance(0.1):
                row = self.outcome(contact_id, self.pick([0, 3, 30]))
                bad = [{"outcome_type": "?"}, {"amount": "1e7"}, {"occurred_at": "now"}]
                row.update(self.pick([*bad, {"contact_id": ""}, {"outcome_id": " "}]))
        if self.chance(0.1):
            self.outcome(f"{self.p}_nobody", 3)

    def merges(self, contact_ids: list[str]) -> None:
        if self.full or not self.chance(0.45):
            return

        def merge(old: str, new: str, days_ago: int) -> None:
            self.put(
                "contact_merges",
                from_contact_id=old,
                into_contact_id=new,
                merged_at=self.timestamp(days_ago)[1],
            )

        a, b, c, d = self.rng.sample(contact_ids, 4)
        kind = self.pick(["one", "chain", "absent", "cycle", "twice", "self", "chain"])
        merge(a, b, self.pick([-1, 0, 5]))
        if kind == "chain":
            merge(b, c, self.pick([1, 40]))
            if self.chance(0.3):
                merge(d, a, 3)
        elif kind == "absent":
            merge(b, f"{self.p}_gone", 2)
        elif kind == "cycle":
            merge(c, d, 2)
            merge(d, c, 2)
        elif kind == "twice":
            merge(a, c, self.pick([6, 7]))
            merge(a, d, 8)
        elif kind == "self":
            merge(a, a, -2)

    def people(self) -> None:
        names = ["c1", "C1", "c2", "c'3", 'ç"4', "c5", "c 6", "c{{7}}", "c9"]
        amount = 9 if self.full else self.pick([4, 5, 6, 7, 8])
        contact_ids = [f"{self.p}_{name}" for name in names[:amount]]
        self.rng.shuffle(contact_ids)
        ages, _ = self.edges()
        for position, contact_id in enumerate(contact_ids):
            if position > 1 and not self.full and self.chance(0.15):
                continue  # a stub, if it ever does something
            created: int | None = self.pick([*ages, *ages, -1, 400])
            if self.chance(0.25):
                created = None
            row = self.contact_row(contact_id, created)
            if position < 2 or self.full:
                row["is_deleted"] = ""
            if self.full:
                row["created_at"] = self.day(self.pick([0, 7, 400]))
        self.pasts(contact_ids)
        self.histories(contact_ids)
        self.merges(contact_ids)
        self.broken_rows(contact_ids)

    def world(self) -> World:
        self.vocabulary()
        self.shared_policy()
        self.model("a", status=self.pick(["active", "active", "testing"]))
        kind = self.rng.random()
        if kind < 0.07:
            self.model("b", status="draft")
        elif kind < 0.22:
            self.model("b", status="active", **self.pick(self.out_by_a_day()))
        elif kind < 0.26:
            self.model("b", status="active", **self.pick(self.in_by_a_day()))
        self.company_inputs()
        self.people()
        for rows in (*self.policy.values(), *self.inputs.values()):
            self.rng.shuffle(rows)
        return World(self.p, self.policy, self.inputs, self.as_of, self.guard_metric)

    def out_by_a_day(self) -> list[Row]:
        return [{"valid_to": self.day(0)}, {"valid_from": self.day(-1)}]

    def in_by_a_day(self) -> list[Row]:
        return [{"valid_from": self.day(0)}, {"valid_to": self.day(-1)}]


LIFE_DAYS = 45
CHAINS = [
    ["sales_accepted", "opportunity", "won"],
    ["sales_accepted", "opportunity", "lost"],
    ["sales_accepted", "sales_rejected"],
    ["sales_rejected"],
    ["opportunity"],
    ["lost", "lost"],
    ["won", "opportunity"],
]


class LifecycleMaker(Maker):
    """Draws a world whose contacts change their stage: small, so that many days can be scored.

    Points are lost again within days, fields have a past that goes back and forth, and every kind of
    rule qualifies and disqualifies. Activities are loaded on their own day, since a backfill reads a day
    as it was known then.
    """

    def vocabulary(self) -> None:
        self.types = ["visit", "form", "raise", "ban"]
        self.texts = {f"contact.{name}": ["De", "fr"] for name in CONTACT_PAST}
        self.texts["contact.plan"] = ["free", "free", "paid", "Spam"]
        self.texts |= {f"activity.{name}": ["web", "mail"] for name in ("channel", "asset", "campaign")}

    def shared_policy(self) -> None:
        self.guard_metric = f"{self.p}_seen"
        self.metrics = [f"{self.p}_visits"]
        source = ("activity.source_system", "starts_with", f"{self.p}_")
        for metric_id, what, window in [
            (self.guard_metric, source, ""),
            (self.metrics[0], ("activity.activity_type", "equals", "visit"), "7"),
        ]:
            self.put("metrics", metric_id=metric_id, measure="count", window_days=window)
            self.condition("", "metric", metric_id, "", what)
        self.decays = [f"{self.p}_d"]
        basis = self.pick(["", "engagement"])
        self.put("decay_profiles", decay_id=self.decays[0], shape="half_life", days="3", basis=basis)

    def audience(self, model_id: str) -> None:
        drawn = []
        if self.chance(0.5):
            drawn = [
                self.pick(
                    [
                        ("contact.country", "equals", "de"),
                        ("contact.country", "is_set", ""),
                        ("contact.plan", "not_equals", "spam"),
                        (f"metric.{self.metrics[0]}", "gte", "1"),
                    ]
                )
            ]
        guards = [("contact.world", "equals", self.p), (f"metric.{self.guard_metric}", "gte", "1")]
        for name, guard in zip("ab", guards, strict=True):
            for what in [*drawn, guard]:
                self.condition(model_id, "audience", model_id, name, what)

    def life_rule(self, model_id: str, rule_id: str, conditions: list[tuple[str, str, str]], **more: str) -> None:
        for what in conditions:
            self.condition(model_id, "rule", rule_id, "", what)
        row = self.put("scoring_rules", model_id=model_id, rule_id=rule_id, **more)
        if more.get("effect"):
            self.versions(row, "scoring_rules", 0.5)
        else:
            row["label"] = rule_id

    def doing(self, *types: str) -> list[tuple[str, str, str]]:
        conditions = [("activity.activity_type", "equals", self.pick(types))]
        if self.chance(0.2):
            conditions.append(
                self.pick(
                    [
                        ("contact.country", "equals", "de"),
                        ("contact.plan", "not_equals", "paid"),
                        (f"metric.{self.metrics[0]}", "gte", "2"),
                    ]
                )
            )
        return conditions

    def doing_derived(self, effect: str) -> list[tuple[str, str, str]]:
        kind = self.pick(DERIVED)
        plan = "paid" if effect == "qualify" else "spam"
        more = {
            "session": ("activity.value", "gte", self.pick(["1", "30"])),
            "reply": ("activity.value", "lte", self.pick(["60", "1440"])),
            "attribute_changed": ("activity.asset", "equals", f"plan={plan}"),
            "outcome": self.pick(
                [("activity.campaign", "equals", REASONS[0]), ("activity.asset", "in", "lost|sales_rejected")]
            ),
        }
        return [("activity.activity_type", "equals", kind), more[kind]]

    def effect_rule(self, model_id: str, effect: str, position: int) -> None:
        """A rule that qualifies or disqualifies, on days that are neither all nor none."""
        kind = self.pick(["activity", "activity", "attribute", "attribute", "frequency", "inactivity"])
        settings: Row = {}
        wanted = "raise" if effect == "qualify" else "ban"
        if kind == "attribute":
            plan = "paid" if effect == "qualify" else "spam"
            conditions = [("contact.plan", "equals", plan)]
            if effect == "qualify" and self.chance(0.5):
                conditions = [(f"metric.{self.metrics[0]}", "gte", "3")]
        elif kind == "activity":
            conditions = self.doing_derived(effect) if self.chance(0.5) else self.doing(wanted)
            if self.chance(0.4):
                settings = self.limit_settings([self.pick(["burst", "cooldown", "max_awards", "window"])], Decimal(0))
        elif kind == "frequency":
            conditions = self.doing_derived(effect) if self.chance(0.3) else self.doing(wanted)
            settings = {"window_days": self.pick(["2", "5"]), "min_count": self.pick(["1", "1", "2"])}
            if self.chance(0.3):
                conditions = self.doing("visit")
                settings = {"window_days": self.pick(["21", "14"]), "min_count": "0", "max_count": "0"}
        else:
            conditions = self.doing("visit", "form")
            settings = {"period_days": self.pick(["9", "14", "21"]), "keeps": self.pick(["", "true"])}
            settings["max_awards"] = self.pick(["", "1"])
        self.life_rule(model_id, f"{effect}{position}", conditions, kind=kind, effect=effect, **settings)

    def model(self, letter: str, **settings: str) -> None:
        model_id = f"{self.p}_{letter}"
        self.put(
            "scoring_models",
            model_id=model_id,
            exit_score=self.pick(["", "", "5", "9", "15"]),
            dwell_days=self.pick(["", "1", "2", "3", "7"]),
            cooldown_days=self.pick(["", "1", "2", "4", "6", "10"]),
            recycle_days=self.pick(["", "1", "2", "5", "10"]),
            valid_from=self.day(20) if self.chance(0.1) else "",
            **settings,
        )
        for dimension in ("fit", "interest"):
            self.put("dimensions", model_id=model_id, dimension=dimension)
        self.audience(model_id)
        points = {"dimension": "interest", "kind": "activity"}
        for position in range(self.pick([1, 2, 2])):
            limits = self.limit_settings([self.pick(["window", "decay", "cooldown", "max_per_day"])], Decimal(5))
            limits.setdefault("window_days", self.pick(["2", "4", "7", "10"]))
            given = self.pick(["5", "10", "10", "7.5"])
            self.life_rule(model_id, f"a{position}", self.doing("visit", "form"), points=given, **points, **limits)
        where = self.pick(["de", "fr"])
        country = [("contact.country", "equals", where)]
        self.life_rule(model_id, "c", country, kind="attribute", dimension="fit", points=self.pick(["3", "10"]))
        if self.chance(0.4):
            form = self.doing("form", "ban")
            self.life_rule(model_id, "minus", form, points="-5", window_days="6", **points)
        if self.chance(0.3):
            reset = self.doing("ban", "form")
            self.life_rule(
                model_id, "z", reset, kind="activity", effect="reset", dimension=self.pick(["interest", "*"])
            )
        for effect in ("qualify", "disqualify"):
            for position in range(self.pick([0, 1, 1, 2] if effect == "disqualify" else [0, 1, 1])):
                self.effect_rule(model_id, effect, position)
        starts = self.rng.sample(["8", "10", "13", "15", "20"], 2)
        for band, start in zip("cba", ["", *sorted(starts, key=int)], strict=True):
            self.put("score_bands", model_id=model_id, dimension="total", band=band, min_score=start)
        for position in range(self.pick([1, 1, 2, 3])):
            row = self.put("mql_policies", model_id=model_id, mql_policy_id=f"p{position}")
            row.update(
                self.pick(
                    [
                        {"min_score": "10"},
                        {"min_score": self.pick(["8", "12.5", "20"])},
                        {"grades": self.pick(["a", "a | b"])},
                        {"min_score": "5", "grades": "a|b"},
                        {"min_dimension_scores": self.pick(["interest:10", "fit:3|interest: 5"])},
                        {"min_score": "8", "min_dimension_scores": "fit:3"},
                    ]
                )
            )

    def activity(self, contact_id: str, days_ago: int, values: Row, at: datetime | None = None) -> Row:
        self.next_id += 1
        when, text = (at, self.written(at)) if at else self.timestamp(days_ago)
        night = when.replace(hour=23, minute=59, second=59, microsecond=999999)
        row = self.put(
            "activities",
            activity_id=f"{self.p}_a{self.next_id}",
            contact_id=contact_id,
            occurred_at=text,
            loaded_at=self.pick(["", "", night.isoformat()]),
            is_bot="true" if self.chance(0.03) else "",
            **values,
        )
        if row["loaded_at"] and self.chance(0.05):  # an older version of the same day, of another type
            older = {"loaded_at": when.isoformat(), "activity_type": self.pick(self.types)}
            if when < night:
                self.inputs["activities"].append(row | older)
        return row

    def bout(self, contact_id: str, age: int) -> None:
        """Come back several times, so that the score rises again soon after it fell."""
        for _ in range(self.pick([1, 2, 3, 4])):
            for _ in range(self.pick([1, 1, 2, 3])):
                kind = self.pick(["visit", "visit", "visit", "form", "form", "raise", "ban"])
                self.activity(contact_id, age, self.activity_values() | {"activity_type": kind})
            age -= self.pick([0, 1, 2, 3, 4, 5, 7])

    def outcome_chain(self, contact_id: str) -> None:
        age = self.pick([-1, 0, 3, 10, 20, 30, 40, 45, 46, 70])
        for outcome_type in self.pick(CHAINS):
            row = self.outcome(contact_id, age, outcome_type=outcome_type)
            if self.chance(0.1):  # two at one moment: the md5 of the id decides
                self.outcome(contact_id, age, occurred_at=row["occurred_at"])
            if oracle.STAGE_OF_OUTCOME[outcome_type] == "recycled" and self.chance(0.7):
                self.bout(contact_id, age - self.pick([0, 1, 2, 4]))
            age -= self.pick([0, 1, 2, 4, 9, 15])

    def people(self) -> None:
        contact_ids = [f"{self.p}_{name}" for name in ["c1", "C1", "c'2", "c 3", "c5", "c6", "c7", "c8"]]
        for position, contact_id in enumerate(contact_ids):
            if position < 7:
                self.put(
                    "contacts",
                    contact_id=contact_id,
                    created_at=self.pick(["", self.day(100), self.day(100), self.day(self.pick([10, 30, 44, 45, 46]))]),
                    country=self.pick(["de", "fr", "de", ""]),
                    plan=self.pick(["free", "free", "paid", ""]),
                    world=self.p,
                )
            for _ in range(self.pick([2, 4, 6, 8])):
                self.past("contact", contact_id, self.pick(["country", "plan"]), self.rng.randint(-1, 50))
                if self.chance(0.3):
                    break
            for _ in range(self.pick([1, 2, 2, 3])):
                self.bout(contact_id, self.rng.randint(0, 60))
            for kind in ("session", "reply"):
                if self.chance(0.5):
                    self.make_derived(kind, contact_id, self.rng.randint(0, 50))
            for _ in range(self.pick([0, 1, 1, 1, 2])):
                self.outcome_chain(contact_id)
        if self.chance(0.15):
            self.put("contact_merges", from_contact_id=contact_ids[1], into_contact_id=contact_ids[0])

    def world(self) -> World:
        self.vocabulary()
        self.shared_policy()
        self.model("a", status=self.pick(["active", "active", "testing"]))
        if self.chance(0.6):
            self.model("b", status="active")
        self.people()
        for rows in (*self.policy.values(), *self.inputs.values()):
            self.rng.shuffle(rows)
        return World(self.p, self.policy, self.inputs, self.as_of, self.guard_metric)


def make_lifecycle_world(seed: int, as_of: date = AS_OF) -> World:
    return LifecycleMaker(seed, as_of, guarded=True).world()


def make_world(seed: int, as_of: date = AS_OF, guarded: bool = True) -> World:
    return Maker(seed, as_of, guarded).world()


def worlds(as_of: date = AS_OF, guarded: bool = True):
    """Give a hypothesis strategy; the seed shrinks, the world does not."""
    from hypothesis import strategies

    return strategies.integers(0, 10**6).map(lambda seed: make_world(seed, as_of, guarded))


# ------------------------------------------------------------------ validity

KIND_SETTINGS = {
    "attribute": set(),
    "activity": {column for columns in LIMITS.values() for column in columns} - {"max_points"},
    "frequency": {"window_days", "count_of", "min_count", "max_count"},
    "inactivity": {"max_awards", "period_days", "keeps"},
}
WHOLE = [
    "burst_count",
    "burst_days",
    "max_per_day",
    "cooldown_days",
    "max_awards",
    "window_days",
    "min_count",
    "max_count",
    "period_days",
    "step_days",
    "top_n",
    "engaged_days",
]
PLAIN_NUMBERS = [
    "points",
    "max_points",
    "min_score",
    "max_score",
    "weight",
    "days",
    "rate",
    "ratio",
]
OWNER_ROOMS = {
    "metric": {"activity"},
    "company_rule": {"company"},
    "audience": {"contact", "company", "metric"},
    "cap": {"contact", "company", "metric"},
}
SAFE_PATTERN = re.compile(r"(?:\\[ds\\.\[\]^$|()*+?{}]|\{\d+,\d+\}|\[\^?[a-z-]+\]|\(\?:|[^\\\[\]{}])+")


def policy_faults(policy: Tables) -> list[str]:
    """Name what the policy reference forbids; a world with a fault would test the lint instead."""
    out: list[str] = []

    def need(fine: object, *what: object) -> None:
        if not fine:
            out.append(" ".join(map(str, what)))

    for table, rows in policy.items():
        for row in rows:
            need(set(row) == set(POLICY_COLUMNS[table].split()), table, "columns", row)
            for name in WHOLE:
                if row.get(name):
                    least = 0 if name in ("min_count", "max_count") else 1
                    need(row[name].isdigit() and int(row[name]) >= least, table, name, row[name])
            for name in PLAIN_NUMBERS:
                if row.get(name):
                    need(re.fullmatch(r"-?\d+(\.\d{1,4})?", row[name]), table, name, row[name])

    conditions: dict[tuple[str, str, str], list[Row]] = {}
    for row in policy["rule_conditions"]:
        key = (row["model_id"], row["owner_type"], row["owner_id"])
        conditions.setdefault(key, []).append(row)
        operator, value = row["operator"].lower(), oracle.trim(row["value"])
        need(operator in OPERATORS, row)
        need((value == "") == (operator in ("is_set", "is_not_set")), "value", row)
        if operator == "between":
            bounds = oracle.comparable([oracle.norm(v) or "" for v in value.split("|")])
            need(bounds and len(bounds) == 2 and bounds[0] <= bounds[1], "between", row)
        elif operator in ORDER:
            need(oracle.comparable([oracle.norm(value) or ""]), "order", row)
        elif operator == "matches":
            need(SAFE_PATTERN.fullmatch(value), "pattern", row)
        elif operator in ("in", "not_in"):
            need(oracle.pieces(value), "list", row)

    dimensions = {(r["model_id"], r["dimension"]) for r in policy["dimensions"]}
    decays = {r["decay_id"] for r in policy["decay_profiles"]}
    metrics = {r["metric_id"]: r for r in policy["metrics"]}
    groups = {
        (r["model_id"], r["dimension"], r["cap_group"]) for r in policy["score_caps"] if low(r, "scope") == "group"
    }
    owners: dict[tuple[str, str, str], set[str]] = {}
    versions: dict[tuple[str, str, str], list[tuple[str, str]]] = {}

    def version(owner: tuple[str, str, str], row: Row) -> None:
        span = (row["valid_from"] or "0", row["valid_to"] or "9")
        versions.setdefault(owner, []).append(span)

    for row in policy["scoring_rules"]:
        kind, effect = low(row, "kind"), low(row, "effect", "points")
        owner = (row["model_id"], "rule", row["rule_id"])
        rooms = OWNER_ROOMS["audience"] | ({"activity"} if kind != "attribute" else set())
        owners[owner] = rooms
        version(owner, row)
        for name in set().union(*KIND_SETTINGS.values()) - KIND_SETTINGS[kind]:
            need(not row[name], "setting", name, row)
        need(owner in conditions, "no conditions", row)
        need((effect == "points") == bool(row["points"]), "points", row)
        need(effect != "points" or 0 < len(row["label"]) <= 255, "label", row)
        need(bool(row["burst_count"]) == bool(row["burst_days"]), "burst", row)
        need(kind != "inactivity" or row["period_days"], "period_days", row)
        need(not row["max_points"] or Decimal(row["max_points"]) > 0, "max_points", row)
        need(not row["decay_id"] or row["decay_id"] in decays, "decay", row)
        if row["min_count"] and row["max_count"]:
            need(int(row["min_count"]) <= int(row["max_count"]), "counts", row)
        known = (row["model_id"], row["dimension"]) in dimensions
        if effect == "points":
            need(known, "dimension", row)
        else:
            need(effect != "reset" or kind in ("activity", "attribute"), "reset kind", row)
            need(effect != "reset" or known or row["dimension"] == "*", "dimension", row)
            need(not row["cap_group"] and not row["max_points"], "settings", row)
        if row["cap_group"]:
            need((row["model_id"], row["dimension"], row["cap_group"]) in groups, "group", row)
    for row in policy["company_rules"]:
        owner = (row["model_id"], "company_rule", row["rule_id"])
        owners[owner] = OWNER_ROOMS["company_rule"]
        version(owner, row)
        need(owner in conditions and row["label"], "company rule", row)
    for owner, spans in versions.items():
        spans.sort()
        need(all(a < b for a, b in spans), "empty validity", owner)
        apart = all(one[1] <= other[0] for one, other in itertools.pairwise(spans))
        need(apart, "overlap", owner)
    for metric_id, row in metrics.items():
        owner = ("", "metric", metric_id)
        owners[owner] = OWNER_ROOMS["metric"]
        need(owner in conditions, "no conditions", row)
        ratio = low(row, "measure") == "ratio"
        need(ratio == bool(row["base_metric_id"]), "base", row)
        need(not ratio or low(metrics[row["base_metric_id"]], "measure") != "ratio", "base", row)
    for row in policy["score_caps"]:
        owners[row["model_id"], "cap", row["cap_id"]] = OWNER_ROOMS["cap"]
        need(row["best_of"] or row["min_score"] or row["max_score"], "empty cap", row)
    for row in policy["scoring_models"]:
        owners[row["model_id"], "audience", row["model_id"]] = OWNER_ROOMS["audience"]
    for owner, rows in conditions.items():
        need(owner in owners, "nobody owns", owner)
        for row in rows:
            room, _, name = row["field"].lower().partition(".")
            need(room in owners.get(owner, ()), "room", row)
            need(room != "metric" or name in metrics, "metric", row)

    bands: dict[tuple[str, str], list[Row]] = {}
    for row in policy["score_bands"]:
        bands.setdefault((row["model_id"], row["dimension"]), []).append(row)
    for key, rows in bands.items():
        starts = [row["min_score"] for row in rows]
        need(starts.count("") == 1 and len(set(starts)) == len(starts), "band starts", key)
        need(len({row["band"] for row in rows}) == len(rows), "band names", key)
    for model_id in {row["model_id"] for row in policy["grade_matrix"]}:
        rows = [row for row in policy["grade_matrix"] if row["model_id"] == model_id]
        axes = {(row["row_dimension"], row["column_dimension"]) for row in rows}
        need(len(axes) == 1, "matrix axes", model_id)
        for row_dimension, column_dimension in axes:
            wanted = {
                (a["band"], b["band"])
                for a in bands[model_id, row_dimension]
                for b in bands[model_id, column_dimension]
            }
            got = [(row["row_band"], row["column_band"]) for row in rows]
            need(set(got) == wanted and len(got) == len(wanted), "matrix", model_id)
    return out


# ------------------------------------------------------------------ coverage

Change = Callable[[World], bool]
"""Takes a feature out of a world; False when the world does not have it."""


@dataclass
class Feature:
    group: str
    name: str
    remove: Change
    before: Change | None = None
    patch: dict[str, object] = field(default_factory=dict)  # what to read otherwise in the oracle
    hits: int = field(default=0)


def copied(world: World) -> World:
    return World(
        world.prefix,
        {name: [dict(row) for row in rows] for name, rows in world.policy.items()},
        {name: [dict(row) for row in rows] for name, rows in world.inputs.items()},
        world.as_of,
        world.guard_metric,
    )


def rewrite(table: str, wanted: Callable[[Row], bool], values: Row) -> Change:
    def change(world: World) -> bool:
        rows = (world.policy if table in POLICY_COLUMNS else world.inputs)[table]
        found = [row for row in rows if wanted(row) and any(row[k] != v for k, v in values.items())]
        for row in found:
            row.update(values)
        return bool(found)

    return change


def drop(table: str, wanted: Callable[[Row], bool]) -> Change:
    def change(world: World) -> bool:
        tables = world.policy if table in POLICY_COLUMNS else world.inputs
        kept = [row for row in tables[table] if not wanted(row)]
        changed = len(kept) < len(tables[table])
        tables[table] = kept
        return changed

    return change


def every(row: Row) -> bool:
    return True


def has(row: Row, *names: str) -> bool:
    return all(row[name] for name in names)


def is_guard(row: Row) -> bool:
    return row["field"].lower() == "contact.world" or "_seen" in row["field"] + row["owner_id"]


def drop_conditions(wanted: Callable[[Row], bool]) -> Change:
    return drop("rule_conditions", lambda row: not is_guard(row) and wanted(row))


def low(row: Row, name: str, default: str = "") -> str:
    return row[name].lower() or default


def decay_ids(world: World, shape: str, basis: str) -> set[str]:
    return {
        row["decay_id"]
        for row in world.policy["decay_profiles"]
        if low(row, "shape") == shape and low(row, "basis", "activity") == basis
    }


def drop_decay(shape: str, basis: str) -> Change:
    def change(world: World) -> bool:
        ids = decay_ids(world, shape, basis)
        if shape == "none":  # taking it away changes nothing by definition: make it bite
            wanted = {"shape": "linear", "days": "1"}
            used = any(row["decay_id"] in ids for row in world.policy["scoring_rules"])
            return used and rewrite("decay_profiles", lambda r: r["decay_id"] in ids, wanted)(world)
        return rewrite("scoring_rules", lambda r: r["decay_id"] in ids, {"decay_id": ""})(world)

    return change


def drop_limits(*names: str, of: tuple[str, ...] | None = None) -> Change:
    """Blank limits in activity rules that have all limits `of` (default: the same)."""
    needed = [column for name in of or names for column in LIMITS[name]]
    blanks = {column: "" for name in names for column in LIMITS[name]}

    def wanted(row: Row) -> bool:
        return low(row, "kind") == "activity" and has(row, *needed)

    return rewrite("scoring_rules", wanted, blanks)


def limit_under_reset(name: str) -> Change:
    def change(world: World) -> bool:
        resets = {
            (row["model_id"], row["dimension"])
            for row in world.policy["scoring_rules"]
            if low(row, "effect") == "reset"
        }
        return rewrite(
            "scoring_rules",
            lambda r: (
                low(r, "kind") == "activity"
                and low(r, "effect", "points") == "points"
                and bool({(r["model_id"], r["dimension"]), (r["model_id"], "*")} & resets)
            ),
            dict.fromkeys(LIMITS[name], ""),
        )(world)

    return change


def metric_to_count(measure: str) -> Change:
    other = "active_days" if measure == "count" else "count"
    return rewrite(
        "metrics",
        lambda r: low(r, "measure") == measure and not r["metric_id"].endswith("_seen"),
        {"measure": other},
    )


def other_method(method: str) -> Change:
    values = {"method": "max" if method == "sum" else "sum"}
    return rewrite("company_rollups", lambda r: low(r, "method") == method, values)


def settled(column: str, table: str, **more: str) -> Change:
    return rewrite(table, lambda r: bool(r[column]), {column: "", **more})


def strip_offsets(world: World) -> bool:
    changed = False
    for name, column in (("activities", "occurred_at"), ("contacts", "created_at")):
        for row in world.inputs[name]:
            text = row[column]
            if len(text) > 11 and (text[-6] in "+-") and text[-3] == ":":
                row[column] = text[:-6]
                changed = True
    return changed


def keep_one_version(world: World) -> bool:
    """Keep the first of each duplicate instead of the right one."""
    seen, kept = set(), []
    for row in world.inputs["activities"]:
        key = (row["source_system"], row["activity_id"])
        if key not in seen:
            kept.append(row)
        seen.add(key)
    changed = len(kept) < len(world.inputs["activities"])
    world.inputs["activities"] = kept
    return changed


def shorten_chains(world: World) -> bool:
    """Forget that chains are followed."""
    rows = world.inputs["contact_merges"]
    into = {row["into_contact_id"] for row in rows}
    return drop("contact_merges", lambda r: r["from_contact_id"] in into)(world)


def repair_values(world: World) -> bool:
    return rewrite("activities", lambda r: oracle.activity_fault(r) == "value", {"value": ""})(world)


def effect_is(effect: str) -> Callable[[Row], bool]:
    return lambda row: low(row, "effect", "points") == effect


def kind_is(kind: str) -> Callable[[Row], bool]:
    return lambda row: low(row, "kind") == kind


def scope_is(scope: str) -> Callable[[Row], bool]:
    return lambda row: low(row, "scope") == scope


def mixed(room: str) -> Change:
    """Drop conditions of one room from rules that also look at activity."""

    def change(world: World) -> bool:
        behaviour = {
            (r["model_id"], r["rule_id"]) for r in world.policy["scoring_rules"] if low(r, "kind") != "attribute"
        }
        return drop_conditions(
            lambda c: (
                low(c, "owner_type") == "rule"
                and (c["model_id"], c["owner_id"]) in behaviour
                and low(c, "field").startswith(room + ".")
            )
        )(world)

    return change


def keep_the_other_of_a_tie(world: World) -> bool:
    """Let the smaller md5 win where a field has two values at one moment."""
    tied: dict[tuple, list[Row]] = {}
    for row in world.inputs["attribute_history"]:
        at = oracle.moment(row["valid_from"])
        if at and oracle.history_fault(row) is None:
            owner = (oracle.norm(row["entity"]), oracle.trim(row["id"]), oracle.norm(row["field"]))
            tied.setdefault((*owner, at), []).append(row)
    lost = [max(rows, key=lambda r: oracle.md5(oracle.trim(r["value"]))) for rows in tied.values() if len(rows) > 1]
    return drop("attribute_history", lambda row: any(row is one for one in lost))(world)


def inherit_pasts(world: World) -> bool:
    """Read the history of a merged contact for the survivor."""
    into = oracle.read_merges(world.inputs["contact_merges"], [])
    changed = False
    for row in world.inputs["attribute_history"]:
        owner = oracle.trim(row["id"])
        if oracle.norm(row["entity"]) == "contact" and owner in into:
            while owner in into:
                owner = into[owner]
            row["id"] = owner
            changed = True
    return changed


plain_sessions = oracle.sessions


def sessions_over_midnight(activities: list[oracle.Activity]) -> list[oracle.Activity]:
    one_day = [replace(activity, day=date.min) for activity in activities]
    return [replace(session, day=session.at.date()) for session in plain_sessions(one_day)]


def nothing(rows: list) -> list[oracle.Activity]:
    return []


def features() -> list[Feature]:
    """List what a world may have, each with the way to take it out."""
    out: list[Feature] = []

    def add(group: str, name: str, change: Change) -> None:
        out.append(Feature(group, name, change))

    for operator in OPERATORS:
        add(
            "operator",
            operator,
            drop_conditions(lambda c, o=operator: low(c, "operator") == o),
        )
    for owner in ("rule", "audience", "metric", "cap", "company_rule"):
        add("owner", owner, drop_conditions(lambda c, o=owner: low(c, "owner_type") == o))
    for prefix in ("contact.", "company.", "activity.", "metric."):
        add("field", prefix, drop_conditions(lambda c, p=prefix: low(c, "field").startswith(p)))
    for name in ("email_domain", "is_free_mail", "created_at", "age_days"):
        add("field", name, drop_conditions(lambda c, n=name: n in low(c, "field")))
    for room in ("contact", "company", "metric"):
        add("mixed rule", room, mixed(room))
    add("field", "alternatives are OR", rewrite("rule_conditions", every, {"alternative": "x"}))
    for kind in ("attribute", "activity", "frequency", "inactivity"):
        add("kind", kind, drop("scoring_rules", kind_is(kind)))
    for effect in ("points", "reset", "qualify", "disqualify"):
        add("effect", effect, drop("scoring_rules", effect_is(effect)))
    for kind in ("activity", "attribute"):
        add(
            "effect",
            f"reset by {kind}",
            drop("scoring_rules", lambda r, k=kind: effect_is("reset")(r) and kind_is(k)(r)),
        )
    add(
        "effect",
        "reset of *",
        drop("scoring_rules", lambda r: effect_is("reset")(r) and r["dimension"] == "*"),
    )
    for kind in ("activity", "frequency", "inactivity"):
        others = drop("scoring_rules", lambda r, k=kind: effect_is("points")(r) and not kind_is(k)(r))
        no_reset = drop("scoring_rules", effect_is("reset"))
        out.append(Feature("effect", f"reset seen by {kind}", no_reset, before=others))
    for name in LIMITS:
        add("limit", name, drop_limits(name))
    for name in LIMITS:
        add("limit under reset", name, limit_under_reset(name))
    for a, b in PAIRS:
        add("pair, both gone", f"{a} + {b}", drop_limits(a, b))
    for a, b in PAIRS:
        add("pair, only first gone", f"{a} + {b}", drop_limits(a, of=(a, b)))
        add("pair, only second gone", f"{a} + {b}", drop_limits(b, of=(a, b)))
    for name in ("window_days", "count_of", "min_count", "max_count"):
        add(
            "frequency",
            name,
            rewrite(
                "scoring_rules",
                lambda r, n=name: kind_is("frequency")(r) and r[n] != "0",
                {name: ""},
            ),
        )
    add(
        "frequency",
        "0-0",
        rewrite("scoring_rules", lambda r: r["max_count"] == "0", {"max_count": ""}),
    )
    add(
        "inactivity",
        "max_awards",
        rewrite("scoring_rules", kind_is("inactivity"), {"max_awards": ""}),
    )
    add("inactivity", "keeps", rewrite("scoring_rules", every, {"keeps": ""}))
    for shape in SHAPES:
        for basis in ("activity", "engagement"):
            add("decay", f"{shape}, {basis}", drop_decay(shape, basis))
    add("decay", "step_days", rewrite("decay_profiles", every, {"step_days": ""}))
    add("decay", "basis engagement", rewrite("decay_profiles", every, {"basis": ""}))
    for scope in ("group", "dimension", "model"):
        for bound in ("min_score", "max_score"):
            add(
                "cap",
                f"{scope} {bound}",
                rewrite("score_caps", scope_is(scope), {bound: ""}),
            )
    add("cap", "best_of", rewrite("score_caps", every, {"best_of": ""}))
    add("cap", "rule in a group", rewrite("scoring_rules", every, {"cap_group": ""}))
    add("cap", "validity", rewrite("score_caps", every, {"valid_from": "", "valid_to": ""}))
    for scope in ("group", "dimension", "model"):
        add(
            "cap",
            f"{scope} with conditions",
            lambda w, s=scope: drop_conditions(
                lambda c: (
                    low(c, "owner_type") == "cap"
                    and (c["model_id"], c["owner_id"])
                    in {(r["model_id"], r["cap_id"]) for r in w.policy["score_caps"] if scope_is(s)(r)}
                )
            )(w),
        )
    for table in ("dimensions", "scoring_models"):
        for bound in ("min_score", "max_score"):
            add("clamp", f"{table} {bound}", rewrite(table, every, {bound: ""}))
    add("clamp", "weight", rewrite("dimensions", every, {"weight": ""}))
    for name in ("valid_from", "valid_to"):
        add("validity", f"rule {name}", rewrite("scoring_rules", every, {name: ""}))
        add("validity", f"company rule {name}", rewrite("company_rules", every, {name: ""}))
        add("validity", f"model {name}", rewrite("scoring_models", every, {name: ""}))
    add("validity", "draft model", rewrite("scoring_models", every, {"status": "active"}))
    for name in ("total", "company"):
        add("band", name, drop("score_bands", lambda r, n=name: r["dimension"] == n))
    add(
        "band",
        "dimension",
        drop("score_bands", lambda r: r["dimension"] not in ("total", "company")),
    )
    add("band", "matrix", drop("grade_matrix", every))
    for measure in MEASURES:
        add("metric", measure, metric_to_count(measure))
    add("metric", "window_days", rewrite("metrics", every, {"window_days": ""}))
    add("audience", "any", drop_conditions(lambda c: low(c, "owner_type") == "audience"))
    for method in METHODS:
        add("company", method, other_method(method))
    for name in ("min_contact_score", "min_score", "max_score", "engaged_days", "committee_roles"):
        add("company", name, rewrite("company_rollups", every, {name: ""}))
    add("company", "committee_field", rewrite("company_rollups", every, {"committee_field": ""}))
    add("company", "rules", drop("company_rules", every))
    add("input", "free mail", drop("free_mail_domains", every))
    add("input", "company by domain", rewrite("companies", every, {"domain": ""}))
    add("input", "bots", rewrite("activities", every, {"is_bot": ""}))
    add("input", "deleted activities", rewrite("activities", every, {"is_deleted": ""}))
    add("input", "deleted contacts", rewrite("contacts", every, {"is_deleted": ""}))
    add("input", "which duplicate", keep_one_version)
    add("input", "source is part of the key", rewrite("activities", every, {"source_system": "x"}))
    add("input", "bad value", repair_values)
    add("input", "merges", drop("contact_merges", every))
    add("input", "merge chains", shorten_chains)
    add("input", "created_at", rewrite("contacts", every, {"created_at": ""}))
    add("input", "offsets", strip_offsets)

    def past(name: str, wanted: Callable[[Row], bool]) -> None:
        add("attribute history", name, drop("attribute_history", wanted))

    past("any", every)
    for entity in ("contact", "company"):
        past(entity, lambda r, e=entity: oracle.norm(r["entity"]) == e)
    past("emptied", lambda r: oracle.norm(r["value"]) is None)
    past("not yet valid", lambda r: (oracle.moment(r["valid_from"]) or datetime.min).date() > AS_OF)
    past("valid since as_of", lambda r: (oracle.moment(r["valid_from"]) or datetime.min).date() == AS_OF)
    past("field without a column", lambda r: oracle.norm(r["field"]) == "health")
    past("field in other clothes", lambda r: r["field"] != oracle.norm(r["field"]))
    add("attribute history", "which of a tie", keep_the_other_of_a_tie)
    add("attribute history", "not for the survivor", inherit_pasts)
    add(
        "attribute history",
        "rejected rows",
        rewrite("attribute_history", lambda r: oracle.history_fault(r) == "valid_from", {"valid_from": "2023-01-01"}),
    )

    def reading(name: str, **patch: object) -> None:
        out.append(Feature("derived", name, lambda world: True, patch=patch))

    reading("session", sessions=nothing)
    reading("reply", replies=nothing)
    reading("attribute_changed", attribute_changes=nothing)
    reading("outcome", outcome_activities=nothing)
    reading("met by name only", asks_by_name=lambda conditions: True)
    reading("a gap of 30:00 is none", SESSION_GAP=timedelta(seconds=1799))
    reading("a gap of 30:01 is one", SESSION_GAP=timedelta(seconds=1801))
    reading("midnight ends a session", sessions=sessions_over_midnight)
    for name, measure in (("sessions", "active_days"), ("pages", "count"), ("minutes", "count")):
        add(
            "derived",
            f"metric of {name}",
            rewrite("metrics", lambda r, n=name: r["metric_id"].endswith(f"_{n}"), {"measure": measure}),
        )
    return out


def fingerprint(result: oracle.Result) -> str:
    return repr(
        [
            sorted(map(repr, rows))
            for rows in (
                result.contact_scores,
                result.contact_dimension_scores,
                result.score_ledger,
                result.company_scores,
                result.company_ledger,
                result.signals,
            )
        ]
    )


def first_of_the_day(outcomes: Iterable[oracle.Outcome]) -> oracle.Outcome | None:
    return min(outcomes, key=lambda outcome: (outcome.at, outcome.digest), default=None)


def other_of_a_tie(outcomes: Iterable[oracle.Outcome]) -> oracle.Outcome | None:
    found = list(outcomes)
    return min((o for o in found if o.at == max(p.at for p in found)), key=lambda o: o.digest, default=None)


def last_of_a_recycling_type(outcomes: list[oracle.Outcome], on: date) -> date | None:
    days = [o.day for o in outcomes if o.day <= on and oracle.STAGE_OF_OUTCOME[o.outcome_type] == "recycled"]
    return max(days, default=None)


def life_features() -> list[Feature]:
    """List what may change a stage, like `features`, each with the way to take it out."""
    out: list[Feature] = []

    def add(name: str, change: Change) -> None:
        out.append(Feature("lifecycle", name, change))

    def reading(name: str, **patch: object) -> None:
        out.append(Feature("lifecycle, read otherwise", name, lambda world: True, patch=patch))

    for name in ("exit_score", "dwell_days", "cooldown_days", "recycle_days", "valid_from"):
        add(name, rewrite("scoring_models", every, {name: ""}))
    for name in ("dwell_days", "cooldown_days", "recycle_days"):
        add(f"{name}, one day less", one_day_less(name))
    for name in ("min_score", "grades", "min_dimension_scores"):
        add(name, rewrite("mql_policies", every, {name: ""}))
    add("rows of mql_policies are OR", drop("mql_policies", lambda r: r["mql_policy_id"] != "p0"))
    for effect in ("qualify", "disqualify"):
        for kind in ("attribute", "activity", "frequency", "inactivity"):
            add(
                f"{effect} by {kind}",
                drop("scoring_rules", lambda r, e=effect, k=kind: effect_is(e)(r) and kind_is(k)(r)),
            )
    add(
        "versions of effects",
        rewrite("scoring_rules", lambda r: not effect_is("points")(r), {"valid_from": "", "valid_to": ""}),
    )
    for name in ("activity_type", "metric.", "contact.country", "contact.plan"):
        add(
            f"condition on {name}",
            drop_conditions(lambda c, n=name: low(c, "owner_type") == "rule" and n in c["field"]),
        )
    add("audience", drop_conditions(lambda c: low(c, "owner_type") == "audience"))
    add("resets", drop("scoring_rules", effect_is("reset")))
    add("attribute history", drop("attribute_history", every))
    add("merges", drop("contact_merges", every))
    add("outcomes", drop("outcomes", every))
    add(
        "outcomes before the first day",
        drop(
            "outcomes",
            lambda r: (oracle.moment(r["occurred_at"]) or datetime.max).date() < AS_OF - timedelta(days=LIFE_DAYS),
        ),
    )
    reading("last outcome of a day", last_outcome=first_of_the_day)
    reading("md5 of outcome_id", last_outcome=other_of_a_tie)
    reading("an earlier lost of a day recycles", recycle_day=last_of_a_recycling_type)
    for kind, function in (
        ("session", "sessions"),
        ("reply", "replies"),
        ("attribute_changed", "attribute_changes"),
        ("outcome", "outcome_activities"),
    ):
        reading(f"derived {kind}", **{function: nothing})
    return out


def one_day_less(name: str) -> Change:
    def change(world: World) -> bool:
        found = [row for row in world.policy["scoring_models"] if int(row[name] or 0) > 1]
        for row in found:
            row[name] = str(int(row[name]) - 1)
        return bool(found)

    return change


def life_hits(seed: int) -> list[tuple[str, str]]:
    world = make_lifecycle_world(seed)
    before = repr(world.lifecycle(LIFE_DAYS))
    hits = []
    for feature in life_features():
        changed = copied(world)
        if feature.remove(changed):
            with patched(feature.patch):
                after = repr(changed.lifecycle(LIFE_DAYS))
            if after != before:
                hits.append((feature.group, feature.name))
    return hits


def life_coverage(seeds: Iterable[int], processes: int = 2) -> list[Feature]:
    found: Counter[tuple[str, str]] = Counter()
    with Pool(processes) as pool:
        for hits in pool.imap_unordered(life_hits, seeds):
            found.update(hits)
    listed = life_features()
    for feature in listed:
        feature.hits = found[feature.group, feature.name]
    return listed


EVENTS = [
    "two contacts tie",
    "total ends in .5",
    "negative total ends in .5",
    "reasons are cut",
    "reasons fill 255",
    "group lifted where nothing fired",
    "dimension score not whole",
    "contact without any activity",
    "stub",
    "contact without start",
    "created on as_of",
    "activity but not yet created",
    "percentile is a half",
    "known fit is a part",
    "no grade",
    "company without a counting contact",
    "company points not whole",
    "activity rule with negative points",
    "activity rule with 0 points",
    "points rounded at 6 decimals",
    "max_points on negative points",
]


def events(world: World, result: oracle.Result) -> set[str]:
    """Name the rare things that happened, where taking a setting away would not show them."""
    out: set[str] = set()

    def note(name: str, happened: bool) -> None:
        assert name in EVENTS, name
        if happened:
            out.add(name)

    rows = {row["contact_id"] for row in world.inputs["contacts"]}
    book = oracle.read_inputs(world.inputs, set(), 0)
    labels: dict[tuple[str, str], str] = {
        (r["model_id"], r["rule_id"]): r["label"] for r in world.policy["scoring_rules"]
    }
    by_model: dict[str, list[dict]] = {}
    for row in result.contact_scores:
        by_model.setdefault(row["model_id"], []).append(row)
    for people in by_model.values():
        note("two contacts tie", len({p["score"] for p in people}) < len(people))
        if len(people) == 9:
            note("percentile is a half", any(p["percentile"] in (13, 38, 63, 88) for p in people))
    for row in result.contact_scores:
        key = (row["model_id"], row["contact_id"])
        ledger = [r for r in result.score_ledger if (r["model_id"], r["contact_id"]) == key]
        total = sum((r["points"] for r in ledger), Decimal(0))
        note("total ends in .5", abs(total) % 1 == Decimal("0.5"))
        note("negative total ends in .5", total < 0 and abs(total) % 1 == Decimal("0.5"))
        up = [labels[row["model_id"], r["rule_id"]] for r in ledger if r["entry_type"] == "rule" and r["points"] > 0]
        shown = row["reasons_up"] or ""
        note("reasons are cut", len("; ".join(up)) > len(shown))
        note("reasons fill 255", len(shown) > 240)
        for cap in (r for r in ledger if r["entry_type"] == "group_cap"):
            members = {
                r["rule_id"]
                for r in world.policy["scoring_rules"]
                if r["model_id"] == row["model_id"]
                and (r["dimension"], r["cap_group"]) == (cap["dimension"], cap["cap_group"])
            }
            note(
                "group lifted where nothing fired",
                not any(r["entry_type"] == "rule" and r["rule_id"] in members for r in ledger),
            )
        contact = book.contacts[row["contact_id"]]
        note("contact without any activity", not contact.activities)
        note("stub", row["contact_id"] not in rows)
        note("contact without start", contact.start is None)
        note("created on as_of", contact.fields["created_at"] == world.as_of.isoformat())
        note("known fit is a part", row["fit_coverage"] not in (None, Decimal(0), Decimal(1)))
        note("no grade", row["grade"] is None)
        note("dimension score not whole", any(r["points"] % 1 for r in ledger))
    for contact in book.contacts.values():
        late = contact.start is not None and contact.start > world.as_of
        early = any(a.day <= world.as_of and not a.is_bot for a in contact.activities)
        note("activity but not yet created", late and early and not contact.is_deleted)
    rolled = {
        (r["model_id"], r["company_id"]): r["points"] for r in result.company_ledger if r["entry_type"] == "rollup"
    }
    for row in result.company_scores:
        note(
            "company without a counting contact",
            (row["model_id"], row["company_id"]) not in rolled,
        )
    note("company points not whole", any(points % 1 for points in rolled.values()))
    for row in result.score_ledger:
        if row["entry_type"] == "rule" and row["first_on"] is not None:
            note("activity rule with negative points", row["points"] < 0)
            note("activity rule with 0 points", row["points"] == 0)
            fraction = row["points"] * 10**4 % 1
            note("points rounded at 6 decimals", fraction != 0)
        if row["entry_type"] == "rule_cap":
            note("max_points on negative points", row["points"] > 0)
    return out


@contextmanager
def patched(values: dict[str, object]) -> Iterator[None]:
    """Read the text otherwise for a while."""
    before = {name: getattr(oracle, name) for name in values}
    for name, value in values.items():
        setattr(oracle, name, value)
    try:
        yield
    finally:
        for name, value in before.items():
            setattr(oracle, name, value)


def world_hits(job: tuple[int, date]) -> list[tuple[str, str]]:
    """Name the features whose removal changes what this world publishes."""
    world = make_world(*job)
    result = world.score()
    before = fingerprint(result)
    hits = [("event", name) for name in events(world, result)]
    for feature in features():
        changed, compared = copied(world), before
        if feature.before:
            feature.before(changed)
            compared = fingerprint(changed.score())
        if feature.remove(changed):
            with patched(feature.patch):
                after = fingerprint(changed.score())
            if after != compared:
                hits.append((feature.group, feature.name))
    return hits


def coverage(seeds: Iterable[int], as_of: date = AS_OF, processes: int = 2) -> list[Feature]:
    found: Counter[tuple[str, str]] = Counter()
    with Pool(processes) as pool:
        for hits in pool.imap_unordered(world_hits, [(s, as_of) for s in seeds], chunksize=5):
            found.update(hits)
    listed = features() + [Feature("event", name, lambda world: False) for name in EVENTS]
    for feature in listed:
        feature.hits = found[feature.group, feature.name]
    return listed


CANNOT_BITE = {
    # A burst day and an award day of a cooldown count 1, so max_per_day has nothing to take.
    ("pair, only second gone", "burst + max_per_day"),
    ("pair, only first gone", "max_per_day + cooldown"),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--coverage", type=int, metavar="N", help="count features in N worlds")
    parser.add_argument("--lifecycle", type=int, metavar="N", help="the same for N lifecycle worlds")
    parser.add_argument("--speed", type=int, metavar="N", help="make and score N worlds")
    parser.add_argument("--from-seed", type=int, default=0)
    parser.add_argument("--least", type=int, default=20, help="mark features with fewer hits")
    options = parser.parse_args()
    if options.speed:
        began = time.process_time()
        made = [make_world(options.from_seed + s) for s in range(options.speed)]
        middle = time.process_time()
        sizes = Counter()
        for world in made:
            result = world.score()
            sizes["contacts"] += len(result.contact_scores)
            sizes["ledger rows"] += len(result.score_ledger)
            sizes["activities"] += len(world.inputs["activities"])
        ended = time.process_time()
        print(f"made {options.speed / (middle - began):.0f} worlds per CPU second")
        print(f"scored {options.speed / (ended - middle):.0f} worlds per CPU second; {dict(sizes)}")
    if options.coverage:
        began = time.perf_counter()
        listed = coverage(range(options.from_seed, options.from_seed + options.coverage))
        for feature in listed:
            mark = " <--" if feature.hits < options.least else ""
            if (feature.group, feature.name) in CANNOT_BITE:
                mark = " (cannot)"
            print(f"{feature.group:24} {feature.name:28} {feature.hits:5}{mark}")
        print(f"{options.coverage} worlds in {time.perf_counter() - began:.0f} s")
    if options.lifecycle:
        began = time.perf_counter()
        for feature in life_coverage(range(options.from_seed, options.from_seed + options.lifecycle)):
            print(f"{feature.group:24} {feature.name:34} {feature.hits:5}")
        print(f"{options.lifecycle} lifecycle worlds in {time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main()
