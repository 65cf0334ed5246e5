"""A look into a zip before any reader parses it: is it a workbook, is it a bomb, which cells are errors.

Sizes come from the zip directory; every XML part then goes through expat once, in blocks, which shows a
document type definition, broken XML and false sizes. Pictures and other media are never unpacked.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from typing import IO, Final, NoReturn, TypeVar
from xml.parsers import expat

from desk.errors import BadInput
from importers.book import Limits
from importers.faults import Fault, refuse
from importers.sheetxml import Findings, detailed
from importers.workbookxml import SheetPart, sheet_parts, workbook_part

_BLOCK: Final = 256 * 1024
_OVERLAP: Final = 256
Result = TypeVar("Result")

_LONGEST_TOKEN: Final = 8 * 1024 * 1024
_LOCAL_HEADER: Final = 30
_LOCKED: Final = 0x1
_CHECKED: Final = (".xml", ".rels", ".bin")
_SHEET: Final = re.compile(r"xl/(?:work|chart|macro)sheets/[^/]+\.(?:xml|bin)")
_ODS: Final = b"application/vnd.oasis.opendocument.spreadsheet"
_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    expat.ExpatError,
    ValueError,
    OSError,
)
"""What zipfile and expat raise about a part that is not what it says."""


@dataclass(slots=True)
class Seen:
    """What the look found: the kind, the sheets, what each sheet part shows, and every part's name."""

    kind: str
    sheets: tuple[SheetPart, ...] = ()
    findings: dict[str, Findings] = field(default_factory=dict)
    parts: frozenset[str] = frozenset()


def look_into(copy: IO[bytes], name: str, limits: Limits) -> Seen:
    """Look into an open zip; `desk.errors.BadInput` when it is no workbook or not one to be parsed."""
    try:
        with zipfile.ZipFile(copy) as archive:
            return _Look(archive, name, limits).seen()
    except BadInput:
        raise
    except _BROKEN as error:
        raise refuse(Fault.DAMAGED, name=name, part="zip") from error


class _Look:
    """One look: the archive, its entries by plain lower-case name, and what to say about them."""

    def __init__(self, archive: zipfile.ZipFile, name: str, limits: Limits) -> None:
        self.archive = archive
        self.name = name
        self.limits = limits
        infos = [info for info in archive.infolist() if not info.is_dir()]
        self.entries = {info.filename.replace("\\", "/").lstrip("/").lower(): info for info in infos}
        self._check_directory(infos)

    def seen(self) -> Seen:
        """Return what the archive holds after every check."""
        if self._mimetype() == _ODS:
            return self._seen_ods()
        workbook = self._workbook()
        findings = {part: self._scanned(part) for part in self.entries if part.endswith(_CHECKED)}
        if workbook.endswith(".bin"):
            return Seen("xlsb", (), {}, frozenset(self.entries))
        sheets = self._guarded(workbook, lambda: sheet_parts(workbook, self.entries, self._read))
        if sheets is None:
            raise refuse(Fault.NOT_A_WORKBOOK, name=self.name)
        seen = Seen("xlsx", sheets, findings, frozenset(self.entries))
        self._check_sheets(seen)
        return seen

    def _check_directory(self, infos: list[zipfile.ZipInfo]) -> None:
        """Refuse by the zip directory alone: counts, sizes, passwords, doubled and overlapping entries."""
        self._check_counts(infos)
        if any(info.flag_bits & _LOCKED for info in infos):
            raise refuse(Fault.ENCRYPTED, name=self.name)
        if len(self.entries) != len(infos) or _overlap(infos):
            raise self._damage("zip")
        largest = max(infos, key=lambda info: info.file_size, default=None)
        total = sum(info.file_size for info in infos)
        if largest and (total > self.limits.unpacked_bytes or largest.file_size > self.limits.part_bytes):
            raise refuse(
                Fault.TOO_LARGE_UNPACKED,
                name=self.name,
                part=largest.filename,
                size=total >> 20,
                limit=self.limits.unpacked_bytes >> 20,
            )

    def _check_counts(self, infos: list[zipfile.ZipInfo]) -> None:
        sheets = sum(1 for part in self.entries if _SHEET.fullmatch(part))
        if sheets > self.limits.sheets:
            raise refuse(Fault.TOO_MANY_SHEETS, name=self.name, count=sheets, limit=self.limits.sheets)
        if len(infos) > self.limits.parts:
            raise refuse(Fault.TOO_MANY_PARTS, name=self.name, count=len(infos), limit=self.limits.parts)

    def _mimetype(self) -> bytes:
        info = self.entries.get("mimetype")
        return self._read("mimetype").strip() if info and info.file_size < _OVERLAP else b""

    def _seen_ods(self) -> Seen:
        for part in self.entries:
            if part.endswith(_CHECKED):
                self._scanned(part)
        manifest = "meta-inf/manifest.xml"
        if manifest in self.entries and b"encryption-data" in self._read(manifest):
            raise refuse(Fault.ENCRYPTED, name=self.name)
        if "content.xml" not in self.entries:
            raise self._damage("content.xml")
        return Seen("ods", (), {}, frozenset(self.entries))

    def _workbook(self) -> str:
        if "_rels/.rels" in self.entries:
            self._scanned("_rels/.rels")
        part = workbook_part(self.entries, self._read)
        if not part:
            raise refuse(Fault.NOT_A_WORKBOOK, name=self.name)
        if part not in self.entries:
            raise self._damage(part)
        return part

    def _check_sheets(self, seen: Seen) -> None:
        """Refuse a sheet without its part or with an endless merge, and look closer where it is worth it."""
        if len(seen.sheets) > self.limits.sheets:
            raise refuse(
                Fault.TOO_MANY_SHEETS, name=self.name, count=len(seen.sheets), limit=self.limits.sheets
            )
        for sheet in seen.sheets:
            if sheet.part not in self.entries:
                raise self._damage(sheet.name)
            found = seen.findings.get(sheet.part, Findings())
            area, where = found.widest_merge
            if area > self.limits.merge_area:
                raise refuse(Fault.MERGE_TOO_LARGE, sheet=sheet.name, cell=where)
            if found.needs_detail:
                self._guarded(sheet.part, partial(detailed, self._blocks(sheet.part), found))

    def _scanned(self, part: str) -> Findings:
        """Put a part through expat once and note what a quick search sees in it."""
        return self._guarded(part, lambda: self._scan(part))

    def _scan(self, part: str) -> Findings:
        found = Findings()
        parser = None if part.endswith(".bin") else self._parser(part)
        read, tail = 0, b""
        for block in self._blocks(part):
            read += len(block)
            if parser:
                parser.Parse(block, False)
                self._check_token(part, read - parser.CurrentByteIndex)
            if "sheets/" in part:
                found.see(tail + block, len(tail))
                tail = block[-_OVERLAP:]
        if parser:
            parser.Parse(b"", True)
        return found

    def _check_token(self, part: str, size: int) -> None:
        """Refuse a single tag without end: expat would go through it again with every block."""
        if size > _LONGEST_TOKEN:
            raise self._damage(part)

    def _parser(self, part: str) -> expat.XMLParserType:
        def refuse_doctype(*_: object) -> NoReturn:
            raise refuse(Fault.XML_FORBIDDEN, name=self.name, part=part)

        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = refuse_doctype
        return parser

    def _blocks(self, part: str) -> Iterator[bytes]:
        with self.archive.open(self.entries[part]) as stream:
            while block := stream.read(_BLOCK):
                yield block

    def _read(self, part: str) -> bytes:
        return self.archive.read(self.entries[part])

    def _guarded(self, part: str, act: Callable[[], Result]) -> Result:
        """Do `act`; whatever zipfile or expat says about the part becomes the one sentence about damage."""
        try:
            return act()
        except _BROKEN as error:
            raise self._damage(part) from error

    def _damage(self, part: str) -> BadInput:
        return refuse(Fault.DAMAGED, name=self.name, part=part)


def _overlap(infos: list[zipfile.ZipInfo]) -> bool:
    """Tell whether two entries share bytes of the file."""
    spans = sorted((info.header_offset, info.compress_size + len(info.filename)) for info in infos)
    return any(start + size + _LOCAL_HEADER > after for (start, size), (after, _) in pairwise(spans))
