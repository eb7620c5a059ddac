"""What a caller can ask about a procedure: publishing passes the gate."""

from collections.abc import Iterator, Mapping, Sequence

from application.cases import definition_of, tools
from application.facts import Supply
from application.gate import review
from application.nouns import Noun, members
from domain.claim import Claim
from domain.procedure import publication
from domain.procedure.definition import Procedure
from domain.procedure.publication import Checked, ProcedurePublished, Published
from domain.procedure.soundness import spawn_cycles

SPAWNS = "These procedures begin one another at once, without end: let one of them wait first."


def checked(asked: Supply) -> Mapping[str, object]:
    """What the gate says of the document."""
    verdict = review(tools(asked.facts), str(asked.fields["text"]))
    made = verdict.procedure
    return {
        "checked": Checked(
            id="" if made is None else made.id,
            version=0 if made is None else made.version,
            subject="" if made is None else made.subject,
            digest=verdict.digest,
            faults=tuple(verdict.lines("", "en")) or tuple(_cycles(asked, made)),
        )
    }


def _cycles(asked: Supply, made: Procedure | None) -> Iterator[str]:
    """Procedures of the framework that would begin each other at once, for ever."""
    if made is None or asked.framework is None:
        return
    several = {made.id: made}
    for stream in asked.facts.directory.procedures_in(asked.framework):
        other, _ = definition_of(asked.facts, stream, None)
        several.setdefault(other.id, other)
    for cycle in spawn_cycles(several):
        if made.id in cycle:
            yield f"0:0: {SPAWNS} {' → '.join(cycle)}"


def claims(event: object, state: Published) -> Sequence[Claim]:
    """A framework has one procedure of a name."""
    if isinstance(event, ProcedurePublished) and not state.versions:
        return (Claim(kind="procedure-name", value=f"{event.framework}/{event.name}"),)
    return ()


NOUN = Noun(
    kind="procedure",
    plural="procedures",
    decider=publication.decider,
    commands=members(publication.Command),
    events=members(publication.Event),
    creators=frozenset({publication.PublishProcedure}),
    suppliers={publication.PublishProcedure: checked, publication.PublishVersion: checked},
    claims=claims,
)
