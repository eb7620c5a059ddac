"""What organisations pool: each shared resource once for each owner, with its share and what that comes to."""

from collections.abc import Iterator
from typing import Any

from application.reading import ColumnType
from domain.commitment.state import Commitment, Kind, Owner, Stage, current_owners
from domain.values import Money
from infrastructure.views.facts import Subject
from infrastructure.views.offer import Offer, equal, lists
from infrastructure.views.shape import Shape, day, id_, money, of_type, text
from infrastructure.views.view import Made, by_state, in_streams
from infrastructure.views.words import folded

POOLED = Shape(
    "pooled_resources",
    (
        id_("id", "The commitment and its owner.", sure=True),
        id_("commitment", "The commitment by which it is pooled.", sure=True),
        id_("framework", "The framework it belongs to."),
        text("title", "What is pooled."),
        text("state", "How far the commitment has come."),
        of_type(ColumnType.ORGANISATION, "organisation", "Who pools it.", sure=True),
        of_type(ColumnType.DECIMAL, "share", "Its share in per cent."),
        money("part", "What its share comes to, where the whole is worth a sum."),
        day("accepted_on", "When it accepted."),
        of_type(ColumnType.ORGANISATIONS, "beneficiaries", "The network or others who benefit."),
        text("currency", "ISO 4217.", hidden=True),
        text("sort", hidden=True, sure=True),
    ),
    by="commitment",
    indexes=(("sort", "id"), ("commitment",), ("organisation",), ("framework",)),
)


def rows(subject: Subject) -> Made:
    """One row for each owner of a pooled resource."""
    state: Commitment = subject.state
    return {"pooled_resources": list(_owners(subject.stream, state)) if state.kind is Kind.POOLED_RESOURCE else []}


def _owners(stream: str, state: Commitment) -> Iterator[dict[str, Any]]:
    for one in {each.organisation: each for each in current_owners(state)}.values():
        yield {
            "id": f"{stream}/{one.organisation}",
            "commitment": stream,
            "framework": state.framework,
            "title": state.title,
            "state": state.stage,
            "organisation": one.organisation,
            "share": one.share,
            "part": _part(state.amount, one),
            "accepted_on": state.accepted_by.get(one.organisation),
            "beneficiaries": sorted(state.beneficiaries),
            "currency": state.amount and state.amount.currency,
            "sort": folded(state.title),
        }


def _part(whole: Money | None, owner: Owner) -> Money | None:
    if whole is None or owner.share is None:
        return None
    return Money.of(whole.amount * owner.share / 100, whole.currency)


pooled_resources = Offer(
    name="pooled_resources",
    title="Mutualisations",
    words="What organisations and networks pool, with the share of each.",
    shape=POOLED,
    order=("sort",),
    filters=(
        equal("framework", POOLED),
        equal("commitment", POOLED),
        equal("organisation", POOLED),
        equal("state", POOLED, choices=Stage),
        lists("beneficiary", POOLED, "beneficiaries", "What is pooled for this network or other organisation."),
    ),
)

view = by_state("pools", in_streams("commitment"), (POOLED,), rows, (pooled_resources,))
