"""The fault run.

    python -m tests.faults.run --kills 2000 --faults 2000 --seed 1

Many processes append to one record, through the ledger and through the actions of a desk, while they are killed,
stopped, and while their disk fails. After each round every promise of docs/reliability.md is checked.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from desk.i18n import set_language
from tests.bench.figures import command_line, machine
from tests.faults.harm import harm_copies
from tests.faults.supervise import Round, Tally
from tests.faults.volume import fill_up

KILLS_A_ROUND = 40
FAULTS_A_ROUND = 40


def run(folder: Path, kills: int, faults: int, seed: int, tally: Tally) -> None:
    """Play rounds, each on a record of its own, until so many kills and faults were counted."""
    count = 0
    while tally.counts["killed"] < kills or tally.faults.total() < faults:
        one = Round(folder / f"round-{count}", seed * 100_000 + count, tally)
        with one.ended():
            one.play(min(kills, KILLS_A_ROUND), min(faults, FAULTS_A_ROUND))
            found = one.finish()
        found += harm_copies(one.path, folder / f"harm-{count}", one.rng, tally)
        tally.broken += [f"round {count}: {sentence}" for sentence in found]
        print("".join(f"{sentence}\n" for sentence in found), end="", file=sys.stderr)
        if not found:
            one.clear()
        count += 1
        _say(tally)
        if count % 5 == 0:
            tally.broken += fill_up(folder / f"full-{count}", seed + count, tally)


def _say(tally: Tally) -> None:
    print(
        f"round {tally.counts['rounds']}: {tally.counts['killed']} killed, {tally.faults.total()} faults, "
        f"{len(tally.broken)} broken promises",
        file=sys.stderr,
        flush=True,
    )


def summary(tally: Tally, seconds: float) -> list[str]:
    """Return the lines of the summary."""
    lines = [f"{seconds:.0f} seconds; broken promises: {len(tally.broken)}"]
    lines += [f"  {count:>7} {name}" for name, count in sorted(tally.counts.items())]
    for title, counter in (("killed themselves", tally.kills), ("faults injected", tally.faults)):
        parts = ", ".join(f"{name} {count}" for name, count in counter.most_common())
        lines.append(f"{title}: {counter.total()} ({parts})")
    return lines + tally.broken[:20]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m tests.faults.run")
    parser.add_argument("--kills", type=int, default=2000)
    parser.add_argument("--faults", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()))
    given = parser.parse_args()
    print(command_line(), machine(given.folder), sep="\n", flush=True)
    set_language("en")
    tally, begun = Tally(), time.monotonic()
    folder = Path(tempfile.mkdtemp(dir=given.folder, prefix="faults-"))
    run(folder, given.kills, given.faults, given.seed, tally)
    print(*summary(tally, time.monotonic() - begun), sep="\n")
    if tally.broken:
        print(f"the records are kept in {folder}")
        return 1
    folder.rmdir()
    return 0


if __name__ == "__main__":
    sys.exit(main())
