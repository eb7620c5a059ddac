"""Every rule and every event in words: in French for those who decide, in English for those who build."""

import inspect
import re
from collections import defaultdict

import pytest

from application.nouns import Noun
from application.registry import NOUNS
from domain.decider import Refusal
from domain.irregularity import rule_name
from interfaces.sentences import english, event_titles, french, rules, sentence
from interfaces.words import application as own_words
from tests.interfaces.conftest import World

RULES = rules()


@pytest.mark.parametrize("rule", RULES, ids=rule_name)
def test_a_rule_is_a_sentence_in_both_languages(rule: type[Refusal]) -> None:
    own = rule.__dict__.get("__doc__")
    assert own, "a refusal says its rule itself, in English, in its docstring"
    said = french().get(rule_name(rule), "")
    for words in (inspect.cleandoc(own).splitlines()[0], said):
        assert re.fullmatch(r"[A-ZÀÉÊÎÔÇŒ«].{8,}[.!?»]", words), words
    assert said != own


def test_no_two_rules_share_a_name() -> None:
    named = defaultdict[str, list[type[Refusal]]](list)
    for rule in RULES:
        named[rule_name(rule)].append(rule)
    shared = {name: [one.__module__ for one in found] for name, found in named.items() if len(found) > 1}
    assert shared == {}


def test_a_sentence_is_of_a_rule_that_there_is() -> None:
    names = {rule_name(rule) for rule in RULES} | set(own_words.ENGLISH)
    assert set(french()) - names == set()
    assert set(own_words.ENGLISH) <= set(own_words.FRENCH)


def test_no_door_speaks_in_the_name_of_a_rule() -> None:
    assert set(own_words.ENGLISH).isdisjoint({rule_name(rule) for rule in RULES})


def test_a_rule_is_said_in_the_language_asked_for() -> None:
    assert sentence("unknown", "fr") == "Rien n'est enregistré sous cet identifiant."
    assert sentence("unknown", "en") == "Nothing is registered under this identifier."
    assert sentence("no-such-name", "fr") == "no-such-name"


@pytest.mark.parametrize("noun", NOUNS.values(), ids=lambda noun: noun.kind)
def test_every_event_has_a_title_in_french(noun: Noun) -> None:
    titles = event_titles()
    untitled = [
        event.__name__
        for event in noun.events
        if not (titles.get(f"{noun.kind}.{event.__name__}") or titles.get(f"application.{event.__name__}"))
    ]
    assert untitled == []


@pytest.mark.parametrize("noun", NOUNS.values(), ids=lambda noun: noun.kind)
def test_every_command_says_in_a_sentence_what_it_does(noun: Noun) -> None:
    for command in noun.commands:
        words = command.__dict__.get("__doc__") or ""
        assert re.match(r"[A-Z].{8,}[.]", words), f"{noun.kind}.{command.__name__}: {words}"
        assert not words.startswith(f"{command.__name__}("), command


def test_every_problem_can_be_looked_up_at_its_address(world: World) -> None:
    client = world.client(None)
    for name in [rule_name(rule) for rule in RULES][::40] + list(own_words.ENGLISH):
        answer = client.get(f"/problems/{name}")
        assert answer.json() == {"name": name, "fr": french()[name], "en": inspect.cleandoc(english()[name])}
