"""What passes to a successor when a party merges into it."""

from collections.abc import Mapping, Sequence
from datetime import date

from domain import irregularity
from domain.agreement import overpayment
from domain.agreement.acts import is_party, known_act
from domain.agreement.effect import known_amendment
from domain.agreement.ledger import drawn
from domain.agreement.overpayment import rectified
from domain.agreement.parts import Instalment, NotAParty, Party, PartyNature, weighed
from domain.agreement.state import Agreement, Ledger, Line
from domain.agreement.text import existing
from domain.decider import Given, Refusal, record, replace
from domain.values import ActReference, Money, OrganisationId, Since, Source, latest


@record
class SucceedParty:
    """Pass a party's place to the organisation it merged into, by a named act or amendment."""

    party: OrganisationId
    successor: OrganisationId
    nature: Given[PartyNature] = PartyNature.UNKNOWN
    act: int | None = None
    reference: ActReference | None = None
    amendment: int | None = None
    source: Source | None = None
    on: date


Command = SucceedParty


@record
class PartySucceeded:
    """From this day the successor has the party's place, and its credits of this and later years."""

    party: OrganisationId
    successor: OrganisationId
    nature: PartyNature
    act: int | None = None
    reference: ActReference | None = None
    amendment: int | None = None
    source: Source | None = None
    on: date


Event = PartySucceeded


class SuccessionWithoutAct(Refusal):
    """An agreement passes to a successor by a named act or amendment."""

    cure = "The successor names the act of merger, or the parties make an amendment."


def decide(command: Command, agreement: Agreement) -> Sequence[Event | overpayment.Event | irregularity.Event]:
    existing(agreement)
    if agreement.successors.get(command.party) == command.successor:
        return []
    if not is_party(command.party, agreement):
        raise NotAParty(command.party)
    if command.act is not None:
        known_act(command.act, agreement)
    known_amendment(command.amendment, agreement)
    named = command.act is not None or command.reference is not None or command.amendment is not None
    walls = [] if named else [SuccessionWithoutAct(command.party)]
    told = PartySucceeded(
        party=command.party,
        successor=command.successor,
        nature=command.nature,
        act=command.act,
        reference=command.reference,
        amendment=command.amendment,
        source=command.source,
        on=command.on,
    )
    events = [told, *rectified(evolve(agreement, told), command.on)]
    return weighed(events, walls, [], command.source, agreement.irregularities, command.on)


def evolve(agreement: Agreement, event: Event) -> Agreement:
    members = latest(agreement.parties) or ()
    return replace(
        agreement,
        parties=(*agreement.parties, Since(since=event.on, value=_replaced(members, event))),
        successors={**agreement.successors, event.party: event.successor},
        money=_passed(agreement.money, event),
    )


def _replaced(members: tuple[Party, ...], event: PartySucceeded) -> tuple[Party, ...]:
    """The parties with the successor in the party's place; one that was a party already keeps its own."""
    if any(one.organisation == event.successor for one in members):
        return tuple(one for one in members if one.organisation != event.party)
    return tuple(
        replace(one, organisation=event.successor, nature=event.nature) if one.organisation == event.party else one
        for one in members
    )


def _passed(ledger: Ledger, event: PartySucceeded) -> Ledger:
    """The money of this and later years under the successor's name; earlier years stay as they were paid."""
    lines = {key: line for key, line in ledger.lines.items() if not _passes(line, event)}
    moved = replace(ledger, lines=lines)
    for line in ledger.lines.values():
        if _passes(line, event):
            key = f"{event.successor}/{line.year}"
            lines[key] = _added(drawn(moved, event.successor, line.year, line.paid), line)
    return replace(
        moved,
        schedule=tuple(replace(one, instalment=_owed(one.instalment, event)) for one in ledger.schedule),
        received=_received(ledger, event),
    )


def _owed(instalment: Instalment, event: PartySucceeded) -> Instalment:
    """The instalment with the successor in the party's place, as payer from this year on, or as beneficiary."""
    pays = instalment.payer == event.party and instalment.year >= event.on.year
    return replace(
        instalment,
        payer=event.successor if pays else instalment.payer,
        beneficiary=event.successor if instalment.beneficiary == event.party else instalment.beneficiary,
    )


def _received(ledger: Ledger, event: PartySucceeded) -> Mapping[str, Money]:
    if event.party not in ledger.received:
        return ledger.received
    received = dict(ledger.received)
    theirs, own = received.pop(event.party), received.get(event.successor)
    return {**received, event.successor: theirs if own is None else own + theirs}


def _passes(line: Line, event: PartySucceeded) -> bool:
    return line.payer == event.party and line.year >= event.on.year


def _added(known: Line, more: Line) -> Line:
    return replace(
        known,
        forecast=known.forecast + more.forecast,
        voted=known.voted + more.voted,
        committed=known.committed + more.committed,
        ordered=known.ordered + more.ordered,
        paid=known.paid + more.paid,
        recovery_ordered=known.recovery_ordered + more.recovery_ordered,
        recovered=known.recovered + more.recovered,
        to_recover=known.to_recover + more.to_recover,
        returned=known.returned + more.returned,
        advance_granted=known.advance_granted + more.advance_granted,
        advance_ordered=known.advance_ordered + more.advance_ordered,
        advance_paid=known.advance_paid + more.advance_paid,
        in_kind=known.in_kind + more.in_kind,
    )
