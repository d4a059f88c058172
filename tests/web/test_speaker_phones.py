"""The telephone number a voter left: from the list it stood in to the case, and never to an agency."""

import io

import pytest
import sqlalchemy as sa

from petitions.domain.vocabulary import State
from petitions.models import CaseStatement, CaseVoter, Statement
from petitions.services.search_index import index_case
from tests import workbooks
from tests.builders import a_statement
from tests.cases import a_case

PHONE = "0900 777 123"
HEADING = ("STT", "Họ và tên cử tri", "SĐT", "Nội dung ý kiến")
SCRIPT = {"Accept": "application/json"}
OPEN_TO = ("clerk", "office", "board", "auditor")


@pytest.fixture
def spoken(session, meeting):
    """`spoken("Đường lầy.", PHONE)` is a statement of a person who left this number."""

    def run(content="Đường lầy.", phone=PHONE, who="Đỗ Thị Khuyên", **values):
        return a_statement(session, meeting, content, speaker_name=who, speaker_phone=phone, **values)

    return run


def phones(session):
    session.expire_all()
    return session.scalars(sa.select(Statement.speaker_phone).order_by(Statement.position)).all()


def preset_phone(clerk, meeting, *statements):
    asked = [("meeting_id", meeting.id), *(("statement_ids", each.id) for each in statements)]
    return clerk.get("/cases/new/", query_string=asked).presets().get("voter_phone", "")


@pytest.mark.both
def test_a_number_goes_from_the_list_to_the_minutes_to_the_case(session, clerk, meeting):
    rows = [HEADING, (1, "Đỗ Thị Khuyên", PHONE, "Đường lầy."), (2, "Trần Văn Quế", 912345678, "Điện yếu.")]
    columns = clerk.send(f"/meetings/{meeting.id}/import/", file=(io.BytesIO(workbooks.xlsx(rows)), "ý kiến.xlsx"))
    page = clerk.send(columns.location).location
    assert PHONE in clerk.get(page).words
    assert "mất số 0" in clerk.get(page).words
    clerk.send(page)
    assert phones(session) == [PHONE, "912345678"]
    assert PHONE in clerk.get(f"/meetings/{meeting.id}/").words
    said = session.scalars(sa.select(Statement).order_by(Statement.position)).first()
    assert preset_phone(clerk, meeting, said) == PHONE
    clerk.send(f"/cases/new/?meeting_id={meeting.id}&statement_ids={said.id}", summary="Đề nghị sửa đường.")
    assert session.scalars(sa.select(CaseVoter.phone)).all() == [PHONE]


def test_a_number_too_long_to_be_kept_holds_the_row_back_until_it_is_shortened(session, clerk, meeting):
    rows = [HEADING, (1, "Đỗ Thị Khuyên", f"{PHONE}, nhà riêng", "Đường lầy.")]
    columns = clerk.send(f"/meetings/{meeting.id}/import/", file=(io.BytesIO(workbooks.xlsx(rows)), "ý kiến.xlsx"))
    page = clerk.send(columns.location).location
    assert "tối đa 20 ký tự" in clerk.get(page).words
    assert "Chưa ghi được ý kiến nào" in clerk.get(page).words
    row = f"{page}rows/2/"
    assert clerk.get(row).presets()["speaker_phone"] == f"{PHONE}, nhà riêng"
    assert clerk.send(row).status_code == 422
    assert clerk.send(row, speaker_phone=PHONE).status_code == 303
    clerk.send(page)
    assert phones(session) == [PHONE]


def test_a_number_is_entered_and_taken_away_where_a_statement_is_corrected(session, clerk, meeting, spoken):
    row = spoken(phone=None)
    address = f"/meetings/{meeting.id}/statements/{row.id}/"
    assert address in clerk.get(f"/meetings/{meeting.id}/").links("main a")
    assert clerk.send(address, speaker_phone="0" * 21).status_code == 422
    assert clerk.send(address, speaker_phone=PHONE).status_code == 303
    assert phones(session) == [PHONE]
    assert PHONE in clerk.get(f"{address}removal/").words
    assert clerk.send(address, speaker_phone="").status_code == 303
    assert phones(session) == [None]


def test_the_rows_typed_one_after_another_neither_ask_for_a_number_nor_wipe_one_out(session, clerk, meeting, spoken):
    row = spoken()
    entry = clerk.get(f"/meetings/{meeting.id}/statements/")
    assert not entry.page.query("main [name=speaker_phone]")
    rows = f"/meetings/{meeting.id}/rows/"
    told = clerk.get(rows, headers=SCRIPT).json
    fields = {"entry_key": row.entry_key, "version": told["rows"][0]["version"], "content": "Đường lầy lội."}
    fields["speaker_name"] = told["rows"][0]["speaker_name"]
    sent = clerk.post(rows, data=fields, headers=SCRIPT | {"X-CSRFToken": told["token"]})
    assert sent.json["row"]["content"] == "Đường lầy lội."
    assert phones(session) == [PHONE]


@pytest.mark.parametrize(
    ("spoke", "expected"),
    [
        ([("Đỗ Thị Khuyên", PHONE), ("Đỗ Thị Khuyên", None)], PHONE),
        ([("Đỗ Thị Khuyên", PHONE), ("Đỗ Thị Khuyên", "+84 900777123")], "+84 900777123"),
        ([("Đỗ Thị Khuyên", PHONE), ("Đỗ Thị Khuyên", "0911 222 333")], ""),
        ([("Đỗ Thị Khuyên", PHONE), ("Trần Văn Quế", None)], ""),
        ([(None, PHONE)], PHONE),
        ([(None, PHONE), (None, None)], ""),
        ([(None, PHONE), (None, PHONE)], PHONE),
    ],
    ids=["said twice", "written in two ways", "two numbers", "two people", "no name", "perhaps two", "one number"],
)
def test_a_case_begins_with_the_number_of_the_one_person_who_spoke(clerk, meeting, spoken, spoke, expected):
    statements = [spoken(f"Ý kiến {n}.", phone, who) for n, (who, phone) in enumerate(spoke)]
    assert preset_phone(clerk, meeting, *statements) == expected


@pytest.mark.both
@pytest.mark.parametrize("user", [*OPEN_TO, "officer", "leader", "coordinator", "committee", "deputy", "clerk2"])
def test_agencies_never_see_nor_find_the_number_of_who_spoke(session, world, client, meeting, spoken, user):
    is_open = user in OPEN_TO
    voter = {"name": None, "phone": None, "address": None}
    case = a_case(session, world, State.IN_PROGRESS, contact_meeting_id=meeting.id, voter=voter)
    row = spoken()
    session.add(CaseStatement(case_id=case.id, statement_id=row.id))
    index_case(session, case.id)
    session.commit()
    client.sign_in(user)
    case_page, minutes = client.get(f"/cases/{case.code}/"), client.get(f"/meetings/{meeting.id}/")
    assert (PHONE in case_page.text) == is_open
    assert (PHONE in minutes.text) == is_open
    for number in (PHONE, "0900777123"):
        found = client.get("/cases/", query_string={"q": number})
        assert (f"/cases/{case.code}/" in found.text) == is_open
    for paper in ("reading-list", "register"):
        assert PHONE not in client.get(f"/meetings/{meeting.id}/{paper}/").text


def test_a_row_given_to_another_speaker_does_not_bring_the_first_ones_number_to_his_case(session, clerk, meeting):
    row = a_statement(session, meeting, "Đường lầy.", speaker_name="Ông Có Máy", speaker_phone=PHONE)
    rows = f"/meetings/{meeting.id}/rows/"
    told = clerk.get(rows, headers=SCRIPT).json
    fields = {
        "entry_key": row.entry_key,
        "version": row.version,
        "content": "Đường lầy.",
        "speaker_name": "Bà Khác Hẳn",
    }
    clerk.post(rows, data=fields, headers=SCRIPT | {"X-CSRFToken": told["token"]})
    assert phones(session) == [None]
    assert preset_phone(clerk, meeting, row) == ""
