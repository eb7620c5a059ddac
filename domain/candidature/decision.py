"""An application is accepted, refused or put on the waiting list, with reasons; whoever waits first is taken first."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import assert_never

from domain import irregularity
from domain.candidature.admission import unexplained
from domain.candidature.ranking import score
from domain.candidature.state import Application, Decision, Rival, Stage, in_time, judgeable, staged, unsettled
from domain.candidature.submission import amount_of_call
from domain.decider import Given, Refusal, record, replace
from domain.irregularity import judged
from domain.said import Said, guarded
from domain.values import ActReference, Money, Source, total


@record
class Accept:
    """Accept the application, with the amount that is granted where it is money."""

    amount: Money | None = None
    reasons: Said = ""
    act: ActReference | None = None
    rivals: Given[tuple[Rival, ...]]
    on: date
    source: Source | None = None


@record
class Refuse:
    """Refuse the application, with reasons."""

    reasons: Said
    act: ActReference | None = None
    on: date
    source: Source | None = None


@record
class Withdraw:
    """The applicant no longer applies."""

    reasons: Said = ""
    on: date
    source: Source | None = None


@record
class Accepted:
    amount: Money | None
    reasons: Said
    act: ActReference | None
    on: date
    source: Source | None = None


@record
class Refused:
    reasons: Said
    act: ActReference | None
    on: date
    source: Source | None = None


@record
class Withdrawn:
    reasons: Said
    on: date
    source: Source | None = None


Event = Accepted | Refused | Withdrawn
Recorded = Sequence[Event | irregularity.Event]


class DecidedUnscored(Refusal):
    """Where a call names a jury, an application is decided once every criterion was scored."""

    cure = "The jury scores what is missing, or the coordination records its scores."


class BeyondTheEnvelope(Refusal):
    """No more is granted than the envelope of the call."""

    cure = "Whoever decided raises the envelope by an act, or grants less."


class PromotedOutOfRank(Refusal):
    """Whoever stands first on the waiting list is taken first."""

    cure = "Whoever decided says why the others were passed over, or takes them too."


def accept(command: Accept, application: Application) -> Recorded:
    if application.stage is Stage.ACCEPTED and application.amount == command.amount:
        return []
    well_formed(application, command.amount, command.reasons)
    accepted = Accepted(
        amount=command.amount, reasons=command.reasons, act=command.act, on=command.on, source=command.source
    )
    breaches = [
        *unready(application, command.on),
        *beyond(command.amount, command.rivals, application),
        *out_of_rank(application, command.rivals),
    ]
    return judged([accepted], breaches, command.source, application.irregularities, command.on)


def refuse(command: Refuse, application: Application) -> Recorded:
    if application.stage is Stage.REFUSED:
        return []
    well_formed(application, None, command.reasons)
    refused = Refused(reasons=command.reasons, act=command.act, on=command.on, source=command.source)
    breaches = [*unready(application, command.on), *unexplained(command.reasons)]
    return judged([refused], breaches, command.source, application.irregularities, command.on)


def withdraw(command: Withdraw, application: Application) -> Recorded:
    if application.stage is Stage.WITHDRAWN:
        return []
    guarded(application.holders, command.reasons)
    withdrawn = Withdrawn(reasons=command.reasons, on=command.on, source=command.source)
    ended = () if application.stage is Stage.ACCEPTED else unsettled(application)
    breaches = [*ended, *in_time(application, command.on)]
    return judged([withdrawn], breaches, command.source, application.irregularities, command.on)


def well_formed(application: Application, amount: Money | None, reasons: Said) -> None:
    """Raises PersonalTextUnprotected, AmountRequestedAbsurd, CurrencyOfTheCallDiffers."""
    guarded(application.holders, reasons)
    amount_of_call(amount, application.terms)


def unready(application: Application, on: date) -> Iterator[Refusal]:
    """What is irregular in deciding now."""
    yield from judgeable(application)
    yield from in_time(application, on)
    if application.terms is not None and application.terms.jury is not None and score(application) is None:
        yield DecidedUnscored()


def beyond(amount: Money | None, rivals: Sequence[Rival], application: Application) -> Iterator[Refusal]:
    """What is irregular in granting that much."""
    envelope = None if application.terms is None else application.terms.envelope
    if envelope is None or amount is None:
        return
    granted = total((one.amount for one in rivals if one.stage is Stage.ACCEPTED and one.amount), envelope.currency)
    if granted + amount > envelope:
        yield BeyondTheEnvelope(envelope.amount, (granted + amount).amount)


def out_of_rank(application: Application, rivals: Sequence[Rival]) -> Iterator[Refusal]:
    """What is irregular in taking this one while others wait before it."""
    if application.stage is not Stage.WAITING or application.rank is None:
        return
    for one in rivals:
        if one.stage is Stage.WAITING and one.rank is not None and one.rank < application.rank:
            yield PromotedOutOfRank(one.application, one.rank)


def evolve(application: Application, event: Event) -> Application:
    match event:
        case Accepted(amount=amount):
            return decided(replace(application, amount=amount), Stage.ACCEPTED, event.reasons, event.act, event.on)
        case Refused():
            return decided(application, Stage.REFUSED, event.reasons, event.act, event.on)
        case Withdrawn(on=on):
            return staged(application, Stage.WITHDRAWN, on)
        case _:
            assert_never(event)


def decided(application: Application, stage: Stage, reasons: Said, act: ActReference | None, on: date) -> Application:
    """With one more decision, which is what holds now."""
    decision = Decision(stage=stage, reasons=reasons, act=act, on=on)
    return staged(replace(application, decisions=(*application.decisions, decision)), stage, on)
