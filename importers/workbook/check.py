"""Checking a handed-in workbook: every rule against every cell, one report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

from desk.calendar import Calendars
from desk.errors import BadInput
from desk.i18n import _
from desk.moments import in_zone
from desk.pack import Pack
from desk.ports import Ledger
from desk.text import mask_free_text
from desk.units import Organisation
from importers.sheets import read_book
from importers.workbook.filing import Filing, read_filing
from importers.workbook.findings import CheckReport, Finding, Severity
from importers.workbook.layout import COVER, SUMMARY, Layout, load_layout
from importers.workbook.outlets import reporting_branch
from importers.workbook.rules import RULES
from importers.workbook.rules.base import Case, Hit

MOST: Final = 5_000
"""How many findings a report lists; the counts still tell of all."""


def check(
    path: Path,
    organisation: Organisation,
    pack: Pack,
    calendars: Calendars,
    now: datetime,
    *,
    unit: str | None = None,
    ledger: Ledger | None = None,
) -> CheckReport:
    """Check a workbook and return every finding (K-22.1); stores nothing.

    `unit` is the branch whose workbook it should be, else the one on its cover. With the desk's `ledger`
    the register is compared with the desk's own tickets (X14). `BadInput` when the file is no workbook or
    does not follow the template.
    """
    book = read_book(path)
    layout = load_layout(pack)
    filing = read_filing(book, layout, path.name)
    branch = reporting_branch(organisation, unit).code if unit else _branch_of(filing, organisation)
    findings = _judged(Case(filing, organisation, pack, calendars, in_zone(now), branch, ledger))
    return CheckReport(
        tuple(findings[:MOST]),
        branch,
        str(filing.quarter),
        book.sha256,
        _counts(filing, findings),
        book.warnings,
    )


def _branch_of(filing: Filing, organisation: Organisation) -> str:
    """Return the branch that the cover names; `BadInput` when that is none."""
    code = organisation.unit_code(filing.branch) or ""
    if not code or organisation.units[code].kind != "branch":
        raise BadInput(
            _(
                "Sheet “{sheet}”, {cell}: {code} is no branch of this bank; take the template of your branch."
            ).format(sheet=COVER, cell=filing.cover.place("填报机构代码"), code=filing.branch[:30] or "-"),
            clause="K-22.1",
        )
    return code


def _judged(case: Case) -> list[Finding]:
    """Return the findings of every rule in reading order: by sheet, row and column."""
    order = {sheet.name: n for n, sheet in enumerate(case.layout.sheets)}
    hits = [(rule, hit) for rule, ask in RULES.items() for hit in ask(case)]
    hits.sort(key=lambda found: _place(order, found[1]))
    return [_finding(rule, hit, case.layout) for rule, hit in hits]


def _place(order: Mapping[str, int], hit: Hit) -> tuple[int, int, int]:
    sheet = hit.record.layout
    return order[sheet.name], hit.record.row, sheet.index[hit.header]


def _finding(rule: str, hit: Hit, layout: Layout) -> Finding:
    return Finding(
        hit.record.layout.name,
        hit.record.place(hit.header),
        rule,
        Severity(layout.severities[rule]),
        hit.expected,
        mask_free_text(hit.record.text(hit.header)),
        hit.message,
    )


def _counts(filing: Filing, findings: list[Finding]) -> dict[str, int]:
    found = Counter(finding.severity for finding in findings)
    return {
        "cases": len(filing.cases),
        "outlets": len(filing.rows[SUMMARY]),
        **{severity.value: found[severity] for severity in Severity},
    }
