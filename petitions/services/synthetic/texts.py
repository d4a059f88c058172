"""What synthetic voters ask and agencies answer, put together from the sentences in the data folder."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from random import Random
from typing import Any

from petitions.services.synthetic.chance import between, draw


@dataclass(frozen=True, slots=True)
class Wording:
    """The texts of one case: what stands in the list, what was typed, what an agency would answer."""

    field: str
    summary: str
    content: str
    answer: str


class Texts:
    """The sentences of ``texts.toml``, filled with places and numbers that a random source draws."""

    def __init__(self, folder: Path) -> None:
        self.given: dict[str, Any] = tomllib.loads((folder / "texts.toml").read_text("utf-8"))
        self.places: dict[str, Any] = tomllib.loads((folder / "places.toml").read_text("utf-8"))
        self.common_word: str = self.given["common_word"]
        self._by_fields: dict[frozenset[str], list[dict[str, str]]] = {}

    @cached_property
    def _landmarks(self) -> list[str]:
        return [
            f"{first} {second}" for first in self.given["landmarks_first"] for second in self.given["landmarks_second"]
        ]

    def _matters(self, fields: frozenset[str]) -> list[dict[str, str]]:
        if fields not in self._by_fields:
            every: list[dict[str, str]] = self.given["matter"]
            self._by_fields[fields] = [matter for matter in every if matter["field"] in fields] or every
        return self._by_fields[fields]

    def compose(
        self, rng: Random, *, village: str, commune: str, has_common_word: bool, fields: frozenset[str]
    ) -> Wording:
        """Return the texts of a new case.

        ``has_common_word`` decides whether that word stands in them, ``fields`` what it may be about
        (none given: anything).
        """
        matter = draw(rng, self._matters(fields))
        slots = {
            "village": village,
            "commune": commune,
            "landmark": draw(rng, self._landmarks),
            "n": between(rng, 3, 240),
            "m": between(rng, 40, 2400),
            "year": between(rng, 2012, 2024),
            "serial": between(rng, 1000, 99999),
        }
        closing = draw(rng, self.given["common_closings" if has_common_word else "other_closings"])
        middle = draw(rng, self.given["where"]).format_map(slots)
        return Wording(
            field=matter["field"],
            summary=matter["summary"].format_map(slots),
            content=f"{matter['content'].format_map(slots)} {middle} {closing}",
            answer=matter["answer"].format_map(slots),
        )

    def pick(self, rng: Random, name: str) -> str:
        """Return one of the sentences kept under a name."""
        sentence: str = draw(rng, self.given[name])
        return sentence

    def person(self, rng: Random) -> str:
        """Return the name of somebody who does not exist."""
        names = self.places
        return " ".join(draw(rng, names[part]) for part in ("family_names", "middle_names", "given_names"))
