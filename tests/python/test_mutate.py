"""Which mutants come from which SQL: comments, Jinja and the inside of strings are left alone; all of it builds."""

from __future__ import annotations

import pytest

from tools import mutation_worlds
from tools.mutate import all_mutants, mutants_of, read_reasons
from tools.mutations import mark, mutate, sites_of


def mutants(text: str) -> set[str]:
    """The text with each of its mutations, white space put together."""
    sites = list(enumerate(sites_of(text)))
    marked = mark(text, sites)
    found = set()
    for number, site in sites:
        for replacement in site.replacements:
            mutated = mutate(marked, number, site, replacement)
            for other, _ in sites:
                mutated = mutated.replace(f"/*m{other}*/", "")
            found.add(" ".join(mutated.split()))
    return found


def changes(text: str) -> list[tuple[str, str]]:
    """What is replaced by what."""
    return [(site.original, replacement) for site in sites_of(text) for replacement in site.replacements]


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("a < b", {"a <= b", "a >= b"}),
        ("a <= b", {"a < b", "a > b"}),
        ("a > b", {"a >= b", "a <= b"}),
        ("a >= b", {"a > b", "a < b"}),
        ("a = b", {"a <> b"}),
        ("a <> b", {"a = b"}),
        ("a is null", {"a is not null"}),
        ("a is not null", {"a is null"}),
        ("a is not distinct from b", {"a is distinct from b"}),
        ("a in (b)", {"a not in (b)"}),
        ("a not in (b)", {"a in (b)"}),
        ("position(a in b)", set()),
        ("a like b", {"a not like b"}),
        ("not a", {"a"}),
        ("a and b", {"a or b"}),
        ("a or b", {"a and b"}),
        ("a between b and c and d", {"a not between b and c and d", "a between b and c or d"}),
        ("a between (b or c) and d", {"a not between (b or c) and d", "a between (b and c) and d"}),
    ],
)
def test_a_comparison_is_moved_by_its_boundary_and_negated(sql, expected):
    assert mutants(sql) == expected


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("a + 0", {"a + 1"}),
        ("a + 2", {"a + 3", "a + 1"}),
        ("a + 0.5", {"a + 1.5", "a + -0.5"}),
        ("coalesce(a, false)", {"coalesce(a, true )"}),
        ("coalesce(a, '')", {"coalesce(a, 'mutant' )"}),
        ("coalesce(a, 'up')", {"coalesce(a, 'up mutant' )"}),
        ("coalesce(a, '9999-12-31')", {"coalesce(a, '2024-02-15' )"}),
        ("cast(a as numeric(28, 6))", set()),
        ("step_0.value_1", set()),
    ],
)
def test_a_constant_becomes_another_one_but_lengths_and_names_stay(sql, expected):
    assert mutants(sql) == expected


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("left join b", {"inner join b"}),
        ("left(a)", set()),
        ("min(a)", {"max (a)"}),
        ("greatest(a)", {"least (a)"}),
        ("select distinct a", {"select a"}),
        ("union distinct", {"union all"}),
        ("union all", set()),
        ("order by a desc", {"order by a asc"}),
        ("(order by a, b + c)", {"(order by a desc , b + c)"}),
        (
            "rows between unbounded preceding and current row",
            {
                "rows between unbounded preceding and 1 preceding",
                "rows between current row and current row",
            },
        ),
    ],
)
def test_joins_aggregates_orders_and_frames_are_mutated(sql, expected):
    assert mutants(sql) == expected


@pytest.mark.parametrize(
    "text",
    [
        "-- a < 1 and b",
        "/* a < 1 */",
        "{# a < 1 -#}",
        "{% if a < 1 and b %}",
        "{{ ref('stg_contacts') }}",
        ":=",
        "'{{ pattern }}'",
        "{{ regexp('[0-9] or (1)') }}",
        """{{ config(pre_hook="{{ delete_rows('1 = 1') }}", key=[1]) }}""",
        "{{ exceptions.raise_compiler_error('a < 1') }}",
        "{% for step in range(1, 11) %}",
    ],
)
def test_comments_and_jinja_are_left_alone(text):
    assert sites_of(text) == []


def test_a_string_is_one_constant_whatever_it_holds():
    assert changes("a || '1 < 2 and -- 3'") == [("'1 < 2 and -- 3'", "'1 < 2 and -- 3 mutant'")]


def test_sql_in_a_jinja_string_is_mutated():
    assert changes("{{ ratio('coalesce(a, 0)', 'count(*)') }}") == [("0", "1")]
    assert changes("{%- set over = 'cast(' ~ a ~ ' * 1000 as numeric(28, 6))' -%}") == [
        ("1000", "1001"),
        ("1000", "999"),
    ]


def test_days_handed_to_a_macro_are_mutated():
    text = "{{ add_days(as_of(), -7) }}"
    assert changes(text) == [("-7", "-6"), ("-7", "-8")]
    assert mark(text, list(enumerate(sites_of(text)))) == "{{ add_days(as_of(), '/*m0*/-7') }}"
    assert changes("{{ dbt.dateadd('month', 12, 'period_from') }}") == [("12", "13"), ("12", "11")]
    nested = "{{ add_days('coalesce(a, ' ~ add_days(as_of(), 1) ~ ')', -1\n) }}"
    assert changes(nested) == [("1", "2"), ("1", "0"), ("-1", "0"), ("-1", "-2")]
    assert changes("{{ add_days('coalesce(a, 5)', 'b') }}") == [("5", "6"), ("5", "4")]


def test_one_site_is_replaced_wherever_it_was_rendered():
    sites = list(enumerate(sites_of("a < b or c"), 7))
    assert [number for number, _ in sites] == [7, 8]
    rendered = "x /*m7*/< y /*m8*/or z, v /*m7*/< w"
    assert mutate(rendered, 7, sites[0][1], "<=") == "x  <=  y /*m8*/or z, v  <=  w"


def test_equal_changes_of_equal_lines_are_counted():
    text = "a = b and a = b\n  a = b and a = b"
    names = [m.mutation for m in mutants_of("f.sql", text, list(enumerate(sites_of(text)))) if "=" in m.mutation]
    assert names == ["= → <>", "= → <> (2)", "= → <> (3)", "= → <> (4)"]


def test_every_reason_belongs_to_a_mutant():
    """A line that was rewritten loses its reasons: `make mutate` says them anew."""
    assert read_reasons().keys() - {mutant.key for mutant in all_mutants()[0]} == set()


def test_the_marked_project_builds_and_its_memories_are_known(tmp_path):
    _, marked = all_mutants()
    project = mutation_worlds.copy_project(tmp_path, marked)
    command = [*mutation_worlds.BUILD_TABLES, "--empty"]
    nodes, _ = mutation_worlds.run_dbt(project, tmp_path / "marked.duckdb", command, {}, None)
    keys = {node.name: node.keys for node in mutation_worlds.models_of(nodes, second_build=True)}
    assert keys["published_scores"] == ("as_of",)
    assert keys["activity_counts"] == ("contact_id", "activity_date")
    assert keys["rule_sets"] == ()
    assert keys["contact_scores"] is None
