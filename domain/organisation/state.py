"""An organisation as it is known now, and on any day."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from enum import StrEnum

from domain import belonging
from domain.belonging import Belonging
from domain.decider import Refusal, record
from domain.irregularity import Irregularities
from domain.organisation.identifiers import Identifiers
from domain.values import (
    ActReference,
    AgreementId,
    Digest,
    OrganisationId,
    Period,
    PersonId,
    Protected,
    Source,
    Timeline,
    latest,
    value_on,
)


class Kind(StrEnum):
    """What an organisation is in law, or in fact."""

    LOCAL_AUTHORITY = "local_authority"
    COOPERATIVE = "cooperative"
    MUTUAL = "mutual"
    FOUNDATION = "foundation"
    ASSOCIATION = "association"
    COMPANY = "company"
    NETWORK = "network"
    PUBLIC_BODY = "public_body"
    INFORMAL_COLLECTIVE = "informal_collective"


class Label(StrEnum):
    """A dated status that the State or a body gives an organisation."""

    ESUS = "esus"


@record
class Accreditation:
    """A status, the days for which it was given, and the first day without it where it was withdrawn."""

    label: Label
    period: Period
    act: ActReference | None = None
    withdrawn_on: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the status held on that day."""
        return self.period.holds(day) and (self.withdrawn_on is None or day < self.withdrawn_on)


@record
class Contact:
    """A person to reach in an organisation, and what for; how to reach them is theirs to have erased."""

    person: PersonId
    purpose: str = ""
    name: Protected | None = None
    email: Protected | None = None
    phone: Protected | None = None


@record
class BankDetails:
    """An account, never in clear: a keyed fingerprint of the IBAN, its last four signs, and the account holder.

    `holder` names an organisation; where the account is in a person's name, `holder_person` does.
    """

    fingerprint: Digest
    last_digits: str
    holder: str = ""
    holder_person: Protected | None = None


@record
class BankAccount:
    """The account now on file, who entered it, and who verified it: None until somebody has."""

    details: BankDetails
    since: date
    entered_by: str
    verified_on: date | None = None
    verified_by: str = ""


@record
class ActivityTransfer:
    """An activity that passed to another organisation, with the agreements that went along."""

    to: OrganisationId
    activity: str
    agreements: frozenset[AgreementId]
    act: ActReference | None
    on: date


class Ending(StrEnum):
    """How an organisation, or its entry in the register, ended."""

    MERGED = "merged"
    DUPLICATE = "duplicate"
    DISSOLVED = "dissolved"


class NoSuchOrganisation(Refusal):
    """There is no such organisation in the register."""


class OrganisationEnded(Refusal):
    """An organisation that merged or was dissolved does nothing any more."""

    cure = "The successor does it in its own name, or the date of the end is put right."


class EntryIsDuplicate(Refusal):
    """An entry found to be a duplicate stays as it is: the other entry is used."""


@record
class Organisation:
    """Everything the register says of an organisation, each with the day from which it holds."""

    names: Timeline[str] = ()
    kinds: Timeline[Kind] = ()
    siren: str | None = None
    rna: str | None = None
    doubtful: str = ""
    sirets: Timeline[str | None] = ()
    establishments: Timeline[str] = ()
    municipalities: Timeline[str] = ()
    memberships: Belonging = field(default_factory=dict[str, Timeline[bool]])
    accreditations: tuple[Accreditation, ...] = ()
    contacts: Mapping[str, Contact] = field(default_factory=dict[str, Contact])
    bank_account: BankAccount | None = None
    transfers: tuple[ActivityTransfer, ...] = ()
    ending: Ending | None = None
    ended_on: date | None = None
    successor: OrganisationId | None = None
    registered_on: date | None = None
    source: Source | None = None
    irregularities: Irregularities = ()

    @property
    def name(self) -> str:
        """Its latest name; empty where it is unknown."""
        return latest(self.names) or ""

    @property
    def kind(self) -> Kind | None:
        """What it latest was; None where it is unknown."""
        return latest(self.kinds)

    @property
    def identifiers(self) -> Identifiers:
        """Its latest identifiers."""
        return Identifiers(siren=self.siren, siret=latest(self.sirets), rna=self.rna, doubtful=self.doubtful)

    @property
    def bank_details_verified(self) -> bool:
        """Whether somebody verified the account on file since it last changed."""
        return self.bank_account is not None and self.bank_account.verified_on is not None

    def existed_on(self, day: date) -> bool:
        """Whether the organisation had not ended on that day, as far as is known."""
        return self.ended_on is None or day < self.ended_on

    def kind_on(self, day: date) -> Kind | None:
        """What it was on that day, as far as is known."""
        return value_on(self.kinds, day)

    def name_on(self, day: date) -> str:
        """Its name on that day; the first one known for the days before."""
        return value_on(self.names, day) or (self.names[0].value if self.names else "")

    def siret_on(self, day: date) -> str | None:
        """The SIRET of its seat on that day."""
        return value_on(self.sirets, day)

    def accredited_on(self, day: date, label: Label = Label.ESUS) -> bool:
        """Whether it held that status on that day."""
        return any(one.label is label and one.holds_on(day) for one in self.accreditations)

    def member_on(self, of: str, day: date) -> bool:
        """Whether it belonged to that network or framework on that day."""
        return belonging.belongs_on(self.memberships, of, day)


def known(organisation: Organisation) -> Organisation:
    """The organisation. Raises NoSuchOrganisation where there is none."""
    if organisation.registered_on is None:
        raise NoSuchOrganisation
    return organisation


def registered(organisation: Organisation) -> Organisation:
    """The organisation. Raises NoSuchOrganisation, or EntryIsDuplicate where the entry is one."""
    if known(organisation).ending is Ending.DUPLICATE:
        raise EntryIsDuplicate(organisation.successor)
    return organisation


def gone(organisation: Organisation, day: date) -> list[Refusal]:
    """The breach of acting after the end."""
    return [] if organisation.existed_on(day) else [OrganisationEnded(organisation.ended_on)]
