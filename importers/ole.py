"""What an old Office container holds, by the names in its directory."""

from __future__ import annotations

from typing import IO, Final

from importers.faults import Fault, refuse

_SIGNATURE: Final = b"\xd0\xcf\x11\xe0"
_NAME_BYTES: Final = 64
_WORKBOOKS: Final = ("Workbook", "Book", "WORKBOOK", "BOOK")


def check(copy: IO[bytes], name: str) -> None:
    """Refuse a container with a password or without a workbook; a bare stream without container may pass."""
    content = copy.read()
    copy.seek(0)
    if not content.startswith(_SIGNATURE):
        return
    if _entry("EncryptedPackage") in content:
        raise refuse(Fault.ENCRYPTED, name=name)
    if not any(_entry(stream) in content for stream in _WORKBOOKS):
        raise refuse(Fault.NOT_A_WORKBOOK, name=name)


def _entry(stream: str) -> bytes:
    """Return how a directory entry of that name begins: the name in UTF-16, filled up, and its length."""
    padded = stream.encode("utf-16-le").ljust(_NAME_BYTES, b"\0")
    return padded + (2 * len(stream) + 2).to_bytes(2, "little")
