"""Calendar files of a bank's own: what replaces what, and how a faulty one is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from desk.calendar import load_calendars
from desk.errors import BadInput

# No notice for 2027 was published: these days are made up for the tests.
TABLE = """
year = 2027
version = {version}
title = "关于2027年节假日的测试通知"
published = 2026-11-02

[[off]]
name = {{ zh = "元旦", en = "New Year's Day" }}
from = 2027-01-01
to = 2027-01-0{last}

[[work]]
date = 2026-12-26
for = "元旦"
"""


def put(folder: Path, text: str, name: str = "2027.toml") -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def refusal(folder: Path) -> str:
    with pytest.raises(BadInput) as caught:
        load_calendars(folder)
    return caught.value.message


def test_a_folder_adds_a_year(tmp_path):
    put(tmp_path, TABLE.format(version=1, last=3))
    calendars = load_calendars(tmp_path)
    assert not calendars.kind(date(2027, 1, 1)).counts
    assert calendars.kind(date(2027, 1, 4)).counts


def test_a_new_year_moves_the_december_before_it(tmp_path, calendars):
    put(tmp_path, TABLE.format(version=1, last=3))
    assert not calendars.kind(date(2026, 12, 26)).counts
    assert load_calendars(tmp_path).kind(date(2026, 12, 26)).why == "make_up"


@pytest.mark.parametrize(("versions", "off"), [((1, 2), 5), ((2, 1), 3), ((1, 1), 5)])
def test_of_two_files_for_a_year_the_higher_version_stands_and_of_equal_ones_the_later(
    tmp_path, versions, off
):
    put(tmp_path / "first", TABLE.format(version=versions[0], last=3))
    put(tmp_path / "second", TABLE.format(version=versions[1], last=5))
    table = load_calendars(tmp_path / "first", tmp_path / "second").tables[2027]
    assert max(day for day, entry in table.days.items() if not entry.counts) == date(2027, 1, off)


def test_a_missing_folder_changes_nothing(tmp_path, calendars):
    assert load_calendars(tmp_path / "none").version == calendars.version


def test_the_version_names_the_years_and_changes_with_any_day(tmp_path, calendars):
    assert calendars.version.startswith("2011-2026#")
    put(tmp_path, TABLE.format(version=1, last=3))
    first = load_calendars(tmp_path).version
    put(tmp_path, TABLE.format(version=1, last=4))
    assert first.startswith("2011-2027#")
    assert load_calendars(tmp_path).version != first


def test_a_gap_in_the_years_shows_in_the_version(tmp_path):
    text = TABLE.replace("2027", "2029").replace("2026-12-26", "2028-12-30").replace("2026", "2028")
    put(tmp_path, text.format(version=1, last=3), "2029.toml")
    assert load_calendars(tmp_path).version.startswith("2011-2026,2029#")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("year = 2027", "yaer = 2027", "不认识yaer（是否指year？）"),
        ("year = 2027", "", "缺少year"),
        ("year = 2027", "year = true", "year必须是整数"),
        ("version = 1", "version = 0", "version不得小于1"),
        ('title = "关于2027年节假日的测试通知"', 'title = ""', "title必须是非空文字"),
        ("published = 2026-11-02", 'published = "2026-11-02"', "published必须是日期"),
        ("published = 2026-11-02", "published = 2026-11-02T08:00:00", "published必须是日期"),
        ("to = 2027-01-03", "to = 2026-12-31", "2027-01-01至2026-12-31"),
        ("to = 2027-01-03", "to = 2028-01-03", "不是1至31天的区间"),
        ("from = 2027-01-01", "from = 2026-11-30", "不是1至31天的区间"),
        ("date = 2026-12-26", "date = 2026-12-25", "2026-12-25不是周六或周日"),
        ("date = 2026-12-26", "date = 2027-01-02", "2027-01-02重复设置"),
        ("date = 2026-12-26", "date = 2026-11-28", "2026-11-28既不在2027年"),
        ('for = "元旦"', 'for = "元日"', "元日不是本文件中的节日"),
        ("[[work]]", "[work]", "work必须是表的列表"),
        ("[[off]]", "[[offs]]", "不认识offs（是否指off？）"),
        ('name = { zh = "元旦"', 'name = { cn = "元旦"', "不认识cn"),
        ("to = 2027-01-03", "to = 2027-01-32", "无法读取"),
    ],
)
def test_a_faulty_file_is_named_with_what_is_wrong(tmp_path, old, new, said):
    text = TABLE.format(version=1, last=3)
    assert old in text
    path = put(tmp_path, text.replace(old, new))
    message = refusal(tmp_path)
    assert str(path) in message
    assert said in message


def test_a_copy_that_was_not_edited_does_not_replace_another_year(tmp_path):
    put(tmp_path, TABLE.format(version=1, last=3), "2028.toml")
    assert "文件名应为2027.toml" in refusal(tmp_path)


def test_a_file_that_is_not_text_is_refused_in_one_sentence(tmp_path):
    (tmp_path / "2027.toml").write_bytes(b"PK\x03\x04\xff\xfe")
    assert "无法读取" in refusal(tmp_path)
