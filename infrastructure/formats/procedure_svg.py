"""The drawing of a procedure as SVG: a line with its stations, what is done, where it stands, what is possible.

A pure function from values to text. Only presentation attributes, no style, script or anything from outside, every text
escaped; it reads on screen, on paper, and aloud (`title`, `desc`).
"""

from domain.procedure.definition import Kind, On, Procedure, State, StatePath
from domain.procedure.drawing import Marks
from infrastructure.formats.procedure_ink import (
    DANGER,
    GOLD,
    INK,
    PALE,
    PAPER,
    PRIMARY,
    QUIET,
    SECONDARY,
    attributes,
    circle,
    line,
    safe,
    text,
)
from infrastructure.formats.procedure_network import Network, is_junction
from infrastructure.formats.procedure_places import Run, one_below_the_other, side_by_side
from infrastructure.formats.procedure_routes import SIZE, SMALL, Narrow, Point, Sheet, Wide, fits_wide
from infrastructure.formats.procedure_words import Said

MOST_STOPS = 600
"""Beyond so many stops nobody can read a drawing: it then says so, and how many there are."""


def draw(
    procedure: Procedure,
    marks: Marks | None = None,
    *,
    width: int = 1280,
    english: bool = False,
    key: str = "procedure",
) -> str:
    """The drawing, `width` pixels wide: across the page where there is room, else down it.

    `key` begins the ids inside, so that several drawings can stand on one page.
    """
    return _Drawing(procedure, marks or Marks(), max(width, 240), Said(procedure, english=english), key).svg()


class _Drawing:
    def __init__(self, procedure: Procedure, marks: Marks, width: int, said: Said, key: str) -> None:
        self.marks, self.said, self.key = marks, said, key
        self.network = Network(procedure)
        self.marked = marks != Marks()
        self.main = set(zip(self.network.main, self.network.main[1:], strict=False))
        self.places: dict[str, frozenset[StatePath]] = {
            name: frozenset(self.network.stop(path) for path in getattr(marks, name))
            for name in ("done", "now", "possible", "stuck")
        }
        self.sheet = self._sheet(width) if len(self.network.stops) <= MOST_STOPS else Sheet(width, 64)

    def _sheet(self, width: int) -> Sheet:
        titles = {path: self._named(self.network.states[path]) for path in self.network.stops}
        noted = frozenset(self.marks.notes) | self.places["now"] | self.places["stuck"]
        wide = side_by_side(self.network)
        if fits_wide(wide, width):
            return Wide(wide, titles, width, noted).sheet_of()
        return Narrow(one_below_the_other(self.network), titles, min(width, 760), noted).sheet_of()

    def _named(self, state: State) -> str:
        """What stands beside a stop; nothing beside one that is only passed, unless the case is stuck there."""
        if not is_junction(state):
            return self.said.title(state)
        return self.said.word("stuck") if state.path in self.places["stuck"] else ""

    def svg(self) -> str:
        sheet = self.sheet
        shape = attributes(
            xmlns="http://www.w3.org/2000/svg",
            width=float(sheet.width),
            height=float(round(sheet.height)),
            viewBox=f"0 0 {sheet.width:.0f} {sheet.height:.0f}",
            role="img",
            aria_labelledby=f"{self.key}-title {self.key}-desc",
            lang="en" if self.said.english else "fr",
        )
        ids = [attributes(id=f"{self.key}-{part}") for part in ("title", "desc")]
        said = f"<title{ids[0]}>{safe(self.said.name())}</title>"
        said += f"<desc{ids[1]}>{safe(self.said.described(self.network, self.marks))}</desc>"
        paper = f"<rect{attributes(width=sheet.width, height=float(round(sheet.height)), rx=8, fill=PAPER)}/>"
        return f"<svg{shape}>{said}{paper}{self._body()}</svg>"

    def _body(self) -> str:
        if len(self.network.stops) > MOST_STOPS:
            return text([self.said.too_many(len(self.network.stops))], 24, 38, size=SIZE, fill=INK)
        curves = sorted(enumerate(self.sheet.curves), key=lambda one: self._weight(one[1][0]))
        lines = "".join(self._run(run, path, self.sheet.arrows.get(at)) for at, (run, path, _) in curves)
        stops = "".join(self._stop(self.network.states[path], point) for path, point in self.sheet.points.items())
        return self._boxes() + lines + stops + self._numbers()

    # Lines

    def _weight(self, run: Run) -> int:
        """What is drawn later lies above."""
        if self._fails(run):
            return 3
        return 2 if self._done(run) else 1 if self._leads(run) else 0

    def _fails(self, run: Run) -> bool:
        return any(way.transition.id in self.marks.failing for way in run.ways)

    def _done(self, run: Run) -> bool:
        if self.marks.taken:
            return any((way.transition.id, at) in self.marks.taken for way in run.ways for at in way.branches)
        been = self.places["done"] | self.places["now"]
        return run.source.path in self.places["done"] and run.target.path in been and not run.back

    def _leads(self, run: Run) -> bool:
        return (run.source.path, run.target.path) in self.main

    def _run(self, run: Run, path: str, arrow: str | None) -> str:
        stroke, width, dash = self._look(run)
        head = line(arrow, stroke=stroke, width=max(width, 2.0)) if arrow else ""
        return line(path, stroke=stroke, width=width, dash=dash, title=self.said.run(run)) + head

    def _look(self, run: Run) -> tuple[str, float, str | None]:
        """Colour, width and dashes."""
        if self._fails(run):
            return DANGER, 4.0, None
        if self.marked:
            onward = run.source.path in self.places["now"] and run.target.path in self.places["possible"]
            return (
                (PRIMARY, 4.0, None)
                if self._done(run)
                else (PRIMARY if onward else QUIET, 2.5 if onward else 2.0, "1 6")
            )
        leads = self._leads(run)
        timed = all(way.transition.on is On.AFTER for way in run.ways)
        return PRIMARY if leads else QUIET, 4.0 if leads else 2.0, "1 6" if timed and not leads else None

    def _numbers(self) -> str:
        """The order of a failing path, for whoever sees no colours."""
        order = {transition: number for number, transition in enumerate(self.marks.failing, 1)}
        drawn: list[str] = []
        for run, _, (x, y) in self.sheet.curves:
            numbers = [str(order[way.transition.id]) for way in run.ways if way.transition.id in order]
            if numbers:
                drawn.append(circle(x, y, 10.0, fill=DANGER))
                drawn.append(
                    text([", ".join(numbers[:2])], x, y + 4.5, size=SMALL, fill=PAPER, bold=True, anchor="middle")
                )
        return "".join(drawn)

    # Stops

    def _stop(self, state: State, point: Point) -> str:
        label = self._label(state)
        status = self.said.status(state.path, self.places)
        title = f"<title>{safe(' — '.join(part for part in (self.said.title(state), status) if part))}</title>"
        return f"<g>{title}{self._station(state, *point)}{label}</g>"

    def _station(self, state: State, x: float, y: float) -> str:
        path = state.path
        if path in self.places["stuck"]:
            cross = line(f"M{x - 4} {y - 4}l8 8m0 -8l-8 8", stroke=PAPER, width=2.5)
            return circle(x, y, 11.0, fill=DANGER) + cross
        if path in self.places["now"]:
            tick = line(f"M{x - 4.5} {y}l3.5 3.5l6 -7", stroke=PAPER, width=2.5)
            return circle(x, y, 16.0, fill=GOLD) + circle(x, y, 11.5, fill=PRIMARY, stroke=INK, width=2.0) + tick
        ink = self._ink(path)
        if is_junction(state):
            return circle(x, y, 5.0, fill=ink)
        strong = ink == PRIMARY
        ink = PRIMARY if path in self.places["possible"] else ink
        ring = circle(x, y, 9.0 if strong else 7.5, fill=PAPER, stroke=ink, width=4.0 if strong else 2.5)
        return ring + (circle(x, y, 3.0, fill=ink) if state.kind is Kind.FINAL else "")

    def _ink(self, path: StatePath) -> str:
        if self.marked:
            return PRIMARY if path in self.places["done"] else QUIET
        return PRIMARY if path in self.network.main else QUIET

    def _label(self, state: State) -> str:
        label = self.sheet.labels.get(state.path)
        if label is None:
            return ""
        now = state.path in self.places["now"] or state.path in self.places["stuck"]
        been = now or state.path in self.places["done"] or not self.marked
        fill = DANGER if state.path in self.places["stuck"] else INK if been else SECONDARY
        written = text(label.lines, label.x, label.y, size=SIZE, fill=fill, bold=now, anchor=label.anchor)
        note = self.marks.notes.get(state.path, "") or (
            self.said.status(state.path, self.places) if now and not is_junction(state) else ""
        )
        below = label.y + (len(label.lines) - 1) * SIZE * 1.25 + 17
        return written + (
            text([note[:60]], label.x, below, size=SMALL, fill=SECONDARY, anchor=label.anchor) if note else ""
        )

    # Boxes

    def _boxes(self) -> str:
        """A pale ground behind the steps inside a step, where nothing else stands among them."""
        drawn: list[str] = []
        for state in self.network.states.values():
            if state.path and state.kind in {Kind.COMPOUND, Kind.PARALLEL} and str(state.title):
                inside = {path for path in self.sheet.points if path.startswith(f"{state.path}.")}
                if len(inside) > 1:
                    drawn.append(self._box(state, inside))
        return "".join(drawn)

    def _box(self, state: State, inside: set[StatePath]) -> str:
        points = [self.sheet.points[path] for path in inside]
        labels = [self.sheet.labels[path] for path in inside if path in self.sheet.labels]
        narrow = any(label.anchor == "start" for label in labels) and not any(
            label.anchor == "middle" for label in labels
        )
        left, right = min(x for x, _ in points) - (20 if narrow else 62), max(x for x, _ in points) + 62
        top = min([*(y - 22 for _, y in points), *(label.y - 16 for label in labels)]) - 20
        bottom = max(y for _, y in points) + 30
        bottom = max([bottom, *(label.y + len(label.lines) * SIZE * 1.25 for label in labels)])
        right = self.sheet.width - 8 if narrow else right
        others = (point for path, point in self.sheet.points.items() if path not in inside)
        if any(left - 8 < x < right + 8 and top - 8 < y < bottom + 8 for x, y in others):
            return ""
        box = attributes(x=left, y=top, width=right - left, height=bottom - top, rx=8, fill=PALE)
        caption = text([self.said.title(state)], left + 10, top + 17, size=SMALL, fill=SECONDARY, bold=True)
        return f"<rect{box}/>{caption}"
