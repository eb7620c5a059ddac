"""The columns of a statement of payments, and the headings under which finance systems really write them."""

from collections.abc import Sequence
from functools import lru_cache

from application.grants.rows import plain
from infrastructure.formats.scdl_columns import QUARANTINE, is_quarantine, quarantine_column

COLUMNS = (
    "payeur",
    "idPayeur",
    "tiers",
    "idTiers",
    "exercice",
    "engagement",
    "mandat",
    "titre",
    "montant",
    "devise",
    "date",
    "libelle",
    "nature",
)
REQUIRED = frozenset({"montant", "date"})

_OTHER_NAMES = {
    "payeur": "collectivite|financeur|nom du payeur|nom payeur|organisme payeur|budget|nom de la collectivite"
    "|nom collectivite|ordonnateur|attribuant|nom attribuant|payer",
    "idPayeur": "siret payeur|siret du payeur|siret collectivite|siret de la collectivite|identifiant payeur"
    "|siren payeur|id attribuant|siret budget|payer id",
    "tiers": "nom du tiers|nom tiers|beneficiaire|nom du beneficiaire|nom beneficiaire|creancier|raison sociale"
    "|libelle tiers|designation du tiers|denomination|fournisseur|nom du creancier|debiteur|third party|tiers nom",
    "idTiers": "siret tiers|siret du tiers|siret|siren|identifiant tiers|identifiant du tiers|siret beneficiaire"
    "|siret du beneficiaire|id beneficiaire|siren tiers|rna|siret creancier|siret du creancier|n siret|numero siret"
    "|third party id|siret ou rna",
    "exercice": "exercice budgetaire|annee|annee budgetaire|exo|exercice comptable|budget year|year|annee exercice",
    "engagement": "numero engagement|n engagement|numero d engagement|n d engagement|num engagement|ej"
    "|engagement juridique|numero ej|eng|commitment|no engagement|ref engagement",
    "mandat": "numero mandat|n mandat|numero de mandat|n de mandat|num mandat|mandatement|numero mandatement"
    "|numero du mandat|demande de paiement|numero dp|order|no mandat|piece|numero de piece|n piece|mdt",
    "titre": "numero titre|n titre|numero de titre|n de titre|num titre|titre de recette|titre de recettes"
    "|numero du titre|recovery|ordre de reversement|no titre|n titre de recette|numero titre de recette",
    "montant": "montant paye|montant verse|montant regle|montant ttc|montant du mandat|montant mandat|somme|amount"
    "|montant en euros|montant eur|montant euros|montant net|montant du paiement|montant paiement|net a payer"
    "|montant total|montant mandate",
    "devise": "monnaie|currency|code devise|devise iso",
    "date": "date de paiement|date paiement|date du paiement|date de reglement|date reglement|date de versement"
    "|date versement|date operation|date d operation|date de l operation|date de valeur|date valeur|date mandat"
    "|date de prise en charge|date comptable|paid on|payment date|date de mise en paiement|date du mandat",
    "libelle": "objet|libelle ecriture|libelle du mandat|libelle mandat|motif|description|label|intitule"
    "|libelle operation|objet du mandat|libelle de l operation|objet du paiement",
    "nature": "sens|type|type operation|type d operation|type de piece|nature operation|kind|type mouvement"
    "|sens ecriture|type ecriture",
}
_KNOWN = {plain(column).replace(" ", ""): column for column in COLUMNS} | {
    name.replace(" ", ""): column for column, names in _OTHER_NAMES.items() for name in names.split("|")
}


@lru_cache(maxsize=1024)
def column_of(heading: str) -> str:
    """The column a heading means, whatever its case, accents, spaces or quotes; empty for any other."""
    if len(heading) > 80:
        return ""
    return _KNOWN.get(plain(heading.partition("(")[0]).replace(" ", ""), "")


def score(cells: Sequence[str]) -> int:
    """How many columns the row names; 0 unless it names an amount and a day among at least three."""
    found = {column_of(cell) for cell in cells} - {""}
    return len(found) if found >= REQUIRED and len(found) >= 3 else 0


def laid_out(headings: Sequence[str]) -> tuple[str, ...]:
    """The column under which each cell stands; a second one of a name, and what is no column, by an own name."""
    cells = [cell.strip(" ;\t\"'") for cell in headings]
    ours = len(QUARANTINE) if is_quarantine(cells) else 0
    taken: list[str] = [f"_{quarantine_column(cell)}" for cell in cells[:ours]]
    for cell in cells[ours:]:
        column = column_of(cell)
        taken.append(column if column and column not in taken else f"+{cell}")
    return tuple(taken)
