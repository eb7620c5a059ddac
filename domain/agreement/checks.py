"""What the law asks of a grant at each date: rules that leave an irregularity and never stop a payment."""

from collections.abc import Iterator
from datetime import date
from typing import assert_never

from domain import irregularity
from domain.agreement.parts import NON_PROFIT, PRIVATE, AgreementKind, Party, PartyNature, PartyRole
from domain.agreement.state import Agreement, DocumentKind, FiledDocument
from domain.agreement.text import existing
from domain.decider import Refusal, record, replace
from domain.values import Evidence, Money, OrganisationId, Since, Timeline, latest, value_on


@record
class FileDocument:
    """Put on the grant file a document that a beneficiary handed in."""

    kind: DocumentKind
    organisation: OrganisationId
    evidence: Evidence | None = None
    on: date


Command = FileDocument


@record
class DocumentFiled:
    kind: DocumentKind
    organisation: OrganisationId
    evidence: Evidence | None = None
    on: date


Event = DocumentFiled


class WrittenAgreementRequired(Refusal):
    """Above EUR 23,000 in cash a year, an authority's grant to a private body rests on a written agreement."""

    article = "loi 2000-321 art. 10 ; décret 2001-495 art. 1"
    cure = "The authority and the beneficiary sign an agreement."


class ApplicationMissing(Refusal):
    """A private body that receives a grant has applied for it."""

    article = "loi 2000-321 art. 10 ; décret 2016-1971"
    cure = "The beneficiary hands in its application."


class RepublicanContractMissing(Refusal):
    """An association or foundation that receives a grant has signed the republican commitment contract."""

    article = "loi 2000-321 art. 10-1 ; décret 2021-1947"
    cure = "The beneficiary hands in the signed contract."


WRITTEN_ABOVE: Timeline[Money] = (Since(since=date(2001, 6, 10), value=Money.of(23_000)),)
"""The yearly sum above which a writing is needed, since the decree of 6 June 2001."""
APPLICATION_SINCE = date(2016, 12, 30)
REPUBLICAN_CONTRACT_SINCE = date(2022, 1, 2)
GRANTING = frozenset({AgreementKind.OBJECTIVES, AgreementKind.GRANT, AgreementKind.YEARLY_APPLICATION})


def decide(command: Command, agreement: Agreement) -> list[Event | irregularity.Event]:
    """File the document, and regularise what consisted in its absence."""
    found = FiledDocument(
        kind=command.kind, organisation=command.organisation, on=command.on, evidence=command.evidence
    )
    if found in existing(agreement).documents:
        return []
    filed = DocumentFiled(
        kind=command.kind, organisation=command.organisation, evidence=command.evidence, on=command.on
    )
    return [filed, *_cured(filed, agreement)]


def evolve(agreement: Agreement, event: Event) -> Agreement:
    document = FiledDocument(kind=event.kind, organisation=event.organisation, on=event.on, evidence=event.evidence)
    return replace(agreement, documents=(*agreement.documents, document))


def file_complete(agreement: Agreement, on: date) -> list[Refusal]:
    """What the file of each private beneficiary lacks on the day the grant is made."""
    if agreement.kind not in GRANTING or not any(_authority(one) for one in latest(agreement.parties) or ()):
        return []
    return [breach for party in private_beneficiaries(agreement) for breach in _lacking(party, agreement, on)]


def private_beneficiaries(agreement: Agreement) -> list[Party]:
    """The beneficiaries that are private bodies, as far as is known."""
    members = latest(agreement.parties) or ()
    return [one for one in members if one.role is PartyRole.BENEFICIARY and one.nature in PRIVATE]


def written(payer: OrganisationId, year: int, in_year: Money, agreement: Agreement, on: date) -> list[Refusal]:
    """Whether so much in one year from one authority to private bodies rests on a signed writing."""
    if agreement.signed_on is not None or agreement.in_force_since is not None:
        return []
    limit = value_on(WRITTEN_ABOVE, on)
    payers = [one for one in latest(agreement.parties) or () if one.organisation == payer and _authority(one)]
    above = limit is not None and in_year.currency == limit.currency and in_year > limit
    return [WrittenAgreementRequired(payer, year)] if above and payers and private_beneficiaries(agreement) else []


def _lacking(beneficiary: Party, agreement: Agreement, on: date) -> Iterator[Refusal]:
    name = beneficiary.organisation
    held = {one.kind for one in agreement.documents if one.organisation == name and one.on <= on}
    if on >= APPLICATION_SINCE and DocumentKind.APPLICATION not in held:
        yield ApplicationMissing(name)
    contracts = on >= REPUBLICAN_CONTRACT_SINCE and beneficiary.nature in NON_PROFIT
    if contracts and DocumentKind.REPUBLICAN_CONTRACT not in held:
        yield RepublicanContractMissing(name)


def _authority(party: Party) -> bool:
    return party.nature is PartyNature.AUTHORITY


def _rule(kind: DocumentKind) -> str:
    match kind:
        case DocumentKind.APPLICATION:
            return irregularity.rule_name(ApplicationMissing)
        case DocumentKind.REPUBLICAN_CONTRACT:
            return irregularity.rule_name(RepublicanContractMissing)
        case DocumentKind.OTHER:
            return ""
        case _:
            assert_never(kind)


def _cured(filed: DocumentFiled, agreement: Agreement) -> list[irregularity.Event]:
    return [
        irregularity.IrregularityRegularised(
            number=one.number, how="Document versé au dossier.", evidence=filed.evidence, on=filed.on
        )
        for one in agreement.irregularities
        if one.state is irregularity.IrregularityState.OPEN
        and (one.rule, one.detail) == (_rule(filed.kind), filed.organisation)
    ]
