"""What a command says: data on stdout, narration on stderr."""

from __future__ import annotations

import csv
import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from desk.text import cell_width, clean, pad

BOM: Final = "\ufeff"
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would take for the beginning of a formula."""


def say(sentence: str) -> None:
    """Tell the person something on stderr."""
    print(clean(sentence), file=sys.stderr, flush=True)


def emit(text: str = "") -> None:
    """Put out a line of the result."""
    print(clean(text))


def emit_json(value: Any) -> None:
    """Put out the result as JSON."""
    print(json.dumps(value, ensure_ascii=False, indent=2))


def emit_csv(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """Put out a table that spreadsheets open rightly: UTF-8 with its mark, and no cell that is a formula."""
    sys.stdout.write(BOM)
    writer = csv.writer(sys.stdout, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(row[column]) for column in columns])


def _cell(value: Any) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def table(rows: Sequence[Sequence[str]]) -> None:
    """Put out rows in columns as wide as their widest cell; the last column may have several lines."""
    if not rows:
        return
    widths = [max(map(cell_width, column)) for column in list(zip(*rows, strict=True))[:-1]]
    for row in rows:
        cells = [pad(text, width) for text, width in zip(row[:-1], widths, strict=True)]
        first, *further = row[-1].split("\n")
        emit("  ".join([*cells, first]).rstrip())
        for line in further:
            emit(" " * (sum(widths) + 2 * len(widths)) + line)


def hush() -> None:
    """Let go of a stdout that nobody reads any more, so that the end of the process is quiet."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, sys.stdout.fileno())
    os.close(null)
