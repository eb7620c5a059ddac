"""How an evaluation reads: its scores, its versions, and what still waits for an answer."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum

from domain.commitment.series import Comparison, compare, rounded
from domain.decider import record
from domain.evaluation.recommendations import recommendation
from domain.evaluation.replies import awaited
from domain.evaluation.responses import response
from domain.evaluation.state import Answer, Evaluation, Reply, Score, Version
from domain.values import OrganisationId


class Awaiting(StrEnum):
    """What an open recommendation waits for."""

    RESPONSE = "response"
    COMMITMENT = "commitment"


@record
class OpenRecommendation:
    """A recommendation in force that somebody has not answered, or accepted without a commitment so far.

    `by` is None where the recommendation names nobody who is to answer.
    """

    number: int
    text: str
    by: OrganisationId | None
    awaiting: Awaiting


@record
class Averages:
    """Mean scores to four decimals: each scored criterion over its evaluators, and overall over the criteria."""

    criteria: Mapping[str, Decimal]
    overall: Decimal | None


def in_force(evaluation: Evaluation) -> Version | None:
    """The last adopted version."""
    return evaluation.versions[-1] if evaluation.versions else None


def version_on(evaluation: Evaluation, day: date) -> Version | None:
    """The version that stood adopted on that day."""
    adopted = [version for version in evaluation.versions if version.on <= day]
    return max(adopted, key=lambda version: (version.on, version.number), default=None)


def published(evaluation: Evaluation) -> Version | None:
    """The last version that was published."""
    return next((one for one in reversed(evaluation.versions) if one.published_on is not None), None)


def average_scores(evaluation: Evaluation) -> Averages:
    """The scores of the version in force; before one is adopted, of the work in hand."""
    version = in_force(evaluation)
    scores = evaluation.scores if version is None else version.scores
    found = {one.code: _mean(_values(scores, one.code)) for one in evaluation.criteria}
    criteria = {code: mean for code, mean in found.items() if mean is not None}
    return Averages(criteria=criteria, overall=_mean(list(criteria.values())))


def _values(scores: Iterable[Score], criterion: str) -> list[Decimal]:
    return [score.value for score in scores if score.criterion == criterion]


def _mean(values: list[Decimal]) -> Decimal | None:
    return rounded(sum(values, Decimal(0)) / len(values)) if values else None


def open_recommendations(evaluation: Evaluation) -> tuple[OpenRecommendation, ...]:
    """What is still to be answered, or to become a commitment, of the version in force."""
    version = in_force(evaluation)
    numbers = () if version is None else version.recommendations
    return tuple(one for number in numbers for one in _open(number, evaluation))


def _open(number: int, evaluation: Evaluation) -> Iterator[OpenRecommendation]:
    advice = recommendation(number, evaluation)
    answering = advice.addressed_to or {one.by for one in advice.responses}
    if not answering:
        yield OpenRecommendation(number=number, text=advice.text, by=None, awaiting=Awaiting.RESPONSE)
    for by in sorted(answering):
        answered = response(advice, by)
        if answered is None:
            yield OpenRecommendation(number=number, text=advice.text, by=by, awaiting=Awaiting.RESPONSE)
        elif answered.answer is not Answer.REJECTED and answered.commitment is None:
            yield OpenRecommendation(number=number, text=advice.text, by=by, awaiting=Awaiting.COMMITMENT)


def awaited_replies(evaluation: Evaluation) -> frozenset[OrganisationId]:
    """The evaluated parties who may still reply and have not."""
    return frozenset() if evaluation.reply_until is None else awaited(evaluation)


def late_replies(evaluation: Evaluation) -> tuple[Reply, ...]:
    """The replies to the draft in hand that came after the deadline; they count all the same until adoption."""
    until = evaluation.reply_until
    return tuple(reply for reply in evaluation.replies if until is not None and reply.on > until)


def year_on_year(evaluation: Evaluation, earlier: int, later: int) -> tuple[Comparison, ...]:
    """Every indicator that has a figure for both years, one against the other."""
    found = (compare(indicator, earlier, later) for indicator in evaluation.indicators.values())
    return tuple(comparison for comparison in found if comparison is not None)
