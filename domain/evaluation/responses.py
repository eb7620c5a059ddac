"""What becomes of a recommendation: every one gets a response, and an accepted one becomes a commitment."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import assert_never

from domain import irregularity
from domain.commitment import Declare, Kind, Origin, Owner
from domain.decider import Refusal, record, replace
from domain.evaluation.recommendations import recommendation
from domain.evaluation.state import Answer, Evaluation, Recommendation, Response
from domain.irregularity import judged
from domain.values import CommitmentId, OrganisationId, Source


@record
class Respond:
    """Answer a recommendation: accepted (by when), partly or rejected (why)."""

    recommendation: int
    by: OrganisationId
    answer: Answer
    reasons: str = ""
    due: date | None = None
    on: date
    source: Source | None = None


@record
class LinkCommitment:
    """Name the commitment that an accepted recommendation became."""

    recommendation: int
    by: OrganisationId
    commitment: CommitmentId
    on: date


@record
class RecommendationAnswered:
    recommendation: int
    by: OrganisationId
    answer: Answer
    reasons: str
    due: date | None
    on: date
    source: Source | None = None


@record
class CommitmentLinked:
    recommendation: int
    by: OrganisationId
    commitment: CommitmentId
    on: date


Event = RecommendationAnswered | CommitmentLinked
Recorded = Sequence[Event | irregularity.Event]


class RecommendationNotAdopted(Refusal):
    """A recommendation is answered once the report that makes it is adopted."""

    cure = "Adopt the report, or accept with reasons that the answer came before it."


class NotAddressed(Refusal):
    """A recommendation is answered by those to whom it is addressed."""

    cure = "The coordination checks in whose name the answer was given."


class AnsweredWithoutReasons(Refusal):
    """A recommendation that is rejected or accepted only in part is so with reasons."""

    cure = "Whoever answered gives the reasons."


class AcceptedWithoutDueDate(Refusal):
    """A recommendation is accepted by a date, since it becomes a commitment."""

    cure = "Whoever accepted says by when."


class NotAccepted(Refusal):
    """Only a recommendation that was accepted, wholly or in part, becomes a commitment."""


class CommitmentAlreadyLinked(Refusal):
    """An accepted recommendation becomes one commitment of whoever accepted it."""


def respond(command: Respond, evaluation: Evaluation) -> Recorded:
    advice = recommendation(command.recommendation, evaluation)
    answered = RecommendationAnswered(
        recommendation=command.recommendation,
        by=command.by,
        answer=command.answer,
        reasons=command.reasons,
        due=command.due,
        on=command.on,
        source=command.source,
    )
    before = response(advice, command.by)
    if before is not None and _same(before, command):
        return []
    breaches = [*_unexpected(command, advice, evaluation), *_unfounded(command)]
    return judged([answered], breaches, command.source, evaluation.irregularities, command.on)


def _same(before: Response, command: Respond) -> bool:
    return (before.answer, before.reasons, before.due) == (command.answer, command.reasons, command.due)


def response(advice: Recommendation, by: OrganisationId) -> Response | None:
    """What that organisation answered last."""
    return next((one for one in reversed(advice.responses) if one.by == by), None)


def _unexpected(command: Respond, advice: Recommendation, evaluation: Evaluation) -> Iterator[Refusal]:
    if all(advice.number not in version.recommendations for version in evaluation.versions):
        yield RecommendationNotAdopted(advice.number)
    if advice.addressed_to and command.by not in advice.addressed_to:
        yield NotAddressed(command.by)


def _unfounded(command: Respond) -> Iterator[Refusal]:
    if command.answer is not Answer.ACCEPTED and not command.reasons.strip():
        yield AnsweredWithoutReasons(command.recommendation)
    if command.answer is not Answer.REJECTED and command.due is None:
        yield AcceptedWithoutDueDate(command.recommendation)


def link_commitment(command: LinkCommitment, evaluation: Evaluation) -> Recorded:
    answered = response(recommendation(command.recommendation, evaluation), command.by)
    if answered is None or answered.answer is Answer.REJECTED:
        raise NotAccepted(command.recommendation, command.by)
    if answered.commitment == command.commitment:
        return []
    if answered.commitment is not None:
        raise CommitmentAlreadyLinked(command.recommendation, answered.commitment)
    return [
        CommitmentLinked(
            recommendation=command.recommendation, by=command.by, commitment=command.commitment, on=command.on
        )
    ]


def undertaking(evaluation: Evaluation, answered: RecommendationAnswered, origin: Origin) -> Declare | None:
    """The commitment that an answer makes: what whoever accepted is to owe; None for a rejection."""
    if answered.answer is Answer.REJECTED:
        return None
    return Declare(
        framework=evaluation.framework,
        title=recommendation(answered.recommendation, evaluation).text,
        text=answered.reasons,
        kind=Kind.PLEDGE,
        field=evaluation.field,
        owners=(Owner(organisation=answered.by),),
        for_whom=evaluation.territory,
        origin=origin,
        due=answered.due,
        on=answered.on,
        source=answered.source,
    )


def evolve(evaluation: Evaluation, event: Event) -> Evaluation:
    after = (_after(one, event) if one.number == event.recommendation else one for one in evaluation.recommendations)
    return replace(evaluation, recommendations=tuple(after))


def _after(advice: Recommendation, event: Event) -> Recommendation:
    match event:
        case RecommendationAnswered():
            return replace(advice, responses=(*advice.responses, _response(event, advice)))
        case CommitmentLinked(by=by, commitment=commitment):
            last = response(advice, by)
            linked = (replace(one, commitment=commitment) if one is last else one for one in advice.responses)
            return replace(advice, responses=tuple(linked))
        case _:
            assert_never(event)


def _response(event: RecommendationAnswered, advice: Recommendation) -> Response:
    """A changed answer keeps the commitment that the earlier one led to."""
    before = response(advice, event.by)
    return Response(
        by=event.by,
        answer=event.answer,
        reasons=event.reasons,
        due=event.due,
        on=event.on,
        commitment=None if before is None else before.commitment,
    )
