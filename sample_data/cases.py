"""Who complained of what, where, when and how: the facts of each sample ticket before anybody works on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final

from sample_data import bank, customers, mix, texts
from sample_data.customers import Customer
from sample_data.texts import Cell, Matter, Scene

OFFSITE: Final = {
    "hotline": 78, "app": 8, "web": 4, "email": 4, "letter": 2, "social": 3, "public_opinion": 1,
}  # fmt: skip
ONSITE: Final = {"counter": 62, "opinion_book": 13, "outlet_phone": 25}
MAJOR_FLAGS: Final = ("media", "public", "litigation", "reputation", "government")
LOSS_SHARE: Final = 0.55
MAJOR_SHARE: Final = 0.03
SENSITIVE_SHARE: Final = 0.075
OTHER_TYPES: Final = {"complaint": 94, "suggestion": 4, "enquiry": 2}
EMOTIONS: Final = {"calm": 30, "anxious": 30, "doubting": 20, "strong": 13, "agitated": 7}
REPLY_BY: Final = {"phone": 86, "sms": 6, "email": 3, "letter": 2, "visit": 3}
REPEAT_WITHIN: Final = timedelta(days=30)
_BY_PEOPLE: Final = frozenset({"service", "dunning", "marketing"})
_LATE_HOUR: Final = 18
_BANDS: Final = ((1, "none"), (1000, "hundreds"), (10_000, "thousands"), (100_000, "ten_thousands"))


@dataclass(frozen=True, slots=True)
class Case:
    """One sample ticket's facts.

    `repeats` is the place in the list of the earlier case it repeats, `taker` who took it down, if set.
    """

    seed: str
    received: datetime
    type: str
    unit: str
    place: str
    channel: str
    level: int
    reason: str
    verdict: str
    customer: Customer
    scene: Scene
    content: str
    demand: str
    loss: int
    band: str
    flags: tuple[str, ...] = ()
    persons: int = 1
    emotion: str = "calm"
    reply_by: str = ""
    repeats: int | None = None
    taker: str = ""

    @property
    def matter(self) -> Matter:
        """What it is about."""
        return self.scene.matter

    @property
    def rng(self) -> Random:
        """Chance of this case alone, so that one case never shifts another."""
        return Random(self.seed)


@dataclass(frozen=True, slots=True)
class Slot:
    """When and at which branch a case is to happen; `place` and `level` are drawn when they are open."""

    received: datetime
    branch: str
    place: str
    level: int | None = None


def pick(shares: Mapping[str, int], rng: Random) -> str:
    """Return a key by its share."""
    return rng.choices(tuple(shares), weights=tuple(shares.values()))[0]


def make_case(slot: Slot, seed: str, earlier: Sequence[Case]) -> Case:
    """Return the case of a slot; some repeat one of the earlier cases of the same branch."""
    rng = Random(seed)
    cell = _cell(slot.place, rng)
    kind = pick(OTHER_TYPES, rng) if slot.level is None else "complaint"
    unit = _unit(slot, rng)
    level, loss, flags = _weight(cell.matter, slot, rng) if kind == "complaint" else (0, 0, ())
    repeated = _earlier_of(unit, slot, earlier) if "repeat" in flags else None
    case = _told(slot, seed, cell, unit, rng, kind=kind, level=level, loss=loss, flags=flags)
    return _repeating(case, repeated, earlier) if repeated is not None else case


def _cell(place: str, rng: Random) -> Cell:
    while True:
        cell = mix.draw(rng)
        if cell.place == place:
            return cell


def _unit(slot: Slot, rng: Random) -> str:
    if slot.place == "offsite" and rng.random() < 0.06:
        return slot.branch
    outlets = bank.sub_branches(slot.branch)
    return rng.choices(outlets, weights=[len(outlets) + 3 - n for n in range(len(outlets))])[0]


def _weight(matter: Matter, slot: Slot, rng: Random) -> tuple[int, int, tuple[str, ...]]:
    """Return level, loss in yuan and flags such that the rule pack proposes this very level."""
    level = slot.level or _level(matter, slot, rng)
    if level == 3:
        return 3, 0, (rng.choice(MAJOR_FLAGS),)
    if level == 2 and matter.loss:
        low, high = matter.loss
        return 2, int(low + (high - low) * rng.random() ** 3), ()
    return level, 0, (_why_sensitive(slot.place, rng),) if level == 2 else ()


def _why_sensitive(place: str, rng: Random) -> str:
    """Return a flag, or nothing where whoever handed the complaint on is reason enough."""
    return pick({"": 60 if place == "offsite" else 0, "repeat": 34, "injury": 6}, rng)


def _level(matter: Matter, slot: Slot, rng: Random) -> int:
    if rng.random() < MAJOR_SHARE and slot.received.hour < _LATE_HOUR:
        return 3
    share = LOSS_SHARE if matter.loss else SENSITIVE_SHARE
    return 2 if rng.random() < share else 1


def in_cluster(case: Case, unit: str) -> Case:
    """Return the case as one of the group complaint that is forming at an outlet."""
    rng = Random(f"{case.seed}/cluster")
    amount = rng.randint(2, 30) * 10_000
    outlet = bank.organisation().units[unit].zh
    scene = texts.scene(
        Cell(texts.cluster(), "N2", case.place), case.customer.title, outlet, amount, case.received, rng
    )
    channel = "hotline" if case.place == "offsite" else "counter"
    told = _content("complaint", scene, channel, (), rng)
    wish = texts.demand(scene, rng)
    return replace(case, unit=unit, scene=scene, channel=channel, band="more", demand=wish, content=told)


def _earlier_of(unit: str, slot: Slot, earlier: Sequence[Case]) -> int | None:
    for place in range(len(earlier) - 1, -1, -1):
        case = earlier[place]
        if slot.received - case.received > REPEAT_WITHIN:
            return None
        if case.unit == unit and case.level == 1 and slot.received - case.received > timedelta(days=5):
            return place
    return None


def _repeating(case: Case, place: int, earlier: Sequence[Case]) -> Case:
    """Return the case as the same customer's complaint of the same matter, through another channel."""
    before = earlier[place]
    day = f"{before.received.month}月{before.received.day}日"
    told = f"客户称{day}已投诉过{before.matter.subject}，处理结果不能接受，现再次投诉：{before.content}"
    return replace(
        case,
        customer=before.customer,
        scene=before.scene,
        content=told,
        demand=before.demand,
        reason=before.reason,
        verdict=before.verdict,
        repeats=place,
    )


def _told(
    slot: Slot,
    seed: str,
    cell: Cell,
    unit: str,
    rng: Random,
    *,
    kind: str,
    level: int,
    loss: int,
    flags: tuple[str, ...],
) -> Case:
    flags = tuple(flag for flag in flags if flag)
    customer = customers.draw(rng, company=cell.matter.company)
    amount = loss or _amount(rng)
    outlet = bank.organisation().units[unit].zh
    scene = texts.scene(cell, customer.title, outlet, amount, slot.received, rng)
    channel = _channel(slot.place, level, bool(loss or flags), rng)
    return Case(
        seed=f"{seed}/life",
        received=slot.received,
        type=kind,
        unit=unit,
        place=slot.place,
        channel=channel,
        level=level,
        reason=cell.reason,
        verdict=cell.verdict,
        customer=customer,
        scene=scene,
        content=_content(kind, scene, channel, flags, rng),
        demand=texts.demand(scene, rng) if kind == "complaint" else "",
        loss=loss,
        band=next((band for most, band in _BANDS if amount < most), "more"),
        flags=flags,
        emotion=pick(EMOTIONS, rng) if level < 2 else rng.choice(("strong", "agitated", "anxious")),
        reply_by=pick(REPLY_BY, rng) if rng.random() < 0.8 else "",
    )


def _amount(rng: Random) -> int:
    return rng.choice((rng.randint(2, 99) * 100, rng.randint(1, 20) * 1000, rng.randint(3, 60) * 10_000))


def _channel(place: str, level: int, explained: bool, rng: Random) -> str:
    """Return a channel; a sensitive complaint that nothing else explains was handed on by somebody."""
    if place == "onsite":
        return pick(ONSITE, rng)
    if level == 2 and not explained:
        return pick(texts.REFERRALS, rng)
    return pick(OFFSITE, rng)


def _content(kind: str, scene: Scene, channel: str, flags: Sequence[str], rng: Random) -> str:
    if kind == "complaint":
        return texts.complaint(scene, channel, flags, rng)
    return texts.opening(scene, channel, rng) + texts.say(scene, kind, rng)


def intake(case: Case) -> dict[str, Any]:
    """Return the new ticket's JSON of a case; the level is left to the rule pack."""
    fields: dict[str, Any] = {
        "channel": case.channel,
        "received_at": case.received.isoformat(),
        "type": case.type,
        "customer": case.customer.to_json(),
        "content": case.content,
        "unit": case.unit,
        "category": case.matter.category,
        "business": case.matter.business,
        "cause": case.matter.cause,
        "cause_group": _group(case),
        "amount_band": case.band,
        "emotion": case.emotion,
        "persons": case.persons,
    }
    if case.loss:
        fields["loss"] = f"{case.loss}.00"
    more = {"demand": case.demand, "flags": list(case.flags), "reply_by": case.reply_by}
    return fields | {name: value for name, value in more.items() if value}


def _group(case: Case) -> str:
    """Return the group of causes (annex 2, article 6)."""
    if case.matter.cause in _BY_PEOPLE:
        return "people"
    return "objective" if case.verdict == "invalid_noblame" else "product"
