"""The terms in which a contract is described, and awarded: those of the published essential data of procurement."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

from domain.decider import record
from domain.values import Money, OrganisationId


class Nature(StrEnum):
    """What kind of contract it is in law: bought, or conceded."""

    PUBLIC_CONTRACT = "public_contract"
    PARTNERSHIP = "partnership"
    DEFENCE = "defence"
    WORKS_CONCESSION = "works_concession"
    SERVICE_CONCESSION = "service_concession"
    PUBLIC_SERVICE_CONCESSION = "public_service_concession"
    PUBLIC_SERVICE_DELEGATION = "public_service_delegation"


CONCESSIONS = frozenset(
    {
        Nature.WORKS_CONCESSION,
        Nature.SERVICE_CONCESSION,
        Nature.PUBLIC_SERVICE_CONCESSION,
        Nature.PUBLIC_SERVICE_DELEGATION,
    }
)


class Procedure(StrEnum):
    """How competitors were put on the same footing; the last four are those of concessions."""

    ADAPTED = "adapted"
    OPEN = "open"
    RESTRICTED = "restricted"
    NEGOTIATED = "negotiated"
    WITHOUT_COMPETITION = "without_competition"
    DIALOGUE = "dialogue"
    NEGOTIATED_OPEN = "negotiated_open"
    UNNEGOTIATED_OPEN = "unnegotiated_open"
    NEGOTIATED_RESTRICTED = "negotiated_restricted"
    UNNEGOTIATED_RESTRICTED = "unnegotiated_restricted"


FORMAL = frozenset({Procedure.OPEN, Procedure.RESTRICTED, Procedure.NEGOTIATED, Procedure.DIALOGUE})
"""Procedures after which the award waits for those who were turned away."""


class Technique(StrEnum):
    FRAMEWORK_CONTRACT = "framework_contract"
    DESIGN_CONTEST = "design_contest"
    QUALIFICATION_SYSTEM = "qualification_system"
    DYNAMIC_PURCHASING_SYSTEM = "dynamic_purchasing_system"
    ELECTRONIC_CATALOGUE = "electronic_catalogue"
    ELECTRONIC_AUCTION = "electronic_auction"
    NONE = "none"


class Execution(StrEnum):
    """How what was bought is called for (*modalités d'exécution*)."""

    TRANCHES = "tranches"
    ORDERS = "orders"
    SUBSEQUENT_CONTRACTS = "subsequent_contracts"
    NONE = "none"


class GeneralClauses(StrEnum):
    """The general administrative clauses (*CCAG*) that the contract refers to."""

    WORKS = "works"
    PROJECT_MANAGEMENT = "project_management"
    SUPPLIES_AND_SERVICES = "supplies_and_services"
    INDUSTRIAL = "industrial"
    INTELLECTUAL_SERVICES = "intellectual_services"
    INFORMATION_TECHNOLOGY = "information_technology"
    NONE = "none"


class PriceForm(StrEnum):
    UNIT = "unit"
    LUMP_SUM = "lump_sum"
    MIXED = "mixed"


class PriceType(StrEnum):
    FIRM = "firm"
    UPDATABLE = "updatable"
    REVISABLE = "revisable"
    PROVISIONAL = "provisional"


class Grouping(StrEnum):
    """Whether the holders answer each for its part, or for each other."""

    JOINT = "joint"
    JOINT_AND_SEVERAL = "joint_and_several"
    ALONE = "alone"


class PlaceKind(StrEnum):
    POSTCODE = "postcode"
    MUNICIPALITY = "municipality"
    DISTRICT = "district"
    CANTON = "canton"
    DEPARTMENT = "department"
    REGION = "region"
    COUNTRY = "country"


class Social(StrEnum):
    """What a contract asks for in social matters; `NONE` says that it asks for nothing."""

    CLAUSE = "clause"
    CRITERION = "criterion"
    RESERVED = "reserved"
    NONE = "none"


class Environmental(StrEnum):
    """What a contract asks for in environmental matters; `NONE` says that it asks for nothing."""

    CLAUSE = "clause"
    CRITERION = "criterion"
    NONE = "none"


class Reservation(StrEnum):
    """Whom a reserved lot is kept for (public procurement code, L. 2113-12 to L. 2113-15)."""

    DISABLED_WORKERS = "disabled_workers"
    WORK_INTEGRATION = "work_integration"
    BOTH = "both"
    PRISONS = "prisons"
    SOCIAL_ECONOMY = "social_economy"


class IdentifierKind(StrEnum):
    """The register in which a holder is known by its number."""

    SIRET = "siret"
    VAT = "vat"
    TAHITI = "tahiti"
    RIDET = "ridet"
    FRWF = "frwf"
    IREP = "irep"
    OUTSIDE_EU = "outside_eu"


@record
class Place:
    """Where the contract is carried out: a code, and what it is a code of."""

    code: str
    kind: PlaceKind


@record
class Holder:
    """Who was awarded a lot, or works for who was; with the number it was published under, where there is one."""

    organisation: OrganisationId
    kind: IdentifierKind = IdentifierKind.SIRET
    number: str = ""


@record
class Description:
    """What all lots of a contract share. None and empty are unknown.

    `starts_on` and `public_subsidy` are stated of concessions alone.
    """

    nature: Nature | None = None
    procedure: Procedure | None = None
    cpv: str = ""
    techniques: tuple[Technique, ...] = ()
    execution: tuple[Execution, ...] = ()
    framework_contract: str = ""
    innovative: bool | None = None
    general_clauses: GeneralClauses | None = None
    place: Place | None = None
    price_form: PriceForm | None = None
    price_types: tuple[PriceType, ...] = ()
    starts_on: date | None = None
    public_subsidy: Money | None = None


@record
class LotTerms:
    """What one lot is about, the buyer's number for it, what it asks for, and whom it is reserved for."""

    title: str = ""
    reference: str = ""
    reserved_for: Reservation | None = None
    social: tuple[Social, ...] = ()
    environmental: tuple[Environmental, ...] = ()


@record
class Outcome:
    """What an award says: to whom, for how much before tax, for how many months, out of how many tenders."""

    holders: tuple[Holder, ...] = ()
    amount: Money | None = None
    months: int | None = None
    tenders: int | None = None
    grouping: Grouping | None = None
    advance: bool | None = None
    advance_rate: Decimal | None = None
    subcontracting: bool | None = None
    from_eu: Decimal | None = None
    from_france: Decimal | None = None
