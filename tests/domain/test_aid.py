"""What the law asks of grants taken together: by the text of their day, over all agreements of a body."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import irregularity
from domain.agreement import Event, decider
from domain.agreement.aid import (
    AidSchemeStated,
    AuditedAccountsFiled,
    DecideSurplus,
    FileAuditedAccounts,
    StateAidScheme,
    SurplusDecided,
    SurplusWithoutReasons,
)
from domain.agreement.aided import AidScheme, StatedScheme, SurplusUse
from domain.agreement.budget import CreditsCommitted
from domain.agreement.checks import RepublicanContractMissing, WrittenAgreementRequired
from domain.agreement.parts import NotAParty, PartyNature
from domain.agreement.payment import Paid
from domain.agreement.schedule import ReportReceived
from domain.aid.grants import Grant, granted
from domain.aid.looking import Found, follows, look
from domain.aid.rules import (
    AidSchemeUnstated,
    AuditorMissing,
    DeMinimisCeilingExceeded,
    EntrustmentMissing,
    SgeiCeilingExceeded,
    SurplusUndecided,
    over_ceiling,
    schemeless,
)
from domain.decider import replace
from domain.irregularity import NoticeIrregularity, RegulariseIrregularity, rule_name
from domain.values import AgreementId, Money, OrganisationId
from tests.domain import agreement_world as world
from tests.domain.agreement_world import ALL_SIGNED, CLUB, FILED, IN_FORCE, STRANGER, TOWN, day, drafted, eur, funded
from tests.scenario import Scenario

ONE, TWO = AgreementId("agreement-1"), AgreementId("agreement-2")
TODAY = date(2026, 12, 1)
scenario = Scenario(decider)


def committed(amount: int, year: int = 2026) -> CreditsCommitted:
    return CreditsCommitted(payer=TOWN, year=year, amount=eur(amount), on=date(year, 3, 1))


def unsigned(amount: int) -> tuple[Event, ...]:
    return (drafted(), committed(amount))


def signed(*more: Event) -> tuple[Event, ...]:
    return (*world.approved(), ALL_SIGNED, IN_FORCE, *more)


def looked(*histories: tuple[Event, ...], today: date = TODAY) -> Found:
    names = (ONE, TWO, AgreementId("agreement-3"))
    return look(dict(zip(names, map(decider.fold, histories), strict=False)), today, {})


def rules(found: Found) -> list[tuple[str, type, str]]:
    return [(one.agreement, one.rule, one.detail) for one in found.breaches]


def test_two_small_grants_of_one_authority_in_one_year_need_a_writing_together() -> None:
    assert rules(looked(unsigned(12_000), unsigned(11_000))) == []
    assert rules(looked(unsigned(12_000), unsigned(11_001))) == [
        (ONE, WrittenAgreementRequired, f"{TOWN}; 2026"),
        (TWO, WrittenAgreementRequired, f"{TOWN}; 2026"),
    ]


def test_of_two_grants_only_the_unwritten_one_is_irregular() -> None:
    assert rules(looked(signed(committed(20_000)), unsigned(5_000))) == [
        (TWO, WrittenAgreementRequired, f"{TOWN}; 2026")
    ]


def test_grants_of_different_years_are_not_added_up() -> None:
    assert rules(looked(unsigned(20_000), (drafted(), committed(20_000, 2025)))) == []


def test_the_file_of_a_signed_grant_is_judged_by_the_text_of_its_day() -> None:
    bare = (drafted(), FILED[0], ALL_SIGNED, IN_FORCE)
    assert rules(looked(bare)) == [(ONE, RepublicanContractMissing, CLUB)]
    assert rules(looked((*bare, FILED[1]))) == []


def under(scheme: AidScheme | None, amount: int, on: date, name: AgreementId = ONE, reference: str = "") -> Grant:
    return Grant(
        agreement=name,
        payer=TOWN,
        payer_nature=PartyNature.AUTHORITY,
        beneficiary=CLUB,
        nature=PartyNature.ASSOCIATION,
        year=on.year,
        on=on,
        amount=eur(amount),
        paid=eur(0),
        in_writing=True,
        scheme=None if scheme is None else StatedScheme(scheme=scheme, reference=reference),
    )


@pytest.mark.parametrize(
    ("first", "second", "exceeds"),
    [
        (under(AidScheme.DE_MINIMIS, 150_000, date(2021, 1, 1)), date(2023, 12, 31), "règlement (UE) n° 1407/2013"),
        (under(AidScheme.DE_MINIMIS, 150_000, date(2020, 12, 31)), date(2023, 12, 31), ""),
        (under(AidScheme.DE_MINIMIS, 150_000, date(2023, 6, 1)), date(2024, 1, 2), ""),
        (under(AidScheme.DE_MINIMIS, 249_000, date(2023, 6, 1)), date(2026, 5, 31), "règlement (UE) 2023/2831"),
        (under(AidScheme.DE_MINIMIS, 249_000, date(2023, 6, 1)), date(2026, 6, 1), ""),
        (under(AidScheme.SGEI_DE_MINIMIS, 600_000, date(2024, 1, 1)), date(2025, 1, 1), ""),
        (under(AidScheme.SGEI_DE_MINIMIS, 450_000, date(2023, 1, 1)), date(2023, 7, 1), "règlement (UE) n° 360/2012"),
    ],
)
def test_a_ceiling_is_that_of_the_text_and_window_of_the_day(first: Grant, second: date, exceeds: str) -> None:
    scheme = first.scheme.scheme if first.scheme else None
    found = list(over_ceiling([first, under(scheme, 60_000, second, TWO)]))
    articles = [one.article.partition(",")[0] for one in found if one.agreement == TWO]
    assert articles == ([exceeds] if exceeds else [])
    rule = SgeiCeilingExceeded if scheme is AidScheme.SGEI_DE_MINIMIS else DeMinimisCeilingExceeded
    assert all(one.rule is rule for one in found)


def test_beyond_the_ceiling_a_scheme_must_be_named() -> None:
    before, after = under(None, 250_000, date(2025, 1, 1)), under(None, 60_000, date(2026, 1, 1), TWO)
    assert [(one.agreement, one.rule) for one in schemeless([before, after])] == [(TWO, AidSchemeUnstated)]
    named = under(AidScheme.REGIONAL, 60_000, date(2026, 1, 1), TWO)
    assert list(schemeless([before, named])) == []


amounts = st.integers(1, 400_000)
days = st.dates(date(2012, 1, 1), date(2030, 12, 31))


@given(st.lists(st.builds(under, st.just(AidScheme.DE_MINIMIS), amounts, days), max_size=6), days)
def test_what_is_granted_later_changes_no_past_verdict(grants: list[Grant], cut: date) -> None:
    before = [one for one in grants if one.on <= cut]
    assert [one for one in over_ceiling(grants) if one.on <= cut] == list(over_ceiling(before))


def test_much_public_money_asks_for_an_auditor_six_months_after_the_year() -> None:
    rich = signed(committed(153_001))
    assert rules(looked(rich, today=date(2027, 6, 30))) == []
    assert rules(looked(rich, today=date(2027, 7, 1))) == [(ONE, AuditorMissing, f"{CLUB}; 2026")]
    handed = AuditedAccountsFiled(year=2026, organisation=CLUB, on=date(2027, 7, 2))
    assert rules(looked((*rich, handed), today=date(2027, 8, 1))) == []
    assert rules(looked(signed(committed(153_000)), today=date(2027, 7, 1))) == []


def test_a_surplus_waits_for_a_decision() -> None:
    spent = ReportReceived(year=2026, by=CLUB, spent=eur(9_000), on=day(11, 3))
    kept = SurplusDecided(
        year=2026, organisation=CLUB, amount=eur(1_000), use=SurplusUse.KEPT, reasons="raisonnable", on=day(11, 20)
    )
    paid = Paid(payer=TOWN, year=2026, amount=eur(10_000), beneficiary=CLUB, on=day(3, 5))
    assert rules(looked((*funded(), spent))) == []
    assert rules(looked((*funded(), paid, spent))) == [(ONE, SurplusUndecided, f"{CLUB}; 2026")]
    assert rules(looked((*funded(), paid, spent, kept))) == []


def test_a_service_of_general_interest_names_the_act_that_entrusts_it() -> None:
    bare = AidSchemeStated(scheme=AidScheme.SGEI_COMPENSATION, on=day(3, 1))
    acted = AidSchemeStated(scheme=AidScheme.SGEI_COMPENSATION, reference="Délibération 2026-014", on=day(3, 2))
    assert rules(looked((*funded(), bare))) == [(ONE, EntrustmentMissing, "sgei_compensation")]
    assert rules(looked((*funded(), bare, acted))) == []


def test_a_grant_of_which_too_little_is_known_is_counted_and_not_judged() -> None:
    strangers = drafted(parties=(*world.PARTIES, world.PARTIES[1]))
    state = decider.fold((strangers, committed(90_000)))
    assert granted(ONE, state, {}).unclear == 1
    assert looked((strangers, committed(90_000))).unclear == 1


def test_a_body_of_which_nobody_said_what_it_is_leaves_a_doubt_and_no_irregularity() -> None:
    unknown = (world.PARTIES[0], replace(world.PARTIES[1], nature=PartyNature.UNKNOWN))
    agreements = {ONE: decider.fold((drafted(parties=unknown), committed(30_000)))}
    found = look(agreements, TODAY, {})
    assert (found.breaches, [one.rule for one in found.doubtful]) == ((), [WrittenAgreementRequired])
    known = look(agreements, TODAY, {CLUB: PartyNature.ASSOCIATION})
    assert ([one.rule for one in known.breaches], known.doubtful) == ([WrittenAgreementRequired], ())
    public = look(agreements, TODAY, {CLUB: PartyNature.PUBLIC_BODY})
    assert (public.breaches, public.doubtful) == ((), ())


def test_what_is_on_file_is_not_noticed_again_and_what_is_met_again_is_put_right() -> None:
    history: tuple[Event, ...] = unsigned(30_000)
    agreements = {ONE: decider.fold(history)}
    (step,) = follows(agreements, look(agreements, TODAY, {}), TODAY)
    assert isinstance(step.command, NoticeIrregularity)
    assert (step.command.rule, step.command.article) == (
        rule_name(WrittenAgreementRequired),
        WrittenAgreementRequired.article,
    )
    history = (*history, *decider.decide(step.command, agreements[ONE]))
    agreements = {ONE: decider.fold(history)}
    assert list(follows(agreements, look(agreements, TODAY, {}), TODAY)) == []
    agreements = {ONE: decider.fold((*history, *FILED, ALL_SIGNED))}
    (step,) = follows(agreements, look(agreements, TODAY, {}), TODAY)
    assert isinstance(step.command, RegulariseIrregularity)
    assert step.command.number == 1


def test_what_was_accepted_with_reasons_is_not_noticed_again() -> None:
    noticed = world.noticed(WrittenAgreementRequired, TOWN, 2026, on=day(3, 1))
    accepted = irregularity.IrregularityAccepted(number=1, reasons="Urgence sociale", on=day(4, 1))
    agreements = {ONE: decider.fold((*unsigned(30_000), noticed, accepted))}
    assert list(follows(agreements, look(agreements, TODAY, {}), TODAY)) == []


def test_a_scheme_accounts_and_a_surplus_are_put_on_file_once() -> None:
    stated = AidSchemeStated(scheme=AidScheme.DE_MINIMIS, on=day(3, 1))
    state = StateAidScheme(scheme=AidScheme.DE_MINIMIS, on=day(3, 1))
    scenario.given(*funded()).when(state).then(stated)
    scenario.given(*funded(), stated).when(state).then_nothing()
    filed = AuditedAccountsFiled(year=2025, organisation=CLUB, on=day(6, 1))
    file = FileAuditedAccounts(year=2025, organisation=CLUB, on=day(6, 1))
    scenario.given(*funded()).when(file).then(filed)
    scenario.given(*funded(), filed).when(file).then_nothing()
    scenario.given(*funded()).when(FileAuditedAccounts(year=2025, organisation=STRANGER, on=day(6, 1))).then_refused(
        NotAParty, STRANGER
    )


def test_a_surplus_is_decided_with_reasons() -> None:
    def decide(reasons: str) -> DecideSurplus:
        return DecideSurplus(
            year=2026, organisation=CLUB, amount=eur(500), use=SurplusUse.RETURNED, reasons=reasons, on=day(7, 1)
        )

    scenario.given(*funded()).when(decide(" ")).then_refused(SurplusWithoutReasons, 2026)
    decided = SurplusDecided(
        year=2026,
        organisation=OrganisationId(CLUB),
        amount=Money.of(500),
        use=SurplusUse.RETURNED,
        reasons="non dépensé",
        on=day(7, 1),
    )
    scenario.given(*funded()).when(decide("non dépensé")).then(decided)
    scenario.given(*funded(), decided).when(decide("non dépensé")).then_nothing()
