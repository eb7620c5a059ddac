"""What keeps people and firms from being known by their figures: which figures add up, and how small one may be."""

from collections.abc import Sequence
from datetime import date
from typing import assert_never

from domain.commitment.indicator import NoSuchIndicator
from domain.decider import Refusal, record, replace
from domain.evaluation.state import Evaluation, Protection


@record
class SetParts:
    """Say of which indicators an indicator is the sum, so that none of them can be worked out from the others."""

    indicator: str
    parts: tuple[str, ...]
    on: date


@record
class ProtectSmallNumbers:
    """Say below which number figures about people or firms are not published, and under which text."""

    indicators: frozenset[str]
    threshold: int
    article: str = ""
    on: date


Command = SetParts | ProtectSmallNumbers


@record
class PartsSet:
    indicator: str
    parts: tuple[str, ...]
    on: date


@record
class SmallNumbersProtected:
    indicators: frozenset[str]
    threshold: int
    article: str = ""
    on: date


Event = PartsSet | SmallNumbersProtected


class SumOfItself(Refusal):
    """No indicator is part of itself, directly or by its parts."""


class ThresholdTooLow(Refusal):
    """A number that keeps figures unpublished is two at least: one alone is always recognised."""


def decide(command: Command, evaluation: Evaluation) -> Sequence[Event]:
    match command:
        case SetParts():
            return set_parts(command, evaluation)
        case ProtectSmallNumbers():
            return protect(command, evaluation)
        case _:
            assert_never(command)


def set_parts(command: SetParts, evaluation: Evaluation) -> list[PartsSet]:
    _defined({command.indicator, *command.parts}, evaluation)
    if command.indicator in _within(command.parts, evaluation):
        raise SumOfItself(command.indicator)
    if evaluation.parts.get(command.indicator, ()) == command.parts:
        return []
    return [PartsSet(indicator=command.indicator, parts=command.parts, on=command.on)]


def protect(command: ProtectSmallNumbers, evaluation: Evaluation) -> list[SmallNumbersProtected]:
    _defined(command.indicators, evaluation)
    if command.threshold < LOWEST:
        raise ThresholdTooLow(command.threshold)
    stated = Protection(threshold=command.threshold, article=command.article)
    if all(evaluation.protections.get(name) == stated for name in command.indicators):
        return []
    return [
        SmallNumbersProtected(
            indicators=command.indicators, threshold=command.threshold, article=command.article, on=command.on
        )
    ]


LOWEST = 2


def _defined(names: set[str] | frozenset[str], evaluation: Evaluation) -> None:
    for name in sorted(names - evaluation.indicators.keys()):
        raise NoSuchIndicator(name)


def _within(parts: Sequence[str], evaluation: Evaluation) -> set[str]:
    """The parts, and theirs."""
    found: set[str] = set()
    waiting = list(parts)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += evaluation.parts.get(name, ())
    return found


def evolve(evaluation: Evaluation, event: Event) -> Evaluation:
    match event:
        case PartsSet(indicator=indicator, parts=parts):
            return replace(evaluation, parts={**evaluation.parts, indicator: parts})
        case SmallNumbersProtected(indicators=indicators, threshold=threshold, article=article):
            stated = Protection(threshold=threshold, article=article)
            return replace(
                evaluation, protections={**evaluation.protections, **dict.fromkeys(sorted(indicators), stated)}
            )
        case _:
            assert_never(event)
