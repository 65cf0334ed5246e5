"""Messages that more than one screen sends."""

from __future__ import annotations

from textual.message import Message


class OpenTicket(Message):
    """Somebody wants to see a ticket."""

    def __init__(self, number: str) -> None:
        super().__init__()
        self.number = number


class TicketsChanged(Message):
    """This program itself changed tickets."""

    def __init__(self, numbers: frozenset[str]) -> None:
        super().__init__()
        self.numbers = numbers
