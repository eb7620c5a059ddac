"""The life of a joint strategy: drafted by several, adopted by each of its owners, closed with a word on why."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import assert_never

from domain import irregularity
from domain.decider import Refusal, record, replace
from domain.irregularity import judged
from domain.strategy.state import Stage, Strategy, drafted, still_open
from domain.values import ActReference, FrameworkId, OrganisationId, Period, Source


@record
class DraftStrategy:
    """Draft a strategy that several organisations are to own."""

    framework: FrameworkId
    title: str
    owners: frozenset[OrganisationId]
    territory: str = ""
    period: Period = Period()
    source: Source | None = None
    on: date


@record
class AdoptStrategy:
    """Adopt the strategy for one of its owners, by an act of its own; it is adopted once every owner has."""

    by: OrganisationId
    act: ActReference | None = None
    source: Source | None = None
    on: date


@record
class CloseStrategy:
    """Close the strategy and say why: its term has come, or another one follows."""

    reasons: str
    on: date


@record
class StrategyDrafted:
    framework: FrameworkId
    title: str
    owners: frozenset[OrganisationId]
    territory: str
    period: Period
    source: Source | None = None
    on: date


@record
class OwnerAdopted:
    by: OrganisationId
    act: ActReference | None = None
    source: Source | None = None
    on: date


@record
class StrategyAdopted:
    on: date


@record
class StrategyEnded:
    reasons: str
    on: date


Command = DraftStrategy | AdoptStrategy | CloseStrategy
Event = StrategyDrafted | OwnerAdopted | StrategyAdopted | StrategyEnded
Told = Sequence[Event | irregularity.Event]


class StrategyAlreadyDrafted(Refusal):
    """A strategy is drafted once."""


class StrategyUntitled(Refusal):
    """A strategy has a title and two owners at least: one alone has a plan of its own."""

    cure = "Whoever adopted it says its title and owners."


class NotAnOwnerOfStrategy(Refusal):
    """A strategy is adopted by its owners."""


class StrategyWithoutObjectives(Refusal):
    """What is adopted says what is to be reached: an axis and an objective at least."""

    cure = "Enter the objectives that were adopted."


class StrategyClosedWithoutReasons(Refusal):
    """A strategy is closed with a word on why."""


def decide(command: Command, strategy: Strategy) -> Told:
    match command:
        case DraftStrategy():
            return draft(command, strategy)
        case AdoptStrategy():
            return adopt(command, drafted(strategy))
        case CloseStrategy():
            return close(command, drafted(strategy))
        case _:
            assert_never(command)


def draft(command: DraftStrategy, strategy: Strategy) -> Told:
    if strategy.stage is not None:
        raise StrategyAlreadyDrafted(strategy.title)
    news = StrategyDrafted(
        framework=command.framework,
        title=command.title,
        owners=command.owners,
        territory=command.territory,
        period=command.period,
        source=command.source,
        on=command.on,
    )
    untitled = [] if command.title.strip() and len(command.owners) > 1 else [StrategyUntitled()]
    return judged([news], untitled, command.source, (), command.on)


def adopt(command: AdoptStrategy, strategy: Strategy) -> Told:
    if command.by not in strategy.owners:
        raise NotAnOwnerOfStrategy(command.by)
    if command.by in strategy.adopted_by:
        return []
    still_open(strategy)
    events: list[Event] = [OwnerAdopted(by=command.by, act=command.act, source=command.source, on=command.on)]
    if strategy.owners <= {*strategy.adopted_by, command.by}:
        events.append(StrategyAdopted(on=max([command.on, *strategy.adopted_by.values()])))
    return judged(events, _aimless(strategy), command.source, strategy.irregularities, command.on)


def _aimless(strategy: Strategy) -> Iterator[Refusal]:
    if not any(not one.dropped for one in strategy.objectives.values()):
        yield StrategyWithoutObjectives()


def close(command: CloseStrategy, strategy: Strategy) -> list[Event]:
    if not command.reasons.strip():
        raise StrategyClosedWithoutReasons
    if strategy.stage is Stage.CLOSED:
        return []
    return [StrategyEnded(reasons=command.reasons, on=command.on)]


def evolve(strategy: Strategy, event: Event) -> Strategy:
    match event:
        case StrategyDrafted():
            return Strategy(
                framework=event.framework,
                title=event.title,
                territory=event.territory,
                period=event.period,
                owners=event.owners,
                stage=Stage.DRAFTED,
            )
        case OwnerAdopted(by=by, act=act, on=on):
            acts = strategy.acts if act is None else {**strategy.acts, by: act}
            return replace(strategy, adopted_by={**strategy.adopted_by, by: on}, acts=acts)
        case StrategyAdopted():
            return replace(strategy, stage=Stage.ADOPTED)
        case StrategyEnded(reasons=reasons):
            return replace(strategy, stage=Stage.CLOSED, closed_because=reasons)
        case _:
            assert_never(event)
