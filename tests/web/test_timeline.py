"""The history in sentences: every step has one, told from its facts, also when facts are missing."""

from types import SimpleNamespace

import pytest

from petitions.domain.vocabulary import Action
from petitions.web.timeline import SENTENCES, tell
from tests.builders import NOW

LETTER = {"letter_number": "12/HĐND-TT", "letter_on": "2026-02-20"}
ANSWER = {
    "organisation": "Sở Xây dựng",
    "version_number": 2,
    "document_number": "45/SXD",
    "signed_on": "2026-03-01",
    "signer": "Phạm Văn Thọ",
    "result_class": "planned",
    "commitment_on": "2026-06-30",
}
TOLD = {
    Action.RECORD: ({}, ["ghi nhận"]),
    Action.SUBMIT: ({}, ["phân loại"]),
    Action.RECORD_ON_SPOT: ({"answered_by": "Chủ tịch xã"}, ["Chủ tịch xã", "tại hội nghị"]),
    Action.RETURN: ({}, ["bổ sung"]),
    Action.CLASSIFY: ({"authority": "province", "subject_field": "Giao thông"}, ["cấp tỉnh", "Giao thông"]),
    Action.FILE: ({"reason": "unclear"}, ["không rõ"]),
    Action.ASSIGN: (
        LETTER | {"lead": "Sở Xây dựng", "coordinating": ["Sở Y tế"], "due_on": "2026-04-01"},
        ["Sở Xây dựng", "12/HĐND-TT", "20/02/2026", "Thứ Tư, 01/04/2026", "Sở Y tế"],
    ),
    Action.REASSIGN: (LETTER | {"lead": "Sở Y tế", "due_on": "2026-04-01"}, ["Sở Y tế", "Thứ Tư, 01/04/2026"]),
    Action.HAND_OVER: (
        LETTER | {"council": "HĐND xã", "former_council": "HĐND tỉnh"},
        ["HĐND xã", "HĐND tỉnh", "12/HĐND-TT"],
    ),
    Action.FORWARD_UP: (LETTER | {"recipient": "Bộ Xây dựng"}, ["Bộ Xây dựng", "12/HĐND-TT"]),
    Action.TAKE_BACK: ({}, ["chuyển lại"]),
    Action.ACCEPT: ({"lead": "Sở Xây dựng"}, ["Sở Xây dựng", "tiếp nhận"]),
    Action.DECLINE: ({"lead": "Sở Xây dựng", "decline_count": 3}, ["Sở Xây dựng", "chuyển trả", "3 lần"]),
    Action.RECALL: ({"lead": "Sở Xây dựng"}, ["Thu hồi", "Sở Xây dựng"]),
    Action.PREPARE_RESPONSE: ({}, ["trình lãnh đạo"]),
    Action.RESPOND: (
        ANSWER,
        ["Sở Xây dựng", "45/SXD", "01/03/2026", "Phạm Văn Thọ", "sẽ giải quyết", "Thứ Ba, 30/06/2026"],
    ),
    Action.CORRECT_RESPONSE: (ANSWER, ["bản thứ 2", "45/SXD"]),
    Action.RECORD_RESPONSE: (ANSWER | {"arrived_on": "2026-03-02"}, ["bản giấy", "45/SXD", "02/03/2026"]),
    Action.REVISE: ({"lead": "Sở Xây dựng", "due_on": "2026-04-01"}, ["trả lời lại", "Thứ Tư, 01/04/2026"]),
    Action.FOLLOW: ({"due_on": "2026-07-01", "council_session": "Kỳ họp thứ 3"}, ["Kỳ họp thứ 3", "01/07/2026"]),
    Action.CLOSE: ({"result_class": "resolved"}, ["đóng", "đã giải quyết xong"]),
    Action.REOPEN: ({}, ["Mở lại"]),
    Action.WITHDRAW: ({}, ["Rút"]),
    Action.CORRECT_ENTRY: ({"changes": [{"field": "voter_name", "before": "A", "after": "B"}]}, ["Sửa"]),
    Action.ADD_FILE: ({"files": ["đơn.pdf", "ảnh.jpg"]}, ["Thêm tệp", "đơn.pdf", "ảnh.jpg"]),
    Action.WITHDRAW_FILE: ({"file": "nhầm.pdf", "file_id": 1}, ["nhầm.pdf"]),
    Action.CORRECT_LETTER: (
        LETTER | {"before": {"letter_number": "1/HĐND", "letter_on": "2026-01-01"}},
        ["12/HĐND-TT", "20/02/2026", "1/HĐND", "01/01/2026"],
    ),
    Action.ASK_EXTENSION: (
        {"due_before": "2026-04-01", "until": "2026-05-04", "document_number": "88/SXD"},
        ["01/04/2026", "04/05/2026", "88/SXD"],
    ),
    Action.DECIDE_EXTENSION: (
        {"decision": "grant", "due_before": "2026-04-01", "due_on": "2026-05-04", "document_number": "15/QĐ"},
        ["Đồng ý gia hạn", "01/04/2026", "04/05/2026", "15/QĐ"],
    ),
    Action.ASK_PAUSE: ({"first": "2026-03-09", "last": "2026-03-13"}, ["tạm dừng", "09/03/2026", "13/03/2026"]),
    Action.DECIDE_PAUSE: (
        {"decision": "refuse", "due_on": "2026-04-01"},
        ["Không đồng ý tạm dừng", "01/04/2026"],
    ),
    Action.RESUME: ({"due_on": "2026-04-03"}, ["Chấm dứt tạm dừng", "03/04/2026"]),
    Action.GIVE_OPINION: ({"document_number": "5/SYT", "files": ["ý kiến.pdf"]}, ["5/SYT", "ý kiến.pdf"]),
    Action.EXCLUDE: ({"document_number": "20/TB-HĐND"}, ["tỷ lệ đúng hạn", "20/TB-HĐND"]),
    Action.RECALCULATE: ({"due_before": "2026-04-01", "due_on": "2026-04-02"}, ["01/04/2026", "02/04/2026"]),
    Action.MERGE: ({"target": "KN-2222-2222"}, ["Gộp vào KN-2222-2222"]),
    Action.UNMERGE: ({"target": "KN-2222-2222"}, ["KN-2222-2222"]),
    Action.TAKE_IN: ({"code": "KN-2222-2222", "place": "xã Bình An"}, ["KN-2222-2222", "xã Bình An"]),
    Action.LET_GO: ({"code": "KN-2222-2222"}, ["KN-2222-2222"]),
    Action.SPLIT: ({"parts": ["KN-2222-2222", "KN-3333-3333"]}, ["Tách", "KN-2222-2222, KN-3333-3333"]),
    Action.UNDO_SPLIT: ({"parts": ["KN-2222-2222"]}, ["tách", "KN-2222-2222"]),
    Action.RE_RAISE: ({"code": "KN-2222-2222", "times": 3}, ["KN-2222-2222", "3"]),
    Action.REMIND: (
        LETTER | {"rung": "further_reminder", "report_by": "2026-04-01"},
        ["Đôn đốc tiếp", "12/HĐND-TT", "20/02/2026", "Thứ Tư, 01/04/2026"],
    ),
}


def event(action, facts, note=None):
    return SimpleNamespace(action=action, at=NOW, actor_name="Hoa", organisation_name="HĐND", note=note, facts=facts)


@pytest.fixture
def in_a_request(app):
    with app.test_request_context():
        yield


def test_every_step_of_the_process_has_a_sentence():
    assert set(SENTENCES) == set(Action)
    assert set(TOLD) == set(Action)


@pytest.mark.usefixtures("in_a_request")
@pytest.mark.parametrize("action", list(Action))
def test_a_step_is_told_from_what_it_wrote_down(action):
    facts, words = TOLD[action]
    (told,) = tell([event(action, facts, note="vì thế")])
    for word in words:
        assert word in told.sentence
    assert "%(" not in told.sentence
    assert told.note == "vì thế"


@pytest.mark.usefixtures("in_a_request")
@pytest.mark.parametrize("action", list(Action))
def test_missing_facts_make_no_page_break(action):
    (told,) = tell([event(action, {})])
    assert told.sentence.endswith((".", ":")) or told.sentence
    assert "None" not in told.sentence


@pytest.mark.usefixtures("in_a_request")
def test_a_copy_put_right_is_told_from_an_answer_that_its_agency_corrected():
    (own,), (copied,) = (tell([event(Action.CORRECT_RESPONSE, ANSWER | {"on_paper": on})]) for on in (False, True))
    assert "văn bản giấy" not in own.sentence
    assert "văn bản giấy" in copied.sentence
    assert "Sở Xây dựng" in copied.sentence


@pytest.mark.usefixtures("in_a_request")
def test_a_next_date_that_was_moved_is_told_with_the_former_one():
    facts = {"due_on": "2026-07-01", "due_before": "2026-06-01"}
    (told,) = tell([event(Action.FOLLOW, facts)])
    assert "01/06/2026" in told.sentence
    assert "01/07/2026" in told.sentence
    (told,) = tell([event(Action.FOLLOW, facts | {"council_session": "Kỳ họp thứ 3"})])
    assert "01/06/2026" in told.sentence
    assert "Kỳ họp thứ 3" in told.sentence


@pytest.mark.usefixtures("in_a_request")
def test_what_was_put_right_is_told_with_both_texts():
    changes = [
        {"field": "received_on", "before": "2026-02-01", "after": "2026-02-02"},
        {"field": "voter_name", "before": "", "after": "Quế"},
    ]
    (told,) = tell([event(Action.CORRECT_ENTRY, {"changes": changes})])
    assert [(c.before, c.after) for c in told.changes] == [("01/02/2026", "02/02/2026"), ("", "Quế")]
    (told,) = tell([event(Action.CLASSIFY, {"before": {"authority": "commune", "summary": "cũ"}})])
    assert [c.before for c in told.changes] == ["cấp xã", "cũ"]
