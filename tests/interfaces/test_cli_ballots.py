"""A secret electronic vote on the command line: the ballot comes by standard input and is never printed."""

import json
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from domain.values import MeetingId
from interfaces.cli.app import make_command_line
from interfaces.main import FromEnvironment
from tests.application.test_ballots import VOTERS, vote
from tests.application.test_ballots import world as world_of_its_own
from tests.interfaces.conftest import World
from tests.interfaces.test_cli_grants import environment

__all__ = ["vote", "world_of_its_own"]

world = world_of_its_own
CHOICES = dict(zip(VOTERS, ("in_favour", "in_favour", "against", "blank"), strict=True))


def do(world: World, actor: str, command: str, *words: str, **fields: Any) -> Result:
    said = ["do", "meeting", command, *words, "--with", "-", "--as", world.ids[actor], "--json"]
    return CliRunner().invoke(
        make_command_line(FromEnvironment()), said, input=json.dumps(fields), env=environment(world.settings)
    )


def test_members_vote_and_the_urn_is_counted(world: World, vote: MeetingId) -> None:
    for name, choice in CHOICES.items():
        voted = do(world, name, "vote-secretly", vote, item="1", seat=name, choice=choice)
        assert voted.exit_code == 0, voted.output
        assert choice not in voted.output
        assert [one["name"] for one in json.loads(voted.stdout)["events"]] == ["meeting.voter-signed-roll.v1"]
    counted = do(world, "coordinator", "count-secret-ballots", vote, item="1")
    (tally,) = [one["data"] for one in json.loads(counted.stdout)["events"]]
    assert (tally["in_favour"], tally["against"], tally["abstentions"], tally["blank"]) == (2, 1, 0, 1)


def test_voting_again_changes_nothing(world: World, vote: MeetingId) -> None:
    do(world, "ada", "vote-secretly", vote, item="1", seat="ada", choice="against")
    again = do(world, "ada", "vote-secretly", vote, item="1", seat="ada", choice="in_favour")
    assert (again.exit_code, json.loads(again.stdout)["events"]) == (0, [])


@pytest.mark.parametrize("actor", ["ben", "coordinator"])
def test_nobody_votes_for_a_colleague_not_even_the_office(world: World, vote: MeetingId, actor: str) -> None:
    refused = do(world, actor, "vote-secretly", vote, item="1", seat="ada", choice="against")
    assert (refused.exit_code, json.loads(refused.stdout)["refused"]) == (1, "not-empowered")


def test_what_is_asked_of_the_urn_is_read_as_strictly_as_any_command(world: World, vote: MeetingId) -> None:
    assert do(world, "ada", "vote-secretly", vote, item="1", seat="ada", choice="perhaps").exit_code == 2
    assert do(world, "ada", "vote-secretly", item="1", seat="ada", choice="against").exit_code == 2
    assert do(world, "ada", "vote-secretly", vote, "--if-version", "1", item="1", seat="ada").exit_code == 2
    nowhere = "meeting-00000000-0000-7000-8000-000000000000"
    missing = do(world, "ada", "count-secret-ballots", nowhere, item="1")
    assert (missing.exit_code, json.loads(missing.stdout)["refused"]) == (1, "unknown")


def test_the_commands_of_a_meeting_are_listed_with_those_of_the_urn(world: World) -> None:
    listed = CliRunner().invoke(
        make_command_line(FromEnvironment()), ["commands", "meeting", "--json"], env=environment(world.settings)
    )
    found = {one["command"]: one["fields"] for one in json.loads(listed.stdout)}
    assert found["vote-secretly"] == "item, seat, choice"
    assert found["count-secret-ballots"] == "item"
