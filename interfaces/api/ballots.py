"""The two things that are done with an urn: what they take, and who carries them out."""

from collections.abc import Callable, Mapping
from typing import Any

from application.execute import Caller, Done
from application.nouns import Noun
from domain import meeting
from domain.bylaws import Choice
from domain.decider import record
from domain.values import MeetingId
from interfaces.parts import Parts


@record
class VoteSecretly:
    """Put a ballot in the urn of a secret electronic vote: the roll says who voted, nothing says what."""

    item: str
    seat: str
    choice: Choice


@record
class CountSecretBallots:
    """Count the urn against the roll, record the count of each college, and burn the ballots."""

    item: str


BALLOTS: Mapping[type, type] = {VoteSecretly: meeting.SignRoll, CountSecretBallots: meeting.CountBallots}
"""Each with the command that the log holds of it, whose rule says who may."""


def offered(noun: Noun) -> tuple[type, ...]:
    """What every door offers of a noun: its own commands, and of a meeting what is done with an urn."""
    return (*noun.offered, *BALLOTS) if noun.kind == "meeting" else noun.offered


CarryOut = Callable[[str, Mapping[str, Any], Caller], Done]


def ballot_box(parts: Parts) -> Mapping[type, CarryOut]:
    """How each is carried out. Doing it again changes nothing, so that no key is needed."""

    def vote(stream: str, fields: Mapping[str, Any], caller: Caller) -> Done:
        return parts.ballots.vote(MeetingId(stream), fields["item"], fields["seat"], fields["choice"], caller)

    def count(stream: str, fields: Mapping[str, Any], caller: Caller) -> Done:
        return parts.ballots.count(MeetingId(stream), fields["item"], caller)

    return {VoteSecretly: vote, CountSecretBallots: count}
