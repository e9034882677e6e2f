"""Which small changes of a SQL text a test should notice: pure text, no database.

A site is a piece of SQL with the texts that could stand there instead. Comments, Jinja and what is inside SQL strings
are left alone. Jinja strings that hold SQL (`'coalesce(age_days, 0)'`) are read like SQL.

`mark` writes a numbered comment before each site. It survives rendering, so that one compiled project holds all
mutants: `mutate` then replaces one site wherever it was rendered, however many models use the macro.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

TOKEN = re.compile(
    r"""
      (?P<comment> \{\#.*?\#\} | --[^\n]* | /\*.*?\*/ )
    | (?P<jinja>   \{\{ (?: [^'"] | '[^']*' | "[^"]*" )*? \}\} | \{% (?: [^'"] | '[^']*' | "[^"]*" )*? %\} )
    | (?P<string>  '(?:[^']|'')*' )
    | (?P<number>  \d+(?:\.\d+)? )
    | (?P<word>    [A-Za-z_]\w*(?:\.[A-Za-z_]\w*)* )
    | (?P<symbol>  ->> | -> | := | <= | >= | <> | \|\| | "[^"]*" | \S )
    """,
    re.VERBOSE | re.DOTALL,
)
JINJA_STRING = re.compile(r"'([^'\n]*)'|\"([^\"\n]*)\"")
# Whole numbers that models hand to macros: how far a date is moved.
DAYS_ARGUMENT = re.compile(r",\s+(-?\d+)(?=\s*\)|, )")
DAYS_MACROS = ("add_days(", "dateadd(")
# Jinja that names things, talks to people or asks the database: nothing in it is part of a model.
NO_SQL_IN_JINJA = ("raise_compiler_error", "run_query", "dispatch(", "config(")

COMPARISONS = {"<": ("<=", ">="), "<=": ("<", ">"), ">": (">=", "<="), ">=": (">", "<"), "=": ("<>",), "<>": ("=",)}
FUNCTIONS = {"min": "max", "max": "min", "least": "greatest", "greatest": "least"}
# The longest phrase first.
PHRASES = {
    "rows between unbounded preceding and current row": (
        "rows between unbounded preceding and 1 preceding",
        "rows between current row and current row",
    ),
    "rows between current row and unbounded following": (
        "rows between 1 following and unbounded following",
        "rows between current row and current row",
    ),
    "rows between unbounded preceding and 1 preceding": ("rows between unbounded preceding and current row",),
    "is not distinct from": ("is distinct from",),
    "is distinct from": ("is not distinct from",),
    "is not null": ("is null",),
    "is null": ("is not null",),
    "left join": ("inner join",),
    "not in": ("in",),
    "not like": ("like",),
    "union distinct": ("union all",),
    "not": ("",),
    "like": ("not like",),
    "or": ("and",),
    "true": ("false",),
    "false": ("true",),
    "desc": ("asc",),
}
# In their brackets numbers are lengths and scales, not values.
TYPES = {"numeric", "decimal", "varchar", "char"}


@dataclass(frozen=True)
class Site:
    """A piece of a text, [start, end), and what could stand there instead; bare: an argument that is no string yet."""

    start: int
    end: int
    original: str
    replacements: tuple[str, ...]
    bare: bool = False

    def moved(self, by: int) -> "Site":
        """Return the same site of a text that has more before it."""
        return replace(self, start=self.start + by, end=self.end + by)


@dataclass(frozen=True)
class Token:
    """One token: its kind as named in TOKEN, its text, and where it starts."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """Return where the token ends."""
        return self.start + len(self.text)


def tokens_of(text: str) -> list[Token]:
    """Return everything but white space and comments."""
    found = [Token(match.lastgroup, match.group(), match.start()) for match in TOKEN.finditer(text)]
    return [token for token in found if token.kind != "comment"]


def sites_of(text: str) -> list[Site]:
    """Return the sites of a model or macro file in the order of the text; they never overlap."""
    found = list(sql_sites(text))
    for token in tokens_of(text):
        if token.kind == "jinja":
            found += jinja_sites(token)
    return sorted(found, key=lambda site: site.start)


def jinja_sites(tag: Token) -> Iterator[Site]:
    """Find sites in the SQL that a Jinja tag holds as strings, and in the numbers by which dates are moved."""
    if any(word in tag.text for word in NO_SQL_IN_JINJA):
        return
    for match in JINJA_STRING.finditer(tag.text):
        content = match.group(1) or match.group(2) or ""
        # Without a space or a bracket it is a name; with these signs a regular expression or a format.
        if not re.search(r"[ (]", content) or re.search(r"[\[^%{]", content):
            continue
        # Pieces of SQL that are put together later: in these a quotation mark may as well close a string as open one.
        has_whole_strings = content.count("'") % 2 == 0 and not content.startswith("'")
        for site in sql_sites(content):
            if has_whole_strings or "'" not in site.original:
                yield site.moved(tag.start + match.start() + 1)
    strings = [match.span() for match in JINJA_STRING.finditer(tag.text)]
    for match in DAYS_ARGUMENT.finditer(tag.text) if any(name in tag.text for name in DAYS_MACROS) else ():
        number = match.group(1)
        if any(start < match.start(1) < end for start, end in strings):
            continue
        site = Site(match.start(1), match.end(1), number, numbers_near(number), bare=True)
        yield site.moved(tag.start)


def sql_sites(text: str) -> Iterator[Site]:
    """Find the sites in SQL."""
    tokens = tokens_of(text)
    depth = 0
    open_betweens: list[int] = []  # depths of those that wait for their `and`
    ordering: list[int] = []  # depths of the brackets in which an `order by` stands
    at = 0
    while at < len(tokens):
        token = tokens[at]
        word = token.text.lower()
        following = text_at(tokens, at + 1)
        depth += (token.text == "(") - (token.text == ")")
        while ordering and depth < ordering[-1]:
            ordering.pop()
        length = 1
        replacements: tuple[str, ...] = ()
        if phrase := phrase_at(tokens, at, PHRASES):
            length, replacements = len(phrase.split()), PHRASES[phrase]
        elif token.kind == "symbol":
            replacements = COMPARISONS.get(token.text, ())
        elif token.kind == "string" and "{" not in token.text:
            replacements = (other_text(token.text),)
        elif token.kind == "number" and not in_type(tokens, at):
            replacements = numbers_near(token.text)
        elif word == "and" and open_betweens and open_betweens[-1] == depth:
            open_betweens.pop()
        elif word == "and":
            replacements = ("or",)
        elif word == "between":
            open_betweens.append(depth)
            replacements = ("not between",)
        elif word == "in" and following == "(":
            replacements = ("not in",)
        elif word == "distinct":
            replacements = ("",)
        elif word in FUNCTIONS and following == "(":
            replacements = (FUNCTIONS[word],)
        elif word == "by" and text_at(tokens, at - 1) == "order":
            ordering.append(depth)
        elif token.kind == "word" and ordering and depth == ordering[-1] and is_order_item(tokens, at):
            replacements = (f"{token.text} desc",)
        if replacements:
            start, end = token.start, tokens[at + length - 1].end
            yield Site(start, end, text[start:end], replacements)
        at += length


def is_order_item(tokens: list[Token], at: int) -> bool:
    """Tell whether this word is a whole expression of an `order by`, in ascending order."""
    return text_at(tokens, at - 1) in ("by", ",") and text_at(tokens, at + 1) in (",", ")", "rows", "")


def text_at(tokens: list[Token], at: int) -> str:
    """Return the token's text in lower case, empty beyond the ends."""
    return tokens[at].text.lower() if 0 <= at < len(tokens) else ""


def phrase_at(tokens: list[Token], at: int, phrases: dict) -> str:
    """Return the first of the phrases that begins with this token, empty when none does."""
    for phrase in phrases:
        words = phrase.split()
        if [token.text.lower() for token in tokens[at : at + len(words)]] == words:
            return phrase
    return ""


def in_type(tokens: list[Token], at: int) -> bool:
    """Tell whether this number is a length or scale: `numeric(28, 6)`."""
    while text_at(tokens, at) not in ("(", ""):
        if tokens[at].kind != "number" and tokens[at].text != ",":
            return False
        at -= 1
    return text_at(tokens, at - 1) in TYPES


def other_text(literal: str) -> str:
    """Return another string; a day becomes another day."""
    if re.fullmatch(r"'\d{4}-\d\d-\d\d'", literal):
        return "'2024-02-15'"
    return "'mutant'" if literal == "''" else f"{literal[:-1]} mutant'"


def numbers_near(text: str) -> tuple[str, ...]:
    """Return the number plus and minus one; of 0 only 1."""
    number = Decimal(text)
    return (str(number + 1),) if text == "0" else (str(number + 1), str(number - 1))


def marker(number: int) -> str:
    """Return the comment that stands before a site."""
    return f"/*m{number}*/"


def mark(text: str, numbered_sites: list[tuple[int, Site]]) -> str:
    """Write its number before each site."""
    for number, site in sorted(numbered_sites, key=lambda pair: -pair[1].start):
        piece = marker(number) + text[site.start : site.end]
        text = text[: site.start] + (f"'{piece}'" if site.bare else piece) + text[site.end :]
    return text


def mutate(sql: str, number: int, site: Site, replacement: str) -> str:
    """Replace a site everywhere in marked SQL."""
    return sql.replace(marker(number) + site.original, f" {replacement} ")
