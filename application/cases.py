"""What a caller can ask about a case, and what each decision about one rests on."""

from collections import ChainMap
from collections.abc import Callable, Mapping, MutableMapping
from datetime import date, datetime
from typing import Any, cast

from application import subjects
from application.definitions.guards import GuardFailed, Value, VarType, types_of
from application.facts import Facts, Supply, Unknown
from application.nouns import Noun, members
from application.subject import looked_at
from application.subjects.heard import event_variables
from application.tools import Tools
from domain import case
from domain.case.setting import Setting, Untold
from domain.case.state import Case
from domain.decider import Refusal, record
from domain.irregularity import in_words
from domain.procedure.definition import Argument, Procedure
from domain.procedure.publication import Published, Version
from domain.values import Digest, PersonId

SYSTEM = PersonId("")
"""Nobody in person: a part of the system acts."""


class NoSuchVersion(Refusal):
    """A case runs a version that was published."""


class ProcedureRetiredAlready(Refusal):
    """No further case is opened under a procedure that was retired."""


class NotWired(RuntimeError):
    """The workflow's tools were not given to the house."""


@record
class Heard:
    """An aggregate's event that a case hears: its permanent name, and what its variables are."""

    name: str
    values: Mapping[str, Value]


def tools(facts: Facts) -> Tools:
    """The tools of the workflow."""
    if facts.tools is None:
        raise NotWired
    return facts.tools


def version_of(facts: Facts, procedure: str, number: int | None) -> Version:
    """A published version; the newest where no number is given. Raises Unknown, NoSuchVersion."""
    if not procedure.startswith("procedure-"):
        raise Unknown(procedure)
    state: Published = facts.look(procedure).state
    found = state.newest if number is None else state.versions.get(number)
    if found is None:
        raise NoSuchVersion(procedure, number)
    return found


def definition_of(facts: Facts, procedure: str, number: int | None) -> tuple[Procedure, Digest]:
    """What a published version defines."""
    version = version_of(facts, procedure, number)
    return tools(facts).definitions.published(version.digest, version.text), version.digest


def setting(
    facts: Facts,
    definition: tuple[Procedure, Digest],
    subject: str,
    framework: str | None,
    heard: Heard | None = None,
) -> Setting:
    """What is true of the subject now, as the definition's expressions see it. `heard` are an event's own values.

    A subject that cannot be read is empty: what needs it says so, as an incident.
    """
    procedure, digest = definition
    seen = looked_at(facts, procedure.subject, subject, framework)
    typed = types_of(subjects.variables(procedure.subject))
    values = seen.values
    if heard is not None:
        typed |= types_of(event_variables(tools(facts).events[heard.name]))
        values = ChainMap(dict(heard.values), cast("MutableMapping[str, Value]", values))  # read, never written
    telling = Telling(tools(facts), typed, values)
    return Setting(
        definition=procedure,
        digest=digest,
        holds=telling.holds,
        value=telling.value,
        dated=telling.dated,
        listed=telling.listed,
        calendar=tools(facts).calendar(procedure.calendar),
        quorum=seen.quorum,
        subject_ended=seen.ended,
    )


class Telling:
    """Tells guards and values of one subject at one moment; each guard once."""

    def __init__(self, tools: Tools, typed: Mapping[str, VarType], values: Mapping[str, Value]) -> None:
        self._tools, self._typed, self._values = tools, typed, values
        self._told: dict[str, bool] = {}

    def holds(self, guard: str) -> bool:
        """Whether a guard holds. Raises Untold."""
        if guard not in self._told:
            self._told[guard] = self._asked(guard, self._tools.guards.compile)
        return self._told[guard]

    def value(self, expression: str) -> Argument:
        """What an expression yields, as an order hands it on. Raises Untold."""
        found = self._asked(expression, self._tools.guards.evaluator)
        if isinstance(found, datetime | date):
            return found.isoformat()
        return found if isinstance(found, str | int | bool) else ",".join(found)

    def dated(self, name: str) -> date | datetime | None:
        """A date of the subject, None where it is unknown."""
        found = self._values.get(name)
        return found if isinstance(found, date) else None

    def listed(self, name: str) -> tuple[str, ...]:
        """A list of the subject, empty where it is unknown."""
        found = self._values.get(name, ())
        return () if isinstance(found, str | int | date) else tuple(found)

    def _asked(self, text: str, made: Callable[..., Callable[[Mapping[str, Value]], Any]]) -> Any:
        try:
            return made(text, self._typed)(self._values)
        except GuardFailed as failed:
            raise Untold(text, in_words(failed)) from failed
        except (KeyError, ValueError) as error:
            raise Untold(text, str(error)) from error


def by(asked: Supply) -> Mapping[str, object]:
    """Who acts, and what is true of the subject."""
    return {"by": PersonId(asked.actor), **seen(asked)}


def seen(asked: Supply) -> Mapping[str, object]:
    """What is true of the subject."""
    state: Case = asked.state
    definition = definition_of(asked.facts, state.procedure, state.version)
    name = asked.fields.get("name")
    heard = None if name is None or "values" not in asked.fields else Heard(name=name, values=asked.fields["values"])
    return {"setting": setting(asked.facts, definition, state.subject, asked.framework, heard)}


def opened(asked: Supply) -> Mapping[str, object]:
    """The version that the case will run, and its subject."""
    procedure, subject = str(asked.fields["procedure"]), str(asked.fields["subject"])
    definition = definition_of(asked.facts, procedure, asked.fields.get("version"))
    published: Published = asked.facts.look(procedure).state
    if published.retired_on is not None:
        raise ProcedureRetiredAlready(published.name, published.retired_on)
    state = asked.facts.look(subject).state if "-" in subject else None
    of = subject if subject.startswith("framework-") else getattr(state, "framework", None)
    framework = None if asked.framework is None else str(asked.framework)
    origin = asked.facts.look(asked.actor).state if asked.actor.startswith("case-") else None
    return {
        "setting": setting(asked.facts, definition, subject, framework),
        "subject_framework": of,
        "spawned_by": asked.actor if origin is not None else None,
        "depth": 0 if origin is None else origin.depth + 1,
    }


def target(asked: Supply) -> Mapping[str, object]:
    """What is true of the subject under the version that the case goes to."""
    state: Case = asked.state
    definition = definition_of(asked.facts, state.procedure, asked.fields.get("version"))
    before, _ = definition_of(asked.facts, state.procedure, state.version)
    found = setting(asked.facts, definition, state.subject, asked.framework)
    return {"by": PersonId(asked.actor), "setting": found, "before": before}


def actor(asked: Supply) -> Mapping[str, object]:
    """Who acts."""
    return {"by": PersonId(asked.actor)}


NOUN = Noun(
    kind="case",
    plural="cases",
    decider=case.decider,
    commands=members(case.Command),
    events=members(case.Event),
    creators=frozenset({case.OpenCase}),
    internal=frozenset({case.Hear, case.FireTimer, case.NoteOrderDone, case.NoteOrderFailed, case.RaiseIncident}),
    suppliers={
        case.OpenCase: opened,
        case.Migrate: target,
        **dict.fromkeys((case.RetryOrder, case.SkipOrder, case.ResolveIncident), actor),
        **dict.fromkeys((case.EndCase, case.Hear, case.FireTimer, case.NoteOrderFailed), seen),
        **dict.fromkeys(
            (
                case.Act,
                case.ClaimTask,
                case.DelegateTask,
                case.CompleteTask,
                case.SendTaskBack,
                case.GiveApproval,
                case.RefuseApproval,
                case.MoveByHand,
                case.AssignRole,
            ),
            by,
        ),
    },
)
