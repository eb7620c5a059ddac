"""What a caller can ask about a procedure: publishing passes the gate."""

from collections.abc import Mapping, Sequence

from application.cases import tools
from application.facts import Supply
from application.gate import review
from application.nouns import Noun, members
from domain.claim import Claim
from domain.procedure import publication
from domain.procedure.publication import Checked, ProcedurePublished, Published


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
            faults=tuple(verdict.lines("", "en")),
        )
    }


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
