"""What a call lets happen, refuses, and records all the same when it was done elsewhere."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from domain.call import (
    CallCancelled,
    CallClosed,
    CallExtended,
    CallPublished,
    CancelCall,
    ChangeTerms,
    CloseCall,
    Criterion,
    ExtendCall,
    JuryNamed,
    NameJury,
    NoSuchCall,
    PublishCall,
    RequiredDocument,
    TermsChanged,
    decider,
    terms,
)
from domain.call.ending import CallCancelledWithoutReasons, CallNotShortened, CallStillRuns
from domain.call.publication import (
    CallAlreadyPublished,
    CallClosesBeforeItOpens,
    CallCodeTwice,
    CallCriteriaMissing,
    CallIsOpen,
    CallUntitled,
    EnvelopeNotPositive,
    WeightOrScaleNotPositive,
)
from domain.call.state import CallIsCancelled
from domain.decider import Refusal
from domain.programme.state import ProgrammeNotOpen
from domain.values import CallId, CommitteeId, Money
from tests.domain.enterprise_world import CLOSED, HOME, PAPER, PROGRAMME, RUNS, broken, day, named
from tests.scenario import Scenario

scenario = Scenario(decider)
CRITERIA = (Criterion(code="solidite", weight=Decimal(2)), Criterion(code="utilite"))
DOCUMENTS = (RequiredDocument(code="plan"), RequiredDocument(code="lettre", optional=True))
PUBLISH = PublishCall(
    framework=HOME,
    programme=PROGRAMME,
    standing=RUNS,
    title="Oser",
    opens_on=day(2, 1),
    closes_on=day(2, 28),
    criteria=CRITERIA,
    documents=DOCUMENTS,
    envelope=Money.of(5_000),
    on=day(1, 6),
)
PUBLISHED = CallPublished(
    framework=HOME,
    programme=PROGRAMME,
    title="Oser",
    text="",
    opens_on=day(2, 1),
    closes_on=day(2, 28),
    criteria=CRITERIA,
    documents=DOCUMENTS,
    envelope=Money.of(5_000),
    places=None,
    jury=None,
    on=day(1, 6),
)
OFF = CallCancelled(reasons="Faute de crédits", on=day(2, 3))


def test_a_call_is_published_once() -> None:
    scenario.given().when(PUBLISH).then(PUBLISHED)
    scenario.given(PUBLISHED).when(PUBLISH).then_nothing()
    scenario.given(PUBLISHED).when(replace(PUBLISH, title="Autre")).then_refused(CallAlreadyPublished)
    scenario.given().when(CloseCall(today=day(3, 1))).then_refused(NoSuchCall)
    with pytest.raises(NoSuchCall):
        terms(CallId("call-1"), decider.initial)


@pytest.mark.parametrize(
    ("wrong", "rule", "details"),
    [
        ({"title": " "}, CallUntitled, ()),
        ({"closes_on": day(1, 31)}, CallClosesBeforeItOpens, (day(2, 1), day(1, 31))),
        ({"envelope": Money.of(0)}, EnvelopeNotPositive, ()),
        ({"envelope": Money.of(-5)}, EnvelopeNotPositive, ()),
        ({"places": 0}, EnvelopeNotPositive, ()),
        ({"criteria": (CRITERIA[0], CRITERIA[0])}, CallCodeTwice, ("solidite",)),
        ({"documents": (RequiredDocument(code=" "),)}, CallCodeTwice, (" ",)),
        ({"criteria": (Criterion(code="c", weight=Decimal(0)),)}, WeightOrScaleNotPositive, ("c",)),
        ({"criteria": (Criterion(code="c", maximum=Decimal(-1)),)}, WeightOrScaleNotPositive, ("c",)),
    ],
)
def test_what_no_call_can_say_is_refused_wherever_it_was_said(
    wrong: dict[str, Any], rule: type[Refusal], details: tuple[object, ...]
) -> None:
    for source in (None, PAPER):
        scenario.given().when(replace(PUBLISH, source=source, **wrong)).then_refused(rule, *details)


@pytest.mark.parametrize(
    ("wrong", "rule", "details"),
    [({"criteria": ()}, CallCriteriaMissing, ()), ({"standing": CLOSED}, ProgrammeNotOpen, (PROGRAMME,))],
)
def test_what_was_published_elsewhere_against_the_rules_is_recorded(
    wrong: dict[str, Any], rule: type[Refusal], details: tuple[object, ...]
) -> None:
    command = replace(PUBLISH, **wrong)
    scenario.given().when(command).then_refused(rule, *details)
    assert broken(decider, (), replace(command, source=PAPER)) == [named(rule)]


def test_what_it_asks_for_stays_once_people_can_apply() -> None:
    change = ChangeTerms(criteria=CRITERIA[:1], on=day(1, 20))
    scenario.given(PUBLISHED).when(change).then(TermsChanged(criteria=CRITERIA[:1], documents=(), on=day(1, 20)))
    scenario.given(PUBLISHED).when(replace(change, criteria=CRITERIA, documents=DOCUMENTS)).then_nothing()
    late = replace(change, on=day(2, 1))
    scenario.given(PUBLISHED).when(late).then_refused(CallIsOpen, day(2, 1))
    assert broken(decider, (PUBLISHED,), replace(late, source=PAPER)) == [named(CallIsOpen)]


def test_a_jury_is_named() -> None:
    name = NameJury(jury=CommitteeId("committee-1"), on=day(1, 20))
    named_it = JuryNamed(jury=CommitteeId("committee-1"), on=day(1, 20))
    scenario.given(PUBLISHED).when(name).then(named_it)
    scenario.given(PUBLISHED, named_it).when(name).then_nothing()


def test_more_time_is_given_and_never_taken_back() -> None:
    extend = ExtendCall(closes_on=day(3, 14), on=day(2, 20))
    extended = CallExtended(before=day(2, 28), closes_on=day(3, 14), reasons="", on=day(2, 20))
    scenario.given(PUBLISHED).when(extend).then(extended)
    scenario.given(PUBLISHED, extended).when(extend).then_nothing()
    shorten = replace(extend, closes_on=day(2, 21))
    scenario.given(PUBLISHED).when(shorten).then_refused(CallNotShortened, day(2, 28), day(2, 21))
    assert broken(decider, (PUBLISHED,), replace(shorten, source=PAPER)) == [named(CallNotShortened)]
    assert decider.fold([PUBLISHED, extended]).original_closes_on == day(2, 28)


def test_it_closes_by_itself_the_day_after_its_last_day() -> None:
    closed = CallClosed(on=day(3, 1))
    scenario.given(PUBLISHED).when(CloseCall(today=day(2, 28))).then_refused(CallStillRuns, day(2, 28))
    scenario.given(PUBLISHED).when(CloseCall(today=day(4, 1))).then(closed)
    scenario.given(PUBLISHED, closed).when(CloseCall(today=day(4, 1))).then_nothing()
    scenario.given(PUBLISHED, OFF).when(CloseCall(today=day(4, 1))).then_nothing()


def test_it_is_called_off_with_reasons_and_then_nothing_more_happens() -> None:
    cancel = CancelCall(reasons="Faute de crédits", on=day(2, 3))
    scenario.given(PUBLISHED).when(cancel).then(OFF)
    scenario.given(PUBLISHED, OFF).when(cancel).then_nothing()
    scenario.given(PUBLISHED).when(replace(cancel, reasons="")).then_refused(CallCancelledWithoutReasons)
    extend = ExtendCall(closes_on=day(3, 14), on=day(2, 20))
    scenario.given(PUBLISHED, OFF).when(extend).then_refused(CallIsCancelled, day(2, 3))
    assert terms(CallId("call-1"), decider.fold([PUBLISHED, OFF])).cancelled
