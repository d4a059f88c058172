"""Answers: what they must carry, whose they are, how a draft becomes one, and that no version is lost."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from petitions.adapters.file_store import FileStore
from petitions.domain import errors
from petitions.domain.text import fold
from petitions.domain.vocabulary import (
    Action,
    FileAccess,
    ResolutionKind,
    ResultClass,
    State,
    UnfinishedReason,
)
from petitions.models import Assignment, AssignmentOutcome, Case, CaseEvent, Response
from petitions.queries.cases import get_case
from petitions.queries.files import list_files
from petitions.queries.responses import find_current_response, find_draft, list_responses, reached_council_on
from petitions.services.files import Attachments
from petitions.services.forwarding import forward_case_up
from petitions.services.letters import LetterDraft
from petitions.services.response import Seen, correct_response, record_response, respond
from petitions.services.response_drafts import save_draft
from petitions.services.search_index import reindex_batch
from tests.answers import ANSWER, SCAN, a_scan
from tests.budget import statements_of
from tests.builders import NOW, TODAY
from tests.cases import a_case


@pytest.fixture
def store(tmp_path):
    return FileStore(tmp_path.as_uri())


@pytest.fixture
def no_files(store):
    return Attachments((), store)


@pytest.fixture
def scan(store):
    return a_scan(store)


@pytest.fixture
def answer(session, world, no_files, now):
    """The leader sends an answer that differs from the usual one in what the test names."""
    return lambda case, **changes: respond(
        session, case.code, replace(ANSWER, **changes), no_files, actor=world.leader, now=now
    )


def event_of(session, case, action):
    return session.query(CaseEvent).filter_by(case_id=case.id, action=action).order_by(CaseEvent.id.desc()).first()


# --- what an answer must carry ----------------------------------------------------------------------

KIND = {"resolution_kind": ResolutionKind.CARRIED_OUT}
WHY = {"reason": UnfinishedReason.NO_FUNDS}
BY = {"commitment_on": TODAY + timedelta(days=90)}


@pytest.mark.parametrize(
    ("result_class", "given", "kept"),
    [
        (ResultClass.RESOLVED, KIND, KIND),
        (ResultClass.UNDER_WAY, BY, BY),
        (ResultClass.UNDER_WAY, WHY, WHY),
        (ResultClass.UNDER_WAY, BY | WHY | KIND, BY | WHY),
        (ResultClass.PLANNED, BY, BY),
        (ResultClass.EXPLAINED, KIND | WHY | BY, {}),
        (ResultClass.UNRESOLVED, WHY | BY, WHY),
    ],
)
def test_a_result_keeps_what_belongs_to_it_and_nothing_else(session, world, answer, result_class, given, kept):
    case = a_case(session, world, State.IN_PROGRESS)
    response = answer(case, result_class=result_class, **given)
    carried = {"resolution_kind": response.resolution_kind, "reason": response.reason}
    carried["commitment_on"] = response.commitment_on
    assert {name: value for name, value in carried.items() if value is not None} == kept
    assert session.get(Case, case.id).result_class is result_class


@pytest.mark.parametrize(
    ("result_class", "given", "field"),
    [
        (ResultClass.RESOLVED, WHY | BY, "resolution_kind"),
        (ResultClass.UNDER_WAY, KIND, "commitment_on"),
        (ResultClass.PLANNED, WHY, "commitment_on"),
        (ResultClass.UNRESOLVED, BY, "reason"),
    ],
)
def test_a_result_that_lacks_something_is_refused_at_that_field(session, world, answer, result_class, given, field):
    case = a_case(session, world, State.IN_PROGRESS)
    with pytest.raises(errors.MissingError) as refusal:
        answer(case, result_class=result_class, **given)
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("changes", "error", "field"),
    [
        ({"signed_on": TODAY + timedelta(days=1)}, errors.DateInFutureError, "signed_on"),
        ({"signed_on": TODAY - timedelta(days=7)}, errors.DateBeforeError, "signed_on"),
        (
            {"result_class": ResultClass.PLANNED, "commitment_on": TODAY - timedelta(days=1)},
            errors.DateBeforeError,
            "commitment_on",
        ),
    ],
)
def test_dates_that_cannot_be_are_refused_at_their_field(session, world, answer, changes, error, field):
    case = a_case(session, world, State.IN_PROGRESS)
    with pytest.raises(error) as refusal:
        answer(case, **changes)
    assert refusal.value.field == field


def test_a_letter_signed_on_the_day_the_voters_spoke_is_in_time(session, world, answer):
    case = a_case(session, world, State.IN_PROGRESS)
    assert answer(case, signed_on=case.received_on).signed_on == TODAY - timedelta(days=6)


# --- sent -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [State.ASSIGNED, State.IN_PROGRESS])
def test_an_answer_ends_the_leads_turn_and_is_the_councils_to_judge(session, world, scan, now, state):
    case = a_case(session, world, state)

    response = respond(session, case.code, ANSWER, scan, actor=world.leader, now=now)
    session.flush()
    session.expire_all()

    answered = get_case(session, case.code, actor=world.office)
    assert (answered.state, answered.result_class) == (State.ANSWERED, ResultClass.EXPLAINED)
    turn = session.query(Assignment).filter_by(case_id=case.id).one()
    assert (turn.outcome, turn.ended_at, turn.id) == (AssignmentOutcome.ANSWERED, now, response.assignment_id)
    event = event_of(session, case, Action.RESPOND)
    assert event.is_shared
    assert event.facts["document_number"] == "45/SXD-QLHT"
    assert event.facts["files"] == [SCAN]
    assert event.organisation_name == world.agency.name
    (version,) = list_responses(session, case.id)
    assert (version.response.version_number, version.response.organisation_name) == (1, world.agency.name)
    assert [(file.name, file.access) for file in version.files] == [(SCAN, FileAccess.SHARED)]


def test_everyone_who_sees_the_case_reads_the_letter(session, world, scan, now):
    case = a_case(session, world, State.IN_PROGRESS)
    respond(session, case.code, ANSWER, scan, actor=world.leader, now=now)
    for actor in (world.clerk, world.office, world.board, world.officer, world.coordinator, world.deputy):
        read = get_case(session, case.code, actor=actor)
        assert [file.name for file in list_files(session, read, actor=actor)] == [SCAN]


def test_an_officer_sends_where_no_approval_is_set_up_and_only_prepares_where_it_is(session, world, no_files, now):
    free, bound = (
        a_case(session, world, State.IN_PROGRESS),
        a_case(session, world, State.IN_PROGRESS, lead=world.other_agency),
    )
    respond(session, free.code, ANSWER, no_files, actor=world.officer, now=now)
    with pytest.raises(errors.NotPermittedError):
        respond(session, bound.code, ANSWER, no_files, actor=world.officer2, now=now)
    respond(session, bound.code, ANSWER, no_files, actor=world.leader2, now=now)


@pytest.mark.parametrize("is_indexed", [True, False], ids=["beside what was found before", "though the index lost it"])
def test_an_answer_can_be_found_by_its_words(session, world, no_files, now, is_indexed):
    case = a_case(session, world, State.IN_PROGRESS)
    if is_indexed:
        reindex_batch(session, after_id=0)
    respond(session, case.code, ANSWER, no_files, actor=world.leader, now=now)
    table = sa.table(
        "case_fts" if session.get_bind().dialect.name == "sqlite" else "case_search", sa.column("shared_folded")
    )
    found = set(str(session.scalar(sa.select(table.c.shared_folded))).replace("'", "").split())
    assert {"lu", "len", fold(case.summary).split()[0]} <= found


def test_an_answer_to_a_case_that_was_answered_meanwhile_is_a_conflict(session, world, no_files, now):
    case = a_case(session, world, State.IN_PROGRESS)
    seen = Seen(case.version)
    respond(session, case.code, ANSWER, no_files, actor=world.leader, now=now, seen=seen)
    with pytest.raises(errors.TransitionNotAllowedError):
        respond(session, case.code, ANSWER, no_files, actor=world.leader, now=now, seen=seen)


def test_while_the_council_follows_the_agency_may_answer_again(session, world, no_files, now):
    case = a_case(session, world, State.FOLLOWING)
    resolved = replace(ANSWER, result_class=ResultClass.RESOLVED, **KIND)
    response = respond(session, case.code, resolved, no_files, actor=world.leader, now=now)
    assert response.version_number == 2
    assert response.assignment_id == session.query(Assignment).filter_by(case_id=case.id).one().id
    assert session.get(Case, case.id).state is State.ANSWERED
    assert find_current_response(session, case.id).result_class is ResultClass.RESOLVED


# --- from paper ---------------------------------------------------------------------------------------


def test_the_office_copies_an_answer_from_paper_as_the_agencys_own(session, world, scan, now):
    case = a_case(session, world, State.ASSIGNED)
    response = record_response(session, case.code, ANSWER, scan, actor=world.office, now=now)
    assert response.came_on_paper
    assert (response.organisation_id, response.organisation_name) == (world.agency.id, world.agency.name)
    (file,) = list_files(session, get_case(session, case.code, actor=world.leader), actor=world.leader)
    assert (file.access, file.organisation_id) == (FileAccess.SHARED, world.province_council.id)
    assert event_of(session, case, Action.RECORD_RESPONSE).organisation_name == world.province_council.name


def test_a_paper_without_its_scan_is_not_on_file(session, world, no_files, now):
    case = a_case(session, world, State.ASSIGNED)
    with pytest.raises(errors.MissingError) as refusal:
        record_response(session, case.code, ANSWER, no_files, actor=world.office, now=now)
    assert refusal.value.field == "files"


def test_the_answer_of_a_body_outside_carries_that_bodys_name(session, world, scan, now):
    case = a_case(session, world, State.CLASSIFIED)
    forward_case_up(
        session,
        case.code,
        recipient="Bộ Xây dựng",
        letter=LetterDraft("9/HĐND-TT", TODAY),
        actor=world.office,
        now=now,
    )
    response = record_response(session, case.code, ANSWER, scan, actor=world.office, now=now)
    assert (response.organisation_name, response.organisation_id, response.assignment_id) == ("Bộ Xây dựng", None, None)
    assert session.get(Case, case.id).state is State.ANSWERED


def test_a_paper_recorded_by_the_office_takes_nothing_from_the_officers_draft(session, world, scan, no_files, now):
    case = a_case(session, world, State.IN_PROGRESS)
    save_draft(session, case.code, {"content": "Đang viết dở"}, no_files, actor=world.officer, now=now)
    record_response(session, case.code, ANSWER, scan, actor=world.office, now=now)
    assert find_draft(session, case.id, world.agency.id).values == {"content": "Đang viết dở"}


def test_a_paper_that_came_in_time_and_was_recorded_late_counts_from_its_arrival(session, world, scan, now):
    case = a_case(session, world, State.ASSIGNED)
    late = now + timedelta(days=40)
    stamped = replace(ANSWER, arrived_on=TODAY + timedelta(days=12))
    response = record_response(session, case.code, stamped, scan, actor=world.office, now=late)
    assert (response.arrived_on, response.responded_at) == (TODAY + timedelta(days=12), late)
    assert reached_council_on(response) == TODAY + timedelta(days=12)
    facts = event_of(session, case, Action.RECORD_RESPONSE).facts
    assert facts["arrived_on"] == (TODAY + timedelta(days=12)).isoformat()


def test_a_paper_of_which_nobody_says_when_it_came_came_today(session, world, scan, now):
    case = a_case(session, world, State.ASSIGNED)
    response = record_response(session, case.code, ANSWER, scan, actor=world.office, now=now)
    assert response.arrived_on == TODAY


def test_what_the_agency_sends_itself_comes_when_it_is_sent(session, world, no_files, now):
    case = a_case(session, world, State.IN_PROGRESS)
    early = replace(ANSWER, arrived_on=TODAY - timedelta(days=3))
    response = respond(session, case.code, early, no_files, actor=world.leader, now=now)
    assert response.arrived_on is None
    assert reached_council_on(response) == TODAY


@pytest.mark.parametrize(
    ("signed_on", "came_on", "error"),
    [
        (TODAY, TODAY + timedelta(days=6), errors.DateInFutureError),
        (TODAY + timedelta(days=3), TODAY + timedelta(days=2), errors.DateBeforeError),
        (TODAY - timedelta(days=4), TODAY - timedelta(days=1), errors.DateBeforeError),
    ],
    ids=["ahead of time", "before it was signed", "before the agency had the case"],
)
def test_a_paper_cannot_have_come_on_any_day(session, world, scan, signed_on, came_on, error):
    case, content = a_case(session, world, State.ASSIGNED), replace(ANSWER, signed_on=signed_on, arrived_on=came_on)
    with pytest.raises(error) as refusal:
        record_response(session, case.code, content, scan, actor=world.office, now=NOW + timedelta(days=5))
    assert refusal.value.field == "arrived_on"


def test_the_paper_of_a_body_outside_does_not_come_before_the_letter_that_asked_for_it(session, world, scan, now):
    case = a_case_outside(session, world, now)
    content = replace(ANSWER, signed_on=TODAY - timedelta(days=2), arrived_on=TODAY - timedelta(days=1))
    with pytest.raises(errors.DateBeforeError) as refusal:
        record_response(session, case.code, content, scan, actor=world.office, now=now)
    assert (refusal.value.field, refusal.value.earliest) == ("arrived_on", TODAY)


# --- copied wrongly -----------------------------------------------------------------------------------


def a_case_outside(session, world, now):
    case = a_case(session, world, State.CLASSIFIED)
    letter = LetterDraft("9/HĐND-TT", TODAY)
    return forward_case_up(session, case.code, recipient="Bộ Xây dựng", letter=letter, actor=world.office, now=now)


@pytest.mark.parametrize("is_outside", [False, True], ids=["of an agency here", "of a body outside"])
def test_the_office_puts_right_what_it_has_mistyped_from_paper(session, world, scan, no_files, now, is_outside):
    case = a_case_outside(session, world, now) if is_outside else a_case(session, world, State.ASSIGNED)
    first = record_response(session, case.code, ANSWER, scan, actor=world.office, now=now)
    right, later = replace(ANSWER, document_number="54/SXD-QLHT"), now + timedelta(days=3)
    correct_response(session, case.code, right, no_files, reason="Gõ nhầm số.", actor=world.office, now=later)
    session.flush()
    session.expire_all()
    second = find_current_response(session, case.id)
    assert (second.version_number, second.document_number, second.came_on_paper) == (2, "54/SXD-QLHT", True)
    assert (second.organisation_name, second.assignment_id) == (first.organisation_name, first.assignment_id)
    assert reached_council_on(second) == TODAY
    event = event_of(session, case, Action.CORRECT_RESPONSE)
    assert (event.organisation_name, event.note) == (world.province_council.name, "Gõ nhầm số.")
    assert event.facts["on_paper"]


def test_the_day_it_came_is_put_right_too(session, world, scan, no_files, now):
    case = a_case(session, world, State.ASSIGNED)
    record_response(session, case.code, ANSWER, scan, actor=world.office, now=now + timedelta(days=9))
    right = replace(ANSWER, arrived_on=TODAY + timedelta(days=1))
    correction = {"reason": "Nhầm ngày đến.", "actor": world.office, "now": now + timedelta(days=9)}
    correct_response(session, case.code, right, no_files, **correction)
    assert reached_council_on(find_current_response(session, case.id)) == TODAY + timedelta(days=1)
    with pytest.raises(errors.DateBeforeError) as refusal:
        correct_response(
            session, case.code, replace(right, arrived_on=TODAY - timedelta(days=1)), no_files, **correction
        )
    assert refusal.value.field == "arrived_on"


def test_no_voter_is_named_to_the_agency_in_the_offices_reason(session, world, scan, no_files, now):
    case = a_case(session, world, State.ASSIGNED)
    record_response(session, case.code, ANSWER, scan, actor=world.office, now=now)
    with pytest.raises(errors.PersonalDataInNoteError) as refusal:
        correct_response(
            session, case.code, ANSWER, no_files, reason="Ông Trần Văn Quế báo sai.", actor=world.office, now=now
        )
    assert refusal.value.field == "note"


def test_once_the_leader_has_corrected_it_the_answer_is_the_agencys_own_again(session, world, scan, no_files, now):
    case = a_case(session, world, State.ASSIGNED)
    record_response(session, case.code, ANSWER, scan, actor=world.office, now=now)
    own = {"reason": "Sửa lại.", "actor": world.leader, "now": now + timedelta(days=3)}
    response = correct_response(session, case.code, ANSWER, no_files, **own)
    assert (response.came_on_paper, reached_council_on(response)) == (False, TODAY)
    with pytest.raises(errors.NotPermittedError):
        correct_response(session, case.code, ANSWER, no_files, reason="x", actor=world.office, now=now)


def test_a_leader_who_signs_a_correction_later_does_not_answer_later(session, world, no_files, now):
    case = a_case(session, world, State.IN_PROGRESS)
    respond(session, case.code, ANSWER, no_files, actor=world.leader, now=now)
    late = replace(ANSWER, signed_on=TODAY + timedelta(days=8))
    correction = {"reason": "Ban hành lại.", "actor": world.leader, "now": now + timedelta(days=9)}
    assert reached_council_on(correct_response(session, case.code, late, no_files, **correction)) == TODAY


# --- corrected ----------------------------------------------------------------------------------------


def test_a_correction_is_a_new_version_and_the_former_one_stays_to_be_read(session, world, scan, store, now):
    case = a_case(session, world, State.IN_PROGRESS)
    respond(session, case.code, ANSWER, scan, actor=world.leader, now=now)
    corrected = replace(ANSWER, document_number="46/SXD-QLHT", result_class=ResultClass.PLANNED, **BY)

    correct_response(
        session,
        case.code,
        corrected,
        a_scan(store, "Bản đúng.pdf", "đúng"),
        reason="Gửi nhầm số văn bản.",
        actor=world.leader,
        now=now,
    )
    session.flush()
    session.expire_all()

    newest, former = list_responses(session, case.id)
    assert (newest.response.version_number, newest.response.document_number) == (2, "46/SXD-QLHT")
    assert (former.response.document_number, former.response.content) == ("45/SXD-QLHT", ANSWER.content)
    assert ([f.name for f in newest.files], [f.name for f in former.files]) == (["Bản đúng.pdf"], [SCAN])
    read = session.get(Case, case.id)
    assert (read.state, read.result_class) == (State.ANSWERED, ResultClass.PLANNED)
    assert event_of(session, case, Action.CORRECT_RESPONSE).note == "Gửi nhầm số văn bản."


def test_only_the_leader_corrects_and_only_before_the_council_has_judged(session, world, no_files, now):
    answered, closed = a_case(session, world, State.ANSWERED), a_case(session, world, State.CLOSED)
    for actor in (world.officer, world.office):
        with pytest.raises(errors.NotPermittedError):
            correct_response(session, answered.code, ANSWER, no_files, reason="x", actor=actor, now=now)
    with pytest.raises(errors.TransitionNotAllowedError):
        correct_response(session, closed.code, ANSWER, no_files, reason="x", actor=world.leader, now=now)


def test_versions_are_read_in_two_statements_however_many_there_are(session, world, store, now):
    case = a_case(session, world, State.ANSWERED)
    for number in range(3):
        correct_response(
            session, case.code, ANSWER, a_scan(store, mark=str(number)), reason="x", actor=world.leader, now=now
        )
    case_id = case.id
    session.expire_all()
    with statements_of() as counted:
        assert len(list_responses(session, case_id)) == 4
    assert len(counted) == 2


def test_an_answer_signed_before_the_case_existed_here_is_refused_also_for_paper(session, world, scan, now):
    case = a_case(session, world, State.ASSIGNED, received_on=date(2026, 2, 24))
    with pytest.raises(errors.DateBeforeError) as refusal:
        record_response(
            session, case.code, replace(ANSWER, signed_on=date(2026, 2, 23)), scan, actor=world.office, now=now
        )
    assert refusal.value.earliest == date(2026, 2, 24)


def test_every_response_of_a_case_has_its_own_number(session, world, no_files, now):
    case = a_case(session, world, State.ANSWERED)
    correct_response(session, case.code, ANSWER, no_files, reason="x", actor=world.leader, now=now)
    assert [r.version_number for r in session.query(Response).order_by(Response.id)] == [1, 2]
