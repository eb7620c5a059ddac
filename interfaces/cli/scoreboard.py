"""`scoreboard`: how a territory stands, year by year and beside another."""

import sys
from typing import Annotated

import typer

from application.scoreboards import Drawing, Drawn
from interfaces.cli import lists
from interfaces.cli.door import REFUSED, AsJson, fail, opened, out, print_json, print_rows
from interfaces.cli.looking import Lang, Language
from interfaces.parts import Parts
from interfaces.telling import scoreboard as telling

app = typer.Typer()
HEADS = {
    "fr": ("indicateur", "unité", "valeur", "évolution", "cible", "atteint"),
    "en": ("indicator", "unit", "value", "change", "target", "attained"),
}
BESIDE = {"fr": ("indicateur", "unité", "ici", "là-bas", "écart"), "en": ("indicator", "unit", "here", "there", "gap")}
LEGEND = {
    "fr": "s : non publié, pour le secret statistique ; (rN) : révisé N fois, les chiffres remplacés sont gardés.",
    "en": "c: withheld for statistical confidentiality; (rN): revised N times, the figures replaced are kept.",
}


@app.command()
def scoreboard(
    context: typer.Context,
    subject: Annotated[
        str, typer.Argument(help="A framework, or one standing evaluation, or the end of its identifier")
    ],
    lang: Lang,
    year: Annotated[
        int | None, typer.Option(help="The year; the last one observed by default.", min=1, max=9999)
    ] = None,
    against: Annotated[
        str | None, typer.Option(help="Compare with this territory: its name, or its standing evaluation.")
    ] = None,
    *,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print every figure of every year as CSV.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show the yearly scoreboard of a territory: figures, changes, targets; small numbers are not shown.

    A figure below its threshold is withheld, and so is any other with which a sum would give it away.
    """
    with opened(context, as_json=as_json) as parts:
        parts.settle()
        name = _subject(parts, subject, as_json=as_json)
        drawing = Drawing(parts.reading, parts.replay, parts.clock.now().date())
        found = drawing.of(name, year, against)
        if as_json:
            print_json(telling.as_json(found, parts.encoder))
        elif as_csv:
            sys.stdout.write(telling.as_csv(found))
        else:
            for drawn in found.boards:
                _tell(drawn, lang)
            out.print(f"[dim]{LEGEND[lang]}[/]", highlight=False)


def _subject(parts: Parts, given: str, *, as_json: bool) -> str:
    """The framework or evaluation that is meant."""
    today = parts.clock.now().date()
    if given.startswith(("framework-", "evaluation-")):
        return given
    found = {lists.full(parts, parts.nouns[kind], given, today) for kind in ("framework", "evaluation")} - {None}
    if len(found) != 1:
        fail("unknown", f"No framework or evaluation, or more than one, is known as {given}.", REFUSED, as_json=as_json)
    return str(found.pop())


def _tell(drawn: Drawn, lang: Language) -> None:
    board, heads = drawn.board, HEADS[lang]
    rows = [
        (
            f"  dont {line.indicator}" if any(line.indicator in one.parts for one in board.lines) else line.indicator,
            line.unit or "",
            telling.figure(line.figure, lang),
            telling.change(line),
            "" if line.target is None else f"{line.target:f}",
            "" if line.attained is None else f"{line.attained * 100:.0f} %",
        )
        for line in board.lines
    ]
    print_rows(f"{board.territory}, {board.year}", [dict(zip(heads, row, strict=True)) for row in rows], heads)
    if drawn.compared:
        beside = [
            (
                one.indicator,
                one.unit or "",
                telling.figure(one.here, lang),
                telling.figure(one.there, lang),
                "" if one.difference is None else f"{one.difference:+f}",
            )
            for one in drawn.compared
        ]
        title = f"{board.territory} / {drawn.compared_with}, {board.year}"
        print_rows(title, [dict(zip(BESIDE[lang], row, strict=True)) for row in beside], BESIDE[lang])
