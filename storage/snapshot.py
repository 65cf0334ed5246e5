"""The snapshot `open.json`: a file that plain TinyDB reads, one ticket a line, checksummed.

{"tickets":{
"1":{"number":...,"rev":...,"row":{...}, "events": [...]},
...
},
"meta":{"1":{"format":1,"journal":2,"seq":9,"prev":"...","serials":{...},"tickets":1,"archive":0,"back":[],
"checksum":"..."}}}
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from storage.files import open_file, sync_folder
from storage.journal import Position
from storage.sheet import write_sheet
from storage.view import Entry, Piece, View

FORMAT: Final = 1
NAME: Final = "open.json"


def write(folder: Path, view: View, position: Position) -> dict[str, Entry]:
    """Replace the snapshot by the tickets of `view`, as of the start of a journal; return their new places.

    The old snapshot stands, whole, until the new one is on disk. OSError when it cannot be written.
    """
    path = folder / NAME
    temporary = folder / f".{NAME}.new"
    lines = ((number, entry.line()) for number, entry in view.entries.items())
    places = write_sheet(temporary, lines, lambda _places: _meta(view, position))
    file = open_file(temporary)
    temporary.replace(path)
    sync_folder(folder)
    return {n: Entry(view.rev(n), (Piece(file, *place),)) for n, place in places.items()}


def _meta(view: View, position: Position) -> Mapping[str, Any]:
    return {
        "format": FORMAT,
        "journal": position.journal,
        "seq": position.seq,
        "prev": f"{position.crc:08x}",
        "serials": view.serials,
        "tickets": len(view.entries),
        "archive": view.generation,
        "back": sorted(view.back),
    }
