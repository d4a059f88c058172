"""What the reminder letters say, rung by rung."""

import pytest

from petitions.domain.vocabulary import Rung
from tests.letters import TEXTS, late_case, reminder


@pytest.mark.parametrize("rung", Rung)
def test_every_rung_names_the_agency_how_much_is_late_and_by_when_to_answer(rung):
    text = " ".join(reminder(rung).paragraphs)
    assert "Sở Xây dựng tỉnh Ninh Bình" in text
    assert "02 kiến nghị" in text
    assert "quá hạn 30 ngày" in text
    assert "chậm nhất ngày 10/12/2026" in text
    assert text.endswith("./.")
    assert "$" not in text


def test_every_rung_has_a_subject_of_its_own():
    subjects = {reminder(rung).subject for rung in Rung}
    assert len(subjects) == len(Rung)
    assert all(subject.startswith("V/v ") for subject in subjects)


def test_the_head_of_a_letter_names_the_standing_board_of_the_council():
    letter = reminder()
    assert letter.superior_body == ("HỘI ĐỒNG NHÂN DÂN", "TỈNH NINH BÌNH")
    assert letter.issuing_body == "THƯỜNG TRỰC"
    assert letter.place == "Ninh Bình"
    assert letter.signed_by == ("TM. THƯỜNG TRỰC HỘI ĐỒNG NHÂN DÂN", "CHỦ TỊCH")


def test_a_council_whose_name_does_not_end_with_its_place_stands_on_one_line():
    letter = reminder(council_name="HĐND xã Bình Lục", council_place="Bình Lục mới")
    assert letter.superior_body == ("HĐND XÃ BÌNH LỤC",)
    assert letter.place == "Bình Lục mới"


def test_a_first_reminder_goes_to_the_agency_and_its_superior_gets_a_copy():
    letter = reminder()
    assert letter.addressees == ("Sở Xây dựng tỉnh Ninh Bình",)
    assert "Ủy ban nhân dân tỉnh Ninh Bình (để chỉ đạo);" in letter.recipients


def test_a_proposal_to_the_higher_level_goes_there_and_the_agency_gets_a_copy():
    letter = reminder(Rung.HIGHER_LEVEL_PROPOSAL)
    assert letter.addressees == ("Ủy ban nhân dân tỉnh Ninh Bình",)
    assert "Sở Xây dựng tỉnh Ninh Bình (để thực hiện);" in letter.recipients


def test_an_agency_without_a_superior_is_still_somebodys():
    letter = reminder(Rung.HIGHER_LEVEL_PROPOSAL, higher_name=None)
    assert letter.addressees == ("Cơ quan quản lý cấp trên của Sở Xây dựng tỉnh Ninh Bình",)
    assert reminder(higher_name=None).recipients == ("Như trên;", "Lưu: VT.")


def test_a_further_reminder_names_the_letters_before_it():
    assert "(Công văn số 112/HĐND-TT ngày 20/09/2026)" in reminder(Rung.FURTHER_REMINDER).paragraphs[0]
    assert "(" not in reminder(Rung.FURTHER_REMINDER, earlier=()).paragraphs[0]


def test_the_date_to_answer_by_may_be_left_to_the_clerk():
    assert "chậm nhất ngày      /     /" in reminder(report_by=None).paragraphs[2]


def test_the_annex_lists_the_cases_with_the_days_each_is_late():
    annex = reminder().annex
    assert tuple(column.heading for column in annex.columns) == tuple(TEXTS["annex"]["headings"])
    assert annex.rows[1] == (
        "2", "KN-0005", "xã Bình Lục", late_case().summary, "04/10/2026", "03/11/2026", "25",
    )  # fmt: skip
    assert annex.closing == "Danh sách gồm 02 kiến nghị, tính đến ngày 28/11/2026."


def test_an_annex_that_does_not_hold_all_says_so():
    annex = reminder(case_count=1234).annex
    assert "02 kiến nghị quá hạn lâu nhất trong tổng số 1234 kiến nghị" in annex.closing


def test_what_stands_in_a_value_is_not_filled_in_again():
    assert "$agency ${x} $$" in reminder(agency_name="$agency ${x} $$").paragraphs[0]
