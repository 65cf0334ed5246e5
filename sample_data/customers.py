"""Invented customers: names by chance, and numbers of ranges that nobody holds."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any, Final

from sample_data.bank import AREA_CODE, person_name, words

MOBILE_RANGES: Final = ("1380000", "1390000", "1500000", "1770000")
NO_REGION: Final = "990000"
"""The beginning of an identity number of no region."""

_OLDER: Final = 0.06


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer's fields as intake takes them; `title` is how a colleague speaks of the person."""

    title: str
    fields: tuple[tuple[str, Any], ...]

    def to_json(self) -> dict[str, Any]:
        """Return the customer as the new ticket's JSON carries it."""
        return dict(self.fields)


def draw(rng: Random, *, company: bool = False) -> Customer:
    """Return a customer; for a company the person who speaks for it."""
    name = person_name(rng)
    address = rng.choice(words()["streets"]) + f"{rng.randint(1, 388)}号"
    fields: dict[str, Any] = {
        "name": name,
        "mobile": f"{rng.choice(MOBILE_RANGES)}{rng.randint(0, 9999):04d}",
    }
    if rng.random() < 0.12:
        fields["phone"] = f"{AREA_CODE}-55{rng.randint(0, 99999):05d}"
    if rng.random() < 0.25:
        fields["address"] = rng.choice(words()["cities"]) + "市" + address
    if rng.random() < 0.3:
        fields["id_number"] = _identity(rng)
    if rng.random() < 0.35:
        fields["account"] = f"62999900{rng.randint(0, 99_999_999):08d}"
    if company:
        firm = "".join(rng.choice(words()[kind]) for kind in ("cities", "firms", "trades")) + "有限公司"
        fields |= {"name": f"{firm}（{name}）", "kind": "company"}
    elif rng.random() < 0.03:
        fields["own"] = False
    return Customer(name[0] + _address_form(rng), tuple(fields.items()))


def _address_form(rng: Random) -> str:
    return rng.choice(("大爷", "阿姨")) if rng.random() < _OLDER else rng.choice(("先生", "女士"))


def _identity(rng: Random) -> str:
    born = f"{rng.randint(1948, 2004)}{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}"
    return f"{NO_REGION}{born}{rng.randint(0, 9999):04d}"
