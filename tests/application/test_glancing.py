"""What is remembered of the log is what the log says, whoever wrote to it meanwhile."""

from pathlib import Path

import pytest

from application import glancing
from application.execute import Ask, Caller
from application.facts import Facts
from application.streams import Streams
from domain import mandate, organisation
from domain.mandate import Role
from domain.values import OrganisationId, Period, PersonId
from interfaces.main import build
from interfaces.parts import Parts
from tests.interfaces.conftest import LONG_AGO, World, opened_world


def streams(parts: Parts) -> Streams:
    return parts.execute.house.streams


def rename(parts: Parts, world: World, name: str) -> None:
    ask = Ask(
        noun=parts.nouns["organisation"],
        command=organisation.Rename,
        stream=world.authority,
        fields={"name": name},
    )
    parts.execute(ask, Caller(actor=world.administrator))


def seen_name(parts: Parts, world: World) -> object:
    house = parts.execute.house
    return Facts(house.streams, house.directory, house.clock.now()).state(world.authority).name


@pytest.mark.parametrize("far", [glancing.FAR, 3])
def test_what_another_process_records_is_seen_by_the_next_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, far: int
) -> None:
    monkeypatch.setattr(glancing, "FAR", far)
    with opened_world(tmp_path) as world:
        other = build(world.settings)
        try:
            for turn in range(6):
                rename(other, world, f"Commune {turn}")
                assert seen_name(world.parts, world) == f"Commune {turn}"
                rename(world.parts, world, f"Ville {turn}")
                assert seen_name(other, world) == f"Ville {turn}"
        finally:
            other.close()


def test_what_has_not_changed_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened_world(tmp_path) as world:
        seen_name(world.parts, world)
        streams(world.parts).glanced(world.authority)
        monkeypatch.setattr(streams(world.parts), "_log", None)
        assert seen_name(world.parts, world) == "Commune des Essais"


def test_a_mandate_that_another_process_grants_is_found_by_the_next_command(tmp_path: Path) -> None:
    with opened_world(tmp_path) as world:
        other = build(world.settings)
        try:
            house = other.execute.house

            def held() -> int:
                facts = Facts(house.streams, house.directory, house.clock.now())
                return len(facts.mandates_of(PersonId(world.passerby)))

            assert (held(), held()) == (0, 0)
            world.mandate("passerby", Role.REPRESENTATIVE, world.association)
            assert (held(), held()) == (1, 1)
        finally:
            other.close()


def test_what_a_directory_that_lags_says_is_not_remembered(tmp_path: Path) -> None:
    with opened_world(tmp_path) as world:
        execute, house = world.parts.execute, world.parts.execute.house

        def held() -> int:
            return len(Facts(house.streams, house.directory, house.clock.now()).mandates_of(PersonId(world.passerby)))

        assert held() == 0
        fields = {
            "person": PersonId(world.passerby),
            "organisation": OrganisationId(world.association),
            "role": Role.REPRESENTATIVE,
            "period": Period(start=LONG_AGO),
            "on": LONG_AGO,
        }
        ask = Ask(noun=world.parts.nouns["mandate"], command=mandate.Grant, fields=fields)
        caller = Caller(actor=world.administrator)
        execute.carry_out(caller, lambda deed: [(ask, *deed.ask(ask))], wait=False)
        assert held() == 0
        world.parts.settle()
        assert held() == 1


def test_a_state_folded_before_a_glance_began_anew_is_read_again(tmp_path: Path) -> None:
    with opened_world(tmp_path) as world:
        seen = streams(world.parts)
        seen.glances.glance()
        old = seen.folded(world.authority)
        rename(world.parts, world, "Ville")
        seen.remember(world.authority, old, seen.glances.known)  # by somebody who had read it before, and was slow
        seen.glances.forget()
        seen.glances.glance()
        assert seen.glanced(world.authority).state.name == "Ville"
