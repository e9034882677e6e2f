"""Say how many rows and API calls a day the CRM exports cost, with every change sent and as the policy bands them.

Usage: python -m tools.sync_plan [--contacts 100000] [--model MODEL_ID]

Replays the published history of scores: a row is sent again when its score is further off what was sent than
`resend_points`, or when its grade, stage or MQL flag changes. Reads only. Reasons are left out of what every change
would send, so that the true number is higher.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from math import ceil

import duckdb

from tools.database import duckdb_path, held_elsewhere, public_schema, read_copy_path

# Records that one call takes: HubSpot's batch endpoints, Salesforce's sObject collections.
DESTINATIONS = {
    "crm_hubspot_contacts": ("HubSpot contacts", 100),
    "crm_salesforce_leads": ("Salesforce leads", 200),
    "crm_salesforce_contacts": ("Salesforce contacts", 200),
}


@dataclass(frozen=True)
class Shown:
    """What a CRM shows of a contact, as far as the history remembers it."""

    score: int
    grade: str | None
    stage: str | None
    is_mql: bool

    def is_near(self, other: Shown, resend_points: int) -> bool:
        """Say whether the other one need not be sent."""
        same = (self.grade, self.stage, self.is_mql) == (other.grade, other.stage, other.is_mql)
        return same and abs(self.score - other.score) <= resend_points


@dataclass
class Plan:
    """Rows by day after the first: those that changed, and those that are sent."""

    changed: Counter[date] = field(default_factory=Counter)
    sent: Counter[date] = field(default_factory=Counter)


def replay(history: Iterable[tuple[str, date, Shown | None]], first_day: date, resend_points: int) -> Plan:
    """Count rows by day; the history is sorted by contact and day, None where a contact is scored no longer."""
    plan = Plan()
    contact, shown, latest = None, None, None
    for contact_id, day, now in history:
        if contact_id != contact:
            contact, shown, latest = contact_id, None, None
        if now == latest:
            continue
        latest = now
        if day > first_day:
            plan.changed[day] += 1
        if now is None or shown is None or not shown.is_near(now, resend_points):
            shown = now
            if day > first_day:
                plan.sent[day] += 1
    return plan


def read_history(connection: duckdb.DuckDBPyConnection, model_id: str) -> list[tuple[str, date, Shown | None]]:
    """Return what each contact with a record in a CRM showed, from when on; None from when it was scored no longer."""
    rows = connection.execute(
        "select contact_id, valid_from, score, grade, stage, is_mql,"
        " case when valid_to is distinct from lead(valid_from) over (partition by contact_id order by valid_from)"
        " then valid_to end as left_on"
        " from score_history"
        " where model_id = ? and contact_id in (select contact_id from crm_contacts) order by contact_id, valid_from",
        [model_id],
    ).fetchall()
    history: list[tuple[str, date, Shown | None]] = []
    for contact_id, day, score, grade, stage, is_mql, left_on in rows:
        history.append((contact_id, day, Shown(score, grade, stage, is_mql)))
        if left_on is not None:
            history.append((contact_id, left_on, None))
    return history


def connect() -> duckdb.DuckDBPyConnection:
    """Open the build's file, or the copy for readers where there is one."""
    path = read_copy_path() or duckdb_path()
    connection = duckdb.connect(str(path), read_only=True)
    catalog = connection.execute("select current_database()").fetchone()[0]
    connection.execute(f'use "{catalog}"."{public_schema()}"')
    return connection


def lines(connection: duckdb.DuckDBPyConnection, model_id: str, contacts: int) -> list[str]:
    """Return the plan of one model, ready to print."""
    internal = f"{public_schema()}_policy.policy_models"
    [(resend_points,)] = connection.execute(
        f"select resend_points from {internal} where model_id = ?", [model_id]
    ).fetchall()
    [(first_day, last_day)] = connection.execute(
        "select min(valid_from), (select max(as_of) from contact_scores) from score_history where model_id = ?",
        [model_id],
    ).fetchall()
    [(known,)] = connection.execute(
        "select count(*) from crm_contacts where model_id = ? and not is_removed", [model_id]
    ).fetchall()
    days = (last_day - first_day).days if first_day else 0
    if not days or not known:
        return [f"Model {model_id}: the history has one day. Ask again when it has more, or `make backfill` some."]
    plan = replay(read_history(connection, model_id), first_day, resend_points)

    def per_day(counted: Counter[date]) -> tuple[float, float]:
        return sum(counted.values()) / days / known, max(counted.values(), default=0) / known

    def rows(share: float) -> str:
        return f"{share * contacts:,.0f} ({share:.1%})"

    (changed, most_changed), (sent, most_sent) = per_day(plan.changed), per_day(plan.sent)
    output = [
        f"Model {model_id}, {days} days up to {last_day}, resend_points {resend_points}, for {contacts:,} contacts",
        f"  {'':24}{'every change':>22}{'as banded':>22}",
        f"  {'rows a day':24}{rows(changed):>22}{rows(sent):>22}",
        f"  {'rows on the busiest day':24}{rows(most_changed):>22}{rows(most_sent):>22}",
    ]
    for table, (name, size) in DESTINATIONS.items():
        [(records,)] = connection.execute(f"select count(*) from {table} where model_id = ?", [model_id]).fetchall()
        if records:
            share = records / known
            before, after = (f"{ceil(part * contacts * share / size):,}" for part in (changed, sent))
            output.append(f"  {name + ', calls a day':32}{before:>14}{after:>22}   ({size} records a call)")
    return output


def main(argv: list[str] | None = None) -> int:
    """Print the plan of each model that is exported."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.sync_plan", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--contacts", type=int, default=100_000, help="reckon for so many (default: 100000)")
    parser.add_argument("--model", metavar="MODEL_ID", help="only this model (default: all that are exported)")
    args = parser.parse_args(argv)
    if args.contacts < 1:
        parser.error("--contacts must be 1 or more")
    try:
        with connect() as connection:
            found = connection.execute("select distinct model_id from crm_contacts order by 1").fetchall()
            models = [row[0] for row in found]
            if args.model and args.model not in models:
                exported = ", ".join(models) or "none"
                print(f"No model `{args.model}` is exported. Exported are: {exported}.", file=sys.stderr)
                return 1
            if not models:
                print("No contact of an active model is exported: crm_contacts is empty.", file=sys.stderr)
                return 1
            for model_id in models:
                if args.model in (None, model_id):
                    print("\n".join(lines(connection, model_id, args.contacts)))
    except duckdb.IOException as error:
        path = read_copy_path() or duckdb_path()
        message = held_elsewhere(str(error)) or f"{path} cannot be read: run `make build`. ({error})"
        print(message, file=sys.stderr)
        return 1
    except duckdb.CatalogException as error:
        reason = str(error).splitlines()[0]
        print(f"{duckdb_path()} has no complete set of score tables: run `make build`. ({reason})", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
