"""The table of contents of a workbook in a zip: which part is the workbook and which part is which sheet."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Container
from dataclasses import dataclass
from xml.parsers import expat

Element = tuple[str, dict[str, str]]
Read = Callable[[str], bytes]


@dataclass(frozen=True, slots=True)
class SheetPart:
    """One sheet of the workbook: its name on the tab, its part in the zip ("" when that is missing)."""

    name: str
    part: str


def elements(content: bytes) -> list[Element]:
    """Return every element of a small XML part as (local name, attributes by local name)."""
    found: list[Element] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        found.append((_local(tag), {_local(key): value for key, value in attributes.items()}))

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.Parse(content, True)
    return found


def workbook_part(parts: Container[str], read: Read) -> str:
    """Return the part that the package names as its document, "" when it names none."""
    if "_rels/.rels" in parts:
        for kind, target in _relations(read("_rels/.rels"), "").values():
            if kind.endswith("/officeDocument"):
                return target
    return next((name for name in ("xl/workbook.xml", "xl/workbook.bin") if name in parts), "")


def sheet_parts(workbook: str, parts: Container[str], read: Read) -> tuple[SheetPart, ...] | None:
    """Return the sheets in their order, or None when the part is no workbook at all."""
    found = elements(read(workbook))
    if not found or found[0][0] != "workbook":
        return None
    folder, base = posixpath.split(workbook)
    relations_part = posixpath.join(folder, "_rels", base + ".rels")
    relations = _relations(read(relations_part), folder) if relations_part in parts else {}
    sheets = [attributes for name, attributes in found if name == "sheet"]
    return tuple(SheetPart(a.get("name", ""), relations.get(a.get("id", ""), ("", ""))[1]) for a in sheets)


def _relations(content: bytes, folder: str) -> dict[str, tuple[str, str]]:
    """Return id -> (type, part) of a relations part; parts are named as in the zip, in lower case."""
    return {
        a.get("Id", ""): (a.get("Type", ""), _resolved(a.get("Target", ""), folder))
        for name, a in elements(content)
        if name == "Relationship"
    }


def _resolved(target: str, folder: str) -> str:
    plain = target.replace("\\", "/")
    return posixpath.normpath(posixpath.join("/", folder, plain)).lstrip("/").lower()


def _local(name: str) -> str:
    return name.rpartition(":")[2]
