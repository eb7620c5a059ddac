"""Support for enterprise creation in one view: what is asked of one list is found in the tables of another."""

from domain.call.state import Call
from domain.candidature.state import Application
from domain.loan.state import Loan
from domain.programme.state import Programme
from domain.project.state import Project
from domain.session.state import Session
from infrastructure.views.enterprise import applications, loans, programmes, projects
from infrastructure.views.facts import Subject
from infrastructure.views.view import Made, by_state, in_streams

KINDS = ("programme", "call", "application", "project", "session", "loan")


def rows(subject: Subject) -> Made:
    """The rows of whatever it is."""
    match subject.state:
        case Programme() as state:
            return programmes.rows(subject, state)
        case Call() as state:
            return applications.call_rows(subject, state)
        case Application() as state:
            return applications.rows(subject, state)
        case Project() as state:
            return projects.rows(subject, state)
        case Session() as state:
            return projects.session_rows(subject, state)
        case Loan() as state:
            return loans.rows(subject, state)
        case _:
            return {}


view = by_state(
    "enterprise",
    in_streams(*KINDS),
    (*programmes.SHAPES, *applications.SHAPES, *projects.SHAPES, *loans.SHAPES),
    rows,
    (
        programmes.programmes,
        applications.calls,
        applications.applications,
        applications.rankings,
        projects.projects,
        projects.sessions,
        loans.loans,
    ),
    (programmes.__name__, applications.__name__, projects.__name__, loans.__name__),
)
