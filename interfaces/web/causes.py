"""A chain of causes as pages draw it: a link in words, with those beneath it."""

from collections.abc import Callable
from typing import Any

from application.history.why import Cause
from interfaces.telling.history import event_title, vote
from interfaces.telling.values import act
from interfaces.web.called import Called
from interfaces.web.visit import Visit
from interfaces.words.history import GAPS, RELATIONS, said

PathOf = Callable[[str, int], str]
"""Where whoever looks may read an event, by its stream and position; empty where they may not."""


def in_journal(stream: str, position: int) -> str:
    """In the journal, which those who inquire may read."""
    del stream
    return f"/journal/{position}"


def cause(visit: Visit, link: Cause, names: Called, path_of: PathOf = in_journal) -> dict[str, Any]:
    """A link of the chain, and those beneath it. Decisions are linked for those who read the journal."""
    fact = link.fact
    inquires = path_of is in_journal
    return {
        "relation": said(RELATIONS, link.relation, visit.language),
        "title": "" if fact is None else event_title(fact.name, visit.language),
        "subject": "" if fact is None else names.get(fact.stream) or "",
        "path": "" if fact is None else path_of(fact.stream, fact.position),
        "on": None if fact is None else fact.effective,
        "by": "" if fact is None or not fact.actor.startswith("person-") else visit.name_of(fact.actor),
        "vote": "" if link.vote is None else vote(link.vote, visit.language),
        "decision": f"/decisions/{fact.stream}/{link.vote.item}" if inquires and link.vote and fact else "",
        "mandate": _mandate(visit, link),
        "held": link.mandate is None or link.mandate.held,
        "act": "" if link.act is None else act(link.act, visit.language),
        "gap": "" if link.gap is None else said(GAPS, link.gap, visit.language),
        "again": link.again,
        "causes": [cause(visit, one, names, path_of) for one in link.causes],
    }


def _mandate(visit: Visit, link: Cause) -> str:
    held = link.mandate
    if held is None:
        return ""
    parts = (visit.name_of(held.person), held.capacity, visit.name_of(held.organisation))
    return ", ".join(one for one in parts if one)
