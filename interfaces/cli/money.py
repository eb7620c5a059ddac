"""`money`: what was forecast, voted, committed, ordered, paid and recovered, on any day, adding up both ways."""

import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from interfaces.cli.door import USAGE, AsJson, fail, opened, out, print_json, print_rows
from interfaces.cli.looking import Lang, Language, as_day, write
from interfaces.cli.reading import stream_of
from interfaces.parts import Parts
from interfaces.telling import money as telling
from interfaces.telling.names import names_of
from interfaces.telling.values import Names, day
from interfaces.words.money import AT, NOTHING

app = typer.Typer()


@dataclass(frozen=True, slots=True)
class _Sheet:
    title: str
    header: list[str]
    rows: list[list[str]]


@app.command()
def money(
    context: typer.Context,
    lang: Lang,
    framework: Annotated[
        str | None, typer.Argument(help="The framework's identifier, or the end of it; left out with --agreement.")
    ] = None,
    agreement: Annotated[str | None, typer.Option("--agreement", help="Of one agreement, with instalments.")] = None,
    at: Annotated[datetime | None, typer.Option("--at", help="On this day.", formats=["%Y-%m-%d"])] = None,
    csv: Annotated[
        Path | None, typer.Option("--csv", help="Write it as CSV to this file; - is standard output.")
    ] = None,
    xlsx: Annotated[Path | None, typer.Option("--xlsx", help="Write it as a workbook to this file.")] = None,
    *,
    each: Annotated[bool, typer.Option("--by-agreement", help="Add the sums of each agreement.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show the money of a framework or an agreement: per payer and budget year, at every stage.

    The same money is added up by payer, by year and in all; every way comes to the same. An agreement shows its
    instalments too: which are open, which are late, and what a closed one waits for.
    """
    if (framework is None) == (agreement is None):
        fail("usage", "Name a framework, or an agreement with --agreement.", USAGE, as_json=as_json)
    with opened(context, as_json=as_json) as parts:
        on = as_day(at) or parts.clock.now().date()
        if agreement is not None:
            subject = stream_of(parts, "agreement", agreement, as_json=as_json)
            told = telling.of_agreement(parts, subject, on)
        else:
            subject = stream_of(parts, "framework", str(framework), as_json=as_json)
            told = telling.of_framework(parts, subject, on, by_agreement=each or csv is not None or xlsx is not None)
        names = names_of(parts)
        if csv is not None:
            _as_csv(csv, telling.as_csv(told.table, names), as_json=as_json)
        if xlsx is not None:
            _as_workbook(parts, xlsx, told, names, lang, as_json=as_json)
        if as_json:
            print_json(telling.as_json(told, names))
        elif csv is None:
            _tell(told, names, lang, names.get(subject, subject))


def _tell(told: telling.Told, names: Names, lang: Language, name: str) -> None:
    for grid in telling.grids(told, names, lang, brief=True):
        rows = [dict(zip(grid.header, row, strict=True)) for row in grid.rows]
        print_rows(grid.title, rows, grid.header)
    if not told.table.lines:
        out.print(NOTHING[lang])
    facts = {"name": name, "at": day(told.table.at, lang), "position": told.table.position}
    out.print(AT[lang].format(**facts), style="dim", highlight=False, markup=False)


def _as_csv(path: Path, text: str, *, as_json: bool) -> None:
    if str(path) == "-":
        sys.stdout.write(text)
    else:
        write(path, text.encode("utf-8-sig"), as_json=as_json)


def _as_workbook(parts: Parts, path: Path, told: telling.Told, names: Names, lang: Language, *, as_json: bool) -> None:
    grids = telling.grids(told, names, lang)
    sheets = [_Sheet(one.title, list(one.header), [list(row) for row in one.rows]) for one in grids]
    write(path, parts.documents.workbook(sheets or [_Sheet("–", [NOTHING[lang]], [])]), as_json=as_json)
