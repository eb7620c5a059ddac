"""The fields of a grant, each read from its cell: repaired where certain, doubted where not."""

import re
from datetime import date
from decimal import Decimal

from application.grants.rows import Cell, Doubt, Nature, Party
from domain.values import Money, Period
from infrastructure.formats import scdl_amounts, scdl_dates, scdl_periods, scdl_values
from infrastructure.formats.scdl_cells import Cells, Refused
from infrastructure.formats.scdl_columns import COLUMNS, NATURES
from infrastructure.formats.scdl_dates import Order, Reading
from infrastructure.formats.scdl_payments import amounts_on_days
from infrastructure.formats.scdl_totals import names_a_total

_WHOLE = re.compile(r"-?\d+[.,]0+")
_MIDNIGHT = re.compile(r"(\d{4}-\d\d-\d\d)[ T]00:00(?::00)?")


def refuse_nobody(cells: Cells) -> None:
    if (
        not cells.name("nomBeneficiaire")
        and not _identified(cells, "idBeneficiaire")
        and not scdl_values.identifier(cells.text("rnaBeneficiaire")).rna
    ):
        raise Refused("nobody-receives", "nomBeneficiaire", cells.text("idBeneficiaire"))
    if not cells.name("nomAttribuant") and not _identified(cells, "idAttribuant"):
        raise Refused("nobody-grants", "nomAttribuant", cells.text("idAttribuant"))
    for name, column in (("nomAttribuant", "idAttribuant"), ("nomBeneficiaire", "idBeneficiaire")):
        if names_a_total(cells.text(name)) and not _identified(cells, column) and not cells.text("_decision"):
            raise Refused("looks-like-a-total", name, cells.text(name))


def _identified(cells: Cells, column: str) -> bool:
    return bool(scdl_values.identifier(cells.text(column)).value)


def amount(cells: Cells) -> Money:
    text = cells.text("montant")
    said_missing = scdl_dates.is_unknown(text) and text != "?"
    read = scdl_amounts.amount("" if said_missing else text, cells.marks)
    if read.value is None:
        raise Refused(read.rule, "montant", text)
    for rule in read.repairs:
        cells.repaired(rule, "montant", text, f"{read.value:f}")
    if read.value == 0:
        cells.doubted("amount-is-zero", "montant", text)
    return Money.of(read.value)


def party(cells: Cells, name: str, column: str, rna: str | None = None) -> Party:
    text = cells.known(column)
    if not cells.known(name):
        cells.doubted("name-missing", name)
    if not text:
        if rna is None:
            cells.doubted("identifier-missing", column)
        return Party(name=cells.name(name), rna=rna)
    read = scdl_values.identifier(text)
    if read.repair:
        cells.repaired(read.repair, column, text, read.value)
    if read.doubt:
        kept = scdl_values.destroyed(text)
        cells.doubts.append(Doubt(rule=read.doubt, column=column, value=text))
        if not read.value:
            cells.unread.append(Cell(column=column, value=kept))
    return read.of(cells.name(name), rna)


def rna(cells: Cells) -> str | None:
    text = cells.known("rnaBeneficiaire")
    if not text:
        return None
    found = scdl_values.identifier(text).rna
    if found is None:
        cells.doubted("rna-malformed", "rnaBeneficiaire", text, unread=True)
    elif found != text:
        cells.repaired("identifier-separators", "rnaBeneficiaire", text, found)
    return found


def agreed_on(cells: Cells) -> date | None:
    column = "dateConvention"
    text = cells.known(column)
    if not text:
        cells.doubted("date-missing", column)
        return None
    read = scdl_dates.day(text, cells.orders.get(column, Order.UNSEEN))
    _told(cells, read, column, text)
    return read.days[0] if read.days else None


def _told(cells: Cells, read: Reading, column: str, text: str) -> None:
    for rule in read.rules:
        after = "/".join(found.isoformat() for found in read.days)
        cells.repaired(rule, column, text, after)
    if read.doubt:
        understood = read.doubt == "day-or-month-first" and read.days
        cells.doubted(read.doubt, column, text, unread=not understood)


def paid(cells: Cells) -> tuple[Period | None, tuple[date, ...]]:
    column = "datesPeriodeVersement"
    text = cells.known(column)
    if not text:
        cells.doubted("payment-period-missing", column)
        return None, ()
    read = scdl_periods.period(text, cells.orders.get(column, Order.UNSEEN))
    if read.doubt == "payment-period-malformed" and (told := amounts_on_days(text)):
        cells.repaired("amounts-and-days", column, text, "/".join(day.isoformat() for _, day in told))
        days = tuple(day for _, day in told)
        return Period(start=min(days), end=max(days)), days
    _told(cells, read, column, text)
    return read.period, read.payments


def reference(cells: Cells) -> str | None:
    text = cells.known("referenceDecision")
    if not text:
        cells.doubted("reference-missing", "referenceDecision")
    return text or None


def required_text(cells: Cells, column: str, rule: str) -> str | None:
    text = cells.known(column)
    if not text:
        cells.doubted(rule, column)
    return text or None


def nature(cells: Cells) -> Nature | None:
    text = cells.known("nature")
    if not text:
        cells.doubted("nature-missing", "nature")
        return None
    found = scdl_values.nature(text)
    if found is None:
        cells.doubted("nature-malformed", "nature", text, unread=True)
    elif text not in NATURES.values():
        cells.repaired("nature-in-other-words", "nature", text, NATURES[found])
    return found


def state_aid_scheme(cells: Cells) -> str | None:
    text = cells.known("idRAE")
    if _WHOLE.fullmatch(text):
        text = re.split(r"[.,]", text)[0]
    if len(text) > 5:
        cells.doubted("scheme-malformed", "idRAE", text, unread=True)
        return None
    return text or None


def notified(cells: Cells) -> bool | None:
    text = cells.known("notificationUE")
    if not text:
        cells.doubted("notification-missing", "notificationUE")
        return None
    found = scdl_values.answer(text)
    if found is None:
        cells.doubted("notification-malformed", "notificationUE", text, unread=True)
    elif text not in {"oui", "non"}:
        cells.repaired("answer-in-other-words", "notificationUE", text, "oui" if found else "non")
    return found


def share(cells: Cells) -> Decimal | None:
    text = cells.known("pourcentageSubvention")
    if not text:
        cells.doubted("share-missing", "pourcentageSubvention")
        return None
    found, repair = scdl_values.share(text)
    if found is None:
        cells.doubted("share-malformed", "pourcentageSubvention", text, unread=True)
    elif repair:
        cells.repaired(repair, "pourcentageSubvention", text, f"{found:f}")
    return found


def further(cells: Cells) -> tuple[Cell, ...]:
    return tuple(
        Cell(column=column, value=_uniform(text))
        for column, text in cells.texts.items()
        if text and column not in COLUMNS and not column.startswith("_")
    )


def _uniform(text: str) -> str:
    """A publisher's own value in one spelling, so that a workbook and a CSV file say the same."""
    if midnight := _MIDNIGHT.fullmatch(text):
        return midnight[1]
    return re.split(r"[.,]", text)[0] if _WHOLE.fullmatch(text) else text
