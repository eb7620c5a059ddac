"""How strangers spell amounts, days, numbers and words: what is certain is read, and nothing is read into the rest."""

from datetime import date

import pytest

from application.grants.rows import Nature, PaymentKind
from domain.values import Period
from infrastructure.formats.scdl import read
from tests.infrastructure.grants import SIRET, doubts, one, published, repairs, set_aside, understood


@pytest.mark.parametrize(
    ("text", "cents", "rule"),
    [
        ("€ 1 500", 150000, "currency-beside-amount"),
        ("EUR 500", 50000, "currency-beside-amount"),
        ("500 € TTC", 50000, "currency-beside-amount"),
        ("500 EUR.", 50000, "currency-beside-amount"),
        ("1 000,-", 100000, "currency-beside-amount"),
        ("'500", 50000, "quotes-around-amount"),
        ("« 500 »", 50000, "quotes-around-amount"),
        (",5", 50, "decimal-comma"),
    ],
)
def test_an_amount_may_have_signs_around_it(text: str, cents: int, rule: str) -> None:
    row = one(montant=text)
    assert row.grant.amount.cents == cents
    assert (rule, "montant") in repairs(row)


@pytest.mark.parametrize("text", ["(500)", "(1 200,50 €)", "500-", "\u2212500", "- 500 €"])
def test_an_amount_below_zero_is_known_for_one_however_it_is_written(text: str) -> None:
    assert [rule for _, _, rule, _ in set_aside(read(published({"montant": text})))] == ["amount-negative"]


@pytest.mark.parametrize("text", ["1,5E+04", "1 M€", "500*", "1 000 €/an", "12-13", "(12", "1 2345", "5 000 F"])
def test_an_amount_that_says_something_else_is_not_guessed(text: str) -> None:
    assert [rule for _, _, rule, _ in set_aside(read(published({"montant": text})))] == ["amount-not-a-number"]


@pytest.mark.parametrize(
    ("text", "rule"), [("NC", "amount-missing"), ("-", "amount-missing"), ("?", "amount-not-a-number")]
)
def test_what_stands_in_the_place_of_an_amount_is_named_in_the_reason(text: str, rule: str) -> None:
    assert set_aside(read(published({"montant": text}))) == [(2, "montant", rule, text)]


@pytest.mark.parametrize(
    ("others", "text", "cents"),
    [
        (["1,234,500"], "1,500", 150000),
        (["12,500.00", "800"], "1,500", 150000),
        (["1.234.500"], "1.500", 150000),
        (["333.333333"], "1.500", 150),
        (["1234,567"], "1,500", 150),
    ],
)
def test_the_rest_of_the_column_settles_what_a_point_or_comma_is(others: list[str], text: str, cents: int) -> None:
    *_, last = understood(read(published(*({"montant": other} for other in [*others, text]))))
    assert last.grant.amount.cents == cents
    assert ("amount-like-its-column", "montant") in repairs(last)


@pytest.mark.parametrize("others", [["1,500"], ["12,50"], ["1,234,500", "12,50"], ["1,234,500", "0,500"], ["800"]])
def test_a_column_that_shows_nothing_or_both_settles_nothing(others: list[str]) -> None:
    file = read(published(*({"montant": other} for other in [*others, "2,500"])))
    assert set_aside(file)[-1][2:] == ("amount-with-two-readings", "2,500")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("25/05/98", date(1998, 5, 25)),
        ("25/05/23", date(2023, 5, 25)),
        ("25/05/2023 00:00:00", date(2023, 5, 25)),
        ("05/25/23 0:00", date(2023, 5, 25)),
        ("2023-05-12T00:00:00+02:00", date(2023, 5, 12)),
        ("2022-12-31T23:00:00Z", date(2023, 1, 1)),
        ("2023-06-30T22:00:00.000+00:00", date(2023, 7, 1)),
        ("2023-05-12T21:59:00Z", date(2023, 5, 12)),
        ("2023-05-12T23:59:00", date(2023, 5, 12)),
        ("12-mai-23", date(2023, 5, 12)),
        ("12 févr. 2023", date(2023, 2, 12)),
        ("vendredi 12 mai 2023", date(2023, 5, 12)),
        ("Le 1ER MAI 2023.", date(2023, 5, 1)),
        ("45000,75", date(2023, 3, 15)),
        ("25052023", date(2023, 5, 25)),
        ("20052023", date(2023, 5, 20)),
    ],
)
def test_a_day_is_read_as_spreadsheets_databases_and_people_write_it(text: str, day: date) -> None:
    row = one(dateConvention=text)
    assert (row.grant.agreed_on, row.doubts) == (day, ())
    assert row.repairs


@pytest.mark.parametrize("text", ["12-xyz-23", "32 mai 2023", "25052523", "25/05//2023", "mai 2023", "T1 2023"])
def test_what_is_no_day_stays_unknown(text: str) -> None:
    assert [found.rule for found in one(dateConvention=text).doubts] == ["date-malformed"]


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2023", date(2023, 1, 1), date(2023, 12, 31)),
        ("exercice 2023", date(2023, 1, 1), date(2023, 12, 31)),
        ("02/2024", date(2024, 2, 1), date(2024, 2, 29)),
        ("Déc. 2023", date(2023, 12, 1), date(2023, 12, 31)),
        ("2023-01/2023-06", date(2023, 1, 1), date(2023, 6, 30)),
        ("de janvier 2023 à juin 2023", date(2023, 1, 1), date(2023, 6, 30)),
        ("2023/2024", date(2023, 1, 1), date(2024, 12, 31)),
        ("2e trimestre 2023", date(2023, 4, 1), date(2023, 6, 30)),
        ("1er semestre 2023", date(2023, 1, 1), date(2023, 6, 30)),
        ("01/01/2023-31/12/2023", date(2023, 1, 1), date(2023, 12, 31)),
        ("entre le 01/01/2023 et le 31/12/2023", date(2023, 1, 1), date(2023, 12, 31)),
    ],
)
def test_a_period_may_be_given_in_whole_months_or_years(text: str, start: date, end: date) -> None:
    row = one(datesPeriodeVersement=text)
    assert (row.grant.paid, row.doubts) == (Period(start=start, end=end), ())


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2023-01-01/", Period(start=date(2023, 1, 1))),
        ("à partir du 25/05/2023", Period(start=date(2023, 5, 25))),
        ("/2023-12-31", Period(end=date(2023, 12, 31))),
        ("avant le 31/12/2023", Period(end=date(2023, 12, 31))),
    ],
)
def test_a_period_with_an_open_end_is_no_day_of_payment(text: str, period: Period) -> None:
    row = one(datesPeriodeVersement=text)
    assert row.grant.paid == period
    assert [part.due for part in row.instalments] == [None]
    assert [rule for rule, _, _ in doubts(row)] == ["payment-period-open"]


@pytest.mark.parametrize("text", ["3e semestre 2023", "2023-13", "mai", "saison 2023", "réf. 2023"])
def test_what_is_no_period_stays_unknown(text: str) -> None:
    assert [rule for rule, _, _ in doubts(one(datesPeriodeVersement=text))] == ["payment-period-malformed"]


def test_a_period_of_years_that_ends_before_it_starts_is_doubted() -> None:
    assert [rule for rule, _, _ in doubts(one(datesPeriodeVersement="2024/2023"))] == ["payment-period-reversed"]


@pytest.mark.parametrize(
    "text", [f"SIRET : {SIRET}", f"n° {SIRET}", f"({SIRET})", f"{SIRET};", "4.1808871200017E13", "4,1808871200017E+13"]
)
def test_a_siret_of_which_every_digit_is_there_is_read(text: str) -> None:
    row = one(idBeneficiaire=text)
    assert (row.grant.beneficiary.siret, row.doubts) == (SIRET, ())
    assert len(row.repairs) == 1


@pytest.mark.parametrize("text", ["4.18088712E13", "4.1808871200018E13", "4.18088712000170E14", f"{SIRET}1"])
def test_a_siret_with_digits_lost_or_wrong_is_not_made_up(text: str) -> None:
    row = one(idBeneficiaire=text)
    assert row.grant.beneficiary.siret is None
    assert len(row.doubts) == 1


def test_a_siret_and_an_rna_number_in_one_cell_are_both_kept() -> None:
    for text in (f"{SIRET} / W333216789", f"W333216789 ({SIRET})"):
        party = one(idBeneficiaire=text).grant.beneficiary
        assert (party.siret, party.rna) == (SIRET, "W333216789")


@pytest.mark.parametrize(
    ("text", "nature"),
    [
        ("Aides en numéraire", Nature.CASH),
        ("subvention en numéraire", Nature.CASH),
        ("aide en num?raire", Nature.CASH),
        ("aide en num\ufffdraire", Nature.CASH),
        ("Aide financière", Nature.CASH),
        ("espèces", Nature.CASH),
        ("subvention en nature", Nature.IN_KIND),
        ("en nature et en numéraire", Nature.BOTH),
        ("Subvention", None),
        ("Fonctionnement", None),
        ("mise à disposition", None),
    ],
)
def test_the_nature_is_read_in_the_words_of_strangers(text: str, nature: Nature | None) -> None:
    assert one(nature=text).grant.nature is nature


@pytest.mark.parametrize(
    ("text", "kind", "euros"),
    [
        ("1 versement", PaymentKind.SINGLE, ["1200.50"]),
        ("Un seul versement", PaymentKind.SINGLE, ["1200.50"]),
        ("1 versement 100%", PaymentKind.SINGLE, ["1200.50"]),
        ("Paiement unique", PaymentKind.SINGLE, ["1200.50"]),
        ("en une fois", PaymentKind.SINGLE, ["1200.50"]),
        ("unique ou échelonné", PaymentKind.OTHER, []),
        ("Versement en deux fois", PaymentKind.STAGGERED, []),
        ("2 versements de 50 %", PaymentKind.STAGGERED, ["600.25", "600.25"]),
        ("deux versements : 70% puis 30%", PaymentKind.STAGGERED, ["840.35", "360.15"]),
        ("2 versements (70 % / 30 %)", PaymentKind.STAGGERED, ["840.35", "360.15"]),
        ("3 versements (50%, 30%, 20%)", PaymentKind.STAGGERED, ["600.25", "360.15", "240.10"]),
        ("2 versements de 70% à la signature et 30% au solde", PaymentKind.STAGGERED, ["840.35", "360.15"]),
        ("80% à la signature, 20% solde", PaymentKind.OTHER, ["960.40", "240.10"]),
    ],
)
def test_conditions_are_read_in_the_words_of_strangers(text: str, kind: PaymentKind, euros: list[str]) -> None:
    row = one(conditionsVersement=text)
    assert (row.payment, [str(part.amount.amount) for part in row.instalments]) == (kind, euros)
    assert row.doubts == ()


@pytest.mark.parametrize("text", ["nan", "NaT", "Non renseigné", "N.C.", "non applicable", "#N/A", "-"])
def test_words_for_nothing_say_nothing_in_any_column(text: str) -> None:
    columns = ("referenceDecision", "objet", "conditionsVersement", "notificationUE", "dateConvention")
    row = one(**dict.fromkeys(columns, text))
    assert (row.grant.reference, row.grant.object, row.grant.conditions) == (None, None, None)
    assert {column for _, column, _ in doubts(row)} == set(columns)


def test_text_in_another_alphabet_is_no_word_for_nothing() -> None:
    assert one(objet="Ελλάδα").grant.object == "Ελλάδα"


def test_a_name_that_names_nobody_is_no_name() -> None:
    row = one(nomBeneficiaire="NC")
    assert (row.grant.beneficiary.name, row.grant.beneficiary.siret) == ("", SIRET)
    file = read(published({"nomBeneficiaire": "NC", "idBeneficiaire": ""}))
    assert [rule for _, _, rule, _ in set_aside(file)] == ["nobody-receives"]


@pytest.mark.parametrize(("text", "value"), [("1.0", True), ("0,0", False), ("VRAI", True)])
def test_answers_are_read_in_the_spelling_of_programs(text: str, *, value: bool) -> None:
    assert one(notificationUE=text).grant.notified_to_eu is value
