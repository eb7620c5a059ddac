"""The subject of a case as it is now: what conditions see of it, how it ended, which quorum its bylaws set."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from application import subjects
from application.definitions.guards import Value
from application.facts import Facts
from domain.agreement.parts import Stage as AgreementStage
from domain.bylaws.rules import Share
from domain.commitment.state import Stage as CommitmentStage
from domain.committee.state import Committee, CommitteeStage, bylaws_on
from domain.decider import record
from domain.evaluation.state import Stage as EvaluationStage
from domain.meeting.state import Stage as MeetingStage

OVER: Mapping[str, frozenset[str]] = {
    "agreement": frozenset(
        {AgreementStage.TERMINATED, AgreementStage.CLOSED, AgreementStage.WITHDRAWN, AgreementStage.ABANDONED}
    ),
    "commitment": frozenset({CommitmentStage.WAIVED, CommitmentStage.SUPERSEDED}),
    "committee": frozenset({CommitteeStage.DISSOLVED}),
    "evaluation": frozenset({EvaluationStage.CANCELLED}),
    "meeting": frozenset({MeetingStage.CANCELLED}),
}
"""The stages in which nothing is left for a case to do; one that has expired can still be renewed."""


@record
class Looked:
    """What was found. `ended` is empty while the subject goes on."""

    values: Mapping[str, Value]
    ended: str = ""
    quorum: Share = Share()


def looked_at(facts: Facts, kind: str, subject: str, framework: str | None) -> Looked:
    """The subject now; what is decided on it holds only while it stays so. An unknown subject has no values."""
    if subject.partition("-")[0] != kind:
        return Looked(values={})
    folded = facts.look(subject)
    if folded.version == 0:
        return Looked(values={})
    facts.read.setdefault(subject, folded.version)
    today = facts.today(framework)
    return Looked(
        values=subjects.values(kind, folded.state, today, Latest(facts, subject)),
        ended=_ended(kind, folded.state),
        quorum=_quorum(facts, kind, folded.state, framework),
    )


@dataclass(slots=True)
class Latest:
    """The newest of a kind that is about a subject: looked up once, and only when an expression asks for it."""

    facts: Facts
    subject: str
    _found: dict[str, Any] = field(default_factory=dict[str, Any])

    def __call__(self, kind: str) -> Any:
        """The state of the latest one that was not given up. What was read of it is insisted on."""
        if kind not in self._found:
            self._found[kind] = next(self._standing(kind), None)
        return self._found[kind]

    def _standing(self, kind: str) -> Iterator[Any]:
        for name in reversed(self.facts.directory.about(kind, self.subject)):
            state = self.facts.state(name)
            if getattr(state, "stage", None) not in OVER.get(kind, ()):
                yield state


def _ended(kind: str, state: Any) -> str:
    if kind in ("organisation", "framework"):
        return "ended" if getattr(state, "ended_on", None) or getattr(state, "closed_on", None) else ""
    stage = getattr(state, "stage", None)
    return str(stage) if stage in OVER.get(kind, ()) else ""


def _quorum(facts: Facts, kind: str, state: Any, framework: str | None) -> Share:
    find = COMMITTEE.get(kind)
    committee: Committee | None = None if find is None else find(facts, state)
    bylaws = None if committee is None else bylaws_on(committee, facts.today(framework))
    return Share() if bylaws is None or bylaws.quorum is None else bylaws.quorum.share


COMMITTEE: Mapping[str, Callable[[Facts, Any], Committee | None]] = {
    "committee": lambda _, state: state,
    "meeting": lambda facts, state: None if state.committee is None else facts.look(state.committee).state,
}
"""Whose bylaws say how many must agree."""
