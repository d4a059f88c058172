"""Papers as people send them, and as nobody should: made here byte by byte, so that no stranger's file is needed."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String
from PIL import Image

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
AN_EXE = (
    b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00"
    + b"\0" * 200
    + b"This program cannot be run in DOS mode."
)
AN_SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
AN_HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"


def a_pdf(arm: Callable[[pikepdf.Pdf], None] | None = None, *, mark: str = "") -> bytes:
    """A page with nothing on it; ``arm`` puts something into it, ``mark`` makes it another file."""
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.Root.Mark = String(mark)
    if arm:
        arm(pdf)
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True)
    return out.getvalue()


def a_script(code: str = "app.alert('x')") -> Dictionary:
    return Dictionary(S=Name.JavaScript, JS=String(code))


def with_attached_file(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["tai-lieu.exe"] = AN_EXE


def with_script_at_opening(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = a_script()


def with_named_script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), pdf.make_indirect(a_script())])))


def with_script_behind_a_page(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.AA = Dictionary(O=Dictionary(S=Name.GoTo, D=String("x"), Next=Array([a_script()])))


def with_program_to_start(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.Annots = Array([a_link(Dictionary(S=Name.Launch, F=String("cmd.exe")))])


def with_link_that_runs(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.Annots = Array([a_link(Dictionary(S=Name.URI, URI=String("java\tscript:alert(1)")))])


def with_attachment_as_a_pin(pdf: pikepdf.Pdf) -> None:
    spec = Dictionary(Type=Name.Filespec, F=String("x.exe"), EF=Dictionary(F=Stream(pdf, AN_EXE)))
    pin = Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, Rect=Array([0, 0, 9, 9]), FS=spec)
    pdf.pages[0].obj.Annots = pdf.make_indirect(Array([pdf.make_indirect(pin)]))


def with_form_that_is_a_program(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AcroForm = Dictionary(Fields=Array([]), XFA=Stream(pdf, b"<xdp><script>x</script></xdp>"))


def with_film(pdf: pikepdf.Pdf) -> None:
    film = Dictionary(Type=Name.Annot, Subtype=Name.RichMedia, Rect=Array([0, 0, 9, 9]), RichMediaContent=Dictionary())
    pdf.pages[0].obj.Annots = Array([film])


ARMED = [
    with_attached_file,
    with_script_at_opening,
    with_named_script,
    with_script_behind_a_page,
    with_program_to_start,
    with_link_that_runs,
    with_attachment_as_a_pin,
    with_form_that_is_a_program,
    with_film,
]


def a_link(action: Dictionary) -> Dictionary:
    return Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=action)


def with_signature(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Signed = pdf.make_indirect(Dictionary(Type=Name.Sig, ByteRange=Array([0, 10, 20, 30])))


def a_locked_pdf() -> bytes:
    pdf, out = pikepdf.new(), io.BytesIO()
    pdf.add_blank_page()
    pdf.save(out, encryption=pikepdf.Encryption(user="bí mật", owner="chủ"))
    return out.getvalue()


def a_picture(kind: str, size: tuple[int, int] = (64, 48), **options: Any) -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(out, kind, **options)
    return out.getvalue()


def with_place(orientation: int = 1) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Điện thoại"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (20.0, 29.0, 30.0)
    return exif


def a_huge_png() -> bytes:
    """A few hundred kilobytes that say they are a square of 30,000 points."""
    header = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in ((b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 10_000_000)), (b"IEND", b""))
    )


def a_package(main_type: str, parts: dict[str, bytes] | None = None) -> bytes:
    out = io.BytesIO()
    types = f'<Types><Override PartName="/main.xml" ContentType="{main_type}"/></Types>'
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", types)
        package.writestr("main.xml", "<main>Kiến nghị</main>")
        for name, content in (parts or {}).items():
            package.writestr(name, content)
    return out.getvalue()


def a_docx(**parts: bytes) -> bytes:
    return a_package(WORD, parts)


def an_xlsx() -> bytes:
    return a_package(EXCEL)


def a_zip_bomb(size: int) -> bytes:
    return a_package(WORD, {f"word/part{i}.xml": b"\0" * (size // 4) for i in range(4)})


def a_lying_bomb() -> bytes:
    """An archive whose directory says less than what comes out."""
    honest = bytearray(a_package(WORD, {"word/big.xml": b"\0" * 5_000_000}))
    for at in (i for i in range(len(honest) - 4) if honest[i : i + 4] == struct.pack("<I", 5_000_000)):
        honest[at : at + 4] = struct.pack("<I", 5_000)
    return bytes(honest)


def an_encrypted_zip() -> bytes:
    data = bytearray(a_docx())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(signature)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(signature, at + 4)
    return bytes(data)


def a_container(*entries: tuple[str, bytes | None]) -> bytes:
    """An OLE container: streams (at least 4,096 bytes each) and, where there is no content, storages."""
    count = len(entries) + 1
    directory_sectors = -(-count * 128 // _SECTOR)
    table = [0xFFFFFFFD] + [i + 2 for i in range(directory_sectors - 1)] + [_END]
    body, rows = b"", [_entry("Root Entry", 5, child=1, start=_END, size=0)]
    for number, (name, content) in enumerate(entries, start=1):
        following = number + 1 if number < len(entries) else _NONE
        stream = b"" if content is None else _padded(content)
        start = len(table) if stream else _END
        rows.append(_entry(name, 2 if stream else 1, right=following, start=start, size=len(stream)))
        if stream:
            table += [len(table) + i + 1 for i in range(len(stream) // _SECTOR - 1)] + [_END]
        body += stream
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    header += struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, _END, 0, _END, 0)
    header += struct.pack("<I", 0) + struct.pack("<I", _NONE) * 108
    links = b"".join(struct.pack("<I", link) for link in table).ljust(_SECTOR, b"\xff")
    return header + links + b"".join(rows).ljust(directory_sectors * _SECTOR, b"\0") + body


_SECTOR, _END, _NONE = 512, 0xFFFFFFFE, 0xFFFFFFFF


def _padded(content: bytes) -> bytes:
    content = content.ljust(4096, b"\0")
    return content.ljust(-(-len(content) // _SECTOR) * _SECTOR, b"\0")


def _entry(name: str, kind: int, *, start: int, size: int, right: int = _NONE, child: int = _NONE) -> bytes:
    written = (name + "\0").encode("utf-16-le")
    return struct.pack("<64sHBBIII16xI8x8xIQ", written, len(written), kind, 1, _NONE, right, child, 0, start, size)


def an_old_doc(*more: tuple[str, bytes | None], flags: int = 0) -> bytes:
    return a_container(("WordDocument", struct.pack("<HHHHHH", 0xA5EC, 0xC1, 0, 0, 0, flags)), *more)


def an_old_xls(*records: tuple[int, bytes], more: tuple[tuple[str, bytes | None], ...] = ()) -> bytes:
    book = b"".join(struct.pack("<HH", number, len(body)) + body for number, body in ((0x809, b"\0" * 16), *records))
    return a_container(("Workbook", book), *more)
