from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from application.grants.rows import GrantRow, Nature, PaymentKind
from domain.values import Period
from infrastructure.formats.scdl import read
from infrastructure.formats.scdl_columns import COLUMNS
from infrastructure.formats.text import unscrambled
from tests.infrastructure.grants import (
    GOOD,
    SIRET,
    doubts,
    notes,
    one,
    published,
    repairs,
    set_aside,
    shared,
    understood,
    workbook,
)


def digests(data: bytes) -> list[str]:
    return sorted(row.digest for row in understood(read(data)))


def test_a_row_by_the_book_needs_no_repair_and_leaves_no_doubt() -> None:
    row = one()
    assert (row.repairs, row.doubts) == ((), ())
    assert row.grant.agreed_on == date(2021, 3, 4)
    assert row.grant.paid == Period(start=date(2021, 4, 1), end=date(2021, 4, 1))
    assert row.grant.nature is Nature.CASH
    assert row.payment is PaymentKind.SINGLE
    assert [(part.amount.cents, part.due) for part in row.instalments] == [(120050, date(2021, 4, 1))]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "mac_roman", "cp850"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_same_rows_in_any_encoding_and_delimiter_are_the_same_grants(encoding: str, delimiter: str) -> None:
    changes = [{"objet": "Éducation à l'été, déjà prêt"}, {"montant": "27346.88"}]
    text = published(*changes, delimiter=delimiter).decode().encode(encoding)
    assert digests(text) == digests(published(*changes))


def test_the_same_rows_in_a_workbook_are_the_same_grants() -> None:
    heading = ("Subventions versées en 2021",), (), COLUMNS
    cells = {
        "idAttribuant": 22490001900015,
        "idBeneficiaire": int(SIRET),
        "montant": 1200.5,
        "dateConvention": datetime(2021, 3, 4),
        "datesPeriodeVersement": datetime(2021, 4, 1),
        "pourcentageSubvention": 1,
    }
    book = workbook(*heading, tuple((GOOD | cells)[column] or None for column in COLUMNS))
    assert digests(book) == digests(published({}))
    assert notes(read(book))["rows-above-heading", "Feuil1"] == 1


def test_reordered_renamed_and_missing_columns_are_recognised_and_said() -> None:
    columns = (
        "Montant ",
        "NOM_BENEFICIAIRE",
        "Siret bénéficiaire",
        "nom attribuant",
        "idattribuant",
        "Objet",
        "Quartier",
    )
    values = ("1200.50", GOOD["nomBeneficiaire"], SIRET, GOOD["nomAttribuant"], GOOD["idAttribuant"], "Livres", "Nord")
    file = read(("\n".join(";".join(line) for line in (columns, values))).encode())
    (row,) = understood(file)
    assert row.grant.beneficiary.siret == SIRET
    assert [(cell.column, cell.value) for cell in row.grant.further] == [("Quartier", "Nord")]
    assert notes(file)["columns-of-the-publisher", "Quartier"] == 1
    assert any(rule == "columns-missing" and "dateConvention" in detail for rule, detail in notes(file))


def test_a_quoted_heading_a_stated_delimiter_and_trailing_separators_are_no_obstacle() -> None:
    lines = published({}, delimiter=";").decode().splitlines()
    heading = ";".join(f'"{column}"' for column in lines[0].split(";"))
    assert digests(f"sep=;\n{heading};;\n{lines[1]};;\n".encode()) == digests(published({}))


def test_lines_of_two_encodings_in_one_file_are_each_read_in_their_own() -> None:
    lines = published({"objet": "été"}, {"objet": "hiver à la mer"}).splitlines(keepends=True)
    mixed = lines[0] + lines[1].decode().encode("cp1252") + lines[2]
    assert {row.grant.object for row in understood(read(mixed))} == {"été", "hiver à la mer"}
    assert notes(read(mixed))["encoding-of-lines", "cp1252"] == 1


@pytest.mark.parametrize("right", ["CŒUR", "à l'été", "Établières", "1 500 €", "l’association", "« Globe »", "ÉÈÇ"])
@pytest.mark.parametrize("times", [1, 2, 3])
def test_text_decoded_wrongly_is_put_right_however_often(right: str, times: int) -> None:
    wrong = right
    for _ in range(times):
        wrong = "".join(
            bytes([byte]).decode("cp1252") if byte not in b"\x81\x8d\x8f\x90\x9d" else chr(byte)
            for byte in wrong.encode()
        )
    assert unscrambled(wrong) == right


@pytest.mark.parametrize("text", ["SÃO PAULO", "THÉÂTRE", "Århus", "CAFÉ»", "à ¬ b", "Ã la carte", "naïve", "ÂGE"])
def test_text_that_was_never_decoded_wrongly_stays(text: str) -> None:
    assert unscrambled(text) == text


@pytest.mark.parametrize(
    ("text", "cents", "rules"),
    [
        ("24000.0", 2400000, []),
        ("1 500 000,00", 150000000, ["spaces-in-amount", "decimal-comma"]),
        ("28\u00a0279,23 €", 2827923, ["currency-beside-amount", "spaces-in-amount", "decimal-comma"]),
        ("1.234.567,89", 123456789, ["thousands-separators", "decimal-comma"]),
        ("1,234.50", 123450, ["thousands-separators"]),
        ("40,5 Keuros", 4050000, ["thousands-of-euros", "decimal-comma"]),
        ("12345.678", 1234568, ["rounded-to-the-cent"]),
        ("0", 0, []),
    ],
)
def test_amounts_are_read_however_they_are_written(text: str, cents: int, rules: list[str]) -> None:
    row = one(montant=text)
    assert row.grant.amount.cents == cents
    assert [rule for rule, _ in repairs(row)] == rules


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", "amount-missing"),
        ("100.000", "amount-with-two-readings"),
        ("100,000", "amount-with-two-readings"),
        ("-500", "amount-negative"),
        ("à définir", "amount-not-a-number"),
        ("1e999", "amount-not-a-number"),
        ("9" * 400, "amount-not-a-number"),
        ("12 000 - 13 000", "amount-not-a-number"),
    ],
)
def test_an_amount_that_cannot_be_understood_sets_the_row_aside(text: str, rule: str) -> None:
    assert set_aside(read(published({}, {"montant": text}))) == [(3, "montant", rule, text[:200])]


@pytest.mark.parametrize(
    ("text", "siret", "rule"),
    [
        ("418 088 712 00017", SIRET, "identifier-separators"),
        ("41808871200017'", SIRET, "identifier-separators"),
        ("41808871200017.0", SIRET, "whole-number-with-decimals"),
        ("7220086800072", "07220086800072", "leading-zero-restored"),
    ],
)
def test_an_identifier_is_repaired_where_it_is_certain(text: str, siret: str, rule: str) -> None:
    row = one(idBeneficiaire=text)
    assert row.grant.beneficiary.siret == siret
    assert repairs(row) == [(rule, "idBeneficiaire")]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("2,43E+13", "identifier-destroyed"),
        ("43955400000000", "identifier-destroyed"),
        ("41808871200018", "identifier-fails-its-check"),
        ("1234", "identifier-malformed"),
        ("voir annexe", "identifier-malformed"),
        ("", "identifier-missing"),
    ],
)
def test_an_identifier_that_is_lost_stays_unknown_and_keeps_no_row_out(text: str, rule: str) -> None:
    row = one(idBeneficiaire=text)
    assert (row.grant.beneficiary.siret, row.grant.beneficiary.siren) == (None, None)
    assert doubts(row) == [(rule, "idBeneficiaire", text)]


def test_a_siren_is_kept_where_the_establishment_is_unknown() -> None:
    assert one(idBeneficiaire="418088712").grant.beneficiary.siren == "418088712"
    assert one(idBeneficiaire="41808871200000").grant.beneficiary.siren == "418088712"


def test_an_rna_number_stands_for_the_missing_siret() -> None:
    row = one(idBeneficiaire="", rnaBeneficiaire="W333216789")
    assert (row.grant.beneficiary.rna, row.doubts) == ("W333216789", ())
    swapped = one(idBeneficiaire="W333216789")
    assert swapped.grant.beneficiary.rna == "W333216789"
    assert repairs(swapped) == [("rna-in-the-column-of-sirets", "idBeneficiaire")]


@pytest.mark.parametrize(
    ("text", "rules", "doubt"),
    [
        ("2021-03-04 00:00:00", ["date-with-time"], []),
        ("2021/03/04", ["date-separators"], []),
        ("20210304", ["date-without-separators"], []),
        ("4 mars 2021", ["date-in-words"], []),
        ("44259", ["spreadsheet-number-as-date"], []),
        ("04/03/2021", ["day-first-date"], ["day-or-month-first"]),
    ],
)
def test_a_date_is_read_however_it_is_written(text: str, rules: list[str], doubt: list[str]) -> None:
    row = one(dateConvention=text)
    assert row.grant.agreed_on == date(2021, 3, 4)
    assert [rule for rule, _ in repairs(row)] == rules
    assert [found.rule for found in row.doubts] == doubt


def test_the_rest_of_the_column_settles_whether_day_or_month_comes_first() -> None:
    french = understood(read(published({"dateConvention": "04/03/2021"}, {"dateConvention": "25/03/2021"})))
    assert [row.grant.agreed_on for row in french] == [date(2021, 3, 4), date(2021, 3, 25)]
    assert [row.doubts for row in french] == [(), ()]
    english = understood(read(published({"dateConvention": "04/03/2021"}, {"dateConvention": "03/25/2021"})))
    assert [row.grant.agreed_on for row in english] == [date(2021, 4, 3), date(2021, 3, 25)]
    both = understood(
        read(published(*({"dateConvention": text} for text in ("04/03/2021", "25/03/2021", "03/25/2021"))))
    )
    assert (both[0].grant.agreed_on, both[0].doubts[0].rule) == (None, "day-or-month-first")


@pytest.mark.parametrize("text", ["2021-13-40", "31/02/2021", "printemps 2021", "0000-00-00", "2021"])
def test_a_date_that_cannot_be_read_is_unknown_and_its_text_is_kept(text: str) -> None:
    row = one(dateConvention=text)
    assert row.grant.agreed_on is None
    assert doubts(row) == [("date-malformed", "dateConvention", text)]
    assert [(cell.column, cell.value) for cell in row.grant.unread] == [("dateConvention", text)]


def test_a_date_whose_opposite_begins_the_payments_is_doubted_not_changed() -> None:
    row = one(dateConvention="2018-09-04", datesPeriodeVersement="2018-04-09/2019-06-30")
    assert row.grant.agreed_on == date(2018, 9, 4)
    assert doubts(row) == [("day-and-month-may-be-exchanged", "dateConvention", "2018-09-04")]


@pytest.mark.parametrize(
    ("text", "start", "end", "found"),
    [
        ("2018-04-01_2018-12-31", date(2018, 4, 1), date(2018, 12, 31), "period-separator"),
        ("2018-12-11 _2019-12-31", date(2018, 12, 11), date(2019, 12, 31), "period-separator"),
        ("du 01/04/2018 au 31/12/2018", date(2018, 4, 1), date(2018, 12, 31), "period-separator"),
        ("2018-03-23\n2019-01-31\n2020-01-31", date(2018, 3, 23), date(2020, 1, 31), "several-days-as-period"),
        ("2018-01-24 (1er acompte et solde)", date(2018, 1, 24), date(2018, 1, 24), "remark-beside-date"),
        ("2017-03-02/2017-30-05", date(2017, 3, 2), date(2017, 5, 30), "day-and-month-exchanged"),
        ("2017-12-12/fin-action", date(2017, 12, 12), None, "payment-period-open"),
        ("NC/2019-06-30", None, date(2019, 6, 30), "payment-period-open"),
    ],
)
def test_periods_of_payment_are_read_as_far_as_they_go(
    text: str, start: date | None, end: date | None, found: str
) -> None:
    row = one(datesPeriodeVersement=text)
    assert row.grant.paid == Period(start=start, end=end)
    assert found in [rule for rule, _ in repairs(row)] + [doubt.rule for doubt in row.doubts]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", "payment-period-missing"),
        ("2018-12-31/2018-01-01", "payment-period-reversed"),
        ("à la signature", "payment-period-malformed"),
    ],
)
def test_a_period_of_payment_that_says_nothing_certain_is_unknown(text: str, rule: str) -> None:
    row = one(datesPeriodeVersement=text)
    assert row.grant.paid is None
    assert doubts(row) == [(rule, "datesPeriodeVersement", text)]


@pytest.mark.parametrize(
    ("conditions", "parts"),
    [
        ("autre : 2 versements 50%-50%", [600.25, 600.25]),
        ("autre : 3 versements 1/3 - 1/3 - 1/3", [400.17, 400.17, 400.16]),
        ("70 % à la signature de la convention\nSolde après réception du bilan", [840.35, 360.15]),
        ("1er paiement : 40% apres notification 2eme paiement : Solde selon bilans", [480.2, 720.3]),
        ("200,50 € dès signature de la convention, le solde à la production des comptes", [200.5, 1000]),
        ("Versement en une seule fois", [1200.5]),
        ("échelonné", []),
        ("autre : sous condition de performances", []),
        ("acompte dans la limite de 80% puis solde", []),
    ],
)
def test_conditions_of_payment_become_instalments_where_they_are_certain(conditions: str, parts: list[float]) -> None:
    row = one(conditionsVersement=conditions)
    assert [part.amount.amount for part in row.instalments] == [Decimal(str(part)) for part in parts]
    assert row.doubts == ()


def test_instalments_that_do_not_add_up_are_doubted_and_not_recorded() -> None:
    row = one(montant="1850000", conditionsVersement="autre : 2 versements: 500000 et 156000")
    assert row.instalments == ()
    assert [found.rule for found in row.doubts] == ["instalments-do-not-add-up"]
    thousands = one(montant="33000", conditionsVersement="autre : 2 versements 30 Keuros-3 Keuros")
    assert [part.amount.cents for part in thousands.instalments] == [3000000, 300000]


@pytest.mark.parametrize(
    ("column", "text", "value"),
    [
        ("notificationUE", "NON", False),
        ("notificationUE", "yes", True),
        ("notificationUE", "Vrai", True),
    ],
)
def test_yes_and_no_are_read_in_other_words(column: str, text: str, value: bool) -> None:
    assert one(**{column: text}).grant.notified_to_eu is value


@pytest.mark.parametrize(
    ("text", "share"), [("100", "1"), ("97.38", "0.9738"), ("0,5", "0.5"), ("45 %", "0.45"), ("1", "1")]
)
def test_a_share_is_a_fraction_however_it_is_written(text: str, share: str) -> None:
    assert one(pourcentageSubvention=text).grant.share == Decimal(share)


@pytest.mark.parametrize(
    ("text", "nature"),
    [
        ("NUMERAIRE", Nature.CASH),
        ("en numéraire", Nature.CASH),
        ("Aide en nature", Nature.IN_KIND),
        ("aide en numéraire,aide en nature", Nature.BOTH),
    ],
)
def test_the_nature_of_the_aid_is_read_in_other_words(text: str, nature: Nature) -> None:
    assert one(nature=text).grant.nature is nature


def test_an_amount_cut_at_its_decimal_comma_is_put_back_together() -> None:
    lines = published({}).decode().splitlines()
    file = read((lines[0] + "\n" + lines[1].replace("1200.50", "1 200,50")).encode())
    (row,) = understood(file)
    assert row.grant.amount.cents == 120050
    assert ("cells-rejoined", "") in repairs(row)


def test_a_cut_amount_moves_no_cell_even_where_a_blank_one_at_the_end_makes_up_for_it() -> None:
    lines = published({}, {}).decode().splitlines()
    cut = lines[1].replace("1200.50", "1 200,50")
    for line in (cut, cut.rstrip(","), cut + ",,"):
        (row, _) = understood(read("\n".join([lines[0], line, lines[2]]).encode()))
        assert (row.grant.amount.cents, row.grant.nature) == (120050, Nature.CASH)
        assert row.doubts == ()


def test_a_value_of_another_form_is_doubted_where_it_stands_and_moves_no_cell() -> None:
    row = one(dateConvention="printemps 2021", notificationUE="peut-être", nature="don")
    assert row.repairs == ()
    assert {doubt.column for doubt in row.doubts} == {"dateConvention", "notificationUE", "nature"}


def test_a_cut_amount_is_put_back_even_where_the_text_was_decoded_twice() -> None:
    line = published({"montant": "27 000,50", "objet": "été"}).decode().replace('"', "").replace(" 000", "\u00a0000")
    (row,) = understood(read(line.encode().decode("latin-1").encode()))
    assert (row.grant.amount.cents, row.grant.object, row.grant.nature) == (2700050, "été", Nature.CASH)


@pytest.mark.parametrize("moved", ["aide en numéraire", "en numéraire"])
def test_a_row_whose_cells_have_moved_is_set_aside_rather_than_misread(moved: str) -> None:
    file = read(published({"nature": "00", "conditionsVersement": moved, "montant": "100"}, {"nature": "don"}))
    assert [(row, rule) for row, _, rule, _ in set_aside(file)] == [(2, "cells-do-not-fit-columns")]
    cells = GOOD | {"nature": "", "montant": moved}
    book = read(workbook(COLUMNS, tuple(cells[column] or None for column in COLUMNS)))
    assert [rule for _, _, rule, _ in set_aside(book)] == ["cells-do-not-fit-columns"]


@pytest.mark.parametrize("ends", [b"\r\n", b"\r", b"\n"])
def test_lines_may_end_as_they_like(ends: bytes) -> None:
    data = published({}, {"montant": "5"}).replace(b"\r\n", b"\n").replace(b"\n", ends)
    assert digests(data) == digests(published({}, {"montant": "5"}))


def test_a_stray_carriage_return_breaks_no_row() -> None:
    (row,) = understood(read(published({}).replace(b"Premiers romans", b"Premiers\rromans")))
    assert row.grant.object == "Premiers romans"


def test_cells_beyond_the_heading_of_a_workbook_are_kept() -> None:
    cells = (*(GOOD[column] for column in COLUMNS[:-1]), None, "à revoir")
    (row,) = understood(read(workbook(COLUMNS, cells)))
    assert [(cell.column, cell.value) for cell in row.grant.further] == [("colonne", "à revoir")]


def test_a_row_with_too_many_cells_and_two_readings_is_set_aside() -> None:
    line = published({"nomBeneficiaire": "A,B,C"}).decode().replace('"', "")
    ((row, column, rule, value),) = set_aside(read(line.encode()))
    assert (row, column, rule, value) == (2, "", "cells-do-not-fit-columns", "17 / 16")


def test_a_row_quoted_as_one_cell_is_opened() -> None:
    lines = published({}, {"objet": 'le "grand" bal'}).decode().splitlines()
    whole = '"' + lines[2].replace('"', '""') + '"'
    file = read("\n".join([lines[0], lines[1], whole]).encode())
    assert [row.grant.object for row in understood(file)] == ["Premiers romans", 'le "grand" bal']
    assert ("row-quoted-as-one-cell", "") in notes(file)


def test_a_quote_that_never_closes_swallows_no_row() -> None:
    lines = published({}, {}, {}, delimiter=";").decode().splitlines()
    lines[1] = lines[1].replace("Premiers romans", '"Premiers romans')
    file = read("\n".join(lines).encode())
    assert len(understood(file)) == 3


def test_blank_rows_repeated_headings_and_totals_are_said_and_not_counted() -> None:
    lines = published({}, {}).decode().splitlines()
    total = "TOTAL" + "," * 8 + "2401.00" + "," * 7
    file = read("\n".join([*lines[:2], "," * 15, "", lines[0], lines[2], total]).encode())
    assert len(file.rows) == 2
    assert [row.row for row in understood(file)] == [2, 6]
    said = notes(file)
    assert (said["blank-rows", ""], said["repeated-headings", ""], said["total-rows", ""]) == (2, 1, 1)


def test_every_sheet_with_a_heading_is_read_and_the_others_are_said() -> None:
    import io

    import openpyxl

    book = openpyxl.Workbook()
    for title, rows in (("Lisez-moi", [["Bonjour"]]), ("2020", [COLUMNS, [GOOD[c] for c in COLUMNS]])):
        sheet = book.create_sheet(title)
        for cells in rows:
            sheet.append(list(cells))
    hidden = book.create_sheet("brouillon")
    hidden.sheet_state = "hidden"
    data = io.BytesIO()
    book.save(data)
    file = read(data.getvalue())
    assert [row.sheet for row in understood(file)] == ["2020"]
    assert {("sheet-without-heading", "Lisez-moi"), ("hidden-sheet", "brouillon"), ("sheet", "2020")} <= set(
        notes(file)
    )


def test_a_row_with_nobody_in_it_is_set_aside() -> None:
    file = read(published({"nomBeneficiaire": "", "idBeneficiaire": ""}, {"nomAttribuant": "", "idAttribuant": "x"}))
    assert [(column, rule) for _, column, rule, _ in set_aside(file)] == [
        ("nomBeneficiaire", "nobody-receives"),
        ("nomAttribuant", "nobody-grants"),
    ]


def test_an_amendment_names_the_agreement_it_amends() -> None:
    row = one(objet="avenant n°2 à la convention signée le 14 mars 2017 : fonctionnement")
    assert row.amends is not None
    assert (row.amends.signed_on, row.amends.number) == (date(2017, 3, 14), 2)
    assert one(objet="Soutien avant l'avenant").amends is None


def test_the_official_examples_are_read() -> None:
    valid = read(shared("schemas/ex-subv-valide.csv"))
    assert len(valid.rows) == len(understood(valid)) == 29
    broken = read(shared("schemas/ex-subv-invalide-cellules.csv"))
    assert [(rule, column) for _, column, rule, _ in set_aside(broken)] == [("amount-missing", "montant")]


def test_a_path_is_read_like_bytes(tmp_path: Path) -> None:
    file = tmp_path / "subventions.csv"
    file.write_bytes(published({}))
    assert isinstance(read(file).rows[0], GrantRow)
    assert read(file).digest == read(published({})).digest
