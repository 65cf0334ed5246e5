"""JSON that is handed in: one object from a file or from stdin, or one sentence why it is none."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, NoReturn

from desk.errors import BadInput
from desk.i18n import _

MOST_BYTES: Final = 4 * 1024 * 1024
STDIN: Final = "-"


def read_object(place: str) -> dict[str, Any]:
    """Return the one JSON object of a file, or of stdin for `-`; BadInput says what is wrong with it."""
    name = _("standard input") if place == STDIN else place
    content = _bytes(place, name)
    if len(content) > MOST_BYTES:
        raise BadInput(_("{name} is larger than 4 MB, too much for one record.").format(name=name))
    try:
        value = json.loads(content.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        raise BadInput(_("{name} is not written in UTF-8; save it as UTF-8.").format(name=name)) from error
    except json.JSONDecodeError as error:
        message = _("{name} is not JSON: line {line}, column {column}: {fault}.")
        raise BadInput(
            message.format(name=name, line=error.lineno, column=error.colno, fault=error.msg)
        ) from error
    except (ValueError, RecursionError) as error:
        raise BadInput(_("{name} cannot be taken: {fault}.").format(name=name, fault=error)) from error
    if not isinstance(value, dict):
        message = _('{name} must hold one JSON object such as {{"channel": "hotline"}}.')
        raise BadInput(message.format(name=name))
    return value


def _bytes(place: str, name: str) -> bytes:
    if place == STDIN:
        return sys.stdin.buffer.read(MOST_BYTES + 1)
    path = Path(place).expanduser()
    if path.is_dir():
        raise BadInput(_("{name} is a folder; name a file.").format(name=name))
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except FileNotFoundError as error:
        raise BadInput(_("There is no file {name}.").format(name=name)) from error
    except (OSError, ValueError) as error:
        raise BadInput(
            _("The file {name} cannot be read: {reason}.").format(
                name=name, reason=getattr(error, "strerror", error)
            )
        ) from error


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(_("the field {name} stands twice").format(name=twice))
    return found


def _no_constant(word: str) -> NoReturn:
    raise ValueError(_("{word} is not a number").format(word=word))
