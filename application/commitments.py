"""What a caller can ask about a commitment."""

from collections.abc import Mapping

from application.facts import Supply
from application.mandates import powers_of
from application.nouns import Noun, members
from domain import commitment
from domain.values import CommitmentId, PersonId


def of_verifier(asked: Supply) -> Mapping[str, object]:
    """Everything the verifier is empowered to: who acts for an owner does not verify.

    The actor verifies where nobody is named, unless it was done elsewhere: then who verified is as the source says.
    """
    named = asked.fields.get("verifier")
    if named is None and asked.fields.get("source") is not None:
        return {"mandates": ()}
    verifier = PersonId(str(named or asked.actor))
    return {"verifier": verifier, "mandates": powers_of(asked.facts, verifier)}


def successor(asked: Supply) -> Mapping[str, object]:
    """What the commitment that replaces this one says; nothing replaces itself."""
    name = CommitmentId(str(asked.fields["by"]))
    if name == asked.stream:
        return {"successor": None}
    state: commitment.Commitment = asked.facts.state(name)
    return {"successor": commitment.Successor(commitment=name, framework=state.framework, stage=state.stage)}


NOUN = Noun(
    kind="commitment",
    plural="commitments",
    decider=commitment.decider,
    commands=members(commitment.Command),
    events=members(commitment.Event),
    creators=frozenset({commitment.Declare}),
    suppliers={commitment.Verify: of_verifier, commitment.Supersede: successor},
)
