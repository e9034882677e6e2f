"""Text that would like to be code, in every operator, id, label, column and var: it is compared, and never executed."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from tests.python import small
from tests.python.conftest import write_tables
from tests.python.small import row

AS_OF = "2026-02-10"
# In each text of the policy and of the inputs; whatever dbt compiles must not hold it.
MARK = "zq7x"
TEXTS = [
    f"'; drop table canary; -- {MARK}",
    f"{MARK}' or '1'='1",
    f'{MARK}"; delete from canary; --"',
    f"{{{{ run_query('drop table canary') }}}} {MARK}",
    f"{{% do run_query('drop table canary') %}} {MARK}",
    f"{{# {MARK} #}} {{%- raw -%}}",
    f"$$ {MARK} $$ $lead_scoring$; drop table canary",
    f"{MARK} \\' \\\\ \\n \\0 \\",
    f"/* {MARK} */ -- %s %(x)s {{0}} ${{x}} `{MARK}` ?1 :x",
    f"null {MARK}",
    # To LIKE, the first of these would mean the second one, too.
    f"50% of {MARK}",
    f"500 of {MARK}",
    f"{MARK} %_% [a-z]* (.+)? ^$",
    f"{MARK}\u2019; \u02bcdrop table canary\u201d",
]
MODEL, DRAFT = f"m'; -- {{{{ {MARK} }}}}", "draft'; drop table canary; -- {{ zq7v }} \\"
COLUMN = f"plan'; -- {{{{ {MARK} }}}} $.a[0]"
# Each operator: what a rule says to find a text, and what is then true of a value.
OPERATORS: dict[str, tuple[Callable[[str], str], Callable[[str, str], bool]]] = {
    "equals": (str, lambda value, text: value == text),
    "not_equals": (str, lambda value, text: value != text),
    "in": (lambda text: f"other|{text}", lambda value, text: value == text),
    "not_in": (lambda text: f"other|{text}", lambda value, text: value != text),
    "contains": (lambda text: text[1:-1], lambda value, text: text[1:-1].strip() in value),
    "not_contains": (lambda text: text[1:-1], lambda value, text: text[1:-1].strip() not in value),
    "starts_with": (lambda text: text[:6], lambda value, text: value.startswith(text[:6].strip())),
    "ends_with": (lambda text: text[-6:], lambda value, text: value.endswith(text[-6:].strip())),
    "matches": (lambda text: f"^{pattern(text)}$", lambda value, text: value == text),
    "is_set": (lambda text: "", lambda value, text: True),
    "is_not_set": (lambda text: "", lambda value, text: False),
    "gt": (lambda text: "-1", lambda value, text: False),
    "gte": (lambda text: "0", lambda value, text: False),
    "lt": (lambda text: "9", lambda value, text: False),
    "lte": (lambda text: "2026-01-01", lambda value, text: False),
    "between": (lambda text: "0|9", lambda value, text: False),
}
FIELDS = {"contact.country": "attribute", f"contact.{COLUMN}": "attribute", "activity.asset": "activity"}


def pattern(text: str) -> str:
    """Return the expression that means the text itself."""
    return re.sub(r"([\\.\[\]^$|()*+?{}])", r"\\\1", text)


def policy() -> small.Tables:
    """A rule per field, operator and text; every id, label and note is hostile, too."""
    tables = small.policy() | {"scoring_rules": [], "rule_conditions": []}
    for number, (field, kind) in enumerate(FIELDS.items()):
        for operator, (said, _) in OPERATORS.items():
            for text in TEXTS:
                rule_id = f"{number} {operator} {text}"
                rule = {"rule_id": rule_id, "dimension": "fit", "kind": kind, "points": "1", "max_awards": ""}
                rule |= {"label": f"label of {rule_id}", "note": text, "model_id": "m"}
                tables["scoring_rules"].append(row("scoring_rules", **rule))
                tables["rule_conditions"].append(small.condition(rule_id, field, operator, said(text), note=text))
    for rows in tables.values():
        for one in rows:
            if "model_id" in one:
                one["model_id"] = MODEL
    tables["scoring_models"][0]["name"] = TEXTS[0]
    tables["score_bands"][1] |= {"band": TEXTS[1], "label": TEXTS[2], "next_action": TEXTS[3]}
    tables["scoring_models"].append(row("scoring_models", model_id=DRAFT, status="draft"))
    tables["dimensions"].append(row("dimensions", model_id=DRAFT, dimension="fit"))
    tables["score_bands"].append(row("score_bands", model_id=DRAFT, dimension="total", band="all"))
    rule = {"rule_id": "any", "dimension": "fit", "kind": "attribute", "points": "1", "label": "x"}
    tables["scoring_rules"].append(row("scoring_rules", model_id=DRAFT, **rule))
    tables["rule_conditions"].append(small.condition("any", "contact.country", "is_set") | {"model_id": DRAFT})
    return tables


def inputs() -> small.Tables:
    """A contact, its company, an activity and an outcome of each text; and a contact about whom nothing is known."""
    tables: small.Tables = {name: [] for name in ("contacts", "companies", "activities", "outcomes")}
    for number, text in enumerate(TEXTS):
        contact, company = {"contact_id": f"c{number} {text}"}, {"company_id": f"k{number} {text}"}
        texts = dict.fromkeys(("lead_source", "job_title", "seniority", "job_function", "country", COLUMN), text)
        given = {"email": f"{text}@{text}", "created_at": "2026-01-01"}
        tables["contacts"].append(row("contacts", **contact, **company, **given, **texts))
        texts = dict.fromkeys(("name", "domain", "industry", "employee_count", "country", "business_model"), text)
        tables["companies"].append(row("companies", **company, **texts))
        texts = dict.fromkeys(("activity_type", "channel", "asset", "campaign", "source_system"), text)
        given = {"activity_id": text, "occurred_at": "2026-02-01 10:00:00"}
        tables["activities"].append(row("activities", **contact, **given, **texts))
        # Not even the rows that do not count are read as anything but text.
        tables["activities"].append(row("activities", **contact, **given | {"occurred_at": text}, **texts))
        given = {"outcome_id": text, "outcome_type": "lost", "occurred_at": "2026-02-02 10:00:00", "reason": text}
        tables["outcomes"].append(row("outcomes", **contact, **given))
    tables["contacts"].append(row("contacts", contact_id="nobody", created_at="2026-01-01") | {COLUMN: ""})
    return tables


def compiled(target: Path, text: str) -> list[str]:
    """Every line of the SQL that dbt compiled and ran which holds the text."""
    files = [*(target / "compiled").rglob("*.sql"), *(target / "run").rglob("*.sql")]
    assert len(files) > 100
    return [line for file in files for line in file.read_text(encoding="utf-8").splitlines() if text in line]


class World:
    """The hostile world after one build."""

    def __init__(self, build, target: Path) -> None:
        self.build, self.target = build, target

    def canary(self) -> int:
        with duckdb.connect(str(self.build.database), read_only=True) as connection:
            return connection.execute("select count(*) from main.canary").fetchone()[0]


@pytest.fixture(scope="module")
def world(dbt_build, tmp_path_factory) -> World:
    work = tmp_path_factory.mktemp("hostile")
    with duckdb.connect(str(work / "hostile.duckdb")) as connection:
        connection.execute("create table main.canary as select 1 as alive")
    build = dbt_build(
        inputs=write_tables(work / "in'puts; --", inputs()),
        policy=write_tables(work / "po'licy; --", policy()),
        database=work / "hostile.duckdb",
        args=["--exclude-resource-type", "unit_test", "--target-path", str(work / "target")],
        as_of=AS_OF,
        lead_scoring_draft_models=[DRAFT],
    )
    assert build.succeeded, build.output[-3000:]
    return World(build, work / "target")


def expected_lines() -> set[tuple[str, str]]:
    """Return each contact with each rule that it meets."""
    expected = set()
    for number, text in enumerate(TEXTS):
        value = text.strip().lower()
        for field_number in range(len(FIELDS)):
            for operator, (_, holds) in OPERATORS.items():
                for other in TEXTS:
                    if holds(value, other.strip().lower()):
                        expected.add((f"c{number} {text}", f"{field_number} {operator} {other}"))
    # Who has no country and no plan meets what asks for that; without an activity there is nothing to lack an asset.
    expected |= {("nobody", f"{field_number} is_not_set {text}") for field_number in (0, 1) for text in TEXTS}
    return expected


def test_every_operator_compares_the_text_itself(world):
    expected = expected_lines()
    found = {
        (line["contact_id"], line["rule_id"])
        for line in world.build.query(f"select * from score_ledger where model_id <> $${DRAFT}$$")
    }
    assert found == expected
    scores = world.build.query(f"select contact_id, score from contact_scores where model_id <> $${DRAFT}$$")
    assert {one["contact_id"]: one["score"] for one in scores} == {
        contact: sum(1 for owner, _ in expected if owner == contact) for contact in {owner for owner, _ in expected}
    }


def test_labels_ids_and_rejected_rows_come_out_as_they_went_in(world):
    lines = world.build.query("select distinct model_id, rule_id, label from score_ledger where rule_id <> 'any'")
    assert {(line["model_id"], line["label"]) for line in lines} == {
        (MODEL, f"label of {line['rule_id']}") for line in lines
    }
    rejected = world.build.query("select row_key, raw_content from rejected_rows where input = 'activities'")
    assert sorted(one["row_key"] for one in rejected) == sorted(TEXTS)
    assert all(MARK in one["raw_content"] for one in rejected)


def test_a_draft_named_by_a_var_is_scored(world):
    scores = world.build.query("select model_id, count(*) as scores from contact_scores group by all")
    assert {one["model_id"]: one["scores"] for one in scores} == {MODEL: len(TEXTS) + 1, DRAFT: len(TEXTS) + 1}


def test_no_text_of_the_policy_or_the_inputs_is_in_any_sql(world):
    assert compiled(world.target, MARK) == []
    literal = "'" + DRAFT.replace("'", "''") + "'"
    lines = compiled(world.target, "zq7v")
    assert lines, "the var is a literal of the policy's models"
    assert [line for line in lines if "zq7v" in line.replace(literal, "")] == []


def test_nothing_was_executed(world):
    assert world.canary() == 1


def test_the_lint_reads_any_text_in_any_cell(world, dbt_build, tmp_path):
    """Each cell of each policy table in turn; the lint refuses what it must, and executes nothing."""
    tables = small.policy()
    for table in ("scoring_models", "dimensions", "scoring_rules", "rule_conditions", "metrics", "score_caps",
                  "decay_profiles", "score_bands", "grade_matrix", "mql_policies", "goals", "company_rules",
                  "company_rollups", "free_mail_domains"):  # fmt: skip
        columns = small.columns(table)
        start = tables.setdefault(table, [])
        start += [
            row(table, **dict.fromkeys(columns, "m") | {column: TEXTS[number % len(TEXTS)]})
            for number, column in enumerate(columns)
        ]
    # What an operator is given, in each of them.
    tables["rule_conditions"] += [
        small.condition("country", "contact.country", operator, text) for operator in OPERATORS for text in TEXTS
    ]
    build = dbt_build(
        inputs=write_tables(tmp_path / "inputs", inputs()),
        policy=write_tables(tmp_path / "policy", tables),
        database=world.build.database,
        args=["--select", "+policy_lint", "--target-path", str(tmp_path / "target")],
        as_of=AS_OF,
    )
    assert list(build.failures()) == ["policy_has_no_errors"]
    problems = build.query("select problem from policy_lint", "lead_scoring_policy")
    assert any(f"gt needs a number or a day as YYYY-MM-DD, not `{TEXTS[0]}`" == one["problem"] for one in problems)
    files = [*(tmp_path / "target").rglob("*.sql")]
    assert [file for file in files if MARK in file.read_text(encoding="utf-8")] == []
    assert world.canary() == 1
