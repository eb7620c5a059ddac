"""What a caller can ask about a contract."""

from collections.abc import Mapping, Sequence
from datetime import date

from application.facts import Facts, Supply
from application.nouns import Noun, members
from domain import commitment, contract
from domain.claim import Claim
from domain.contract.clauses import Promise
from domain.contract.describing import LotDescribed
from domain.contract.launching import Launched, LotAdded
from domain.contract.lots import seen
from domain.contract.state import Contract
from domain.contract.terms import Outcome
from domain.organisation import Organisation
from domain.organisation.state import Kind, Label
from domain.values import CommitmentId, FrameworkId, OrganisationId, latest

OUTSIDE = frozenset({Kind.COMPANY, Kind.LOCAL_AUTHORITY, Kind.PUBLIC_BODY})
"""Kinds of organisations that belong to the social and solidarity economy by accreditation alone."""


def outsiders(asked: Supply) -> Mapping[str, object]:
    """Which holders are known not to belong to the social and solidarity economy."""
    outcome, on = asked.fields.get("outcome"), asked.fields["on"]
    holders = outcome.holders if isinstance(outcome, Outcome) else ()
    return {"outsiders": frozenset(one.organisation for one in holders if _outside(asked.facts, one.organisation, on))}


def _outside(facts: Facts, name: OrganisationId, on: date) -> bool:
    state: Organisation = facts.state(name)
    accredited = any(one.label is Label.ESUS and one.holds_on(on) for one in state.accreditations)
    return state.kind in OUTSIDE and not accredited


def promise(asked: Supply) -> Mapping[str, object]:
    """What the commitment that a clause keeps says."""
    name = asked.fields.get("commitment")
    if name is None:
        return {"promise": None}
    state: commitment.Commitment = asked.facts.state(str(name))
    of_clauses = state.kind is commitment.Kind.PROCUREMENT_CLAUSE
    return {"promise": Promise(commitment=CommitmentId(str(name)), framework=state.framework, of_clauses=of_clauses)}


def numbers(asked: Supply) -> Mapping[str, object]:
    """The SIRET of everyone named in the lot, as the register knows it on this day."""
    state: Contract = asked.state
    lot = seen(state, int(str(asked.fields["lot"])))
    holders = [] if lot.outcome is None else [*lot.outcome.holders]
    holders += [one for change in lot.modifications for one in change.holders]
    holders += [one.subcontractor for one in lot.subcontracts]
    named = {one.organisation for one in holders} | ({state.buyer} if state.buyer else set[OrganisationId]())
    found = {str(name): _siret(asked.facts, name) for name in sorted(named)}
    return {"numbers": {name: number for name, number in found.items() if number}}


def _siret(facts: Facts, name: OrganisationId) -> str:
    state: Organisation = facts.state(name)
    return latest(state.sirets) or ""


def reference_claim(framework: FrameworkId, buyer: str, reference: str) -> Claim:
    """The claim on a buyer's number for a contract: no two contracts of one framework share it.

    The buyer is named by the number it was published under, where it was.
    """
    return Claim(kind="contract-reference", value=f"{framework}/{buyer}/{reference}")


def claims(event: contract.Event, state: Contract) -> Sequence[Claim]:
    """The buyer's number of each lot."""
    match event:
        case Launched(framework=framework, lots=lots):
            buyer = event.buyer_number or event.buyer
            return [reference_claim(framework, buyer, one.reference) for one in lots if one.reference]
        case LotAdded(terms=terms) if terms.reference:
            return [reference_claim(state.framework, _buyer(state), terms.reference)]
        case LotDescribed(lot=number, terms=terms) if terms.reference:
            known = seen(state, number).terms.reference == terms.reference
            return [] if known else [reference_claim(state.framework, _buyer(state), terms.reference)]
        case _:
            return ()


def releases(event: contract.Event, state: Contract) -> Sequence[Claim]:
    """A number that was put right is free again."""
    if not isinstance(event, LotDescribed):
        return ()
    before = seen(state, event.lot).terms.reference
    if not before or before == event.terms.reference:
        return ()
    return [reference_claim(state.framework, _buyer(state), before)]


def _buyer(state: Contract) -> str:
    return state.buyer_number or state.buyer or ""


NOUN = Noun(
    kind="contract",
    plural="contracts",
    decider=contract.decider,
    commands=members(contract.Command),
    events=members(contract.Event),
    creators=frozenset({contract.Launch}),
    suppliers={
        contract.Award: outsiders,
        contract.AddClause: promise,
        contract.LinkClause: promise,
        contract.Publish: numbers,
    },
    claims=claims,
    releases=releases,
)
