"""A secret electronic vote: the roll in the log says who, the urn outside it what, and nothing joins the two."""

from collections.abc import Generator
from datetime import UTC, date
from pathlib import Path

import pytest
import sqlalchemy as sa

from application.execute import Caller
from application.nouns import command_name
from domain import committee, meeting
from domain.bylaws import BallotMethod, BallotRule, Bylaws, Choice, MeetingMode
from domain.decider import Refusal
from domain.mandate import Role
from domain.meeting import TallyDiffersFromRoll
from domain.values import MeetingId, PersonId
from infrastructure.urn import BallotUrn
from tests.interfaces.conftest import LONG_AGO, World, opened_world

BYLAWS = Bylaws(title="Conseil", ballots=BallotRule(electronic_secret=True))
VOTERS = ("ada", "ben", "cleo", "dan")


@pytest.fixture
def world(tmp_path: Path) -> Generator[World]:
    with opened_world(tmp_path) as made:
        yield made


@pytest.fixture
def vote(world: World) -> MeetingId:
    """An open secret electronic vote on item 1 of a meeting of four members."""
    council = world.do(
        "coordinator",
        "committee",
        committee.ConstituteCommittee,
        framework=world.framework,
        name="Conseil",
        on=LONG_AGO,
    )
    for name in VOTERS:
        world.mandate(name, Role.MEMBER, world.operator, framework=world.framework)
        world.do("coordinator", "committee", committee.CreateSeat, council, seat=name, on=LONG_AGO)
        world.do(
            "coordinator",
            "committee",
            committee.FillSeat,
            council,
            seat=name,
            person=PersonId(world.ids[name]),
            on=LONG_AGO,
        )
    world.do("coordinator", "committee", committee.AppointChair, council, seat="ada", on=LONG_AGO)
    world.do("coordinator", "committee", committee.AdoptBylaws, council, bylaws=BYLAWS, on=LONG_AGO)
    world.do("coordinator", "committee", committee.InstallCommittee, council, on=LONG_AGO)
    today: date = world.parts.clock.now().astimezone(UTC).date()
    name = world.do(
        "coordinator",
        "meeting",
        meeting.ScheduleMeeting,
        framework=world.framework,
        committee=council,
        title="Séance",
        held_on=today,
        mode=MeetingMode.ON_SITE,
    )
    world.do("coordinator", "meeting", meeting.AddItem, name, item="1", title="Point 1")
    world.do("coordinator", "meeting", meeting.ConveneMeeting, name)
    world.do("coordinator", "meeting", meeting.OpenMeeting, name, chair="ada", on_site=frozenset(VOTERS))
    world.do("coordinator", "meeting", meeting.CallItem, name, item="1")
    world.do("coordinator", "meeting", meeting.OpenVote, name, item="1", method=BallotMethod.SECRET, electronic=True)
    world.parts.settle()
    return MeetingId(name)


def urn_of(world: World) -> BallotUrn:
    return BallotUrn(sa.create_engine(world.settings.keys))


def cast(world: World, vote: MeetingId, name: str, choice: Choice) -> object:
    return world.parts.ballots.vote(vote, "1", name, choice, Caller(actor=world.ids[name]))


def test_the_roll_says_who_voted_and_the_count_what_was_voted(world: World, vote: MeetingId) -> None:
    for name, choice in zip(VOTERS, (Choice.IN_FAVOUR, Choice.IN_FAVOUR, Choice.AGAINST, Choice.BLANK), strict=True):
        cast(world, vote, name, choice)
    done = world.parts.ballots.count(vote, "1", Caller(actor=world.coordinator))
    (counted,) = done.events
    assert isinstance(counted, meeting.BallotsCounted)
    assert (counted.in_favour, counted.against, counted.blank) == (2, 1, 1)
    assert urn_of(world).votes(vote, "1", staged=True) == {}


def test_no_choice_of_anybody_enters_the_log(world: World, vote: MeetingId) -> None:
    cast(world, vote, "ada", Choice.AGAINST)
    roll = [fact.event for fact in world.parts.log.stream(vote) if isinstance(fact.event, meeting.VoterSignedRoll)]
    assert [event.seat for event in roll] == ["ada"]
    assert "against" not in repr(roll)


def test_voting_twice_leaves_one_ballot(world: World, vote: MeetingId) -> None:
    cast(world, vote, "ada", Choice.AGAINST)
    cast(world, vote, "ada", Choice.IN_FAVOUR)
    assert urn_of(world).votes(vote, "1", staged=True) == {"": {"against": 1}}


def test_nobody_votes_for_another_and_a_refused_vote_leaves_no_ballot(world: World, vote: MeetingId) -> None:
    with pytest.raises(Refusal):
        world.parts.ballots.vote(vote, "1", "ada", Choice.AGAINST, Caller(actor=world.ben))
    with pytest.raises(Refusal):
        world.parts.ballots.vote(vote, "1", "ada", Choice.AGAINST, Caller(actor=world.coordinator))
    assert urn_of(world).votes(vote, "1", staged=True) == {}


def test_a_crash_between_the_roll_and_the_urn_loses_no_vote(world: World, vote: MeetingId) -> None:
    for name in ("ada", "ben", "cleo"):
        cast(world, vote, name, Choice.IN_FAVOUR)
    with sa.create_engine(world.settings.keys).begin() as connection:  # as if the process had died before casting
        connection.execute(sa.text("UPDATE ballots SET cast = 0 WHERE key = (SELECT min(key) FROM ballots)"))
    (counted,) = world.parts.ballots.count(vote, "1", Caller(actor=world.coordinator)).events
    assert counted.in_favour == 3  # type: ignore[attr-defined]


def test_a_ballot_too_many_stops_the_count_and_burns_nothing(world: World, vote: MeetingId) -> None:
    for name in ("ada", "ben", "cleo"):
        cast(world, vote, name, Choice.IN_FAVOUR)
    urn = urn_of(world)
    urn.cast(urn.stage(vote, "1", "", Choice.AGAINST))
    with pytest.raises(TallyDiffersFromRoll):
        world.parts.ballots.count(vote, "1", Caller(actor=world.coordinator))
    assert sum(urn.votes(vote, "1", staged=True)[""].values()) == 4


def test_no_door_offers_the_roll_or_the_count_by_themselves(world: World) -> None:
    offered = {command_name(each) for each in world.parts.nouns["meeting"].offered}
    assert not offered & {"sign-roll", "count-ballots"}
