"""`controls`: what an auditor looks for first, on the screen, as a workbook or as a report to file."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from application.controls.control import ControlsReport
from application.controls.running import run
from application.documents import PdfUnavailable
from interfaces.cli.door import UNAVAILABLE, AsJson, err, fail, opened, out, print_json, print_rows
from interfaces.cli.looking import Framework, Lang, Language, as_day, progressing, write
from interfaces.cli.reading import stream_of
from interfaces.parts import Parts
from interfaces.telling import report as paper
from interfaces.telling.controls import as_json as told_as_json
from interfaces.telling.controls import lines
from interfaces.telling.names import names_of
from interfaces.telling.trail import trail
from interfaces.telling.values import Names, day
from interfaces.words.control import TITLES

app = typer.Typer()
HEADS = {
    "fr": ("contrôle", "examinés", "inconnus", "constats"),
    "en": ("control", "checked", "unknown", "findings"),
}
SHOWN = 12
MORE = {
    "fr": "… et {more} autres : --xlsx les contient tous.",
    "en": "… and {more} more: --xlsx holds them all.",
}
AT = {
    "fr": "{name}, position {position} du journal, délais appréciés au {today} ({zone}) : {found} constats.",
    "en": "{name}, log position {position}, deadlines judged as of {today} ({zone}): {found} findings.",
}


@app.command()
def controls(
    context: typer.Context,
    framework: Framework,
    lang: Lang,
    xlsx: Annotated[Path | None, typer.Option("--xlsx", help="Write every finding to this workbook.")] = None,
    pdf: Annotated[Path | None, typer.Option("--pdf", help="Write a report to file to this PDF.")] = None,
    today: Annotated[
        datetime | None, typer.Option(help="Judge deadlines as of this day.", formats=["%Y-%m-%d"])
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Run every control over a framework: what an auditor looks for first.

    Paid before signature, or before the act was executory; no act behind an agreement; report late; interested vote;
    identifier in doubt; amendment after the end; recorded long after it took effect; open irregularities, and who
    accepted which. Each finding names its rule, its article and the events that show it. Finding something is no
    failure: the exit code is 0.
    """
    with opened(context, as_json=as_json) as parts:
        found = trail(parts)
        stream = stream_of(parts, "framework", framework, as_json=as_json)
        with progressing("Contrôles / controls", hidden=as_json) as advance:
            report = run(found, stream, as_day(today) or parts.clock.now().date(), advance)
        names = names_of(parts)
        if as_json:
            print_json(told_as_json(report, names, parts.encoder))
        else:
            _tell(report, names, lang)
        if xlsx is not None:
            tables = paper.sheets(report, names, lang, parts.clock.now())
            write(xlsx, parts.documents.workbook(tables), as_json=as_json)
        if pdf is not None:
            write(pdf, _printed(parts, report, names, lang, as_json=as_json), as_json=as_json)


def _tell(report: ControlsReport, names: Names, lang: Language) -> None:
    heads = HEADS[lang]
    counts = [(TITLES[one.name][lang], one.checked, one.unknown, len(one.findings)) for one in report.controls]
    print_rows(report.name, [dict(zip(heads, row, strict=True)) for row in counts], heads)
    for control in report.controls:
        found = list(lines(control, names, lang))
        if found:
            out.print(f"[bold]{TITLES[control.name][lang]}[/]")
        for one in found[:SHOWN]:
            out.print(f"  [bold]{one.title}[/] — {one.words}", highlight=False)
            out.print(f"    [dim]{one.article or one.rule} · {one.settled} · # {one.positions}[/]", highlight=False)
        if len(found) > SHOWN:
            out.print(f"  [dim]{MORE[lang].format(more=len(found) - SHOWN)}[/]")
    facts = {"name": report.name, "position": report.position, "zone": report.zone, "found": report.found}
    out.print(f"[dim]{AT[lang].format(**facts, today=day(report.today, lang))}[/]")


def _printed(parts: Parts, report: ControlsReport, names: Names, lang: Language, *, as_json: bool) -> bytes:
    page = paper.page(report, names, lang, parts.clock.now())
    try:
        with err.status("PDF …"):
            return parts.documents.pdf(page)
    except PdfUnavailable as error:
        fail("pdf-unavailable", f"No PDF can be made here. {error}", UNAVAILABLE, as_json=as_json)
