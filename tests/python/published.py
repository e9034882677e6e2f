"""Published examples as policies: a row of somebody's page becomes a model of its own, its people and its numbers.

Numbers are read from the rows themselves, so that another file is another test. The files are not part of this
repository; what each row says is described only as far as it takes to rebuild it.
"""

from __future__ import annotations

import csv
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from tests.python import small
from tests.python.small import row

AS_OF = date(2026, 6, 30)
# Where a page says "month", 30 days are a month here, and 7 a week.
MONTH, WEEK = 30, 7
Condition = tuple[str, ...]
Row = dict


def day(age: int) -> str:
    return (AS_OF - timedelta(days=age)).isoformat()


def text(number: Decimal | int | str) -> str:
    """Write a number as a policy has it: a plain decimal."""
    return format(Decimal(number).normalize(), "f") if number != "" else ""


def did(activity_type: str, *ages: int, **fields: str) -> list[Row]:
    """Return one activity for each age in days; an age may stand twice."""
    return [{"activity_type": activity_type, "age": age} | fields for age in ages]


def doing(activity_type: str) -> Condition:
    return ("activity.activity_type", "equals", activity_type)


class Example:
    """One published row: the models and people that say it, what they must score, and what must be refused."""

    def __init__(self, row_id: str, published: Row, rows: dict[str, Row]):
        self.id = row_id
        self.row = published
        self.rows = rows
        self.policy: small.Tables = defaultdict(list)
        self.inputs: small.Tables = defaultdict(list)
        self.expected: list[tuple[str, str, Row]] = []
        self.refused: list[tuple[small.Tables, str]] = []
        self.unreadable = ""

    # ------------------------------------------------------------------ reading the row

    def numbers(self, column: str, count: int, row_id: str = "") -> list[Decimal]:
        """Numbers of a text in their order; another count than expected says that the row has changed."""
        said = self.rows[row_id or self.id][column]
        found = [Decimal(number) for number in re.findall(r"(?:(?<!\w)[+-])?\d+(?:\.\d+)?", said)]
        assert len(found) == count, f"{row_id or self.id}: {count} numbers expected in `{said}`, found {len(found)}"
        return found

    def number(self, column: str = "result") -> Decimal:
        return self.numbers(column, 1)[0]

    # ---------------------------------------------------------------------- the policy

    def model(
        self,
        name: str = "",
        bands: dict[str, Decimal | int | str] | None = None,
        mql: Row | None = None,
        audience: Iterable[Condition] = (),
        **settings,
    ) -> str:
        """Add a model that scores the people of this example only; bands are those of its total."""
        model_id = "_".join(filter(None, (self.id, name)))
        self.put("scoring_models", model_id, status="active", **settings)
        for condition in (("contact.example", "equals", self.id), *audience):
            self.condition(model_id, "audience", model_id, condition)
        for band, min_score in (bands or {"all": ""}).items():
            self.put("score_bands", model_id, dimension="total", band=band, min_score=text(min_score))
        if mql:
            self.put("mql_policies", model_id, mql_policy_id="mql", **mql)
        return model_id

    def put(self, table: str, model_id: str = "", **values) -> None:
        given = {name: value if isinstance(value, str) else text(value) for name, value in values.items()}
        if "model_id" in small.columns(table):
            given["model_id"] = model_id or self.id
        self.policy[table].append(row(table, **given))

    def condition(self, model_id: str, owner_type: str, owner_id: str, condition: Condition) -> None:
        """Add a condition: field, operator and, unless the operator wants none, a value."""
        given = dict(zip(("field", "operator", "value"), condition, strict=False))
        given |= {"owner_type": owner_type, "owner_id": owner_id}
        self.policy["rule_conditions"].append(row("rule_conditions", model_id=model_id, **given))

    def dimension(self, dimension: str, model_id: str = "", **settings) -> None:
        self.put("dimensions", model_id, dimension=dimension, **settings)

    def rule(
        self,
        rule_id: str,
        points: Decimal | int | str,
        *conditions: Condition,
        model_id: str = "",
        dimension: str = "score",
        kind: str = "",
        **settings,
    ) -> None:
        """Add a rule; the model and the dimension it goes to are made if they are not there yet."""
        model_id = model_id or self.id
        if not any(m["model_id"] == model_id for m in self.policy["scoring_models"]):
            self.model(model_id.removeprefix(self.id).lstrip("_"))
        there = {(d["model_id"], d["dimension"]) for d in self.policy["dimensions"]}
        if dimension and (model_id, dimension) not in there:
            self.dimension(dimension, model_id)
        about_deeds = any(c[0].startswith("activity.") for c in conditions)
        kind = kind or ("activity" if about_deeds else "attribute")
        given = {"kind": kind, "points": points, "label": f"Rule {rule_id}", "dimension": dimension} | settings
        self.put("scoring_rules", model_id, rule_id=rule_id, **given)
        for condition in conditions:
            self.condition(model_id, "rule", rule_id, condition)

    def decay(self, name: str = "decay", **settings) -> str:
        decay_id = f"{self.id}_{name}"
        self.put("decay_profiles", decay_id=decay_id, **settings)
        return decay_id

    def metric(self, name: str, measure: str, *conditions: Condition, **settings) -> str:
        """Add a metric and return the field that it is."""
        metric_id = f"{self.id}_{name}".lower()
        self.put("metrics", metric_id=metric_id, measure=measure, **settings)
        for condition in conditions:
            self.condition("", "metric", metric_id, condition)
        return f"metric.{metric_id}"

    # ---------------------------------------------------------------------- the people

    def contact_id(self, name: str) -> str:
        return f"{self.id} {name}"

    def person(self, name: str, *deeds: list[Row], created: int = 1000, **columns: str) -> str:
        given = {"contact_id": self.contact_id(name), "created_at": day(created), "example": self.id}
        self.inputs["contacts"].append(row("contacts", **given, **columns))
        for deed in (deed for some in deeds for deed in some):
            fields = {key: value for key, value in deed.items() if key != "age"}
            fields |= {"contact_id": self.contact_id(name), "occurred_at": f"{day(deed['age'])} 10:00:00"}
            fields["activity_id"] = f"{self.id} {len(self.inputs['activities'])}"
            self.inputs["activities"].append(row("activities", **fields))
        return name

    # -------------------------------------------------------------------- what must be

    def expect(self, name: str, model_id: str = "", **found) -> None:
        """State what a person must have: names of `Scored.found`. Exact points state the published score, too."""
        if "points" in found:
            found["score"] = Decimal(found["points"]).quantize(Decimal(1), ROUND_HALF_UP)
        self.expected.append((model_id or self.id, self.contact_id(name), found))

    def refuse(self, message: str, *conditions: Condition, **values: str) -> None:
        """Have the lint refuse a rule; in the message `{rule}` stands for its id."""
        rule_id = f"{self.id}_{len(self.refused)}"
        given = {"dimension": "interest", "kind": "attribute", "points": "1", "label": "Refused"} | values
        broken = {"scoring_rules": [row("scoring_rules", model_id="m", rule_id=rule_id, **given)]}
        broken["rule_conditions"] = [
            small.condition(rule_id, *c) for c in conditions or [("contact.country", "is_set")]
        ]
        self.refused.append((broken, message.format(rule=rule_id)))


REPLAYS: dict[str, Callable[[Example], None]] = {}


def replays(*row_ids: str) -> Callable:
    """Mark a function as the one that rebuilds these rows."""

    def register(function):
        for row_id in row_ids:
            assert row_id not in REPLAYS, row_id
            REPLAYS[row_id] = function
        return function

    return register


def published_rows(data: Path) -> dict[str, Row]:
    """All rows by id: S and M and the place in the file for those without an id of their own."""

    def table(path: Path) -> list[Row]:
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    facts = json.loads((data / "mautic_points" / "expectations.json").read_text(encoding="utf-8"))["tests"]
    rules = table(data / "salesforcelabs_leadscoring" / "expectations.csv")
    rows = {f"S{number:02}": rule for number, rule in enumerate(rules, start=1)}
    rows |= {f"M{number:02}": fact for number, fact in enumerate(facts, start=1)}
    return rows | {example["id"]: example for example in table(data / "worked_examples.csv")}
