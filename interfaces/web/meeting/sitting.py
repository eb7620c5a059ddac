"""One meeting at this instant: who sits, who is there, who votes for whom, and whether that suffices."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from application.authority import open_to
from application.committees import on_day
from application.facts import Facts
from domain import meeting
from domain.bylaws import BallotMethod, Bylaws, CollegePresence, Figures, quorum_figures
from domain.committee import CommitteeOnDay, SeatInOffice, SeatKind
from domain.meeting.counting import by_college, in_force
from domain.meeting.state import Item, Meeting, Stage
from interfaces.web.visit import Visit

VOTED_PUBLICLY = frozenset({BallotMethod.SHOW_OF_HANDS, BallotMethod.ROLL_CALL})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sat:
    """A seat as it is shown: who holds it, whether they are there, and who votes for them."""

    seat: str
    name: str
    organisation: str
    college: str
    kind: str
    weight: int
    how: str
    """`on_site`, `video`, or empty."""
    since: datetime | None
    holder: str
    """Who holds a proxy from them, by seat."""
    chairs: bool
    secretary: bool
    is_me: bool


@dataclass(eq=False)
class Sitting:
    """A meeting, the instant, and whoever looks."""

    visit: Visit
    id: str
    state: Meeting
    at: datetime

    @cached_property
    def facts(self) -> Facts:
        """What other streams say."""
        house = self.visit.parts.execute.house
        return Facts(house.streams, house.directory, self.at, tools=house.tools)

    @cached_property
    def committee(self) -> CommitteeOnDay | None:
        """Members and rules of the day."""
        state = self.state
        if state.committee is None:
            return None
        return on_day(self.facts, state.committee, state.held_on or self.visit.today)

    @property
    def bylaws(self) -> Bylaws | None:
        """The rules of the meeting, or those that will be."""
        return self.state.bylaws or (self.committee.bylaws if self.committee else None)

    @cached_property
    def members(self) -> Mapping[str, SeatInOffice]:
        """Who sits: as the opening found them, or as they stand before it."""
        if self.state.seats:
            return self.state.seats
        return {one.seat: one for one in self.committee.seats} if self.committee else {}

    @property
    def chair(self) -> str | None:
        """The seat that chairs, or will."""
        return self.state.chair or (self.committee.chair if self.committee else None)

    def name(self, seat: str | None) -> str:
        """Who holds a seat."""
        found = self.members.get(seat or "")
        return self.visit.name_of(found.person) if found else seat or ""

    def may(self, *commands: str) -> bool:
        """Whether one of these may be done by whoever looks, as far as their powers go."""
        return any(self._may(one) for one in commands)

    def _may(self, name: str) -> bool:
        found = self.visit.parts.nouns["meeting"].command(name)
        if found is None:
            raise KeyError(name)
        framework = self.state.framework
        return self.visit.visitor.person is not None and open_to(
            self.visit.visitor.powers, "meeting", found, self.id, self.state, framework
        )

    @property
    def leads(self) -> bool:
        """Whether whoever looks chairs or keeps the meeting."""
        return self.may("open-meeting")

    @property
    def keeps(self) -> bool:
        """Whether whoever looks enters what others say."""
        return "coordinator" in self.visit.visitor.roles or "secretary" in self.visit.visitor.roles

    def seats(self) -> list[tuple[str, list[Sat]]]:
        """Everybody, by college; those who do not vote come last."""
        groups: dict[str, list[Sat]] = {}
        for one in self.members.values():
            kind = "" if one.kind is SeatKind.VOTING else "-"
            groups.setdefault(kind + one.college, []).append(self._sat(one))
        return [
            (name.removeprefix("-"), groups[name]) for name in sorted(groups, key=lambda one: (one[:1] == "-", one))
        ]

    def _sat(self, one: SeatInOffice) -> Sat:
        stay = meeting.stay_at(self.state, one.seat, self.at)
        return Sat(
            seat=one.seat,
            name=self.visit.name_of(one.person),
            organisation=self.visit.name_of(one.organisation),
            college=one.college,
            kind=one.kind.value,
            weight=one.weight,
            how=stay.how.value if stay else "",
            since=stay.since if stay else None,
            holder=self.holder(one.seat),
            chairs=one.seat == self.chair,
            secretary=one.seat in self.state.secretaries,
            is_me=str(one.person) == self.visit.visitor.person,
        )

    def holder(self, giver: str) -> str:
        """Who was given a written proxy that still stands."""
        given = (one.holder for one in self.state.proxies if one.giver == giver and in_force(one, self.at))
        return next(given, "")

    @property
    def current(self) -> tuple[str, Item] | None:
        """The item that was called last and has not ended."""
        called = [(item.called_at, name) for name, item in self.state.items.items() if item.called_at is not None]
        waiting = [one for one in called if not self._is_over(self.state.items[one[1]])]
        name = max(waiting, key=lambda one: one[0], default=(None, None))[1]
        return None if name is None else (name, self.state.items[name])

    @staticmethod
    def _is_over(item: Item) -> bool:
        return item.outcome is not None or item.withdrawn

    def next_item(self) -> str:
        """The first item that nobody has called yet."""
        waiting = (name for name, one in self.state.items.items() if one.called_at is None and not self._is_over(one))
        return next(waiting, "")

    def quorum(self, item: str | None = None) -> tuple[Figures | None, list[CollegePresence]]:
        """What is needed and what is there now, for an item or in general; and the heads of each college."""
        found = self.state.items.get(item or "")
        facts = meeting.quorum_at(self.state, found, self.at)
        rule = self.bylaws.quorum if self.bylaws else None
        return quorum_figures(rule, facts), list(facts.colleges)

    def ballots(self, name: str) -> list[tuple[str, str]]:
        """The votes that whoever looks may cast on an item: each seat, and whose it is."""
        item = self.state.items[name]
        person = self.visit.visitor.person
        if item.ballot is None or item.outcome is not None or self.state.stage is not Stage.OPENED or not person:
            return []
        voters = meeting.voters_at(self.state, item, self.at)
        return [(seat, self.name(seat)) for seat, by in voters.items() if str(self.members[by].person) == person]

    def votes(self, item: Item) -> Iterator[tuple[str, str, str]]:
        """Each public vote: who, what, and who cast it where that was another."""
        if item.ballot is None or item.ballot.method is BallotMethod.SECRET:
            return
        for seat, vote in item.ballot.votes.items():
            yield self.name(seat), vote.choice.value, self.name(vote.by) if vote.by != seat else ""

    def tally(self, item: Item) -> list[tuple[str, Mapping[str, int]]]:
        """Votes so far by college; of a secret ballot only once it was counted."""
        ballot = item.ballot
        if ballot is None:
            return []
        counted = ballot.totals or (by_college(self.state, ballot.votes) if ballot.votes else ())
        names = ("in_favour", "against", "abstention", "blank", "null")
        return [
            (
                one.college,
                dict(zip(names, (one.in_favour, one.against, one.abstentions, one.blank, one.null), strict=True)),
            )
            for one in counted
        ]

    def turnout(self, item: Item) -> tuple[int, int]:
        """How many have voted, and how many may."""
        ballot = item.ballot
        cast = 0 if ballot is None else len(ballot.roll or ballot.votes)
        return cast, len(meeting.voters_at(self.state, item, self.at))

    def day(self) -> date:
        """The day of the meeting."""
        return self.state.held_on or self.visit.today


def sitting(visit: Visit, id_: str | None = None) -> Sitting:
    """The meeting of the address. Raises Unknown where it lies in a framework that the visitor does not reach."""
    name = id_ or visit.path("id")
    visit.one("meetings", name)
    state: Meeting = visit.parts.execute.house.streams.folded(name).state
    return Sitting(visit, name, state, visit.parts.clock.now())
