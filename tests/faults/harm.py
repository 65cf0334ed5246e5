"""Harming a record that stands still: a torn last frame, a flipped byte; what is found must be the truth."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from desk.errors import DeskError
from storage import open_home, verify
from storage.journal import journals
from tests.faults import check, content
from tests.faults.supervise import Tally

State = tuple[check.Histories, dict[str, Any]]


def harm_copies(path: Path, copy: Path, rng: Random, tally: Tally) -> list[str]:
    """Harm copies of a record in several ways and return the sentences about what was not told truly."""
    ledger = open_home(path).ledger()
    for i in range(5):
        with ledger.transaction() as transaction:
            content.add(transaction, f"H{i}", f"harm-{i}-create")
    found: list[str] = []
    for _ in range(4):
        found += _torn(path, copy, rng, tally)
        found += _flipped(path, copy, rng, tally)
    return found


def _state(path: Path) -> State:
    home = open_home(path)
    ledger = home.ledger()
    return check.histories(ledger), {f"t{i}": home.documents().read(f"t{i}") for i in range(3)}


def _torn(path: Path, copy: Path, rng: Random, tally: Tally) -> Iterator[str]:
    """Cut the last frame at a byte: the record is that of the frame before, and the next action goes through."""
    whole = _state(path)
    shutil.copytree(path, copy)
    journal = journals(copy)[-1][1]
    text = journal.read_bytes()
    start = _last_frame(text)
    journal.write_bytes(text[: rng.randrange(start, len(text))])
    tally.counts["last frames torn"] += 1
    before, _tables = _state(copy)
    without = {number: events for number, events in whole[0].items() if number != "H4"}
    if before != without:
        yield "a torn last frame took more than itself with it"
    with open_home(copy).ledger().transaction() as transaction:
        content.add(transaction, "H4", "harm-4-create")
    if _state(copy) != whole or verify(open_home(copy)).faults:
        yield "after a torn last frame the record does not go on as before"
    shutil.rmtree(copy)


def _last_frame(journal: bytes) -> int:
    """Return where the last frame of a sound journal begins."""
    return journal.rfind(b"\n]}\n", 0, -1) + 4


def _flipped(path: Path, copy: Path, rng: Random, tally: Tally) -> Iterator[str]:
    """Turn one bit of one file: verify finds it, or nothing that anybody reads has changed."""
    shutil.copytree(path, copy)
    whole = _state(copy)
    victims = [
        copy / "open.json",
        journals(copy)[-1][1],
        *copy.glob("documents/*.json"),
        *copy.glob("closed/*.json"),
    ]
    victim = rng.choice(sorted(victims))
    text = bytearray(victim.read_bytes())
    place = rng.randrange(len(text))
    text[place] ^= 1 << rng.randrange(8)
    last = victim.suffix == ".jl" and place >= _last_frame(victim.read_bytes())
    victim.write_bytes(text)
    tally.counts["bits flipped"] += 1
    yield from (f"a flipped bit at {place} of {victim.name}: {s}" for s in _judged(copy, whole, last, tally))
    shutil.rmtree(copy)


def _judged(copy: Path, whole: State, last: bool, tally: Tally) -> Iterator[str]:
    faults, same = _found(copy, whole)
    if faults:
        tally.counts["flipped bits that verify found"] += 1
    elif same:
        tally.counts["flipped bits that changed nothing"] += 1
    elif last:
        tally.counts["flipped bits in the last frame, taken for a torn write"] += 1
    else:
        yield "verify found nothing, and the record has changed"


def _found(copy: Path, whole: State) -> tuple[list[str], bool]:
    """Return what verify says, a refusal to open among it, and whether the record reads as before."""
    try:
        faults = verify(open_home(copy)).faults
        return list(faults), not faults and _state(copy) == whole
    except DeskError as error:
        return [error.message], False
