"""A call closes by itself the day after its last day; it is extended, or called off, with reasons."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import assert_never

from domain import irregularity
from domain.call.state import Call, standing
from domain.decider import Given, Refusal, record, replace
from domain.irregularity import judged
from domain.values import Source


@record
class ExtendCall:
    """Give applicants more time."""

    closes_on: date
    reasons: str = ""
    on: date
    source: Source | None = None


@record
class CloseCall:
    """Record, once its last day has passed, that the call is closed."""

    today: Given[date]


@record
class CancelCall:
    """Call the call off, with reasons."""

    reasons: str
    on: date
    source: Source | None = None


@record
class CallExtended:
    before: date
    closes_on: date
    reasons: str
    on: date
    source: Source | None = None


@record
class CallClosed:
    """Effective on the day after the last day, whenever it is recorded."""

    on: date


@record
class CallCancelled:
    reasons: str
    on: date
    source: Source | None = None


Event = CallExtended | CallClosed | CallCancelled
Recorded = Sequence[Event | irregularity.Event]


class CallNotShortened(Refusal):
    """Time given to applicants is not taken back."""

    cure = "The coordination takes applications until the day first said, or accepts the fact with reasons."


class CallStillRuns(Refusal):
    """A call closes on the day after its last day, never earlier."""


class CallCancelledWithoutReasons(Refusal):
    """A call is called off with reasons in words."""

    cure = "Whoever called it off says why."


def extend_call(command: ExtendCall, call: Call) -> Recorded:
    before = call.closes_on
    if before is None or before == command.closes_on:
        return []
    extended = CallExtended(
        before=before, closes_on=command.closes_on, reasons=command.reasons, on=command.on, source=command.source
    )
    breaches = [*standing(call), *_shortened(before, command.closes_on)]
    return judged([extended], breaches, command.source, call.irregularities, command.on)


def _shortened(before: date, after: date) -> Iterator[Refusal]:
    if after < before:
        yield CallNotShortened(before, after)


def close_call(command: CloseCall, call: Call) -> Recorded:
    if call.closed_on is not None or call.cancelled_on is not None or call.closes_on is None:
        return []
    if command.today <= call.closes_on:
        raise CallStillRuns(call.closes_on)
    return [CallClosed(on=call.closes_on + timedelta(days=1))]


def cancel_call(command: CancelCall, call: Call) -> Recorded:
    if call.cancelled_on is not None:
        return []
    cancelled = CallCancelled(reasons=command.reasons, on=command.on, source=command.source)
    breaches = [] if command.reasons.strip() else [CallCancelledWithoutReasons()]
    return judged([cancelled], breaches, command.source, call.irregularities, command.on)


def evolve(call: Call, event: Event) -> Call:
    match event:
        case CallExtended(closes_on=closes_on):
            return replace(call, closes_on=closes_on, closed_on=None)
        case CallClosed(on=on):
            return replace(call, closed_on=on)
        case CallCancelled(reasons=reasons, on=on):
            return replace(call, cancelled_on=on, cancelled_because=reasons)
        case _:
            assert_never(event)
