"""Support for enterprise creation in one view: what is asked of one list is found in the tables of another."""

from domain.call.state import Call
from domain.candidature.state import Application
from domain.loan.state import Loan
from domain.programme.state import Programme
from domain.project.state import Project
from domain.session.state import Session
from infrastructure.views.enterprise import applications, calls, loans, programmes, projects, sessions
from infrastructure.views.facts import Subject
from infrastructure.views.view import Made, by_state, in_streams

KINDS = ("programme", "call", "application", "project", "session", "loan")


def rows(subject: Subject) -> Made:
    """The rows of whatever it is."""
    match subject.state:
        case Programme() as state:
            return programmes.rows(subject, state)
        case Call() as state:
            return calls.rows(subject, state)
        case Application() as state:
            return applications.rows(subject, state)
        case Project() as state:
            return projects.rows(subject, state)
        case Session() as state:
            return sessions.rows(subject, state)
        case Loan() as state:
            return loans.rows(subject, state)
        case _:
            return {}


view = by_state(
    "enterprise",
    in_streams(*KINDS),
    (*programmes.SHAPES, *calls.SHAPES, *applications.SHAPES, *projects.SHAPES, *sessions.SHAPES, *loans.SHAPES),
    rows,
    (
        programmes.programmes,
        calls.calls,
        applications.applications,
        applications.rankings,
        projects.projects,
        sessions.sessions,
        loans.loans,
    ),
    tuple(one.__name__ for one in (programmes, calls, applications, projects, sessions, loans)),
)
