"""Where the rows set aside are written: beside the file, and never over what somebody may have corrected there."""

import os
from collections.abc import Iterator
from pathlib import Path

MOST_COPIES = 1_000


def keep(file: Path, digest: str, content: bytes, suffix: str = "csv") -> Path | None:
    """Write NAME.quarantine.csv beside the file, else in the folder one stands in; None where neither can be written.

    A file of that name with other content stays as it is: the next free number is taken instead.
    """
    for folder in dict.fromkeys((file.parent, Path())):
        for stem in (file.stem, digest.removeprefix("sha256:")[:12]):
            try:
                return _kept(folder, stem, content, suffix)
            except OSError:
                continue  # a folder that is read-only, a name too long, a full disk
    return None


def _kept(folder: Path, stem: str, content: bytes, suffix: str) -> Path:
    for path in _names(folder, stem, suffix):
        try:
            with path.open("xb") as new:
                new.write(content)
        except FileExistsError:
            if not path.is_file() or path.read_bytes() != content:
                continue
        return path
    raise FileExistsError(stem)


def _names(folder: Path, stem: str, suffix: str) -> Iterator[Path]:
    yield folder / f"{stem}.quarantine.{suffix}"
    for number in range(2, MOST_COPIES):
        yield folder / f"{stem}.quarantine.{number}.{suffix}"


def shown(path: Path | str) -> str:
    """A path that can be printed and recorded, whatever bytes its name is made of."""
    return os.fsencode(path).decode("utf-8", "replace")
