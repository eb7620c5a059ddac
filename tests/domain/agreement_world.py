"""The agreement that these tests are about: a town grants an association 30 000 € over three years."""

from datetime import date

from domain import irregularity
from domain.agreement import Event
from domain.agreement.acts import ActBecameExecutory, ActPublished, ActRecorded, ActTransmitted, Approved
from domain.agreement.budget import CreditsCommitted, CreditsVoted
from domain.agreement.checks import DocumentFiled
from domain.agreement.effect import Notified, SignedByAll, TookEffect
from domain.agreement.ordering import PaymentOrdered
from domain.agreement.parts import (
    AgreementKind,
    AidNature,
    Clauses,
    Medium,
    NamedParty,
    Party,
    PartyNature,
    PartyRole,
)
from domain.agreement.signing import Signed
from domain.agreement.state import DocumentKind
from domain.agreement.text import Drafted, NegotiationOpened
from domain.decider import Refusal
from domain.irregularity import IrregularityNoticed
from domain.mandate.power import Empowerment, Role
from domain.values import (
    ActKind,
    ActReference,
    AgreementId,
    Digest,
    Evidence,
    FrameworkId,
    MandateId,
    Money,
    OrganisationId,
    Period,
    PersonId,
    Source,
    SourceKind,
)

FRAMEWORK = FrameworkId("framework-1")
TOWN = OrganisationId("organisation-town")
CLUB = OrganisationId("organisation-club")
REGION = OrganisationId("organisation-region")
STRANGER = OrganisationId("organisation-stranger")
OTHER = AgreementId("agreement-other")

PAPER = Source(kind=SourceKind.PAPER, reference="registre papier")
FINANCE = Source(kind=SourceKind.FINANCE_SYSTEM, reference="flux 12")
FILE = Source(kind=SourceKind.PUBLICATION, reference="subventions-2022.csv", digest=Digest("sha256:" + "f" * 64))


def day(month: int, number: int, year: int = 2026) -> date:
    return date(year, month, number)


def eur(amount: int | str) -> Money:
    return Money.of(amount)


def text(letter: str = "a") -> Evidence:
    return Evidence(digest=Digest("sha256:" + letter * 64), media_type="application/pdf", size=1000)


TEXT, NEW_TEXT = text("a"), text("b")
NATURES = {TOWN: PartyNature.AUTHORITY, CLUB: PartyNature.ASSOCIATION, REGION: PartyNature.AUTHORITY}
NAMED = (
    NamedParty(organisation=TOWN, role=PartyRole.PAYER),
    NamedParty(organisation=CLUB, role=PartyRole.BENEFICIARY),
)
PARTIES = (
    Party(organisation=TOWN, role=PartyRole.PAYER, nature=PartyNature.AUTHORITY),
    Party(organisation=CLUB, role=PartyRole.BENEFICIARY, nature=PartyNature.ASSOCIATION),
)
DELIBERATION = ActReference(kind=ActKind.DELIBERATION, number="2026-014", adopted_on=day(2, 1))
MINUTES = ActReference(kind=ActKind.MINUTES, number="CA-7", adopted_on=day(2, 2))
BUDGET = ActReference(kind=ActKind.DELIBERATION, number="2026-001", adopted_on=day(1, 15))


def powers(
    organisation: OrganisationId, *, may_sign: bool = True, until: date | None = None, role: Role = Role.REPRESENTATIVE
) -> Empowerment:
    return Empowerment(
        mandate=MandateId(f"mandate-{organisation}"),
        person=PersonId(f"person-{organisation}"),
        organisation=organisation,
        role=role,
        capacity="présidence",
        may_sign=may_sign,
        act=MINUTES,
        period=Period(start=day(1, 1), end=until),
    )


def drafted(
    kind: AgreementKind = AgreementKind.OBJECTIVES,
    clauses: Clauses = Clauses(),  # noqa: B008  a record is immutable
    end: date | None = date(2028, 12, 31),
    nature: AidNature | None = AidNature.IN_CASH,
    parties: tuple[Party, ...] = PARTIES,
) -> Drafted:
    return Drafted(
        framework=FRAMEWORK,
        kind=kind,
        title="Projet associatif 2026-2028",
        parties=parties,
        nature=nature,
        amount=eur(30_000),
        end=end,
        clauses=clauses,
        text=TEXT,
        on=day(1, 10),
    )


NEGOTIATING = NegotiationOpened(on=day(1, 20))
TOWN_ACT = ActRecorded(number=1, by=TOWN, reference=DELIBERATION, text=TEXT.digest, on=day(2, 1))
CLUB_ACT = ActRecorded(number=2, by=CLUB, reference=MINUTES, text=TEXT.digest, on=day(2, 2))
PUBLISHED = ActPublished(act=1, on=day(2, 3))
TRANSMITTED = ActTransmitted(act=1, on=day(2, 5))
EXECUTORY = ActBecameExecutory(act=1, on=day(2, 5))
CLUB_EXECUTORY = ActBecameExecutory(act=2, on=day(2, 2))
APPROVED = Approved(on=day(2, 2))
FILED = (
    DocumentFiled(kind=DocumentKind.APPLICATION, organisation=CLUB, on=day(1, 5)),
    DocumentFiled(kind=DocumentKind.REPUBLICAN_CONTRACT, organisation=CLUB, on=day(1, 5)),
)


def signed(party: OrganisationId, on: date, act: int | None = None, amendment: int | None = None) -> Signed:
    return Signed(
        party=party,
        medium=Medium.ELECTRONIC,
        person=PersonId(f"person-{party}"),
        capacity="présidence",
        mandate=MandateId(f"mandate-{party}"),
        act=act,
        text=TEXT.digest if amendment is None else NEW_TEXT.digest,
        amendment=amendment,
        on=on,
    )


CLUB_SIGNED = signed(CLUB, day(2, 10), act=2)
TOWN_SIGNED = signed(TOWN, day(2, 12), act=1)
ALL_SIGNED = SignedByAll(on=day(2, 12))
NOTIFIED = Notified(on=day(2, 15))
IN_FORCE = TookEffect(on=day(2, 15))


def approved(draft: Drafted | None = None) -> tuple[Event, ...]:
    first = drafted() if draft is None else draft
    acts = (TOWN_ACT, CLUB_ACT, CLUB_EXECUTORY, APPROVED, PUBLISHED, TRANSMITTED, EXECUTORY)
    return (first, *FILED, NEGOTIATING, *acts)


def in_force(draft: Drafted | None = None) -> tuple[Event, ...]:
    return (*approved(draft), CLUB_SIGNED, TOWN_SIGNED, ALL_SIGNED, NOTIFIED, IN_FORCE)


VOTED = CreditsVoted(payer=TOWN, year=2026, amount=eur(10_000), act=BUDGET, on=day(1, 15))
COMMITTED = CreditsCommitted(payer=TOWN, year=2026, amount=eur(10_000), on=day(2, 16))


def ordered(amount: int = 10_000, instalment: int | None = None, *, advance: bool = False) -> PaymentOrdered:
    return PaymentOrdered(
        payer=TOWN,
        year=2026,
        amount=eur(amount),
        beneficiary=CLUB,
        instalment=instalment,
        advance=advance,
        on=day(3, 1),
    )


def funded(draft: Drafted | None = None) -> tuple[Event, ...]:
    return (*in_force(draft), VOTED, COMMITTED)


def noticed(rule: type[Refusal], *details: object, on: date, number: int = 1) -> IrregularityNoticed:
    return IrregularityNoticed(
        number=number,
        rule=irregularity.rule_name(rule),
        article=rule.article,
        detail="; ".join(str(one) for one in details),
        cure=rule.cure,
        on=on,
    )
