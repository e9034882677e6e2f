"""Companies: accounts by score, how far their buying committees are with us, and one account in detail."""

from __future__ import annotations

import streamlit as st

from dashboard import parts
from dashboard.parts import Column
from dashboard.reader import Reader

PAGE_SIZE = 15
PARTS = {"rollup": "Its contacts", "rule": "Company rule", "clamp": "Limit of the score"}


def page(reader: Reader) -> None:
    """Show the page."""
    numbers = reader.row("company_numbers")
    if not numbers["companies"]:
        parts.empty(
            "This model scores no companies",
            "A row in `company_rollups.csv` says how scores of contacts become the score of their company.",
        )
        return
    asked = st.query_params.get("company", "")
    if asked:
        show_company(reader, asked)
        return
    show_numbers(numbers)
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    with left:
        search = st.text_input("Search", placeholder="Name or id of a company", key="company_search").strip()
    with right:
        only = st.toggle("Only qualified accounts", key="company_only_mqa")
    key = f"{reader.model_id}|{search}|{only}"
    if st.session_state.get("companies_of") != key:
        st.session_state.update(companies_of=key, companies_page=1)
    number = st.session_state.get("companies_page", 1)
    found = reader.rows("companies", search=search, only_mqa=only, page_size=PAGE_SIZE, skip=(number - 1) * PAGE_SIZE)
    if not found:
        parts.empty("No company is like that", "Take a shorter text, or show all companies.")
        return
    count = parts.plural(found[0]["found"], "company", "companies")
    parts.note(f"{count}, highest score first. Committee: wanted roles found among engaged contacts.")
    parts.table(columns(reader, max(100, found[0]["score"])), found)
    last = -(-found[0]["found"] // PAGE_SIZE)
    if last > 1:
        st.number_input(f"Page, 1 to {last:,}", 1, last, key="companies_page", width=160)


def show_numbers(numbers: dict) -> None:
    """Show the big numbers."""
    engaged = numbers["engaged_companies"] / numbers["companies"]
    parts.tiles(
        parts.tile(
            "Qualified accounts (MQAs)", parts.whole(numbers["mqas"]), "companies",
            f"{parts.percent(numbers['mqas'] / numbers['companies'], 1)} of {parts.whole(numbers['companies'])}",
            "main",
        ),
        parts.tile(
            "Engaged companies", parts.whole(numbers["engaged_companies"]), "companies",
            f"{parts.percent(engaged)} have an engaged contact",
        ),
        parts.tile(
            "Committee coverage", parts.percent(numbers["coverage"]), "",
            "of wanted roles, mean of engaged companies" if numbers["judged"] else "The policy wants no roles",
        ),
        parts.tile(
            "Whole committee engaged", parts.whole(numbers["fully_covered"]), "companies",
            "every wanted role is with us",
        ),
    )  # fmt: skip


def dots(coverage: float | None, roles: int = 4) -> str:
    """Return coverage as filled and open dots with its percentage; the dots are quarters."""
    if coverage is None:
        return parts.MISSING
    full = round(coverage * roles)
    found = f'<span class="dots">{"●" * full}<span>{"●" * (roles - full)}</span></span>'
    return f"<div>{found} {parts.percent(coverage)}</div>"


def company_name(reader: Reader, row: dict) -> str:
    """Return a company as a link to its page."""
    name = parts.link(
        "companies", row["company_name"] or row["company_id"], company=row["company_id"], model=reader.model_id
    )
    return f"{name}<small>{parts.safe(row['company_id'])}</small>" if row["company_name"] else name


def qualified(row: dict) -> str:
    """Return the flag of an account that qualifies."""
    if not row["is_mqa"]:
        return ""
    return f"<div>{parts.chip('MQA', 'accent')}<small>since {parts.day(row['mqa_since'])}</small></div>"


def top_contact(reader: Reader, row: dict) -> str:
    """Return the best contact of a company as a link."""
    if not row["top_contact_id"]:
        return parts.MISSING
    name = parts.link(
        "lead", row["top_email"] or row["top_contact_id"], contact=row["top_contact_id"], model=reader.model_id
    )
    return f"<div>{name}<small>{parts.plural(row['top_score'] or 0, 'point')}</small></div>"


def columns(reader: Reader, best: float) -> list[Column]:
    """Return what the table shows of a company."""
    return [
        Column("Company", lambda row: company_name(reader, row), "title"),
        Column("Score, points", lambda row: parts.score_cell(row["score"], best)),
        Column("Grade", lambda row: parts.chip(row["grade"], "tint") if row["grade"] else ""),
        Column("Qualified", qualified),
        Column("Engaged", lambda row: parts.plural(row["engaged_contacts"], "contact")),
        Column("Committee", lambda row: dots(row["committee_coverage"])),
        Column("Best contact", lambda row: top_contact(reader, row)),
    ]


def show_company(reader: Reader, company_id: str) -> None:
    """Show one company."""
    parts.show(parts.link("companies", "← All companies", model=reader.model_id))
    found = reader.rows("company", company_id=company_id)
    if not found:
        parts.empty(
            f"No company is called “{company_id}” in {reader.model_name}", "Go back to all companies and search."
        )
        return
    company = found[0]
    chips = parts.chip("MQA", "accent") if company["is_mqa"] else ""
    facts = [
        ("Grade", parts.safe(" ".join(filter(None, [company["grade"], company["label"]])))),
        ("Qualified since", parts.day(company["mqa_since"])),
        ("Engaged", parts.plural(company["engaged_contacts"], "contact")),
        ("Committee", dots(company["committee_coverage"])),
    ]
    parts.show(
        f'<div class="ls-who"><div class="big"><b>{parts.whole(company["score"])}</b><small>points</small></div>'
        f'<div class="name">{parts.safe(company["company_name"] or company_id)} {chips}</div>'
        f'<div class="ls-facts">{"".join(f"<span>{name} <b>{value}</b></span>" for name, value in facts)}</div></div>'
    )
    left, right = st.columns(2, gap="large")
    with left:
        parts.section("Where the score comes from", "Points; the lines add up to the score")
        ledger = reader.rows("company_ledger", company_id=company_id)
        lines = [
            Column("What", lambda row: parts.safe(row["label"] or PARTS.get(row["entry_type"])), "title"),
            Column("Contacts", lambda row: parts.whole(row["contacts"]) if row["contacts"] is not None else "", "num"),
            Column("Points", lambda row: f"<b>{parts.signed(row['points'], 2)}</b>", "num"),
        ]
        if ledger:
            parts.table(lines, ledger)
        else:
            parts.empty("Nothing gives points yet", "No contact is above the minimum, and no company rule holds.")
    with right:
        parts.section("Buying committee", "Wanted roles: contacts of the company in them, and who is engaged")
        show_roles(reader, company_id)
    parts.section("People", "Contacts of the company, highest score first")
    show_people(reader, company_id)


def role_name(role: str) -> str:
    """Return a role as people write it: IT, Finance."""
    return role.upper() if len(role) < 4 else parts.words(role)


def show_roles(reader: Reader, company_id: str) -> None:
    """Show which roles of the committee are there."""
    roles = reader.rows_if_there("company_roles", company_id=company_id)
    if not roles:
        parts.empty("No committee", "The policy wants no roles: see `committee_roles` in `company_rollups.csv`.")
        return

    def state(row: dict) -> str:
        if row["engaged"]:
            return parts.chip("● engaged", "accent")
        return parts.chip("○ known, quiet", "tint") if row["contacts"] else parts.chip("missing", "alert")

    parts.table(
        [
            Column("Role", lambda row: parts.safe(role_name(row["role"])), "title"),
            Column("State", state),
            Column("Contacts", lambda row: parts.whole(row["contacts"]), "num"),
            Column("Engaged", lambda row: parts.whole(row["engaged"]), "num"),
        ],
        roles,
    )


def show_people(reader: Reader, company_id: str) -> None:
    """Show the company's contacts."""
    people = reader.rows("company_people", company_id=company_id)
    if not people:
        parts.empty("Nobody is known here", "No scored contact belongs to this company.")
        return

    def contact(row: dict) -> str:
        name = row["email"] or row["contact_id"]
        return parts.link("lead", name, contact=row["contact_id"], model=reader.model_id)

    parts.table(
        [
            Column("Contact", contact, "title"),
            Column("Score, points", lambda row: parts.score_cell(row["score"])),
            Column("Grade", lambda row: parts.chip(row["grade"], "tint") if row["grade"] else ""),
            Column("Stage", lambda row: parts.safe(parts.stage_name(row["stage"]))),
            Column("Why", lambda row: parts.first_of(row["reasons_up"], 5)),
        ],
        people,
    )
    if people[0]["found"] > len(people):
        parts.note(f"The best {len(people)} of {parts.plural(people[0]['found'], 'contact')}.")
