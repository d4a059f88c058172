"""Already raised? The cases nearest to a text among all that somebody may see, and why they are near."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from sqlalchemy.orm import Session

from petitions.domain.field_words import guess_fields
from petitions.domain.identity import Actor
from petitions.domain.likeness import Likeness, Matter, Read, best_of, compare, read_matter
from petitions.domain.likeness_index import looked_for, number_of
from petitions.domain.likeness_words import weight_of
from petitions.domain.text import excerpt
from petitions.queries.alike import Answered, Candidate, list_answers, list_by_key
from petitions.queries.likeness import count_terms, list_candidates
from petitions.queries.scope import scope_of
from petitions.services.likeness_words import field_words, lexicon

MOST_SHOWN = 5
LEAST_TYPED = 12
"""Fewer characters say nothing yet."""


@dataclass(frozen=True, slots=True)
class Alike:
    """A case that is near, why, and what was answered then."""

    case: Candidate
    likeness: Likeness
    answer: Answered | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What was found around a text: the cases near it, all others that share words, and what it was read as."""

    near: tuple[Alike, ...] = ()
    around: tuple[Alike, ...] = ()
    read: Read | None = None


def find_alike(session: Session, matter: Matter, *, actor: Actor, but: int | None = None) -> Found:
    """Return the cases nearest to a matter that the actor sees, nearest first; ``but`` is the case itself.

    At most four statements, however many cases there are.
    """
    if sum(map(len, matter.texts)) < LEAST_TYPED:
        return Found()
    words = lexicon()
    asked = read_matter(matter if matter.field else replace(matter, field=likeliest_field(matter.texts)), words)
    terms = looked_for(asked.readings[0], words)
    units = sorted(scope_of(actor).organisation_ids)
    counted = count_terms(session, terms, units)
    shares = {term: counted.share_of(number_of(term)) for term in terms}
    weights = {term: weight_of(term, words, shares) for term in terms}
    keys = [key for key in list_candidates(session, weights, units, counted) if key != but]
    cases = {case.id: case for case in list_by_key(session, keys, actor=actor)}
    compared = [(key, compare(asked, _read(case), words, shares)) for key, case in cases.items()]
    near = best_of(compared, most=MOST_SHOWN)
    answers = list_answers(session, [key for key, _likeness in near])
    return Found(
        near=tuple(Alike(cases[key], likeness, answers.get(key)) for key, likeness in near),
        around=tuple(Alike(cases[key], likeness) for key, likeness in compared),
        read=asked,
    )


def likeliest_field(texts: tuple[str, ...]) -> str | None:
    """Return the code of the field that the words speak for most, None when they speak for none."""
    text = "\n".join(texts)
    guesses = guess_fields(text, field_words())
    return max(guesses, key=lambda code: guesses[code].strength) if guesses else None


def _read(case: Candidate) -> Read:
    texts = (case.summary, excerpt(case.said, 1_000)) if case.said != case.summary else (case.summary,)
    return _known(Matter(texts, case.village, case.commune_id, case.field))


@lru_cache(maxsize=2_000)
def _known(matter: Matter) -> Read:
    """Return a matter read; who types goes on asking about the same ones."""
    return read_matter(matter, lexicon())
