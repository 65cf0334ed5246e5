"""Reading a workbook in a process of its own: a crash or a bomb costs one sentence, never the desk."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import IO, Any, Final

from importers.book import Limits, Row, Sheet, Taken, Value
from importers.cells import a1
from importers.faults import Fault, refuse

READERS: Final = {
    "xlsx": ("calamine", "openpyxl"),
    "xlsb": ("calamine",),
    "ods": ("calamine",),
    "xls": ("xlrd", "calamine"),
    "html": ("html",),
    "xml2003": ("xml2003",),
}
"""The readers of each kind; a later one is asked when an earlier one fails."""

_START: Final = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]);"
    " from importers.worker import main; main(sys.argv[2])"
)
_FINAL: Final = frozenset({Fault.TOO_MANY_ROWS, Fault.TOO_MANY_COLUMNS, Fault.ENCRYPTED, Fault.TOO_SLOW})
"""Faults that another reader would only find again."""


@dataclass(slots=True)
class _Draft:
    """A sheet whose rows are still coming."""

    name: str
    hidden: bool
    rows: list[Row] = field(default_factory=list)
    errors: list[tuple[str, str]] = field(default_factory=list)

    def add(self, index: int, cells: list[Any]) -> None:
        """Put a row at its index, with the blank rows before it."""
        self.rows.extend([()] * (index - len(self.rows)))
        for column, cell in enumerate(cells):
            if isinstance(cell, dict):
                cells[column] = self._special(cell, index, column)
        self.rows.append(tuple(cells))

    def _special(self, cell: dict[str, Any], index: int, column: int) -> Value:
        [(sign, value)] = cell.items()
        if sign == "e":
            self.errors.append((a1(index, column), value))
            return str(value)
        return _SPECIAL[sign](value)

    def done(self) -> Sheet:
        """Return the finished sheet."""
        return Sheet(self.name, tuple(self.rows), self.hidden, tuple(self.errors))


_SPECIAL: Final[dict[str, Callable[[Any], Value]]] = {
    "d": date.fromisoformat,
    "m": datetime.fromisoformat,
    "t": time.fromisoformat,
    "s": lambda seconds: timedelta(seconds=seconds),
}


@dataclass(slots=True)
class _Report:
    """What one child said: the sheets so far, and how it ended (without a word: damaged)."""

    drafts: list[_Draft] = field(default_factory=list)
    fault: Fault | None = Fault.DAMAGED
    fields: dict[str, Any] = field(default_factory=dict)
    count: int = 0

    @property
    def sure(self) -> bool:
        """Whether another reader would find the same, or must not be asked."""
        return self.fault in _FINAL or bool(self.fields.get("sure"))

    def take(self, line: list[Any]) -> None:
        """Take in one line of the child."""
        match line:
            case [int(index), list(cells)]:
                self.drafts[-1].add(index, cells)
            case ["sheet", name, hidden]:
                self.drafts.append(_Draft(name, hidden))
            case ["fault", code, fields]:
                self.fault, self.fields = Fault(code), fields
            case ["end", int(count)]:
                self.fault, self.count = None, count


def read_apart(copy: IO[bytes], kind: str, name: str, limits: Limits, *, sheets: int = 0) -> Taken:
    """Read an open file of one of the `READERS` kinds in a child process.

    `sheets` is how many the container says it has; a reader that finds fewer has failed.
    `desk.errors.BadInput` when no reader can.
    """
    reports = []
    for reader in READERS[kind]:
        report = _asked(copy, reader, limits)
        if report.fault is None and report.count >= sheets:
            return Taken(kind, tuple(draft.done() for draft in report.drafts))
        reports.append(report)
        if report.sure:
            break
    raise _refusal(reports, name, limits)


def _refusal(reports: list[_Report], name: str, limits: Limits) -> Exception:
    """Return the error for the reader that knew best what is wrong."""
    known = [report for report in reports if report.fault not in (None, Fault.DAMAGED)]
    report = known[-1] if known else reports[-1]
    fields = {"name": name, "part": Path(name).suffix.lstrip(".") or "?", **report.fields}
    if "at" in fields:
        fields["cell"] = a1(*fields["at"])
    return refuse(report.fault or Fault.DAMAGED, limit=_limit(report.fault, limits), **fields)


def _limit(fault: Fault | None, limits: Limits) -> int:
    """Return the figure that the fault's sentence names, 0 for one that names none."""
    figures = {
        Fault.TOO_MANY_ROWS: limits.rows,
        Fault.TOO_MANY_COLUMNS: limits.columns,
        Fault.TOO_SLOW: limits.wall_seconds,
        Fault.TOO_HEAVY: limits.memory >> 20,
    }
    return figures.get(fault, 0) if fault else 0


def _asked(copy: IO[bytes], reader: str, limits: Limits) -> _Report:
    """Run one child over the file and return what it said before it ended or was ended."""
    report = _Report()
    with _started(copy, reader, limits) as child:
        clock = threading.Timer(limits.wall_seconds, child.kill)
        clock.start()
        try:
            assert child.stdout is not None
            for line in child.stdout:
                report.take(json.loads(line))
            child.wait()
        finally:
            clock.cancel()
            child.kill()
    if child.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        report.fault = Fault.TOO_SLOW
    return report


def _started(copy: IO[bytes], reader: str, limits: Limits) -> subprocess.Popen[bytes]:
    """Start the child with the file as its standard input, and this process's own import path."""
    path = [str(Path(__file__).resolve().parents[1]), *filter(None, sys.path)]
    command = [
        sys.executable,
        "-I",
        "-c",
        _START,
        json.dumps(path),
        json.dumps({"reader": reader, **asdict(limits)}),
    ]
    return subprocess.Popen(command, stdin=copy, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)  # noqa: S603
