"""When what a form was made from has changed: what it was, what happened since, and what was typed, side by side."""

from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from application.execute import ChangedSince
from application.replay import is_timeline
from domain.values import latest
from interfaces.web.vocabulary import event_title

if TYPE_CHECKING:
    from interfaces.web.visit import Visit


def conflict(visit: "Visit", refusal: ChangedSince) -> Response:
    """The page; sending the form from there builds on what is there now."""
    stream, since = str(refusal.args[0]), int(refusal.args[1])
    noun = stream.partition("-")[0]
    changed = [
        {
            "title": event_title(noun, type(fact.event), visit.language),
            "at": fact.recorded_at,
            "by": visit.name_of(fact.actor) if fact.actor.startswith("person-") else "",
        }
        for fact in visit.parts.execute.what_changed(stream, since)
    ]
    mine = {name: values for name, values in visit.sent.own().items() if any(values)}
    return visit.page(
        "errors/conflict.html",
        409,
        changed=changed,
        base=_values(visit, stream, since, mine),
        theirs=_values(visit, stream, None, mine),
        mine=mine,
        expected=visit.parts.log.version(stream),
    )


def _values(visit: "Visit", stream: str, version: int | None, names: Any) -> dict[str, str]:
    """The same fields in the state, as far as it has fields of that name."""
    decider = visit.parts.nouns[stream.partition("-")[0]].decider
    state = decider.initial
    for at, event in visit.parts.log.payloads(stream):
        if version is not None and at > version:
            break
        state = decider.evolve(state, event)
    found = {name: _field(state, name) for name in names}
    return {name: str(visit.parts.encoder.plain(value)) for name, value in found.items() if value is not None}


def _field(state: Any, name: str) -> Any:
    """A field as it stands: `name` may be kept as the timeline `names`."""
    several: Any = getattr(state, f"{name}s", None)
    return latest(several) if is_timeline(several) else getattr(state, name, None)
