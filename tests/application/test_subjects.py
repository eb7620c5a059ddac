"""What conditions may see: every variable is read from a state, of the type it says, and the unknown is told apart."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from application.definitions.guards import VarType, types_of
from application.registry import NOUNS
from application.subjects import KINDS, values, variables
from application.subjects.committee import term_ends_on
from application.subjects.evaluation import overall_percent, satisfactory
from application.subjects.heard import event_values, event_variables
from domain.agreement.parts import Party, PartyRole, Stage
from domain.agreement.payment import Paid
from domain.agreement.state import Agreement
from domain.bylaws import OutcomeFacts, OutcomeKind, Verdict
from domain.commitment.state import Commitment, Owner
from domain.committee.state import Committee, Seat, SeatKind, Tenure
from domain.evaluation.state import DAC, Evaluation, Scale, Score
from domain.meeting import OutcomeRecorded
from domain.values import Money, OrganisationId, Period, PersonId, Since
from infrastructure.event_names import NAMES

TODAY = date(2026, 6, 15)
A, B = OrganisationId("organisation-a"), OrganisationId("organisation-b")
PYTHON = {
    VarType.TEXT: str,
    VarType.NUMBER: int,
    VarType.FLAG: bool,
    VarType.DATE: date,
    VarType.LIST: tuple,
}


def since(value: Any) -> Any:
    return (Since(since=date(2026, 1, 1), value=value),)


@pytest.mark.parametrize("kind", KINDS)
def test_every_variable_of_an_empty_subject_is_of_its_type_or_unknown(kind: str) -> None:
    seen = values(kind, NOUNS[kind].decider.initial, TODAY)
    for name, one in variables(kind).items():
        assert one.fr != one.en
        if name in seen:
            assert isinstance(seen[name], PYTHON[one.type]), name
        else:
            assert one.known, f"{name} may be unknown, and nothing says so"
            assert seen[one.known] is False
    assert set(seen) <= set(types_of(variables(kind)))


AGREEMENT = Agreement(
    stage=Stage.IN_FORCE,
    parties=since((Party(organisation=A, role=PartyRole.PAYER), Party(organisation=B, role=PartyRole.BENEFICIARY))),
    amounts=since(Money.of("23000.01")),
    ends=since(date(2026, 12, 31)),
    in_force_since=date(2026, 1, 1),
)


def test_an_agreement_shows_its_money_in_cents_its_parties_and_its_dates() -> None:
    seen = values("agreement", AGREEMENT, TODAY)
    assert seen["agreement.amount.cents"] == 2300001
    assert seen["agreement.amount.currency"] == "EUR"
    assert (seen["agreement.payers"], seen["agreement.beneficiaries"]) == ((A,), (B,))
    assert seen["agreement.half_way"] == date(2026, 7, 2)
    assert seen["agreement.ends_on_known"] is True
    assert seen["agreement.stage"] == "in_force"
    assert values("agreement", AGREEMENT, date(2027, 1, 1))["agreement.stage"] == "expired"


def test_an_unknown_date_is_a_key_that_is_missing() -> None:
    seen = values("agreement", Agreement(), TODAY)
    assert "agreement.half_way" not in seen
    assert seen["agreement.half_way_known"] is False
    assert seen["agreement.title"] == ""
    with pytest.raises(KeyError):
        _ = seen["agreement.amount.cents"]


def test_a_commitment_shows_who_owes_it_and_whether_it_is_late() -> None:
    owed = Commitment(owners=since((Owner(organisation=A),)), due=since(date(2026, 6, 1)))
    seen = values("commitment", owed, TODAY)
    assert seen["commitment.owners"] == (A,)
    assert seen["commitment.awaited_owners"] == (A,)
    assert (seen["commitment.late"], seen["commitment.days_late"]) == (True, 14)


def scored(*points: int) -> Evaluation:
    scores = (
        Score(
            criterion=criterion.code,
            value=Decimal(point),
            evaluator=None,
            reasons="",
            evidence=(),
            findings=(),
            on=TODAY,
        )
        for criterion, point in zip(DAC, points, strict=False)
    )
    scale = Scale(lowest=Decimal(1), highest=Decimal(5))
    return Evaluation(criteria=DAC, scale=scale, scores=tuple(scores))


def test_an_evaluation_is_satisfactory_when_every_criterion_reaches_the_middle() -> None:
    assert satisfactory(scored(3, 3, 4, 5, 3, 3)) is True
    assert satisfactory(scored(5, 5, 5, 5, 5, 2)) is False


def test_an_evaluation_with_a_criterion_unscored_is_neither() -> None:
    assert satisfactory(scored(5, 5, 5, 5, 5)) is None
    assert satisfactory(Evaluation()) is None
    assert "evaluation.satisfactory" not in values("evaluation", scored(5), TODAY)


def test_the_mean_score_lies_between_nought_and_a_hundred() -> None:
    assert overall_percent(scored(3, 3, 3, 3, 3, 3)) == 50
    assert overall_percent(scored(1)) == 0
    assert overall_percent(Evaluation()) is None


def seat(end: date | None, kind: SeatKind = SeatKind.VOTING) -> Seat:
    period = Period(start=date(2025, 1, 1), end=end)
    tenure = Tenure(person=PersonId("person-a"), organisation=A, mandate=None, period=period)
    return Seat(kind=kind, college="", weight=1, tenures=(tenure,))


def test_a_term_ends_with_the_last_voting_seat_and_is_unknown_where_one_is_open() -> None:
    first, last = date(2026, 12, 31), date(2027, 6, 30)
    observer = seat(None, SeatKind.OBSERVER)
    assert term_ends_on(Committee(seats={"1": seat(first), "2": seat(last), "3": observer}), TODAY) == last
    assert term_ends_on(Committee(seats={"1": seat(first), "2": seat(None)}), TODAY) is None
    assert term_ends_on(Committee(), TODAY) is None


def test_an_outcome_is_heard_as_a_decision_too() -> None:
    outcome = OutcomeRecorded(
        item="1", kind=OutcomeKind.DECISION, adopted=True, facts=OutcomeFacts(), rule=None, verdict=Verdict(), on=TODAY
    )
    heard = event_values(outcome)
    assert heard["decision.adopted"] is heard["event.adopted"] is True
    assert heard["decision.adopted_known"] is True
    assert heard["decision.kind"] == "decision"
    assert event_variables(OutcomeRecorded)["decision.adopted"].type is VarType.FLAG


def test_a_field_that_is_empty_is_unknown() -> None:
    outcome = OutcomeRecorded(
        item="1", kind=OutcomeKind.OPINION, adopted=None, facts=OutcomeFacts(), rule=None, verdict=Verdict(), on=TODAY
    )
    heard = event_values(outcome)
    assert "decision.adopted" not in heard
    assert heard["decision.adopted_known"] is False


def test_money_in_an_event_is_in_cents() -> None:
    found = event_variables(Paid)
    assert found["event.amount.cents"].type is VarType.NUMBER
    assert found["event.payer"].type is VarType.TEXT
    assert found["event.instalment"].known == "event.instalment_known"


@pytest.mark.parametrize("name", NAMES)
def test_every_event_can_be_heard(name: str) -> None:
    for one in event_variables(NAMES[name]).values():
        assert one.name.startswith(("event.", "decision."))
        assert one.type in PYTHON


def test_an_instant_of_an_event_is_a_date_of_conditions() -> None:
    assert event_variables(NAMES["meeting.meeting-opened"])["event.at"].type is VarType.DATE
