"""Every rule in words, in French and English: the one place that turns names into sentences."""

import inspect
import pkgutil
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from types import ModuleType

import application
import domain
from domain.decider import Refusal
from domain.irregularity import rule_name
from interfaces import words


@cache
def french() -> Mapping[str, str]:
    """Rule name → French sentence, for every noun."""
    return _merged("FRENCH")


@cache
def event_titles() -> Mapping[str, str]:
    """`noun.EventClass` → French title of what happened."""
    found: dict[str, str] = {}
    for module in _modules():
        kind: str = getattr(module, "NOUN", module.__name__.rpartition(".")[2])
        for name, title in getattr(module, "EVENTS_FR", {}).items():
            found[f"{kind}.{name}"] = title
    return found


@cache
def english() -> Mapping[str, str]:
    """Rule name → English sentence: the docstring of the refusal itself, or what a door says on its own."""
    refusals = {rule_name(rule): inspect.getdoc(rule) or rule_name(rule) for rule in rules()}
    return {**_merged("ENGLISH"), **refusals}


def rules() -> list[type[Refusal]]:
    """Every rule that can refuse."""
    for layer in (domain, application):
        for module in pkgutil.walk_packages(layer.__path__, f"{layer.__name__}."):
            import_module(module.name)
    found: list[type[Refusal]] = []
    waiting = [*Refusal.__subclasses__()]
    while waiting:
        rule = waiting.pop()
        found.append(rule)
        waiting += rule.__subclasses__()
    return sorted(found, key=rule_name)


def sentence(name: str, language: str) -> str:
    """The rule of that name in words; the name itself where nobody wrote one."""
    if language == "en":
        return english().get(name, name)
    return french().get(name) or english().get(name, name)


def _merged(attribute: str) -> Mapping[str, str]:
    merged: dict[str, str] = {}
    for module in _modules():
        merged |= getattr(module, attribute, {})
    return merged


def _modules() -> list[ModuleType]:
    return [import_module(f"{words.__name__}.{found.name}") for found in pkgutil.iter_modules(words.__path__)]
