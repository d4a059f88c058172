"""What field, authority and lead a matter likely has: from its words, and from how such cases were decided here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy.orm import Session

from petitions.domain.field_words import guess_fields
from petitions.domain.vocabulary import Authority
from petitions.queries.decided import list_decided, list_field_ids, name_of_unit
from petitions.services.alike import Alike, Found
from petitions.services.likeness_words import field_words

T = TypeVar("T")

A_NEIGHBOUR = 3.0
"""How strongly a decided case speaks for its field, by its likeness; a phrase that names a field is worth 3 to 4.5."""

NEAREST = 3
LEAST_LIKE = 0.15
CERTAIN_ENOUGH = 0.2
"""The likeliest field has to be ahead of the next by so much, or nothing is suggested."""

MOST_WORDS = 3
A_NEIGHBOURS_DECISION = 5
"""So many of the council's latest cases in the field weigh as much as one that is alike."""


@dataclass(frozen=True, slots=True)
class Because:
    """Why something is suggested: words of the text, cases alike decided so, or so many of so many in the field."""

    words: tuple[str, ...] = ()
    alike_count: int = 0
    count: int = 0
    of: int = 0


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What is suggested of one matter; None where nothing is likely enough."""

    field_id: int | None = None
    field_name: str = ""
    field_because: Because = Because()
    authority: Authority | None = None
    authority_because: Because = Because()
    lead_id: int | None = None
    lead_name: str = ""
    lead_because: Because = Because()

    @property
    def is_any(self) -> bool:
        """Tell whether there is anything to suggest."""
        return bool(self.field_id or self.authority or self.lead_id)


def suggest(
    session: Session, text: str, found: Found, *, council_id: int | None, field_id: int | None = None
) -> Suggestion:
    """Return what is likely of a text, given the cases found around it; at most three statements more.

    ``field_id`` is the field it has been given, where somebody has decided on one: authority and lead follow it.
    """
    decided = [each for each in found.around if _is_decided(each, council_id)]
    code, because = likeliest_field(text, [(each.case.field, each.likeness.score) for each in decided])
    likely, name = list_field_ids(session).get(code, (None, "")) if code else (None, "")
    chosen = field_id or likely
    before = list_decided(session, council_id, chosen) if council_id and chosen else []
    alike = [each.case for each in decided if each.case.field_id == chosen]
    authority, authority_because = _vote([c.authority for c in alike], [d.authority for d in before])
    lead, lead_because = _vote([c.lead_id for c in alike], [d.lead_id for d in before])
    return Suggestion(
        field_id=likely,
        field_name=name,
        field_because=because if likely else Because(),
        authority=authority,
        authority_because=authority_because,
        lead_id=lead,
        lead_name="" if lead is None else name_of_unit(session, lead),
        lead_because=lead_because,
    )


def likeliest_field(text: str, decided: Sequence[tuple[str, float]]) -> tuple[str | None, Because]:
    """Return the code of the likeliest field, given fields and likeness of decided cases; None when none stands out."""
    guesses = guess_fields(text, field_words())
    strength = {code: guess.strength for code, guess in guesses.items()}
    lowest = min(strength.values(), default=0.0)
    for code in {code for code, _score in decided}:
        nearest = sorted((min(score, 1.0) for each, score in decided if each == code), reverse=True)[:NEAREST]
        strength[code] = strength.get(code, lowest) + A_NEIGHBOUR * sum(nearest)
    ranked = sorted(strength, key=lambda code: (-strength[code], code))
    if not ranked or (len(ranked) > 1 and strength[ranked[0]] - strength[ranked[1]] < CERTAIN_ENOUGH):
        return None, Because()
    best = ranked[0]
    words = guesses[best].words[:MOST_WORDS] if best in guesses else ()
    return best, Because(words=words, alike_count=sum(1 for code, _score in decided if code == best))


def _is_decided(each: Alike, council_id: int | None) -> bool:
    is_ours = council_id is None or each.case.council_id == council_id
    return is_ours and each.case.authority is not None and each.likeness.score >= LEAST_LIKE


def _vote(alike: Iterable[T | None], before: Sequence[T | None]) -> tuple[T | None, Because]:
    """Return what cases alike and the latest ones of the field say most, or None where nobody says anything."""
    near: Counter[T] = Counter(each for each in alike if each is not None)
    usual: Counter[T] = Counter(each for each in before if each is not None)
    strength = {each: near[each] * A_NEIGHBOURS_DECISION + usual[each] for each in {*near, *usual}}
    if not strength:
        return None, Because()
    best = max(strength, key=lambda each: (strength[each], str(each)))
    return best, Because(alike_count=near[best], count=usual[best], of=sum(usual.values()))
