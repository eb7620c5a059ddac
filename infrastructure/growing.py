"""The tree grows with the log: in the transaction that appends, under the lock that orders appends."""

from collections.abc import Sequence

from infrastructure import merkle
from infrastructure.leaves import leaf
from infrastructure.merkle import Frontier, Rows
from infrastructure.settling import EventRow, TreeRow
from infrastructure.stored import TreeBroken


class Growing:
    """The tree's right edge as this process left it; another process may have grown the tree since."""

    def __init__(self) -> None:
        self._edge = Frontier()
        self._last: TreeRow | None = None

    def grow(self, position: int, last: TreeRow | None, events: Sequence[EventRow], rows: Rows) -> list[TreeRow]:
        """A row for each event. `position` is the head of the log, `last` the tree's last row. Raises TreeBroken.

        The edge is known while the tree ends as this left it, else it is read by `rows`.
        """
        if (last[0] if last else 0) != position:
            raise TreeBroken(f"the log ends at {position}, its tree at {last[0] if last else 0}: {ASK}")
        if last != self._last:
            self._edge = _read(position, rows)
        edge = self._edge
        grown = [(event[0], edge.add(leaf(event[0], event[7], event[9]))) for event in events]
        self._last = grown[-1]
        return grown

    def forget(self) -> None:
        """What was grown may not have been committed."""
        self._edge, self._last = Frontier(), None


ASK = "`palabre audit check` says more"


def _read(size: int, rows: Rows) -> Frontier:
    try:
        return merkle.frontier(size, rows)
    except merkle.MissingNode as error:
        raise TreeBroken(f"{error}: {ASK}") from error
