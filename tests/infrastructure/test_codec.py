"""Values to JSON and back by their type hints, protected values sealed on the way."""

from collections.abc import Mapping
from datetime import date

import pytest
from pydantic import ValidationError

from domain.decider import record
from domain.values import Money, PersonId, Protected, Since, Timeline
from infrastructure import codec


@record
class Note:
    about: Protected
    others: tuple[Protected, ...] = ()
    on: date


@record
class Plain:
    amount: Money
    held: Timeline[Money] = ()
    on: date


def seal(person: PersonId, place: str, text: str) -> Mapping[str, str]:
    return {"box": f"{person}|{place}|{text[::-1]}", "commitment": "c"}


def unseal(person: PersonId, place: str, stored: Mapping[str, str]) -> str | None:
    of, at, text = stored["box"].split("|")
    assert (of, at) == (person, place)
    return text[::-1]


def gone(person: PersonId, place: str, stored: Mapping[str, str]) -> str | None:
    del person, place, stored
    return None


ANA = PersonId("person-ana")
NOTE = Note(about=Protected(of=ANA, text="Ana"), others=(Protected(of=ANA, text="Ben"),), on=date(2026, 1, 2))


def test_a_plain_value_comes_back_equal() -> None:
    value = Plain(
        amount=Money.of("12.5"), held=(Since(since=date(2026, 1, 1), value=Money.of(3)),), on=date(2026, 1, 2)
    )
    stored = codec.to_json(value, seal, "event-1")
    assert b'"12.50"' in stored
    assert codec.from_json(Plain, stored, unseal, "event-1") == value


def test_protected_values_are_sealed_each_in_its_own_place() -> None:
    stored = codec.to_json(NOTE, seal, "event-1")
    assert b"Ana" not in stored
    assert b"event-1/about" in stored
    assert b"event-1/others/0" in stored
    assert codec.from_json(Note, stored, unseal, "event-1") == NOTE


def test_an_erased_value_reads_as_erased_and_is_stored_again_without_text() -> None:
    stored = codec.to_json(NOTE, seal, "event-1")
    erased = codec.from_json(Note, stored, gone, "event-1")
    assert erased.about == Protected(of=ANA, text=None)
    assert codec.from_json(Note, codec.to_json(erased, seal, "event-2"), unseal, "event-2") == erased


def test_a_leaf_holds_commitments_and_no_boxes() -> None:
    tree = {"about": {"of": "person-ana", "box": "…", "commitment": "c"}, "on": "2026-01-02"}
    assert codec.without_boxes(tree) == {"about": {"of": "person-ana", "commitment": "c"}, "on": "2026-01-02"}


def test_a_stored_value_of_another_shape_is_refused() -> None:
    with pytest.raises(ValidationError):
        codec.from_json(Plain, b'{"amount": 3}', unseal, "event-1")


@pytest.mark.parametrize(("kind", "holds"), [(Note, True), (Plain, False), (Protected, True), (str, False)])
def test_types_that_can_hold_protected_values_are_known(kind: type, *, holds: bool) -> None:
    assert codec.holds_protected(kind) is holds
