"""The way to what is wrong with a procedure, for a terminal: one line a move, in the order in which they happen."""

from collections.abc import Iterator

from domain.procedure.definition import Procedure, StatePath
from domain.procedure.soundness.findings import Finding, Leg
from infrastructure.formats.procedure_words import Said


def written(procedure: Procedure, finding: Finding, *, english: bool = False) -> str:
    """What is wrong, the shortest way there, and the remedy; lines without colour or anything that a terminal obeys."""
    said = Said(procedure, english=english)
    words = (finding.words.en or finding.words.fr) if english else str(finding.words)
    remedy = (finding.remedy.en or finding.remedy.fr) if english else str(finding.remedy)
    where = f"line {finding.place.line}: " if finding.place.line and english else ""
    where = where or (f"ligne {finding.place.line} : " if finding.place.line else "")
    lines = [f"✗ {where}{words}", *_Path(procedure, said).lines(finding), *([f"→ {remedy}"] if remedy else [])]
    return "\n".join(_plain(one) for one in lines)


def _plain(line: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in line)


class _Path:
    def __init__(self, procedure: Procedure, said: Said) -> None:
        self.procedure, self.said = procedure, said
        self.named = {one.id: said.transition(one) for state in procedure.states.values() for one in state.transitions}

    def lines(self, finding: Finding) -> Iterator[str]:
        for number, leg in enumerate(finding.path):
            if number:
                yield f"  │ {number}. {self._what(leg)}"
            last = number == len(finding.path) - 1
            stuck = frozenset(finding.states if last else ())
            yield f"  {'✗' if last else '●'} {self._where(leg.active, stuck)}"

    def _what(self, leg: Leg) -> str:
        """What happened, and what guards are taken to have said."""
        moved = dict.fromkeys(self.named.get(one.transition, one.transition) for one in leg.taken)
        words = ("yes", "no") if self.said.english else ("oui", "non")
        guards = ", ".join(f"{guard}: {words[0] if holds else words[1]}" for guard, holds in leg.guards)
        what = ", ".join(moved) or (leg.trigger.name if leg.trigger else "")
        return f"{what} [{guards}]" if guards else what

    def _where(self, active: tuple[StatePath, ...], stuck: frozenset[StatePath]) -> str:
        """The innermost active steps, side by side."""
        inner = [path for path in active if not any(one.startswith(f"{path}.") for one in active)]
        return " ∥ ".join(self._name(path, stuck) for path in inner) or "—"

    def _name(self, path: StatePath, stuck: frozenset[StatePath]) -> str:
        title = self.said.title(self.procedure.states[path])
        return f"{title} ({self.said.word('stuck')})" if path in stuck else title
