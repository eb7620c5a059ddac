"""One transaction under one lock for a batch of appends, on a connection held for nothing else."""

import os
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from contextlib import suppress
from copy import copy
from datetime import datetime
from typing import Generic, TypeVar

from eventsourcing.persistence import (
    DataError,
    IntegrityError,
    InterfaceError,
    InternalError,
    NotSupportedError,
    OperationalError,
    ProgrammingError,
)

from infrastructure.engines import Database, in_library_words
from infrastructure.growing import Growing
from infrastructure.merkle import Rows as TreeReader
from infrastructure.settling import Append, Rows, Seen, settle
from infrastructure.stored import OutcomeUnknown

Clock = Callable[[], datetime]
C = TypeVar("C")

REFUSED = (DataError, IntegrityError, NotSupportedError, ProgrammingError)
"""The database answered, and said no: nothing was written."""

UNAVAILABLE = (InterfaceError, InternalError, OperationalError)
"""The database did not answer, or could not."""


class Writer(ABC, Generic[C]):
    """Commits a batch; whatever happens, every append of it ends with its positions or its error."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self.database = database
        self.clock = clock
        self._turn = database.queue()
        self._connection: C | None = None
        self._process = 0
        self._committing = False
        self._stale = False
        self._growing = Growing()

    @abstractmethod
    def transact(self, connection: C, batch: Sequence[Append]) -> None:
        """Lock, look, settle, write, commit; say so by `about_to_commit` before the first byte that may commit."""

    @abstractmethod
    def connect(self) -> C:
        """A connection of one's own."""

    @abstractmethod
    def disconnect(self, connection: C) -> None:
        """Close it, whatever state it is in."""

    @abstractmethod
    def is_lost(self, connection: C) -> bool:
        """Whether the other side has hung up."""

    def about_to_commit(self) -> None:
        """From here on a lost connection leaves the outcome unknown."""
        self._committing = True

    def settled(self, batch: Sequence[Append], seen: Seen, tree: TreeReader) -> Rows:
        """What to write. `tree` reads rows of the tree in this transaction."""
        head = seen.position
        rows = settle(batch, seen, self.clock)
        if rows.events:
            rows.tree = self._growing.grow(head, seen.tree, rows.events, tree)
        return rows

    def commit(self, batch: Sequence[Append]) -> None:
        """Settle every append of the batch. After an interruption each is unknown, even if it had its positions."""
        try:
            self._attempt(batch)
        except Exception as error:  # noqa: BLE001 - every caller of the batch is told, in the library's words
            self._recover(batch, error)
        except BaseException as interruption:
            _fail(batch, OutcomeUnknown("the commit was interrupted"), interruption)
            raise

    def release(self) -> None:
        """Let go of the connection."""
        self._growing.forget()
        connection, self._connection = self._connection, None
        if connection is not None and self._process == os.getpid():
            with suppress(Exception):
                self.disconnect(connection)

    def _attempt(self, batch: Sequence[Append]) -> None:
        self._committing = self._stale = False
        with self._turn:
            held = self._connection if self._process == os.getpid() else None
            connection = held or self._connected()
            try:
                self.transact(connection, batch)
            except BaseException:
                self._stale = held is not None and self.is_lost(held)
                self.release()  # while it is still our turn: whoever is next meets no half-done transaction
                raise

    def _connected(self) -> C:
        self._connection, self._process = self.connect(), os.getpid()
        return self._connection

    def _recover(self, batch: Sequence[Append], error: Exception) -> None:
        said = in_library_words(error)
        if isinstance(said, REFUSED):
            self._each_alone(batch, said, error)
        elif self._committing:
            _fail(batch, OutcomeUnknown(f"the commit failed, its outcome is unknown: {said}"), error)
        elif not isinstance(said, UNAVAILABLE):
            self._each_alone(batch, said, error)
        elif self._stale:
            self.commit(batch)  # the server has restarted since the connection was made
        else:
            _fail(batch, said, error)

    def _each_alone(self, batch: Sequence[Append], said: BaseException, error: Exception) -> None:
        """What the database will not store is its own caller's affair."""
        if len(batch) == 1:
            _fail(batch, said, error)
            return
        for append in batch:
            append.positions = append.error = None
        for append in batch:
            self.commit([append])


def _fail(batch: Sequence[Append], said: BaseException, cause: BaseException) -> None:
    """Tell every caller, each by an exception of its own, since each will raise it in a thread of its own."""
    for append in batch:
        append.positions, append.error = None, said if len(batch) == 1 else copy(said)
        if said is not cause:
            append.error.__cause__ = cause
