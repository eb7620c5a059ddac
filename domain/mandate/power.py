"""What a mandate lets its bearer do, said to every other rule that asks."""

from datetime import date
from enum import StrEnum

from domain.decider import record
from domain.values import ActReference, FrameworkId, MandateId, OrganisationId, Period, PersonId


class Role(StrEnum):
    """What a mandate is for."""

    ADMINISTRATOR = "administrator"
    COORDINATOR = "coordinator"
    SECRETARY = "secretary"
    CHAIR = "chair"
    MEMBER = "member"
    REPRESENTATIVE = "representative"
    AUDITOR = "auditor"
    INTEGRATOR = "integrator"


class Ground(StrEnum):
    """Why a mandate ended before its time: a word from this list, never a sentence about a person."""

    RESIGNATION = "resignation"
    REMOVAL = "removal"
    TERM_ENDED = "term_ended"
    REPLACED = "replaced"
    ACT_ANNULLED = "act_annulled"
    ORGANISATION_ENDED = "organisation_ended"
    DEATH = "death"
    OTHER = "other"


@record
class Empowerment:
    """What a mandate says when it is read: the fact handed to every rule that asks who may act."""

    mandate: MandateId
    person: PersonId
    organisation: OrganisationId
    role: Role
    capacity: str = ""
    may_sign: bool = False
    framework: FrameworkId | None = None
    act: ActReference | None = None
    period: Period = Period()
    revoked_on: date | None = None
    """The first day without power."""
    principal: MandateId | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the bearer had the power on that day, as far as is known."""
        return self.period.holds(day) and (self.revoked_on is None or day < self.revoked_on)

    def signs_on(self, day: date) -> bool:
        """Whether the bearer could sign on that day."""
        return self.may_sign and self.holds_on(day)

    def covers(self, framework: FrameworkId) -> bool:
        """Whether the power reaches that framework: without a scope it reaches all of them."""
        return self.framework is None or self.framework == framework


def common(one: Period, other: Period) -> Period:
    """The days that lie in both; backwards, and so holding no day, where there is none."""
    starts = [day for day in (one.start, other.start) if day is not None]
    return Period(start=max(starts, default=None), end=earliest(one.end, other.end))


def earliest(*days: date | None) -> date | None:
    """The first of the days that are known."""
    return min((day for day in days if day is not None), default=None)


def later(end: date | None, known: date | None) -> bool:
    """Whether one end lies after the other; no end lies after all of them."""
    return known is not None and (end is None or end > known)
