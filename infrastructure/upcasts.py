"""Old stored forms of events brought to their present form, one step a version. Nothing stored is ever rewritten."""

from collections.abc import Callable
from typing import Any

Step = Callable[[dict[str, Any]], dict[str, Any]]

STEPS: dict[str, tuple[Step, ...]] = {}
"""Event name → the steps from version 1 on: the first turns a version-1 payload into a version-2 one, and so on."""


def upcast(topic: str, payload: dict[str, Any]) -> dict[str, Any]:
    """The payload of an event stored under `topic` (`agreement.signed.v1`) in its present form."""
    name, _, version = topic.rpartition(".v")
    for step in STEPS.get(name, ())[int(version) - 1 :]:
        payload = step(payload)
    return payload


def present_version(name: str) -> int:
    """The version in which an event of this name is written today."""
    return len(STEPS.get(name, ())) + 1
