from __future__ import annotations

import pytest

from tests.support.hostile import HOSTILE


@pytest.fixture(params=HOSTILE)
def hostile(request: pytest.FixtureRequest) -> str:
    return request.param
