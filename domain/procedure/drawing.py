"""What a drawing of a procedure can show besides the procedure: how far a case has come, or how one goes wrong."""

from collections.abc import Mapping
from dataclasses import field

from domain.decider import record
from domain.procedure.definition import StatePath
from domain.procedure.soundness.findings import Finding


@record
class Marks:
    """How far a case has come. Empty: the procedure alone is drawn."""

    done: frozenset[StatePath] = frozenset()
    """Steps that were left."""
    now: frozenset[StatePath] = frozenset()
    """Steps that are active."""
    possible: frozenset[StatePath] = frozenset()
    """Steps that can be entered next."""
    taken: frozenset[tuple[str, int]] = frozenset()
    """Transitions that were taken, by id and branch; where none is given, those between steps that are done."""
    failing: tuple[str, ...] = ()
    """A path that goes wrong: ids of transitions, in their order."""
    stuck: frozenset[StatePath] = frozenset()
    """Where that path ends."""
    notes: Mapping[StatePath, str] = field(default_factory=dict[StatePath, str])
    """A few words under a step: a date, who has it."""


def failing(finding: Finding) -> Marks:
    """The shortest way to what is wrong, for a drawing."""
    taken = tuple(one.transition for leg in finding.path for one in leg.taken)
    stuck = frozenset(finding.states) or frozenset(finding.path[-1].active if finding.path else ())
    return Marks(failing=taken, stuck=stuck)
