"""An indicator says in figures how far something has come: what is counted, from where, to where, and what was seen."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import assert_never

from domain.decider import Refusal, record, replace
from domain.values import Period, Since, Source, Timeline, latest, value_on

LARGEST = Decimal(10) ** 15
SMALLEST = Decimal("0.000001")


class Direction(StrEnum):
    """Which way is better."""

    INCREASE = "increase"
    DECREASE = "decrease"
    HOLD = "hold"


@record
class SetIndicator:
    """Define an indicator, or redefine it: what was said before stays on file."""

    indicator: str
    unit: str | None = None
    direction: Direction = Direction.INCREASE
    baseline: Decimal | None = None
    target: Decimal | None = None
    on: date


@record
class RecordObservation:
    """Record the figure seen for an indicator over a period, with the source it was read from."""

    indicator: str
    value: Decimal
    period: Period
    source: Source
    on: date


@record
class CorrectObservation:
    """Correct the figure of a period, with the reasons: the figure it replaces stays visible."""

    indicator: str
    period: Period
    value: Decimal
    source: Source
    reasons: str
    on: date


Command = SetIndicator | RecordObservation | CorrectObservation


@record
class IndicatorSet:
    indicator: str
    unit: str | None
    direction: Direction
    baseline: Decimal | None
    target: Decimal | None
    on: date


@record
class ObservationRecorded:
    indicator: str
    value: Decimal
    period: Period
    source: Source
    on: date


@record
class ObservationCorrected:
    indicator: str
    period: Period
    value: Decimal
    source: Source
    reasons: str
    on: date


Event = IndicatorSet | ObservationRecorded | ObservationCorrected


class IndicatorUnnamed(Refusal):
    """An indicator has a name, so that observations can refer to it."""


class FigureOutOfRange(Refusal):
    """A figure has at most fifteen digits before the decimal point and six after it."""


class IndicatorContradictory(Refusal):
    """A target lies on the side of the baseline to which the indicator is meant to move."""


class NoSuchIndicator(Refusal):
    """A figure is observed for an indicator that was defined before."""


class ObservationPeriodUnclear(Refusal):
    """An observation is about a period with a first day and a last day, in that order."""


class AlreadyObserved(Refusal):
    """A period has one figure per indicator: another one is a correction, with its reasons."""


class NotObserved(Refusal):
    """Only a figure that was recorded for that period can be corrected."""


class CorrectedWithoutReasons(Refusal):
    """A figure is corrected with reasons in words."""


@record
class Definition:
    unit: str | None
    direction: Direction
    baseline: Decimal | None
    target: Decimal | None

    @property
    def complete(self) -> bool:
        """Whether unit, baseline and target are all known."""
        return bool(self.unit) and self.baseline is not None and self.target is not None


@record
class Figure:
    """One value as it was stated on a day, with its source; `reasons` says why it replaced an earlier one."""

    value: Decimal
    source: Source
    reasons: str = ""
    on: date


@record
class Observation:
    """What was seen over a period: the figure that holds, and those it replaced, oldest first."""

    period: Period
    figure: Figure
    replaced: tuple[Figure, ...] = ()


@record
class Indicator:
    name: str
    definitions: Timeline[Definition] = ()
    observations: tuple[Observation, ...] = ()


Indicators = Mapping[str, Indicator]


def decide(command: Command, known: Indicators) -> list[Event]:
    match command:
        case SetIndicator():
            return define(command, known)
        case RecordObservation():
            return observe(command, known)
        case CorrectObservation():
            return correct(command, known)
        case _:
            assert_never(command)


def define(command: SetIndicator, known: Indicators) -> list[Event]:
    if not command.indicator.strip():
        raise IndicatorUnnamed
    in_range(command.baseline, command.target)
    definition = Definition(
        unit=command.unit, direction=command.direction, baseline=command.baseline, target=command.target
    )
    if _contradictory(definition):
        raise IndicatorContradictory(command.indicator, command.direction, command.baseline, command.target)
    if command.indicator in known and value_on(known[command.indicator].definitions, command.on) == definition:
        return []
    return [
        IndicatorSet(
            indicator=command.indicator,
            unit=command.unit,
            direction=command.direction,
            baseline=command.baseline,
            target=command.target,
            on=command.on,
        )
    ]


def in_range(*figures: Decimal | None) -> None:
    """Refuse figures that nobody can read or reckon with."""
    for figure in figures:
        if figure is not None and not (abs(figure) < LARGEST and figure == figure.quantize(SMALLEST)):
            raise FigureOutOfRange(figure)


def _contradictory(definition: Definition) -> bool:
    if definition.baseline is None or definition.target is None:
        return False
    way = definition.target - definition.baseline
    return way * {Direction.INCREASE: 1, Direction.DECREASE: -1, Direction.HOLD: 0}[definition.direction] < 0


def observe(command: RecordObservation, known: Indicators) -> list[Event]:
    in_range(command.value)
    seen = observation(_known(command.indicator, known), _clear(command.period))
    if seen is None:
        return [
            ObservationRecorded(
                indicator=command.indicator,
                value=command.value,
                period=command.period,
                source=command.source,
                on=command.on,
            )
        ]
    if seen.figure.value == command.value:
        return []
    raise AlreadyObserved(command.indicator, command.period.start, command.period.end, seen.figure.value)


def correct(command: CorrectObservation, known: Indicators) -> list[Event]:
    in_range(command.value)
    seen = observation(_known(command.indicator, known), _clear(command.period))
    if seen is None:
        raise NotObserved(command.indicator, command.period.start, command.period.end)
    if not command.reasons.strip():
        raise CorrectedWithoutReasons(command.indicator)
    if (seen.figure.value, seen.figure.source) == (command.value, command.source):
        return []
    return [
        ObservationCorrected(
            indicator=command.indicator,
            period=command.period,
            value=command.value,
            source=command.source,
            reasons=command.reasons,
            on=command.on,
        )
    ]


def _known(name: str, known: Indicators) -> Indicator:
    if name not in known:
        raise NoSuchIndicator(name)
    return known[name]


def _clear(period: Period) -> Period:
    if period.start is None or period.end is None or period.end < period.start:
        raise ObservationPeriodUnclear(period.start, period.end)
    return period


def evolve(known: Indicators, event: Event) -> Indicators:
    before = known.get(event.indicator, Indicator(name=event.indicator))
    return {**known, event.indicator: _after(before, event)}


def _after(indicator: Indicator, event: Event) -> Indicator:
    match event:
        case IndicatorSet():
            definition = Definition(
                unit=event.unit, direction=event.direction, baseline=event.baseline, target=event.target
            )
            return replace(indicator, definitions=(*indicator.definitions, Since(since=event.on, value=definition)))
        case ObservationRecorded():
            figure = Figure(value=event.value, source=event.source, on=event.on)
            entry = Observation(period=event.period, figure=figure)
            return replace(indicator, observations=(*indicator.observations, entry))
        case ObservationCorrected():
            return replace(indicator, observations=tuple(_corrected(one, event) for one in indicator.observations))
        case _:
            assert_never(event)


def _corrected(seen: Observation, event: ObservationCorrected) -> Observation:
    if seen.period != event.period:
        return seen
    figure = Figure(value=event.value, source=event.source, reasons=event.reasons, on=event.on)
    return replace(seen, figure=figure, replaced=(*seen.replaced, seen.figure))


def defined(indicator: Indicator) -> Definition | None:
    """What the indicator means now: the definition with the latest start."""
    return latest(indicator.definitions)


def complete(indicator: Indicator) -> bool:
    """Whether the indicator has a unit, a baseline and a target."""
    definition = defined(indicator)
    return definition is not None and definition.complete


def observation(indicator: Indicator, period: Period) -> Observation | None:
    """What was seen over exactly that period."""
    return next((one for one in indicator.observations if one.period == period), None)
