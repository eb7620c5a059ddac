"""A renewal rests on an evaluation of the agreement itself: named by its stream, or in words with a party judged."""

from typing import Any

import pytest

from application.execute import Ask, Caller
from application.registry import NOUNS
from domain.agreement import term
from domain.agreement.parts import AgreementKind, NamedParty, PartyRole, Stage
from domain.agreement.reprise import TakeOver
from domain.agreement.state import RenewalAdvice
from domain.agreement.term import EvaluatesAnother, Renewed
from domain.evaluation.report import AdoptReport
from domain.evaluation.state import Kind
from domain.evaluation.terms import PlanEvaluation
from domain.framework import FieldOfWork
from domain.values import AgreementId, EvaluationId, FrameworkId, OrganisationId, Source, SourceKind
from tests.interfaces.conftest import World

PAPER = Source(kind=SourceKind.PAPER, reference="classeur")


def carry_out(world: World, noun: str, command: type, stream: str | None = None, **fields: Any) -> Any:
    ask = Ask(noun=NOUNS[noun], command=command, stream=stream, fields=fields)
    return world.parts.execute(ask, Caller(actor=world.coordinator))


def in_force(world: World, under: str | None = None) -> str:
    """An agreement in force."""
    return str(
        carry_out(
            world,
            "agreement",
            TakeOver,
            framework=FrameworkId(world.framework),
            kind=AgreementKind.OBJECTIVES,
            stage=Stage.IN_FORCE,
            title="Convention",
            parties=(
                NamedParty(organisation=OrganisationId(world.authority), role=PartyRole.PAYER),
                NamedParty(organisation=OrganisationId(world.association), role=PartyRole.BENEFICIARY),
            ),
            under=None if under is None else AgreementId(under),
            source=PAPER,
        ).stream
    )


def adopted(world: World, subject: str, *evaluated: str) -> EvaluationId:
    """An evaluation that was adopted elsewhere."""
    stream = carry_out(
        world,
        "evaluation",
        PlanEvaluation,
        framework=FrameworkId(world.framework),
        kind=Kind.FINAL,
        field=FieldOfWork.COORDINATION,
        title="Bilan",
        subject=subject,
        territory="Les Essais",
        evaluated=frozenset(map(OrganisationId, evaluated)),
    ).stream
    carry_out(world, "evaluation", AdoptReport, stream, adopted_by="Comité", source=PAPER)
    return EvaluationId(stream)


def renewed(world: World, agreement: str, evaluation: EvaluationId, **more: Any) -> Renewed:
    done = carry_out(world, "agreement", term.Renew, agreement, evaluation=evaluation, **more)
    event = done.events[0]
    assert isinstance(event, Renewed)
    return event


def test_an_evaluation_of_another_agreement_is_no_ground_for_a_renewal(any_world: World) -> None:
    agreement, other = in_force(any_world), in_force(any_world)
    with pytest.raises(EvaluatesAnother):
        renewed(any_world, agreement, adopted(any_world, other, any_world.association))
    assert renewed(any_world, agreement, adopted(any_world, agreement)).advice == ()


def test_an_evaluation_of_the_agreement_that_is_applied_is_one(any_world: World) -> None:
    framework = in_force(any_world)
    agreement = in_force(any_world, under=framework)
    assert renewed(any_world, agreement, adopted(any_world, framework)).advice == ()


def test_a_subject_in_words_is_this_agreement_where_a_party_was_judged(any_world: World) -> None:
    first, second = in_force(any_world), in_force(any_world)
    words = "Les ateliers de 2023 à 2025"
    assert renewed(any_world, first, adopted(any_world, words, any_world.association)).advice == ()
    stranger = renewed(any_world, second, adopted(any_world, words, any_world.operator))
    assert stranger.advice == (RenewalAdvice.NO_ADOPTED_EVALUATION,)
