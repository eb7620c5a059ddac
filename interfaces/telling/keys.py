"""Keys of programs as every door shows them."""

from typing import Any

from application.api_keys import ApiKey
from interfaces.parts import Parts

LONGEST_DAYS = 3_650


def listed(parts: Parts, key: ApiKey) -> dict[str, Any]:
    """A key as plain data, its bounds among the rest."""
    plain: dict[str, Any] = parts.encoder.plain(key)
    bounds = plain.pop("scope")
    return {**plain, "frameworks": sorted(bounds["frameworks"]), "types": sorted(bounds["types"])}


def calendar_address(parts: Parts, key: ApiKey, secret: str) -> str | None:
    """What a person gives to their calendar program: it cannot be guessed, and is ended by revoking the key."""
    if key.calendar_of is None:
        return None
    return f"{parts.entry.address}/feeds/people/{key.calendar_of}.ics?token={secret}"


def is_administrator(parts: Parts, actor: str) -> bool:
    """Whether somebody administers this installation today."""
    parts.settle()
    asked = {"person": actor, "role": "administrator", "in_force": "true"}
    return parts.reading.count("mandates", asked, today=parts.clock.now().date()) > 0
