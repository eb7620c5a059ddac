"""An application answers a call in the name of people, an organisation, or both; this is what is known of it."""

import dataclasses
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum

from domain.call.state import CallTerms
from domain.decider import Refusal, record, replace
from domain.irregularity import Irregularities
from domain.said import Said
from domain.values import (
    ActReference,
    ApplicationId,
    CallId,
    Evidence,
    FrameworkId,
    Money,
    OrganisationId,
    PersonId,
    ProjectId,
    Since,
    Timeline,
)


class Stage(StrEnum):
    """How far an application has come, or how it ended."""

    SUBMITTED = "submitted"
    INCOMPLETE = "incomplete"
    COMPLETE = "complete"
    ADMISSIBLE = "admissible"
    INADMISSIBLE = "inadmissible"
    WAITING = "waiting"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


ENDED = frozenset({Stage.INADMISSIBLE, Stage.ACCEPTED, Stage.REFUSED, Stage.WITHDRAWN})
BEFORE_ADMISSION = frozenset({Stage.SUBMITTED, Stage.INCOMPLETE, Stage.COMPLETE})


@record
class Mark:
    """The points that a member of the jury gave on one criterion."""

    member: PersonId
    criterion: str
    points: Decimal
    comment: Said | None
    on: date


@record
class Decision:
    """What was decided, why, and by which act."""

    stage: Stage
    reasons: Said
    act: ActReference | None
    on: date


@record
class Rival:
    """What another application to the same call says when it is read."""

    application: ApplicationId
    stage: Stage
    rank: int | None
    amount: Money | None


@record
class Application:
    """Everything known of one application. `terms` is what the call said when it came in: it is judged by that."""

    framework: FrameworkId | None = None
    call: CallId | None = None
    terms: CallTerms | None = None
    title: str = ""
    summary: Said | None = None
    holders: tuple[PersonId, ...] = ()
    organisation: OrganisationId | None = None
    project: ProjectId | None = None
    requested: Money | None = None
    submitted_on: date | None = None
    documents: Mapping[str, Evidence] = dataclasses.field(default_factory=dict[str, Evidence])
    complete_by: date | None = None
    stage: Stage = Stage.SUBMITTED
    stages: Timeline[Stage] = ()
    interested: frozenset[PersonId] = frozenset()
    """Members of the jury known to have an interest: their marks do not count."""
    marks: tuple[Mark, ...] = ()
    decisions: tuple[Decision, ...] = ()
    rank: int | None = None
    amount: Money | None = None
    irregularities: Irregularities = ()


class NoSuchApplication(Refusal):
    """An application is submitted before anything else is said of it."""


class ApplicationSettled(Refusal):
    """An application that was decided, found inadmissible or withdrawn is not taken up again."""

    cure = "Whoever decided takes a new decision that names the old one, or the applicant applies again."


class NotAdmissibleYet(Refusal):
    """An application is found admissible before it is judged."""

    cure = "The coordination records the finding with its date."


class BeforeSubmission(Refusal):
    """Nothing happens to an application before it came in."""

    cure = "The coordination checks the dates, and corrects or accepts them."


def missing(application: Application) -> tuple[str, ...]:
    """The documents that are still wanted, in the order of the call."""
    asked = () if application.terms is None else application.terms.documents
    return tuple(one.code for one in asked if not one.optional and one.code not in application.documents)


def in_time(application: Application, day: date) -> Iterator[Refusal]:
    """What is irregular in something dated before the application came in."""
    if application.submitted_on is not None and day < application.submitted_on:
        yield BeforeSubmission(application.submitted_on, day)


def unsettled(application: Application) -> Iterator[Refusal]:
    """What is irregular in going on with an application that has ended."""
    if application.stage in ENDED:
        yield ApplicationSettled(application.stage)


def judgeable(application: Application) -> Iterator[Refusal]:
    """What is irregular in judging the application now."""
    yield from unsettled(application)
    if application.stage in BEFORE_ADMISSION:
        yield NotAdmissibleYet(application.stage)


def staged(application: Application, stage: Stage, on: date) -> Application:
    """With that stage reached on that day; the last one recorded is what holds."""
    return replace(application, stage=stage, stages=(*application.stages, Since(since=on, value=stage)))
