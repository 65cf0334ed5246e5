"""The table of actions: what may be done with a ticket, in which state, by whom, with which fields.

The commands and the forms on the screen are made from it; `desk.permissions` reads it to grey a key and to
say why; `desk.handlers` turns the checked fields of an action into what is recorded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from desk import handlers
from desk.fields import Field
from desk.handlers import Handler
from desk.i18n import N_
from desk.states import OPEN_STATES, STATES, WORKING


@dataclass(frozen=True, slots=True)
class Action:
    """One verb: where and by whom it may be used, what it asks for, and the kind of event that it records."""

    verb: str
    label: str
    tooltip: str
    clause: str
    states: frozenset[str]
    roles: frozenset[str]
    fields: tuple[Field, ...]
    handle: Handler
    records: str


_NEED: Final = frozenset({"act"})
_HANDLERS_ROLES: Final = frozenset(
    {"agent", "sub_branch", "branch", "department", "channel", "supervisor", "admin"}
)
_CENTRE: Final = frozenset({"agent", "supervisor", "admin", "branch", "sub_branch", "channel"})
_JUDGES: Final = frozenset({"supervisor", "channel", "branch", "admin"})

_WAY = Field("way", N_("Way"), "choice", "reply_ways", clause="K-19.1", default="phone")

ACTIONS: Final[tuple[Action, ...]] = (
    Action(
        "dispatch",
        N_("Dispatch"),
        N_("Send the ticket to the unit that handles it."),
        "K-6.4.1",
        frozenset({"registered", "dispatched", "signed_for", "handling", "reworking"}),
        _CENTRE,
        (
            Field("lead", N_("Lead unit"), "unit", "", _NEED, "K-17.1"),
            Field("helpers", N_("Helper units"), "units", clause="K-17.1"),
            Field("follower", N_("Follower"), "staff", clause="K-11.1c"),
            Field("category", N_("Category"), "choice", "categories", clause="K-6.4.1"),
            Field("reason", N_("Reason"), "text", clause="K-3.2c"),
        ),
        handlers.dispatch,
        "dispatched",
    ),
    Action(
        "sign-for",
        N_("Sign for"),
        N_("Confirm that the unit has the ticket, and name who follows it."),
        "K-6.5.2",
        frozenset({"dispatched"}),
        _HANDLERS_ROLES,
        (Field("follower", N_("Follower"), "staff", clause="K-11.1c"),),
        handlers.sign_for,
        "signed_for",
    ),
    Action(
        "contact",
        N_("Contact"),
        N_("Record a call to the customer."),
        "K-12.1a",
        OPEN_STATES,
        _HANDLERS_ROLES,
        (
            _WAY,
            Field("reached", N_("Customer reached"), "bool", clause="K-14.3", default=True),
            Field("note", N_("What was said"), "text", "", _NEED, "K-10.2.3"),
            Field("next_reply", N_("Next reply promised for"), "moment", clause="K-15.5", when="future"),
            Field("agreed", N_("Customer agrees"), "bool", clause="K-14.3", default=False),
        ),
        handlers.contact,
        "contacted",
    ),
    Action(
        "reply",
        N_("Reply"),
        N_("Record the answer given to the customer; it stops the main clock."),
        "K-6.6.3",
        WORKING,
        _HANDLERS_ROLES,
        (
            Field("mode", N_("Reply mode"), "choice", "reply_modes", clause="K-19.1", default="direct"),
            _WAY,
            Field("way_reason", N_("Reason for another way"), "text", clause="K-19.1"),
            Field("text", N_("The answer"), "text", "", _NEED, "K-3.1"),
            Field("solved", N_("Solved"), "bool", clause="K-12.2c", default=True),
            Field("unsolved_reason", N_("Why it is not solved"), "text", clause="K-12.2c"),
            Field("agreed", N_("Customer agrees"), "bool", clause="K-14.3", default=False),
            Field("next_reply", N_("Next reply promised for"), "moment", clause="K-15.5", when="future"),
        ),
        handlers.reply,
        "replied",
    ),
    Action(
        "revisit",
        N_("Revisit"),
        N_("Call the customer back and record the satisfaction."),
        "K-20.1",
        frozenset({"revisit_due", "replied"}),
        _CENTRE,
        (
            Field("way", N_("Way"), "choice", "revisit_ways", clause="F2-4", default="phone"),
            Field("satisfaction", N_("Satisfaction"), "choice", "satisfactions", _NEED, "K-A1.10"),
            Field("proper", N_("Handled properly"), "bool", clause="K-20.2", default=True),
            Field("note", N_("What was said"), "text", clause="K-20.1"),
        ),
        handlers.revisit,
        "revisited",
    ),
    Action(
        "verdict",
        N_("Verdict"),
        N_("Judge whether the complaint was justified."),
        "K-23.1",
        frozenset({"verdict_due", "revisit_due", "closed"}),
        _JUDGES,
        (
            Field("truth", N_("True or not"), "choice", "truths", _NEED, "K-23.1"),
            Field("verdict", N_("Verdict"), "choice", "verdicts", _NEED, "K-A3.1.1.0"),
            Field("reason", N_("Reason"), "choice", "verdict_reasons", clause="K-A3.1.1.1"),
        ),
        handlers.judge,
        "judged",
    ),
    Action(
        "close",
        N_("Close the ticket"),
        N_("End the ticket; this cannot be undone."),
        "K-3.4a",
        frozenset({"verdict_due"}),
        _CENTRE,
        (
            Field("cause_check", N_("Cause found and remedy"), "text", "", _NEED, "K-3.1"),
            Field("summing_up", N_("Summing-up"), "text", clause="K-F1.8"),
        ),
        handlers.close,
        "closed",
    ),
    Action(
        "file",
        N_("File with the superior"),
        N_("Record that the case was filed with the superior unit."),
        "K-14.4",
        frozenset({"verdict_due", "closed"}),
        _HANDLERS_ROLES,
        (Field("note", N_("Summary for the superior"), "text", "", _NEED, "K-14.4"),),
        handlers.file,
        "filed",
    ),
    Action(
        "report-up",
        N_("Report up"),
        N_("Report the ticket to the direct superior."),
        "K-15.2",
        OPEN_STATES,
        _HANDLERS_ROLES,
        (Field("note", N_("What was reported"), "text", "", _NEED, "K-13.3"),),
        handlers.report_up,
        "reported_up",
    ),
    Action(
        "relevel",
        N_("Change the level"),
        N_("Raise the level, with the reason."),
        "K-11.0",
        OPEN_STATES,
        _HANDLERS_ROLES,
        (
            Field("level", N_("Level"), "level", "", _NEED, "K-11.0"),
            Field("reason", N_("Reason"), "text", "", _NEED, "K-11.0"),
        ),
        handlers.relevel,
        "levelled",
    ),
    Action(
        "link",
        N_("Link"),
        N_("Link a ticket on the same matter."),
        "K-14.6",
        frozenset(STATES),
        _HANDLERS_ROLES,
        (Field("other", N_("Other ticket"), "line", "", _NEED, "K-14.6"),),
        handlers.link,
        "linked",
    ),
    Action(
        "note",
        N_("Note"),
        N_("Add a note to the history."),
        "K-10.2.3",
        frozenset(STATES),
        _HANDLERS_ROLES | {"office"},
        (Field("note", N_("Note"), "text", "", _NEED, "K-10.2.3"),),
        handlers.note,
        "noted",
    ),
    Action(
        "reveal",
        N_("Reveal"),
        N_("See the customer's data in full; the reason is recorded."),
        "K-3.3a",
        frozenset(STATES),
        _HANDLERS_ROLES | {"office", "auditor"},
        (Field("reason", N_("Reason"), "text", "", _NEED, "K-3.3a"),),
        handlers.reveal,
        "revealed",
    ),
)
BY_VERB: Final[Mapping[str, Action]] = {action.verb: action for action in ACTIONS}
BY_KIND: Final[Mapping[str, Action]] = {action.records: action for action in ACTIONS}
