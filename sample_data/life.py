"""A life in the making: the acts on one sample ticket, each later than the one before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final

from sample_data import texts
from sample_data.cases import Case
from sample_data.worktime import WorkTime

REGISTER: Final = "register"
MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Act:
    """One act on a case; `other` is the place of the case that a link names."""

    at: datetime
    verb: str
    actor: str
    fields: Mapping[str, Any]
    other: int | None = None


@dataclass(slots=True)
class Life:
    """A life in the making: `at` is when the last act happened, `word` what the customer will say."""

    case: Case
    work: WorkTime
    rng: Random
    taker: str
    lead: str
    follower: str
    at: datetime
    level: int
    word: str
    acts: list[Act] = field(default_factory=list)

    def do(self, at: datetime, verb: str, actor: str, *, other: int | None = None, **fields: Any) -> None:
        """Add an act, never before or together with the one before it."""
        self.at = max(at, self.at + timedelta(seconds=self.rng.randint(20, 70)))
        self.acts.append(Act(self.at, verb, actor, fields, other))

    def after(self, low: int, high: int) -> datetime:
        """Return a moment some minutes after the last act."""
        return self.at + timedelta(seconds=self.rng.randint(low * 60, high * 60))

    def chance(self, share: float) -> bool:
        """Return whether something that happens in such a share of cases happens here."""
        return self.rng.random() < share

    def say(self, pool: str, **more: str) -> str:
        """Return a phrase about the case."""
        return texts.say(self.case.scene, pool, self.rng, **more)


def until(acts: list[Act], verb: str) -> list[Act]:
    """Return the acts before the first of that verb, or all."""
    return next((acts[:n] for n, act in enumerate(acts) if act.verb == verb), acts)


def until_answered_again(acts: list[Act]) -> list[Act]:
    """Return the acts before the reply of the second round."""
    first = next(n for n, act in enumerate(acts) if act.verb == "revisit")
    return acts[:first] + until(acts[first:], "reply")


def squeeze(acts: list[Act], begin: datetime, end: datetime) -> list[Act]:
    """Return the acts moved closer to `begin`, if needed, so that the last one happens before `end`."""
    last = acts[-1].at
    if last < end:
        return acts
    share = (end - begin) / (last - begin + 2 * MINUTE)
    return [replace(act, at=(begin + (act.at - begin) * share).replace(microsecond=0)) for act in acts]
