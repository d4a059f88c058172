"""A wrong entry is put right, what stood there before is kept, and agencies learn nothing of the voter."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from petitions.domain.errors import PersonalDataError, TransitionNotAllowedError, UnknownChoiceError
from petitions.domain.vocabulary import Action, State
from petitions.models import CaseEvent, CaseVoter
from petitions.services.corrections import EntryDraft, correct_entry
from petitions.services.intake import VoterDraft
from tests.builders import a_locality
from tests.cases import a_case


def as_it_stands(session, case):
    voter = session.get(CaseVoter, case.id)
    return EntryDraft(
        summary=case.summary,
        content=case.content,
        subject_field_id=case.subject_field_id,
        locality_id=case.locality_id,
        received_on=case.received_on,
        voter=VoterDraft(voter.name, voter.phone, voter.address),
    )


def last_event(session, case):
    return session.scalars(
        sa.select(CaseEvent).where(CaseEvent.case_id == case.id).order_by(CaseEvent.id.desc())
    ).first()


def test_a_correction_keeps_what_stood_there_before_for_commune_and_council_alone(session, world, now):
    case = a_case(session, world, State.SUBMITTED)
    wanted = replace(
        as_it_stands(session, case),
        summary="Đề nghị sửa cầu.",
        subject_field_id=world.other_field.id,
        voter=VoterDraft(name="Trần Văn Quế"),
    )

    correct_entry(session, case.code, wanted, reason="Nhập nhầm.", actor=world.clerk, now=now)

    event = last_event(session, case)
    assert (event.action, event.note, event.is_shared) == (Action.CORRECT_ENTRY, "Nhập nhầm.", False)
    assert event.facts["changes"] == [
        {"field": "summary", "before": "Đề nghị sửa đường liên thôn bị lún nứt.", "after": "Đề nghị sửa cầu."},
        {"field": "subject_field_id", "before": "Giao thông, cầu đường", "after": "Lĩnh vực khác"},
        {"field": "voter_phone", "before": "0912 345 678", "after": ""},
        {"field": "voter_address", "before": "thôn Đông Thành", "after": ""},
    ]
    assert case.state is State.SUBMITTED
    assert session.get(CaseVoter, case.id).phone is None


def test_forgetting_the_voter_leaves_no_row(session, world, now):
    case = a_case(session, world)
    wanted = replace(as_it_stands(session, case), voter=VoterDraft())
    correct_entry(session, case.code, wanted, reason="Cử tri không muốn nêu tên.", actor=world.clerk, now=now)
    assert session.get(CaseVoter, case.id) is None


def test_an_entry_that_reads_as_before_writes_nothing(session, world, now):
    case = a_case(session, world)
    before = last_event(session, case).id
    correct_entry(session, case.code, as_it_stands(session, case), reason="Xem lại.", actor=world.clerk, now=now)
    assert last_event(session, case).id == before


def test_nor_the_house_that_the_same_correction_enters(session, world, now):
    case = a_case(session, world, State.ASSIGNED)
    entry = as_it_stands(session, case)
    voter = replace(entry.voter, address="số nhà 27, thôn Bến Đò")
    wanted = replace(entry, voter=voter, summary="Đường trước số nhà 27 thôn Bến Đò bị hỏng.")
    with pytest.raises(PersonalDataError) as refused:
        correct_entry(session, case.code, wanted, reason="Bổ sung.", actor=world.office, now=now)
    assert refused.value.found == ("số nhà 27",)


def test_once_agencies_read_the_summary_it_may_not_name_the_voter(session, world, now):
    case = a_case(session, world, State.ASSIGNED)
    wanted = replace(as_it_stands(session, case), summary="Ông Trần Văn Quế (0912345678) đề nghị sửa đường.")
    with pytest.raises(PersonalDataError) as refused:
        correct_entry(session, case.code, wanted, reason="Sửa chữ.", actor=world.office, now=now)
    assert set(refused.value.found) == {"Trần Văn Quế", "0912345678"}

    correct_entry(
        session,
        case.code,
        replace(wanted, personal_data_checked=True),
        reason="Sửa chữ.",
        actor=world.office,
        now=now,
    )
    assert case.summary.startswith("Ông Trần Văn Quế")


def test_a_commune_may_name_the_voter_in_a_draft_nobody_else_reads(session, world, now):
    case = a_case(session, world)
    wanted = replace(as_it_stands(session, case), summary="Ông Trần Văn Quế đề nghị sửa đường.")
    correct_entry(session, case.code, wanted, reason="Sửa chữ.", actor=world.clerk, now=now)
    assert case.summary == wanted.summary


def test_a_clerk_does_not_rewrite_what_the_office_has_classified(session, world, now):
    case = a_case(session, world, State.CLASSIFIED)
    with pytest.raises(TransitionNotAllowedError):
        correct_entry(session, case.code, as_it_stands(session, case), reason="Sửa.", actor=world.clerk, now=now)


def test_a_place_that_ended_may_stay_but_another_area_may_not_be_chosen(session, world, now):
    old = a_locality(session, name="xã Cũ", valid_to=now.date().replace(month=1))
    case = a_case(session, world, locality_id=old.id)
    kept = replace(as_it_stands(session, case), summary="Đề nghị sửa cầu.")
    correct_entry(session, case.code, kept, reason="Sửa chữ.", actor=world.clerk, now=now)
    moved = replace(kept, locality_id=world.other_commune.id)
    with pytest.raises(UnknownChoiceError):
        correct_entry(session, case.code, moved, reason="Sửa chữ.", actor=world.clerk, now=now)
