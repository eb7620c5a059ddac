"""The columns of SCDL subventions 2.1.1, and the headings under which authorities really publish them."""

import re
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
DECISION = "_decision"
"""Which agreement a row states: said where a row of another file could be taken for it."""
CUT = "…"
"""Ends a text that the standard has no room for in full."""
GUARDED = ("'=", "'+", "'@")
"""How a text begins that a spreadsheet would take for a formula: with a mark, in files meant to be opened there."""

_OTHER_NAMES = {
    "nomAttribuant": "nom de l attribuant|attribuant|nom attributeur|nom collectivite|collectivite|attribuant nom"
    "|nom de la collectivite|collectivite attribuante|organisme attribuant|nom de l organisme attribuant|financeur"
    "|nom du financeur|nom de l attributeur|attributeur|denomination de l attribuant",
    "idAttribuant": "identification de l attribuant|siret attribuant|id attributeur|siret collectivite"
    "|siret de l attribuant|identifiant attribuant|identifiant de l attribuant|identification siret de l attribuant"
    "|numero siret attribuant|numero siret de l attribuant|n siret attribuant|siret de la collectivite",
    "dateConvention": "date de la convention de subvention|date de la convention|date de convention|date convention"
    "|date de signature de la convention|date signature convention",
    "referenceDecision": "reference de la decision|ref decision|reference deliberation|numero deliberation"
    "|reference de la deliberation|ref deliberation|n de deliberation|n deliberation|numero de deliberation"
    "|numero de la deliberation|numero de decision|numero decision|n de decision|n decision|deliberation",
    "nomBeneficiaire": "nom du beneficiaire|beneficiaire|nom de l association|raison sociale|nom organisme"
    "|beneficiaires|nom beneficiaires|nom des beneficiaires|beneficiaire nom|raison sociale du beneficiaire"
    "|raison sociale beneficiaire|nom de l organisme beneficiaire|organisme beneficiaire|association beneficiaire"
    "|nom de l association beneficiaire|denomination du beneficiaire|nom association|association|associations"
    "|nom de l organisme|organisme|nom de la structure|structure|nom du tiers|tiers|denomination"
    "|nom attributaire|nom de l attributaire|attributaire",
    "idBeneficiaire": "identification siret du beneficiaire|siret beneficiaire|siret du beneficiaire"
    "|identification du beneficiaire|identifiant beneficiaire|identifiant du beneficiaire|numero siret du beneficiaire"
    "|numero siret beneficiaire|n siret du beneficiaire|n siret beneficiaire|siret de l association|siret association"
    "|siret|numero siret|n siret|numero de siret|n de siret|identifiant siret|siret rna|siret ou rna"
    "|siren du beneficiaire|siren beneficiaire|siren|numero siren|n siren",
    "rnaBeneficiaire": "identification rna du beneficiaire|rna|numero rna|n rna|rna du beneficiaire|identifiant rna"
    "|numero rna du beneficiaire|n rna du beneficiaire|identifiant rna du beneficiaire",
    "objet": "objet de la subvention|objet subvention|objet de la convention|objet de la subvention accordee"
    "|objet de l aide|objet du projet|objet du dossier|objet de la demande|intitule du projet|intitule de l action"
    "|libelle du projet|libelle de la subvention",
    "montant": "montant total de la subvention|montant de la subvention|montant subvention|montant attribue"
    "|montant en euros|montant euros|montant en|montant eur|montant en eur|montant de la subvention en euros"
    "|montant de la subvention en|montant subvention en euros|montant subvention en|montant attribue en euros"
    "|montant attribue en|montant de la subvention attribuee|montant de la subvention accordee|montant accorde"
    "|montant alloue|montant octroye|montant vote|montant notifie|montant de l aide|subvention attribuee"
    "|subvention accordee|subvention votee|montant total|montant ttc|montant verse|montant de la subvention versee",
    "nature": "nature de la subvention|nature subvention|nature de l aide|nature aide",
    "conditionsVersement": "conditions de versement de la subvention|conditions de versement|condition versement"
    "|conditions versements|modalites de versement|modalite de versement|modalites versement|condition de versement",
    "datesPeriodeVersement": "date ou periode de versement|dates periode versement|date periode versement"
    "|dates periodes versement|date de versement|dates de versement|periode de versement|date versement"
    "|dates ou periodes de versement|dates ou periode de versement|periode versement|date s de versement"
    "|date du versement|date de paiement|dates de paiement",
    "idRAE": "identifiant rae de l aide au titre de laquelle la subvention est attribuee|identifiant rae|rae"
    "|numero rae",
    "notificationUE": "aide d etat notifiee a la commission europeenne|notification ue|notification europeenne"
    "|aide d etat notifiee|notification a la commission europeenne|notification commission europeenne"
    "|notification a l ue|notification a l union europeenne",
    "pourcentageSubvention": "pourcentage du montant total de la subvention attribuee au beneficiaire"
    "|pourcentage de la subvention|pourcentage du montant|pourcentage de la subvention attribuee au beneficiaire"
    "|pourcentage",
    "dispositifAide": "identifiant referencant le dispositif d aide a l origine de la subvention|dispositif d aide"
    "|identifiant du dispositif d aide|dispositif",
}
"""In the order in which they are believed: the first of them that a heading bears is the column."""
_REMARK = re.compile(r"[(\[][^)\]]*[)\]]")
_LONG_ENOUGH = 9
"""Letters a name has at least for one wrong letter to leave no doubt."""


def _squeezed(text: str) -> str:
    return plain(text).replace(" ", "")


_KNOWN: dict[str, tuple[str, int]] = {_squeezed(column): (column, 0) for column in COLUMNS} | {
    _squeezed(name): (column, rank)
    for column, names in _OTHER_NAMES.items()
    for rank, name in enumerate(names.split("|"), 2)
}
_KNOWN_QUARANTINE = {_squeezed(column): column for column in QUARANTINE}


@lru_cache(maxsize=1024)
def _named(heading: str) -> tuple[str, int]:
    """The column a heading means, and how far its name is from that of the standard; nothing for any other."""
    if len(heading) > 160 or any(mark in heading.strip(" ;,\t") for mark in ";,\t|"):
        return "", 0
    whole = _squeezed(heading)
    if found := _KNOWN.get(whole) or _KNOWN.get(_squeezed(_REMARK.sub(" ", heading))):
        return found
    return next(((column, 1) for column in COLUMNS if _one_letter_apart(whole, column.casefold())), ("", 0))


def _one_letter_apart(one: str, other: str) -> bool:
    """Whether a letter was left out, added, exchanged with its neighbour or mistyped."""
    if abs(len(one) - len(other)) > 1 or len(other) < _LONG_ENOUGH:
        return False
    same = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    left, right = one[same:], other[same:]
    return (
        left[1:] in {right, right[1:]} or left == right[1:] or (left[:2] == right[:2][::-1] and left[2:] == right[2:])
    )


def column_of(heading: str) -> str:
    """The column a heading means, whatever its case, accents, spaces or quotes; empty for any other."""
    return _named(heading)[0]


def columns_of(headings: Sequence[str]) -> list[str]:
    """The column each heading means: where several mean one, the nearest to the standard; empty for the others."""
    best: dict[str, tuple[int, int]] = {}
    for at, heading in enumerate(headings):
        column, rank = _named(heading)
        if column:
            best[column] = min(best.get(column, (rank, at)), (rank, at))
    meant = {at: column for column, (_, at) in best.items()}
    return [meant.get(at, "") for at in range(len(headings))]


def score(cells: Sequence[str]) -> int:
    """How many columns the row names; 0 unless it names an amount and a beneficiary among at least four."""
    found = {column_of(cell) for cell in cells if cell and cell.strip(" ;,\t") == cell.strip()} - {""}
    if "montant" in found and found & {"nomBeneficiaire", "idBeneficiaire"} and len(found) >= 4:
        return len(found)
    return 0


def is_quarantine(cells: Sequence[str]) -> bool:
    """Whether the heading is that of a quarantine file."""
    return {"ligne", "motif"} <= {_KNOWN_QUARANTINE.get(_squeezed(cell), "") for cell in cells[: len(QUARANTINE)]}


def quarantine_column(heading: str) -> str:
    """The column of a quarantine file that the heading means, or nothing."""
    return _KNOWN_QUARANTINE.get(_squeezed(heading), "")
