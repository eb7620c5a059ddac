"""The stages of money, where an instalment stands and what it waits for, in French and English."""

from collections.abc import Mapping

from domain.agreement.opening import WaitKind
from domain.agreement.posting import MoneyStage
from domain.agreement.standing import InstalmentState

Both = Mapping[str, str]

STAGES: Mapping[MoneyStage, Both] = {
    MoneyStage.FORECAST: {"fr": "prévu", "en": "forecast"},
    MoneyStage.VOTED: {"fr": "voté", "en": "voted"},
    MoneyStage.COMMITTED: {"fr": "engagé", "en": "committed"},
    MoneyStage.ORDERED: {"fr": "mandaté", "en": "ordered"},
    MoneyStage.PAID: {"fr": "versé", "en": "paid"},
    MoneyStage.RECOVERY_ORDERED: {"fr": "titres émis", "en": "called back"},
    MoneyStage.RECOVERED: {"fr": "restitué", "en": "recovered"},
    MoneyStage.TO_RECOVER: {"fr": "à restituer", "en": "to recover"},
    MoneyStage.RETURNED: {"fr": "trop-versé rendu", "en": "excess returned"},
    MoneyStage.ADVANCE_GRANTED: {"fr": "avance accordée", "en": "advance granted"},
    MoneyStage.ADVANCE_ORDERED: {"fr": "avance mandatée", "en": "advance ordered"},
    MoneyStage.ADVANCE_PAID: {"fr": "avance versée", "en": "advance paid"},
    MoneyStage.IN_KIND: {"fr": "en nature", "en": "in kind"},
}
STATES: Mapping[InstalmentState, Both] = {
    InstalmentState.PAID: {"fr": "versée", "en": "paid"},
    InstalmentState.LATE: {"fr": "en retard", "en": "late"},
    InstalmentState.OPEN: {"fr": "ouverte", "en": "open"},
    InstalmentState.CLOSED: {"fr": "fermée", "en": "closed"},
    InstalmentState.DROPPED: {"fr": "supprimée par un avenant", "en": "left out by an amendment"},
}
WAITS: Mapping[WaitKind, Both] = {
    WaitKind.NOTIFICATION: {"fr": "la convention n'est pas notifiée", "en": "the agreement is not notified"},
    WaitKind.DAY: {"fr": "attend le {what}", "en": "waits for {what}"},
    WaitKind.REPORT: {
        "fr": "attend le compte rendu financier de {what}",
        "en": "waits for the financial report on {what}",
    },
    WaitKind.MILESTONE: {"fr": "attend le jalon « {what} »", "en": "waits for the milestone “{what}”"},
    WaitKind.RESUMPTION: {"fr": "la convention est suspendue", "en": "the agreement is suspended"},
}
HEADS: Mapping[str, Both] = {
    "payer": {"fr": "financeur", "en": "payer"},
    "year": {"fr": "exercice", "en": "year"},
    "agreement": {"fr": "convention", "en": "agreement"},
    "currency": {"fr": "devise", "en": "currency"},
    "net": {"fr": "versé net", "en": "net paid"},
    "total": {"fr": "Total", "en": "Total"},
    "number": {"fr": "n°", "en": "no."},
    "label": {"fr": "échéance", "en": "instalment"},
    "beneficiary": {"fr": "bénéficiaire", "en": "beneficiary"},
    "due": {"fr": "montant", "en": "due"},
    "paid": {"fr": "versé", "en": "paid"},
    "state": {"fr": "état", "en": "state"},
    "last_day": {"fr": "à verser avant le", "en": "pay by"},
    "why": {"fr": "pourquoi", "en": "why"},
    "lines": {"fr": "Par financeur et exercice", "en": "By payer and year"},
    "by_payer": {"fr": "Par financeur", "en": "By payer"},
    "by_year": {"fr": "Par exercice", "en": "By year"},
    "by_agreement": {"fr": "Par convention", "en": "By agreement"},
    "instalments": {"fr": "Échéances", "en": "Instalments"},
}
LATE: Both = {"fr": "{days} jours de retard", "en": "{days} days late"}
NOTHING: Both = {"fr": "Aucun argent à cette date.", "en": "No money by that day."}
AT: Both = {
    "fr": "{name}, au {at}, position {position} du journal. Lignes et colonnes s'additionnent.",
    "en": "{name}, as of {at}, log position {position}. Rows and columns add up.",
}
