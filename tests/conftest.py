"""What every test shares: the language it begins with, and no failure for being slow on a busy machine."""

from __future__ import annotations

import pytest
from hypothesis import settings

from desk.i18n import set_language

settings.register_profile("desk", deadline=None)
settings.load_profile("desk")


@pytest.fixture(autouse=True)
def _own_language() -> None:
    """Begin in the language of the desk, whatever an earlier test of the same process spoke."""
    set_language("zh_CN")
