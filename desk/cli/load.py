"""`desk load`: a complaints register, a spreadsheet of another system, becomes tickets."""

from __future__ import annotations

import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, Final

from desk.cli.common import Common
from desk.cli.compose import home_path, open_folder
from desk.cli.identity import acting
from desk.cli.output import emit, emit_json, say
from desk.cli.progress import Progress
from desk.cli.usage import Parser
from desk.errors import ExitCode
from desk.i18n import _
from desk.permissions import require

if TYPE_CHECKING:
    from importers.register import LoadResult, RefusedRow

SHOWN: Final = 20


def parser() -> Parser:
    """Return the parser of this command."""
    made = Parser("desk load", _("Take a complaints register (a spreadsheet) into tickets."))
    made.arguments.add_argument("file", metavar="FILE", help=_("xlsx, xls, xlsb, ods or csv."))
    add = made.options.add_argument
    add("--map", metavar="MAP.toml", help=_("How its columns are read; else the header decides."))
    add("--dry-run", action="store_true", help=_("Say what would be taken and take nothing."))
    add("--json", action="store_true", help=_("As JSON."))
    return made


def run(words: Sequence[str], common: Common) -> int:
    """Take the register and say how many rows were taken, known already and refused, with each reason."""
    from importers.register import plan_load, rehearse, take  # noqa: PLC0415 - the readers of spreadsheets are slow to load

    args = parser().parse_args(words)
    opened = open_folder(home_path(common))
    actor = acting(opened, common)
    require("load", actor, practice=opened.desk.practice)
    plan = plan_load(Path(args.file), Path(args.map) if args.map else None, now=opened.desk.now())
    for warning in plan.warnings:
        say(warning)
    if args.dry_run:
        rehearsed = rehearse(plan, opened.desk, actor=actor)
        _tell(_counts(rehearsed, dry_run=True), rehearsed.refused, as_json=args.json)
        return ExitCode.DONE
    progress = Progress(_("Rows"))
    with stoppable() as stop:
        result = take(plan, opened.desk, actor=actor, progress=progress, cancelled=stop.asked)
    progress.close()
    _tell(_counts(result, dry_run=False), result.refused, as_json=args.json)
    return ExitCode.INTERRUPTED if result.cancelled else ExitCode.DONE


@dataclass(slots=True)
class Stop:
    """Remembers that Ctrl+C was pressed."""

    pressed: list[int] = field(default_factory=list)

    def __call__(self, number: int, _frame: FrameType | None) -> None:
        """Take the signal; the second press ends the work at once."""
        if self.pressed:
            raise KeyboardInterrupt
        self.pressed.append(number)
        say(_("Stopping after this batch; press again to stop at once."))

    def asked(self) -> bool:
        """Whether to stop."""
        return bool(self.pressed)


@contextmanager
def stoppable() -> Iterator[Stop]:
    """Let Ctrl+C ask for an end between two batches instead of breaking one off."""
    stop = Stop()
    before = signal.signal(signal.SIGINT, stop)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)


def _counts(result: LoadResult, *, dry_run: bool) -> dict[str, Any]:
    return {
        "read": result.read,
        "would_take" if dry_run else "taken": result.taken,
        "already": result.already,
        "refused": len(result.refused),
        "dry_run": dry_run,
        "cancelled": result.cancelled,
    }


def _tell(counts: dict[str, Any], refused: Sequence[RefusedRow], *, as_json: bool) -> None:
    if as_json:
        emit_json({**counts, "refused_rows": [{"row": row.row, "reason": row.reason} for row in refused]})
    for row in () if as_json else refused[:SHOWN]:
        emit(_("Row {row}: {reason}").format(row=row.row, reason=row.reason))
    if len(refused) > SHOWN and not as_json:
        emit(_("... and {n} more rows refused; --json lists them all.").format(n=len(refused) - SHOWN))
    say(_sentence(counts))
    if not as_json and not counts["dry_run"]:
        emit(f"{counts['taken']} of {counts['read']}")


def _sentence(counts: dict[str, Any]) -> str:
    if counts["dry_run"]:
        return _(
            "Dry run, nothing was taken: {read} rows read, {would_take} would be taken, "
            "{already} known already, {refused} refused."
        ).format(**counts)
    sentence = _("{read} rows read: {taken} taken, {already} known already, {refused} refused.").format(
        **counts
    )
    if counts["cancelled"]:
        sentence += " " + _("Stopped before the end; load the file again to go on.")
    return sentence
