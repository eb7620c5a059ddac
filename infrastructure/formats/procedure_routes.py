"""From places to pixels: where each stop stands, where its name is written, along which curve each run goes."""

from dataclasses import dataclass, field

from domain.procedure.definition import StatePath
from infrastructure.formats.procedure_ink import wrapped
from infrastructure.formats.procedure_places import Places, Run, Stop

MARGIN = 28.0
NARROWEST = 108.0
WIDEST = 184.0
SIZE, SMALL = 15.0, 13.0
Point = tuple[float, float]


@dataclass(slots=True)
class Label:
    """Lines of text from a point: centred, or to the right of the stop."""

    lines: list[str]
    x: float
    y: float
    anchor: str


@dataclass(slots=True)
class Sheet:
    """A drawing in pixels."""

    width: float
    height: float = 0.0
    points: dict[StatePath, Point] = field(default_factory=dict[StatePath, Point])
    labels: dict[StatePath, Label] = field(default_factory=dict[StatePath, Label])
    curves: list[tuple[Run, str, Point]] = field(default_factory=list[tuple[Run, str, Point]])
    """Each run with its path and the point in the middle of it."""
    arrows: dict[int, str] = field(default_factory=dict[int, str])
    """The head of each run that leads back, by the place of the run in `curves`."""


def fits_wide(places: Places, width: float) -> bool:
    """Whether the stops of a wide drawing have room for their names."""
    return places.length * NARROWEST <= width - 2 * MARGIN


class Wide:
    """Along the page: the main line across, side steps above and below."""

    def __init__(self, places: Places, titles: dict[StatePath, str], width: float, noted: frozenset[StatePath]) -> None:
        self.places, self.titles, self.noted = places, titles, noted
        self.cell = min(WIDEST, (width - 2 * MARGIN) / places.length)
        self.sheet = Sheet(min(width, 2 * MARGIN + self.cell * places.length + 16))
        self.levels = self._levels()

    def sheet_of(self) -> Sheet:
        top = min(self.levels.values())
        for stop in self.places.stops.values():
            self._stop(stop, top)
        for run in self.places.runs:
            path, middle = self._back(run, top) if run.back else self._on(run, top)
            self.sheet.curves.append((run, path, middle))
        lowest = max(self._bottom(stop) for stop in self.places.stops.values())
        tracks = [self.levels[run.track] for run in self.places.runs if run.track is not None]
        self.sheet.height = max([lowest, *(level - top + 108 for level in tracks)]) + MARGIN
        return self.sheet

    def _levels(self) -> dict[int, float]:
        """How far below the main line each track runs."""
        held = {stop.track for stop in self.places.stops.values()}
        used = {0, *held, *(run.track for run in self.places.runs if run.track is not None)}
        levels = {0: 0.0}
        for side in (1, -1):
            at = 0.0
            for distance in range(1, 1 + max(abs(track) for track in used)):
                track = side * distance
                first = 96.0 if side > 0 else 84.0
                at += (first if track in held else 40.0 if side < 0 or distance > 1 else 84.0) if track in used else 0.0
                levels[track] = side * at
        return levels

    def _y(self, track: int, top: float) -> float:
        return self.levels[track] - top + 90

    def _stop(self, stop: Stop, top: float) -> None:
        aside = 0.0 if stop.track == 0 else 0.2 * self.cell
        x, y = MARGIN + self.cell * (stop.at + 0.5) - aside, self._y(stop.track, top)
        self.sheet.points[stop.path] = (x, y)
        if not self.titles[stop.path]:
            return
        goes_on = stop.track == 0 or any(run.source is stop and not run.back for run in self.places.runs)
        lines = wrapped(self.titles[stop.path], SIZE, self.cell * (0.86 if goes_on else 0.66), 3)
        rows = len(lines) + (stop.path in self.noted)
        if not goes_on:
            label = Label(lines, x + 17, y + 5 - (rows - 1) * SIZE * 0.6, "start")
        else:
            below = stop.track >= 0  # lines come from the main line: a name stands on the other side
            label = Label(lines, x, y + 31 if below else y - 20 - (rows - 1) * SIZE * 1.25, "middle")
        self.sheet.labels[stop.path] = label

    def _bottom(self, stop: Stop) -> float:
        label = self.sheet.labels.get(stop.path)
        return (
            label.y + (len(label.lines) - 1 + (stop.path in self.noted)) * SIZE * 1.25 + 4
            if label
            else self.sheet.points[stop.path][1] + 16
        )

    def _on(self, run: Run, top: float) -> tuple[str, Point]:
        (x1, y1), (x2, y2) = self.sheet.points[run.source.path], self.sheet.points[run.target.path]
        if run.track is None and y1 == y2:
            return f"M{x1:.1f} {y1:.1f}H{x2:.1f}", ((x1 + x2) / 2, y1)
        level = self._y(run.track, top) if run.track is not None else y2 if run.source.track == 0 else y1
        centre1, centre2 = (MARGIN + self.cell * (stop.at + 0.5) for stop in (run.source, run.target))
        out = "" if level == y1 else self._bend(x1, y1, level, centre1 + 0.5 * self.cell)
        back = "" if level == y2 else self._bend(x2, level, y2, centre2 - 0.5 * self.cell)
        middle = (centre1 + 0.5 * self.cell, (y1 + level) / 2) if out and not back else ((x1 + x2) / 2, level)
        return f"M{x1:.1f} {y1:.1f}{out}{back}H{x2:.1f}", middle

    def _bend(self, x: float, y1: float, y2: float, at: float) -> str:
        """From one level to another half-way between two stops."""
        reach = min(0.15 * self.cell, abs(at - x) * 0.8)
        return f"H{at - reach:.1f}C{at:.1f} {y1:.1f} {at:.1f} {y2:.1f} {at + reach:.1f} {y2:.1f}"

    def _back(self, run: Run, top: float) -> tuple[str, Point]:
        """Up, back, and down again; an arrow says which way."""
        (x1, y1), (x2, y2) = self.sheet.points[run.source.path], self.sheet.points[run.target.path]
        level, turn = self._y(run.track or -1, top), 14.0
        down, first = (1 if y2 > level else -1), (1 if y1 > level else -1)
        path = (
            f"M{x1:.1f} {y1:.1f}V{level + turn * first:.1f}Q{x1:.1f} {level:.1f} {x1 - turn:.1f} {level:.1f}"
            f"H{x2 + turn:.1f}Q{x2:.1f} {level:.1f} {x2:.1f} {level + turn * down:.1f}V{y2 - 14 * down:.1f}"
        )
        self.sheet.arrows[len(self.sheet.curves)] = f"M{x2 - 5:.1f} {y2 - 21 * down:.1f}l5 {7 * down}l5 {-7 * down}"
        return path, ((x1 + x2) / 2, level)


class Narrow:
    """Down the page: a row for each stop, names to the right of all lines."""

    def __init__(self, places: Places, titles: dict[StatePath, str], width: float, noted: frozenset[StatePath]) -> None:
        self.places, self.titles, self.noted = places, titles, noted
        self.sheet = Sheet(width)
        most = max([stop.track for stop in places.stops.values()] + [run.track or 0 for run in places.runs])
        self.gap = min(26.0, (width * 0.5) / (most + 1))
        self.right = self._rightmost()

    def _rightmost(self) -> dict[int, int]:
        """The outermost track on each row, the curves that begin or end there included."""
        right = dict.fromkeys(range(self.places.length), 0)
        for track, cells in self.places.used.items():
            for cell in cells:
                right[cell] = max(right.get(cell, 0), track)
        for run in self.places.runs:
            outer = max(run.track or 0, run.source.track, run.target.track)
            for at in (run.source.at, run.target.at):
                right[at] = max(right[at], outer)
        return right

    def _x(self, track: int) -> float:
        return MARGIN + self.gap * track

    def sheet_of(self) -> Sheet:
        y = 48.0
        for stop in sorted(self.places.stops.values(), key=lambda one: one.at):
            y = self._stop(stop, y)
        for run in self.places.runs:
            path, middle = self._back(run) if run.back else self._on(run)
            self.sheet.curves.append((run, path, middle))
        self.sheet.height = y
        return self.sheet

    def _stop(self, stop: Stop, y: float) -> float:
        self.sheet.points[stop.path] = (self._x(stop.track), y)
        if not self.titles[stop.path]:
            return y + 36
        x = self._x(self.right[stop.at]) + 22
        lines = wrapped(self.titles[stop.path], SIZE, max(self.sheet.width - x - 12, 90), 4)
        self.sheet.labels[stop.path] = Label(lines, x, y + 5, "start")
        return y + 30 + (len(lines) + (stop.path in self.noted)) * SIZE * 1.25

    def _on(self, run: Run) -> tuple[str, Point]:
        (x1, y1), (x2, y2) = self.sheet.points[run.source.path], self.sheet.points[run.target.path]
        x = self._x(run.track) if run.track is not None else max(x1, x2)
        out = "" if x == x1 else f"C{x1:.1f} {y1 + 24:.1f} {x:.1f} {y1 + 6:.1f} {x:.1f} {y1 + 32:.1f}"
        into = "" if x == x2 else f"V{y2 - 32:.1f}C{x:.1f} {y2 - 6:.1f} {x2:.1f} {y2 - 24:.1f} {x2:.1f} {y2:.1f}"
        return f"M{x1:.1f} {y1:.1f}{out}{into}V{y2:.1f}", (x, (y1 + y2) / 2)

    def _back(self, run: Run) -> tuple[str, Point]:
        (x1, y1), (x2, y2) = self.sheet.points[run.source.path], self.sheet.points[run.target.path]
        x, turn = self._x(run.track or 1), 10.0
        path = (
            f"M{x1:.1f} {y1:.1f}H{x - turn:.1f}Q{x:.1f} {y1:.1f} {x:.1f} {y1 - turn:.1f}"
            f"V{y2 + turn:.1f}Q{x:.1f} {y2:.1f} {x - turn:.1f} {y2:.1f}H{x2 + 15:.1f}"
        )
        self.sheet.arrows[len(self.sheet.curves)] = f"M{x2 + 22:.1f} {y2 - 5:.1f}l-7 5l7 5"
        return path, (x, (y1 + y2) / 2)
