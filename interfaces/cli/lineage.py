"""`export prov`, `export ocel`: a decision's lineage and a framework's process, in formats that other tools read."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from application.history.lineage import lineage_of
from application.history.process import process_log
from interfaces.cli import lists
from interfaces.cli.door import REFUSED, AsJson, fail, opened, out, print_json
from interfaces.cli.looking import Framework, progressing, write
from interfaces.cli.reading import stream_of
from interfaces.parts import Parts
from interfaces.telling.trail import trail

Out = Annotated[Path, typer.Argument(help="The file to write")]


def add_to(exporting: typer.Typer) -> None:
    """Both exports, beside the others."""
    exporting.command("prov")(export_prov)
    exporting.command("ocel")(export_ocel)


def export_prov(
    context: typer.Context,
    decision: Annotated[
        str, typer.Argument(help="Its id, MEETING/ITEM, or its number (`palabre list decisions --wide`)")
    ],
    path: Out,
    *,
    as_json: AsJson = False,
) -> None:
    """Write a decision's lineage as W3C PROV-JSON: what it rested on, who acted for whom, what followed.

    Facts are activities, versions of files are entities, people and bodies are agents, named by identifiers alone.
    """
    with opened(context, as_json=as_json) as parts:
        name = decision_named(parts, decision, as_json=as_json)
        lineage = lineage_of(trail(parts), name)
        write(path, parts.documents.prov(lineage), as_json=as_json)
        _done(path, {"decision": name, "effects": len(lineage.effects)}, as_json=as_json)


def export_ocel(context: typer.Context, framework: Framework, path: Out, *, as_json: AsJson = False) -> None:
    """Write a framework as an OCEL 2.0 event log: agreements, meetings, commitments, evaluations and their events.

    Process-mining tools read it. Legal days become the first instant of the day where the framework is.
    """
    with opened(context, as_json=as_json) as parts:
        stream = stream_of(parts, "framework", framework, as_json=as_json)
        found = trail(parts)
        with progressing("OCEL", hidden=as_json) as advance:
            log = process_log(found, stream, advance)
        write(path, parts.documents.ocel(log), as_json=as_json)
        counts = {"framework": stream, "objects": len(log.objects), "events": len(log.events)}
        _done(path, counts, as_json=as_json)


def decision_named(parts: Parts, given: str, *, as_json: bool) -> str:
    """The decision that a caller means: its id, or its number where only one bears it."""
    if "/" in given:
        return given
    parts.settle()
    rows = lists.rows(parts, "decisions", {"text": given}, parts.clock.now().date())
    found = [str(row["id"]) for row in rows if row["reference"] == given]
    if len(found) != 1:
        fail(
            "unknown",
            f"{len(found)} decisions bear the number {given}: name it MEETING/ITEM.",
            REFUSED,
            as_json=as_json,
        )
    return found[0]


def _done(path: Path, counts: Mapping[str, object], *, as_json: bool) -> None:
    if as_json:
        print_json({**counts, "file": str(path)})
    else:
        out.print(f"{path}: {', '.join(f'{value} {name}' for name, value in counts.items())}", highlight=False)
