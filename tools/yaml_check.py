"""Check the project's YAML as strictly as dbt 2.0 will, and that public columns are described.

Usage: python -m tools.yaml_check

dbt-core ships the JSON schemas of its files, but with most adapters it says nothing about a
misplaced or misspelt key: it ignores the key. Here each violation is an error, on any engine.
"""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from dbt.clients.checked_load import checked_load
from dbt.jsonschemas.jsonschemas import CustomDraft7Validator, project_schema, resources_schema
from dbt_common.exceptions import DbtValidationError
from jsonschema.exceptions import best_match
from pathspec import PathSpec

from tools.database import ROOT

RESOURCE_FOLDERS = ("models", "seeds", "snapshots", "tests", "analyses", "macros")
PUBLIC_FOLDERS = ("models/marts", "models/exports")


class Problem(NamedTuple):
    """One thing that is wrong: in which file, where in it, and what."""

    file: str
    where: str
    message: str

    def __str__(self) -> str:
        """Return the problem as one line."""
        return f"{self.file}: {self.where or 'top level'}: {self.message}"


def yaml_files(root: Path) -> Iterator[Path]:
    """Yield dbt_project.yml and the resource files, without those that dbt ignores."""
    yield root / "dbt_project.yml"
    ignore_file = root / ".dbtignore"
    lines = ignore_file.read_text(encoding="utf-8").splitlines() if ignore_file.exists() else []
    ignored = PathSpec.from_lines("gitignore", lines)
    for folder in RESOURCE_FOLDERS:
        for path in sorted((root / folder).rglob("*.y*ml")):
            if not ignored.match_file(path.relative_to(root)):
                yield path


def readable_path(document: object, path: Iterable[str | int]) -> str:
    """Return a path into the document, with the names of list items instead of their numbers."""
    parts = []
    for key in path:
        document = document[key]
        named = isinstance(key, int) and isinstance(document, dict) and "name" in document
        parts.append(str(document["name"] if named else key))
    return ".".join(parts)


def schema_problems(file: str, document: object, schema: dict) -> Iterator[Problem]:
    """Yield what the JSON schema says against one file."""
    for error in CustomDraft7Validator(schema).iter_errors(document):
        # The error of an `anyOf` repeats the whole entry; the best match inside names the key.
        cause = best_match([error])
        yield Problem(file, readable_path(document, cause.absolute_path), cause.message)


def undescribed_columns(file: str, document: dict) -> Iterator[Problem]:
    """Yield the columns of public tables that nobody describes."""
    for model in document.get("models", []):
        for column in model.get("columns", []):
            if not (column.get("description") or "").strip():
                where = f"models.{model['name']}.columns.{column['name']}"
                yield Problem(file, where, "a public column needs a description")


def check_file(root: Path, path: Path) -> list[Problem]:
    """Return everything that is wrong with one file."""
    file = path.relative_to(root).as_posix()
    try:
        document, failures = checked_load(path.read_text(encoding="utf-8"))
    except DbtValidationError as error:
        return [Problem(file, "", str(error))]
    if document is None:
        return []
    problems = [Problem(file, "", failure.message) for failure in failures]
    schema = project_schema() if path.name == "dbt_project.yml" else resources_schema()
    problems += schema_problems(file, document, schema)
    if file.startswith(PUBLIC_FOLDERS) and not problems:
        problems += undescribed_columns(file, document)
    return problems


def main(root: Path = ROOT) -> int:
    """Check all files and print the problems; the exit code is 1 when there are any."""
    files = list(yaml_files(root))
    problems = [problem for path in files for problem in check_file(root, path)]
    for problem in problems:
        print(problem)
    print(f"{len(files)} YAML files checked, {len(problems)} problems.")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
