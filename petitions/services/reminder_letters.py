"""The letter of each rung of the ladder: facts of what is late, put into the sentences an office wrote for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from petitions.domain.official_letter import Alignment, Annex, AnnexColumn, OfficialLetter
from petitions.domain.vocabulary import Rung
from petitions.services.paper_words import Texts, bare_place, day_of, fill, superior_body

_WIDTHS = (12, 42, 38, 87, 25, 25, 28)
_CENTRED = frozenset({0, 1, 4, 5, 6})


class LetterPrinter(Protocol):
    """What puts a letter on paper; see ``adapters.word_letter`` and ``adapters.pdf_letter``."""

    media_type: str
    extension: str

    def print_letter(self, letter: OfficialLetter) -> bytes:
        """Return the file."""


@dataclass(frozen=True, slots=True)
class LateCase:
    """One case as the annex lists it; nothing in it tells who raised it."""

    code: str
    places: str
    summary: str
    assigned_on: date
    due_on: date


@dataclass(frozen=True, slots=True)
class EarlierLetter:
    """A letter by which the agency was reminded before."""

    number: str
    on: date


@dataclass(frozen=True, slots=True)
class ReminderFacts:
    """What a reminder to one agency is about; ``cases`` are the longest overdue of ``case_count``, worst first."""

    rung: Rung
    council_name: str
    council_place: str
    agency_name: str
    higher_name: str | None
    cases: Sequence[LateCase]
    case_count: int
    earlier: Sequence[EarlierLetter]
    today: date
    report_by: date | None = None


def compose_reminder(facts: ReminderFacts, texts: Texts) -> OfficialLetter:
    """Return the letter of the facts' rung; the sentences are the office's, the figures ours."""
    filling = _filling(facts, texts)
    rung: Texts = texts[facts.rung.value]
    return OfficialLetter(
        superior_body=superior_body(facts.council_name, facts.council_place),
        issuing_body=fill(texts["issuing_body"], filling),
        sender=filling["sender"],
        number_code=texts["number_code"],
        place=bare_place(facts.council_place, texts["place_kinds"]),
        subject=fill(rung["subject"], filling),
        addressees=(fill(rung["addressee"], filling),),
        paragraphs=tuple(fill(each, filling) for each in rung["paragraphs"]),
        recipients=_recipients(facts, rung.get("recipients", texts["recipients"]), filling),
        signed_by=tuple(fill(each, filling) for each in texts["signed_by"]),
        annex=_annex(facts, texts["annex"], filling),
        drawn_up_on=facts.today,
    )


def _filling(facts: ReminderFacts, texts: Texts) -> dict[str, str]:
    names = {"council": facts.council_name, "agency": facts.agency_name}
    letters = "; ".join(fill(texts["letter"], {"number": e.number, "on": day_of(e.on)}) for e in facts.earlier)
    worst = max((_days_late(case, facts.today) for case in facts.cases), default=0)
    return {
        **names,
        "sender": fill(texts["sender"], names),
        "higher": facts.higher_name or fill(texts["no_higher"], names),
        "earlier": fill(texts["earlier"], {"letters": letters}) if letters else "",
        "today": day_of(facts.today),
        "report_by": texts["no_date"] if facts.report_by is None else day_of(facts.report_by),
        "count": f"{facts.case_count:02}",
        "shown": f"{len(facts.cases):02}",
        "worst": f"{worst:02}",
    }


def _annex(facts: ReminderFacts, texts: Texts, filling: Mapping[str, str]) -> Annex:
    columns = tuple(
        AnnexColumn(heading, width, Alignment.CENTRE if i in _CENTRED else Alignment.LEFT)
        for i, (heading, width) in enumerate(zip(texts["headings"], _WIDTHS, strict=True))
    )
    is_cut = len(facts.cases) < facts.case_count
    return Annex(
        title=fill(texts["title"], filling),
        columns=columns,
        rows=tuple(_row(number, case, facts.today) for number, case in enumerate(facts.cases, start=1)),
        closing=fill(texts["closing_when_cut" if is_cut else "closing"], filling),
    )


def _row(number: int, case: LateCase, today: date) -> tuple[str, ...]:
    return (
        str(number),
        case.code,
        case.places,
        case.summary,
        day_of(case.assigned_on),
        day_of(case.due_on),
        str(_days_late(case, today)),
    )


def _recipients(facts: ReminderFacts, lines: Sequence[str], filling: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(fill(line, filling) for line in lines if facts.higher_name or "$higher" not in line)


def _days_late(case: LateCase, today: date) -> int:
    return (today - case.due_on).days
