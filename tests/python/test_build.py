"""`tools.build` says what came of a build; dbt's results are stood in for by plain objects."""

import io
from types import SimpleNamespace

import pytest
from dbt.cli.main import dbtRunnerResult
from rich.console import Console

from tools import build


def result(name, status, resource_type="model", access=None, message="", failures=None):
    node = SimpleNamespace(
        name=name,
        resource_type=resource_type,
        access=access,
        original_file_path=f"models/{name}.sql",
        compiled_path=f"target/{name}.sql",
    )
    return SimpleNamespace(node=node, status=status, message=message, failures=failures)


@pytest.fixture
def report():
    """Return a function that reports an outcome and gives its exit code and text."""

    def run(*results, exception=None, messages=(), warnings=()):
        console = Console(file=io.StringIO(), width=40)
        watcher = build.BuildWatcher(console)
        watcher.messages += messages
        watcher.warnings += warnings
        success = not exception and all(r.status in ("success", "pass", "warn") for r in results)
        outcome = dbtRunnerResult(success=success, exception=exception, result=SimpleNamespace(results=list(results)))
        return build.report(console, watcher, outcome), console.file.getvalue()

    return run


FAILED_TEST = result(
    "scores_add_up",
    "fail",
    resource_type="test",
    message="Got 3 results, configured to fail if != 0",
    failures=3,
)


def test_a_good_build(report):
    code, text = report(result("a", "success"), result("b", "success"), result("c", "pass", "test"))
    assert code == 0
    assert text == "Built 2 models, 1 test.\n"


def test_what_macros_log_comes_through_as_it_is_and_in_order(report):
    long = "[bold]c-1[/bold] :fire: " + "x" * 200
    _, text = report(messages=[long, "  second"])
    assert f"{long}\n  second\n" in text


def test_a_failing_test_is_named_with_its_rows_and_its_query(report):
    code, text = report(FAILED_TEST)
    assert code == 1
    assert "FAILED test scores_add_up (models/scores_add_up.sql)\n  3 failing rows\n" in text
    assert "its query: target/scores_add_up.sql" in text
    assert "Got 3 results" not in text


def test_what_the_database_said_is_shown_in_full(report):
    code, text = report(result("a", "error", message="Runtime Error\n  Binder Error: no column x"))
    assert code == 1
    assert "FAILED model a" in text
    assert "    Binder Error: no column x\n" in text


def test_a_full_disk_says_what_to_do(report):
    _, text = report(result("a", "error", message="could not extend file: No space left on device"))
    assert "The disk is full: make room, and build again." in text


def test_a_warning_is_shown_and_does_not_fail_the_build(report):
    code, text = report(result("few_leads", "warn", "test", failures=2, message="Got 2 results"))
    assert code == 0
    assert "WARNING test few_leads" in text
    assert "2 failing rows" in text
    assert "as the last" not in text


def test_what_was_skipped_is_said_and_that_readers_see_the_last_tables(report):
    _, text = report(
        FAILED_TEST,
        result("ledger", "skipped"),
        result("contact_scores", "skipped", access="public"),
        result("t", "skipped", resource_type="test"),
    )
    assert "Skipped because of that: 2 models, 1 test\n  contact_scores, ledger\n" in text
    assert "The public tables are as the last good build left them." in text


def test_of_many_skipped_models_only_the_public_ones_are_named(report):
    internal = [result(f"m{i}", "skipped") for i in range(build.MOST_NAMES)]
    _, text = report(FAILED_TEST, *internal, result("contact_scores", "skipped", access="public"))
    assert "  among them the public contact_scores\n" in text
    assert "m1" not in text


def test_tables_that_were_published_before_the_failure_are_named(report):
    _, text = report(result("score_ledger", "success", access="public"), FAILED_TEST)
    assert "Published before that: score_ledger" in text
    assert "The public tables are as the last good build" not in text


@pytest.mark.parametrize(
    ("exception", "message"),
    [(ValueError("no such input"), "FAILED no such input"), (KeyboardInterrupt(), "Interrupted.")],
)
def test_a_build_that_could_not_run_ends_with_2(report, exception, message):
    code, text = report(exception=exception)
    assert code == 2
    assert message in text
