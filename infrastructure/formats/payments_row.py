"""One line of accounts as a payment: certain readings only, each repair said, the rest refused by column and reason."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache

from application.grants.rows import Party, Repair, plain
from application.paying.rows import PaymentRow
from domain.payment import PaymentKind
from domain.values import Money
from infrastructure.formats import scdl_amounts, scdl_dates, scdl_values
from infrastructure.formats.scdl_amounts import Marks
from infrastructure.formats.scdl_cells import Refused
from infrastructure.formats.scdl_dates import Order
from infrastructure.formats.tables import RawRow
from infrastructure.formats.text import tidy, unscrambled

LARGEST = Decimal(10) ** 9
"""A payment of a thousand million is taken for a slip of the pen."""
_SYMBOLS = {"€": "EUR", "$": "USD", "£": "GBP", "eur": "EUR", "euro": "EUR", "euros": "EUR", "chf": "CHF"}
_CODE = re.compile(r"[A-Za-z]{3}")
_CURRENCY = re.compile(r"^\s*([A-Z]{3}|[$£])\s*(?=[-\d(])|(?<=[\d)])\s*([A-Z]{3}|[$£])\s*$")
_NUMBER = re.compile(r"\d+[.,]0+")
_RECOVERED = re.compile(r"titre|recette|reversement|recouvrement|restitution|recovery|remboursement|encaissement")
_CANCELLED = re.compile(r"annul|reduction|reimput|rejet|cancel")
_PAID = re.compile(r"mandat|paiement|versement|depense|payment|debit|solde|acompte|avance|ordinaire|virement")
YEARS = range(1990, 2101)


@cache
def _repair(rule: str, column: str) -> Repair:
    """Of many lines the same repair: it is counted, so that one stands for all."""
    return Repair(rule=rule, column=column, before="", after="")


class Cells:
    """The texts of a line by column, and what was repaired so far."""

    def __init__(self, texts: Mapping[str, str], order: Order, marks: Mapping[str, Marks]) -> None:
        self.order, self.marks = order, marks
        self.repairs: list[Repair] = []
        self.texts = {column: self._clean(column, text) for column, text in texts.items()}

    def _clean(self, column: str, text: str) -> str:
        right = tidy(unscrambled(text))
        if right != tidy(text):
            self.repaired("text-decoded-twice", column)
        return right

    def repaired(self, rule: str, column: str) -> None:
        self.repairs.append(_repair(rule, column))

    def text(self, column: str) -> str:
        text = self.texts.get(column, "")
        return "" if text and scdl_dates.is_unknown(text) else text


def understood(cells: Cells, raw: RawRow, sheet: str) -> PaymentRow:
    """The line as a payment. Raises Refused where the sum, the day, or which way it went cannot be known."""
    amount, below = _amount(cells)
    on = _day(cells)
    order, recovery = _number(cells, "mandat"), _number(cells, "titre")
    kind = _kind(cells, recovery, order, below=below)
    third = _party(cells, "tiers", "idTiers")
    if not (third.name or third.siret or third.siren or third.rna or order or recovery):
        raise Refused("nobody-named", "tiers")
    payer = _party(cells, "payeur", "idPayeur")
    named = payer.name or payer.siret or payer.siren
    return PaymentRow(
        row=raw.row,
        sheet=sheet,
        payer=payer if named else None,
        third_party=third,
        kind=kind,
        year=_year(cells, on),
        commitment=_number(cells, "engagement"),
        order=order,
        recovery=recovery,
        amount=amount,
        on=on,
        label=cells.text("libelle")[:500],
        repairs=tuple(cells.repairs),
        cells=raw.cells,
    )


def _amount(cells: Cells) -> tuple[Money, bool]:
    """The sum without its sign, and whether it stood below zero."""
    text = cells.text("montant")
    rest, currency = _currency(cells, text)
    value = rest.strip().replace("\u2212", "-")
    below = value.startswith(("-", "(")) or value.endswith("-")
    read = scdl_amounts.amount(re.sub(r"^[-(]\s*|\s*[-)]$", "", value) if below else value, cells.marks)
    if read.value is None:
        raise Refused(read.rule, "montant", text)
    for rule in read.repairs:
        cells.repaired(rule, "montant")
    if read.value == 0:
        raise Refused("amount-of-nothing", "montant", text)
    if read.value >= LARGEST:
        raise Refused("amount-absurd", "montant", text)
    return Money.of(read.value, currency), below


def _currency(cells: Cells, text: str) -> tuple[str, str]:
    """The amount's text without a currency, and the currency: of the column, beside the amount, else euros."""
    stated, found = cells.text("devise"), _CURRENCY.search(text)
    beside = _SYMBOLS.get((found[1] or found[2]).lower(), found[1] or found[2]) if found else ""
    rest = _CURRENCY.sub("", text, count=1) if found else text
    if not stated:
        return rest, beside or "EUR"
    code = _SYMBOLS.get(stated.lower(), stated.upper())
    if not _CODE.fullmatch(code):
        raise Refused("currency-unknown", "devise", stated)
    if beside and beside != code:
        raise Refused("currencies-contradict", "devise", f"{stated} / {text}")
    return rest, code


def _day(cells: Cells) -> date:
    text = cells.text("date")
    if not text:
        raise Refused("date-missing", "date")
    read = scdl_dates.day(text, cells.order)
    if not read.days:
        raise Refused(read.doubt or "date-malformed", "date", text)
    for rule in (*read.rules, *([read.doubt] if read.doubt else ())):
        cells.repaired(rule, "date")
    return read.days[0]


def _year(cells: Cells, on: date) -> int:
    text = cells.text("exercice")
    if not text:
        cells.repaired("year-of-the-day", "exercice")
        return on.year
    bare = text.partition(",")[0].partition(".")[0].strip()
    if not bare.isdecimal() or int(bare) not in YEARS:
        raise Refused("year-not-a-year", "exercice", text)
    return int(bare)


def _number(cells: Cells, column: str) -> str:
    """A number of the accounts; a spreadsheet's decimals of nothing are taken off."""
    text = cells.text(column)
    if _NUMBER.fullmatch(text):
        whole = re.split(r"[.,]", text)[0]
        cells.repaired("whole-number-with-decimals", column)
        return whole
    return text[:100]


def _kind(cells: Cells, recovery: str, order: str, *, below: bool) -> PaymentKind:
    """Which way the money went: as the line says, by its number, by its sign."""
    said = plain(cells.text("nature"))
    if _CANCELLED.search(said):
        return PaymentKind.CANCELLATION
    if _RECOVERED.search(said) or (recovery and not order):
        return PaymentKind.RECOVERY
    if said and not _PAID.search(said):
        raise Refused("nature-unknown", "nature", cells.text("nature"))
    if recovery and order and not said:
        raise Refused("order-and-recovery", "titre", f"{order} / {recovery}")
    if below and not order:
        raise Refused("amount-below-zero", "montant", cells.text("montant"))
    if below:
        cells.repaired("below-zero-as-cancellation", "montant")
    return PaymentKind.CANCELLATION if below else PaymentKind.PAYMENT


def _party(cells: Cells, name: str, number: str) -> Party:
    text = cells.text(number)
    read = scdl_values.identifier(text) if text else scdl_values.Identifier()
    if read.repair:
        cells.repaired(read.repair, number)
    if text and not read.value:
        cells.repaired("identifier-not-read", number)
    return Party(name=cells.text(name), siret=read.siret, siren=read.siren, rna=read.rna)
