from collections import Counter

import pytest

from application.grants.matching import plan
from application.grants.outcomes import KnownGrant, New, Plan
from application.grants.rows import GrantFile, GrantRow
from application.grants.scope import EarlierImport, Scope, coverage, scope
from domain.values import AgreementId
from infrastructure.formats.scdl import read
from tests.infrastructure.grants import notes, set_aside, shared, understood

MAINE_ET_LOIRE = "grants/maine-et-loire_conventions_2017.csv"
VENDEE = "grants/vendee_conventions_2018.csv"
TOULOUSE = "grants/toulouse_subventions_2022.csv"
MAYENNE = "grants/mayenne_conventions_2018.xlsx"
FILES = (MAINE_ET_LOIRE, VENDEE, TOULOUSE, MAYENNE)


def doubted(file: GrantFile) -> dict[str, int]:
    return dict(Counter(f"{doubt.rule} {doubt.column}" for row in understood(file) for doubt in row.doubts))


def row(file: GrantFile, number: int) -> GrantRow:
    return next(row for row in understood(file) if row.row == number)


def planned(file: GrantFile) -> Plan:
    return plan(file.rows, (), Scope())


def test_every_row_of_maine_et_loire_is_understood() -> None:
    file = read(shared(MAINE_ET_LOIRE))
    assert len(file.rows) == len(understood(file)) == 75
    assert notes(file) == {
        ("encoding", "utf-8"): 1,
        ("delimiter", "semicolon"): 1,
        ("columns-of-the-publisher", "Colonne1, natureDecision"): 2,
        ("day-first-date", "datesPeriodeVersement"): 1,
        ("identifier-separators", "idAttribuant"): 75,
        ("identifier-separators", "idBeneficiaire"): 67,
        ("nature-in-other-words", "nature"): 75,
        ("text-decoded-twice", "nomBeneficiaire"): 2,
        ("text-decoded-twice", "objet"): 1,
        ("words-for-nothing", "idRAE"): 75,
    }
    assert doubted(file) == {
        "date-missing dateConvention": 5,
        "day-and-month-may-be-exchanged dateConvention": 18,
        "identifier-destroyed idBeneficiaire": 2,
        "identifier-fails-its-check idBeneficiaire": 4,
        "identifier-missing idBeneficiaire": 2,
        "instalments-do-not-add-up conditionsVersement": 2,
        "payment-period-missing datesPeriodeVersement": 3,
        "payment-period-open datesPeriodeVersement": 16,
    }


def test_text_decoded_twice_or_three_times_is_put_right() -> None:
    file = read(shared(MAINE_ET_LOIRE))
    names = {row.grant.beneficiary.name for row in understood(file) if "RESTAURANTS" in row.grant.beneficiary.name}
    assert names == {"LES RESTAURANTS DU CŒUR - LES RELAIS DU CŒUR DE MAINE-ET-LOIRE"}
    objects = {row.grant.object for row in understood(file) if "agricole" in (row.grant.object or "")}
    assert "soutien à l'enseignement agricole et rural" in objects


def test_every_row_of_vendee_is_understood() -> None:
    file = read(shared(VENDEE))
    assert len(file.rows) == len(understood(file)) == 114
    assert notes(file) == {
        ("encoding-of-lines", "cp1252"): 85,
        ("encoding-of-lines", "utf-8"): 29,
        ("delimiter", "comma"): 1,
        ("table-inside-cells", "semicolon"): 114,
        ("columns-renamed", "IdRAE → idRAE"): 1,
        ("amounts-and-days", "datesPeriodeVersement"): 1,
        ("cells-rejoined", ""): 114,
        ("decimal-comma", "montant"): 114,
        ("period-separator", "datesPeriodeVersement"): 103,
        ("spaces-in-amount", "montant"): 114,
    }
    assert doubted(file) == {
        "instalments-do-not-add-up conditionsVersement": 2,
        "may-be-an-amendment conditionsVersement": 1,
    }


def test_commas_in_names_and_objects_of_vendee_fall_where_they_belong() -> None:
    file = read(shared(VENDEE))
    assert row(file, 33).grant.beneficiary.name == "Association Autrefois Challans, la Foire..."
    assert row(file, 33).grant.object == "organisation des quatre jeudis de foire a l'ancienne"
    assert (row(file, 25).grant.object or "").startswith("Pour : Augmentation des surface bio, renforcement")
    assert str(row(file, 113).grant.amount.amount) == "24057.69"
    assert {row.grant.notified_to_eu for row in understood(file)} == {False}


def test_every_row_of_toulouse_is_understood() -> None:
    file = read(shared(TOULOUSE))
    assert len(file.rows) == len(understood(file)) == 396
    assert notes(file)["day-first-date", "datesPeriodeVersement"] == 396
    assert doubted(file) == {
        "date-missing dateConvention": 396,
        "identifier-destroyed idAttribuant": 396,
        "identifier-destroyed idBeneficiaire": 386,
        "identifier-missing idBeneficiaire": 10,
        "reference-missing referenceDecision": 396,
    }
    first = row(file, 2)
    assert [(cell.column, cell.value) for cell in first.grant.further] == [
        ("secteur", "Immobilier"),
        ("catégorie", "Logement social"),
        ("type", "SA conseil d'administration"),
    ]


def test_every_row_of_mayenne_is_understood_or_quarantined() -> None:
    file = read(shared(MAYENNE))
    assert len(file.rows) == 175
    assert set_aside(file) == [
        (175, "nomBeneficiaire", "nobody-receives", ""),
        (176, "nomBeneficiaire", "nobody-receives", ""),
    ]
    assert notes(file) == {
        ("workbook", ""): 1,
        ("sheet", "Feuil1"): 175,
        ("columns-of-the-publisher", "dateDeuxiemeVersement, dateSoldeVersement"): 2,
        ("columns-missing", "idRAE"): 1,
        ("nature-in-other-words", "nature"): 173,
        ("percentage-as-fraction", "pourcentageSubvention"): 1,
        ("remark-beside-date", "datesPeriodeVersement"): 1,
        ("several-days-as-period", "datesPeriodeVersement"): 4,
    }
    assert doubted(file) == {
        "agreed-before-its-decision dateConvention": 3,
        "conditions-missing conditionsVersement": 1,
        "date-missing dateConvention": 18,
        "identifier-destroyed idBeneficiaire": 16,
        "identifier-fails-its-check idBeneficiaire": 1,
        "identifier-missing idBeneficiaire": 4,
        "may-be-an-amendment conditionsVersement": 3,
        "payment-period-missing datesPeriodeVersement": 25,
        "siren-only idBeneficiaire": 1,
    }


def test_amendments_of_mayenne_meet_the_agreement_they_name_where_it_is_in_the_file() -> None:
    outcomes = planned(read(shared(MAYENNE))).outcomes
    amendments = [one for one in outcomes if isinstance(one, New) and one.row.amends]
    assert {one.row.row: one.base.row.row for one in amendments if one.base and one.base.row} == {
        111: 34,
        116: 50,
        121: 53,
    }
    assert [one.row.row for one in amendments if one.doubts] == [20, 27, 29, 30, 32, 173]


@pytest.mark.parametrize(("path", "scheduled"), [(MAINE_ET_LOIRE, 61), (VENDEE, 101), (TOULOUSE, 273), (MAYENNE, 138)])
def test_instalments_are_read_where_certain_and_always_add_up_to_the_grant(path: str, scheduled: int) -> None:
    rows = [row for row in understood(read(shared(path))) if row.instalments]
    assert len(rows) == scheduled
    assert all(sum(part.amount.cents for part in row.instalments) == row.grant.amount.cents for row in rows)


def test_seventy_percent_then_the_balance_on_report() -> None:
    first, balance = row(read(shared(MAYENNE)), 148).instalments
    assert (str(first.share), str(balance.share)) == ("0.7", "0.3")
    assert first.amount.cents + balance.amount.cents == 3092500
    assert (str(first.due), str(balance.due)) == ("2018-07-16", "2019-06-30")
    assert balance.condition.startswith("à réception d'un bilan final établi au 31/12/2018")


@pytest.mark.parametrize(
    ("path", "recorded", "quarantined"),
    [
        (MAINE_ET_LOIRE, 75, 0),
        (VENDEE, 114, 0),
        (TOULOUSE, 396, 0),
        (MAYENNE, 173, 2),
    ],
)
def test_importing_the_same_file_twice_changes_nothing(path: str, recorded: int, quarantined: int) -> None:
    file = read(shared(path))
    first = planned(file)
    assert first.counts() == {
        "rows": recorded + quarantined,
        "recorded": recorded,
        "unchanged": 0,
        "corrected": 0,
        "quarantined": quarantined,
    }
    covers = coverage(file.rows)
    again = plan(file.rows, known(first, file), scope(covers, [EarlierImport(file=file.digest, covers=covers)]))
    assert again.counts() == {
        "rows": recorded + quarantined,
        "recorded": 0,
        "unchanged": recorded,
        "corrected": 0,
        "quarantined": quarantined,
    }
    assert again.vanished == ()


def known(first: Plan, file: GrantFile) -> list[KnownGrant]:
    return [
        KnownGrant(
            agreement=AgreementId(f"agreement-{number}"),
            identity=new.row.identity,
            key=new.row.key,
            occurrence=new.occurrence,
            digest=new.row.digest,
            cents=new.row.grant.amount.cents,
            file=file.digest,
        )
        for number, new in enumerate(first.outcomes)
        if isinstance(new, New)
    ]
