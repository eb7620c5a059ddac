"""Places in a state: what they are called, and what stands there."""

from datetime import date

import pytest

from application.history.diff import FieldChange, Turn, changes
from application.history.paths import NOWHERE, at, known_places, leaves
from domain.agreement.parts import AgreementKind
from domain.agreement.state import Act, Agreement, Ledger, Line
from domain.values import ActReference, Money, OrganisationId, Period, Since

PAYER = OrganisationId("organisation-payer")
FIRST, SECOND = date(2025, 1, 1), date(2025, 7, 1)


def act(number: int, day: date | None = None) -> Act:
    reference = ActReference(number=f"2025-{number}")
    return Act(number=number, by=PAYER, reference=reference, adopted_on=FIRST, executory_on=day)


STATE = Agreement(
    kind=AgreementKind.GRANT,
    amounts=(Since(since=FIRST, value=Money.of(100)), Since(since=SECOND, value=Money.of(80))),
    acts=(act(1), act(2, SECOND)),
    money=Ledger(lines={f"{PAYER}/2025": Line(payer=PAYER, year=2025, paid=Money.of(60))}),
)


def test_an_entry_of_a_list_is_named_by_what_it_is_known_by_wherever_it_stands() -> None:
    assert at(STATE, "acts.2.executory_on") == SECOND
    turned = Agreement(acts=(act(2, SECOND), act(1)))
    assert at(turned, "acts.2.executory_on") == SECOND


def test_two_entries_known_by_the_same_are_named_by_their_place() -> None:
    twice = Agreement(acts=(act(1), act(1, SECOND)))
    places = dict(leaves(twice))
    assert "acts.1.executory_on" not in places
    assert at(twice, "acts.2.executory_on") == SECOND


def test_a_key_that_holds_a_slash_or_a_dot_is_found_whole() -> None:
    assert at(STATE, f"money.lines.{PAYER}/2025.paid") == Money.of(60)
    assert at({"a.b": {"c": 1}, "a": {"b": 2}}, "a.b.c") == 1
    assert at({"a.b": {"c": 1}, "a": {"b": 2}}, "a.b") == {"c": 1}


def test_a_timeline_is_named_by_its_days() -> None:
    assert at(STATE, "amounts.2025-07-01.value") == Money.of(80)


def test_money_a_period_and_an_act_are_read_as_one() -> None:
    places = dict(leaves(STATE))
    assert places["acts.1.reference"] == ActReference(number="2025-1")
    assert dict(leaves({"when": Period(start=FIRST)})) == {"when": Period(start=FIRST)}
    assert not any(place.endswith("amount") for place in places)


@pytest.mark.parametrize("place", ["acts.3", "acts.1.nothing", "nothing", "amounts.2025-07-01.value.amount"])
def test_what_is_not_there_is_nowhere(place: str) -> None:
    assert at(STATE, place) is NOWHERE


def test_next_to_a_wrong_place_the_right_ones_are_named() -> None:
    assert "acts.1.executory_on" in known_places(STATE, "acts.1.executorie")
    assert known_places(STATE, "acts.9") == ["acts.1", "acts.2"]


def test_every_leaf_is_found_again_at_its_place() -> None:
    for place, value in leaves(STATE):
        assert at(STATE, place) == value, place


def test_a_change_of_money_says_by_how_much() -> None:
    before, after = {"a": Money.of(100), "b": 1}, {"a": Money.of(80), "c": 2}
    assert list(changes(before, after)) == [
        FieldChange(field="a", turn=Turn.CHANGED, before=Money.of(100), after=Money.of(80), difference=Money.of(-20)),
        FieldChange(field="b", turn=Turn.REMOVED, before=1),
        FieldChange(field="c", turn=Turn.ADDED, after=2),
    ]


def test_two_currencies_are_not_subtracted() -> None:
    (change,) = changes({"a": Money.of(100)}, {"a": Money.of(100, "CHF")})
    assert change.difference is None
