"""A secret electronic vote over HTTP."""

from fastapi.testclient import TestClient

from domain.values import MeetingId
from tests.application.test_ballots import VOTERS, vote
from tests.application.test_ballots import world as world_of_its_own
from tests.interfaces.conftest import World

__all__ = ["vote", "world_of_its_own"]

world = world_of_its_own
CHOICES = dict(zip(VOTERS, ("in_favour", "in_favour", "against", "blank"), strict=True))


def post(client: TestClient, meeting: MeetingId, command: str, **body: object) -> tuple[int, dict[str, object]]:
    answer = client.post(f"/api/v1/meetings/{meeting}/{command}", json=body)
    return answer.status_code, answer.json()


def test_members_vote_and_the_urn_is_counted(world: World, vote: MeetingId) -> None:
    for name, choice in CHOICES.items():
        status, answer = post(world.client(name), vote, "vote-secretly", item="1", seat=name, choice=choice)
        assert status == 200, answer
        assert choice not in str(answer)
    status, counted = post(world.client("coordinator"), vote, "count-secret-ballots", item="1")
    assert status == 200, counted
    (tally,) = [one["data"] for one in counted["events"] if one["name"] == "meeting.ballots-counted.v1"]  # type: ignore[attr-defined]
    assert (tally["in_favour"], tally["against"], tally["abstentions"], tally["blank"]) == (2, 1, 0, 1)


def test_voting_again_changes_nothing(world: World, vote: MeetingId) -> None:
    ada = world.client("ada")
    first = post(ada, vote, "vote-secretly", item="1", seat="ada", choice="against")
    again = post(ada, vote, "vote-secretly", item="1", seat="ada", choice="in_favour")
    assert len(first[1]["events"]) == 1  # type: ignore[arg-type]
    assert (again[0], again[1]["events"]) == (200, [])


def test_nobody_votes_for_a_colleague_not_even_the_office(world: World, vote: MeetingId) -> None:
    for actor in ("ben", "coordinator", "passerby"):
        status, problem = post(world.client(actor), vote, "vote-secretly", item="1", seat="ada", choice="against")
        assert (status, problem["type"]) == (403, "/problems/not-empowered")
    assert post(world.client("ben"), vote, "count-secret-ballots", item="1")[0] == 403


def test_what_is_asked_of_the_urn_is_read_as_strictly_as_any_command(world: World, vote: MeetingId) -> None:
    ada = world.client("ada")
    assert post(ada, vote, "vote-secretly", item="1", seat="ada", choice="perhaps")[0] == 422
    assert post(ada, vote, "vote-secretly", item="1", seat="ada")[0] == 422
    assert post(ada, vote, "vote-secretly", item="2", seat="ada", choice="against")[0] == 409
    nowhere = MeetingId("meeting-00000000-0000-7000-8000-000000000000")
    assert post(ada, nowhere, "vote-secretly", item="1", seat="ada", choice="against")[0] == 404
    assert post(ada, nowhere, "count-secret-ballots", item="1")[0] == 404
    assert post(world.client(None), vote, "count-secret-ballots", item="1")[0] == 401
