"""What a terminal pastes, before anything reads it: text alone, no control that could act as a key.

A paste comes between two marks. An escape inside it would end it for the parser, and the rest would arrive as
keystrokes: a save, a change of field. So everything between the marks is cleaned as it comes in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from textual._xterm_parser import XTermParser
from textual.message import Message

BEGIN: Final = "\x1b[200~"
END: Final = "\x1b[201~"
LONGEST: Final = 1 << 20
"""Characters after which a paste that never ends counts as ended."""
_SEQUENCES: Final = re.compile(r"\x1b(?:\[[0-9;?<>=]*[ -/]*[@-~]|[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?)")
_CONTROLS: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def cleaned(text: str) -> str:
    """Return pasted text without escape sequences and controls; tabs and line ends stay."""
    return _CONTROLS.sub("", _SEQUENCES.sub("", text))


class PasteGuard:
    """Follows the input through its marks; a paste may come in any number of pieces."""

    def __init__(self) -> None:
        self._inside = False
        self._held = ""

    def clean(self, data: str) -> str:
        """Return the next piece of input with what is pasted in it cleaned.

        A paste is handed on whole, at its end mark.
        """
        given: list[str] = []
        data, self._held = self._held + data, ""
        while data:
            if not self._inside:
                before, mark, data = data.partition(BEGIN)
                given.append(before + mark)
                self._inside = bool(mark)
            elif END in data:
                pasted, mark, data = data.partition(END)
                given.append(cleaned(pasted) + mark)
                self._inside = False
            elif len(data) > LONGEST:
                given.append(cleaned(data) + END)
                self._inside, data = False, ""
            else:
                self._held, data = data, ""
        return "".join(given)


class CleanParser(XTermParser):
    """Textual's parser of terminal input behind the guard."""

    def __init__(self, debug: bool = False) -> None:
        super().__init__(debug)
        self._guard = PasteGuard()

    def feed(self, data: str) -> Iterable[Message]:
        """Take in the next piece of input; a piece of an unfinished paste gives nothing yet."""
        given = self._guard.clean(data)
        return super().feed(given) if given or not data else ()
