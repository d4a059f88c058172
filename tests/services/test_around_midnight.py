"""The last minute of the due date, the first of the next day, and the hour before the day begins in UTC."""

from datetime import datetime, timedelta

import pytest

from petitions.domain.deadlines import days_late
from petitions.domain.hanoi import HANOI, date_in_hanoi
from petitions.domain.response_content import ResponseContent
from petitions.domain.vocabulary import ResultClass, State
from petitions.queries.overdue import stream_overdue
from petitions.services.files import Attachments
from petitions.services.response import respond
from tests.builders import TODAY, a_world
from tests.cases import a_case
from tests.clocks import the_clock

DUE = TODAY + timedelta(days=3)
NEXT = DUE + timedelta(days=1)


def at(day, *time):
    return datetime(day.year, day.month, day.day, *time, tzinfo=HANOI)


MOMENTS = [
    pytest.param(at(DUE, 0, 0), 0, id="00:00 on the due date"),
    pytest.param(at(DUE, 6, 59), 0, id="06:59, still the day before in UTC"),
    pytest.param(at(DUE, 23, 59, 59), 0, id="23:59:59 on the due date"),
    pytest.param(at(NEXT, 0, 0), 1, id="00:00 on the next day"),
    pytest.param(at(NEXT, 6, 59), 1, id="06:59, the due date in UTC"),
]


@pytest.mark.parametrize(("moment", "late"), MOMENTS)
def test_an_answer_is_late_from_the_first_minute_of_the_day_after_in_hanoi(session, moment, late):
    world = a_world(session)
    case = a_case(session, world, State.IN_PROGRESS, due_on=DUE)
    answer = ResponseContent(
        document_number="12/SXD",
        signed_on=TODAY,
        signer="Phạm Văn Thọ",
        content="Đã sửa xong đoạn đường.",
        result_class=ResultClass.EXPLAINED,
    )
    respond(session, case.code, answer, Attachments((), None), actor=world.leader, now=moment)
    session.expire_all()
    clock = the_clock(session, case)
    assert days_late(clock.due_on, clock.stopped_on) == late


@pytest.mark.parametrize(("moment", "late"), MOMENTS)
def test_a_case_is_on_the_overdue_list_from_the_same_minute(session, moment, late):
    case = a_case(session, a_world(session), State.IN_PROGRESS, due_on=DUE)
    listed = [row.code for row in stream_overdue(session, today=date_in_hanoi(moment))]
    assert listed == ([case.code] if late else [])
