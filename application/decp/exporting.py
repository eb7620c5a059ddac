"""The contracts to publish: lots whose essential data were published whole, and those that are left out and why."""

from collections.abc import Iterable

from application.streams import Streams
from domain.contract.essential_data import missing
from domain.contract.state import HELD, Contract, Lot
from domain.decider import record
from domain.values import ContractId


@record
class PublishedLot:
    """A lot to publish, as the standard lists it: one contract for each lot."""

    contract: Contract
    lot: Lot


@record
class LeftOut:
    """A notified lot that is not published, and what it lacks, in the words of the standard."""

    contract: ContractId
    lot: int
    title: str
    lacks: tuple[str, ...]


def to_publish(streams: Streams, names: Iterable[str]) -> tuple[list[PublishedLot], list[LeftOut]]:
    """Every lot that was ever notified is in one of the two."""
    published: list[PublishedLot] = []
    left_out: list[LeftOut] = []
    for name in names:
        state: Contract = streams.folded(name).state
        for lot in state.lots:
            if lot.stage not in HELD and lot.published_on is None:
                continue
            lacks = missing(state, lot)
            if lacks:
                title = lot.terms.title or state.title
                left_out.append(LeftOut(contract=ContractId(name), lot=lot.number, title=title, lacks=tuple(lacks)))
            else:
                published.append(PublishedLot(contract=state, lot=lot))
    return published, left_out
