from __future__ import annotations

import csv
import zipfile

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from desk.errors import BadInput
from importers.sheets import read_book
from importers.workbook.fresh import write_fresh
from importers.workbook.mark import PROPERTY, RULER, mark
from importers.workbook.outcome import COLOURS, RESULT
from importers.workbook.stored import restore_results
from tests.support.workbooks import case, cases, changed, checked, filled, given, place

REGISTER, SUMMARY, COVER = "投诉台账", "汇总表", "封面"
PERSON = (COVER, place(COVER, "填报人"))
CHANNEL = (REGISTER, place(REGISTER, "受理渠道"))
ON_SITE = (SUMMARY, place(SUMMARY, "现场", 5))
WRONG = {PERSON: None, CHANNEL: "电报", ON_SITE: 9}


@pytest.fixture
def wrong(tmp_path):
    """A wrong workbook as a spreadsheet program would have left it: with the results of its formulas."""
    path = filled(tmp_path)
    half = changed(path, WRONG, name="half.xlsx")
    whole = tmp_path / "分行.xlsx"
    restore_results(path, half, whole)
    return whole


def marked(path, tmp_path, name="marked.xlsx"):
    return mark(path, checked(path), tmp_path / name)


def cells_of(book):
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in book.worksheets
        if sheet.title != RESULT
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


def test_each_wrong_cell_has_a_colour_and_a_note_with_the_sentence(wrong, tmp_path):
    report = checked(wrong)
    book = openpyxl.load_workbook(mark(wrong, report, tmp_path / "m.xlsx"))
    for finding in report.findings:
        cell = book[finding.sheet][finding.cell]
        assert cell.fill.fgColor.rgb == COLOURS[finding.severity]
        assert finding.message in cell.comment.text
        assert finding.rule in cell.comment.text
    assert {(f.sheet, f.cell) for f in report.findings} >= set(WRONG)


def test_everything_else_is_as_it_was(wrong, tmp_path):
    before, after = openpyxl.load_workbook(wrong), openpyxl.load_workbook(marked(wrong, tmp_path))
    assert cells_of(after) == cells_of(before)
    assert set(after.defined_names) == set(before.defined_names)
    for sheet in before.worksheets:
        copy = after[sheet.title]
        assert copy.protection.sheet == sheet.protection.sheet
        assert copy.freeze_panes == sheet.freeze_panes
        assert len(copy.data_validations.dataValidation) == len(sheet.data_validations.dataValidation)
        assert len(copy.conditional_formatting) == len(sheet.conditional_formatting)
        assert copy.print_title_rows == sheet.print_title_rows


def test_the_results_of_formulas_stay_readable(wrong, tmp_path):
    before, after = read_book(wrong), read_book(marked(wrong, tmp_path))
    for sheet in before.sheets:
        assert after.sheet(sheet.name).rows == sheet.rows, sheet.name
    assert after.warnings == ()


def test_the_first_sheet_lists_every_finding_with_a_link(wrong, tmp_path):
    report = checked(wrong)
    book = openpyxl.load_workbook(mark(wrong, report, tmp_path / "m.xlsx"))
    assert book.sheetnames[0] == RESULT
    lines = [row for row in book[RESULT].iter_rows(min_row=4, max_col=8) if row[0].value]
    n = len(report.findings)
    assert [row[0].value for row in lines] == [f"{i}/{n}" for i in range(1, n + 1)]
    for row, finding in zip(lines, report.findings, strict=True):
        assert [cell.value for cell in row[1:4]] == [finding.sheet, finding.cell, finding.rule]
        assert row[7].value == finding.message
        assert row[2].hyperlink.location == f"'{finding.sheet}'!{finding.cell}"
    assert report.summary in book[RESULT]["A2"].value


def test_a_marked_copy_checked_again_gives_the_same_findings(wrong, tmp_path):
    report = checked(wrong)
    assert checked(mark(wrong, report, tmp_path / "m.xlsx")).findings == report.findings


def test_a_correction_inside_the_marked_copy_loses_its_mark(wrong, tmp_path):
    copy = marked(wrong, tmp_path)
    better = changed(copy, {PERSON: "林青"}, name="better.xlsx")
    book = openpyxl.load_workbook(marked(better, tmp_path, "again.xlsx"))
    assert book[COVER][PERSON[1]].comment is None
    assert book[COVER][PERSON[1]].fill.patternType is None
    assert book.sheetnames.count(RESULT) == 1
    cell = book[ON_SITE[0]][ON_SITE[1]]
    assert cell.comment.text.count(RULER) == 1


def test_colours_and_notes_of_the_branch_come_back_when_the_mark_goes(tmp_path):
    path = changed(filled(tmp_path), WRONG, name="own.xlsx")
    book = openpyxl.load_workbook(path)
    cell = book[PERSON[0]][PERSON[1]]
    cell.fill = PatternFill("solid", fgColor="FF00FF00")
    cell.comment = Comment("问一下科室", "林青")
    book.save(path)
    copy = marked(path, tmp_path)
    noted = openpyxl.load_workbook(copy)[PERSON[0]][PERSON[1]].comment.text
    assert noted.startswith("问一下科室")
    assert "必须填写" in noted
    better = changed(copy, {PERSON: "林青"}, name="better.xlsx")
    cell = openpyxl.load_workbook(marked(better, tmp_path, "again.xlsx"))[PERSON[0]][PERSON[1]]
    assert cell.fill.fgColor.rgb == "FF00FF00"
    assert cell.comment.text == "问一下科室"


def test_the_copy_names_the_file_it_was_made_from(wrong, tmp_path):
    report = checked(wrong)
    properties = openpyxl.load_workbook(mark(wrong, report, tmp_path / "m.xlsx")).custom_doc_props
    assert {p.name: p.value for p in properties}[PROPERTY] == report.sha256


def test_an_accepted_file_gets_a_list_that_says_so(tmp_path):
    book = openpyxl.load_workbook(marked(filled(tmp_path), tmp_path))
    assert "可以报送" in book[RESULT]["A2"].value
    assert book[RESULT]["A4"].value is None


def test_text_that_looks_like_a_formula_stays_text_in_the_copy(tmp_path):
    hostile = case(1, 投诉事由摘要="=cmd|' /C calc'!A0", 受理渠道='=HYPERLINK("http://x")')
    path = filled(tmp_path, given([hostile, *cases()[1:]]))
    copy = marked(path, tmp_path)
    book = openpyxl.load_workbook(copy)
    assert book[REGISTER][place(REGISTER, "投诉事由摘要")].data_type == "s"
    assert all(cell.data_type != "f" for row in book[RESULT].iter_rows() for cell in row)
    with zipfile.ZipFile(copy) as archive:
        assert not [name for name in archive.namelist() if b"<f>cmd" in archive.read(name)]


def test_a_file_that_was_changed_after_the_check_is_refused(wrong, tmp_path):
    report = checked(wrong)
    changed(wrong, {PERSON: "林青"}, name=wrong.name)
    with pytest.raises(BadInput, match="重新检查"):
        mark(wrong, report, tmp_path / "m.xlsx")
    assert not (tmp_path / "m.xlsx").exists()


def test_a_half_written_copy_never_stands_under_its_name(wrong, tmp_path, monkeypatch):
    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("importers.workbook.mark.restore_results", full)
    with pytest.raises(OSError, match="No space"):
        marked(wrong, tmp_path)
    assert not (tmp_path / "marked.xlsx").exists()
    assert not list(tmp_path.glob(".*"))


def test_a_file_that_cannot_be_changed_comes_back_as_a_fresh_one(wrong, tmp_path):
    report = checked(wrong)
    out = tmp_path / "fresh.xlsx"
    write_fresh(wrong, report, out)
    book = openpyxl.load_workbook(out)
    assert book.sheetnames[0] == RESULT
    cell = book[CHANNEL[0]][CHANNEL[1]]
    assert (cell.value, cell.fill.fgColor.rgb) == ("电报", "FF" + COLOURS["reject"][2:])
    assert "V02" in cell.comment.text
    assert book[PERSON[0]][PERSON[1]].comment.text
    assert book[REGISTER]["B4"].value == "TS-2026-00001"
    assert [(f.cell, f.rule) for f in checked(out).findings] == [(f.cell, f.rule) for f in report.findings]


def test_a_text_table_is_not_taken_for_the_workbook(tmp_path):
    path = tmp_path / "台账.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        csv.writer(out).writerows([["投诉编号", "受理日期"], ["1", "2026-09-03"]])
    with pytest.raises(BadInput, match="封面"):
        checked(path)


def with_part(path, name, content):
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(name, content)


def test_the_copy_says_what_it_does_not_have(wrong, tmp_path):
    with_part(wrong, "xl/embeddings/oleObject1.bin", b"x")
    with_part(wrong, "xl/drawings/drawing9.xml", b"<xdr:wsDr><xdr:sp macro=''/></xdr:wsDr>")
    said = openpyxl.load_workbook(marked(wrong, tmp_path))[RESULT]["A2"].value
    assert "嵌入对象" in said
    assert "形状和文本框" in said


def test_a_copy_that_has_everything_says_nothing_of_it(wrong, tmp_path):
    report = checked(wrong)
    copy = mark(wrong, report, tmp_path / "m.xlsx")
    assert openpyxl.load_workbook(copy)[RESULT]["A2"].value == report.summary


def test_a_file_that_only_the_other_reader_takes_comes_back_fresh(wrong, tmp_path, monkeypatch):
    report = checked(wrong)
    monkeypatch.setattr("importers.workbook.lost.MOST_CELLS", 10)
    book = openpyxl.load_workbook(mark(wrong, report, tmp_path / "m.xlsx"))
    assert book[CHANNEL[0]][CHANNEL[1]].comment.text.startswith("[V02]")
    assert not book[CHANNEL[0]].protection.sheet


def test_a_file_that_openpyxl_cannot_open_comes_back_fresh(wrong, tmp_path, monkeypatch):
    def broken(*_args, **_options):
        raise TypeError("expected <class 'openpyxl.styles.fills.Fill'>")

    report = checked(wrong)
    monkeypatch.setattr("openpyxl.load_workbook", broken)
    copy = mark(wrong, report, tmp_path / "m.xlsx")
    monkeypatch.undo()
    assert openpyxl.load_workbook(copy)[CHANNEL[0]][CHANNEL[1]].value == "电报"


def test_a_merged_cell_is_marked_at_its_beginning(wrong, tmp_path):
    book = openpyxl.load_workbook(wrong)
    book[REGISTER].merge_cells("AY4:AZ4")
    book[REGISTER]["AY4"].value = "赔偿"
    merged = tmp_path / "merged.xlsx"
    book.save(merged)
    report = checked(merged)
    assert [f.cell for f in report.findings if f.rule == "V12"] == ["AZ4"]
    copy = openpyxl.load_workbook(mark(merged, report, tmp_path / "m.xlsx"))
    assert "V12" in copy[REGISTER]["AY4"].comment.text


def test_a_sheet_name_with_a_blank_behind_it_is_the_same_sheet(wrong, tmp_path):
    book = openpyxl.load_workbook(wrong)
    book[COVER].title = f"{COVER} "
    spaced = tmp_path / "spaced.xlsx"
    book.save(spaced)
    copy = openpyxl.load_workbook(mark(spaced, checked(spaced), tmp_path / "m.xlsx"))
    assert copy[f"{COVER} "][PERSON[1]].comment.text


def test_a_folder_that_does_not_exist_is_named(wrong, tmp_path):
    report = checked(wrong)
    with pytest.raises(BadInput, match="没有"):
        mark(wrong, report, tmp_path / "没有" / "m.xlsx")
