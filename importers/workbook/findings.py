"""What a check found: one wrong cell, and the report on the whole file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from desk.i18n import N_, _


class Severity(StrEnum):
    """What a finding means for the file."""

    REJECT = "reject"
    EXPLAIN = "explain"
    HINT = "hint"

    @property
    def label(self) -> str:
        """The word in the language in force."""
        return _(_LABELS[self])


_LABELS: Final = {
    Severity.REJECT: N_("Rejected"),
    Severity.EXPLAIN: N_("To be explained"),
    Severity.HINT: N_("Hint"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One cell that breaks a rule: what was expected, what stands there, and one sentence about it."""

    sheet: str
    cell: str
    rule: str
    severity: Severity
    expected: str
    found: str
    message: str

    def to_json(self) -> dict[str, Any]:
        """Return the finding for other programs."""
        return {
            "sheet": self.sheet,
            "cell": self.cell,
            "rule": self.rule,
            "severity": self.severity.value,
            "expected": self.expected,
            "found": self.found,
            "message": self.message,
        }


@dataclass(frozen=True, slots=True)
class CheckReport:
    """The outcome for one file: every finding in reading order, and what was counted."""

    findings: tuple[Finding, ...]
    unit: str
    quarter: str
    sha256: str
    counts: Mapping[str, int]
    warnings: tuple[str, ...] = ()

    @property
    def accepted(self) -> bool:
        """Whether the file may be handed in: nothing in it is rejected."""
        return not any(finding.severity is Severity.REJECT for finding in self.findings)

    @property
    def summary(self) -> str:
        """One sentence for a person."""
        text = (
            _("{unit} {quarter}: accepted; {explain} to be explained, {hint} hints, {cases} cases.")
            if self.accepted
            else _(
                "{unit} {quarter}: not accepted; {reject} cells rejected, {explain} to be explained,"
                " {hint} hints, {cases} cases."
            )
        )
        return text.format(unit=self.unit, quarter=self.quarter, **self.counts)

    def to_json(self) -> dict[str, Any]:
        """Return the report for other programs."""
        return {
            "unit": self.unit,
            "quarter": self.quarter,
            "sha256": self.sha256,
            "accepted": self.accepted,
            "counts": dict(self.counts),
            "warnings": list(self.warnings),
            "findings": [finding.to_json() for finding in self.findings],
        }
