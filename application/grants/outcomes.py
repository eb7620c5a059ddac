"""What becomes of each row of a file: a new grant, one already known, a correction, or a row set aside."""

from collections import Counter

from application.grants.rows import Doubt, GrantRow, Identity, Quarantined
from domain.decider import record
from domain.values import AgreementId, Digest


@record
class KnownGrant:
    """An agreement that a publication began: where it stands now, and the file that last stated it."""

    agreement: AgreementId
    identity: Identity
    key: str
    occurrence: int
    digest: Digest
    cents: int
    file: Digest
    is_amendment: bool = False


@record
class Base:
    """The agreement that an amendment amends: already recorded, or stated by a row of the same file."""

    agreement: AgreementId | None = None
    row: GrantRow | None = None


@record
class New:
    """A grant that no earlier file stated."""

    row: GrantRow
    occurrence: int
    base: Base | None = None
    doubts: tuple[Doubt, ...] = ()


@record
class Unchanged:
    """A row that says what is already recorded."""

    row: GrantRow
    recorded: KnownGrant


@record
class Correction:
    """A row that says something else of an agreement recorded earlier."""

    row: GrantRow
    recorded: KnownGrant


Outcome = New | Unchanged | Correction | Quarantined


@record
class Plan:
    """What an import will do, one outcome a row in the order of the file, and what the file no longer states."""

    outcomes: tuple[Outcome, ...]
    vanished: tuple[KnownGrant, ...] = ()

    def counts(self) -> dict[str, int]:
        """Rows read, recorded, unchanged, corrected, quarantined: the last four add up to the first."""
        kinds = Counter(type(outcome) for outcome in self.outcomes)
        return {
            "rows": len(self.outcomes),
            "recorded": kinds[New],
            "unchanged": kinds[Unchanged],
            "corrected": kinds[Correction],
            "quarantined": kinds[Quarantined],
        }


def refused(row: GrantRow, rule: str, column: str, value: str, detail: str = "") -> Quarantined:
    """The row, set aside under a rule."""
    return Quarantined(
        row=row.row, sheet=row.sheet, column=column, value=value, rule=rule, detail=detail, cells=row.cells
    )
