"""The states of a ticket, by the name in the record; the labels are translated when shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from desk.i18n import N_

STATES: Final[Mapping[str, str]] = {
    "registered": N_("Registered"),
    "dispatched": N_("Dispatched"),
    "signed_for": N_("Signed for"),
    "handling": N_("In handling"),
    "in_review": N_("In review"),
    "replied": N_("Replied"),
    "revisit_due": N_("Revisit due"),
    "verdict_due": N_("Verdict due"),
    "closed": N_("Closed"),
    "archived": N_("Archived"),
    "asking": N_("Asking for instructions"),
    "verifying_withdrawal": N_("Verifying withdrawal"),
    "reworking": N_("Reworking"),
    "with_office": N_("With the general office"),
}
OPEN_STATES: Final = frozenset(STATES) - {"closed", "archived"}
WORKING: Final = frozenset({"signed_for", "handling", "reworking"})
