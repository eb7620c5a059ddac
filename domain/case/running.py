"""One step of a case, with what can go wrong in it."""

from collections.abc import Callable

from domain.case.setting import Untold
from domain.case.state import Cause, IncidentKind
from domain.case.telling import Telling
from domain.irregularity import in_words, rule_name
from domain.procedure.configuration import Fault, Move
from domain.values import PersonId


def moving(
    telling: Telling,
    make: Callable[[], Move | None],
    cause: Cause,
    *,
    about: str,
    chain: int = 0,
    by: PersonId | None = None,
    reason: str = "",
) -> bool:
    """Make the move and tell it; whether the case moved. What goes wrong becomes an incident: the case stays there."""
    try:
        move = make()
    except Untold as untold:
        telling.incident(IncidentKind.GUARD, f"{untold.expression}: {untold.why}", about)
        return False
    except Fault as fault:
        telling.incident(IncidentKind.DEFINITION, f"{rule_name(type(fault))}: {in_words(fault)}", about)
        return False
    if move is None:
        return False
    telling.move(move, cause, chain=chain, by=by, reason=reason)
    return True
