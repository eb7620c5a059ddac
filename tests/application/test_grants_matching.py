import time
from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from application.grants.matching import plan
from application.grants.outcomes import Correction, KnownGrant, New, Plan, Unchanged
from application.grants.rows import (
    Amends,
    Cell,
    Grant,
    GrantRow,
    Party,
    Quarantined,
    digest,
    identity,
    key,
    plain,
)
from application.grants.scope import Covered, EarlierImport, NothingToCorrect, Scope, coverage, scope
from domain.values import AgreementId, Digest, Money, Period

FIRST, SECOND, OTHER = Digest("sha256:1"), Digest("sha256:2"), Digest("sha256:3")
TOWN = Party(name="Ville d'Essai", siret="21860194600000")
CHOIR = Party(name="Chœur du marché", siret="41808871200017")
GRANT = Grant(
    grantor=TOWN, beneficiary=CHOIR, amount=Money.of(1000), agreed_on=date(2021, 3, 4), reference="D1", object="Concert"
)
SAME = Scope(files=frozenset({FIRST}))
NOWHERE = Scope()


def row(number: int = 2, made: Grant = GRANT, decision: str = "") -> GrantRow:
    who = identity(made)
    amends = Amends(signed_on=date(2021, 3, 4)) if (made.object or "").startswith("avenant") else None
    return GrantRow(
        row=number, grant=made, identity=who, key=key(who), digest=digest(made), decision=decision, amends=amends
    )


def lines(*grants: Grant) -> list[GrantRow]:
    return [row(number, one) for number, one in enumerate(grants, 2)]


def recorded(planned: Plan, file: Digest = FIRST) -> list[KnownGrant]:
    """What stands recorded after a plan was carried out on nothing."""
    return [
        KnownGrant(
            agreement=AgreementId(f"agreement-{file[-1]}-{number}"),
            identity=one.row.identity,
            key=one.row.key,
            occurrence=one.occurrence,
            digest=one.row.digest,
            cents=one.row.grant.amount.cents,
            file=file,
            is_amendment=one.row.amends is not None,
        )
        for number, one in enumerate(planned.outcomes)
        if isinstance(one, New)
    ]


def before(*grants: Grant, file: Digest = FIRST) -> list[KnownGrant]:
    return recorded(plan(lines(*grants), (), NOWHERE), file)


def amounts(*euros: int) -> list[Grant]:
    return [replace(GRANT, amount=Money.of(one)) for one in euros]


def kinds(planned: Plan) -> list[str]:
    return [type(one).__name__ for one in planned.outcomes]


def test_rows_that_differ_only_in_amount_are_each_recorded() -> None:
    planned = plan(lines(*amounts(*range(1, 214))), (), NOWHERE)
    assert planned.counts() == {"rows": 213, "recorded": 213, "unchanged": 0, "corrected": 0, "quarantined": 0}
    assert [one.occurrence for one in planned.outcomes if isinstance(one, New)] == list(range(1, 214))


def test_rows_that_are_wholly_identical_are_each_recorded_as_an_occurrence() -> None:
    planned = plan(lines(*[GRANT] * 28), (), NOWHERE)
    assert [one.occurrence for one in planned.outcomes if isinstance(one, New)] == list(range(1, 29))
    again = plan(lines(*[GRANT] * 28), recorded(planned), SAME)
    assert again.counts()["unchanged"] == 28


def test_the_same_rows_again_change_nothing_whatever_their_order() -> None:
    grants = amounts(1, 2, 2, 3)
    again = plan(lines(*reversed(grants)), before(*grants), SAME)
    assert again.counts() == {"rows": 4, "recorded": 0, "unchanged": 4, "corrected": 0, "quarantined": 0}
    assert again.vanished == ()


def test_one_row_more_of_the_same_is_one_occurrence_more() -> None:
    planned = plan(lines(GRANT, GRANT, GRANT), before(GRANT, GRANT), SAME)
    assert kinds(planned) == ["Unchanged", "Unchanged", "New"]
    last = planned.outcomes[-1]
    assert isinstance(last, New)
    assert last.occurrence == 3


def test_one_left_against_one_left_is_a_correction() -> None:
    known = before(*amounts(1, 2, 3))
    planned = plan(lines(*amounts(1, 2, 4)), known, SAME)
    assert kinds(planned) == ["Unchanged", "Unchanged", "Correction"]
    last = planned.outcomes[-1]
    assert isinstance(last, Correction)
    assert last.recorded == known[2]


def test_two_left_against_two_left_are_set_aside_as_ambiguous() -> None:
    known = before(*amounts(1, 2, 3))
    planned = plan(lines(*amounts(1, 4, 5)), known, SAME)
    assert kinds(planned) == ["Unchanged", "Quarantined", "Quarantined"]
    aside = planned.outcomes[1]
    assert isinstance(aside, Quarantined)
    assert (aside.row, aside.rule, aside.detail) == (3, "several-could-be-meant", "agreement-1-1, agreement-1-2")
    assert [one.agreement for one in planned.vanished] == ["agreement-1-1", "agreement-1-2"]


@pytest.mark.parametrize(("was", "now"), [((1, 2), (3,)), ((1,), (2, 3))])
def test_one_left_against_two_left_is_ambiguous_either_way(was: tuple[int, ...], now: tuple[int, ...]) -> None:
    planned = plan(lines(*amounts(*now)), before(*amounts(*was)), SAME)
    assert set(kinds(planned)) == {"Quarantined"}


def test_a_file_that_may_not_correct_sets_aside_what_it_states_otherwise() -> None:
    planned = plan(lines(*amounts(1, 9)), before(*amounts(1, 2)), NOWHERE)
    assert kinds(planned) == ["Unchanged", "Quarantined"]
    aside = planned.outcomes[1]
    assert isinstance(aside, Quarantined)
    assert aside.rule == "stated-otherwise-elsewhere"


def test_what_a_correcting_file_no_longer_states_is_reported_and_stays() -> None:
    other = replace(GRANT, object="Autre")
    planned = plan(lines(GRANT), before(GRANT, other), SAME)
    assert kinds(planned) == ["Unchanged"]
    assert [one.agreement for one in planned.vanished] == ["agreement-1-1"]
    assert plan(lines(GRANT), before(GRANT, other), NOWHERE).vanished == ()


def test_a_corrected_row_of_a_quarantine_file_says_what_it_is() -> None:
    known = before(*amounts(1, 2))
    meant = row(2, replace(GRANT, amount=Money.of(7)), decision="agreement-1-1")
    new = row(3, replace(GRANT, amount=Money.of(8)), decision="nouvelle")
    unknown = row(4, replace(GRANT, amount=Money.of(9)), decision="agreement-x")
    twice = row(5, replace(GRANT, amount=Money.of(9)), decision="agreement-1-1")
    planned = plan([meant, new, unknown, twice], known, Scope(reports_vanished=False))
    assert kinds(planned) == ["Correction", "New", "Quarantined", "Quarantined"]
    assert planned.outcomes[0] == Correction(row=meant, recorded=known[1])
    assert planned.vanished == ()


def test_a_row_said_to_be_new_is_new_only_once() -> None:
    new = row(3, replace(GRANT, amount=Money.of(8)), decision="nouvelle")
    assert kinds(plan([new], before(*amounts(1, 2)), Scope(reports_vanished=False))) == ["New"]
    assert kinds(plan([new], before(*amounts(1, 8)), Scope(reports_vanished=False))) == ["Unchanged"]


def test_a_decision_may_name_an_agreement_and_say_what_the_row_is_where_there_is_none() -> None:
    either = row(2, replace(GRANT, amount=Money.of(7)), decision="agreement-1-1, sinon nouvelle")
    same = row(3, amounts(1)[0], decision="Agreement-0-1 or NEW")
    assert kinds(plan([either], before(*amounts(1, 2)), Scope(reports_vanished=False))) == ["Correction"]
    assert kinds(plan([either], (), Scope(reports_vanished=False))) == ["New"]
    assert kinds(plan([same], (), Scope(reports_vanished=False))) == ["New"]


@pytest.mark.parametrize("decision", ["agreement-9", "peut-être", "sinon", "agreement-1-1 et agreement-0-1"])
def test_a_decision_that_says_neither_is_not_understood(decision: str) -> None:
    planned = plan([row(2, GRANT, decision=decision)], before(*amounts(1, 2)), Scope(reports_vanished=False))
    assert kinds(planned) == ["Quarantined"]


def test_an_unknown_that_becomes_known_completes_the_agreement_instead_of_adding_one() -> None:
    lost = replace(GRANT, grantor=Party(name="Ville d'Essai"), beneficiary=Party(name="Chœur du marché"))
    lost = replace(lost, agreed_on=None, reference=None, unread=(Cell(column="idBeneficiaire", value="4,18E+13"),))
    known = before(lost)
    planned = plan(lines(GRANT), known, SAME)
    assert planned.outcomes == (Correction(row=row(), recorded=known[0]),)
    assert planned.vanished == ()
    assert kinds(plan(lines(GRANT), known, NOWHERE)) == ["New"]


def test_completions_pair_by_amount_first_and_are_ambiguous_where_two_fit() -> None:
    lost = [replace(one, agreed_on=None) for one in amounts(1, 2, 3, 4)]
    planned = plan(lines(*amounts(1, 2, 9, 8)), before(*lost), SAME)
    assert kinds(planned) == ["Correction", "Correction", "Quarantined", "Quarantined"]
    one_left = plan(lines(*amounts(1, 2, 3, 8)), before(*lost), SAME)
    assert kinds(one_left) == ["Correction"] * 4


def test_thousands_of_rows_alike_but_for_the_unknown_are_ambiguous_and_take_no_time() -> None:
    lost = [replace(one, agreed_on=None) for one in amounts(*range(3000))]
    started = time.monotonic()
    planned = plan(lines(*amounts(*range(3000, 6000))), before(*lost), SAME)
    assert planned.counts()["quarantined"] == 3000
    assert time.monotonic() - started < 5


def test_what_was_known_is_never_completed_with_something_else() -> None:
    other = replace(GRANT, reference="D2")
    planned = plan(lines(other), before(GRANT), SAME)
    assert kinds(planned) == ["New"]
    assert len(planned.vanished) == 1


def test_years_of_payment_tell_undated_grants_apart() -> None:
    undated = replace(GRANT, agreed_on=None)
    this = replace(undated, paid=Period(start=date(2022, 1, 1), end=date(2022, 1, 1)))
    next_year = replace(undated, paid=Period(start=date(2023, 1, 1), end=date(2023, 1, 1)), amount=Money.of(5))
    assert kinds(plan(lines(next_year), before(this), NOWHERE)) == ["New"]


def test_case_accents_and_spaces_do_not_make_another_grant() -> None:
    shouted = replace(GRANT, object="CONCERT ", reference="d1")
    assert row(made=shouted).key == row().key
    assert row(made=shouted).digest != row().digest


def test_the_digest_does_not_depend_on_the_order_of_further_columns() -> None:
    cells = (Cell(column="a", value="1"), Cell(column="b", value="2"))
    assert digest(replace(GRANT, further=cells)) == digest(replace(GRANT, further=cells[::-1]))
    assert digest(replace(GRANT, share=Decimal("1.00"))) == digest(replace(GRANT, share=Decimal(1)))


def test_a_file_covers_the_years_of_its_agreements_or_else_of_its_payments() -> None:
    undated = replace(GRANT, agreed_on=None, paid=Period(start=date(2022, 5, 1), end=date(2023, 1, 1)))
    assert coverage(lines(GRANT, undated)) == (Covered(grantor=plain(TOWN.name), first=2021, last=2023),)


def test_a_file_of_the_same_grantor_and_years_may_correct_and_another_may_not() -> None:
    covers = coverage(lines(GRANT))
    earlier = [EarlierImport(file=FIRST, covers=covers)]
    changed = lines(*amounts(2))
    assert kinds(plan(changed, before(GRANT), scope(covers, earlier))) == ["Correction"]
    elsewhere = [EarlierImport(file=FIRST, covers=(Covered(grantor=plain(TOWN.name), first=2020, last=2021),))]
    assert kinds(plan(changed, before(GRANT), scope(covers, elsewhere))) == ["Quarantined"]


def test_a_file_that_corrects_a_correction_may_correct_what_both_stated() -> None:
    earlier = [EarlierImport(file=FIRST, covers=()), EarlierImport(file=SECOND, covers=(), corrects=(FIRST,))]
    assert scope((), earlier, SECOND).files == {FIRST, SECOND}
    assert scope((), earlier, FIRST).files == {FIRST}


def test_only_a_file_that_was_imported_can_be_corrected() -> None:
    with pytest.raises(NothingToCorrect):
        scope((), [EarlierImport(file=FIRST, covers=())], OTHER)


def test_a_corrected_quarantine_file_corrects_nothing_by_itself() -> None:
    covers = coverage(lines(GRANT))
    within = scope(covers, [EarlierImport(file=FIRST, covers=covers)], resubmitted=True)
    assert within == Scope(reports_vanished=False)


def test_an_amendment_meets_the_one_agreement_it_can_mean() -> None:
    amendment = replace(GRANT, object="avenant à la convention du 4 mars 2021", agreed_on=date(2022, 1, 5))
    planned = plan(lines(GRANT, amendment), (), NOWHERE)
    second = planned.outcomes[1]
    assert isinstance(second, New)
    assert second.base is not None
    assert second.base.row == row()
    later = plan(lines(amendment), before(GRANT), NOWHERE).outcomes[0]
    assert isinstance(later, New)
    assert later.base is not None
    assert later.base.agreement == "agreement-1-0"


def test_an_amendment_that_could_mean_two_agreements_is_in_doubt() -> None:
    amendment = replace(GRANT, object="avenant à la convention du 4 mars 2021", agreed_on=date(2022, 1, 5))
    last = plan(lines(GRANT, GRANT, amendment), (), NOWHERE).outcomes[2]
    assert isinstance(last, New)
    assert last.base is None
    assert [doubt.rule for doubt in last.doubts] == ["amended-agreement-unknown"]


few = st.sampled_from([None, date(2021, 3, 4), date(2022, 3, 4)])
grants = st.builds(
    lambda day, reference, thing, euros, name: replace(
        GRANT, agreed_on=day, reference=reference, object=thing, amount=Money.of(euros), beneficiary=name
    ),
    few,
    st.sampled_from([None, "D1", "D2"]),
    st.sampled_from(["Concert", "Atelier"]),
    st.integers(1, 3),
    st.sampled_from([CHOIR, Party(name="Chœur du marché"), Party(name="Atelier")]),
)
files = st.lists(grants, max_size=12)
aside = st.lists(st.just(Quarantined(row=9, column="montant", value="x", rule="amount-not-a-number")), max_size=2)
scopes = st.sampled_from([SAME, NOWHERE, Scope(grantors=frozenset({(FIRST, plain(TOWN.name))}))])


@given(files, aside, scopes)
def test_any_file_recorded_then_imported_again_changes_nothing(
    made: list[Grant], set_aside: list[Quarantined], within: Scope
) -> None:
    rows: list[GrantRow | Quarantined] = [*lines(*made), *set_aside]
    first = plan(rows, (), NOWHERE)
    assert first.counts()["recorded"] == len(made)
    again = plan(rows, recorded(first), within)
    assert again.counts()["unchanged"] == len(made)
    assert again.counts()["quarantined"] == len(set_aside)
    assert again.vanished == ()


@given(st.data(), files, scopes)
def test_the_order_of_rows_is_of_no_consequence(data: st.DataObject, made: list[Grant], within: Scope) -> None:
    shuffled = data.draw(st.permutations(made))
    again = plan(lines(*shuffled), before(*made), within)
    assert again.counts()["unchanged"] == len(made)


@given(files, files, scopes)
def test_every_row_has_one_outcome_and_no_agreement_is_paired_twice(
    was: list[Grant], now: list[Grant], within: Scope
) -> None:
    known = before(*was)
    planned = plan(lines(*now), known, within)
    counts = planned.counts()
    assert counts["rows"] == len(now)
    assert sum(counts.values()) == 2 * counts["rows"]
    paired = Counter(one.recorded.agreement for one in planned.outcomes if isinstance(one, Unchanged | Correction))
    assert set(paired.values()) <= {1}
    assert not set(paired) & {one.agreement for one in planned.vanished}
    assert [one.row if isinstance(one, Quarantined) else one.row.row for one in planned.outcomes] == [
        line.row for line in lines(*now)
    ]
    taken = {(one.key, one.occurrence) for one in known}
    begun = [(one.row.key, one.occurrence) for one in planned.outcomes if isinstance(one, New)]
    assert len(set(begun)) == len(begun)
    assert not taken & set(begun)


@given(files, files)
def test_only_a_correcting_file_corrects(was: list[Grant], now: list[Grant]) -> None:
    assert plan(lines(*now), before(*was), NOWHERE).counts()["corrected"] == 0


@given(files, files)
def test_identical_rows_always_pair_first(was: list[Grant], now: list[Grant]) -> None:
    same = sum((Counter(map(digest, was)) & Counter(map(digest, now))).values())
    assert plan(lines(*now), before(*was), SAME).counts()["unchanged"] == same
