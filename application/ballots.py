"""Voting secretly and electronically: the roll in the log says who voted, the urn outside it holds what."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from application.execute import Ask, Caller, Done, Execute
from domain import meeting
from domain.bylaws import Choice, CollegeVotes
from domain.decider import Refusal
from domain.values import MeetingId

Votes = Mapping[str, Mapping[str, int]]
"""College → choice → number of ballots."""


class Urn(Protocol):
    """Where ballots wait: nothing in it tells who cast one or when."""

    def stage(self, meeting: MeetingId, item: str, college: str, choice: str) -> str:
        """Put a ballot beside the urn; returns its key."""
        ...

    def cast(self, key: str) -> None:
        """Put a staged ballot into the urn."""
        ...

    def take_back(self, key: str) -> None:
        """Destroy a staged ballot."""
        ...

    def votes(self, meeting: MeetingId, item: str, *, staged: bool) -> Votes:
        """What is in the urn, with or without ballots that were staged and never cast."""
        ...

    def destroy(self, meeting: MeetingId, item: str) -> None:
        """Burn the ballots of a vote."""
        ...


@dataclass(frozen=True, slots=True)
class SecretBallots:
    """The two things that are done with an urn. The receipt of a vote proves participation, never a choice."""

    execute: Execute
    urn: Urn

    def vote(self, name: MeetingId, item: str, seat: str, choice: Choice, caller: Caller) -> Done:
        """Sign the roll and put the ballot in the urn; a member who has already voted changes nothing."""
        state: meeting.Meeting = self.execute.house.streams.folded(name).state
        held = state.seats.get(seat)
        key = self.urn.stage(name, item, "" if held is None else held.college, choice.value)
        try:
            done = self._ask(name, meeting.SignRoll, {"item": item, "seat": seat}, caller)
        except Refusal:
            self.urn.take_back(key)
            raise
        if done.events:
            self.urn.cast(key)
        else:
            self.urn.take_back(key)
        return done

    def count(self, name: MeetingId, item: str, caller: Caller) -> Done:
        """Count the urn against the roll, record the count of each college, and burn the ballots."""
        state: meeting.Meeting = self.execute.house.streams.folded(name).state
        found = state.items.get(item)
        signed = 0 if found is None or found.ballot is None else len(found.ballot.roll)
        votes = self.urn.votes(name, item, staged=False)
        if _number(votes) != signed:  # a crash fell between signing the roll and casting: the staged ballot counts
            votes = self.urn.votes(name, item, staged=True)
        counted = tuple(_college(college, choices) for college, choices in sorted(votes.items()))
        done = self._ask(name, meeting.CountBallots, {"item": item, "urn": counted}, caller)
        self.urn.destroy(name, item)
        return done

    def _ask(self, name: MeetingId, command: type, fields: Mapping[str, object], caller: Caller) -> Done:
        noun = self.execute.house.nouns["meeting"]
        return self.execute(Ask(noun=noun, command=command, stream=name, fields=fields), caller)


def _number(votes: Votes) -> int:
    return sum(sum(choices.values()) for choices in votes.values())


def _college(college: str, choices: Mapping[str, int]) -> CollegeVotes:
    return CollegeVotes(
        college=college,
        in_favour=choices.get(Choice.IN_FAVOUR, 0),
        against=choices.get(Choice.AGAINST, 0),
        abstentions=choices.get(Choice.ABSTENTION, 0),
        blank=choices.get(Choice.BLANK, 0),
        null=choices.get(Choice.NULL, 0),
    )
