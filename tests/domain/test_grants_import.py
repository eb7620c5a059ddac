from datetime import UTC, datetime
from importlib import import_module

import pytest

from domain import grants_import
from domain.grants_import import (
    LISTED,
    Begin,
    Begun,
    Counts,
    Covered,
    Finish,
    Finished,
    GrantsImport,
    ImportAlreadyBegun,
    ImportAlreadyFinished,
    NoSuchImport,
    Remark,
    Resume,
    Resumed,
    RowsDoNotAddUp,
    RowSetAside,
    decider,
)
from domain.values import AgreementId, Digest, FrameworkId
from tests.domain import french
from tests.scenario import Scenario

words = import_module("interfaces.words.import")

AT, LATER = datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 2, 10, tzinfo=UTC)
FRAMEWORK = FrameworkId("framework-1")
FILE, EARLIER = Digest("sha256:" + "a" * 64), Digest("sha256:" + "b" * 64)
COVERS = (Covered(grantor="toulouse metropole", first=2022, last=2022),)
REMARKS = (Remark(rule="delimiter", detail="comma"),)
COUNTS = Counts(rows=4, recorded=2, unchanged=1, corrected=0, quarantined=1)
ASIDE = (RowSetAside(row=3, column="montant", rule="amount-missing"),)
REASONS = (Remark(rule="amount-missing", count=1),)
BEGIN = Begin(
    framework=FRAMEWORK, file=FILE, name=" subventions.csv ", remarks=REMARKS, covers=COVERS, corrects=(EARLIER,), at=AT
)
BEGUN = Begun(
    framework=FRAMEWORK, file=FILE, name="subventions.csv", remarks=REMARKS, covers=COVERS, corrects=(EARLIER,), at=AT
)
FINISH = Finish(counts=COUNTS, reasons=REASONS, set_aside=ASIDE, vanished=(AgreementId("agreement-9"),), at=LATER)
FINISHED = Finished(
    counts=COUNTS,
    reasons=REASONS,
    set_aside=ASIDE,
    vanished=(AgreementId("agreement-9"),),
    vanished_count=1,
    at=LATER,
)

begun = Scenario(decider).given(BEGUN)
finished = Scenario(decider).given(BEGUN, FINISHED)


def test_an_import_begins_with_the_file_what_it_covers_and_what_it_may_correct() -> None:
    Scenario(decider).given().when(BEGIN).then(BEGUN)


def test_the_same_beginning_again_changes_nothing() -> None:
    begun.when(BEGIN).then_nothing()


def test_an_import_of_another_file_is_another_import() -> None:
    other = Begin(framework=FRAMEWORK, file=EARLIER, name="autre.csv", at=AT)
    begun.when(other).then_refused(ImportAlreadyBegun, "subventions.csv")


def test_an_interrupted_import_is_taken_up_again_and_says_so() -> None:
    begun.when(Resume(at=LATER)).then(Resumed(at=LATER))


def test_a_finished_import_is_not_taken_up_again() -> None:
    finished.when(Resume(at=LATER)).then_refused(ImportAlreadyFinished, "subventions.csv")


def test_an_import_ends_with_what_became_of_every_row() -> None:
    begun.when(FINISH).then(FINISHED)


def test_finishing_twice_with_the_same_counts_changes_nothing() -> None:
    finished.when(FINISH).then_nothing()


def test_a_finished_import_does_not_end_otherwise() -> None:
    other = Finish(counts=Counts(rows=4, recorded=4, unchanged=0, corrected=0, quarantined=0), at=LATER)
    finished.when(other).then_refused(ImportAlreadyFinished, "subventions.csv")


@pytest.mark.parametrize(
    "counts",
    [
        Counts(rows=4, recorded=2, unchanged=1, corrected=0, quarantined=0),
        Counts(rows=4, recorded=2, unchanged=1, corrected=1, quarantined=1),
        Counts(rows=4, recorded=5, unchanged=-1, corrected=0, quarantined=0),
    ],
)
def test_no_row_is_dropped_and_none_invented(counts: Counts) -> None:
    begun.when(Finish(counts=counts, at=LATER)).then_refused(RowsDoNotAddUp, 4)


def test_many_rows_set_aside_and_many_vanished_are_counted_and_only_the_first_named() -> None:
    many = LISTED + 20
    counts = Counts(rows=many, recorded=0, unchanged=0, corrected=0, quarantined=many)
    aside = tuple(RowSetAside(row=row, rule="amount-missing") for row in range(many))
    gone = tuple(AgreementId(f"agreement-{number}") for number in range(many))
    command = Finish(counts=counts, set_aside=aside, vanished=gone, at=LATER)
    expected = Finished(counts=counts, set_aside=aside[:LISTED], vanished=gone[:LISTED], vanished_count=many, at=LATER)
    begun.when(command).then(expected)


@pytest.mark.parametrize("command", [Resume(at=AT), FINISH])
def test_what_has_not_begun_neither_goes_on_nor_ends(command: object) -> None:
    Scenario(decider).given().when(command).then_refused(NoSuchImport)


def test_an_import_is_folded_to_what_it_came_to() -> None:
    state = decider.fold([BEGUN, Resumed(at=LATER), FINISHED])
    assert state == GrantsImport(
        framework=FRAMEWORK,
        file=FILE,
        name="subventions.csv",
        remarks=REMARKS,
        covers=COVERS,
        corrects=(EARLIER,),
        begun_at=AT,
        interruptions=1,
        counts=COUNTS,
        reasons=REASONS,
        set_aside=ASIDE,
        vanished=(AgreementId("agreement-9"),),
        vanished_count=1,
        finished_at=LATER,
    )


def test_every_event_and_rule_has_words_in_french() -> None:
    assert set(words.EVENTS_FR) == french.events_of(grants_import)
    assert {"no-such-import", "import-already-begun", "import-already-finished", "rows-do-not-add-up"} <= set(
        words.FRENCH
    )
