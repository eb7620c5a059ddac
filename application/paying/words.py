"""What is said of a statement of payments, in French and English: how it was read, what was put right, what waits."""

from collections.abc import Mapping

from application.grants import words

OWN_FRENCH: Mapping[str, str] = {
    # How the file was read.
    "columns-passed-over": "colonnes inconnues, non lues",
    "columns-not-there": "colonnes absentes",
    "columns-moved": "en-tête répété dans un autre ordre, suivi à partir de là",
    # What was certain and put right.
    "year-of-the-day": "exercice absent : celui de la date de paiement",
    "identifier-not-read": "identifiant de tiers illisible, laissé de côté",
    "whole-number-with-decimals": "décimales nulles retirées d'un numéro",
    "below-zero-as-cancellation": "montant négatif d'un mandat lu comme une annulation",
    "day-or-month-first": "jour et mois lus à la française, rien dans le fichier ne le tranche",
    # Why a line is set aside.
    "amount-missing": "aucun montant",
    "amount-of-nothing": "le montant est nul",
    "amount-absurd": "le montant dépasse un milliard : sans doute une faute de frappe",
    "amount-below-zero": "montant négatif sans numéro de mandat : annulation ou restitution ? L'écrire dans « nature »,"
    " ou donner le numéro",
    "currency-unknown": "la devise n'est pas un code de trois lettres",
    "currencies-contradict": "la colonne et le montant disent deux devises",
    "date-missing": "aucune date de paiement",
    "date-malformed": "la date de paiement ne se lit pas",
    "year-not-a-year": "l'exercice n'est pas une année",
    "nature-unknown": "la nature n'est ni un paiement, ni une annulation, ni une restitution",
    "order-and-recovery": "un mandat et un titre sur la même ligne : dire lequel, ou remplir « nature »",
    "nobody-named": "ni tiers, ni mandat, ni titre",
    "payer-unknown": "le payeur n'est pas connu dans ce cadre : le nommer comme au registre, ou avec --payer",
    # Why a line waits for a decision.
    "third-party-unknown": "le tiers n'est partie à aucune convention de ce cadre",
    "third-party-differs": "le tiers n'est pas celui du mandat enregistré sous ce numéro",
    "several-could-be-meant": "plusieurs conventions peuvent être visées",
    "no-such-amount-open": "aucune échéance ouverte de ce montant",
    "nothing-open": "plus rien n'est à verser à ce tiers",
    "before-the-agreement": "le paiement est antérieur à la convention ou à l'échéance de ce montant",
    "out-of-its-time": "le paiement est trop loin de la date de l'échéance de ce montant",
    "already-paid": "ce mandat est déjà payé : versé deux fois ?",
    "same-line-twice": "la même ligne figure deux fois dans le fichier",
    "currency-differs": "la convention se compte dans une autre devise",
    "recovery-without-order": "aucun titre enregistré ne réclame cette somme",
    "nothing-to-cancel": "aucun paiement enregistré ne correspond à cette annulation",
    "number-already-used": "une autre convention porte déjà cette écriture",
    "entered-before": "la convention porte déjà cette écriture",
    "undone": "un rapprochement a été défait",
}
OWN_ENGLISH: Mapping[str, str] = {
    "columns-passed-over": "unknown columns, not read",
    "columns-not-there": "columns that are not there",
    "columns-moved": "heading repeated in another order, followed from there",
    "year-of-the-day": "no budget year: that of the day of payment",
    "identifier-not-read": "unreadable identifier of a third party, left aside",
    "whole-number-with-decimals": "decimals of nothing taken off a number",
    "below-zero-as-cancellation": "amount of an order below zero, read as a cancellation",
    "day-or-month-first": "day and month read the French way, nothing in the file settles it",
    "amount-missing": "no amount",
    "amount-of-nothing": "the amount is nothing",
    "amount-absurd": "the amount is above a thousand million: a slip of the pen, no doubt",
    "amount-below-zero": "amount below zero without an order: a cancellation, or a recovery? Write it under “nature”,"
    " or give the number",
    "currency-unknown": "the currency is no code of three letters",
    "currencies-contradict": "the column and the amount name two currencies",
    "date-missing": "no day of payment",
    "date-malformed": "the day of payment cannot be read",
    "year-not-a-year": "the budget year is no year",
    "nature-unknown": "the nature is neither a payment, nor a cancellation, nor a recovery",
    "order-and-recovery": "an order and a recovery order on one line: say which, or fill in “nature”",
    "nobody-named": "no third party, no order, no recovery order",
    "payer-unknown": "the payer is not known in this framework: name it as in the register, or with --payer",
    "third-party-unknown": "the third party is in no agreement of this framework",
    "third-party-differs": "the third party is not that of the order on file under this number",
    "several-could-be-meant": "several agreements could be meant",
    "no-such-amount-open": "no open instalment of that amount",
    "nothing-open": "nothing is left to be paid to this third party",
    "before-the-agreement": "the payment is from before the agreement, or the instalment of that amount",
    "out-of-its-time": "the payment is too far from the day of the instalment of that amount",
    "already-paid": "this order is paid already: paid twice?",
    "same-line-twice": "the same line stands twice in the file",
    "currency-differs": "the agreement is counted in another currency",
    "recovery-without-order": "no recovery order on file calls this sum back",
    "nothing-to-cancel": "no payment on file is what this cancels",
    "number-already-used": "another agreement holds this entry already",
    "entered-before": "the agreement holds this entry already",
    "undone": "a match was taken back",
}
FRENCH: Mapping[str, str] = {**words.FRENCH, **OWN_FRENCH}
ENGLISH: Mapping[str, str] = {**words.ENGLISH, **OWN_ENGLISH}


def reason(rule: str, language: Mapping[str, str], rules: Mapping[str, str]) -> str:
    """A reason in words: one of these, or a rule of the domain; its name where nobody wrote one."""
    return language.get(rule) or rules.get(rule) or rule
