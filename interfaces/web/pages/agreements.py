"""The portfolio: every agreement of a framework, with what is late, granted, paid and due next."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from starlette.responses import Response

from application.reading import Row
from domain.agreement.parts import AgreementKind, Stage
from interfaces.web.entry import may, signed_in
from interfaces.web.language import N_
from interfaces.web.rendering import environment
from interfaces.web.visit import PAGE, Visit
from interfaces.web.web import Web

QUERY = {"q": "text", "etat": "state", "forme": "kind", "retard": "late"}
"""What stands in the address, and the filter of the list it is."""
ORDERS = {"montant": "-granted", "verse": "-paid", "titre": "title", "recent": "-updated_at"}
COLUMNS = ("title", "kind", "state", "payer", "beneficiary", "granted", "paid", "end", "next_deadline", "late")
AT_ONCE = 500


def add(web: Web) -> None:
    """The list, and the same as a file."""
    web.page(
        "/conventions", portfolio, enter=signed_in, examples=lambda _parts: ["/conventions", "/conventions?retard=true"]
    )
    web.file("/conventions.csv", export, enter=signed_in)
    web.in_menu(N_("Conventions"), "/conventions", 10, enter=signed_in)


def portfolio(visit: Visit) -> Response:
    """The list."""
    filters = _filters(visit)
    page = visit.rows("agreements", PAGE, visit.query("apres"), **_asked(filters))
    return visit.page(
        "pages/agreements.html",
        rows=[_row(visit, one) for one in page.items],
        next=page.next,
        filters=filters,
        after=visit.query("apres"),
        count=_count(visit, filters),
        stages=[one.value for one in Stage],
        kinds=[one.value for one in AgreementKind],
        may_draft=may("agreement.draft").admits(visit.visitor),
    )


def export(visit: Visit) -> Response:
    """Every agreement under these filters as CSV."""
    written = io.StringIO()
    table = csv.writer(written, delimiter=";")
    table.writerow(["id", *COLUMNS, "currency"])
    for one in _all(visit):
        table.writerow(
            [one["id"], *(_cell(one[name]) for name in COLUMNS), (one["paid"] or {"currency": ""})["currency"]]
        )
    return visit.file(("\ufeff" + written.getvalue()).encode(), "text/csv; charset=utf-8", "conventions.csv")


def _all(visit: Visit) -> Iterator[Any]:
    after: str | None = None
    while True:
        page = visit.rows("agreements", AT_ONCE, after, **_asked(_filters(visit)))
        yield from page.items
        after = page.next
        if after is None:
            return


def _cell(value: Any) -> str:
    """A value as a spreadsheet takes it; a text that begins like a formula is kept from being one."""
    match value:
        case None:
            return ""
        case {"amount": amount}:
            return str(amount)
        case {"name": name}:
            return _cell(name)
        case str() if value[:1] in "=+-@\t\r":
            return f"'{value}"
        case _:
            return str(value)


def _filters(visit: Visit) -> dict[str, str]:
    return {name: visit.query(name) for name in (*QUERY, "tri") if visit.query(name)}


def _asked(filters: dict[str, str]) -> dict[str, str]:
    asked = {QUERY[name]: value for name, value in filters.items() if name in QUERY}
    return asked | ({"order": ORDERS[filters["tri"]]} if filters.get("tri") in ORDERS else {})


def _count(visit: Visit, filters: dict[str, str]) -> int:
    asked = {name: value for name, value in _asked(filters).items() if name != "order"}
    framework = {"framework": str(visit.visitor.framework["id"])} if visit.visitor.framework else {}
    return visit.parts.reading.count("agreements", asked | framework, today=visit.today)


def _row(visit: Visit, one: Row) -> dict[str, Any]:
    """An agreement as a line of the table: its title leads to it."""
    cells = environment(visit.language).get_template("pages/agreement_cells.html").module
    made: Any = cells
    return {
        "title": made.title(one),
        "state": made.state(one),
        "with": made.parties(one),
        "granted": made.granted(one),
        "paid": made.paid(one),
        "next": made.next(one),
    }
