"""Lists of what a framework holds: filters from the address, one page after the other."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from interfaces.web.visit import PAGE, Visit


def listed(visit: Visit, listing: str, template: str, query: Mapping[str, str], **context: Any) -> Response:
    """A page of a list; `query` says which question in the address is which filter."""
    filters = {name: visit.query(name) for name in query if visit.query(name)}
    asked = {query[name]: value for name, value in filters.items()}
    page = visit.rows(listing, PAGE, visit.query("apres"), **asked)
    return visit.page(template, rows=page.items, next=page.next, filters=filters, after=visit.query("apres"), **context)
