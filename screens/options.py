"""The choices of a field, from the rule pack, the units and the staff, with the words that find each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from desk.fields import Field
from desk.i18n import N_, _
from desk.pack import Entry
from desk.text import fold_width, one_line
from screens.initials import initials
from screens.session import Session

YES_NO = (("true", N_("yes"), "是"), ("false", N_("no"), "否"))
PICKED = frozenset({"choice", "choices", "unit", "units", "staff", "level", "bool"})
MANY = frozenset({"choices", "units"})


@dataclass(frozen=True, slots=True)
class Option:
    """One choice: its key, how it is shown, what else is known of it, and the words that find it."""

    key: str
    label: str
    note: str = ""
    words: str = ""


def option(key: str, label: str, note: str = "", *words: str) -> Option:
    """Return a choice that its label, key, note, pinyin initials and `words` find."""
    label, note = one_line(label), one_line(note)
    found = " ".join((label, key, note, *words, *(initials(word) for word in (label, *words))))
    return Option(key, label, note, found.lower())


def options_of(field: Field, session: Session) -> tuple[Option, ...]:
    """Return the choices of a field in their order; the labels differ from one another."""
    if field.kind in ("choice", "choices"):
        return _distinct(_words(field.dictionary, session))
    if field.kind in ("unit", "units"):
        units = session.desk.organisation.units.values()
        return _distinct(option(unit.code, unit.label, unit.code, unit.zh, unit.en) for unit in units)
    if field.kind == "staff":
        people = session.desk.organisation.staff.values()
        return _distinct(
            option(person.id, person.name, session.unit(person.unit), person.id) for person in people
        )
    if field.kind == "level":
        levels = session.desk.pack.levels.values()
        return tuple(
            option(str(level.id), level.label, str(level.id), level.zh, level.en) for level in levels
        )
    return tuple(option(key, _(english), "", english, chinese) for key, english, chinese in YES_NO)


def _words(dictionary: str, session: Session) -> Iterable[Option]:
    for entry in session.desk.pack.leaves(dictionary):
        group = session.word(dictionary, entry.parent)
        yield option(entry.key, entry.label, _note(entry, group), entry.zh, entry.en)


def _note(entry: Entry, group: str) -> str:
    return group or (entry.key if entry.key.isupper() or entry.key[-1:].isdigit() else "")


def _distinct(options: Iterable[Option]) -> tuple[Option, ...]:
    """Tell choices of the same label apart by their note, or by their key."""
    found = tuple(options)
    labels = Counter(one.label for one in found)
    named = tuple(_named(one, one.note or one.key) if labels[one.label] > 1 else one for one in found)
    again = Counter(one.label for one in named)
    return tuple(_named(one, one.key) if again[one.label] > 1 else one for one in named)


def _named(one: Option, more: str) -> Option:
    return Option(one.key, f"{one.label} ({more})", one.note, f"{one.words} {more.lower()}")


def matching(options: Iterable[Option], typed: str) -> list[Option]:
    """Return the choices that hold every typed word, those that begin with it first."""
    wanted = fold_width(one_line(typed)).lower()
    parts = wanted.split()
    found = [one for one in options if all(part in one.words for part in parts)]
    return sorted(found, key=lambda one: not one.label.lower().startswith(wanted))
