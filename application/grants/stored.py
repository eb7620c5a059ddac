"""A published grant as an agreement keeps it, and back again: nothing that a row says may be lost on the way."""

from collections.abc import Mapping

from application.grants.rows import Cell, Doubt, Grant, GrantRow, Nature, Party
from domain.agreement import publication
from domain.agreement.parts import AidNature
from domain.agreement.publication import DoubtKind
from domain.agreement.state import Published, PublishedInstalment
from domain.values import Money, OrganisationId, Period

UNREAD, OWN = "illisible:", "propre:"
"""Before the name of a column whose text was not understood, and before a publisher's own that begins like that."""

NATURES: Mapping[Nature, AidNature] = {
    Nature.CASH: AidNature.IN_CASH,
    Nature.IN_KIND: AidNature.IN_KIND,
    Nature.BOTH: AidNature.BOTH,
}
_NATURES_BACK = {kept: read for read, kept in NATURES.items()}

FIELDS: Mapping[str, str] = {
    "nomAttribuant": "columns",
    "idAttribuant": "columns",
    "dateConvention": "convention_date",
    "referenceDecision": "decision",
    "nomBeneficiaire": "beneficiaries",
    "idBeneficiaire": "beneficiaries",
    "rnaBeneficiaire": "beneficiaries",
    "objet": "title",
    "montant": "amount",
    "nature": "nature",
    "conditionsVersement": "payment_conditions",
    "datesPeriodeVersement": "payment_period",
    "idRAE": "rae",
    "notificationUE": "eu_notified",
    "pourcentageSubvention": "percentage",
    "dispositifAide": "scheme",
}
"""The field of the agreement that each column of the standard fills."""

_INCONSISTENT = frozenset(
    {
        "instalments-do-not-add-up",
        "day-and-month-may-be-exchanged",
        "agreed-before-its-decision",
        "may-be-an-amendment",
        "amended-agreement-unknown",
        "payment-period-reversed",
        "amount-is-zero",
    }
)


def published(row: GrantRow, beneficiary: OrganisationId) -> Published:
    """What the row says, with the names and identifiers of the parties as they were published."""
    grant = row.grant
    return Published(
        title=grant.object or "",
        beneficiaries=(beneficiary,),
        amount=grant.amount,
        convention_date=grant.agreed_on,
        decision=grant.reference,
        nature=None if grant.nature is None else NATURES[grant.nature],
        payment_conditions=grant.conditions,
        payment_period=grant.paid,
        instalments=tuple(
            PublishedInstalment(label=one.condition, share=one.share, amount=one.amount, due_on=one.due)
            for one in row.instalments
        ),
        percentage=grant.share,
        eu_notified=grant.notified_to_eu,
        rae=grant.state_aid_scheme,
        scheme=grant.aid_scheme,
        columns=_columns(grant),
    )


def grant_of(said: Published) -> Grant:
    """The grant that an agreement keeps, as it would be published."""
    columns = said.columns
    return Grant(
        grantor=_party(columns, "Attribuant"),
        beneficiary=_party(columns, "Beneficiaire"),
        amount=said.amount or Money.of(0),
        agreed_on=said.convention_date,
        reference=said.decision,
        object=said.title or None,
        nature=None if said.nature is None else _NATURES_BACK[said.nature],
        conditions=said.payment_conditions,
        paid=said.payment_period,
        state_aid_scheme=said.rae,
        notified_to_eu=said.eu_notified,
        share=said.percentage,
        aid_scheme=said.scheme,
        unread=_unread(said),
        further=_further(columns),
    )


def doubt(found: Doubt) -> publication.Doubt:
    """The doubt in the words of the agreement."""
    reason = f"{found.rule} ({found.detail})" if found.detail else found.rule
    field = FIELDS.get(found.column, "columns")
    return publication.Doubt(field=field, kind=_kind(found.rule), published=found.value, reason=reason)


def known_as(party: Party, unread: str = "") -> str:
    """By what a party is found again: a number, else its name with what is left of a destroyed number."""
    if party.siret or party.siren:
        return f"siren:{party.siren or (party.siret or '')[:9]}"
    if party.rna:
        return f"rna:{party.rna}"
    return f"name:{' '.join(party.name.casefold().split())}:{unread}"


def unread_in(grant: Grant, column: str) -> str:
    """What stands in a column without having been understood."""
    return next((cell.value for cell in grant.unread if cell.column == column), "")


def _kind(rule: str) -> DoubtKind:
    if rule in _INCONSISTENT:
        return DoubtKind.INCONSISTENT
    if rule.endswith("-missing"):
        return DoubtKind.MISSING
    return DoubtKind.DESTROYED if rule == "identifier-destroyed" else DoubtKind.UNREADABLE


def _columns(grant: Grant) -> dict[str, str]:
    """The parties as published, what was not understood, and the publisher's own columns in their order."""
    told = {
        **_named("Attribuant", grant.grantor),
        **_named("Beneficiaire", grant.beneficiary),
        **{f"{UNREAD}{cell.column}": cell.value for cell in grant.unread},
        **{_own(cell.column): cell.value for cell in grant.further},
    }
    return {column: text for column, text in told.items() if text}


def _named(role: str, party: Party) -> dict[str, str]:
    return {f"nom{role}": party.name, f"id{role}": party.siret or party.siren or "", f"rna{role}": party.rna or ""}


def _own(column: str) -> str:
    return f"{OWN}{column}" if column in _PARTIES or column.startswith((UNREAD, OWN)) else column


_PARTIES = frozenset(f"{what}{role}" for what in ("nom", "id", "rna") for role in ("Attribuant", "Beneficiaire"))


def _party(columns: Mapping[str, str], role: str) -> Party:
    number = columns.get(f"id{role}")
    is_siret = number is not None and len(number) == 14
    return Party(
        name=columns.get(f"nom{role}", ""),
        siret=number if is_siret else None,
        siren=None if is_siret else number,
        rna=columns.get(f"rna{role}"),
    )


def _unread(said: Published) -> tuple[Cell, ...]:
    """What is still not understood: a value that was found out since takes its place."""
    cells = (
        Cell(column=column.removeprefix(UNREAD), value=text)
        for column, text in said.columns.items()
        if column.startswith(UNREAD)
    )
    return tuple(cell for cell in cells if not _found_out(cell.column, said))


def _found_out(column: str, said: Published) -> bool:
    if column in _PARTIES or column not in FIELDS:
        return False
    value = getattr(said, FIELDS[column])
    if isinstance(value, Period):
        return value.start is not None and value.end is not None
    return value is not None


def _further(columns: Mapping[str, str]) -> tuple[Cell, ...]:
    return tuple(
        Cell(column=column.removeprefix(OWN), value=text)
        for column, text in columns.items()
        if column not in _PARTIES and not column.startswith(UNREAD)
    )
