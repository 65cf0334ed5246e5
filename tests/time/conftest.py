from __future__ import annotations

import pytest

from desk.calendar import Calendars, load_calendars
from desk.i18n import set_language


@pytest.fixture(scope="session")
def calendars() -> Calendars:
    return load_calendars()


@pytest.fixture(autouse=True)
def chinese() -> None:
    set_language("zh_CN")
