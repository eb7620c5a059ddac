"""An application comes in while the call is open; what is missing is said, and may be completed."""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import assert_never

from domain import irregularity
from domain.call.state import CallTerms
from domain.candidature.state import Application, Stage, in_time, missing, staged, unsettled
from domain.decider import Given, Refusal, record, replace
from domain.irregularity import judged
from domain.said import Said, guarded
from domain.values import CallId, Evidence, FrameworkId, Money, OrganisationId, PersonId, ProjectId, Source

BILLION = Decimal(10) ** 9


@record
class SubmitApplication:
    """Apply to a call, in the name of people, of an organisation, or of both."""

    framework: FrameworkId
    call: CallId
    terms: Given[CallTerms]
    title: str
    summary: Said | None = None
    holders: tuple[PersonId, ...] = ()
    organisation: OrganisationId | None = None
    project: ProjectId | None = None
    requested: Money | None = None
    documents: Mapping[str, Evidence] = dataclasses.field(default_factory=dict[str, Evidence])
    on: date
    source: Source | None = None


@record
class FileDocument:
    """Add one of the documents that the call asks for."""

    code: str
    evidence: Evidence
    on: date
    source: Source | None = None


@record
class CheckCompleteness:
    """Look whether everything asked for is there; what is missing may be added until a day."""

    complete_by: date | None = None
    on: date
    source: Source | None = None


@record
class Submitted:
    framework: FrameworkId
    call: CallId
    terms: CallTerms
    title: str
    summary: Said | None
    holders: tuple[PersonId, ...]
    organisation: OrganisationId | None
    project: ProjectId | None
    requested: Money | None
    documents: Mapping[str, Evidence]
    on: date
    source: Source | None = None


@record
class DocumentFiled:
    code: str
    evidence: Evidence
    on: date
    source: Source | None = None


@record
class CompletenessChecked:
    """`missing` names the documents still wanted; none: the application is complete."""

    missing: tuple[str, ...]
    complete_by: date | None
    on: date
    source: Source | None = None


Event = Submitted | DocumentFiled | CompletenessChecked
Recorded = Sequence[Event | irregularity.Event]


class ApplicationAlreadySubmitted(Refusal):
    """An application is submitted once; documents are added to it."""


class ApplicationUntitled(Refusal):
    """An application has a title."""


class ApplicantMissing(Refusal):
    """An application is made in the name of somebody."""


class SubmittedOutsideTheCall(Refusal):
    """An application comes in between the first and the last day of the call."""

    cure = "The coordination extends the call for everybody, or finds the application inadmissible."


class CallCalledOff(Refusal):
    """Nobody applies to a call that was called off."""

    cure = "The applicant applies to the call that follows."


class CallOfAnotherFramework(Refusal):
    """An application belongs to the cooperation framework of its call."""

    cure = "The coordination enters it in the framework of the call."


class AmountRequestedAbsurd(Refusal):
    """The amount that is asked for or granted is above zero and below a billion."""


class CurrencyOfTheCallDiffers(Refusal):
    """Amounts of one call are in one currency: that of its envelope."""


class DocumentNotAskedFor(Refusal):
    """Documents are filed under the codes that the call gives."""


def submit(command: SubmitApplication, application: Application) -> Recorded:
    submitted = Submitted(
        framework=command.framework,
        call=command.call,
        terms=command.terms,
        title=command.title,
        summary=command.summary,
        holders=command.holders,
        organisation=command.organisation,
        project=command.project,
        requested=command.requested,
        documents=command.documents,
        on=command.on,
        source=command.source,
    )
    if application.call is not None:
        if application == evolve(Application(), submitted):
            return []
        raise ApplicationAlreadySubmitted
    _well_formed(command)
    breaches = _untimely(command)
    return judged([submitted], breaches, command.source, application.irregularities, command.on)


def _well_formed(command: SubmitApplication) -> None:
    if not command.title.strip():
        raise ApplicationUntitled
    if not command.holders and command.organisation is None:
        raise ApplicantMissing
    guarded(command.holders, command.summary)
    amount_of_call(command.requested, command.terms)
    for code in command.documents:
        _asked_for(code, command.terms)


def amount_of_call(amount: Money | None, terms: CallTerms | None) -> None:
    """Raises AmountRequestedAbsurd, CurrencyOfTheCallDiffers."""
    if amount is None:
        return
    if not 0 < amount.amount < BILLION:
        raise AmountRequestedAbsurd(amount.amount)
    if terms is not None and terms.envelope is not None and terms.envelope.currency != amount.currency:
        raise CurrencyOfTheCallDiffers(terms.envelope.currency, amount.currency)


def _asked_for(code: str, terms: CallTerms | None) -> None:
    if terms is None or all(one.code != code for one in terms.documents):
        raise DocumentNotAskedFor(code)


def _untimely(command: SubmitApplication) -> Iterator[Refusal]:
    if command.terms.framework != command.framework:
        yield CallOfAnotherFramework(command.call)
    if command.terms.cancelled:
        yield CallCalledOff(command.call)
    if not command.terms.opens_on <= command.on <= command.terms.closes_on:
        yield SubmittedOutsideTheCall(command.terms.opens_on, command.terms.closes_on, command.on)


def file_document(command: FileDocument, application: Application) -> Recorded:
    _asked_for(command.code, application.terms)
    if application.documents.get(command.code) == command.evidence:
        return []
    filed = DocumentFiled(code=command.code, evidence=command.evidence, on=command.on, source=command.source)
    breaches = [*unsettled(application), *in_time(application, command.on)]
    events: list[Event] = [filed]
    if application.stage is Stage.INCOMPLETE and not missing(evolve(application, filed)):
        events.append(CompletenessChecked(missing=(), complete_by=None, on=command.on, source=command.source))
    return judged(events, breaches, command.source, application.irregularities, command.on)


def check_completeness(command: CheckCompleteness, application: Application) -> Recorded:
    wanted = missing(application)
    by = command.complete_by if wanted else None
    if application.stage is (Stage.INCOMPLETE if wanted else Stage.COMPLETE) and application.complete_by == by:
        return []
    checked = CompletenessChecked(missing=wanted, complete_by=by, on=command.on, source=command.source)
    breaches = [*unsettled(application), *in_time(application, command.on)]
    return judged([checked], breaches, command.source, application.irregularities, command.on)


def evolve(application: Application, event: Event) -> Application:
    match event:
        case Submitted():
            return _submitted(application, event)
        case DocumentFiled(code=code, evidence=evidence):
            return replace(application, documents={**application.documents, code: evidence})
        case CompletenessChecked():
            checked = replace(application, complete_by=event.complete_by)
            return staged(checked, Stage.INCOMPLETE if event.missing else Stage.COMPLETE, event.on)
        case _:
            assert_never(event)


def _submitted(application: Application, event: Submitted) -> Application:
    begun = replace(
        application,
        framework=event.framework,
        call=event.call,
        terms=event.terms,
        title=event.title,
        summary=event.summary,
        holders=event.holders,
        organisation=event.organisation,
        project=event.project,
        requested=event.requested,
        documents=event.documents,
        submitted_on=event.on,
    )
    return staged(begun, Stage.SUBMITTED, event.on)
