"""Territorial clusters with their members and roles, and what they pool."""

from collections.abc import Iterator
from typing import Any

from application.reading import ColumnType
from domain.cluster.state import Cluster
from infrastructure.views.facts import Subject
from infrastructure.views.offer import Detail, Offer, among, equal, holds_words
from infrastructure.views.shape import KEPT, Shape, day, id_, number, of_type, text
from infrastructure.views.timelines import open_ones, spans
from infrastructure.views.view import Made, by_state, in_streams
from infrastructure.views.words import folded, tokens

CLUSTERS = Shape(
    "clusters",
    (
        id_("id", "The cluster.", sure=True),
        id_("framework", "The framework it belongs to."),
        text("name", "Its name."),
        text("territory", "Where it is."),
        day("founded_on", "When it was founded."),
        of_type(ColumnType.TEXTS, "labels", "By which labels or calls it is recognised."),
        number("member_count", "How many belong to it, or ever did."),
        of_type(ColumnType.TEXTS, "pooled", "The commitments by which its members pool something."),
        id_("strategy", "The joint strategy it carries out."),
        day("dissolved_on", "When it was dissolved."),
        number("irregularities_open", "Irregularities that wait to be put right or accepted."),
        text("sort", hidden=True, sure=True),
        text("words", hidden=True, sure=True),
        *KEPT,
    ),
    indexes=(("sort", "id"), ("framework",)),
)
MEMBERS = Shape(
    "cluster_members",
    (
        id_("id", "The cluster.", sure=True),
        number("number", hidden=True, sure=True),
        of_type(ColumnType.ORGANISATION, "organisation", "The member.", sure=True),
        of_type(ColumnType.TEXTS, "roles", "As what."),
        day("since", "From this day on.", sure=True),
        day("until", "The first day without it."),
    ),
    key=("id", "number"),
    indexes=(("organisation",),),
)
SHAPES = (CLUSTERS, MEMBERS)


def rows(subject: Subject) -> Made:
    """The rows of one cluster."""
    state: Cluster = subject.state
    row = subject.kept() | {
        "framework": state.framework,
        "name": state.name,
        "territory": state.territory or None,
        "founded_on": state.founded_on,
        "labels": [one.name for one in state.labels],
        "member_count": len(state.members),
        "pooled": state.pooled,
        "strategy": state.strategy,
        "dissolved_on": state.dissolved_on,
        "irregularities_open": open_ones(state.irregularities),
        "sort": folded(state.name),
        "words": " ".join(tokens(f"{state.name} {state.territory} {state.purpose}")),
    }
    members = [{"id": subject.stream, "number": at, **one} for at, one in enumerate(_members(state), 1)]
    return {"clusters": [row], "cluster_members": members}


def _members(state: Cluster) -> Iterator[dict[str, Any]]:
    for name, timeline in state.members.items():
        for one in spans(timeline):
            if one.value:
                yield {"organisation": name, "roles": sorted(one.value), "since": one.since, "until": one.until}


clusters = Offer(
    name="clusters",
    title="Pôles territoriaux",
    words="Territorial clusters: who belongs to them as what, and what they pool.",
    shape=CLUSTERS,
    order=("sort",),
    filters=(
        holds_words("text", CLUSTERS, "words", "Words of the name, territory or purpose."),
        equal("framework", CLUSTERS),
        equal("strategy", CLUSTERS),
        among("member", "Those to which this organisation belongs or belonged.", CLUSTERS, MEMBERS, "organisation"),
    ),
    details=(Detail("members", "Who belongs to it, as what, from when to when.", MEMBERS, ("number",)),),
)

view = by_state("clusters", in_streams("cluster"), SHAPES, rows, (clusters,))
