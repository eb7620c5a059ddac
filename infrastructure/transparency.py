"""The log as others verify it: the `Transparency` port on checkpoints, tree and audit."""

from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from datetime import timedelta

from eventsourcing.persistence import PersistenceError

from application.ports import Unavailable
from application.reading import Progress
from application.transparency import (
    Audited,
    ConsistencyProof,
    HeadProof,
    InclusionProof,
    NoCheckpoint,
    NoSuchLeaf,
    NoSuchTree,
    NotSigned,
    PublicKey,
    SignedCheckpoint,
)
from infrastructure import heads
from infrastructure.checkpoints import Checkpoints, Kept
from infrastructure.checkpoints import Witnessing as Asking
from infrastructure.log_keys import LogKey
from infrastructure.merkle import MissingNode
from infrastructure.stored import TreeBroken
from infrastructure.verifier import Refused, decoded, encoded, leaf_hash

Auditing = Callable[[Progress, bool], Audited]


class LogTransparency:
    """Answers from the stored tree; nothing here waits for a writer but signing."""

    def __init__(self, checkpoints: Checkpoints, asking: Asking, auditing: Auditing) -> None:
        self._checkpoints, self._asking, self._auditing = checkpoints, asking, auditing
        self._tree = checkpoints.tree

    def note(self) -> str:
        """The newest published checkpoint, as a signed note."""
        return self.checkpoint().note

    def checkpoint(self, size: int | None = None) -> SignedCheckpoint:
        """The newest published checkpoint, or the one of a size."""
        with _answering():
            kept = self._checkpoints.newest(published=True) if size is None else self._checkpoints.of_size(size)
            if kept is None:
                raise NoCheckpoint(*([] if size is None else [size]))
            return self._shown(kept)

    def _shown(self, kept: Kept) -> SignedCheckpoint:
        return SignedCheckpoint(
            origin=kept.checkpoint.origin,
            size=kept.checkpoint.size,
            root=encoded(kept.checkpoint.root),
            signed_at=kept.signed_at,
            published=kept.published,
            witnesses=sorted(key.name for key in self._checkpoints.cosigners(kept.note)),
            note=str(kept.note),
        )

    def keys(self) -> Sequence[PublicKey]:
        """Every key the log has had; an empty log has none."""
        with _answering():
            return [_public(key) for key in self._checkpoints.log_keys()] if self._tree.size() else []

    def inclusion(self, position: int, size: int | None = None) -> InclusionProof:
        """The proof of an event."""
        with _answering():
            size = self._size(position) if size is None else size
            if not 0 < size <= self._tree.size():
                raise NoSuchTree(size)
            leaf = self._tree.leaf(position) if 0 < position <= size else None
            if leaf is None:
                raise NoSuchLeaf(position)
            return InclusionProof(
                position=position,
                index=position - 1,
                size=size,
                leaf=leaf.decode(),
                leaf_hash=encoded(leaf_hash(leaf)),
                root=encoded(self._tree.root(size)),
                hashes=[encoded(one) for one in self._tree.inclusion(position - 1, size)],
                checkpoint=self._note_of(size),
            )

    def _size(self, position: int) -> int:
        """The size that a reader most likely knows: that of the newest published checkpoint."""
        newest = self._checkpoints.newest(published=True)
        has_it = newest is not None and newest.checkpoint.size >= position
        return newest.checkpoint.size if newest is not None and has_it else self._tree.size()

    def _note_of(self, size: int) -> str | None:
        kept = self._checkpoints.of_size(size)
        return None if kept is None else str(kept.note)

    def consistency(self, old_size: int, size: int | None = None) -> ConsistencyProof:
        """The proof that the log only grew."""
        with _answering():
            size = self._size(old_size) if size is None else size
            if not 0 < old_size <= size <= self._tree.size():
                raise NoSuchTree(old_size, size)
            return ConsistencyProof(
                old_size=old_size,
                old_root=encoded(self._tree.root(old_size)),
                size=size,
                root=encoded(self._tree.root(size)),
                hashes=[encoded(one) for one in self._tree.consistency(old_size, size)],
            )

    def head(self, framework: str | None, size: int | None = None) -> HeadProof:
        """The proof of how far a framework has come."""
        with _answering():
            size = self._size(1) if size is None else size
            if not 0 < size <= self._tree.size():
                raise NoSuchTree(size)
            known = heads.heads(self._checkpoints.database, size)
            if (framework or "") not in dict(known):
                raise NoSuchLeaf(framework or "")
            index, hashes = heads.proof(known, framework or "")
            _, count, root = heads.line(known).split(" ")
            return HeadProof(
                framework=framework,
                head=known[index][1],
                size=size,
                index=index,
                count=int(count),
                leaf=heads.head_leaf(*known[index]).decode(),
                root=encoded(decoded(root)),
                hashes=[encoded(one) for one in hashes],
                checkpoint=self._note_of(size),
            )

    def tile(self, level: int, number: int, width: int) -> bytes:
        """Hashes of the tree."""
        with _answering():
            return self._tree.tile(level, number, width)

    def entries(self, number: int, width: int) -> bytes:
        """Leaves of the tree."""
        with _answering():
            return self._tree.entries(number, width)

    def publish(self) -> SignedCheckpoint:
        """Sign the log as it is and ask the witnesses."""
        with _answering():
            return self._shown(self._checkpoints.publish(self._asking))

    def publish_growth(self) -> SignedCheckpoint | None:
        """The same, unless nothing has been recorded since."""
        with _answering():
            newest = self._checkpoints.newest(published=True)
            size = self._tree.size()
        return None if size == 0 or (newest is not None and newest.checkpoint.size == size) else self.publish()

    def rotate(self, days: int) -> PublicKey:
        """A new key."""
        with _answering():
            return _public(self._checkpoints.rotate(timedelta(days=days)))

    def audit(self, progress: Progress, *, views: bool = True) -> Audited:
        """Look at everything again."""
        with _answering():
            return self._auditing(progress, views)


def _public(key: LogKey) -> PublicKey:
    return PublicKey(key=str(key.public), since=key.since, until=key.until)


@contextmanager
def _answering() -> Generator[None]:
    """What goes wrong, as the port names it."""
    try:
        yield
    except (TreeBroken, Refused) as error:
        raise NotSigned(str(error)) from error
    except MissingNode as error:
        raise NoSuchLeaf(str(error)) from error
    except PersistenceError as error:
        raise Unavailable(str(error)) from error
