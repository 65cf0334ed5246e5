"""Why a file is refused and what is odd about one that is taken: one code, one sentence each.

Every sentence names a place and says what to do.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from desk.errors import BadInput, Problem
from desk.i18n import N_, _


class Fault(StrEnum):
    """Why a file cannot be taken."""

    NO_FILE = "no_file"
    UNREADABLE = "unreadable"
    EMPTY_FILE = "empty_file"
    LOCK_FILE = "lock_file"
    TOO_LARGE_FILE = "too_large_file"
    NOT_A_WORKBOOK = "not_a_workbook"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    TOO_LARGE_UNPACKED = "too_large_unpacked"
    TOO_MANY_PARTS = "too_many_parts"
    TOO_MANY_SHEETS = "too_many_sheets"
    TOO_MANY_ROWS = "too_many_rows"
    TOO_MANY_COLUMNS = "too_many_columns"
    MERGE_TOO_LARGE = "merge_too_large"
    XML_FORBIDDEN = "xml_forbidden"
    TOO_SLOW = "too_slow"
    TOO_HEAVY = "too_heavy"
    BAD_MAPPING = "bad_mapping"
    NO_MAPPING = "no_mapping"
    HEADER_MISMATCH = "header_mismatch"
    EMPTY_TABLE = "empty_table"


class Notice(StrEnum):
    """What the person should know about a file that was taken."""

    WRONG_EXTENSION = "wrong_extension"
    HTML_TABLE = "html_table"
    SPREADSHEETML_2003 = "spreadsheetml_2003"
    TEXT_TABLE = "text_table"
    MERGED_CELLS = "merged_cells"
    ERROR_VALUE = "error_value"
    MORE_ERROR_VALUES = "more_error_values"
    NO_CACHED_VALUE = "no_cached_value"
    EXTERNAL_LINKS = "external_links"
    MACROS = "macros"
    HIDDEN_SHEET = "hidden_sheet"
    HIDDEN_ROWS = "hidden_rows"
    ERRORS_UNSEEN = "errors_unseen"


SENTENCES: Final = {
    Fault.NO_FILE: N_("There is no file {name}; check the path and hand it in again."),
    Fault.UNREADABLE: N_(
        "The file {name} may not be read by this account; give it read access and hand it in again."
    ),
    Fault.EMPTY_FILE: N_("The file {name} is empty (0 bytes); send the filled one."),
    Fault.LOCK_FILE: N_(
        "{name} is only the lock file that Excel keeps beside an open workbook; close the workbook"
        " and send the workbook itself."
    ),
    Fault.TOO_LARGE_FILE: N_(
        "The file {name} has {size} MB, more than the {limit} MB allowed; split it and send the parts."
    ),
    Fault.NOT_A_WORKBOOK: N_(
        "The content of {name} is no spreadsheet; open the right file in Excel or WPS, save it as"
        " .xlsx and send that."
    ),
    Fault.ENCRYPTED: N_(
        "The file {name} has an opening password and cannot be read; remove the password"
        " (File - Info - Protect Workbook) and send it again."
    ),
    Fault.DAMAGED: N_(
        "The file {name} is damaged or was not transferred whole ({part}); open it in Excel or WPS,"
        " save it as .xlsx and send that."
    ),
    Fault.TOO_LARGE_UNPACKED: N_(
        "The file {name} unpacks to {size} MB ({part}), more than the {limit} MB allowed; copy the"
        " filled cells"
        " into a new workbook and send that."
    ),
    Fault.TOO_MANY_PARTS: N_(
        "The file {name} has {count} inner parts, more than the {limit} allowed; copy the filled"
        " cells into a new"
        " workbook and send that."
    ),
    Fault.TOO_MANY_SHEETS: N_(
        "The file {name} has {count} sheets, more than the {limit} allowed; delete those that do not"
        " belong and send it again."
    ),
    Fault.TOO_MANY_ROWS: N_(
        "Sheet “{sheet}” still has content in row {row}, beyond the limit of {limit} rows; check for"
        " stray entries,"
        " delete the extra rows and send it again."
    ),
    Fault.TOO_MANY_COLUMNS: N_(
        "Sheet “{sheet}” has content in {cell}, beyond the limit of {limit} columns; check for stray entries,"
        " delete the extra columns and send it again."
    ),
    Fault.MERGE_TOO_LARGE: N_(
        "Sheet “{sheet}” merges the cells {cell}, far more than the sheet uses; unmerge them and"
        " send it again."
    ),
    Fault.XML_FORBIDDEN: N_(
        "The file {name} holds a document type definition ({part}), which no spreadsheet program writes;"
        " open it in Excel or WPS, save it as .xlsx and send that."
    ),
    Fault.TOO_SLOW: N_(
        "The file {name} was not read within {limit} seconds; delete formats and cells that are not used,"
        " save it as .xlsx and send it again."
    ),
    Fault.TOO_HEAVY: N_(
        "Reading the file {name} takes more than {limit} MB of memory; delete formats and cells that"
        " are not used,"
        " save it as .xlsx and send it again."
    ),
    Fault.BAD_MAPPING: N_("The mapping {name} cannot be used: {reason}; correct it there and load again."),
    Fault.NO_MAPPING: N_(
        "No known register has the columns of {name}; the nearest is “{title}”, and these of its"
        " columns are missing:"
        " {missing}. Correct the header row or give a mapping with --map."
    ),
    Fault.EMPTY_TABLE: N_("The file {name} has no filled cell; fill it in and load it again."),
    Fault.HEADER_MISMATCH: N_(
        "The header of {name} does not fit the mapping “{title}”; these columns are missing: {missing}."
        " Correct the header row or the mapping."
    ),
}

NOTICES: Final = {
    Notice.WRONG_EXTENSION: N_(
        "The file {name} is really .{kind}; it was read as that. Save it under the right ending next time."
    ),
    Notice.HTML_TABLE: N_(
        "The file {name} is a web page with a table; check that numbers and dates arrived right, or"
        " send .xlsx."
    ),
    Notice.SPREADSHEETML_2003: N_(
        "The file {name} is in the XML format of 2003; it was read. Save it as .xlsx next time."
    ),
    Notice.TEXT_TABLE: N_(
        "The file {name} is a text table in {encoding}; check that long numbers arrived whole, or send .xlsx."
    ),
    Notice.MERGED_CELLS: N_("Sheet “{sheet}” has {count} merged ranges; unmerge those in the data rows."),
    Notice.ERROR_VALUE: N_(
        "Sheet “{sheet}” cell {cell} is the error value {value}; correct the formula or type the value."
    ),
    Notice.MORE_ERROR_VALUES: N_(
        "{count} more cells of {name} are error values; correct them in the same way."
    ),
    Notice.NO_CACHED_VALUE: N_(
        "Sheet “{sheet}” cell {cell} and {count} in all hold formulas that were never calculated and"
        " read as blank;"
        " open the file in Excel or WPS, save it and send it again."
    ),
    Notice.EXTERNAL_LINKS: N_(
        "The file {name} links to other files; the values it last saw were read. Replace the links by values."
    ),
    Notice.MACROS: N_("The file {name} contains macros; they were not run. Save it as .xlsx next time."),
    Notice.HIDDEN_SHEET: N_("Sheet “{sheet}” is hidden and was read; show it to check its content."),
    Notice.HIDDEN_ROWS: N_(
        "Sheet “{sheet}” has {count} hidden rows, which were read; show them to check their content."
    ),
    Notice.ERRORS_UNSEEN: N_(
        "In the format of {name} error cells cannot be told from blank ones; save it as .xlsx if"
        " formulas are in it."
    ),
}


def refuse(fault: Fault, /, *, problems: tuple[Problem, ...] = (), **fields: object) -> BadInput:
    """Return the error to raise for a fault: its code and its sentence with the fields filled in."""
    error = BadInput(_(SENTENCES[fault]).format(**fields), problems=problems)
    error.code = fault.value
    return error


def notice(which: Notice, /, **fields: object) -> str:
    """Return the sentence of a notice with the fields filled in."""
    return _(NOTICES[which]).format(**fields)
