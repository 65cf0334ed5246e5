"""The door of the screens: open the desk for one member of staff and return how it ended."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from desk.service import Desk
from desk.units import Actor

SETTINGS: Final = {
    "TEXTUAL_DISABLE_KITTY_KEY": "1",  # input methods lose long words under the newer key protocol
    "TEXTUAL_ANIMATIONS": "none",  # every frame of an animation travels over the line
    "TEXTUAL_FPS": "30",
    "TEXTUAL_SMOOTH_SCROLL": "0",
}


def prepare() -> None:
    """Set what Textual reads when it is imported; a value that stands in the environment stays."""
    for name, value in SETTINGS.items():
        os.environ.setdefault(name, value)


def run_desk(desk: Desk, actor: Actor, *, notice: str = "", error_log: Path | None = None) -> int:
    """Open the full-screen desk and return its exit code; the terminal must be one on both sides."""
    prepare()
    from screens._compat import run  # noqa: PLC0415 - after the settings above, and only when drawing
    from screens.desk_app import DeskApp  # noqa: PLC0415 - the same

    app = DeskApp(desk, actor, notice=notice)
    app.error_log = error_log
    return run(app)
