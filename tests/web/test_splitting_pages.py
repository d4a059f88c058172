"""Splitting in the browser: what agencies will read of each part is shown as such and checked."""

import pytest

from petitions.domain.vocabulary import State
from petitions.models import Case, CaseEvent
from tests.cases import a_case

RAW = "Ông Trần Văn Quế (0912 345 678) nói đường hỏng và nước đục."
REVIEWED = "Cử tri thôn Đông Thành đề nghị sửa đường và cấp nước sạch."


@pytest.fixture
def reviewed(session, world):
    """A case whose entry names somebody and whose text for agencies does not."""
    case = a_case(session, world, State.CLASSIFIED, content=RAW)
    case.forwarded_text = REVIEWED
    session.commit()
    return case


def at(case):
    return f"/cases/{case.code}/split/"


def stored(session, case):
    session.expire_all()
    return session.get(Case, case.id)


def the_part(session, case):
    return session.query(Case).filter_by(split_from_id=case.id).one_or_none()


def filled(office, case, **texts):
    """Return the form as its page shows it, with a second part and whatever else is typed."""
    form = office.get(at(case)).presets()
    second = {"summary": "Cấp nước sạch.", "content": "Nước giếng đục.", "forwarded_text": "Cấp nước sạch."}
    for name, text in second.items():
        form[name] = [form[name][0], text, "", ""]
    return form | texts


def test_the_text_that_was_checked_is_shown_as_what_agencies_read(office, reviewed):
    page = office.get(at(reviewed))
    presets = page.presets()
    assert presets["forwarded_text"][0] == REVIEWED
    assert presets["content"][0] == RAW
    assert "Nội dung chuyển" in page.words
    assert "đã được kiểm tra khi phân loại" in page.words
    assert "cơ quan giải quyết không đọc mục này" in page.words


def test_the_part_that_keeps_the_code_keeps_the_checked_text(session, office, reviewed):
    assert office.post(at(reviewed), data=filled(office, reviewed)).status_code == 303
    whole, part = stored(session, reviewed), the_part(session, reviewed)
    assert (whole.forwarded_text, whole.content) == (REVIEWED, RAW)
    assert (part.forwarded_text, part.content) == ("Cấp nước sạch.", "Nước giếng đục.")
    office.send(f"/cases/{reviewed.code}/split/undo/", reason="Tách nhầm.")
    assert stored(session, reviewed).forwarded_text == REVIEWED


def test_a_script_that_sends_no_text_for_agencies_leaves_the_checked_one(session, office, reviewed):
    data = {"csrf_token": office.token("/"), "summary": ["Đường.", "Nước."], "content": [RAW, "Nước đục."]}
    assert office.post(at(reviewed), data=data).status_code == 303
    assert stored(session, reviewed).forwarded_text == REVIEWED


@pytest.mark.parametrize("number", [0, 1])
@pytest.mark.parametrize("name", ["summary", "forwarded_text"])
def test_a_name_in_what_agencies_read_is_refused_beside_its_part_until_confirmed(
    session, office, reviewed, name, number
):
    form = filled(office, reviewed)
    form[name][number] = "Ông Trần Văn Quế đề nghị."
    refused = office.post(at(reviewed), data=form)
    assert refused.status_code == 422
    assert "“Trần Văn Quế”" in refused.texts(f"#{name}-{number}-error")[0]
    assert refused.links(".error-summary a") == [f"#{name}-{number}"]
    assert refused.presets()[name][number] == form[name][number]
    assert the_part(session, reviewed) is None

    confirmed = refused.presets() | {"personal_data_checked": "y"}
    assert office.post(at(reviewed), data=confirmed).status_code == 303
    event = session.query(CaseEvent).filter_by(case_id=reviewed.id, action="split").one()
    assert event.facts["personal_data_kept"] is True
    assert "đã được xác nhận là cần thiết" in office.get(f"/cases/{reviewed.code}/").words


def test_every_part_that_names_somebody_is_told_at_once(office, reviewed):
    form = filled(office, reviewed, forwarded_text=["Gọi 0912345678.", "Ông Trần Văn Quế nêu.", "", ""])
    refused = office.post(at(reviewed), data=form)
    assert "0912345678" in refused.texts("#forwarded_text-0-error")[0]
    assert "Trần Văn Quế" in refused.texts("#forwarded_text-1-error")[0]


@pytest.mark.parametrize("state", [State.SUBMITTED, State.CLASSIFIED])
def test_a_new_part_without_a_text_for_agencies_gets_the_masked_content_to_be_looked_at(session, world, office, state):
    case = a_case(session, world, state)
    form = filled(office, case)
    form["content"][1], form["forwarded_text"][1] = RAW, ""
    refused = office.post(at(case), data=form)
    assert refused.status_code == 422
    assert refused.texts("#forwarded_text-1-error")
    shown = refused.presets()
    assert shown["forwarded_text"][1] == RAW.replace("Trần Văn Quế", "[không nêu]").replace(
        "0912 345 678", "[không nêu]"
    )
    assert office.post(at(case), data=shown).status_code == 303
    assert the_part(session, case).forwarded_text == shown["forwarded_text"][1]


def test_before_the_classification_nobody_is_asked_what_agencies_read_of_the_first_part(session, world, office):
    case = a_case(session, world, State.SUBMITTED, content=RAW)
    page = office.get(at(case))
    assert page.presets()["forwarded_text"][0] == ""
    assert not page.page.query("textarea#forwarded_text-0")
    assert office.post(at(case), data=filled(office, case)).status_code == 303
    assert stored(session, case).forwarded_text is None


def test_one_part_alone_is_told_that_there_have_to_be_two(office, reviewed):
    refused = office.post(at(reviewed), data=office.get(at(reviewed)).presets())
    assert refused.status_code == 422
    assert "ít nhất hai phần" in refused.texts("#content-1-error")[0]


def test_a_part_without_a_summary_is_refused_beside_its_summary(office, reviewed):
    form = filled(office, reviewed)
    form["summary"][1] = ""
    refused = office.post(at(reviewed), data=form)
    assert refused.status_code == 422
    assert refused.texts("#summary-1-error")
    assert refused.presets()["content"][1] == "Nước giếng đục."
