"""The door of the program: `desk ...` and `python -m desk ...`."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path


def main() -> int:
    """Run the command of this process and return its exit code."""
    os.umask(0o077)
    _fill_gaps()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            _speak(stream)
    from desk.cli.run import main as run  # noqa: PLC0415 - imported after the streams are safe to write to

    return run(sys.argv[1:])


def _fill_gaps() -> None:
    """Put the null device where the caller closed a stream, so that every one of them is there."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 - lives as long as the process


def _speak(stream: io.TextIOWrapper) -> None:
    """Make data in a pipe or file UTF-8; a terminal keeps its encoding and shows ? for what it lacks."""
    if stream.isatty():
        stream.reconfigure(errors="replace")
    else:
        stream.reconfigure(encoding="utf-8", errors="replace")


if __name__ == "__main__":
    sys.exit(main())
