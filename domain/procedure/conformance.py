"""Whether a past case kept to a version of a procedure: what happened is replayed, guards being free to fit."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import partial
from itertools import islice

from domain.decider import record, replace
from domain.procedure.configuration import Configuration, Fault, Move, Standing, Trigger
from domain.procedure.definition import Procedure, StatePath, Words
from domain.procedure.guesses import outcomes
from domain.procedure.step import begin, listening, step

TRIES = 1_000
"""How many ways for guards to answer are tried for one happening."""


@record
class Recorded:
    """Something that happened to a case, and what it then entered. `trigger` None: it began, or was moved by hand."""

    trigger: Trigger | None
    entered: tuple[StatePath, ...] = ()


class Misfit(StrEnum):
    """Why a happening does not fit."""

    NOT_LISTENED_TO = "not-listened-to"
    LED_ELSEWHERE = "led-elsewhere"
    BY_HAND = "by-hand"
    BEGAN_ELSEWHERE = "began-elsewhere"


SAID: Mapping[Misfit, Words] = {
    Misfit.NOT_LISTENED_TO: Words(
        fr="À cet endroit, cette version n'attend pas cet événement.",
        en="At this point this version does not listen to that.",
    ),
    Misfit.LED_ELSEWHERE: Words(
        fr="Cette version aurait mené ailleurs, quelles que soient les conditions.",
        en="This version would have led elsewhere, whatever its conditions say.",
    ),
    Misfit.BY_HAND: Words(fr="Le dossier a été déplacé à la main.", en="The case was moved by hand."),
    Misfit.BEGAN_ELSEWHERE: Words(fr="Cette version commence ailleurs.", en="This version begins elsewhere."),
}


@record
class Departure:
    """Where a case left the procedure: the first happening that does not fit, and what would have."""

    at: int
    """Its place in the list, from 0."""
    recorded: Recorded
    misfit: Misfit
    standing: Configuration | None
    """Where the case stood then; None: it had not begun."""
    instead: tuple[tuple[StatePath, ...], ...] = ()
    """What the same trigger could have entered."""
    possible: tuple[Standing, ...] = ()
    """What could have happened."""


@record
class Conformance:
    """What a replay came to. `standing` are the configurations in which the case may be in this version."""

    departure: Departure | None = None
    standing: tuple[Configuration, ...] = ()

    @property
    def conforms(self) -> bool:
        """Whether all that happened fits."""
        return self.departure is None


def conformance(
    procedure: Procedure, past: Sequence[Recorded], names: Mapping[StatePath, StatePath] | None = None
) -> Conformance:
    """Replay a case from its beginning. `names` says what its steps are called in this version instead."""
    standing: tuple[Configuration, ...] = ()
    for at, one in enumerate(past):
        told = _renamed(one, names or {})
        moves = list(_moves(procedure, standing, told, first=at == 0))
        fitting = [move for move in moves if sorted(move.entered) == sorted(told.entered)]
        if not fitting:
            return Conformance(departure=_departure(procedure, at, told, standing, moves), standing=standing)
        standing = tuple(dict.fromkeys(move.after for move in fitting))
    return Conformance(standing=standing)


def _renamed(one: Recorded, names: Mapping[StatePath, StatePath]) -> Recorded:
    trigger = one.trigger and replace(one.trigger, state=names.get(one.trigger.state, one.trigger.state))
    return Recorded(trigger=trigger, entered=tuple(names.get(path, path) for path in one.entered))


def _moves(procedure: Procedure, standing: Sequence[Configuration], one: Recorded, *, first: bool) -> Iterator[Move]:
    """All that may have come of it, wherever the case may have stood."""
    trigger = one.trigger
    if first and trigger is None:
        yield from _that_work(outcomes(partial(begin, procedure)))
    elif trigger is not None:
        for place in standing:
            yield from _that_work(outcomes(partial(step, procedure, place, trigger)))


def _that_work(tried: Iterable[tuple[Move | Fault | None, object]]) -> Iterator[Move]:
    return (move for move, _ in islice(tried, TRIES) if isinstance(move, Move))


def _departure(
    procedure: Procedure, at: int, one: Recorded, standing: Sequence[Configuration], moves: Sequence[Move]
) -> Departure:
    place = standing[0] if standing else None
    return Departure(
        at=at,
        recorded=one,
        misfit=_misfit(at, one, moves),
        standing=place,
        instead=tuple(dict.fromkeys(move.entered for move in moves)),
        possible=() if place is None else listening(procedure, place),
    )


def _misfit(at: int, one: Recorded, moves: Sequence[Move]) -> Misfit:
    if at == 0:
        return Misfit.BEGAN_ELSEWHERE
    if one.trigger is None:
        return Misfit.BY_HAND
    return Misfit.LED_ELSEWHERE if moves else Misfit.NOT_LISTENED_TO
