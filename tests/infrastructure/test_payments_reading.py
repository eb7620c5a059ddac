"""Statements of payments as finance systems write them: CSV of any kind, workbooks, and what no one can understand."""

import io
from collections.abc import Sequence

import openpyxl
import pytest

from application.grants.rows import Quarantined, UnreadableFile
from application.paying import words
from application.paying.rows import PaymentFile, PaymentRow
from domain.payment import PaymentKind
from domain.values import Money
from infrastructure.formats.payments import read, write_quarantine

HEAD = ("Tiers", "SIRET du tiers", "Exercice", "N° mandat", "N° titre", "Montant payé", "Date de paiement", "Objet")
ROW = ("SCIC La Graine", "130 005 481 00010", "2026", "M-1", "", "1 200,50 €", "12/03/2026", "Acompte n° 1")


def table(*rows: Sequence[str], head: Sequence[str] = HEAD, mark: str = ";") -> str:
    return "\n".join(mark.join(row) for row in (head, *rows)) + "\n"


def only(file: PaymentFile) -> PaymentRow:
    (found,) = file.rows
    assert isinstance(found, PaymentRow), found
    return found


def aside(file: PaymentFile) -> list[tuple[int, str, str, str]]:
    return [(one.row, one.column, one.value, one.rule) for one in file.rows if isinstance(one, Quarantined)]


def workbook(*rows: Sequence[object]) -> bytes:
    book, data = openpyxl.Workbook(), io.BytesIO()
    for row in (HEAD, *rows):
        book.active.append(list(row))  # type: ignore[union-attr]
    book.save(data)
    return data.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("mark", [";", "\t", "|"])
def test_a_line_is_the_same_in_every_encoding_and_with_every_delimiter(encoding: str, mark: str) -> None:
    row = only(read(table(ROW, mark=mark).encode(encoding)))
    assert (row.third_party.name, row.third_party.siret) == ("SCIC La Graine", "13000548100010")
    assert (row.amount, row.on.isoformat(), row.year) == (Money.of("1200.50"), "2026-03-12", 2026)
    assert (row.kind, row.order, row.label) == (PaymentKind.PAYMENT, "M-1", "Acompte n° 1")


def test_a_workbook_says_the_same() -> None:
    told = ("SCIC La Graine", "", 2026, 17.0, "", 1200.5, "2026-03-12", "Acompte")
    row = only(read(workbook(told)))
    assert (row.amount, row.order, row.year) == (Money.of("1200.50"), "17", 2026)


def test_what_was_detected_and_repaired_is_said() -> None:
    said = {one.rule for one in read(table(ROW).encode("cp1252")).notes}
    assert said >= {"encoding", "delimiter", "columns-renamed", "columns-not-there", "day-or-month-first"}
    assert said >= {"spaces-in-amount", "decimal-comma", "currency-beside-amount", "identifier-separators"}
    assert said <= words.FRENCH.keys()
    assert said <= words.ENGLISH.keys()


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        ({"N° titre": "T-1", "N° mandat": ""}, PaymentKind.RECOVERY),
        ({"Montant payé": "-12,00"}, PaymentKind.CANCELLATION),
        ({"Montant payé": "(12,00)"}, PaymentKind.CANCELLATION),
        ({"Montant payé": "12,00-"}, PaymentKind.CANCELLATION),
        ({}, PaymentKind.PAYMENT),
    ],
)
def test_which_way_the_money_went_is_told_by_number_and_sign(cells: dict[str, str], kind: PaymentKind) -> None:
    row = only(
        read(
            table(
                [dict(zip(HEAD, ROW, strict=True)).get(name, "") if name not in cells else cells[name] for name in HEAD]
            ).encode()
        )
    )
    assert row.kind is kind
    assert row.amount.cents > 0


@pytest.mark.parametrize(
    ("said", "kind"),
    [("Mandat", "payment"), ("Titre de recette", "recovery"), ("Annulation de mandat", "cancellation")],
)
def test_what_the_line_says_it_is_comes_first(said: str, kind: str) -> None:
    told = table([*ROW, said], head=[*HEAD, "Nature"])
    assert only(read(told.encode())).kind == kind


@pytest.mark.parametrize(
    ("text", "amount"),
    [("12.30 CHF", Money.of("12.30", "CHF")), ("USD 12", Money.of(12, "USD")), ("£12", Money.of(12, "GBP"))],
)
def test_a_currency_beside_the_amount_counts(text: str, amount: Money) -> None:
    row = [*ROW]
    row[5] = text
    assert only(read(table(row).encode())).amount == amount


def test_each_line_that_cannot_be_understood_says_where_and_why() -> None:
    wrong = [[*ROW] for _ in range(5)]
    wrong[0][5], wrong[1][5], wrong[2][6], wrong[3][2] = "1.234", "9999999999", "31/02/2026", "MMXXVI"
    wrong[4] = [*ROW, "de trop", "encore"]
    file = read(table(*wrong).encode())
    assert aside(file) == [
        (2, "montant", "1.234", "amount-with-two-readings"),
        (3, "montant", "9999999999", "amount-absurd"),
        (4, "date", "31/02/2026", "date-malformed"),
        (5, "exercice", "MMXXVI", "year-not-a-year"),
        (6, "", "10 / 8", "cells-do-not-fit-columns"),
    ]
    assert {rule for *_, rule in aside(file)} <= words.FRENCH.keys() & words.ENGLISH.keys()


def test_a_file_of_lines_set_aside_is_read_again_once_corrected() -> None:
    row = [*ROW]
    row[5], row[7] = "1.234", "=SOMME(A1)"
    file = read(table(row).encode())
    written = write_quarantine(file, [one for one in file.rows if isinstance(one, Quarantined)])
    assert b"'=SOMME" in written
    corrected = only(read(written.decode("utf-8-sig").replace("1.234;12", "1234;12").encode()))
    assert (corrected.amount, corrected.label, corrected.order) == (Money.of(1234), "=SOMME(A1)", "M-1")


@pytest.mark.parametrize(
    ("data", "rule"), [(b"", "empty-file"), (b"a;b\n1;2\n", "no-heading"), (b"%PDF-1", "pdf-file")]
)
def test_what_is_no_statement_is_refused_as_a_whole(data: bytes, rule: str) -> None:
    with pytest.raises(UnreadableFile) as error:
        read(data)
    assert error.value.rule == rule
