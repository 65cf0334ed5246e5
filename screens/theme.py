"""The desk's colours: calm, dark, with a contrast of at least 4.5 to 1 for every text."""

from __future__ import annotations

from typing import Final

from textual.theme import Theme

CALM: Final = Theme(
    name="calm",
    primary="#6ea8d8",
    secondary="#8fb3a8",
    accent="#c8b06a",
    foreground="#d8dee4",
    background="#14181c",
    surface="#1c2228",
    panel="#252c33",
    success="#7fbf8f",
    warning="#e0b458",
    error="#f0887c",
    dark=True,
    variables={
        "text-muted": "#a3aeb9",
        "text-error": "#f0887c",
        "text-warning": "#e0b458",
        "text-success": "#7fbf8f",
        "text-primary": "#8cc0ea",
        "primary-muted": "#223a4e",
        "warning-muted": "#4a3a10",
        "surface-lighten-1": "#2a323a",
        "scrollbar": "#3a444e",
        "scrollbar-background": "#1c2228",
    },
)
