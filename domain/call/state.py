"""A call invites applications to a programme, under criteria and documents that are known beforehand."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from domain.decider import Refusal, record
from domain.irregularity import Irregularities
from domain.values import CallId, CommitteeId, FrameworkId, Money, ProgrammeId


@record
class Criterion:
    """What applications are judged by: points from 0 to `maximum`, and how much they count beside the others."""

    code: str
    name: str = ""
    weight: Decimal = Decimal(1)
    maximum: Decimal = Decimal(5)


@record
class RequiredDocument:
    """What an application must, or may, contain."""

    code: str
    name: str = ""
    optional: bool = False


@record
class CallTerms:
    """What a call says to whoever applies: kept with each application, which is judged by it."""

    call: CallId
    framework: FrameworkId | None
    programme: ProgrammeId | None
    opens_on: date
    closes_on: date
    criteria: tuple[Criterion, ...]
    documents: tuple[RequiredDocument, ...]
    envelope: Money | None = None
    jury: CommitteeId | None = None
    cancelled: bool = False


@record
class Call:
    """Everything known of one call."""

    framework: FrameworkId | None = None
    programme: ProgrammeId | None = None
    title: str = ""
    text: str = ""
    opens_on: date | None = None
    closes_on: date | None = None
    original_closes_on: date | None = None
    criteria: tuple[Criterion, ...] = ()
    documents: tuple[RequiredDocument, ...] = ()
    envelope: Money | None = None
    places: int | None = None
    jury: CommitteeId | None = None
    closed_on: date | None = None
    cancelled_on: date | None = None
    cancelled_because: str = ""
    irregularities: Irregularities = ()


class NoSuchCall(Refusal):
    """A call is published before anything else is said of it."""


class CallIsCancelled(Refusal):
    """Nothing more happens in a call that was called off."""

    cure = "The coordination publishes a new call, or accepts the fact as it is."


def standing(call: Call) -> Iterator[Refusal]:
    """What is irregular in doing something with a call that was called off."""
    if call.cancelled_on is not None:
        yield CallIsCancelled(call.cancelled_on)


def terms(name: CallId, call: Call) -> CallTerms:
    """What the call says now. Raises NoSuchCall."""
    if call.opens_on is None or call.closes_on is None:
        raise NoSuchCall(name)
    return CallTerms(
        call=name,
        framework=call.framework,
        programme=call.programme,
        opens_on=call.opens_on,
        closes_on=call.closes_on,
        criteria=call.criteria,
        documents=call.documents,
        envelope=call.envelope,
        jury=call.jury,
        cancelled=call.cancelled_on is not None,
    )
