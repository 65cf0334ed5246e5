"""What openpyxl drops when it saves somebody's file, so that the marked copy can say so."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from desk.i18n import N_, _

MOST_CELLS: Final = 40 * 1024 * 1024
"""Bytes of sheets beyond which openpyxl takes minutes and gigabytes: about 200,000 cells."""
_SHAPE: Final = re.compile(rb"<xdr:(?:sp|cxnSp|grpSp)[ >]")
_PARTS: Final = (
    ("xl/vbaproject.bin", N_("macros")),
    ("xl/embeddings/", N_("embedded objects")),
    ("xl/ctrlprops/", N_("form controls")),
    ("xl/threadedcomments/", N_("threaded comments")),
    ("xl/connections.xml", N_("data connections")),
)


def too_large(archive: zipfile.ZipFile) -> bool:
    """Tell whether the sheets are too large to be changed in place."""
    sheets = (info for info in archive.infolist() if info.filename.lower().startswith("xl/worksheets/"))
    return sum(info.file_size for info in sheets) > MOST_CELLS


def lost_parts(path: Path) -> tuple[str, ...]:
    """Return what the marked copy will not have, in words of the language in force."""
    with zipfile.ZipFile(path) as archive:
        names = [name.lower() for name in archive.namelist()]
        return tuple(dict.fromkeys(_(word) for word in _lost(names, archive)))


def _lost(names: list[str], archive: zipfile.ZipFile) -> Iterator[str]:
    for start, word in _PARTS:
        if any(name.startswith(start) for name in names):
            yield word
    if any(name.startswith("xl/media/") for name in names) and find_spec("PIL") is None:
        yield N_("pictures")
    drawings = (name for name in archive.namelist() if name.lower().startswith("xl/drawings/drawing"))
    if any(_SHAPE.search(archive.read(name)) for name in drawings):
        yield N_("shapes and text boxes")
