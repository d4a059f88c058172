"""Papers for download, composed anew each time: which printer a form of file has."""

from __future__ import annotations

from typing import Protocol

from flask import Response

from petitions.adapters.letter_sheet import Stationery
from petitions.adapters.pdf_letter import PdfLetterPrinter
from petitions.adapters.word_letter import WordLetterPrinter
from petitions.domain.errors import NotFoundError
from petitions.domain.file_name import tame_file_name
from petitions.domain.official_paper import OfficialPaper
from petitions.resources import directory, package_file
from petitions.services.paper_words import Texts
from petitions.services.reminder_letters import LetterPrinter
from petitions.web.downloads import POLICY, disposition


class Printer(LetterPrinter, Protocol):
    """What prints letters and papers; see ``adapters.word_letter`` and ``adapters.pdf_letter``."""

    def print_paper(self, paper: OfficialPaper) -> bytes:
        """Return the file."""


PRINTERS: dict[str, type[WordLetterPrinter | PdfLetterPrinter]] = {"word": WordLetterPrinter, "pdf": PdfLetterPrinter}


def texts_of(name: str) -> Texts:
    """Return the sentences of one sort of paper."""
    return _stationery().texts(name)


def printer_of(form: str) -> Printer:
    """Return the printer of a form that an address asks for, or raise NotFoundError."""
    if form not in PRINTERS:
        raise NotFoundError
    return PRINTERS[form](_stationery())


def as_file(content: bytes, printer: Printer, name: str) -> Response:
    """Return a printed paper under its name."""
    response = Response(content, mimetype=printer.media_type)
    named = tame_file_name(f"{name}.{printer.extension}")
    response.headers["Content-Disposition"] = disposition(named, "attachment")
    response.headers["Content-Security-Policy"] = POLICY
    return response


def _stationery() -> Stationery:
    return Stationery(directory("templates") / "documents", package_file("data", "fonts"))
