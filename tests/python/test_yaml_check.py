"""`tools.yaml_check` catches what dbt itself would silently ignore."""

from textwrap import dedent

import pytest

from tools import yaml_check

GOOD = """
    models:
      - name: contact_scores
        description: One row per model and contact.
        config:
          contract: {enforced: true}
        columns:
          - name: score
            description: The published score.
            data_type: integer
            data_tests:
              - not_null
              - accepted_values:
                  arguments: {values: [1]}
                  config: {severity: warn}
"""


@pytest.fixture
def project(tmp_path):
    """Return a function that writes one file into a small project and checks the project."""
    (tmp_path / "dbt_project.yml").write_text("name: small\nversion: 1.0.0\nprofile: small\n")

    def check(path, text):
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(dedent(text))
        found = [yaml_check.check_file(tmp_path, each) for each in yaml_check.yaml_files(tmp_path)]
        return [problem for problems in found for problem in problems]

    return check


def test_good_yaml_has_no_problems(project):
    assert project("models/marts/contact_scores.yml", GOOD) == []


@pytest.mark.parametrize(
    ("good", "bad", "where", "key"),
    [
        ("config:\n          contract", "contract", "models.contact_scores", "'contract'"),
        ("description: One", "descripton: One", "models.contact_scores", "'descripton'"),
        ("contract: {", "contracts: {", "models.contact_scores.config", "'contracts'"),
        (
            "data_type:",
            "tags: [a]\n            data_type:",
            "contact_scores.columns.score",
            "'tags'",
        ),
        ("arguments: {values: [1]}", "values: [1]", "data_tests.1.accepted_values", "'values'"),
        ("severity:", "severitee:", "accepted_values.config", "'severitee'"),
        ("data_type: integer", "data_type: [integer]", "columns.score.data_type", "not of type"),
        ("models:", "modles:", "", "'modles'"),
    ],
)
def test_a_misplaced_or_misspelt_key_is_found(project, good, bad, where, key):
    assert good in GOOD
    [problem] = project("models/staging/contact_scores.yml", GOOD.replace(good, bad))
    assert problem.file == "models/staging/contact_scores.yml"
    assert problem.where.endswith(where)
    assert key in problem.message


def test_a_key_that_stands_twice_is_found(project):
    twice = GOOD.replace("data_type:", "description: Again.\n            data_type:")
    [problem] = project("models/marts/contact_scores.yml", twice)
    assert "Duplicate key 'description'" in problem.message


def test_yaml_that_cannot_be_read_is_a_problem(project):
    [problem] = project("models/a.yml", "models: [")
    assert "Syntax error" in problem.message


def test_the_project_file_has_a_schema_of_its_own(project):
    [problem] = project("dbt_project.yml", "name: small\nprofile: small\nmodel-path: [models]\n")
    assert (problem.file, problem.where) == ("dbt_project.yml", "")
    assert "'model-path'" in problem.message


@pytest.mark.parametrize("description", ["", "description: ''", "description: '  '"])
def test_a_public_column_needs_a_description(project, description):
    silent = GOOD.replace("description: The published score.", description)
    [problem] = project("models/marts/contact_scores.yml", silent)
    assert problem.where == "models.contact_scores.columns.score"
    assert "needs a description" in problem.message
    assert project("models/scores/contact_scores.yml", GOOD) == [problem]


def test_an_internal_column_needs_none(project):
    silent = GOOD.replace("description: The published score.", "")
    assert project("models/scores/contact_scores.yml", silent) == []


def test_what_dbt_ignores_is_ignored(project):
    project(".dbtignore", "tests/python\n")
    assert project("tests/python/fixture.yml", "nonsense: 1") == []
    assert len(project("tests/fixture.yml", "nonsense: 1")) == 1
