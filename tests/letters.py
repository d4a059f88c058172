"""A reminder letter as tests want it, and the printers that put it on paper."""

from datetime import date, timedelta

from petitions.adapters.letter_sheet import Stationery
from petitions.adapters.pdf_letter import PdfLetterPrinter
from petitions.adapters.word_letter import WordLetterPrinter
from petitions.domain.vocabulary import Rung
from petitions.resources import directory, package_file
from petitions.services.reminder_letters import EarlierLetter, LateCase, ReminderFacts, compose_reminder

STATIONERY = Stationery(directory("templates") / "documents", package_file("data", "fonts"))
PRINTERS = (WordLetterPrinter(STATIONERY), PdfLetterPrinter(STATIONERY))
TEXTS = STATIONERY.texts("reminder_letter")
TODAY = date(2026, 11, 28)
SUMMARY = "Đường trục thôn Đông Thành hư hỏng nặng, đề nghị sớm sửa chữa để nhân dân đi lại thuận tiện"


def late_case(number=0, *, summary=SUMMARY, places="xã Bình Lục"):
    """Return a case that is late by 30 days less its number."""
    due_on = TODAY - timedelta(30 - number)
    return LateCase(f"KN-{number:04}", places, summary, due_on - timedelta(30), due_on)


def reminder(rung=Rung.FIRST_REMINDER, **facts):
    """Return the letter of a rung about two late cases, unless told otherwise."""
    cases = facts.pop("cases", (late_case(0), late_case(5)))
    known = {
        "council_name": "Hội đồng nhân dân tỉnh Ninh Bình",
        "council_place": "tỉnh Ninh Bình",
        "agency_name": "Sở Xây dựng tỉnh Ninh Bình",
        "higher_name": "Ủy ban nhân dân tỉnh Ninh Bình",
        "cases": cases,
        "case_count": len(cases),
        "earlier": (EarlierLetter("112/HĐND-TT", date(2026, 9, 20)),),
        "today": TODAY,
        "report_by": date(2026, 12, 10),
    }
    return compose_reminder(ReminderFacts(rung=rung, **(known | facts)), TEXTS)
