"""An entry is recorded whole or not at all: how far a deed had come, and the way back."""

from collections.abc import Mapping
from typing import TypeVar

from application.execute import Deed

T = TypeVar("T")


class Mark:
    """How far a deed had come, so that a contract is recorded whole or not at all; organisations met stay."""

    def __init__(self, deed: Deed) -> None:
        self.entries = len(deed.entries)
        self.base, self.pending = {**deed.base}, {**deed.pending}

    def undo(self, deed: Deed) -> None:
        """Take back what was decided of contracts since."""
        gone = {one.stream for one in deed.entries[self.entries :] if one.stream.startswith("contract-")}
        deed.entries[self.entries :] = [one for one in deed.entries[self.entries :] if one.stream not in gone]
        begun = gone - self.base.keys()
        for claims in (deed.claims, deed.releases):
            claims[:] = [one for one in claims if one[1] not in begun]
        for stream in gone:
            _back(deed.base, self.base, stream)
            _back(deed.pending, self.pending, stream)


def _back(held: dict[str, T], before: Mapping[str, T], stream: str) -> None:
    """A stream as it was before, or as if it had not been."""
    held.pop(stream, None)
    if stream in before:
        held[stream] = before[stream]
