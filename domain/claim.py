"""A value that only one stream may hold at a time: a SIREN, an RNA number, a name that must be unique."""

from domain.decider import record


@record
class Claim:
    """A unique `(kind, value)`, such as `("siren", "130005481")`: taken by one event, given back by another."""

    kind: str
    value: str
