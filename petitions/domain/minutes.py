"""Minutes of a meeting cut into what each voter said, by rules; a person confirms, joins and cuts.

The pieces follow each other without a gap from the first character to the last: whatever is not taken for a
statement is a piece that is marked as not used. What minutes say comes in as an argument, folded.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from petitions.domain.minutes_speakers import BULLET, SEPARATORS, Label, Speakers, flat_of
from petitions.domain.text import one_line

_NUMBERED = re.compile(r"\s*(?:[ivx]{1,5}|[a-h]|\d{1,2}(?:\.\d{1,2})?)\s*[.)/:\-]\s*\S")
_LONGEST_HEADING = 140


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the minutes, up to where the next begins; what was said in it begins at ``text_start``."""

    start: int
    text_start: int
    is_used: bool
    speaker_name: str | None = None
    village: str | None = None
    answered_by: str | None = None
    heading: str = ""
    """The heading of the section it stands in."""


def split_minutes(text: str, words: Mapping[str, frozenset[str]]) -> list[Piece]:
    """Return the pieces of the minutes in order; the first begins at nought, and there is one at least."""
    splitter = _Splitter(Speakers(words))
    start = 0
    for line in text.splitlines(keepends=True):
        splitter.take(start, line)
        start += len(line)
    return splitter.pieces or [Piece(0, 0, is_used=False)]


def ends_of(starts: Sequence[int], length: int) -> list[int]:
    """Return where each piece ends: where the next begins, the last with the text."""
    return [*starts[1:], length]


def places_to_cut(text: str, start: int, end: int) -> list[int]:
    """Return where sentences and lines begin within a piece, its own beginning left out."""
    found = (match.end() + start for match in re.finditer(r"(?<=[.;!?\u2026:])\s+|\n\s*", text[start:end]))
    return [at for at in dict.fromkeys(found) if start < at < end and text[at:end].strip()]


@dataclass(slots=True)
class _Splitter:
    speakers: Speakers
    pieces: list[Piece] = field(default_factory=list)
    heading: str = ""
    is_open: bool = False
    """Whether a section of what voters say has begun."""
    turn: Label | None = None
    said: list[int] = field(default_factory=list)
    """The pieces of the turn that lasts."""
    waits: bool = False
    """Whether the last piece has a speaker and no words yet."""

    def take(self, start: int, line: str) -> None:
        """Take in one line."""
        flat = flat_of(line)
        if not flat.strip():
            if not self.pieces:
                self._leave_out(start)
            return
        if self.waits and self.turn is not None and self.turn.is_entry and self._fill_in(start, line, flat):
            return
        label = self.speakers.label(line, flat, is_open=self.is_open or self.turn is not None)
        if label is not None and label.official is not None:
            self._reply(start, label.official)
        elif label is not None:
            self.turn, self.said, self.is_open = label, [], True
            self._say(start, line, label.text_start)
        elif self._is_heading(line, flat):
            self._head(start, line, flat)
        elif self.turn is not None or self.is_open:
            self._go_on(start, line, flat)
        else:
            self._leave_out(start)

    # --- what becomes of a line ---

    def _fill_in(self, start: int, line: str, flat: str) -> bool:
        """Take the line as a further entry of the form whose words are still to come; tell whether it is one."""
        entry = self.speakers.entry(line, flat)
        if entry is None or entry.asked == "speaker" or self.turn is None:
            return False
        if entry.asked == "content":
            self._say(start, line, entry.text_start)
            return True
        village = one_line(line[entry.text_start :]) or self.turn.village
        self.turn = replace(self.turn, village=village)
        self.pieces[-1] = replace(self.pieces[-1], village=village, text_start=start + len(line.rstrip()))
        return True

    def _leave_out(self, start: int) -> None:
        if not self.pieces or self.pieces[-1].is_used:
            self.pieces.append(Piece(start, start, is_used=False))

    def _head(self, start: int, line: str, flat: str) -> None:
        self.turn, self.said = None, []
        self.heading = one_line(line)
        if self.speakers.begins_with(flat, "opens") or self._says(flat, "opens"):
            self.is_open = True
        elif self._says(flat, "closes"):
            self.is_open = False
        self._leave_out(start)

    def _reply(self, start: int, official: str) -> None:
        """Somebody of the authorities answers: whoever spoke last was answered in the room."""
        for at in self.said:
            self.pieces[at] = replace(self.pieces[at], answered_by=official)
        self.turn, self.said = None, []
        self.is_open = False
        self._leave_out(start)

    def _go_on(self, start: int, line: str, flat: str) -> None:
        bullet = BULLET.match(flat)
        begins = bullet.end() if bullet else len(line) - len(line.lstrip())
        is_new = bullet is not None or self.speakers.begins_with(flat[begins:], "turns")
        if self.turn is None or self.waits or (is_new and self.said):
            self._say(start, line, begins)

    def _say(self, start: int, line: str, begins: int) -> None:
        """Begin a statement, and one more wherever the speaker counts his points within the line."""
        if self.waits and self.said:
            self.pieces[-1] = replace(self.pieces[-1], text_start=start + begins)
        else:
            self._begin(start, start + begins)
        self.waits = not line[begins:].strip()
        flat = flat_of(line)
        for match in re.finditer(r"[.;:]\s+", flat):
            is_counted = match.end() > begins + 1 and self.speakers.begins_with(flat[match.end() :], "turns")
            if is_counted and flat[begins : match.start()].strip(SEPARATORS + ":."):
                self._begin(start + match.end(), start + match.end())

    def _begin(self, start: int, text_start: int) -> None:
        who = self.turn or Label(None, None, 0)
        self.said.append(len(self.pieces))
        self.pieces.append(
            Piece(start, text_start, True, who.speaker_name, who.village, heading=self.heading)  # noqa: FBT003 - a dataclass in order
        )

    # --- what a line is ---

    def _is_heading(self, line: str, flat: str) -> bool:
        bare = line.strip()
        if len(bare) > _LONGEST_HEADING:
            return False
        if bare.isupper():
            return True
        is_numbered = _NUMBERED.match(flat) is not None and not bare.endswith((".", ";"))
        speaks_of = self._says(flat, "opens") or self._says(flat, "closes")
        return (speaks_of and (is_numbered or bare.endswith(":"))) or (is_numbered and "linh vuc" in flat)

    def _says(self, flat: str, table: str) -> bool:
        return any(phrase in flat for phrase in self.speakers.words[table])
