"""A volume that is really full, of bytes or of inodes, or read-only: a small tmpfs, where one may be mounted."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from desk.errors import DeskError
from storage import open_home
from tests.faults import check, content
from tests.faults.supervise import Round, Tally

LIMITS = ("size=700k,nr_inodes=2000", "size=64m,nr_inodes=40")
ROOMY = "size=256m,nr_inodes=20000"


def mounted(place: Path, options: str) -> bool:
    """Mount a tmpfs and return whether this account may do so."""
    place.mkdir(parents=True)
    words = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)]
    return subprocess.run(words, capture_output=True, check=False).returncode == 0


@contextmanager
def volume(place: Path, options: str) -> Iterator[bool]:
    """Have a small volume at `place` during the block, and say whether there is one."""
    there = mounted(place, options)
    try:
        yield there
    finally:
        if there:
            subprocess.run(["umount", "-l", str(place)], check=True)
        place.rmdir()


def remount(place: Path, options: str) -> None:
    """Change the limits of a mounted volume."""
    subprocess.run(["mount", "-o", f"remount,{options}", str(place)], check=True)


def fill_up(folder: Path, seed: int, tally: Tally) -> list[str]:
    """Let processes act on a volume until long after it is full, then give it room and check everything."""
    found: list[str] = []
    for options in LIMITS:
        with volume(folder / "volume", options) as there:
            if not there:
                tally.counts["volumes that could not be mounted"] += 1
                continue
            one = Round(folder / "round", seed, tally, folder / "volume" / "desk")
            with one.ended():
                found += [f"{options}: {sentence}" for sentence in _filled(one, folder / "volume")]
            one.clear()
            tally.counts["volumes filled up"] += 1
    folder.rmdir()
    return found


def _filled(one: Round, place: Path) -> list[str]:
    one.rush(3.0)
    found = [*_read_only(one, place)]
    remount(place, "bind,rw")
    remount(place, ROOMY)
    return found + one.finish()


def _read_only(one: Round, place: Path) -> Iterator[str]:
    """Yield a sentence unless a read-only volume can be read, if it can be opened at all, and is not written to."""
    remount(place, "bind,ro")
    try:
        ledger = open_home(one.path).ledger()
        check.histories(ledger)
        with ledger.transaction() as transaction:
            content.add(transaction, "S0", "nobody")
    except DeskError:
        return
    yield "an action on a read-only volume was acknowledged"
