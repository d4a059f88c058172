"""More time and pauses: asked for by the lead, decided by the council, and never lost from sight."""

from datetime import date, timedelta

import pytest

from petitions.domain.clock_vocabulary import ClockEventKind, RequestDecision, RequestKind
from petitions.domain.deadline_rule import Approver
from petitions.domain.errors import (
    DateAfterError,
    DateBeforeError,
    ExtensionLimitError,
    NotExtendableError,
    NotPausableError,
    NotPermittedError,
    PersonalDataInNoteError,
    TransitionNotAllowedError,
)
from petitions.domain.vocabulary import Action, State
from petitions.models import Case, CaseEvent, DeadlineRule
from petitions.queries.overdue import stream_overdue
from petitions.services.assignment import AssignmentDraft, assign_case
from petitions.services.clock_requests import (
    Request,
    Verdict,
    ask_extension,
    ask_pause,
    decide_extension,
    decide_pause,
    resume_clock,
)
from petitions.services.exclusion import exclude_from_rate
from petitions.services.files import Attachments
from petitions.services.opinions import give_opinion
from tests.builders import TODAY, a_deadline_rule, a_world
from tests.cases import a_case
from tests.clocks import kinds_of, the_clock

DAY = timedelta(days=1)
WHY = "Chờ kết quả giám định chất lượng mặt đường."
NOTE = "Đồng ý với đề nghị của cơ quan."
GRANT, REFUSE = Verdict(RequestDecision.GRANT, NOTE, "15/QĐ-HĐND"), Verdict(RequestDecision.REFUSE, "Không đủ căn cứ.")
FIRST = date(2026, 4, 1)
LATER = date(2026, 5, 4)


@pytest.fixture
def world(session):
    world = a_world(session)
    rule = session.query(DeadlineRule).one()
    rule.extension_times, rule.is_pausable = 2, True
    session.flush()
    return world


@pytest.fixture
def case(session, world, now):
    """A case that Sở Xây dựng has to answer by the rule, on Wednesday 01/04/2026."""
    case = a_case(session, world, State.CLASSIFIED)
    draft = AssignmentDraft(
        lead_id=world.agency.id,
        coordinating_ids=(world.other_agency.id,),
        letter_number="7/HĐND-TT",
        letter_on=TODAY,
    )
    assign_case(session, case.code, draft, actor=world.office, now=now)
    assert case.due_on == FIRST
    return case


def ask(session, world, case, now, until=LATER, who="officer"):
    request = Request(WHY, new_due_on=until, document_number="88/SXD")
    return ask_extension(session, case.code, request, actor=getattr(world, who), now=now)


def pause(session, world, case, now, first, last):
    request = Request(WHY, pause_from=first, pause_to=last)
    ask_pause(session, case.code, request, actor=world.officer, now=now)
    return decide_pause(session, case.code, GRANT, actor=world.board, now=now)


def reread(session, case):
    session.flush()
    session.expire_all()
    return session.get(Case, case.id)


# --- extension --------------------------------------------------------------------------------------


def test_a_request_moves_nothing_until_it_is_decided(session, world, case, now):
    ask(session, world, case, now)
    row = reread(session, case)
    assert (row.pending_request, row.due_on) == (RequestKind.EXTENSION, FIRST)
    assert the_clock(session, case).pending is RequestKind.EXTENSION


def test_granted_the_new_date_holds_and_the_first_stays_in_sight(session, world, case, now):
    ask(session, world, case, now)
    decide_extension(session, case.code, GRANT, actor=world.board, now=now + DAY)
    row, clock = reread(session, case), the_clock(session, case)
    assert (row.due_on, row.pending_request) == (LATER, None)
    assert (clock.original_due_on, clock.legal_on, clock.due_on, clock.extension_count) == (FIRST, LATER, LATER, 1)
    assert kinds_of(session, clock) == [
        ClockEventKind.STARTED,
        ClockEventKind.EXTENSION_ASKED,
        ClockEventKind.EXTENSION_GRANTED,
    ]
    told = session.query(CaseEvent).filter_by(case_id=case.id, action=Action.DECIDE_EXTENSION).one()
    assert (told.note, told.is_shared) == (NOTE, True)
    assert (told.facts["due_before"], told.facts["due_on"]) == (FIRST.isoformat(), LATER.isoformat())
    assert told.facts["document_number"] == "15/QĐ-HĐND"


def test_refused_nothing_moves_and_the_lead_may_ask_again(session, world, case, now):
    ask(session, world, case, now)
    decide_extension(session, case.code, REFUSE, actor=world.board, now=now)
    assert reread(session, case).due_on == FIRST
    ask(session, world, case, now)


def test_the_council_may_grant_another_date_than_the_one_asked_for(session, world, case, now):
    ask(session, world, case, now)
    shorter = Verdict(RequestDecision.GRANT, NOTE, new_due_on=date(2026, 4, 15))
    decide_extension(session, case.code, shorter, actor=world.board, now=now)
    assert reread(session, case).due_on == date(2026, 4, 15)


@pytest.mark.parametrize("until", [FIRST, FIRST - DAY, date(2020, 1, 1)])
def test_a_date_not_later_than_the_present_one_is_refused(session, world, case, now, until):
    with pytest.raises(DateBeforeError) as refused:
        ask(session, world, case, now, until)
    assert (refused.value.field, refused.value.earliest) == ("new_due_on", FIRST + DAY)


def test_of_what_is_late_no_date_is_granted_that_has_gone_by(session, world, case, now):
    late = now + 45 * DAY
    yesterday, today = FIRST + 14 * DAY, FIRST + 15 * DAY
    assert (late.date(), case.due_on) == (today, FIRST)
    with pytest.raises(DateBeforeError) as refused:
        ask(session, world, case, late, until=yesterday)
    assert refused.value.field == "new_due_on"
    ask(session, world, case, late, until=today)
    reread(session, case)
    with pytest.raises(DateBeforeError):
        decide_extension(session, case.code, GRANT, actor=world.board, now=late + DAY)


def test_no_longer_than_the_rule_allows(session, world, case, now):
    session.query(DeadlineRule).one().extension_length = 30
    session.flush()
    with pytest.raises(DateAfterError) as refused:
        ask(session, world, case, now, FIRST + 31 * DAY)
    assert refused.value.latest == FIRST + 30 * DAY
    ask(session, world, case, now, FIRST + 30 * DAY)


def test_no_oftener_than_the_rule_allows(session, world, case, now):
    for until in (LATER, LATER + 10 * DAY):
        ask(session, world, case, now, until)
        decide_extension(session, case.code, GRANT, actor=world.board, now=now)
    with pytest.raises(ExtensionLimitError) as refused:
        ask(session, world, case, now, LATER + 20 * DAY)
    assert refused.value.limit == 2


def test_not_at_all_where_the_rule_allows_none(session, world, case, now):
    rule = session.query(DeadlineRule).one()
    rule.extension_times, rule.is_pausable = 0, False
    session.flush()
    with pytest.raises(NotExtendableError):
        ask(session, world, case, now)
    with pytest.raises(NotPausableError):
        pause(session, world, case, now, TODAY, TODAY + DAY)


def test_one_request_at_a_time_and_one_decision_on_it(session, world, case, now):
    ask(session, world, case, now)
    with pytest.raises(TransitionNotAllowedError):
        ask(session, world, case, now)
    decide_extension(session, case.code, GRANT, actor=world.board, now=now)
    with pytest.raises(TransitionNotAllowedError):
        decide_extension(session, case.code, GRANT, actor=world.board, now=now)


def test_the_office_records_a_request_that_came_on_paper_but_the_board_decides(session, world, case, now):
    ask(session, world, case, now, who="office")
    for who in ("office", "officer", "leader", "auditor"):
        with pytest.raises((NotPermittedError, TransitionNotAllowedError)):
            decide_extension(session, case.code, GRANT, actor=getattr(world, who), now=now)
    decide_extension(session, case.code, GRANT, actor=world.board, now=now)


def test_the_office_decides_where_the_rule_leaves_it_to_the_office(session, world, case, now):
    session.query(DeadlineRule).one().approver = Approver.OFFICE
    session.flush()
    ask(session, world, case, now)
    decide_extension(session, case.code, GRANT, actor=world.office, now=now)
    assert reread(session, case).due_on == LATER


def test_reasons_name_no_voter(session, world, case, now):
    request = Request("Ông Trần Văn Quế hẹn lại.", new_due_on=LATER)
    with pytest.raises(PersonalDataInNoteError):
        ask_extension(session, case.code, request, actor=world.office, now=now)


def test_an_extended_case_is_no_longer_overdue(session, world, case, now):
    today = FIRST + 3 * DAY
    assert [row.code for row in stream_overdue(session, today=today)] == [case.code]
    ask(session, world, case, now)
    decide_extension(session, case.code, GRANT, actor=world.board, now=now)
    session.flush()
    assert not list(stream_overdue(session, today=today))
    assert [row.code for row in stream_overdue(session, today=LATER + DAY)] == [case.code]


# --- pause ------------------------------------------------------------------------------------------


def test_paused_days_do_not_count_and_the_date_moves(session, world, case, now):
    pause(session, world, case, now, date(2026, 3, 9), date(2026, 3, 13))
    row = reread(session, case)
    assert (row.due_on, row.paused_to) == (date(2026, 4, 6), date(2026, 3, 13))


def test_a_pause_over_a_weekend_counts_each_day_once(session, world, case, now):
    pause(session, world, case, now, date(2026, 3, 6), date(2026, 3, 9))
    assert reread(session, case).due_on == date(2026, 4, 6)  # four days: 05/04 is a Sunday


def test_a_pause_ended_early_gives_back_the_rest_of_its_days(session, world, case, now):
    pause(session, world, case, now, date(2026, 3, 9), date(2026, 3, 31))
    back = now + 9 * DAY  # Wednesday 11/03
    resume_clock(session, case.code, reason="Đã có kết quả giám định.", actor=world.office, now=back)
    row = reread(session, case)
    assert (row.due_on, row.paused_to) == (date(2026, 4, 3), None)  # 09 and 10/03 stood still
    with pytest.raises(TransitionNotAllowedError):
        resume_clock(session, case.code, reason="Lần nữa.", actor=world.office, now=back)


def test_days_that_stood_still_once_are_not_paused_again_after_an_early_end(session, world, case, now):
    pause(session, world, case, now, TODAY, TODAY + 9 * DAY)
    resume_clock(session, case.code, reason="Đã có kết quả.", actor=world.board, now=now + 4 * DAY)
    with pytest.raises(DateBeforeError):
        pause(session, world, case, now + 4 * DAY, TODAY + DAY, TODAY + 2 * DAY)


def test_a_pause_called_off_before_it_began_leaves_no_trace_in_the_date(session, world, case, now):
    pause(session, world, case, now, date(2026, 3, 9), date(2026, 3, 13))
    resume_clock(session, case.code, reason="Không cần nữa.", actor=world.board, now=now)
    assert reread(session, case).due_on == FIRST


@pytest.mark.parametrize(
    ("days", "field"),
    [
        ((TODAY - DAY, TODAY), "pause_from"),
        ((date(2026, 3, 9), date(2026, 3, 8)), "pause_to"),
        ((date(2026, 3, 9), date(9999, 12, 31)), "pause_to"),
        ((FIRST + DAY, FIRST + 2 * DAY), "pause_from"),
    ],
    ids=["before the start", "ends before it begins", "never ends", "after the due date"],
)
def test_a_pause_that_makes_no_sense_is_refused(session, world, case, now, days, field):
    with pytest.raises((DateBeforeError, DateAfterError)) as refused:
        pause(session, world, case, now, *days)
    assert refused.value.field == field


def test_an_extension_and_a_later_pause_add_up_without_a_day_counted_twice(session, world, case, now):
    ask(session, world, case, now)
    decide_extension(session, case.code, GRANT, actor=world.board, now=now)
    pause(session, world, case, now, date(2026, 3, 9), date(2026, 3, 11))
    assert reread(session, case).due_on == LATER + 3 * DAY


# --- opinions and the on-time rate ------------------------------------------------------------------


def test_a_coordinating_agency_gives_its_opinion_once(session, world, case, now):
    a_deadline_rule(session, "petition.coordination.reply", 15)
    opinion = {"content": "Thống nhất phương án.", "document_number": "5/SYT", "attachments": Attachments((), None)}
    give_opinion(session, case.code, **opinion, actor=world.officer2, now=now)
    with pytest.raises(NotPermittedError):
        give_opinion(session, case.code, **opinion, actor=world.officer2, now=now)
    with pytest.raises(NotPermittedError):
        give_opinion(session, case.code, **opinion, actor=world.officer, now=now)


def test_leaving_the_rate_is_a_decision_on_record_and_moves_no_date(session, world, case, now):
    decision = {"reason": "Lộ trình đầu tư nhiều năm.", "document_number": "20/TB-HĐND"}
    exclude_from_rate(session, case.code, **decision, actor=world.board, now=now)
    clock = the_clock(session, case)
    assert (clock.is_excluded, clock.due_on) == (True, FIRST)
    with pytest.raises(TransitionNotAllowedError):
        exclude_from_rate(session, case.code, **decision, actor=world.board, now=now)
    with pytest.raises(NotPermittedError):
        exclude_from_rate(session, case.code, **decision, actor=world.office, now=now)
