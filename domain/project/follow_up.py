"""What became of a project is asked one, three and five years after its launch; no answer is an answer."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import assert_never

from domain import irregularity
from domain.calendar import months_on
from domain.decider import Given, Refusal, record, replace
from domain.irregularity import judged
from domain.project.state import Answer, FollowUp, Project, everyone
from domain.said import Said, guarded
from domain.values import Source

YEARS = (1, 3, 5)


@record
class AskFollowUp:
    """Record that it is time to ask what became of the project."""

    today: Given[date]


@record
class AnswerFollowUp:
    """Record what became of the project so many years later, or that nobody answered."""

    years: int
    answer: Answer
    jobs: Decimal | None = None
    note: Said | None = None
    on: date
    source: Source | None = None


@record
class FollowUpAsked:
    """Effective on the day on which it was due, whenever it is recorded."""

    years: int
    on: date


@record
class FollowUpAnswered:
    years: int
    answer: Answer
    jobs: Decimal | None
    note: Said | None
    on: date
    source: Source | None = None


Event = FollowUpAsked | FollowUpAnswered
Recorded = Sequence[Event | irregularity.Event]


class FollowUpTooEarly(Refusal):
    """What became of a project is asked one, three and five years after its launch, or after it left support."""

    cure = "The coordination asks again when the time has come."


class NoSuchFollowUp(Refusal):
    """What became of a project is asked after one, three and five years."""


class JobsUncountable(Refusal):
    """Jobs are counted from zero upwards; without an answer there is nothing to count."""


def follow_up_due(project: Project, years: int) -> date | None:
    """The day on which it is time to ask; None while the project has neither been launched nor ended."""
    start = project.launched_on or project.ended_on
    return None if start is None else months_on(start, 12 * years)


def find(project: Project, years: int) -> FollowUp | None:
    """What was asked and answered of that year."""
    return next((one for one in project.follow_ups if one.years == years), None)


def waiting(project: Project) -> Iterator[tuple[int, date]]:
    """The questions nobody has answered yet, with the day each is due."""
    for years in YEARS:
        due, known = follow_up_due(project, years), find(project, years)
        if due is not None and (known is None or known.answer is None):
            yield years, due


def ask(command: AskFollowUp, project: Project) -> Recorded:
    fallen = [(years, due) for years, due in waiting(project) if due <= command.today]
    return [FollowUpAsked(years=years, on=due) for years, due in fallen if find(project, years) is None]


def answer(command: AnswerFollowUp, project: Project) -> Recorded:
    if command.years not in YEARS:
        raise NoSuchFollowUp(command.years)
    _countable(command.jobs, command.answer)
    guarded(everyone(project), command.note)
    known = find(project, command.years)
    if known is not None and (known.answer, known.jobs) == (command.answer, command.jobs):
        return []
    answered = FollowUpAnswered(
        years=command.years,
        answer=command.answer,
        jobs=command.jobs,
        note=command.note,
        on=command.on,
        source=command.source,
    )
    return judged([answered], _early(command, project), command.source, project.irregularities, command.on)


def _countable(jobs: Decimal | None, answer: Answer) -> None:
    if jobs is not None and (answer is Answer.NO_ANSWER or not jobs.is_finite() or jobs < 0):
        raise JobsUncountable(jobs)


def _early(command: AnswerFollowUp, project: Project) -> Iterator[Refusal]:
    due = follow_up_due(project, command.years)
    if due is None or command.on < due:
        yield FollowUpTooEarly(command.years, due)


def evolve(project: Project, event: Event) -> Project:
    known = find(project, event.years) or FollowUp(years=event.years)
    match event:
        case FollowUpAsked(on=on):
            said = replace(known, asked_on=on)
        case FollowUpAnswered():
            said = replace(known, answer=event.answer, jobs=event.jobs, answered_on=event.on)
        case _:
            assert_never(event)
    others = [one for one in project.follow_ups if one.years != event.years]
    return replace(project, follow_ups=tuple(sorted([*others, said], key=lambda one: one.years)))
