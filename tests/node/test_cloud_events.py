"""Every event is read by the CloudEvents library for node, strictly, and comes out as it went in."""

from tests.contract.corpus import corpus_events
from tests.node.conftest import Node


def test_the_node_library_reads_every_event(node: Node) -> None:
    events = list(corpus_events().values())
    read = node("cloudevents.mjs", events)
    assert read == [{name: one[name] for name in ("id", "type", "sequence", "data")} for one in events]
