"""Summing up what was measured, and describing the machine it was measured on."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Sequence
from pathlib import Path


def quantile(values: Sequence[float], part: float) -> float:
    """Return the value below which `part` (0 to 1) of the values lie; NaN without values."""
    if not values:
        return float("nan")
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def median(values: Sequence[float]) -> float:
    """Return the middle value; NaN without values."""
    return quantile(values, 0.5)


def machine(folder: Path) -> str:
    """Return a few lines about the machine and the file system that `folder` lies on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = " ".join(f"{value:.1f}" for value in os.getloadavg())
    return (
        f"Python {platform.python_version()}, {platform.system()} {platform.release()}, "
        f"{os.cpu_count()} processors ({_processor()}), {memory:.0f} GiB, {_file_system(folder)}; "
        f"load average before the run {load}"
    )


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    return next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), "unknown")


def _file_system(folder: Path) -> str:
    mounts = [line.split() for line in Path("/proc/mounts").read_text(encoding="utf-8").splitlines()]
    place = str(folder.resolve())
    above = [(mount[1], mount[2]) for mount in mounts if _is_above(mount[1], place)]
    return max(above, key=lambda pair: len(pair[0]))[1]


def _is_above(mount: str, place: str) -> bool:
    return mount in ("/", place) or place.startswith(f"{mount}/")


def command_line() -> str:
    """Return the command that was given, as anybody would type it."""
    spec = sys.modules["__main__"].__spec__
    return " ".join(["python -m", spec.name if spec else "?", *sys.argv[1:]])
