"""Writes bundles: BagIt bags (RFC 8493) of events as leaves commit to them, their proofs, and all that speaks of them.

Openings are left out: values about people stand there as salted commitments alone. What is written here is checked by
`verifier.py`, a copy of which travels along for reading.
"""

import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from application.bundles import PlaceTaken, Selection, Written
from application.ports import Files
from application.streams import Streams
from domain.values import Digest
from infrastructure import heads, merkle, verifier
from infrastructure.canonical import canonical
from infrastructure.checkpoints import Checkpoints, Kept
from infrastructure.leaves import written
from infrastructure.mapper import body_input
from infrastructure.reading import LogReader
from infrastructure.stated import stated
from infrastructure.stored import Logged, microseconds
from infrastructure.verifier import encoded

FORMAT = "palabre-bundle/1"
DIGEST = re.compile(rb'"(sha256:[0-9a-f]{64})"')
TOGETHER = 1_000


class Clock(Protocol):
    """The time outside."""

    def now(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class BundleWriting:
    """Writes bundles from the log, its tree and its signed checkpoints."""

    log: LogReader
    checkpoints: Checkpoints
    streams: Streams
    files: Files
    clock: Clock
    rules: str
    policy: str
    """The policy as it was written; the one that asks for nobody where there is none."""

    def lines(self, selection: Selection) -> bytes:
        """The events as their leaves commit to them, one a line, in log order."""
        return b"".join(body_input(row) + b"\n" for row in self._rows(selection))

    def write(
        self,
        selection: Selection,
        documents: Mapping[str, bytes],
        folder: Path,
        *,
        attachments: bool = True,
    ) -> Written:
        """Write a bundle whole, or nothing."""
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise PlaceTaken(str(folder))
        kept = self.checkpoints.of_size(selection.position)
        if kept is None:
            raise verifier.Refused(f"no checkpoint of {selection.position} events was signed")
        folder.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
        try:
            made = self._fill(selection, kept, beside, attachments=attachments)
            for name, content in documents.items():
                _put(beside / name, content)
            self._seal(kept, beside)
            beside.chmod(0o755)
            if folder.exists():
                folder.rmdir()
            beside.rename(folder)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
        return Written(
            folder=str(folder), kind=selection.kind, subject=selection.subject, size=selection.position, **made
        )

    def _fill(self, selection: Selection, kept: Kept, folder: Path, *, attachments: bool) -> dict[str, Any]:
        rows = self._rows(selection)
        lines = [body_input(row) for row in rows]
        versions = {str(row.originator_id): row.originator_version for row in rows}
        named = sorted({each.decode() for line in lines for each in DIGEST.findall(line)})
        held = dict(self._held(named)) if attachments else {}
        keys = [str(key.public) for key in self.checkpoints.log_keys()]
        states = (self._state(stream, version, selection.position) for stream, version in versions.items())
        for digest, content in held.items():
            _put(folder / "attachments" / digest.removeprefix("sha256:"), content)
        _put(folder / "events.jsonl", b"".join(line + b"\n" for line in lines))
        _put(folder / "proofs.jsonl", b"".join(one + b"\n" for one in self._proofs(rows, selection.position)))
        _put(folder / "states.jsonl", b"".join(one + b"\n" for one in states))
        _put(folder / "checkpoint.note", str(kept.note).encode())
        _put(folder / "keys.txt", "".join(f"{key}\n" for key in keys).encode())
        _put(folder / "policy.txt", self.policy.encode())
        _put(folder / "verifier.py", Path(verifier.__file__).read_bytes())
        stamped = self.checkpoints.stamp_of(selection.position)
        if stamped is not None:
            _put(folder / "checkpoint.tsr", stamped)
        if selection.complete is not None:
            _put(folder / "head.json", self._head(selection.complete, selection.position))
        absent = tuple(digest for digest in named if digest not in held)
        _put(folder / "bundle.json", canonical(self._said(selection, kept, versions, absent)) + b"\n")
        counts = {"events": len(lines), "streams": len(versions), "attachments": len(held)}
        return {**counts, "absent": absent, "key": keys[-1]}

    def _said(
        self, selection: Selection, kept: Kept, versions: Mapping[str, int], absent: Sequence[str]
    ) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "kind": selection.kind,
            "subject": selection.subject,
            "complete": selection.complete,
            "origin": kept.checkpoint.origin,
            "size": kept.checkpoint.size,
            "exported_at": self.clock.now().isoformat(),
            "rules": self.rules,
            "streams": dict(versions),
            "named_but_absent": list(absent),
        }

    def _rows(self, selection: Selection) -> list[Logged]:
        rows = [row for stream in selection.streams for row in self._stream(stream, selection.position)]
        return sorted(rows, key=lambda row: row.id)

    def _stream(self, stream: str, position: int) -> Iterator[Logged]:
        after = 0
        while rows := self.log.select_events(stream, gt=after, up_to_position=position, limit=TOGETHER):
            yield from rows
            after = rows[-1].originator_version

    def _proofs(self, rows: Sequence[Logged], size: int) -> Iterator[bytes]:
        read = _Remembering(self.checkpoints.tree.rows)
        for row in rows:
            hashes = merkle.inclusion(row.id - 1, size, read)
            yield canonical(
                {
                    "position": row.id,
                    "recorded_at": written(microseconds(row.recorded_at)).decode(),
                    "hashes": [encoded(one) for one in hashes],
                }
            )

    def _head(self, framework: str, size: int) -> bytes:
        known = heads.heads(self.checkpoints.database, size)
        index, hashes = heads.proof(known, framework)
        said = {"framework": framework, "head": known[index][1], "index": index}
        return canonical({**said, "hashes": [encoded(one) for one in hashes]}) + b"\n"

    def _state(self, stream: str, version: int, position: int) -> bytes:
        state = stated(self.streams.as_known(stream, position).state)
        return canonical({"stream": stream, "version": version, "state": state})

    def _held(self, digests: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        for digest in digests:
            try:
                yield digest, self.files.content(Digest(digest))
            except KeyError:
                continue

    def _seal(self, kept: Kept, folder: Path) -> None:
        """Make it a bag, and have the log sign what the bag lists."""
        now = self.clock.now()
        about = {"External-Identifier": kept.checkpoint.origin, "Bagging-Date": now.date().isoformat()}
        bagit: Any = import_module("bagit")  # has no types
        bag = bagit.make_bag(str(folder), {**about, "Bag-Software-Agent": "palabre"}, checksums=["sha256"])
        text = verifier.statement(kept.checkpoint.origin, str(int(now.timestamp())), folder)
        _put(folder / verifier.STATEMENT, str(self.checkpoints.vouch(text)).encode())
        bag.save()


class _Remembering:
    """Rows of the tree, each read once: proofs of one tree share most of them."""

    def __init__(self, read: merkle.Rows) -> None:
        self._read, self._known = read, dict[int, bytes]()

    def __call__(self, wanted: Any) -> Mapping[int, bytes]:
        missing = [row for row in wanted if row not in self._known]
        if missing:
            self._known.update(self._read(missing))
        return {row: self._known[row] for row in wanted if row in self._known}


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as target:
        target.write(content)
        target.flush()
        os.fsync(target.fileno())
