"""One row of SCDL subventions as a grant, with what follows from its text and what it says against itself."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from application.grants.rows import Cell, Grant, GrantRow, Instalment, PaymentKind, digest, identity, key
from domain.values import Money
from infrastructure.formats import scdl_dates, scdl_periods, scdl_terms
from infrastructure.formats import scdl_fields as fields
from infrastructure.formats.scdl_cells import Cells, Habits
from infrastructure.formats.scdl_columns import PAYMENTS
from infrastructure.formats.scdl_dates import Order
from infrastructure.formats.scdl_payments import amounts_on_days, days_apart, on_days
from infrastructure.formats.tables import RawRow

_LATER = frozenset({"datedeuxiemeversement", "datesoldeversement"})


def understood(texts: Sequence[Cell], habits: Habits, *, raw: RawRow, sheet: str, shape: str = "") -> GrantRow:
    """The row as a grant. Raises Refused where who, from whom or how much cannot be known."""
    cells = Cells(texts, habits, shape)
    fields.refuse_nobody(cells)
    amount = fields.amount(cells)
    period, days = fields.paid(cells)
    grant = Grant(
        grantor=fields.party(cells, "nomAttribuant", "idAttribuant"),
        beneficiary=fields.party(cells, "nomBeneficiaire", "idBeneficiaire", fields.rna(cells)),
        amount=amount,
        agreed_on=fields.agreed_on(cells),
        reference=fields.reference(cells),
        object=fields.required_text(cells, "objet", "object-missing"),
        nature=fields.nature(cells),
        conditions=fields.required_text(cells, "conditionsVersement", "conditions-missing"),
        paid=period,
        state_aid_scheme=fields.state_aid_scheme(cells),
        notified_to_eu=fields.notified(cells),
        share=fields.share(cells),
        aid_scheme=cells.known("dispositifAide") or None,
        further=fields.further(cells),
    )
    kind, instalments = _scheduled(cells, grant, days)
    decided_on = _decided_on(grant)
    _question(cells, grant, decided_on)
    grant = replace(grant, unread=tuple(cells.unread))
    who = identity(grant)
    return GrantRow(
        row=raw.row,
        sheet=sheet,
        grant=grant,
        identity=who,
        key=key(who),
        digest=digest(grant),
        payment=kind,
        instalments=instalments,
        decided_on=decided_on,
        amends=scdl_terms.amends(grant),
        repairs=tuple(cells.repairs),
        doubts=tuple(cells.doubts),
        decision=cells.text("_decision"),
        cells=raw.cells,
    )


def _scheduled(cells: Cells, grant: Grant, days: tuple[date, ...]) -> tuple[PaymentKind | None, tuple[Instalment, ...]]:
    apart = cells.text(PAYMENTS)
    told = amounts_on_days(cells.text("datesPeriodeVersement")) or amounts_on_days(apart)
    terms = scdl_terms.terms(grant.conditions, grant.amount)
    if told and sum(amount for amount, _ in told) == grant.amount.amount:
        known = tuple(Instalment(amount=Money.of(amount), due=day) for amount, day in told)
        return terms.kind, known
    if terms.mismatch:
        total = f"{grant.amount.amount:f}"
        cells.doubted("instalments-do-not-add-up", "conditionsVersement", grant.conditions or "", total)
    if said := days_apart(apart):
        return terms.kind, on_days(terms.instalments, said, sure=True)
    return terms.kind, on_days(terms.instalments, _days(cells, days))


def _days(cells: Cells, first: tuple[date, ...]) -> tuple[date, ...]:
    """The days of payment, where later ones have columns of their own."""
    later: list[date] = []
    for column, text in cells.texts.items():
        if column.casefold() in _LATER:
            later += scdl_periods.period(text, Order.DAY_FIRST).payments
    return tuple(dict.fromkeys((*first, *later))) if first else ()


def _decided_on(grant: Grant) -> date | None:
    """The day of the decision, where its reference is a day."""
    read = scdl_dates.day(grant.reference, Order.DAY_FIRST) if grant.reference else None
    if read and read.days and re.search(r"[-/ ]", grant.reference or ""):
        return read.days[0]
    return None


def _question(cells: Cells, grant: Grant, decided_on: date | None) -> None:
    """What the row says against itself."""
    agreed_on, paid = grant.agreed_on, grant.paid
    if agreed_on and paid and paid.start and _exchanged(agreed_on) == paid.start != agreed_on:
        cells.doubted("day-and-month-may-be-exchanged", "dateConvention", agreed_on.isoformat(), paid.start.isoformat())
    if agreed_on and decided_on and agreed_on < decided_on:
        cells.doubted("agreed-before-its-decision", "dateConvention", agreed_on.isoformat(), decided_on.isoformat())
    if scdl_terms.amends(grant) is None and scdl_terms.mentions_amendment(grant):
        cells.doubted("may-be-an-amendment", "conditionsVersement", grant.conditions or "")


def _exchanged(day: date) -> date | None:
    return date(day.year, day.day, day.month) if day.day <= 12 else None
