"""The tools that read a warehouse file, over files that are none, are empty, or hold ids that look like markup."""

from __future__ import annotations

import duckdb
import pytest

from tools import compare, sync_plan

KINDS = ["missing", "empty", "text", "folder"]


@pytest.fixture
def file(tmp_path, monkeypatch):
    """Where the database is; the test makes it."""
    path = tmp_path / "scores.duckdb"
    monkeypatch.setenv("LEAD_SCORING_DUCKDB", str(path))
    monkeypatch.delenv("LEAD_SCORING_READ_COPY", raising=False)
    monkeypatch.delenv("LEAD_SCORING_SCHEMA", raising=False)
    return path


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("tool", [compare, sync_plan])
def test_a_file_without_scores_is_said_in_one_sentence(file, capsys, tool, kind):
    if kind == "empty":
        duckdb.connect(str(file)).close()
    elif kind == "text":
        file.write_text("no database" * 1000, encoding="utf-8")
    elif kind == "folder":
        file.mkdir()
    assert tool.main([]) == 1
    said = capsys.readouterr()
    assert str(file) in said.err
    assert "run `make build`" in said.err
    assert said.out == ""


@pytest.mark.parametrize(("tool", "number"), [(compare, "-1"), (sync_plan, "0"), (sync_plan, "-5")])
def test_a_number_of_contacts_that_cannot_be_is_refused(file, capsys, tool, number):
    with pytest.raises(SystemExit) as stopped:
        tool.main(["--contacts", number])
    assert stopped.value.code == 2
    assert "--contacts must" in capsys.readouterr().err


def test_ids_that_look_like_markup_are_shown_as_they_are(file, capsys):
    with duckdb.connect(str(file)) as connection:
        connection.execute("create schema lead_scoring_internal")
        connection.execute("""
            create table lead_scoring_internal.model_comparison as
            select 'old[/b]' as champion_id, '[/new]' as challenger_id, 1 as contacts, 0 as champion_mqls,
                1 as challenger_mqls, 1 as become_mql, 0 as no_longer_mql, 1 as moved_up, 0 as moved_down,
                0 as examples, 0 as conversions, null as champion_auc, null as challenger_auc,
                null as champion_best_tenth_lift, null as challenger_best_tenth_lift, 'see [/docs]' as note
        """)
        connection.execute("""
            create table lead_scoring_internal.model_movers as
            select 'old[/b]' as champion_id, '[/new]' as challenger_id, '[red]ann' as contact_id, 1 as champion_score,
                2 as challenger_score, 3 as places, false as is_mql_now, true as is_mql_then, 'becomes_mql' as move
        """)
    assert compare.main([]) == 0
    said = capsys.readouterr().out
    assert "[/new] against old[/b]" in said
    assert "see [/docs]" in said
    assert "[red]ann" in said


def test_evidence_without_a_challenger_says_how_to_have_one(file, capsys):
    with duckdb.connect(str(file)) as connection:
        connection.execute("create schema lead_scoring_internal")
        connection.execute(
            "create table lead_scoring_internal.model_comparison (champion_id varchar, challenger_id varchar)"
        )
    assert compare.main([]) == 1
    assert "Give the challenger the status `testing`" in capsys.readouterr().err


def test_a_plan_without_exports_says_so(file, capsys):
    with duckdb.connect(str(file)) as connection:
        connection.execute("""
            create schema lead_scoring;
            create table lead_scoring.crm_contacts as select 'm' as model_id, 'ann' as contact_id, false as is_removed
                where false;
        """)
    assert sync_plan.main([]) == 1
    assert "crm_contacts is empty" in capsys.readouterr().err
