"""The council of Lannion on 8 June 2020, item by item, as its published minutes state it."""

import csv
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from domain.bylaws import CollegeVotes, OutcomeKind, flips, notice_figures, rejudge
from domain.committee import (
    AdoptBylaws,
    CommitteeOnDay,
    ConstituteCommittee,
    CreateSeat,
    FillSeat,
    InstallCommittee,
    on_day,
)
from domain.committee import Command as CommitteeCommand
from domain.committee import decider as committee_decider
from domain.meeting import (
    AddItem,
    CallItem,
    CloseMeeting,
    ConveneMeeting,
    DesignateSecretary,
    DraftMinutes,
    EnterRound,
    EnterTotals,
    Event,
    GiveProxy,
    ItemKind,
    Meeting,
    OpenMeeting,
    OpenVote,
    PublishDecisionList,
    RecordArrival,
    RecordDeparture,
    RecordOutcome,
    ScheduleMeeting,
    Stand,
    decide,
    decider,
    quorum_at,
    voters_at,
)
from domain.presets import bylaws_of
from domain.values import CommitteeId, FrameworkId, PersonId

FOLDER = Path(__file__).parents[3] / "shared" / "data" / "council"
ATTENDANCE = FOLDER / "cm_lannion-2020-06-08.csv"
pytestmark = pytest.mark.skipif(
    not ATTENDANCE.exists(), reason="the published attendance list is kept beside the project, not in it"
)

FRAMEWORK = FrameworkId("framework-lannion")
COUNCIL = CommitteeId("committee-council")
SENT, HELD = date(2020, 5, 29), date(2020, 6, 8)
OPENED = datetime(2020, 6, 8, 16, 0, tzinfo=UTC)
BALLOT = 33
LAST = 40
HEADINGS = {"étaient présents", "procurations"}


def roll() -> Iterator[tuple[str, str | None]]:
    """Each member named by the list, with the holder of the proxy where there is one; headings are no people."""
    with ATTENDANCE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["nom"].strip() not in HEADINGS:
                yield row["nom"], None if row["procuration"] == "NA" else row["procuration"]


def member(position: int) -> str:
    """The member in that place of the list, counted from 1."""
    return list(roll())[position - 1][0]


CHAIR, LEAVING, SECRETARY, HOLDER = 1, 2, 7, 5
"""Places in the list: the chair, who holds the first proxy; who leaves; the secretary; whom the leaver empowers."""


def council() -> CommitteeOnDay:
    """The council on that day, built through the commands of a committee."""
    day = date(2020, 5, 25)
    commands: list[CommitteeCommand] = [
        ConstituteCommittee(framework=FRAMEWORK, name="Conseil municipal", on=day),
        AdoptBylaws(preset="municipal-council-over-3500", on=day),
    ]
    for name, _ in roll():
        commands += [CreateSeat(seat=name, on=day), FillSeat(seat=name, person=PersonId(f"person-{name}"), on=day)]
    commands.append(InstallCommittee(on=day))
    state = committee_decider.initial
    for command in commands:
        for event in committee_decider.decide(command, state):
            state = committee_decider.evolve(state, event)
    return on_day(COUNCIL, state, HELD)


def call(number: int) -> datetime:
    return OPENED + timedelta(minutes=5 * number)


class Evening:
    """The evening as commands, sent one after the other."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.meeting: Meeting = decider.initial
        self.council = council()
        self.play()

    def send(self, command: object) -> None:
        for event in decide(command, self.meeting):  # type: ignore[arg-type]  # any command of a meeting
            self.events.append(event)
            self.meeting = decider.evolve(self.meeting, event)

    def play(self) -> None:
        self.convene()
        leaving, holder = member(LEAVING), member(HOLDER)
        for number in range(1, LAST + 1):
            moment = call(number) - timedelta(minutes=1)
            if number == 11:
                self.send(GiveProxy(giver=leaving, holder=holder, written=True, at=moment, today=HELD))
                self.send(RecordDeparture(seat=leaving, at=moment, today=HELD))
            if number == 18:
                self.send(RecordArrival(seat=leaving, at=moment, today=HELD))
            self.deal_with(number)
        self.send(CloseMeeting(at=call(LAST + 1)))

    def convene(self) -> None:
        facts = self.council
        self.send(
            ScheduleMeeting(
                framework=FRAMEWORK,
                committee=COUNCIL,
                title="Séance du 8 juin 2020",
                held_on=HELD,
                starts_at=OPENED,
                on=date(2020, 5, 28),
                committee_on_day=facts,
            )
        )
        for number in range(1, LAST + 1):
            kind = ItemKind.ELECTION if number == BALLOT else ItemKind.DELIBERATION
            self.send(AddItem(item=str(number), title=f"Point {number}", kind=kind, on=date(2020, 5, 28)))
        self.send(ConveneMeeting(on=SENT, committee_on_day=facts))
        for giver, holder in roll():
            if holder is not None:
                self.send(GiveProxy(giver=giver, holder=holder, written=True, at=OPENED, today=HELD))
        present = frozenset(name for name, holder in roll() if holder is None)
        self.send(OpenMeeting(chair=member(CHAIR), on_site=present, at=OPENED, committee_on_day=facts))
        self.send(DesignateSecretary(seats=frozenset({member(SECRETARY)}), at=OPENED))

    def deal_with(self, number: int) -> None:
        item, moment = str(number), call(number)
        self.send(CallItem(item=item, at=moment, interests=()))
        if number == BALLOT:
            self.send(Stand(item=item, candidate="A", title="Liste A", at=moment, interests=()))
            tellers = frozenset({member(SECRETARY), member(HOLDER)})
            self.send(EnterRound(item=item, round=1, counts={"A": 33}, tellers=tellers, at=moment, today=HELD))
            return
        self.send(OpenVote(item=item, at=moment, interests=()))
        self.send(EnterTotals(item=item, totals=(CollegeVotes(in_favour=33),), at=moment, today=HELD))
        self.send(RecordOutcome(item=item, kind=OutcomeKind.DECISION, on=HELD, interests=()))


@pytest.fixture(scope="module")
def evening() -> Evening:
    return Evening()


def figures(evening: Evening, number: int) -> tuple[int, int, int, int]:
    """In office, present, represented, voters: recounted from who was there when the item was called."""
    item = evening.meeting.items[str(number)]
    (heads,) = quorum_at(evening.meeting, item, call(number)).colleges
    return heads.in_office, heads.on_site, heads.represented, len(voters_at(evening.meeting, item, call(number)))


@pytest.mark.parametrize("number", range(1, 11))
def test_items_1_to_10_have_32_present_and_1_proxy(evening: Evening, number: int) -> None:
    assert figures(evening, number) == (33, 32, 1, 33)


@pytest.mark.parametrize("number", range(11, 18))
def test_items_11_to_17_have_31_present_and_2_proxies(evening: Evening, number: int) -> None:
    assert figures(evening, number) == (33, 31, 2, 33)


@pytest.mark.parametrize("number", range(18, LAST + 1))
def test_items_18_to_the_last_have_32_present_and_1_proxy_again(evening: Evening, number: int) -> None:
    assert figures(evening, number) == (33, 32, 1, 33)


def test_the_convocation_left_nine_clear_days(evening: Evening) -> None:
    notice, bylaws = evening.meeting.notice, evening.meeting.bylaws
    assert notice is not None
    assert bylaws is not None
    found = notice_figures(bylaws.notice, notice)
    assert found is not None
    assert (found.required, found.met, found.holds, found.article) == (5, 9, True, "CGCT L2121-12")


def test_every_item_is_adopted_unanimously_and_nothing_is_irregular(evening: Evening) -> None:
    outcomes = [item.outcome for item in evening.meeting.items.values()]
    assert len(outcomes) == LAST
    for outcome in outcomes:
        assert outcome is not None
        assert outcome.adopted is True
        assert outcome.verdict.majority is not None
        assert (outcome.verdict.majority.required, outcome.verdict.majority.met) == (17, 33)
    assert evening.meeting.irregularities == ()


def test_the_ballot_of_item_33_elects_list_a_in_the_first_round(evening: Evening) -> None:
    election = evening.meeting.items[str(BALLOT)].election
    assert election is not None
    assert election.elected == "A"
    (counted,) = election.rounds
    assert (dict(counted.counts), counted.blank, counted.null) == ({"A": 33}, 0, 0)


def test_the_quorum_is_judged_under_the_emergency_law_of_that_day(evening: Evening) -> None:
    outcome = evening.meeting.items["1"].outcome
    assert outcome is not None
    assert outcome.verdict.quorum is not None
    assert (outcome.verdict.quorum.required, outcome.verdict.quorum.met) == (11, 33)
    assert outcome.verdict.quorum.article == "loi n° 2020-290 du 23 mars 2020, art. 10"


def test_under_the_ordinary_law_no_item_would_have_flipped(evening: Evening) -> None:
    ordinary = bylaws_of("municipal-council-over-3500", date(2020, 3, 1))
    for number in range(1, LAST + 1):
        outcome = evening.meeting.items[str(number)].outcome
        assert outcome is not None
        again = rejudge(outcome.facts, ordinary)
        assert flips(outcome.verdict, again) == ()
        assert again.quorum is not None
        assert (again.quorum.required, again.quorum.met) == (17, 31 if 11 <= number <= 17 else 32)


def test_the_minutes_gather_what_the_published_ones_state(evening: Evening) -> None:
    (drafted,) = decider.decide(DraftMinutes(on=date(2020, 6, 10)), evening.meeting)
    content = decider.evolve(evening.meeting, drafted).minutes
    assert content is not None
    minuted = {one.item: one for one in content.content.items}
    assert [len(minuted[number].present) for number in ("10", "11", "17", "18")] == [32, 31, 31, 32]
    assert [len(minuted[number].represented) for number in ("10", "11", "17", "18")] == [1, 2, 2, 1]
    assert content.content.secretaries == {member(SECRETARY)}
    assert content.content.chair == member(CHAIR)
    assert minuted[str(BALLOT)].elected == "A"
    assert [dict(one.counts) for one in minuted[str(BALLOT)].rounds] == [{"A": 33}]
    assert len(content.content.present) == 32


def test_the_list_of_decisions_has_every_item_and_is_in_time(evening: Evening) -> None:
    (published,) = decider.decide(PublishDecisionList(on=date(2020, 6, 15)), evening.meeting)
    state = decider.evolve(evening.meeting, published)
    assert [one.item for one in state.decisions] == [str(number) for number in range(1, LAST + 1)]
