"""Request examples for the documentation: real commands of the sample territory."""

from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from interfaces.sample.load import INSTALL, MADE, filled
from interfaces.sample.story import Shift, Story, read

AS_WRITTEN = Shift(0)
INTERNAL = frozenset({"payment", "statement"})
"""What use cases of their own carry out: no request has these bodies."""
KINDS = {"vallonne": "organisation", "ines": "person", "m_ines": "mandate"}
"""What the first step makes that others name."""


def examples() -> Mapping[str, Any]:
    """The body of a request for each operation (`agreement.sign`) that somebody in the sample carries out."""
    story = read()
    kinds = KINDS | dict(_named(story))
    told = (step for step in reversed(story.steps) if step.do != INSTALL and step.do.partition(".")[0] not in INTERNAL)
    bodies = {step.do: step.bodies[0] for step in told}
    return {do: filled(AS_WRITTEN.value(dict(body)), _Known(story, kinds)) for do, body in sorted(bodies.items())}


def _named(story: Story) -> Iterator[tuple[str, str]]:
    for step in story.steps:
        for name in step.names:
            if name is not None:
                yield name, step.do.partition(".")[0]


PROCEDURE = """procedure: loan-of-a-room
version: 1
title: {fr: Prêt d'une salle, en: Loan of a room}
subject: agreement
roles: {service: {mandate: coordinator}}
initial: asked
states:
  asked:
    tasks: [{id: answer, by: [service], due: 10 workdays, raises: grant}]
    events: {grant: {to: granted, by: [service]}}
    after: [{id: silence, delay: P1M, to: refused}]
  granted: {final: true}
  refused: {final: true}
"""
"""A procedure short enough for a page of documentation; those of the library run to a hundred lines."""


class _Known:
    """Identifiers and documents with the right form, made from their names: the same ones at every start."""

    def __init__(self, story: Story, kinds: Mapping[str, str]) -> None:
        self._story, self._kinds = story, kinds

    def __call__(self, alias: str) -> Any:
        if alias in self._kinds:
            return f"{self._kinds[alias]}-{uuid5(NAMESPACE_URL, f'palabre:sample/{alias}')}"
        if alias in MADE:
            return alias
        name, _, part = alias.partition(".")
        document = self._story.documents[name]
        if "library" in document:
            return PROCEDURE
        content = AS_WRITTEN.text(document["text"]).encode()
        evidence = {
            "digest": f"sha256:{sha256(content).hexdigest()}",
            "media_type": "text/plain",
            "size": len(content),
            "title": AS_WRITTEN.text(document["title"]),
        }
        return evidence[part] if part else evidence


EXAMPLES: Mapping[str, Any] = examples()
"""By operation, as the sample states them."""
