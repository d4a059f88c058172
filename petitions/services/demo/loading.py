"""load_demo(): everything at once, step after step in the order of time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from operator import itemgetter

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.domain.errors import NotEmptyError
from petitions.domain.hanoi import date_in_hanoi
from petitions.models import Case, Locality, Organisation, Person
from petitions.queries.calendar import get_work_calendar
from petitions.services.demo.book import Book, read_book
from petitions.services.demo.days import Days
from petitions.services.demo.meetings import Minutes, enter_minutes, enter_schedule, plan_minutes
from petitions.services.demo.papers import Papers
from petitions.services.demo.plan import Planner, Step, with_letters
from petitions.services.demo.stage import PROVINCE, Stage
from petitions.services.demo.steps import take
from petitions.services.demo.world import build_world
from petitions.services.files import ObjectStore
from petitions.services.notices import mark_old_read

LETTERS_A_DAY = {PROVINCE: 1.1}
"""How fast a council's outgoing letters are numbered through the year; a commune's slower."""

LETTERS_A_DAY_OF_A_COMMUNE = 0.3


NEWS_FOR = timedelta(days=3)
"""What is older has been seen by everybody."""


def load_demo(session: Session, *, store: ObjectStore, now: datetime) -> None:
    """Build the demo's world in one transaction, dated back from ``now``; its files go to ``store``.

    Raises:
        NotEmptyError: people, units, places or cases are there already.

    """
    insist_on_empty(session)
    book = read_book()
    world = build_world(session, book, Days(date_in_hanoi(now), get_work_calendar(session)))
    minutes = plan_minutes(book.meetings, world.days)
    planner = Planner(
        days=world.days,
        rule=world.rule,
        came_on={each.meeting["key"]: each.at.date() for each in minutes},
        on_paper=frozenset(book.texts["answers_on_paper"]),
    )
    stage = Stage(world, planner, Papers(book.texts, book.face, store))
    steps = with_letters([step for case in book.cases for step in planner.steps_of(case)], stage.council_of)
    stage.letters = _numbered(steps, stage, book)
    for act in _in_order(stage, minutes, steps):
        act()
    enter_schedule(world)
    mark_old_read(session, before=now - NEWS_FOR)


def insist_on_empty(session: Session) -> None:
    """Refuse with NotEmptyError a database that holds more than what an installation starts with."""
    for table in (Person, Organisation, Locality, Case):
        if session.scalar(sa.select(table.id).limit(1)) is not None:
            raise NotEmptyError


def _in_order(stage: Stage, minutes: list[Minutes], steps: list[Step]) -> list[Callable[[], None]]:
    """Return what is to be done, the earliest first, so that keys grow as they do in real work."""
    dated: list[tuple[datetime, Callable[[], None]]] = [
        *((each.at, partial(enter_minutes, stage.world, each)) for each in minutes),
        *((step.at, partial(take, stage, step)) for step in steps),
    ]
    return [act for _, act in sorted(dated, key=itemgetter(0))]


def _numbered(steps: list[Step], stage: Stage, book: Book) -> dict[tuple[str, date], str]:
    """Return the number of each council's letter: they grow through the year and begin anew with the next."""
    written = sorted({(stage.council_of(step), step.letter_on) for step in steps if step.letter_on is not None})
    numbers: dict[tuple[str, date], str] = {}
    last: dict[tuple[str, int], int] = {}
    for council, on in written:
        pace = LETTERS_A_DAY.get(council, LETTERS_A_DAY_OF_A_COMMUNE)
        number = max(last.get((council, on.year), 0) + 1, round(on.timetuple().tm_yday * pace) + 2)
        last[council, on.year] = number
        numbers[council, on] = book.texts["council_letter"].format(number=number)
    return numbers
