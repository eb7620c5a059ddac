"""Which cooperation framework a file belongs to: the one that is named, or the only one there is."""

from collections.abc import Sequence

from domain.decider import Refusal
from domain.values import FrameworkId


class SeveralFrameworks(Refusal):
    """There are several cooperation frameworks: say which one the file belongs to."""


class FrameworkMissing(Refusal):
    """There is no such cooperation framework."""


def framework_among(known: Sequence[FrameworkId], asked: FrameworkId | None) -> FrameworkId | None:
    """The framework; None where there is none yet and none was named. Raises FrameworkMissing, SeveralFrameworks."""
    if asked is not None:
        if asked not in known:
            raise FrameworkMissing(asked)
        return asked
    if len(known) > 1:
        raise SeveralFrameworks(*known)
    return known[0] if known else None
