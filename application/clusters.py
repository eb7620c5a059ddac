"""What a caller can ask about a territorial cluster."""

from application.nouns import Noun, members
from domain import cluster

NOUN = Noun(
    kind="cluster",
    plural="clusters",
    decider=cluster.decider,
    commands=members(cluster.Command),
    events=members(cluster.Event),
    creators=frozenset({cluster.FoundCluster}),
    suppliers={},
)
