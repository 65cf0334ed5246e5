"""Fields of a form: what each may hold, read from JSON, a command line or a screen alike.

`check` never raises for what a person typed: it returns the values it understood and every problem it
found, so that a form can show them all at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from desk.errors import Problem
from desk.i18n import _
from desk.moments import in_zone, iso, parse_moment
from desk.pack import Pack
from desk.text import clean, fold_width, nearest, one_line
from desk.units import Organisation

TRUE_WORDS: Final = frozenset({"true", "yes", "y", "1", "是", "对"})
PHONE: Final = re.compile(r"[+(]?\d[\d\s().-]{3,}\d(?:\s*(?:转|ext\.?|x|-)\s*\d{1,6})?", re.IGNORECASE)
A_YEAR: Final = timedelta(days=366)
MOST_TEXT: Final = 50_000
"""Characters of a free text; the longest complaint of a public register has 22,000."""
FALSE_WORDS: Final = frozenset({"false", "no", "n", "0", "否", "不"})


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its name in JSON, its label (English, translated when shown) and what it may hold.

    `kind` is one of line, text, choice, choices, unit, units, staff, level, moment, int, money, bool.
    `dictionary` names the pack's dictionary of a choice. `required_for` names the purposes that need it.
    A moment lies in the `when`: past or future. A line of the `shape` "phone" holds digits to dial.
    """

    name: str
    label: str
    kind: str = "line"
    dictionary: str = ""
    required_for: frozenset[str] = frozenset()
    clause: str = ""
    help: str = ""
    most: int = 200
    default: Any = None
    when: str = "past"
    shape: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the fields are read against: the rule pack, the bank's units and people, the present moment."""

    pack: Pack
    organisation: Organisation
    now: datetime


@dataclass(frozen=True, slots=True)
class Checked:
    """The values that were understood, by field name, and the problems of the rest."""

    values: Mapping[str, Any]
    problems: tuple[Problem, ...]


def flatten(raw: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Return nested objects as dotted names: {"customer": {"name": "x"}} becomes {"customer.name": "x"}."""
    flat: dict[str, Any] = {}
    for key, value in raw.items():
        if isinstance(value, Mapping):
            flat |= flatten(value, f"{prefix}{key}.")
        else:
            flat[f"{prefix}{key}"] = value
    return flat


def check(raw: Mapping[str, Any], schema: Iterable[Field], purpose: str, reading: Reading) -> Checked:
    """Read `raw` (nested or dotted) against `schema` for `purpose`."""
    fields = {field.name: field for field in schema}
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    given = flatten(raw)
    for name, value in given.items():
        field = fields.get(name)
        if field is None and any(known.startswith(f"{name}.") for known in fields):
            problems.append(Problem(name, _("{name} must be an object with fields.").format(name=name)))
        elif field is None:
            problems.append(Problem(name, _unknown(name, fields)))
        elif not _empty(value):
            try:
                values[name] = READERS[field.kind](value, field, reading)
            except ValueError as error:
                problems.append(Problem(name, str(error), field.clause))
    for field in fields.values():
        if field.name not in values and field.default is not None:
            values[field.name] = field.default
    at_fault = {problem.field for problem in problems}
    problems += [
        Problem(field.name, _("{field} is missing; fill it in.").format(field=_(field.label)), field.clause)
        for field in fields.values()
        if purpose in field.required_for and field.name not in values and field.name not in at_fault
    ]
    return Checked(values, tuple(problems))


def _empty(value: Any) -> bool:
    return value is None or (
        isinstance(value, (str, list, tuple)) and not (value.strip() if isinstance(value, str) else value)
    )


def _unknown(name: str, fields: Mapping[str, Field]) -> str:
    near = nearest(name, fields)
    if near:
        return _("There is no field {name}; did you mean {near}?").format(name=name, near=near)
    return _("There is no field {name}.").format(name=name)


def _as_text(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, (str, int, float, Decimal)):
        raise ValueError(_("{value} is not text.").format(value=one_line(str(value))[:40]))  # noqa: TRY004 - one kind of fault for every field
    return str(value)


def _line(value: Any, field: Field, _reading: Reading) -> str:
    text = one_line(_as_text(value))
    if field.shape == "phone" and not PHONE.fullmatch(fold_width(text)):
        raise ValueError(
            _("{field}: {value} cannot be dialled; give its digits.").format(
                field=_(field.label), value=text[:40]
            )
        )
    return _fitting(text, field, field.most)


def _text(value: Any, field: Field, _reading: Reading) -> str:
    return _fitting(clean(_as_text(value)).strip(), field, MOST_TEXT)


def _fitting(text: str, field: Field, most: int) -> str:
    if len(text) > most:
        raise ValueError(
            _("{field} has {n} characters; at most {most} fit.").format(
                field=_(field.label), n=len(text), most=most
            )
        )
    return text


def _choice(value: Any, field: Field, reading: Reading) -> str:
    word = one_line(_as_text(value))
    key = reading.pack.key_of(field.dictionary, word)
    if key is None:
        entries = reading.pack.entries(field.dictionary)
        near = nearest(word, [entry.key for entry in entries] + [entry.label for entry in entries])
        known = ", ".join(f"{entry.key} {entry.label}" for entry in entries[:8])
        hint = (
            _("did you mean {near}?").format(near=near)
            if near
            else _("for example {known}.").format(known=known)
        )
        raise ValueError(
            _("{field}: there is no {word}; {hint}").format(field=_(field.label), word=word[:40], hint=hint)
        )
    return key


def _words(value: Any) -> list[Any]:
    """Return the words of a list, or of a text that separates them by commas."""
    if isinstance(value, (list, tuple)):
        return [word for word in value if str(word).strip()]
    return [word for word in fold_width(_as_text(value)).replace("、", ",").split(",") if word.strip()]


def _choices(value: Any, field: Field, reading: Reading) -> list[str]:
    return sorted({_choice(word, field, reading) for word in _words(value)})


def _unit(value: Any, field: Field, reading: Reading) -> str:
    word = one_line(_as_text(value))
    code = reading.organisation.unit_code(word)
    if code is None:
        near = nearest(
            word, [*reading.organisation.units, *(u.label for u in reading.organisation.units.values())]
        )
        hint = _("did you mean {near}?").format(near=near) if near else _("'desk units' lists them all.")
        raise ValueError(
            _("{field}: there is no unit {word}; {hint}").format(
                field=_(field.label), word=word[:40], hint=hint
            )
        )
    return code


def _units(value: Any, field: Field, reading: Reading) -> list[str]:
    return sorted({_unit(word, field, reading) for word in _words(value)})


def _staff(value: Any, field: Field, reading: Reading) -> str:
    word = one_line(_as_text(value))
    person = reading.organisation.staff_id(word)
    if person is None:
        raise ValueError(
            _("{field}: there is no member of staff {word}; 'desk staff' lists them all.").format(
                field=_(field.label), word=word[:40]
            )
        )
    return person


def _level(value: Any, field: Field, reading: Reading) -> int:
    word = fold_width(one_line(_as_text(value)))
    for level in reading.pack.levels.values():
        if word.lower() in (str(level.id), level.zh, level.zh[:2], level.en.lower()):
            return level.id
    raise ValueError(
        _("{field}: there is no level {word}; give 1, 2 or 3.").format(field=_(field.label), word=word[:40])
    )


def _moment(value: Any, field: Field, reading: Reading) -> str:
    try:
        moment = in_zone(value) if isinstance(value, datetime) else parse_moment(fold_width(_as_text(value)))
    except ValueError as error:
        raise ValueError(
            _("{field}: {value} is not a time; write it as 2026-03-02 09:05.").format(
                field=_(field.label), value=one_line(str(value))[:40]
            )
        ) from error
    if field.when == "past" and moment > reading.now:
        raise ValueError(
            _("{field}: {value} lies in the future; it is {now} now.").format(
                field=_(field.label), value=f"{moment:%Y-%m-%d %H:%M}", now=f"{reading.now:%Y-%m-%d %H:%M}"
            )
        )
    if field.when == "future" and not reading.now < moment <= reading.now + A_YEAR:
        raise ValueError(
            _("{field}: {value} must lie within the year to come; it is {now} now.").format(
                field=_(field.label), value=f"{moment:%Y-%m-%d %H:%M}", now=f"{reading.now:%Y-%m-%d %H:%M}"
            )
        )
    return iso(moment)


def _int(value: Any, field: Field, _reading: Reading) -> int:
    text = fold_width(one_line(_as_text(value)))
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise ValueError(
            _("{field}: {value} is not a whole number.").format(field=_(field.label), value=text[:40])
        )
    return int(text)


def _money(value: Any, field: Field, _reading: Reading) -> str:
    text = fold_width(one_line(_as_text(value))).replace(",", "").removesuffix("元").removeprefix("¥")
    try:
        amount = Decimal(text)
    except InvalidOperation as error:
        raise ValueError(
            _("{field}: {value} is not an amount in yuan.").format(field=_(field.label), value=text[:40])
        ) from error
    if not amount.is_finite() or amount < 0 or amount >= Decimal(10) ** 13 or amount != round(amount, 2):
        raise ValueError(
            _("{field}: {value} is not an amount in yuan.").format(field=_(field.label), value=text[:40])
        )
    return str(amount.quantize(Decimal("0.01")))


def _bool(value: Any, field: Field, _reading: Reading) -> bool:
    if isinstance(value, bool):
        return value
    word = one_line(_as_text(value)).lower()
    if word in TRUE_WORDS | FALSE_WORDS:
        return word in TRUE_WORDS
    raise ValueError(_("{field}: answer yes or no.").format(field=_(field.label)))


READERS: Final[Mapping[str, Callable[[Any, Field, Reading], Any]]] = {
    "line": _line,
    "text": _text,
    "choice": _choice,
    "choices": _choices,
    "unit": _unit,
    "units": _units,
    "staff": _staff,
    "level": _level,
    "moment": _moment,
    "int": _int,
    "money": _money,
    "bool": _bool,
}
