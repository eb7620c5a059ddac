"""A witness (c2sp.org/tlog-witness): remembers the largest tree it saw of each log, cosigns what continues it."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from infrastructure import checkpoint_notes, continuity, verifier
from infrastructure.checkpoint_notes import Checkpoint, Note
from infrastructure.merkle import EMPTY_ROOT
from infrastructure.notes import SigningKey, as_witness, new_key, read_secret
from infrastructure.verifier import Refused, VerifierKey, read_key

MOST_HASHES = 63
LARGEST_REQUEST = 1 << 20
TABLES = """
CREATE TABLE IF NOT EXISTS logs (key TEXT PRIMARY KEY, origin TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS seen (origin TEXT PRIMARY KEY, size INTEGER NOT NULL, root BLOB NOT NULL, note TEXT NOT NULL)
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a witness answers over HTTP."""

    status: int
    body: str = ""
    media_type: str = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Submission:
    """What is submitted: a checkpoint, and the proof that it continues a tree of the old size."""

    old_size: int
    proof: tuple[bytes, ...]
    note: Note
    checkpoint: Checkpoint


class NotReadable(Exception):
    """The request is malformed."""


class Witness:
    """A witness with its key and what it saw, in a small SQLite file of its own."""

    def __init__(self, file: Path, key: SigningKey, now: Callable[[], int]) -> None:
        self._file, self._key, self._now = file, key, now
        file.parent.mkdir(parents=True, exist_ok=True)
        with closing(self._connected()) as connection:
            connection.executescript(TABLES)

    @property
    def verifier(self) -> VerifierKey:
        """What its cosignatures are checked with."""
        return self._key.verifier

    def add_log(self, key: str, origin: str = "") -> str:
        """Believe a log's key; its origin is the key's name unless another is given. Returns the origin."""
        read = read_key(key)
        if read.kind != verifier.SIGNED:
            raise Refused("that is not the key of a log")
        with closing(self._connected()) as connection:
            connection.execute("INSERT OR REPLACE INTO logs VALUES (?, ?)", (str(read), origin or read.name))
        return origin or read.name

    def logs(self) -> list[tuple[str, str, int]]:
        """(origin, key, size of the largest tree seen) of each log."""
        query = "SELECT l.origin, l.key, coalesce(s.size, 0) FROM logs l LEFT JOIN seen s USING (origin) ORDER BY 1, 2"
        with closing(self._connected()) as connection:
            return connection.execute(query).fetchall()

    @property
    def key(self) -> str:
        """The same as it is handed around."""
        return str(self.verifier)

    def answer(self, request: bytes) -> tuple[int, str, str]:
        """Status, body and media type of an answer."""
        said = self.add_checkpoint(request)
        return said.status, said.body, said.media_type

    def add_checkpoint(self, request: bytes) -> Answer:
        """The one call of the protocol; whatever is wrong has its own status."""
        try:
            submitted = read_submission(request)
        except NotReadable as error:
            return Answer(400, f"{error}\n")
        with closing(self._connected()) as connection:
            connection.execute("BEGIN IMMEDIATE")  # what was seen is compared and replaced at once
            answer = self._judge(connection, submitted)
            connection.execute("COMMIT")
        return answer

    def _judge(self, connection: sqlite3.Connection, submitted: Submission) -> Answer:
        checkpoint = submitted.checkpoint
        keys = connection.execute("SELECT key FROM logs WHERE origin = ?", (checkpoint.origin,)).fetchall()
        if not keys:
            return Answer(404, "this log is not known here\n")
        try:
            checkpoint_notes.check_note(submitted.note, [read_key(key) for (key,) in keys])
        except Refused as error:
            return Answer(403, f"{error}\n")
        if submitted.old_size > checkpoint.size:
            return Answer(400, "the old size is larger than the new one\n")
        found = connection.execute("SELECT size, root FROM seen WHERE origin = ?", (checkpoint.origin,)).fetchone()
        size, root = found or (0, EMPTY_ROOT)
        if submitted.old_size != size or (checkpoint.size == size and checkpoint.root != root):
            return Answer(409, f"{size}\n", "text/x.tlog.size")
        try:
            _continues(submitted, root)
        except Refused as error:
            return Answer(422, f"{error}\n")
        row = (checkpoint.origin, checkpoint.size, checkpoint.root, str(submitted.note))
        connection.execute("INSERT OR REPLACE INTO seen VALUES (?, ?, ?, ?)", row)
        return Answer(200, f"{self._key.sign(submitted.note.text, self._now())}\n")

    def _connected(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._file, timeout=30, isolation_level=None)
        connection.execute("PRAGMA synchronous=FULL")
        return connection


def kept_key(file: Path, name: str) -> SigningKey:
    """The key of the witness on this machine; made at first use, under that name. Refuses to go without one."""
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.exists():
        if not name:
            raise Refused("give the witness a name, once: --name tregor.example/w1")
        made = new_key(name, verifier.COSIGNED).secret()
        with suppress(FileExistsError):  # another process was quicker
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as target:
                target.write(made + "\n")
                target.flush()
                os.fsync(target.fileno())
    key = as_witness(read_secret(file.read_text(encoding="utf-8")))
    if name not in ("", key.name):
        raise Refused(f"the witness on this machine is called {key.name}")
    return key


def _continues(submitted: Submission, root: bytes) -> None:
    old, checkpoint = submitted.old_size, submitted.checkpoint
    if old == 0:
        if submitted.proof:
            raise Refused("nothing is proved from an empty tree")
        return
    continuity.check_consistency(old, root, checkpoint.size, checkpoint.root, submitted.proof)


def read_submission(request: bytes) -> Submission:
    """The request as it is laid down: `old N`, hashes, an empty line, a checkpoint. Raises NotReadable."""
    try:
        head, blank, note = request.decode().partition("\n\n")
        old, *hashes = head.split("\n")
        word, _, size = old.partition(" ")
        is_canonical = size.isascii() and size.isdigit() and str(int(size[:20])) == size
        if word != "old" or not blank or not is_canonical or len(hashes) > MOST_HASHES:
            raise NotReadable("the request is `old N`, at most 63 hashes, an empty line and a checkpoint")
        read = checkpoint_notes.read_note(note.encode())
        proof = tuple(map(verifier.decoded, hashes))
        return Submission(int(size), proof, read, checkpoint_notes.read_checkpoint(read.text))
    except (UnicodeDecodeError, Refused) as error:
        raise NotReadable(str(error)) from error


def submission(old_size: int, proof: tuple[bytes, ...] | list[bytes], note: Note) -> bytes:
    """A request to a witness."""
    hashes = "".join(f"{verifier.encoded(one)}\n" for one in proof)
    return f"old {old_size}\n{hashes}\n{note}".encode()
