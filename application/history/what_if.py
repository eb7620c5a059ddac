"""What if a committee had had other bylaws? Past decisions are judged again under them; nothing is recorded."""

from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from application.history.decisions import Progress
from application.history.trail import Trail
from domain import committee, meeting
from domain.bylaws import Bylaws, Figures, OutcomeKind, Verdict, flips, quorum_figures, unsound
from domain.committee import bylaws_on
from domain.committee.rules import BylawsUnsound
from domain.decider import record
from domain.meeting.counting import quorum_at
from domain.meeting.rejudging import Rejudged, rejudged
from domain.meeting.sitting import NoQuorumFound
from domain.meeting.state import Meeting


class Flip(StrEnum):
    """What turns: the result, the notice, the quorum, the majority, who is elected, or whether there is a sitting."""

    RESULT = "result"
    NOTICE = "notice"
    QUORUM = "quorum"
    MAJORITY = "majority"
    ELECTION = "election"
    SITTING = "sitting"


@record
class Judgement:
    """What a decision comes to under some bylaws: the figures, whether what was adopted stands, rules not met."""

    title: str
    verdict: Verdict
    stands: bool | None
    broken: tuple[str, ...]


@record
class Replayed:
    """One past decision, as it was judged and as it would be. `flips` is empty where nothing turns.

    Without an item, a sitting that was given up for lack of a quorum.
    """

    id: str
    meeting: str
    committee: str | None
    item: str
    title: str
    kind: OutcomeKind | None
    reference: str
    on: date | None
    recorded_adopted: bool | None
    before: Judgement | None
    after: Judgement
    flips: tuple[Flip, ...]


@record
class WhatIf:
    """How many decisions were judged again, and each of them; `not_judged` were taken under no bylaws on file."""

    bylaws: str
    position: int
    judged: int
    not_judged: int
    flipped: int
    decisions: tuple[Replayed, ...]


def what_if(
    trail: Trail, bylaws: Bylaws, framework: str | None, body: str | None, progress: Progress | None = None
) -> WhatIf:
    """Judge the past decisions of a framework or committee under these bylaws. Raises BylawsUnsound."""
    wrong = unsound(bylaws)
    if wrong:
        raise BylawsUnsound(", ".join(wrong))
    replayed = list(_replayed(trail, bylaws, framework, body, progress))
    judged = [one for one in replayed if one.before is not None]
    return WhatIf(
        bylaws=bylaws.title,
        position=trail.position,
        judged=len(judged),
        not_judged=len(replayed) - len(judged),
        flipped=sum(bool(one.flips) for one in judged),
        decisions=tuple(replayed),
    )


def current_bylaws(trail: Trail, body: str, day: date) -> Bylaws | None:
    """The bylaws of a committee on a day: what a draft begins from."""
    state: committee.Committee = trail.state(body)
    return bylaws_on(state, day)


def _replayed(
    trail: Trail, bylaws: Bylaws, framework: str | None, body: str | None, progress: Progress | None
) -> Iterator[Replayed]:
    filters = {name: value for name, value in (("framework", framework), ("committee", body)) if value is not None}
    meetings = sorted(trail.rows("meetings", filters), key=lambda row: str(row["held_on"]))
    for number, row in enumerate(meetings, 1):
        stream = str(row["id"])
        if trail.facts(stream):
            yield from _of_meeting(trail, stream, bylaws)
        if progress is not None:
            progress(number, len(meetings))


def _of_meeting(trail: Trail, stream: str, bylaws: Bylaws) -> Iterator[Replayed]:
    yield from _given_up(trail, stream, bylaws)
    state: Meeting = trail.state(stream)
    for name, item in state.items.items():
        after = rejudged(state, name, bylaws)
        if after is None or item.outcome is None:
            continue
        before = None if state.bylaws is None else rejudged(state, name, state.bylaws)
        yield Replayed(
            id=f"{stream}/{name}",
            meeting=stream,
            committee=state.committee,
            item=name,
            title=item.title,
            kind=item.outcome.kind,
            reference=item.outcome.reference,
            on=item.outcome.on,
            recorded_adopted=item.outcome.adopted,
            before=None if before is None or state.bylaws is None else _judgement(state.bylaws, before),
            after=_judgement(bylaws, after),
            flips=() if before is None else tuple(_flips(before, after)),
        )


def _judgement(bylaws: Bylaws, judged: Rejudged) -> Judgement:
    return Judgement(title=bylaws.title, verdict=judged.verdict, stands=judged.stands, broken=judged.broken)


def _flips(before: Rejudged, after: Rejudged) -> Iterator[Flip]:
    if before.stands != after.stands:
        yield Flip.RESULT
    yield from (Flip(name) for name in flips(before.verdict, after.verdict))


def _given_up(trail: Trail, stream: str, bylaws: Bylaws) -> Iterator[Replayed]:
    """Sittings sent home for lack of a quorum: whether these bylaws would have let them go on."""
    for fact in trail.of(stream, NoQuorumFound):
        state = meeting.decider.fold(one.event for one in trail.facts(stream) if one.position < fact.position)  # type: ignore[misc]
        counted = quorum_at(state, None, _at(fact.event))
        own = None if state.bylaws is None else state.bylaws.quorum
        before, after = quorum_figures(own, counted), quorum_figures(bylaws.quorum, counted)
        turned = _holds(before) != _holds(after)
        yield Replayed(
            id=stream,
            meeting=stream,
            committee=state.committee,
            item="",
            title=state.title,
            kind=None,
            reference="",
            on=state.held_on,
            recorded_adopted=None,
            before=_sitting("" if state.bylaws is None else state.bylaws.title, before),
            after=_sitting(bylaws.title, after),
            flips=(Flip.SITTING,) if turned else (),
        )


def _sitting(title: str, figures: Figures | None) -> Judgement:
    return Judgement(title=title, verdict=Verdict(quorum=figures), stands=_holds(figures), broken=())


def _holds(figures: Figures | None) -> bool:
    return figures is None or figures.holds


def _at(event: Any) -> datetime:
    at: datetime = event.at
    return at
