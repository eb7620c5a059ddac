"""What a caller can ask about a mandate, and what other nouns read in one."""

from collections.abc import Mapping

from application.facts import Facts, Supply
from application.nouns import Noun, Supplier, members
from application.organisations import ended_on
from domain import mandate
from domain.mandate import Empowerment, empowerment
from domain.values import MandateId, OrganisationId, PersonId


def powers(facts: Facts, name: MandateId) -> Empowerment:
    """What a mandate says now; the decision will only stand while it says so. Raises Unknown."""
    state: mandate.Mandate = facts.state(name)
    principal: mandate.Mandate | None = None if state.principal is None else facts.state(state.principal)
    return empowerment(name, state, principal)


def powers_of(facts: Facts, person: PersonId) -> tuple[Empowerment, ...]:
    """Everything a person is empowered to, past or present."""
    return tuple(powers(facts, name) for name in facts.directory.mandates_of(person))


def powers_for(facts: Facts, organisation: OrganisationId) -> tuple[Empowerment, ...]:
    """Everyone who was ever empowered for an organisation."""
    return tuple(powers(facts, name) for name in facts.directory.mandates_in(organisation))


def of_named(field: str, into: str = "powers") -> Supplier:
    """A supplier: the powers of the mandate that the caller names in `field`; nothing where none is named."""

    def supply(asked: Supply) -> Mapping[str, object]:
        name = asked.fields.get(field)
        return {into: None if name is None else powers(asked.facts, MandateId(str(name)))}

    return supply


def own(asked: Supply) -> Mapping[str, object]:
    """The powers of the very mandate the command is about."""
    return {"powers": powers(asked.facts, MandateId(asked.stream))}


def organisation_end(asked: Supply) -> Mapping[str, object]:
    """The day on which the organisation ended, where it did."""
    return {"organisation_ended_on": ended_on(asked.facts, str(asked.fields["organisation"]))}


def named_principal(asked: Supply) -> Mapping[str, object]:
    """The powers of the mandate deputised for, or taken over."""
    name = asked.fields.get("principal") or asked.fields.get("predecessor")
    return {} if name is None else {"powers": powers(asked.facts, MandateId(str(name)))}


NOUN = Noun(
    kind="mandate",
    plural="mandates",
    decider=mandate.decider,
    commands=members(mandate.Command),
    events=members(mandate.Event),
    creators=frozenset({mandate.Grant, mandate.Deputise, mandate.TakeOver}),
    suppliers={
        mandate.Grant: organisation_end,
        mandate.Deputise: named_principal,
        mandate.TakeOver: named_principal,
        mandate.Succeed: of_named("successor"),
    },
    of_installation=True,
)
