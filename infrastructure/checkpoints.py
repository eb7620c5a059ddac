"""Signed checkpoints: what the log says of itself at one size, kept with every cosignature collected for it."""

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from http.client import HTTPException

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from infrastructure import checkpoint_notes, heads
from infrastructure.checkpoint_notes import Checkpoint, Note
from infrastructure.engines import Database
from infrastructure.growing import ASK
from infrastructure.log_keys import LogKey, LogKeys
from infrastructure.notes import signed, with_signatures
from infrastructure.policy import Policy
from infrastructure.stored import TreeBroken, instant, microseconds
from infrastructure.tables import checkpoints, events, timestamps
from infrastructure.timestamps import Ask, stamp
from infrastructure.tree_reading import TreeReading
from infrastructure.verifier import Refused, VerifierKey

_FIRST = sa.select(events.c.event_id).where(events.c.position == 1)
Witnessing = Callable[["Kept", "Checkpoints"], Note]
"""Asks the witnesses for their cosignatures; returns the note with those that came."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Kept:
    """A checkpoint as it is kept. `published`: enough witnesses had cosigned it."""

    checkpoint: Checkpoint
    note: Note
    signed_at: datetime
    published: bool


class Checkpoints:
    """Signs, keeps and finds the checkpoints of a log."""

    def __init__(
        self,
        database: Database,
        keys: LogKeys,
        policy: Policy,
        clock: Callable[[], datetime],
        origin: str = "",
        authority: Ask | None = None,
    ) -> None:
        self.database, self._keys, self._policy, self._clock = database, keys, policy, clock
        self._origin, self._authority = origin, authority
        self.tree = TreeReading(database)

    def origin(self) -> str:
        """The log's name: as set, or after its first event. Refuses an empty log, which has none yet."""
        if not self._origin:
            found = self.database.rows(_FIRST)
            if not found or not found[0][0]:
                raise Refused("a log without events has no name yet")
            self._origin = f"palabre/{found[0][0]}"
        return self._origin

    def log_keys(self) -> Sequence[LogKey]:
        """Every key the log has had; the first is made with the first checkpoint."""
        return self._keys.of(self.origin())

    def rotate(self, overlap: timedelta) -> LogKey:
        """A new key from now on, beside the present one for a while."""
        self.sign()  # so that there is a present one
        return self._keys.rotate(self.origin(), self._clock(), overlap)

    def at(self, size: int) -> Checkpoint:
        """What the log says of itself at a size; nobody has signed it."""
        known = heads.heads(self.database, size)
        return Checkpoint(self.origin(), size, self.tree.root(size), (heads.line(known),))

    def sign(self) -> Kept:
        """Sign the log as it is now, and keep it. Raises TreeBroken where it does not continue what was signed."""
        self._continues()
        checkpoint, now = self.at(self.tree.size()), self._clock()
        known = self.of_size(checkpoint.size)
        if known is not None and known.note.text != str(checkpoint):
            raise TreeBroken(
                f"another checkpoint of {checkpoint.size} leaves was signed: `palabre audit check` says more"
            )
        lines = [key.sign(str(checkpoint)) for key in self._keys.signing(checkpoint.origin, now)]
        note = signed(str(checkpoint), *lines) if known is None else with_signatures(known.note, *lines)
        return self.keep(note, signed_at=now if known is None else known.signed_at)

    def vouch(self, text: str) -> Note:
        """Sign what the log says of something that was made from it; such a text can be taken for no checkpoint."""
        lines = [key.sign(text) for key in self._keys.signing(self.origin(), self._clock())]
        return signed(text, *lines)

    def _continues(self) -> None:
        last = self.newest()
        if last is None:
            return
        size = self.tree.size()
        if last.checkpoint.size > size or self.tree.root(last.checkpoint.size) != last.checkpoint.root:
            raise TreeBroken(f"the log does not continue its checkpoint of {last.checkpoint.size} leaves: {ASK}")

    def publish(self, witnessing: Witnessing) -> Kept:
        """Sign the log as it is now, collect cosignatures, and keep what came."""
        kept = self.sign()
        if self._policy.witnesses:
            kept = self.keep(witnessing(kept, self), kept.signed_at)
        self._stamp(kept)
        return kept

    def _stamp(self, kept: Kept) -> None:
        """Have it time-stamped, once. An authority that does not answer stops nothing: the next one may be stamped."""
        if self._authority is None or self.stamp_of(kept.checkpoint.size) is not None:
            return
        try:
            response = stamp(kept.note.text, self._authority)
        except (OSError, HTTPException, Refused):
            logger.warning("the checkpoint of %d events was not time-stamped", kept.checkpoint.size, exc_info=True)
            return
        with suppress(IntegrityError), self.database.writing() as connection:  # another process was quicker
            connection.execute(sa.insert(timestamps).values(size=kept.checkpoint.size, response=response))

    def stamp_of(self, size: int) -> bytes | None:
        """The answer of a time-stamping authority (RFC 3161) about the checkpoint of a size."""
        found = self.database.rows(sa.select(timestamps.c.response).where(timestamps.c.size == size))
        return bytes(found[0][0]) if found else None

    def keep(self, note: Note, signed_at: datetime) -> Kept:
        """Keep a checkpoint, or further signatures of one that is kept; those of another process stay."""
        checkpoint = checkpoint_notes.read_checkpoint(note.text)
        with self.database.writing() as connection:
            known = connection.execute(_of(checkpoint.size)).first()
            if known is not None:
                note = with_signatures(checkpoint_notes.read_note(known.note.encode()), *note.signatures)
            published = self._policy.is_met(self.cosigners(note))
            row = {"note": str(note), "signed_at": microseconds(signed_at), "published": published}
            if known is None:
                connection.execute(sa.insert(checkpoints).values(size=checkpoint.size, **row))
            else:
                connection.execute(sa.update(checkpoints).where(checkpoints.c.size == checkpoint.size).values(**row))
        return Kept(checkpoint, note, signed_at, published)

    def cosigners(self, note: Note) -> list[VerifierKey]:
        """Whose cosignatures it bears, of the witnesses that the policy knows."""
        try:
            return list(checkpoint_notes.check_note(note, self._policy.witness_keys().values()))
        except Refused:
            return []

    def newest(self, *, published: bool = False) -> Kept | None:
        """The checkpoint of the largest tree; of those with a quorum, where asked."""
        query = sa.select(checkpoints).order_by(checkpoints.c.size.desc()).limit(1)
        return self._one(query.where(checkpoints.c.published) if published else query)

    def of_size(self, size: int) -> Kept | None:
        """The checkpoint of a tree of that size."""
        return self._one(_of(size))

    def covering(self, size: int) -> Kept | None:
        """The first published checkpoint whose tree is at least so large."""
        t = checkpoints.c
        return self._one(sa.select(checkpoints).where(t.size >= size, t.published).order_by(t.size).limit(1))

    def cosigned_by(self, key: VerifierKey) -> int:
        """The size of the newest checkpoint that this witness cosigned; 0 where there is none."""
        for row in self.database.rows(sa.select(checkpoints).order_by(checkpoints.c.size.desc()).limit(100)):
            kept = _kept(row)
            if any((one.name, one.key_id) == (key.name, key.id) for one in kept.note.signatures):
                return kept.checkpoint.size
        return 0

    def sizes(self) -> list[int]:
        """The sizes of the trees that were signed, smallest first."""
        return [size for (size,) in self.database.rows(sa.select(checkpoints.c.size).order_by(checkpoints.c.size))]

    def _one(self, query: sa.Select[tuple[object, ...]]) -> Kept | None:
        found = self.database.rows(query)
        return _kept(found[0]) if found else None


def _of(size: int) -> sa.Select[tuple[object, ...]]:
    return sa.select(checkpoints).where(checkpoints.c.size == size)


def _kept(row: tuple[object, ...]) -> Kept:
    _, text, signed_at, published = row
    note = checkpoint_notes.read_note(str(text).encode())
    return Kept(checkpoint_notes.read_checkpoint(note.text), note, instant(int(str(signed_at))), bool(published))
