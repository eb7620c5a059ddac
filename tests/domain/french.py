"""Checks that everything a noun can say is said in French."""

import inspect
from types import ModuleType

from application.nouns import members
from domain import irregularity
from domain.decider import Refusal


def rules_of(noun: ModuleType) -> set[str]:
    """The stable names of the rules that a noun defines itself."""
    return {
        irregularity.rule_name(found)
        for _, found in inspect.getmembers(noun, inspect.isclass)
        if issubclass(found, Refusal) and found.__module__.startswith(noun.__name__)
    }


def events_of(noun: ModuleType) -> set[str]:
    """The class names of the events that a noun defines itself."""
    return {event.__name__ for event in members(noun.Event) if event.__module__.startswith(noun.__name__)}
