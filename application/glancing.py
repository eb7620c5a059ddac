"""What has changed in the log since it was last looked at: one cheap question a command, instead of one a stream."""

from collections.abc import Sequence
from threading import Lock
from typing import NamedTuple

from application.ports import Directory, EventLog
from domain.values import MandateId, PersonId

FAR = 10_000
"""Facts looked through at one glance, and streams whose heads are remembered: beyond that it begins anew."""


class Heads(NamedTuple):
    """The version of each stream that has changed after the position `base`."""

    base: int
    versions: dict[str, int]

    def confirm(self, stream: str, version: int, as_of: int) -> bool:
        """Whether a stream that had this version at that position still has it."""
        return as_of >= self.base and version >= self.versions.get(stream, 0)


class Glances:
    """How far the log is known. Callers who come while a glance is under way share the next one."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._turn, self._begun, self._ended = Lock(), 0, 0
        self._mandate_at = 0
        self._borne: dict[str, Sequence[MandateId]] = {}
        self.known = -1
        self.heads = Heads(0, {})

    def glance(self) -> None:
        """Know what has happened up to now. Raises Unavailable."""
        before = self._begun
        with self._turn:
            if self._ended > before:
                return  # a glance that began after this call did
            self._begun += 1
            self._look()
            self._ended = self._begun

    def mandates_of(self, person: PersonId, directory: Directory) -> Sequence[MandateId]:
        """What the directory says; remembered until a mandate changes, once the directory knows of the last change."""
        borne, since = self._borne, self._mandate_at
        found = borne.get(person)
        if found is None:
            reached = directory.reached()
            found = directory.mandates_of(person)
            if self.known >= 0 and reached >= since:
                borne[person] = found
        return found

    def forget(self) -> None:
        """Begin anew at the next glance."""
        with self._turn:
            self.known = -1

    def _look(self) -> None:
        changed = self._log.heads(self.known, FAR) if self.known >= 0 else ()
        if self.known < 0 or len(changed) == FAR or len(self.heads.versions) > FAR or len(self._borne) > FAR:
            self._begin_anew()
            return
        for position, stream, version in changed:
            self.heads.versions[stream] = version
            if stream.startswith("mandate-"):
                self._mandate_at, self._borne = position, {}  # in this order: see `mandates_of`
        if changed:
            self.known = changed[-1][0]

    def _begin_anew(self) -> None:
        self.known = self._log.position()
        self._mandate_at, self._borne = self.known, {}
        self.heads = Heads(self.known, {})
