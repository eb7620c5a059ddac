"""The yearly scoreboard of a territory: each indicator's figures, revised or withheld, and how they compare."""

from collections.abc import Mapping
from decimal import Decimal

from domain.commitment.indicator import Direction, Figure, Indicator, defined
from domain.commitment.series import attained, distance, of_year, rounded, years
from domain.decider import record
from domain.evaluation.state import Evaluation
from domain.evaluation.suppression import Hidden, suppressed
from domain.values import Source


@record
class YearFigure:
    """The figure of one year; `value` is None where it is unknown, or withheld for the reason in `hidden`.

    `replaced` are the figures it replaced, oldest first; of a year in which anything is withheld only how many.
    """

    year: int
    value: Decimal | None = None
    hidden: Hidden | None = None
    source: Source | None = None
    revisions: int = 0
    replaced: tuple[Figure, ...] = ()
    reasons: str = ""


@record
class Change:
    """One year against the one before: in the unit, and as a share of the earlier figure."""

    since: int
    change: Decimal
    share: Decimal | None


@record
class Line:
    """One indicator on the board, with all its years in order."""

    indicator: str
    unit: str | None
    direction: Direction | None
    parts: tuple[str, ...]
    baseline: Decimal | None
    target: Decimal | None
    figure: YearFigure
    change: Change | None
    attained: Decimal | None
    distance: Decimal | None
    years: tuple[YearFigure, ...]


@record
class Board:
    """The board of a territory for a year; `years` are those for which anything is known."""

    territory: str
    title: str
    year: int | None
    years: tuple[int, ...]
    lines: tuple[Line, ...]
    withheld: int


@record
class Against:
    """One indicator of two territories in one year; `difference` is None where either figure is not published."""

    indicator: str
    unit: str | None
    here: YearFigure
    there: YearFigure
    difference: Decimal | None
    same_unit: bool


def scoreboard(evaluation: Evaluation, year: int | None = None) -> Board:
    """The board of that year, or of the last one observed."""
    known = tuple(sorted({each for one in evaluation.indicators.values() for each in years(one)}))
    shown = year if year is not None else max(known, default=None)
    figures = {each: _year(evaluation, each) for each in known}
    lines = tuple(_line(evaluation, one, shown, figures) for one in evaluation.indicators.values())
    return Board(
        territory=evaluation.territory,
        title=evaluation.title,
        year=shown,
        years=known,
        lines=lines,
        withheld=sum(one.hidden is not None for line in lines for one in line.years),
    )


def against(here: Board, there: Board) -> tuple[Against, ...]:
    """The indicators that both boards have, by name, in the year of the first."""
    others = {line.indicator: line for line in there.lines}
    return tuple(_beside(line, others[line.indicator], here.year) for line in here.lines if line.indicator in others)


def _beside(line: Line, other: Line, year: int | None) -> Against:
    ours, theirs = line.figure, next((one for one in other.years if one.year == year), YearFigure(year=year or 0))
    same = line.unit == other.unit
    known = same and ours.value is not None and theirs.value is not None
    return Against(
        indicator=line.indicator,
        unit=line.unit,
        here=ours,
        there=theirs,
        difference=ours.value - theirs.value if known and ours.value is not None and theirs.value is not None else None,
        same_unit=same,
    )


def _year(evaluation: Evaluation, year: int) -> Mapping[str, YearFigure]:
    """The figures of a year, those withheld without their value."""
    seen = {name: of_year(one, year) for name, one in evaluation.indicators.items()}
    values = {name: one.figure.value for name, one in seen.items() if one is not None}
    thresholds = {name: one.threshold for name, one in evaluation.protections.items()}
    hidden = suppressed(values, evaluation.parts, thresholds)
    found: dict[str, YearFigure] = {}
    for name, one in seen.items():
        if one is not None:
            open_ = name not in hidden
            found[name] = YearFigure(
                year=year,
                value=one.figure.value if open_ else None,
                hidden=hidden.get(name),
                source=one.figure.source,
                revisions=len(one.replaced),
                replaced=() if hidden else one.replaced,
                reasons=one.figure.reasons if open_ else "",
            )
    return found


def _line(
    evaluation: Evaluation, indicator: Indicator, year: int | None, figures: Mapping[int, Mapping[str, YearFigure]]
) -> Line:
    series = tuple(each[indicator.name] for each in figures.values() if indicator.name in each)
    figure = next((one for one in series if one.year == year), YearFigure(year=year or 0))
    definition = defined(indicator)
    small = _small(evaluation, indicator.name, None if definition is None else definition.baseline)
    return Line(
        indicator=indicator.name,
        unit=None if definition is None else definition.unit,
        direction=None if definition is None else definition.direction,
        parts=evaluation.parts.get(indicator.name, ()),
        baseline=None if definition is None or small else definition.baseline,
        target=None if definition is None else definition.target,
        figure=figure,
        change=_change(series, figure),
        attained=None if small else attained(definition, figure.value),
        distance=distance(definition, figure.value),
        years=series,
    )


def _small(evaluation: Evaluation, name: str, value: Decimal | None) -> bool:
    """Whether a baseline is itself too small to be published."""
    limit = evaluation.protections.get(name)
    return limit is not None and value is not None and 0 < value < limit.threshold


def _change(series: tuple[YearFigure, ...], figure: YearFigure) -> Change | None:
    """Against the last year before it that is published."""
    before = max((one for one in series if one.year < figure.year and one.value is not None), key=_of, default=None)
    if before is None or before.value is None or figure.value is None:
        return None
    change = figure.value - before.value
    share = None if before.value == 0 else rounded(change / abs(before.value))
    return Change(since=before.year, change=change, share=share)


def _of(figure: YearFigure) -> int:
    return figure.year
