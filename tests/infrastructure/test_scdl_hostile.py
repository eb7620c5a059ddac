import gzip
import io
import json
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from application.grants.rows import UnreadableFile
from application.grants.words import ENGLISH, FRENCH
from infrastructure.formats.scdl import read
from infrastructure.formats.scdl_columns import COLUMNS
from tests.infrastructure.grants import GOOD, doubts, notes, published, set_aside, understood, workbook


def archive(**parts: bytes) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return data.getvalue()


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"", "empty-file"),
        (b"\xef\xbb\xbf\r\n \n", "empty-file"),
        (",".join(COLUMNS).encode(), "no-rows"),
        (b"bonjour\nle monde\n", "no-heading"),
        (b"a;b;c\n1;2;3\n", "no-heading"),
        (b"%PDF-1.7 ...", "pdf-file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "old-workbook"),
        (gzip.compress(b"nomAttribuant", mtime=0), "compressed-file"),
        (b"<!DOCTYPE html><html></html>", "web-page"),
        (json.dumps({"montant": 1}).encode(), "json-file"),
        (b"\x7fELF" + bytes(range(256)) * 20, "binary-file"),
        (b"PK\x03\x04 broken", "broken-workbook"),
        (archive(mimetype=b"application/vnd.oasis.opendocument.spreadsheet", content_xml=b"<x/>"), "open-document"),
        (archive(photo=b"x"), "compressed-file"),
        (archive(xl__workbook_xml=b"<broken"), "broken-workbook"),
        (archive(xl__workbook_xml=bytes(200 << 20)), "content-too-large"),
        (",".join(f"c{n}" for n in range(1_000_000)).encode() + b"\n1\n", "too-many-columns"),
        ((",".join(COLUMNS) + "," * 1000 + "x\n1\n").encode(), "too-many-columns"),
    ],
)
def test_what_is_no_table_of_grants_gets_one_error_that_says_what_to_do(data: bytes, rule: str) -> None:
    started = time.monotonic()
    with pytest.raises(UnreadableFile) as refused:
        read(data)
    assert refused.value.rule == rule
    assert rule in FRENCH
    assert rule in ENGLISH
    assert time.monotonic() - started < 10


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read(tmp_path / "absent.csv")
    assert refused.value.rule == "no-such-file"


def test_a_cell_of_a_million_characters_is_set_aside_and_the_next_row_is_read() -> None:
    file = read(published({"objet": "x" * 1_000_000}, {}))
    assert set_aside(file) == [(2, "objet", "cell-too-long", "x" * 80)]
    assert len(understood(file)) == 1
    assert max(len(cell) for row in file.rows for cell in row.cells) <= 200


def test_null_bytes_are_taken_out_and_said() -> None:
    (row,) = understood(read(published({"objet": "Premiers\x00 romans"})))
    assert row.grant.object == "Premiers romans"
    assert ("control-characters", "objet") in [(repair.rule, repair.column) for repair in row.repairs]


def test_formulas_are_text_in_a_file_and_nothing_in_a_workbook() -> None:
    (row,) = understood(read(published({"objet": "=1+1"})))
    assert row.grant.object == "=1+1"
    cells = {**GOOD, "objet": "=1+1"}
    (row,) = understood(read(workbook(COLUMNS, tuple(cells[column] for column in COLUMNS))))
    assert row.grant.object is None
    assert doubts(row) == [("object-missing", "objet", "")]


def remade(edit: Callable[[str, bytes], bytes], *more: tuple[str, bytes]) -> bytes:
    """A workbook of one grant, its parts edited."""
    packed, made = (
        zipfile.ZipFile(io.BytesIO(workbook(COLUMNS, tuple(GOOD[column] for column in COLUMNS)))),
        io.BytesIO(),
    )
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in packed.infolist():
            archive.writestr(part.filename, edit(part.filename, packed.read(part)))
        for name, content in more:
            archive.writestr(name, content)
    return made.getvalue()


def with_rows(rows: bytes) -> bytes:
    return remade(
        lambda name, data: data.replace(b"</sheetData>", rows + b"</sheetData>") if "sheet1" in name else data
    )


def with_shared_texts(texts: bytes) -> bytes:
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    said = b'<Override PartName="/xl/sharedStrings.xml" ContentType="' + kind + b'"/></Types>'
    content = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">' + texts + b"</sst>"
    return remade(
        lambda name, data: data.replace(b"</Types>", said) if "Content_Types" in name else data,
        ("xl/sharedStrings.xml", content),
    )


def with_entities(data: bytes) -> bytes:
    entities = b"".join(b'<!ENTITY %c "%s">' % (98 + at, (b"&%c;" % (97 + at)) * 10) for at in range(9))
    bomb = b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">' + entities + b"]>"
    return bomb + data.replace(b"<sheetData>", b"<sheetData><row><c t='inlineStr'><is><t>&j;</t></is></c></row>")


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (lambda: with_rows(b'<row r="999999999"><c r="A999999999"><v>1</v></c></row>'), "too-many-rows"),
        (lambda: with_rows(b'<row r="3">' + b"<c/>" * 20_000_000 + b"</row>"), "content-too-large"),
        (lambda: with_rows(b'<row r="3"><c r="XFD3"><v>1</v></c></row>'), "too-many-columns"),
        (lambda: with_shared_texts(b"<si/>" * 20_000_000), "content-too-large"),
        (
            lambda: remade(lambda n, d: d.replace(b"</cellXfs>", b"<xf/>" * 900_000) if "styles" in n else d),
            "content-too-large",
        ),
        (lambda: remade(lambda n, d: with_entities(d) if "sheet1" in n else d), "broken-workbook"),
        (lambda: remade(lambda n, d: d)[:-300], "broken-workbook"),
        (lambda: remade(lambda n, d: d[: len(d) // 2] if "sheet1" in n else d), "broken-workbook"),
    ],
    ids=[
        *("a billion rows", "a row of millions", "a far cell", "millions of texts", "millions of styles"),
        *("entities", "cut short", "a sheet cut short"),
    ],
)
def test_a_workbook_out_of_all_proportion_is_refused_soon(data: Callable[[], bytes], rule: str) -> None:
    started = time.monotonic()
    with pytest.raises(UnreadableFile) as refused:
        read(data())
    assert refused.value.rule == rule
    assert time.monotonic() - started < 10


def test_blank_cells_in_the_last_column_of_many_rows_cost_nothing() -> None:
    blank = b"".join(b'<row r="%d"><c r="XFD%d"/></row>' % (row, row) for row in range(3, 40_000))
    started = time.monotonic()
    assert len(understood(read(with_rows(blank)))) == 1
    assert time.monotonic() - started < 10


def test_a_row_with_thousands_of_cells_is_set_aside() -> None:
    lines = published({}, {}).decode().splitlines()
    file = read("\n".join([*lines, lines[1] + ",x" * 400]).encode())
    assert [(row, rule) for row, _, rule, _ in set_aside(file)] == [(4, "cells-do-not-fit-columns")]


def test_a_quote_opened_in_the_first_row_of_a_long_file_loses_nothing() -> None:
    lines = published(*({} for _ in range(3000)), delimiter=";").decode().splitlines()
    lines[1] = lines[1].replace("Premiers romans", '"Premiers romans')
    assert len(read("\n".join(lines).encode()).rows) == 3000


@pytest.mark.slow
def test_eighteen_thousand_rows_are_read_in_seconds() -> None:
    started = time.monotonic()
    file = read(
        published(*({"montant": f"{number},50", "objet": f"n° {number}"} for number in range(18_000)), delimiter=";")
    )
    assert len(understood(file)) == 18_000
    assert notes(file)["decimal-comma", "montant"] == 18_000
    assert time.monotonic() - started < 30


def test_every_rule_has_its_words_in_both_languages() -> None:
    assert set(FRENCH) == set(ENGLISH)
