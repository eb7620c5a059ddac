"""What a fact is about, besides the stream it stands in: a vote about an agreement concerns the agreement."""

from collections.abc import Iterator

from application.ports import Recorded
from application.streams import Streams
from domain.commitment import Commitment
from domain.evaluation.state import Evaluation
from domain.meeting.state import Meeting


def concerned(fact: Recorded, streams: Streams) -> tuple[str, ...]:
    """The streams that a fact is about, its own first; each once."""
    return tuple(dict.fromkeys((fact.stream, *_linked(fact, streams))))


def _linked(fact: Recorded, streams: Streams) -> Iterator[str]:
    kind = fact.stream.partition("-")[0]
    if kind == "meeting":
        yield from _item(fact, streams.folded(fact.stream).state)
    elif kind == "evaluation":
        evaluation: Evaluation = streams.folded(fact.stream).state
        if evaluation.subject:
            yield evaluation.subject
    elif kind == "commitment":
        commitment: Commitment = streams.folded(fact.stream).state
        if commitment.origin is not None and commitment.origin.stream:
            yield commitment.origin.stream


def _item(fact: Recorded, meeting: Meeting) -> Iterator[str]:
    """What the agenda item of the fact is about; an item of no fact concerns the committee alone."""
    if meeting.committee is not None:
        yield meeting.committee
    named: str = getattr(fact.event, "item", "")
    item = meeting.items.get(named)
    if item is not None and item.about:
        yield item.about
