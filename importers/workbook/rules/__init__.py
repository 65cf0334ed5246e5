"""The rules of the workbook, one function each; `RULES` holds them in the order in which they are asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from importers.workbook.rules import cases, cells, dates, desk, figures, limits, register, units
from importers.workbook.rules.base import Case, Hit

Rule = Callable[[Case], Iterable[Hit]]

RULES: Final[Mapping[str, Rule]] = {
    "V01": cells.required,
    "V02": cells.allowed,
    "V20": cells.converted,
    "V03": dates.in_order,
    "V05": limits.in_time,
    "V06": cases.effective_is_true,
    "V07": cases.reason_fits_verdict,
    "V08": cases.level_explained,
    "V11": cases.form_number,
    "V12": cases.payment_has_amount,
    "V13": cases.unrated_has_reason,
    "V14": units.own_units,
    "V15": cases.nothing_personal,
    "V16": cases.same_customer,
    "V18": cases.word_of_group,
    "V19": cases.once,
    "X01": figures.totals,
    "X11": figures.derived_cells,
    "X07": figures.rates,
    "X02": register.accepted,
    "X03": register.modes,
    "X04": register.levels,
    "X05": register.balance,
    "X08": register.verdicts,
    "X09": register.money,
    "X10": figures.one_total,
    "X12": register.satisfaction,
    "X13": register.raised,
    "X14": desk.tickets,
    "X16": register.improvements,
    "X17": figures.verdict_sheet,
    "X18": units.zero_report,
    "X19": units.people,
    "X20": units.period,
}
"""Every rule by its id; `layout.toml` says what a broken one means for the file."""
