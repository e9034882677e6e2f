"""House rules that a reader of the tree relies on."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
import yaml

from tests.python import small
from tests.python.conftest import CLOCK, ROOT, write_tables

MODELS = sorted((ROOT / "models").rglob("*.sql"))
SQL = MODELS + sorted((ROOT / "macros").rglob("*.sql")) + sorted((ROOT / "tests").rglob("*.sql"))


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("model", MODELS, ids=relative)
def test_a_model_opens_with_its_grain(model):
    lines = model.read_text(encoding="utf-8").splitlines()
    comments = [line for line in lines[:6] if line.startswith("-- ") and "depends_on" not in line]
    assert comments, "a model opens with its grain and its promise"
    assert comments[0].startswith("-- One row") or comments[0].startswith("-- One row:")
    assert " ".join(comments).count(".") >= 2 or len(comments) >= 2


@pytest.mark.parametrize("model", [m for m in MODELS if "lint" not in m.parts], ids=relative)
def test_a_model_is_short(model):
    assert len(model.read_text(encoding="utf-8").splitlines()) <= 130


@pytest.mark.parametrize("path", SQL, ids=relative)
def test_engines_differ_in_one_place_only(path):
    if "cross_db" not in path.parts:
        assert not re.search(r"adapter\.dispatch|target\.type", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", SQL, ids=relative)
def test_there_is_one_clock(path):
    text = path.read_text(encoding="utf-8").lower()
    clock = "run_started_at" if path.name == "clock.sql" else "no other file"
    assert not re.search(r"current_timestamp|current_date|\bnow\(\)|run_started_at", text.replace(clock, ""))


@pytest.mark.parametrize("document", [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))], ids=relative)
def test_documents_name_variables_that_something_reads(document):
    code = [path for folder in ("macros", "profiles", "tools", "benchmarks") for path in (ROOT / folder).rglob("*.*")]
    read = " ".join(path.read_text(encoding="utf-8") for path in code if path.suffix in (".sql", ".yml", ".py"))
    named = set(re.findall(r"LEAD_SCORING_[A-Z_]*[A-Z]", document.read_text(encoding="utf-8")))
    assert {name for name in named if name not in read} == set()


# Each of CLOCK, none of them with its default.
OTHER_CLOCK = {
    "as_of": "2025-12-31",
    "run_at": "2025-12-31 23:59:59",
    "backfill_from": "2025-12-01",
    "backfill_to": "2025-12-02",
    "backfill_with_all_rows": True,
    "accept_input_drop": True,
    "lookback_days": 9,
    "removal_days": 9,
    "lead_scoring_summary_leads": 1,
    "mask_emails": True,
}


@pytest.fixture(scope="module")
def manifest(dbt_build):
    build = dbt_build(command="parse")
    assert build.succeeded, build.output[-2000:]
    return build.result.result


def test_dbt_reads_the_same_project_whatever_the_clock_and_the_folders_are(dbt_build, tmp_path):
    """All tests rely on it: what dbt has read for one build serves others (conftest.py)."""
    shared, anew = {}, {}
    for folder, found, variables in [("one", shared, {}), ("other", anew, OTHER_CLOCK)]:
        inputs = write_tables(tmp_path / folder / "inputs", small.inputs())
        policy = write_tables(tmp_path / folder / "policy", small.policy())
        build = dbt_build(command="parse", inputs=inputs, policy=policy, artifacts=folder == "other", **variables)
        assert build.succeeded, build.output[-2000:]
        manifest = build.result.result
        assert set(variables) in (set(), set(CLOCK))
        for kind in ("nodes", "sources", "exposures", "metrics", "semantic_models", "unit_tests", "disabled"):
            for name, node in getattr(manifest, kind).items():
                found[kind, name] = [
                    one.to_dict() | {"created_at": 0} for one in (node if kind == "disabled" else [node])
                ]
    assert len(shared) > 500
    assert [name for name in shared if shared[name] != anew.get(name)] == []
    assert set(anew) == set(shared)


def ancestors(manifest, unique_id: str) -> set[str]:
    found, open_ids = set(), [unique_id]
    while open_ids:
        for parent in getattr(manifest.nodes[open_ids.pop()].depends_on, "nodes", []):
            if parent in manifest.nodes and parent not in found:
                found.add(parent)
                open_ids.append(parent)
    return found


def test_every_test_stands_before_the_public_tables(manifest):
    """A test whose parents are all behind `build` runs before it, so that a failure skips every mart."""
    build = "model.lead_scoring.build"
    behind = ancestors(manifest, build) | {build}
    public = {i for i, n in manifest.nodes.items() if n.fqn[1] in ("marts", "exports") and n.resource_type == "model"}
    assert public
    for mart in public:
        assert build in ancestors(manifest, mart), f"{mart} is published without the gate"
    for unique_id, node in manifest.nodes.items():
        if node.resource_type == "test" and node.config.severity.lower() == "error":
            parents = set(node.depends_on.nodes)
            assert parents & public or parents <= behind | {p for p in parents if p.startswith("seed.")}, (
                f"{unique_id} could fail after the marts were written: let `build` read its models"
            )


def test_names_are_short_enough_for_every_engine(manifest):
    """PostgreSQL has 63 characters for the name of a relation, and a unit test is one."""
    names = [test.name for test in manifest.unit_tests.values()] + [node.alias for node in manifest.nodes.values()]
    assert [name for name in names if len(name) > 63] == []


def test_internal_models_are_private_and_public_ones_have_contracts(manifest):
    for unique_id, node in manifest.nodes.items():
        if node.resource_type == "model" and node.package_name == "lead_scoring":
            is_public = node.fqn[1] in ("marts", "exports")
            assert str(node.access.value) == ("public" if is_public else "private"), unique_id
            assert node.contract.enforced == is_public, unique_id


def test_a_nightly_build_scores_and_does_not_learn_or_evaluate(manifest):
    """Of what is on without being asked for, all is daily, the seeds too: `tag:daily` lacks nothing that it reads."""
    kinds = {"daily", "training", "evaluation"}
    for unique_id, node in manifest.nodes.items():
        if node.resource_type in ("model", "seed") and node.package_name == "lead_scoring":
            assert kinds & set(node.tags) == {"daily"}, unique_id
    switched_off = [node for nodes in manifest.disabled.values() for node in nodes if node.resource_type == "model"]
    apart = [node for node in switched_off if node.fqn[1] in ("predictive", "evaluation")]
    assert apart
    assert [node.unique_id for node in apart if not kinds & set(node.tags) or "daily" in node.tags] == []


def test_public_tables_have_a_key_of_one_column(manifest):
    """BI tools and semantic layers want one, besides the grain: a column, always there, tested to be unique."""
    unique = {
        (test.attached_node, test.column_name)
        for test in manifest.nodes.values()
        if getattr(getattr(test, "test_metadata", None), "name", "") == "unique"
    }
    for unique_id, node in manifest.nodes.items():
        if node.resource_type == "model" and node.fqn[1] in ("marts", "exports"):
            first = next(iter(node.columns))
            # A view over score_history is as unique as that is.
            assert (unique_id, first) in unique or node.config.materialized == "view", unique_id
            assert first.endswith("_key") or unique_id.endswith(".days"), unique_id


def test_refs_say_the_package():
    """In a project that installs this one, a bare name would find the user's model of that name first."""
    bare = re.compile(r"\bref\(\s*['\"][^,)]*\)")
    found = [
        f"{path.relative_to(ROOT)}: {match}"
        for top in ("models", "macros", "tests/integrity", "tests/policy", "tests/generic", "analyses")
        for path in sorted((ROOT / top).rglob("*.sql"))
        for match in bare.findall(path.read_text(encoding="utf-8"))
    ]
    assert not found, "\n".join(found)


def test_there_are_no_package_dependencies():
    assert not (ROOT / "packages.yml").exists()
    assert not (ROOT / "dependencies.yml").exists()


# ------------------------------------------------------- documents that would go stale


def test_the_readme_lists_every_var_once():
    project = yaml.safe_load((ROOT / "dbt_project.yml").read_text(encoding="utf-8"))
    names = set(project["vars"]["lead_scoring"])
    section = (ROOT / "README.md").read_text(encoding="utf-8").split("## Vars")[1].split("\n## ")[0]
    assert set(re.findall(r"^\| `(\w+)` \|", section, re.M)) == names
    assert len(names) < 20


def test_the_readme_lists_every_make_target():
    targets = set(re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    section = (ROOT / "README.md").read_text(encoding="utf-8").split("## Commands")[1].split("\n## ")[0]
    assert targets - {"help", "lock", "clean"} == set(re.findall(r"make ([a-z-]+)", section))


def test_the_policy_reference_names_every_column():
    text = (ROOT / "docs" / "policy_reference.md").read_text(encoding="utf-8")
    sections = dict(re.findall(r"^## (\w+)[^\n]*\n(.*?)(?=^## |\Z)", text, re.M | re.S))
    for path in sorted((ROOT / "seeds" / "policy").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            header = next(csv.reader(file))
        missing = [c for c in header if c not in ("note", "model_id") and f"`{c}`" not in sections[path.stem]]
        assert not missing, f"{path.stem}: {missing}"


def test_the_macros_know_the_columns_of_the_seeds():
    text = (ROOT / "macros" / "inputs" / "relations.sql").read_text(encoding="utf-8").split("macro policy_columns")[1]
    for path in sorted((ROOT / "seeds" / "policy").glob("*.csv")):
        block = re.search(rf"'{path.stem}': \[(.*?)\]", text, re.S)
        with path.open(encoding="utf-8", newline="") as file:
            assert re.findall(r"'(\w+)'", block.group(1)) == next(csv.reader(file)), path.stem
