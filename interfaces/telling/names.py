"""What identifiers are called: organisations and people by their names, everything else by its title."""

from interfaces.cli import lists
from interfaces.parts import Parts

TITLED = (
    *("agreements", "committees", "commitments", "evaluations", "frameworks", "meetings"),
    *("programmes", "calls", "applications", "projects", "sessions", "loans"),
    *("contracts", "procurement_plans"),
)


def names_of(parts: Parts) -> dict[str, str]:
    """Names by identifier, as they are today."""
    today = parts.clock.now().date()
    titles = {
        str(row["id"]): str(row.get("title") or row.get("name"))
        for listing in TITLED
        for row in lists.rows(parts, listing, {}, today)
        if row.get("title") or row.get("name")
    }
    return titles | lists.names(parts, today)
