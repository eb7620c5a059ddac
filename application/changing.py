"""Changing a procedure: what would become of open cases, which past ones kept to it, when open ones will likely end."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from application.cases import definition_of, setting
from application.execute import Ask, Caller, Execute
from application.facts import Facts
from application.reading import Reading
from domain import case
from domain.case.state import Case, Cause
from domain.decider import Refusal, record
from domain.irregularity import in_words, rule_name
from domain.procedure.configuration import Trigger
from domain.procedure.conformance import Conformance, Recorded, conformance
from domain.procedure.definition import On, Procedure
from domain.procedure.forecast import Forecast, Past, Stay, forecast, stays
from domain.values import Digest, PersonId

PAGE = 500
TRIGGERS: Mapping[Cause, On] = {
    Cause.EVENT: On.EVENT,
    Cause.AFTER: On.AFTER,
    Cause.WHEN: On.WHEN,
    Cause.APPROVED: On.APPROVED,
    Cause.REJECTED: On.REJECTED,
}


@record
class Moved:
    """What becomes of one case: same, moved or stuck; from where to where; and why it is stuck."""

    case: str
    subject: str
    outcome: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    why: str = ""


@record
class Kept:
    """Whether one case kept to a version."""

    case: str
    subject: str
    found: Conformance


@record
class Foretold:
    """When one open case will likely end, for each step that it stands in."""

    case: str
    subject: str
    forecasts: tuple[Forecast, ...]


@dataclass(frozen=True, slots=True)
class Changing:
    """Looks at all cases of a procedure together."""

    execute: Execute
    reading: Reading

    def migration(
        self, procedure: str, target: tuple[Procedure, Digest], by: PersonId | None = None
    ) -> Iterator[Moved]:
        """What becomes of each open case under another definition, published or not. Nothing is recorded.

        It is the rule that a migration itself decides by.
        """
        for stream, state in self.cases(procedure, open_only=True):
            yield self._tried(stream, state, target, by or PersonId(""))

    def migrate(self, procedure: str, version: int, caller: Caller) -> Iterator[Moved]:
        """Move every open case that can be moved to a published version, each in a transaction of its own."""
        facts = self._facts()
        target = definition_of(facts, procedure, version)
        for stream, state in self.cases(procedure, open_only=True):
            found = self._tried(stream, state, target, PersonId(caller.actor))
            if found.outcome != "stuck" and state.version != version:
                noun = self.execute.house.nouns["case"]
                self.execute(Ask(noun=noun, command=case.Migrate, stream=stream, fields={"version": version}), caller)
            yield found

    def _tried(self, stream: str, state: Case, target: tuple[Procedure, Digest], by: PersonId) -> Moved:
        facts = self._facts()
        command = case.Migrate(
            by=by,
            setting=setting(facts, target, state.subject, state.framework),
            before=definition_of(facts, state.procedure, state.version)[0],
            at=facts.now,
        )
        before = tuple(sorted(state.active))
        try:
            after = self._after(command, state)
        except Refusal as refusal:
            why = f"{rule_name(type(refusal))}: {in_words(refusal)}"
            return Moved(case=stream, subject=state.subject, outcome="stuck", before=before, after=(), why=why)
        outcome = "same" if after == before else "moved"
        return Moved(case=stream, subject=state.subject, outcome=outcome, before=before, after=after)

    @staticmethod
    def _after(command: case.Migrate, state: Case) -> tuple[str, ...]:
        for event in case.decider.decide(command, state):
            state = case.decider.evolve(state, event)
        return tuple(sorted(state.active))

    def conformance(self, procedure: str, definition: Procedure) -> Iterator[Kept]:
        """Whether each case, open or ended, kept to a definition, and where it left it."""
        for stream, state in self.cases(procedure):
            yield Kept(case=stream, subject=state.subject, found=self.conforms(stream, state, definition))

    def conforms(self, stream: str, state: Case, definition: Procedure) -> Conformance:
        """Whether one case kept to a definition."""
        return conformance(definition, list(self._past(stream)), _names(definition, state.version))

    def _past(self, stream: str) -> Iterator[Recorded]:
        for fact in self.execute.house.log.stream(stream):
            event = fact.event
            if isinstance(event, case.Advanced) and event.cause is not Cause.MIGRATED:
                on = TRIGGERS.get(event.cause)
                trigger = None if on is None else Trigger(on=on, name=event.name, state=event.state)
                yield Recorded(trigger=trigger, entered=event.entered)

    def forecast(self, procedure: str, now: datetime) -> Iterator[Foretold]:
        """When each open case will likely end."""
        streams = list(self.cases(procedure))
        past = [made for stream, state in streams if (made := self._ended(stream, state)) is not None]
        for stream, state in streams:
            if state.is_open:
                leaves = [one for one in state.active if not any(other.startswith(f"{one}.") for other in state.active)]
                here = [Stay(state=one, since=state.entered_at[one], until=None) for one in sorted(leaves)]
                told = tuple(forecast(one, now, past) for one in here)
                yield Foretold(case=stream, subject=state.subject, forecasts=told)

    def _ended(self, stream: str, state: Case) -> Past | None:
        if state.ended_at is None:
            return None
        moves = [
            (fact.event.at, fact.event.left, fact.event.entered)
            for fact in self.execute.house.log.stream(stream)
            if isinstance(fact.event, case.Advanced)
        ]
        where = ", ".join(state.ended_in) or state.why_ended
        return Past(stays=stays(moves), ended_at=state.ended_at, ended_in=where)

    def cases(self, procedure: str, *, open_only: bool = False) -> Iterator[tuple[str, Case]]:
        """The cases of a procedure, whatever their version."""
        yield from self._filtered({"procedure": procedure} | ({"state": "open"} if open_only else {}))

    def named(self, name: str, framework: str | None) -> Iterator[tuple[str, Case]]:
        """The cases of every procedure of that name, in one framework or in all."""
        yield from self._filtered({"name": name} | ({} if framework is None else {"framework": framework}))

    def _filtered(self, filters: Mapping[str, str]) -> Iterator[tuple[str, Case]]:
        after: str | None = None
        while True:
            today = self.execute.house.clock.now().date()
            page = self.reading.page("cases", filters, after=after, limit=PAGE, today=today)
            for row in page.items:
                stream = str(row["id"])
                yield stream, self.execute.house.streams.folded(stream).state
            after = page.next
            if after is None:
                return

    def _facts(self) -> Facts:
        house = self.execute.house
        return Facts(house.streams, house.directory, house.clock.now(), tools=house.tools)


def _names(definition: Procedure, version: int) -> Mapping[str, str]:
    """What the steps of an earlier version are called in a definition."""
    for one in definition.migrations:
        if one.version == version:
            return dict(one.map)
    return {}


def counted(moved: Sequence[Moved]) -> Mapping[str, int]:
    """How many of each outcome."""
    return {name: sum(one.outcome == name for one in moved) for name in ("same", "moved", "stuck")}
