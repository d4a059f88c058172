"""Rounds and meetings in full: planned ahead, held jointly, with deputies, counts and the signed minutes."""

import io
from datetime import timedelta

import pytest
import sqlalchemy as sa

from petitions.domain.vocabulary import ContactForm, Level
from petitions.models import ContactMeeting, ContactRound, MeetingFile
from tests import papers
from tests.builders import TODAY, a_meeting, a_round, a_statement

NEXT_WEEK = TODAY + timedelta(days=7)
NAME = "Biên bản hội nghị tiếp xúc cử tri thôn Đông Thành.pdf"


@pytest.fixture
def planned(session, world, in_round):
    return a_meeting(session, in_round, world.commune, world.commune_council, held_on=NEXT_WEEK, voter_count=None)


def test_a_plan_says_number_date_form_and_who_joins(session, clerk):
    sent = clerk.send(
        "/rounds/new/",
        name="Trước Kỳ họp thứ 3",
        plan_number="07/KH-HĐND",
        plan_on="12/01/2026",
        form="combined",
        joined_levels=["central", "province"],
    )
    row = session.scalars(sa.select(ContactRound)).one()
    assert (row.form, row.joined_levels) == (ContactForm.COMBINED, (Level.CENTRAL, Level.PROVINCE))
    words = clerk.get(sent.location).words
    for shown in (
        "07/KH-HĐND, 12/01/2026",
        "Trực tiếp kết hợp trực tuyến",
        "Đại biểu Quốc hội, Đại biểu HĐND cấp tỉnh",
    ):
        assert shown in words


def test_a_meeting_to_come_is_planned_and_says_from_when_it_can_be_written_down(session, clerk, world, in_round):
    sent = clerk.send(
        f"/meetings/new/?round_id={in_round.id}", held_on="09/03/2026", start_time="8h30", place="Hội trường"
    )
    row = session.scalars(sa.select(ContactMeeting)).one()
    assert (sent.location, f"{row.start_time:%H:%M}") == (f"/meetings/{row.id}/", "08:30")
    page = clerk.get(sent.location)
    assert "09/03/2026" in page.words
    assert f"/meetings/{row.id}/statements/" not in page.text
    assert "Đã lên lịch" in clerk.get(f"/rounds/{in_round.id}/").words
    assert "Hội nghị sắp tới" in clerk.get("/rounds/").words


def test_what_was_said_is_refused_until_the_day_of_the_meeting(clerk, planned, clock):
    for reply in (
        clerk.get(f"/meetings/{planned.id}/statements/"),
        clerk.post(
            f"/meetings/{planned.id}/statements/", data={"csrf_token": clerk.token("/rounds/"), "content": "Sớm quá."}
        ),
    ):
        assert reply.status_code == 409
        assert reply.texts("h1") == ["Chưa thực hiện được lúc này"]
        assert f"/meetings/{planned.id}/" in reply.links()
        assert "09/03/2026" in reply.words
    clock.shift(timedelta(days=7))
    clerk.sign_in("clerk")
    assert clerk.get(f"/meetings/{planned.id}/statements/").status_code == 200


def test_a_meeting_to_come_is_offered_to_no_case(clerk, planned, meeting):
    offered = [
        option.attrs.get("value") for option in clerk.get("/cases/new/").page.query("select[name=meeting_id] option")
    ]
    assert str(meeting.id) in offered
    assert str(planned.id) not in offered


@pytest.mark.parametrize(("day", "is_outside"), [("01/01/2020", True), ("27/02/2026", False), ("28/02/2026", True)])
def test_a_day_outside_the_round_is_said_where_it_was_entered_and_on_the_meetings_page(
    session, clerk, in_round, day, is_outside
):
    sent = clerk.send("/meetings/new/", round_id=in_round.id, held_on=day)
    assert sent.status_code == 303, "a meeting that was put off is held after its round all the same"
    row = session.scalars(sa.select(ContactMeeting)).one()
    for page in (clerk.get(sent.location), clerk.get(f"/meetings/{row.id}/")):
        assert ("ngoài thời gian của đợt (09/02/2026 – 27/02/2026)" in page.words) is is_outside


def test_a_round_without_days_holds_every_day(session, clerk, world):
    open_round = a_round(session, world.commune_council, starts_on=None, ends_on=None)
    sent = clerk.send("/meetings/new/", round_id=open_round.id, held_on="01/01/2020")
    assert "ngoài thời gian của đợt" not in clerk.get(sent.location).words


def test_more_speakers_than_voters_are_refused_beside_the_field(session, clerk, in_round, meeting):
    counts = {"voter_count": "50", "speaker_count": "60"}
    for address in (f"/meetings/new/?round_id={in_round.id}", f"/meetings/{meeting.id}/"):
        page = clerk.send(address, **counts)
        assert page.status_code == 422
        assert "không thể nhiều hơn số cử tri tham dự (50)" in page.texts("#speaker_count-error")[0]
        assert {name: page.presets()[name] for name in counts} == counts
    assert clerk.send(address, voter_count="50", speaker_count="50").status_code == 303
    assert clerk.send(address, voter_count="", speaker_count="60").status_code == 303, "nobody counted who came"


@pytest.mark.parametrize("typed", ["25:00", "tám giờ", "8:75", "1e3"])
def test_a_time_that_is_none_is_kept_as_typed(clerk, in_round, typed):
    page = clerk.send("/meetings/new/", start_time=typed)
    assert page.status_code == 422
    assert page.presets()["start_time"] == typed


def test_deputies_are_ticked_and_typed_and_stand_on_the_page(clerk, world, meeting):
    address = f"/meetings/{meeting.id}/"
    sent = clerk.send(
        address,
        deputy_ids=str(world.deputy.person_id),
        deputy_names="Bà Phạm Thị Lụa\n\n  Ông Hoàng Văn Cần ",
        speaker_count="9",
    )
    assert sent.status_code == 303
    page = clerk.get(address)
    assert f"{world.deputy.name}, Bà Phạm Thị Lụa, Ông Hoàng Văn Cần" in page.words
    assert "9 cử tri phát biểu" in page.words
    assert page.presets()["deputy_names"].strip() == "Bà Phạm Thị Lụa\nÔng Hoàng Văn Cần"


def test_more_names_than_a_room_holds_deputies_are_refused(clerk, meeting):
    page = clerk.send(f"/meetings/{meeting.id}/", deputy_names="\n".join(f"Ông {n}" for n in range(61)))
    assert page.status_code == 422


def add(client, meeting, *files):
    return client.send(
        f"/meetings/{meeting.id}/minutes/",
        files=[(io.BytesIO(data), name) for name, data in files or [(NAME, papers.a_pdf())]],
    )


def sits_down(client, username):
    other = client.application.test_client()
    other.sign_in(username)
    return other


def test_the_signed_minutes_are_put_on_the_meeting_and_opened_by_who_reads_them(session, clerk, meeting):
    assert add(clerk, meeting).status_code == 303
    file = session.scalars(sa.select(MeetingFile)).one()
    address = f"/meetings/{meeting.id}/minutes/{file.id}/"
    assert NAME in clerk.get(f"/meetings/{meeting.id}/").words
    for user, status in {
        "clerk": 200,
        "office": 200,
        "board": 200,
        "auditor": 200,
        "clerk2": 404,
        "officer": 403,
    }.items():
        reply = sits_down(clerk, user).get(address)
        assert reply.status_code == status, user
        if status == 200:
            assert reply.data.startswith(b"%PDF")
            assert "sandbox" in reply.headers["Content-Security-Policy"]


def test_a_file_of_one_meeting_is_not_found_under_another(session, clerk, world, in_round, meeting):
    add(clerk, meeting)
    file = session.scalars(sa.select(MeetingFile)).one()
    elsewhere = a_meeting(session, in_round, world.commune, world.commune_council)
    assert clerk.get(f"/meetings/{elsewhere.id}/minutes/{file.id}/").status_code == 404
    assert clerk.get(f"/meetings/{elsewhere.id}/minutes/{file.id}/withdrawal/").status_code == 404


def test_a_wrong_file_is_withdrawn_with_a_reason_and_opens_no_more(session, clerk, meeting):
    add(clerk, meeting)
    file = session.scalars(sa.select(MeetingFile)).one()
    address = f"/meetings/{meeting.id}/minutes/{file.id}/"
    assert clerk.send(f"{address}withdrawal/", reason="Nhầm hội nghị").status_code == 303
    assert clerk.get(address).status_code == 404
    assert "Nhầm hội nghị" in clerk.get(f"/meetings/{meeting.id}/").words


@pytest.mark.parametrize("data", [b"", papers.AN_EXE, papers.AN_HTML], ids=["nothing", "a program", "a page"])
def test_what_is_no_paper_is_refused(session, clerk, meeting, data):
    assert add(clerk, meeting, (NAME, data)).status_code == 422
    assert session.scalar(sa.select(sa.func.count()).select_from(MeetingFile)) == 0


@pytest.mark.parametrize("user", ["office", "board", "auditor"])
def test_who_only_reads_the_minutes_adds_nothing(clerk, meeting, user):
    assert sits_down(clerk, user).get(f"/meetings/{meeting.id}/minutes/").status_code == 403


def test_there_are_no_minutes_before_the_meeting(clerk, planned):
    assert clerk.get(f"/meetings/{planned.id}/minutes/").status_code == 409


def test_a_meeting_with_statements_is_not_put_off(session, clerk, meeting):
    a_statement(session, meeting)
    page = clerk.send(f"/meetings/{meeting.id}/", held_on="09/03/2026")
    assert page.status_code == 422
