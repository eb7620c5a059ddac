"""The indicators of a commitment: once work is in progress, what is measured is not emptied."""

from collections.abc import Sequence

from domain.commitment import indicator
from domain.commitment.indicator import CorrectObservation, RecordObservation, SetIndicator
from domain.commitment.state import LINE, Commitment, Stage, still_owed
from domain.decider import Refusal, replace

Recorded = Sequence[indicator.Event]


class IndicatorIncomplete(Refusal):
    """Once work is in progress, an indicator keeps a unit, a baseline and a target."""


def set_indicator(command: SetIndicator, commitment: Commitment) -> Recorded:
    events = indicator.define(command, commitment.indicators)
    if events:
        for breach in still_owed(commitment):
            raise breach
        _still_measured(command, commitment)
    return events


def _still_measured(command: SetIndicator, commitment: Commitment) -> None:
    under_way = LINE.index(commitment.reached) >= LINE.index(Stage.IN_PROGRESS)
    before = commitment.indicators.get(command.indicator)
    missing = not command.unit or command.baseline is None or command.target is None
    if under_way and missing and before is not None and indicator.complete(before):
        raise IndicatorIncomplete(command.indicator)


def observe(command: RecordObservation | CorrectObservation, commitment: Commitment) -> Recorded:
    """Figures are taken at any time: effects show long after delivery."""
    return indicator.decide(command, commitment.indicators)


def evolve(commitment: Commitment, event: indicator.Event) -> Commitment:
    return replace(commitment, indicators=indicator.evolve(commitment.indicators, event))
