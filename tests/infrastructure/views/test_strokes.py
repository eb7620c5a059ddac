"""A step of the views is written at one stroke, or not at all."""

from collections.abc import Generator
from typing import Any

import pytest

from application.ports import Unavailable
from infrastructure.views import directory, standing, store
from infrastructure.views.standing import Stand
from infrastructure.views.store import Store
from infrastructure.views.strokes import Unfinished
from infrastructure.views.view import Change
from tests.postgres import fresh_database

TO = (5, "event-5")


@pytest.fixture(params=["sqlite", "postgresql"])
def kept(request: pytest.FixtureRequest, tmp_path: Any) -> Generator[Store]:
    if request.param == "sqlite":
        yield from opened(f"sqlite:///{tmp_path / 'views.db'}")
    else:
        with fresh_database() as url:
            yield from opened(url)


def opened(url: str) -> Generator[Store]:
    made = Store(url)
    made.open()
    with made.writing() as connection:
        made.create(connection, directory.view, 1)
        standing.save(connection, Stand(directory.view.name, 1, "", 0, None, standing.Standing.HEALTHY))
    try:
        yield made
    finally:
        made.close()


def put(kept: Store, rows: list[Any], *, at: int = 0, gone: tuple[str, ...] = ()) -> bool:
    changes = {"cases_open": Change(gone=list(gone), rows=rows)}
    return kept.strokes.take(at, TO, [(directory.view.name, 1)], list(kept.statements(directory.view, 1, changes)))


def held(kept: Store) -> tuple[int, list[Any]]:
    with kept.reading() as connection:
        table = kept.tables(directory.view, 1)["cases_open"]
        rows = [tuple(row) for row in connection.execute(table.select().order_by(table.c.id))]
        return standing.load(connection)[directory.view.name].position, rows


def test_rows_come_and_go_with_the_position(kept: Store) -> None:
    rows = [(f"case-{number}", "it's; -- a % subject") for number in range(3)]
    assert put(kept, rows)
    assert held(kept) == (5, rows)
    assert put(kept, [("case-9", "b")], at=5, gone=("case-0", "case-2"))
    assert held(kept) == (5, [rows[1], ("case-9", "b")])


def test_who_comes_second_writes_nothing(kept: Store) -> None:
    assert put(kept, [("case-1", "a")])
    assert not put(kept, [("case-2", "b")])
    assert held(kept) == (5, [("case-1", "a")])


def test_of_a_stroke_that_fails_nothing_stays_and_the_next_one_succeeds(kept: Store) -> None:
    with pytest.raises(Unfinished):
        put(kept, [("case-1", "a"), ("case-1", "b")])
    assert held(kept) == (0, [])
    assert put(kept, [("case-1", "a")])


def test_a_stroke_does_not_wait_longer_than_a_caller(kept: Store) -> None:
    assert store.PATIENCE_MS == 2_000
    with kept.writing(), pytest.raises(Unavailable):
        put(kept, [("case-1", "a")])
