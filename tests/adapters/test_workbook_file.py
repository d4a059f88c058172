"""Workbooks: what is read from good ones, and that bad ones end in a named refusal before they do harm."""

import pytest

from petitions.adapters.table_fault import TableFault, TableRefusedError
from petitions.adapters.workbook_file import read_workbook
from petitions.domain.sheet import CellMark, column_letters
from tests import papers, workbooks
from tests.workbooks import PLAIN_HEADING, PLAIN_ROWS

ROWS = [PLAIN_HEADING, *PLAIN_ROWS]


def fault_of(data):
    with pytest.raises(TableRefusedError) as refused:
        read_workbook(data)
    return refused.value


@pytest.mark.parametrize("write", [workbooks.xlsx, workbooks.xls, workbooks.ods])
def test_the_same_list_is_read_from_every_kind_of_workbook(write):
    (sheet,) = read_workbook(write(ROWS))
    assert [row.number for row in sheet.rows] == [1, 2, 3, 4]
    assert sheet.rows[1].cells[:5] == ("1", "Nguyễn Văn An", "thôn Đông Thành", PLAIN_ROWS[0][3], "Giao thông")
    assert not any(row.is_hidden or row.marks for row in sheet.rows)


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", TableFault.EMPTY),
        (workbooks.locked(), TableFault.LOCKED),
        (workbooks.locked_old(), TableFault.LOCKED),
        (workbooks.with_macro(), TableFault.HAS_PROGRAM),
        (workbooks.broken_off(), TableFault.UNREADABLE),
        (papers.an_old_xls()[:700], TableFault.UNREADABLE),
        (papers.a_picture("PNG"), TableFault.OTHER_KIND),
        (papers.a_docx(), TableFault.OTHER_KIND),
        (papers.an_old_doc(), TableFault.OTHER_KIND),
        (papers.an_xlsx(), TableFault.UNREADABLE),
        (workbooks.ods(ROWS, parts={"META-INF/manifest.xml": "<encryption-data/>"}), TableFault.LOCKED),
        (workbooks.ods(ROWS, parts={"Basic/Standard/Module1.xml": "Sub"}), TableFault.HAS_PROGRAM),
        (workbooks.a_stray_cell("B1048576"), None),
        (workbooks.a_stray_cell("J1048576"), TableFault.TOO_SPARSE),
        (workbooks.a_stray_cell("XFD2"), TableFault.TOO_WIDE),
        (workbooks.xlsx([[f"cột {n}" for n in range(300)]]), TableFault.TOO_WIDE),
    ],
    ids=lambda value: getattr(value, "value", None),
)
def test_what_is_no_list_is_refused_by_name(data, fault):
    if fault is None:
        assert len(read_workbook(data)[0].rows) == 3
    else:
        assert fault_of(data).fault is fault


def test_a_refusal_for_size_names_the_cell_that_makes_it_so():
    error = fault_of(workbooks.a_stray_cell("J1048576"))
    assert (error.line, error.column) == (1_048_576, "J")


def test_a_picture_is_called_by_its_name():
    assert fault_of(papers.a_picture("PNG")).found == "png"


def test_a_bomb_is_not_unpacked():
    assert fault_of(workbooks.bomb()).fault is TableFault.BURSTS


@pytest.mark.parametrize(
    ("row", "many"), [('<row r="{n}"/>', 1_000_000), ('<row r="{n}" ht="15"><c r="A{n}" s="0"/></row>', 100_000)]
)
def test_a_million_empty_rows_are_none(row, many):
    (sheet,) = read_workbook(workbooks.with_empty_rows(row, many))
    assert [row.number for row in sheet.rows] == [1, 2]


def test_rows_that_a_spreadsheet_repeats_to_its_end_are_none():
    row, cell = '<table:table-row table:number-rows-repeated="1048000">{}</table:table-row>', "<table:table-cell {}"
    empty = cell.format('table:number-columns-repeated="1024"/>')
    (sheet,) = read_workbook(workbooks.ods(ROWS, more=row.format(empty)))
    assert len(sheet.rows) == 4
    said = 'office:value-type="string"><text:p>x</text:p></table:table-cell>'
    filled = cell.format(f'table:number-columns-repeated="1024" {said}')
    assert fault_of(workbooks.ods(ROWS, more=row.format(filled))).fault is TableFault.TOO_WIDE


def test_a_cell_of_a_megabyte_is_read_to_where_it_shows_that_it_is_too_long():
    (sheet,) = read_workbook(workbooks.with_a_huge_cell())
    assert 20_000 < len(sheet.rows[2].cells[1]) <= 25_000


def test_errors_formulas_and_hidden_things_are_marked():
    def arm(book, sheet):
        sheet.write_formula(1, 3, "=1/0", None, "#DIV/0!")
        sheet.write_formula(2, 3, '="Đường"&" hỏng"', None, "Đường hỏng")
        sheet.write_formula(3, 1, "=B2", None, None)
        sheet.set_row(2, None, None, {"hidden": True})
        book.add_worksheet("Ẩn").hide()

    book = read_workbook(workbooks.xlsx(ROWS, arm=arm))
    first, second, third = book[0].rows[1:]
    assert (first.cells[3], first.marks) == ("#DIV/0!", {3: CellMark.ERROR})
    assert (second.cells[3], second.is_hidden, second.marks) == ("Đường hỏng", True, {})
    assert third.marks in ({}, {1: CellMark.NOT_COMPUTED})
    assert [sheet.is_hidden for sheet in book] == [False, True]


def test_a_formula_that_was_never_computed_is_marked():
    sheet_data = workbooks.PLAIN_XML + '<row r="3"><c r="A3"><v>2</v></c><c r="B3"><f>B2</f></c></row>'
    (sheet,) = read_workbook(workbooks.bare_xlsx(sheet_data))
    assert sheet.rows[2].marks == {1: CellMark.NOT_COMPUTED}


def test_errors_and_hidden_rows_of_old_books_are_marked():
    def arm(_book, sheet):
        sheet.row(2).hidden = True
        sheet.row(5).write(0, 5)
        sheet.row(5).set_cell_error(3, 0x17)

    (sheet,) = read_workbook(workbooks.xls(ROWS, arm=arm))
    assert [row.number for row in sheet.rows if row.is_hidden] == [3]
    assert sheet.rows[-1].cells[3] == "#REF!"
    assert sheet.rows[-1].marks == {3: CellMark.ERROR}


def test_errors_hidden_and_merged_rows_of_open_documents_are_marked():
    text, row = "<text:p>{}</text:p></table:table-cell>", "<table:table-row{}>{}</table:table-row>"
    plain = '<table:table-cell office:value-type="string">'
    tall = '<table:table-cell table:number-rows-spanned="2" office:value-type="string">'
    wrong = '<table:table-cell table:formula="of:=1/0" office:value-type="string" calcext:value-type="error">'
    more = (
        row.format(' table:visibility="collapse"', plain + text.format("ẩn"))
        + row.format("", tall + text.format("Gộp") + wrong + text.format("#DIV/0!"))
        + row.format("", "<table:covered-table-cell/>" + plain + text.format("dưới"))
    )
    (sheet,) = read_workbook(workbooks.ods(ROWS, more=more))
    hidden, merged, below = sheet.rows[4:]
    assert hidden.is_hidden
    assert merged.marks == {1: CellMark.ERROR}
    assert below.cells[:2] == ("Gộp", "dưới")


def test_control_and_direction_marks_are_taken_out_and_told():
    (sheet,) = read_workbook(workbooks.xlsx([PLAIN_HEADING, (1, "A", "B", "Đề nghị\x07 lắp\u202e đèn", "", "")]))
    assert sheet.rows[1].cells[3] == "Đề nghị lắp đèn"
    assert sheet.rows[1].marks == {3: CellMark.INVISIBLE}


def test_a_text_merged_over_rows_stands_in_each_of_them():
    def arm(_book, sheet):
        sheet.merge_range(1, 1, 3, 1, "Nguyễn Văn An")

    rows = [PLAIN_HEADING, *((row[0], "", *row[2:]) for row in PLAIN_ROWS)]
    (sheet,) = read_workbook(workbooks.xlsx(rows, arm=arm))
    assert [row.cells[1] for row in sheet.rows[1:]] == ["Nguyễn Văn An"] * 3


def test_columns_are_called_as_spreadsheets_call_them():
    assert [column_letters(place) for place in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
