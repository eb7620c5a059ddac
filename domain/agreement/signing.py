"""Who signed which text by which power, and from which day it binds."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import assert_never

from domain import irregularity
from domain.agreement import effect
from domain.agreement.acts import NoSuchAct, acts_for, known_act, nature_of, open_to_accession
from domain.agreement.checks import file_complete
from domain.agreement.effect import known_amendment, signatories
from domain.agreement.gaps import TakenOverSignatureUnknown, filled
from domain.agreement.parts import (
    ENDED,
    OPEN_STAGES,
    OPEN_TEXTS,
    RUNNING,
    Medium,
    NotAParty,
    Party,
    PartyNature,
    PartyRole,
    Stage,
    digest_of,
    joined,
    weighed,
)
from domain.agreement.state import Act, Agreement, AmendmentStage, Signature
from domain.agreement.text import existing
from domain.decider import Given, Refusal, record, replace
from domain.mandate.power import Empowerment, Role
from domain.values import (
    Digest,
    Evidence,
    MandateId,
    OrganisationId,
    PersonId,
    Protected,
    Since,
    Source,
    SourceKind,
)


@record
class Sign:
    """Sign electronically, for a party, the one text that has this digest."""

    party: OrganisationId
    mandate: MandateId
    powers: Given[Empowerment]
    text: Digest
    act: int | None = None
    amendment: int | None = None
    on: date


@record
class RecordSignature:
    """Enter a signature given on paper, with the power and the act behind it as far as they are known."""

    party: OrganisationId
    signatory: Protected | None = None
    capacity: str = ""
    mandate: MandateId | None = None
    powers: Given[Empowerment | None] = None
    text: Digest | None = None
    act: int | None = None
    amendment: int | None = None
    source: Source = Source(kind=SourceKind.PAPER)
    on: date


@record
class CertifyCopies:
    """Certify, as secretary, that these scans are the signed copies."""

    copies: tuple[Evidence, ...]
    mandate: MandateId
    powers: Given[Empowerment]
    on: date


@record
class Accede:
    """Join a charter or declaration that is in effect."""

    party: OrganisationId
    nature: Given[PartyNature] = PartyNature.UNKNOWN
    mandate: MandateId | None = None
    powers: Given[Empowerment | None] = None
    text: Digest | None = None
    act: int | None = None
    source: Source | None = None
    on: date


Command = Sign | RecordSignature | CertifyCopies | Accede


@record
class Signed:
    party: OrganisationId
    medium: Medium
    person: PersonId | None = None
    signatory: Protected | None = None
    capacity: str = ""
    mandate: MandateId | None = None
    act: int | None = None
    text: Digest | None = None
    amendment: int | None = None
    source: Source | None = None
    on: date


@record
class CopiesCertified:
    copies: tuple[Evidence, ...]
    mandate: MandateId
    person: PersonId
    on: date


@record
class Acceded:
    party: Party
    medium: Medium
    person: PersonId | None = None
    capacity: str = ""
    mandate: MandateId | None = None
    act: int | None = None
    text: Digest | None = None
    source: Source | None = None
    on: date


Event = Signed | CopiesCertified | Acceded
Told = Sequence[Event | effect.Event | irregularity.Event]


class NotReadyToSign(Refusal):
    """A text is signed once it has been negotiated and before it is in force."""

    cure = "The parties state when and how the text was signed."


class NotTheTextOnTheTable(Refusal):
    """A party signs the text that is on the table, and no other."""

    cure = "The party signs the text that the others signed."


class SignatoryNotEmpowered(Refusal):
    """A signatory holds, on the day of signing, the power to sign for that party."""

    cure = "The party's own body ratifies the signature or names the act that gave the power."


class ActBehindSignatureMissing(Refusal):
    """An authority signs by an act of its own, and the act is named."""

    article = "CGCT L2121-29, L2122-21"
    cure = "The authority names the act, or adopts one that ratifies the signature."


class ActNotExecutory(Refusal):
    """An authority signs after its act was published and transmitted."""

    article = "CGCT L2131-1, L3131-1, L4141-1"
    cure = "The authority publishes and transmits the act, then confirms its signature."


class ActApprovesAnotherText(Refusal):
    """The act behind a signature approves the text that is signed."""

    cure = "The authority adopts an act on the text that was signed."


class AmendmentAfterTheEnd(Refusal):
    """An agreement that has ended is not amended."""

    cure = "The parties make a new agreement."


class NotOpenToAccession(Refusal):
    """Others join a charter or declaration once it is in effect; other agreements are joined by amendment."""

    cure = "The parties admit the newcomer by an amendment."


class NothingToCertify(Refusal):
    """Certified copies are scans of an agreement that was signed."""


class NotTheSecretary(Refusal):
    """Scans of signed copies are certified by the secretary."""


def decide(command: Command, agreement: Agreement) -> Told:
    match command:
        case Sign():
            return sign(command, existing(agreement))
        case RecordSignature():
            return record_signature(command, existing(agreement))
        case CertifyCopies():
            return [*certify(command, existing(agreement))]
        case Accede():
            return accede(command, existing(agreement))
        case _:
            assert_never(command)


def sign(command: Sign, agreement: Agreement) -> Told:
    powers = command.powers
    signed = Signed(
        party=command.party,
        medium=Medium.ELECTRONIC,
        person=powers.person,
        capacity=powers.capacity,
        mandate=command.mandate,
        act=behind(command.act, command.party, command.amendment, agreement),
        text=command.text,
        amendment=command.amendment,
        on=command.on,
    )
    return _enter(signed, powers, agreement)


def record_signature(command: RecordSignature, agreement: Agreement) -> Told:
    powers = command.powers
    signed = Signed(
        party=command.party,
        medium=Medium.PAPER,
        person=None if powers is None else powers.person,
        signatory=command.signatory,
        capacity=command.capacity or ("" if powers is None else powers.capacity),
        mandate=command.mandate,
        act=behind(command.act, command.party, command.amendment, agreement),
        text=command.text,
        amendment=command.amendment,
        source=command.source,
        on=command.on,
    )
    return _enter(signed, powers, agreement)


def certify(command: CertifyCopies, agreement: Agreement) -> list[Event]:
    powers = command.powers
    if powers.role is not Role.SECRETARY or not powers.holds_on(command.on):
        raise NotTheSecretary(powers.role)
    later = any(amendment.signatures for amendment in agreement.amendments)
    if not (agreement.signatures or later):
        raise NothingToCertify
    known = {copy.digest for copy in agreement.copies}
    fresh = tuple(copy for copy in command.copies if copy.digest not in known)
    told = CopiesCertified(copies=fresh, mandate=command.mandate, person=powers.person, on=command.on)
    return [told] if fresh else []


def accede(command: Accede, agreement: Agreement) -> Told:
    if any(one.party == command.party for one in agreement.signatures):
        return []
    powers = command.powers
    party = Party(organisation=command.party, role=PartyRole.PARTNER, nature=command.nature)
    acceded = Acceded(
        party=party,
        medium=Medium.ELECTRONIC if command.source is None else Medium.PAPER,
        person=None if powers is None else powers.person,
        capacity="" if powers is None else powers.capacity,
        mandate=command.mandate,
        act=behind(command.act, command.party, None, agreement),
        text=command.text,
        source=command.source,
        on=command.on,
    )
    walls = [*_closed(agreement), *_powerless(powers, command.party, command.on, agreement)]
    walls += _other_text(command.text, None, agreement)
    walls += _without_act(acceded.act, command.nature, command.text, command.on, agreement)
    return weighed([acceded], walls, [], command.source, agreement.irregularities, command.on)


def signing_breaches(signed: Signed, powers: Empowerment | None, agreement: Agreement) -> Iterator[Refusal]:
    """What was not as it should be when a party signed."""
    if signed.party not in {one.organisation for one in signatories(signed.amendment, agreement)}:
        yield NotAParty(signed.party)
    yield from _too_early_or_late(signed, agreement)
    yield from _other_text(signed.text, signed.amendment, agreement)
    yield from _powerless(powers, signed.party, signed.on, agreement)
    nature = nature_of(signed.party, agreement)
    yield from _without_act(signed.act, nature, signed.text, signed.on, agreement)


def behind(act: int | None, party: OrganisationId, amendment: int | None, agreement: Agreement) -> int | None:
    """The act named, or else the party's last act on this text."""
    own = acts_for(party, agreement)
    if act is not None:
        if known_act(act, agreement) not in own:
            raise NoSuchAct(act)
        return act
    on_this = [one.number for one in own if one.amendment == amendment]
    return on_this[-1] if on_this else None


def _enter(signed: Signed, powers: Empowerment | None, agreement: Agreement) -> Told:
    amendment = known_amendment(signed.amendment, agreement)
    earlier = agreement.signatures if amendment is None else amendment.signatures
    if any(one.party == signed.party for one in earlier):
        return []
    after = evolve(agreement, signed)
    then = effect.follow(after, signed.amendment)
    whole = [one for one in then if isinstance(one, effect.SignedByAll) and one.amendment is None]
    checks = [breach for one in whole for breach in file_complete(agreement, one.on)]
    walls = signing_breaches(signed, powers, agreement)
    told = weighed([signed, *then], walls, checks, signed.source, agreement.irregularities, signed.on)
    gaps = [(TakenOverSignatureUnknown, signed.party)] if signed.amendment is None else []
    return [*told, *filled(agreement.irregularities, gaps, signed.on)]


def _too_early_or_late(signed: Signed, agreement: Agreement) -> Iterator[Refusal]:
    stage = agreement.stage
    amendment = known_amendment(signed.amendment, agreement)
    if amendment is not None:
        if amendment.stage is AmendmentStage.WITHDRAWN:
            yield NotReadyToSign(amendment.stage)
        if stage in ENDED and (agreement.life.ended_on is None or signed.on >= agreement.life.ended_on):
            yield AmendmentAfterTheEnd(amendment.number)
        return
    still_open = stage in RUNNING and agreement.kind in OPEN_TEXTS
    negotiated = stage in OPEN_STAGES - {Stage.DRAFT} or still_open
    if not negotiated and signed.source is None:
        yield NotReadyToSign(stage)


def _other_text(text: Digest | None, amendment: int | None, agreement: Agreement) -> list[Refusal]:
    change = known_amendment(amendment, agreement)
    table = digest_of(agreement.text if change is None else change.text)
    return [NotTheTextOnTheTable(text)] if text is not None and text != table else []


def _powerless(powers: Empowerment | None, party: OrganisationId, on: date, agreement: Agreement) -> Iterator[Refusal]:
    if powers is None:
        yield SignatoryNotEmpowered(party)
        return
    elsewhere = agreement.framework is not None and not powers.covers(agreement.framework)
    if powers.organisation != party or not powers.signs_on(on) or elsewhere:
        yield SignatoryNotEmpowered(party, powers.mandate)


def _without_act(
    number: int | None, nature: PartyNature, text: Digest | None, on: date, agreement: Agreement
) -> Iterator[Refusal]:
    if nature is not PartyNature.AUTHORITY:
        return
    if number is None:
        yield ActBehindSignatureMissing()
        return
    act: Act = known_act(number, agreement)
    if not act.executory_by(on):
        yield ActNotExecutory(number)
    if act.text is not None and text is not None and act.text != text:
        yield ActApprovesAnotherText(number)


def _closed(agreement: Agreement) -> list[Refusal]:
    return [] if open_to_accession(agreement) else [NotOpenToAccession(agreement.stage)]


def evolve(agreement: Agreement, event: Event) -> Agreement:
    match event:
        case Signed():
            return _with_signature(agreement, event)
        case CopiesCertified(copies=copies, on=on):
            return replace(agreement, copies=(*agreement.copies, *copies), copies_certified_on=on)
        case Acceded():
            return _with_accession(agreement, event)
        case _:
            assert_never(event)


def _with_signature(agreement: Agreement, event: Signed) -> Agreement:
    signature = Signature(
        party=event.party,
        medium=event.medium,
        person=event.person,
        signatory=event.signatory,
        capacity=event.capacity,
        mandate=event.mandate,
        act=event.act,
        text=event.text,
        on=event.on,
    )
    if event.amendment is None:
        return replace(agreement, signatures=(*agreement.signatures, signature))
    amendments = list(agreement.amendments)
    one = amendments[event.amendment - 1]
    amendments[event.amendment - 1] = replace(one, signatures=(*one.signatures, signature))
    return replace(agreement, amendments=tuple(amendments))


def _with_accession(agreement: Agreement, event: Acceded) -> Agreement:
    signature = Signature(
        party=event.party.organisation,
        medium=event.medium,
        person=event.person,
        capacity=event.capacity,
        mandate=event.mandate,
        act=event.act,
        text=event.text,
        on=event.on,
    )
    members = joined(agreement.parties, (event.party,), ())
    return replace(
        agreement,
        signatures=(*agreement.signatures, signature),
        parties=(*agreement.parties, Since(since=event.on, value=members)),
    )
