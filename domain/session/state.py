"""A session is a meeting or a training of a programme; this is what is known of it."""

import dataclasses
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum

from domain.decider import Refusal, record
from domain.irregularity import Irregularities
from domain.values import FrameworkId, OrganisationId, PersonId, ProgrammeId


class Kind(StrEnum):
    """What is done together."""

    ADVICE = "advice"
    WORKSHOP = "workshop"
    TRAINING = "training"
    VISIT = "visit"
    MENTORING = "mentoring"
    JURY = "jury"


@record
class Attendance:
    """Whether a project was represented, by whom, for how long."""

    present: bool
    person: PersonId | None
    hours: Decimal | None
    on: date


@record
class Session:
    """Everything known of one session. `enrolled` and `attendance` name projects."""

    framework: FrameworkId | None = None
    programme: ProgrammeId | None = None
    title: str = ""
    kind: Kind = Kind.WORKSHOP
    cohort: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    hours: Decimal | None = None
    place: str = ""
    trainer: PersonId | None = None
    organisation: OrganisationId | None = None
    enrolled: frozenset[str] = frozenset()
    attendance: Mapping[str, Attendance] = dataclasses.field(default_factory=dict[str, Attendance])
    cancelled_on: date | None = None
    irregularities: Irregularities = ()


class NoSuchSession(Refusal):
    """A session is scheduled before anything else is said of it."""


class SessionIsCancelled(Refusal):
    """Nobody attends a session that was called off."""

    cure = "The coordination schedules another session, or accepts the fact as it is."
