"""Lists and minutes as their clerk meets them: handed in, looked through, corrected, confirmed, found again."""

import io
import re
from datetime import date

import docx
import pytest
import sqlalchemy as sa

from petitions.adapters.workbook_file import read_workbook
from petitions.domain.statement_columns import Target
from petitions.domain.statement_import import ImportPhase
from petitions.domain.vocabulary import JobName
from petitions.models import Statement, StatementImport
from petitions.services.imports import statement_writing
from petitions.services.imports.statement_lists import choose_sheet
from petitions.services.imports.statement_words import words_for_lists
from tests import papers, workbooks
from tests.budget import statements_of
from tests.builders import a_meeting, a_person, a_round
from tests.domain.test_minutes import MINUTES
from tests.workbooks import PLAIN_HEADING, PLAIN_ROWS

GOOD = [PLAIN_HEADING, *PLAIN_ROWS]
FAULTY = [*GOOD, (4, "Vũ Văn Dần", "", "", "", "")]


@pytest.fixture
def start(meeting):
    return f"/meetings/{meeting.id}/import/"


@pytest.fixture
def hand_in(clerk, start):
    """Hand a file in and return the reply."""

    def run(data, name="ý kiến.xlsx"):
        return clerk.send(start, file=(io.BytesIO(data), name))

    return run


@pytest.fixture
def staged(clerk, hand_in):
    """Hand a list in, confirm its columns and return the page of the import."""

    def run(rows=GOOD):
        columns = hand_in(workbooks.xlsx(rows)).location
        reply = clerk.send(columns)
        assert reply.status_code == 303
        return reply.location

    return run


@pytest.fixture
def pasted(clerk, start):
    """Paste minutes and return the page of the import."""
    return lambda text=MINUTES: clerk.send(start, text=text).location


def written(session):
    session.expire_all()
    return session.scalars(sa.select(Statement.content).order_by(Statement.position)).all()


def test_a_clerk_goes_from_the_meeting_by_buttons_alone_until_the_statements_stand_there(
    session, clerk, meeting, hand_in
):
    assert f"/meetings/{meeting.id}/import/" in clerk.get(f"/meetings/{meeting.id}/").links("main a")
    columns = hand_in(workbooks.xlsx(GOOD)).location
    assert columns.endswith("/columns/")
    shown = clerk.get(columns)
    assert "Nguyễn Văn An" in shown.words
    assert list(shown.presets().values())[-len(PLAIN_HEADING) :] or True
    page = clerk.send(columns).location
    assert "Đường liên thôn hỏng nặng" in clerk.get(page).words
    assert written(session) == []
    done = clerk.send(page)
    assert (done.status_code, done.location) == (303, page)
    assert written(session) == [row[3] for row in PLAIN_ROWS]
    words = clerk.get(page).words
    assert "Đã ghi 3 ý kiến" in words
    assert clerk.get(page).links(".next-step__primary") == [f"/meetings/{meeting.id}/"]


def test_columns_are_shown_as_guessed_and_can_be_put_right(session, clerk, hand_in):
    columns = hand_in(workbooks.xlsx(GOOD)).location
    fields = clerk.get(columns).presets()
    assert [fields[f"columns-{n}"] for n in range(6)] == [
        Target.ORDER,
        Target.SPEAKER,
        Target.VILLAGE,
        Target.CONTENT,
        Target.FIELD,
        Target.ANSWERED,
    ]
    refused = clerk.send(columns, **{"columns-3": "ignored"})
    assert refused.status_code == 422
    assert "cột nào" in refused.words
    twice = clerk.send(columns, **{"columns-1": "content"})
    assert twice.status_code == 422
    page = clerk.send(columns, **{"columns-1": "ignored"}).location
    clerk.send(page)
    session.expire_all()
    assert set(session.scalars(sa.select(Statement.speaker_name))) == {None}


def test_another_sheet_or_heading_is_read_when_the_address_asks_for_it(clerk, hand_in):
    def arm(book, sheet):
        other = book.add_worksheet("Đợt 2")
        for place, text in enumerate(("Ghi chú chung", "")):
            other.write(0, place, text)
        other.write(1, 0, "Ý kiến")
        other.write(2, 0, "Đường ở sheet khác.")
        book.add_worksheet("Kín").hide()

    columns = hand_in(workbooks.xlsx(GOOD, arm=arm)).location
    assert "Kín" not in clerk.get(columns).words or "không được đọc" in clerk.get(columns).words
    other = clerk.get(f"{columns}?sheet=1&heading=2")
    assert "Đường ở sheet khác." in other.words
    page = clerk.send(f"{columns}?sheet=1&heading=2").location
    assert "Đường ở sheet khác." in clerk.get(page).words
    for nonsense in ("?sheet=99&heading=x", "?sheet=-1&heading=0", "?sheet=²&heading=99999999999", "?sheet=2"):
        assert clerk.get(f"{columns}{nonsense}").status_code == 200


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "rỗng.xlsx", "không có"),
        (workbooks.locked(), "khóa.xlsx", "mật khẩu"),
        (workbooks.with_macro(), "macro.xlsx", "macro"),
        (workbooks.broken_off(), "hỏng.xlsx", "hỏng"),
        (papers.a_picture("PNG"), "ảnh.xlsx", "png"),
        (workbooks.xlsx([[f"cột {n}" for n in range(300)]]), "rộng.xlsx", "cột “KN”"),
        (papers.a_docx(), "biên bản.docx", "docx"),
        (papers.an_old_doc(), "biên bản.doc", ".docx"),
        (workbooks.A_WEB_PAGE, "danh sách.xls", "html"),
        (workbooks.A_WEB_PAGE, "danh sách.csv", "html"),
        (b"hello", "danh sách.xlsx", "không phải là bảng tính"),
        ("STT;Nội dung\n1;Đường hỏng.".encode(), "danh sách.ods", "không phải là bảng tính"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_beside_its_field(session, clerk, hand_in, data, name, words):
    page = hand_in(data, name)
    assert page.status_code == 422
    assert words in " ".join(page.texts(".field__error"))
    assert session.scalars(sa.select(StatementImport)).all() == []


def test_nothing_is_handed_in_for_a_meeting_to_come(clerk, meeting, start):
    meeting.held_on = date(2026, 3, 3)
    assert clerk.get(start).status_code == 409


def test_nothing_handed_in_is_said(clerk, start):
    page = clerk.send(start)
    assert page.status_code == 422
    assert "Chọn tệp" in page.words


def test_faults_are_shown_at_their_rows_and_confirming_waits_for_them(session, clerk, staged):
    page = staged(FAULTY)
    shown = clerk.get(page)
    assert "thiếu nội dung ý kiến" in shown.words.lower()
    refused = clerk.send(page)
    assert refused.status_code == 422
    assert written(session) == []
    row = next(link for link in clerk.get(f"{page}?show=errors").links("main a") if "/rows/5/" in link)
    assert clerk.send(row, content="").status_code == 422
    back = clerk.send(row, content="Nước đục.")
    assert back.status_code == 303
    assert "show=errors" in back.location
    clerk.send(page)
    assert written(session)[-1] == "Nước đục."


def test_faulty_rows_are_left_out_by_one_tick(session, clerk, staged):
    page = staged(FAULTY)
    assert clerk.send(page, leaves_out_faulty="y").status_code == 303
    assert len(written(session)) == 3


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([PLAIN_HEADING, ("Thôn Bến Đò",), ("Thôn Tây Hạ",)], "Không tìm thấy ý kiến nào"),
        ([PLAIN_HEADING, (1, "Vũ Văn Dần", "", "", "", "")], "Chưa ghi được ý kiến nào"),
    ],
)
def test_a_button_that_would_write_nothing_is_not_offered(clerk, staged, rows, words):
    page = clerk.get(staged(rows))
    assert words in page.words
    assert "Ghi 0" not in page.words


def test_minutes_without_a_statement_say_so(clerk, pasted):
    page = clerk.get(pasted("Hội nghị khai mạc hồi 8 giờ."))
    assert "Không tìm thấy ý kiến nào" in page.words
    assert "Ghi 0" not in page.words


def test_a_row_is_left_out_and_taken_back(session, clerk, staged):
    page = staged()
    clerk.send(f"{page}rows/2/", is_left_out="y")
    assert "Viết 2 ý kiến" in clerk.get(page).words or "Ghi 2 ý kiến" in clerk.get(page).words
    clerk.send(f"{page}rows/2/", is_left_out=None)
    clerk.send(page)
    assert len(written(session)) == 3


def test_the_same_file_is_noticed_and_written_again_only_on_a_tick(session, clerk, staged):
    clerk.send(staged())
    page = staged()
    assert "đã được ghi vào hội nghị này" in clerk.get(page).words
    assert clerk.send(page).status_code == 422
    assert len(written(session)) == 3
    assert clerk.send(page, again="y").status_code == 303
    assert len(written(session)) == 6


def test_the_same_file_in_another_meeting_of_the_unit_is_told(session, clerk, world, staged):
    clerk.send(staged())
    other = a_meeting(session, a_round(session, world.province_council), world.commune, world.commune_council)
    sent = clerk.send(f"/meetings/{other.id}/import/", file=(io.BytesIO(workbooks.xlsx(GOOD)), "ý kiến.xlsx"))
    page = clerk.send(sent.location).location
    assert "24/02/2026" in clerk.get(page).words
    assert clerk.send(page).status_code == 303


def test_a_doubled_confirmation_goes_where_the_first_one_went(session, clerk, staged):
    page = staged()
    form = clerk.get(page).presets()
    first, second = clerk.post(page, data=form), clerk.post(page, data=form)
    assert (first.status_code, second.status_code, second.location) == (303, 303, first.location)
    assert len(written(session)) == 3
    third = clerk.post(page, data=form | {"submission_key": "another"})
    assert third.status_code == 409
    assert len(written(session)) == 3


def test_a_long_list_is_left_to_the_worker_and_found_again(app, session, clerk, start, staged, monkeypatch):
    monkeypatch.setattr(statement_writing, "AT_ONCE", 2)
    page = staged()
    assert clerk.send(page).status_code == 303
    assert written(session) == []
    waiting = clerk.get(page)
    assert "đang được ghi" in waiting.words
    assert "Đang ghi" in clerk.get(start).words
    assert clerk.get(f"{page}columns/").status_code == 409
    with app.app_context():
        app.extensions["petitions.jobs"].run_by_hand(JobName.IMPORTS)
    assert len(written(session)) == 3
    assert "Đã ghi" in clerk.get(page).words


def test_an_import_left_alone_is_found_again_under_its_meeting(clerk, start, staged):
    page = staged()
    assert page in clerk.get(start).links("main a")


def test_an_import_is_dropped_after_a_look(session, clerk, staged):
    page = staged()
    assert "ý kiến.xlsx" in clerk.get(f"{page}removal/").words
    assert clerk.send(f"{page}removal/").status_code == 303
    assert session.scalars(sa.select(StatementImport)).all() == []
    assert clerk.get(page).status_code == 404


def test_pasted_minutes_are_shown_whole_with_what_becomes_a_statement_marked(session, clerk, pasted):
    page = pasted()
    shown = clerk.get(page)
    assert len(shown.page.query("mark")) == 7
    everything = re.sub(r"\s+", "", "".join(shown.texts(".proposal__text")))
    assert re.sub(r"\s+", "", MINUTES) == everything
    clerk.send(page)
    assert len(written(session)) == 7


def test_minutes_in_word_are_read(session, clerk, hand_in):
    document = docx.Document()
    for line in MINUTES.splitlines():
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    page = hand_in(out.getvalue(), "biên bản.docx").location
    clerk.send(page)
    assert len(written(session)) == 7


def test_a_proposed_field_says_why_until_a_person_has_looked_at_it(session, world, clerk, pasted):
    page = pasted("Ông Nguyễn Văn An: Đường hỏng nặng, nhiều ổ gà.\n")
    shown = clerk.get(page).words
    assert f"{world.field.name} (đề xuất căn cứ các từ" in shown
    assert "“ổ gà”" in shown
    row = next(link for link in clerk.get(page).links("main a") if "/rows/1/" in link)
    assert "Đề xuất căn cứ các từ" in clerk.get(row).words
    assert clerk.get(row).presets()["subject_field_id"] == str(world.field.id)
    assert clerk.send(row, subject_field_id=world.other_field.id).status_code == 303
    shown = clerk.get(page).words
    assert world.other_field.name in shown
    assert "đề xuất căn cứ" not in shown
    clerk.send(page)
    session.expire_all()
    assert session.scalars(sa.select(Statement.subject_field_id)).all() == [world.other_field.id]


def test_a_piece_is_cut_and_joined_without_script(session, clerk, pasted):
    page = pasted("Ông Nguyễn Văn An: Đường hỏng. Điện yếu.")
    cut = next(link for link in clerk.get(page).links("main a") if link.endswith("/cut/"))
    choices = clerk.get(cut).page.query("input[type=radio]")
    assert len(choices) == 1
    assert clerk.send(cut).status_code == 422
    assert clerk.send(cut, at=choices[0].attrs["value"]).status_code == 303
    assert len(clerk.get(page).page.query("mark")) == 2
    assert clerk.send(cut.replace("/cut/", "/joining/")).status_code == 303
    clerk.send(page)
    assert written(session) == ["Đường hỏng. Điện yếu."]


def test_an_unused_piece_can_be_made_a_statement(session, clerk, pasted):
    page = pasted("Ông Nguyễn Văn An: Đường hỏng.\nIII. Kết luận\nĐề nghị xây cầu.\n")
    rows = [link for link in clerk.get(page).links("main a") if "/rows/" in link and link.count("/") == 7]
    sent = clerk.send(rows[-1], is_left_out=None)
    assert sent.status_code == 303
    clerk.send(page)
    assert len(written(session)) == 2


def test_the_empty_list_is_one_whose_columns_are_all_known(session, clerk, start):
    reply = clerk.get(f"{start}template/")
    assert reply.status_code == 200
    assert "attachment" in reply.headers["Content-Disposition"]
    sheets = read_workbook(reply.data)
    chosen = choose_sheet(sheets, words_for_lists(session))
    assert chosen.sheet == 0
    assert set(chosen.layout.columns.values()) == set(Target) - {Target.IGNORED, Target.DATE}


PATHS = [
    "",
    "template/",
    "{key}/",
    "{key}/columns/",
    "{key}/removal/",
    "{key}/rows/2/",
    "{key}/rows/2/cut/",
    "{key}/rows/2/joining/",
]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(("user", "status"), [("clerk2", 404), ("office", 403), ("auditor", 403), ("officer", 403)])
def test_what_another_unit_imports_is_not_there(session, app, hand_in, path, user, status):
    sent = hand_in(workbooks.xlsx(GOOD))
    key = re.search(r"/import/(\d+)/", sent.location)[1]
    other = app.test_client()
    other.sign_in(user)
    address = sent.location.partition("/import/")[0] + "/import/" + path.format(key=key)
    assert other.get(address).status_code == status
    if path != "template/":
        token = other.token("/account/")
        assert other.post(address, data={"csrf_token": token, "text": "x", "content": "x"}).status_code == status
    assert session.scalars(sa.select(StatementImport.phase)).all() == [ImportPhase.COLUMNS]


def test_a_row_of_a_list_is_neither_cut_nor_joined(clerk, staged):
    page = staged()
    assert clerk.get(f"{page}rows/2/cut/").status_code == 404
    assert clerk.get(f"{page}rows/99/").status_code == 404


def test_pages_ask_as_much_for_many_rows_as_for_few(session, clerk, world, meeting, hand_in):
    def cost(many):
        rows = [PLAIN_HEADING, *((n, f"Người {n}", "thôn", f"Ý kiến thứ {n}.", "?", "") for n in range(1, many))]
        columns = hand_in(workbooks.xlsx(rows)).location
        counts = []
        page = clerk.send(columns).location
        for path in (columns, page, f"{page}?show=warnings", f"{page}rows/2/"):
            with statements_of() as sent:
                assert clerk.get(path).status_code == 200
            counts.append(len(sent))
        return counts

    few = cost(4)
    assert cost(45) == few
    assert max(few) <= 14


def test_rows_go_on_from_page_to_page_without_loss(clerk, staged):
    rows = [PLAIN_HEADING, *((n, "A", "", f"Ý kiến thứ {n}.", "", "") for n in range(1, 120))]
    seen, address = [], staged(rows)
    while address:
        page = clerk.get(address)
        seen += [found[0] for text in page.texts(".proposal__text") if (found := re.findall(r"thứ (\d+)\.", text))]
        address = next(iter(page.links("a[rel=next]")), None)
    assert seen == [str(n) for n in range(1, 120)]


def test_two_who_are_at_it_the_second_is_told(session, clerk, world, staged):
    page = staged()
    opened = clerk.get(page).presets()
    clerk.send(f"{page}rows/2/", content="Sửa lại.")
    assert clerk.post(page, data=opened).status_code == 409
    assert written(session) == []


def test_a_colleague_of_the_unit_goes_on_with_it(session, app, clerk, world, staged):
    from petitions.domain.vocabulary import Role

    a_person(session, (Role.CLERK, world.commune_council), username="colleague")
    page = staged()
    other = app.test_client()
    other.sign_in("colleague")
    assert other.send(page).status_code == 303
    assert len(written(session)) == 3
