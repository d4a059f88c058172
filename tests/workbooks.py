"""Lists as communes send them, and as nobody should: each made here, so that no stranger's file is needed."""

import datetime as dt
import io
import struct
import unicodedata
import zipfile
from collections.abc import Callable
from itertools import chain

import xlsxwriter
import xlwt

from tests import papers

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

PLAIN_HEADING = ("STT", "Họ và tên cử tri", "Thôn", "Nội dung ý kiến", "Lĩnh vực", "Trả lời tại hội nghị")
PLAIN_ROWS = (
    (1, "Nguyễn Văn An", "thôn Đông Thành", "Đường liên thôn hỏng nặng, đề nghị sửa chữa.", "Giao thông", ""),
    (2, "Trần Thị Bình", "thôn Tây Hạ", "Đề nghị nạo vét mương tiêu trước vụ mùa.", "", "x"),
    (3, "Lê Văn Cường", "thôn Tây Hạ", "Rác thải tồn đọng ở đầu làng.", "", "Chủ tịch UBND xã"),
)


def xlsx(rows, *, name="Tổng hợp", arm: Callable | None = None) -> bytes:
    """A workbook of Excel with these rows from A1 on; ``arm`` is given the book and the sheet."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(name)
    for number, row in enumerate(rows):
        for place, value in enumerate(row):
            if isinstance(value, dt.date):
                sheet.write_datetime(
                    number,
                    place,
                    dt.datetime.combine(value, dt.time()),
                    book.add_format({"num_format": "dd/mm/yyyy"}),
                )
            elif value not in ("", None):
                sheet.write(number, place, value)
    if arm:
        arm(book, sheet)
    book.close()
    return out.getvalue()


def xls(rows, *, arm: Callable | None = None) -> bytes:
    """The same as Excel 97 wrote it."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("Tổng hợp")
    for number, row in enumerate(rows):
        for place, value in enumerate(row):
            if value not in ("", None):
                sheet.write(number, place, value)
    if arm:
        arm(book, sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


_ODS = "oasis:names:tc:opendocument"
_ODS_SPACES = {
    "office": _ODS,
    "text": _ODS,
    "table": _ODS,
    "calcext": "org:documentfoundation:names:experimental:calc",
}


def ods(rows, *, more: str = "", parts: dict[str, str] | None = None) -> bytes:
    """The same as an OpenDocument spreadsheet; ``more`` is written into the table after the rows."""
    table = "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows)
    spaces = " ".join(f'xmlns:{name}="urn:{urn}:xmlns:{name}:1.0"' for name, urn in _ODS_SPACES.items())
    content = (
        f'<office:document-content {spaces} office:version="1.3"><office:body><office:spreadsheet>'
        f'<table:table table:name="Tổng hợp">{table}{more}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        package.writestr("content.xml", f'<?xml version="1.0" encoding="UTF-8"?>{content}')
        for name, text in ({"META-INF/manifest.xml": "<manifest/>"} | (parts or {})).items():
            package.writestr(name, text)
    return out.getvalue()


def _ods_cell(value) -> str:
    if value in ("", None):
        return "<table:table-cell/>"
    kind = f'"float" office:value="{value}"' if isinstance(value, int | float) else '"string"'
    return f"<table:table-cell office:value-type={kind}><text:p>{value}</text:p></table:table-cell>"


def bare_xlsx(sheet_data: str | list[str]) -> bytes:
    """A workbook whose sheet is exactly this XML, however strange."""
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="r1" Type="{_OFFICE}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets><sheet name="A" sheetId="1" '
        'r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="r1" '
        f'Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for name, text in parts.items():
            package.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{text}')
        with package.open("xl/worksheets/sheet1.xml", "w") as part:
            pieces = [sheet_data] if isinstance(sheet_data, str) else sheet_data
            for piece in chain([f'<worksheet xmlns="{_MAIN}"><sheetData>'], pieces, ["</sheetData></worksheet>"]):
                part.write(piece.encode())
    return out.getvalue()


def cell(reference: str, text: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


PLAIN_XML = (
    f'<row r="1">{cell("A1", "STT")}{cell("B1", "Nội dung ý kiến")}</row>'
    f'<row r="2"><c r="A2"><v>1</v></c>{cell("B2", "Đường liên thôn hỏng nặng.")}</row>'
)


# --- a list as it really comes ---------------------------------------------------------------------------------


def the_messy_list() -> bytes:
    """Titles above, two rows of heading, fields as columns of x, groups, totals, a merged speaker, a note below."""
    rows = [
        ("ỦY BAN NHÂN DÂN XÃ BÌNH LỤC", "", "", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        ("", "", "", "Độc lập - Tự do - Hạnh phúc"),
        ("TỔNG HỢP Ý KIẾN, KIẾN NGHỊ CỦA CỬ TRI",),
        (),
        (
            "TT",
            "Cử tri",
            "",
            "Nội dung ý kiến, kiến nghị",
            "Lĩnh vực",
            "",
            "",
            "Trả lời tại hội nghị",
            "Ngày",
            "SĐT",
            "Ghi chú",
        ),
        ("", "Họ và tên", "Thôn", "", "Đất đai", "Giao thông", "Môi trường", "", "", "", ""),
        ("(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)", "(9)", "(10)", "(11)"),
        ("I", "Thôn Đông Thành"),
        (
            1,
            "Nguyễn Văn An",
            "",
            unicodedata.normalize("NFD", "Đường liên thôn hỏng nặng, đề nghị sửa chữa."),
            "",
            "x",
            "",
            "",
            "24/02/2026",
            912345678,
            "",
        ),
        (
            2,
            "",
            "",
            "De nghi som cap giay chung nhan quyen su dung dat.",
            "X",
            "",
            "",
            "",
            "24-02-2026",
            "0912 345 678",
            "",
        ),
        ("", "Cộng", "", 2, "", "", "", "", "", "", ""),
        ("II", "Thôn Tây Hạ"),
        (
            3,
            "Trần Thị Bình",
            "",
            "Rác thải tồn đọng\u202e ở đầu làng.",
            "",
            "",
            "x",
            "Chủ tịch UBND xã",
            46077.0,
            "",
            "gấp",
        ),
        (4, "Lê Văn Cường", "", "Đề nghị\x07 lắp đèn đường.", "", "", "", "", "ngày 24 tháng 02 năm 2026", "", ""),
        ("", "Tổng cộng: 4 ý kiến", "", "", "", "", "", "", "", "", ""),
        (),
        ("", "", "", "", "", "", "NGƯỜI LẬP BIỂU"),
    ]

    def arm(book, sheet):
        sheet.merge_range(2, 0, 2, 10, rows[2][0])
        sheet.merge_range(4, 1, 4, 2, "Cử tri")
        sheet.merge_range(4, 4, 4, 6, "Lĩnh vực")
        for place in (0, 3, 7, 8, 9, 10):
            sheet.merge_range(4, place, 5, place, rows[4][place])
        sheet.merge_range(8, 1, 9, 1, "Nguyễn Văn An")
        other = book.add_worksheet("Danh mục")
        other.write(0, 0, "Nội dung ý kiến")
        other.write(1, 0, "Trang khác, không phải danh sách này.")
        other.hide()

    return xlsx(rows, name="Tổng hợp", arm=arm)


# --- what cannot be read at all --------------------------------------------------------------------------------


A_WEB_PAGE = (
    "<html><head><title>Danh sách</title></head><body><table><tr><td>STT</td><td>Nội dung ý kiến</td></tr>"
    "<tr><td>1</td><td>Đường liên thôn hỏng nặng.</td></tr></table></body></html>"
).encode()
"""What some programs save under the name of a workbook."""


def locked() -> bytes:
    return papers.a_container(("EncryptedPackage", b"x" * 600), ("EncryptionInfo", b"x" * 600))


def locked_old() -> bytes:
    return papers.an_old_xls((0x2F, struct.pack("<H", 0)))


def with_macro() -> bytes:
    return papers.a_package(papers.EXCEL, {"xl/vbaProject.bin": b"x"})


def broken_off() -> bytes:
    whole = xlsx([PLAIN_HEADING, *PLAIN_ROWS])
    return whole[: len(whole) // 2]


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", f'<Types><Override ContentType="{papers.EXCEL}"/></Types>')
        with package.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(320):
                part.write(b"\0" * 1_048_576)
    return out.getvalue()


def with_empty_rows(row: str, many: int) -> bytes:
    return bare_xlsx([PLAIN_XML, *(row.format(n=n) for n in range(3, many + 3))])


def a_stray_cell(reference: str) -> bytes:
    number = "".join(filter(str.isdigit, reference))
    return bare_xlsx(PLAIN_XML + f'<row r="{number}">{cell(reference, "x")}</row>')


def with_a_huge_cell() -> bytes:
    return bare_xlsx(PLAIN_XML + f'<row r="3"><c r="A3"><v>2</v></c>{cell("B3", "Đường hỏng. " * 87_500)}</row>')
