"""What a reader in its own process says when it will not go on."""

from __future__ import annotations

from typing import Any


class Halt(Exception):  # noqa: N818 - what was found, not what failed
    """The code of a fault (`importers.faults.Fault`) and the fields of its sentence."""

    def __init__(self, code: str, **fields: Any) -> None:
        super().__init__(code)
        self.code = code
        self.fields = fields


class ErrorValue:
    """An error cell on its way out of that process, such as #REF!."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __str__(self) -> str:
        """Return the error as the spreadsheet shows it."""
        return self.text
