"""How the SQL is shared among the processes that lint it, and that what one of them finds fails the whole."""

import os
import subprocess
import sys

import pytest

from tests.python.conftest import ROOT
from tools import lint_sql


def test_each_file_is_in_one_share_and_shares_are_of_about_one_size(tmp_path):
    files = []
    for number, size in enumerate((900, 500, 400, 300, 200, 100)):
        files.append(tmp_path / f"{number}.sql")
        files[-1].write_text("x" * size)
    shares = lint_sql.shares(files, 2)
    assert sorted(file for share in shares for file in share) == files
    assert [sum(file.stat().st_size for file in share) for share in shares] == [1200, 1200]


def test_there_are_no_empty_shares(tmp_path):
    file = tmp_path / "one.sql"
    file.write_text("select 1")
    assert lint_sql.shares([file], 4) == [[file]]


@pytest.mark.parametrize(("faulty", "code"), [(None, 0), ("models/one.sql", 1), ("analyses/other.sql", 1)])
def test_one_fault_in_any_share_fails_the_whole_and_is_named(tmp_path, faulty, code):
    (tmp_path / ".sqlfluff").write_text("[sqlfluff]\ndialect = ansi\ntemplater = raw\n")
    for name in ("models/one.sql", "tests/two.sql", "analyses/other.sql"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text("SELECT a from b\n" if name == faulty else "select a from b\n")
    ended = subprocess.run(
        [sys.executable, "-m", "tools.lint_sql"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stdout.count("FAIL")) == (code, code), ended.stdout + ended.stderr
    if faulty:
        assert faulty in ended.stdout
