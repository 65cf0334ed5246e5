"""What a reader must not take: each file gets its code and one sentence, and nothing is left behind."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from desk.errors import BadInput
from importers.sheets import Limits, read_book
from tests.support import hostile_files as hostile
from tests.support.hostile_files import parts, row, small_parts, text_cell, zipped

DTD = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
MEGA = 1024 * 1024


def with_dtd(part: str) -> bytes:
    content = small_parts()
    content[part] = content[part].replace(hostile.DECLARED, hostile.DECLARED + DTD)
    return zipped(content)


def changed(part: str, old: str, new: str) -> bytes:
    content = small_parts()
    assert old in content[part]
    content[part] = content[part].replace(old, new)
    return zipped(content)


def wide() -> bytes:
    return zipped(parts(row(1, text_cell("A1", "x"), text_cell("GS1", "y"))))


def many_sheets() -> bytes:
    return zipped(parts("", names=tuple(f"s{i}" for i in range(101))))


def endless_merge() -> bytes:
    return zipped(
        parts(row(1, text_cell("A1", "x")), rest='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')
    )


def endless_tag() -> bytes:
    return zipped(parts(row(1, f'<c r="A1" s="{"1" * (10 * MEGA)}"><v>1</v></c>')))


def flipped() -> bytes:
    content = bytearray(zipped({**small_parts(), "xl/media/x.bin": bytes(range(256)) * 400}))
    start = content.index(b"xl/media/x.bin") + 200
    content[start : start + 40] = bytes(255 - byte for byte in content[start : start + 40])
    return bytes(content)


def old_xml() -> bytes:
    return (
        f'<?xml version="1.0"?>{DTD}<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'.encode()
    )


def declared_gbk() -> bytes:
    content: dict[str, bytes] = {name: text.encode() for name, text in small_parts().items()}
    sheet = "xl/worksheets/sheet1.xml"
    content[sheet] = content[sheet].decode().replace("UTF-8", "GBK").encode("gbk")
    return zipped(content)


CASES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "no bytes at all": ("empty_file", lambda: b""),
    "random bytes": ("not_a_workbook", lambda: random.Random(7).randbytes(5000)),
    "a zip of something else": ("not_a_workbook", lambda: zipped({"readme.txt": "x"})),
    "a Word document": (
        "not_a_workbook",
        lambda: changed("_rels/.rels", "xl/workbook.xml", "xl/worksheets/sheet1.xml"),
    ),
    "an old Word document": ("not_a_workbook", lambda: hostile.ole("WordDocument", b"x")),
    "a PDF": ("not_a_workbook", lambda: b"%PDF-1.7\n1 0 obj\n"),
    "a page without a table": ("not_a_workbook", lambda: b"<html><body>login</body></html>"),
    "a password": ("encrypted", lambda: hostile.ole("EncryptedPackage", b"x")),
    "a zip password": ("encrypted", lambda: hostile.with_flag(zipped(small_parts()))),
    "half a zip": ("damaged", lambda: zipped(small_parts())[:700]),
    "half an old workbook": ("damaged", lambda: hostile.xls([["编号", 1.0]])[:1600]),
    "flipped bytes": ("damaged", flipped),
    "a size that lies": (
        "damaged",
        lambda: hostile.with_size(zipped(small_parts()), "xl/worksheets/sheet1.xml", 40),
    ),
    "entries that overlap": ("damaged", lambda: hostile.overlapping(zipped(small_parts()))),
    "an entry twice": ("damaged", lambda: hostile.doubled(small_parts())),
    "an encoding that expat lacks": ("damaged", declared_gbk),
    "a wrong end tag": ("damaged", lambda: changed("xl/worksheets/sheet1.xml", "</sheetData>", "</sheet>")),
    "a sheet that is not there": (
        "damaged",
        lambda: changed("xl/_rels/workbook.xml.rels", "sheet1", "sheet7"),
    ),
    "a string beyond the table": ("damaged", lambda: zipped(parts(row(1, '<c r="A1" t="s"><v>9</v></c>')))),
    "a reference beyond the sheet": (
        "damaged",
        lambda: zipped(parts(row(1, '<c r="ZZZZ4294967295"><v>9</v></c>'))),
    ),
    "a row beyond the sheet": ("damaged", lambda: zipped(parts(row(1, '<c r="A4294967295"><v>9</v></c>')))),
    "a workbook outside": ("damaged", lambda: changed("_rels/.rels", "xl/workbook.xml", "../../etc/passwd")),
    "a tag of ten megabytes": ("damaged", endless_tag),
    "sizes of a bomb": (
        "too_large_unpacked",
        lambda: hostile.with_size(zipped(small_parts()), "xl/worksheets/sheet1.xml", 2_000_000_000),
    ),
    "thousands of parts": (
        "too_many_parts",
        lambda: zipped({**small_parts(), **{f"xl/media/{i}.png": "" for i in range(2001)}}),
    ),
    "a hundred and one sheets": ("too_many_sheets", many_sheets),
    "entities in a sheet": ("xml_forbidden", lambda: with_dtd("xl/worksheets/sheet1.xml")),
    "entities in the workbook": ("xml_forbidden", lambda: with_dtd("xl/workbook.xml")),
    "entities in the relations": ("xml_forbidden", lambda: with_dtd("_rels/.rels")),
    "entities in old XML": ("xml_forbidden", old_xml),
    "a value in the last cell": (
        "too_many_rows",
        lambda: zipped(parts(row(1048576, text_cell("XFD1048576", "x")))),
    ),
    "a value in column 201": ("too_many_columns", wide),
    "a text table of 201 columns": ("too_many_columns", lambda: ",".join(["x"] * 201).encode()),
    "a merge of everything": ("merge_too_large", endless_merge),
}


@pytest.mark.parametrize("case", CASES)
def test_a_hostile_file_gets_its_code_and_one_sentence(case: str, tmp_path: Path):
    code, make = CASES[case]
    path = hostile.write(tmp_path, "季报.xlsx", make())

    with pytest.raises(BadInput) as caught:
        read_book(path)

    assert caught.value.code == code
    assert caught.value.message.endswith("。")
    assert "季报.xlsx" in caught.value.message or "表" in caught.value.message
    assert "{" not in caught.value.message


def test_a_lock_file_is_told_from_the_workbook(tmp_path: Path):
    with pytest.raises(BadInput) as caught:
        read_book(hostile.write(tmp_path, "~$季报.xlsx", b"x" * 165))
    assert caught.value.code == "lock_file"


def test_a_missing_file_is_named(tmp_path: Path):
    with pytest.raises(BadInput) as caught:
        read_book(tmp_path / "没有.xlsx")
    assert caught.value.code == "no_file"
    assert "没有.xlsx" in caught.value.message


def test_a_folder_is_no_file(tmp_path: Path):
    with pytest.raises(BadInput) as caught:
        read_book(tmp_path)
    assert caught.value.code == "unreadable"


def test_a_file_over_the_limit_is_not_read(tmp_path: Path):
    path = hostile.write(tmp_path, "大.csv", b"x" * (3 * MEGA))
    with pytest.raises(BadInput) as caught:
        read_book(path, limits=Limits(file_bytes=2 * MEGA))
    assert caught.value.code == "too_large_file"
    assert "3 MB" in caught.value.message
    assert "2 MB" in caught.value.message


def test_too_many_rows_name_the_sheet_and_the_row(tmp_path: Path):
    path = hostile.write(tmp_path, "a.xlsx", zipped(parts(row(9, text_cell("A9", "x")))))
    with pytest.raises(BadInput) as caught:
        read_book(path, limits=Limits(rows=8))
    assert (
        caught.value.message == "“台账”表第 9 行仍有内容，超过上限 8 行。请检查是否误填，删除多余行后再上传。"
    )


def test_a_reader_that_takes_too_long_is_ended(tmp_path: Path):
    path = hostile.write(tmp_path, "a.xlsx", zipped(small_parts()))
    with pytest.raises(BadInput) as caught:
        read_book(path, limits=Limits(wall_seconds=0))
    assert caught.value.code == "too_slow"


def test_a_reader_that_takes_too_much_memory_is_ended(tmp_path: Path):
    path = hostile.write(tmp_path, "a.xlsx", zipped(parts(row(1, text_cell("A1", "x" * 40 * MEGA)))))
    with pytest.raises(BadInput) as caught:
        read_book(path, limits=Limits(memory=70 * MEGA))
    assert caught.value.code == "too_heavy"


def test_refusing_leaves_no_process_and_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    import tempfile  # noqa: PLC0415

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "scratch"))
    (tmp_path / "scratch").mkdir()
    path = hostile.write(tmp_path, "a.xlsx", zipped(parts(row(1048576, text_cell("XFD1048576", "x")))))
    for _ in range(3):
        with pytest.raises(BadInput):
            read_book(path)
    assert list((tmp_path / "scratch").iterdir()) == []
    children = Path("/proc/self/task").glob("*/children")
    assert "".join(child.read_text() for child in children).split() == []
