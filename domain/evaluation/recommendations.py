"""What evaluators recommend, and to whom; the text of a recommendation never changes."""

from collections.abc import Sequence
from datetime import date
from typing import assert_never

from domain import irregularity
from domain.decider import Refusal, record, replace
from domain.evaluation.findings import finding_numbered, in_hand
from domain.evaluation.state import Evaluation, Recommendation, in_words
from domain.irregularity import judged
from domain.values import OrganisationId, Source


@record
class Recommend:
    """Recommend something to those who are to answer."""

    text: str
    addressed_to: frozenset[OrganisationId]
    findings: tuple[int, ...] = ()
    on: date
    source: Source | None = None


@record
class WithdrawRecommendation:
    """Take a recommendation out of the work in hand; an adopted version keeps it."""

    recommendation: int
    on: date


@record
class Recommended:
    recommendation: int
    text: str
    addressed_to: frozenset[OrganisationId]
    findings: tuple[int, ...]
    on: date
    source: Source | None = None


@record
class RecommendationWithdrawn:
    recommendation: int
    on: date


Event = Recommended | RecommendationWithdrawn
Recorded = Sequence[Event | irregularity.Event]


class NobodyToAnswer(Refusal):
    """A recommendation is addressed to somebody who is to answer it."""

    cure = "The coordination says who is to answer."


class NoSuchRecommendation(Refusal):
    """The recommendation named is not on record here."""


def recommend(command: Recommend, evaluation: Evaluation) -> Recorded:
    for number in command.findings:
        finding_numbered(number, evaluation)
    standing = (one for one in evaluation.recommendations if one.withdrawn_on is None)
    if any((one.text, one.addressed_to) == (command.text, command.addressed_to) for one in standing):
        return []
    recommended = Recommended(
        recommendation=len(evaluation.recommendations) + 1,
        text=command.text,
        addressed_to=command.addressed_to,
        findings=command.findings,
        on=command.on,
        source=command.source,
    )
    unaddressed = [] if command.addressed_to else [NobodyToAnswer(recommended.recommendation)]
    breaches = [*in_hand(evaluation), *in_words(command.text), *unaddressed]
    return judged([recommended], breaches, command.source, evaluation.irregularities, command.on)


def withdraw_recommendation(command: WithdrawRecommendation, evaluation: Evaluation) -> Recorded:
    if recommendation(command.recommendation, evaluation).withdrawn_on is not None:
        return []
    for breach in in_hand(evaluation):
        raise breach
    return [RecommendationWithdrawn(recommendation=command.recommendation, on=command.on)]


def recommendation(number: int, evaluation: Evaluation) -> Recommendation:
    """The recommendation with that number; refused when there is none."""
    for one in evaluation.recommendations:
        if one.number == number:
            return one
    raise NoSuchRecommendation(number)


def evolve(evaluation: Evaluation, event: Event) -> Evaluation:
    match event:
        case Recommended():
            return replace(evaluation, recommendations=(*evaluation.recommendations, _advice(event)))
        case RecommendationWithdrawn(recommendation=number, on=on):
            marked = (
                replace(one, withdrawn_on=on) if one.number == number else one for one in evaluation.recommendations
            )
            return replace(evaluation, recommendations=tuple(marked))
        case _:
            assert_never(event)


def _advice(event: Recommended) -> Recommendation:
    return Recommendation(
        number=event.recommendation,
        text=event.text,
        addressed_to=event.addressed_to,
        findings=event.findings,
        on=event.on,
    )
