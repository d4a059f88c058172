"""The road, once and whole, in a browser: from what a voter said to the council's verdict."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from petitions.domain.hanoi import date_in_hanoi
from tests.papers import a_pdf


def on(days: int = 0) -> str:
    """A date so many days from today in Hanoi, as people write it."""
    return f"{date_in_hanoi(datetime.now(UTC)) + timedelta(days=days):%d/%m/%Y}"  # noqa: TID251 - a real clock: the server runs by it too


@pytest.fixture
def paper(tmp_path: Path) -> str:
    """An answer with the name an office would give its file."""
    path = tmp_path / "Công văn trả lời cử tri số 45 (bản ký).pdf"
    path.write_bytes(a_pdf())
    return str(path)


@pytest.fixture
def case(person) -> str:
    """The clerk's part: a meeting, two voters, one case, submitted. Returns the case's address."""
    clerk = person("clerk")
    clerk.visits("/meetings/new/").fills(held_on=on(), place="Nhà văn hóa thôn Đông Thành", voter_count="47").presses()
    meeting = re.search(r"/meetings/\d+/", clerk.page.url)[0]
    for speaker, content in (
        ("Bà Nguyễn Thị Khuyên", "Mương tiêu chảy qua thôn đã lâu không nạo vét, mưa xuống là ngập."),
        ("Ông Trần Văn Dưỡng", "Đề nghị nạo vét mương tiêu trước vụ mùa."),
    ):
        clerk.visits(f"{meeting}statements/").fills(speaker_name=speaker, village="thôn Đông Thành", content=content)
        clerk.presses()
    clerk.visits(meeting)
    for box in clerk.main.locator("input[name=statement_ids]").all():
        box.check()
    clerk.presses("Lập vụ việc từ các ý kiến đã đánh dấu").fills(
        summary="Đề nghị nạo vét mương tiêu thôn Đông Thành trước vụ mùa."
    )
    clerk.presses()
    address = re.search(r"/cases/KN-[0-9A-Z]{4}-[0-9A-Z]{4}/", clerk.page.url)[0]
    clerk.finds_nothing_in_the_way()
    clerk.visits(f"{address}submission/").presses().reads("Chờ phân loại")
    return address


def classify_and_assign(person, case: str, **letter: str):
    """The office's part; returns the person who waits for the answer."""
    office = person("office")
    office.visits(f"{case}classification/").fills(
        authority="province", summary="Đề nghị nạo vét mương tiêu thôn Đông Thành."
    )
    office.presses().reads("Đã phân loại, chờ chuyển")
    office.visits(f"{case}assignment/").fills(lead_id=office_lead(office), **letter)
    office.presses().reads("Đã chuyển, chờ cơ quan nhận")
    return office


def office_lead(office) -> str:
    """The key of the agency whose people the demo calls officer and leader."""
    options = office.main.locator("select[name=lead_id] option").all()
    return next(o.get_attribute("value") for o in options if "Nông nghiệp và Môi trường" in o.inner_text())


def answer(person, case: str, number: str, content: str, paper: str | None = None) -> None:
    officer = person("officer")
    officer.visits(f"{case}response/").fills(
        document_number=number,
        signed_on=on(),
        signer="Trần Văn Bốn",
        content=content,
        result_class="resolved",
        resolution_kind="carried_out",
        **({"files": paper} if paper else {}),
    )
    officer.presses().reads("Đã trả lời, chờ đánh giá")


def test_a_petition_is_seen_through_from_the_meeting_to_the_verdict(person, case, paper):
    classify_and_assign(person, case, letter_number="118/HĐND-TT", letter_on=on())

    officer = person("officer")
    officer.visits("/").visits(case)
    assert "Khuyên" not in officer.main.inner_text()
    officer.visits(f"{case}acceptance/").presses().reads("Cơ quan đang xử lý")
    answer(person, case, "45/SNNMT-TL", "Đã giao đơn vị nạo vét đoạn mương.", paper)

    board = person("board")
    board.visits(case).reads("Công văn trả lời cử tri số 45 (bản ký).pdf").finds_nothing_in_the_way()
    with board.page.expect_download() as download:
        board.page.get_by_role("link", name=re.compile("Công văn trả lời cử tri số 45")).first.click()
    assert download.value.suggested_filename == "Công văn trả lời cử tri số 45 (bản ký).pdf"
    board.visits(f"{case}evaluation/").fills(decision="revise", note="Chưa nêu thời gian hoàn thành.", due_on=on(14))
    board.presses().reads("Cơ quan đang xử lý")

    answer(person, case, "52/SNNMT-TL", "Đã nạo vét xong toàn tuyến, nghiệm thu hôm qua.")
    board.visits(f"{case}evaluation/").fills(decision="close", note="Đã giải quyết xong.").presses().reads("Đã đóng")

    clerk = person("clerk", screen=(390, 844))
    clerk.visits(case).reads("Đã đóng", "52/SNNMT-TL", "Chưa nêu thời gian hoàn thành.").finds_nothing_in_the_way()


def test_the_same_case_late_stands_on_the_overdue_list_with_the_right_number_of_days(person, case):
    office = classify_and_assign(
        person, case, letter_number="90/HĐND-TT", letter_on=on(-45), received_on=on(-44), due_on=on(-12)
    )
    office.visits("/cases/?overdue=1&sort=due_on&q=Đông Thành")
    row = office.main.locator("tr", has=office.page.locator(f"a[href='{case}']"))
    assert "12 ngày" in row.inner_text()
    office.visits("/monitoring/overdue/").finds_nothing_in_the_way()
    office.visits("/").finds_nothing_in_the_way()
    person("officer").visits("/").reads("Quá hạn")


def test_more_time_is_asked_for_decided_and_explained(person, case):
    office = classify_and_assign(person, case, letter_number="121/HĐND-TT", letter_on=on())
    officer = person("officer")
    officer.visits(f"{case}acceptance/").presses().reads("Cơ quan đang xử lý")
    officer.visits(f"{case}extension/").fills(
        new_due_on=on(45), reason="Chờ kết quả khảo sát tuyến mương.", document_number="77/SNNMT-TL"
    )
    officer.finds_nothing_in_the_way()
    officer.presses().reads("đề nghị gia hạn", "Chờ kết quả khảo sát tuyến mương.")

    board = person("board", screen=(390, 844))
    board.visits(f"{case}extension/").fills(decision="grant", note="Đồng ý, đề nghị trả lời đúng hạn mới.")
    board.finds_nothing_in_the_way()
    board.presses().reads(on(45), "Đồng ý, đề nghị trả lời đúng hạn mới.")

    officer.visits(f"{case}pause/").fills(pause_from=on(1), pause_to=on(10), reason="Chờ nước rút để đo đạc.")
    officer.presses().reads("đề nghị tạm dừng")
    board.visits(f"{case}pause/").fills(decision="grant", note="Đồng ý.").presses().reads(f"tạm dừng đến hết {on(10)}")
    office.visits(f"{case}resumption/").fills(reason="Nước đã rút.").presses()

    office.visits(case).main.locator("a[href*='/clocks/']").first.click()
    office.reads("Vì sao", on(45), "Chờ kết quả khảo sát tuyến mương.", "Nước đã rút.").finds_nothing_in_the_way()
