"""Handing in a workbook: an accepted file is kept for good, with a version that nobody overwrites."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Protocol

from desk.calendar import Calendars
from desk.errors import Conflict, Problem, Refused
from desk.i18n import _
from desk.moments import iso
from desk.pack import Pack
from desk.permissions import require
from desk.ports import Documents, Ledger
from desk.units import Actor, Organisation
from importers.workbook.check import check
from importers.workbook.findings import CheckReport, Severity
from importers.workbook.outlets import check_right
from importers.workbook.quarter import Quarter, hand_in_by
from importers.workbook.whole import checked_bytes

TABLE: Final = "workbooks"
TRIES: Final = 5
"""How often the table is written anew when another branch hands in at the same moment."""


class DeskLike(Protocol):
    """What handing in needs of the desk."""

    @property
    def documents(self) -> Documents:
        """The shared tables and files."""

    @property
    def organisation(self) -> Organisation:
        """The bank's units and staff."""

    @property
    def pack(self) -> Pack:
        """The rules in force."""

    @property
    def calendars(self) -> Calendars:
        """The calendars in force."""

    @property
    def now(self) -> Callable[[], datetime]:
        """Gives the present moment."""


@dataclass(frozen=True, slots=True)
class Version:
    """One accepted workbook; `due` is the day by which it was due, "" while that is unknown."""

    unit: str
    quarter: str
    version: int
    sha256: str
    at: str
    by: str
    name: str
    file: str
    due: str
    late: bool

    def to_json(self) -> dict[str, Any]:
        """Return the version as stored."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Submission:
    """What handing in came to; `again` tells that these very bytes stood there already."""

    version: Version
    again: bool
    report: CheckReport

    @property
    def message(self) -> str:
        """One sentence for the person who handed it in."""
        text = (
            _("The same file was handed in before: {unit} {quarter}, version {version}; nothing was stored.")
            if self.again
            else _("Stored: {unit} {quarter}, version {version}.")
        )
        v = self.version
        return text.format(unit=v.unit, quarter=v.quarter, version=v.version)


def submit(path: Path, desk: DeskLike, actor: Actor, *, ledger: Ledger | None = None) -> Submission:
    """Check a workbook and keep it as the next version of its branch and quarter (K-22.1).

    With the desk's `ledger` the register has to agree with the desk's own tickets, too.

    `NotPermitted` when it is another branch's or the actor may not hand in, `Refused` with every rejected
    cell when it has one: then nothing is stored. The same bytes again are the same version.
    """
    require("submit", actor, practice=False)
    now = desk.now()
    report = check(path, desk.organisation, desk.pack, desk.calendars, now, ledger=ledger)
    check_right(report.unit, desk.organisation, actor)
    _check_accepted(report, path.name)
    content = checked_bytes(path, report)
    for _try in range(TRIES):
        revision, rows = desk.documents.read(TABLE)
        known = _known(rows, report)
        if known is not None:
            return Submission(known, again=True, report=report)
        version = _next(rows, report, desk, actor, path)
        desk.documents.put_file(version.file, content)
        try:
            desk.documents.write(TABLE, [*rows, version.to_json()], expected_rev=revision)
        except Conflict:
            continue
        return Submission(version, again=False, report=report)
    raise Conflict(_("Too many branches hand in at this moment; try again."), found=revision)


def versions(documents: Documents, *, unit: str = "", quarter: str = "") -> tuple[Version, ...]:
    """Return the stored versions, oldest first, of one branch or quarter or of all."""
    _revision, rows = documents.read(TABLE)
    every = (Version(**row) for row in rows)
    return tuple(v for v in every if unit in ("", v.unit) and quarter in ("", v.quarter))


def _check_accepted(report: CheckReport, name: str) -> None:
    rejected = [found for found in report.findings if found.severity is Severity.REJECT]
    if rejected:
        first = rejected[0]
        raise Refused(
            _(
                "{name} is not accepted: {n} cells are rejected, the first is “{sheet}” {cell}: {message}"
                " Check it, correct the marked cells and hand it in again; nothing was stored."
            ).format(
                name=name,
                n=report.counts[Severity.REJECT],
                sheet=first.sheet,
                cell=first.cell,
                message=first.message,
            ),
            clause="K-22.1",
            problems=tuple(Problem(f"{f.sheet}!{f.cell}", f.message, f.rule) for f in rejected),
        )


def _known(rows: Sequence[Mapping[str, Any]], report: CheckReport) -> Version | None:
    wanted = (report.unit, report.quarter, report.sha256)
    found = (Version(**row) for row in rows if (row["unit"], row["quarter"], row["sha256"]) == wanted)
    return next(found, None)


def _next(
    rows: Sequence[Mapping[str, Any]], report: CheckReport, desk: DeskLike, actor: Actor, path: Path
) -> Version:
    now = desk.now()
    due = hand_in_by(Quarter.parse(report.quarter), desk.pack, desk.calendars)
    same = [row for row in rows if (row["unit"], row["quarter"]) == (report.unit, report.quarter)]
    return Version(
        report.unit,
        report.quarter,
        len(same) + 1,
        report.sha256,
        iso(now),
        actor.id,
        path.name,
        f"workbooks/{report.unit}/{report.quarter}/{report.sha256}{path.suffix.lower()}",
        due.isoformat() if due else "",
        late=due is not None and now.date() > due,
    )
