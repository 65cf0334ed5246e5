"""The archive: closed tickets in files that plain TinyDB reads, written once and never changed.

    closed/2026-02.17.1.json    tickets closed in February 2026 that checkpoint 17 archived, first part

A checkpoint's number, its generation, is that of the journal that begins with it. Its parts count only once
the seal that ends the journal before has named their tickets.
"""

from __future__ import annotations

import os
import re
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from storage.files import make_folder, sync_folder
from storage.sheet import Place, write_sheet
from storage.view import Entry, View

FOLDER: Final = "closed"
FORMAT: Final = 1
LARGEST: Final = 4 << 20
"""Bytes of tickets in one file."""

Leaving = Mapping[str, tuple[Mapping[str, Any], Entry]]
"""Tickets on their way into the archive, each with its row and where its lines are."""

_NAME: Final = re.compile(r"([0-9]{4}-[0-9]{2}|undated)\.([1-9][0-9]*)\.([1-9][0-9]*)\.json")
_MONTH: Final = re.compile(r"[0-9]{4}-[0-9]{2}")
_DONE: Final = frozenset({"closed", "archived"})


@dataclass(frozen=True, slots=True)
class Part:
    """One file of the archive."""

    generation: int
    order: int
    path: Path


def may_leave(row: Mapping[str, Any]) -> bool:
    """Return whether a ticket with this row belongs into the archive."""
    return row.get("state") in _DONE


def parts(folder: Path, after: int = 0, upto: int | None = None) -> list[Part]:
    """Return the files of the generations after one and up to another (None: all), oldest first."""
    found = []
    for name in _names(folder / FOLDER):
        match = _NAME.fullmatch(name)
        if match and after < int(match[2]) and (upto is None or int(match[2]) <= upto):
            found.append(Part(int(match[2]), int(match[3]), folder / FOLDER / name))
    return sorted(found, key=lambda part: (part.generation, part.order))


def _names(folder: Path) -> list[str]:
    try:
        return os.listdir(folder)  # noqa: PTH208 - a path for each of thousands of names would take longer
    except FileNotFoundError:
        return []


def write_parts(folder: Path, generation: int, before: int, tickets: Leaving) -> None:
    """Write tickets, each given as row and entry, as the parts of a generation; they are durable afterwards.

    `before` is the generation before this one. OSError when they cannot be written.
    """
    make_folder(folder / FOLDER)
    batches = list(_batches(tickets))
    told = {"format": FORMAT, "generation": generation, "before": before, "parts": len(batches)}
    try:
        for order, (month, batch) in enumerate(batches, start=1):
            path = folder / FOLDER / f"{month}.{generation}.{order}.json"
            _write_part(path, batch, {**told, "part": order})
    except OSError:
        _remove(folder, generation)
        raise


def _remove(folder: Path, generation: int) -> None:
    """Delete what was written of parts that no seal will name, so that a full disk gets room again."""
    with suppress(OSError):
        for part in parts(folder, after=generation - 1, upto=generation):
            part.path.unlink()


def _write_part(path: Path, batch: Mapping[str, Entry], told: Mapping[str, Any]) -> None:
    temporary = path.with_name(f".{path.name}.new")
    crcs: list[int] = []

    def lines() -> Iterator[tuple[str, bytes]]:
        for number, entry in batch.items():
            line = entry.line()
            crcs.append(zlib.crc32(line))
            yield number, line

    try:
        write_sheet(temporary, lines(), lambda places: {**told, "lines": _listed(places, crcs)})
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def _listed(places: Mapping[str, Place], crcs: Sequence[int]) -> list[list[int]]:
    return [[*place, crc] for place, crc in zip(places.values(), crcs, strict=True)]


def _batches(
    tickets: Leaving,
) -> Iterator[tuple[str, dict[str, Entry]]]:
    """Yield the tickets by month of closing, in pieces that stay small."""
    months: defaultdict[str, dict[str, Entry]] = defaultdict(dict)
    for number, (row, entry) in tickets.items():
        months[_month(row)][number] = entry
    for month in sorted(months):
        batch: dict[str, Entry] = {}
        size = 0
        for number, entry in months[month].items():
            if size >= LARGEST:
                yield month, batch
                batch, size = {}, 0
            batch[number] = entry
            size += sum(piece.length for piece in entry.pieces)
        yield month, batch


def _month(row: Mapping[str, Any]) -> str:
    month = str(row.get("closed_at") or "")[:7]
    return month if _MONTH.fullmatch(month) else "undated"


def set_aside_unsealed(folder: Path, sealed: int) -> None:
    """Move the parts that a killed checkpoint left, and no seal ever named, out of the archive.

    To be called by who makes a checkpoint, when it is sure that `sealed` is the last generation.
    """
    left = parts(folder, after=sealed)
    for part in left:
        make_folder(folder / "quarantine")
        part.path.replace(folder / "quarantine" / f"{part.path.name}.unsealed")
    if left:
        sync_folder(folder / "quarantine")
        sync_folder(folder / FOLDER)


def copy_closed(folder: Path, view: View, generation: int) -> Leaving:
    """Write the closed tickets of a view as the parts of the next generation, and return them.

    The view holds everything; others may go on writing meanwhile. OSError when they cannot be written.
    """
    set_aside_unsealed(folder, view.generation)
    leaving = {n: (row, view.entries[n]) for n, row in view.rows().items() if may_leave(row)}
    if leaving:
        write_parts(folder, generation, view.generation, leaving)
    return leaving


def confirm(folder: Path, view: View, generation: int, leaving: Leaving) -> list[str]:
    """Return which tickets may be archived, now that nobody writes; write them again if one has changed.

    OSError when they cannot be written.
    """
    still = {n: ticket for n, ticket in leaving.items() if view.entries.get(n) is ticket[1]}
    if len(still) < len(leaving):
        set_aside_unsealed(folder, view.generation)
        if still:
            write_parts(folder, generation, view.generation, still)
    return list(still)
