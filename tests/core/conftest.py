from __future__ import annotations

from pathlib import Path

import pytest

from desk.i18n import set_language
from tests.support.desks import Bench, make_bench


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    set_language("zh_CN")
    return make_bench(tmp_path / "desk")
