"""What a caller can ask about a meeting."""

from collections.abc import Iterator, Mapping

from application.committees import of_meeting
from application.facts import Supply
from application.mandates import powers_for
from application.nouns import Noun, members
from domain import meeting
from domain.mandate import Role
from domain.values import MeetingId, OrganisationId


def interests(asked: Supply) -> Mapping[str, object]:
    """The mandates that members hold in the beneficiary of the item: an interest follows from each."""
    item = asked.state.items.get(str(asked.fields["item"]))
    beneficiary: OrganisationId | None = asked.fields.get("beneficiary") or getattr(item, "beneficiary", None)
    return {"interests": () if beneficiary is None else tuple(_held_in(asked, beneficiary))}


def _held_in(asked: Supply, beneficiary: OrganisationId) -> Iterator[meeting.HeldInterest]:
    sitting = {seat.person for seat in asked.state.seats.values()}
    for power in powers_for(asked.facts, beneficiary):
        if power.person in sitting:
            yield meeting.HeldInterest(
                person=power.person,
                organisation=beneficiary,
                representative=power.role is Role.REPRESENTATIVE and power.act is not None,
                period=power.period,
            )


def ratification(asked: Supply) -> Mapping[str, object]:
    """What the other meeting said on the item that ratifies this decision of the chair."""
    name, item = MeetingId(str(asked.fields["by_meeting"])), str(asked.fields["by_item"])
    return {"ratification": meeting.ratifying_outcome(name, asked.facts.state(name), item)}


def following(asked: Supply) -> Mapping[str, object]:
    """The first meeting of the committee held after this one: where its minutes are to be approved."""
    state: meeting.Meeting = asked.state
    later = [
        meeting.FollowingMeeting(meeting=name, held_on=day)
        for name, day in asked.facts.directory.meetings_of(str(state.committee))
        if name != asked.stream and state.held_on is not None and day > state.held_on
    ]
    return {"next_meeting": min(later, key=lambda one: one.held_on, default=None)}


NOUN = Noun(
    kind="meeting",
    plural="meetings",
    decider=meeting.decider,
    commands=members(meeting.Command),
    events=members(meeting.Event),
    creators=frozenset({meeting.ScheduleMeeting, meeting.RecordMeeting}),
    internal=frozenset({meeting.SignRoll, meeting.CountBallots}),
    suppliers={
        **dict.fromkeys(
            (
                meeting.ScheduleMeeting,
                meeting.RecordMeeting,
                meeting.ConveneMeeting,
                meeting.OpenMeeting,
                meeting.OpenConsultation,
            ),
            of_meeting,
        ),
        **dict.fromkeys(
            (
                meeting.CallItem,
                meeting.OpenVote,
                meeting.CastVote,
                meeting.SignRoll,
                meeting.RecordOutcome,
                meeting.Stand,
            ),
            interests,
        ),
        meeting.RatifyChairDecision: ratification,
        meeting.ApproveMinutes: following,
        meeting.ApproveMinutes: following,
    },
)
