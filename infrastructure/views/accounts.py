"""A payer's movements, month by month: those its accounts state and those its agreements hold."""

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from application.paying.reconciling import Movement
from domain.agreement.posting import MoneyStage
from domain.payment import PaymentKind, PaymentState
from infrastructure.views import payments, postings, standing
from infrastructure.views.store import Store
from infrastructure.views.view import View

PAID, RECOVERED = postings.STAGES.index(MoneyStage.PAID), postings.STAGES.index(MoneyStage.RECOVERED)


class ViewAccounts:
    """The port `Accounts` on the views."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def movements(self, framework: str, payer: str) -> Sequence[Movement]:
        """Every movement of a payer: what the accounts state, and what the agreements hold (state None)."""
        with self._store.reading() as connection:
            return [*self._stated(connection, framework, payer), *self._held(connection, framework, payer)]

    def _stated(self, connection: sa.Connection, framework: str, payer: str) -> Iterator[Movement]:
        rows = self._table(connection, payments.view, "payments")
        groups = [sa.func.substr(rows.c.on, 1, 7).label("month"), rows.c.currency, rows.c.kind, rows.c.state]
        query = sa.select(*groups, sa.func.sum(rows.c.amount).label("cents"))
        query = query.where(rows.c.framework == framework, rows.c.payer == payer).group_by(*groups)
        for row in connection.execute(query):
            yield Movement(
                month=row.month,
                currency=row.currency,
                kind=PaymentKind(row.kind),
                state=PaymentState(row.state),
                cents=int(row.cents),
            )

    def _held(self, connection: sa.Connection, framework: str, payer: str) -> Iterator[Movement]:
        rows = self._table(connection, postings.view, "postings")
        below = rows.c.amount < 0
        groups = [sa.func.substr(rows.c.on, 1, 7).label("month"), rows.c.currency, rows.c.stage, below.label("below")]
        query = sa.select(*groups, sa.func.sum(rows.c.amount).label("cents"))
        mine = (rows.c.framework == framework, rows.c.payer == payer, rows.c.stage.in_((PAID, RECOVERED)))
        for row in connection.execute(query.where(*mine).group_by(*groups)):
            yield _entry(row)

    def _table(self, connection: sa.Connection, view: View, name: str) -> sa.Table:
        return self._store.tables(view, standing.load(connection)[view.name].generation)[name]


def _entry(row: Any) -> Movement:
    """A recovery taken back is less recovered; a payment taken back is a cancellation."""
    kind = PaymentKind.RECOVERY if row.stage == RECOVERED else PaymentKind.PAYMENT
    cents = int(row.cents)
    if row.below and kind is PaymentKind.PAYMENT:
        kind, cents = PaymentKind.CANCELLATION, -cents
    return Movement(month=row.month, currency=row.currency, kind=kind, state=None, cents=cents)
