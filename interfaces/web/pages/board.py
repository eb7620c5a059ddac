"""The scoreboard of a territory: its indicators year by year; small numbers are withheld."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from starlette.responses import Response

from application.facts import Unknown
from application.scoreboards import Drawing, NoScoreboard, Scoreboards, TerritoryUnclear
from domain.evaluation.scoreboard import Board, Line, YearFigure
from domain.evaluation.suppression import Hidden
from interfaces.telling import scoreboard
from interfaces.web import formats
from interfaces.web.charts import part
from interfaces.web.entry import public, signed_in
from interfaces.web.language import N_
from interfaces.web.visit import Visit
from interfaces.web.web import Web

WITHHELD = {
    Hidden.SMALL_NUMBER: N_("non montré : petit effectif"),
    Hidden.GIVES_ANOTHER_AWAY: N_("non montré : en révélerait un autre"),
}
DIRECTIONS = {
    "increase": N_("doit augmenter"),
    "decrease": N_("doit diminuer"),
    "hold": N_("doit se maintenir"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """An indicator: its figure, how it moved, where it is to go, and its years as bars."""

    name: str
    figure: str
    moved: str
    target: str
    attained: int | None
    years: Sequence[tuple[str, Decimal | None]]
    told: str
    shows: bool
    direction: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A board in words."""

    territory: str
    year: str
    rows: Sequence[Row]
    withheld: int


def add(web: Web) -> None:
    """The board, and the same as a file."""
    web.page("/tableau-de-bord", page, enter=signed_in)
    web.file("/tableau-de-bord.csv", mine, enter=signed_in)
    web.file("/public/{framework}/tableau-de-bord.csv", of_framework, enter=public)


def page(visit: Visit) -> Response:
    """The board of the framework looked at."""
    home = visit.visitor.framework
    shown = [] if home is None else boards(visit, str(home["id"]), _year(visit))
    years = sorted({one for board in _drawn(visit, None if home is None else str(home["id"])) for one in board.years})
    return visit.page("pages/board.html", boards=shown, years=years, year=visit.query("annee"))


def mine(visit: Visit) -> Response:
    """The same as a file."""
    home = visit.visitor.framework
    return _file(visit, "" if home is None else str(home["id"]))


def of_framework(visit: Visit) -> Response:
    """The same for anybody."""
    return _file(visit, visit.path("framework"))


def _file(visit: Visit, framework: str) -> Response:
    found = drawn(visit, framework)
    if found is None:
        raise Unknown(framework)
    text = "\ufeff" + scoreboard.as_csv(found)
    return visit.file(text.encode(), "text/csv; charset=utf-8", "tableau-de-bord.csv")


def drawn(visit: Visit, framework: str, year: int | None = None) -> Scoreboards | None:
    """The boards of a framework; None where no standing evaluation observes it."""
    try:
        return Drawing(visit.parts.reading, visit.parts.replay, visit.today).of(framework, year)
    except (NoScoreboard, TerritoryUnclear):
        return None


def _drawn(visit: Visit, framework: str | None) -> Sequence[Board]:
    found = None if framework is None else drawn(visit, framework)
    return [] if found is None else [one.board for one in found.boards]


def boards(visit: Visit, framework: str, year: int | None = None) -> list[Shown]:
    """The boards in words."""
    found = drawn(visit, framework, year)
    return [] if found is None else [_shown(visit, one.board) for one in found.boards]


def _year(visit: Visit) -> int | None:
    asked = visit.query("annee")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 and asked != "0000" else None


def _shown(visit: Visit, board: Board) -> Shown:
    return Shown(
        territory=board.territory or board.title,
        year="" if board.year is None else str(board.year),
        rows=[_row(visit, one) for one in board.lines],
        withheld=board.withheld,
    )


def _row(visit: Visit, line: Line) -> Row:
    return Row(
        name=line.indicator,
        figure=_figure(visit, line.figure, line.unit),
        moved=_moved(visit, line),
        target=""
        if line.target is None
        else f"{formats.number(line.target, visit.language)} {line.unit or ''}".strip(),
        attained=None if line.attained is None else part(line.attained, 1),
        years=[(str(one.year), one.value) for one in line.years],
        told=", ".join(f"{one.year} : {_figure(visit, one, '')}" for one in line.years),
        shows=sum(one.value is not None for one in line.years) > 1,
        direction=visit.say(DIRECTIONS[line.direction]) if line.direction is not None else "",
    )


def _figure(visit: Visit, one: YearFigure, unit: str | None) -> str:
    if one.hidden is not None:
        return visit.say(WITHHELD[one.hidden])
    if one.value is None:
        return visit.say("inconnu")
    return f"{formats.number(one.value, visit.language)} {unit or ''}".strip()


def _moved(visit: Visit, line: Line) -> str:
    if line.change is None:
        return ""
    sign = "+" if line.change.change > 0 else ""
    change = f"{sign}{formats.number(line.change.change, visit.language)}"
    return visit.say("%(change)s depuis %(year)s", change=change, year=line.change.since)
