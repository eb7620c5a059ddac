"""One installation, opened once, always with an administrator."""

from datetime import date
from zoneinfo import available_timezones

import pytest

from domain import installation
from domain.claim import Claim
from domain.installation import (
    AdministratorDismissed,
    AdministratorNamed,
    AlreadyInitialised,
    DismissAdministrator,
    Initialise,
    Initialised,
    InstallationNameMissing,
    InstallationZoneMalformed,
    LastAdministrator,
    NameAdministrator,
    NotAnAdministrator,
    NotInitialised,
    Rename,
    Renamed,
    claims,
    decider,
)
from domain.mandate import Empowerment, Role
from domain.values import MandateId, OrganisationId, Period, PersonId
from domain.zone import well_formed
from interfaces.words import installation as words
from tests.domain import french
from tests.scenario import Scenario

ANA, BEN = PersonId("person-ana"), PersonId("person-ben")
CITY = OrganisationId("organisation-city")
MONDAY, TUESDAY = date(2026, 1, 5), date(2026, 1, 6)
OPENED = Initialised(
    name="Trégor", operator=CITY, administrator=ANA, mandate=MandateId("mandate-1"), zone="Europe/Paris", on=MONDAY
)
BEN_NAMED = AdministratorNamed(administrator=BEN, mandate=MandateId("mandate-2"), on=TUESDAY)

installations = Scenario(decider)


def initialise(name: str = "Trégor", zone: str = "Europe/Paris") -> Initialise:
    return Initialise(name=name, operator=CITY, administrator=ANA, mandate=MandateId("mandate-1"), zone=zone, on=MONDAY)


def ben_may(role: Role = Role.ADMINISTRATOR) -> NameAdministrator:
    powers = Empowerment(
        mandate=MandateId("mandate-2"), person=BEN, organisation=CITY, role=role, period=Period(start=TUESDAY)
    )
    return NameAdministrator(mandate=powers.mandate, powers=powers, on=TUESDAY)


def test_an_installation_is_opened_with_its_first_administrator() -> None:
    installations.given().when(initialise()).then(OPENED)


def test_opening_in_the_same_words_changes_nothing() -> None:
    installations.given(OPENED).when(initialise()).then_nothing()


def test_an_installation_is_opened_once() -> None:
    installations.given(OPENED).when(initialise("Léon")).then_refused(AlreadyInitialised, "Trégor")
    installations.given(OPENED, BEN_NAMED).when(initialise()).then_refused(AlreadyInitialised, "Trégor")


def test_the_only_place_is_claimed_so_that_two_cannot_be_opened_at_once() -> None:
    assert claims(OPENED, decider.initial) == (Claim(kind="installation", value="only"),)
    assert claims(BEN_NAMED, decider.fold([OPENED])) == ()


def test_an_installation_has_a_name() -> None:
    installations.given().when(initialise(" ")).then_refused(InstallationNameMissing)
    installations.given(OPENED).when(Rename(name="", on=TUESDAY)).then_refused(InstallationNameMissing)


@pytest.mark.parametrize("zone", ["", "Paris Time", "+02:00", "Europe/", "a/b/c/d"])
def test_a_time_zone_has_the_form_of_an_iana_name(zone: str) -> None:
    installations.given().when(initialise(zone=zone)).then_refused(InstallationZoneMalformed, zone)


def test_every_time_zone_there_is_has_a_well_formed_name() -> None:
    assert [zone for zone in available_timezones() if not well_formed(zone)] == []


@pytest.mark.parametrize(
    "command", [ben_may(), DismissAdministrator(administrator=ANA, on=MONDAY), Rename(name="Léon", on=MONDAY)]
)
def test_nothing_happens_before_the_opening(command: object) -> None:
    installations.given().when(command).then_refused(NotInitialised)


def test_another_administrator_is_named_by_a_mandate() -> None:
    installations.given(OPENED).when(ben_may()).then(BEN_NAMED)
    installations.given(OPENED, BEN_NAMED).when(ben_may()).then_nothing()


def test_an_administrator_holds_a_mandate_as_such() -> None:
    installations.given(OPENED).when(ben_may(Role.COORDINATOR)).then_refused(
        NotAnAdministrator, MandateId("mandate-2"), TUESDAY
    )


def test_the_mandate_of_an_administrator_holds_on_the_day() -> None:
    powers = Empowerment(
        mandate=MandateId("mandate-2"),
        person=BEN,
        organisation=CITY,
        role=Role.ADMINISTRATOR,
        period=Period(start=TUESDAY),
    )
    early = NameAdministrator(mandate=powers.mandate, powers=powers, on=MONDAY)
    installations.given(OPENED).when(early).then_refused(NotAnAdministrator, MandateId("mandate-2"), MONDAY)


def test_one_administrator_always_remains() -> None:
    dismissed = AdministratorDismissed(administrator=ANA, on=TUESDAY)
    installations.given(OPENED, BEN_NAMED).when(DismissAdministrator(administrator=ANA, on=TUESDAY)).then(dismissed)
    installations.given(OPENED, BEN_NAMED, dismissed).when(
        DismissAdministrator(administrator=ANA, on=TUESDAY)
    ).then_nothing()
    installations.given(OPENED, BEN_NAMED, dismissed).when(
        DismissAdministrator(administrator=BEN, on=TUESDAY)
    ).then_refused(LastAdministrator, BEN)


def test_an_installation_takes_another_name() -> None:
    installations.given(OPENED).when(Rename(name="Léon", on=TUESDAY)).then(Renamed(name="Léon", on=TUESDAY))
    installations.given(OPENED).when(Rename(name="Trégor", on=TUESDAY)).then_nothing()


def test_every_rule_and_event_is_said_in_french() -> None:
    assert set(words.FRENCH) == french.rules_of(installation)
    assert set(words.EVENTS_FR) == french.events_of(installation)
