"""`diff`, `why`, `decisions`, `links`: what changed, why, what was decided on what grounds, what hangs in the air."""

from datetime import datetime
from typing import Annotated

import typer

from application.facts import Unknown
from application.history.decisions import decisions as decisions_of
from application.history.diff import Axis, compare
from application.history.links import broken_links
from application.history.why import why as why_of
from interfaces.cli.door import AsJson, opened, out, print_json, print_rows
from interfaces.cli.looking import Framework, From, Lang, To, as_day, progressing
from interfaces.cli.reading import reader, stream_of
from interfaces.telling import history as telling
from interfaces.telling.names import names_of
from interfaces.telling.trail import trail
from interfaces.telling.values import day, named
from interfaces.words.history import GAPS, MISSING, said

app = typer.Typer()
Kind = Annotated[str, typer.Argument(help="agreement, meeting, commitment, organisation …")]
Id = Annotated[str, typer.Argument(help="Its identifier, or the end of it")]
Earlier = Annotated[datetime, typer.Option("--from", help="The earlier day.", formats=["%Y-%m-%d"])]
Later = Annotated[datetime, typer.Option("--to", help="The later day.", formats=["%Y-%m-%d"])]
NOTHING = {"fr": "Rien n'a changé.", "en": "Nothing changed."}
AXES = {
    Axis.EFFECTIVE: {"fr": "en vigueur le", "en": "in force on"},
    Axis.RECORDED: {"fr": "connu à la fin du", "en": "known at the end of"},
}
MORE = {
    "fr": "{count} faits plus anciens ont aussi fixé cette valeur : palabre history {kind} {id}",
    "en": "{count} older facts set it too: palabre history {kind} {id}",
}
BROKEN = {"fr": "La chaîne s'arrête : {gaps}.", "en": "The chain breaks: {gaps}."}
NONE = {"fr": "Aucune décision dans cette période.", "en": "No decision in that time."}
WHOLE = {"fr": "Aucun lien rompu.", "en": "No broken link."}
HOLDING = {
    "fr": "{links} liens tiennent entre {subjects} dossiers ; {broken} rompus (position {position}).",
    "en": "{links} links hold between {subjects} files; {broken} are broken (position {position}).",
}


@app.command()
def diff(
    context: typer.Context,
    kind: Kind,
    id: Id,  # noqa: A002
    since: Earlier,
    until: Later,
    lang: Lang,
    *,
    as_known: Annotated[
        bool, typer.Option("--as-known", help="What was known at the end of each day, instead of what was in force.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show what changed between two days, field by field.

    Two questions are asked apart. What was in force on each day, as is known today? Or, with --as-known, what did the
    log know at the end of each day, whatever has been learned since?
    """
    with opened(context, as_json=as_json) as parts:
        stream = stream_of(parts, kind, id, as_json=as_json)
        axis = Axis.RECORDED if as_known else Axis.EFFECTIVE
        found = compare(parts.replay, stream, since.date(), until.date(), axis)
        parts.book.read(reader(), found.values())
        if as_json:
            print_json(parts.encoder.plain(found))
            return
        names, when = names_of(parts), AXES[axis][lang]
        heads = {"before": f"{when} {day(since.date(), lang)}", "after": f"{when} {day(until.date(), lang)}"}
        rows = list(telling.difference_rows(found, lang, names))
        if not rows:
            out.print(f"[dim]{named(stream, names)} : {NOTHING[lang]}[/]")
            return
        shown = [{heads.get(name, name): value for name, value in row.items()} for row in rows]
        print_rows(named(stream, names), shown, list(shown[0]))


@app.command()
def why(
    context: typer.Context,
    kind: Kind,
    id: Id,  # noqa: A002
    field: Annotated[str, typer.Argument(help="amounts, ends, acts.2.executory_on, money.schedule.1.paid, due …")],
    lang: Lang,
    *,
    as_json: AsJson = False,
) -> None:
    """Show why a value is what it is: who set it, under which mandate, caused by what, down to a vote or an act.

    A field is named with dots; entries of a list by their number, organisation or seat (`palabre diff` shows the
    names). Each branch is what the line above rests on. Where a chain ends without an act or a mandate, it says so.
    """
    with opened(context, as_json=as_json) as parts:
        stream = stream_of(parts, kind, id, as_json=as_json)
        found = why_of(trail(parts), stream, field)
        parts.book.read(reader(), found.values())
        if as_json:
            print_json(parts.encoder.plain(found))
            return
        names = names_of(parts)
        out.print(f"[bold]{named(stream, names)}[/]", highlight=False)
        for line in telling.why_lines(found, lang, names):
            out.print(line, highlight=False)
        if found.not_followed:
            out.print(f"[dim]{MORE[lang].format(count=found.not_followed, kind=kind, id=id)}[/]")
        if found.broken:
            gaps = ", ".join(said(GAPS, one, lang) for one in found.broken)
            out.print(f"[bold red]{BROKEN[lang].format(gaps=gaps)}[/]", highlight=False)


@app.command()
def decisions(
    context: typer.Context,
    framework: Framework,
    lang: Lang,
    since: From = None,
    until: To = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Show every decision with what it rested on.

    The rule it was taken under and the act that adopted it; who was there, by which mandate; the quorum counted again
    from arrivals, departures and recusals, beside the one the outcome states; votes, by name where the ballot was
    public; documents; what followed. With --json, one decision a line.
    """
    with opened(context, as_json=as_json) as parts:
        stream = stream_of(parts, "framework", framework, as_json=as_json)
        found = trail(parts)
        if not found.is_known(stream):
            raise Unknown(stream)
        with progressing("Décisions / decisions", hidden=as_json) as advance:
            taken = decisions_of(found, stream, as_day(since), as_day(until), advance)
        parts.book.read(reader(), taken)
        if as_json:
            for one in taken:
                print_json(parts.encoder.plain(one))
            return
        names = names_of(parts)
        for one in taken:
            for line in telling.decision_lines(one, lang, names):
                out.print(line, highlight=False)
        if not taken:
            out.print(f"[dim]{NONE[lang]}[/]")


@app.command()
def links(context: typer.Context, framework: Framework, lang: Lang, *, as_json: AsJson = False) -> None:
    """Show where the lineage is broken: what was promised, paid, delivered or decided and hangs in the air."""
    with opened(context, as_json=as_json) as parts:
        report = broken_links(trail(parts), stream_of(parts, "framework", framework, as_json=as_json))
        if as_json:
            print_json(telling.links_as_json(report, parts.encoder))
            return
        names = names_of(parts)
        rows = [
            {
                "": said(MISSING, one.kind, lang),
                "dossier" if lang == "fr" else "file": one.title or named(one.subject, names),
                "détail" if lang == "fr" else "detail": one.detail,
                "par" if lang == "fr" else "by": "" if one.organisation is None else named(one.organisation, names),
            }
            for one in report.broken
        ]
        if rows:
            print_rows("Liens rompus" if lang == "fr" else "Broken links", rows, list(rows[0]))
        else:
            out.print(f"[dim]{WHOLE[lang]}[/]")
        counts = {"links": report.links, "subjects": report.subjects, "broken": len(report.broken)}
        out.print(f"[dim]{HOLDING[lang].format(**counts, position=report.position)}[/]")
