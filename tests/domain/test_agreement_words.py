"""Everything an agreement can say is said in French, and every rule and event is reached."""

import importlib
import pkgutil

import pytest

from application.nouns import effective, fields_of, members
from domain import agreement, irregularity
from domain.agreement import decider
from domain.decider import Refusal
from interfaces.words.agreement import EVENTS_FR, FRENCH

CONCERNS = tuple(
    importlib.import_module(f"{agreement.__name__}.{found.name}") for found in pkgutil.iter_modules(agreement.__path__)
)
RULES = {
    irregularity.rule_name(found): found
    for concern in CONCERNS
    for found in vars(concern).values()
    if isinstance(found, type) and issubclass(found, Refusal) and found.__module__ == concern.__name__
}
OWN_EVENTS = {one for one in members(agreement.Event) if one.__module__.startswith(agreement.__name__)}
COMMANDS = members(agreement.Command)


def test_every_rule_has_its_french_sentence() -> None:
    assert set(FRENCH) == set(RULES)


def test_every_event_has_its_french_title() -> None:
    assert set(EVENTS_FR) == {one.__name__ for one in OWN_EVENTS}


def test_no_two_rules_share_a_name() -> None:
    everywhere = [
        found
        for concern in CONCERNS
        for found in vars(concern).values()
        if isinstance(found, type) and issubclass(found, Refusal) and found.__module__ == concern.__name__
    ]
    assert len(everywhere) == len(RULES)


def test_every_rule_says_itself_in_one_sentence() -> None:
    for rule in RULES.values():
        sentence = rule.__doc__ or ""
        assert sentence.endswith(".")
        assert "\n" not in sentence


@pytest.mark.parametrize("command", COMMANDS, ids=lambda one: one.__name__)
def test_every_command_is_described_and_dated(command: type) -> None:
    assert not (command.__doc__ or "").startswith(f"{command.__name__}(")
    assert {"on", "today"} & {one.name for one in fields_of(command)}


@pytest.mark.parametrize("event", sorted(OWN_EVENTS, key=lambda one: one.__name__), ids=lambda one: one.__name__)
def test_every_event_has_one_effective_date(event: type) -> None:
    assert "on" in {one.name for one in fields_of(event)}
    assert effective is not None


def test_every_command_has_a_rule_and_every_event_changes_the_state() -> None:
    from domain.agreement import _FOLDS, _RULES

    assert set(_RULES) == set(COMMANDS)
    assert set(_FOLDS) == set(members(agreement.Event))
    assert decider.initial == agreement.Agreement()
