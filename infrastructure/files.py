"""Evidence by digest: a document is stored before the command that names it, and never changed."""

import hashlib
import os
import tempfile
from pathlib import Path

from domain.values import Digest, Evidence


class EvidenceFiles:
    """A folder of documents named by their SHA-256."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, content: bytes, media_type: str, title: str) -> Evidence:
        """Store a document, on disk when this returns; storing it again changes nothing."""
        digest = Digest(f"sha256:{hashlib.sha256(content).hexdigest()}")
        target = self._path(digest)
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=target.parent)
            with os.fdopen(handle, "wb") as part:
                part.write(content)
                part.flush()
                os.fsync(part.fileno())
            Path(name).replace(target)
        return Evidence(digest=digest, media_type=media_type, size=len(content), title=title)

    def content(self, digest: Digest) -> bytes:
        """The document. Raises KeyError where there is none, or where what is there is not it any more."""
        path = self._path(digest)
        if not path.is_file():
            raise KeyError(digest)
        content = path.read_bytes()
        if f"sha256:{hashlib.sha256(content).hexdigest()}" != digest:
            raise KeyError(digest)
        return content

    def remove(self, digest: Digest) -> bool:
        """Destroy a document; whether there was one."""
        path = self._path(digest)
        was = path.is_file()
        path.unlink(missing_ok=True)
        return was

    def sweep(self, named: frozenset[Digest]) -> int:
        """Remove the documents that no event names; how many there were."""
        gone = 0
        for path in self._folder.glob("??/*"):
            if Digest(f"sha256:{path.name}") not in named:
                path.unlink()
                gone += 1
        return gone

    def _path(self, digest: Digest) -> Path:
        name = digest.removeprefix("sha256:")
        if len(name) != 64 or not all(letter in "0123456789abcdef" for letter in name):
            raise KeyError(digest)
        return self._folder / name[:2] / name
