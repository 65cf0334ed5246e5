"""One run of the program: words in, exit code out, and never a traceback."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module

from desk.cli.common import Common, choose_language, split
from desk.cli.nouns import NOUNS
from desk.errors import DeskError, ExitCode, UsageError
from desk.i18n import _
from desk.text import nearest


def main(words: Sequence[str]) -> int:
    """Run one command and return its exit code."""
    try:
        code = _perform(words)
        sys.stdout.flush()
    except SystemExit as done:
        code = int(done.code or 0)
    except BrokenPipeError:
        from desk.cli.output import hush  # noqa: PLC0415 - rarely needed

        hush()
        code = ExitCode.DONE
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - the edge of the process: nothing may pass as a traceback
        from desk.cli.failure import tell  # noqa: PLC0415 - only a failure needs it

        code = tell(error, words)
    return int(code)


def _perform(words: Sequence[str]) -> int:
    choose_language(words)
    common, rest = split(words)
    if rest and not rest[0].startswith("-"):
        return _noun(rest[0], rest[1:], common)
    from desk.cli.front import run  # noqa: PLC0415 - a noun needs none of it

    return run(rest, common)


def _noun(noun: str, rest: list[str], common: Common) -> int:
    if noun not in NOUNS:
        near = nearest(noun, NOUNS)
        hint = _("did you mean {near}?").format(near=near) if near else _("'desk --help' lists them all.")
        raise UsageError(_("There is no command {noun}; {hint}").format(noun=noun[:40], hint=hint))
    return int(import_module(f"desk.cli.{noun}").run(rest, common))


def exit_code(error: BaseException) -> ExitCode:
    """Return the code that a run which failed by `error` ends with: the one place that decides it.

    A mistake of the program itself counts as a desk that is not available.
    """
    if isinstance(error, DeskError):
        return error.exit_code
    return ExitCode.INTERRUPTED if isinstance(error, KeyboardInterrupt) else ExitCode.STORAGE
