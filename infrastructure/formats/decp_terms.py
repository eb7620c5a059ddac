"""The words of the essential data of procurement (DECP 2.0.3), and those of earlier versions, for our terms."""

import re
import unicodedata
from collections.abc import Mapping
from enum import Enum
from typing import TypeVar

from domain.contract.state import Variation
from domain.contract.terms import (
    Environmental,
    Execution,
    GeneralClauses,
    Grouping,
    IdentifierKind,
    Nature,
    PlaceKind,
    PriceForm,
    PriceType,
    Procedure,
    Social,
    Technique,
)

E = TypeVar("E", bound=Enum)

NATURES: Mapping[Nature, str] = {
    Nature.PUBLIC_CONTRACT: "Marché",
    Nature.PARTNERSHIP: "Marché de partenariat",
    Nature.DEFENCE: "Marché de défense ou de sécurité",
    Nature.WORKS_CONCESSION: "Concession de travaux",
    Nature.SERVICE_CONCESSION: "Concession de service",
    Nature.PUBLIC_SERVICE_CONCESSION: "Concession de service public",
    Nature.PUBLIC_SERVICE_DELEGATION: "Délégation de service public",
}
PROCEDURES: Mapping[Procedure, str] = {
    Procedure.ADAPTED: "Procédure adaptée",
    Procedure.OPEN: "Appel d'offres ouvert",
    Procedure.RESTRICTED: "Appel d'offres restreint",
    Procedure.NEGOTIATED: "Procédure avec négociation",
    Procedure.WITHOUT_COMPETITION: "Marché passé sans publicité ni mise en concurrence préalable",
    Procedure.DIALOGUE: "Dialogue compétitif",
    Procedure.NEGOTIATED_OPEN: "Procédure négociée ouverte",
    Procedure.UNNEGOTIATED_OPEN: "Procédure non négociée ouverte",
    Procedure.NEGOTIATED_RESTRICTED: "Procédure négociée restreinte",
    Procedure.UNNEGOTIATED_RESTRICTED: "Procédure non négociée restreinte",
}
TECHNIQUES: Mapping[Technique, str] = {
    Technique.FRAMEWORK_CONTRACT: "Accord-cadre",
    Technique.DESIGN_CONTEST: "Concours",
    Technique.QUALIFICATION_SYSTEM: "Système de qualification",
    Technique.DYNAMIC_PURCHASING_SYSTEM: "Système d'acquisition dynamique",
    Technique.ELECTRONIC_CATALOGUE: "Catalogue électronique",
    Technique.ELECTRONIC_AUCTION: "Enchère électronique",
    Technique.NONE: "Sans objet",
}
EXECUTIONS: Mapping[Execution, str] = {
    Execution.TRANCHES: "Tranches",
    Execution.ORDERS: "Bons de commande",
    Execution.SUBSEQUENT_CONTRACTS: "Marchés subséquents",
    Execution.NONE: "Sans objet",
}
GENERAL_CLAUSES: Mapping[GeneralClauses, str] = {
    GeneralClauses.WORKS: "Travaux",
    GeneralClauses.PROJECT_MANAGEMENT: "Maitrise d'œuvre",
    GeneralClauses.SUPPLIES_AND_SERVICES: "Fournitures courantes et services",
    GeneralClauses.INDUSTRIAL: "Marchés industriels",
    GeneralClauses.INTELLECTUAL_SERVICES: "Prestations intellectuelles",
    GeneralClauses.INFORMATION_TECHNOLOGY: "Techniques de l'information et de la communication",
    GeneralClauses.NONE: "Pas de CCAG",
}
PRICE_FORMS: Mapping[PriceForm, str] = {
    PriceForm.UNIT: "Unitaire",
    PriceForm.LUMP_SUM: "Forfaitaire",
    PriceForm.MIXED: "Mixte",
}
PRICE_TYPES: Mapping[PriceType, str] = {
    PriceType.FIRM: "Définitif ferme",
    PriceType.UPDATABLE: "Définitif actualisable",
    PriceType.REVISABLE: "Définitif révisable",
    PriceType.PROVISIONAL: "Provisoire",
}
GROUPINGS: Mapping[Grouping, str] = {
    Grouping.JOINT: "Conjoint",
    Grouping.JOINT_AND_SEVERAL: "Solidaire",
    Grouping.ALONE: "Pas de groupement",
}
PLACES: Mapping[PlaceKind, str] = {
    PlaceKind.POSTCODE: "Code postal",
    PlaceKind.MUNICIPALITY: "Code commune",
    PlaceKind.DISTRICT: "Code arrondissement",
    PlaceKind.CANTON: "Code canton",
    PlaceKind.DEPARTMENT: "Code département",
    PlaceKind.REGION: "Code région",
    PlaceKind.COUNTRY: "Code pays",
}
VARIATIONS: Mapping[Variation, str] = {
    Variation.FIRM: "Ferme",
    Variation.UPDATABLE: "Actualisable",
    Variation.REVISABLE: "Révisable",
}
SOCIAL: Mapping[Social, str] = {
    Social.CLAUSE: "Clause sociale",
    Social.CRITERION: "Critère social",
    Social.RESERVED: "Marché réservé",
    Social.NONE: "Pas de considération sociale",
}
ENVIRONMENTAL: Mapping[Environmental, str] = {
    Environmental.CLAUSE: "Clause environnementale",
    Environmental.CRITERION: "Critère environnemental",
    Environmental.NONE: "Pas de considération environnementale",
}
IDENTIFIERS: Mapping[IdentifierKind, str] = {
    IdentifierKind.SIRET: "SIRET",
    IdentifierKind.VAT: "TVA",
    IdentifierKind.TAHITI: "TAHITI",
    IdentifierKind.RIDET: "RIDET",
    IdentifierKind.FRWF: "FRWF",
    IdentifierKind.IREP: "IREP",
    IdentifierKind.OUTSIDE_EU: "HORS-UE",
}
RESERVED_CONCESSION = "Concession réservée"
"""What a reserved contract is called where it is conceded."""

FORMER: Mapping[type[Enum], Mapping[str, Enum]] = {
    Procedure: {
        "Procédure concurrentielle avec négociation": Procedure.NEGOTIATED,
        "Procédure négociée avec mise en concurrence préalable": Procedure.NEGOTIATED,
        "Marché négocié sans publicité ni mise en concurrence préalable": Procedure.WITHOUT_COMPETITION,
        "Marché public négocié sans publicité ni mise en concurrence préalable": Procedure.WITHOUT_COMPETITION,
        "Marché sans publicité ni mise en concurrence préalable": Procedure.WITHOUT_COMPETITION,
        "MAPA": Procedure.ADAPTED,
    },
    Nature: {
        "Marché public": Nature.PUBLIC_CONTRACT,
        "Marchés publics": Nature.PUBLIC_CONTRACT,
        "Marché hors accord cadre": Nature.PUBLIC_CONTRACT,
        "Accord-cadre": Nature.PUBLIC_CONTRACT,
        "Marché subséquent": Nature.PUBLIC_CONTRACT,
    },
    PriceType: {
        "Ferme": PriceType.FIRM,
        "Ferme et actualisable": PriceType.UPDATABLE,
        "Actualisable": PriceType.UPDATABLE,
        "Révisable": PriceType.REVISABLE,
    },
    Social: {RESERVED_CONCESSION: Social.RESERVED, "Sans objet": Social.NONE, "Aucune": Social.NONE},
    Environmental: {"Sans objet": Environmental.NONE, "Aucune": Environmental.NONE},
    IdentifierKind: {"TVA INTRACOMMUNAUTAIRE": IdentifierKind.VAT, "UE": IdentifierKind.VAT},
}
"""Words of the format of 2019 and of common usage; the meaning is certain."""

FRAMEWORK_NATURE, SUBSEQUENT_NATURE = "accord cadre", "marche subsequent"
"""Natures of the format of 2019 that say a technique, or how a contract is carried out."""
_NOT_A_LETTER = re.compile(r"[^a-z0-9]+")


def plain(text: str) -> str:
    """A text without case, accents, ligatures and signs."""
    bare = text.casefold().replace("œ", "oe").replace("æ", "ae")
    letters = unicodedata.normalize("NFKD", bare)
    return _NOT_A_LETTER.sub(" ", "".join(one for one in letters if not unicodedata.combining(one))).strip()


def read_as(terms: Mapping[E, str]) -> tuple[Mapping[str, E], Mapping[str, E]]:
    """The standard's words exactly, and any spelling of these and former words, each with its term."""
    exact = {word: term for term, word in terms.items()}
    former = FORMER.get(type(next(iter(terms))), {})
    loose: dict[str, E] = {plain(word): term for word, term in exact.items()}
    for word, term in former.items():
        loose.setdefault(plain(word), term)  # type: ignore[arg-type]  # the values of a table are of its key's type
    return exact, loose
