"""Who sits at this screen, and the desk it works on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from desk.service import Desk
from desk.units import Actor


@dataclass(frozen=True, slots=True)
class Session:
    """What every screen needs to ask."""

    desk: Desk
    actor: Actor

    def now(self) -> datetime:
        """Return the desk's present moment."""
        return self.desk.now()

    def unit(self, code: str) -> str:
        """Return a unit's name, or nothing for none."""
        return self.desk.organisation.unit_label(code) if code else ""

    def person(self, person: str) -> str:
        """Return a person's name, or nothing for none."""
        return self.desk.organisation.staff_name(person) if person else ""

    def word(self, dictionary: str, key: str) -> str:
        """Return a word of the pack in the language in force, or nothing for none."""
        return self.desk.pack.label(dictionary, key) if key else ""
