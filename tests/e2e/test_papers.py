"""Papers in a browser: a receipt leads its holder to where the matter stands, a planned meeting to what is read out."""

from __future__ import annotations

import re
from datetime import timedelta

from petitions import clock

PHONE = (390, 844)


def test_a_voter_looks_up_with_the_receipt_that_the_clerk_gave(person):
    clerk = person("clerk").visits("/cases/new/")
    clerk.fills(summary="Đề nghị sửa cống thôn Bến Đò.", content="Cống vỡ đã lâu.").presses()
    code = clerk.heading
    clerk.follows("Giấy biên nhận cho cử tri").finds_nothing_in_the_way().presses()
    clerk.reads(code, "Mã bí mật").finds_nothing_in_the_way()
    key = clerk.page.locator("#receipt-key").inner_text()
    clerk.page.reload()
    assert key not in clerk.page.content()

    voter = person(screen=PHONE).visits(f"/lookup/?code={code}").finds_nothing_in_the_way()
    voter.fills(key="2222 2222").presses().reads("không khớp").finds_nothing_in_the_way()
    voter.fills(key=key.lower()).presses().reads("Đã tiếp nhận").finds_nothing_in_the_way()
    assert "cống" not in voter.main.inner_text().lower()


def test_a_stranger_without_scripts_looks_up_as_well(person):
    stranger = person(screen=PHONE, javascript=False).visits("/sign-in/").follows("Cử tri có giấy biên nhận")
    stranger.fills(code="KN-2222-2222", key="22222222").presses().reads("không khớp")


def test_a_meeting_is_planned_and_what_is_read_out_is_one_click_from_it(person):
    clerk = person("clerk").visits("/meetings/new/")
    clerk.fills(
        held_on=f"{clock.today() + timedelta(days=4):%d/%m/%Y}", start_time="8h", place="Nhà văn hóa thôn Cầu Giữa"
    )
    clerk.presses().reads("Từ ngày đó mới nhập được ý kiến")
    clerk.follows("Chuẩn bị báo cáo đọc trước cử tri").finds_nothing_in_the_way()
    with clerk.page.expect_download() as paper:
        clerk.page.get_by_role("link", name="PDF").click()
    assert re.fullmatch(r"Báo cáo kết quả trả lời cử tri - .*\.pdf", paper.value.suggested_filename)
