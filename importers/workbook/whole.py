"""Files whole: written ones stand under their name when they are finished, read ones are those checked."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from desk.errors import BadInput
from desk.i18n import _
from importers.workbook.findings import CheckReport


def target_of(path: Path | None, name: str) -> Path:
    """Return the file to write: `path`, or `name` in it when it is a folder, or in the present one."""
    if path is None:
        return Path(name)
    if path.is_dir():
        return path / name
    if path.suffix.lower() != ".xlsx":
        raise BadInput(_("{path} would be a workbook; let its name end in .xlsx.").format(path=path))
    return path


@contextmanager
def whole_file(target: Path) -> Iterator[Path]:
    """Yield a name beside the target that takes its place at the end, so that no half file is ever seen."""
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=".xlsx")
        os.close(handle)
    except OSError as error:
        raise BadInput(
            _("{path} cannot be written; choose a folder that exists and is writable.").format(path=target)
        ) from error
    unfinished = Path(name)
    try:
        yield unfinished
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


def checked_bytes(path: Path, report: CheckReport) -> bytes:
    """Return the bytes of a checked file; `BadInput` when they are no longer those that were checked."""
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != report.sha256:
        raise BadInput(_("{name} was changed after it was checked; check it again.").format(name=path.name))
    return content
