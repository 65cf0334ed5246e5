"""Opens the desk on a data folder in a terminal of its own; run by the tests of the terminal."""

from __future__ import annotations

import sys
from pathlib import Path

from desk.i18n import set_language
from screens.app import run_desk
from tests.support.desks import open_bench


def main() -> int:
    """Open the desk for T002 on the folder of the first argument; a second one breaks it on purpose."""
    set_language()
    bench = open_bench(Path(sys.argv[1]))
    if sys.argv[2:] == ["crash"]:
        break_tickets(bench.desk)
    return run_desk(bench.desk, bench.who("T002", "screen"), error_log=Path(sys.argv[1]) / "faults.log")


def break_tickets(desk: object) -> None:
    """Let every look at a ticket fail as a mistake in the program would."""

    def ticket(_number: str, _actor: object = None) -> None:
        customer = "张丽华13800001234"
        raise RuntimeError(customer)

    desk.ticket = ticket  # type: ignore[attr-defined]


if __name__ == "__main__":
    sys.exit(main())
