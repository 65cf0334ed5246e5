"""Tables that come as a web page or as the XML of Excel 2003, under whatever ending."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from html.parser import HTMLParser
from typing import IO, Any, Final, NoReturn
from xml.parsers import expat

from importers.halt import ErrorValue, Halt

Cells = dict[int, Any]
Rows = dict[int, Cells]

_CHARSET: Final = re.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_BLANKS: Final = re.compile(r"\s+")
_AROUND_BREAK: Final = re.compile(r" *\n *")
_HEAD: Final = 2048
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
_LAST_COLUMN: Final = 16_383


class Grid:
    """A sheet as it comes in; only filled rows and cells are kept."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.rows: Rows = {}
        self.row = -1
        self.column = -1

    def next_row(self, index: int | None = None) -> None:
        """Begin a row: the next one, or the one of that index."""
        self.row = self.row + 1 if index is None else index
        self.column = -1

    def put(self, value: Any, column: int | None = None) -> None:
        """Put a value into the next cell, or into that column."""
        self.column = self.column + 1 if column is None else column
        if self.column > _LAST_COLUMN:
            raise Halt("too_many_columns", sheet=self.name, at=[max(self.row, 0), self.column])
        if value not in (None, ""):
            self.rows.setdefault(max(self.row, 0), {})[self.column] = value

    def lines(self) -> Iterator[tuple[int, list[Any]]]:
        """Yield the filled rows in order."""
        for index, cells in sorted(self.rows.items()):
            yield index, [cells.get(column) for column in range(max(cells) + 1)]


def html_grids(source: IO[bytes]) -> list[Grid]:
    """Return every table of a web page; `Halt` when there is none."""
    page = _Page()
    page.feed(_page_text(source.read()))
    page.close()
    page.end_cell()
    grids = [grid for grid in page.grids if grid.rows]
    if not grids:
        raise Halt("not_a_workbook")
    return grids


def xml_grids(source: IO[bytes]) -> list[Grid]:
    """Return every sheet of a workbook in the XML of Excel 2003; `Halt` when it has a document type."""

    def forbidden(*_: object) -> NoReturn:
        raise Halt("xml_forbidden", part="DOCTYPE")

    walk = _Workbook2003()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = forbidden
    parser.StartElementHandler = walk.start
    parser.EndElementHandler = walk.end
    parser.CharacterDataHandler = walk.text
    parser.Parse(source.read(), True)
    return walk.grids


def _page_text(content: bytes) -> str:
    found = _CHARSET.search(content[:_HEAD])
    declared = found[1].decode().lower() if found else "utf-8"
    wanted = "gb18030" if declared in {"gb2312", "gbk"} else declared
    first = "utf-16" if content.startswith(_UTF16) else "utf-8-sig"
    for encoding in (first, wanted, "gb18030"):
        try:
            return content.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return content.decode("utf-8", "replace")


class _Page(HTMLParser):
    """The tables of a page; a cell that spans columns stands in the first of them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.grids: list[Grid] = []
        self.cell: list[str] | None = None
        self.span = 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a table, a row or a cell."""
        if tag == "br" and self.cell is not None:
            self.cell.append("\n")
        elif tag in {"table", "tr", "td", "th"}:
            self.end_cell()
            self._begin(tag, dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        """End the cell."""
        if tag in {"td", "th", "tr", "table"}:
            self.end_cell()

    def handle_data(self, data: str) -> None:
        """Take text inside a cell."""
        if self.cell is not None:
            self.cell.append(_BLANKS.sub(" ", data))

    def end_cell(self) -> None:
        """Put the cell that was open, and blanks for the columns that it spans."""
        if self.cell is not None:
            self.grids[-1].put(_AROUND_BREAK.sub("\n", "".join(self.cell)).strip())
            self.grids[-1].column += self.span - 1
            self.cell = None

    def _begin(self, tag: str, attributes: dict[str, str | None]) -> None:
        if tag == "table":
            self.grids.append(Grid(str(len(self.grids) + 1)))
        elif tag == "tr" and self.grids:
            self.grids[-1].next_row()
        elif self.grids:
            span = attributes.get("colspan") or "1"
            self.cell, self.span = [], int(span) if span.isdecimal() and span != "0" else 1


class _Workbook2003:
    """The walk through an XML workbook: Worksheet, Row, Cell and Data, with their Index attributes."""

    def __init__(self) -> None:
        self.grids: list[Grid] = []
        self.column: int | None = None
        self.value: Any = None
        self.kind = ""
        self.data: list[str] | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Begin a sheet, a row, a cell or its data."""
        name = tag.rpartition(":")[2]
        plain = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        index = int(plain["Index"]) - 1 if plain.get("Index", "").isdecimal() else None
        if name == "Worksheet":
            self.grids.append(Grid(plain.get("Name", str(len(self.grids) + 1))))
        elif name == "Row" and self.grids:
            self.grids[-1].next_row(index)
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


def _typed(kind: str, text: str) -> Any:
    """Return the value that a cell's Type makes of its text, the text itself when it does not fit."""
    try:
        if kind == "DateTime":
            return datetime.fromisoformat(text)
        if kind == "Number":
            return float(text)
    except ValueError:
        return text
    if kind == "Error":
        return ErrorValue(text)
    return text == "1" if kind == "Boolean" else text
