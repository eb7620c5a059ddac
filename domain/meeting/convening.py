"""Members are convened with clear days between the sending and the sitting, and again where the quorum lacked."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import assert_never

from domain import irregularity
from domain.bylaws import Bylaws, MeetingMode, NoticeFacts, RuleBroken, notice_figures
from domain.committee import CommitteeOnDay
from domain.decider import Given, Refusal, record, replace
from domain.irregularity import judged
from domain.meeting.guards import BylawsUnknown, scheduled
from domain.meeting.state import Meeting, Stage, Urgency
from domain.values import Source


@record
class ConveneMeeting:
    """Send the convocation with the agenda; `on` is the day it is sent."""

    urgent: bool = False
    reason: str = ""
    source: Source | None = None
    on: date
    committee_on_day: Given[CommitteeOnDay]


@record
class ReconveneMeeting:
    """Convene again, for the same items, a meeting that lacked its quorum."""

    held_on: date
    starts_at: datetime | None = None
    source: Source | None = None
    on: date


Command = ConveneMeeting | ReconveneMeeting


@record
class MeetingConvened:
    """The agenda is what stood on it that day; the bylaws are those of the day of the meeting."""

    held_on: date
    urgent: bool = False
    reason: str = ""
    bylaws: Bylaws
    source: Source | None = None
    on: date


@record
class MeetingReconvened:
    held_on: date
    starts_at: datetime | None = None
    source: Source | None = None
    on: date


Event = MeetingConvened | MeetingReconvened


class ModeNotAllowed(RuleBroken):
    """A meeting is held in a way the bylaws provide for."""

    cure = "The chair: hold the meeting again in a way the bylaws provide for."


class MeetingNotToConvene(Refusal):
    """Only a scheduled meeting can be convened, and only before its day."""


class NoticeTooShort(RuleBroken):
    """Members are convened with the number of days of notice that the rules require."""

    cure = "The body: have the items adopted again by a meeting convened in time."


class UrgencyBelowMinimum(RuleBroken):
    """Even in urgency, notice never falls below the minimum that the rules set."""

    cure = "The body: have the items adopted again by a meeting convened in time."


class UrgencyNotProvided(RuleBroken):
    """Notice is shortened for urgency only where the rules provide for it, and with reasons."""

    cure = "The body: have the items adopted again by a meeting convened in time."


class QuorumWasNotLacking(Refusal):
    """Only a meeting that lacked its quorum is convened again for the same items."""


class NoSecondConvocation(RuleBroken):
    """A second convocation without quorum exists only where the rules provide for it."""

    cure = "The chair: schedule a new meeting."


class ReconvenedTooSoon(RuleBroken):
    """A meeting that lacked its quorum is held again only after the interval that the rules set."""

    cure = "The body: have the items adopted again after the interval."


def decide(command: Command, meeting: Meeting) -> list[Event | irregularity.Event]:
    match command:
        case ConveneMeeting():
            return convene(command, meeting)
        case ReconveneMeeting():
            return reconvene(command, meeting)
        case _:
            assert_never(command)


def convene(command: ConveneMeeting, meeting: Meeting) -> list[Event | irregularity.Event]:
    if scheduled(meeting).stage is Stage.CONVENED and meeting.notice is not None and meeting.notice.sent == command.on:
        return []
    if meeting.stage is not Stage.SCHEDULED or meeting.held_on is None or command.on > meeting.held_on:
        raise MeetingNotToConvene(meeting.stage)
    if command.committee_on_day.bylaws is None:
        raise BylawsUnknown(meeting.held_on)
    bylaws = command.committee_on_day.bylaws
    facts = NoticeFacts(sent=command.on, held=meeting.held_on, urgent=command.urgent)
    convened = MeetingConvened(
        held_on=meeting.held_on,
        urgent=command.urgent,
        reason=command.reason,
        bylaws=bylaws,
        source=command.source,
        on=command.on,
    )
    notice = notice_breaches(bylaws, facts, command.reason, meeting.mode)
    breaches = [*notice, *mode_breaches(bylaws, meeting.mode)]
    return [*judged([convened], breaches, command.source, meeting.irregularities, command.on)]


def notice_breaches(bylaws: Bylaws, facts: NoticeFacts, reason: str, mode: MeetingMode) -> Iterator[Refusal]:
    """What the convocation lacked; where the chair decides alone, nobody has to be convened."""
    figures = notice_figures(bylaws.notice, facts)
    if bylaws.notice is None or figures is None or mode is MeetingMode.CHAIR:
        return
    article = bylaws.notice.article
    if facts.urgent and (bylaws.notice.urgent_days is None or not reason.strip()):
        yield UrgencyNotProvided(reason, article=article)
    if not figures.holds:
        rule = UrgencyBelowMinimum if facts.urgent and bylaws.notice.urgent_days is not None else NoticeTooShort
        yield rule(figures.required, figures.met, article=article)


def mode_breaches(bylaws: Bylaws, mode: MeetingMode) -> Iterator[Refusal]:
    if mode not in bylaws.modes.modes:
        yield ModeNotAllowed(mode, article=bylaws.modes.article)


def reconvene(command: ReconveneMeeting, meeting: Meeting) -> list[Event | irregularity.Event]:
    if scheduled(meeting).stage is Stage.RECONVENED and meeting.held_on == command.held_on:
        return []
    if meeting.stage is not Stage.NO_QUORUM or meeting.held_on is None:
        raise QuorumWasNotLacking(meeting.stage)
    reconvened = MeetingReconvened(
        held_on=command.held_on, starts_at=command.starts_at, source=command.source, on=command.on
    )
    breaches = _interval_breaches(command, meeting, meeting.held_on)
    return [*judged([reconvened], breaches, command.source, meeting.irregularities, command.on)]


def _interval_breaches(command: ReconveneMeeting, meeting: Meeting, first: date) -> Iterator[Refusal]:
    rule = None if meeting.bylaws is None else meeting.bylaws.quorum
    if rule is None or rule.reconvene_after is None:
        yield NoSecondConvocation(article="" if rule is None else rule.article)
    elif command.held_on < first + timedelta(days=rule.reconvene_after) or command.on > command.held_on:
        yield ReconvenedTooSoon(rule.reconvene_after, (command.held_on - first).days, article=rule.article)


def evolve(meeting: Meeting, event: Event) -> Meeting:
    match event:
        case MeetingConvened():
            return replace(
                meeting,
                bylaws=event.bylaws,
                notice=NoticeFacts(sent=event.on, held=event.held_on, urgent=event.urgent),
                urgency=Urgency.TO_RATIFY if event.urgent and meeting.mode is not MeetingMode.CHAIR else Urgency.NONE,
                stage=Stage.CONVENED,
            )
        case MeetingReconvened():
            return replace(
                meeting,
                held_on=event.held_on,
                starts_at=event.starts_at,
                second_convocation=True,
                stage=Stage.RECONVENED,
            )
        case _:
            assert_never(event)
