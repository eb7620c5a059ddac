"""Credits of each payer and budget year: forecast until they are voted, then committed."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import assert_never

from domain import irregularity
from domain.agreement import overpayment
from domain.agreement.acts import known_act
from domain.agreement.checks import written
from domain.agreement.ledger import (
    Books,
    MoreTakenBackThanEntered,
    checked,
    committed_in_all,
    drawn,
    line_of,
    mark_of,
    payer_now,
    posted,
    repeated,
    same_currency,
    strangers,
)
from domain.agreement.overpayment import rectified
from domain.agreement.parts import weighed
from domain.agreement.state import Agreement, Line
from domain.agreement.text import existing
from domain.decider import Refusal, record, replace
from domain.values import ActReference, Money, OrganisationId, Source, latest


@record
class ForecastCredits:
    """State what a payer expects to put in a year's budget; a later forecast replaces an earlier one."""

    payer: OrganisationId
    year: int
    amount: Money
    on: date


@record
class VoteCredits:
    """Record credits that a payer's budget for a year has opened, on top of those already voted."""

    payer: OrganisationId
    year: int
    amount: Money
    act: ActReference | None = None
    number: str = ""
    source: Source | None = None
    on: date


@record
class ReduceCredits:
    """Take back credits that were voted and are not committed."""

    payer: OrganisationId
    year: int
    amount: Money
    act: ActReference | None = None
    number: str = ""
    source: Source | None = None
    on: date


@record
class CommitCredits:
    """Commit voted credits to the agreement."""

    payer: OrganisationId
    year: int
    amount: Money
    number: str = ""
    source: Source | None = None
    on: date


@record
class ReleaseCommitment:
    """Release what was committed and will not be ordered."""

    payer: OrganisationId
    year: int
    amount: Money
    number: str = ""
    source: Source | None = None
    on: date


@record
class GrantAdvance:
    """Grant an advance by a decision of its own; it is set against the balance."""

    payer: OrganisationId
    year: int
    amount: Money
    act: int | None = None
    reference: ActReference | None = None
    source: Source | None = None
    on: date


@record
class ValueInKind:
    """State the value of an aid in kind: premises, staff, equipment. It is never paid."""

    payer: OrganisationId
    year: int
    what: str
    amount: Money
    source: Source | None = None
    on: date


Command = ForecastCredits | VoteCredits | ReduceCredits | CommitCredits | ReleaseCommitment | GrantAdvance | ValueInKind


@record
class CreditsForecast:
    payer: OrganisationId
    year: int
    amount: Money
    on: date


@record
class CreditsVoted:
    payer: OrganisationId
    year: int
    amount: Money
    act: ActReference | None = None
    number: str = ""
    source: Source | None = None
    on: date


@record
class CreditsReduced:
    payer: OrganisationId
    year: int
    amount: Money
    act: ActReference | None = None
    number: str = ""
    source: Source | None = None
    on: date


@record
class CreditsCommitted:
    payer: OrganisationId
    year: int
    amount: Money
    number: str = ""
    source: Source | None = None
    on: date


@record
class CommitmentReleased:
    payer: OrganisationId
    year: int
    amount: Money
    number: str = ""
    source: Source | None = None
    on: date


@record
class AdvanceGranted:
    payer: OrganisationId
    year: int
    amount: Money
    act: int | None = None
    reference: ActReference | None = None
    source: Source | None = None
    on: date


@record
class InKindValued:
    payer: OrganisationId
    year: int
    what: str
    amount: Money
    source: Source | None = None
    on: date


Event = (
    CreditsForecast
    | CreditsVoted
    | CreditsReduced
    | CreditsCommitted
    | CommitmentReleased
    | AdvanceGranted
    | InKindValued
)
Told = Sequence[Event | overpayment.Event | irregularity.Event]


class VoteWithoutAct(Refusal):
    """Credits are voted by an act of the payer."""

    cure = "The payer names the act that opened the credits."


class CommittedMoreThanVoted(Refusal):
    """Only voted credits are committed; those of later years are forecasts until they are voted."""

    article = "CGCT L1612-1, L2311-3"
    cure = "The payer votes the missing credits, or releases the excess."


class CommittedMoreThanAgreed(Refusal):
    """No more is committed than the agreement and its amendments grant."""

    cure = "The parties raise the amount by an amendment, or the payer releases the excess."


class TakenBackWhatIsUsed(Refusal):
    """Credits that are committed, and commitments that are ordered, are not taken back."""

    cure = "The payer releases or cancels what rests on them."


class AdvanceWithoutDecision(Refusal):
    """An advance is granted by a decision of its own."""

    cure = "The payer names the decision, or adopts one."


def decide(command: Command, agreement: Agreement) -> Told:
    existing(agreement)
    match command:
        case ForecastCredits():
            return [*forecast(command, agreement)]
        case VoteCredits():
            return vote(command, agreement)
        case ReduceCredits():
            return reduce_credits(command, agreement)
        case CommitCredits():
            return commit(command, agreement)
        case ReleaseCommitment():
            return release(command, agreement)
        case GrantAdvance():
            return grant_advance(command, agreement)
        case ValueInKind():
            return value_in_kind(command, agreement)
        case _:
            assert_never(command)


def forecast(command: ForecastCredits, agreement: Agreement) -> list[Event]:
    amount = same_currency(agreement, command.amount)
    if amount.cents < 0:
        checked(agreement, amount)
    for breach in strangers(agreement, command.payer):
        raise breach
    payer = payer_now(agreement, command.payer, command.year)
    if line_of(agreement, payer, command.year).forecast == amount:
        return []
    return [CreditsForecast(payer=payer, year=command.year, amount=amount, on=command.on)]


def vote(command: VoteCredits, agreement: Agreement) -> Told:
    voted = CreditsVoted(
        payer=payer_now(agreement, command.payer, command.year),
        year=command.year,
        amount=checked(agreement, command.amount),
        act=command.act,
        number=command.number,
        source=command.source,
        on=command.on,
    )
    if repeated(agreement, mark(voted), voted.amount):
        return []
    walls = strangers(agreement, command.payer)
    walls += [] if command.act is not None else [VoteWithoutAct(voted.payer, voted.year)]
    return weighed([voted], walls, [], command.source, agreement.irregularities, command.on)


def reduce_credits(command: ReduceCredits, agreement: Agreement) -> Told:
    reduced = CreditsReduced(
        payer=payer_now(agreement, command.payer, command.year),
        year=command.year,
        amount=checked(agreement, command.amount),
        act=command.act,
        number=command.number,
        source=command.source,
        on=command.on,
    )
    if repeated(agreement, mark(reduced), reduced.amount):
        return []
    line = line_of(agreement, reduced.payer, reduced.year)
    left = _left(line.voted, reduced.amount)
    walls = [TakenBackWhatIsUsed(line.payer, line.year)] if left < line.committed else []
    return weighed([reduced], walls, [], command.source, agreement.irregularities, command.on)


def commit(command: CommitCredits, agreement: Agreement) -> Told:
    committed = CreditsCommitted(
        payer=payer_now(agreement, command.payer, command.year),
        year=command.year,
        amount=checked(agreement, command.amount),
        number=command.number,
        source=command.source,
        on=command.on,
    )
    if repeated(agreement, mark(committed), committed.amount):
        return []
    line = line_of(agreement, committed.payer, committed.year)
    walls = [*strangers(agreement, command.payer), *_uncovered(line, committed.amount, agreement)]
    checks = written(line.payer, line.year, line.committed + committed.amount, agreement, command.on)
    events = [committed, *rectified(evolve(agreement, committed), command.on)]
    return weighed(events, walls, checks, command.source, agreement.irregularities, command.on)


def release(command: ReleaseCommitment, agreement: Agreement) -> Told:
    released = CommitmentReleased(
        payer=payer_now(agreement, command.payer, command.year),
        year=command.year,
        amount=checked(agreement, command.amount),
        number=command.number,
        source=command.source,
        on=command.on,
    )
    if repeated(agreement, mark(released), released.amount):
        return []
    line = line_of(agreement, released.payer, released.year)
    left = _left(line.committed, released.amount)
    walls = [TakenBackWhatIsUsed(line.payer, line.year)] if left < line.ordered else []
    events = [released, *rectified(evolve(agreement, released), command.on)]
    return weighed(events, walls, [], command.source, agreement.irregularities, command.on)


def grant_advance(command: GrantAdvance, agreement: Agreement) -> Told:
    granted = AdvanceGranted(
        payer=payer_now(agreement, command.payer, command.year),
        year=command.year,
        amount=checked(agreement, command.amount),
        act=None if command.act is None else known_act(command.act, agreement).number,
        reference=command.reference,
        source=command.source,
        on=command.on,
    )
    walls = strangers(agreement, command.payer)
    if granted.act is None and granted.reference is None:
        walls.append(AdvanceWithoutDecision(granted.payer, granted.year))
    return weighed([granted], walls, [], command.source, agreement.irregularities, command.on)


def value_in_kind(command: ValueInKind, agreement: Agreement) -> Told:
    valued = InKindValued(
        payer=payer_now(agreement, command.payer, command.year),
        year=command.year,
        what=command.what,
        amount=checked(agreement, command.amount),
        source=command.source,
        on=command.on,
    )
    known = agreement.irregularities
    return weighed([valued], strangers(agreement, command.payer), [], command.source, known, command.on)


Numbered = CreditsVoted | CreditsReduced | CreditsCommitted | CommitmentReleased


def mark(event: Numbered) -> str:
    """What makes the entry one and the same in the payer's finance system."""
    match event:
        case CreditsVoted():
            what = "voted"
        case CreditsReduced():
            what = "reduced"
        case CreditsCommitted():
            what = "committed"
        case CommitmentReleased():
            what = "released"
        case _:
            assert_never(event)
    return mark_of(what, event.payer, event.year, event.number)


def _left(entered: Money, taken: Money) -> Money:
    if taken > entered:
        raise MoreTakenBackThanEntered(taken.amount, entered.amount)
    return entered - taken


def _uncovered(line: Line, more: Money, agreement: Agreement) -> Iterator[Refusal]:
    if line.committed + more > line.voted:
        yield CommittedMoreThanVoted(line.payer, line.year)
    granted = latest(agreement.amounts)
    if granted is not None and committed_in_all(agreement) + more > granted:
        yield CommittedMoreThanAgreed(granted.amount)


def evolve(agreement: Agreement, event: Event) -> Agreement:
    line = drawn(agreement.money, event.payer, event.year, event.amount)
    return posted(agreement, entered(line, event), _mark(event), event.amount)


def post(books: Books, event: Event) -> None:
    """The same in books that are open."""
    books.post(entered(books.drawn(event.payer, event.year, event.amount), event), _mark(event), event.amount)


def entered(line: Line, event: Event) -> Line:
    """The line after the entry."""
    amount = event.amount
    match event:
        case CreditsCommitted():
            return replace(line, committed=line.committed + amount)
        case CreditsVoted():
            return replace(line, voted=line.voted + amount)
        case CreditsForecast():
            return replace(line, forecast=amount)
        case CreditsReduced():
            return replace(line, voted=line.voted - amount)
        case CommitmentReleased():
            return replace(line, committed=line.committed - amount)
        case AdvanceGranted():
            return replace(line, advance_granted=line.advance_granted + amount)
        case InKindValued():
            return replace(line, in_kind=line.in_kind + amount)
        case _:
            assert_never(event)


def _mark(event: Event) -> str:
    """The mark of an entry that may carry a number; empty for all others."""
    return mark(event) if isinstance(event, Numbered) else ""
