"""How the SQL is shared among the processes that lint it."""

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
