"""Views advance together, exactly once, whoever projects; a culprit stops alone."""

import multiprocessing
import secrets
import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from application.ports import Unavailable
from application.reading import Standing
from application.registry import NOUNS
from domain import commitment, organisation
from domain.agreement.effect import Notified
from domain.irregularity import IrregularityNoticed
from infrastructure import projector as projector_file
from infrastructure.views import opened, register, standing
from infrastructure.views.facts import Batch, Fact, Subject
from infrastructure.views.opened import ReadSide
from infrastructure.views.shape import Shape, id_, number
from infrastructure.views.view import Changes, Made, View, by_fact, by_state, in_streams
from tests.infrastructure.views import territory
from tests.infrastructure.views.conftest import Place, place
from tests.infrastructure.views.differences import differences

COUNTED = Shape("counted", (id_("written", sure=True), number("position", sure=True)), key=("written",), by="written")


def _counted(fact: Fact) -> Iterator[dict[str, object]]:
    """A row that no key keeps from being written twice."""
    yield {"written": secrets.token_hex(), "position": fact.position}


COUNTING = by_fact("counting", COUNTED, _counted)


def counted(side: ReadSide) -> list[int]:
    """The positions that the counting view holds."""
    store = side.projector.store
    with store.reading() as connection:
        stand = standing.load(connection)["counting"]
        table = store.tables(COUNTING, stand.generation)["counted"]
        return sorted(connection.scalars(sa.select(table.c.position)))


class Stumbling:
    """A view that cannot take one event, until it is mended."""

    def __init__(self, at: int, *, when_written: bool = False) -> None:
        self.at, self.mended, self.when_written = at, False, when_written
        self.view = View(name="stumbling", shapes=(COUNTED_TOO,), project=self)

    def __call__(self, batch: Batch) -> Changes:
        changes = by_fact("", COUNTED_TOO, _counted).project(batch)
        for fact in batch.facts:
            if fact.position == self.at and not self.mended:
                if not self.when_written:
                    raise ArithmeticError("this event is too much for me")
                changes["counted_too"].rows.append(changes["counted_too"].rows[0])  # the same key once more
        return changes


COUNTED_TOO = Shape("counted_too", COUNTED.fields, key=("written",), by="written")


def test_the_views_of_a_whole_territory_follow_from_the_log(told: Place) -> None:
    side = told.views()
    assert side.catch_up() == told.log.position()
    assert differences(side, told.log, NOUNS) == []


def test_views_filled_one_event_at_a_time_say_the_same(empty: Place) -> None:
    side = empty.views()
    for one in territory.everything():
        assert side.wait_for(empty.record([one]))
    assert differences(side, empty.log, NOUNS) == []


def test_a_state_that_was_forgotten_is_folded_again(empty: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    side = empty.views()
    monkeypatch.setattr(side.projector._folding, "_most", 1)
    for one in territory.everything():
        assert side.wait_for(empty.record([one]))
    assert differences(side, empty.log, NOUNS) == []


def test_a_caller_reads_its_own_writes(empty: Place) -> None:
    side = empty.views()
    for number_, one in enumerate(territory.register(), 1):
        assert side.wait_for(empty.record([one]))
        assert side.reading.position() == number_


def test_two_that_project_at_once_write_every_event_once(told: Place) -> None:
    sides = [told.views([COUNTING]) for _ in range(3)]
    threads = [threading.Thread(target=side.catch_up) for side in sides]
    for thread in threads:
        thread.start()
    for _ in range(20):
        told.record([(territory.ORPHAN, event) for event in _noticed(20, told)])
    for thread in threads:
        thread.join()
    position = told.log.position()
    assert all(side.wait_for(position) for side in sides)
    assert counted(sides[0]) == list(range(1, position + 1))
    assert [side.reading.position() for side in sides] == [position] * 3


def _noticed(count: int, at: Place) -> list[object]:
    known = at.log.version(territory.ORPHAN)
    return [IrregularityNoticed(number=known + n, rule="late", on=date(2025, 1, 1)) for n in range(count)]


def _project_elsewhere(url: str, folder: Path, until: int) -> None:
    with place(url, folder) as found:
        side = found.views([COUNTING, *opened.ALL])
        while not side.wait_for(until):
            pass


def test_two_processes_write_every_event_once(told: Place) -> None:
    here = told.views([COUNTING, *opened.ALL])
    until = told.log.position() + 200
    context = multiprocessing.get_context("spawn")
    others = [context.Process(target=_project_elsewhere, args=(told.url, told.folder, until)) for _ in range(2)]
    for other in others:
        other.start()
    for _ in range(20):
        told.record([(territory.ORPHAN, event) for event in _noticed(10, told)])
        here.wait_for(told.log.position())
    for other in others:
        other.join(60)
    assert [other.exitcode for other in others] == [0, 0]
    assert counted(here) == list(range(1, until + 1))
    assert differences(told.views(), told.log, NOUNS) == []


@pytest.mark.parametrize("when_written", [False, True], ids=["projecting", "writing"])
def test_a_view_that_fails_stops_alone_just_before_the_event(told: Place, *, when_written: bool) -> None:
    stumbling = Stumbling(at=7, when_written=when_written)
    side = told.views([COUNTING, stumbling.view])
    position = told.log.position()
    assert side.wait_for(position)
    status = {one.name: one for one in side.reading.status()}
    assert (status["counting"].position, status["counting"].state) == (position, Standing.HEALTHY)
    failed = status["stumbling"]
    assert (failed.position, failed.lag, failed.state, failed.error_position) == (
        6,
        position - 6,
        Standing.FAILED,
        7,
    )
    assert failed.error is not None
    assert ("too much for me" in failed.error) is not when_written
    assert str(failed.error_event).startswith(told.log.at([7])[0].name)


def test_a_failed_view_blocks_neither_writes_nor_the_others(told: Place) -> None:
    side = told.views([COUNTING, Stumbling(at=1).view])
    side.catch_up()
    position = told.record([(territory.ORPHAN, event) for event in _noticed(1, told)])
    assert side.wait_for(position)
    assert counted(side)[-1] == position


def test_a_failed_view_is_tried_again_after_a_restart(told: Place) -> None:
    stumbling = Stumbling(at=7)
    told.views([COUNTING, stumbling.view]).catch_up()
    stumbling.mended = True
    side = told.views([COUNTING, stumbling.view])
    side.catch_up()
    assert {one.state for one in side.reading.status()} == {Standing.HEALTHY}
    assert {one.lag for one in side.reading.status()} == {0}
    assert all(one.error is None and one.error_position is None for one in side.reading.status())


def test_a_failed_view_that_still_fails_is_put_apart_again(told: Place) -> None:
    stumbling = Stumbling(at=7)
    told.views([COUNTING, stumbling.view]).catch_up()
    side = told.views([COUNTING, stumbling.view])
    assert side.wait_for(told.log.position())
    assert side.reading.status()[1].error_position == 7


def test_a_failed_view_is_mended_by_a_rebuild(told: Place) -> None:
    stumbling = Stumbling(at=7)
    side = told.views([COUNTING, stumbling.view])
    side.catch_up()
    stumbling.mended = True
    rebuilt = side.reading.rebuild("stumbling")
    assert rebuilt.position == told.log.position()
    assert {one.state for one in side.reading.status()} == {Standing.HEALTHY}
    position = told.record([(territory.ORPHAN, event) for event in _noticed(1, told)])
    assert side.wait_for(position)
    assert {one.position for one in side.reading.status()} == {position}


def test_an_event_that_nobody_can_read_stops_those_who_read_it(told: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    (fact,) = told.log.at([12])
    assert (fact.stream, fact.version) == (territory.FRAMEWORK, 4)
    unreadable = fact.name

    def payload_of(name: str, state: bytes) -> object:
        if name == unreadable:
            raise ValueError("no such event")
        return real(name, state)

    real = told.log.mapper.payload_of
    monkeypatch.setattr(told.log.mapper, "payload_of", payload_of)
    side = told.views()
    assert side.wait_for(told.log.position())
    failed = {one.name for one in side.reading.status() if one.state is Standing.FAILED}
    assert failed == {"frameworks", "search"}
    assert {one.position for one in side.reading.status() if one.name in failed} == {11}


def test_a_crash_in_the_middle_of_a_batch_leaves_nothing_half_written(
    told: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    side = told.views()
    real, written = side.projector.store.write, []

    def write(*arguments: object) -> None:
        real(*arguments)  # type: ignore[arg-type]  # passed on as they came
        written.append(arguments)
        if len(written) == 6:
            raise KeyboardInterrupt

    monkeypatch.setattr(side.projector.store, "write", write)
    with pytest.raises(KeyboardInterrupt):
        side.catch_up()
    monkeypatch.undo()
    again = told.views()
    assert {one.position for one in again.reading.status()} == {0}
    assert again.reading.page("organisations", {}, today=territory.HELD).items == []
    assert differences(again, told.log, NOUNS) == []


def test_a_changed_definition_is_built_anew_at_the_next_start(told: Place) -> None:
    told.views(rules="rules").catch_up()
    side = told.views(rules="other rules")
    assert {one.state for one in side.reading.status()} == {Standing.REBUILDING}
    side.catch_up()
    assert {one.state for one in side.reading.status()} == {Standing.HEALTHY}
    assert differences(side, told.log, NOUNS) == []


def test_an_older_program_leaves_the_views_of_a_newer_one_alone(told: Place) -> None:
    older = told.views([COUNTING], rules="older")
    older.catch_up()
    newer = told.views([COUNTING], rules="newer")
    newer.catch_up()
    position = told.record([(territory.ORPHAN, event) for event in _noticed(1, told)])
    assert older.wait_for(position)
    (status,) = older.reading.status()
    assert (status.state, status.lag) == (Standing.FAILED, 1)
    assert newer.wait_for(position)
    assert counted(newer) == list(range(1, position + 1))


def test_views_of_another_log_are_built_anew(told: Place, tmp_path: Path) -> None:
    """A log restored from a backup is shorter, or another: what was projected of the lost part goes."""
    side = told.views([COUNTING])
    side.catch_up()
    store = side.projector.store
    with store.writing() as connection:
        stand = standing.load(connection)["counting"]
        standing.save(connection, replace(stand, head="an event that was lost"))
    again = told.views([COUNTING])
    assert again.reading.status()[0].position == 0
    again.catch_up()
    assert counted(again) == list(range(1, told.log.position() + 1))


def test_old_generations_are_removed(told: Place) -> None:
    for rules in ("one", "two", "three"):
        told.views([COUNTING], rules=rules).catch_up()
    side = told.sides[-1]
    with side.projector.store.reading() as connection:
        names = sa.inspect(connection).get_table_names(schema=side.projector.store.schema)
    assert sorted(name for name in names if name.startswith("counted")) == ["counted__3"]


def test_who_waits_is_told_when_the_views_are_behind(told: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(projector_file, "PATIENCE", 0.2)
    side = told.views([COUNTING])
    store = side.projector.store
    entered, leave = threading.Event(), threading.Event()

    def hold() -> None:
        with store.writing():
            entered.set()
            leave.wait(20)

    holder = threading.Thread(target=hold)
    holder.start()
    entered.wait(5)
    assert not side.wait_for(told.log.position())
    leave.set()
    holder.join()
    assert side.wait_for(told.log.position())


def test_many_who_wait_share_one_projection(told: Place) -> None:
    side = told.views()
    results: list[bool] = []
    waiting = [threading.Thread(target=lambda: results.append(side.wait_for(told.log.position()))) for _ in range(16)]
    for thread in waiting:
        thread.start()
    for thread in waiting:
        thread.join()
    assert results == [True] * 16
    assert differences(side, told.log, NOUNS) == []


def test_a_follower_brings_in_what_others_record(empty: Place) -> None:
    side, stop = empty.views([COUNTING]), threading.Event()
    follower = threading.Thread(target=side.follow, args=(stop,))
    follower.start()
    position = empty.record(territory.register())
    for _ in range(200):
        if side.reading.position() == position:
            break
        threading.Event().wait(0.02)
    stop.set()
    follower.join(5)
    assert not follower.is_alive()
    assert counted(side) == list(range(1, position + 1))


def test_a_damaged_views_file_is_put_away_and_made_anew(tmp_path: Path) -> None:
    with place(f"sqlite:///{tmp_path / 'log.db'}", _with_key(tmp_path)) as found:
        found.record(territory.everything())
        found.views().catch_up()
        found.sides.pop().close()
        (tmp_path / "log.views.db").write_bytes(b"this is no database, however long one looks at it " * 100)
        side = found.views()
        assert differences(side, found.log, NOUNS) == []
        assert (tmp_path / "log.views.db.broken").exists()


def test_the_views_stand_beside_the_log(tmp_path: Path) -> None:
    with place(f"sqlite:///{tmp_path / 'log.db'}", _with_key(tmp_path)) as found:
        found.views()
        assert (tmp_path / "log.views.db").exists()
        with sqlite3.connect(tmp_path / "log.db") as log:
            names = {name for (name,) in log.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        assert "standing" not in names


def test_a_database_that_does_not_answer_is_said_to_be_unavailable(tmp_path: Path) -> None:
    with place(f"sqlite:///{tmp_path / 'log.db'}", _with_key(tmp_path)) as found:
        found.record(territory.register())
        side = found.views([COUNTING])
        side.close()
        for suffix in ("", "-wal", "-shm"):
            (tmp_path / f"log.views.db{suffix}").unlink(missing_ok=True)
        (tmp_path / "log.views.db").mkdir()
        assert not side.wait_for(1)
        with pytest.raises(Unavailable):
            side.reading.status()


def _with_key(folder: Path) -> Path:
    (folder / "master").write_bytes(b"k" * 32)
    return folder


LATEST = Shape("latest", (id_("id", sure=True), number("version", sure=True)))


def latest_version(side: ReadSide, stream: str) -> int | None:
    store = side.projector.store
    with store.reading() as connection:
        table = store.tables(side.projector.views["latest"], 1)["latest"]
        return connection.scalar(sa.select(table.c.version).where(table.c.id == stream))


def test_rows_by_state_are_replaced_together(told: Place) -> None:
    def rows(subject: Subject) -> Made:
        return {"latest": [{"id": subject.stream, "version": subject.version}]}

    side = told.views([by_state("latest", in_streams("commitment"), (LATEST,), rows)])
    side.catch_up()
    told.record([(territory.ORPHAN, event) for event in _noticed(3, told)])
    assert differences(side, told.log, NOUNS) == []
    assert latest_version(side, territory.ORPHAN) == 4


def test_what_another_process_wrote_is_not_taken_for_what_one_wrote_oneself(told: Place) -> None:
    """Rows that stay as they are need not be written again: as long as nobody else wrote them."""

    def rows(subject: Subject) -> Made:
        return {"latest": [{"id": subject.stream, "version": subject.version % 2}]}

    view = by_state("latest", in_streams("commitment"), (LATEST,), rows)
    here, there = told.views([view]), told.views([view])
    for side in (here, there, here, here, there):
        position = told.record([(territory.ORPHAN, event) for event in _noticed(1, told)])
        assert side.wait_for(position)
        assert latest_version(side, territory.ORPHAN) == told.log.version(territory.ORPHAN) % 2
    assert differences(here, told.log, NOUNS) == []


def test_a_view_by_state_stops_with_the_state_before_the_event(told: Place) -> None:
    """The others had folded on by then: what they remember is of a later state."""

    def rows(subject: Subject) -> Made:
        state: commitment.Commitment = subject.state
        if state.milestones:
            raise ArithmeticError
        return {"latest": [{"id": subject.stream, "version": len(state.stages)}]}

    side = told.views([by_state("latest", in_streams("commitment"), (LATEST,), rows), register.view])
    side.catch_up()
    failed = side.reading.status()[0]
    (fact,) = told.log.at([failed.error_position or 0])
    assert (fact.stream, fact.version, failed.position) == (territory.PROMISE, 4, fact.position - 1)
    assert latest_version(side, territory.PROMISE) == 2


def test_a_program_that_knows_fewer_views_leaves_the_others_alone(told: Place) -> None:
    whole = told.views()
    whole.catch_up()
    told.views([COUNTING]).catch_up()
    position = told.record([(territory.ORPHAN, event) for event in _noticed(1, told)])
    assert whole.wait_for(position)
    assert differences(whole, told.log, NOUNS) == []


def test_what_another_has_written_makes_forget_even_where_nothing_changes_then(told: Place) -> None:
    """What is remembered of a view's rows is good only as long as nobody else writes to it."""
    one, other = told.views(), told.views()
    told.record([(territory.TOWN, organisation.Renamed(name="Ville une", on=date(2025, 1, 1)))])
    one.catch_up()
    remembered = one.projector._memories["register"]._streams
    assert territory.TOWN in remembered
    told.record([(territory.TOWN, organisation.Renamed(name="Ville deux", on=date(2025, 1, 2)))])
    other.catch_up()
    told.record([(territory.GRANT, Notified(on=date(2025, 4, 2)))])
    one.catch_up()
    assert territory.TOWN not in remembered
