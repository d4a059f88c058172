"""Tables as offices save them: encodings, separators, workbooks, and what is none."""

import io
import zipfile

import pytest

from petitions.adapters.table_fault import TableFault, TableRefusedError
from petitions.adapters.table_file import read_table

TEXT = "Mã;Tên;Ghi chú\n37;tỉnh Ninh Bình;\n\n37-BL;xã Bình Lục;a"
CELLS = [("Mã", "Tên", "Ghi chú"), ("37", "tỉnh Ninh Bình", ""), ("37-BL", "xã Bình Lục", "a")]


def a_workbook(*rows):
    """The smallest workbook that Excel would open: strings inline, numbers bare."""
    cells = "".join(
        f'<row r="{y}">'
        + "".join(
            f'<c r="{chr(64 + x)}{y}"><v>{cell}</v></c>'
            if isinstance(cell, int | float)
            else f'<c r="{chr(64 + x)}{y}" t="inlineStr"><is><t>{cell}</t></is></c>'
            for x, cell in enumerate(row, start=1)
            if cell != ""
        )
        + "</row>"
        for y, row in enumerate(rows, start=1)
    )
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{relations}"><Relationship Id="r1" Type="{office}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="A" sheetId="1" '
        'r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{relations}"><Relationship Id="r1" '
        f'Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>',
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{text}')
    return target.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
        TEXT.replace(";", ",").encode(),
        TEXT.replace(";", "\t").encode(),
        TEXT.replace("\n", "\r\n").encode(),
    ],
    ids=[
        "plain",
        "with a mark",
        "utf-16",
        "utf-16 LE, no mark",
        "utf-16 BE, no mark",
        "commas",
        "tabs",
        "windows lines",
    ],
)
def test_the_same_table_however_it_was_saved(data):
    rows = read_table(data)
    assert [row.cells for row in rows] == CELLS
    assert [row.number for row in rows] == [1, 2, 4]


def test_a_decomposed_accent_is_composed_and_blanks_are_single():
    import unicodedata

    rows = read_table(unicodedata.normalize("NFD", "Mã;Tên\n1; xã   Bình Lục \n").encode())
    assert rows[1].cells == ("1", "xã Bình Lục")


def test_a_cell_may_hold_the_separator_and_a_line_break():
    rows = read_table('Mã;Tên\n1;"Sở Nông nghiệp;\nMôi trường"\n2;b\n'.encode())
    assert rows[1].cells == ("1", "Sở Nông nghiệp; Môi trường")
    assert rows[2].number == 3


@pytest.mark.parametrize(
    "text",
    [
        'Mã;Tên;Ghi chú\n1;a;b\n2;"Đường hỏng;x\n3;c;d\n4;e;f\n',
        'Mã;Tên;Ghi chú\n1;a;b\n2;"Đường hỏng;x\n3;"Cầu gãy";d\n4;e;f\n',
        'Mã;Tên;Ghi chú\n1;a;b\n2;"Đường hỏng;x\n3;Tổ "liên gia";d\n',
        'Mã;Tên;Ghi chú\r\n1;"a\r\nb";c\r\n2;"Đường hỏng;x\r\n' + "3;c;d\r\n" * 30_000,
    ],
    ids=["to the end", "to the next quoted cell", "to the next quoted word", "over a long list"],
)
def test_a_quote_that_is_never_closed_swallows_no_rows_but_is_refused_with_its_row(text):
    with pytest.raises(TableRefusedError) as refused:
        read_table(text.encode())
    assert (refused.value.fault, refused.value.line) == (TableFault.OPEN_QUOTE, 3)


def test_quotes_written_without_care_within_one_line_are_read():
    rows = read_table('Mã;Tên\n1;"Tổ liên gia" thôn Đông\n2;Tổ "liên gia"\n'.encode())
    assert [row.cells[1] for row in rows[1:]] == ["Tổ liên gia thôn Đông", 'Tổ "liên gia"']


def test_a_workbook_is_read_as_its_first_sheet_and_numbers_keep_no_point():
    rows = read_table(a_workbook(("Mã", "Tên"), (37, "tỉnh Ninh Bình"), ("", ""), ("37-BL", "xã Bình Lục")))
    assert [(row.number, row.cells) for row in rows] == [
        (1, ("Mã", "Tên")),
        (2, ("37", "tỉnh Ninh Bình")),
        (4, ("37-BL", "xã Bình Lục")),
    ]


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", TableFault.EMPTY),
        (b"\n;;\n", TableFault.EMPTY),
        ("Mã;Tên\n1;xã Bình Lục".encode("cp1258", "replace"), TableFault.NOT_UTF8),
        (b"PK\x03\x04 no workbook", TableFault.UNREADABLE),
        (b"\xd0\xcf\x11\xe0 no workbook", TableFault.UNREADABLE),
        (b"x" * 10_000_001, TableFault.TOO_LARGE),
        (b"a\n" * 50_001, TableFault.TOO_LARGE),
        (b'a;"' + b"x" * 200_000, TableFault.UNREADABLE),
    ],
)
def test_what_is_no_table_is_refused(data, fault):
    with pytest.raises(TableRefusedError) as refused:
        read_table(data)
    assert refused.value.fault is fault


def test_nul_and_direction_marks_do_no_harm():
    assert read_table("M\0ã;T\u202eên\n1;a".encode())[0].cells == ("Mã", "Tên")


@pytest.mark.parametrize("encoding", ["cp1258", "cp1252", "latin-1"])
def test_an_older_encoding_is_refused_with_the_line_that_shows_it(encoding):
    text = "Ma;Ten\n1;thon Dong\n2;thôn Đông\n3;thôn\n".replace("Đ", "D")
    with pytest.raises(TableRefusedError) as refused:
        read_table(text.encode(encoding))
    assert (refused.value.fault, refused.value.line) == (TableFault.NOT_UTF8, 3)
