"""Brings the views up to the log: all healthy ones together, whoever asks, from any process; a culprit stops alone."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass, replace
from threading import Event, Lock
from time import monotonic

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from application.collecting import seldom_collecting
from application.nouns import Noun
from application.ports import Unavailable
from application.reading import NoSuchView, Progress, Rebuilt, Standing, ViewStatus
from infrastructure.views import standing
from infrastructure.views.facts import Batch, Fact, Facts, Folding, Log
from infrastructure.views.memory import memories
from infrastructure.views.rebuild import Building
from infrastructure.views.standing import Stand, Stands
from infrastructure.views.store import Store
from infrastructure.views.strokes import Unfinished
from infrastructure.views.view import Changes, View

PATIENCE = 2.0
"""Seconds a caller waits for the views."""
TOGETHER = 1_000
"""Facts in one transaction."""
GLANCE = 1.0
"""Seconds a follower waits for the log to grow before it looks whether it was asked to stop."""
FOREIGN = "another version of the program keeps this view"
ERASED = "person.subject-erased"

log_of_projector = logging.getLogger(__name__)


class _LostRace(Exception):
    """Another process had moved the views on."""


class _Culprit(Exception):
    """A view could not be written."""

    def __init__(self, view: View, error: Exception) -> None:
        super().__init__(view.name)
        self.view, self.error = view, error


@dataclass(frozen=True, slots=True)
class _Step:
    """The views that stand at one position, and the facts that come next for them."""

    stands: Sequence[Stand]
    facts: Sequence[Fact]

    @property
    def position(self) -> int:
        return self.stands[0].position

    @property
    def erases(self) -> bool:
        """Whether somebody is erased in it."""
        return any(fact.type == ERASED for fact in self.facts)

    @property
    def is_last(self) -> bool:
        """Whether the views have then caught up with the log, or with the other views."""
        return len(self.facts) < TOGETHER


class Projector:
    """The read side's engine: the `Views` port, and what the health page and `palabre views` ask for."""

    def __init__(self, log: Log, store: Store, views: Iterable[View], nouns: Mapping[str, Noun], rules: str) -> None:
        self._log, self._store, self._nouns = log, store, nouns
        self._views = {one.name: one for one in views}
        self._digests = {name: view.digest(rules) for name, view in self._views.items()}
        self._facts, self._folding = Facts(log), Folding(log, nouns)
        self._memories = memories(self._views)
        self._lock = Lock()
        self._stands: Stands = {}
        self._going: Sequence[Stand] = ()
        """Those of them that go on: asked for far more often than they change."""

    @property
    def _known(self) -> Stands:
        """Where the views stand, as far as this process knows."""
        return self._stands

    @_known.setter
    def _known(self, stands: Stands) -> None:
        self._stands = stands
        self._going = [stand for stand in stands.values() if stand.goes_on and self.keeps(stand)]

    @property
    def views(self) -> Mapping[str, View]:
        """The views by name."""
        return self._views

    @property
    def store(self) -> Store:
        """Where they are kept."""
        return self._store

    def open(self) -> None:
        """Make what is missing, begin anew where a definition or the log changed, and try again what had failed."""
        self._store.open()
        with self._lock, self._store.writing(patiently=True) as connection:
            known = standing.load(connection)
            for view in self._views.values():
                self._open(connection, view, known.get(view.name))
            self._known = standing.load(connection)
            kept = {self._views[name]: stand.generation for name, stand in self._known.items() if name in self._views}
            self._store.drop_left_over(connection, kept)

    def _open(self, connection: sa.Connection, view: View, stand: Stand | None) -> None:
        if stand is not None and stand.digest == self._digests[view.name] and self._follows_log(stand):
            if stand.state is Standing.FAILED:
                standing.save(connection, _tried_again(stand))
            return
        generation = 1 if stand is None else stand.generation + 1
        self._store.create(connection, view, generation)
        fresh = Stand(view.name, generation, self._digests[view.name], 0, None, Standing.REBUILDING)
        standing.save(connection, fresh)

    def _follows_log(self, stand: Stand) -> bool:
        """Whether the event at which the view stands is still there: a restored log may be shorter, or another."""
        return stand.position == 0 or self._facts.event_id(stand.position) == stand.head

    def wait_for(self, position: int) -> bool:
        """Whether the healthy views have it: who asks brings them up to date, for everybody who waits meanwhile."""
        deadline = monotonic() + PATIENCE
        while not self._reached(position):
            if not self._lock.acquire(timeout=max(deadline - monotonic(), 0)):
                return self._reached(position)
            try:
                while not self._reached(position):
                    if monotonic() > deadline or not self._advance():
                        return self._reached(position)
            except Unavailable:
                log_of_projector.warning("the views are behind: their database does not answer", exc_info=True)
                return False
            finally:
                self._lock.release()
        return True

    def catch_up(self, progress: Progress | None = None) -> int:
        """Bring the healthy views to the end of the log; the position they have reached. Raises Unavailable."""
        if progress is None and not self._step():
            return self.position()
        end = self._log.position()
        far_behind = end - self.position() > TOGETHER
        with seldom_collecting() if far_behind else nullcontext():
            while True:
                moved = self._step()
                if progress is not None:
                    progress(min(self.position(), end), end)
                if not moved:
                    return self.position()

    def _step(self) -> bool:
        with self._lock:
            return self._advance()

    def forget(self) -> None:
        """Drop everything remembered: somebody was erased."""
        self._folding.forget()
        for memory in self._memories.values():
            memory.forget()

    def keeps(self, stand: Stand) -> bool:
        """Whether the view's tables are as this program knows them."""
        return self._digests.get(stand.name) == stand.digest

    def follow(self, stop: Event) -> None:
        """Keep the views up to date until told to stop: what other processes record comes through here."""
        while not stop.is_set():
            try:
                self.catch_up()
                self._log.recorder.wait_beyond(self.position(), GLANCE)
            except Exception:  # whatever it is, the next look may succeed, and status shows the lag meanwhile
                log_of_projector.exception("the views could not be brought up to date")
                stop.wait(GLANCE)

    def position(self) -> int:
        """What every healthy view has reached, as far as this process knows."""
        return min((stand.position for stand in self._going), default=0)

    def status(self) -> Sequence[ViewStatus]:
        """How far each view has come."""
        end = self._log.position()
        with self._store.reading() as connection:
            known = standing.load(connection)
        return [self._status(known[name], end) for name in self._views if name in known]

    def _status(self, stand: Stand, end: int) -> ViewStatus:
        ours = self.keeps(stand)
        return ViewStatus(
            name=stand.name,
            position=stand.position,
            lag=max(end - stand.position, 0),
            state=stand.state if ours else Standing.FAILED,
            error=stand.error if ours else FOREIGN,
            error_position=stand.error_position,
            error_event=stand.error_event,
        )

    def rebuild(self, name: str, progress: Progress | None = None) -> Rebuilt:
        """Build a view beside the live one, compare, swap. Raises NoSuchView, AlreadyRebuilding, Unavailable."""
        building = self._building(name)
        with self._store.alone(name):
            rebuilt = building.build(progress or _silently, self.catch_up)
        with self._lock:
            self._load()
        return rebuilt

    def check(self, name: str, progress: Progress | None = None) -> Rebuilt:
        """Build a view beside the live one and compare, changing nothing. Raises what `rebuild` does."""
        building = self._building(name)
        with self._store.alone(name):
            return building.check(progress or _silently, self.catch_up)

    def _building(self, name: str) -> Building:
        if name not in self._views:
            raise NoSuchView("name", f"there is no view {name!r}; there are {', '.join(sorted(self._views))}")
        return Building(self._store, self._views[name], self._digests[name], self._facts, self._log, self._nouns)

    def _reached(self, position: int) -> bool:
        return all(stand.position >= position for stand in self._going)

    def _load(self) -> None:
        with self._store.reading() as connection:
            self._known = standing.load(connection)

    def _advance(self) -> bool:
        """One step on; False where there is nothing left to do. The lock is held."""
        step = self._next()
        if step is None:
            return False
        if step.erases:
            self.forget()
        try:
            self._take(step)
        except _LostRace:
            self._load()
        except _Culprit as culprit:
            self._isolate(culprit, step)
        else:
            self._scrub(step)
        return True

    def _next(self) -> _Step | None:
        healthy = self._going
        if not healthy:
            return None
        low = min(stand.position for stand in healthy)
        behind = [stand for stand in healthy if stand.position == low]
        ahead = min((stand.position for stand in healthy if stand.position > low), default=None)
        facts = self._facts.after(low, TOGETHER, ahead)
        return _Step(behind, facts) if facts else None

    def _take(self, step: _Step) -> None:
        batch = Batch(step.facts, self._folding)
        made = [(stand, self._projected(self._views[stand.name], batch)) for stand in step.stands]
        position, head = step.facts[-1].position, str(step.facts[-1].envelope["id"])
        # Every memory is asked, also of a view that nothing changes: it notices when others have written meanwhile.
        less = [(stand, self._memories[stand.name].lessened(stand, changes)) for stand, changes in made]
        self._put(step, position, head, less)
        moved = {stand.name: stand.moved(position, head, caught_up=step.is_last) for stand in step.stands}
        self._known = {**self._known, **moved}
        for stand, changes in made if step.is_last else ():
            self._memories[stand.name].remember(moved[stand.name], changes)

    def _put(self, step: _Step, position: int, head: str, changes: Sequence[tuple[Stand, Changes]]) -> None:
        """At one stroke, or else step by step, which tells whose fault it is that there was no stroke."""
        finishes = step.is_last and any(stand.state is Standing.REBUILDING for stand in step.stands)
        if not finishes:
            together = [(stand.name, stand.generation) for stand in step.stands]
            statements = (
                one
                for stand, each in changes
                for one in self._store.statements(self._views[stand.name], stand.generation, each)
            )
            with suppress(Unfinished):
                if not self._store.strokes.take(step.position, (position, head), together, statements):
                    raise _LostRace
                return
        with self._store.writing() as connection:
            if not standing.move(connection, step.stands, position, head):
                raise _LostRace
            for stand, each in changes:
                self._write(connection, stand, each)
            if finishes:
                standing.finish(connection, [stand.name for stand in step.stands])

    @staticmethod
    def _projected(view: View, batch: Batch) -> Changes:
        try:
            return view.project(batch)
        except Unavailable:
            raise
        except Exception as error:
            raise _Culprit(view, error) from error

    def _write(self, connection: sa.Connection, stand: Stand, changes: Changes) -> None:
        view = self._views[stand.name]
        try:
            self._store.write(connection, view, stand.generation, changes)
        except DBAPIError as error:
            if self._store.is_outage(error):
                raise
            raise _Culprit(view, error) from error
        except Exception as error:
            raise _Culprit(view, error) from error

    def _isolate(self, culprit: _Culprit, step: _Step) -> None:
        """Stop one view just before the event it cannot take, and say so; the others go on without it."""
        log_of_projector.error("view %s stopped", culprit.view.name, exc_info=culprit.error)
        stand = self._known[culprit.view.name]
        for fact in step.facts:
            alone = _Step([stand], [fact])
            try:
                self._take(alone)
            except _Culprit as found:
                self._stop(stand, fact, found.error)
                break
            except _LostRace:
                break
            stand = self._known[culprit.view.name]
        self._load()

    def _stop(self, stand: Stand, fact: Fact, error: Exception) -> None:
        failed = replace(
            stand,
            state=Standing.FAILED,
            error=f"{type(error).__name__}: {error}"[:2_000],
            error_position=fact.position,
            error_event=f"{fact.name} {fact.envelope.get('id', '')}".strip(),
        )
        with self._store.writing() as connection:
            if standing.load(connection).get(stand.name) == stand:
                standing.save(connection, failed)

    def _scrub(self, step: _Step) -> None:
        """After an erasure, nothing of what was known is left in word indexes, freed pages or the journal."""
        if step.erases:
            self._store.scrub(
                [
                    self._store.tables(self._views[stand.name], stand.generation)[words.name]
                    for stand in step.stands
                    for words in self._views[stand.name].words
                ]
            )


def _tried_again(stand: Stand) -> Stand:
    return replace(stand, state=Standing.HEALTHY, error=None, error_position=None, error_event=None)


def _silently(done: int, there_are: int) -> None:
    del done, there_are
