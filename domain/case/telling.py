"""From a move of the definition to the events of a case: what is left, entered, opened, asked, armed and ordered."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from domain.calendar import CalendarHasNoSuchYear, DateOutOfReach, fall_due, span_text
from domain.case import events as e
from domain.case.evolve import evolve
from domain.case.setting import Setting, Untold
from domain.case.state import Case, Cause, IncidentKind, Task, TaskState, open_tasks
from domain.irregularity import in_words, rule_name
from domain.procedure.configuration import Configuration, Instruction, Move
from domain.procedure.definition import Approval, Argument, Kind, Need, On, Order, Span, State, Timer, Transition
from domain.procedure.definition import Task as Defined
from domain.procedure.roles import Wanted, resolved
from domain.values import PersonId

DEEPEST = 32
"""How often one thing may lead to another before somebody must look."""
ESCALATE, SPAWN = "escalate", "spawn"


class Telling:
    """Events as they are told, and the case as it stands after each."""

    def __init__(self, case: Case, setting: Setting, at: datetime) -> None:
        self.case, self.setting, self.at = case, setting, at
        self.events: list[e.Event] = []

    def tell(self, event: e.Event) -> None:
        """This happened."""
        self.case = evolve(self.case, event)
        self.events.append(event)

    def incident(self, kind: IncidentKind, words: str, about: str) -> None:
        """Something that a person must settle; said once while it is open."""
        known = (one.kind is kind and one.about == about and one.resolved_at is None for one in self.case.incidents)
        if not any(known):
            number = len(self.case.incidents) + 1
            self.tell(e.IncidentRaised(incident=number, kind=kind, words=words, about=about, at=self.at))

    def move(self, move: Move, cause: Cause, *, chain: int = 0, by: PersonId | None = None, reason: str = "") -> None:
        """The case moves, with all that follows from it."""
        self.tell(_advanced(move, cause, chain, by, reason, self.at))
        self._leave(move.left)
        if not move.ended:
            for path in move.entered:
                if path in move.after.active:
                    self._enter(self.setting.definition.states[path])
        for given in move.orders:
            self._order(given)
        for spawn in move.spawns:
            arguments = {"procedure": spawn.procedure, "subject": self._subject(spawn.subject)}
            self._give(SPAWN, arguments, (), "", spawn.procedure)
        if move.ended:
            self.end(_ends(move.after, self.setting))

    def end(self, ends: Sequence[str], why: str = "") -> None:
        """Nothing more happens in the case."""
        self._leave({one.state for one in open_tasks(self.case)} | self.case.active)
        self.tell(e.CaseEnded(ends=tuple(sorted(ends)), why=why, at=self.at))

    def _leave(self, states: Iterable[str]) -> None:
        left = set(states)
        for task in open_tasks(self.case):
            if task.state in left:
                self.tell(e.TaskWithdrawn(task=task.key, at=self.at))
        for approval in self.case.approvals:
            if approval.state in left:
                self.tell(e.ApprovalWithdrawn(state=approval.state, at=self.at))
        for timer in self.case.timers:
            if timer.state in left:
                self.tell(e.TimerCancelled(timer=timer.key, why="left", at=self.at))
        for waiting in sorted(self.case.waiting_for):
            if waiting.partition("/")[0] in left:
                self.tell(e.TimerCancelled(timer=waiting, why="left", at=self.at))

    def look_again(self, state: State) -> None:
        """A state that stays active under another version: tasks and timers that went go, new ones come."""
        defined, known = {one.id for one in state.tasks}, {one.id for one in self._tasks_in(state)}
        for task in open_tasks(self.case):
            if task.state == state.path and task.id not in defined:
                self.tell(e.TaskWithdrawn(task=task.key, at=self.at))
        for wanted in state.tasks:
            if wanted.id not in known:
                self._open(state, wanted)
        transitions = {one.id: one for one in timers_of(state)}
        for timer in self.case.timers:
            if timer.state == state.path and timer.transition not in transitions:
                self.tell(e.TimerCancelled(timer=timer.key, why="migrated", at=self.at))
        armed = {one.transition for one in self.case.timers} | self.case.waiting_for
        for transition in transitions.values():
            if transition.id not in armed and transition.timer is not None:
                self.arm(state.path, transition, transition.timer)

    def _tasks_in(self, state: State) -> list[Task]:
        """The tasks of the present stay: those opened since it was entered."""
        since = self.case.entered_at.get(state.path, self.at)
        return [one for one in self.case.tasks if one.state == state.path and one.opened_at >= since]

    def _enter(self, state: State) -> None:
        for task in state.tasks:
            self._open(state, task)
        if state.approval is not None:
            self._ask(state, state.approval)
        for transition in state.transitions:
            if transition.timer is not None:
                self.arm(state.path, transition, transition.timer)

    def _open(self, state: State, task: Defined) -> None:
        number = sum(one.state == state.path and one.id == task.id for one in self.case.tasks) + 1
        due = None if task.due is None else self.due(task.due, task.of, f"{state.path}/{task.id}")
        key = f"{state.path}/{task.id}#{number}"
        wanted = self.wanted(task.by)
        self.tell(e.TaskOpened(task=key, state=state.path, id=task.id, wanted=wanted, due=due, at=self.at))

    def _ask(self, state: State, approval: Approval) -> None:
        of = self._asked(approval)
        due = None if approval.due is None else self.due(approval.due, "", state.path)
        need = self._needed(approval, len(of))
        if not of or need > len(of):
            words = f"{len(of)} can be asked for their approval, {need} are needed"
            self.incident(IncidentKind.ROLE, words, state.path)
        self.tell(e.ApprovalAsked(state=state.path, need=need, of=of, due=due, at=self.at))

    def _asked(self, approval: Approval) -> tuple[Wanted, ...]:
        if not approval.for_each:
            return self.wanted(approval.by)
        return tuple(
            Wanted(role=one, people=(one,)) if one.startswith("person-") else Wanted(role=one, organisations=(one,))
            for one in self.setting.listed(approval.for_each)
        )

    def wanted(self, roles: Iterable[str]) -> tuple[Wanted, ...]:
        """Who is meant by these roles in this case; nobody to be found is an incident."""
        found = tuple(
            resolved(role, self.setting.listed, self.case.assigned)
            for name in roles
            if (role := self.setting.definition.role(name)) is not None
        )
        for one in found:
            if one.nowhere:
                self.incident(IncidentKind.ROLE, f"{one.role}: the list it is for is empty", one.role)
        return found

    def _needed(self, approval: Approval, asked: int) -> int:
        match approval.need:
            case Need.ALL:
                return max(asked, 1)
            case Need.QUORUM:
                return self.setting.quorum.of(asked)
            case number:
                return number

    def arm(self, state: str, transition: Transition, timer: Timer) -> None:
        """Set a timer, or wait for the date that it counts from."""
        if timer.of and self.setting.dated(timer.of) is None:
            if transition.id not in self.case.waiting_for:
                self.tell(e.TimerAwaited(transition=transition.id, of=timer.of, at=self.at))
            return
        due = self.due(timer.delay, timer.of, transition.id)
        if due is not None:
            self.tell(self._armed(state, transition, timer, due))

    def _armed(self, state: str, transition: Transition, timer: Timer, due: datetime) -> e.TimerArmed:
        return e.TimerArmed(
            timer=f"{transition.id}#{self.case.timer_count + 1}",
            transition=transition.id,
            state=state,
            due=due,
            rule=span_text(timer.delay) + (f" of {timer.of}" if timer.of else ""),
            counted_from=_instant(self._base(timer.of), due),
            calendar=self.setting.calendar.version,
            at=self.at,
        )

    def _base(self, of: str) -> date | datetime | None:
        return self.setting.dated(of) if of else self.at

    def due(self, span: Span, of: str, about: str) -> datetime | None:
        """When a span ends; None where its date is unknown, or cannot be reckoned, which is then an incident."""
        base = self._base(of)
        if base is None:
            return None
        try:
            return fall_due(span, base, self.setting.calendar)
        except (CalendarHasNoSuchYear, DateOutOfReach) as error:
            self.incident(IncidentKind.CALENDAR, f"{rule_name(type(error))}: {in_words(error)}", about)
            return None

    def _order(self, given: Instruction) -> None:
        order = given.order
        if order.command == ESCALATE:
            for task in open_tasks(self.case):
                if task.state == given.state:
                    self.tell(e.TaskEscalated(task=task.key, wanted=self.wanted(order.roles), at=self.at))
        arguments = {name: self._argument(order, value) for name, value in order.arguments}
        self._give(order.command, arguments, order.roles, str(order.words), given.transition or given.state)

    def _argument(self, order: Order, value: Argument) -> Argument:
        if not isinstance(value, str) or not value.startswith("="):
            return value
        try:
            return self.setting.value(value[1:])
        except Untold as untold:
            self.incident(IncidentKind.GUARD, f"{untold.expression}: {untold.why}", order.command)
            return ""

    def _subject(self, expression: str) -> str:
        if not expression:
            return self.case.subject
        return str(self.setting.value(expression.removeprefix("=").strip()))

    def _give(
        self,
        command: str,
        arguments: Mapping[str, Argument],
        roles: tuple[str, ...],
        words: str,
        origin: str,
    ) -> None:
        self.tell(
            e.OrderGiven(
                order=self.case.order_count + 1,
                command=command,
                arguments=arguments,
                roles=roles,
                words=words,
                origin=origin,
                at=self.at,
            )
        )


def _advanced(move: Move, cause: Cause, chain: int, by: PersonId | None, reason: str, at: datetime) -> e.Advanced:
    return e.Advanced(
        cause=cause,
        name="" if move.trigger is None else move.trigger.name,
        state="" if move.trigger is None else move.trigger.state,
        taken=tuple(f"{one.transition}:{one.branch}" if one.branch else one.transition for one in move.taken),
        left=move.left,
        entered=move.entered,
        active=tuple(sorted(move.after.active)),
        history=dict(move.after.history),
        fired=tuple(sorted(move.after.fired)),
        chain=chain,
        by=by,
        reason=reason,
        at=at,
    )


def _ends(after: Configuration, setting: Setting) -> list[str]:
    states = setting.definition.states
    return [path for path in after.active if states[path].kind is Kind.FINAL and not states[path].parent] or [
        path for path in after.active if states[path].kind is Kind.FINAL
    ]


def _instant(base: date | datetime | None, otherwise: datetime) -> datetime:
    if isinstance(base, datetime):
        return base
    if base is None:
        return otherwise
    return datetime(base.year, base.month, base.day, tzinfo=otherwise.tzinfo)


def configuration(case: Case) -> Configuration:
    """Where the case stands, as the definition's steps see it."""
    return Configuration(active=case.active, history=tuple(sorted(case.history.items())), fired=case.fired)


def is_to_do(case: Case, key: str) -> bool:
    """Whether that task still waits for somebody."""
    return any(one.key == key and one.stage in (TaskState.OPEN, TaskState.CLAIMED) for one in case.tasks)


def timers_of(state: State) -> Sequence[Transition]:
    """The transitions of a state that time sets off."""
    return [one for one in state.transitions if one.on is On.AFTER and one.timer is not None]
