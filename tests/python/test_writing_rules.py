"""Every number of docs/writing_rules.md, recomputed from the rows that the page itself shows.

The page says how its examples are to be read ("How a rule is written"), and this file reads them so. An example is a
section with a grey block of CSV files; each is a model with contacts of its own. One build scores them all, for each
day of June 2026. A test that fails names the example, what the page says and what the build says.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest

from tests.python.conftest import ROOT, write_tables
from tests.python.small import INPUT_COLUMNS, Tables, columns, row

PAGE = ROOT / "docs" / "writing_rules.md"
AS_OF = date(2026, 6, 30)
FIRST_DAY = date(2026, 6, 1)
CREATED = "2026-01-01"
SHARED, OPERATORS, MISTAKES = "How a rule is written", "Operators", "Common mistakes"
NO_VALUE = "\N{EN DASH}"
# Examples whose SQL is still to come: neither built nor compared.
PENDING: set[str] = set()

OWN_MODEL = {"metrics", "decay_profiles"}  # tables without a model_id
PUBLISHED = {"score", "grade", "MQL"}  # columns of score_history; any other plain word is a dimension


# ------------------------------------------------------------------------------ reading the page


@dataclass
class Section:
    """A heading and what stands below it: CSV files, tables (rows of cells), and blocks of text."""

    title: str
    files: Tables = field(default_factory=dict)
    tables: list[list[list[str]]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)


def csv_files(block: str) -> Tables:
    """Files of a grey block: a line that ends in .csv names the file, the next one its columns."""
    files: Tables = {}
    for part in re.split(r"^(?=\w+\.csv$)", block, flags=re.MULTILINE):
        if part.strip():
            name, _, content = part.partition("\n")
            assert name.endswith(".csv"), f"a grey block must begin with the name of a file, not {name!r}"
            rows = list(csv.DictReader(io.StringIO(content)))
            assert all(None not in r and None not in r.values() for r in rows), (
                f"{name}: a row has a comma too many or few"
            )
            files[name.removesuffix(".csv")] = rows
    return files


def table_cells(line: str) -> list[str]:
    return [cell.strip().replace(r"\|", "|") for cell in re.split(r"(?<!\\)\|", line.strip())[1:-1]]


def sections(page: str) -> dict[str, Section]:
    found = {}
    for part in re.split(r"^(?=##+ )", page, flags=re.MULTILINE)[1:]:
        heading, _, body = part.partition("\n")
        section = Section(heading.lstrip("# ").strip())
        assert section.title not in found, f"two sections are called {section.title}"
        found[section.title] = section
        for kind, block in re.findall(r"^```(\w*)\n(.*?)^```$", body, flags=re.MULTILINE | re.DOTALL):
            if kind == "csv":
                section.files |= csv_files(block)
            else:
                section.texts.append(block)
        prose = re.sub(r"^```.*?^```$", "", body, flags=re.MULTILINE | re.DOTALL)
        for table in re.findall(r"(?:^\|.*\n?)+", prose, flags=re.MULTILINE):
            rows = [table_cells(line) for line in table.splitlines()]
            assert len({len(r) for r in rows}) == 1, f"{section.title}: a row has a cell too many or few"
            section.tables.append([rows[0], *rows[2:]])
    return found


TEXT = PAGE.read_text(encoding="utf-8")
SECTIONS = sections(TEXT)
EXAMPLES = [s for s in SECTIONS.values() if s.files and s.title not in {SHARED, MISTAKES} | PENDING]


def code(text: str) -> list[str]:
    return re.findall(r"`([^`]*)`", text)


def day(text: str) -> date:
    number, month = text.split()
    return date(2026, {"May": 5, "Jun": 6}[month], int(number))


@dataclass
class Claim:
    """A number of the page: somebody, on a day, and what is said of it."""

    person: str
    on: date
    what: str
    said: str


def read_tables(section: Section) -> tuple[list[tuple[str, date, str, str]], list[Claim]]:
    """Facts (person, day, what, value) and claims of an example's tables, cell by cell."""
    facts, claims = [], []
    for head, *rows in section.tables:
        for cells in rows:
            for title, cell in zip(head[1:], cells[1:], strict=True):
                if head[0] == "person":
                    person, (what, _, on) = cells[0], title.partition(" on ")
                else:
                    person, what, on = head[0], cells[0], title
                what_is_fact = what.startswith(("did ", "`contact.", "`company."))
                if cell and what_is_fact:
                    facts.append((person, day(on) if on else AS_OF, what, cell))
                elif cell:
                    claims.append(Claim(person, day(on) if on else AS_OF, what, cell))
    return facts, claims


# --------------------------------------------------------------------- what the build is given


def model_of(section: Section) -> str:
    for model in section.files.get("scoring_models", []):
        if "model_id" in model:
            return model["model_id"]
    return re.sub(r"\W+", "_", section.title.lower()).strip("_")


def policy_of(section: Section, model: str) -> Tables:
    """The policy of an example, completed as the page says."""
    shared = SECTIONS[SHARED].files
    tables = {name: section.files.get(name, rows) for name, rows in shared.items() if name != "rule_conditions"}
    tables |= {name: rows for name, rows in section.files.items() if name != "rule_conditions"}
    conditions = list(section.files.get("rule_conditions", []))
    # Not shown is the condition of `visit`, `germany` and `student`, and, of all other rules, that of `visit`.
    shown = {c["owner_id"] for c in conditions if c["owner_type"] == "rule"}
    known = {c["owner_id"]: c for c in shared["rule_conditions"]}
    needed = {r["rule_id"]: r["kind"] for r in section.files["scoring_rules"] if r["rule_id"] not in shown}
    for rule_id, kind in needed.items():
        if rule_id in known or kind != "attribute":
            conditions.append(known.get(rule_id, known["visit"]) | {"owner_id": rule_id})
    tables["rule_conditions"] = conditions
    policy = {}
    for name, rows in tables.items():
        policy[name] = []
        for given in rows:
            unknown = set(given) - set(columns(name))
            assert not unknown, f"{section.title}: {name}.csv has no column {unknown}"
            is_own = name in OWN_MODEL or given.get("owner_type") == "metric"
            policy[name].append(row(name, **({} if is_own else {"model_id": model}) | given))
    return policy


class Inputs:
    """Contacts, companies and activities of all examples."""

    def __init__(self):
        self.contacts: dict[str, dict[str, str]] = {}
        self.companies: dict[str, dict[str, str]] = {}
        self.activities: list[dict[str, str]] = []

    def contact(self, contact_id: str) -> dict[str, str]:
        new = {"contact_id": contact_id, "created_at": CREATED}
        return self.contacts.setdefault(contact_id, new)

    def take(self, contact_id: str, on: date, what: str, value: str) -> None:
        contact = self.contact(contact_id)
        if not what.startswith("did "):
            entity, _, name = code(what)[0].partition(".")
            if entity == "contact":
                contact[name] = value
            else:
                contact["company_id"] = contact_id
                self.companies.setdefault(contact_id, {"company_id": contact_id})[name] = value
            return
        activity_type, *settings = code(what)
        fields = dict(setting.split("=", 1) for setting in settings)
        assert set(fields) <= set(INPUT_COLUMNS["activities"].split()), fields
        times = value.split() if ":" in value else [f"10:{minute:02}" for minute in range(int(value))]
        for time in times:
            given = {
                "activity_id": f"a{len(self.activities)}",
                "contact_id": contact_id,
                "activity_type": activity_type,
            }
            given["occurred_at"] = f"{on} {time:>05}:00"
            self.activities.append(row("activities", **(given | fields)))

    def tables(self) -> Tables:
        def complete(rows):
            names = dict.fromkeys(name for r in rows for name in r)
            return [dict.fromkeys(names, "") | r for r in rows]

        contacts, companies = list(self.contacts.values()), list(self.companies.values())
        return {"contacts": complete(contacts), "companies": complete(companies), "activities": self.activities}


def add(policy: Tables, more: Tables) -> None:
    for name, rows in more.items():
        policy.setdefault(name, []).extend(rows)


def operator_rows() -> list[tuple[str, str, str, str]]:
    ((_, *rows),) = SECTIONS[OPERATORS].tables
    return [(code(r[0])[0], *(code(cell)[0] if cell else "" for cell in r[1:4])) for r in rows]


def operator_policy() -> Tables:
    """One rule of one point for each operator, over the imaginary column `contact.answer`."""
    rules, conditions = [], []
    for operator, value, _, _ in operator_rows():
        rules.append({"rule_id": operator, "dimension": "fit", "kind": "attribute", "points": "1", "label": operator})
        given = {"owner_type": "rule", "owner_id": operator, "field": "contact.answer"}
        conditions.append(given | {"operator": operator, "value": value})
    section = Section(OPERATORS, {"scoring_rules": rules, "rule_conditions": conditions})
    return policy_of(section, "operators")


# Not on the page: a value that no activity has.
MISSPELT = Section(
    "misspelt",
    {
        "scoring_rules": [
            {"rule_id": "webinar", "dimension": "fit", "kind": "activity", "points": "1", "label": "Webinar"},
        ],
        "rule_conditions": [
            {
                "owner_type": "rule",
                "owner_id": "webinar",
                "field": "activity.activity_type",
                "operator": "equals",
                "value": "webinar_atended",
            },
        ],
    },
)


# ---------------------------------------------------------------------------- what the build says


class Answers:
    """What the build says of anybody on any day, in the words of the page."""

    def __init__(self, build):
        def internal(name):
            return f'"{build.database.stem}".lead_scoring_internal.{name}'

        def keyed(sql):
            return {(r["contact_id"], r["as_of"], r["what"]): r["value"] for r in build.query(sql)}

        self.build = build
        self.history: dict[tuple[str, str], list[dict]] = {}
        for r in build.query("select * from score_history"):
            self.history.setdefault((r["model_id"], r["contact_id"]), []).append(r)
        fields = "select contact_id, as_of"
        key = "model_id || '.' ||"
        self.rules = keyed(
            f"{fields}, {key} rule_id as what, sum(capped_points) as value from {internal('capped_rules')} group by all"
        )
        self.dimensions = keyed(
            f"{fields}, {key} dimension as what, score as value from {internal('dimension_scores')}"
        )
        self.metrics = keyed(f"{fields}, field as what, value_text as value from {internal('metric_values')}")

    def answer(self, model: str, contact_id: str, on: date, what: str) -> str:
        names = code(what)
        if what in PUBLISHED:
            rows = self.history.get((model, contact_id), [])
            rows = [r for r in rows if r["valid_from"] <= on and (r["valid_to"] is None or on < r["valid_to"])]
            if not rows:
                return NO_VALUE
            if what == "MQL":
                return "yes" if rows[0]["is_mql"] else "no"
            return str(rows[0][what])
        if not names:
            return str(self.dimensions.get((contact_id, on, f"{model}.{what}"), NO_VALUE))
        if names[0].startswith("metric."):
            return self.metrics.get((contact_id, on, names[0])) or NO_VALUE
        return plain(self.rules.get((contact_id, on, f"{model}.{names[0]}"), Decimal(0)))


def plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def agrees(said: str, real: str) -> bool:
    """Numbers are compared with as many decimals as the page shows; all else as it stands."""
    try:
        number = Decimal(real)
    except ArithmeticError:
        return said == real
    places = Decimal(1).scaleb(-len(said.partition(".")[2]))
    return re.fullmatch(r"-?\d+(\.\d+)?", said) is not None and Decimal(said) == number.quantize(places, ROUND_HALF_UP)


def contact_id_of(model: str, person: str) -> str:
    return f"{model}/{person}"


@pytest.fixture(scope="module")
def answers(dbt_build, tmp_path_factory) -> Answers:
    policy, inputs = {}, Inputs()
    for section in EXAMPLES:
        model = model_of(section)
        add(policy, policy_of(section, model))
        facts, claims = read_tables(section)
        for claim in claims:
            inputs.contact(contact_id_of(model, claim.person))
        for person, *fact in facts:
            inputs.take(contact_id_of(model, person), *fact)
    add(policy, operator_policy())
    for operator, _, matching, other in operator_rows():
        for which, value in (("holds", matching), ("not", other)):
            inputs.take(contact_id_of("operators", f"{operator} {which}"), AS_OF, "`contact.answer`", value)
    add(policy, policy_of(MISSPELT, MISSPELT.title))
    assert len({r["metric_id"] for r in policy["metrics"]}) == len(policy["metrics"]), "a metric_id stands twice"
    folder = tmp_path_factory.mktemp("writing_rules")
    build = dbt_build(
        inputs=write_tables(folder / "inputs", inputs.tables()),
        policy=write_tables(folder / "policy", policy),
        as_of=AS_OF.isoformat(),
        backfill_from=FIRST_DAY.isoformat(),
        lead_scoring_summary_leads=0,
    )
    assert build.succeeded, build.failures() or build.output[-3000:]
    assert not build.query("select * from rejected_rows")
    return Answers(build)


# -------------------------------------------------------------------------------------- the tests


@pytest.mark.parametrize("section", EXAMPLES, ids=[s.title for s in EXAMPLES])
def test_every_number_of_an_example_is_what_the_build_says(answers, section):
    model = model_of(section)
    wrong = []
    _, claims = read_tables(section)
    assert claims, f"{section.title}: the example has no results"
    rules = {r["rule_id"] for r in section.files["scoring_rules"]}
    for claim in claims:
        unknown = [name for name in code(claim.what) if name not in rules and not name.startswith("metric.")]
        assert not unknown, f"{section.title}: a result is called {unknown}, but no rule is"
        real = answers.answer(model, contact_id_of(model, claim.person), claim.on, claim.what)
        if not agrees(claim.said, real):
            when = f"{claim.on.day} {claim.on:%b}"
            wrong.append(f"{claim.person}, {when}, {claim.what}: the page says {claim.said}, the build says {real}")
    assert not wrong, "\n".join([f"docs/writing_rules.md, {section.title}:", *wrong])


@pytest.mark.parametrize("operator", [r[0] for r in operator_rows()])
def test_an_operator_holds_for_one_value_and_not_for_the_other(answers, operator):
    for which, points in (("holds", "1"), ("not", "0")):
        contact_id = contact_id_of("operators", f"{operator} {which}")
        real = answers.answer("operators", contact_id, AS_OF, f"`{operator}`")
        assert real == points, (
            f"docs/writing_rules.md, Operators, {operator}: this is wrong for the value of `{which} for`"
        )


def test_the_page_has_every_operator_and_every_column_of_a_rule():
    lint = (ROOT / "models" / "policy" / "lint" / "lint_conditions.sql").read_text(encoding="utf-8")
    allowed = re.search(r"'operator': \[(.*?)\]", lint, flags=re.DOTALL).group(1)
    assert [r[0] for r in operator_rows()] == re.findall(r"'(\w+)'", allowed)
    ((_, *rows),) = SECTIONS["All columns of a rule"].tables
    assert {name for cells in rows for name in code(cells[0])} == set(columns("scoring_rules"))


def test_every_rule_of_an_example_fires(answers):
    rows = answers.build.query(f'select * from "{answers.build.database.stem}".lead_scoring_internal.never_fired_rules')
    assert [(r["model_id"], r["rule_id"]) for r in rows] == [("misspelt", "webinar")]
    # The words under which the page says that such a rule is listed.
    heading = re.search(r"at the end, under `([^`]*)`", TEXT).group(1)
    assert re.sub(r"\s+", " ", heading) in answers.build.output


def test_the_mistakes_print_what_the_page_shows(dbt_build, tmp_path):
    inputs = {"contacts": [row("contacts", contact_id="ann", income="1")]}
    policy = policy_of(SECTIONS[MISTAKES], "dach")
    build = dbt_build(
        inputs=write_tables(tmp_path / "inputs", inputs),
        policy=write_tables(tmp_path / "policy", policy),
        as_of=AS_OF.isoformat(),
        args=["--select", "+policy_lint", "--exclude-resource-type", "unit_test"],
    )
    assert not build.succeeded
    printed = [line.strip() for line in build.output.splitlines() if re.match(r"  (error|warning)  ", line)]
    (shown,) = SECTIONS[MISTAKES].texts
    assert shown.splitlines() == printed, "\n".join(
        ["docs/writing_rules.md, Common mistakes. The build prints:", *printed]
    )


def test_every_link_within_the_page_has_its_heading():
    def anchor(title):
        return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")

    anchors = {anchor(title) for title in SECTIONS}
    assert set(re.findall(r"\]\(#([^)]*)\)", TEXT)) <= anchors


def test_pending_examples_are_on_the_page():
    assert set(SECTIONS) >= PENDING
