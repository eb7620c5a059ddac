"""What is known when payments come in, read from the views of agreements, of the register and of payments."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from application.paying.known import Body, Booked, OpenItem, ReportedLine
from domain.agreement.posting import MoneyStage
from domain.payment import PaymentKind, PaymentState
from domain.values import AgreementId, Digest, FrameworkId, OrganisationId
from infrastructure.views import agreements, frameworks, instalments, payments, postings, register, standing
from infrastructure.views.store import Store
from infrastructure.views.view import View

AT_ONCE = 500
LONG = timedelta(days=730)
BEFORE, AFTER = timedelta(days=15), timedelta(days=150)
"""How long before and after its day an instalment may be paid and still be taken for it by its amount alone."""
STAGES = (
    MoneyStage.COMMITTED,
    MoneyStage.ORDERED,
    MoneyStage.PAID,
    MoneyStage.RECOVERY_ORDERED,
    MoneyStage.RECOVERED,
)
KIND_OF = {MoneyStage.PAID: PaymentKind.PAYMENT, MoneyStage.RECOVERED: PaymentKind.RECOVERY}


class ViewPayments:
    """The port `KnownPayments` on the views."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def frameworks(self) -> Sequence[FrameworkId]:
        """Every framework there is."""
        with self._store.reading() as connection:
            table = self._table(connection, frameworks.view, "frameworks")
            return [FrameworkId(each) for (each,) in connection.execute(sa.select(table.c.id).order_by(table.c.id))]

    def bodies(self, framework: FrameworkId) -> Sequence[Body]:
        """Every party to an agreement of the framework."""
        with self._store.reading() as connection:
            known = self._table(connection, register.view, "organisations")
            query = sa.select(known.c.id, known.c.name, known.c.siren, known.c.rna, known.c.successor)
            query = query.where(known.c.id.in_(self._parties(connection, framework)))
            return [
                Body(
                    id=OrganisationId(row.id),
                    name=row.name or "",
                    siren=row.siren,
                    rna=row.rna,
                    successor=None if row.successor is None else OrganisationId(row.successor),
                )
                for row in connection.execute(query)
            ]

    def _parties(self, connection: sa.Connection, framework: FrameworkId) -> "sa.Select[Any]":
        parties = self._table(connection, agreements.view, "agreement_parties")
        whole = self._table(connection, agreements.view, "agreements")
        mine = sa.select(whole.c.id).where(whole.c.framework == framework)
        return sa.select(parties.c.organisation).where(parties.c.id.in_(mine))

    def payers(self, framework: FrameworkId) -> frozenset[OrganisationId]:
        """Those who pay in an agreement of the framework."""
        with self._store.reading() as connection:
            planned, whole = self._open(connection)
            booked = self._table(connection, postings.view, "postings")
            found: set[str] = set()
            for table in (planned, whole, booked):
                query = sa.select(table.c.payer).where(table.c.framework == framework).distinct()
                found.update(str(each) for (each,) in connection.execute(query))
            return frozenset(OrganisationId(each) for each in found)

    def items(self, framework: FrameworkId, payers: Iterable[OrganisationId]) -> Iterable[OpenItem]:
        """What is still to be paid, in the order of the agreements and their instalments."""
        with self._store.reading() as connection:
            planned, whole = self._open(connection)
            theirs = sorted(payers)
            open_ones = sa.select(planned).where(
                planned.c.framework == framework,
                planned.c.payer.in_(theirs),
                planned.c.left > 0,
                planned.c.dropped == 0,
            )
            for row in connection.execute(open_ones.order_by(planned.c.agreement, planned.c.number)):
                yield _planned(row)
            rest = sa.select(whole).where(whole.c.framework == framework, whole.c.payer.in_(theirs), whole.c.left > 0)
            for row in connection.execute(rest.order_by(whole.c.id)):
                yield _whole(row)

    def _open(self, connection: sa.Connection) -> tuple[sa.Table, sa.Table]:
        return (
            self._table(connection, instalments.view, "instalments"),
            self._table(connection, instalments.view, "instalments_unplanned"),
        )

    def booked(self, framework: FrameworkId, payers: Iterable[OrganisationId]) -> Iterable[Booked]:
        """What the agreements hold; an entry to which a line is attached is taken."""
        theirs = sorted(payers)
        with self._store.reading() as connection:
            attached = self._attached(connection, framework, theirs)
            rows = self._table(connection, postings.view, "postings")
            stages = [postings.STAGES.index(stage) for stage in STAGES]
            query = sa.select(rows).where(
                rows.c.framework == framework, rows.c.payer.in_(theirs), rows.c.stage.in_(stages)
            )
            for row in connection.execute(query.order_by(rows.c.position, rows.c.place)):
                yield _booked(row, attached)

    def _attached(self, connection: sa.Connection, framework: FrameworkId, payers: Sequence[str]) -> Counter[Any]:
        """How many lines are attached to entries of an agreement, by kind, number and sum."""
        table = self._table(connection, payments.view, "payments")
        matched = sa.select(table.c.agreement, table.c.kind, table.c.entry, table.c.amount).where(
            table.c.framework == framework, table.c.payer.in_(payers), table.c.state == PaymentState.MATCHED
        )
        return Counter((row.agreement, row.kind, row.entry or "", row.amount) for row in connection.execute(matched))

    def reported(self, framework: FrameworkId, keys: Iterable[str]) -> Mapping[tuple[str, int], ReportedLine]:
        """The lines on record, by key and occurrence."""
        wanted, found = sorted(keys), dict[tuple[str, int], ReportedLine]()
        with self._store.reading() as connection:
            table = self._table(connection, payments.view, "payments")
            columns = (table.c[name] for name in ("id", "key", "occurrence", "state", "statement", "reason", "file"))
            query = sa.select(*columns)
            for start in range(0, len(wanted), AT_ONCE):
                some = query.where(table.c.framework == framework, table.c.key.in_(wanted[start : start + AT_ONCE]))
                for row in connection.execute(some):
                    found[row.key, row.occurrence] = ReportedLine(
                        payment=row.id,
                        state=PaymentState(row.state),
                        statement=row.statement or "",
                        undone=row.reason == "undone",
                        file=row.file or "",
                    )
        return found

    def taken_in(self, framework: FrameworkId, file: Digest) -> tuple[str, bool] | None:
        """The last statement of this file, and whether it was finished."""
        with self._store.reading() as connection:
            rows = self._table(connection, payments.view, "statements")
            query = sa.select(rows.c.id, rows.c.finished_at).where(rows.c.framework == framework, rows.c.file == file)
            last = connection.execute(query.order_by(rows.c.id.desc()).limit(1)).first()
        return None if last is None else (str(last.id), last.finished_at is not None)

    def position(self) -> int:
        """The position of the log up to which all of it holds."""
        with self._store.reading() as connection:
            stands = standing.load(connection)
            views = (agreements.view, instalments.view, postings.view, payments.view, register.view)
            return min(stands[each.name].position for each in views)

    def _table(self, connection: sa.Connection, view: View, name: str) -> sa.Table:
        return self._store.tables(view, standing.load(connection)[view.name].generation)[name]


def _planned(row: Any) -> OpenItem:
    first, last = _window(row)
    return OpenItem(
        agreement=AgreementId(row.agreement),
        instalment=row.number,
        payer=OrganisationId(row.payer),
        beneficiary=None if row.beneficiary is None else OrganisationId(row.beneficiary),
        year=row.year,
        left=row.left,
        currency=row.currency or "EUR",
        first=first,
        last=last,
    )


def _window(row: Any) -> tuple[date, date]:
    """Around its day, where it has one; else its budget year, and the month in which the accounts of it close."""
    due = row.due_on or row.owed_since
    if due is not None:
        return _moved(due, -BEFORE), _moved(due, AFTER)
    year = min(max(int(row.year), date.min.year), date.max.year - 1)
    return date(year, 1, 1), date(year + 1, 1, 31)


def _moved(day: str, by: timedelta) -> date:
    """So much later, or the end of the calendar."""
    try:
        return date.fromisoformat(day) + by
    except OverflowError:
        return date.max if by > timedelta(0) else date.min


def _whole(row: Any) -> OpenItem:
    agreed = date(1, 1, 1) if row.agreed_on is None else date.fromisoformat(row.agreed_on)
    end = None if row.end is None else _moved(row.end, AFTER)
    last = end or (date.max if row.agreed_on is None else _moved(row.agreed_on, LONG))
    return OpenItem(
        agreement=AgreementId(row.id),
        instalment=None,
        payer=OrganisationId(row.payer),
        beneficiary=None if row.beneficiary is None else OrganisationId(row.beneficiary),
        year=None,
        left=row.left,
        currency=row.currency or "EUR",
        first=agreed,
        last=last,
    )


def _booked(row: Any, attached: Counter[Any]) -> Booked:
    stage: MoneyStage = postings.STAGES[int(row.stage)]
    name = (row.agreement, KIND_OF.get(stage, ""), row.entry or "", row.amount)
    taken = attached[name] > 0
    if taken:
        attached[name] -= 1
    return Booked(
        agreement=AgreementId(row.agreement),
        stage=stage,
        payer=OrganisationId(row.payer),
        year=row.year,
        number=row.entry or "",
        beneficiary=None if row.beneficiary is None else OrganisationId(row.beneficiary),
        instalment=row.instalment,
        cents=row.amount,
        currency=row.currency,
        on=date.fromisoformat(row.on),
        taken=taken,
    )
