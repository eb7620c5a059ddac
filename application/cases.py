"""What a caller can ask about a case, and what each decision about one rests on."""

from collections.abc import Mapping
from typing import Any

from application import subjects
from application.facts import Facts, Unknown
from application.tools import Tools
from domain.case.ordering import BACK_OFF
from domain.case.setting import Setting
from domain.decider import Refusal
from domain.procedure.definition import Procedure
from domain.procedure.publication import Published, Version
from domain.values import Digest

__all__ = ["BACK_OFF", "NOUN", "definition_of", "setting"]


class NoSuchVersion(Refusal):
    """A case runs a version that was published."""


class ProcedureRetiredAlready(Refusal):
    """No further case is opened under a procedure that was retired."""


def version_of(facts: Facts, procedure: str, number: int | None) -> Version:
    """A published version; the newest where no number is given. Raises Unknown, NoSuchVersion."""
    state: Published = facts.state(procedure) if procedure.startswith("procedure-") else _unknown(procedure)
    found = state.newest if number is None else state.versions.get(number)
    if found is None:
        raise NoSuchVersion(procedure, number)
    return found


def _unknown(name: str) -> Any:
    raise Unknown(name)


def definition_of(facts: Facts, procedure: str, number: int) -> tuple[Procedure, Digest]:
    """What a published version defines."""
    version = version_of(facts, procedure, number)
    return tools(facts).definitions.published(version.digest, version.text), version.digest


def tools(facts: Facts) -> Tools:
    """The tools of the workflow."""
    if facts.tools is None:
        message = "the workflow was not wired"
        raise RuntimeError(message)
    return facts.tools


def setting(
    facts: Facts,
    definition: tuple[Procedure, Digest],
    subject: str,
    framework: str | None,
    heard: Mapping[str, Any] | None = None,
) -> Setting:
    """What is true of the subject now, as the definition's expressions see it. `heard` are an event's own values."""
    procedure, digest = definition
    today = facts.today(framework)
    view = subjects.look(facts, subject, today)
    typed = subjects.variables(procedure.subject, heard)
    values = {**view.values, **(heard or {})}
    return Setting(
        definition=procedure,
        digest=digest,
        holds=_telling(facts, typed, values),
        value=_valuing(facts, typed, values),
        dates=view.dates,
        lists=view.lists,
        calendar=tools(facts).calendars.calendar(procedure.calendar, today),
        quorum=view.quorum,
        subject_ended=view.ended,
    )
