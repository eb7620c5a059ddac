"""Who may act for which organisation, and when no longer."""

from datetime import date, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from domain import irregularity, mandate
from domain.irregularity import IrregularityNoticed, IrregularityRegularised
from domain.mandate import (
    AlreadySucceeded,
    Complete,
    Completed,
    Deputise,
    DeputyExceedsPrincipal,
    DeputyOfADeputy,
    DeputyOfOneself,
    Empowerment,
    Event,
    Extend,
    Extended,
    ExtensionAfterLapse,
    ExtensionAfterRevocation,
    ExtensionNotLater,
    Grant,
    Granted,
    Ground,
    Mandate,
    MandateAlreadyGranted,
    MandateDetailKnown,
    MandateEndsBeforeItBegins,
    MandateForEndedOrganisation,
    NoRevocation,
    NoSuchMandate,
    PowerBeforeAct,
    PrincipalNotEmpowered,
    RevocationWithdrawn,
    Revoke,
    Revoked,
    Role,
    SigningWithoutAct,
    Succeed,
    Succeeded,
    SuccessorElsewhere,
    TakeOver,
    TakesOverBeforeItBegan,
    WithdrawRevocation,
    decider,
    empowered,
    empowerment,
)
from domain.values import (
    ActKind,
    ActReference,
    FrameworkId,
    MandateId,
    OrganisationId,
    Period,
    PersonId,
    Source,
    SourceKind,
)
from interfaces.words import mandate as words
from tests.domain import french
from tests.scenario import Scenario

ANA, BEN = PersonId("person-ana"), PersonId("person-ben")
CITY, CLUB = OrganisationId("organisation-city"), OrganisationId("organisation-club")
FIRST, SECOND, THIRD = MandateId("mandate-1"), MandateId("mandate-2"), MandateId("mandate-3")
PACT = FrameworkId("framework-pact")
JUNE, JULY, MAY = date(2020, 6, 8), date(2020, 7, 1), date(2020, 5, 28)
MARCH_2026 = date(2026, 3, 15)
ACT = ActReference(kind=ActKind.DELIBERATION, number="2020-12", adopted_on=MAY, body="conseil municipal")
PAPER = Source(kind=SourceKind.PAPER, reference="registre des délibérations")

GRANTED = Granted(
    person=ANA,
    organisation=CITY,
    role=Role.REPRESENTATIVE,
    capacity="Maire",
    may_sign=True,
    framework=PACT,
    act=ACT,
    period=Period(start=JUNE, end=MARCH_2026),
    on=JUNE,
)
ANA_MAY = Empowerment(
    mandate=FIRST,
    person=ANA,
    organisation=CITY,
    role=Role.REPRESENTATIVE,
    capacity="Maire",
    may_sign=True,
    framework=PACT,
    act=ACT,
    period=Period(start=JUNE, end=MARCH_2026),
)


def grant(**changes: object) -> Grant:
    fields: dict[str, object] = {
        "person": ANA,
        "organisation": CITY,
        "role": Role.REPRESENTATIVE,
        "capacity": "Maire",
        "may_sign": True,
        "framework": PACT,
        "act": ACT,
        "period": Period(start=JUNE, end=MARCH_2026),
        "on": JUNE,
    }
    return Grant(**(fields | changes))  # type: ignore[arg-type]


def noticed(rule: str, detail: str = "", cure: str = "", number: int = 1, on: date = JUNE) -> IrregularityNoticed:
    return IrregularityNoticed(number=number, rule=rule, detail=detail, cure=cure, on=on)


mandates = Scenario(decider)


def test_a_mandate_says_who_acts_for_whom_in_what_role_by_which_act_and_until_when() -> None:
    mandates.given().when(grant()).then(GRANTED)


def test_a_mandate_given_here_begins_on_the_day_it_is_given_unless_said_otherwise() -> None:
    expected = Granted(person=ANA, organisation=CLUB, role=Role.COORDINATOR, period=Period(start=JULY), on=JULY)
    mandates.given().when(Grant(person=ANA, organisation=CLUB, role=Role.COORDINATOR, on=JULY)).then(expected)


def test_granting_the_same_again_changes_nothing() -> None:
    mandates.given(GRANTED).when(grant()).then_nothing()


def test_other_powers_are_another_mandate() -> None:
    mandates.given(GRANTED).when(grant(role=Role.CHAIR)).then_refused(MandateAlreadyGranted)


def test_nothing_is_done_to_a_mandate_that_was_never_granted() -> None:
    mandates.given().when(Revoke(on=JULY)).then_refused(NoSuchMandate)
    mandates.given().when(irregularity.NoticeIrregularity(rule="x", on=JULY)).then_refused(NoSuchMandate)


def test_a_mandate_does_not_end_before_it_begins_wherever_it_was_given() -> None:
    backwards = Period(start=JULY, end=JUNE)
    mandates.given().when(grant(period=backwards)).then_refused(MandateEndsBeforeItBegins, JULY, JUNE)
    mandates.given().when(grant(period=backwards, source=PAPER)).then_refused(MandateEndsBeforeItBegins, JULY, JUNE)


def test_a_mandate_to_sign_names_its_act() -> None:
    mandates.given().when(grant(act=None)).then_refused(SigningWithoutAct)


def test_a_mandate_does_not_begin_before_its_act() -> None:
    early = Period(start=date(2020, 5, 1))
    mandates.given().when(grant(period=early)).then_refused(PowerBeforeAct, date(2020, 5, 1), MAY)


def test_a_mandate_may_begin_on_the_day_of_its_act() -> None:
    (granted,) = decider.decide(grant(period=Period(start=MAY), on=MAY), Mandate())
    assert isinstance(granted, Granted)
    assert granted.period.start == MAY


def test_nobody_receives_power_for_an_organisation_that_has_ended() -> None:
    mandates.given().when(grant(organisation_ended_on=JUNE)).then_refused(MandateForEndedOrganisation, CITY, JUNE)
    mandates.given().when(grant(organisation_ended_on=JULY)).then(GRANTED)


def test_a_mandate_given_elsewhere_is_recorded_with_what_it_lacks() -> None:
    lacking = Granted(
        person=ANA, organisation=CITY, role=Role.CHAIR, may_sign=True, period=Period(), source=PAPER, on=JUNE
    )
    mandates.given().when(
        Grant(person=ANA, organisation=CITY, role=Role.CHAIR, may_sign=True, source=PAPER, on=JUNE)
    ).then(
        lacking,
        noticed("signing-without-act", cure=SigningWithoutAct.cure),
        noticed("mandate-start-unknown", cure=mandate.MandateStartUnknown.cure, number=2),
    )


def test_completing_what_was_unknown_puts_its_irregularities_right() -> None:
    lacking = Granted(
        person=ANA, organisation=CITY, role=Role.CHAIR, may_sign=True, period=Period(), source=PAPER, on=JUNE
    )
    mandates.given(lacking, noticed("signing-without-act"), noticed("mandate-start-unknown", number=2)).when(
        Complete(start=JUNE, act=ACT, capacity="Présidente", on=JULY)
    ).then(
        Completed(start=JUNE, act=ACT, capacity="Présidente", on=JULY),
        IrregularityRegularised(number=1, how="Complété.", on=JULY),
        IrregularityRegularised(number=2, how="Complété.", on=JULY),
    )


def test_completing_with_a_start_before_the_act_shows_as_an_irregularity() -> None:
    lacking = Granted(person=ANA, organisation=CITY, role=Role.CHAIR, act=ACT, period=Period(), source=PAPER, on=JUNE)
    start = date(2020, 5, 1)
    mandates.given(lacking).when(Complete(start=start, on=JULY)).then(
        Completed(start=start, on=JULY),
        noticed("power-before-act", f"{start}; {MAY}", PowerBeforeAct.cure, on=JULY),
    )


def test_a_completed_start_lies_before_the_end() -> None:
    lacking = Granted(person=ANA, organisation=CITY, role=Role.CHAIR, period=Period(end=JUNE), source=PAPER, on=JUNE)
    mandates.given(lacking).when(Complete(start=JULY, on=JULY)).then_refused(MandateEndsBeforeItBegins, JULY, JUNE)


def test_what_is_known_is_not_filled_in_again() -> None:
    mandates.given(GRANTED).when(Complete(start=JULY, on=JULY)).then_refused(MandateDetailKnown, "start", JUNE)
    mandates.given(GRANTED).when(Complete(start=JUNE, act=ACT, capacity="Maire", on=JULY)).then_nothing()


def test_a_deputy_has_the_principals_powers_at_most_and_until_the_same_end() -> None:
    mandates.given().when(
        Deputise(principal=FIRST, powers=ANA_MAY, person=BEN, capacity="Adjoint", may_sign=True, act=ACT, on=JULY)
    ).then(
        Granted(
            person=BEN,
            organisation=CITY,
            role=Role.REPRESENTATIVE,
            capacity="Adjoint",
            may_sign=True,
            framework=PACT,
            act=ACT,
            period=Period(start=JULY, end=MARCH_2026),
            principal=FIRST,
            on=JULY,
        )
    )


def test_nobody_deputises_for_themselves() -> None:
    mandates.given().when(Deputise(principal=FIRST, powers=ANA_MAY, person=ANA, on=JULY)).then_refused(
        DeputyOfOneself, ANA
    )


def test_a_deputy_appoints_no_deputy() -> None:
    deputy = Empowerment(
        mandate=SECOND, person=BEN, organisation=CITY, role=Role.CHAIR, period=Period(start=JUNE), principal=FIRST
    )
    carol = PersonId("person-carol")
    mandates.given().when(Deputise(principal=SECOND, powers=deputy, person=carol, on=JULY)).then_refused(
        DeputyOfADeputy, SECOND
    )


def test_only_an_empowered_principal_is_deputised_for() -> None:
    mandates.given().when(Deputise(principal=FIRST, powers=ANA_MAY, person=BEN, on=MAY)).then_refused(
        PrincipalNotEmpowered, FIRST, MAY
    )


@pytest.mark.parametrize(
    ("signs", "end", "detail"), [(True, None, "may_sign"), (False, date(2027, 1, 1), date(2027, 1, 1))]
)
def test_a_deputy_has_no_more_power_than_the_principal(signs: bool, end: date | None, detail: object) -> None:
    powers = Empowerment(
        mandate=FIRST,
        person=ANA,
        organisation=CITY,
        role=Role.CHAIR,
        period=Period(start=JUNE, end=MARCH_2026),
    )
    mandates.given().when(
        Deputise(
            principal=FIRST,
            powers=powers,
            person=BEN,
            may_sign=signs,
            act=ACT,
            period=Period(start=JULY, end=end),
            on=JULY,
        )
    ).then_refused(DeputyExceedsPrincipal, detail)


def test_a_deputy_named_elsewhere_beyond_the_principals_powers_is_recorded_with_irregularities() -> None:
    powers = Empowerment(mandate=FIRST, person=ANA, organisation=CITY, role=Role.CHAIR, period=Period(start=JULY))
    mandates.given().when(
        Deputise(
            principal=FIRST,
            powers=powers,
            person=BEN,
            may_sign=True,
            act=ACT,
            period=Period(start=JUNE),
            source=PAPER,
            on=JUNE,
        )
    ).then(
        Granted(
            person=BEN,
            organisation=CITY,
            role=Role.CHAIR,
            may_sign=True,
            act=ACT,
            period=Period(start=JUNE),
            principal=FIRST,
            source=PAPER,
            on=JUNE,
        ),
        noticed("principal-not-empowered", f"{FIRST}; {JUNE}", PrincipalNotEmpowered.cure),
        noticed("deputy-exceeds-principal", "may_sign", DeputyExceedsPrincipal.cure, number=2),
    )


def test_a_deputys_power_ends_with_the_principals() -> None:
    principal = decider.fold([GRANTED, Revoked(ground=Ground.REMOVAL, on=date(2021, 1, 1))])
    deputy = decider.fold(
        [Granted(person=BEN, organisation=CITY, role=Role.CHAIR, period=Period(start=JULY), principal=FIRST, on=JULY)]
    )
    powers = empowerment(SECOND, deputy, principal)
    assert powers.holds_on(date(2020, 12, 31))
    assert not powers.holds_on(date(2021, 1, 1))
    assert powers.period == Period(start=JULY, end=MARCH_2026)
    assert not powers.may_sign


def test_a_newcomer_takes_over_all_the_predecessor_had_for_the_rest_of_the_term() -> None:
    mandates.given().when(TakeOver(predecessor=FIRST, powers=ANA_MAY, person=BEN, act=ACT, on=JULY)).then(
        Granted(
            person=BEN,
            organisation=CITY,
            role=Role.REPRESENTATIVE,
            capacity="Maire",
            may_sign=True,
            framework=PACT,
            act=ACT,
            period=Period(start=JULY, end=MARCH_2026),
            predecessor=FIRST,
            on=JULY,
        )
    )


def test_after_the_term_a_newcomer_begins_a_term_of_their_own() -> None:
    later, until = date(2026, 4, 1), date(2032, 3, 1)
    taken = TakeOver(predecessor=FIRST, powers=ANA_MAY, person=BEN, act=ACT, until=until, on=later)
    (granted,) = decider.decide(taken, Mandate())
    assert isinstance(granted, Granted)
    assert granted.period == Period(start=later, end=until)
    (open_ended,) = decider.decide(
        TakeOver(predecessor=FIRST, powers=ANA_MAY, person=BEN, act=ACT, on=later), Mandate()
    )
    assert isinstance(open_ended, Granted)
    assert open_ended.period == Period(start=later)


def test_a_newcomer_who_takes_over_the_power_to_sign_names_an_act_too() -> None:
    mandates.given().when(TakeOver(predecessor=FIRST, powers=ANA_MAY, person=BEN, on=JULY)).then_refused(
        SigningWithoutAct
    )


def test_a_mandate_is_not_taken_over_before_it_began() -> None:
    mandates.given().when(TakeOver(predecessor=FIRST, powers=ANA_MAY, person=BEN, on=MAY)).then_refused(
        TakesOverBeforeItBegan, FIRST, MAY
    )
    mandates.given(GRANTED).when(Succeed(successor=SECOND, powers=ben_may(), on=MAY)).then_refused(
        TakesOverBeforeItBegan, SECOND, MAY
    )


def ben_may(role: Role = Role.REPRESENTATIVE) -> Empowerment:
    return Empowerment(mandate=SECOND, person=BEN, organisation=CITY, role=role, period=Period(start=JULY))


def test_a_mandate_ends_on_the_day_another_takes_it_over() -> None:
    succeeded = Succeeded(successor=SECOND, on=JULY)
    mandates.given(GRANTED).when(Succeed(successor=SECOND, powers=ben_may(), on=JULY)).then(succeeded)
    after = decider.fold([GRANTED, succeeded])
    assert empowered(after, JULY - timedelta(days=1))
    assert not empowered(after, JULY)


def test_a_mandate_has_one_successor() -> None:
    succeeded = Succeeded(successor=SECOND, on=JULY)
    mandates.given(GRANTED, succeeded).when(Succeed(successor=SECOND, powers=ben_may(), on=JULY)).then_nothing()
    mandates.given(GRANTED, succeeded).when(Succeed(successor=THIRD, powers=ben_may(), on=JULY)).then_refused(
        AlreadySucceeded, SECOND
    )


def test_a_successor_holds_the_same_role_for_the_same_organisation() -> None:
    other = ben_may(Role.AUDITOR)
    mandates.given(GRANTED).when(Succeed(successor=SECOND, powers=other, on=JULY)).then_refused(
        SuccessorElsewhere, SECOND
    )
    mandates.given(GRANTED).when(Succeed(successor=SECOND, powers=other, source=PAPER, on=JULY)).then(
        Succeeded(successor=SECOND, source=PAPER, on=JULY),
        noticed("successor-elsewhere", SECOND, SuccessorElsewhere.cure, on=JULY),
    )


def test_a_mandate_is_revoked_from_a_day_on_even_a_past_one() -> None:
    revoked = Revoked(ground=Ground.RESIGNATION, act=ACT, on=JULY)
    mandates.given(GRANTED).when(Revoke(ground=Ground.RESIGNATION, act=ACT, on=JULY)).then(revoked)
    assert not empowered(decider.fold([GRANTED, revoked]), JULY)


def test_revoking_what_is_already_revoked_changes_nothing() -> None:
    revoked = Revoked(ground=Ground.OTHER, on=JULY)
    mandates.given(GRANTED, revoked).when(Revoke(on=JULY)).then_nothing()
    mandates.given(GRANTED, revoked).when(Revoke(on=date(2021, 1, 1))).then_nothing()


def test_a_revocation_can_be_moved_to_an_earlier_day() -> None:
    earlier = Revoked(ground=Ground.OTHER, on=JUNE)
    mandates.given(GRANTED, Revoked(ground=Ground.OTHER, on=JULY)).when(Revoke(on=JUNE)).then(earlier)


def test_a_revocation_withdrawn_is_held_never_to_have_been() -> None:
    revoked, withdrawn = Revoked(ground=Ground.OTHER, on=JULY), RevocationWithdrawn(act=ACT, on=MARCH_2026)
    mandates.given(GRANTED, revoked).when(WithdrawRevocation(act=ACT, on=MARCH_2026)).then(withdrawn)
    assert empowered(decider.fold([GRANTED, revoked, withdrawn]), JULY)


def test_only_a_revocation_can_be_withdrawn() -> None:
    mandates.given(GRANTED).when(WithdrawRevocation(on=JULY)).then_refused(NoRevocation)
    mandates.given(GRANTED, Succeeded(successor=SECOND, on=JULY)).when(WithdrawRevocation(on=JULY)).then_refused(
        NoRevocation
    )


def test_withdrawing_a_revocation_leaves_the_succession_standing() -> None:
    after = decider.fold(
        [
            GRANTED,
            Revoked(ground=Ground.OTHER, on=JUNE),
            Succeeded(successor=SECOND, on=JULY),
            RevocationWithdrawn(on=JULY),
        ]
    )
    assert after.revoked_on == JULY


@pytest.mark.parametrize("until", [date(2027, 1, 1), None])
def test_a_mandate_is_extended_to_a_later_day_or_without_limit(until: date | None) -> None:
    mandates.given(GRANTED).when(Extend(until=until, act=ACT, on=JULY)).then(Extended(until=until, act=ACT, on=JULY))
    assert decider.fold([GRANTED, Extended(until=until, on=JULY)]).period == Period(start=JUNE, end=until)


def test_an_extension_to_the_same_end_changes_nothing() -> None:
    mandates.given(GRANTED).when(Extend(until=MARCH_2026, on=JULY)).then_nothing()


def test_an_extension_does_not_shorten() -> None:
    mandates.given(GRANTED).when(Extend(until=JULY, on=JULY)).then_refused(ExtensionNotLater, MARCH_2026)
    without_limit = [GRANTED, Extended(until=None, on=JULY)]
    mandates.given(*without_limit).when(Extend(until=MARCH_2026, on=JULY)).then_refused(ExtensionNotLater, None)


def test_a_revoked_mandate_is_not_extended() -> None:
    revoked = Revoked(ground=Ground.OTHER, on=JULY)
    mandates.given(GRANTED, revoked).when(Extend(until=None, on=JUNE)).then_refused(ExtensionAfterRevocation, JULY)


def test_a_mandate_is_extended_at_the_latest_on_the_day_after_its_end() -> None:
    next_day, too_late = date(2026, 3, 16), date(2026, 3, 17)
    mandates.given(GRANTED).when(Extend(until=None, on=next_day)).then(Extended(until=None, on=next_day))
    mandates.given(GRANTED).when(Extend(until=None, on=too_late)).then_refused(ExtensionAfterLapse, MARCH_2026)


def test_a_late_extension_made_elsewhere_is_recorded_with_an_irregularity() -> None:
    late = date(2026, 5, 1)
    mandates.given(GRANTED).when(Extend(until=None, source=PAPER, on=late)).then(
        Extended(until=None, source=PAPER, on=late),
        noticed("extension-after-lapse", "2026-03-15", ExtensionAfterLapse.cure, on=late),
    )


def test_an_irregularity_of_a_mandate_is_accepted_with_reasons() -> None:
    mandates.given(GRANTED, noticed("power-before-act")).when(
        irregularity.AcceptIrregularity(number=1, reasons="Acte confirmatif", on=JULY)
    ).then(irregularity.IrregularityAccepted(number=1, reasons="Acte confirmatif", on=JULY))


def test_a_mandate_without_scope_reaches_every_framework() -> None:
    assert ANA_MAY.covers(PACT)
    assert not ANA_MAY.covers(FrameworkId("framework-other"))
    assert ben_may().covers(PACT)


def test_the_power_to_sign_holds_on_the_days_of_the_mandate_only() -> None:
    assert ANA_MAY.signs_on(JUNE)
    assert not ANA_MAY.signs_on(MAY)
    assert not ben_may().signs_on(JULY)


def test_no_mandate_gives_no_power() -> None:
    assert not empowered(Mandate(), JULY)
    with pytest.raises(NoSuchMandate):
        empowerment(FIRST, Mandate())


def test_every_rule_and_event_is_said_in_french() -> None:
    assert set(words.FRENCH) == french.rules_of(mandate)
    assert set(words.EVENTS_FR) == french.events_of(mandate)


FIRST_DAY = date(2024, 1, 1)
HORIZON = 60
DAYS = [FIRST_DAY + timedelta(days=count) for count in range(HORIZON)]
some_day = st.sampled_from(DAYS)


class Seat:
    """One mandate, and the days of power that plain sets say it should give."""

    def __init__(self, name: MandateId) -> None:
        self.name = name
        self.history: list[Event] = []
        self.days: set[date] = set()
        self.revoked_from: date | None = None
        self.succeeded_from: date | None = None

    @property
    def state(self) -> Mandate:
        return decider.fold(self.history)

    def tell(self, command: mandate.Command) -> list[Event]:
        events = list(decider.decide(command, self.state))
        self.history += events
        return events

    def expected(self) -> set[date]:
        cuts = [cut for cut in (self.revoked_from, self.succeeded_from) if cut is not None]
        return {day for day in self.days if all(day < cut for cut in cuts)}

    def actual(self) -> set[date]:
        return {day for day in DAYS if empowered(self.state, day)}


class ChairsInARow(RuleBasedStateMachine):
    """One seat handed from chair to chair, with revocations, extensions and deputies in between."""

    def __init__(self) -> None:
        super().__init__()
        self.seats: list[Seat] = []
        self.deputies: list[tuple[Seat, Seat]] = []
        self.handovers: list[tuple[Seat, Seat, date]] = []

    @initialize(start=some_day, length=st.one_of(st.none(), st.integers(0, 40)))
    def first_chair(self, start: date, length: int | None) -> None:
        seat = Seat(MandateId("mandate-0"))
        end = None if length is None else start + timedelta(days=length)
        seat.tell(Grant(person=ANA, organisation=CLUB, role=Role.CHAIR, period=Period(start=start, end=end), on=start))
        seat.days = {day for day in DAYS if start <= day and (end is None or day <= end)}
        self.seats.append(seat)

    @rule(on=some_day, which=st.data())
    def revoke(self, on: date, which: st.DataObject) -> None:
        seat = which.draw(st.sampled_from(self.seats))
        seat.tell(Revoke(on=on))
        if seat.succeeded_from is None or on < seat.succeeded_from:
            seat.revoked_from = min(on, seat.revoked_from or on)
        before = list(seat.history)
        assert seat.tell(Revoke(on=on)) == []
        assert seat.history == before

    @rule(on=some_day, which=st.data())
    def withdraw(self, on: date, which: st.DataObject) -> None:
        seat = which.draw(st.sampled_from(self.seats))
        if seat.revoked_from is None:
            with pytest.raises(NoRevocation):
                seat.tell(WithdrawRevocation(on=on))
        else:
            seat.tell(WithdrawRevocation(on=on))
            seat.revoked_from = None

    @rule(days=st.integers(1, 20), which=st.data())
    def extend(self, days: int, which: st.DataObject) -> None:
        seat = which.draw(st.sampled_from(self.seats))
        end = seat.state.period.end
        if end is None:
            return
        until = end + timedelta(days=days)
        if seat.state.revoked_on is not None:
            with pytest.raises(ExtensionAfterRevocation):
                seat.tell(Extend(until=until, on=end))
            return
        seat.tell(Extend(until=until, on=end))
        seat.days |= {day for day in DAYS if end < day <= until}

    @rule(on=some_day)
    def hand_over(self, on: date) -> None:
        old = self.seats[-1]
        powers = empowerment(old.name, old.state)
        new = Seat(MandateId(f"mandate-{len(self.seats)}"))
        take = TakeOver(predecessor=old.name, powers=powers, person=BEN, on=on)
        if powers.period.start is not None and on < powers.period.start:
            with pytest.raises(TakesOverBeforeItBegan):
                new.tell(take)
            return
        new.tell(take)
        old.tell(Succeed(successor=new.name, powers=empowerment(new.name, new.state), on=on))
        end = powers.period.end if powers.period.end is not None and powers.period.end >= on else None
        new.days = {day for day in DAYS if on <= day and (end is None or day <= end)}
        old.succeeded_from = on
        self.seats.append(new)
        self.handovers.append((old, new, on))

    @precondition(lambda self: self.seats[-1].actual())
    @rule(which=st.data())
    def deputise(self, which: st.DataObject) -> None:
        principal = self.seats[-1]
        on = which.draw(st.sampled_from(sorted(principal.actual())))
        deputy = Seat(MandateId(f"mandate-deputy-{len(self.deputies)}"))
        powers = empowerment(principal.name, principal.state)
        carol = PersonId("person-carol")
        deputy.tell(Deputise(principal=principal.name, powers=powers, person=carol, on=on))
        self.deputies.append((principal, deputy))

    @invariant()
    def power_holds_on_the_days_of_the_period_until_revoked_or_taken_over(self) -> None:
        for seat in self.seats:
            assert seat.actual() == seat.expected()

    @invariant()
    def the_fact_handed_to_others_says_the_same(self) -> None:
        for seat in self.seats:
            powers = empowerment(seat.name, seat.state)
            assert {day for day in DAYS if powers.holds_on(day)} == seat.actual()

    @invariant()
    def the_seat_is_never_held_by_two(self) -> None:
        for day in DAYS:
            assert sum(empowered(seat.state, day) for seat in self.seats) <= 1

    @invariant()
    def a_succession_leaves_no_gap_of_its_own(self) -> None:
        for old, new, on in self.handovers:
            if old.revoked_from is None and new.revoked_from is None and on - timedelta(days=1) in old.days:
                assert on - timedelta(days=1) in old.actual()
                taken_at_once = new.succeeded_from == on
                assert on in new.actual() or taken_at_once

    @invariant()
    def a_deputy_never_has_power_when_the_principal_has_none(self) -> None:
        for principal, deputy in self.deputies:
            powers = empowerment(deputy.name, deputy.state, principal.state)
            assert {day for day in DAYS if powers.holds_on(day)} <= principal.actual()


TestChairsInARow = ChairsInARow.TestCase
TestChairsInARow.settings = settings(stateful_step_count=12)
