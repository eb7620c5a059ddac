"""How far each view has come, as it is kept beside its tables."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from application.reading import Standing
from infrastructure.views.store import standing


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a view stands: its generation's tables hold everything up to a position, `head` being the event there."""

    name: str
    generation: int
    digest: str
    position: int
    head: str | None
    state: Standing
    error: str | None = None
    error_position: int | None = None
    error_event: str | None = None

    @property
    def goes_on(self) -> bool:
        """Whether it advances with the others."""
        return self.state is not Standing.FAILED

    def moved(self, position: int, head: str, *, caught_up: bool) -> "Stand":
        """The view further on."""
        state = Standing.HEALTHY if caught_up else self.state
        failing = self.error, self.error_position, self.error_event
        return Stand(self.name, self.generation, self.digest, position, head, state, *failing)


Stands = Mapping[str, Stand]


def load(connection: sa.Connection) -> Stands:
    """Where every view stands."""
    rows = connection.execute(sa.select(standing).order_by(standing.c.name)).all()
    return {row[0]: _stand(row) for row in rows}


def _stand(row: Sequence[Any]) -> Stand:
    name, generation, digest, position, head, state, *error = row
    return Stand(name, generation, digest, position, head, Standing(state), *error)


def save(connection: sa.Connection, stand: Stand) -> None:
    """Put it in place of what was known of the view."""
    values: dict[str, Any] = {one.name: getattr(stand, one.name) for one in standing.columns}
    changed = connection.execute(sa.update(standing).where(standing.c.name == stand.name).values(**values))
    if changed.rowcount == 0:
        connection.execute(sa.insert(standing).values(**values))


_MOVE_TOGETHER = (
    sa.update(standing)
    .where(
        standing.c.name.in_(sa.bindparam("views", expanding=True)),
        standing.c.position == sa.bindparam("old"),
        standing.c.state != Standing.FAILED,
    )
    .values(position=sa.bindparam("new"), head=sa.bindparam("last"))
    .returning(standing.c.name, standing.c.generation)
)


def move(connection: sa.Connection, stands: Iterable[Stand], position: int, head: str) -> bool:
    """Move views on together; False where somebody else moved one of them first: then nothing may be written."""
    together = list(stands)
    values = {"views": [one.name for one in together], "old": together[0].position, "new": position, "last": head}
    moved = {(row.name, row.generation) for row in connection.execute(_MOVE_TOGETHER, values)}
    return moved == {(one.name, one.generation) for one in together}


def finish(connection: sa.Connection, names: Iterable[str]) -> None:
    """They have caught up."""
    were = standing.c.name.in_(list(names)), standing.c.state == Standing.REBUILDING
    connection.execute(sa.update(standing).where(*were).values(state=Standing.HEALTHY))
