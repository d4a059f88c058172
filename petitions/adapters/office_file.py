"""Word and Excel, new (a ZIP of XML) and old (an OLE container): opened, told apart, refused with a macro inside."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

import olefile

from petitions.adapters.contents import (
    ActiveContentError,
    LockedContentError,
    TooMuchContentError,
    UnreadableContentError,
)

MEMBERS_AT_MOST = 5_000
UNPACKED_AT_MOST = 300 * 1024 * 1024
"""What a paper of 20 MB may become when it is unpacked; bombs become a thousand times as much."""

_PIECE = 1024 * 1024
_MAIN_PARTS = {
    b"wordprocessingml.document.main+xml": "docx",
    b"spreadsheetml.sheet.main+xml": "xlsx",
}
_OPEN_DOCUMENTS = {b"application/vnd.oasis.opendocument.spreadsheet": "ods"}
_OPEN_DOCUMENT_PROGRAMS = re.compile(r"Basic/(?!script-lc\.xml)[^/]+/[^/]+|Scripts/.", re.IGNORECASE)
_MACRO_MEMBERS = re.compile(r"vba(project|data)|/activex/|/macrosheets/", re.IGNORECASE)
_PROGRAMS = re.compile(
    r"\.(exe|dll|com|scr|bat|cmd|ps1|vbs|js|jse|wsf|hta|jar|lnk|html?|mht)$",
    re.IGNORECASE,
)
_RELATION = re.compile(rb"<Relationship\b[^>]*>", re.IGNORECASE)
_REMOTE = re.compile(rb"Target\s*=\s*[\"'](https?:|\\\\)", re.IGNORECASE)
_WRAPPED_FILE = "Ole10Native".encode("utf-16-le")

_BOUND_SHEET, _FILE_PASS = 0x85, 0x2F
_MACRO_SHEET = 1
_ENCRYPTED = 0x0100


def kind_of_package(data: bytes) -> str:
    """Return docx, xlsx or ods, or zip for any other archive.

    Everything in it is unpacked once, piece by piece, so that neither bombs nor broken parts get in.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            return _kind_of_opened(package)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise UnreadableContentError from error


def _kind_of_opened(package: zipfile.ZipFile) -> str:
    members = package.infolist()
    names = {member.filename for member in members}
    if len(members) > MEMBERS_AT_MOST or len(names) != len(members):
        raise UnreadableContentError
    if any(member.flag_bits & 1 for member in members):
        raise LockedContentError
    if sum(member.file_size for member in members) > UNPACKED_AT_MOST:
        raise TooMuchContentError
    if package.NameToInfo.get("mimetype") is not None:
        return _kind_of_open_document(package, members)
    if "[Content_Types].xml" not in names:
        return "zip"
    if any(".." in name or _MACRO_MEMBERS.search(name) or _PROGRAMS.search(name) for name in names):
        raise ActiveContentError
    types = package.read("[Content_Types].xml")
    if b"macroEnabled" in types or b"vnd.ms-office.vbaProject" in types:
        raise ActiveContentError
    _unpack_once(package, members)
    return next((kind for part, kind in _MAIN_PARTS.items() if part in types), "zip")


def _kind_of_open_document(package: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> str:
    kind = _OPEN_DOCUMENTS.get(package.read("mimetype")[:100].strip())
    if kind is None:
        return "zip"
    if "META-INF/manifest.xml" in package.NameToInfo and b"encryption-data" in package.read("META-INF/manifest.xml"):
        raise LockedContentError
    if any(_OPEN_DOCUMENT_PROGRAMS.match(member.filename) or ".." in member.filename for member in members):
        raise ActiveContentError
    _unpack_once(package, members)
    return kind


def _unpack_once(package: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> None:
    """Read every part to its end: sizes and check sums are what the directory says, or it is damaged."""
    for member in members:
        with package.open(member) as part:
            if member.filename.endswith((".rels", ".bin")) and _is_active_part(part.read()):
                raise ActiveContentError
            while part.read(_PIECE):
                pass


def _is_active_part(content: bytes) -> bool:
    """Tell whether a part fetches its template from elsewhere, or wraps a file of any kind to be started."""
    return _WRAPPED_FILE in content or any(
        b"attachedTemplate" in relation and _REMOTE.search(relation) for relation in _RELATION.findall(content)
    )


def kind_of_container(data: bytes) -> str:
    """Return doc or xls, or ole for any other container."""
    try:
        with olefile.OleFileIO(BytesIO(data)) as container:
            return _kind_of_streams(container)
    except (ActiveContentError, LockedContentError):
        raise
    except Exception as error:  # a forged container can break the reader anywhere
        raise UnreadableContentError from error


def _kind_of_streams(container: olefile.OleFileIO) -> str:
    entries = container.listdir(streams=True, storages=True)
    names = {name.lower() for entry in entries for name in entry}
    if "encryptedpackage" in names:
        raise LockedContentError
    if names & {"macros", "vba", "_vba_project", "_vba_project_cur", "\x01ole10native"}:
        raise ActiveContentError
    if "worddocument" in names:
        if int.from_bytes(container.openstream("WordDocument").read(12)[10:12], "little") & _ENCRYPTED:
            raise LockedContentError
        return "doc"
    for book in ("workbook", "book"):
        if book in names:
            _look_through_book(container.openstream(book).read())
            return "xls"
    return "ole"


def _look_through_book(book: bytes) -> None:
    for number, content in records_of(book):
        if number == _FILE_PASS:
            raise LockedContentError
        if number == _BOUND_SHEET and content[5:6] == bytes([_MACRO_SHEET]):
            raise ActiveContentError


def records_of(book: bytes) -> Iterator[tuple[int, bytes]]:
    """Give number and content of each record of an old Excel book."""
    at = 0
    while at + 4 <= len(book):
        number = int.from_bytes(book[at : at + 2], "little")
        length = int.from_bytes(book[at + 2 : at + 4], "little")
        yield number, book[at + 4 : at + 4 + length]
        at += 4 + length
