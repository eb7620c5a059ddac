"""A scoreboard as data for programs, as CSV, and in words."""

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Any

from application.scoreboards import Drawn, Scoreboards
from domain.evaluation.scoreboard import Line, YearFigure
from domain.evaluation.suppression import Hidden
from interfaces.parts import Encoder

COLUMNS = ("territory", "indicator", "unit", "year", "value", "withheld", "source", "revisions", "part_of")
WITHHELD: Mapping[str, Mapping[Hidden, str]] = {
    "fr": {Hidden.SMALL_NUMBER: "s (petit effectif)", Hidden.GIVES_ANOTHER_AWAY: "s (secret induit)"},
    "en": {Hidden.SMALL_NUMBER: "c (small number)", Hidden.GIVES_ANOTHER_AWAY: "c (protects another)"},
}
UNKNOWN = {"fr": "inconnu", "en": "unknown"}


def as_json(found: Scoreboards, encoder: Encoder) -> dict[str, Any]:
    """Boards as plain data; withheld figures say why, and hold no value."""
    told: dict[str, Any] = encoder.plain(found)
    return told


def as_csv(found: Scoreboards) -> str:
    """One row for each indicator and year of every board; a withheld figure has no value and says why."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for drawn in found.boards:
        writer.writerows(_rows(drawn))
    return text.getvalue()


def _rows(drawn: Drawn) -> Iterator[tuple[object, ...]]:
    whole = {part: line.indicator for line in drawn.board.lines for part in line.parts}
    for line in drawn.board.lines:
        for one in line.years:
            value = "" if one.value is None else f"{one.value:f}"
            source = "" if one.source is None else one.source.reference
            part_of = whole.get(line.indicator, "")
            told = (drawn.board.territory, line.indicator, line.unit or "", one.year, value, one.hidden or "")
            yield (*map(_harmless, told), _harmless(source), one.revisions, _harmless(part_of))


def _harmless(value: object) -> object:
    """A text that no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" and not _is_number(value) else value


def _is_number(text: str) -> bool:
    return text == "" or text.removeprefix("-").replace(".", "", 1).isdigit()


def figure(one: YearFigure, lang: str) -> str:
    """A figure as people read it."""
    if one.hidden is not None:
        return WITHHELD[lang][one.hidden]
    if one.value is None:
        return UNKNOWN[lang]
    return f"{one.value:f}" + (f" (r{one.revisions})" if one.revisions else "")


def change(line: Line) -> str:
    """Against the last published year before."""
    if line.change is None:
        return ""
    share = "" if line.change.share is None else f" ({line.change.share * 100:+.1f} %)"
    return f"{line.change.change:+f}{share} / {line.change.since}"
