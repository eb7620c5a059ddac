"""What the log shows to whoever would rather not believe it: checkpoints, proofs, and what an audit found.

Hashes are SHA-256 in base64. A checkpoint is a signed note; its text is what was signed, byte for byte.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from application.reading import Progress
from domain.decider import Refusal, record


class NoCheckpoint(Refusal):
    """No checkpoint of this log has been published yet."""


class NoSuchLeaf(Refusal):
    """The log, at this size, holds no event at this place."""


class NoSuchTree(Refusal):
    """The log has never had this size, or does not lead from the one to the other."""


class NotSigned(Refusal):
    """The log cannot be signed as it stands: its keys, or the log itself, need looking at."""


@record
class SignedCheckpoint:
    """What the log says of itself at one size. `note` is the signed text, `witnesses` whoever cosigned it.

    `published`: so many witnesses have cosigned it as the policy asks for.
    """

    origin: str
    size: int
    root: str
    signed_at: datetime
    published: bool
    witnesses: Sequence[str]
    note: str


@record
class PublicKey:
    """A key the log signs with, or once signed with (`name+id+key`), from when until when."""

    key: str
    since: datetime | None
    until: datetime | None


@record
class InclusionProof:
    """That an event stands in the log of `size` events with that `root`.

    Leaf `index` holds `leaf`, whose `body` digests the event. `checkpoint` is the signed note that states the root,
    where one of that size was signed.
    """

    position: int
    index: int
    size: int
    leaf: str
    leaf_hash: str
    root: str
    hashes: Sequence[str]
    checkpoint: str | None


@record
class ConsistencyProof:
    """That the log of `size` events begins with that of `old_size`, event by event."""

    old_size: int
    old_root: str
    size: int
    root: str
    hashes: Sequence[str]


@record
class HeadProof:
    """How many events a framework has in the log of `size` events: `head`, numbered from 1 without gaps.

    Leaf `index` of the tree of `count` framework heads holds it; the checkpoint signs that tree's `root`.
    """

    framework: str | None
    head: int
    size: int
    index: int
    count: int
    leaf: str
    root: str
    hashes: Sequence[str]
    checkpoint: str | None


@record
class Finding:
    """Something that does not hold: of what kind, where, and in words."""

    kind: str
    where: str
    words: str


@record
class Audited:
    """What an audit looked at and found: it all holds where `findings` is empty. `more` were found than are listed."""

    events: int
    checkpoints: int
    views: int
    seconds: float
    findings: Sequence[Finding]
    more: int = 0

    @property
    def holds(self) -> bool:
        """Whether nothing was found."""
        return not self.findings


class Transparency(Protocol):
    """The log as others verify it."""

    def note(self) -> str:
        """The newest published checkpoint, as a signed note. Raises NoCheckpoint."""
        ...

    def checkpoint(self, size: int | None = None) -> SignedCheckpoint:
        """The newest published checkpoint, or the one of a size. Raises NoCheckpoint."""
        ...

    def keys(self) -> Sequence[PublicKey]:
        """Every key the log has had."""
        ...

    def inclusion(self, position: int, size: int | None = None) -> InclusionProof:
        """The proof of an event, in the newest published checkpoint that has it, else in the log as it is now.

        Raises NoSuchLeaf, NoSuchTree.
        """
        ...

    def consistency(self, old_size: int, size: int | None = None) -> ConsistencyProof:
        """The proof that the log only grew. Raises NoSuchTree."""
        ...

    def head(self, framework: str | None, size: int | None = None) -> HeadProof:
        """The proof of how far a framework has come. Raises NoSuchLeaf, NoSuchTree."""
        ...

    def tile(self, level: int, number: int, width: int) -> bytes:
        """Hashes of the tree, as tlog-tiles lays them out. Raises NoSuchLeaf."""
        ...

    def entries(self, number: int, width: int) -> bytes:
        """Leaves of the tree, as tlog-tiles lays them out. Raises NoSuchLeaf."""
        ...

    def publish(self) -> SignedCheckpoint:
        """Sign the log as it is and ask the witnesses. Raises NotSigned."""
        ...

    def publish_growth(self) -> SignedCheckpoint | None:
        """The same where there is something new to publish."""
        ...

    def rotate(self, days: int) -> PublicKey:
        """A new key, beside which the present one signs for so many days more. Raises NotSigned."""
        ...

    def audit(self, progress: Progress, *, views: bool = True) -> Audited:
        """Look at everything again: events, tree, checkpoints, and, where asked, views."""
        ...


class Witnessing(Protocol):
    """A witness: it cosigns what continues what it saw before (c2sp.org/tlog-witness)."""

    @property
    def key(self) -> str:
        """What its cosignatures are checked with."""
        ...

    def add_log(self, key: str, origin: str = "") -> str:
        """Watch a log; its origin is returned. Raises ValueError for what is no key."""
        ...

    def logs(self) -> Sequence[tuple[str, str, int]]:
        """(origin, key, size of the largest tree seen) of each log."""
        ...

    def answer(self, request: bytes) -> tuple[int, str, str]:
        """To a request of `add-checkpoint`: status, body, media type."""
        ...
