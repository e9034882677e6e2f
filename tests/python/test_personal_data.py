"""People in the inputs: not in what a build says, logs or leaves in target/; without addresses where masked."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.python import small
from tests.python.conftest import write_tables
from tests.python.small import row

AS_OF = "2026-02-10"
NAMES = ["Zoltana Quillfeather", "Bertrand Okonjo-Vale", "Nadja Ostrowerchow"]
EMAILS = ["zoltana@quillfeather.test", "B.Okonjo@vale.test", "nadja@free.test", "gone@vale.test", "cleo@told.test"]


def inputs() -> small.Tables:
    """The small company with names and addresses in every place where a source may have them."""
    tables = small.inputs()
    ann, bo = tables["contacts"]
    ann |= {"email": EMAILS[0], "full_name": NAMES[0], "company_id": "k1"}
    bo |= {"email": EMAILS[1], "full_name": NAMES[1], "created_at": f"since {NAMES[1]} called"}
    tables["contacts"] += [
        # No id, and one id twice: both are rejected with all that they say.
        row("contacts", email=EMAILS[2], full_name=NAMES[2]),
        ann | {"country": f"written by {EMAILS[2]}"},
        row("contacts", contact_id="gone", email=EMAILS[3], full_name=NAMES[2]),
        # Becomes an MQL on the day: an alert.
        bo | {"contact_id": "cleo", "email": EMAILS[4], "country": "Germany", "created_at": "2026-01-01"},
    ]
    tables["companies"] = [row("companies", company_id="k1", name="Quillfeather", domain="quillfeather.test")]
    tables["activities"].append(
        row("activities", activity_id="bad", contact_id="bo", activity_type="page_view", occurred_at="yesterday")
        | {"asset": f"mailto:{EMAILS[1]}"}
    )
    tables["activities"] += [
        row(
            "activities",
            activity_id=f"cleo{n}",
            contact_id="cleo",
            activity_type="page_view",
            occurred_at=f"{AS_OF} 0{n}:00:00",
        )
        | {"asset": ""}
        for n in (1, 2)
    ]
    tables["outcomes"] = [
        row("outcomes", outcome_id="o1", contact_id="ann", outcome_type="lost", occurred_at=f"{AS_OF} 10:00:00")
        | {"reason": f"{NAMES[0]} left, ask {EMAILS[2]}"}
    ]
    tables["erasures"] = [{"contact_id": "", "email": EMAILS[3], "requested_at": "2026-02-01"}]
    tables["attribute_history"] = [
        {"entity": "contact", "id": "ann", "field": "full_name", "value": NAMES[2], "valid_from": "2026-01-05"},
        {"entity": "contact", "id": "ann", "field": "full_name", "value": EMAILS[2], "valid_from": "no day"},
    ]
    return tables


class Company:
    """A folder of inputs, a database, and what dbt says and leaves behind about them."""

    def __init__(self, dbt_build, work: Path) -> None:
        self.dbt_build, self.work = dbt_build, work
        self.policy = write_tables(work / "policy", small.policy())

    def build(self, tables: small.Tables, *args: str, artifacts: bool = True, **variables):
        given = ["--exclude-resource-type", "unit_test", "--target-path", str(self.work / "target")]
        return self.dbt_build(
            inputs=write_tables(self.work / "inputs", tables),
            policy=self.policy,
            database=self.work / "db.duckdb",
            args=[*given, "--log-path", str(self.work / "logs"), *args],
            artifacts=artifacts,
            as_of=AS_OF,
            **variables,
        )

    def told(self, build) -> dict[str, str]:
        """Everything a build said or wrote, but for its tables: all events, the log, the files of dbt."""
        files = [*(self.work / "logs").rglob("*"), *(self.work / "target").rglob("*")]
        texts = {file.name: file.read_bytes().decode("utf-8", "replace") for file in files if file.is_file()}
        assert {"dbt.log", "manifest.json", "run_results.json"} <= set(texts)
        return texts | {"output": build.output}


@pytest.fixture(scope="module")
def company(dbt_build, tmp_path_factory) -> Company:
    return Company(dbt_build, tmp_path_factory.mktemp("people"))


@pytest.fixture(scope="module")
def built(company):
    build = company.build(inputs(), backfill_from="2026-02-08")
    assert build.succeeded, build.output[-3000:]
    return build


def found(text: str) -> list[str]:
    """The names and addresses that stand in a text, in any spelling of their letters."""
    return [person for person in [*NAMES, *EMAILS] if person.lower() in text.lower()]


def published(build) -> dict[str, str]:
    """Each public table as one text."""
    tables = build.query(
        "select distinct table_name from duckdb_columns() where schema_name = 'lead_scoring' and not internal"
    )
    assert len(tables) > 15
    return {one["table_name"]: repr(build.query(f"select * from {one['table_name']}")) for one in tables}


def test_nobody_is_named_by_a_build(company, built):
    assert built.query("select count(*) as rows from rejected_rows where raw_content like '%@%'")[0]["rows"] >= 4
    told = company.told(built)
    assert {name: people for name, text in told.items() if (people := found(text))} == {}


def test_nobody_is_named_by_a_build_that_fails(company, built):
    tables = inputs()
    tables["contacts"] = tables["contacts"][:1]
    failed = company.build(tables, "--select", "+policy_lint")
    assert failed.failures()
    told = company.told(failed)
    assert {name: people for name, text in told.items() if (people := found(text))} == {}


def test_masked_tables_hold_no_address(company, built):
    open_tables = published(built)
    scores = "select contact_id, score, reasons_up from contact_scores order by contact_id"
    open_scores = built.query(scores)
    assert {name for name, text in open_tables.items() if "@" in text} == {
        "crm_contacts",
        "lifecycle_transitions",
        "mql_alerts",
        "rejected_rows",
    }
    masked = company.build(inputs(), "--exclude-resource-type", "test", artifacts=False, mask_emails=True)
    assert masked.succeeded, masked.output[-3000:]
    assert [name for name, text in published(masked).items() if "@" in text] == []
    # Nothing else is lost; the alert was told before, and has lost its address only.
    assert masked.query(scores) == open_scores
    assert masked.query("select contact_id, email, score from mql_alerts") == [
        {"contact_id": "cleo", "email": None, "score": 20}
    ]
    assert {one["email"] for one in masked.query("select email from crm_contacts")} == {None}
    contents = {one["raw_content"] for one in masked.query("select raw_content from rejected_rows")}
    assert "masked: holds an e-mail address" in contents
    reasons = masked.query("select outcome_reason from lifecycle_transitions where to_stage = 'recycled'")
    assert reasons == [{"outcome_reason": "masked: holds an e-mail address"}]
