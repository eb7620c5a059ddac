"""The columns of SCDL subventions 2.1.1, and the headings under which authorities really publish them."""

from collections.abc import Sequence
from functools import lru_cache

from application.grants.rows import Nature, plain

COLUMNS = (
    "nomAttribuant",
    "idAttribuant",
    "dateConvention",
    "referenceDecision",
    "nomBeneficiaire",
    "idBeneficiaire",
    "rnaBeneficiaire",
    "objet",
    "montant",
    "nature",
    "conditionsVersement",
    "datesPeriodeVersement",
    "idRAE",
    "notificationUE",
    "pourcentageSubvention",
    "dispositifAide",
)
QUARANTINE = ("ligne", "feuille", "colonne", "valeur", "motif", "decision")
"""What a quarantine file says before the columns published: all but `decision` are ignored when it comes back."""

NATURES = {
    Nature.CASH: "aide en numéraire",
    Nature.IN_KIND: "aide en nature",
    Nature.BOTH: "aide en numéraire;aide en nature",
}
COMPLEMENTS = ("fichier", "ligne", "colonne", "valeur")
"""What a published file has no place for, beside it: its digest, the row, the column and the whole text."""
PAYMENTS = "_versements"
"""Days of payment, with sums where the conditions tell none: what a period in the published file has no room for."""
CUT = "…"
"""Ends a text that the standard has no room for in full."""
GUARDED = ("'=", "'+", "'@")
"""How a text begins that a spreadsheet would take for a formula: with a mark, in files meant to be opened there."""

_OTHER_NAMES = {
    "nomAttribuant": "nom de l attribuant|attribuant|nom attributeur|nom collectivite|collectivite",
    "idAttribuant": "identification de l attribuant|siret attribuant|id attributeur|siret collectivite",
    "dateConvention": "date de la convention de subvention|date de la convention|date de convention|date convention",
    "referenceDecision": "reference de la decision|ref decision|reference deliberation|numero deliberation",
    "nomBeneficiaire": "nom du beneficiaire|beneficiaire|nom de l association|raison sociale|nom organisme",
    "idBeneficiaire": "identification siret du beneficiaire|siret beneficiaire|siret du beneficiaire|siret"
    "|identification du beneficiaire|numero siret|n siret",
    "rnaBeneficiaire": "identification rna du beneficiaire|rna|numero rna|n rna|rna du beneficiaire",
    "objet": "objet de la subvention|objet subvention|objet de la convention",
    "montant": "montant total de la subvention|montant de la subvention|montant subvention|montant attribue"
    "|montant en euros|montant euros",
    "nature": "nature de la subvention|nature subvention|nature de l aide",
    "conditionsVersement": "conditions de versement de la subvention|conditions de versement|condition versement"
    "|conditions versements|modalites de versement",
    "datesPeriodeVersement": "date ou periode de versement|dates periode versement|date periode versement"
    "|dates periodes versement|date de versement|dates de versement|periode de versement|date versement",
    "idRAE": "identifiant rae de l aide au titre de laquelle la subvention est attribuee|identifiant rae|rae",
    "notificationUE": "aide d etat notifiee a la commission europeenne|notification ue|notification europeenne",
    "pourcentageSubvention": "pourcentage du montant total de la subvention attribuee au beneficiaire"
    "|pourcentage de la subvention|pourcentage",
    "dispositifAide": "identifiant referencant le dispositif d aide a l origine de la subvention|dispositif d aide",
}


def _squeezed(text: str) -> str:
    return plain(text).replace(" ", "")


_KNOWN = {_squeezed(column): column for column in COLUMNS} | {
    _squeezed(name): column for column, names in _OTHER_NAMES.items() for name in names.split("|")
}
_KNOWN_QUARANTINE = {_squeezed(column): column for column in QUARANTINE}


@lru_cache(maxsize=1024)
def column_of(heading: str) -> str:
    """The column a heading means, whatever its case, accents, spaces or quotes; empty for any other."""
    if len(heading) > 120 or any(mark in heading.strip(" ;,\t") for mark in ";,\t|"):
        return ""
    return _KNOWN.get(_squeezed(heading), "")


def score(cells: Sequence[str]) -> int:
    """How many columns the row names; 0 unless it names an amount and a beneficiary among at least four."""
    found = {column_of(cell) for cell in cells if cell.strip(" ;,\t") == cell.strip() and cell} - {""}
    if "montant" in found and found & {"nomBeneficiaire", "idBeneficiaire"} and len(found) >= 4:
        return len(found)
    return 0


def is_quarantine(cells: Sequence[str]) -> bool:
    """Whether the heading is that of a quarantine file."""
    return {"ligne", "motif"} <= {_KNOWN_QUARANTINE.get(_squeezed(cell), "") for cell in cells[: len(QUARANTINE)]}


def quarantine_column(heading: str) -> str:
    """The column of a quarantine file that the heading means, or nothing."""
    return _KNOWN_QUARANTINE.get(_squeezed(heading), "")
