"""What a procedure is about, and what its conditions may see of each kind of subject."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from application.definitions.guards import Value, Variable, Variables
from application.subjects import agreement, commitment, committee, evaluation, organisation
from application.subjects.seeing import TODAY, Related, Seen, View, nothing

_SEEN: Mapping[str, tuple[Seen, ...]] = {
    "agreement": (*agreement.SEEN, *evaluation.LATEST),
    "commitment": commitment.SEEN,
    "committee": committee.COMMITTEE,
    "evaluation": evaluation.SEEN,
    "meeting": committee.MEETING,
    "organisation": organisation.ORGANISATION,
    "framework": organisation.FRAMEWORK,
}
KINDS = tuple(_SEEN)
"""What a case can be about."""


def variables(kind: str) -> Variables:
    """What conditions may see of that kind of subject, `today` first. Raises KeyError for another kind."""
    return {"today": TODAY, **{one.variable.name: one.variable for one in _SEEN[kind]}}


@cache
def _tables(kind: str) -> tuple[dict[str, Seen], dict[str, Seen]]:
    table = {one.variable.name: one for one in _SEEN[kind]}
    return table, {one.variable.known: one for one in _SEEN[kind] if one.variable.known}


def values(kind: str, state: Any, today: date, related: Related = nothing) -> Mapping[str, Value]:
    """What those variables are, read from the folded state when asked for; what is unknown is not in it.

    `related` finds what else they are read from. A date that is unknown is a key that is missing: a timer that counts
    from it waits.
    """
    table, flags = _tables(kind)
    return View(table, flags, state, today, related)


__all__ = ["KINDS", "Variable", "values", "variables"]
