"""Columns of somebody's spreadsheet: which field each holds, and what a cell says in that field, if it can be told."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation

from interfaces.web.deeds.reading import amount
from interfaces.web.language import N_
from interfaces.web.vocabulary import WORDS

FIELDS: Mapping[str, str] = {
    "title": N_("Titre"),
    "kind": N_("Forme"),
    "stage": N_("État"),
    "payer": N_("Financeur"),
    "beneficiary": N_("Bénéficiaire"),
    "amount": N_("Montant"),
    "signed_on": N_("Signée le"),
    "notified_on": N_("Notifiée le"),
    "in_force_since": N_("En vigueur depuis le"),
    "end": N_("Dernier jour"),
    "purpose": N_("Objet"),
}
GUESSES: Mapping[str, Sequence[str]] = {
    "title": ("titre", "intitule", "convention", "libelle", "nom du projet"),
    "kind": ("forme", "type", "nature de la convention"),
    "stage": ("etat", "statut", "situation"),
    "payer": ("financeur", "attribuant", "collectivite", "payeur"),
    "beneficiary": ("beneficiaire", "association", "porteur", "organisme"),
    "amount": ("montant", "subvention", "somme"),
    "signed_on": ("signature", "signee", "date de la convention", "dateconvention"),
    "notified_on": ("notification", "notifiee"),
    "in_force_since": ("debut", "effet", "vigueur"),
    "end": ("fin", "terme", "echeance", "jusqu"),
    "purpose": ("objet", "description", "projet"),
}
DAYS = frozenset({"signed_on", "notified_on", "in_force_since", "end"})
CHOICES = {"kind": "agreement.kind", "stage": "agreement.state"}
FORMS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%y")


def plain(text: str) -> str:
    """A word without case, accents and marks, for comparing."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(r"[^a-z0-9]+", " ", "".join(one for one in apart if not unicodedata.combining(one))).strip()


def guessed(headings: Sequence[str], remembered: Mapping[str, str]) -> dict[int, str]:
    """The field of each column: as it was said before, else by its name; each field once."""
    found: dict[int, str] = {}
    for at, heading in enumerate(headings):
        name = remembered.get(plain(heading)) or _by_name(plain(heading), set(found.values()))
        if name and name not in found.values():
            found[at] = name
    return found


def _by_name(heading: str, taken: set[str]) -> str:
    fitting = (name for name, words in GUESSES.items() if name not in taken and any(one in heading for one in words))
    return next(fitting, "")


def said(field: str, cell: str) -> str:
    """What a cell says, as a form takes it; empty where it cannot be told."""
    text = cell.strip()
    if field in DAYS:
        return day(text)
    if field in CHOICES:
        return _choice(CHOICES[field], plain(text))
    return _sum(text) if field == "amount" else text[:2000]


def day(text: str) -> str:
    """A day in any of the ways it is written here."""
    for form in FORMS:
        try:
            return datetime.strptime(text[:10], form).date().isoformat()  # noqa: DTZ007 — a day has no zone
        except ValueError:
            continue
    return ""


def _sum(text: str) -> str:
    written = amount(text)
    try:
        return written if Decimal(written).is_finite() else ""
    except InvalidOperation:
        return ""


def _choice(words: str, text: str) -> str:
    """A word of the domain, in French or as it is written here."""
    known = {plain(french): value for value, french in WORDS[words].items()} | {
        plain(value): value for value in WORDS[words]
    }
    if text in known:
        return known[text]
    return next(
        (value for french, value in known.items() if text and (text.startswith(french) or french.startswith(text))), ""
    )
