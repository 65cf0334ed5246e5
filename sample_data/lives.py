"""What is done with each sample ticket, when and by whom: the acts from the first call to the end.

A life is planned whole; whatever would happen after the desk's present moment simply has not happened yet.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from sample_data import bank, texts
from sample_data.cases import Case, intake
from sample_data.life import MINUTE, REGISTER, Act, Life
from sample_data.worktime import ONE_DAY, WorkTime

LIMITS: Final = {1: 3, 2: 2}
"""Working days in which most sample tickets of a level are answered; the desk itself judges by its pack."""

_REPLY_DAYS: Final = {1: ((0, 22), (1, 36), (2, 27), (3, 9), (5, 6)), 2: ((0, 27), (1, 40), (2, 25), (4, 8))}
_REVISIT_DAYS: Final = ((1, 42), (2, 35), (3, 19), (5, 4))
_SATISFIED: Final = (
    ("satisfied", 56), ("fairly", 27), ("dissatisfied", 8), ("very_dissatisfied", 3), ("unrated", 6),
)  # fmt: skip
_CALLS_BACK: Final = {"unrated": "calls_back_unrated"}
_POOR: Final = frozenset({"dissatisfied", "very_dissatisfied"})
_HELPERS: Final = (
    ("card.credit", "HO-XK"), ("dunning.card", "HO-XK"), ("payment.electronic", "HO-DZ"), ("loan", "HO-GJ"),
    ("wealth", "HO-GJ"), ("agency", "HO-GJ"), ("information", "HO-FX"), ("card.debit", "HO-DZ"),
)  # fmt: skip


def live(case: Case, work: WorkTime, *, rework: bool = False) -> list[Act]:
    """Return everything that is done with a case, in order, to its end; `rework` asks for a second round."""
    life = _begin(case, work)
    _register(life)
    _route(life)
    if case.type == "complaint":
        _first_words(life)
        _answer(life)
    else:
        _plain_answer(life)
    _look_back(life, rework=rework)
    _finish(life)
    return life.acts


def _begin(case: Case, work: WorkTime) -> Life:
    rng = case.rng
    branch = bank.organisation().branch_of(case.unit)
    lead = branch if case.level > 1 else case.unit
    at_outlet = case.place == "onsite"
    takers = bank.people(case.unit) if at_outlet else bank.people(bank.CALL_CENTRE)
    return Life(
        case=case,
        work=work,
        rng=rng,
        taker=case.taker or rng.choice(takers),
        lead=lead,
        follower=rng.choice(bank.people(lead)),
        at=case.received,
        level=case.level,
        word=rng.choices([w for w, _s in _SATISFIED], [s for _w, s in _SATISFIED])[0],
    )


def _register(life: Life) -> None:
    slow = life.case.channel in ("email", "letter", "opinion_book") and life.level < 2
    life.do(life.after(10, 55) if slow else life.after(2, 5), REGISTER, life.taker, **intake(life.case))
    if life.case.repeats is not None:
        life.do(life.after(0, 1), "link", life.taker, other=life.case.repeats)


def _route(life: Life) -> None:
    fields: dict[str, Any] = {"lead": life.lead, "follower": life.follower}
    helpers = _helpers(life)
    if helpers:
        fields["helpers"] = helpers
    urgent = life.level > 1
    if life.case.place == "offsite" and life.level == 1 and life.chance(0.05):
        _wrong_address(life)
        fields["reason"] = life.say("passes")
    life.do(life.after(1, 3) if urgent else life.after(1, 22), "dispatch", life.taker, **fields)
    if urgent:
        _at_once(life)
    signed = life.after(3, 25) if urgent else life.work.push(life.after(4, 95), life.rng)
    life.do(signed, "sign-for", life.follower)


def _helpers(life: Life) -> list[str]:
    if not life.chance(0.75 if life.level > 1 else 0.15):
        return []
    business = life.case.matter.business
    found = [code for start, code in _HELPERS if business.startswith(start)]
    return [*found[:1], bank.CHANNEL] if life.level == 3 else found[:1]


def _wrong_address(life: Life) -> None:
    outlets = bank.sub_branches(bank.organisation().branch_of(life.case.unit))
    other = life.rng.choice([code for code in outlets if code != life.lead])
    life.do(life.after(1, 22), "dispatch", life.taker, lead=other, follower=bank.people(other)[0])
    if life.chance(0.5):
        life.do(life.work.push(life.after(10, 60), life.rng), "sign-for", bank.people(other)[0])
    life.at = life.work.push(life.after(10, 90), life.rng)


def _at_once(life: Life) -> None:
    """Call back a sensitive or major complaint within minutes, and report a major one up."""
    if life.level == 3:
        promise = life.at + timedelta(hours=life.rng.randint(1, 3))
        life.do(
            life.after(1, 3), "contact", life.taker, note=life.say("contacts"), next_reply=promise.isoformat()
        )
        life.do(life.after(4, 35), "report-up", life.taker, note=life.say("reports"))
    elif life.chance(0.93):
        life.do(life.after(1, 12), "contact", life.taker, note=life.say("contacts"))


def _first_words(life: Life) -> None:
    if life.level > 1 and life.chance(0.5):
        return
    when = life.work.on(life.at, 2, life.rng) if life.chance(0.03) else life.after(8, 150)
    if life.level < 3:
        when = life.work.push(when, life.rng)
    life.at = max(when, life.at)
    if life.chance(0.15):
        life.do(life.at, "contact", life.follower, note=life.say("missed"), reached=False)
        life.at = life.work.push(life.after(40, 150), life.rng) if life.level < 3 else life.after(15, 40)
    life.do(life.at, "contact", life.follower, note=life.say("contacts"))
    if life.chance(0.03):
        life.do(life.after(1, 6), "reveal", life.follower, reason="核对客户身份以便回复")


def _answer(life: Life) -> None:
    when = _answer_time(life)
    limit = LIMITS.get(life.level)
    if limit is not None:
        due = life.work.end_after(life.case.received, limit)
        if when >= due:
            _overdue(life, due, when)
    if life.level > 1 and life.chance(0.12):
        _unsolved(life)
        when = life.work.on(life.at, 1, life.rng)
    _reply(life, max(when, life.after(12, 90)))


def _answer_time(life: Life) -> datetime:
    if life.level == 3:
        end = life.work.end_after(life.case.received, 0)
        when = life.after(50, 260)
        return (
            min(when, end - 20 * MINUTE)
            if life.chance(0.85)
            else end + timedelta(hours=life.rng.randint(9, 15))
        )
    choices = _REPLY_DAYS[life.level]
    days = life.rng.choices([day for day, _w in choices], [w for _day, w in choices])[0]
    days += life.rng.randint(0, 2) if days > LIMITS[life.level] else 0
    when = life.work.on(life.case.received, days, life.rng)
    return when if when > life.at else life.work.push(life.after(15, 120), life.rng)


def _overdue(life: Life, due: datetime, when: datetime) -> None:
    """Past its limit an ordinary complaint becomes sensitive; a sensitive one is called every working day."""
    if life.level == 1:
        _raise(life, due)
        return
    day = due.date()
    while day < when.date():
        day = life.work.later(day, 0)
        if day < when.date() and life.chance(0.9):
            at = life.work.at(day, life.rng)
            life.do(at, "contact", life.follower, note=life.say("daily"), reached=life.chance(0.9))
        day += ONE_DAY


def _raise(life: Life, due: datetime) -> None:
    morning = life.work.at(life.work.later(due.date(), 0), life.rng, minutes=15)
    supervisor = life.rng.choice(bank.people(bank.CALL_CENTRE, "supervisor"))
    life.do(morning, "relevel", supervisor, level=2, reason=life.say("late"))
    branch = bank.organisation().branch_of(life.case.unit)
    life.level, life.lead, life.follower = 2, branch, life.rng.choice(bank.people(branch, "branch"))
    life.do(
        life.after(1, 6), "dispatch", supervisor, lead=branch, follower=life.follower, reason=life.say("late")
    )
    life.do(life.after(2, 15), "sign-for", life.follower)
    life.do(life.after(1, 8), "contact", life.follower, note=life.say("daily"))


def _unsolved(life: Life) -> None:
    at = life.after(20, 60)
    promise = life.work.on(at, 1, life.rng)
    life.do(
        at, "reply", life.follower, text=life.say("unsolved_answers"), way=_way(life), solved=False,
        unsolved_reason=life.say("unsolved"), next_reply=promise.isoformat(),
    )  # fmt: skip


def _way(life: Life) -> str:
    return life.case.reply_by or "phone"


def _reply(life: Life, when: datetime) -> None:
    good = life.chance(0.05 if life.word in _POOR else 0.95)
    fields: dict[str, Any] = {
        "text": texts.answer(life.case.scene, life.rng, good=good),
        "way": _way(life),
        "agreed": good,
    }
    if life.case.place == "offsite" and life.level < 3 and life.chance(0.12):
        life.do(when, "reply", life.rng.choice(bank.people(bank.CALL_CENTRE)), mode="indirect", **fields)
    else:
        life.do(when, "reply", life.follower, **fields)


def _plain_answer(life: Life) -> None:
    good = texts.say(life.case.scene, "thanks", life.rng)
    life.do(
        life.work.on(life.at, life.rng.choice((0, 1)), life.rng),
        "reply",
        life.follower,
        text=good,
        way=_way(life),
    )


def _look_back(life: Life, *, rework: bool) -> None:
    days = life.rng.choices([day for day, _w in _REVISIT_DAYS], [w for _day, w in _REVISIT_DAYS])[0]
    when = life.work.on(life.at, days, life.rng)
    if rework or (life.case.type == "complaint" and life.chance(0.04)):
        _rework(life, when)
        when = life.work.on(life.at, 1, life.rng)
    pool = "calls_back_poor" if life.word in _POOR else _CALLS_BACK.get(life.word, "calls_back")
    life.do(when, "revisit", _caller(life), satisfaction=life.word, note=life.say(pool))
    if life.word == "very_dissatisfied" and life.level == 1 and life.case.type == "complaint":
        _go_on_at_the_branch(life)


def _go_on_at_the_branch(life: Life) -> None:
    """Let the branch handle further what left the customer very dissatisfied (K-13.5)."""
    branch = life.lead = bank.organisation().branch_of(life.case.unit)
    life.level = 2
    life.follower = life.rng.choice(bank.people(branch, "branch"))
    life.do(life.after(10, 40), "contact", life.follower, note=life.say("daily"))
    _reply(life, life.work.on(life.at, 1, life.rng))
    when, note = life.work.on(life.at, 1, life.rng), life.say("calls_back_poor")
    life.do(when, "revisit", _caller(life), satisfaction="dissatisfied", note=note)


def _caller(life: Life) -> str:
    """Return somebody other than the person who replied."""
    replied = next(act.actor for act in reversed(life.acts) if act.verb == "reply")
    branch = bank.organisation().branch_of(life.case.unit)
    callers = bank.people(bank.CALL_CENTRE) if life.case.place == "offsite" else bank.people(branch)
    return life.rng.choice([person for person in callers if person != replied])


def _rework(life: Life, when: datetime) -> None:
    note = life.say("calls_back_poor")
    life.do(when, "revisit", _caller(life), satisfaction="dissatisfied", proper=False, note=note)
    life.do(
        life.work.push(life.after(30, 200), life.rng), "contact", life.follower, note=life.say("contacts")
    )
    _reply(life, life.work.on(life.at, 1, life.rng))


def _finish(life: Life) -> None:
    case, rng = life.case, life.rng
    if case.type == "complaint":
        _judge(life, life.work.on(life.at, rng.choice((0, 1, 1, 2, 3)), rng))
    closer = rng.choice(bank.people(case.unit if case.place == "onsite" else bank.CALL_CENTRE))
    check = (
        texts.cause_check(case.scene, _reason(case), rng)
        if case.type == "complaint"
        else "已记录并转相关部门研究。"
    )
    ended = texts.summing_up(case.scene) if case.type == "complaint" else "客户意见已答复并登记。"
    when = life.work.on(life.at, rng.choice((0, 0, 1)), rng)
    life.do(when, "close", closer, cause_check=check, summing_up=ended)


def _judge(life: Life, when: datetime) -> None:
    case, reason = life.case, _reason(life.case)
    judges = bank.people(bank.organisation().branch_of(case.unit), "branch")
    if case.place == "offsite":
        judges = (*bank.people(bank.CHANNEL), *bank.people(bank.CALL_CENTRE, "supervisor"))
    truth = (
        "true"
        if reason[:1] == "E"
        else "unclear"
        if not reason
        else life.rng.choice(("untrue", "true", "untrue"))
    )
    fields: dict[str, Any] = {"truth": truth, "verdict": case.verdict if reason else "undetermined"}
    if reason:
        fields["reason"] = reason
    life.do(when, "verdict", life.rng.choice(judges), **fields)


def _reason(case: Case) -> str:
    """Return the code of the verdict's reason; nothing while it cannot be told."""
    return "" if case.reason in ("Q", "U") else case.reason
