"""What a programme lets happen, refuses, and records all the same when it was done elsewhere."""

from dataclasses import replace
from typing import Any

import pytest

from domain.decider import Refusal
from domain.programme import (
    AddFunder,
    ChangeOperator,
    CloseProgramme,
    FunderAdded,
    FunderRemoved,
    Kind,
    NoSuchProgramme,
    OpenProgramme,
    OperatorChanged,
    ProgrammeClosed,
    ProgrammeOpened,
    ProgrammeReopened,
    RemoveFunder,
    ReopenProgramme,
    decider,
    on_day,
    open_on,
)
from domain.programme.funding import NotAFunder
from domain.programme.life import (
    BeforeItsOpening,
    ProgrammeAlreadyOpened,
    ProgrammeClosedWithoutReasons,
    ProgrammeUntitled,
)
from domain.programme.state import ProgrammeNotOpen, ProgrammeOfAnotherFramework, funders_on, unfit
from domain.values import AgreementId
from tests.domain.enterprise_world import (
    BANK,
    CITY,
    CLOSED,
    COOP,
    ELSEWHERE,
    HOME,
    PAPER,
    PROGRAMME,
    RUNS,
    broken,
    day,
    named,
)
from tests.scenario import Scenario

scenario = Scenario(decider)
OPEN = OpenProgramme(framework=HOME, title="Couveuse", kind=Kind.INCUBATOR, operator=COOP, on=day(1, 6))
OPENED = ProgrammeOpened(
    framework=HOME, title="Couveuse", kind=Kind.INCUBATOR, purpose="", operator=COOP, act=None, on=day(1, 6)
)
FUNDED = FunderAdded(organisation=CITY, agreement=AgreementId("agreement-1"), on=day(2, 1))
SHUT = ProgrammeClosed(reasons="Fin du financement", on=day(9, 1))


def test_a_programme_is_opened_once() -> None:
    scenario.given().when(OPEN).then(OPENED)
    scenario.given(OPENED).when(OPEN).then_nothing()
    scenario.given(OPENED).when(replace(OPEN, title="Autre")).then_refused(ProgrammeAlreadyOpened)
    scenario.given().when(replace(OPEN, title=" ")).then_refused(ProgrammeUntitled)
    scenario.given().when(CloseProgramme(reasons="x", on=day(2, 1))).then_refused(NoSuchProgramme)


def test_another_operator_takes_over_from_a_day_on() -> None:
    change = ChangeOperator(operator=BANK, on=day(3, 1))
    scenario.given(OPENED).when(change).then(OperatorChanged(operator=BANK, on=day(3, 1)))
    scenario.given(OPENED).when(replace(change, operator=COOP)).then_nothing()


def test_funders_come_under_an_agreement_and_go() -> None:
    add = AddFunder(organisation=CITY, agreement=AgreementId("agreement-1"), on=day(2, 1))
    scenario.given(OPENED).when(add).then(FUNDED)
    scenario.given(OPENED, FUNDED).when(add).then_nothing()
    remove = RemoveFunder(organisation=CITY, on=day(6, 1))
    removed = FunderRemoved(organisation=CITY, on=day(6, 1))
    scenario.given(OPENED, FUNDED).when(remove).then(removed)
    scenario.given(OPENED, FUNDED, removed).when(remove).then_nothing()
    scenario.given(OPENED).when(remove).then_refused(NotAFunder, CITY)
    state = decider.fold([OPENED, FUNDED, removed])
    assert [bool(funders_on(state, one)) for one in (day(1, 31), day(2, 1), day(5, 31), day(6, 1))] == [0, 1, 1, 0]


def test_it_closes_with_reasons_and_opens_again() -> None:
    close = CloseProgramme(reasons="Fin du financement", on=day(9, 1))
    scenario.given(OPENED).when(close).then(SHUT)
    scenario.given(OPENED, SHUT).when(close).then_nothing()
    scenario.given(OPENED).when(replace(close, reasons="")).then_refused(ProgrammeClosedWithoutReasons)
    reopened = ProgrammeReopened(on=day(11, 3))
    scenario.given(OPENED, SHUT).when(ReopenProgramme(on=day(11, 3))).then(reopened)
    scenario.given(OPENED).when(ReopenProgramme(on=day(11, 3))).then_nothing()
    state = decider.fold([OPENED, SHUT, reopened])
    assert [open_on(state, one) for one in (day(1, 5), day(1, 6), day(9, 1), day(11, 3))] == [False, True, False, True]


@pytest.mark.parametrize(
    "command",
    [
        ChangeOperator(operator=BANK, on=day(1, 5)),
        AddFunder(organisation=CITY, on=day(1, 5)),
        CloseProgramme(reasons="x", on=day(1, 5)),
    ],
    ids=lambda one: type(one).__name__,
)
def test_nothing_happens_to_it_before_it_was_opened(command: Any) -> None:
    scenario.given(OPENED).when(command).then_refused(BeforeItsOpening, day(1, 6), day(1, 5))
    assert broken(decider, (OPENED,), replace(command, source=PAPER)) == [named(BeforeItsOpening)]


@pytest.mark.parametrize(
    ("standing", "rules"),
    [(None, []), (RUNS, []), (CLOSED, [ProgrammeNotOpen]), (ELSEWHERE, [ProgrammeOfAnotherFramework])],
)
def test_others_belong_to_a_programme_that_is_open_in_their_framework(
    standing: Any, rules: list[type[Refusal]]
) -> None:
    assert [type(one) for one in unfit(standing, HOME)] == rules


def test_what_others_see_of_it_is_what_it_was_on_their_day() -> None:
    state = decider.fold([OPENED, SHUT])
    assert on_day(PROGRAMME, state, day(8, 31)) == RUNS
    assert on_day(PROGRAMME, state, day(9, 1)) == CLOSED
