"""Who speaks in a line of minutes: known by title, name and village, or by what a form asks before the words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from petitions.domain.text import fold, one_line

BULLET = re.compile(
    r"\s*(?:[-+*\u2022\u2013\u2014\u25cf\u00b7]+\s*|\(?\d{1,2}[.)/](?!\d)\s*"
    r"|[a-z\u0111]\)\s*|y kien (?:so )?\d{1,2}\s*[:.]\s*)"
)
SEPARATORS = " ,;(-\u2013\u2014"
_SENTENCE_ENDS = ".;!?"
_LONGEST_LABEL = 160
_LONGEST_NAME = 6
_LONGEST_ENTRY = 60


@dataclass(frozen=True, slots=True)
class Label:
    """Who speaks, and where on the line his words begin."""

    speaker_name: str | None
    village: str | None
    text_start: int
    official: str | None = None
    is_entry: bool = False
    """Whether it is the first entry of a form, whose words come in one of the next."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a form asks, and where on the line the answer begins."""

    asked: str
    text_start: int


@lru_cache(maxsize=4096)
def _flat_letter(letter: str) -> str:
    return (fold(letter) or letter)[0] if letter.isalnum() else letter


def flat_of(text: str) -> str:
    """Return the text in lower case without accents, each character in its place."""
    return "".join(map(_flat_letter, text))


@dataclass(frozen=True, slots=True)
class Speakers:
    """Finds who speaks; what minutes say is folded, the surnames alone keep their accents."""

    words: Mapping[str, frozenset[str]]

    def begins_with(self, flat: str, table: str) -> str:
        """Return the longest phrase that the text begins with, as whole words; nothing when there is none."""
        found = [p for p in self.words[table] if flat.startswith(p) and not flat[len(p) : len(p) + 1].isalnum()]
        return max(found, key=len, default="")

    def entry(self, line: str, flat: str) -> Entry | None:
        """Return what a line asks, if it is an entry of a form: a name, an address, or what was said."""
        first, colon = _first_of(line, flat), line.find(":")
        if not first < colon <= first + _LONGEST_ENTRY:
            return None
        key = fold(line[first:colon])
        asked = next((each for each in ("speaker", "village", "content") if key in self.words[f"asks_{each}"]), None)
        return None if asked is None else Entry(asked, _skip(line, colon + 1))

    def label(self, line: str, flat: str, *, is_open: bool) -> Label | None:
        """Return who begins to speak in this line, None where nobody does; ``is_open`` while voters have the word."""
        at = first = _first_of(line, flat)
        if (form := self._entry_label(line, flat)) is not None:
            return form
        while title := self.begins_with(flat[at:], "titles"):
            at = _skip(line, at + len(title))
        has_title = at > first and line[first].isupper()
        name, after = _name(line, at) if has_title and not self.begins_with(flat[at:], "places") else (None, at)
        if not has_title:
            name, after = self._full_name(line, first)
        official = self._official(line, flat, first, after)
        if official is not None:
            return official
        if name is None and not (has_title and "cu tri" in flat[first:at]):
            return None
        village, after = self._village(line, flat, after)
        if not has_title and not self._speaks_at_once(
            line, flat, after, has_village=village is not None, is_open=is_open
        ):
            return None
        return self._words_begin(line, flat, name, village, after, first)

    def _entry_label(self, line: str, flat: str) -> Label | None:
        """Return the label of a line that a form asks the name in; a sentence there is no name."""
        entry = self.entry(line, flat)
        if entry is None or entry.asked != "speaker":
            return None
        at = entry.text_start
        while title := self.begins_with(flat[at:], "titles"):
            at = _skip(line, at + len(title))
        is_name = not any(self.begins_with(flat[at:], each) for each in ("places", "officials"))
        name, after = _name(line, at) if is_name else (None, at)
        rest = line[after:].strip()
        if name is None or " " not in name or len(rest) > _LONGEST_ENTRY or rest[:1] not in set(SEPARATORS) | {"", "."}:
            return None
        village, _after = self._village(line, flat, after)
        return Label(name, village, len(line.rstrip()), is_entry=True)

    def _full_name(self, line: str, at: int) -> tuple[str | None, int]:
        """Return the name that begins here without a title: a surname with accents and one word more at least."""
        name, after = _name(line, at)
        is_full = name is not None and " " in name and name.split()[0].lower() in self.words["surnames"]
        return (name, after) if is_full else (None, at)

    def _speaks_at_once(self, line: str, flat: str, at: int, *, has_village: bool, is_open: bool) -> bool:
        """Tell whether a colon or a word for speaking follows a name without title.

        Without a village it is a voter's name only while voters have the word, and before a colon.
        """
        begins = _skip(line, at, SEPARATORS + ")")
        if line[begins : begins + 1] == ":":
            is_office = bool(self.begins_with(flat[_skip(line, begins + 1) :], "officials"))
            return has_village or (is_open and not is_office)
        return has_village and bool(self.begins_with(flat[begins:], "speaks"))

    def _official(self, line: str, flat: str, first: int, after: int) -> Label | None:
        """Return who of the authorities answers in this line."""
        at = _skip(line, after, SEPARATORS)
        if not self.begins_with(flat[at:], "officials") or self.begins_with(flat[at:], "neighbours"):
            return None
        head = flat[at : at + _LONGEST_LABEL]
        ends = [found for phrase in self.words["answers"] if (found := head.find(phrase)) > 0]
        colon = head.find(":")
        ends += [colon] if colon > 0 else []
        if not ends:
            return None
        return Label(None, None, 0, official=one_line(line[first : at + min(ends)]).rstrip(SEPARATORS + ":")[:200])

    def _village(self, line: str, flat: str, at: int) -> tuple[str | None, int]:
        begins = _skip(line, at, SEPARATORS)
        if lives := self.begins_with(flat[begins:], "lives"):
            begins = _skip(line, begins + len(lives))
        place = self.begins_with(flat[begins:], "places")
        if not place:
            return None, at
        ends = begins + len(place)
        for word in re.finditer(r"\s*([^\s,:;().]+)", line[ends:]):
            is_name = word[1][0].isupper() or word[1][0].isdigit() or self.begins_with(flat_of(word[1]), "places")
            if not is_name or (word.start() and line[ends + word.start() - 1] in ":;()."):
                break
            last = ends + word.end()
            if line[last : last + 1] in {":", ";", "(", ")", "."}:
                return one_line(line[begins:last]), last
            if line[last : last + 1] == "," and not self.begins_with(flat_of(line[last + 1 :].lstrip()), "places"):
                return one_line(line[begins:last]), last
            at = last
        return (one_line(line[begins:at]) or None, at) if at > begins else (None, begins)

    def _words_begin(
        self, line: str, flat: str, name: str | None, village: str | None, at: int, first: int
    ) -> Label | None:
        """Return the label when a colon or a word for speaking follows; else the line only mentions a name."""
        rest = flat[at : at + _LONGEST_LABEL]
        colon = rest.find(":")
        sentence_end = min((found for sign in _SENTENCE_ENDS if (found := rest.find(sign)) >= 0), default=len(rest))
        verb_at = _skip(line, at, SEPARATORS + ")")
        verb = self.begins_with(flat[verb_at:], "speaks")
        if 0 <= colon < sentence_end and (name or village or verb):
            return Label(name, village, _skip(line, at + colon + 1))
        if verb:
            return Label(name, village, verb_at if name or village else first)
        return None


def _first_of(line: str, flat: str) -> int:
    """Return where a line begins behind its bullet or number."""
    bullet = BULLET.match(flat)
    return bullet.end() if bullet else len(line) - len(line.lstrip())


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
