"""The table of commands: each noun, the module that answers it, and what it is for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from desk.i18n import N_

NOUNS: Final[Mapping[str, str]] = {
    "demo": N_("Open a throw-away practice desk; new calls arrive live."),
    "init": N_("Make the data folder."),
    "tickets": N_("List the tickets of a queue."),
    "queues": N_("List every queue with its count."),
    "ticket": N_("Register, show or act on a ticket."),
    "why": N_("Explain every time limit of a ticket, day by day."),
    "load": N_("Take a complaints register (a spreadsheet) into tickets."),
    "workbook": N_("Make, check and hand in a branch's quarterly workbook."),
    "form": N_("Print the feedback form of a ticket."),
    "calendar": N_("Show the working days in force."),
    "units": N_("List the units of the bank."),
    "staff": N_("List the people of the desk."),
    "config": N_("Show and check the settings."),
    "verify": N_("Check every file of the record; nothing is changed."),
    "checkpoint": N_("Write the record anew and move closed tickets to the archive."),
    "backup": N_("Copy the data folder while others work in it."),
    "restore": N_("Make the data folder from a backup."),
}
"""The module of a noun is `desk.cli.NOUN`; it is imported only when the noun is asked for."""
