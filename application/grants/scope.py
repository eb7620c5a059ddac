"""What a file may correct: the file it names, or files of the same grantor and years."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from application.grants.outcomes import KnownGrant
from application.grants.rows import GrantRow, Quarantined
from domain.decider import Refusal, record
from domain.values import Digest


@record
class Covered:
    """The years that a file speaks of for one grantor (its name without case or accents)."""

    grantor: str
    first: int
    last: int


@record
class EarlierImport:
    """A file imported before, what it covered and which files it corrected."""

    file: Digest
    covers: tuple[Covered, ...]
    corrects: tuple[Digest, ...] = ()


@record
class Scope:
    """What a file may correct: everything the files named stated, or what a file stated of one grantor."""

    files: frozenset[Digest] = frozenset()
    grantors: frozenset[tuple[Digest, str]] = frozenset()
    reports_vanished: bool = True

    def holds(self, recorded: KnownGrant) -> bool:
        """Whether the file may correct this agreement."""
        return recorded.file in self.files or (recorded.file, recorded.identity.grantor_name) in self.grantors


class NothingToCorrect(Refusal):
    """A file can only correct a file that was imported before."""


def coverage(rows: Iterable[GrantRow | Quarantined]) -> tuple[Covered, ...]:
    """The grantors a file speaks of and their years: of the agreements, else of the payments."""
    years: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        if isinstance(row, GrantRow):
            years[row.identity.grantor_name].update(_years(row))
    known = {grantor: found for grantor, found in years.items() if found}
    return tuple(
        Covered(grantor=grantor, first=min(found), last=max(found)) for grantor, found in sorted(known.items())
    )


def _years(row: GrantRow) -> Iterable[int]:
    if row.grant.agreed_on:
        return (row.grant.agreed_on.year,)
    period = row.grant.paid
    return {day.year for day in (period.start, period.end) if day} if period else ()


def scope(
    covers: Iterable[Covered],
    earlier: Sequence[EarlierImport],
    corrects: Digest | None = None,
    *,
    resubmitted: bool = False,
) -> Scope:
    """What a file may correct: the file it names and those that one corrected, or those of same grantor and years.

    A corrected quarantine file speaks of its own rows: without naming a file it corrects nothing.
    """
    if corrects is not None:
        return Scope(files=_chain(corrects, earlier), reports_vanished=not resubmitted)
    if resubmitted:
        return Scope(reports_vanished=False)
    here = set(covers)
    return Scope(
        grantors=frozenset(
            (file, one.grantor)
            for before in earlier
            for one in before.covers
            if one in here
            for file in _chain(before.file, earlier)
        )
    )


def _chain(file: Digest, earlier: Sequence[EarlierImport]) -> frozenset[Digest]:
    found: set[Digest] = set()
    waiting = [file]
    corrected = {before.file: before.corrects for before in earlier}
    if file not in corrected:
        raise NothingToCorrect(file)
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting.extend(corrected.get(one, ()))
    return frozenset(found)
