"""Tables that come as a web page or as the XML of Excel 2003, under whatever ending."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import IO, Final, NoReturn
from xml.parsers import expat

from importers.book import Limits, Row, Sheet, Value
from importers.cells import a1, as_moment
from importers.faults import Fault, refuse

_CHARSET: Final = re.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_HEAD: Final = 2048


class _Grid:
    """Rows as they come in, within the limits."""

    def __init__(self, name: str, limits: Limits) -> None:
        self.name = name
        self.limits = limits
        self.rows: list[list[Value]] = []

    def row(self, index: int | None = None) -> None:
        """Begin a row: the next one, or the one of that index."""
        wanted = len(self.rows) if index is None else index
        if wanted >= self.limits.rows:
            raise refuse(Fault.TOO_MANY_ROWS, sheet=self.name, row=wanted + 1, limit=self.limits.rows)
        self.rows.extend([] for _ in range(wanted + 1 - len(self.rows)))

    def put(self, value: Value, column: int | None = None) -> None:
        """Put a value at the end of the row, or in that column."""
        if not self.rows:
            self.row()
        row = self.rows[-1]
        wanted = len(row) if column is None else column
        if wanted >= self.limits.columns:
            cell = a1(len(self.rows) - 1, wanted)
            raise refuse(Fault.TOO_MANY_COLUMNS, sheet=self.name, cell=cell, limit=self.limits.columns)
        row.extend([None] * (wanted - len(row)))
        row.append(value)

    def sheet(self) -> Sheet:
        """Return the finished sheet."""
        return Sheet(self.name, tuple(_cut(row) for row in self.rows))


def read_html(copy: IO[bytes], name: str, limits: Limits) -> tuple[Sheet, ...]:
    """Read every table of a web page, one sheet each; `desk.errors.BadInput` when there is none."""
    content = copy.read()
    page = _Page(limits)
    page.feed(_page_text(content))
    page.close()
    sheets = tuple(grid.sheet() for grid in page.grids if any(grid.rows))
    if not sheets:
        raise refuse(Fault.NOT_A_WORKBOOK, name=name)
    return sheets


def read_xml(copy: IO[bytes], name: str, limits: Limits) -> tuple[Sheet, ...]:
    """Read a workbook in the XML of Excel 2003; `desk.errors.BadInput` for a broken one or one with a DTD."""

    def forbidden(*_: object) -> NoReturn:
        raise refuse(Fault.XML_FORBIDDEN, name=name, part="DOCTYPE")

    walk = _Workbook2003(limits)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = forbidden
    parser.StartElementHandler = walk.start
    parser.EndElementHandler = walk.end
    parser.CharacterDataHandler = walk.text
    try:
        parser.Parse(copy.read(), True)
    except (expat.ExpatError, ValueError) as error:
        raise refuse(Fault.DAMAGED, name=name, part="XML") from error
    return tuple(grid.sheet() for grid in walk.grids)


def _page_text(content: bytes) -> str:
    found = _CHARSET.search(content[:_HEAD])
    declared = found[1].decode() if found else "utf-8"
    wanted = "gb18030" if declared.lower() in {"gb2312", "gbk"} else declared
    for encoding in (
        "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig",
        wanted,
        "gb18030",
    ):
        try:
            return content.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return content.decode("utf-8", "replace")


def _cut(row: list[Value]) -> Row:
    width = len(row)
    while width and row[width - 1] in (None, ""):
        width -= 1
    return tuple(None if value == "" else value for value in row[:width])


class _Page(HTMLParser):
    """The tables of a page; a cell that spans columns stands in the first of them."""

    def __init__(self, limits: Limits) -> None:
        super().__init__(convert_charrefs=True)
        self.limits = limits
        self.grids: list[_Grid] = []
        self.cell: list[str] | None = None
        self.span = 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a table, a row or a cell."""
        if tag == "table":
            self._end_cell()
            self.grids.append(_Grid(str(len(self.grids) + 1), self.limits))
        elif tag == "tr" and self.grids:
            self._end_cell()
            self.grids[-1].row()
        elif tag in {"td", "th"} and self.grids:
            self._end_cell()
            self.cell = []
            span = dict(attrs).get("colspan") or "1"
            self.span = int(span) if span.isdecimal() else 1
        elif tag == "br" and self.cell is not None:
            self.cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """End the cell."""
        if tag in {"td", "th", "tr", "table"}:
            self._end_cell()

    def handle_data(self, data: str) -> None:
        """Take text inside a cell."""
        if self.cell is not None:
            self.cell.append(data)

    def _end_cell(self) -> None:
        if self.cell is None:
            return
        self.grids[-1].put("".join(self.cell).strip() or None)
        for _ in range(min(self.span, self.limits.columns) - 1):
            self.grids[-1].put(None)
        self.cell = None


class _Workbook2003:
    """The walk through an XML workbook: Worksheet, Row, Cell and Data, with their Index attributes."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.grids: list[_Grid] = []
        self.column: int | None = None
        self.value: Value = None
        self.kind = ""
        self.data: list[str] | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Begin a sheet, a row, a cell or its data."""
        name = tag.rpartition(":")[2]
        plain = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        index = int(plain["Index"]) - 1 if plain.get("Index", "").isdecimal() else None
        if name == "Worksheet":
            self.grids.append(_Grid(plain.get("Name", str(len(self.grids) + 1)), self.limits))
        elif name == "Row" and self.grids:
            self.grids[-1].row(index)
        elif name == "Cell":
            self.column, self.value = index, None
        elif name == "Data":
            self.kind, self.data = plain.get("Type", "String"), []

    def end(self, tag: str) -> None:
        """End the data or the cell."""
        name = tag.rpartition(":")[2]
        if name == "Data" and self.data is not None:
            self.value, self.data = _typed(self.kind, "".join(self.data)), None
        elif name == "Cell" and self.grids:
            self.grids[-1].put(self.value, self.column)

    def text(self, data: str) -> None:
        """Take text inside the data of a cell."""
        if self.data is not None:
            self.data.append(data)


def _typed(kind: str, text: str) -> Value:
    if kind == "DateTime":
        moment = as_moment(text)
        return moment.replace(tzinfo=None) if moment else text
    if kind == "Boolean":
        return text == "1"
    if kind == "Number":
        try:
            return float(text)
        except ValueError:
            return text
    return text
