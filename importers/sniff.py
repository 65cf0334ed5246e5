"""What a file is by its bytes, never by its name."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final


class Form(StrEnum):
    """What the first bytes say."""

    ZIP = "zip"
    OLE = "ole"
    HTML = "html"
    XML = "xml2003"
    TEXT = "csv"
    OTHER = "other"


HEAD: Final = 4096
"""How many bytes `form_of` wants to see."""

_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BIFF: Final = (
    b"\x09\x00\x04\x00",
    b"\x09\x02\x06\x00",
    b"\x09\x04\x06\x00",
    b"\x09\x08\x08\x00",
    b"\x09\x08\x10\x00",
)
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
_HTML: Final = re.compile(r"<(?:!doctype\s+html|html|table|meta|head|body)\b", re.IGNORECASE)
_JUNK: Final = 64
_CONTROLS: Final = bytes(set(range(32)) - {9, 10, 12, 13}) + b"\x7f"


def form_of(head: bytes) -> Form:
    """Return what a file is by its first `HEAD` bytes."""
    if _ZIP in head[: _JUNK + len(_ZIP)]:
        return Form.ZIP
    if head.startswith((_OLE, *_BIFF)):
        return Form.OLE
    text = _plain(head.removeprefix(b"\xef\xbb\xbf"))
    if text is None:
        return Form.OTHER
    return _form_of_text(text.lstrip("\ufeff \t\r\n"))


def _form_of_text(text: str) -> Form:
    if "urn:schemas-microsoft-com:office:spreadsheet" in text and text.startswith("<"):
        return Form.XML
    if text.startswith("<") and _HTML.search(text):
        return Form.HTML
    return Form.OTHER if text.startswith(("%PDF", "{\\rtf", "<?xml")) else Form.TEXT


def _plain(head: bytes) -> str | None:
    if head.startswith(_UTF16):
        return head[: len(head) // 2 * 2].decode("utf-16", "replace")
    if any(byte in _CONTROLS for byte in head):
        return None
    return head.decode("latin-1")
