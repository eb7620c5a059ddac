"""A complete application is admissible or not, with the reasons."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import assert_never

from domain import irregularity
from domain.candidature.state import (
    BEFORE_ADMISSION,
    Application,
    Decision,
    Stage,
    in_time,
    missing,
    staged,
    unsettled,
)
from domain.decider import Refusal, record, replace
from domain.irregularity import judged
from domain.said import Said, guarded, wordless
from domain.values import Source


@record
class FindAdmissible:
    """Find that the application meets the conditions of the call."""

    on: date
    source: Source | None = None


@record
class FindInadmissible:
    """Find that the application does not meet the conditions of the call, and say which."""

    reasons: Said
    on: date
    source: Source | None = None


@record
class FoundAdmissible:
    on: date
    source: Source | None = None


@record
class FoundInadmissible:
    reasons: Said
    on: date
    source: Source | None = None


Event = FoundAdmissible | FoundInadmissible
Recorded = Sequence[Event | irregularity.Event]


class DocumentsMissing(Refusal):
    """An application is admissible once every document asked for is there."""

    cure = "The applicant hands in what is missing."


class DecidedWithoutReasons(Refusal):
    """An applicant who is turned away is told why, in words."""

    article = "CRPA art. L211-2"
    cure = "Whoever decided states the reasons."


def find_admissible(command: FindAdmissible, application: Application) -> Recorded:
    if application.stage not in {*BEFORE_ADMISSION, Stage.INADMISSIBLE, Stage.WITHDRAWN}:
        return []
    found = FoundAdmissible(on=command.on, source=command.source)
    breaches = [*unsettled(application), *in_time(application, command.on), *_incomplete(application)]
    return judged([found], breaches, command.source, application.irregularities, command.on)


def _incomplete(application: Application) -> Iterator[Refusal]:
    wanted = missing(application)
    if wanted:
        yield DocumentsMissing(*wanted)


def find_inadmissible(command: FindInadmissible, application: Application) -> Recorded:
    if application.stage is Stage.INADMISSIBLE:
        return []
    guarded(application.holders, command.reasons)
    found = FoundInadmissible(reasons=command.reasons, on=command.on, source=command.source)
    breaches = [*unsettled(application), *in_time(application, command.on), *unexplained(command.reasons)]
    return judged([found], breaches, command.source, application.irregularities, command.on)


def unexplained(reasons: Said) -> Iterator[Refusal]:
    """What is irregular in turning somebody away without a word."""
    if wordless(reasons):
        yield DecidedWithoutReasons()


def evolve(application: Application, event: Event) -> Application:
    match event:
        case FoundAdmissible(on=on):
            return staged(application, Stage.ADMISSIBLE, on)
        case FoundInadmissible(reasons=reasons, on=on):
            decision = Decision(stage=Stage.INADMISSIBLE, reasons=reasons, act=None, on=on)
            decided = replace(application, decisions=(*application.decisions, decision))
            return staged(decided, Stage.INADMISSIBLE, on)
        case _:
            assert_never(event)
