"""Procedures and cases as drawings, for every door."""

from application.cases import definition_of
from application.facts import Facts, Unknown
from application.marking import branch, marks_of
from domain import case
from domain.case.state import Case
from domain.procedure.definition import Procedure
from domain.values import Digest
from interfaces.parts import Parts


def definition_in(parts: Parts, stream: str, version: int | None) -> tuple[Procedure, Digest]:
    """What a version defines. Raises Unknown, NoSuchVersion."""
    if parts.log.version(stream) == 0:
        raise Unknown(stream)
    return definition_of(_facts(parts), stream, version)


def _facts(parts: Parts) -> Facts:
    house = parts.execute.house
    return Facts(house.streams, house.directory, house.clock.now(), tools=parts.tools)


def draw_case(parts: Parts, stream: str, *, width: int = 1280, english: bool = False) -> str:
    """The drawing of a case. Raises Unknown."""
    if parts.log.version(stream) == 0:
        raise Unknown(stream)
    state: Case = parts.execute.house.streams.folded(stream).state
    procedure, _ = definition_of(_facts(parts), state.procedure, state.version)
    taken = frozenset(
        branch(one)
        for fact in parts.log.stream(stream)
        if isinstance(fact.event, case.Advanced)
        for one in fact.event.taken
    )
    marks = marks_of(state, list(parts.options.of(stream)), taken)
    return parts.tools.diagrams.svg(procedure, marks, width=width, english=english)
