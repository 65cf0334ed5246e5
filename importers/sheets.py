"""The one door for spreadsheets: whatever is handed in becomes a `Book`, or one sentence says why not.

The order is fixed: name and size, first bytes, a look into the container, and only then a reader, in a
process of its own that may not take more memory and time than `Limits` says.
"""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import IO, Final

from desk.text import one_line
from importers import delimited, ole
from importers.book import Book, Limits, Row, Sheet, Taken, Value
from importers.child import read_apart
from importers.faults import Fault, Notice, notice, refuse
from importers.look import Seen, look_into
from importers.marks import marked
from importers.sniff import HEAD, Form, form_of

__all__ = ["DEFAULT", "Book", "Limits", "Row", "Sheet", "Value", "read_book"]

DEFAULT: Final = Limits()
_BLOCK: Final = 1024 * 1024
_ENDINGS: Final = {
    "xlsx": (".xlsx", ".xlsm", ".xltx", ".xltm"),
    "xlsb": (".xlsb",),
    "ods": (".ods", ".ots"),
    "xls": (".xls", ".xlt", ".et"),
    "csv": (".csv", ".tsv", ".txt", ".tab"),
    "html": (".html", ".htm"),
    "xml2003": (".xml",),
}
_TEXTS: Final = {"html": Notice.HTML_TABLE, "xml2003": Notice.SPREADSHEETML_2003}


def read_book(path: Path, *, limits: Limits = DEFAULT) -> Book:
    """Read a spreadsheet file of any kind; `desk.errors.BadInput` with a `Fault` as its code when it is none.

    The file is copied first, so that what is looked at is what is read.
    """
    name = one_line(path.name)
    if name.startswith(("~$", ".~")):
        raise refuse(Fault.LOCK_FILE, name=name)
    with tempfile.TemporaryFile() as copy:
        digest = _copied(path, copy, limits, name)
        taken = _taken(copy, name, limits)
    odd = _other_ending(path, taken.kind, name)
    return Book(taken.sheets, (*odd, *taken.warnings), digest, taken.kind)


def _copied(path: Path, copy: IO[bytes], limits: Limits, name: str) -> str:
    """Copy the file, refusing an empty or too large one, and return its SHA-256."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as source:
            while (block := source.read(_BLOCK)) and copy.tell() <= limits.file_bytes:
                digest.update(block)
                copy.write(block)
    except FileNotFoundError as error:
        raise refuse(Fault.NO_FILE, name=name) from error
    except OSError as error:
        raise refuse(Fault.UNREADABLE, name=name) from error
    _check_size(copy.tell(), path, limits, name)
    copy.flush()
    copy.seek(0)
    return digest.hexdigest()


def _check_size(size: int, path: Path, limits: Limits, name: str) -> None:
    if size == 0:
        raise refuse(Fault.EMPTY_FILE, name=name)
    if size > limits.file_bytes:
        held = path.stat().st_size >> 20
        raise refuse(Fault.TOO_LARGE_FILE, name=name, size=held, limit=limits.file_bytes >> 20)


def _taken(copy: IO[bytes], name: str, limits: Limits) -> Taken:
    head = copy.read(HEAD)
    copy.seek(0)
    form = form_of(head)
    if form is Form.ZIP:
        return _from_zip(copy, name, limits)
    if form is Form.OLE:
        ole.check(copy, name)
        return marked(read_apart(copy, "xls", name, limits), Seen("xls"), name)
    if form is Form.TEXT:
        return delimited.read(copy, name, limits)
    if form is Form.OTHER:
        raise refuse(Fault.NOT_A_WORKBOOK, name=name)
    taken = marked(read_apart(copy, form.value, name, limits), Seen(form.value), name)
    return replace(taken, warnings=(notice(_TEXTS[form.value], name=name), *taken.warnings))


def _from_zip(copy: IO[bytes], name: str, limits: Limits) -> Taken:
    seen = look_into(copy, name, limits)
    taken = read_apart(copy, seen.kind, name, limits, sheets=len(seen.sheets))
    return marked(taken, seen, name)


def _other_ending(path: Path, kind: str, name: str) -> tuple[str, ...]:
    if path.suffix.lower() in _ENDINGS[kind]:
        return ()
    return (notice(Notice.WRONG_EXTENSION, name=name, kind=kind),)
