"""How far each framework has come at one size of the log, under one root: so a framework's feed can be proved complete.

Each framework counts its own events without gaps. A checkpoint signs the Merkle root over one leaf per framework,
JCS{framework, head}, by framework; the installation's own events come first, under null. Who gets a framework's feed
gets the proof of its leaf, and learns nothing of the other frameworks but how many there are.
"""

from collections.abc import Collection, Mapping, Sequence

import sqlalchemy as sa

from infrastructure import merkle
from infrastructure.canonical import canonical
from infrastructure.checkpoint_notes import Checkpoint
from infrastructure.engines import Database
from infrastructure.merkle import Frontier
from infrastructure.tables import events
from infrastructure.verifier import encoded, leaf_hash

LINE = "framework-heads"
Heads = Sequence[tuple[str, int]]
"""(framework, its last sequence number), by framework; the installation's own under the empty text, first."""


def heads(database: Database, size: int) -> Heads:
    """The heads at a size of the log."""
    found = [(name, _head(database, name, size)) for (name,) in database.rows(_names())]
    return sorted((name, head) for name, head in found if head)


def _names() -> sa.Select[tuple[str]]:
    """Every framework: the index is walked from each name to the next, however many events they have."""
    t = events.c.framework
    walk = sa.select(sa.func.min(t).label("name")).cte("walk", recursive=True)
    following = sa.select(sa.func.min(t)).where(t > walk.c.name).scalar_subquery()
    walk = walk.union_all(sa.select(following).where(walk.c.name.is_not(None)))
    return sa.select(walk.c.name).where(walk.c.name.is_not(None))


def _head(database: Database, framework: str, size: int) -> int:
    t = events.c
    query = sa.select(t.framework_sequence).where(t.framework == framework, t.position <= size)
    found = database.rows(query.order_by(t.framework_sequence.desc()).limit(1))
    return found[0][0] if found else 0


def head_leaf(framework: str, head: int) -> bytes:
    """What the leaf of a framework says."""
    return canonical({"framework": framework or None, "head": head})


def line(known: Heads) -> str:
    """The extension line of a checkpoint: how many frameworks, and the root over their heads."""
    root = merkle.joined(_tree(known)[0].roots)
    return f"{LINE} {len(known)} {encoded(root)}"


def proof(known: Heads, framework: str) -> tuple[int, list[bytes]]:
    """Where the leaf of a framework stands among the heads, and the proof. Raises KeyError."""
    index = {name: place for place, (name, _) in enumerate(known)}[framework]
    _, rows = _tree(known)

    def read(wanted: Collection[int]) -> Mapping[int, bytes]:
        return {row: rows[row] for row in wanted}

    return index, merkle.inclusion(index, len(known), read)


def _tree(known: Heads) -> tuple[Frontier, Mapping[int, bytes]]:
    edge = Frontier()
    rows = {number: edge.add(leaf_hash(head_leaf(*head))) for number, head in enumerate(known, 1)}
    return edge, rows


def of_checkpoint(checkpoint: Checkpoint) -> str | None:
    """The line about the heads, where a checkpoint has one."""
    return next((one for one in checkpoint.extensions if one.startswith(f"{LINE} ")), None)
