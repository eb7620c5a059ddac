"""Events by their numbers in the log, or in one framework."""

from collections.abc import Sequence

import sqlalchemy as sa

from application.ports import Recorded
from infrastructure.event_log import PalabreLog
from infrastructure.feeds import answering
from infrastructure.tables import events


class LogPages:
    """The Pages port on the log."""

    def __init__(self, log: PalabreLog) -> None:
        self._log = log

    def total(self, framework: str | None) -> int:
        """How many events there are."""
        with answering():
            if framework is None:
                return self._log.position()
            query = sa.select(sa.func.max(events.c.framework_sequence)).where(events.c.framework == framework)
            return self._log.recorder.database.rows(query)[0][0] or 0

    def between(self, framework: str | None, first: int, last: int) -> Sequence[Recorded]:
        """Events from one number to another."""
        t = events.c
        number = t.position if framework is None else t.framework_sequence
        conditions = [number >= first, number <= last]
        if framework is not None:
            conditions.append(t.framework == framework)
        with answering():
            rows = self._log.recorder.select_wanted(conditions, 0, self._log.position(), last - first + 1)
        return [self._log.mapper.recorded(row) for row in rows]
