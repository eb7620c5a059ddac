"""Whatever the order in which members come, leave, stand aside and are represented, the count is the right one."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from domain.bylaws import Choice, CollegeVotes, OutcomeKind
from domain.decider import Refusal
from domain.meeting import (
    CastVote,
    Event,
    GiveProxy,
    Ground,
    InterestedVote,
    OpenVote,
    QuorumNotMet,
    RecordArrival,
    RecordDeparture,
    RecordOutcome,
    RevokeProxy,
    StandAside,
    TooManyProxies,
    VoterNotThere,
    decide,
    decider,
    quorum_at,
    quorum_of,
    voters_at,
)
from tests.domain.council import HELD, at, evening

MEMBERS = "abcdefg"
ITEMS = ("1", "2", "grant")
member = st.sampled_from(MEMBERS)
item = st.sampled_from(ITEMS)
minutes = st.integers(min_value=1, max_value=9)


@dataclass
class Book:
    """An account of the same evening kept in the plainest way: sets of names, as they stand now."""

    there: set[str]
    proxies: dict[str, str] = field(default_factory=dict)
    aside: dict[str, dict[str, Ground]] = field(default_factory=lambda: {name: {} for name in ITEMS})

    def represented(self, name: str) -> set[str]:
        able = self.there - self.aside[name].keys()
        return {
            giver
            for giver, holder in self.proxies.items()
            if giver not in self.there and giver not in self.aside[name] and holder in able
        }

    def present(self, name: str) -> set[str]:
        return self.there - self.aside[name].keys()

    def required(self, name: str) -> int:
        leaving = [ground for ground in self.aside[name].values() if ground is Ground.REPRESENTATIVE]
        return (len(MEMBERS) - len(leaving)) // 2 + 1

    def quorate(self, name: str) -> bool:
        return len(self.present(name)) >= self.required(name)


class Evening(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.state = decider.fold(evening("abcde"))
        self.book = Book(there=set("abcde"))
        self.now = at(18, 1)
        self.past: list[tuple[datetime, str, int, int]] = []
        self.decided: set[str] = set()

    def send(self, command: object) -> list[Event]:
        events = decide(command, self.state)  # type: ignore[arg-type]  # any command of a meeting
        for event in events:
            self.state = decider.evolve(self.state, event)
        return events

    def refused(self, command: object, reason: type[Refusal]) -> None:
        try:
            self.send(command)
        except reason:
            return
        message = f"{reason.__name__} expected for {command}"
        raise AssertionError(message)

    @rule(gap=minutes)
    def time_passes(self, gap: int) -> None:
        for name in ITEMS:
            self.past.append((self.now, name, len(self.book.present(name)), len(self.book.aside[name])))
        self.now += timedelta(minutes=gap)

    @rule(name=member)
    def arrive(self, name: str) -> None:
        self.time_passes(1)
        self.send(RecordArrival(seat=name, at=self.now, today=HELD))
        if name not in self.book.there:
            self.book.there.add(name)
            self.book.proxies.pop(name, None)

    @rule(name=member)
    def leave(self, name: str) -> None:
        self.time_passes(1)
        if name in self.book.there:
            self.send(RecordDeparture(seat=name, at=self.now, today=HELD))
            self.book.there.remove(name)

    @rule(giver=member, holder=member)
    def empower(self, giver: str, holder: str) -> None:
        self.time_passes(1)
        if giver == holder:
            return
        command = GiveProxy(giver=giver, holder=holder, written=True, at=self.now, today=HELD)
        if any(held == holder for other, held in self.book.proxies.items() if other != giver):
            self.refused(command, TooManyProxies)
        else:
            self.send(command)
            self.book.proxies[giver] = holder

    @rule(giver=member)
    def take_back(self, giver: str) -> None:
        self.time_passes(1)
        if giver in self.book.proxies:
            self.send(RevokeProxy(giver=giver, at=self.now))
            del self.book.proxies[giver]

    @rule(name=member, about=item, ground=st.sampled_from([Ground.DECLARED, Ground.REPRESENTATIVE]))
    def stand_aside(self, name: str, about: str, ground: Ground) -> None:
        if about not in self.decided:
            self.send(StandAside(item=about, seat=name, ground=ground, at=self.now, today=HELD))
            self.book.aside[about].setdefault(name, ground)

    @precondition(lambda self: len(self.decided) < len(ITEMS))
    @rule(about=item, choices=st.lists(st.sampled_from(list(Choice)), min_size=7, max_size=7))
    def decide_it(self, about: str, choices: list[Choice]) -> None:
        """Everybody tries to vote; only those entitled can, and nothing is decided without the quorum."""
        if about in self.decided:
            return
        self.send(OpenVote(item=about, at=self.now, interests=()))
        self.now += timedelta(seconds=1)
        voters = self.book.present(about) | self.book.represented(about)
        for name, choice in zip(MEMBERS, choices, strict=True):
            cast = CastVote(item=about, seat=name, choice=choice, at=self.now, interests=())
            if name in self.book.aside[about]:
                self.refused(cast, InterestedVote)
            elif name not in voters:
                self.refused(cast, VoterNotThere)
            else:
                self.send(cast)
        self.conclude(about)

    def conclude(self, about: str) -> None:
        command = RecordOutcome(item=about, kind=OutcomeKind.DECISION, counted_at=self.now, on=HELD, interests=())
        ballot = self.state.items[about].ballot
        assert ballot is not None
        aside = self.book.aside[about].keys() & ballot.votes.keys()
        if not self.book.quorate(about):
            self.refused(command, QuorumNotMet)
            assert self.state.items[about].outcome is None
        elif aside:
            self.refused(command, Refusal)
        elif ballot.votes:
            self.send(command)
            self.decided.add(about)
            self.check_outcome(about)

    def check_outcome(self, about: str) -> None:
        outcome = self.state.items[about].outcome
        assert outcome is not None
        assert outcome.verdict.quorum is not None
        assert outcome.verdict.quorum.met == len(self.book.present(about))
        assert outcome.verdict.quorum.required == self.book.required(about)
        ballot = self.state.items[about].ballot
        assert ballot is not None
        cast = [vote.choice for vote in ballot.votes.values()]
        assert outcome.facts.vote is not None
        assert outcome.facts.vote.colleges == (
            CollegeVotes(
                in_favour=cast.count(Choice.IN_FAVOUR),
                against=cast.count(Choice.AGAINST),
                abstentions=cast.count(Choice.ABSTENTION),
                blank=cast.count(Choice.BLANK),
                null=cast.count(Choice.NULL),
            ),
        )

    @invariant()
    def the_figures_are_those_of_an_independent_count(self) -> None:
        for name in ITEMS:
            subject = self.state.items[name]
            (heads,) = quorum_at(self.state, subject, self.now).colleges
            assert heads.in_office == len(MEMBERS)
            assert heads.on_site == len(self.book.present(name))
            assert heads.represented == len(self.book.represented(name))
            assert heads.recused == len(self.book.aside[name])
            figures = quorum_of(self.state, name, self.now)
            assert figures is not None
            assert (figures.required, figures.holds) == (self.book.required(name), self.book.quorate(name))
            able = self.book.present(name) | self.book.represented(name)
            assert voters_at(self.state, subject, self.now).keys() == able

    @invariant()
    def what_was_counted_at_an_instant_is_counted_the_same_for_ever(self) -> None:
        """Presence is kept as intervals: the past is recounted, and only a later recusal changes an item's count."""
        for moment, name, present, aside in self.past[-12:]:
            if len(self.book.aside[name]) == aside:
                (heads,) = quorum_at(self.state, self.state.items[name], moment).colleges
                assert heads.on_site == present

    @invariant()
    def no_item_is_decided_without_its_quorum(self) -> None:
        for name in self.decided:
            outcome = self.state.items[name].outcome
            assert outcome is not None
            assert outcome.verdict.quorum is not None
            assert outcome.verdict.quorum.holds
            assert outcome.counted_at is not None
            recounted = quorum_of(self.state, name, outcome.counted_at)
            assert recounted == outcome.verdict.quorum


EveningTest = Evening.TestCase
EveningTest.settings = settings(stateful_step_count=40)
