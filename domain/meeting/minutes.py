"""Minutes are approved at the next meeting, signed by the chair and the secretary, and published within a week."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import assert_never

from domain import irregularity
from domain.bylaws import RuleBroken
from domain.decider import Given, Refusal, record, replace
from domain.irregularity import noticed
from domain.meeting.drafting import MinutesAlreadyApproved
from domain.meeting.listing import over, publication_rule
from domain.meeting.state import Meeting, Minutes, Stage
from domain.values import Evidence, MeetingId, Source


@record
class FollowingMeeting:
    """The first meeting of the committee held after this one."""

    meeting: MeetingId
    held_on: date


@record
class ApproveMinutes:
    """Put on record that a later meeting approved the minutes, with or without corrections."""

    by_meeting: MeetingId
    corrections: str = ""
    source: Source | None = None
    on: date
    next_meeting: Given[FollowingMeeting | None]


@record
class SignMinutes:
    """Sign the approved minutes, as chair or as secretary."""

    seat: str
    on: date


@record
class PublishMinutes:
    """Publish the approved and signed minutes."""

    document: Evidence | None = None
    source: Source | None = None
    on: date


Command = ApproveMinutes | SignMinutes | PublishMinutes


@record
class MinutesApproved:
    by_meeting: MeetingId
    corrections: str = ""
    source: Source | None = None
    on: date


@record
class MinutesSigned:
    seat: str
    on: date


@record
class MinutesPublished:
    document: Evidence | None = None
    source: Source | None = None
    on: date


Event = MinutesApproved | MinutesSigned | MinutesPublished


class MinutesNotDrafted(Refusal):
    """Minutes are drafted before they are approved."""


class ApprovedByItself(Refusal):
    """Minutes are approved by a later meeting of the same committee."""


class NotApprovedAtNext(RuleBroken):
    """Minutes are approved at the next meeting."""

    cure = "The body: approve the minutes at the earliest meeting."


class MinutesNotApproved(Refusal):
    """Minutes are signed and published once they are approved."""


class NotToSign(Refusal):
    """The minutes are signed by the chair and by the secretaries of that meeting."""


class MinutesNotSigned(RuleBroken):
    """Minutes are published once the chair and a secretary have signed them."""

    cure = "The chair and the secretary: sign the minutes."


class MinutesPublishedLate(RuleBroken):
    """Minutes are published within the days that the rules set after their approval, as a rule a week."""

    cure = "None: the delay shows."


def decide(command: Command, meeting: Meeting) -> list[Event | irregularity.Event]:
    match command:
        case ApproveMinutes():
            return approve(command, meeting)
        case SignMinutes():
            return [*sign(command, meeting)]
        case PublishMinutes():
            return publish(command, meeting)
        case _:
            assert_never(command)


def approve(command: ApproveMinutes, meeting: Meeting) -> list[Event | irregularity.Event]:
    minutes = _drafted(meeting)
    if minutes.approved_by == command.by_meeting:
        return []
    if minutes.approved_by is not None:
        raise MinutesAlreadyApproved(minutes.approved_by)
    if meeting.held_on is not None and command.on <= meeting.held_on:
        raise ApprovedByItself(command.by_meeting)
    approved = MinutesApproved(
        by_meeting=command.by_meeting, corrections=command.corrections, source=command.source, on=command.on
    )
    return [approved, *noticed(_not_at_next(command, meeting), meeting.irregularities, command.on)]


def _drafted(meeting: Meeting) -> Minutes:
    minutes = over(meeting).minutes
    if minutes is None:
        raise MinutesNotDrafted
    return minutes


def _not_at_next(command: ApproveMinutes, meeting: Meeting) -> Iterator[Refusal]:
    following = command.next_meeting
    rule = publication_rule(meeting)
    if rule.approved_at_next and following is not None and following.meeting != command.by_meeting:
        yield NotApprovedAtNext(following.meeting, following.held_on, article=rule.article)


def sign(command: SignMinutes, meeting: Meeting) -> list[Event]:
    minutes = _approved(meeting)
    if command.seat not in {meeting.chair, *meeting.secretaries}:
        raise NotToSign(command.seat)
    if command.seat in minutes.signatures:
        return []
    return [MinutesSigned(seat=command.seat, on=command.on)]


def _approved(meeting: Meeting) -> Minutes:
    minutes = _drafted(meeting)
    if minutes.approved_on is None:
        raise MinutesNotApproved
    return minutes


def publish(command: PublishMinutes, meeting: Meeting) -> list[Event | irregularity.Event]:
    minutes = _approved(meeting)
    if minutes.published_on is not None:
        return []
    published = MinutesPublished(document=command.document, source=command.source, on=command.on)
    unsigned = list(_unsigned(minutes, meeting))
    if unsigned and command.source is None:
        raise unsigned[0]
    breaches = [*unsigned, *_minutes_late(command, minutes, meeting)]
    return [published, *noticed(breaches, meeting.irregularities, command.on)]


def _unsigned(minutes: Minutes, meeting: Meeting) -> Iterator[Refusal]:
    if meeting.chair not in minutes.signatures or not minutes.signatures & meeting.secretaries:
        yield MinutesNotSigned(", ".join(sorted(minutes.signatures)), article=publication_rule(meeting).article)


def _minutes_late(command: PublishMinutes, minutes: Minutes, meeting: Meeting) -> Iterator[Refusal]:
    rule = publication_rule(meeting)
    if rule.minutes_days is not None and minutes.approved_on is not None:
        due = minutes.approved_on + timedelta(days=rule.minutes_days)
        if command.on > due:
            yield MinutesPublishedLate(due, command.on, article=rule.article)


def evolve(meeting: Meeting, event: Event) -> Meeting:
    match event:
        case MinutesApproved():
            return _with_minutes(meeting, _approval(meeting, event), Stage.MINUTES_APPROVED)
        case MinutesSigned(seat=seat):
            minutes = meeting.minutes
            signed = None if minutes is None else replace(minutes, signatures=minutes.signatures | {seat})
            return replace(meeting, minutes=signed)
        case MinutesPublished(on=on):
            minutes = meeting.minutes
            return _with_minutes(
                meeting, None if minutes is None else replace(minutes, published_on=on), Stage.PUBLISHED
            )
        case _:
            assert_never(event)


def _approval(meeting: Meeting, event: MinutesApproved) -> Minutes | None:
    if meeting.minutes is None:
        return None
    return replace(meeting.minutes, approved_on=event.on, approved_by=event.by_meeting, corrections=event.corrections)


def _with_minutes(meeting: Meeting, minutes: Minutes | None, stage: Stage) -> Meeting:
    return replace(meeting, minutes=minutes, stage=stage)
