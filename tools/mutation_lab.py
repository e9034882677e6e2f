"""Where mutants are run.

A mutant is a replacement in compiled SQL. First the unit tests that hold the mutated site are run again, then, in each
world, the models that hold it and whatever reads a table that came out differently. It is killed when a table that
people or tests look at is another.
"""

import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import duckdb

from tools.mutation_worlds import Node, World, before_relation

SECONDS_PER_MUTANT = 20  # of this process's CPU, so that a busy machine kills no mutant
Change = Callable[[str], str]  # from marked SQL to mutated SQL: the same text where it has no site


@dataclass(frozen=True)
class Verdict:
    """What became of a mutant: `unit test`, `worlds`, `error`, `timeout`, `invalid` or `survived`, and where."""

    fate: str
    where: str = ""


class Timeout(Exception):
    """A mutant ran for too long."""


class Lab:
    """Runs mutants; holds a connection to an empty database of its own, with the worlds attached for reading."""

    def __init__(self, world_list: list[World], unit_tests: dict[str, str]) -> None:
        self._worlds = world_list
        self._unit_tests = unit_tests
        self._deadline = float("inf")
        self._connect()

    def _connect(self) -> None:
        self._con = duckdb.connect(config={"threads": 1, "memory_limit": "2GB", "max_temp_directory_size": "0MB"})
        self._con.execute("set TimeZone = 'UTC'")
        self._con.execute("set enable_progress_bar = false")
        for world in self._worlds:
            self._con.execute(f"attach '{world.database}' as \"{world.database.stem}\" (read_only)")

    def _run(self, sql: str) -> duckdb.DuckDBPyConnection:
        if time.process_time() > self._deadline:
            raise Timeout
        return self._con.execute(sql)

    def _interrupt_what_takes_too_long(self, done: threading.Event) -> None:
        while not done.wait(1):
            if time.process_time() > self._deadline:
                self._con.interrupt()

    def judge(self, change: Change) -> Verdict:
        """Run a mutant."""
        self._deadline = time.process_time() + SECONDS_PER_MUTANT
        done = threading.Event()
        guard = threading.Thread(target=self._interrupt_what_takes_too_long, args=[done])
        guard.start()
        try:
            return self._verdict(change)
        except (Timeout, duckdb.InterruptException):
            verdict = Verdict("timeout")
        except (duckdb.ParserException, duckdb.BinderException) as error:
            verdict = Verdict("invalid", first_line(error))
        except duckdb.Error as error:
            verdict = Verdict("error", first_line(error))
        finally:
            done.set()
            guard.join()
        # An error may leave tables behind, or a connection that is of no more use.
        self._connect()
        return verdict

    def _verdict(self, change: Change) -> Verdict:
        for name, sql in self._unit_tests.items():
            mutated = change(sql)
            if mutated != sql and not self._passes(mutated):
                return Verdict("unit test", name)
        for world in self._worlds:
            if different := self._first_difference(world, change):
                return Verdict("worlds", f"{different}, {world.name}")
        return Verdict("survived")

    def _passes(self, unit_test: str) -> bool:
        rows = {"actual": Counter(), "expected": Counter()}
        for *values, which in self._run(unit_test).fetchall():
            rows[which][repr_of(values)] += 1
        return rows["actual"] == rows["expected"]

    def failing_unit_tests(self) -> list[str]:
        """Return the unit tests that fail without any mutation: none, if all is well."""
        self._deadline = float("inf")
        return [name for name, sql in self._unit_tests.items() if not self._passes(sql)]

    def fingerprints(self, world: World) -> dict[str, tuple]:
        """Run all models of a world as they are; return the fingerprint of each."""
        self._deadline = float("inf")
        found = {}
        for node in world.nodes:
            self._create(node, node.sql)
            found[node.name] = self._fingerprint(node)
            self._run(f'drop table "{node.name}"')
        return found

    def _first_difference(self, world: World, change: Change) -> str | None:
        """Return the first table that people look at and the mutant changes."""
        changed: dict[str, Node] = {}
        for node in world.nodes:
            sql = change(node.sql)
            touched = node.parents & changed.keys()
            if sql == node.sql and not touched:
                continue
            for name in touched:
                sql = sql.replace(changed[name].relation, f'memory.main."{name}"')
            self._create(node, sql)
            if self._fingerprint(node) == world.fingerprints[node.name]:
                continue
            if node.is_looked_at:
                self._clear()
                return node.name
            changed[node.name] = node
        self._clear()
        return None

    def _create(self, node: Node, sql: str) -> None:
        table = f'memory.main."{node.name}"'
        if node.keys is None:
            self._run(f"create or replace table {table} as {sql}")
            return
        same_row = " and ".join(f"old.{key} = new.{key}" for key in node.keys) or "false"
        self._run(f"create or replace temp table new_rows as {sql}")
        self._run(
            f"create or replace table {table} as select * from {before_relation(node.relation)} as old "
            f"where not exists (from new_rows as new where {same_row}) union all by name from new_rows"
        )

    def _fingerprint(self, node: Node) -> tuple:
        """Count the rows and add up their hashes: equal for equal tables, whatever their order."""
        return self._run(f'select count(*), sum(hash(t)) from memory.main."{node.name}" as t').fetchone()

    def _clear(self) -> None:
        for (name,) in self._con.execute(
            "select table_name from duckdb_tables() where database_name = 'memory'"
        ).fetchall():
            self._con.execute(f'drop table memory.main."{name}"')


def repr_of(values: list) -> tuple:
    """Return a row as something that can be counted; equal numbers are equal, whatever their type."""
    return tuple(repr(value) if isinstance(value, list | dict) else value for value in values)


def first_line(error: Exception) -> str:
    """Return the beginning of an error's message."""
    return str(error).partition("\n")[0][:200]
