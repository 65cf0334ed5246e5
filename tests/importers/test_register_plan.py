"""Reading a register into records: the header finds its mapping, every row is taken or explained."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest
import xlsxwriter

from desk.errors import BadInput
from desk.i18n import set_language
from desk.moments import from_iso, iso
from importers.mapping import FOLDER, read_map, shipped
from importers.register import LoadPlan, plan_load

NOW = from_iso("2026-03-02T10:30:00+08:00")
HEADER = ("留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "答复意见", "答复时间")
CONSUMER_HEADER = (
    "Date received,Product,Sub-product,Issue,Sub-issue,Consumer complaint narrative,Company public response,"
    "Company,State,ZIP code,Tags,Consumer consent provided?,Submitted via,Date sent to company,"
    "Company response to consumer,Timely response?,Consumer disputed?,Complaint ID"
)


@pytest.fixture(autouse=True)
def _chinese() -> None:
    set_language("zh_CN")


def message(number: object, **changed: object) -> tuple[object, ...]:
    """Return one row of the messages register with some cells changed."""
    cells = {
        "留言编号": number,
        "留言用户": "A0001",
        "留言主题": "停车场收费",
        "留言时间": "2019/4/25 9:32:09",
        "留言详情": "\n\t\t停车场乱收费。\n\t",
        "答复意见": "已退还多收的费用。",
        "答复时间": "2019/5/10 14:56:53",
    }
    return tuple((cells | changed)[name] for name in HEADER)


def written(
    folder: Path, rows: list[tuple[object, ...]], *, banner: int = 0, name: str = "留言.xlsx"
) -> Path:
    """Write the messages register with so many lines above its header."""
    path = folder / name
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy/m/d h:mm:ss"}) as book:
        sheet = book.add_worksheet("Sheet1")
        for number in range(banner):
            sheet.write_string(number, 0, f"标题 {number}")
        for index, row in enumerate([HEADER, *rows], start=banner):
            sheet.write_row(index, 0, row)
    return path


def plan(folder: Path, *rows: tuple[object, ...]) -> LoadPlan:
    return plan_load(written(folder, list(rows)), now=NOW)


def consumer(folder: Path, *lines: str) -> LoadPlan:
    text = "\n".join(["Archive:  complaints.zip", "  inflating: complaints.csv", CONSUMER_HEADER, *lines])
    path = folder / "complaints.csv"
    path.write_text(text, encoding="utf-8")
    return plan_load(path, now=NOW)


def test_a_message_becomes_a_record_with_its_reply(tmp_path: Path):
    found = plan(tmp_path, message(2549))
    [record] = found.records

    assert found.mapping.name == "messages_zh"
    assert (found.read, found.refused) == (1, ())
    assert record.row == 2
    assert record.source == "messages:2549"
    assert record.intake == {
        "channel": "web",
        "received_at": "2019-04-25T09:32:09+08:00",
        "type": "complaint",
        "customer": {"name": "A0001", "kind": "person"},
        "content": "停车场收费\n停车场乱收费。",
    }
    assert record.reply is not None
    assert (iso(record.reply.at), record.reply.text) == ("2019-05-10T14:56:53+08:00", "已退还多收的费用。")
    assert record.closed_at == record.reply.at


def test_a_real_date_serves_as_well_as_a_written_one(tmp_path: Path):
    moment = dt.datetime.fromisoformat("2019-04-08 08:37:20")
    [record] = plan(tmp_path, message(1, 留言时间=moment)).records

    assert iso(record.received_at) == "2019-04-08T08:37:20+08:00"


def test_a_message_without_a_reply_stays_open(tmp_path: Path):
    [record] = plan(tmp_path, message(1, 答复意见="", 答复时间="")).records

    assert (record.reply, record.closed_at, record.satisfaction) == (None, None, "")


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"留言时间": ""}, "缺少受理时间，请补填。"),
        (
            {"留言时间": "25/4/2019"},
            "“留言时间”列的“25/4/2019”不是日期，请写成 2026-03-02 或 2026-03-02 09:05。",
        ),
        ({"留言时间": "19-4-25"}, "“留言时间”列的“19-4-25”不是日期，请写成 2026-03-02 或 2026-03-02 09:05。"),
        ({"留言时间": "2026/3/3"}, "2026-03-03 00:00 是将来的时间，请改正。"),
        ({"留言主题": "", "留言详情": " "}, "缺少投诉内容，请补填。"),
        ({"留言编号": ""}, "“留言编号”列的编号为空，请补填。"),
        ({"答复时间": ""}, "有答复内容但没有答复时间，请补填。"),
        ({"答复时间": "2019/4/24"}, "2019-04-24 00:00 早于 2019-04-25 09:32，先后顺序不对，请改正其中之一。"),
    ],
)
def test_a_row_that_cannot_be_taken_is_explained(changed: dict[str, object], reason: str, tmp_path: Path):
    found = plan(tmp_path, message(1), message(2, **changed), message(3))

    assert [record.source for record in found.records] == ["messages:1", "messages:3"]
    assert [(row.row, row.reason) for row in found.refused] == [(3, reason)]
    assert found.read == 3


def test_the_second_of_two_rows_with_one_key_is_refused(tmp_path: Path):
    found = plan(tmp_path, message(7, 留言主题="先"), message(7.0, 留言主题="后"))

    assert [record.row for record in found.records] == [2]
    assert [(row.row, row.reason) for row in found.refused] == [
        (3, "编号 7 与第 2 行重复，每条记录应有自己的编号。")
    ]


def test_a_key_that_lost_digits_is_refused(tmp_path: Path):
    found = plan(tmp_path, message(6222021234567890123), message("6222021234567890123"))

    assert [record.source for record in found.records] == ["messages:6222021234567890123"]
    assert [row.row for row in found.refused] == [2]


def test_an_error_cell_is_refused_with_its_address(tmp_path: Path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, message(1))
        sheet.write_formula("E2", "=#REF!", value="#REF!")
    found = plan_load(path, now=NOW)

    assert [(row.row, row.reason) for row in found.refused] == [(2, "单元格 E2 是错误值 #REF!，请改正。")]


def test_blank_rows_and_rows_of_sums_are_no_records(tmp_path: Path):
    blank = ("", " ", "", "", "", "", "")
    found = plan(tmp_path, message(1), blank, message(2), ("合计", 2, "", "", "", "", ""))

    assert (found.read, len(found.records), found.refused) == (2, 2, ())


@pytest.mark.parametrize("banner", [0, 1, 14])
def test_the_header_is_found_below_a_banner(banner: int, tmp_path: Path):
    found = plan_load(written(tmp_path, [message(1)], banner=banner), now=NOW)

    assert [record.row for record in found.records] == [banner + 2]


def test_columns_may_stand_in_any_order_and_beside_others(tmp_path: Path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for column, (name, value) in enumerate(
            zip(("备注", *reversed(HEADER)), ("x", *reversed(message(5))), strict=True)
        ):
            sheet.write(0, column, f" {name} ")
            sheet.write(1, column, value)
    [record] = plan_load(path, now=NOW).records

    assert record.source == "messages:5"


def test_a_header_that_fits_no_mapping_names_the_nearest_and_what_lacks(tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_text("留言编号,留言用户,留言主题,留言详情,答复意见\n1,a,b,c,d\n", encoding="utf-8")

    with pytest.raises(BadInput) as caught:
        plan_load(path, now=NOW)

    assert caught.value.code == "no_mapping"
    assert [problem.field for problem in caught.value.problems] == ["留言时间", "答复时间"]
    assert "网络留言及答复登记表" in caught.value.message
    assert "留言时间, 答复时间" in caught.value.message


def test_a_mapping_that_was_given_must_fit(tmp_path: Path):
    path = written(tmp_path, [message(1)])

    with pytest.raises(BadInput) as caught:
        plan_load(path, FOLDER / "consumer_en.toml", now=NOW)

    assert caught.value.code == "header_mismatch"
    assert "Complaint ID" in caught.value.message


def test_a_file_without_content_is_said_to_be_empty(tmp_path: Path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet()

    with pytest.raises(BadInput) as caught:
        plan_load(path, now=NOW)
    assert caught.value.code == "empty_table"


def test_a_story_over_several_lines_is_one_record(tmp_path: Path):
    found = consumer(
        tmp_path,
        '2020-03-18,Mortgage,Conventional home mortgage,Struggling to pay mortgage,,"first line\nsecond, ""line""",'
        ",A BANK,FL,330XX,,Consent provided,Web,2020-03-19,Closed with explanation,Yes,N/A,3571115",
        "2020-03-19,Debt collection,I do not know,Debt is not yours,,,,A BANK,,,,Other,Phone,2020-03-19,"
        "In progress,Yes,N/A,3571116",
    )
    first, second = found.records

    assert found.mapping.name == "consumer_en"
    assert (first.row, second.row) == (4, 5)
    assert first.intake["content"].splitlines()[:2] == ["first line", 'second, "line"']
    assert first.intake["business"] == "loan.housing"
    assert second.intake["content"] == "Debt collection / I do not know / Debt is not yours\nCompany: A BANK"
    assert second.intake["channel"] == "hotline"


def test_days_without_a_time_keep_the_order_of_the_stages(tmp_path: Path):
    found = consumer(
        tmp_path,
        "2020-03-18,Mortgage,,Issue,,,,A BANK,FL,330XX,,Other,Web,2020-03-18,Closed with explanation,Yes,Yes,1",
    )
    [record] = found.records

    assert record.received_at == record.dispatched_at == record.closed_at
    assert record.satisfaction == "dissatisfied"


def test_a_response_that_is_not_closed_leaves_the_record_open(tmp_path: Path):
    found = consumer(
        tmp_path,
        "2020-03-18,Mortgage,,Issue,,,,A BANK,FL,330XX,,Other,Web,2020-03-20,Untimely response,No,N/A,1",
    )
    [record] = found.records

    assert iso(record.dispatched_at or NOW) == "2020-03-20T00:00:00+08:00"
    assert (record.reply, record.closed_at) == (None, None)


def test_a_word_that_the_mapping_does_not_know_is_refused_unless_it_says_otherwise(tmp_path: Path):
    mapping = tmp_path / "m.toml"
    mapping.write_text(
        'source = { column = "编号" }\n[intake]\nreceived_at = { moment = "日期" }\ncontent = "内容"\n'
        '[intake.channel]\nof = "来源"\ntable = { "电话" = "hotline", "邮件" = "email" }\n',
        encoding="utf-8",
    )
    path = tmp_path / "a.csv"
    path.write_text("编号,日期,来源,内容\n1,2026-03-01,电 话,a\n2,2026-03-01,飞鸽,b\n", encoding="utf-8")
    found = plan_load(path, mapping, now=NOW)

    assert [record.intake["channel"] for record in found.records] == ["hotline"]
    assert [row.reason for row in found.refused] == ["“来源”列的“飞鸽”不在对照表中，请改正该值或补充对照表。"]
    assert found.records[0].source == "m:1"


def test_a_mapping_may_choose_the_first_of_several_columns(tmp_path: Path):
    mapping = tmp_path / "m.toml"
    mapping.write_text(
        'optional = ["座机"]\nsource = { prefix = "old", column = "编号" }\n[intake]\n'
        'channel = { value = "hotline" }\nreceived_at = { moment = "日期" }\ncontent = "内容"\n'
        '"customer.mobile" = { first = ["手机", "座机", { value = "无" }] }\n',
        encoding="utf-8",
    )
    path = tmp_path / "a.csv"
    path.write_text(
        "编号\t日期\t内容\t手机\n1\t2026-03-01\ta\t13800138000\n2\t2026-03-01\tb\t\n", encoding="utf-8"
    )
    found = plan_load(path, mapping, now=NOW)

    assert [record.intake["customer"]["mobile"] for record in found.records] == ["13800138000", "无"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("source = 1", "写成"),
        ("x = [", "没有闭合"),
        ("x = 1\n名 = 2", "第 2 行"),
        ("[intake]\nchannel = 'a'", "source.column"),
        ("source = { column = 'a' }\n[intake]\nchannel = 'a'\ncontent = 'b'", "intake.received_at"),
        ("source = { column = 'a' }\n[intake]\nchanel = 'a'", "channel"),
        ("source = { column = 'a' }\n[intake]\nchannel = { colum = 'a' }", "colum"),
        ("source = { column = 'a' }\n[intake]\nchannel = { column = 'a', of = 'b' }", "of"),
        ("source = { column = 'a' }\n[intake]\nchannel = { table = { a = 'b' } }", "of"),
        ("source = { column = 'a' }\nclose = 1", "closed"),
    ],
)
def test_a_mapping_that_says_nothing_usable_is_refused_with_the_place(text: str, reason: str, tmp_path: Path):
    path = tmp_path / "我的.toml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(BadInput) as caught:
        read_map(path)

    assert caught.value.code == "bad_mapping"
    assert "我的.toml" in caught.value.message
    assert reason in caught.value.message


def test_a_mapping_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(BadInput) as caught:
        read_map(tmp_path / "没有.toml")
    assert caught.value.code == "no_file"


def test_every_mapping_that_comes_with_the_desk_has_titles_in_both_languages():
    assert [mapping.name for mapping in shipped()] == ["consumer_en", "messages_zh"]
    assert all(mapping.zh != mapping.en for mapping in shipped())


@pytest.mark.skipif(
    "DESK_REGISTERS" not in os.environ, reason="DESK_REGISTERS does not name the registers' folder"
)
@pytest.mark.parametrize(
    ("name", "mapping", "count", "closed"),
    [
        ("messages_with_replies_zh.xlsx", "messages_zh", 2816, 2816),
        ("consumer_complaints_en.csv", "consumer_en", 6623, 6551),
    ],
)
def test_a_real_register_is_taken_whole(name: str, mapping: str, count: int, closed: int):
    found = plan_load(Path(os.environ["DESK_REGISTERS"]) / name, now=NOW)

    assert found.mapping.name == mapping
    assert (found.read, len(found.records), found.refused) == (count, count, ())
    assert sum(record.closed_at is not None for record in found.records) == closed
