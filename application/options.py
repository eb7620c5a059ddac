"""What can be done in a case now, by whom, and why what is blocked is; why a task exists, and what otherwise."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from application.cases import definition_of, setting
from application.execute import House
from application.facts import Facts, Unknown
from application.mandates import powers, powers_for, powers_of
from domain.case.setting import Setting, Untold
from domain.case.state import Case, open_tasks
from domain.case.telling import configuration
from domain.decider import record
from domain.mandate import Empowerment
from domain.procedure.definition import On, Procedure, Transition
from domain.procedure.roles import Wanted, fits, resolved
from domain.procedure.step import listening
from domain.values import FrameworkId, OrganisationId, PersonId


@record
class Condition:
    """A guard that stands before a branch: whether it holds, or why that cannot be told, and where it would lead."""

    guard: str
    holds: bool | None
    why: str
    to: tuple[str, ...]


@record
class Option:
    """Something that can happen in the case: who or what sets it off, and what stands in its way."""

    state: str
    on: On
    name: str
    title: str
    roles: tuple[str, ...]
    wanted: tuple[Wanted, ...]
    people: tuple[PersonId, ...]
    """Who could do it today."""
    reason: bool
    conditions: tuple[Condition, ...]
    due: str
    """For a timer: when."""
    to: tuple[str, ...]
    """Where it would lead now; empty where it is blocked or leaves nothing."""
    blocked: bool


@record
class Explained:
    """A task: why it exists, and what happens if nobody does it."""

    task: str
    title: str
    step: str
    why: str
    otherwise: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Options:
    """Looks at cases through their definitions."""

    house: House

    def of(self, stream: str, language: str = "fr") -> Sequence[Option]:
        """Everything that stands open in a case. Raises Unknown."""
        facts, state = self._case(stream)
        if not state.is_open:
            return ()
        found = self._setting(facts, state)
        return [
            self._option(facts, state, found, one.state, one.transition, language)
            for one in listening(found.definition, configuration(state))
        ]

    def explained(self, stream: str, language: str = "fr") -> Mapping[str, Explained]:
        """Each open task by its key. Raises Unknown."""
        facts, state = self._case(stream)
        if not state.is_open:
            return {}
        definition, _ = definition_of(facts, state.procedure, state.version)
        return {
            one.key: _explained(definition, state, one.key, one.state, one.id, language) for one in open_tasks(state)
        }

    def _case(self, stream: str) -> tuple[Facts, Case]:
        house = self.house
        facts = Facts(house.streams, house.directory, house.clock.now(), tools=house.tools)
        if not stream.startswith("case-"):
            raise Unknown(stream)
        state: Case = facts.state(stream)
        return facts, state

    @staticmethod
    def _setting(facts: Facts, state: Case) -> Setting:
        definition = definition_of(facts, state.procedure, state.version)
        return setting(facts, definition, state.subject, state.framework)

    def _option(self, facts: Facts, state: Case, found: Setting, path: str, one: Transition, language: str) -> Option:
        conditions = tuple(_conditions(one, found))
        open_ways = [branch for branch, said in zip(one.branches, conditions, strict=True) if said.holds]
        roles = (found.definition.role(name) for name in one.by)
        wanted = tuple(resolved(role, found.listed, state.assigned) for role in roles if role is not None)
        return Option(
            state=path,
            on=one.on,
            name=one.name,
            title=getattr(one.title, language) or str(one.title) or one.name,
            roles=one.by,
            wanted=wanted,
            people=tuple(self._people(facts, state.framework, wanted)),
            reason=one.reason,
            conditions=tuple(said for said in conditions if said.guard),
            due=next((timer.due.isoformat() for timer in state.timers if timer.transition == one.id), ""),
            to=open_ways[0].to if open_ways else (),
            blocked=not open_ways and one.on is not On.WHEN,
        )

    def _people(self, facts: Facts, framework: FrameworkId | None, wanted: Sequence[Wanted]) -> Iterator[PersonId]:
        today = facts.today(framework)
        seen: set[PersonId] = set()
        for power in self._powers(facts, wanted):
            covers = framework is None or power.covers(framework)
            fit = covers and power.holds_on(today) and any(fits(one, power) for one in wanted)
            if fit and power.person not in seen:
                seen.add(power.person)
                yield power.person

    @staticmethod
    def _powers(facts: Facts, wanted: Sequence[Wanted]) -> Iterator[Empowerment]:
        for one in wanted:
            for person in one.people:
                yield from powers_of(facts, PersonId(person))
            for organisation in one.organisations:
                yield from powers_for(facts, OrganisationId(organisation))
            if not (one.people or one.organisations or one.body or one.nowhere):
                names = facts.directory.mandates_like(one.mandate, one.capacity)
                yield from (powers(facts, name) for name in names)


def _conditions(one: Transition, found: Setting) -> Iterator[Condition]:
    for branch in one.branches:
        if one.on is On.WHEN and branch.guard:  # it may be about what will then have happened
            yield Condition(guard=branch.guard, holds=None, why="", to=branch.to)
            continue
        if not branch.guard:
            yield Condition(guard="", holds=True, why="", to=branch.to)
            continue
        try:
            yield Condition(guard=branch.guard, holds=found.holds(branch.guard), why="", to=branch.to)
        except Untold as untold:
            yield Condition(guard=branch.guard, holds=None, why=untold.why, to=branch.to)


def _explained(definition: Procedure, state: Case, key: str, path: str, id_: str, language: str) -> Explained:
    step = definition.states[path]
    task = next((one for one in step.tasks if one.id == id_), None)
    name = getattr(step.title, language) or str(step.title) or step.id
    return Explained(
        task=key,
        title=id_ if task is None else getattr(task.title, language) or str(task.title) or id_,
        step=path,
        why=f"{getattr(definition.title, language) or str(definition.title)} — {name}",
        otherwise=tuple(_otherwise(step.transitions, state)),
    )


def _otherwise(transitions: Sequence[Transition], state: Case) -> Iterator[str]:
    """What time brings about in the step: when, and where it leads."""
    for one in transitions:
        if one.on is not On.AFTER:
            continue
        due = next((timer.due for timer in state.timers if timer.transition == one.id), None)
        if due is None:
            continue
        leads = ", ".join(path for branch in one.branches for path in branch.to)
        does = ", ".join(order.command for branch in one.branches for order in branch.orders)
        yield f"{due.isoformat()}: {leads or does}"
