from __future__ import annotations

import pytest
from textual.color import Color

from screens.theme import CALM

GROUNDS = (CALM.background, CALM.surface, CALM.panel, CALM.variables["primary-muted"])
TEXTS = (
    CALM.foreground,
    *(CALM.variables[f"text-{name}"] for name in ("muted", "error", "warning", "success", "primary")),
)


def luminance(colour: Color) -> float:
    parts = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in colour.normalized
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(Color.parse(one)), luminance(Color.parse(other))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("text", TEXTS)
def test_every_text_stands_out_from_every_ground(text: str | None, ground: str | None) -> None:
    assert text
    assert ground
    assert contrast(text, ground) >= 4.5


def test_the_practice_mark_stands_out_from_its_own_ground() -> None:
    assert contrast(CALM.variables["text-warning"], CALM.variables["warning-muted"]) >= 4.5
