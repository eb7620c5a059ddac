"""The scoreboards of a framework: one for each territory that a standing evaluation observes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from application.facts import Unknown
from application.reading import Reading
from application.replay import Replay
from domain.decider import Refusal, record
from domain.evaluation import Evaluation, Kind
from domain.evaluation.scoreboard import Against, Board, against, scoreboard

PAGE = 200


class NoScoreboard(Refusal):
    """A scoreboard is drawn from a standing evaluation; none observes this."""


class TerritoryUnclear(Refusal):
    """A territory to compare with is one that a single standing evaluation observes."""


@record
class Drawn:
    """The board of one evaluation, and what it is compared with."""

    evaluation: str
    board: Board
    other: str | None = None
    compared: tuple[Against, ...] = ()
    compared_with: str = ""


@record
class Scoreboards:
    """Every board asked for, as the log stands at a position."""

    subject: str
    year: int | None
    position: int
    boards: tuple[Drawn, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """Draws boards from what is known now."""

    reading: Reading
    replay: Replay
    today: date

    def of(self, subject: str, year: int | None = None, other: str | None = None) -> Scoreboards:
        """The boards of a framework or of one evaluation. Raises Unknown, NoScoreboard, TerritoryUnclear."""
        names = [subject] if subject.startswith("evaluation-") else list(self._of_framework(subject))
        states = {name: self._state(name) for name in names}
        standing = {name: one for name, one in states.items() if one.kind is Kind.STANDING}
        if not standing:
            raise NoScoreboard(subject)
        rival = None if other is None else self._named(other, subject)
        position = self.replay.log.position()
        boards = tuple(self._drawn(name, one, year, rival) for name, one in standing.items())
        return Scoreboards(subject=subject, year=year, position=position, boards=boards)

    def _drawn(self, name: str, state: Evaluation, year: int | None, rival: str | None) -> Drawn:
        board = scoreboard(state, year)
        if rival is None or rival == name:
            return Drawn(evaluation=name, board=board)
        there = scoreboard(self._state(rival), board.year)
        return Drawn(
            evaluation=name, board=board, other=rival, compared=against(board, there), compared_with=there.territory
        )

    def _of_framework(self, framework: str) -> Iterator[str]:
        if not framework.startswith("framework-") or self.replay.streams.folded(framework).version == 0:
            raise Unknown(framework)
        yield from (str(row["id"]) for row in self._standing({"framework": framework}))

    def _named(self, other: str, subject: str) -> str:
        """The evaluation meant by its identifier, or by the territory it observes."""
        if other.startswith("evaluation-"):
            return other
        rows = [row for row in self._standing({}) if str(row["territory"] or "").casefold() == other.casefold()]
        found = [str(row["id"]) for row in rows if subject not in (row["id"], row["framework"])] or [
            str(row["id"]) for row in rows
        ]
        if len(found) != 1:
            raise TerritoryUnclear(other, *found)
        return found[0]

    def _standing(self, filters: Mapping[str, str]) -> Iterator[Mapping[str, object]]:
        after: str | None = None
        while True:
            wanted = {"kind": str(Kind.STANDING), **filters}
            page = self.reading.page("evaluations", wanted, after=after, limit=PAGE, today=self.today)
            yield from page.items
            after = page.next
            if after is None:
                return

    def _state(self, name: str) -> Evaluation:
        folded = self.replay.streams.folded(name) if name.startswith("evaluation-") else None
        if folded is None or folded.version == 0:
            raise Unknown(name)
        state: Evaluation = folded.state
        return state
