"""Who is looking: a person with the powers they hold today, under one mandate and in one framework, or anybody."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from application.authority import READERS
from application.execute import Caller
from application.facts import Facts, zone_named
from application.mandates import powers_of
from application.reading import Row
from application.visits import Session
from domain.mandate import Empowerment, Role
from domain.values import MandateId, PersonId
from interfaces.parts import Parts
from interfaces.web.formats import HOME

FOR_AN_ORGANISATION = frozenset({Role.REPRESENTATIVE, Role.CHAIR, Role.MEMBER})


@dataclass(frozen=True, slots=True)
class Visitor:
    """Anybody, or a person who has signed in. `powers` hold today; `mandate` is the one in use."""

    language: str
    session: Session | None = None
    person: str | None = None
    name: str = ""
    powers: Sequence[Empowerment] = field(default=())
    mandate: Empowerment | None = None
    frameworks: Sequence[Row] = field(default=())
    """Those the person may look into."""
    framework: Row | None = None
    """The one they look at."""

    @property
    def roles(self) -> frozenset[Role]:
        """What the person is, under any mandate."""
        return frozenset(one.role for one in self.powers)

    @property
    def zone(self) -> str:
        """The time zone of the framework."""
        return str(zone_named(str(self.framework["zone"]))) if self.framework else HOME

    def is_own(self, names: Iterable[object]) -> bool:
        """Whether one of these is the person, or an organisation that they act for."""
        own = {str(one.organisation) for one in self.powers if one.role not in READERS} | {self.person or ""}
        return any(str(one) in own for one in names if one)

    def caller(self) -> Caller:
        """The person as commands know them: any mandate of theirs may carry it, unless they chose one."""
        chosen = self.session.mandate if self.session else None
        return Caller(actor=self.person or "nobody", mandate=None if chosen is None else MandateId(chosen))

    def reaches(self, framework: object) -> bool:
        """Whether the person may look into a framework; what belongs to none is the whole installation's."""
        return framework is None or any(one["id"] == framework for one in self.frameworks)


def visitor(parts: Parts, session: Session | None, language: str) -> Visitor:
    """Whoever a session is of, as they stand today."""
    if session is None:
        return Visitor(language)
    today = parts.clock.now().date()
    powers = [one for one in _powers(parts, session.person) if one.holds_on(today)]
    mandate = next((one for one in powers if one.mandate == session.mandate), None)
    frameworks = _frameworks(parts, powers, today)
    chosen = next((one for one in frameworks if one["id"] == session.framework), None)
    row = parts.reading.one("people", session.person, today=today)
    return Visitor(
        language=language,
        session=session,
        person=session.person,
        name=str((row or {}).get("name") or ""),
        powers=powers,
        mandate=mandate or (powers[0] if powers else None),
        frameworks=frameworks,
        framework=chosen or (frameworks[0] if frameworks else None),
    )


def _powers(parts: Parts, person: str) -> Sequence[Empowerment]:
    house = parts.execute.house
    return powers_of(Facts(house.streams, house.directory, house.clock.now(), tools=house.tools), PersonId(person))


def _frameworks(parts: Parts, powers: Sequence[Empowerment], today: date) -> list[Row]:
    """Offices look where their power goes; whoever sits or acts for an organisation, where that is a party."""
    found = parts.reading.page("frameworks", {}, limit=200, today=today).items
    return [one for one in found if any(_reaches(parts, power, one, today) for power in powers)]


def _reaches(parts: Parts, power: Empowerment, framework: Row, today: date) -> bool:
    if power.framework is not None or power.role not in FOR_AN_ORGANISATION:
        return power.framework is None or power.framework == framework["id"]
    asked = {"party": str(power.organisation)}
    return any(one["id"] == framework["id"] for one in parts.reading.page("frameworks", asked, today=today).items)
