"""The reader's own process: one file from standard input, one JSON line per filled row to standard output.

Whatever a library does here - abort, eat memory, never end - ends this process and no other. It imports
nothing of the desk, so that it starts fast. Lines: ["sheet", name, hidden], [row index, [cell, ...]],
["fault", code, fields], ["end", number of sheets]. A cell that JSON does not know is a one-key object:
d date, m moment, t time, s seconds of a duration, e error value.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import IO, Any, Final

from importers.halt import ErrorValue, Halt

Line = list[Any]
Rows = Iterable[tuple[int, list[Any]]]
Found = tuple[str, bool, Rows | None]

_LAST_ROW: Final = 1_048_575
_LAST_COLUMN: Final = 16_383
_CHINESE_DATES: Final = dict.fromkeys((*range(27, 32), 36, 50, 51, 54, 57, 58), 'yyyy"年"m"月"d"日"')
"""The built-in formats of Chinese Excel and WPS that openpyxl does not know to be dates."""


def main(task_text: str) -> None:
    """Read standard input as the task says and write the lines; the last one is "end" or "fault"."""
    task = json.loads(task_text)
    _limit(task)
    with open(0, "rb", closefd=False) as source:
        source.seek(0)
        for line in _lines(source, task):
            sys.stdout.write(json.dumps(line, default=_coded) + "\n")
    sys.stdout.flush()


def _limit(task: dict[str, Any]) -> None:
    """Take the limits upon this process; one that the host has set lower already stays."""
    _lower(resource.RLIMIT_CORE, 0, 0)
    _lower(resource.RLIMIT_CPU, task["cpu_seconds"], task["cpu_seconds"] + 1)
    _lower(resource.RLIMIT_AS, task["memory"], task["memory"])


def _lower(which: int, soft: int, hard: int) -> None:
    allowed = resource.getrlimit(which)[1]
    most = hard if allowed == resource.RLIM_INFINITY else min(hard, allowed)
    resource.setrlimit(which, (min(soft, most), most))


def _lines(source: IO[bytes], task: dict[str, Any]) -> Iterator[Line]:
    try:
        count = 0
        for name, hidden, rows in _READERS[task["reader"]](source):
            count += 1
            if rows is not None:
                yield ["sheet", name, hidden]
                yield from _checked(name, rows, task)
        yield ["end", count]
    except Halt as found:
        yield ["fault", found.code, found.fields]
    except MemoryError:
        yield ["fault", "too_heavy", {}]
    except Exception as error:  # noqa: BLE001 - the readers raise whatever they like about a damaged file
        locked = "password" in type(error).__name__.lower() or "encrypted" in str(error).lower()
        yield ["fault", "encrypted" if locked else "damaged", {}]


def _checked(name: str, rows: Rows, task: dict[str, Any]) -> Iterator[Line]:
    """Yield the rows that hold something, cut after their last filled cell."""
    for index, cells in rows:
        width = len(cells)
        while width and cells[width - 1] in (None, ""):
            width -= 1
        if not width:
            continue
        if index >= task["rows"]:
            raise Halt("too_many_rows", sheet=name, row=index + 1)
        if width > task["columns"]:
            raise Halt("too_many_columns", sheet=name, at=[index, width - 1])
        yield [index, [None if cell == "" else cell for cell in cells[:width]]]


def _coded(value: object) -> dict[str, Any]:
    if isinstance(value, datetime):
        return {"m": value.replace(tzinfo=None).isoformat()}
    if isinstance(value, date):
        return {"d": value.isoformat()}
    if isinstance(value, time):
        return {"t": value.replace(tzinfo=None).isoformat()}
    if isinstance(value, timedelta):
        return {"s": value.total_seconds()}
    return {"e": str(value)}


def _calamine(source: IO[bytes]) -> Iterator[Found]:
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum  # noqa: PLC0415 - one reader a process

    book = CalamineWorkbook.from_filelike(source)
    for about in book.sheets_metadata:
        hidden = about.visible is not SheetVisibleEnum.Visible
        filled = about.typ is SheetTypeEnum.WorkSheet
        yield about.name, hidden, _grid(book.get_sheet_by_name(about.name)) if filled else None


def _grid(sheet: Any) -> Iterator[tuple[int, list[Any]]]:
    """Yield the filled rows with the columns left of the used range put back."""
    if sheet.end and (sheet.end[0] > _LAST_ROW or sheet.end[1] > _LAST_COLUMN):
        raise Halt("damaged", part=sheet.name, sure=True)
    left = [None] * (sheet.start[1] if sheet.start else 0)
    for index, row in enumerate(sheet.iter_rows()):
        if row.count("") < len(row):
            yield index, left + row


def _xlrd(source: IO[bytes]) -> Iterator[Found]:
    import io  # noqa: PLC0415 - one reader a process

    import xlrd  # noqa: PLC0415 - one reader a process

    book = xlrd.open_workbook(file_contents=source.read(), on_demand=True, logfile=io.StringIO())
    for sheet in book.sheets():
        rows = ((r, [_xls_cell(c, book.datemode) for c in sheet.row(r)]) for r in range(sheet.nrows))
        yield sheet.name, sheet.visibility != 0, rows


def _xls_cell(cell: Any, datemode: int) -> object:
    import xlrd  # noqa: PLC0415 - one reader a process

    if cell.ctype == xlrd.XL_CELL_DATE:
        return _xls_date(cell.value, datemode)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return ErrorValue(xlrd.error_text_from_code.get(cell.value, "#N/A"))
    return cell.value


def _xls_date(value: float, datemode: int) -> object:
    import xlrd  # noqa: PLC0415 - one reader a process

    try:
        moment: datetime = xlrd.xldate_as_datetime(value, datemode)
    except (ValueError, OverflowError):
        return value
    if 0 <= value < 1:
        return moment.time()
    return moment.date() if moment.time() == time.min else moment


def _openpyxl(source: IO[bytes]) -> Iterator[Found]:
    from openpyxl import load_workbook  # noqa: PLC0415 - one reader a process
    from openpyxl.styles import numbers  # noqa: PLC0415 - one reader a process

    numbers.BUILTIN_FORMATS.update(_CHINESE_DATES)
    book = load_workbook(source, read_only=True, data_only=True)
    for sheet in book.worksheets:
        sheet.reset_dimensions()
        yield sheet.title, sheet.sheet_state != "visible", _read_only(sheet)
    for chart in book.chartsheets:
        yield chart.title, False, None


def _read_only(sheet: Any) -> Iterator[tuple[int, list[Any]]]:
    for index, row in enumerate(sheet.rows):
        if index > _LAST_ROW:
            raise Halt("damaged", part=sheet.title, sure=True)
        yield index, [_xlsx_cell(cell) for cell in row]


def _xlsx_cell(cell: Any) -> object:
    if cell.data_type == "e":
        return ErrorValue(str(cell.value))
    if isinstance(cell.value, datetime) and cell.value.time() == time.min:
        return cell.value.date()
    return cell.value


def _html(source: IO[bytes]) -> Iterator[Found]:
    from importers.markup import html_grids  # noqa: PLC0415 - only web pages need it

    for grid in html_grids(source):
        yield grid.name, False, grid.lines()


def _xml2003(source: IO[bytes]) -> Iterator[Found]:
    from importers.markup import xml_grids  # noqa: PLC0415 - only old XML needs it

    for grid in xml_grids(source):
        yield grid.name, False, grid.lines()


_READERS: Final = {
    "calamine": _calamine,
    "xlrd": _xlrd,
    "openpyxl": _openpyxl,
    "html": _html,
    "xml2003": _xml2003,
}
