"""A meeting on pages: what is voted in secret stays so, what lies elsewhere is not there, what is refused says why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from domain import committee, meeting
from domain.bylaws import BallotRule, Bylaws, ElectionRule, MajorityRule, NoticeRule, ProxyRule, QuorumRule
from domain.mandate import Role
from tests.interfaces.conftest import LONG_AGO, World
from tests.web.conftest import Surfer, surfer

SEATS = ("S1", "S2", "S3", "S4")
RULES = Bylaws(
    title="Règlement d’essai",
    notice=NoticeRule(days=0, clear=False),
    quorum=QuorumRule(),
    majority=MajorityRule(casting_vote=True),
    ballots=BallotRule(electronic_secret=True),
    elections=ElectionRule(),
    proxies=ProxyRule(),
)


@dataclass
class Room:
    world: World
    committee: str

    def meeting(self, there: Sequence[str] = SEATS, kind: str = "deliberation") -> str:
        """One that is open on its first item, with these members there."""
        world, today = self.world, self.world.parts.clock.now().date()
        name = world.do(
            "coordinator",
            "meeting",
            meeting.ScheduleMeeting,
            framework=world.framework,
            committee=self.committee,
            title="Réunion d’essai",
            held_on=today,
            on=today,
        )
        deeds: list[tuple[type, dict[str, Any]]] = [
            (meeting.AddItem, {"item": "1", "title": "Premier point", "kind": meeting.ItemKind(kind), "on": today}),
            (meeting.ConveneMeeting, {"on": today}),
            (meeting.OpenMeeting, {"chair": "S1", "on_site": frozenset(there), "at": world.parts.clock.now()}),
            (meeting.CallItem, {"item": "1", "at": world.parts.clock.now()}),
        ]
        for command, fields in deeds:
            world.do("coordinator", "meeting", command, name, **fields)
        world.parts.settle()
        return name

    def open_vote(self, name: str, method: str) -> Any:
        return surfer(self.world, "coordinator").send(
            f"/seances/{name}/faire/open-vote", f"/seances/{name}", {"item": "1", "method": method}
        )

    def cast(self, name: str, seat: str, choice: str) -> Any:
        own = surfer(self.world, seat)
        return own.send(f"/seances/{name}/voter", f"/seances/{name}", {"item": "1", "seat": seat, "choice": choice})


@pytest.fixture(scope="module")
def room(world: World) -> Room:
    """A committee of four that may vote in secret on their own devices."""
    made = world.do(
        "coordinator",
        "committee",
        committee.ConstituteCommittee,
        framework=world.framework,
        name="Comité d’essai",
        on=LONG_AGO,
    )
    for seat in SEATS:
        world.mandate(seat, Role.MEMBER, world.association, framework=world.framework, by="coordinator")
        world.do("coordinator", "committee", committee.CreateSeat, made, seat=seat, on=LONG_AGO)
        world.do("coordinator", "committee", committee.FillSeat, made, seat=seat, person=world.ids[seat], on=LONG_AGO)
    world.do("coordinator", "committee", committee.AppointChair, made, seat="S1", on=LONG_AGO)
    world.do("coordinator", "committee", committee.AdoptBylaws, made, bylaws=RULES, on=LONG_AGO)
    world.do("coordinator", "committee", committee.InstallCommittee, made, on=LONG_AGO)
    world.parts.settle()
    return Room(world, made)


def test_a_secret_vote_leaves_a_receipt_without_the_choice(room: Room) -> None:
    name = room.meeting()
    assert room.open_vote(name, "secret+electronic").status_code == 303
    voted = room.cast(name, "S2", "against")
    assert voted.headers["Location"] == f"/seances/{name}/recu/1/S2"
    receipt = surfer(room.world, "S2").open(voted.headers["Location"]).text
    assert "Ce reçu prouve la participation" in receipt
    assert "Contre" not in receipt
    for seat, choice in (("S1", "in_favour"), ("S3", "in_favour")):
        room.cast(name, seat, choice)
    wall = surfer(room.world, "S4").open(f"/seances/{name}/ecran/vif").text
    assert "3 sur 4 ont voté" in wall
    assert "Contre" not in wall
    assert surfer(room.world, "S3").open(voted.headers["Location"]).status_code == 404
    office = surfer(room.world, "coordinator")
    assert office.send(f"/seances/{name}/depouiller", f"/seances/{name}", {"item": "1"}).status_code == 303
    assert [
        str(one.event)
        for one in room.world.parts.log.stream(name)
        if "S2" in str(one.event) and "against" in str(one.event)
    ] == []
    preview = office.open(f"/seances/{name}/conclure/1?kind=decision").text
    assert "Règlement d’essai" in preview
    assert "Pour : 2" in preview
    assert "Décision : adopté" in preview


def test_two_voters_are_too_few_for_a_secret_vote_on_devices(room: Room) -> None:
    name = room.meeting(SEATS[:2])
    refused = room.open_vote(name, "secret+electronic")
    assert refused.status_code == 409
    assert "au moins trois votants" in refused.text


def test_nobody_votes_for_another_without_a_proxy(room: Room) -> None:
    name = room.meeting()
    room.open_vote(name, "roll_call+electronic")
    own = surfer(room.world, "S2")
    stolen = own.send(f"/seances/{name}/voter", f"/seances/{name}", {"item": "1", "seat": "S3", "choice": "against"})
    assert stolen.status_code in {403, 409}
    room.cast(name, "S3", "in_favour")
    state: meeting.Meeting = room.world.parts.execute.house.streams.folded(name).state
    ballot = state.items["1"].ballot
    assert ballot is not None
    assert {seat: vote.choice.value for seat, vote in ballot.votes.items()} == {"S3": "in_favour"}


def test_the_outcome_is_not_recorded_where_somebody_voted_meanwhile(room: Room) -> None:
    name = room.meeting()
    room.open_vote(name, "roll_call+electronic")
    room.cast(name, "S1", "in_favour")
    office: Surfer = surfer(room.world, "coordinator")
    before = room.world.parts.log.version(name)
    room.cast(name, "S2", "against")
    fields = {"item": "1", "kind": "decision", "_expected": str(before)}
    late = office.send(f"/seances/{name}/faire/record-outcome", f"/seances/{name}", fields)
    assert late.status_code == 409


def test_an_election_goes_on_by_rounds_until_somebody_is_elected(room: Room) -> None:
    name = room.meeting(kind="election")
    office = surfer(room.world, "coordinator")

    def do(deed: str, **fields: object) -> int:
        return office.send(f"/seances/{name}/faire/{deed}", f"/seances/{name}", {"item": "1", **fields}).status_code

    assert [do("stand", title=title) for title in ("Liste Ouverte", "Terres communes")] == [303, 303]
    votes = {"candidate": ["liste-ouverte", "terres-communes"], "blank": "0", "null": "0"}
    first = {"round": "1", "count.0": "2", "count.1": "2", **votes}
    assert do("enter-round", **first) == 409
    assert do("enter-round", tellers=["S3", "S4"], **first) == 303
    second = {"round": "2", "count.0": "3", "count.1": "1", **votes}
    assert do("enter-round", tellers=["S3", "S4"], **second) == 303
    page = office.open(f"/seances/{name}").text
    assert "Tour 2" in page
    assert "Élu" in page


def test_a_proxy_votes_until_its_giver_comes(room: Room) -> None:
    name = room.meeting(SEATS[:3])
    office = surfer(room.world, "coordinator")
    given = {"giver": "S4", "holder": "S2", "written": "true"}
    assert office.send(f"/seances/{name}/faire/give-proxy", f"/seances/{name}", given).status_code == 303
    room.open_vote(name, "roll_call+electronic")
    holder = surfer(room.world, "S2").open(f"/seances/{name}").text
    assert holder.count('class="vote-card"') == 2
    assert "Pouvoir donné à S2" in holder
    arrived = surfer(room.world, "S4")
    assert (
        arrived.send(
            f"/seances/{name}/faire/record-arrival", f"/seances/{name}", {"seat": "S4", "how": "on_site"}
        ).status_code
        == 303
    )
    assert surfer(room.world, "S2").open(f"/seances/{name}").text.count('class="vote-card"') == 1
    assert arrived.open(f"/seances/{name}").text.count('class="vote-card"') == 1


@pytest.mark.parametrize(
    "path",
    [
        "/comites/{committee}",
        "/comites/{committee}/prevoir",
        "/seances/{meeting}",
        "/seances/{meeting}/vif",
        "/seances/{meeting}/ecran",
        "/seances/{meeting}/ecran/vif",
        "/seances/{meeting}/flux",
        "/seances/{meeting}/proces-verbal",
        "/seances/{meeting}/proces-verbal.pdf",
        "/seances/{meeting}/conclure/1",
        "/seances/{meeting}/recu/1/S1",
    ],
)
def test_what_lies_in_another_framework_is_not_found_by_its_name(room: Room, path: str) -> None:
    name = room.meeting()
    address = path.format(committee=room.committee, meeting=name)
    assert surfer(room.world, "neighbour").open(address).status_code == 404


@pytest.mark.parametrize("deed", ["faire/close-meeting", "voter", "depouiller", "faire/no-such-deed"])
def test_nothing_is_done_in_another_framework(room: Room, deed: str) -> None:
    name = room.meeting()
    stranger = surfer(room.world, "neighbour")
    assert stranger.send(f"/seances/{name}/{deed}", "/moi", {"item": "1"}).status_code == 404
    state: meeting.Meeting = room.world.parts.execute.house.streams.folded(name).state
    assert state.stage is meeting.Stage.OPENED


def test_a_meeting_of_another_kind_of_name_is_not_there(world: World) -> None:
    some = world.framework.replace("framework", "meeting")
    office = surfer(world, "coordinator")
    assert [office.open(f"/{one}/{some}").status_code for one in ("seances", "parcours", "comites")] == [404] * 3
    assert office.open(f"/seances/{world.framework}").status_code == 404


def test_a_month_that_is_none_is_this_one(world: World) -> None:
    office = surfer(world, "coordinator")
    assert office.open("/agenda?mois=9999-12").status_code == 200
    assert office.open("/agenda?mois=<script>").status_code == 200
    later = world.parts.clock.now().date() + timedelta(days=40)
    assert office.open(f"/agenda?mois={later:%Y-%m}").status_code == 200
