"""In which proportions the sample complaints come: business, cause, verdict and place by given shares.

Shares are per cent. A complaint is drawn from cells (matter, reason of the verdict, place) whose weights are
fitted to all four sets of shares at once, by iterative proportional fitting.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from itertools import accumulate
from random import Random
from typing import Final

from sample_data.texts import Cell, matters

BUSINESS: Final = {
    "loan": 30, "card.debit": 25, "card.credit": 12, "payment": 12, "savings": 6, "agency": 4, "dunning": 4,
    "cash": 2, "forex": 1, "other": 4,
}  # fmt: skip
CAUSE: Final = {
    "process": 40, "service": 25, "facility": 14, "pricing": 7, "funds": 5, "disclosure": 3, "marketing": 3,
    "dunning": 2, "privacy": 1,
}  # fmt: skip
VERDICT: Final = {
    "effective": 28, "quasi": 3, "invalid_improve": 34, "invalid_noblame": 31, "undetermined": 4,
}  # fmt: skip
PLACE: Final = {"onsite": 45, "offsite": 55}
_ROUNDS: Final = 60


def group_of(business: str) -> str:
    """Return the group of `BUSINESS` that a business belongs to."""
    parts = business.split(".")
    return next((key for key in (business, parts[0]) if key in BUSINESS), "other")


@cache
def cells() -> tuple[tuple[Cell, ...], tuple[float, ...]]:
    """Return the cells and their cumulative weights."""
    found = tuple(
        Cell(matter, reason, place)
        for matter in matters()
        for reason in (*matter.reasons, "Q", "U")
        for place in PLACE
        if matter.place in ("", place.removesuffix("site"))
    )
    weights = [1.0] * len(found)
    for _round in range(_ROUNDS):
        for shares, key in _MARGINS:
            weights = _fit(found, weights, shares, key)
    return found, tuple(accumulate(weights))


def draw(rng: Random) -> Cell:
    """Draw a cell by its weight."""
    found, weights = cells()
    return rng.choices(found, cum_weights=weights)[0]


def _fit(
    found: tuple[Cell, ...], weights: list[float], shares: Mapping[str, int], key: Callable[[Cell], str]
) -> list[float]:
    sums = dict.fromkeys(shares, 0.0)
    for cell, weight in zip(found, weights, strict=True):
        sums[key(cell)] += weight
    return [w * shares[key(c)] / sums[key(c)] for c, w in zip(found, weights, strict=True)]


def _business(cell: Cell) -> str:
    return group_of(cell.matter.business)


def _cause(cell: Cell) -> str:
    return cell.matter.cause


def _verdict(cell: Cell) -> str:
    return cell.verdict


def _place(cell: Cell) -> str:
    return cell.place


_MARGINS: Final[tuple[tuple[Mapping[str, int], Callable[[Cell], str]], ...]] = (
    (BUSINESS, _business),
    (CAUSE, _cause),
    (VERDICT, _verdict),
    (PLACE, _place),
)
