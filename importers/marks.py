"""What the look into the zip adds to what the reader read: error cells, and the sentences about oddities."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from importers.book import Row, Sheet, Taken
from importers.cells import a1
from importers.faults import Notice, notice
from importers.look import Seen
from importers.sheetxml import Findings

MOST_NAMED: Final = 20
"""How many error cells get a sentence of their own; the rest are counted."""


def marked(taken: Taken, seen: Seen, name: str) -> Taken:
    """Return what was read with every error cell put back in its place, and with the notices of the file."""
    by_name = {sheet.name: seen.findings.get(sheet.part, Findings()) for sheet in seen.sheets}
    sheets = tuple(_with_errors(sheet, by_name.get(sheet.name, Findings())) for sheet in taken.sheets)
    warnings = (*taken.warnings, *_about_file(seen, name), *_about_errors(sheets, name))
    for sheet in sheets:
        warnings += tuple(_about_sheet(sheet, by_name.get(sheet.name, Findings())))
    return Taken(taken.kind, sheets, warnings)


def _with_errors(sheet: Sheet, found: Findings) -> Sheet:
    """Put error texts where the reader left blanks; `Sheet.errors` then lists them all in reading order."""
    rows = [*sheet.rows]
    errors = dict(sheet.errors)
    for row, column, text in found.errors:
        rows.extend([()] * (row + 1 - len(rows)))
        rows[row] = _filled(rows[row], column, text)
        errors[a1(row, column)] = text
    return replace(sheet, rows=tuple(rows), errors=tuple(errors.items()))


def _filled(row: Row, column: int, text: str) -> Row:
    wide = row + (None,) * (column + 1 - len(row))
    return (*wide[:column], text, *wide[column + 1 :])


def _about_file(seen: Seen, name: str) -> Iterator[str]:
    if seen.kind in {"xlsb", "ods"}:
        yield notice(Notice.ERRORS_UNSEEN, name=name)
    if any(part.startswith("xl/externallinks/") for part in seen.parts):
        yield notice(Notice.EXTERNAL_LINKS, name=name)
    if any(part.endswith("vbaproject.bin") or "/macrosheets/" in part for part in seen.parts):
        yield notice(Notice.MACROS, name=name)


def _about_errors(sheets: tuple[Sheet, ...], name: str) -> Iterator[str]:
    every = [(sheet.name, cell, value) for sheet in sheets for cell, value in sheet.errors]
    for where, cell, value in every[:MOST_NAMED]:
        yield notice(Notice.ERROR_VALUE, sheet=where, cell=cell, value=value)
    if len(every) > MOST_NAMED:
        yield notice(Notice.MORE_ERROR_VALUES, count=len(every) - MOST_NAMED, name=name)


def _about_sheet(sheet: Sheet, found: Findings) -> Iterator[str]:
    if sheet.hidden:
        yield notice(Notice.HIDDEN_SHEET, sheet=sheet.name)
    if found.hidden_rows:
        yield notice(Notice.HIDDEN_ROWS, sheet=sheet.name, count=found.hidden_rows)
    if found.merges:
        yield notice(Notice.MERGED_CELLS, sheet=sheet.name, count=len(found.merges))
    if found.uncomputed:
        where = a1(*found.first_uncomputed)
        yield notice(Notice.NO_CACHED_VALUE, sheet=sheet.name, cell=where, count=found.uncomputed)
