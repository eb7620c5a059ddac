"""Files of essential data of procurement: the standard DECP 2.0.3, and in what shapes it is really published."""

import json
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

from application.decp.entries import ProcurementFile, SetAside
from application.decp.exporting import PublishedLot
from infrastructure.formats import decp_json, decp_read, decp_write
from infrastructure.formats.decp_values import is_object

WHY = "_quarantine"
"""The field in which an entry that was set aside says why; it is passed over when the file is imported again."""


class ProcurementData:
    """Reads and writes essential data of procurement."""

    def read(self, file: Path) -> ProcurementFile:
        """The entries of a file. Raises UnreadableProcurement, OSError."""
        return decp_read.read(file)

    def document(self, published: Iterable[PublishedLot]) -> dict[str, Any]:
        """The lots as a document to publish, as plain JSON data."""
        return decp_write.document(published)

    def write(self, published: Iterable[PublishedLot]) -> bytes:
        """The same as a file."""
        return decp_write.written(published)

    def write_quarantine(self, file: Path, entries: Iterable[SetAside]) -> bytes:
        """The entries set aside, as they stood, in a file to correct and import again. Raises OSError."""
        raw = decp_json.raw_entries(file.read_bytes())
        lists: dict[str, list[Any]] = {}
        for one in entries:
            why = {"place": one.place, "path": one.path, "value": one.value, "rule": one.rule}
            held = raw[one.row - 1]
            entry = {WHY: why, **held} if is_object(held) else {WHY: why, "found": held}
            lists.setdefault(one.kind, []).append(entry)
        return json.dumps({"marches": lists}, ensure_ascii=False, indent=1, default=_plain).encode() + b"\n"


def _plain(value: object) -> object:
    return float(value) if isinstance(value, Decimal) else str(value)
