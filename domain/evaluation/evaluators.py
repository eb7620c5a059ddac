"""Who evaluates: work begins once evaluators declared their interests, and nobody judges those they act for."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import assert_never

from domain import irregularity
from domain.decider import Given, Refusal, record, replace
from domain.evaluation.state import (
    Evaluation,
    EvaluationIsCancelled,
    Evaluator,
    Stage,
    in_order,
    not_adopted,
    passed,
    rank,
    stepped,
)
from domain.irregularity import judged, noticed
from domain.mandate import Empowerment
from domain.values import OrganisationId, PersonId, Protected, Source


@record
class AppointEvaluator:
    """Appoint someone who acts for none of the evaluated parties."""

    person: PersonId
    organisation: OrganisationId | None = None
    capacity: str = ""
    mandates: Given[tuple[Empowerment, ...]]
    on: date
    source: Source | None = None


@record
class DeclareInterests:
    """Declare the organisations in which an evaluator has an interest; none is an answer too."""

    person: PersonId
    interests: frozenset[OrganisationId] = frozenset()
    statement: Protected | None = None
    on: date


@record
class StandDown:
    """End an evaluator's part in the evaluation."""

    person: PersonId
    on: date


@record
class StartCollecting:
    """Begin to collect, with evaluators who have declared their interests."""

    on: date
    source: Source | None = None


@record
class EvaluatorAppointed:
    person: PersonId
    organisation: OrganisationId | None
    capacity: str
    on: date
    source: Source | None = None


@record
class InterestsDeclared:
    person: PersonId
    interests: frozenset[OrganisationId]
    statement: Protected | None
    on: date


@record
class EvaluatorStoodDown:
    person: PersonId
    on: date


@record
class CollectingStarted:
    on: date
    source: Source | None = None


Event = EvaluatorAppointed | InterestsDeclared | EvaluatorStoodDown | CollectingStarted
Recorded = Sequence[Event | irregularity.Event]


class EvaluatorInvolved(Refusal):
    """Nobody evaluates an organisation they act for or have an interest in."""

    cure = "The evaluator stands down, and somebody else looks at the matter again."


class NoSuchEvaluator(Refusal):
    """The person named is not an evaluator here."""


class NoEvaluator(Refusal):
    """An evaluation has at least one evaluator before it begins to collect."""

    cure = "The coordination names who evaluated."


class InterestsUndeclared(Refusal):
    """Evaluators declare their interests before they begin."""

    cure = "The evaluator declares what interests they have, or that they have none."


def appoint_evaluator(command: AppointEvaluator, evaluation: Evaluation) -> Recorded:
    if find(evaluation, command.person) is not None:
        return []
    not_adopted(evaluation)
    appointed = EvaluatorAppointed(
        person=command.person,
        organisation=command.organisation,
        capacity=command.capacity,
        on=command.on,
        source=command.source,
    )
    breaches = [*_ended(evaluation), *_acts_for_evaluated(command, evaluation)]
    return judged([appointed], breaches, command.source, evaluation.irregularities, command.on)


def _ended(evaluation: Evaluation) -> Iterator[Refusal]:
    if evaluation.stage is Stage.CANCELLED:
        yield EvaluationIsCancelled()


def _acts_for_evaluated(command: AppointEvaluator, evaluation: Evaluation) -> Iterator[Refusal]:
    acts_for = {mandate.organisation for mandate in command.mandates if mandate.holds_on(command.on)}
    if command.organisation is not None:
        acts_for.add(command.organisation)
    for organisation in sorted(acts_for & evaluation.evaluated):
        yield EvaluatorInvolved(command.person, organisation)


def declare_interests(command: DeclareInterests, evaluation: Evaluation) -> Recorded:
    """A declaration is always taken; one that comes after the work began and shows a conflict is an irregularity."""
    evaluator = find(evaluation, command.person)
    if evaluator is None:
        raise NoSuchEvaluator(command.person)
    if (evaluator.interests, evaluator.statement) == (command.interests, command.statement):
        return []
    declared = InterestsDeclared(
        person=command.person, interests=command.interests, statement=command.statement, on=command.on
    )
    begun = rank(evaluation.stage) >= rank(Stage.COLLECTING)
    breaches = _conflicts(replace(evaluator, interests=command.interests), evaluation) if begun else ()
    return [declared, *noticed(breaches, evaluation.irregularities, command.on)]


def stand_down(command: StandDown, evaluation: Evaluation) -> Recorded:
    if find(evaluation, command.person) is not None:
        return [EvaluatorStoodDown(person=command.person, on=command.on)]
    if any(one.person == command.person for one in evaluation.evaluators):
        return []
    raise NoSuchEvaluator(command.person)


def start_collecting(command: StartCollecting, evaluation: Evaluation) -> Recorded:
    if passed(evaluation, Stage.COLLECTING):
        return []
    started = CollectingStarted(on=command.on, source=command.source)
    breaches = [*in_order(evaluation, Stage.COLLECTING), *independent(evaluation)]
    return judged([started], breaches, command.source, evaluation.irregularities, command.on)


def find(evaluation: Evaluation, person: PersonId) -> Evaluator | None:
    """The evaluator, unless they stood down."""
    return next((one for one in at_work(evaluation) if one.person == person), None)


def at_work(evaluation: Evaluation) -> tuple[Evaluator, ...]:
    """The evaluators who have not stood down."""
    return tuple(one for one in evaluation.evaluators if one.stood_down_on is None)


def independent(evaluation: Evaluation) -> Iterator[Refusal]:
    """What is wrong with the evaluators when work begins: none, interests not declared, or interests that conflict."""
    evaluators = at_work(evaluation)
    if not evaluators:
        yield NoEvaluator()
    yield from undeclared(evaluation)
    for evaluator in evaluators:
        yield from _conflicts(evaluator, evaluation)


def undeclared(evaluation: Evaluation) -> Iterator[Refusal]:
    """Who works without having declared their interests."""
    for evaluator in at_work(evaluation):
        if evaluator.interests is None:
            yield InterestsUndeclared(evaluator.person)


def _conflicts(evaluator: Evaluator, evaluation: Evaluation) -> Iterator[Refusal]:
    for organisation in sorted((evaluator.interests or frozenset()) & evaluation.evaluated):
        yield EvaluatorInvolved(evaluator.person, organisation)


def evolve(evaluation: Evaluation, event: Event) -> Evaluation:
    match event:
        case EvaluatorAppointed(person=person, organisation=organisation, capacity=capacity, on=on):
            evaluator = Evaluator(person=person, organisation=organisation, capacity=capacity, appointed_on=on)
            return replace(evaluation, evaluators=(*evaluation.evaluators, evaluator))
        case CollectingStarted(on=on):
            return stepped(evaluation, Stage.COLLECTING, on)
        case InterestsDeclared() | EvaluatorStoodDown():
            return replace(evaluation, evaluators=tuple(_after(one, event) for one in evaluation.evaluators))
        case _:
            assert_never(event)


def _after(evaluator: Evaluator, event: InterestsDeclared | EvaluatorStoodDown) -> Evaluator:
    if evaluator.person != event.person or evaluator.stood_down_on is not None:
        return evaluator
    match event:
        case InterestsDeclared(interests=interests, statement=statement):
            return replace(evaluator, interests=interests, statement=statement)
        case EvaluatorStoodDown(on=on):
            return replace(evaluator, stood_down_on=on)
        case _:
            assert_never(event)
