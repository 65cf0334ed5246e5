"""Intake: what a new ticket must say, and the event that registers it (articles 2, 3, 9, 10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from desk.errors import Problem
from desk.fields import Checked, Field, Reading, check
from desk.i18n import N_, _, pick
from desk.moments import from_iso
from desk.pack import Entry, Pack, ProposalRule

REGISTER: Final = "register"
DISPATCH: Final = "dispatch"
HISTORY: Final = "history"
_BOTH: Final = frozenset({REGISTER, DISPATCH})
_ALL: Final = frozenset({REGISTER, DISPATCH, HISTORY})

CONTACT_FIELDS: Final = ("customer.mobile", "customer.phone", "customer.address")

SCHEMA: Final[tuple[Field, ...]] = (
    Field(
        "channel",
        N_("Channel"),
        "choice",
        "channels",
        _ALL,
        "F3-3",
        N_("How the complaint reached the bank."),
    ),
    Field(
        "received_at",
        N_("Received at"),
        "moment",
        "",
        _ALL,
        "F3-3",
        N_("When the customer complained; clocks start here."),
    ),
    Field("type", N_("Kind of record"), "choice", "types", clause="K-2.1", default="complaint"),
    Field("customer.name", N_("Customer's name"), required_for=_BOTH, clause="K-A1.2", most=60),
    Field(
        "customer.mobile",
        N_("Mobile"),
        clause="K-A1.5",
        most=30,
        help=N_("At least one of mobile, phone and address."),
        shape="phone",
    ),
    Field("customer.phone", N_("Phone"), clause="K-A1.5", most=30, shape="phone"),
    Field("customer.address", N_("Address"), clause="K-A1.5"),
    Field("customer.id_number", N_("Identity number"), clause="F0-3", most=30),
    Field("customer.account", N_("Account"), clause="F0-3", most=40),
    Field(
        "customer.kind", N_("Kind of customer"), "choice", "customer_kinds", clause="K-2.2", default="person"
    ),
    Field("customer.own", N_("Customer of the bank"), "bool", clause="K-2.2", default=True),
    Field("content", N_("What happened"), "text", "", _ALL, "K-10.2.3", N_("In the customer's words.")),
    Field("demand", N_("What the customer wants"), "text", clause="K-2.1"),
    Field("unit", N_("Unit complained of"), "unit", "", _ALL, "K-5"),
    Field("category", N_("Category"), "choice", "categories", frozenset({DISPATCH}), "K-6.4.1"),
    Field("business", N_("Business"), "choice", "businesses", clause="F1-4"),
    Field("cause", N_("Cause"), "choice", "causes"),
    Field("cause_group", N_("Cause group"), "choice", "cause_groups", clause="K-A2.6.1"),
    Field("loss", N_("Loss in yuan"), "money", clause="K-11.2a", default="0.00"),
    Field("amount_band", N_("Amount band"), "choice", "amount_bands", clause="F0-4"),
    Field("persons", N_("Persons"), "int", clause="R-7", default=1),
    Field("flags", N_("Marks"), "choices", "flags", clause="F0-7"),
    Field("emotion", N_("Mood"), "choice", "emotions", clause="F0-5"),
    Field("reply_by", N_("Agreed way of reply"), "choice", "reply_ways", clause="K-19.1"),
    Field("level", N_("Level"), "level", clause="K-11.0"),
    Field("level_reason", N_("Reason for the level"), "text", clause="K-11.0"),
    Field("by", N_("Registered by"), "staff", clause="K-3.2a"),
)


@dataclass(frozen=True, slots=True)
class Reason:
    """One fact that speaks for a level, with its clause."""

    level: int
    zh: str
    en: str
    clause: str

    @property
    def text(self) -> str:
        """The reason in the language in force."""
        return pick(self.zh, self.en)


@dataclass(frozen=True, slots=True)
class Proposal:
    """The proposed level and every reason for it, the strongest first."""

    level: int
    reasons: tuple[Reason, ...]


def read_intake(raw: Mapping[str, Any], reading: Reading, purpose: str = REGISTER) -> Checked:
    """Read a new ticket's fields; beyond each field, at least one way to reach the customer (K-A1.5)."""
    checked = check(raw, SCHEMA, purpose, reading)
    problems = list(checked.problems)
    at_fault = {problem.field for problem in problems}
    if purpose != HISTORY and not any(
        checked.values.get(name) or name in at_fault for name in CONTACT_FIELDS
    ):
        problems.append(
            Problem("customer.mobile", _("Give at least one of mobile, phone and address."), "K-A1.5")
        )
    if checked.values.get("persons") == 0:
        problems.append(Problem("persons", _("At least one person complains.")))
    if _lowered(checked.values, reading.pack) and purpose != HISTORY:
        problems.append(
            Problem("level_reason", _("Say why the level is lower than the proposed one."), "K-11.0")
        )
    return Checked(checked.values, tuple(problems))


def _lowered(values: Mapping[str, Any], pack: Pack) -> bool:
    """Whether a person set the level below the proposal without a reason (K-11.0)."""
    level = values.get("level")
    return level is not None and level < propose(values, pack).level and not values.get("level_reason")


def propose(values: Mapping[str, Any], pack: Pack) -> Proposal:
    """Propose a level from the facts of a record (article 11); other records have level 0 (K-2.1)."""
    if values.get("type", "complaint") != "complaint":
        return Proposal(0, ())
    spoken = [rule for rule in pack.proposals if _speaks(values, rule)]
    rules = spoken or [rule for rule in pack.proposals if rule.fact == "none"]
    reasons = [Reason(rule.level, rule.zh, rule.en, rule.clause) for rule in rules]
    reasons.sort(key=lambda reason: -reason.level)
    return Proposal(reasons[0].level, tuple(reasons))


def _speaks(values: Mapping[str, Any], rule: ProposalRule) -> bool:
    if rule.fact == "none":
        return False
    if rule.fact == "flag":
        return bool(rule.any & frozenset(values.get("flags", ())))
    if rule.fact == "channel":
        return values.get("channel") in rule.any
    figure = float(values.get(rule.fact) or 0)
    return (rule.over is not None and figure > rule.over) or (
        rule.at_least is not None and figure >= rule.at_least
    )


def channel_entry(pack: Pack, channel: str) -> Entry:
    """Return a channel's word with its mode and number prefix (C-25: the mode is never typed freely)."""
    return pack.dictionaries["channels"][channel]


def number_prefix(values: Mapping[str, Any], pack: Pack) -> str:
    """Return the day's number prefix of a record: HX20260302 for the hotline (F0-6)."""
    prefix = channel_entry(pack, values["channel"]).more["prefix"]
    return f"{prefix}{from_iso(values['received_at']):%Y%m%d}"


def form_prefix(values: Mapping[str, Any]) -> str:
    """Return the prefix of the feedback form's number: FK-B0101-2026- (K-A1.1)."""
    return f"FK-{values['unit']}-{from_iso(values['received_at']):%Y}-"


def needs_form(values: Mapping[str, Any], mode: str, level: int) -> bool:
    """Whether a feedback form is due: every level 1, every on-site case and every suggestion (C-08, C-20)."""
    return level <= 1 or mode == "onsite" or values.get("type") != "complaint"
