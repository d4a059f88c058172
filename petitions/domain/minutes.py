"""Minutes of a meeting cut into what each voter said, by rules; a person confirms, joins and cuts.

The pieces follow each other without a gap from the first character to the last: whatever is not taken for a
statement is a piece that is marked as not used. What minutes say comes in as an argument, folded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from petitions.domain.text import fold, one_line

_BULLET = re.compile(
    r"\s*(?:[-+*\u2022\u2013\u2014\u25cf\u00b7]+\s*|\(?\d{1,2}[.)/](?!\d)\s*"
    r"|[a-z\u0111]\)\s*|y kien (?:so )?\d{1,2}\s*[:.]\s*)"
)
_NUMBERED = re.compile(r"\s*(?:[ivx]{1,5}|[a-h]|\d{1,2}(?:\.\d{1,2})?)\s*[.)/:\-]\s*\S")
_LONGEST_HEADING = 140
_LONGEST_LABEL = 160
_LONGEST_NAME = 6
_SEPARATORS = " ,;(-\u2013\u2014"
_SENTENCE_ENDS = ".;!?"


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


@dataclass(frozen=True, slots=True)
class _Label:
    """Who speaks, and where on the line his words begin."""

    speaker_name: str | None
    village: str | None
    text_start: int
    official: str | None = None


def split_minutes(text: str, words: Mapping[str, frozenset[str]]) -> list[Piece]:
    """Return the pieces of the minutes in order; the first begins at nought, and there is one at least."""
    splitter = _Splitter(words)
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


@lru_cache(maxsize=4096)
def _flat_letter(letter: str) -> str:
    return (fold(letter) or letter)[0] if letter.isalnum() else letter


def _flat(text: str) -> str:
    """Return the text in lower case without accents, each character in its place."""
    return "".join(map(_flat_letter, text))


@dataclass(slots=True)
class _Splitter:
    words: Mapping[str, frozenset[str]]
    pieces: list[Piece] = field(default_factory=list)
    heading: str = ""
    is_open: bool = False
    """Whether a section of what voters say has begun."""
    turn: _Label | None = None
    said: list[int] = field(default_factory=list)
    """The pieces of the turn that lasts."""
    waits: bool = False
    """Whether the last piece has a speaker and no words yet."""

    def take(self, start: int, line: str) -> None:
        """Take in one line."""
        flat = _flat(line)
        if not flat.strip():
            if not self.pieces:
                self._leave_out(start)
            return
        label = self._label(line, flat)
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

    def _leave_out(self, start: int) -> None:
        if not self.pieces or self.pieces[-1].is_used:
            self.pieces.append(Piece(start, start, is_used=False))

    def _head(self, start: int, line: str, flat: str) -> None:
        self.turn, self.said = None, []
        self.heading = one_line(line)
        if self._begins_with(flat, "opens") or self._says(flat, "opens"):
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
        bullet = _BULLET.match(flat)
        begins = bullet.end() if bullet else len(line) - len(line.lstrip())
        is_new = bullet is not None or self._begins_with(flat[begins:], "turns")
        if self.turn is None or self.waits or (is_new and self.said):
            self._say(start, line, begins)

    def _say(self, start: int, line: str, begins: int) -> None:
        """Begin a statement, and one more wherever the speaker counts his points within the line."""
        if self.waits and self.said:
            self.pieces[-1] = replace(self.pieces[-1], text_start=start + begins)
        else:
            self._begin(start, start + begins)
        self.waits = not line[begins:].strip()
        flat = _flat(line)
        for match in re.finditer(r"[.;:]\s+", flat):
            is_counted = match.end() > begins + 1 and self._begins_with(flat[match.end() :], "turns")
            if is_counted and flat[begins : match.start()].strip(_SEPARATORS + ":."):
                self._begin(start + match.end(), start + match.end())

    def _begin(self, start: int, text_start: int) -> None:
        who = self.turn or _Label(None, None, 0)
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
        return any(phrase in flat for phrase in self.words[table])

    def _begins_with(self, flat: str, table: str) -> str:
        """Return the longest phrase that the text begins with, as whole words; nothing when there is none."""
        found = [p for p in self.words[table] if flat.startswith(p) and not flat[len(p) : len(p) + 1].isalnum()]
        return max(found, key=len, default="")

    # --- who speaks ---

    def _label(self, line: str, flat: str) -> _Label | None:
        bullet = _BULLET.match(flat)
        at = first = bullet.end() if bullet else len(line) - len(line.lstrip())
        while title := self._begins_with(flat[at:], "titles"):
            at = _skip(line, at + len(title))
        has_title = at > first and line[first].isupper()
        name, after = _name(line, at) if has_title and not self._begins_with(flat[at:], "places") else (None, at)
        official = self._official(line, flat, first, after)
        if official is not None:
            return official
        if not has_title or (name is None and "cu tri" not in flat[first:at]):
            return None
        village, after = self._village(line, flat, after)
        return self._words_begin(line, flat, name, village, after, first)

    def _official(self, line: str, flat: str, first: int, after: int) -> _Label | None:
        """Return who of the authorities answers in this line."""
        at = after
        while at < len(line) and line[at] in _SEPARATORS:
            at += 1
        if not self._begins_with(flat[at:], "officials"):
            return None
        head = flat[at : at + _LONGEST_LABEL]
        ends = [found for phrase in self.words["answers"] if (found := head.find(phrase)) > 0]
        colon = head.find(":")
        ends += [colon] if colon > 0 else []
        if not ends:
            return None
        return _Label(None, None, 0, official=one_line(line[first : at + min(ends)]).rstrip(_SEPARATORS + ":")[:200])

    def _village(self, line: str, flat: str, at: int) -> tuple[str | None, int]:
        begins = at
        while begins < len(line) and line[begins] in _SEPARATORS:
            begins += 1
        place = self._begins_with(flat[begins:], "places")
        if not place:
            return None, at
        ends = begins + len(place)
        for word in re.finditer(r"\s*([^\s,:;().]+)", line[ends:]):
            is_name = word[1][0].isupper() or word[1][0].isdigit() or self._begins_with(_flat(word[1]), "places")
            if not is_name or (word.start() and line[ends + word.start() - 1] in ":;()."):
                break
            last = ends + word.end()
            if line[last : last + 1] in {":", ";", "(", ")", "."}:
                return one_line(line[begins:last]), last
            if line[last : last + 1] == "," and not self._begins_with(_flat(line[last + 1 :].lstrip()), "places"):
                return one_line(line[begins:last]), last
            at = last
        return (one_line(line[begins:at]) or None, at) if at > begins else (None, begins)

    def _words_begin(
        self, line: str, flat: str, name: str | None, village: str | None, at: int, first: int
    ) -> _Label | None:
        """Return the label when a colon or a word for speaking follows; else the line only mentions a name."""
        rest = flat[at : at + _LONGEST_LABEL]
        colon = rest.find(":")
        sentence_end = min((found for sign in _SENTENCE_ENDS if (found := rest.find(sign)) >= 0), default=len(rest))
        verb_at = _skip(line, at, _SEPARATORS + ")")
        verb = self._begins_with(flat[verb_at:], "speaks")
        if 0 <= colon < sentence_end and (name or village or verb):
            return _Label(name, village, _skip(line, at + colon + 1))
        if verb:
            return _Label(name, village, verb_at if name or village else first)
        return None


def _skip(line: str, at: int, signs: str = " ") -> int:
    while at < len(line) and line[at] in signs:
        at += 1
    return at


def _name(line: str, at: int) -> tuple[str | None, int]:
    """Return the name that begins here, capitalised words up to the first sign, and where it ends."""
    words: list[str] = []
    end = at
    for word in _words_from(line, at):
        bare = word[0].rstrip(",:;().")
        if not bare or not bare[0].isupper() or len(words) == _LONGEST_NAME:
            break
        words.append(bare)
        end = word.start() + len(bare)
        if bare != word[0]:
            break
    return (" ".join(words), end) if words else (None, at)


def _words_from(line: str, at: int) -> Iterator[re.Match[str]]:
    return re.compile(r"\S+").finditer(line, at)
