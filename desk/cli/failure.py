"""How a run that failed is told: one sentence on stderr, with `--json` the same as data on stdout."""

from __future__ import annotations

import os
import platform
import secrets
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from desk import __version__
from desk.cli.common import LOG, split
from desk.cli.output import emit_json, hush, say
from desk.cli.run import exit_code
from desk.errors import BadInput, DeskError, Problem, Refused
from desk.i18n import _
from desk.moments import iso, system_now

LISTED: Final = 40


def tell(error: BaseException, words: Sequence[str]) -> int:
    """Say what went wrong and return the exit code."""
    code, message, clause, problems = _told(error, words)
    say(f"{message} [{clause}]" if clause else message)
    _list(problems if len(problems) > 1 else ())
    if any(word.partition("=")[0] == "--json" for word in words):
        with suppress(BrokenPipeError):
            emit_json({"error": _as_data(code, message, clause, problems)})
            sys.stdout.flush()
    return exit_code(error)


def _list(problems: Sequence[Problem]) -> None:
    for problem in problems[:LISTED]:
        say(f"  {problem.field}: {problem.message}" + (f" [{problem.clause}]" if problem.clause else ""))
    if len(problems) > LISTED:
        say(_("... and {n} more; --json lists them all.").format(n=len(problems) - LISTED))


def _told(error: BaseException, words: Sequence[str]) -> tuple[str, str, str, tuple[Problem, ...]]:
    if isinstance(error, DeskError):
        problems = error.problems if isinstance(error, Refused | BadInput) else ()
        return error.code, error.message, error.clause, problems
    if isinstance(error, KeyboardInterrupt):
        return "interrupted", _("Interrupted; what was finished before stays."), "", ()
    if isinstance(error, OSError):
        if error.filename is None:
            hush()
        return "storage", _file_fault(error), "", ()
    return "internal", _noted(error, words), "", ()


def _as_data(code: str, message: str, clause: str, problems: Sequence[Problem]) -> dict[str, Any]:
    data: dict[str, Any] = {"code": code, "message": message} | ({"clause": clause} if clause else {})
    if problems:
        data["problems"] = [{"field": p.field, "message": p.message, "clause": p.clause} for p in problems]
    return data


def _file_fault(error: OSError) -> str:
    place = str(error.filename or "") or _("the output")
    return _("{place} cannot be read or written: {reason}.").format(
        place=place, reason=error.strerror or error
    )


def _noted(error: BaseException, words: Sequence[str]) -> str:
    """Write the details to the log and return the sentence that names them."""
    number = secrets.token_hex(4)
    try:
        log = _write(number, error, words)
    except (OSError, DeskError):
        return _(
            "The program made a mistake ({kind}, {number}) and could not note it; tell the administrator."
        ).format(kind=type(error).__name__, number=number)
    return _(
        "The program made a mistake ({number}); the details are in {log}: give both to the administrator."
    ).format(number=number, log=log)


def _write(number: str, error: BaseException, words: Sequence[str]) -> Path:
    """Append the error's places and class, mode 0600; its message is left out, for it may quote a value."""
    from desk.cli.compose import cache_folder, home_path  # noqa: PLC0415 - not needed for any other failure

    home = home_path(split(words)[0])
    folder = home if home.is_dir() else cache_folder()
    places = "".join(traceback.format_tb(error.__traceback__))
    version = f"desk {__version__}, Python {platform.python_version()}"
    entry = f"--- {number} {iso(system_now())} {version}\n{places}{type(error).__name__}\n"
    path = folder / LOG
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(entry)
    return path
