"""What was written of the streams that change now: rows that stay as they are need not be written again."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from infrastructure.views.standing import Stand
from infrastructure.views.view import Change, Changes, View

MOST = 1_024
"""Streams remembered for one view."""

Rows = tuple[tuple[Any, ...], ...]
ByTable = dict[str, Rows]


class Memory:
    """The rows of one view's streams, good for as long as nobody else writes to the view."""

    def __init__(self, view: View) -> None:
        self._at: tuple[int, int] | None = None
        self._streams: OrderedDict[Any, ByTable] = OrderedDict()
        self._places: dict[str, int] = {one.name: 0 for one in view.words if not one.only_grows}
        self._keys: dict[str, list[int]] = {name: [0] for name in self._places}
        for shape in view.shapes:
            if not shape.only_grows:
                names = [one.name for one in shape.fields]
                self._places[shape.name] = names.index(shape.by)
                self._keys[shape.name] = [names.index(name) for name in shape.key_in_order()]

    def lessened(self, stand: Stand, changes: Changes) -> Changes:
        """The same changes, without those that change nothing."""
        if self._at != (stand.generation, stand.position):
            self._streams.clear()
            return changes
        return {name: self._less(name, change) for name, change in changes.items()}

    def remember(self, stand: Stand, changes: Changes) -> None:
        """These changes were written, and the view stands there now."""
        self._at = (stand.generation, stand.position)
        if not any(changes.values()):
            return
        for name, place in self._places.items():
            change = changes[name]
            came = _by_stream(change.rows, place)
            for stream in dict.fromkeys((*change.gone, *came)):
                self._streams.setdefault(stream, {})[name] = tuple(came.get(stream, ()))
                self._streams.move_to_end(stream)
        while len(self._streams) > MOST:
            self._streams.popitem(last=False)

    def forget(self) -> None:
        """Drop everything: somebody was erased, or others have written."""
        self._at = None
        self._streams.clear()

    def _less(self, name: str, change: Change) -> Change:
        if name not in self._places or not change.gone:
            return change
        came = _by_stream(change.rows, self._places[name])
        less = Change()
        for stream in change.gone:
            before, after = self._streams.get(stream, {}).get(name), came.pop(stream, [])
            if before is None:
                less.gone.append(stream)
                less.rows += after
                continue
            less.dropped += [self._key(name, row) for row in set(before).difference(after)]
            known = set(before)
            less.rows += [row for row in after if row not in known]
        for rows in came.values():
            less.rows += rows
        return less

    def _key(self, name: str, row: Sequence[Any]) -> tuple[Any, ...]:
        return tuple(row[at] for at in self._keys[name])


def _by_stream(rows: Iterable[tuple[Any, ...]], place: int) -> dict[Any, list[tuple[Any, ...]]]:
    found: dict[Any, list[tuple[Any, ...]]] = {}
    for row in rows:
        found.setdefault(row[place], []).append(row)
    return found


def memories(views: Mapping[str, View]) -> dict[str, Memory]:
    """One for each view."""
    return {name: Memory(view) for name, view in views.items()}
