"""What an import of published contracts was asked, and what it came to."""

from collections import Counter
from collections.abc import Mapping
from enum import StrEnum

from application.authority import IMPORT
from application.decp.entries import Entry, ProcurementFile, SetAside
from domain.decider import record
from domain.grants_import import Counts, Remark
from domain.irregularity import IrregularityNoticed
from domain.values import FrameworkId


class Came(StrEnum):
    """What became of an entry."""

    RECORDED = "recorded"
    UNCHANGED = "unchanged"
    CORRECTED = "corrected"


@record
class Dealt:
    """An entry that was dealt with: its contract, and the irregularities that came with it."""

    entry: Entry
    contract: str
    came: Came
    irregularities: tuple[IrregularityNoticed, ...] = ()


Result = Dealt | SetAside


@record
class Imported:
    """What an import came to. `import_id` is None where nothing had to be recorded."""

    import_id: str | None
    framework: FrameworkId
    resumed: bool
    counts: Counts
    results: tuple[Result, ...]

    @property
    def set_aside(self) -> tuple[SetAside, ...]:
        """The entries that were quarantined."""
        return tuple(one for one in self.results if isinstance(one, SetAside))

    def irregularities(self) -> Mapping[str, int]:
        """How many times each rule was not met."""
        dealt = (one for one in self.results if isinstance(one, Dealt))
        return Counter(each.rule for one in dealt for each in one.irregularities)


@record
class Asked:
    """What is imported how: the name of the file, the framework, and who does it."""

    name: str
    framework: FrameworkId | None = None
    actor: str = IMPORT
    only_plan: bool = False


def remarks(file: ProcurementFile) -> tuple[Remark, ...]:
    """What was put right in a file: how many times each rule, with a first place."""
    found = [*file.repairs, *(one for entry in file.entries if isinstance(entry, Entry) for one in entry.repairs)]
    first = {one.rule: one for one in reversed(found)}
    counted = Counter(one.rule for one in found)
    return tuple(
        Remark(rule=rule, count=count, detail=f"{first[rule].path}: {first[rule].before} → {first[rule].after}"[:300])
        for rule, count in sorted(counted.items())
    )
