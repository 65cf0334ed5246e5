"""The words of the sample tickets: matters and phrases of `matters/*.toml`, slots filled by chance."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, Final

MATTERS_DIR: Final = Path(__file__).parent / "matters"
PHRASES: Final = "phrases.toml"
REFERRALS: Final = {
    "regulator": 35, "government": 20, "consumer_council": 15, "supervision_hotline": 15, "leader": 10,
    "media": 5,
}  # fmt: skip
"""Who hands complaints on, with their shares in per cent."""

BOTH: Final = ""
FAULT: Final = "!"
"""Begins a fact that is somebody's fault."""

_POOLS: Final = {
    "relative": "relatives",
    "staff": "roles",
    "shop": "shops",
    "product": "products",
    "product_wealth": "wealth",
    "card": "cards",
    "machine": "machines",
    "window": "windows",
    "mood": "moods",
}
_BY_LETTER: Final = {"E": "effective", "Q": "quasi", "U": "undetermined"}
_IMPROVE: Final = frozenset({"N1", "N2", "N3"})
_WEEKDAYS: Final = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Matter:
    """One kind of complaint; `place` is "on", "off" or nothing for both, `loss` a range in yuan."""

    subject: str
    business: str
    cause: str
    category: str
    reasons: tuple[str, ...]
    tell: tuple[str, ...]
    want: tuple[str, ...]
    fact: tuple[str, ...]
    remedy: tuple[str, ...]
    place: str = BOTH
    loss: tuple[int, int] | None = None
    company: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One way a complaint can be; `reason` is the verdict's code, Q for quasi, U for undetermined."""

    matter: Matter
    reason: str
    place: str

    @property
    def verdict(self) -> str:
        """The verdict's key."""
        if self.reason[0] == "N":
            return "invalid_improve" if self.reason in _IMPROVE else "invalid_noblame"
        return _BY_LETTER[self.reason[0]]


@dataclass(frozen=True, slots=True)
class Scene:
    """Where and to whom it happened; slots are drawn once, so that a ticket tells one story throughout."""

    matter: Matter
    slots: Mapping[str, str]
    fact: str
    remedy: str


@cache
def phrases() -> Mapping[str, Any]:
    """Return the phrases that surround a matter."""
    return tomllib.loads((MATTERS_DIR / PHRASES).read_text(encoding="utf-8"))


@cache
def matters() -> tuple[Matter, ...]:
    """Return every kind of complaint, in the files' order."""
    files = sorted(path for path in MATTERS_DIR.glob("*.toml") if path.name != PHRASES)
    raw = [entry for path in files for entry in tomllib.loads(path.read_text(encoding="utf-8"))["matter"]]
    return tuple(_matter(entry) for entry in raw)


@cache
def cluster() -> Matter:
    """Return the matter that several customers complain of at the same time."""
    return _matter(
        {**phrases()["clusters"], "title": phrases()["clusters"]["subject"], "reasons": ["N2", "E1"]}
    )


def _matter(raw: Mapping[str, Any]) -> Matter:
    return Matter(
        subject=raw["title"],
        business=raw["business"],
        cause=raw["cause"],
        category=raw["category"],
        reasons=tuple(raw["reasons"]),
        tell=tuple(raw["tell"]),
        want=tuple(raw["want"]),
        fact=tuple(raw["fact"]),
        remedy=tuple(raw["remedy"]),
        place=raw.get("place", BOTH),
        loss=tuple(raw["loss"]) if "loss" in raw else None,
        company=raw.get("company", False),
    )


def scene(cell: Cell, title: str, outlet: str, amount: int, at: datetime, rng: Random) -> Scene:
    """Return a scene at an outlet; `title` is how the customer is spoken of, `amount` is yuan."""
    matter = cell.matter
    slots = {name: rng.choice(phrases()[pool]) for name, pool in _POOLS.items()}
    day, part = _ago(at, rng)
    days = rng.randint(5, 26)
    since = at - timedelta(days=days)
    slots |= {
        "title": title,
        "outlet": outlet,
        "subject": matter.subject,
        "ago": day + part,
        "day": day or "今天",
        "amount": f"{amount}",
        "small": f"{rng.randint(12, 980)}",
        "minutes": f"{rng.randint(5, 18) * 5}",
        "days": f"{days}",
        "since": f"{since.month}月{since.day}日",
        "n": rng.choice("三四五六"),
        "tail": f"{rng.randint(0, 9999):04d}",
    }
    return Scene(matter, slots, rng.choice(_facts(cell)), rng.choice(matter.remedy))


def _facts(cell: Cell) -> list[str]:
    """Return what may have been found, unmarked: somebody's fault where the complaint is effective."""
    at_fault = cell.reason.startswith("E")
    fitting = [fact for fact in cell.matter.fact if fact.startswith(FAULT) == at_fault]
    return [fact.removeprefix(FAULT) for fact in fitting or cell.matter.fact]


def _ago(at: datetime, rng: Random) -> tuple[str, str]:
    """Return a day before `at`, nothing for today, and a part of that day."""
    days = rng.choice((0, 0, 0, 1, 1, 2, 3, 5, 8, 12))
    if not days:
        return "", "今天" + ("一早" if at.hour < 11 else "上午")
    part = rng.choice(("上午", "中午", "下午"))
    if days == 1:
        return "昨天", part
    day = at - timedelta(days=days)
    if days < 7 and rng.random() < 0.5:
        week = "上" if day.weekday() > at.weekday() else "本"
        return f"{week}周{_WEEKDAYS[day.weekday()]}", part
    return f"{day.month}月{day.day}日", part


def say(place: Scene, pool: str, rng: Random, **more: str) -> str:
    """Return one phrase of a pool with the scene's slots filled."""
    options: list[str] = phrases()[pool]
    return rng.choice(options).format(**{**place.slots, "fact": place.fact, "remedy": place.remedy, **more})


def complaint(place: Scene, channel: str, marks: Sequence[str], rng: Random) -> str:
    """Return what the customer said, as it was taken down; `marks` are the ticket's flags."""
    told = rng.choice(place.matter.tell).format(**place.slots)
    extras = [say(place, "before", rng) for _n in range(rng.choice((1, 1, 2)))]
    extras += [rng.choice(phrases()["marks"][mark]) for mark in marks if mark in phrases()["marks"]]
    return f"{opening(place, channel, rng)}{told}。{''.join(dict.fromkeys(extras))}"


def opening(place: Scene, channel: str, rng: Random) -> str:
    """Return how it reached the bank."""
    names: dict[str, str] = phrases()["channels"]
    own = f"openings_{channel}"
    if own in phrases():
        return say(place, own, rng)
    if channel not in names:
        return say(place, "openings", rng)
    pool = "openings_referral" if channel in REFERRALS else "openings_written"
    return say(place, pool, rng, channel=names[channel])


def demand(place: Scene, rng: Random) -> str:
    """Return what the customer wants."""
    return "；".join(rng.sample(place.matter.want, min(len(place.matter.want), rng.choice((1, 1, 2)))))


def answer(place: Scene, rng: Random, *, good: bool) -> str:
    """Return the answer given to the customer."""
    return say(place, "answers", rng, end=say(place, "ends_good" if good else "ends_poor", rng))


def cause_check(place: Scene, reason: str, rng: Random) -> str:
    """Return the cause found and the remedy, in the light of the verdict's reason."""
    return f"{place.fact}；{rng.choice(phrases()['causes'][reason])}。措施：{place.remedy}。"


def summing_up(place: Scene) -> str:
    """Return the summing-up at the end of the ticket."""
    return f"{place.slots['outlet']}{place.matter.subject}：{place.remedy}。"
