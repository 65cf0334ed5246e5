"""Files that a reader must take, refuse or survive, made byte by byte."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

CONTENT = "http://schemas.openxmlformats.org/package/2006/content-types"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
DOC_RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DECLARED = '<?xml version="1.0" encoding="UTF-8"?>'


def parts(sheet_data: str, *, names: tuple[str, ...] = ("台账",), rest: str = "") -> dict[str, str]:
    """Return the parts of a small workbook; every sheet holds the same data."""
    sheet = f'{DECLARED}<worksheet xmlns="{MAIN}"><sheetData>{sheet_data}</sheetData>{rest}</worksheet>'
    listed = "".join(f'<sheet name="{n}" sheetId="{i}" r:id="rId{i}"/>' for i, n in enumerate(names, 1))
    related = "".join(
        f'<Relationship Id="rId{i}" Type="{DOC_RELS}/worksheet" Target="worksheets/sheet{i}.xml"/>'
        for i in range(1, len(names) + 1)
    )
    return {
        "[Content_Types].xml": f'{DECLARED}<Types xmlns="{CONTENT}">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        + "".join(
            f'<Override PartName="/xl/worksheets/sheet{i}.xml" ContentType='
            '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
            for i in range(1, len(names) + 1)
        )
        + "</Types>",
        "_rels/.rels": f'{DECLARED}<Relationships xmlns="{RELS}">'
        f'<Relationship Id="rId1" Type="{DOC_RELS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{DECLARED}<workbook xmlns="{MAIN}" xmlns:r="{DOC_RELS}">'
        f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'{DECLARED}<Relationships xmlns="{RELS}">{related}</Relationships>',
        **{f"xl/worksheets/sheet{i}.xml": sheet for i in range(1, len(names) + 1)},
    }


def text_cell(address: str, text: str) -> str:
    """Return the XML of a text cell."""
    return f'<c r="{address}" t="inlineStr"><is><t>{text}</t></is></c>'


def row(number: int, *cells: str) -> str:
    """Return the XML of a row."""
    return f'<row r="{number}">{"".join(cells)}</row>'


def small_parts() -> dict[str, str]:
    """Return the parts of a workbook with two filled cells."""
    return parts(row(1, text_cell("A1", "投诉编号"), '<c r="B1"><v>42</v></c>'))


def zipped(content: dict[str, str] | dict[str, bytes]) -> bytes:
    """Return a zip of the parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return target.getvalue()


def with_flag(content: bytes) -> bytes:
    """Return a zip whose directory says that every entry has a password."""
    changed = bytearray(content)
    for start in _directory_entries(content):
        changed[start + 8] |= 1
    return bytes(changed)


def with_size(content: bytes, name: str, size: int) -> bytes:
    """Return a zip whose directory and header claim another unpacked size for one entry."""
    changed = bytearray(content)
    for start in _directory_entries(content):
        length = struct.unpack_from("<H", content, start + 28)[0]
        if content[start + 46 : start + 46 + length] == name.encode():
            struct.pack_into("<I", changed, start + 24, size)
            local = struct.unpack_from("<I", content, start + 42)[0]
            struct.pack_into("<I", changed, local + 22, size)
    return bytes(changed)


def overlapping(content: bytes) -> bytes:
    """Return a zip in whose directory the second entry begins where the first one does."""
    changed = bytearray(content)
    first, second = _directory_entries(content)[:2]
    changed[second + 42 : second + 46] = content[first + 42 : first + 46]
    return bytes(changed)


def doubled(content: dict[str, str]) -> bytes:
    """Return a zip that holds its last part twice, the second time in capitals."""
    name = list(content)[-1]
    return zipped({**content, name.upper(): content[name]})


def _directory_entries(content: bytes) -> list[int]:
    found = []
    start = content.find(b"PK\x01\x02")
    while start >= 0:
        found.append(start)
        start = content.find(b"PK\x01\x02", start + 4)
    return found


def ole(stream: str, content: bytes) -> bytes:
    """Return an old Office container with one stream."""
    content = content.ljust(-(-max(len(content), 4096) // 512) * 512, b"\0")
    count = len(content) // 512
    free, end, fat = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    chain = [fat, end, *range(3, count + 2), end]
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(512, b"\xff")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6)
    header += bytes(6) + struct.pack("<9I", 0, 1, 1, 0, 4096, end, 0, end, 0) + struct.pack("<I", 0)
    header += struct.pack("<108I", *[free] * 108)
    directory = _entry("Root Entry", 5, end, 0, child=1) + _entry(stream, 2, 2, len(content))
    return header[:512] + table + directory.ljust(512, b"\0") + content


def _entry(name: str, kind: int, start: int, size: int, *, child: int = 0xFFFFFFFF) -> bytes:
    coded = name.encode("utf-16-le")
    links = struct.pack("<3I", 0xFFFFFFFF, 0xFFFFFFFF, child)
    head = coded.ljust(64, b"\0") + struct.pack("<HBB", len(coded) + 2, kind, 1) + links
    return head + bytes(36) + struct.pack("<2I", start, size) + bytes(4)


def xls(rows: list[list[str | float | bool | None]], *, error_at: tuple[int, int] | None = None) -> bytes:
    """Return an .xls workbook with one sheet 台账, built from BIFF8 records."""
    texts = [value for line in rows for value in line if isinstance(value, str)]
    shared = b"".join(struct.pack("<HB", len(t), 1) + t.encode("utf-16-le") for t in texts)
    cells, seen = b"", 0
    for r, line in enumerate(rows):
        for c, value in enumerate(line):
            if isinstance(value, str):
                cells += _record(0x00FD, struct.pack("<3HI", r, c, 0, seen))
                seen += 1
            elif isinstance(value, bool):
                cells += _record(0x0205, struct.pack("<3HBB", r, c, 0, value, 0))
            elif value is not None:
                cells += _record(0x0203, struct.pack("<3Hd", r, c, 0, value))
    if error_at:
        cells += _record(0x0205, struct.pack("<3HBB", *error_at, 0, 0x17, 1))
    sheet = _record(0x0809, struct.pack("<4H8x", 0x0600, 0x0010, 0, 0)) + cells + _record(0x000A, b"")
    begin = _record(0x0809, struct.pack("<4H8x", 0x0600, 0x0005, 0, 0))
    strings = _record(0x00FC, struct.pack("<2I", len(texts), len(texts)) + shared)
    name = struct.pack("<2B", 2, 1) + "台账".encode("utf-16-le")
    offset = len(begin) + len(strings) + 4 + 6 + len(name) + 4
    listed = _record(0x0085, struct.pack("<I2B", offset, 0, 0) + name)
    return ole("Workbook", begin + listed + strings + _record(0x000A, b"") + sheet)


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<2H", kind, len(data)) + data


def ods(rows: list[list[str]]) -> bytes:
    """Return an .ods workbook with one sheet."""
    table = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'
            for value in line
        )
        + "</table:table-row>"
        for line in rows
    )
    spaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
        for short, long in (("office", "office"), ("table", "table"), ("text", "text"))
    )
    content = (
        f"{DECLARED}<office:document-content {spaces}><office:body><office:spreadsheet>"
        f'<table:table table:name="台账">{table}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        f'{DECLARED}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    )
    mimetype = "application/vnd.oasis.opendocument.spreadsheet"
    return zipped({"mimetype": mimetype, "content.xml": content, "META-INF/manifest.xml": manifest})


def write(folder: Path, name: str, content: bytes | str) -> Path:
    """Write a file and return its path."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path
