"""What the law asks of grants taken together: each rule names its article and who can put it right."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from domain.agreement import aid, checks
from domain.agreement.aided import SGEI, AidScheme
from domain.agreement.checks import WRITTEN_ABOVE, WrittenAgreementRequired
from domain.agreement.parts import NON_PROFIT, PRIVATE, Origin, PartyNature
from domain.agreement.schedule import report_deadline
from domain.agreement.state import Agreement
from domain.aid import texts
from domain.aid.grants import Grant
from domain.aid.texts import Ceiling
from domain.decider import Refusal, record
from domain.values import AgreementId, Money, OrganisationId, total, value_on


class DeMinimisCeilingExceeded(Refusal):
    """What one undertaking receives as de minimis aid stays below the ceiling of its years."""

    article = "règlement (UE) 2023/2831, art. 3"
    cure = "The authority gives the aid under another scheme, or takes back what exceeds the ceiling."


class SgeiCeilingExceeded(Refusal):
    """De minimis aid for services of general economic interest stays below the ceiling of its years."""

    article = "règlement (UE) 2023/2832, art. 3"
    cure = "The authority entrusts the service and gives compensation for it, or takes back what exceeds the ceiling."


class AidSchemeUnstated(Refusal):
    """Above the de minimis ceiling, public money to a private body is given under a named aid scheme."""

    article = "TFUE, art. 107 et 108 ; règlement (UE) 2023/2831, art. 3"
    cure = "The authority states the scheme, or why the money is no state aid."


class EntrustmentMissing(Refusal):
    """Money for a service of general economic interest rests on an act that entrusts the service."""

    article = "décision 2012/21/UE, art. 4"
    cure = "The authority names the act by which it entrusts the service."


class AuditorMissing(Refusal):
    """An association or foundation with much public money in a year has its accounts certified by an auditor."""

    article = "code de commerce, art. L612-4 et D612-5"
    cure = "The beneficiary appoints an auditor and hands in the certified accounts."


class SurplusUndecided(Refusal):
    """What a beneficiary has not spent is kept as a reasonable surplus, carried over or returned, by a decision."""

    article = "circulaire n° 5811/SG du 29 septembre 2015, annexe"
    cure = "The payer decides whether the surplus is kept, carried over or returned."


@record
class Breach:
    """A rule that the grants of an agreement do not meet, with the article that held on the day it concerns."""

    agreement: AgreementId
    rule: type[Refusal]
    article: str
    cure: str
    detail: str
    on: date


OWN = (
    WrittenAgreementRequired,
    checks.ApplicationMissing,
    checks.RepublicanContractMissing,
    DeMinimisCeilingExceeded,
    SgeiCeilingExceeded,
    AidSchemeUnstated,
    EntrustmentMissing,
    AuditorMissing,
    SurplusUndecided,
)
"""The rules that a later look finds met again, so that what was open is put right by that."""


def breach(name: AgreementId, found: Refusal, on: date, article: str = "") -> Breach:
    """A broken rule of an agreement; `article` is the text that held then, where it is another than today's."""
    detail = "; ".join(str(one) for one in found.args)
    rule = type(found)
    return Breach(agreement=name, rule=rule, article=article or rule.article, cure=rule.cure, detail=detail, on=on)


def unwritten(grants: Iterable[Grant]) -> Iterator[Breach]:
    """Each unwritten grant of an authority that gives one private body too much in one year, over all agreements."""
    private = [one for one in grants if one.payer_nature is PartyNature.AUTHORITY and one.nature in PRIVATE]
    for same in _together(private, lambda one: (one.payer, one.beneficiary, one.year, one.amount.currency)):
        limit = value_on(WRITTEN_ABOVE, max(one.on for one in same))
        if limit is None or not _above(same, limit):
            continue
        for one in same:
            if not one.in_writing:
                yield breach(one.agreement, WrittenAgreementRequired(one.payer, one.year), one.on)


def over_ceiling(grants: Iterable[Grant]) -> Iterator[Breach]:
    """Each grant that takes a body over the ceiling of the scheme it is given under, by the text of its day."""
    for scheme, rule in (
        (AidScheme.DE_MINIMIS, DeMinimisCeilingExceeded),
        (AidScheme.SGEI_DE_MINIMIS, SgeiCeilingExceeded),
    ):
        given = [one for one in grants if one.scheme is not None and one.scheme.scheme is scheme]
        for one, ceiling in _beyond(given, texts.CEILINGS[scheme]):
            yield breach(one.agreement, rule(one.beneficiary, one.year), one.on, ceiling.article)


def schemeless(grants: Iterable[Grant]) -> Iterator[Breach]:
    """Each grant under no stated scheme with which a private body has more than de minimis aid could explain."""
    private = [one for one in grants if one.nature in PRIVATE and one.payer_nature is PartyNature.AUTHORITY]
    explained = [one for one in private if one.scheme is None or one.scheme.scheme is AidScheme.DE_MINIMIS]
    for one, ceiling in _beyond(explained, texts.DE_MINIMIS):
        if one.scheme is None:
            article = f"TFUE, art. 107 et 108 ; {ceiling.article}"
            yield breach(one.agreement, AidSchemeUnstated(one.beneficiary, one.year), one.on, article)


def unentrusted(grants: Iterable[Grant]) -> Iterator[Breach]:
    """Each agreement given for a service of general interest that names no act behind it."""
    for one in grants:
        stated = one.scheme
        if stated is not None and stated.scheme in SGEI and not stated.reference and one.on >= texts.SGEI_SINCE:
            yield breach(one.agreement, EntrustmentMissing(stated.scheme), one.on)


def unaudited(grants: Iterable[Grant], audited: frozenset[tuple[OrganisationId, int]], today: date) -> Iterator[Breach]:
    """Each association or foundation above the threshold whose certified accounts of a past year are not on file."""
    public = [one for one in grants if one.nature in NON_PROFIT and one.payer_nature in PUBLIC]
    for same in _together(public, lambda one: (one.beneficiary, one.year, one.amount.currency)):
        last = max(same, key=lambda one: (one.on, one.agreement))
        ceiling = texts.in_force(texts.AUDIT, date(last.year, 12, 31))
        due = report_deadline(last.year)
        if ceiling is None or today <= due or (last.beneficiary, last.year) in audited:
            continue
        if _above(same, ceiling.amount):
            yield breach(last.agreement, AuditorMissing(last.beneficiary, last.year), due, ceiling.article)


PUBLIC = frozenset({PartyNature.AUTHORITY, PartyNature.PUBLIC_BODY})


def undecided(name: AgreementId, agreement: Agreement, grants: Iterable[Grant]) -> Iterator[Breach]:
    """Each year whose report shows less spent than was paid, without a decision on the rest."""
    decided = {(one.organisation, one.year) for one in agreement.aided.surpluses}
    for report in agreement.money.reports:
        if report.spent is None or report.received_on < texts.SURPLUS_SINCE or (report.by, report.year) in decided:
            continue
        given = [one.paid for one in grants if (one.beneficiary, one.year) == (report.by, report.year)]
        if given and all(one.currency == report.spent.currency for one in given):
            left = total(given, report.spent.currency) - report.spent
            if left.cents > 0:
                yield breach(name, SurplusUndecided(report.by, report.year), report.received_on)


def incomplete(name: AgreementId, agreement: Agreement) -> Iterator[Breach]:
    """What the file of a grant lacks, once it is signed; of a grant known from a publication no file is known."""
    day = agreement.signed_on or agreement.in_force_since
    if day is None or agreement.origin is Origin.PUBLICATION:
        return
    missing = {(type(one), one.args) for one in checks.file_complete(agreement, date.max)}
    for found in checks.file_complete(agreement, day):
        if (type(found), found.args) in missing:
            yield breach(name, found, day)


def audited_years(agreement: Agreement) -> Iterator[tuple[OrganisationId, int]]:
    """Whose certified accounts of which year are on the file of an agreement."""
    for one in agreement.aided.accounts:
        if aid.audited(agreement, one.organisation, one.year):
            yield one.organisation, one.year


def _beyond(grants: Sequence[Grant], ceilings: Sequence[Ceiling]) -> Iterator[tuple[Grant, Ceiling]]:
    """The grants with which their beneficiary has more, in the window that ends that day, than the ceiling then."""
    for same in _together(grants, lambda one: (one.beneficiary, one.amount.currency)):
        for one in same:
            ceiling = texts.in_force(ceilings, one.on)
            if ceiling is None:
                continue
            began = ceiling.began(one.on)
            counted = [each for each in same if began <= each.on <= one.on]
            if _above(counted, ceiling.amount):
                yield one, ceiling


def _above(grants: Iterable[Grant], limit: Money) -> bool:
    """Whether sums in the currency of the limit exceed it; of others it cannot be said."""
    same = [one.amount for one in grants if one.amount.currency == limit.currency]
    return total(same, limit.currency) > limit


def _together(grants: Iterable[Grant], key: Callable[[Grant], Any]) -> Iterator[list[Grant]]:
    """The grants that share a key, each group in the order of their days."""
    ordered = sorted(grants, key=lambda one: (key(one), one.on, one.agreement))
    for _, same in groupby(ordered, key):
        yield list(same)
