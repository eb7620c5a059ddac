"""The gate before publication: the document, its expressions, its behaviour, its orders, and the author's examples."""

from collections.abc import Iterator, Mapping, Sequence

from application.definitions.checking import ill_typed
from application.definitions.document import Document
from application.definitions.examples import failed_examples
from application.definitions.faults import Fault, line_of
from application.definitions.orders import wrong_orders
from application.tools import Tools
from domain.decider import record
from domain.procedure import soundness
from domain.procedure.definition import Place, Procedure, Words
from domain.procedure.soundness import Finding, Leg
from domain.procedure.soundness import Verdict as Soundness
from domain.values import Digest

NO_DIGEST = Digest("")


@record
class Verdict:
    """What the gate says. Each step is only taken where those before it found nothing."""

    document: Document
    soundness: Soundness | None = None
    faults: tuple[Fault, ...] = ()
    digest: Digest = NO_DIGEST

    @property
    def procedure(self) -> Procedure | None:
        """What the document defines, where that can be told."""
        return self.document.procedure

    @property
    def passes(self) -> bool:
        """Whether it may be published."""
        return not self.faults

    def lines(self, file: str, language: str = "fr") -> list[str]:
        """`file:line:column: what is wrong. What to do.`, one a fault, in order of place."""
        return [line_of(one, file, language) for one in self.faults]


def review(tools: Tools, text: bytes | str, bound: int = soundness.BOUND) -> Verdict:
    """Put a document through the gate."""
    document = tools.definitions.read(text)
    procedure = document.procedure
    if procedure is None:
        return Verdict(document=document, faults=document.faults)
    digest = tools.definitions.digest(procedure)
    wrong = (*ill_typed(document, tools.guards, tools.events), *wrong_orders(procedure, tools))
    if wrong:
        return Verdict(document=document, faults=_in_order(wrong), digest=digest)
    found = soundness.check(procedure, bound)
    faults = tuple(_of_soundness(found))
    if not faults:
        faults = tuple(failed_examples(procedure, tools))
    return Verdict(document=document, soundness=found, faults=_in_order(faults), digest=digest)


def _in_order(faults: Sequence[Fault]) -> tuple[Fault, ...]:
    return tuple(sorted(faults, key=lambda one: (one.place.line, one.place.column)))


def _of_soundness(found: Soundness) -> Iterator[Fault]:
    yield from (of_finding(one) for one in found.findings)
    if found.unchecked is not None:
        yield Fault(rule="not-checked-to-the-end", place=Place(), where="", said=found.unchecked, remedy=Words())


def of_finding(found: Finding) -> Fault:
    """A finding as a fault of the document; the way there is told in words."""
    remedy = Words(
        fr=" ".join(filter(None, (found.remedy.fr, way_there(found.path, "fr")))),
        en=" ".join(filter(None, (found.remedy.en, way_there(found.path, "en")))),
    )
    where = found.transition or ", ".join(found.states)
    return Fault(rule=found.rule.value, place=found.place, where=where, said=found.words, remedy=remedy)


BEGINS: Mapping[str, str] = {"fr": "Chemin le plus court : ", "en": "Shortest way there: "}


def way_there(path: Sequence[Leg], language: str) -> str:
    """A path in one line: `draft → submit → review`."""
    if not path:
        return ""
    parts: list[str] = []
    for leg in path:
        if leg.trigger is not None:
            parts.append(f"[{leg.trigger.name or leg.trigger.on.value}]")
        parts.append(", ".join(leg.entered) or ", ".join(leg.active))
    return BEGINS[language] + " → ".join(parts) + "."
