"""Which field a piece of minutes likely belongs to, and why; a person looks at it before anything is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from petitions.domain.statement_columns import Words
from petitions.domain.statement_import import FieldReason
from petitions.queries.decided import list_field_ids
from petitions.services.imports.statement_words import words_for_lists
from petitions.services.likeness_words import codes_with_words
from petitions.services.suggestions import likeliest_field

Proposal = tuple[int | None, FieldReason | None]


@dataclass(frozen=True, slots=True)
class FieldBook:
    """The fields in use: what they are called, and by which code their words are known."""

    words: Words
    ids: Mapping[str, tuple[int, str]]

    @classmethod
    def of(cls, session: Session) -> FieldBook:
        """Return the book; two statements, however many pieces are looked up in it."""
        return cls(words_for_lists(session), list_field_ids(session))

    def propose(self, said: str, heading: str = "") -> Proposal:
        """Return the field of the heading above, else the one that the text speaks of; None where neither tells.

        It is what is suggested to somebody who types the same, only that words must speak for it: this one
        stands there without being asked for, so it has to give its reason. Decided cases alike are not asked.
        """
        if (under := self.words.field_named(heading)) is not None:
            return under, FieldReason(heading=heading)
        named = self.words.field_spoken_of(said)
        code, because = likeliest_field(said, ())
        likely = self.ids.get(code) if code is not None and because.words else None
        if likely is not None and named not in self._without_words():
            return likely[0], FieldReason(words=because.words)
        return named, None if named is None else FieldReason()

    def _without_words(self) -> set[int]:
        """Return the fields that no word list knows: they are recognised by their names alone."""
        return {key for code, (key, _name) in self.ids.items() if code not in codes_with_words()}
