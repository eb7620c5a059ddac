"""A view: its tables, how facts become rows, and the lists it offers."""

import hashlib
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

from infrastructure.views import facts, shape, words
from infrastructure.views.facts import Batch, Fact, Interest, Subject
from infrastructure.views.offer import Offer
from infrastructure.views.shape import Shape, Values, Words

RowValues = Mapping[str, Any]
Made = Mapping[str, Iterable[RowValues]]
"""Table → its rows."""


def _none() -> list[Any]:
    return []  # a subscripted `list[Any]` takes ten times as long to call


@dataclass(slots=True)
class Change:
    """What a batch does to one table: rows of streams gone go, so do keys dropped; then these rows come."""

    gone: list[Any] = field(default_factory=_none)
    dropped: list[Values] = field(default_factory=_none)
    rows: list[Values] = field(default_factory=_none)

    def __bool__(self) -> bool:
        return bool(self.gone or self.dropped or self.rows)


Changes = Mapping[str, Change]
"""By table; a table in which nothing changes may be left out."""
Projection = Callable[[Batch], Changes]


EVERYTHING = Interest()


@dataclass(frozen=True, eq=False)
class View:
    """Tables made from facts, and from nothing else. `project` is pure: the same facts always give the same rows."""

    name: str
    shapes: tuple[Shape, ...]
    project: Projection
    interest: Interest = EVERYTHING
    words: tuple[Words, ...] = ()
    offers: tuple[Offer, ...] = ()
    modules: tuple[str, ...] = ()
    """Further modules whose code fills its tables."""

    @property
    def parts(self) -> Mapping[str, Shape]:
        """Its tables by name."""
        return {one.name: one for one in self.shapes}

    def digest(self, rules: str) -> str:
        """Changes with the tables, with the code that fills them, and with the domain's rules."""
        digest = hashlib.sha256(rules.encode())
        for part in (*(one.description() for one in self.shapes), *(repr(one) for one in self.words)):
            digest.update(part.encode())
        for module in (self.project.__module__, *self.modules, *_SHARED):
            digest.update(_source(sys.modules[module]))
        return digest.hexdigest()


_SHARED = (facts.__name__, shape.__name__, words.__name__, __name__)


def _source(module: ModuleType) -> bytes:
    return Path(module.__file__).read_bytes() if module.__file__ else b""


def by_state(
    name: str,
    interest: Interest,
    shapes: tuple[Shape, ...],
    rows: Callable[[Subject], Made],
    offers: tuple[Offer, ...] = (),
    modules: tuple[str, ...] = (),
) -> View:
    """A view whose rows of a stream follow from its state alone: they are replaced together."""

    def project(batch: Batch) -> Changes:
        changes: dict[str, Change] = {}
        for subject in batch.subjects(interest):
            changes = changes or {one.name: Change() for one in shapes}
            put(changes, shapes, subject, rows(subject))
        return changes

    project.__module__ = rows.__module__
    return View(name=name, shapes=shapes, project=project, interest=interest, offers=offers, modules=modules)


def in_streams(*kinds: str) -> Interest:
    """What happens in streams of these kinds."""
    return Interest(kinds=frozenset(kinds))


def put(changes: Mapping[str, Change], shapes: Iterable[Shape], subject: Subject, made: Made) -> None:
    """Replace a stream's rows in each table."""
    for one in shapes:
        change = changes[one.name]
        if not subject.is_new:
            change.gone.append(subject.stream)
        change.rows += [one.row(values) for values in made.get(one.name, ())]


def by_fact(name: str, shape: Shape, rows: Callable[[Fact], Iterable[RowValues]]) -> View:
    """A view that adds rows for each fact and never touches them again."""

    def project(batch: Batch) -> Changes:
        return {shape.name: Change(rows=[shape.row(values) for fact in batch.facts for values in rows(fact)])}

    project.__module__ = rows.__module__
    return View(name=name, shapes=(shape,), project=project)
