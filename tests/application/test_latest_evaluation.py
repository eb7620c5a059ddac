"""Conditions about an agreement see its latest evaluation, and what is decided on it rests on it."""

from collections.abc import Generator
from pathlib import Path

import pytest

from application.execute import Ask, Caller, Deed
from application.facts import Facts
from application.subject import looked_at
from domain import case, evaluation
from domain.case.acting import GuardSaysNo
from domain.evaluation.state import Kind
from domain.framework import FieldOfWork
from infrastructure.outside import SetClock
from interfaces.main import build
from tests.application.test_cases import MONDAY, Territory, publish
from tests.interfaces.conftest import settings_in, settle_a_framework

JUDGED = """
procedure: judged
version: 1
subject: agreement
roles: {service: {mandate: coordinator}}
initial: waiting
states:
  waiting:
    may_wait: an evaluation takes its time
    events:
      conclude: {to: over, by: [service], if: "evaluation_known && evaluation.stage == 'planned'"}
    when: {evaluation.evaluation-cancelled: {to: over}}
  over: {final: true}
"""


@pytest.fixture
def territory(tmp_path: Path) -> Generator[Territory]:
    settings, clock = settings_in(tmp_path), SetClock(MONDAY)
    made = settle_a_framework(build(settings, clock), settings)
    territory = Territory(made.parts, made.settings, made.ids)
    territory.clock = clock
    territory.procedure = publish(territory, JUDGED)
    yield territory
    territory.parts.close()


def plan(territory: Territory, subject: str, title: str = "Bilan") -> str:
    fields = {
        "framework": territory.framework,
        "kind": Kind.MID_TERM,
        "field": FieldOfWork.COORDINATION,
        "title": title,
        "subject": subject,
    }
    made = territory.do("coordinator", "evaluation", evaluation.PlanEvaluation, **fields)
    territory.parts.settle()
    return made


def facts(territory: Territory) -> Facts:
    house = territory.parts.execute.house
    return Facts(house.streams, house.directory, house.clock.now(), tools=house.tools)


def test_without_an_evaluation_it_is_unknown_and_its_texts_are_empty(territory: Territory) -> None:
    subject = territory.draft()
    values = looked_at(facts(territory), "agreement", subject, territory.framework).values
    assert (values["evaluation_known"], values["evaluation.stage"]) == (False, "")
    assert values["evaluation.satisfactory_known"] is False
    assert "evaluation.recommendations" not in values
    with pytest.raises(KeyError):
        values["evaluation.satisfactory"]


def test_the_latest_that_was_not_cancelled_is_seen(territory: Territory) -> None:
    subject, other = territory.draft(), territory.draft()
    plan(territory, other, "Un autre")
    plan(territory, subject, "Le premier")
    cancelled = plan(territory, subject, "Le second")

    def seen() -> object:
        return looked_at(facts(territory), "agreement", subject, territory.framework).values["evaluation.title"]

    assert seen() == "Le second"
    territory.do("coordinator", "evaluation", evaluation.CancelEvaluation, cancelled, reasons="Trop tôt.")
    assert seen() == "Le premier"


def test_it_is_read_only_when_asked_for_and_then_rested_on(territory: Territory) -> None:
    subject = territory.draft()
    judging = plan(territory, subject)
    seen = facts(territory)
    values = looked_at(seen, "agreement", subject, territory.framework).values
    assert values["agreement.title"] == "Atelier"
    assert judging not in seen.read
    assert values["evaluation.kind"] == "mid_term"
    assert seen.read[judging] == 1


def test_a_guard_about_the_evaluation_opens_the_way(territory: Territory) -> None:
    subject = territory.draft()
    stream = territory.open(subject)
    with pytest.raises(GuardSaysNo):
        territory.do("coordinator", "case", case.Act, stream, event="conclude")
    judging = plan(territory, subject)
    deed = Deed(territory.parts.execute.house, Caller(actor=territory.coordinator))
    fields = {"event": "conclude"}
    deed.ask(Ask(noun=territory.parts.nouns["case"], command=case.Act, stream=stream, fields=fields))
    assert deed.batch(None).read[judging] == 1
    territory.do("coordinator", "case", case.Act, stream, event="conclude")
    assert territory.case(stream).ended_in == ("over",)


def test_a_fact_about_the_evaluation_is_heard_by_the_agreement_s_case(territory: Territory) -> None:
    subject = territory.draft()
    stream = territory.open(subject)
    judging = plan(territory, subject)
    territory.do("coordinator", "evaluation", evaluation.CancelEvaluation, judging, reasons="Trop tôt.")
    territory.parts.react()
    assert territory.case(stream).ended_in == ("over",)


def test_a_case_hears_nothing_of_what_happened_before_it_was_opened(territory: Territory) -> None:
    subject = territory.draft()
    judging = plan(territory, subject)
    territory.do("coordinator", "evaluation", evaluation.CancelEvaluation, judging, reasons="Trop tôt.")
    stream = territory.open(subject)
    territory.parts.react()
    assert territory.case(stream).is_open
