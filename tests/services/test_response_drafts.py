"""What is being prepared: the agency's own until it is sent, and nobody's words overwritten."""

import pytest

from petitions.adapters.file_store import FileStore
from petitions.domain import errors
from petitions.domain.vocabulary import Action, FileAccess, State
from petitions.models import Case, CaseEvent, CaseFile, ResponseDraft
from petitions.queries.cases import get_case
from petitions.queries.files import list_files
from petitions.queries.responses import find_draft, list_responses
from petitions.services.assignment import AssignmentDraft, reassign_case
from petitions.services.files import Attachments, withdraw_file
from petitions.services.response import Seen, respond
from petitions.services.response_drafts import save_draft
from tests.answers import ANSWER, SCAN, a_scan
from tests.builders import TODAY
from tests.cases import a_case


@pytest.fixture
def store(tmp_path):
    return FileStore(tmp_path.as_uri())


@pytest.fixture
def no_files(store):
    return Attachments((), store)


def event_of(session, case, action):
    return session.query(CaseEvent).filter_by(case_id=case.id, action=action).order_by(CaseEvent.id.desc()).first()


@pytest.fixture
def prepared(session, world, store, now):
    """A case on which the officer has prepared text and scan, the leader still to send it."""
    case = a_case(session, world, State.IN_PROGRESS, lead=world.other_agency)
    values = {"content": "Bản thảo của cán bộ", "result_class": "explained"}
    save_draft(session, case.code, values, a_scan(store), actor=world.officer2, now=now, hand_over=True)
    return case


def test_what_is_prepared_is_the_agencys_alone(session, world, prepared):
    case = get_case(session, prepared.code, actor=world.office)
    for actor in (world.office, world.board, world.clerk, world.auditor, world.coordinator):
        assert list_files(session, case, actor=actor) == []
    for actor in (world.officer2, world.leader2):
        assert [file.access for file in list_files(session, case, actor=actor)] == [FileAccess.DRAFT]
    draft = find_draft(session, case.id, world.other_agency.id)
    assert draft.handed_over_at
    assert draft.prepared_by == "Người Thứ officer2"
    assert event_of(session, case, Action.PREPARE_RESPONSE).facts == {}
    assert session.get(Case, case.id).state is State.IN_PROGRESS


def test_sending_takes_the_prepared_files_along_and_ends_the_draft(session, world, prepared, store, now):
    more = a_scan(store, "Phụ lục.pdf", mark="phụ lục")
    respond(session, prepared.code, ANSWER, more, actor=world.leader2, now=now, seen=Seen(draft_version=1))
    session.flush()
    session.expire_all()
    (version,) = list_responses(session, prepared.id)
    assert {file.name for file in version.files} == {SCAN, "Phụ lục.pdf"}
    assert event_of(session, prepared, Action.RESPOND).facts["files"] == [SCAN, "Phụ lục.pdf"]
    assert session.query(ResponseDraft).count() == 0
    assert session.query(CaseFile).filter_by(access=FileAccess.DRAFT).count() == 0


def test_a_file_withdrawn_from_the_draft_is_not_sent(session, world, prepared, no_files, now):
    file = session.query(CaseFile).filter_by(case_id=prepared.id).one()
    withdraw_file(session, prepared.code, file.id, reason="Nhầm", actor=world.officer2, now=now)
    assert event_of(session, prepared, Action.WITHDRAW_FILE) is None, "what was never sent has no history"
    respond(session, prepared.code, ANSWER, no_files, actor=world.leader2, now=now)
    assert list_responses(session, prepared.id)[0].files == ()


def test_two_people_saving_one_draft_lose_neither_text(session, world, prepared, no_files, now):
    save_draft(session, prepared.code, {"content": "A"}, no_files, actor=world.officer2, now=now, seen_version=1)
    with pytest.raises(errors.ChangedMeanwhileError):
        save_draft(session, prepared.code, {"content": "B"}, no_files, actor=world.leader2, now=now, seen_version=1)
    assert find_draft(session, prepared.id, world.other_agency.id).values == {"content": "A"}


@pytest.mark.parametrize("seen", [0, 2, 7])
def test_a_leader_does_not_send_over_a_draft_he_has_not_seen(session, world, prepared, no_files, now, seen):
    with pytest.raises(errors.ChangedMeanwhileError):
        respond(session, prepared.code, ANSWER, no_files, actor=world.leader2, now=now, seen=Seen(draft_version=seen))


def test_a_first_draft_meets_one_saved_meanwhile(session, world, no_files, now):
    case = a_case(session, world, State.IN_PROGRESS)
    save_draft(session, case.code, {"content": "A"}, no_files, actor=world.officer, now=now, seen_version=0)
    with pytest.raises(errors.ChangedMeanwhileError):
        save_draft(session, case.code, {"content": "B"}, no_files, actor=world.leader, now=now, seen_version=0)


def test_saving_a_draft_leaves_no_trace_in_the_history_and_handing_over_does(session, world, no_files, now):
    case = a_case(session, world, State.IN_PROGRESS)
    save_draft(session, case.code, {}, no_files, actor=world.leader, now=now)
    assert event_of(session, case, Action.PREPARE_RESPONSE) is None
    save_draft(session, case.code, {}, no_files, actor=world.officer, now=now, hand_over=True)
    assert event_of(session, case, Action.PREPARE_RESPONSE).is_shared


@pytest.mark.parametrize("state", [State.ANSWERED, State.CLOSED])
def test_there_is_nothing_to_prepare_once_it_is_answered(session, world, no_files, now, state):
    case = a_case(session, world, state)
    with pytest.raises(errors.TransitionNotAllowedError):
        save_draft(session, case.code, {}, no_files, actor=world.officer, now=now)


def test_a_new_lead_finds_nothing_of_what_the_former_one_was_preparing(session, world, store, prepared, now):
    reassign_case(
        session,
        prepared.code,
        AssignmentDraft(lead_id=world.agency.id, letter_number="77/HĐND-TT", letter_on=TODAY),
        reason="Đúng ra là của Sở Xây dựng.",
        actor=world.office,
        now=now,
    )
    assert find_draft(session, prepared.id, world.agency.id) is None
    case = get_case(session, prepared.code, actor=world.leader)
    assert list_files(session, case, actor=world.leader) == []
    respond(session, prepared.code, ANSWER, Attachments((), store), actor=world.leader, now=now)
    assert list_responses(session, prepared.id)[0].files == ()
