"""Figures of indicators from a table: each row is recorded, known already, a correction, or set aside."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from application.authority import IMPORT
from application.execute import Ask, Caller, Execute
from application.facts import Unknown
from domain.commitment.indicator import CorrectObservation, Observation, RecordObservation, SetIndicator, observation
from domain.decider import Refusal, record
from domain.evaluation import Evaluation
from domain.irregularity import in_words, rule_name
from domain.values import Digest, Period, Source, SourceKind


@record
class FigureRow:
    """A row that can be read: the indicator, over which period, and its figure."""

    row: int
    indicator: str
    unit: str | None
    period: Period
    value: Decimal
    source: str


@record
class SetAside:
    """A row that cannot be taken: where it stands, in which column, what is there, and why."""

    row: int
    column: str
    value: str
    reason: str


@record
class FigureFile:
    """A table of figures; every row of it is in one of the two lists."""

    name: str
    digest: Digest
    rows: tuple[FigureRow, ...]
    set_aside: tuple[SetAside, ...]


class Taken(StrEnum):
    """What became of a row."""

    RECORDED = "recorded"
    UNCHANGED = "unchanged"
    CORRECTED = "corrected"


@record
class FiguresImported:
    """What an import came to: its counts add up to the rows of the file."""

    evaluation: str
    digest: Digest
    rows: int
    recorded: int
    unchanged: int
    corrected: int
    set_aside: tuple[SetAside, ...]


@dataclass(frozen=True, slots=True)
class ImportingFigures:
    """Takes one row after the other. Taking a file twice changes nothing."""

    execute: Execute

    def __call__(self, file: FigureFile, evaluation: str, today: date, actor: str = IMPORT) -> FiguresImported:
        """Record a file's figures in an evaluation. Raises Unknown where there is no such evaluation."""
        streams = self.execute.house.streams
        if not evaluation.startswith("evaluation-") or streams.folded(evaluation).version == 0:
            raise Unknown(evaluation)
        counts: Counter[Taken] = Counter()
        aside = list(file.set_aside)
        taken: dict[tuple[str, Period], int] = {}
        for row in file.rows:
            first = taken.setdefault((row.indicator, row.period), row.row)
            if first != row.row:
                aside.append(_again(row, first))
                continue
            try:
                counts[self._take(row, file, evaluation, today, actor)] += 1
            except Refusal as refusal:
                detail = in_words(refusal)
                reason = f"{rule_name(type(refusal))}{': ' if detail else ''}{detail}"
                aside.append(SetAside(row=row.row, column="indicator", value=row.indicator, reason=reason))
        return FiguresImported(
            evaluation=evaluation,
            digest=file.digest,
            rows=len(file.rows) + len(file.set_aside),
            recorded=counts[Taken.RECORDED],
            unchanged=counts[Taken.UNCHANGED],
            corrected=counts[Taken.CORRECTED],
            set_aside=tuple(sorted(aside, key=lambda one: one.row)),
        )

    def _take(self, row: FigureRow, file: FigureFile, evaluation: str, today: date, actor: str) -> Taken:
        state: Evaluation = self.execute.house.streams.folded(evaluation).state
        source = Source(kind=SourceKind.PUBLICATION, reference=row.source or file.name, digest=file.digest)
        known = state.indicators.get(row.indicator)
        seen = None if known is None else observation(known, row.period)
        stated: dict[str, Any] = {"indicator": row.indicator, "period": row.period, "value": row.value, "on": today}
        if seen is not None and (seen.figure.value == row.value or _taken_before(seen, row, file)):
            return Taken.UNCHANGED
        asks: list[tuple[type, Mapping[str, object]]] = []
        if known is None:
            asks.append((SetIndicator, {"indicator": row.indicator, "unit": row.unit, "on": today}))
        if seen is None:
            asks.append((RecordObservation, {**stated, "source": source}))
        else:
            reasons = f"{file.name}, ligne {row.row}"
            asks.append((CorrectObservation, {**stated, "source": source, "reasons": reasons}))
        self._ask(asks, evaluation, actor)
        return Taken.RECORDED if seen is None else Taken.CORRECTED

    def _ask(self, asks: Sequence[tuple[type, Mapping[str, object]]], evaluation: str, actor: str) -> None:
        noun = self.execute.house.nouns["evaluation"]
        self.execute.together(
            [Ask(noun=noun, command=command, stream=evaluation, fields=fields) for command, fields in asks],
            Caller(actor=actor),
        )


def _taken_before(seen: Observation, row: FigureRow, file: FigureFile) -> bool:
    """Whether this very file said so once, and something else has corrected it since."""
    return any((one.source.digest, one.value) == (file.digest, row.value) for one in seen.replaced)


def _again(row: FigureRow, first: int) -> SetAside:
    reason = f"the figure of this indicator and period stands in row {first}"
    return SetAside(row=row.row, column="value", value=str(row.value), reason=reason)
