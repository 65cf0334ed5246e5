"""`desk calendar show`: the days off and the days worked instead, year by year."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from desk.calendar_file import YearTable
from desk.cli.common import Common
from desk.cli.compose import home_path, open_folder
from desk.cli.output import emit, emit_json, table
from desk.cli.usage import Parser, count
from desk.cli.words import weekday
from desk.errors import ExitCode, Refused
from desk.i18n import _


def parser() -> Parser:
    """Return the parser of this command."""
    made = Parser("desk calendar", _("Show the working days in force."))
    made.arguments.add_argument("act", choices=("show",), metavar="show", help=_("Show a year's table."))
    made.options.add_argument(
        "--year", type=count, metavar="YEAR", help=_("Which year; else the present one.")
    )
    made.options.add_argument("--json", action="store_true", help=_("As JSON."))
    return made


def run(words: Sequence[str], common: Common) -> int:
    """Show one year's table on stdout; `Refused` when there is none."""
    args = parser().parse_args(words)
    desk = open_folder(home_path(common)).desk
    tables = desk.calendars.tables
    year = args.year or desk.now().year
    if year not in tables:
        raise Refused(
            _("There is no calendar for {year}; there are {years}.").format(
                year=year, years=", ".join(map(str, sorted(tables)))
            )
        )
    if args.json:
        emit_json(_as_data(tables[year]))
    else:
        _show(tables[year])
    return ExitCode.DONE


def _as_data(found: YearTable) -> dict[str, Any]:
    days = [
        {
            "date": day.isoformat(),
            "counts": entry.counts,
            "holiday": str(entry.holiday),
            "notice": entry.notice,
        }
        for day, entry in sorted(found.days.items())
    ]
    return {
        "year": found.year,
        "version": found.version,
        "title": found.title,
        "published": found.published.isoformat(),
        "days": days,
    }


def _show(found: YearTable) -> None:
    emit(
        _("{year}, version {version}: {title}").format(
            year=found.year, version=found.version, title=found.title
        )
    )
    table([[day.isoformat(), weekday(day), *_words(found, day)] for day in sorted(found.days)])


def _words(found: YearTable, day: date) -> tuple[str, str]:
    entry = found.days[day]
    return _("working day") if entry.counts else _("day off"), str(entry.holiday)
