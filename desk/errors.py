"""What can go wrong, as the user sees it: one class for each way to end, with its exit code.

An error is one sentence that says what, where and what to do. The commands print it and end with its
exit code; the screens show it and go on.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class ExitCode(IntEnum):
    """How a command ends."""

    DONE = 0
    REFUSED = 1
    USAGE = 2
    BAD_INPUT = 3
    STORAGE = 4
    NOT_PERMITTED = 5
    CONFLICT = 6
    INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with one field of what somebody handed in."""

    field: str
    message: str
    clause: str = ""


class DeskError(Exception):
    """The base of every error that a user may see; `message` is a whole sentence in the user's language."""

    exit_code = ExitCode.REFUSED
    code = "refused"

    def __init__(self, message: str, *, clause: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.clause = clause


class Refused(DeskError):  # noqa: N818 - the field's word, and the name of the outcome
    """A rule forbids the act; `problems` lists every field at fault, if fields were at fault."""

    def __init__(self, message: str, *, clause: str = "", problems: tuple[Problem, ...] = ()) -> None:
        super().__init__(message, clause=clause)
        self.problems = problems


class UsageError(DeskError):
    """The command was typed wrongly, or its set-up cannot run it."""

    exit_code = ExitCode.USAGE
    code = "usage"


class BadInput(DeskError):  # noqa: N818 - named for what was handed in
    """A file or a record that was handed in cannot be taken."""

    exit_code = ExitCode.BAD_INPUT
    code = "bad_input"

    def __init__(self, message: str, *, clause: str = "", problems: tuple[Problem, ...] = ()) -> None:
        super().__init__(message, clause=clause)
        self.problems = problems


class StorageError(DeskError):
    """The data folder is damaged, missing, busy or not writable."""

    exit_code = ExitCode.STORAGE
    code = "storage"


class NotPermitted(DeskError):  # noqa: N818 - named for the outcome
    """The person may not do or see this."""

    exit_code = ExitCode.NOT_PERMITTED
    code = "not_permitted"


class Conflict(DeskError):  # noqa: N818 - named for the outcome
    """Somebody changed the ticket first; `found` is the revision that stands now."""

    exit_code = ExitCode.CONFLICT
    code = "conflict"

    def __init__(self, message: str, *, found: int, clause: str = "") -> None:
        super().__init__(message, clause=clause)
        self.found = found
