"""What drawings of procedures say, in French or English: titles, statuses, and the whole drawing in sentences."""

from collections.abc import Iterator, Mapping

from domain.procedure.definition import On, Procedure, Span, State, StatePath, Transition, Words
from domain.procedure.drawing import Marks
from infrastructure.formats.procedure_network import Network, is_junction
from infrastructure.formats.procedure_places import Run

_SAID: Mapping[str, Words] = {
    "done": Words(fr="fait", en="done"),
    "now": Words(fr="en cours", en="now"),
    "possible": Words(fr="possible", en="possible"),
    "stuck": Words(fr="sans issue", en="stuck"),
    "begins": Words(fr="Commence par", en="Begins with"),
    "ends": Words(fr="fin", en="end"),
    "approved": Words(fr="accord donné", en="approved"),
    "rejected": Words(fr="accord refusé", en="rejected"),
    "choice": Words(fr="selon le cas", en="as the case may be"),
    "join": Words(fr="quand tout est là", en="when all are there"),
    "fails": Words(fr="Chemin qui échoue", en="Failing path"),
}
_UNITS: tuple[tuple[str, Words, Words], ...] = (
    ("years", Words(fr="an", en="year"), Words(fr="ans", en="years")),
    ("months", Words(fr="mois", en="month"), Words(fr="mois", en="months")),
    ("weeks", Words(fr="semaine", en="week"), Words(fr="semaines", en="weeks")),
    ("days", Words(fr="jour", en="day"), Words(fr="jours", en="days")),
    ("workdays", Words(fr="jour ouvré", en="working day"), Words(fr="jours ouvrés", en="working days")),
)


class Said:
    """The words of one drawing."""

    def __init__(self, procedure: Procedure, *, english: bool) -> None:
        self.procedure, self.english = procedure, english

    def _in(self, words: Words) -> str:
        return (words.en or words.fr) if self.english else str(words)

    def word(self, key: str) -> str:
        """One of the fixed words."""
        return self._in(_SAID[key])

    def name(self) -> str:
        """The procedure's title."""
        return self._in(self.procedure.title) or self.procedure.id

    def title(self, state: State) -> str:
        """A step's title, or its id in words."""
        return self._in(state.title) or _worded(state.id)

    def transition(self, one: Transition) -> str:
        """What sets a transition off, in words."""
        if one.on is On.AFTER and one.timer and not self._in(one.title):
            return self.span(one.timer.delay, one.timer.of)
        if one.on is On.DONE:
            return self.word("done")
        if not one.name and str(one.on) in _SAID:
            return self.word(str(one.on))
        return self._in(one.title) or _worded(one.name or str(one.on))

    def span(self, delay: Span, of: str = "") -> str:
        """A duration in words: `3 mois`, `6 mois avant agreement.ends_on`."""
        parts = [self._counted(getattr(delay, unit), one, many) for unit, one, many in _UNITS if getattr(delay, unit)]
        hours, rest = divmod(delay.seconds, 3600)
        parts += [f"{hours} h"] if hours else []
        parts += [f"{rest // 60} min"] if rest else []
        said = " ".join(parts)
        if not of:
            return said or ("at once" if self.english else "aussitôt")
        sides = ("before", "after") if self.english else ("avant", "après")
        return f"{said} {sides[0] if delay.negative else sides[1]} {of}" if said else of

    def _counted(self, number: int, one: Words, many: Words) -> str:
        return f"{number} {self._in(one if number == 1 else many)}"

    def run(self, run: Run) -> str:
        """What leads from one stop to another, for whoever points at the line."""
        ways = ", ".join(dict.fromkeys(self.transition(way.transition) for way in run.ways))
        ends = (self.title(self.procedure.states[stop.path]) for stop in (run.source, run.target))
        return f"{' → '.join(ends)} : {ways}" if not self.english else f"{' → '.join(ends)}: {ways}"

    def status(self, path: StatePath, places: Mapping[str, frozenset[StatePath]]) -> str:
        """Whether a stop is stuck, active, done or possible; empty where nothing is known."""
        return next((self.word(key) for key in ("stuck", "now", "done", "possible") if path in places[key]), "")

    def too_many(self, count: int) -> str:
        """Instead of a drawing that nobody could read."""
        return f"{count} steps: too many to draw." if self.english else f"{count} étapes : trop pour un dessin."

    def described(self, network: Network, marks: Marks) -> str:
        """The whole drawing in sentences, one a stop."""
        first = ", ".join(self.title(network.states[path]) for path in network.starts)
        return " ".join(
            [f"{self.word('begins')} {first}.", *self._stops(network, marks), *self._failing(network, marks)]
        )

    def _stops(self, network: Network, marks: Marks) -> Iterator[str]:
        places = {key: getattr(marks, key) for key in ("done", "now", "possible", "stuck")}
        ways: dict[StatePath, list[str]] = {}
        for way in network.ways:
            to = self.title(network.states[way.target])
            ways.setdefault(way.source, []).append(f"{self.transition(way.transition)} → {to}")
        for path in network.stops[:100]:
            state, status = network.states[path], self.status(path, places)
            onward = "; ".join(dict.fromkeys(ways.get(path, []))) or ("" if is_junction(state) else self.word("ends"))
            yield f"{self.title(state)}{f' ({status})' if status else ''}{': ' if self.english else ' : '}{onward}."

    def _failing(self, network: Network, marks: Marks) -> Iterator[str]:
        named = {one.id: self.transition(one) for state in network.states.values() for one in state.transitions}
        if marks.failing:
            path = ", ".join(named.get(one, one) for one in marks.failing)
            yield f"{self.word('fails')}{': ' if self.english else ' : '}{path}."


def _worded(name: str) -> str:
    """A name as words: `mid_term` → `Mid term`."""
    words = name.replace("_", " ").replace("-", " ").strip()
    return words[:1].upper() + words[1:]
