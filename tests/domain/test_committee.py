from dataclasses import replace
from datetime import date

import pytest

from domain import committee, irregularity, presets
from domain.bylaws import Bylaws, MajorityRule, QuorumRule, Share
from domain.committee import (
    AdoptBylaws,
    AppointChair,
    BylawsAdopted,
    BylawsToAdopt,
    BylawsUnsound,
    ChairAppointed,
    ChairNotVoting,
    College,
    CollegeDefined,
    CollegeUnknown,
    CommitteeAlreadyConstituted,
    CommitteeConstituted,
    CommitteeDissolved,
    CommitteeInstalled,
    CommitteeIsDissolved,
    CommitteeNameMissing,
    CommitteeNotActive,
    CommitteeNotConstituted,
    CommitteeRenewed,
    CommitteeStage,
    ConstituteCommittee,
    CreateSeat,
    DefineCollege,
    DissolveCommittee,
    FillSeat,
    InstallCommittee,
    NobodySits,
    NoBylaws,
    PersonSitsTwice,
    RenewCommittee,
    SeatAlreadyCreated,
    SeatCreated,
    SeatFilled,
    SeatInOffice,
    SeatKind,
    SeatNotFree,
    SeatNotHeld,
    SeatUnknown,
    SeatVacated,
    TermUpsideDown,
    VacateSeat,
    WeightNotPositive,
    bylaws_on,
    decider,
    on_day,
    seats_in_office,
)
from domain.presets import DatedBylaws, NoTextThatDay, UnknownPreset, versions
from domain.values import CommitteeId, FrameworkId, OrganisationId, PersonId, Source, SourceKind
from interfaces.words import bylaws as bylaws_words
from interfaces.words import committee as words
from tests.domain import french
from tests.scenario import Scenario

FRAMEWORK = FrameworkId("framework-1")
ANA, BEN = PersonId("person-ana"), PersonId("person-ben")
NETWORK = OrganisationId("organisation-network")
PAPER = Source(kind=SourceKind.PAPER, reference="registre")
DAY, LATER, LATEST = date(2024, 1, 15), date(2024, 6, 1), date(2025, 1, 1)

LOCAL = Bylaws(title="Règlement du comité")
CONSTITUTED = CommitteeConstituted(framework=FRAMEWORK, name="Comité de dialogue", on=DAY)
PARTNERS = CollegeDefined(college="partners", weight=2, on=DAY)
SEAT = SeatCreated(seat="s1", kind=SeatKind.VOTING, college="partners", weight=1, on=DAY)
OTHER = SeatCreated(seat="s2", kind=SeatKind.VOTING, on=DAY)
OBSERVER = SeatCreated(seat="o1", kind=SeatKind.OBSERVER, on=DAY)
FILLED = SeatFilled(seat="s1", person=ANA, organisation=NETWORK, on=DAY)
ADOPTED = BylawsAdopted(versions=(DatedBylaws(since=DAY, bylaws=LOCAL),), on=DAY)
INSTALLED = CommitteeInstalled(on=DAY)
DISSOLVED = CommitteeDissolved(reason="fin du cadre", on=LATEST)
AT_WORK = (CONSTITUTED, PARTNERS, SEAT, OTHER, OBSERVER, FILLED, ADOPTED, INSTALLED)


def given(*history: object) -> Scenario:
    return Scenario(decider).given(*history)


def test_a_committee_is_constituted_with_its_colleges() -> None:
    given().when(
        ConstituteCommittee(
            framework=FRAMEWORK,
            name="Comité de dialogue",
            colleges=(College(college="partners", weight=2),),
            on=DAY,
        )
    ).then(CONSTITUTED, PARTNERS)


def test_a_committee_is_constituted_once() -> None:
    given(CONSTITUTED).when(ConstituteCommittee(framework=FRAMEWORK, name="x", on=DAY)).then_refused(
        CommitteeAlreadyConstituted
    )


def test_a_committee_has_a_name() -> None:
    given().when(ConstituteCommittee(framework=FRAMEWORK, name="  ", on=DAY)).then_refused(CommitteeNameMissing)


def test_nothing_is_said_of_a_committee_before_it_is_constituted() -> None:
    given().when(CreateSeat(seat="s1", on=DAY)).then_refused(CommitteeNotConstituted)


def test_a_college_is_defined_once_and_its_weight_can_change() -> None:
    given(CONSTITUTED, PARTNERS).when(DefineCollege(college="partners", weight=2, on=DAY)).then_nothing()
    given(CONSTITUTED, PARTNERS).when(DefineCollege(college="partners", weight=3, on=LATER)).then(
        CollegeDefined(college="partners", weight=3, on=LATER)
    )


def test_a_college_weighs_at_least_one() -> None:
    given(CONSTITUTED).when(DefineCollege(college="x", weight=0, on=DAY)).then_refused(WeightNotPositive, 0)


def test_a_seat_weighs_at_least_one() -> None:
    given(CONSTITUTED).when(CreateSeat(seat="s1", weight=0, on=DAY)).then_refused(WeightNotPositive, 0)


@pytest.mark.parametrize("kind", SeatKind)
def test_a_seat_is_voting_consultative_observer_or_guest(kind: SeatKind) -> None:
    given(CONSTITUTED).when(CreateSeat(seat="s", kind=kind, on=DAY)).then(SeatCreated(seat="s", kind=kind, on=DAY))


def test_a_seat_belongs_to_a_college_of_the_committee() -> None:
    given(CONSTITUTED).when(CreateSeat(seat="s1", college="elected", on=DAY)).then_refused(CollegeUnknown, "elected")


def test_a_seat_is_created_once_as_it_is() -> None:
    given(CONSTITUTED, PARTNERS, SEAT).when(CreateSeat(seat="s1", college="partners", on=DAY)).then_nothing()
    given(CONSTITUTED, PARTNERS, SEAT).when(CreateSeat(seat="s1", weight=3, on=DAY)).then_refused(
        SeatAlreadyCreated, "s1"
    )


def test_a_seat_is_held_by_a_person_who_may_represent_an_organisation() -> None:
    given(CONSTITUTED, PARTNERS, SEAT).when(FillSeat(seat="s1", person=ANA, organisation=NETWORK, on=DAY)).then(FILLED)


def test_filling_a_seat_again_with_the_same_person_changes_nothing() -> None:
    given(*AT_WORK).when(FillSeat(seat="s1", person=ANA, organisation=NETWORK, on=DAY)).then_nothing()


def test_only_a_seat_of_the_committee_is_filled() -> None:
    given(CONSTITUTED).when(FillSeat(seat="s9", person=ANA, on=DAY)).then_refused(SeatUnknown, "s9")


def test_a_seat_has_one_holder_at_a_time() -> None:
    given(*AT_WORK).when(FillSeat(seat="s1", person=BEN, on=LATER)).then_refused(SeatNotFree, "s1")


def test_a_seat_left_can_be_filled_from_the_next_day() -> None:
    left = SeatVacated(seat="s1", on=LATER)
    given(*AT_WORK, left).when(FillSeat(seat="s1", person=BEN, on=LATER)).then_refused(SeatNotFree, "s1")
    given(*AT_WORK, left).when(FillSeat(seat="s1", person=BEN, on=date(2024, 6, 2))).then(
        SeatFilled(seat="s1", person=BEN, on=date(2024, 6, 2))
    )


def test_nobody_leaves_a_seat_before_taking_it() -> None:
    given(*AT_WORK).when(FillSeat(seat="s2", person=BEN, until=DAY, on=LATER)).then_refused(TermUpsideDown, LATER, DAY)


def test_a_person_does_not_hold_two_voting_seats() -> None:
    given(*AT_WORK).when(FillSeat(seat="s2", person=ANA, on=LATER)).then_refused(PersonSitsTwice, ANA, "s1", "s2")
    given(*AT_WORK).when(FillSeat(seat="o1", person=ANA, on=LATER)).then(SeatFilled(seat="o1", person=ANA, on=LATER))


def test_a_person_found_on_two_voting_seats_elsewhere_is_an_irregularity() -> None:
    given(*AT_WORK).when(FillSeat(seat="s2", person=ANA, source=PAPER, on=LATER)).then(
        SeatFilled(seat="s2", person=ANA, source=PAPER, on=LATER),
        irregularity.IrregularityNoticed(
            number=1,
            rule="person-sits-twice",
            detail="person-ana; s1; s2",
            cure="The committee: vacate one of the two seats.",
            on=LATER,
        ),
    )


def test_a_seat_is_vacated_on_its_last_day() -> None:
    given(*AT_WORK).when(VacateSeat(seat="s1", reason="démission", on=LATER)).then(
        SeatVacated(seat="s1", reason="démission", on=LATER)
    )
    given(*AT_WORK, SeatVacated(seat="s1", on=LATER)).when(VacateSeat(seat="s1", on=LATER)).then_nothing()


def test_only_a_seat_that_is_held_is_vacated() -> None:
    given(*AT_WORK).when(VacateSeat(seat="s2", on=LATER)).then_refused(SeatNotHeld, "s2", LATER)


def test_the_chair_holds_a_voting_seat() -> None:
    given(*AT_WORK).when(AppointChair(seat="s1", on=DAY)).then(ChairAppointed(seat="s1", on=DAY))
    given(*AT_WORK, ChairAppointed(seat="s1", on=DAY)).when(AppointChair(seat="s1", on=LATER)).then_nothing()
    given(*AT_WORK).when(AppointChair(seat="o1", on=DAY)).then_refused(ChairNotVoting, "o1")


def test_bylaws_are_adopted_written_out() -> None:
    given(CONSTITUTED).when(AdoptBylaws(bylaws=LOCAL, on=DAY)).then(ADOPTED)
    given(CONSTITUTED, ADOPTED).when(AdoptBylaws(bylaws=LOCAL, on=DAY)).then_nothing()


def test_a_shipped_set_is_adopted_with_every_later_change_of_its_texts() -> None:
    name = "municipal-council-over-3500"
    given(CONSTITUTED).when(AdoptBylaws(preset=name, on=date(2022, 1, 1))).then(
        BylawsAdopted(versions=versions(name, date(2022, 1, 1)), on=date(2022, 1, 1))
    )
    days = [one.since for one in versions(name, date(2022, 1, 1))]
    assert days == [date(2022, 1, 1), date(2022, 2, 23), date(2022, 7, 1), date(2022, 8, 1)]


def test_bylaws_are_written_out_or_named_one_or_the_other() -> None:
    given(CONSTITUTED).when(AdoptBylaws(on=DAY)).then_refused(BylawsToAdopt)
    given(CONSTITUTED).when(AdoptBylaws(bylaws=LOCAL, preset="steering-committee", on=DAY)).then_refused(BylawsToAdopt)


def test_only_a_shipped_set_is_adopted_by_name() -> None:
    given(CONSTITUTED).when(AdoptBylaws(preset="parliament", on=DAY)).then_refused(
        UnknownPreset, "parliament", ", ".join(presets.PRESETS)
    )
    given(CONSTITUTED).when(AdoptBylaws(preset="region-council", on=date(1990, 1, 1))).then_refused(
        NoTextThatDay, "region-council", date(1990, 1, 1)
    )


def test_bylaws_whose_figures_make_no_sense_are_not_adopted() -> None:
    wrong = replace(
        LOCAL, quorum=QuorumRule(share=Share(numerator=3)), majority=MajorityRule(share=Share(denominator=0))
    )
    given(CONSTITUTED).when(AdoptBylaws(bylaws=wrong, on=DAY)).then_refused(
        BylawsUnsound, "quorum.share, majority.share"
    )


def test_the_rules_of_a_day_are_those_of_the_latest_adoption_in_the_text_of_that_day() -> None:
    name = "municipal-council-over-3500"
    preset = BylawsAdopted(versions=versions(name, date(2015, 1, 1)), on=date(2015, 1, 1))
    local = BylawsAdopted(versions=(DatedBylaws(since=date(2021, 1, 1), bylaws=LOCAL),), on=date(2021, 1, 1))
    state = decider.fold([CONSTITUTED, preset, local])
    assert bylaws_on(state, date(2014, 12, 31)) is None
    for day in (date(2019, 1, 1), date(2020, 6, 8), date(2020, 12, 31)):
        assert bylaws_on(state, day) == presets.bylaws_of(name, day)
    # The change of the statute in 2022 does not bring back a set of rules that was replaced in 2021.
    assert bylaws_on(state, date(2023, 1, 1)) == LOCAL


def test_a_committee_begins_its_work_once_it_has_bylaws_and_members() -> None:
    given(CONSTITUTED, OTHER, SeatFilled(seat="s2", person=BEN, on=DAY), ADOPTED).when(InstallCommittee(on=DAY)).then(
        INSTALLED
    )
    given(*AT_WORK).when(InstallCommittee(on=LATER)).then_nothing()


def test_a_committee_without_bylaws_does_not_begin() -> None:
    given(CONSTITUTED, OTHER, SeatFilled(seat="s2", person=BEN, on=DAY)).when(InstallCommittee(on=DAY)).then_refused(
        NoBylaws, DAY
    )


def test_a_committee_in_which_nobody_votes_does_not_begin() -> None:
    given(CONSTITUTED, OBSERVER, SeatFilled(seat="o1", person=BEN, on=DAY), ADOPTED).when(
        InstallCommittee(on=DAY)
    ).then_refused(NobodySits, DAY)


def test_a_committee_that_began_elsewhere_without_bylaws_or_members_is_irregular() -> None:
    given(CONSTITUTED).when(InstallCommittee(source=PAPER, on=DAY)).then(
        CommitteeInstalled(source=PAPER, on=DAY),
        irregularity.IrregularityNoticed(
            number=1, rule="no-bylaws", detail="2024-01-15", cure="The committee: adopt bylaws.", on=DAY
        ),
        irregularity.IrregularityNoticed(
            number=2,
            rule="nobody-sits",
            detail="2024-01-15",
            cure="The parties: designate their members.",
            on=DAY,
        ),
    )


def test_a_renewal_starts_a_term_and_vacates_the_seats_not_kept() -> None:
    filled = SeatFilled(seat="s2", person=BEN, on=DAY)
    renewed = CommitteeRenewed(term=2, keep=frozenset({"s2"}), on=LATER)
    given(*AT_WORK, filled).when(RenewCommittee(keep=frozenset({"s2"}), on=LATER)).then(renewed)
    state = decider.fold([*AT_WORK, filled, renewed])
    assert (state.stage, state.term) == (CommitteeStage.RENEWED, 2)
    assert {one.seat for one in seats_in_office(state, date(2024, 5, 31))} == {"s1", "s2"}
    assert {one.seat for one in seats_in_office(state, LATER)} == {"s2"}


def test_only_seats_of_the_committee_are_kept() -> None:
    given(*AT_WORK).when(RenewCommittee(keep=frozenset({"s9"}), on=LATER)).then_refused(SeatUnknown, "s9")


def test_only_a_committee_at_work_is_renewed() -> None:
    given(CONSTITUTED).when(RenewCommittee(on=LATER)).then_refused(CommitteeNotActive, CommitteeStage.CONSTITUTED)
    given(CONSTITUTED).when(RenewCommittee(source=PAPER, on=LATER)).then(
        CommitteeRenewed(term=2, source=PAPER, on=LATER),
        irregularity.IrregularityNoticed(
            number=1,
            rule="committee-not-active",
            detail="constituted",
            cure="The parties: install the committee.",
            on=LATER,
        ),
    )


def test_a_dissolved_committee_no_longer_changes() -> None:
    given(*AT_WORK).when(DissolveCommittee(reason="fin du cadre", on=LATEST)).then(DISSOLVED)
    given(*AT_WORK, DISSOLVED).when(DissolveCommittee(on=LATEST)).then_nothing()
    given(*AT_WORK, DISSOLVED).when(CreateSeat(seat="s3", on=LATEST)).then_refused(CommitteeIsDissolved, LATEST)


def test_what_a_meeting_needs_to_know_of_a_committee_is_that_of_its_day() -> None:
    history = (*AT_WORK, ChairAppointed(seat="s1", on=DAY), SeatVacated(seat="s1", on=LATER))
    heavier = CollegeDefined(college="partners", weight=5, on=date(2024, 3, 1))
    found = on_day(CommitteeId("committee-1"), decider.fold([*history, heavier]), date(2024, 4, 1))
    assert found.seats == (
        SeatInOffice(seat="s1", person=ANA, organisation=NETWORK, college="partners", college_weight=5, weight=1),
    )
    assert (found.active, found.bylaws, found.chair, found.framework) == (True, LOCAL, "s1", FRAMEWORK)
    after = on_day(CommitteeId("committee-1"), decider.fold([*history, DISSOLVED]), LATEST)
    assert (after.active, after.seats) == (False, ())


def test_an_irregularity_of_a_committee_can_be_accepted_with_reasons() -> None:
    noticed = irregularity.IrregularityNoticed(number=1, rule="no-bylaws", on=DAY)
    given(CONSTITUTED, noticed).when(irregularity.AcceptIrregularity(number=1, reasons="usage", on=LATER)).then(
        irregularity.IrregularityAccepted(number=1, reasons="usage", on=LATER)
    )


def test_everything_a_committee_says_is_said_in_french() -> None:
    assert set(words.FRENCH) == french.rules_of(committee)
    assert set(words.EVENTS_FR) == french.events_of(committee)
    assert {"unknown-preset", "no-text-that-day", "rule-broken"} == set(bylaws_words.FRENCH)
