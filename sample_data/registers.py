"""A complaints register as another system would export it, to try `desk load` with, and its mapping."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from shutil import copyfile
from typing import Final

from desk.errors import UsageError
from desk.i18n import _
from desk.moments import in_zone
from sample_data import bank, texts
from sample_data.cases import Case, Slot, make_case, pick
from sample_data.mix import PLACE, group_of

MAPPING: Final = Path(__file__).parent / "register.toml"
ENCODING: Final = "gb18030"
"""How Chinese spreadsheet programs write a csv file."""

HEADERS: Final = (
    "登记编号", "来电时间", "来源", "客户姓名", "联系电话", "被投诉网点", "业务类型", "反映内容", "客户诉求",
    "状态", "答复时间", "处理结果", "办结时间", "满意度", "备注",
)  # fmt: skip
TIMES: Final = frozenset({"来电时间", "答复时间", "办结时间"})
_BUSINESSES: Final = {
    "loan": "贷款", "card.debit": "借记卡", "card.credit": "信用卡", "payment": "支付结算", "savings": "储蓄",
    "agency": "代理业务", "dunning": "催收",
}  # fmt: skip
_STATES: Final = {"已办结": 80, "已答复": 12, "处理中": 8}
_SATISFIED: Final = {"满意": 60, "基本满意": 28, "不满意": 12}

Cell = str | datetime | None


def register(path: Path, until: datetime, *, seed: int = 2026, rows: int = 120) -> Path:
    """Write a register (.csv or .xlsx, by the name) of calls before `until`, and its mapping beside it.

    Returns the mapping's path. The same seed and moment give the same rows; `UsageError` for another ending.
    """
    lines = list(_lines(in_zone(until), seed, rows))
    if path.suffix == ".csv":
        _write_csv(path, lines)
    elif path.suffix == ".xlsx":
        _write_xlsx(path, lines)
    else:
        raise UsageError(
            _("A register is written as .csv or .xlsx; {name} is neither.").format(name=path.name)
        )
    return Path(copyfile(MAPPING, path.with_suffix(".toml")))


def _lines(until: datetime, seed: int, rows: int) -> Iterator[tuple[Cell, ...]]:
    rng = Random(f"{seed}/register")
    minutes = sorted((rng.randint(60, 120 * 24 * 60) for _n in range(rows)), reverse=True)
    for n, ago in enumerate(minutes, 1):
        received = (until - timedelta(minutes=ago)).replace(second=0, microsecond=0, tzinfo=None)
        slot = Slot(received, rng.choice(bank.branches()), pick(PLACE, rng), 1)
        case = make_case(slot, f"{seed}/register/{n}", ())
        yield _line(f"DJ{received:%Y%m}{n:05d}", case, until.replace(tzinfo=None), rng)


def _line(number: str, case: Case, until: datetime, rng: Random) -> tuple[Cell, ...]:
    answered = case.received + timedelta(hours=rng.randint(3, 90))
    closed = answered + timedelta(hours=rng.randint(2, 100))
    state = "处理中" if answered >= until else "已答复" if closed >= until else pick(_STATES, rng)
    done, ended = state != "处理中", state == "已办结"
    customer = case.customer.to_json()
    return (
        number,
        case.received,
        "网点" if case.place == "onsite" else rng.choice(("电话", "电话", "电话", "网站", "信函")),
        customer["name"],
        customer["mobile"],
        bank.organisation().units[case.unit].zh,
        _BUSINESSES.get(group_of(case.matter.business), "其他"),
        case.content,
        case.demand,
        state,
        answered if done else None,
        texts.answer(case.scene, rng, good=True) if done else None,
        closed if ended else None,
        pick(_SATISFIED, rng) if ended else None,
        None,
    )


def _write_csv(path: Path, lines: Sequence[Sequence[Cell]]) -> None:
    with path.open("w", encoding=ENCODING, newline="") as out:
        writer = csv.writer(out)
        writer.writerow(HEADERS)
        writer.writerows([_written(cell) for cell in line] for line in lines)


def _written(cell: Cell) -> str:
    return f"{cell:%Y-%m-%d %H:%M}" if isinstance(cell, datetime) else cell or ""


def _write_xlsx(path: Path, lines: Sequence[Sequence[Cell]]) -> None:
    import xlsxwriter  # noqa: PLC0415 - only a spreadsheet needs it

    book = xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False})
    look = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    sheet = book.add_worksheet("投诉登记簿")
    for n, header in enumerate(HEADERS):
        sheet.set_column(n, n, 17 if header in TIMES else 14)
        sheet.write_string(0, n, header)
    for row, line in enumerate(lines, 1):
        for n, cell in enumerate(line):
            if isinstance(cell, datetime):
                sheet.write_datetime(row, n, cell, look)
            elif cell:
                sheet.write_string(row, n, cell)
    book.close()
