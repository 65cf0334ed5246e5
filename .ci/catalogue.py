"""The message catalogue: keep it complete in both languages.

python .ci/catalogue.py check          fail when a message is missing in a language, or no longer used
python .ci/catalogue.py update         take new messages from the source, drop unused ones, compile
python .ci/catalogue.py add FILE.json  the same, with translations {"English": "中文"} from a file
"""

from __future__ import annotations

import fcntl
import io
import json
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "desk" / "locale"
PACKAGES = ("desk", "screens", "storage", "importers", "sample_data")
KEYWORDS = {"_": None, "N_": None}


def messages() -> Iterator[tuple[str, str]]:
    """Yield (message, place) for every marked string of the source."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            for found in extract_from_file("python", str(path), keywords=KEYWORDS):
                message = found[1]
                if isinstance(message, str) and message:
                    yield message, path.relative_to(ROOT).as_posix()


def load(language: str) -> Catalog:
    """Read a language's catalogue, or an empty one."""
    path = LOCALE / language / "LC_MESSAGES" / "desk.po"
    if not path.exists():
        return Catalog(locale=language, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def built(language: str, translations: dict[str, str]) -> Catalog:
    """Return the catalogue of the present source with the translations that are known."""
    old = load(language)
    new = Catalog(locale=language, charset="utf-8", project="complaint-desk", fuzzy=False)
    new.revision_date = new.creation_date = datetime(2026, 11, 23, tzinfo=UTC)
    places: dict[str, set[str]] = {}
    for message, place in messages():
        places.setdefault(message, set()).add(place)
    for message in sorted(places):
        known = old.get(message)
        text = translations.get(message) or (known.string if known else "")
        new.add(
            message,
            message if language == "en" else text,
            locations=[(p, None) for p in sorted(places[message])],
        )
    return new


def compiled(catalogue: Catalog) -> bytes:
    """Return the binary form."""
    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def update(translations: dict[str, str]) -> None:
    """Write and compile both catalogues."""
    for language in ("zh_CN", "en"):
        folder = LOCALE / language / "LC_MESSAGES"
        folder.mkdir(parents=True, exist_ok=True)
        catalogue = built(language, translations if language == "zh_CN" else {})
        with (folder / "desk.po").open("wb") as file:
            write_po(file, catalogue, width=100, include_lineno=False)
        (folder / "desk.mo").write_bytes(compiled(catalogue))


def faults() -> list[str]:
    """Return what is wrong with the catalogues, one line each."""
    found = []
    wanted = {message for message, _ in messages()}
    for language in ("zh_CN", "en"):
        catalogue = load(language)
        have = {str(m.id): m for m in catalogue if m.id}
        found += [f"{language}: not in the catalogue: {m!r}" for m in sorted(wanted - have.keys())]
        found += [f"{language}: no longer used: {m!r}" for m in sorted(have.keys() - wanted)]
        for key, message in have.items():
            text = str(message.string)
            if not text:
                found.append(f"{language}: not translated: {key!r}")
            elif sorted(fields(key)) != sorted(fields(text)):
                found.append(f"{language}: other placeholders: {key!r}")
        binary = LOCALE / language / "LC_MESSAGES" / "desk.mo"
        if not binary.exists() or binary.read_bytes() != compiled(catalogue):
            found.append(f"{language}: compiled form is out of date")
    return found


def fields(text: str) -> list[str]:
    """Return the names in braces."""
    import string  # noqa: PLC0415 - needed here alone

    return [name for _, name, _, _ in string.Formatter().parse(text) if name is not None]


def main() -> int:
    """Run one of the three calls."""
    if sys.argv[1:2] == ["check"]:
        found = faults()
        print("\n".join(found) if found else "message catalogue: complete in zh_CN and en")
        return 1 if found else 0
    with (Path(tempfile.gettempdir()) / "desk-catalogue.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        extra = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8")) if sys.argv[1:2] == ["add"] else {}
        update(extra)
    untranslated = [line for line in faults() if "not translated" in line]
    print("\n".join(untranslated) or "updated")
    return 0


if __name__ == "__main__":
    sys.exit(main())
