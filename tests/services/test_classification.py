"""The office sorts a case, and agencies never read who asked."""

import pytest

from petitions.domain.errors import (
    ChangedMeanwhileError,
    MissingError,
    NotFoundError,
    NotPermittedError,
    PersonalDataError,
    TransitionNotAllowedError,
    UnknownChoiceError,
)
from petitions.domain.vocabulary import Action, Authority, FilingReason, State
from petitions.models import Case, CaseEvent, CaseStatement
from petitions.queries.voters import list_voter_names
from petitions.services.classification import Classification, classify_case, file_case, return_case
from petitions.services.merging import merge_cases
from petitions.services.personal_data import masked, personal_data_of
from tests.budget import statements_of
from tests.builders import a_meeting, a_round, a_statement, a_subject_field
from tests.cases import a_case

TEXT = "Cử tri thôn Đông Thành đề nghị sửa đường liên thôn trước mùa mưa."


def a_classification(world, **values):
    return Classification(
        **{
            "authority": Authority.PROVINCE,
            "subject_field_id": world.field.id,
            "summary": "Đề nghị sửa đường liên thôn.",
            "forwarded_text": TEXT,
            **values,
        }
    )


def reread(session, case):
    session.flush()
    session.expire_all()
    return session.get(Case, case.id)


def last_event(session, case):
    return session.query(CaseEvent).filter_by(case_id=case.id).order_by(CaseEvent.id.desc()).first()


def test_classifying_settles_whose_matter_it_is_and_leaves_a_trace(session, world, now):
    case = a_case(session, world, State.SUBMITTED)
    wanted = a_classification(world, authority=Authority.COMMUNE, subject_field_id=world.other_field.id)

    classify_case(session, case.code, wanted, actor=world.office, now=now)

    row = reread(session, case)
    assert (row.state, row.authority, row.forwarded_text) == (State.CLASSIFIED, Authority.COMMUNE, TEXT)
    assert row.subject_field_id == world.other_field.id
    event = last_event(session, case)
    assert (event.action, event.source, event.target) == (Action.CLASSIFY, State.SUBMITTED, State.CLASSIFIED)
    assert event.facts["authority"] == "commune"
    assert event.facts["subject_field"] == "Lĩnh vực khác"
    assert event.organisation_name == world.province_council.name


def test_what_the_clerk_had_written_stays_in_the_history(session, world, now):
    case = a_case(session, world, State.SUBMITTED, summary="Sửa đường.")
    classify_case(session, case.code, a_classification(world), actor=world.office, now=now)
    assert last_event(session, case).facts["before"] == {"summary": "Sửa đường."}


def test_agencies_do_not_read_how_a_case_was_classified(session, world, now):
    case = a_case(session, world, State.SUBMITTED)
    classify_case(session, case.code, a_classification(world), actor=world.office, now=now)
    assert not last_event(session, case).is_shared


@pytest.mark.parametrize("field", ["summary", "forwarded_text"])
@pytest.mark.parametrize(
    "text",
    [
        "Ông Trần Văn Quế ở thôn Đông Thành đề nghị sửa đường.",
        "ong TRAN VAN QUE de nghi sua duong",
        "Liên hệ cử tri qua số 0912.345.678.",
        "Liên hệ +84 912 345 678",
        "Người kiến nghị có căn cước số 036 085 001 234.",
        "Chủ hộ, CMND 161234567, đề nghị sửa đường.",
    ],
)
def test_a_name_or_number_of_the_voter_is_flagged_beside_its_field(session, world, now, field, text):
    case = a_case(session, world, State.SUBMITTED)
    with pytest.raises(PersonalDataError) as refused:
        classify_case(session, case.code, a_classification(world, **{field: text}), actor=world.office, now=now)
    assert refused.value.field == field
    assert reread(session, case).state is State.SUBMITTED


def test_whoever_spoke_at_the_meeting_is_not_named_either(session, world, now):
    case = a_case(session, world, State.SUBMITTED, voter=None)
    meeting = a_meeting(session, a_round(session, world.province_council), world.commune, world.commune_council)
    spoke = a_statement(session, meeting, speaker_name="Phạm Thị Mơ")
    session.add(CaseStatement(case_id=case.id, statement_id=spoke.id))
    wanted = a_classification(world, forwarded_text="Bà Phạm Thị Mơ đề nghị sửa đường.")
    with pytest.raises(PersonalDataError):
        classify_case(session, case.code, wanted, actor=world.office, now=now)


@pytest.mark.parametrize(
    ("stored", "said"),
    [
        ("Ông Nguyễn Văn Tèo", "Nguyễn Văn Tèo"),
        ("Bà Trần Thị Tí (thôn 3)", "Trần Thị Tí"),
        ("Ông Lê A, Bí thư chi bộ", "Lê A"),
        ("Bà Hoa, thôn Đông", "bà Hoa"),
    ],
)
def test_titles_and_villages_beside_a_name_do_not_let_the_name_through(session, world, now, stored, said):
    case = a_case(session, world, State.SUBMITTED, voter=None)
    meeting = a_meeting(session, a_round(session, world.province_council), world.commune, world.commune_council)
    spoke = a_statement(session, meeting, speaker_name=stored)
    session.add(CaseStatement(case_id=case.id, statement_id=spoke.id))
    wanted = a_classification(world, forwarded_text=f"Cử tri {said} nêu đường hỏng.")
    with pytest.raises(PersonalDataError) as refused:
        classify_case(session, case.code, wanted, actor=world.office, now=now)
    assert refused.value.found == (said,)


def test_the_house_of_the_voter_is_withheld_and_the_village_may_be_said(session, world, now):
    voter = {"name": "Trần Văn Quế", "phone": None, "address": "số nhà 27, ngõ 3, thôn Bến Đò"}
    case = a_case(session, world, State.SUBMITTED, voter=voter)
    text = "Nhà ở số nhà 27, ngõ 3, thôn Bến Đò; nước tràn vào nhà."
    with pytest.raises(PersonalDataError) as refused:
        classify_case(session, case.code, a_classification(world, forwarded_text=text), actor=world.office, now=now)
    assert refused.value.found == ("số nhà 27", "ngõ 3")
    wanted = a_classification(world, forwarded_text="Cử tri thôn Bến Đò, xã Bình Lục nêu nước tràn vào nhà.")
    assert classify_case(session, case.code, wanted, actor=world.office, now=now).state is State.CLASSIFIED


def test_nobody_whose_case_became_part_of_this_one_is_named(session, world, now):
    meeting = a_meeting(session, a_round(session, world.province_council), world.commune, world.commune_council)
    spoke = a_statement(session, meeting, speaker_name="Phạm Thị Mơ")
    first, second, third = (
        a_case(session, world, State.SUBMITTED, voter=voter and {"name": voter, "phone": None, "address": None})
        for voter in (None, "Lý Văn Sáu", "Đỗ Thị Lụa")
    )
    session.add(CaseStatement(case_id=third.id, statement_id=spoke.id))
    for part, whole in ((third, second), (second, first)):
        merge_cases(session, [part.code], whole.code, reason=None, actor=world.office, now=now)
    for name in ("Lý Văn Sáu", "Đỗ Thị Lụa", "Phạm Thị Mơ"):
        wanted = a_classification(world, forwarded_text=f"Cử tri {name} đề nghị sửa đường.")
        with pytest.raises(PersonalDataError) as refused:
            classify_case(session, first.code, wanted, actor=world.office, now=now)
        assert refused.value.found == (name,)
    with statements_of() as sent:
        list_voter_names(session, first.id)
    assert len(sent) == 1


def test_what_has_to_stay_passes_once_it_was_looked_at_and_the_history_says_so(session, world, now):
    case = a_case(session, world, State.SUBMITTED)
    wanted = a_classification(world, summary="Đường dây nóng 0229 123 4567 không ai nghe.", personal_data_checked=True)
    classify_case(session, case.code, wanted, actor=world.office, now=now)
    assert reread(session, case).state is State.CLASSIFIED
    assert last_event(session, case).facts["personal_data_kept"] is True


def test_the_mask_takes_every_name_and_number_and_nothing_else():
    text = (
        "Ông Trần Văn Quế (0912 345 678) và bà Phạm Thị Mơ (CCCD 036085001234) "
        "đề nghị sửa 2 km đường, 150.000.000 đồng, trước 30/06/2026."
    )
    names = ("Trần Văn Quế", "Phạm Thị Mơ")
    assert masked(text, names, mask="[…]") == (
        "Ông […] ([…]) và bà […] (CCCD […]) đề nghị sửa 2 km đường, 150.000.000 đồng, trước 30/06/2026."
    )
    assert personal_data_of(masked(text, names, mask="[…]"), names) == ()


def test_changing_a_classification_asks_why(session, world, now):
    case = a_case(session, world, State.CLASSIFIED)
    wanted = a_classification(world, authority=Authority.CENTRAL)
    with pytest.raises(MissingError) as refused:
        classify_case(session, case.code, wanted, actor=world.office, now=now)
    assert refused.value.field == "note"

    changed = a_classification(world, authority=Authority.CENTRAL, note="Thuộc thẩm quyền của bộ.")
    classify_case(session, case.code, changed, actor=world.office, now=now)
    event = last_event(session, case)
    assert event.facts["before"]["authority"] == "province"
    assert event.note == "Thuộc thẩm quyền của bộ."


def test_a_field_out_of_use_is_refused_unless_the_case_has_it(session, world, now):
    case = a_case(session, world, State.SUBMITTED)
    gone = a_subject_field(session, "gone", "Hết dùng")
    gone.is_active = False
    with pytest.raises(UnknownChoiceError):
        classify_case(
            session, case.code, a_classification(world, subject_field_id=gone.id), actor=world.office, now=now
        )
    with pytest.raises(UnknownChoiceError):
        classify_case(session, case.code, a_classification(world, subject_field_id=987654), actor=world.office, now=now)
    case.subject_field_id = gone.id
    session.flush()
    classify_case(session, case.code, a_classification(world, subject_field_id=gone.id), actor=world.office, now=now)


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        ("clerk", NotPermittedError),
        ("board", NotPermittedError),
        ("auditor", NotPermittedError),
        ("clerk2", NotFoundError),
        ("officer", NotFoundError),
        ("admin", NotFoundError),
    ],
)
def test_only_the_councils_own_office_classifies(session, world, now, who, refusal):
    case = a_case(session, world, State.SUBMITTED)
    with pytest.raises(refusal):
        classify_case(session, case.code, a_classification(world), actor=world.actors[who], now=now)


def test_a_case_that_has_moved_on_is_not_classified(session, world, now):
    case = a_case(session, world, State.ASSIGNED)
    with pytest.raises(TransitionNotAllowedError):
        classify_case(session, case.code, a_classification(world), actor=world.office, now=now)


def test_the_second_of_two_colleagues_is_told(session, world, now):
    case = a_case(session, world, State.SUBMITTED)
    seen = case.version
    classify_case(session, case.code, a_classification(world), actor=world.office, now=now, seen_version=seen)
    with pytest.raises(ChangedMeanwhileError):
        classify_case(session, case.code, a_classification(world), actor=world.office, now=now, seen_version=seen)


def test_returning_gives_the_case_back_with_the_reason(session, world, now):
    case = a_case(session, world, State.SUBMITTED)
    return_case(session, case.code, reason="Chưa rõ đoạn đường nào.", actor=world.office, now=now)
    assert reread(session, case).state is State.RETURNED
    event = last_event(session, case)
    assert (event.action, event.note, event.is_shared) == (Action.RETURN, "Chưa rõ đoạn đường nào.", False)


def test_the_board_files_with_a_coded_reason_and_the_office_only_by_delegation(session, world, now):
    case, other = (a_case(session, world, State.SUBMITTED) for _ in range(2))
    words = {"reason": FilingReason.NOT_A_PETITION, "note": "Lời cảm ơn.", "now": now}

    file_case(session, case.code, actor=world.board, **words)
    assert reread(session, case).state is State.FILED
    assert last_event(session, case).facts == {"reason": "not_a_petition"}

    with pytest.raises(NotPermittedError):
        file_case(session, other.code, actor=world.office, **words)
    world.province_council.delegates_to_office = True
    session.flush()
    file_case(session, other.code, actor=world.office, **words)
