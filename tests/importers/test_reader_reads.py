"""What a reader takes: every kind of file, typed values in their places, and a sentence for every oddity."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from importers import child
from importers.faults import Notice, notice
from importers.sheets import read_book
from tests.support import hostile_files as hostile
from tests.support.hostile_files import parts, row, small_parts, text_cell, zipped

MOMENT = dt.datetime.fromisoformat("2026-09-03 09:05")
MIDNIGHT = dt.datetime.fromisoformat("2026-09-03")
TABLE = [["投诉编号", "内容"], ["001234", "柜员态度差，\n等了一小时"]]


def xlsx_of(rows: list[list[str]], folder: Path) -> bytes:
    path = folder / "made.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("台账")
        for r, line in enumerate(rows):
            for c, value in enumerate(line):
                sheet.write_string(r, c, value)
    return path.read_bytes()


def html_of(rows: list[list[str]], encoding: str) -> bytes:
    lines = "".join(
        "<tr>" + "".join(f"<td>{v.replace(chr(10), '<br>')}</td>" for v in r) + "</tr>" for r in rows
    )
    page = f'<html><head><meta charset="{encoding}"></head><body><table>{lines}</table></body></html>'
    return page.encode(encoding)


def xml2003_of(rows: list[list[str]]) -> bytes:
    lines = "".join(
        "<Row>" + "".join(f'<Cell><Data ss:Type="String">{v}</Data></Cell>' for v in r) + "</Row>"
        for r in rows
    )
    return (
        '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="台账"><Table>'
        f"{lines}</Table></Worksheet></Workbook>"
    ).encode()


def csv_of(rows: list[list[str]], delimiter: str = ",") -> str:
    return "\r\n".join(delimiter.join(f'"{value}"' for value in line) for line in rows)


FORMS: dict[str, tuple[str, Callable[[Path], bytes]]] = {
    "xlsx": ("xlsx", lambda folder: xlsx_of(TABLE, folder)),
    "xls": ("xls", lambda _: hostile.xls([[*line] for line in TABLE])),
    "web page": ("html", lambda _: html_of(TABLE, "utf-8")),
    "web page in GBK": ("html", lambda _: html_of(TABLE, "gbk")),
    "XML of 2003": ("xml2003", lambda _: xml2003_of(TABLE)),
    "csv": ("csv", lambda _: csv_of(TABLE).encode()),
    "csv with its mark": ("csv", lambda _: csv_of(TABLE).encode("utf-8-sig")),
    "csv in GB 18030": ("csv", lambda _: csv_of(TABLE).encode("gb18030")),
    "csv in UTF-16": ("csv", lambda _: csv_of(TABLE).encode("utf-16")),
    "tabs": ("csv", lambda _: csv_of(TABLE, "\t").encode()),
    "semicolons": ("csv", lambda _: csv_of(TABLE, ";").encode()),
}


@pytest.mark.parametrize("form", FORMS)
def test_one_table_reads_alike_in_every_form(form: str, tmp_path: Path):
    kind, make = FORMS[form]
    book = read_book(hostile.write(tmp_path, "台账.dat", make(tmp_path)))

    assert book.kind == kind
    assert [[*line] for line in book.sheets[0].rows] == TABLE


def test_an_ods_reads_with_a_word_about_error_cells(tmp_path: Path):
    book = read_book(hostile.write(tmp_path, "台账.ods", hostile.ods([["投诉编号"], ["001234"]])))

    assert book.kind == "ods"
    assert book.sheets[0].rows == (("投诉编号",), ("001234",))
    assert book.warnings == (notice(Notice.ERRORS_UNSEEN, name="台账.ods"),)


@pytest.mark.parametrize("name", ["a.xlsx", "a.xls", "a.csv", "a.ods", "a"])
def test_the_name_of_a_file_does_not_matter(name: str, tmp_path: Path):
    book = read_book(hostile.write(tmp_path, name, zipped(small_parts())))

    assert book.sheets[0].rows == (("投诉编号", 42.0),)
    odd = notice(Notice.WRONG_EXTENSION, name=name, kind="xlsx")
    assert (odd in book.warnings) == (name != "a.xlsx")


def test_values_keep_their_types_and_places(tmp_path: Path):
    path = tmp_path / "types.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "台账"
    sheet["C3"] = "0012"
    sheet["D3"] = 42
    sheet["E3"] = 12.5
    sheet["F3"] = True
    sheet["C5"] = dt.date(2026, 9, 3)
    sheet["D5"] = MOMENT
    sheet["E5"] = dt.time(9, 5)
    sheet["F5"] = dt.timedelta(hours=36)
    book.save(path)

    rows = read_book(path).sheets[0].rows

    assert rows[:2] == ((), ())
    assert rows[2] == (None, None, "0012", 42.0, 12.5, True)
    assert rows[3] == ()
    assert rows[4] == (
        None,
        None,
        dt.date(2026, 9, 3),
        MOMENT,
        dt.time(9, 5),
        dt.timedelta(hours=36),
    )


@pytest.mark.parametrize("reader", ["calamine", "openpyxl"])
def test_the_date_formats_of_chinese_excel_are_dates(
    reader: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(child.READERS, "xlsx", (reader,))  # type: ignore[arg-type]
    content = parts(row(1, '<c r="A1" s="0"><v>46268</v></c>', '<c r="B1" s="1"><v>46268</v></c>'))
    formats = "".join(f'<xf numFmtId="{number}" applyNumberFormat="1"/>' for number in (31, 57))
    content["xl/styles.xml"] = (
        f'{hostile.DECLARED}<styleSheet xmlns="{hostile.MAIN}"><fonts><font/></fonts><fills><fill><patternFill/></fill></fills>'
        f"<borders><border/></borders><cellStyleXfs><xf/></cellStyleXfs><cellXfs>{formats}</cellXfs></styleSheet>"
    )
    relations = "xl/_rels/workbook.xml.rels"
    content[relations] = content[relations].replace(
        "</Relationships>",
        f'<Relationship Id="rId9" Type="{hostile.DOC_RELS}/styles" Target="styles.xml"/></Relationships>',
    )
    content["[Content_Types].xml"] = content["[Content_Types].xml"].replace(
        "</Types>",
        '<Override PartName="/xl/styles.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>',
    )

    book = read_book(hostile.write(tmp_path, "a.xlsx", zipped(content)))

    assert book.sheets[0].rows == ((dt.date(2026, 9, 3), dt.date(2026, 9, 3)),)


def test_an_error_cell_stands_in_its_place_and_is_named(tmp_path: Path):
    path = tmp_path / "errors.xlsx"
    book = openpyxl.Workbook()
    book.active.title = "台账"
    book.active["A1"] = "金额"
    book.active["F12"] = "#REF!"
    book.active["F12"].data_type = "e"
    book.save(path)

    read = read_book(path)

    assert read.sheets[0].errors == (("F12", "#REF!"),)
    assert read.sheets[0].rows[11] == (None, None, None, None, None, "#REF!")
    assert read.warnings == ("“台账”表 F12 是错误值 #REF!，请改正公式或直接填写数值。",)


def test_an_error_cell_of_an_old_workbook_is_named_too(tmp_path: Path):
    read = read_book(hostile.write(tmp_path, "a.xls", hostile.xls([["金额", 1.5, True]], error_at=(1, 1))))

    assert read.sheets[0].rows == (("金额", 1.5, True), (None, "#REF!"))
    assert read.sheets[0].errors == (("B2", "#REF!"),)
    assert read.warnings == (notice(Notice.ERROR_VALUE, sheet="台账", cell="B2", value="#REF!"),)


def test_many_error_cells_get_one_sentence_for_the_rest(tmp_path: Path):
    cells = [row(n, f'<c r="A{n}" t="e"><v>#N/A</v></c>') for n in range(1, 31)]
    read = read_book(hostile.write(tmp_path, "a.xlsx", zipped(parts("".join(cells)))))

    assert len(read.sheets[0].errors) == 30
    assert len(read.warnings) == 21
    assert read.warnings[-1] == notice(Notice.MORE_ERROR_VALUES, count=10, name="a.xlsx")


def test_error_cells_without_addresses_are_counted_out(tmp_path: Path):
    data = '<row><c><v>1</v></c><c t="e"><v>#DIV/0!</v></c></row><row><c t="e"><v>#N/A</v></c></row>'
    read = read_book(hostile.write(tmp_path, "a.xlsx", zipped(parts(data))))

    assert read.sheets[0].errors == (("B1", "#DIV/0!"), ("A2", "#N/A"))


def test_error_cells_across_the_blocks_of_a_long_sheet_are_found(tmp_path: Path):
    data = "".join(
        row(n, text_cell(f"A{n}", "长" * 200), f'<c r="B{n}" t="e"><v>#N/A</v></c>') for n in range(1, 901)
    )
    read = read_book(hostile.write(tmp_path, "a.xlsx", zipped(parts(data))))

    assert [address for address, _ in read.sheets[0].errors] == [f"B{n}" for n in range(1, 901)]
    assert all(line[1] == "#N/A" for line in read.sheets[0].rows)


def test_a_formula_that_was_never_calculated_is_named(tmp_path: Path):
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    book.active.title = "汇总"
    book.active["A1"], book.active["B2"] = 1, "=A1*2"
    book.save(path)

    read = read_book(path)

    assert notice(Notice.NO_CACHED_VALUE, sheet="汇总", cell="B2", count=1) in read.warnings


def test_a_formula_with_a_value_is_not_named(tmp_path: Path):
    two = '<c r="A1"><f>1+1</f><v>2</v></c>'
    nothing = '<c r="B1" t="str"><f>IF(1,"","")</f><v></v></c>'
    read = read_book(hostile.write(tmp_path, "a.xlsx", zipped(parts(row(1, two, nothing)))))

    assert read.warnings == ()
    assert read.sheets[0].rows == ((2.0,),)


def test_hidden_sheets_hidden_rows_and_merges_are_read_and_named(tmp_path: Path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        shown = book.add_worksheet("台账")
        shown.merge_range("A1:D1", "标题")
        shown.merge_range("A6:A8", "甲支行")
        shown.write_string("B3", "x")
        shown.set_row(2, None, None, {"hidden": True})
        hidden = book.add_worksheet("旧表")
        hidden.write_string("A1", "旧")
        hidden.hide()
    read = read_book(path)

    assert [(sheet.name, sheet.hidden) for sheet in read.sheets] == [("台账", False), ("旧表", True)]
    assert read.sheets[0].rows[2] == (None, "x")
    assert set(read.warnings) == {
        notice(Notice.HIDDEN_SHEET, sheet="旧表"),
        notice(Notice.HIDDEN_ROWS, sheet="台账", count=1),
        notice(Notice.MERGED_CELLS, sheet="台账", count=1),
    }


def test_macros_and_links_are_named_and_not_followed(tmp_path: Path):
    content = small_parts()
    content["xl/vbaProject.bin"] = "not run"
    content["xl/externalLinks/externalLink1.xml"] = "<externalLink/>"
    read = read_book(hostile.write(tmp_path, "a.xlsm", zipped(content)))

    assert read.sheets[0].rows == (("投诉编号", 42.0),)
    assert set(read.warnings) == {
        notice(Notice.MACROS, name="a.xlsm"),
        notice(Notice.EXTERNAL_LINKS, name="a.xlsm"),
    }


def test_a_chart_sheet_is_no_sheet_of_data(tmp_path: Path):
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    book.active.title = "台账"
    book.active["A1"] = 1
    book.create_chartsheet("图")
    book.save(path)

    assert [sheet.name for sheet in read_book(path).sheets] == ["台账"]


@pytest.mark.parametrize(
    "change",
    [
        lambda c: {n: t for n, t in c.items() if n != "[Content_Types].xml"},
        lambda c: {n.replace("/", "\\") if n.startswith("xl/work") else n: t for n, t in c.items()},
        lambda c: {n: t.replace("worksheets/sheet1", "/xl/worksheets/sheet1") for n, t in c.items()},
        lambda c: {n: t.replace("schemas.openxmlformats.org", "purl.oclc.org/ooxml") for n, t in c.items()},
    ],
    ids=["no content types", "backslashes", "absolute targets", "strict"],
)
def test_a_workbook_from_an_odd_program_is_read(change: Callable, tmp_path: Path):
    read = read_book(hostile.write(tmp_path, "a.xlsx", zipped(change(small_parts()))))

    assert read.sheets[0].rows[0][0] == "投诉编号"


def test_rows_that_are_only_formatted_count_for_nothing(tmp_path: Path):
    data = row(1, text_cell("A1", "投诉编号")) + row(1048576, '<c r="A1048576" s="0"/>')
    read = read_book(hostile.write(tmp_path, "a.xlsx", zipped(parts(data))))

    assert read.sheets[0].rows == (("投诉编号",),)


def test_junk_before_the_zip_is_passed_over(tmp_path: Path):
    read = read_book(hostile.write(tmp_path, "a.xlsx", b"\r\n" * 8 + zipped(small_parts())))

    assert read.sheets[0].rows == (("投诉编号", 42.0),)


def test_a_sheet_in_utf16_keeps_its_error_cells(tmp_path: Path):
    content: dict[str, bytes] = {name: text.encode() for name, text in small_parts().items()}
    sheet = parts(row(1, text_cell("A1", "金额"), '<c r="B1" t="e"><v>#REF!</v></c>'))[
        "xl/worksheets/sheet1.xml"
    ]
    content["xl/worksheets/sheet1.xml"] = sheet.replace("UTF-8", "UTF-16").encode("utf-16")
    read = read_book(hostile.write(tmp_path, "a.xlsx", zipped(content)))

    assert read.sheets[0].rows == (("金额", "#REF!"),)
    assert read.sheets[0].errors == (("B1", "#REF!"),)


def test_the_second_reader_stands_in_for_a_crashed_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(child.READERS, "xlsx", ("xlrd", "openpyxl"))  # type: ignore[arg-type]
    read = read_book(hostile.write(tmp_path, "a.xlsx", zipped(small_parts())))

    assert read.sheets[0].rows == (("投诉编号", 42),)


def test_blank_cells_of_old_xml_keep_their_columns(tmp_path: Path):
    content = (
        '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="台账"><Table>'
        '<Row ss:Index="2"><Cell/><Cell><Data ss:Type="Number">3</Data></Cell>'
        '<Cell ss:Index="5"><Data ss:Type="DateTime">2026-09-03T00:00:00.000</Data></Cell></Row>'
        "</Table></Worksheet></Workbook>"
    )
    read = read_book(hostile.write(tmp_path, "a.xml", content))

    assert read.sheets[0].rows == ((), (None, 3.0, None, None, MIDNIGHT))


def test_a_cell_over_several_columns_of_a_page_moves_the_next(tmp_path: Path):
    page = "<table><tr><td colspan=3>标题</td><td>右</td></tr><tr><td>a\n  x <br> y<td>b</table>"
    read = read_book(hostile.write(tmp_path, "a.html", page))

    assert read.sheets[0].rows == (("标题", None, None, "右"), ("a x\ny", "b"))


def test_a_very_long_field_of_a_text_table_is_whole(tmp_path: Path):
    story = "很长" * 100_000
    read = read_book(hostile.write(tmp_path, "a.csv", f'编号,内容\n1,"{story}"\n'))

    assert read.sheets[0].rows[1] == ("1", story)


def test_what_was_written_comes_back_unchanged(tmp_path: Path):
    texts = ["=1+1", "+86", "-5", "@x", "\tx", "换\n行", "😀", "长" * 32_767, "#REF!"]
    read = read_book(hostile.write(tmp_path, "a.xlsx", xlsx_of([[text] for text in texts], tmp_path)))

    assert [line[0] for line in read.sheets[0].rows] == texts
    assert read.sheets[0].errors == ()


def test_the_digest_is_that_of_the_file(tmp_path: Path):
    read = read_book(hostile.write(tmp_path, "a.csv", "a,b\n"))

    assert read.sha256 == "5be08c9684a1d25efcee09318204824278b08bbfb4aef973ffefd0b9d7478313"
