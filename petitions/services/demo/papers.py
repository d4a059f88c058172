"""The papers of the demo: letters of reply as they were sent or scanned, and what voters handed in."""

from __future__ import annotations

import io
from datetime import date

from petitions.services.demo.book import Row
from petitions.services.demo.pdf import LEFT, RIGHT, Face, Pdf, Place, Text
from petitions.services.files import Attachments, IncomingFile, ObjectStore, accept_files

LIMIT_MB = 1
_HALF = (LEFT - 30, 290), (300, RIGHT + 20)


class Papers:
    """Sets the papers and puts them into the store."""

    def __init__(self, texts: Row, face: bytes, store: ObjectStore) -> None:
        self._texts = texts
        self._pdf = Pdf(Face(face))
        self._store = store

    def none(self) -> Attachments:
        """Return no files."""
        return Attachments((), self._store)

    def reply(self, response: Row, facts: dict[str, str], signed_on: date, *, is_scan: bool) -> Attachments:
        """Return an agency's letter of reply; ``facts``: agency, council, summary, letter_number and letter_on."""
        number = response["document_number"]
        name = self._texts["scan_file" if is_scan else "reply_file"].format(number=number.replace("/", "-"))
        frame: Row = self._texts["reply"]
        office, signer = _split_signer(response["signer"])
        day = {"day": f"{signed_on.day:02}", "month": f"{signed_on.month:02}", "year": signed_on.year}
        texts = [
            Text(facts["agency"].upper(), 10.5, is_bold=True, place=Place.MIDDLE, edges=_HALF[0], space_after=2),
            Text(frame["country"], 9.5, is_bold=True, place=Place.MIDDLE, edges=_HALF[1], beside=True, space_after=2),
            Text(frame["number"].format(number=number), 11, place=Place.MIDDLE, edges=_HALF[0], space_after=2),
            Text(frame["motto"], 11, is_bold=True, place=Place.MIDDLE, edges=_HALF[1], beside=True, space_after=2),
            Text(frame["subject"], 10.5, place=Place.MIDDLE, edges=_HALF[0], space_after=2),
            Text(frame["date"].format(**day), 11, place=Place.MIDDLE, edges=_HALF[1], beside=True, space_after=26),
            Text(frame["to"].format(**facts), 12.5, place=Place.MIDDLE, space_after=16),
            Text(frame["opening"].format(**facts), indent=28),
            Text(frame["question"].format(**facts), indent=28),
            *(Text(part, indent=28) for part in response["content"].split("\n")),
            Text(frame["closing"], indent=28, space_after=24),
            Text(office.upper(), is_bold=True, place=Place.MIDDLE, edges=_HALF[1], space_after=22),
            Text(frame["stamp"], 11, place=Place.MIDDLE, edges=_HALF[1], space_after=18),
            Text(signer, is_bold=True, place=Place.MIDDLE, edges=_HALF[1], space_after=40),
            Text(frame["remark"], 8.5),
        ]
        return self._kept(name, self._pdf.document(name.removesuffix(".pdf"), texts))

    def entry(self, case: Row, council: str) -> Attachments:
        """Return the scan of what a voter handed in, with the name on it: it stays with commune and council."""
        name, frame = self._texts["letter_file"], self._texts["entry"]
        texts = [
            Text(self._texts["reply"]["country"], 11, is_bold=True, place=Place.MIDDLE, space_after=2),
            Text(self._texts["reply"]["motto"], 11, is_bold=True, place=Place.MIDDLE, space_after=28),
            Text(frame["title"], 14, is_bold=True, place=Place.MIDDLE, space_after=14),
            Text(frame["to"].format(council=council), place=Place.MIDDLE, space_after=18),
            Text(frame["sender"].format(name=case["voter_name"], address=case["voter_address"]), indent=28),
            Text(case["content"], indent=28),
            Text(frame["closing"], indent=28, space_after=30),
            Text(case["voter_name"], place=Place.MIDDLE, edges=_HALF[1], space_after=60),
            Text(self._texts["reply"]["remark"], 8.5),
        ]
        return self._kept(name, self._pdf.document(name.removesuffix(".pdf"), texts))

    def _kept(self, name: str, data: bytes) -> Attachments:
        return accept_files([IncomingFile(name, io.BytesIO(data))], store=self._store, scanner=None, limit_mb=LIMIT_MB)


def _split_signer(signer: str) -> tuple[str, str]:
    """Return office and name of a signer: the name is the last words that begin with a capital letter."""
    words = signer.split()
    count = 0
    while count < min(4, len(words) - 1) and words[-1 - count][0].isupper():
        count += 1
    return " ".join(words[: len(words) - count]), " ".join(words[len(words) - count :])
