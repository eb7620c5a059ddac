"""What was published of each event: its JSON Schema, and a real event as example. A file once here never changes."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


def published_names() -> Iterator[str]:
    """`agreement.signed.v1`, and every other event and version that was ever published."""
    for file in sorted(FOLDER.glob("*/*.json")):
        yield f"{file.parent.name}.{file.stem}"


def published(name: str) -> Mapping[str, Any] | None:
    """`schema` and `example` of an event and version; None for what was not published."""
    file = file_of(name)
    return _read(file) if file.is_file() else None


def file_of(name: str) -> Path:
    """Where the schema of `agreement.signed.v1` is kept: a file an event, so that many hands can add some at once."""
    noun, _, event = name.partition(".")
    return FOLDER / noun / f"{event}.json"


@cache
def _read(file: Path) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found
