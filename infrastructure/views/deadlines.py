"""Everything that is due, of whatever kind: what the clock looks through, and what people see coming."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import sqlalchemy as sa

from application.reading import ColumnType
from domain.agreement import queries
from domain.agreement.state import Agreement
from domain.call.state import Call
from domain.candidature.state import Application, missing
from domain.candidature.state import Stage as Applying
from domain.commitment.reading import open_milestones
from domain.commitment.state import OWED, Commitment, current_owners, due
from domain.contract import reading as contract_reading
from domain.contract.state import Contract
from domain.evaluation import state as evaluations
from domain.evaluation.reading import awaited_replies
from domain.evaluation.state import Evaluation
from domain.loan.instalments import by_due
from domain.loan.state import Loan
from domain.meeting.state import Meeting, Stage
from domain.procurement_plan import state as plans
from domain.procurement_plan.state import ProcurementPlan
from domain.project import follow_up
from domain.project.state import Project
from infrastructure.views.facts import Subject
from infrastructure.views.offer import Asked, Computed, Offer, equal, is_true, since, until
from infrastructure.views.shape import Shape, day, id_, number, of_type, text
from infrastructure.views.view import Made, by_state, in_streams

KINDS = (
    *("agreement", "commitment", "contract", "evaluation", "meeting", "procurement_plan"),
    *("call", "application", "project", "loan"),
)

DEADLINES = Shape(
    "deadlines",
    (
        id_("id", "Subject and place.", sure=True),
        day("on", "By which day.", sure=True),
        id_("subject", "What it is about.", sure=True),
        text("subject_kind", "What kind of thing that is.", sure=True),
        id_("framework", "The framework it belongs to."),
        text("title", "The subject's title."),
        text("kind", "What has to be done.", sure=True),
        text("about", "Which milestone, instalment, notice or year."),
        of_type(ColumnType.ORGANISATIONS, "by", "Who has to do it, where that is known."),
        number("number", hidden=True, sure=True),
    ),
    by="subject",
    indexes=(("on", "id"), ("subject",), ("framework",)),
)
SHAPES = (DEADLINES,)

Due = tuple[date, str, str, list[str]]
"""The day, what is due, of which part, and from whom."""


def rows(subject: Subject) -> Made:
    """What is due of one subject."""
    state = subject.state
    return {
        "deadlines": [
            {
                "id": f"{subject.stream}/{at}",
                "on": on,
                "subject": subject.stream,
                "subject_kind": subject.kind,
                "framework": subject.framework,
                "title": state.title,
                "kind": kind,
                "about": about,
                "by": by,
                "number": at,
            }
            for at, (on, kind, about, by) in enumerate(_due(state), 1)
        ]
    }


def _due(state: Any) -> Iterator[Due]:
    match state:
        case Agreement() as agreement:
            for one in queries.deadlines(agreement):
                yield one.on, one.kind, one.about, [] if one.by is None else [one.by]
        case Commitment() as commitment:
            yield from _of_commitment(commitment)
        case Evaluation() as evaluation:
            waiting = sorted(awaited_replies(evaluation))
            replying = evaluation.stage is evaluations.Stage.RIGHT_OF_REPLY
            if evaluation.reply_until is not None and replying and waiting:
                yield evaluation.reply_until, "reply", "", [*waiting]
        case Meeting() as meeting:
            if meeting.held_on is not None and meeting.opened_at is None and meeting.stage is not Stage.CANCELLED:
                yield meeting.held_on, "meeting", "", []
        case Contract() as contract:
            for owed in contract_reading.deadlines(contract):
                yield owed.on, owed.kind, owed.about, [contract.buyer or ""]
        case ProcurementPlan() as plan:
            for coming in plans.deadlines(plan):
                yield coming.on, coming.kind, coming.about, [plan.authority or ""]
        case _:
            yield from _of_enterprise(state)


def _of_enterprise(state: Any) -> Iterator[Due]:
    match state:
        case Call() as call:
            if call.closes_on is not None and call.closed_on is None and call.cancelled_on is None:
                yield call.closes_on, "call_closes", "", []
        case Application() as application:
            if application.complete_by is not None and application.stage is Applying.INCOMPLETE:
                yield application.complete_by, "completion", ", ".join(missing(application)), _applicant(application)
        case Project() as project:
            for years, on in follow_up.waiting(project):
                yield on, "follow_up", str(years), [] if project.organisation is None else [project.organisation]
        case Loan() as loan:
            for one in by_due(loan):
                yield one.due, "loan_instalment", str(one.number), _borrower(loan)
        case _:
            return


def _applicant(application: Application) -> list[str]:
    return [] if application.organisation is None else [application.organisation]


def _borrower(loan: Loan) -> list[str]:
    return [] if loan.organisation is None else [loan.organisation]


def _of_commitment(state: Commitment) -> Iterator[Due]:
    if state.stage not in OWED:
        return
    owners: list[str] = [one.organisation for one in current_owners(state)]
    for one in open_milestones(state):
        if one.due is not None:
            yield one.due, "milestone", one.title, owners
    on = due(state)
    if on is not None:
        yield on, "commitment", "", owners


def _past(asked: Asked) -> sa.ColumnElement[bool]:
    return asked.tables["deadlines"].c.on < asked.day


deadlines = Offer(
    name="deadlines",
    title="Échéances",
    words="Every day by which something is due, of whatever kind.",
    shape=DEADLINES,
    order=("on",),
    computed=(Computed("past", ColumnType.FLAG, "Whether the day has passed.", _past),),
    filters=(
        equal("framework", DEADLINES),
        equal("subject", DEADLINES),
        equal("subject_kind", DEADLINES, choices=KINDS),
        equal("kind", DEADLINES),
        is_true("past", "Those whose day has passed.", _past),
        since("since", DEADLINES, "on", "Those of that day or later."),
        until("until", DEADLINES, "on", "Those of that day or earlier."),
    ),
)

view = by_state("deadlines", in_streams(*KINDS), SHAPES, rows, (deadlines,))
