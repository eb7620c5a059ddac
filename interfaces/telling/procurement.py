"""Which contracts are published together."""

from interfaces.cli import lists
from interfaces.parts import Parts


def contract_names(parts: Parts, framework: str | None) -> list[str]:
    """The contracts of a framework, or of all, in the order in which they were begun."""
    filters = {} if framework is None else {"framework": framework}
    return sorted(str(row["id"]) for row in lists.rows(parts, "contracts", filters, parts.clock.now().date()))
