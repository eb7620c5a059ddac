"""What a caller can ask about a plan for responsible procurement."""

from collections.abc import Iterator, Mapping

from application.facts import Supply
from application.nouns import Noun, members
from domain import procurement_plan
from domain.contract.state import Contract
from domain.procurement_plan.purchases import Purchase, purchases
from domain.values import ContractId


def bought(asked: Supply) -> Mapping[str, object]:
    """Every lot of the authority's contracts, in the plan's framework, that was notified."""
    return {"purchases": tuple(_bought(asked))}


def _bought(asked: Supply) -> Iterator[Purchase]:
    plan: procurement_plan.ProcurementPlan = asked.state
    for name in asked.facts.directory.about("contract", plan.authority or ""):
        state: Contract = asked.facts.look(name).state
        if state.framework == plan.framework:
            yield from purchases(ContractId(name), state)


NOUN = Noun(
    kind="procurement_plan",
    plural="procurement_plans",
    decider=procurement_plan.decider,
    commands=members(procurement_plan.Command),
    events=members(procurement_plan.Event),
    creators=frozenset({procurement_plan.Draft}),
    suppliers={procurement_plan.ObserveYear: bought, procurement_plan.ReviewYear: bought},
)
