"""The two languages of the desk: English in the source, Chinese and English on the screen.

`_` translates when it is called; a table made at import holds its English by `N_` and is translated when
it is shown. The catalogues are `desk/locale/LANG/LC_MESSAGES/desk.po`, compiled beside it.
"""

from __future__ import annotations

import gettext
import os
from pathlib import Path
from typing import Final

LANGUAGES: Final = ("zh_CN", "en")
DEFAULT: Final = "zh_CN"
LOCALE_DIR: Final = Path(__file__).parent / "locale"

_current: tuple[str, gettext.NullTranslations] = ("", gettext.NullTranslations())


def normalise(name: str) -> str:
    """Return the language of ours that `name` means ("zh", "zh_CN.UTF-8", "en_GB"); else the default."""
    short = name.replace("-", "_").split(".")[0].lower()
    if short.startswith("en"):
        return "en"
    return DEFAULT


def set_language(name: str | None = None) -> str:
    """Choose the language by `name`, else by DESK_LANG, else Chinese, and return what was chosen."""
    global _current  # noqa: PLW0603 - one process speaks one language, chosen once at its start
    language = normalise(name or os.environ.get("DESK_LANG") or DEFAULT)
    _current = (language, gettext.translation("desk", LOCALE_DIR, [language], fallback=True))
    return language


def language() -> str:
    """Return the language in force."""
    if not _current[0]:
        set_language()
    return _current[0]


def _(message: str) -> str:
    """Translate an English message into the language in force."""
    if not _current[0]:
        set_language()
    return _current[1].gettext(message) if message else ""


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for "mark, translate later"
    """Mark a message for the catalogue without translating it yet."""
    return message


def pick(zh: str, en: str) -> str:
    """Choose between the two labels that a pack or a unit carries."""
    return en if language() == "en" else zh
