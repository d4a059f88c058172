"""The papers of a meeting: what is read out first, the register of opinions, the form to fill in by hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from petitions.domain.official_letter import Alignment, AnnexColumn
from petitions.domain.official_paper import OfficialPaper, PaperTable, Passage, Tone
from petitions.domain.vocabulary import ResultClass
from petitions.queries.issuers import Issuer
from petitions.queries.reading_list import ReadCase, ReadingList
from petitions.queries.registers import RegisterPart, RegisterRow
from petitions.services.paper_words import Texts, bare_place, day_of, fill, roman, superior_body

_REGISTER_OF_MEETING = (12, 40, 36, 99, 30, 40)
_REGISTER_OF_ROUND = (12, 48, 117, 34, 46)
_BLANK = (12, 48, 38, 92, 45, 22)
_ROW_TO_WRITE_IN = 22


@dataclass(frozen=True, slots=True)
class MeetingFacts:
    """What the papers of a meeting say of it; ``place`` names hall and locality."""

    number: int
    held_on: date
    place: str
    voter_count: int | None
    speaker_count: int | None
    deputies: tuple[str, ...]


def compose_reading_list(found: ReadingList, council: Issuer, texts: Texts, *, today: date) -> OfficialPaper:
    """Return the report that is the first item of the agenda: every answer, village by village."""
    say: Texts = texts["reading_list"]
    sender = fill(texts["sender"], {"council": council.name})
    filling = {"sender": sender, "area": found.area, "today": day_of(today)}
    period = say["to_date"] if found.since is None else fill(say["since"], filling | {"since": day_of(found.since)})
    filling["period"] = fill(period, filling)
    return OfficialPaper(
        superior_body=superior_body(council.name, council.place),
        issuing_body=texts["standing_board"],
        author=sender,
        place=bare_place(council.place, texts["place_kinds"]),
        title=say["title"],
        subtitle=tuple(fill(line, filling) for line in say["subtitle"]),
        passages=tuple(_read_out(found, filling, texts)),
        drawn_up_on=today,
        number_code=say["number_code"],
        recipients=tuple(fill(line, filling) for line in say["recipients"]),
        signed_right=tuple(texts["board_signs"]),
    )


def _read_out(found: ReadingList, filling: dict[str, str], texts: Texts) -> Iterator[Passage]:
    say: Texts = texts["reading_list"]
    yield Passage(fill(say["intro"], filling))
    if found.count:
        counts = found.by_result()
        by_class = {each.value: f"{counts[each]:02}" for each in ResultClass}
        yield Passage(fill(say["numbers"], by_class | {"count": f"{found.count:02}"}))
        if found.is_cut:
            yield Passage(fill(say["cut"], {"count": str(found.count)}), Tone.NOTE)
    else:
        yield Passage(fill(say["none"], filling))
    number = 0
    for place, (village, cases) in enumerate(found.groups, start=1):
        group = village or fill(texts["wide"], filling)
        heading = {"roman": roman(place), "group": _capital(group), "count": f"{len(cases):02}"}
        yield Passage(fill(say["group"], heading), Tone.HEADING)
        for case in cases:
            number += 1
            yield from _item(number, case, found.area, texts)
    if found.pending_count:
        yield Passage(fill(say["open"], filling | {"count": f"{found.pending_count:02}"}))
    yield Passage(fill(say["end"], filling))


def _item(number: int, case: ReadCase, area: str, texts: Texts) -> Iterator[Passage]:
    say: Texts = texts["reading_list"]
    places = ", ".join([*(case.villages or ([case.locality] if case.is_village else [])), area])
    asked = {"number": str(number), "places": places, "summary": case.summary, "code": case.code}
    yield Passage(fill(say["item"], asked), Tone.ITEM)
    document = {"agency": case.agency, "document": case.document_number, "signed": day_of(case.signed_on)}
    yield Passage(fill(say["answer"], document | {"content": case.content}))
    commitment = fill(say["commitment"], {"on": day_of(case.commitment_on)}) if case.commitment_on else ""
    result = {"result": texts["result"][case.result_class.value], "commitment": commitment}
    yield Passage(fill(say["result"], result), Tone.NOTE)


def compose_meeting_register(
    part: RegisterPart, meeting: MeetingFacts, unit: Issuer, texts: Texts, *, today: date
) -> OfficialPaper:
    """Return the register of one meeting, with the speakers: it belongs to the minutes and goes nowhere else."""
    say: Texts = texts["register"]
    rows = [
        (str(row.position), row.speaker_name or "", row.village or "", row.content, row.field or "", _dealt(row, texts))
        for row in part.rows
    ]
    particulars = {
        "voters": _known(meeting.voter_count, say),
        "speakers": _known(meeting.speaker_count, say),
        "deputies": ", ".join(meeting.deputies) or say["unknown"],
    }
    return _register(
        part,
        unit,
        texts,
        today=today,
        subtitle=(_named(meeting.held_on, meeting.place, texts),),
        particulars=(Passage(fill(say["particulars"], particulars)),),
        table=PaperTable(_columns(say["headings_of_meeting"], _REGISTER_OF_MEETING, centred={0}), tuple(rows)),
    )


def compose_round_register(
    part: RegisterPart, round_name: str, council: Issuer, texts: Texts, *, today: date
) -> OfficialPaper:
    """Return the register of a round, meeting by meeting; it says villages and communes, never who spoke."""
    say: Texts = texts["register"]
    rows: list[tuple[str, ...]] = []
    for number, row in enumerate(part.rows, start=part.first):
        if number == part.first or row.meeting_id != part.rows[number - part.first - 1].meeting_id:
            place = ", ".join(filter(None, (row.place, row.locality)))
            rows.append((_named(row.held_on, place, texts),))
        voters = fill(say["voters"], {"village": ", ".join(filter(None, (row.village, row.locality)))})
        rows.append((str(number), _capital(voters), row.content, row.field or "", _dealt(row, texts)))
    return _register(
        part,
        council,
        texts,
        today=today,
        subtitle=(round_name,),
        particulars=(),
        table=PaperTable(_columns(say["headings_of_round"], _REGISTER_OF_ROUND, centred={0}), tuple(rows)),
    )


def _register(
    part: RegisterPart,
    issuer: Issuer,
    texts: Texts,
    *,
    today: date,
    subtitle: tuple[str, ...],
    particulars: tuple[Passage, ...],
    table: PaperTable,
) -> OfficialPaper:
    say: Texts = texts["register"]
    counted = {"count": str(part.total), "first": str(part.first), "last": str(part.last), "today": day_of(today)}
    is_whole = len(part.rows) == part.total
    closing = fill(say["none"] if not part.total else say["numbers" if is_whole else "part"], counted)
    return OfficialPaper(
        superior_body=(),
        issuing_body=issuer.name.upper(),
        author=issuer.name,
        place=bare_place(issuer.place, texts["place_kinds"]),
        title=say["title"],
        subtitle=subtitle,
        passages=particulars,
        drawn_up_on=today,
        table=table if part.rows else None,
        closing=(Passage(closing, Tone.NOTE),),
        signed_left=tuple(texts["writer_signs"]),
        signed_right=tuple(texts["unit_signs"]),
        is_across=True,
    )


def compose_blank_form(
    meeting: MeetingFacts, unit: Issuer, texts: Texts, *, rows: int, link: str, today: date
) -> OfficialPaper:
    """Return a form with empty rows for a meeting without a device; its code leads to where they are typed later."""
    say: Texts = texts["blank_form"]
    deputies = {"deputies": ", ".join(meeting.deputies) or say["unknown"]}
    empty = tuple((str(number), *[""] * (len(_BLANK) - 1)) for number in range(1, rows + 1))
    return OfficialPaper(
        superior_body=(),
        issuing_body=unit.name.upper(),
        author=unit.name,
        place="",
        title=say["title"],
        subtitle=(_named(meeting.held_on, meeting.place, texts),),
        passages=tuple(Passage(fill(line, deputies)) for line in say["passages"]),
        drawn_up_on=today,
        table=PaperTable(_columns(say["headings"], _BLANK, centred={0}), empty, row_height=_ROW_TO_WRITE_IN),
        signed_left=tuple(say["signed_left"]),
        signed_right=tuple(say["signed_right"]),
        link=link,
        link_note=fill(say["link_note"], {"number": str(meeting.number)}),
        is_across=True,
    )


def _columns(headings: Sequence[str], widths: Sequence[int], *, centred: Iterable[int]) -> tuple[AnnexColumn, ...]:
    centre = frozenset(centred)
    return tuple(
        AnnexColumn(heading, width, Alignment.CENTRE if at in centre else Alignment.LEFT)
        for at, (heading, width) in enumerate(zip(headings, widths, strict=True))
    )


def _dealt(row: RegisterRow, texts: Texts) -> str:
    """Return what became of an opinion: answered in the room, in these cases, or nothing yet."""
    say: Texts = texts["register"]
    lines = [fill(say["case"], {"code": ref.code, "state": texts["state"][ref.state.value]}) for ref in row.cases]
    if row.answered_on_spot:
        lines.append(fill(say["on_spot_by"], {"by": row.answered_by}) if row.answered_by else say["on_spot"])
    return "\n".join(lines) or say["waiting"]


def _named(held_on: date, place: str, texts: Texts) -> str:
    return fill(texts["meeting"], {"on": day_of(held_on), "place": place})


def _known(count: int | None, say: Texts) -> str:
    return say["unknown"] if count is None else str(count)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
