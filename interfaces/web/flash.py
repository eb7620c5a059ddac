"""What was just done, said once on the next page."""

import base64
import binascii
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from interfaces.web.visit import Visit

COOKIE = "palabre_said"
LONGEST = 500


def keep(visit: "Visit", said: str) -> None:
    """For the next page."""
    visit.cookies[COOKIE] = base64.urlsafe_b64encode(said[:LONGEST].encode()).decode()


def read(visit: "Visit") -> str:
    """What the last page left to say; it is forgotten now."""
    kept = visit.request.cookies.get(COOKIE)
    if not kept or COOKIE in visit.cookies:
        return ""
    visit.cookies[COOKIE] = None
    try:
        return base64.urlsafe_b64decode(kept.encode()).decode()[:LONGEST]
    except (binascii.Error, ValueError):
        return ""
