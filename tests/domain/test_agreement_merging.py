"""An agreement known from a publication is taken over beside what was put on file of it meanwhile."""

from typing import Any

import pytest

from domain.agreement import Event, amount_on, decider, money_table
from domain.agreement.acts import ActPublished, ActRecorded
from domain.agreement.amendment import AmendmentRecorded
from domain.agreement.gaps import TakenOverActUnknown, TakenOverSignatureUnknown, TakenOverStartUnknown
from domain.agreement.known import KnownAct, KnownAmendment, KnownCredits, KnownSignature
from domain.agreement.ledger import CurrencyDiffers
from domain.agreement.parts import Changes, Medium, Origin, Stage
from domain.agreement.payment import Paid
from domain.agreement.publication import RegisteredFromPublication
from domain.agreement.reprise import AlreadyKnown, TakenOver, TakenOverAmendmentOutOfOrder, TakeOver
from domain.agreement.signing import Signed
from domain.agreement.state import Agreement, Published
from domain.agreement.text import AgreementAlreadyBegun
from domain.values import ActReference, Money, PersonId, Protected
from tests.domain.agreement_world import (
    CLUB,
    DELIBERATION,
    FILE,
    FINANCE,
    FRAMEWORK,
    MINUTES,
    NAMED,
    NATURES,
    PAPER,
    PARTIES,
    TEXT,
    TOWN,
    day,
    eur,
    noticed,
)
from tests.scenario import Scenario

scenario = Scenario(decider)

REGISTERED = RegisteredFromPublication(
    framework=FRAMEWORK,
    grantor=TOWN,
    parties=PARTIES,
    published=Published(title="aide au fonctionnement", beneficiaries=(CLUB,), amount=eur(20_000)),
    key="row-key",
    occurrence=1,
    source=FILE,
    on=day(1, 10),
)
ACT = ActRecorded(number=1, by=TOWN, reference=DELIBERATION, source=PAPER, on=day(2, 1))
ACT_PUBLISHED = ActPublished(act=1, on=day(2, 3))
SIGNED = Signed(
    party=CLUB, medium=Medium.PAPER, person=PersonId("person-club"), capacity="présidente", source=PAPER, on=day(2, 10)
)
PAID = Paid(payer=TOWN, year=2026, amount=eur(5_000), beneficiary=CLUB, source=FINANCE, on=day(3, 20))
AMENDED = AmendmentRecorded(
    number=1, title="Rallonge", changes=Changes(amount=eur(22_000)), signed_on=day(4, 1), source=PAPER, on=day(4, 1)
)
ON_FILE: tuple[Event, ...] = (REGISTERED, ACT, ACT_PUBLISHED, SIGNED, PAID, AMENDED)


def take_over(**more: Any) -> TakeOver:
    return TakeOver(parties=NAMED, natures=NATURES, **common(more))


def taken(**more: Any) -> TakenOver:
    return TakenOver(parties=PARTIES, **common(more))


def common(more: dict[str, Any]) -> dict[str, Any]:
    return {
        "framework": FRAMEWORK,
        "stage": Stage.IN_FORCE,
        "title": "Aide au fonctionnement",
        "in_force_since": day(2, 15),
        "text": TEXT,
        "source": PAPER,
        "on": day(8, 1),
    } | more


def after(**more: Any) -> Agreement:
    return decider.fold([*ON_FILE, taken(**more)])


def test_what_is_on_file_stays_where_nothing_else_is_stated() -> None:
    before, now = decider.fold(ON_FILE), after()
    assert (now.stage, now.origin, now.text) == (Stage.IN_FORCE, Origin.TAKEN_OVER, TEXT)
    assert (now.acts, now.signatures, now.amendments) == (before.acts, before.signatures, before.amendments)
    assert (now.money, now.publication) == (before.money, before.publication)
    assert amount_on(now, day(5, 1)) == eur(22_000)


def test_acts_and_signatures_on_file_are_no_gaps() -> None:
    scenario.given(*ON_FILE).when(take_over()).then(taken(), noticed(TakenOverSignatureUnknown, TOWN, on=day(8, 1)))
    scenario.given(REGISTERED).when(take_over(in_force_since=None)).then(
        taken(in_force_since=None),
        noticed(TakenOverStartUnknown, on=day(8, 1)),
        noticed(TakenOverSignatureUnknown, TOWN, on=day(8, 1), number=2),
        noticed(TakenOverActUnknown, TOWN, on=day(8, 1), number=3),
        noticed(TakenOverSignatureUnknown, CLUB, on=day(8, 1), number=4),
    )


def test_an_act_on_file_keeps_its_number_and_learns_the_days_that_are_stated() -> None:
    known = KnownAct(by=TOWN, reference=DELIBERATION, transmitted_on=day(2, 5), executory_on=day(2, 5))
    other = KnownAct(by=CLUB, reference=MINUTES)
    first, second = after(acts=(other, known)).acts
    assert (first.number, first.by, first.published_on, first.executory_on) == (1, TOWN, day(2, 3), day(2, 5))
    assert (second.number, second.by, second.text) == (2, CLUB, TEXT.digest)


def test_a_signature_on_file_keeps_its_signatory_and_others_follow() -> None:
    stated = (
        KnownSignature(party=TOWN, capacity="maire", on=day(2, 12)),
        KnownSignature(party=CLUB, signatory=Protected(of=PersonId("person-club"), text="Une personne"), on=day(2, 10)),
    )
    club, town = after(signatures=stated).signatures
    assert (club.party, club.person, club.signatory, club.capacity) == (CLUB, SIGNED.person, None, "présidente")
    assert (town.party, town.capacity, town.on) == (TOWN, "maire", day(2, 12))


def test_an_amendment_is_on_file_once() -> None:
    stated = (
        KnownAmendment(stated_number=1, title="Avenant 1", on=day(4, 1)),
        KnownAmendment(stated_number=2, title="Avenant 2", on=day(6, 1)),
    )
    by_number = after(amendments=stated)
    assert [(one.number, one.title) for one in by_number.amendments] == [(1, "Rallonge"), (2, "Avenant 2")]
    by_title = after(amendments=(KnownAmendment(title="Rallonge", on=day(4, 1)),))
    assert [one.title for one in by_title.amendments] == ["Rallonge"]
    skipped = (KnownAmendment(stated_number=3, on=day(6, 1)),)
    assert noticed(TakenOverAmendmentOutOfOrder, 3, on=day(8, 1)) in decider.decide(
        take_over(amendments=skipped), decider.fold(ON_FILE)
    )


def test_sums_stated_stand_beside_those_on_file() -> None:
    stated = (KnownCredits(payer=TOWN, year=2026, voted=eur(20_000), ordered=eur(5_000)),)
    (row,) = money_table(after(credits=stated, amount=eur(22_000)))
    assert (row.voted, row.ordered, row.paid) == (eur(20_000), eur(5_000), eur(5_000))
    francs = (KnownCredits(payer=TOWN, year=2026, voted=Money.of(1, "XPF")),)
    scenario.given(*ON_FILE).when(take_over(credits=francs)).then_refused(CurrencyDiffers, "XPF", "EUR")


@pytest.mark.parametrize(
    ("stated", "details"),
    [
        ({"acts": (KnownAct(by=TOWN, reference=DELIBERATION, published_on=day(2, 28)),)}, ("acts", 1)),
        ({"signatures": (KnownSignature(party=CLUB, on=day(2, 11)),)}, ("signatures", CLUB)),
    ],
)
def test_what_contradicts_the_file_is_not_taken_over_silently(stated: dict[str, Any], details: tuple[object]) -> None:
    scenario.given(*ON_FILE).when(take_over(**stated)).then_refused(AlreadyKnown, *details)


def test_another_act_of_the_same_author_is_another_act() -> None:
    other = KnownAct(by=TOWN, reference=ActReference(number="2026-015"), published_on=day(2, 28))
    assert [one.reference.number for one in after(acts=(other,)).acts] == ["2026-014", "2026-015"]


def test_taking_over_twice_changes_nothing_and_otherwise_is_refused() -> None:
    whole = {
        "acts": (KnownAct(by=TOWN, reference=DELIBERATION, transmitted_on=day(2, 5)),),
        "signatures": (KnownSignature(party=TOWN, on=day(2, 12)), KnownSignature(party=CLUB, on=day(2, 10))),
        "amendments": (KnownAmendment(stated_number=2, title="Avenant 2", on=day(6, 1)),),
        "credits": (KnownCredits(payer=TOWN, year=2026, voted=eur(20_000)),),
    }
    scenario.given(*ON_FILE).when(take_over(**whole)).then(taken(**whole))
    told = scenario.given(*ON_FILE, taken(**whole))
    told.when(take_over(**whole)).then_nothing()
    told.when(take_over(**whole, amount=eur(1))).then_refused(AgreementAlreadyBegun)
