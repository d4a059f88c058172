"""The papers of meetings and rounds as their clerk gets them: on the screen, as Word and as PDF, read back."""

import io
from datetime import time, timedelta

import docx
import pypdf
import pytest

from petitions.domain.vocabulary import ContactForm, Level, State
from petitions.models import CaseStatement, MeetingDeputy
from petitions.queries import registers
from tests.budget import statements_of
from tests.builders import TODAY, a_meeting, a_person, a_round, a_statement, saved
from tests.cases import a_case

PAPERS = ("reading-list", "register", "blank-form")
LONG = "Đề nghị sửa chữa tuyến đường trục xã đã xuống cấp nghiêm trọng, nhiều ổ gà, ổ voi. " * 40


@pytest.fixture
def in_round(session, world):
    return a_round(
        session,
        world.province_council,
        recorded_by_id=world.commune_council.id,
        plan_number="07/KH-HĐND",
        plan_on=TODAY,
        form=ContactForm.COMBINED,
        joined_levels=(Level.CENTRAL,),
    )


@pytest.fixture
def meeting(session, world, in_round):
    return a_meeting(session, in_round, world.commune, world.commune_council, speaker_count=9)


def words_of(reply):
    """Return all text of a Word or PDF file on one line."""
    if reply.mimetype == "application/pdf":
        text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(reply.data)).pages)
    else:
        document = docx.Document(io.BytesIO(reply.data))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        text = " ".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
    return " ".join(text.split())


def both(client, path, query=""):
    replies = [client.get(f"{path}print/?form={form}{query}") for form in ("word", "pdf")]
    assert [reply.status_code for reply in replies] == [200, 200]
    return [words_of(reply) for reply in replies]


def sits_down(client, username):
    other = client.application.test_client()
    other.sign_in(username)
    return other


def test_the_reading_list_is_one_click_from_the_meeting_and_says_every_answer(session, clerk, world, meeting):
    case = a_case(session, world, State.ANSWERED)
    address = f"/meetings/{meeting.id}/reading-list/"
    assert address in clerk.get(f"/meetings/{meeting.id}/").links("main a")
    page = clerk.get(address)
    for words in (page.words, *both(clerk, address)):
        assert case.summary in words
        assert case.code in words
        assert world.agency.name in words
        assert "Trần Văn Quế" not in words
        assert "0912" not in words


def test_the_printed_reading_list_is_a_report_of_the_standing_board(session, clerk, world, meeting):
    a_case(session, world, State.ANSWERED)
    a_case(session, world, State.IN_PROGRESS)
    for words in both(clerk, f"/meetings/{meeting.id}/reading-list/"):
        for said in (
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "THƯỜNG TRỰC",
            "BÁO CÁO",
            "/BC-HĐND",
            "Ninh Bình, ngày",
            "Kết quả giải quyết, trả lời kiến nghị của cử tri xã Bình Lục",
            "Tổng số kiến nghị đã có văn bản trả lời: 01",
            "Hiện còn 01 kiến nghị",
            "TM. THƯỜNG TRỰC HỘI ĐỒNG NHÂN DÂN",
            "Nơi nhận",
        ):
            assert said in words


def test_nothing_answered_is_said_in_so_many_words(clerk, meeting):
    address = f"/meetings/{meeting.id}/reading-list/"
    assert "chưa có" in clerk.get(address).words
    for words in both(clerk, address):
        assert "chưa có văn bản trả lời kiến nghị nào của cử tri xã Bình Lục" in words


@pytest.mark.parametrize("since", ["02/03/2026", "2026-03-02"])
def test_another_day_is_asked_for_in_the_address(session, clerk, world, meeting, since):
    a_case(session, world, State.ANSWERED)
    for words in both(clerk, f"/meetings/{meeting.id}/reading-list/", f"&since={since}"):
        assert "từ ngày 02/03/2026" in words


@pytest.mark.parametrize("since", ["0001-01-01", "9999-12-31", "x", "31/02/2026", "²", "01/01/1"])
def test_a_day_that_makes_no_sense_is_left_out_and_named(clerk, meeting, since):
    reply = clerk.get(f"/meetings/{meeting.id}/reading-list/", query_string={"since": since})
    assert reply.status_code == 200
    assert "không phải là một ngày trong khoảng từ 01/01/1990 đến 31/12/2099" in reply.texts("#since-error")[0]
    for nothing in ("", "\0"):
        reply = clerk.get(f"/meetings/{meeting.id}/reading-list/", query_string={"since": nothing})
        assert not reply.texts("#since-error")


def test_the_meetings_register_names_who_spoke_and_what_became_of_it(session, clerk, world, meeting):
    said = a_statement(
        session, meeting, "Đường lầy.", speaker_name="Trần Văn Quế", village="thôn Đông Thành", position=1
    )
    a_statement(
        session,
        meeting,
        "Phí cao.",
        answered_on_spot=True,
        answered_by="Chủ tịch UBND xã",
        subject_field_id=world.field.id,
        position=2,
    )
    a_statement(session, meeting, "Chưa ai xử lý.", position=3)
    case = a_case(session, world, State.SUBMITTED)
    session.add(CaseStatement(case_id=case.id, statement_id=said.id))
    session.commit()
    address = f"/meetings/{meeting.id}/register/"
    for words in (clerk.get(address).words, *both(clerk, address)):
        for part in ("Trần Văn Quế", "thôn Đông Thành", "Đường lầy.", case.code, "Chủ tịch UBND xã", world.field.name):
            assert part in words
    for words in both(clerk, address):
        assert "SỔ TỔNG HỢP Ý KIẾN CỬ TRI" in words
        assert "Sổ ghi 3 ý kiến" in words
        assert "Cử tri dự: 52; cử tri phát biểu: 9" in words
        assert "Chưa xử lý" in words


def test_the_rounds_register_names_villages_and_never_who_spoke(session, clerk, world, in_round, meeting):
    a_statement(session, meeting, "Đường lầy.", speaker_name="Trần Văn Quế", village="thôn Đông Thành", position=1)
    other = a_meeting(session, in_round, world.village, world.commune_council, held_on=TODAY, place="Sân đình")
    a_statement(session, other, "Nước đục.", speaker_name="Đỗ Thị Lụa", position=1)
    address = f"/rounds/{in_round.id}/register/"
    assert address in clerk.get(f"/rounds/{in_round.id}/").links("main a")
    for words in (clerk.get(address).words, *both(clerk, address)):
        assert "Trần Văn Quế" not in words
        assert "Đỗ Thị Lụa" not in words
        assert "thôn Đông Thành, xã Bình Lục" in words
        assert words.index("Đường lầy.") < words.index("Nước đục.")
    for words in both(clerk, address):
        assert "Hội nghị tiếp xúc cử tri ngày 02/03/2026, Sân đình, thôn Đông Thành, xã Bình Lục" in words


def test_the_rounds_register_withholds_names_and_numbers_that_were_said(session, clerk, in_round, meeting, monkeypatch):
    monkeypatch.setattr(registers, "ROWS_A_PART", 2)
    said = "Ông Trần Văn Quế (0912 345 678) và bà Đỗ Thị Lụa nói đường lầy."
    a_statement(session, meeting, said, speaker_name="Ông Trần Văn Quế, xóm 3", position=1)
    a_statement(session, meeting, "Nước đục, số 0229 385 1234.", position=2)
    a_statement(session, meeting, "Nhất trí với ông Trần Văn Quế.", speaker_name="Đỗ Thị Lụa", position=3)
    address = f"/rounds/{in_round.id}/register/"
    after = f"{meeting.held_on}.{meeting.id}.2"
    firsts = (clerk.get(address).words, *both(clerk, address))
    lasts = (clerk.get(f"{address}?after={after}").words, *both(clerk, address, f"&after={after}"))
    for words in (*firsts, *lasts):
        for withheld in ("Trần Văn Quế", "Đỗ Thị Lụa", "0912 345 678", "385 1234"):
            assert withheld not in words
    assert all("nói đường lầy" in words for words in firsts)
    assert all("Nhất trí với ông" in words for words in lasts)
    own = clerk.get(f"/meetings/{meeting.id}/register/").words
    assert said in own, "the register of the meeting belongs to its minutes"


def test_the_rounds_register_asks_as_much_whoever_spoke(session, clerk, world, in_round, meeting):
    address, asked = f"/rounds/{in_round.id}/register/", []
    for size in (1, 12):
        for n in range(size):
            other = a_meeting(session, in_round, world.village, world.commune_council)
            a_statement(session, other, f"Ông Nói Thứ {n} nêu.", speaker_name=f"Nói Thứ {n}")
        session.commit()
        with statements_of() as sent:
            clerk.get(address)
        asked.append(len(sent))
    assert asked[0] == asked[1]


def test_a_large_register_comes_in_parts_that_leave_nothing_out(session, clerk, meeting, monkeypatch):
    monkeypatch.setattr(registers, "ROWS_A_PART", 4)
    for n in range(1, 11):
        a_statement(session, meeting, f"Ý kiến thứ {n:02}.", position=n)
    session.commit()
    for path in (f"/meetings/{meeting.id}/register/", f"/rounds/{meeting.contact_round_id}/register/"):
        seen, address, files = [], path, []
        while address:
            page = clerk.get(address)
            seen += [n for n in range(1, 11) if f"Ý kiến thứ {n:02}." in page.words]
            files += [link for link in page.links(".paper-links a") if "form=pdf" in link]
            address = next(iter(page.links("a[rel=next]")), None)
        assert seen == list(range(1, 11))
        assert len(files) == 3
        middle = words_of(clerk.get(files[1]))
        assert "từ số 5 đến số 8 trong tổng số 10" in middle
        assert "Ý kiến thứ 05." in middle
        assert "Ý kiến thứ 09." not in middle


@pytest.mark.parametrize(
    "after", ["x", "2026-02-30.1.1", "2026-02-24.99999999999.1", "2026-02-24.1.-1", "\0", "²", ".."]
)
def test_an_address_that_makes_no_sense_begins_the_register(session, clerk, meeting, after):
    a_statement(session, meeting, "Đường lầy.")
    reply = clerk.get(f"/meetings/{meeting.id}/register/", query_string={"after": after})
    assert "Đường lầy." in reply.words


def test_the_schedule_lists_days_places_and_deputies_soonest_first(session, clerk, world, in_round, meeting):
    later = a_meeting(
        session,
        in_round,
        world.village,
        world.commune_council,
        held_on=TODAY + timedelta(days=9),
        start_time=time(8, 30),
        place="Sân đình",
    )
    saved(session, MeetingDeputy(contact_meeting_id=later.id, position=1, name="Bà Phạm Thị Lụa"))
    session.commit()
    address = f"/rounds/{in_round.id}/schedule/"
    for words in (clerk.get(address).words, *both(clerk, address)):
        assert words.index("24/02/2026") < words.index("11/03/2026")
        for part in ("08:30", "Sân đình", "thôn Đông Thành, xã Bình Lục", "Bà Phạm Thị Lụa"):
            assert part in words
    for words in both(clerk, address):
        assert "Tiếp xúc trực tiếp kết hợp trực tuyến. Tiếp xúc cử tri chung với đại biểu Quốc hội." in words
        assert "Kế hoạch số 07/KH-HĐND ngày 02/03/2026" in words


def test_a_round_without_meetings_prints_as_well(session, clerk, world):
    empty = a_round(session, world.commune_council)
    for path in (f"/rounds/{empty.id}/schedule/", f"/rounds/{empty.id}/register/"):
        assert clerk.get(path).status_code == 200
        for words in both(clerk, path):
            assert "Chưa" in words


def test_the_blank_form_has_rows_to_write_in_and_a_code_that_leads_to_where_they_are_typed(clerk, meeting):
    page = clerk.get(f"/meetings/{meeting.id}/blank-form/")
    assert page.page.query(".paper-code img")[0].attrs["src"].startswith("data:image/svg+xml")
    reply = clerk.get(f"/meetings/{meeting.id}/blank-form/print/?rows=30")
    reader = pypdf.PdfReader(io.BytesIO(reply.data))
    words = words_of(reply)
    assert "PHIẾU GHI Ý KIẾN CỬ TRI TẠI HỘI NGHỊ" in words
    assert f"Hội nghị số {meeting.id}" in words
    assert " 30" in words
    assert " 31" not in words
    assert len(reader.pages) > 3
    assert all("Nội dung ý kiến" in " ".join(each.extract_text().split()) for each in reader.pages[:-1])


@pytest.mark.parametrize("rows", ["0", "-1", "61", "9999", "x", "²", "1e3"])
def test_a_number_of_rows_that_cannot_be_is_refused_with_its_limits_beside_the_field(clerk, meeting, rows):
    for path in ("", "print/"):
        reply = clerk.get(f"/meetings/{meeting.id}/blank-form/{path}", query_string={"rows": rows})
        assert reply.status_code == 422
        assert "từ 1 đến 60" in reply.texts("#rows-error")[0]
        assert reply.page.query("#rows")[0].attrs["value"] == rows


def test_no_number_of_rows_gives_the_usual_form(clerk, meeting):
    for path in ("", "?rows=", "print/", "print/?rows=", "print/?rows=60"):
        assert clerk.get(f"/meetings/{meeting.id}/blank-form/{path}").status_code == 200


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("rest", ["", "print/?form=pdf"])
def test_the_papers_of_a_meeting_are_for_who_reads_its_minutes(session, clerk, world, meeting, paper, rest):
    address = f"/meetings/{meeting.id}/{paper}/{rest}"
    for user, status in {
        "clerk": 200,
        "office": 200,
        "board": 200,
        "auditor": 200,
        "clerk2": 404,
        "officer": 403,
        "deputy": 403,
    }.items():
        assert sits_down(clerk, user).get(address).status_code == status, user


@pytest.mark.parametrize("rest", ["schedule/", "schedule/print/?form=pdf", "register/", "register/print/?form=word"])
def test_the_papers_of_a_round_show_only_meetings_whose_minutes_are_open(
    session, clerk, world, in_round, meeting, rest
):
    a_statement(session, meeting, "Đường lầy.")
    session.commit()
    address = f"/rounds/{in_round.id}/{rest}"
    for user, sees in {"clerk": True, "office": True, "auditor": True, "clerk2": False}.items():
        reply = sits_down(clerk, user).get(address)
        assert reply.status_code == 200, user
        shown = words_of(reply) if reply.mimetype != "text/html" else reply.words
        assert ("Đường lầy." in shown or "Nhà văn hóa thôn" in shown) is sees, user
    assert sits_down(clerk, "officer").get(address).status_code == 403


def test_anything_but_word_and_pdf_is_not_there(clerk, meeting):
    assert clerk.get(f"/meetings/{meeting.id}/register/print/?form=exe").status_code == 404


def test_long_and_hostile_text_is_whole_in_every_paper(session, clerk, world, meeting):
    nasty = "A <B> & {{7*7}} #set page() $x^2$ *b* 😀"
    case = a_case(session, world, State.ANSWERED, summary=f"{nasty} {LONG[:700]}")
    said = a_statement(session, meeting, f"{nasty} {LONG}", village=nasty, speaker_name=nasty[:100], position=1)
    session.add(CaseStatement(case_id=case.id, statement_id=said.id))
    session.commit()
    for path in (
        f"/meetings/{meeting.id}/register/",
        f"/meetings/{meeting.id}/reading-list/",
        f"/rounds/{meeting.contact_round_id}/register/",
    ):
        word, pdf = both(clerk, path)
        assert "A <B> & {{7*7}} #set page() $x^2$ *b*" in word
        assert "{{7*7}}" in pdf


def test_the_papers_ask_as_much_for_many_rows_as_for_few(app, session, clerk, world, in_round, meeting):
    paths = [
        f"/meetings/{meeting.id}/register/",
        f"/rounds/{in_round.id}/register/",
        f"/rounds/{in_round.id}/schedule/",
    ]

    def cost():
        counts = []
        for path in paths:
            with statements_of() as sent:
                assert clerk.get(path).status_code == 200
            counts.append(len(sent))
        return counts

    def grow():
        said = a_statement(session, meeting)
        session.add(CaseStatement(case_id=a_case(session, world).id, statement_id=said.id))
        a_meeting(session, in_round, world.commune, world.commune_council)

    grow()
    few = cost()
    for _ in range(6):
        grow()
    assert cost() == few
    assert max(few) <= 12


def test_the_office_of_another_council_prints_nothing(session, clerk, world, meeting):
    from petitions.domain.vocabulary import Role

    a_person(session, (Role.OFFICE, world.other_council), username="office2")
    session.commit()
    assert sits_down(clerk, "office2").get(f"/meetings/{meeting.id}/register/print/?form=pdf").status_code == 404
