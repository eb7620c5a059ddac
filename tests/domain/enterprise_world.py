"""Who takes part in support for enterprise creation, in the tests of its nouns."""

from datetime import date
from typing import Any

from domain.decider import Decider, Refusal
from domain.irregularity import IrregularityNoticed, rule_name
from domain.programme.state import ProgrammeOnDay
from domain.values import (
    ActReference,
    Digest,
    Evidence,
    FrameworkId,
    OrganisationId,
    PersonId,
    ProgrammeId,
    Protected,
    Source,
    SourceKind,
)

HOME, AWAY = FrameworkId("framework-1"), FrameworkId("framework-2")
ANA, BEN, JURY_ONE, JURY_TWO = (PersonId(f"person-{name}") for name in ("ana", "ben", "one", "two"))
COOP, BANK, CITY = (OrganisationId(f"organisation-{name}") for name in ("coop", "bank", "city"))
PROGRAMME = ProgrammeId("programme-1")
ACT = ActReference(number="D-2025-12")
PAPER = Source(kind=SourceKind.PAPER, reference="classeur")
PLAN = Evidence(digest=Digest("sha256:" + "a" * 64), media_type="application/pdf", size=3)
RUNS = ProgrammeOnDay(programme=PROGRAMME, framework=HOME, open=True)
CLOSED = ProgrammeOnDay(programme=PROGRAMME, framework=HOME, open=False)
ELSEWHERE = ProgrammeOnDay(programme=PROGRAMME, framework=AWAY, open=True)


def day(month: int, number: int, year: int = 2025) -> date:
    return date(year, month, number)


def of_ana(text: str) -> Protected:
    return Protected(of=ANA, text=text)


def broken(decider: Decider[Any, Any, Any], history: tuple[object, ...], command: object) -> list[str]:
    """The rules noticed as broken when this is recorded from elsewhere, after the fact itself."""
    fact, *found = decider.decide(command, decider.fold(history))
    assert not isinstance(fact, IrregularityNoticed)
    return [one.rule for one in found if isinstance(one, IrregularityNoticed)]


def named(rule: type[Refusal]) -> str:
    return rule_name(rule)
