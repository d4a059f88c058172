"""The schedule of a round as a paper: when and where voters are met, and which deputies come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from petitions.domain.official_letter import Alignment, AnnexColumn
from petitions.domain.official_paper import OfficialPaper, PaperTable, Passage, Tone
from petitions.domain.vocabulary import ContactForm, Level
from petitions.queries.issuers import Issuer
from petitions.queries.schedule import Schedule, ScheduledMeeting
from petitions.services.paper_words import Texts, bare_place, day_of, fill, superior_body

_WIDTHS = (12, 44, 70, 45, 64, 22)


@dataclass(frozen=True, slots=True)
class RoundFacts:
    """What the schedule says of its round."""

    name: str
    council: Issuer
    plan_number: str | None
    plan_on: date | None
    form: ContactForm
    joined_levels: tuple[Level, ...]


def compose_schedule(found: Schedule, facts: RoundFacts, texts: Texts, *, today: date) -> OfficialPaper:
    """Return the schedule of a council's round."""
    say: Texts = texts["schedule"]
    columns = tuple(
        AnnexColumn(heading, width, Alignment.CENTRE if at == 0 else Alignment.LEFT)
        for at, (heading, width) in enumerate(zip(say["headings"], _WIDTHS, strict=True))
    )
    rows = tuple(_row(number, meeting, say) for number, meeting in enumerate(found.meetings, start=1))
    counted = {"count": f"{len(rows):02}", "today": day_of(today)}
    closing = fill(say["cut" if found.is_cut else "numbers"] if rows else say["none"], counted)
    sender = fill(texts["sender"], {"council": facts.council.name})
    return OfficialPaper(
        superior_body=superior_body(facts.council.name, facts.council.place),
        issuing_body=texts["standing_board"],
        author=sender,
        place=bare_place(facts.council.place, texts["place_kinds"]),
        title=say["title"],
        subtitle=(facts.name,),
        passages=tuple(Passage(line) for line in _particulars(facts, texts)),
        drawn_up_on=today,
        number_code=say["number_code"],
        table=PaperTable(columns, rows) if rows else None,
        closing=(Passage(closing, Tone.NOTE),),
        recipients=tuple(say["recipients"]),
        signed_right=tuple(texts["board_signs"]),
        is_across=True,
    )


def _particulars(facts: RoundFacts, texts: Texts) -> list[str]:
    say: Texts = texts["schedule"]
    lines = [texts["form"][facts.form.value]]
    if facts.joined_levels:
        levels = ", ".join(texts["level"][level.value] for level in facts.joined_levels)
        lines.append(fill(say["joined"], {"levels": levels}))
    if facts.plan_number:
        on = fill(say["plan_on"], {"on": day_of(facts.plan_on)}) if facts.plan_on else ""
        lines.append(fill(say["plan"], {"number": facts.plan_number, "on": on}))
    return [" ".join(lines)]


def _row(number: int, meeting: ScheduledMeeting, say: Texts) -> tuple[str, ...]:
    day = {"day": day_of(meeting.held_on)}
    when = fill(say["day"], day)
    if meeting.start_time:
        when = fill(say["at"], day | {"hour": f"{meeting.start_time:%H:%M}"})
    return (str(number), when, meeting.place, meeting.locality, "\n".join(meeting.deputies), "")
