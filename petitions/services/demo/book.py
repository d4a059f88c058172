"""The demo world as its data files hold it; days in them count from the day of loading."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

Row = dict[str, Any]
"""One table of a file, under the names the file gives."""


@dataclass(frozen=True, slots=True)
class Book:
    """Every table of the demo, in the order in which it was written down."""

    localities: list[Row]
    organisations: list[Row]
    people: list[Row]
    terms: list[Row]
    council_sessions: list[Row]
    rounds: list[Row]
    meetings: list[Row]
    coming_meetings: list[Row]
    statements: list[Row]
    cases: list[Row]
    texts: Row
    face: bytes


def read_book() -> Book:
    """Return what data/demo holds."""
    folder = files("petitions") / "data" / "demo"
    rounds = _tables(folder / "rounds.toml")
    chapters = sorted(
        (each for each in folder.iterdir() if each.name.startswith("cases_") and each.name.endswith(".toml")),
        key=lambda each: each.name,
    )
    return Book(
        localities=_tables(folder / "places.toml")["locality"],
        organisations=_tables(folder / "organisations.toml")["organisation"],
        people=_tables(folder / "people.toml")["person"],
        terms=rounds["term"],
        council_sessions=rounds["council_session"],
        rounds=rounds["round"],
        meetings=rounds["meeting"],
        coming_meetings=rounds["coming_meeting"],
        statements=_tables(folder / "on_spot.toml")["statement"],
        cases=[case for chapter in chapters for case in _tables(chapter)["case"]],
        texts=_tables(folder / "texts.toml"),
        face=(folder / "DejaVuSerif.ttf").read_bytes(),
    )


def _tables(file: Traversable) -> Row:
    return tomllib.loads(file.read_text(encoding="utf-8"))
