"""The words by which lists and minutes are read: those of data/intake_words.toml and the names of the fields."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.domain.statement_columns import Words, word_of
from petitions.domain.text import fold
from petitions.models import SubjectField

_SHORTEST_PART = 4


def words_for_lists(session: Session) -> Words:
    """Return the words with the fields in use. One statement."""
    rows = session.execute(sa.select(SubjectField.id, SubjectField.name).where(SubjectField.is_active)).tuples()
    fields = {key: (fold(name), *_parts(name)) for key, name in rows}
    return Words(_table("columns"), fields, _table("cells"))


def words_for_minutes() -> Mapping[str, frozenset[str]]:
    """Return what minutes say, folded but for the surnames; forms in them ask as the headings of lists do."""
    columns = _table("columns")
    asks = {"speaker": columns["speaker_name"], "village": columns["village"], "content": columns["content"]}
    surnames = frozenset(each.lower() for each in _tables()["minutes"]["surnames"])
    named = {"surnames": surnames | _table("minutes")["surnames"]}
    return {**_table("minutes"), **named, **{f"asks_{each}": phrases for each, phrases in asks.items()}}


def words_for_rows() -> dict[str, list[str]]:
    """Return how places begin that stand behind a speaker, and what makes a post of such a beginning; with accents."""
    tables = _tables()
    return {
        "places": [place.lower() for place in tables["minutes"]["places"]],
        "posts": [post.lower() for post in tables["rows"]["posts"]],
    }


@dataclass(frozen=True, slots=True)
class TemplateWords:
    """What the empty list says: name of the file and of the sheet, heading and width of each column."""

    file: str
    sheet: str
    headings: dict[str, tuple[str, int]]


def template_words() -> TemplateWords:
    """Return what the empty list says; every heading is one that is known when it comes back."""
    about = _tables()["template"]
    headings = {name: (_tables()["columns"][name][0], width) for name, width in about["widths"].items()}
    return TemplateWords(about["file"], about["sheet"], headings)


def _parts(name: str) -> list[str]:
    """Return the parts of a name that puts several together, folded, each long enough to be told from a word."""
    parts = [fold(part) for part in name.split(",")]
    return [part for part in parts if len(parts) > 1 and len(part) > _SHORTEST_PART]


@cache
def _table(name: str) -> Mapping[str, frozenset[str]]:
    return {key: frozenset(map(word_of, phrases)) for key, phrases in _tables()[name].items()}


@cache
def _tables() -> dict[str, Any]:
    text = (files("petitions") / "data" / "intake_words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
