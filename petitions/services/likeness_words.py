"""The word lists of data/likeness, read once."""

from __future__ import annotations

import csv
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from petitions.domain.field_words import FieldWords, field_words_of
from petitions.domain.likeness_words import Lexicon, lexicon_of


@cache
def lexicon() -> Lexicon:
    """Return what is known of the language: empty phrases, words that mean the same, usual words."""
    words = _toml("words.toml")
    usual = {row["term"]: float(row["share"]) for row in csv.DictReader(_text("usual.csv").splitlines())}
    return lexicon_of(words["nothing"], words["same"], usual)


@cache
def field_words() -> FieldWords:
    """Return by which words the fields are recognised, by the fields' codes."""
    lists = {code: (row["strong"], row["weak"]) for code, row in _toml("fields.toml").items()}
    spoken: dict[str, dict[str, float]] = {}
    for row in csv.DictReader(_text("spoken.csv").splitlines()):
        spoken.setdefault(row["term"], {})[row["field"]] = float(row["texts"])
    return field_words_of(lists, spoken)


@cache
def codes_with_words() -> frozenset[str]:
    """Return the codes of the fields that can be recognised by words."""
    return frozenset(code for strengths in field_words().accented.values() for code in strengths)


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads(_text(name))


def _text(name: str) -> str:
    return (files("petitions") / "data" / "likeness" / name).read_text(encoding="utf-8")
