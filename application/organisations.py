"""What a caller can ask about an organisation."""

from collections.abc import Mapping
from datetime import date

from application.facts import Facts, Supply
from application.nouns import Noun, Supplier, members
from domain import organisation
from domain.values import OrganisationId


def itself(asked: Supply) -> Mapping[str, object]:
    """Which organisation the command is about."""
    return {"itself": OrganisationId(asked.stream)}


def by_actor(asked: Supply) -> Mapping[str, object]:
    """Who does it: bank details are verified by another hand than the one that changed them."""
    return {"by": asked.actor}


def with_end_of(field: str, into: str) -> Supplier:
    """Which organisation it is about, and when the other one it names ended, where it did."""

    def supply(asked: Supply) -> Mapping[str, object]:
        return {"itself": OrganisationId(asked.stream), into: ended_on(asked.facts, str(asked.fields[field]))}

    return supply


def ended_on(facts: Facts, name: str) -> date | None:
    """The day on which an organisation ended, where it did. Raises Unknown."""
    state: organisation.Organisation = facts.state(name)
    return state.ended_on


NOUN = Noun(
    kind="organisation",
    plural="organisations",
    decider=organisation.decider,
    commands=members(organisation.Command),
    events=members(organisation.Event),
    creators=frozenset({organisation.Register, organisation.RegisterFromPublication}),
    suppliers={
        organisation.Merge: with_end_of("successor", "successor_ended_on"),
        organisation.Transfer: with_end_of("to", "recipient_ended_on"),
        organisation.MarkDuplicate: itself,
        organisation.Join: itself,
        organisation.ChangeBankDetails: by_actor,
        organisation.VerifyBankDetails: by_actor,
    },
    of_installation=True,
    claims=organisation.claims,
    releases=organisation.releases,
)
