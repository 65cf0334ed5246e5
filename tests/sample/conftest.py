from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desk import i18n
from desk.service import Desk
from sample_data.make import fill
from tests.support.sampled import MakeDesk, empty_desk


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    """Speak Chinese, whatever the test before left behind."""
    before = i18n.language()
    i18n.set_language("zh_CN")
    yield
    i18n.set_language(before)


@pytest.fixture
def make_desk(tmp_path: Path) -> MakeDesk:
    """Return a maker of empty practice desks, each in a folder of its own name."""
    return lambda name: empty_desk(tmp_path / name)


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Return a desk with the whole sample; tests only look at it."""
    desk = empty_desk(tmp_path_factory.mktemp("sample") / "home")
    fill(desk)
    return desk
