"""What follows from an event follows once, whatever crashes in between; what the calendar brings is recorded once."""

from collections.abc import Generator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from application.deadlines import Deadlines
from domain import commitment, mandate, organisation, person
from domain.commitment import Kind, Origin, OriginKind, Owner
from domain.framework import FieldOfWork
from domain.mandate import Role
from domain.values import ActReference, OrganisationId
from tests.interfaces.conftest import LONG_AGO, World, opened_world

ACT = ActReference(number="D-9", adopted_on=date(2024, 1, 1))


@pytest.fixture
def world(tmp_path: Path) -> Generator[World]:
    with opened_world(tmp_path) as made:
        yield made


def folded(world: World, stream: str) -> object:
    return world.parts.execute.house.streams.folded(stream).state


def test_the_mandates_of_an_organisation_that_ends_end_with_it(world: World) -> None:
    world.do("administrator", "organisation", organisation.Dissolve, world.association, act=ACT, on=date(2026, 1, 1))
    world.parts.react()
    state = folded(world, world.president_mandate)
    assert isinstance(state, mandate.Mandate)
    assert (state.ground, state.revoked_on) == (mandate.Ground.ORGANISATION_ENDED, date(2026, 1, 1))
    revoked = list(world.parts.log.stream(world.president_mandate))[-1]
    dissolved = list(world.parts.log.stream(world.association))[-1]
    assert (revoked.actor, revoked.causation) == ("reactions", dissolved.event_id)


def test_reacting_again_changes_nothing(world: World) -> None:
    world.do("administrator", "organisation", organisation.Dissolve, world.association, act=ACT, on=date(2026, 1, 1))
    world.parts.react()
    position = world.parts.log.position()
    world.parts.react()
    assert world.parts.log.position() == position


def test_an_erased_person_is_unreadable_everywhere_and_the_log_still_folds(world: World) -> None:
    stranger = world.person("stranger")
    world.parts.react()
    world.do("administrator", "person", person.Erase, stranger, reason=person.ErasureReason.REQUEST)
    world.parts.react()
    state = folded(world, stranger)
    assert isinstance(state, person.Person)
    assert state.name is not None
    assert state.name.text is None
    rows = world.parts.reading.page("people", {}, after=None, limit=100, today=date(2026, 1, 1)).items
    assert [row["name"] for row in rows if row["id"] == stranger] == [None]
    for file in world.settings.beside("").parent.glob("*"):
        if file.is_file() and "keys" not in file.name:
            assert b"Stranger" not in file.read_bytes(), file.name


def test_someone_who_may_sign_is_not_erased(world: World) -> None:
    with pytest.raises(person.RetentionRequired):
        world.do("administrator", "person", person.Erase, world.mayor, reason=person.ErasureReason.REQUEST)


def test_a_commitment_is_missed_on_the_day_after_its_due_date_whenever_somebody_looks(world: World) -> None:
    due = date(2026, 3, 1)
    promised = world.do(
        "coordinator",
        "commitment",
        commitment.Declare,
        framework=world.framework,
        title="Publier le bilan",
        kind=Kind.PLEDGE,
        field=FieldOfWork.COORDINATION,
        owners=(Owner(organisation=OrganisationId(world.association)),),
        origin=Origin(kind=OriginKind.DECLARATION, stream=world.framework),
        due=due,
        on=LONG_AGO,
    )
    world.parts.settle()
    clock = Deadlines(world.parts.execute, world.parts.reading)
    late = datetime(2026, 6, 1, tzinfo=UTC)
    first, second = clock.tick(late), clock.tick(late)
    assert (first.recorded, second.recorded) == ([promised], [])
    missed = list(world.parts.log.stream(promised))[-1]
    assert (type(missed.event), missed.effective) == (commitment.Missed, due + timedelta(days=1))
    assert missed.actor == "clock"


def test_a_mandate_revoked_from_a_past_day_on_still_names_who_used_it(world: World) -> None:
    world.mandate("helper", Role.COORDINATOR, world.operator, framework=world.framework)
    world.do(
        "administrator", "mandate", mandate.Revoke, world.helper_mandate, ground=mandate.Ground.REMOVAL, on=LONG_AGO
    )
    world.parts.react()
    state = folded(world, world.helper_mandate)
    assert isinstance(state, mandate.Mandate)
    assert state.revoked_on == LONG_AGO
