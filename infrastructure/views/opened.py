"""The read side as one part: everything that is wired when a log is opened."""

from collections.abc import Iterable, Mapping
from threading import Event

from application.nouns import Noun
from application.reading import Progress
from infrastructure.projector import Projector
from infrastructure.views import (
    agreements,
    audit_trail,
    cases,
    clusters,
    commitments,
    contracts,
    deadlines,
    directory,
    documents,
    enterprise,
    evaluations,
    frameworks,
    imports,
    instalments,
    irregularities,
    lineage,
    meetings,
    payments,
    pools,
    postings,
    procedures,
    procurement_plans,
    register,
    representations,
    strategies,
)
from infrastructure.views.accounts import ViewAccounts
from infrastructure.views.answers import ViewReading
from infrastructure.views.directory import ViewDirectory
from infrastructure.views.facts import Log
from infrastructure.views.imports import ViewGrants
from infrastructure.views.paying import ViewPayments
from infrastructure.views.postings import ViewBooks
from infrastructure.views.store import Store, beside
from infrastructure.views.view import View

ALL: tuple[View, ...] = (
    directory.view,
    register.view,
    frameworks.view,
    agreements.view,
    instalments.view,
    postings.view,
    meetings.view,
    commitments.view,
    evaluations.view,
    irregularities.view,
    deadlines.view,
    documents.view,
    audit_trail.view,
    lineage.view,
    imports.view,
    payments.view,
    procedures.view,
    cases.view,
    enterprise.view,
    contracts.view,
    procurement_plans.view,
    strategies.view,
    clusters.view,
    representations.view,
    pools.view,
)


class ReadSide:
    """The views of a log: the ports `Views`, `Directory`, `Reading`, `KnownGrants`; and what keeps them up to date."""

    def __init__(self, store: Store, projector: Projector, log: Log) -> None:
        self._store, self.projector = store, projector
        self.directory = ViewDirectory(store, log)
        self.reading = ViewReading(projector)
        self.grants = ViewGrants(store)
        self.books = ViewBooks(store)
        self.payments = ViewPayments(store)
        self.accounts = ViewAccounts(store)

    def wait_for(self, position: int) -> bool:
        """Whether the healthy views have it within two seconds."""
        return self.projector.wait_for(position)

    def catch_up(self, progress: Progress | None = None) -> int:
        """Bring the healthy views to the end of the log."""
        return self.projector.catch_up(progress)

    def follow(self, stop: Event) -> None:
        """Keep them up to date until told to stop."""
        self.projector.follow(stop)

    def forget(self) -> None:
        """Drop every remembered state: somebody was erased."""
        self.projector.forget()

    def close(self) -> None:
        """Close every connection."""
        self._store.close()


def open_views(database: str, log: Log, nouns: Mapping[str, Noun], rules: str, views: Iterable[View] = ALL) -> ReadSide:
    """Open the views of the log at this URL. They are brought up to date by whoever asks. Raises Unavailable."""
    store = Store(beside(database))
    projector = Projector(log, store, views, nouns, rules)
    projector.open()
    return ReadSide(store, projector, log)
