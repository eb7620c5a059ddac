"""A call is published with its dates, criteria, documents and envelope; once open, what it asks stays as it is."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import assert_never

from domain import irregularity
from domain.call.state import Call, Criterion, RequiredDocument, standing
from domain.decider import Given, Refusal, record, replace
from domain.irregularity import judged
from domain.programme.state import ProgrammeOnDay, unfit
from domain.values import CommitteeId, FrameworkId, Money, ProgrammeId, Source


@record
class PublishCall:
    """Publish a call for applications to a programme."""

    framework: FrameworkId
    programme: ProgrammeId
    standing: Given[ProgrammeOnDay | None]
    title: str
    text: str = ""
    opens_on: date
    closes_on: date
    criteria: tuple[Criterion, ...]
    documents: tuple[RequiredDocument, ...] = ()
    envelope: Money | None = None
    places: int | None = None
    jury: CommitteeId | None = None
    on: date
    source: Source | None = None


@record
class ChangeTerms:
    """Change criteria and documents of a call that is not open yet."""

    criteria: tuple[Criterion, ...]
    documents: tuple[RequiredDocument, ...] = ()
    on: date
    source: Source | None = None


@record
class NameJury:
    """Say which committee judges the applications."""

    jury: CommitteeId
    on: date


@record
class CallPublished:
    framework: FrameworkId
    programme: ProgrammeId
    title: str
    text: str
    opens_on: date
    closes_on: date
    criteria: tuple[Criterion, ...]
    documents: tuple[RequiredDocument, ...]
    envelope: Money | None
    places: int | None
    jury: CommitteeId | None
    on: date
    source: Source | None = None


@record
class TermsChanged:
    criteria: tuple[Criterion, ...]
    documents: tuple[RequiredDocument, ...]
    on: date
    source: Source | None = None


@record
class JuryNamed:
    jury: CommitteeId
    on: date


Event = CallPublished | TermsChanged | JuryNamed
Recorded = Sequence[Event | irregularity.Event]


class CallAlreadyPublished(Refusal):
    """A call is published once; what changes afterwards is said as a change."""


class CallUntitled(Refusal):
    """A call has a title."""


class CallClosesBeforeItOpens(Refusal):
    """A call closes on the day it opens, or later."""


class CallCriteriaMissing(Refusal):
    """A call says by which criteria applications are judged."""

    cure = "Whoever published the call says by what it was judged."


class CallCodeTwice(Refusal):
    """Each criterion and each document of a call has a code of its own."""


class WeightOrScaleNotPositive(Refusal):
    """The weight and the highest mark of a criterion are above zero."""


class EnvelopeNotPositive(Refusal):
    """The envelope of a call, and its number of places, are above zero where they are stated."""


class CallIsOpen(Refusal):
    """Criteria and documents of a call do not change once people can apply."""

    cure = "The coordination calls the call off and publishes a new one, or accepts the change with reasons."


def publish_call(command: PublishCall, call: Call) -> Recorded:
    published = CallPublished(
        framework=command.framework,
        programme=command.programme,
        title=command.title,
        text=command.text,
        opens_on=command.opens_on,
        closes_on=command.closes_on,
        criteria=command.criteria,
        documents=command.documents,
        envelope=command.envelope,
        places=command.places,
        jury=command.jury,
        on=command.on,
        source=command.source,
    )
    if call.opens_on is not None:
        if call == evolve(Call(), published):
            return []
        raise CallAlreadyPublished
    _well_formed(command)
    breaches = [*unfit(command.standing, command.framework), *_criteria_missing(command.criteria)]
    return judged([published], breaches, command.source, call.irregularities, command.on)


def _well_formed(command: PublishCall) -> None:
    """What no call can say, wherever it was published."""
    if not command.title.strip():
        raise CallUntitled
    if command.closes_on < command.opens_on:
        raise CallClosesBeforeItOpens(command.opens_on, command.closes_on)
    if (command.envelope is not None and command.envelope.cents <= 0) or command.places == 0:
        raise EnvelopeNotPositive
    _coded(command.criteria, command.documents)


def _coded(criteria: Sequence[Criterion], documents: Sequence[RequiredDocument]) -> None:
    for codes in ([one.code for one in criteria], [one.code for one in documents]):
        for code in codes:
            if not code.strip() or codes.count(code) > 1:
                raise CallCodeTwice(code)
    for one in criteria:
        if one.weight <= 0 or one.maximum <= 0:
            raise WeightOrScaleNotPositive(one.code)


def _criteria_missing(criteria: Sequence[Criterion]) -> Iterator[Refusal]:
    if not criteria:
        yield CallCriteriaMissing()


def change_terms(command: ChangeTerms, call: Call) -> Recorded:
    if (command.criteria, command.documents) == (call.criteria, call.documents):
        return []
    _coded(command.criteria, command.documents)
    changed = TermsChanged(criteria=command.criteria, documents=command.documents, on=command.on, source=command.source)
    breaches = [*standing(call), *_criteria_missing(command.criteria), *_open(call, command.on)]
    return judged([changed], breaches, command.source, call.irregularities, command.on)


def _open(call: Call, day: date) -> Iterator[Refusal]:
    if call.opens_on is not None and day >= call.opens_on:
        yield CallIsOpen(call.opens_on)


def name_jury(command: NameJury, call: Call) -> Recorded:
    if command.jury == call.jury:
        return []
    return judged([JuryNamed(jury=command.jury, on=command.on)], standing(call), None, (), command.on)


def evolve(call: Call, event: Event) -> Call:
    match event:
        case CallPublished():
            return replace(
                call,
                framework=event.framework,
                programme=event.programme,
                title=event.title,
                text=event.text,
                opens_on=event.opens_on,
                closes_on=event.closes_on,
                original_closes_on=event.closes_on,
                criteria=event.criteria,
                documents=event.documents,
                envelope=event.envelope,
                places=event.places,
                jury=event.jury,
            )
        case TermsChanged(criteria=criteria, documents=documents):
            return replace(call, criteria=criteria, documents=documents)
        case JuryNamed(jury=jury):
            return replace(call, jury=jury)
        case _:
            assert_never(event)
