"""People: known under an opaque identifier, and erasable."""

from datetime import date

import pytest

from domain import person
from domain.person import (
    AboutSomebodyElse,
    ChangeContact,
    ContactChanged,
    CorrectName,
    Erase,
    ErasureReason,
    Held,
    Hold,
    HoldReleased,
    HoldWithoutGround,
    NameCorrected,
    NoSuchHold,
    NoSuchPerson,
    Person,
    PersonAlreadyRegistered,
    PersonErased,
    Register,
    Registered,
    ReleaseHold,
    Retention,
    RetentionRequired,
    SubjectErased,
    decider,
)
from domain.values import PersonId, Protected
from interfaces.words import person as words
from tests.domain import french
from tests.scenario import Scenario

ANA, BEN = PersonId("person-ana"), PersonId("person-ben")
NAME, EMAIL, PHONE = (Protected(of=ANA, text=text) for text in ("Ana Le Goff", "ana@exemple.bzh", "02 96 00 00 00"))
BENS = Protected(of=BEN, text="Ben")
MONDAY, TUESDAY = date(2026, 1, 5), date(2026, 1, 6)
REGISTERED = Registered(name=NAME, email=EMAIL, on=MONDAY)
ERASED = SubjectErased(person=ANA, reason=ErasureReason.REQUEST, on=TUESDAY)

people = Scenario(decider)


def test_a_person_enters_the_register_with_a_name_and_contacts_of_their_own() -> None:
    people.given().when(Register(name=NAME, email=EMAIL, on=MONDAY)).then(REGISTERED)


def test_registering_the_same_again_changes_nothing() -> None:
    people.given(REGISTERED).when(Register(name=NAME, email=EMAIL, on=MONDAY)).then_nothing()


def test_a_person_is_registered_once() -> None:
    people.given(REGISTERED).when(Register(name=NAME, phone=PHONE, on=MONDAY)).then_refused(PersonAlreadyRegistered)
    people.given(REGISTERED, ERASED).when(Register(name=NAME, email=EMAIL, on=MONDAY)).then_refused(
        PersonAlreadyRegistered
    )


@pytest.mark.parametrize("command", [CorrectName(name=NAME, on=MONDAY), ChangeContact(on=MONDAY)])
def test_nothing_is_changed_about_a_person_who_was_never_registered(command: object) -> None:
    people.given().when(command).then_refused(NoSuchPerson)


def test_nobody_unknown_is_erased() -> None:
    people.given().when(Erase(reason=ErasureReason.REQUEST, on=MONDAY)).then_refused(NoSuchPerson)


def test_a_name_is_put_right_once() -> None:
    right = Protected(of=ANA, text="Anna Le Goff")
    people.given(REGISTERED).when(CorrectName(name=right, on=TUESDAY)).then(NameCorrected(name=right, on=TUESDAY))
    people.given(REGISTERED).when(CorrectName(name=NAME, on=TUESDAY)).then_nothing()


def test_contacts_left_out_are_no_longer_kept() -> None:
    changed = ContactChanged(phone=PHONE, on=TUESDAY)
    people.given(REGISTERED).when(ChangeContact(phone=PHONE, on=TUESDAY)).then(changed)
    assert decider.fold([REGISTERED, changed]) == Person(name=NAME, phone=PHONE, registered_on=MONDAY)


def test_the_same_contacts_change_nothing() -> None:
    people.given(REGISTERED).when(ChangeContact(email=EMAIL, on=TUESDAY)).then_nothing()


@pytest.mark.parametrize(
    "command",
    [
        CorrectName(name=BENS, on=TUESDAY),
        ChangeContact(email=BENS, on=TUESDAY),
        ChangeContact(email=EMAIL, phone=BENS, on=TUESDAY),
    ],
)
def test_what_is_kept_about_a_person_is_kept_under_their_own_key(command: object) -> None:
    people.given(REGISTERED).when(command).then_refused(AboutSomebodyElse, BEN)


def test_a_person_is_not_registered_with_the_contacts_of_another() -> None:
    people.given().when(Register(name=NAME, email=BENS, on=MONDAY)).then_refused(AboutSomebodyElse, BEN)


def test_an_erasure_leaves_only_that_somebody_was_there() -> None:
    people.given(REGISTERED).when(Erase(reason=ErasureReason.REQUEST, on=TUESDAY)).then(ERASED)
    assert decider.fold([REGISTERED, ERASED]) == Person(
        name=Protected(of=ANA, text=None),
        registered_on=MONDAY,
        erased_on=TUESDAY,
        erased_for=ErasureReason.REQUEST,
    )


def test_erasing_again_changes_nothing() -> None:
    people.given(REGISTERED, ERASED).when(Erase(reason=ErasureReason.COURT_ORDER, on=TUESDAY)).then_nothing()


@pytest.mark.parametrize("command", [CorrectName(name=NAME, on=TUESDAY), ChangeContact(email=EMAIL, on=TUESDAY)])
def test_nothing_more_is_recorded_about_an_erased_person(command: object) -> None:
    people.given(REGISTERED, ERASED).when(command).then_refused(PersonErased, TUESDAY)


@pytest.mark.parametrize("until", [TUESDAY, None])
def test_what_the_law_keeps_is_not_erased_before_the_end_of_the_legal_period(until: date | None) -> None:
    duty = Retention(ground="Pièces comptables, 10 ans", until=until)
    people.given(REGISTERED).when(Erase(reason=ErasureReason.REQUEST, retention=duty, on=TUESDAY)).then_refused(
        RetentionRequired, duty.ground, until
    )


def test_after_the_legal_period_a_person_is_erased() -> None:
    duty = Retention(ground="Pièces comptables, 10 ans", until=MONDAY)
    people.given(REGISTERED).when(Erase(reason=ErasureReason.REQUEST, retention=duty, on=TUESDAY)).then(ERASED)


def test_rules_are_the_same_once_the_texts_are_gone() -> None:
    unreadable = Registered(name=Protected(of=ANA, text=None), on=MONDAY)
    people.given(unreadable, ERASED).when(Erase(reason=ErasureReason.REQUEST, on=TUESDAY)).then_nothing()
    people.given(unreadable).when(ChangeContact(email=BENS, on=TUESDAY)).then_refused(AboutSomebodyElse, BEN)


def test_every_rule_and_event_is_said_in_french() -> None:
    assert set(words.FRENCH) == french.rules_of(person)
    assert set(words.EVENTS_FR) == french.events_of(person)


HELD = Held(ground="Pièces comptables", until=TUESDAY, on=MONDAY)


def test_what_is_held_is_not_erased_until_its_last_day_has_passed() -> None:
    people.given(REGISTERED).when(Hold(ground="Pièces comptables", until=TUESDAY, on=MONDAY)).then(HELD)
    people.given(REGISTERED, HELD).when(Erase(reason=ErasureReason.REQUEST, on=TUESDAY)).then_refused(
        RetentionRequired, "Pièces comptables", TUESDAY
    )
    later = date(2026, 1, 7)
    people.given(REGISTERED, HELD).when(Erase(reason=ErasureReason.REQUEST, on=later)).then(
        SubjectErased(person=ANA, reason=ErasureReason.REQUEST, on=later)
    )


def test_a_hold_is_set_once_changed_and_released() -> None:
    people.given(REGISTERED, HELD).when(Hold(ground=HELD.ground, until=TUESDAY, on=TUESDAY)).then_nothing()
    longer = Held(ground=HELD.ground, on=TUESDAY)
    people.given(REGISTERED, HELD).when(Hold(ground=HELD.ground, on=TUESDAY)).then(longer)
    released = HoldReleased(ground=HELD.ground, on=TUESDAY)
    people.given(REGISTERED, HELD, longer).when(ReleaseHold(ground=HELD.ground, on=TUESDAY)).then(released)
    people.given(REGISTERED, HELD, longer, released).when(Erase(reason=ErasureReason.REQUEST, on=TUESDAY)).then(ERASED)


def test_a_hold_has_a_ground_and_is_released_by_it() -> None:
    people.given(REGISTERED).when(Hold(ground=" ", on=MONDAY)).then_refused(HoldWithoutGround)
    people.given(REGISTERED, HELD).when(ReleaseHold(ground="Autre", on=MONDAY)).then_refused(NoSuchHold, "Autre")
    people.given(REGISTERED, ERASED).when(Hold(ground="Trop tard", on=TUESDAY)).then_refused(PersonErased, TUESDAY)
