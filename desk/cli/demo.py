"""`desk demo`: a throw-away practice desk; new calls arrive from a second process."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import rmtree
from types import FrameType
from typing import Final, NoReturn

import desk
from desk.cli.common import LOG, Common
from desk.cli.compose import cache_folder, open_folder
from desk.cli.front import require_terminal
from desk.cli.init import SEED, TICKETS, make_sample
from desk.cli.output import say
from desk.cli.usage import Parser, count
from desk.i18n import _, language

PREFIX: Final = "desk-demo-"
LOCK: Final = "lock"
PATIENCE: Final = 2.0
"""Seconds that the second process gets to end by itself."""


def parser() -> Parser:
    """Return the parser of this command."""
    made = Parser("desk demo", _("Open a throw-away practice desk; new calls arrive live."))
    add = made.options.add_argument
    add("--tickets", type=count, default=TICKETS, metavar="N", help=_("How many invented tickets."))
    add("--seed", type=int, default=SEED, metavar="S", help=_("The same seed gives the same tickets."))
    return made


def run(words: Sequence[str], common: Common) -> int:
    """Open the practice desk; its folder is gone when this returns."""
    args = parser().parse_args(words)
    require_terminal()
    with _throw_away() as folder:
        say(_("This practice desk is in {path} and will be removed when you leave it.").format(path=folder))
        home = folder / "home"
        make_sample(home, "kunlun", seed=args.seed, tickets=args.tickets)
        opened = open_folder(home, quiet=True)
        actor = opened.desk.actor(common.by or opened.home.settings["operator"], "screen")
        with _arrivals(home, args.seed):
            from screens.app import run_desk  # noqa: PLC0415 - the full-screen toolkit takes longest, so it comes last

            notice = _("Practice desk in {path}: it is removed when you leave.").format(path=folder)
            return run_desk(opened.desk, actor, notice=notice, error_log=home / LOG)


@contextmanager
def _throw_away() -> Iterator[Path]:
    """Make a folder that is removed at the end, also when a signal ends the program."""
    place = cache_folder()
    _sweep(place)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=place))
    held = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(held, fcntl.LOCK_EX)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _leave)
    try:
        yield folder
    finally:
        rmtree(folder, ignore_errors=True)
        os.close(held)


def _leave(number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)


def _sweep(place: Path) -> None:
    """Remove what a demo left that was killed: its lock is free."""
    for folder in place.glob(f"{PREFIX}*"):
        with suppress(OSError), (folder / LOCK).open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            rmtree(folder, ignore_errors=True)


@contextmanager
def _arrivals(home: Path, seed: int) -> Iterator[None]:
    """Let calls arrive from a second process, which ends when its standard input does."""
    root = str(Path(desk.__file__).parents[1])
    path = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH", ""))))
    child = subprocess.Popen(  # noqa: S603 - this very program, with a number and a path as its arguments
        [sys.executable, "-m", "sample_data.arrivals", "--home", str(home), "--seed", str(seed)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": path, "DESK_LANG": language()},
        start_new_session=True,
    )
    try:
        yield
    finally:
        _end(child)


def _end(child: subprocess.Popen[bytes]) -> None:
    if child.stdin:
        child.stdin.close()
    try:
        child.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
