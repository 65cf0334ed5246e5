"""The plan of a sample desk: how many cases each branch has in each quarter, and what stands open now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final

from desk.calendar import Calendars
from desk.moments import ZONE
from sample_data import bank
from sample_data.cases import Case, Slot, in_cluster, make_case, pick
from sample_data.life import MINUTE, Act, squeeze, until, until_answered_again
from sample_data.lives import live
from sample_data.mix import PLACE
from sample_data.worktime import ONE_DAY, WorkTime

QUARTERS: Final = 4
PER_QUARTER: Final = {"B01": 55, "B02": 47, "B03": 42, "B04": 26}
_SEASON: Final = {1: 1.06, 2: 0.94, 3: 0.97, 4: 1.03}
_REST_DAY: Final = {"onsite": 0.12, "offsite": 0.35}
_HOURS: Final = {"onsite": (9.0, 16.6), "offsite": (8.2, 21.8)}
_OPEN_SHARE: Final = 0.5
REWORK: Final = "rework"
OPERATOR_TAKES: Final = 4
"""Of so many open tickets the practice desk's own operator took one."""

CLUSTER_BRANCH: Final = "B01"
CLUSTER_UNIT: Final = "B0105"


@dataclass(frozen=True, slots=True)
class Standing:
    """A ticket that stands open now: how many hours old it is, and the act that is still to come."""

    hours: float
    before: str
    level: int = 1
    place: str = "offsite"
    cluster: bool = False


STANDING: Final = (
    Standing(0.15, "dispatch"),
    Standing(0.7, "dispatch"),
    Standing(0.3, "dispatch", level=2),
    Standing(1.2, "sign-for"),
    Standing(4.5, "sign-for"),
    Standing(2.5, "sign-for", place="onsite"),
    Standing(0.6, "sign-for", level=2),
    Standing(3.5, "contact"),
    Standing(22, "contact"),
    Standing(49, "contact", place="onsite"),
    Standing(6, "reply"),
    Standing(26, "reply"),
    Standing(52, "reply", place="onsite"),
    Standing(190, "reply"),
    Standing(230, "reply", place="onsite"),
    Standing(30, "reply", level=2),
    Standing(120, "reply", level=2),
    Standing(9, "reply", level=2, place="onsite"),
    Standing(2.2, "reply", level=3),
    Standing(5, "reply", level=3),
    Standing(28, "reply", level=3),
    Standing(75, "revisit"),
    Standing(100, "revisit", place="onsite"),
    Standing(290, "revisit"),
    Standing(240, "revisit", level=2),
    Standing(220, "verdict"),
    Standing(260, "verdict", place="onsite"),
    Standing(250, "close"),
    Standing(300, "close", level=2),
    Standing(170, "rework"),
    Standing(200, "rework", place="onsite"),
)
CLUSTER: Final = (
    Standing(46, "reply", cluster=True),
    Standing(27, "reply", place="onsite", cluster=True),
    Standing(22.5, "contact", cluster=True),
    Standing(5.5, "sign-for", cluster=True),
    Standing(1.9, "dispatch", cluster=True),
    Standing(0.4, "dispatch", cluster=True),
)
"""The group complaint that is forming: one matter, one outlet, several customers within two days."""

Counts = dict[tuple[int, int, str], int]
"""How many cases a branch has in a quarter, by year, quarter and branch."""


def plan(calendars: Calendars, now: datetime, seed: int, tickets: int | None = None) -> list[list[Act]]:
    """Return the life of every case up to now; an act's `other` is a place in this list."""
    work = WorkTime(calendars)
    local = now.astimezone(ZONE)
    rng = Random(f"{seed}")
    counts = _counts(local.date(), tickets)
    standing = _chosen(int(sum(counts.values()) * _OPEN_SHARE))
    slots = [_standing_slot(one, local, work, rng) for one in standing]
    _make_room(counts, slots, local.date())
    past = _cases(sorted(_past_slots(counts, local, work, rng), key=lambda slot: slot.received), seed)
    open_now = [
        _standing_case(one, slot, seed, n) for n, (one, slot) in enumerate(zip(standing, slots, strict=True))
    ]
    lives = [[act for act in live(case, work) if act.at < now] for case in past]
    return lives + [_cut(one, case, work, local) for one, case in zip(standing, open_now, strict=True)]


def _quarters(today: date) -> list[tuple[int, int]]:
    """Return year and number of the last four quarters, today's the last."""
    last = today.year * 4 + (today.month - 1) // 3
    return [(n // 4, n % 4 + 1) for n in range(last - QUARTERS + 1, last + 1)]


def _span(year: int, quarter: int) -> tuple[date, date]:
    """Return the first day of a quarter and of the one after it."""
    following = year * 4 + quarter
    return date(year, quarter * 3 - 2, 1), date(following // 4, following % 4 * 3 + 1, 1)


def _counts(today: date, tickets: int | None) -> Counts:
    weights: dict[tuple[int, int, str], float] = {}
    for year, quarter in _quarters(today):
        first, end = _span(year, quarter)
        share = min(1.0, (today - first) / (end - first))
        for branch, usual in PER_QUARTER.items():
            weights[year, quarter, branch] = usual * _SEASON[quarter] * share
    total = sum(weights.values())
    return _whole(weights, round(total) if tickets is None else tickets)


def _whole(weights: dict[tuple[int, int, str], float], total: int) -> Counts:
    """Return whole numbers in these proportions that add up to `total`, by largest remainder."""
    scale = total / sum(weights.values())
    counts = {key: int(weight * scale) for key, weight in weights.items()}
    by_rest = sorted(weights, key=lambda key: counts[key] - weights[key] * scale)
    for key in by_rest[: total - sum(counts.values())]:
        counts[key] += 1
    return counts


def _chosen(most: int) -> list[Standing]:
    """Return the tickets that stand open, at most so many, each stage once before any stage twice."""
    seen: Counter[str] = Counter()
    ranked: list[tuple[int, Standing]] = []
    for one in (*STANDING, *CLUSTER):
        key = "cluster" if one.cluster else one.before
        seen[key] += 1
        ranked.append((seen[key], one))
    return [one for _rank, one in sorted(ranked, key=lambda pair: pair[0])][:most]


def _make_room(counts: Counts, slots: Sequence[Slot], today: date) -> None:
    """Take the open tickets' number off the present quarter's, so that the totals stay."""
    year, quarter = _quarters(today)[-1]
    for slot in slots:
        key = (year, quarter, slot.branch)
        counts[key if counts[key] else max(counts, key=lambda each: counts[each])] -= 1


def _standing_slot(one: Standing, now: datetime, work: WorkTime, rng: Random) -> Slot:
    received = (now - timedelta(hours=one.hours * rng.uniform(0.93, 1.03))).replace(microsecond=0)
    if one.place == "onsite":
        received = _in_hours(received, work, rng)
    branch = CLUSTER_BRANCH if one.cluster else rng.choice(bank.branches())
    return Slot(received, branch, one.place, one.level)


def _in_hours(moment: datetime, work: WorkTime, rng: Random) -> datetime:
    """Return the moment, or one in the office hours before it when nobody works then."""
    low, high = _HOURS["onsite"]
    hour = moment.hour + moment.minute / 60
    if work.counts(moment.date()) and low <= hour < high:
        return moment
    day = moment.date() if hour >= high else moment.date() - ONE_DAY
    while not work.counts(day):
        day -= ONE_DAY
    return _moment(day, "onsite", rng)


def _moment(day: date, place: str, rng: Random) -> datetime:
    low, high = _HOURS[place]
    seconds = int(rng.triangular(low, high, low + (high - low) / 3) * 3600)
    return datetime.combine(day, time.min, ZONE) + timedelta(seconds=seconds)


def _past_slots(counts: Counts, now: datetime, work: WorkTime, rng: Random) -> Iterator[Slot]:
    for (year, quarter, branch), count in counts.items():
        first, end = _span(year, quarter)
        days = [first + n * ONE_DAY for n in range((min(end, now.date() + ONE_DAY) - first).days)]
        for _n in range(count):
            place = pick(PLACE, rng)
            weights = [1.0 if work.counts(day) else _REST_DAY[place] for day in days]
            received = _moment(rng.choices(days, weights)[0], place, rng)
            yield Slot(min(received, _latest(now, rng)), branch, place)


def _latest(now: datetime, rng: Random) -> datetime:
    return (now - timedelta(minutes=rng.randint(70, 400))).replace(microsecond=0)


def _cases(slots: Sequence[Slot], seed: int) -> list[Case]:
    cases: list[Case] = []
    for n, slot in enumerate(slots):
        cases.append(make_case(slot, f"{seed}/{n}", cases))
    return cases


def _standing_case(one: Standing, slot: Slot, seed: int, n: int) -> Case:
    case = make_case(slot, f"{seed}/open/{n}", ())
    if slot.place == "offsite" and n % OPERATOR_TAKES == 0:
        case = replace(case, taker=bank.OPERATOR)
    return in_cluster(case, CLUSTER_UNIT) if one.cluster else case


def _cut(one: Standing, case: Case, work: WorkTime, now: datetime) -> list[Act]:
    acts = live(case, work, rework=one.before == REWORK)
    stopped = until_answered_again(acts) if one.before == REWORK else until(acts, one.before)
    return squeeze(stopped, case.received, now - MINUTE)
