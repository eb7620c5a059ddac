"""What is to become of a line of accounts: attached to an agreement, queued with a reason, or known already."""

from application.grants.rows import Quarantined
from application.paying.known import ReportedLine
from application.paying.rows import PaymentRow
from domain.decider import record
from domain.payment import Candidate, Match, PaymentKind
from domain.values import OrganisationId


@record
class Entry:
    """What is to be entered in the agreement, in minor units; nothing where it holds the payment already."""

    kind: PaymentKind
    year: int
    beneficiary: OrganisationId | None
    instalment: int | None
    number: str


@record
class Matched:
    """The line belongs to an agreement. `waiting` is the payment on record that waited for it."""

    row: PaymentRow
    payer: OrganisationId
    key: str
    occurrence: int
    organisation: OrganisationId | None
    match: Match
    entry: Entry | None
    waiting: str | None = None


@record
class Waiting:
    """No agreement is certain: a person decides."""

    row: PaymentRow
    payer: OrganisationId
    key: str
    occurrence: int
    organisation: OrganisationId | None
    reason: str
    candidates: tuple[Candidate, ...] = ()


@record
class Known:
    """The line is on record, and nothing new is known of it."""

    row: PaymentRow
    line: ReportedLine


Outcome = Matched | Waiting | Known | Quarantined


def refused(row: PaymentRow, rule: str, column: str, value: str = "") -> Quarantined:
    """The line cannot be recorded: which column, and why."""
    return Quarantined(row=row.row, sheet=row.sheet, column=column, value=value[:200], rule=rule, cells=row.cells)
