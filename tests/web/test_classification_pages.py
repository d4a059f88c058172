"""The office's desk in the browser: what is shown, what is refused, what is kept."""

import pytest

from petitions.domain.vocabulary import State
from petitions.models import Case, CaseEvent
from tests.builders import TODAY, a_subject_field
from tests.cases import a_case

CONTENT = "Ông Trần Văn Quế (0912 345 678) đề nghị sửa đường liên thôn.\nĐường lún nứt đã hai năm."
LONG = "Cử tri thôn Đông Thành, xã Bình Lục đề nghị sớm khắc phục đoạn đường liên thôn bị lún nứt. " * 30


def at(case, step):
    return f"/cases/{case.code}/{step}/"


def stored(session, case):
    session.expire_all()
    return session.get(Case, case.id)


def contract_fields(client, case, **fields):
    """What a script sends that knows the contract's fields and nothing else."""
    return {"csrf_token": client.token("/"), **fields}


def test_the_page_masks_what_agencies_must_not_read_and_says_what_it_found(session, world, office):
    case = a_case(session, world, State.SUBMITTED, content=CONTENT)
    page = office.get(at(case, "classification"))
    assert "“0912 345 678”, “Trần Văn Quế”" in page.words
    preset = page.presets()
    kept = CONTENT.replace("Trần Văn Quế", "[không nêu]").replace("0912 345 678", "[không nêu]")
    assert preset["forwarded_text"] == kept
    assert preset["authority"] == "province"
    assert preset["subject_field_id"] == str(world.field.id)


def test_pressing_the_button_on_the_preset_page_classifies(session, world, office):
    case = a_case(session, world, State.SUBMITTED, content=CONTENT)
    reply = office.send(at(case, "classification"))
    assert (reply.status_code, reply.location) == (303, f"/cases/{case.code}/")
    row = stored(session, case)
    assert row.state is State.CLASSIFIED
    assert "Trần Văn Quế" not in row.forwarded_text


def test_the_contracts_fields_alone_are_enough_and_the_entry_is_masked_by_itself(session, world, office):
    case = a_case(session, world, State.SUBMITTED, content=CONTENT)
    fields = {"authority": "commune", "subject_field_id": world.other_field.id, "summary": "Sửa đường liên thôn."}
    reply = office.post(at(case, "classification"), data=contract_fields(office, case, **fields))
    assert reply.status_code == 303
    row = stored(session, case)
    assert (row.summary, row.subject_field_id) == ("Sửa đường liên thôn.", world.other_field.id)
    assert "0912" not in row.forwarded_text


def test_a_name_left_in_is_flagged_beside_the_field_and_passes_once_confirmed(session, world, office):
    case = a_case(session, world, State.SUBMITTED, content=CONTENT)
    words = {"summary": "Ông Trần Văn Quế đề nghị sửa đường.", "forwarded_text": LONG}
    refused = office.send(at(case, "classification"), **words)
    assert refused.status_code == 422
    assert "“Trần Văn Quế”" in refused.texts("#summary-error")[0]
    assert refused.presets()["summary"] == words["summary"]
    assert refused.presets()["forwarded_text"] == LONG.strip()

    confirmed = refused.presets() | {"personal_data_checked": "y"}
    assert office.post(at(case, "classification"), data=confirmed).status_code == 303
    assert stored(session, case).summary == words["summary"]


def test_where_the_entry_names_nobody_there_is_nothing_to_confirm(session, world, office):
    case = a_case(session, world, State.SUBMITTED)
    page = office.get(at(case, "classification"))
    assert not page.page.query("[name=personal_data_checked]")
    refused = office.send(at(case, "classification"), summary="Gọi 0912345678.")
    assert refused.page.query("[name=personal_data_checked]")


@pytest.mark.parametrize("field", ["authority", "subject_field_id", "summary", "forwarded_text"])
def test_an_empty_or_absurd_value_is_refused_beside_its_field(session, world, office, field):
    case = a_case(session, world, State.SUBMITTED)
    for value in ("", "99999999999999999999") if field == "subject_field_id" else ("",):
        refused = office.send(at(case, "classification"), **{field: value})
        assert refused.status_code == 422
        assert refused.texts(f"#{field}-error")


def test_changing_a_classification_without_a_note_is_refused(session, world, office):
    case = a_case(session, world, State.CLASSIFIED)
    refused = office.send(at(case, "classification"), authority="central")
    assert refused.status_code == 422
    assert refused.texts("#note-error")
    assert office.send(at(case, "classification"), authority="central", note="Thuộc bộ.").status_code == 303


def test_the_second_of_two_office_people_gets_both_texts(session, world, office, app):
    case = a_case(session, world, State.SUBMITTED)
    page = office.get(at(case, "classification"))
    office.send(at(case, "classification"), summary="Bản của người thứ nhất.")
    conflict = office.post(
        at(case, "classification"), data=page.presets() | {"summary": "Bản của người thứ hai.", "note": "Bổ sung."}
    )
    assert conflict.status_code == 409
    assert "Bản của người thứ nhất." in conflict.words
    assert "Bản của người thứ hai." in conflict.words
    assert stored(session, case).summary == "Bản của người thứ nhất."


def test_a_doubled_form_classifies_once(session, world, office):
    case = a_case(session, world, State.SUBMITTED)
    data = office.get(at(case, "classification")).presets()
    first, second = (office.post(at(case, "classification"), data=data) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 303)
    assert session.query(CaseEvent).filter_by(case_id=case.id, action="classify").count() == 1


@pytest.mark.parametrize("step", ["classification", "return", "filing", "handover"])
@pytest.mark.parametrize(
    ("who", "status"), [("clerk", 403), ("auditor", 403), ("committee", 403), ("clerk2", 404), ("officer", 404)]
)
def test_who_sees_it_is_refused_and_to_others_it_does_not_exist(session, world, client, step, who, status):
    case = a_case(session, world, State.SUBMITTED)
    client.sign_in(who)
    assert client.get(at(case, step)).status_code == status
    assert client.post(at(case, step), data={"csrf_token": client.token("/")}).status_code == status


@pytest.mark.parametrize("step", ["classification", "return", "handover"])
def test_a_step_overtaken_is_a_conflict_that_keeps_what_was_typed(session, world, office, step):
    case = a_case(session, world, State.IN_PROGRESS)
    data = contract_fields(office, case, reason="Chưa rõ địa điểm.", summary="Sửa đường.")
    assert office.get(at(case, step)).status_code == 409
    reply = office.post(at(case, step), data=data)
    assert reply.status_code == 409


def test_returning_asks_for_a_reason_and_tells_where_the_case_went(session, world, office):
    case = a_case(session, world, State.SUBMITTED)
    assert office.send(at(case, "return"), reason=" ").status_code == 422
    assert office.send(at(case, "return"), reason="Ghi rõ đoạn đường nào.").status_code == 303
    assert stored(session, case).state is State.RETURNED


def test_filing_offers_coded_reasons(session, world, client):
    case = a_case(session, world, State.CLASSIFIED)
    client.sign_in("board")
    page = client.get(at(case, "filing"))
    assert page.presets()["reason"] == "not_a_petition"
    assert client.send(at(case, "filing"), reason="unclear", note="").status_code == 422
    assert client.send(at(case, "filing"), reason="unclear", note="Không nêu địa điểm.").status_code == 303
    assert stored(session, case).state is State.FILED


def test_handing_over_offers_the_other_councils_and_takes_no_other_unit(session, world, office):
    case = a_case(session, world, State.SUBMITTED)
    page = office.get(at(case, "handover"))
    assert page.texts("#council_id option") == [world.other_council.name, world.commune_council.name]
    assert page.presets()["council_id"] == str(world.commune_council.id), "the council of the place itself"
    letter = {"letter_number": "77/HĐND-TT", "letter_on": "02/03/2026"}
    for unit in (world.province_council, world.agency):
        refused = office.send(at(case, "handover"), council_id=unit.id, **letter)
        assert refused.status_code == 422
        assert refused.texts("#council_id-error")
    assert office.send(at(case, "handover"), council_id=world.other_council.id, **letter).status_code == 303
    assert stored(session, case).council_id == world.other_council.id


@pytest.mark.parametrize(
    ("state", "who", "target"),
    [(State.CLOSED, "board", State.CLASSIFIED), (State.FILED, "office", State.SUBMITTED)],
)
def test_reopening_says_what_comes_next(session, world, client, state, who, target):
    case = a_case(session, world, state)
    client.sign_in(who)
    assert client.send(at(case, "reopening"), reason="Cử tri phản ánh lại.").status_code == 303
    assert stored(session, case).state is target


def test_no_page_shows_a_field_that_was_put_out_of_use(session, world, office):
    gone = a_subject_field(session, "gone", "Hết dùng")
    gone.is_active = False
    case = a_case(session, world, State.SUBMITTED, received_on=TODAY)
    assert "Hết dùng" not in office.get(at(case, "classification")).texts("#subject_field_id option")
