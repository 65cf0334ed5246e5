"""What every test shares: no test fails for being slow on a busy machine."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("desk", deadline=None)
settings.load_profile("desk")
