"""Tickets as large as those of a bank: a row of 28 fields and a first event of about 2 KB, made from a number."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from desk.events import Event
from desk.moments import ZONE
from desk.ports import Change

_BEGIN = datetime(2026, 3, 2, 9, tzinfo=ZONE)
_SAID = "客户反映在网点办理业务时等候两个小时，柜员态度冷淡，问话不答，要求核实并书面答复。"


def new(n: int, *, length: int = 13, **row: Any) -> Change:
    """Return the change that creates ticket `n`; `length` times one sentence is what the customer said."""
    said = f"第{n}次来电。" + _SAID * length
    data = {
        "channel": "hotline",
        "received_at": _moment(n).isoformat(),
        "customer.name": f"客户{n % 9973}",
        "customer.mobile": f"138{n:08d}",
        "content": said,
        "unit": f"B{n % 40:02d}01",
        "number": number(n),
        "level": 1 + n % 3,
        "proposed": [{"level": 1 + n % 3, "why": "常规渠道首次反映，未涉及经济损失", "clause": "K-11.1a"}],
        "pack": "kunlun@1",
        "calendar": "2011-2026#4fa37a6d",
    }
    return Change(number(n), 0, (_event(n, 1, "registered", data),), {**_row(n, 1, said), **row})


def later(n: int, seen: int, **row: Any) -> Change:
    """Return the change by which ticket `n`, at revision `seen`, is called back once more."""
    data = {"note": "已致歉，正在核实，约定明日上午再次回电告知进展。", "way": "phone", "reached": True}
    event = _event(n, seen + 1, "contacted", data)
    return Change(number(n), seen, (event,), {**_row(n, seen + 1, _SAID), **row})


def number(n: int) -> str:
    """Return the number of ticket `n`."""
    return f"HX20260302{n:08d}"


def _moment(n: int) -> datetime:
    return _BEGIN + timedelta(seconds=17 * n)


def _event(n: int, rev: int, kind: str, data: dict[str, Any]) -> Event:
    return Event(rev, kind, _moment(n), f"T{n % 200:03d}", "KF", "screen", data, "K-6.4.1")


def _row(n: int, rev: int, said: str) -> dict[str, Any]:
    moment = _moment(n)
    return {
        "number": number(n),
        "rev": rev,
        "type": "complaint",
        "mode": "offsite",
        "channel": "hotline",
        "level": 1 + n % 3,
        "state": "registered" if rev == 1 else "handling",
        "received_at": moment.isoformat(),
        "unit": f"B{n % 40:02d}01",
        "accepting_unit": "KF",
        "lead": f"B{n % 40:02d}01",
        "helpers": [],
        "follower": f"T{n % 200:03d}",
        "first_contact": f"T{n % 200:03d}",
        "category": "staff.attitude",
        "business": "",
        "cause": "",
        "verdict": "",
        "satisfaction": "",
        "round": 1,
        "clock": "respond" if rev == 1 else "resolve",
        "due_at": (moment + timedelta(days=2)).isoformat(),
        "not_before": None,
        "closed_at": None,
        "customer": "客**",
        "customer_key": f"{n * 2654435761 % 2**64:016x}",
        "summary": said[:40],
        "source": "",
    }
