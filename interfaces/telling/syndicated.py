"""Events as readers of feeds see them: in words, as things were called at the end of the document, people unnamed."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from application.ports import Recorded
from application.syndication import Told
from interfaces.parts import Parts
from interfaces.sentences import event_titles
from interfaces.telling.values import day
from interfaces.words.feed import HEADS, said

UNNAMED = frozenset({"person", "mandate", "access", "key"})
"""What is about people: an archive never changes, so it names nobody who may have to be forgotten."""


def told(parts: Parts, facts: Sequence[Recorded], language: str, address: str) -> list[Told]:
    """Facts in words, the newest first."""
    names = _names(parts, facts)
    return [_told(parts, fact, names[fact.stream], language, address) for fact in reversed(facts)]


def _names(parts: Parts, facts: Sequence[Recorded]) -> dict[str, str]:
    """What each stream was called at the last of these facts, whatever it is called since."""
    streams = {fact.stream for fact in facts}
    last = facts[-1].position if facts else 0
    return {stream: _name(parts, stream, last) for stream in streams}


def _name(parts: Parts, stream: str, position: int) -> str:
    if parts.replay.streams.noun(stream).kind in UNNAMED:
        return ""
    return name_of(parts.replay.streams.as_known(stream, position).state)


def name_of(state: Any) -> str:
    """The title or name of a state, where it has one in plain words."""
    found = (getattr(state, each, None) for each in ("title", "name"))
    return next((each for each in found if isinstance(each, str) and each), "")


def _told(parts: Parts, fact: Recorded, name: str, language: str, address: str) -> Told:
    noun = parts.replay.streams.noun(fact.stream)
    happened = happening(fact.name, noun.kind, language)
    when = fact.effective.date() if isinstance(fact.effective, datetime) else fact.effective
    words = (name, said(HEADS, "effective", language).format(day(when, language)))
    return Told(
        id=f"urn:uuid:{fact.event_id}",
        title=_joined((happened, name)),
        text=_joined(words, ". "),
        type=fact.name,
        at=fact.recorded_at,
        link=f"{address}/api/v1/{noun.plural}/{fact.stream}",
    )


def happening(name: str, kind: str, language: str) -> str:
    """What happened: its title in French, its own words in English."""
    noun, _, event = name.rpartition(".v")[0].partition(".")
    if language == "en":
        words = event.replace("-", " ")
        return (words if words.startswith(noun) else f"{noun} {words}").capitalize()
    named = (_pascal(event), _pascal(f"{noun}-{event}"), _pascal(f"{noun.rpartition('-')[2]}-{event}"))
    titles = event_titles()
    found = (titles.get(f"{home}.{one}") for one in named for home in (kind, "application"))
    return next((title for title in found if title), name)


def _pascal(words: str) -> str:
    return "".join(part.capitalize() for part in words.split("-"))


def _joined(parts: Iterable[str], between: str = " — ") -> str:
    return between.join(part for part in parts if part)
