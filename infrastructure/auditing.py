"""An audit of the live log, end to end: events, tree, checkpoints, views; and what it found, by row."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from time import monotonic
from typing import Protocol

from application.ports import Unavailable
from application.reading import Difference, Progress, Rebuilt, Standing, ViewStatus
from application.transparency import Audited, Finding
from infrastructure import checkpoint_notes, heads
from infrastructure.checkpoints import Checkpoints
from infrastructure.log_check import LogCheck, Opening
from infrastructure.reading import LogReader
from infrastructure.tree_check import TreeCheck, ends
from infrastructure.verifier import Refused, VerifierKey

LISTED = 100


class CheckedViews(Protocol):
    """The views, as far as they are checked."""

    def status(self) -> Sequence[ViewStatus]: ...

    def check(self, name: str, progress: Progress | None = None) -> Rebuilt: ...


class Audit:
    """Looks at everything again."""

    def __init__(self, log: LogReader, opening: Opening, checkpoints: Checkpoints, views: CheckedViews) -> None:
        self._log, self._opening, self._checkpoints, self._views = log, opening, checkpoints, views

    def __call__(self, progress: Progress, views: bool) -> Audited:  # noqa: FBT001 - the port names it
        """What was found. What is recorded meanwhile is not looked at."""
        begun = monotonic()
        kept = self._checkpoints.sizes()
        log_end, tree_end = ends(self._log.database)
        end = max(log_end, tree_end)
        status = self._views.status() if views else ()
        names = [view.name for view in status]
        steps = _Steps(progress, end, 2 + len(names))
        tree = TreeCheck(self._log.database, end, kept)
        log = LogCheck(self._log, self._opening, end, kept)
        found = chain(
            tree.run(steps.of(0)),
            log.run(steps.of(1)),
            self._signed(kept, tree, log),
            _stopped(status),
            *(self._view(name, steps.of(number)) for number, name in enumerate(names, 2)),
        )
        findings, more = _listed(found)
        return Audited(
            events=log_end,
            checkpoints=len(kept),
            views=len(names),
            seconds=monotonic() - begun,
            findings=findings,
            more=more,
        )

    def _signed(self, sizes: Sequence[int], tree: TreeCheck, log: LogCheck) -> Iterator[Finding]:
        """Every checkpoint that was kept, against what the tree and the frameworks were at its size."""
        try:
            keys = [key.public for key in self._checkpoints.log_keys()] if sizes else []
        except Refused as error:
            yield Finding(kind="checkpoint", where="checkpoints", words=f"none can be checked: {error}")
            return
        for size in sizes:
            for words in self._wrong(size, tree, log, keys):
                yield Finding(kind="checkpoint", where=f"checkpoints, size {size}", words=words)

    def _wrong(self, size: int, tree: TreeCheck, log: LogCheck, keys: Sequence[VerifierKey]) -> Iterator[str]:
        try:
            kept = self._checkpoints.of_size(size)
            if kept is None:
                return
            checkpoint_notes.check_note(kept.note, keys)
        except Refused as error:
            yield f"its signature does not hold: {error}"
            return
        said = kept.checkpoint
        if said.size != size or said.origin != self._checkpoints.origin():
            yield f"it is about {said.size} events of {said.origin}"
        if size not in tree.roots:
            yield "the log has fewer events: its end was cut off"
        elif said.root != tree.roots[size]:
            yield "the log had another root at that size: an event or its leaf was changed, with its tree"
        if size in log.lines and heads.of_checkpoint(said) not in (None, log.lines[size]):
            yield "the frameworks had other heads at that size"

    def _view(self, name: str, progress: Callable[[int], None]) -> Iterator[Finding]:
        try:
            built = self._views.check(name, lambda done, _: progress(done))
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001 - a log that was changed may break a fold in any way
            words = f"it cannot be folded from the log: {type(error).__name__}: {error}"[:300]
            yield Finding(kind="view", where=f"view {name}", words=words)
            return
        for one in built.examples:
            key = ", ".join(f"{column}={value}" for column, value in one.key.items())
            yield Finding(kind="view", where=f"view {name}, {one.table}, {key}", words=_differing(one))
        if built.differences > len(built.examples):
            yield Finding(kind="view", where=f"view {name}", words=f"{built.differences} rows differ in all")


def _listed(found: Iterable[Finding]) -> tuple[list[Finding], int]:
    """The first of them, and how many more there are."""
    several = iter(found)
    return list(islice(several, LISTED)), sum(1 for _ in several)


def _stopped(status: Sequence[ViewStatus]) -> Iterator[Finding]:
    for view in status:
        if view.state is Standing.FAILED:
            where = f"view {view.name}, position {view.error_position}"
            yield Finding(kind="view", where=where, words=f"it stopped: {view.error}"[:300])


def _differing(one: Difference) -> str:
    if one.live is None:
        return "the view lacks a row that follows from the log"
    if one.rebuilt is None:
        return "the view has a row that does not follow from the log"
    return "the row is not as it follows from the log"


class _Steps:
    """Progress of several passes over the log, as one."""

    def __init__(self, progress: Progress, end: int, passes: int) -> None:
        self._progress, self._end, self._passes = progress, end, passes

    def of(self, number: int) -> Callable[[int], None]:
        """The progress of one pass."""
        return lambda done: self._progress(number * self._end + done, self._passes * self._end)
