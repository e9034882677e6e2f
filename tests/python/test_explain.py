"""`tools.explain` on a small DuckDB file: the ledger, the proof, and every way it can fail."""

import shutil
import subprocess
import sys

import duckdb
import pytest

from tools import explain

TABLES = """
create schema lead_scoring;
create schema lead_scoring_internal;
create table lead_scoring.lead_scoring.contact_scores as
select * from (values
    ('main', 'c-100', 'acme', date '2026-03-31', 83, 'A1', 'Hot', 'Call today',
        true, date '2026-03-01', 1, 0.75),
    ('emea', 'c-100', 'acme', date '2026-03-31', -3, 'D4', 'Cold', null, false, null, 9, 1),
    ('main', 'c-200', null, date '2026-03-31', 7, 'C3', 'Warm', null, false, null, 2, 0)
) as t (
    model_id, contact_id, company_id, as_of, score, grade, label, next_action,
    is_mql, mql_since, rank, fit_coverage
);
create table lead_scoring.lead_scoring.contact_dimension_scores as
select * from (values
    ('main', 'c-100', 'fit', 40, 'A'), ('main', 'c-100', 'interest', 43, '1')
) as t (model_id, contact_id, dimension, score, band);
create table lead_scoring.lead_scoring.score_ledger as
select
    model_id, contact_id, dimension, entry_type, rule_id, label, awards,
    points::decimal(28, 6) as points, first_on, last_on
from (values
    ('main', 'c-100', 'interest', 'rule', 'demo_request', 'Asked for a [demo] :fire:', 2,
        60.25, date '2026-01-05', date '2026-03-30'),
    ('main', 'c-100', 'interest', 'dimension_clamp', 'interest', 'Limit', null, -17.75, null, null),
    ('main', 'c-100', 'fit', 'rule', 'vp_title', 'VP or higher', 1, 40, null, null),
    ('emea', 'c-100', 'fit', 'rule', 'student', 'Student', 1, -2.5, null, null),
    ('main', 'c-200', 'fit', 'rule', 'vp_title', 'VP or higher', 1, 9, null, null)
) as t (
    model_id, contact_id, dimension, entry_type, rule_id, label, awards, points, first_on, last_on
);
create table lead_scoring.lead_scoring.lifecycle_current as
select * from (values
    ('main', 'c-100', 'mql', date '2026-03-01', 'mql_policy'), ('emea', 'c-100', 'recycled', date '2026-02-01', 'lost')
) as t (model_id, contact_id, stage, since, reason);
create table lead_scoring.lead_scoring.contact_movement as
select * from (values
    ('main', 'c-100', 83, 20, -7), ('emea', 'c-100', -3, null, null), ('main', 'c-200', 7, 0, null)
) as t (model_id, contact_id, score, change_1d, change_7d);
create table lead_scoring.lead_scoring.score_movements as
select
    model_id, contact_id, days_back, entry_type, rule_id, cap_group, label,
    points_before::decimal(28, 6) as points_before, points_now::decimal(28, 6) as points_now,
    (points_now - points_before)::decimal(28, 6) as points_change, direction, direction_rank
from (values
    ('main', 'c-100', 1, 'dimension_clamp', null, null, 'Limit', 0, -17.75, 'down', 1),
    ('main', 'c-100', 1, 'rule', 'demo_request', null, 'Asked for a [demo] :fire:', 22.5, 60.25, 'up', 1),
    ('main', 'c-100', 7, 'group_cap', null, 'visits', 'Limit of visits', 0, -7, 'down', 1),
    ('main', 'c-100', 30, 'rule', 'long_ago', null, 'Long ago', 0, 5, 'up', 1)
) as t (
    model_id, contact_id, days_back, entry_type, rule_id, cap_group, label, points_before, points_now, direction,
    direction_rank
);
create table lead_scoring.lead_scoring_internal.contact_survivors as
select * from (values ('c-7', 'c-100'), ('c-100', 'c-100')) as t (contact_id, survivor_id);
"""


@pytest.fixture
def database(tmp_path, monkeypatch):
    path = tmp_path / "lead_scoring.duckdb"
    with duckdb.connect(str(path)) as con:
        con.execute(TABLES)
    monkeypatch.setenv("LEAD_SCORING_DUCKDB", str(path))
    return path


def run(capsys, *args):
    code = explain.main(list(args))
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def lines_with(text, *parts):
    return [line for line in text.splitlines() if all(part in line for part in parts)]


def test_it_prints_every_ledger_line_and_the_proof(database, capsys):
    code, out, _ = run(capsys, "c-100", "--model", "main")
    assert code == 0
    demo_request = ["rule", "demo_request", "Asked for a [demo] :fire:", "2", "+60.25"]
    assert lines_with(out, *demo_request, "2026-01-05", "2026-03-30")
    assert lines_with(out, "rule", "vp_title", "+40")
    assert lines_with(out, "subtotal", "+42.5")
    assert "sum of ledger = 82.5 → rounded score 83\n" in out
    assert lines_with(out, "MQL", "since 2026-03-01")
    assert lines_with(out, "stage", "mql since 2026-03-01 (mql policy)")
    assert lines_with(out, "interest", "43", "band 1")


def test_entries_stand_in_the_order_in_which_they_apply(database, capsys):
    _, out, _ = run(capsys, "c-100", "--model", "main")
    assert out.index("demo_request") < out.index("dimension clamp") < out.index("+42.5")


def test_it_says_what_changed_since_yesterday_and_in_7_days(database, capsys):
    _, out, _ = run(capsys, "c-100", "--model", "main")
    assert lines_with(out, "since yesterday", "score", "63", "83", "+20")
    assert lines_with(out, "rule", "demo_request", "Asked for a [demo] :fire:", "22.5", "60.25", "+37.75")
    assert lines_with(out, "dimension clamp", "Limit", "0", "-17.75", "-17.75")
    assert lines_with(out, "since 7 days ago", "score", "90", "83", "-7")
    assert lines_with(out, "group cap", "visits", "-7.00")
    moved = out.split("since yesterday")[1]
    assert moved.index("demo_request") < moved.index("dimension clamp") < moved.index("since 7 days ago")
    assert "Long ago" not in out


def test_before_the_history_begins_nothing_has_changed(database, capsys):
    _, out, _ = run(capsys, "c-100", "--model", "emea")
    assert lines_with(out, "since yesterday", "no score then")
    assert lines_with(out, "stage", "recycled since 2026-02-01 (lost)")
    _, out, _ = run(capsys, "c-200")
    assert lines_with(out, "stage", "-")
    assert lines_with(out, "since yesterday", "7", "7", "+0")
    assert lines_with(out, "since 7 days ago", "no score then")


def test_without_a_model_all_are_shown_and_half_rounds_away_from_zero(database, capsys):
    code, out, _ = run(capsys, "c-100")
    assert code == 0
    assert "sum of ledger = 82.5 → rounded score 83\n" in out
    assert "sum of ledger = -2.5 → rounded score -3\n" in out


def test_a_ledger_that_does_not_add_up_is_said_and_fails(database, capsys):
    code, out, _ = run(capsys, "c-200")
    assert code == 1
    assert "sum of ledger = 9 → rounded score 9, but the published score is 7" in out


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["c-10O"], "Similar ids: c-100"),
        (["c-7"], "was merged into c-100"),
        (["someone-else-entirely"], "it is unknown, or in no model's audience.\n"),
        (["c-200", "--model", "emea"], "It has one in: main."),
        (["'; drop table x; --"], "is unknown"),
    ],
)
def test_nothing_to_show(database, capsys, args, message):
    code, out, err = run(capsys, *args)
    assert (code, out) == (1, "")
    assert message in err


def test_no_contact_survivors_table_is_no_error(database, capsys):
    with duckdb.connect(str(database)) as con:
        con.execute("drop table lead_scoring.lead_scoring_internal.contact_survivors")
    _, _, err = run(capsys, "c-7")
    assert "is unknown" in err


def test_tables_of_two_builds_are_said(database, capsys):
    with duckdb.connect(str(database)) as con:
        con.execute("delete from lead_scoring.lead_scoring.contact_movement")
    code, _, err = run(capsys, "c-100")
    assert code == 1
    assert "two builds: build again" in err


def test_no_database_yet(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("LEAD_SCORING_DUCKDB", str(tmp_path / "absent.duckdb"))
    code, _, err = run(capsys, "c-100")
    assert code == 1
    assert "run `make build`" in err
    assert not (tmp_path / "absent.duckdb").exists()


def test_a_database_without_our_tables(tmp_path, monkeypatch, capsys):
    path = tmp_path / "empty.duckdb"
    duckdb.connect(str(path)).close()
    monkeypatch.setenv("LEAD_SCORING_DUCKDB", str(path))
    code, _, err = run(capsys, "c-100")
    assert code == 1
    assert "run `make build`" in err


def test_a_running_build_holds_the_file_and_a_copy_is_read(database, tmp_path, monkeypatch, capsys):
    (tmp_path / "readers").mkdir()
    copy = shutil.copy(database, tmp_path / "readers")
    hold = "import duckdb, sys; con = duckdb.connect(sys.argv[1]); print('held', flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", hold, str(database)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as build:
        assert build.stdout.readline() == "held\n"
        code, _, err = run(capsys, "c-100")
        monkeypatch.setenv("LEAD_SCORING_READ_COPY", str(copy))
        code_of_copy, out_of_copy, _ = run(capsys, "c-100")
        build.communicate("\n")
    assert code == 1
    assert "in use, probably by a running build" in err
    assert code_of_copy == 0
    assert "sum of ledger = 82.5" in out_of_copy
