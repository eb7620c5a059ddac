"""A payment as a line of accounts states it, with what was repaired and what could not be understood."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date

from application.grants.rows import Note, Party, Quarantined, Repair, plain
from domain.decider import record
from domain.payment import PaymentKind
from domain.values import Digest, Money, OrganisationId


@record
class PaymentRow:
    """A line that was understood: the amount is above zero, `kind` says which way it went.

    `payer` is None where the line names none. `cells` are those of the file, so that the line can be shown again.
    """

    row: int
    sheet: str = ""
    payer: Party | None = None
    third_party: Party
    kind: PaymentKind
    year: int
    commitment: str = ""
    order: str = ""
    recovery: str = ""
    amount: Money
    on: date
    label: str = ""
    repairs: tuple[Repair, ...] = ()
    cells: tuple[str, ...] = ()


@record
class PaymentFile:
    """A statement of payments, read: every line either understood or quarantined, in the order of the file."""

    digest: Digest
    rows: tuple[PaymentRow | Quarantined, ...]
    notes: tuple[Note, ...]
    headings: Mapping[str, tuple[str, ...]]


def key(row: PaymentRow, payer: OrganisationId) -> str:
    """The digest of all that the line states, the same whatever the encoding or the spelling of values."""
    third = row.third_party
    parts = [
        payer,
        row.kind,
        str(row.year),
        row.commitment,
        row.order,
        row.recovery,
        f"{row.amount.amount:f} {row.amount.currency}",
        row.on.isoformat(),
        third.siret or third.siren or third.rna or plain(third.name),
        plain(row.label),
    ]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()
