"""Members of the jury score each criterion; whoever has an interest in the applicant stands aside."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import assert_never

from domain import irregularity
from domain.call.state import Criterion
from domain.candidature.state import Application, Mark, in_time, judgeable
from domain.decider import Given, Refusal, record, replace
from domain.irregularity import judged, noticed
from domain.mandate import Empowerment
from domain.said import Said, guarded
from domain.values import PersonId, Protected, Source


@record
class DeclareInterest:
    """Declare an interest in the applicant: one then takes no part in judging the application."""

    member: PersonId
    statement: Protected | None = None
    on: date
    source: Source | None = None


@record
class Score:
    """Give points on one criterion; given again, they replace what the member gave before."""

    member: PersonId
    criterion: str
    points: Decimal
    comment: Said | None = None
    jury: Given[frozenset[PersonId] | None]
    mandates: Given[tuple[Empowerment, ...]]
    on: date
    source: Source | None = None


@record
class InterestDeclared:
    member: PersonId
    statement: Protected | None
    on: date
    source: Source | None = None


@record
class Scored:
    """`interested`: the member had an interest in the applicant; the points are on file and do not count."""

    member: PersonId
    criterion: str
    points: Decimal
    comment: Said | None
    interested: bool
    on: date
    source: Source | None = None


Event = InterestDeclared | Scored
Recorded = Sequence[Event | irregularity.Event]


class NoSuchCriterionInCall(Refusal):
    """Points are given on the criteria of the call."""


class PointsOffScale(Refusal):
    """Points lie between zero and the highest mark of the criterion."""


class NotInTheJury(Refusal):
    """Points are given by members of the jury that the call names."""

    cure = "The jury scores the application again without them."


class InterestedScore(Refusal):
    """Whoever has an interest in the applicant takes no part in judging the application."""

    article = "Code pénal art. 432-12"
    cure = "The jury judges the application again without the member concerned."


class StatementAboutSomebodyElse(Refusal):
    """A declaration of interest is kept under the key of whoever declares it."""


def declare_interest(command: DeclareInterest, application: Application) -> Recorded:
    """A declaration is always taken; one that comes after the scores shows that these should not have been given."""
    if command.member in application.interested:
        return []
    if command.statement is not None and command.statement.of != command.member:
        raise StatementAboutSomebodyElse(command.statement.of)
    declared = InterestDeclared(
        member=command.member, statement=command.statement, on=command.on, source=command.source
    )
    late = any(one.member == command.member for one in application.marks)
    breaches = [InterestedScore(command.member)] if late else []
    return [declared, *noticed(breaches, application.irregularities, command.on)]


def score(command: Score, application: Application) -> Recorded:
    criterion = _criterion(command.criterion, application)
    guarded(application.holders, command.comment)
    if any(_same(one, command) for one in application.marks):
        return []
    interest = interested(command, application)
    scored = Scored(
        member=command.member,
        criterion=command.criterion,
        points=command.points,
        comment=command.comment,
        interested=interest,
        on=command.on,
        source=command.source,
    )
    if not (command.points.is_finite() and 0 <= command.points <= criterion.maximum):
        raise PointsOffScale(command.criterion, criterion.maximum, command.points)
    breaches = [*judgeable(application), *in_time(application, command.on), *_unfit(command, interest=interest)]
    return judged([scored], breaches, command.source, application.irregularities, command.on)


def _criterion(code: str, application: Application) -> Criterion:
    known = () if application.terms is None else application.terms.criteria
    for one in known:
        if one.code == code:
            return one
    raise NoSuchCriterionInCall(code)


def _same(mark: Mark, command: Score) -> bool:
    given = (command.member, command.criterion, command.points, command.comment)
    return (mark.member, mark.criterion, mark.points, mark.comment) == given


def interested(command: Score, application: Application) -> bool:
    """Whether the member declared an interest, applies themselves, or holds a mandate in the applicant that day."""
    if command.member in application.interested or command.member in application.holders:
        return True
    acts_for = {one.organisation for one in command.mandates if one.holds_on(command.on)}
    return application.organisation is not None and application.organisation in acts_for


def _unfit(command: Score, *, interest: bool) -> Iterator[Refusal]:
    if command.jury is not None and command.member not in command.jury:
        yield NotInTheJury(command.member)
    if interest:
        yield InterestedScore(command.member)


def evolve(application: Application, event: Event) -> Application:
    match event:
        case InterestDeclared(member=member):
            return replace(application, interested=application.interested | {member})
        case Scored():
            others = (
                one for one in application.marks if (one.member, one.criterion) != (event.member, event.criterion)
            )
            mark = Mark(
                member=event.member,
                criterion=event.criterion,
                points=event.points,
                comment=event.comment,
                on=event.on,
            )
            more = {event.member} if event.interested else frozenset[PersonId]()
            return replace(application, marks=(*others, mark), interested=application.interested | more)
        case _:
            assert_never(event)
