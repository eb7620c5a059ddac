"""Whoever edits the database is found, and the row named, on both databases."""

import json
from collections.abc import Generator
from typing import Any, cast

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner, Result

from application.transparency import Audited
from domain import person
from infrastructure.engines import Database
from infrastructure.tables import checkpoints, events, tree
from interfaces.cli import door
from interfaces.cli.app import make_command_line
from interfaces.main import build
from interfaces.parts import Parts
from tests.interfaces.conftest import World

Row = Any


def database(world: World) -> Database:
    log: Any = world.parts.log
    found: Database = log.recorder.database
    return found


@pytest.fixture
def signed(any_world: World) -> Generator[World]:
    """A world whose log is signed, once, put back as it was in the end."""
    run(any_world, sa.delete(checkpoints))
    any_world.parts.transparency.publish()
    with database(any_world).writing() as connection:
        before = {table: connection.execute(sa.select(table)).all() for table in (events, tree, checkpoints)}
    yield any_world
    with database(any_world).writing() as connection:
        for table, rows in before.items():
            connection.execute(sa.delete(table))
            connection.execute(sa.insert(table), [dict(row._mapping) for row in rows])


def run(world: World, *statements: sa.Executable) -> None:
    with database(world).writing() as connection:
        for statement in statements:
            connection.execute(statement)


def audited(world: World, *, views: bool = False) -> Audited:
    return world.parts.transparency.audit(lambda _, __: None, views=views)


def named(found: Audited) -> set[tuple[str, str]]:
    return {(one.kind, one.where) for one in found.findings}


def row_at(world: World, position: int) -> Row:
    return database(world).rows(sa.select(events).where(events.c.position == position))[0]


def last(world: World) -> int:
    return world.parts.log.position()


def at(position: int) -> sa.Update:
    return sa.update(events).where(events.c.position == position)


def test_an_untouched_log_holds_with_all_its_views(signed: World) -> None:
    done: list[tuple[int, int]] = []
    found = signed.parts.transparency.audit(lambda *at: done.append(at), views=True)
    assert found.findings == []
    assert found.holds
    assert (found.events, found.checkpoints, found.views) == (last(signed), 1, len(signed.parts.reading.status()))
    assert done == sorted(done)
    assert done[-1][0] == done[-1][1]


def test_a_changed_payload_is_found(signed: World) -> None:
    state = row_at(signed, 5).state.replace(b"Commune", b"Comtune")
    assert state != row_at(signed, 5).state
    run(signed, at(5).values(state=state))
    assert named(audited(signed)) == {("body", "events, position 5")}


def test_a_changed_envelope_is_found(signed: World) -> None:
    state = row_at(signed, 5).state.replace(b'"actor":"', b'"actor":"person-x')
    run(signed, at(5).values(state=state))
    assert named(audited(signed)) == {("body", "events, position 5")}


def test_a_sealed_value_that_was_changed_is_found(signed: World) -> None:
    name = next(position for position in range(1, last(signed)) if b'"box":"' in row_at(signed, position).state)
    head, box, tail = row_at(signed, name).state.partition(b'"box":"')
    letter = b"B" if tail[20:21] == b"A" else b"A"
    run(signed, at(name).values(state=head + box + tail[:20] + letter + tail[21:]))
    assert named(audited(signed)) == {("body", f"events, position {name}")}


@pytest.mark.parametrize("state", [b"", b"{}", b"\xff\n{}", b"[]\n{}"])
def test_a_row_that_cannot_be_read_any_more_is_found(signed: World, state: bytes) -> None:
    run(signed, at(5).values(state=state))
    assert named(audited(signed)) == {("body", "events, position 5")}


def test_a_changed_body_is_found(signed: World) -> None:
    run(signed, at(5).values(body=bytes(32)))
    assert named(audited(signed)) == {("body", "events, position 5"), ("leaf", "events, position 5")}


def test_a_changed_name_is_found(signed: World) -> None:
    run(signed, at(5).values(name="organisation.dissolved.v1"))
    assert named(audited(signed)) == {("body", "events, position 5")}


def test_a_changed_time_is_found(signed: World) -> None:
    run(signed, at(5).values(recorded_at=row_at(signed, 5).recorded_at + 1))
    assert ("leaf", "events, position 5") in named(audited(signed))


def test_another_framework_is_found(signed: World) -> None:
    run(signed, at(5).values(framework="framework-x", framework_sequence=1))
    assert ("body", "events, position 5") in named(audited(signed))
    assert ("sequence", "events, position 6") in named(audited(signed))


def test_two_events_that_changed_places_are_found(signed: World) -> None:
    run(signed, at(5).values(position=-1), at(6).values(position=5), at(-1).values(position=6))
    found = named(audited(signed))
    assert {("leaf", "events, position 5"), ("leaf", "events, position 6")} <= found


def test_a_deleted_last_event_is_found(signed: World) -> None:
    end = last(signed)
    run(signed, sa.delete(events).where(events.c.position == end))
    assert ("gap", f"events, position {end}") in named(audited(signed))


def test_a_tail_deleted_with_its_leaves_is_found_by_a_checkpoint(signed: World) -> None:
    end = last(signed)
    run(signed, sa.delete(events).where(events.c.position > end - 2), sa.delete(tree).where(tree.c.position > end - 2))
    found = named(audited(signed))
    assert ("checkpoint", f"checkpoints, size {end}") in found
    assert {kind for kind, _ in found} == {"checkpoint"}


def test_a_deleted_event_in_the_middle_is_found(signed: World) -> None:
    run(signed, sa.delete(events).where(events.c.position == 5))
    assert ("gap", "events, position 5") in named(audited(signed))


def test_an_event_deleted_with_its_leaf_is_found(signed: World) -> None:
    run(signed, sa.delete(events).where(events.c.position == 5), sa.delete(tree).where(tree.c.position == 5))
    assert ("gap", "events, position 5") in named(audited(signed))


def test_a_deleted_first_event_is_found(signed: World) -> None:
    run(signed, sa.delete(events).where(events.c.position == 1))
    assert ("gap", "events, position 1") in named(audited(signed))


def test_an_event_moved_out_of_reach_is_found(signed: World) -> None:
    run(signed, at(5).values(position=10**12))
    assert ("gap", "events, position 5") in named(audited(signed))


@pytest.mark.parametrize("position", [6, 8, 16])
def test_a_changed_node_is_found_in_its_own_row_alone(signed: World, position: int) -> None:
    flip(signed, position, -1)
    assert named(audited(signed)) == {("node", f"tree, position {position}")}


def test_a_changed_leaf_is_found(signed: World) -> None:
    flip(signed, 5, 0)
    assert ("leaf", "events, position 5") in named(audited(signed))


def flip(world: World, position: int, place: int) -> None:
    """Change one bit of a row of the tree."""
    query = sa.select(tree.c.hashes).where(tree.c.position == position)
    hashes = bytearray(database(world).rows(query)[0][0])
    hashes[place] ^= 1
    run(world, sa.update(tree).where(tree.c.position == position).values(hashes=bytes(hashes)))


def test_a_missing_leaf_is_found(signed: World) -> None:
    run(signed, sa.delete(tree).where(tree.c.position == 5))
    assert named(audited(signed)) == {("leaf", "tree, position 5")}


def test_history_rewritten_with_its_whole_tree_is_found_by_a_checkpoint(signed: World) -> None:
    from infrastructure.leaves import leaf
    from infrastructure.merkle import Frontier

    end = last(signed)
    edge = Frontier()
    run(signed, at(5).values(body=bytes(32)))
    rows = database(signed).rows(
        sa.select(events.c.position, events.c.recorded_at, events.c.body).order_by(events.c.position)
    )
    grown = [{"position": row[0], "hashes": edge.add(leaf(*row))} for row in rows]
    run(signed, sa.delete(tree), sa.insert(tree).values(grown))
    found = named(audited(signed))
    assert {("body", "events, position 5"), ("checkpoint", f"checkpoints, size {end}")} <= found
    assert {kind for kind, _ in found} == {"body", "checkpoint"}


def test_a_checkpoint_signed_by_somebody_else_is_found(signed: World) -> None:
    from infrastructure.notes import new_key
    from infrastructure.notes import signed as note

    text = signed.parts.transparency.note().partition("\n\n")[0] + "\n"
    forged = str(note(text, new_key(text.partition("\n")[0]).sign(text)))
    run(signed, sa.update(checkpoints).values(note=forged))
    assert named(audited(signed)) == {("checkpoint", f"checkpoints, size {last(signed)}")}


def test_an_orphaned_cause_is_found(signed: World) -> None:
    head, _, payload = row_at(signed, 9).state.partition(b"\n")
    envelope = json.loads(head) | {"causation": "019b0000-0000-7000-8000-000000000000"}
    run(signed, at(9).values(state=json.dumps(envelope).encode() + b"\n" + payload))
    assert named(audited(signed)) == {("body", "events, position 9"), ("cause", "events, position 9")}


def test_a_view_that_was_edited_is_found_and_left_as_it_is(signed: World) -> None:
    reading: Any = signed.parts.reading
    store = reading._projector.store
    with store.writing() as connection:
        (table,) = (
            found
            for found in sa.inspect(connection).get_table_names(schema=store.schema)
            if found.startswith("organisations_")
        )
        name = table if store.schema is None else f"{store.schema}.{table}"
        count = connection.execute(sa.text(f"UPDATE {name} SET name = 'Autre' WHERE name = 'Les Ateliers'")).rowcount
    assert count == 1
    for _ in range(2):
        found = audited(signed, views=True)
        assert len(found.findings) == 1
        assert found.findings[0].kind == "view"
        assert signed.association in found.findings[0].where
    signed.parts.reading.rebuild("register")
    assert audited(signed, views=True).holds


def test_the_command_says_so_by_its_exit_code_and_names_the_row(signed: World) -> None:
    class Opener:
        def parts(self) -> Parts:
            return build(signed.settings)

    command_line = make_command_line(cast("door.Opener", Opener()))

    def check(*options: str) -> Result:
        arguments = ["audit", "check", "--no-views", *options]
        return CliRunner().invoke(command_line, arguments, env={"COLUMNS": "300"})

    right = check()
    assert (right.exit_code, right.stdout.startswith("All holds")) == (0, True)
    run(signed, at(5).values(name="organisation.dissolved.v1"))
    wrong = check()
    assert (wrong.exit_code, "events, position 5" in wrong.stdout) == (1, True)
    said = json.loads(check("--json").stdout)
    assert (said["holds"], [one["where"] for one in said["findings"]]) == (False, ["events, position 5"])


def test_what_is_recorded_after_a_checkpoint_holds_too(any_world: World) -> None:
    any_world.parts.transparency.publish()
    any_world.do("administrator", "person", person.Register, name="Quelqu'un")
    assert audited(any_world, views=True).holds
