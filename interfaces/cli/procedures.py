"""`palabre procedure …`: check a document, publish it, see what its conditions may see."""

import sys
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from application import subjects
from application.changing import counted
from application.execute import Ask
from application.gate import Verdict, review
from application.tools import Tools
from domain.irregularity import rule_name
from domain.procedure import publication, soundness
from domain.procedure.definition import Procedure
from domain.procedure.diagram import TOPICS, UNSAID, Exported, Imported, Note, UnreadableDiagram
from domain.procedure.drawing import Marks, failing
from domain.procedure.soundness import BOUND
from domain.procedure.soundness import Verdict as Soundness
from domain.values import ActReference, Digest
from interfaces.cli.doing import Actor, acting
from interfaces.cli.door import REFUSED, USAGE, AsJson, Opener, err, fail, opened, out, print_json, print_rows
from interfaces.drawing import definition_in, draw_case
from interfaces.parts import Parts
from interfaces.sentences import sentence
from interfaces.verdicts import as_data, finding_data, kept_data

app = typer.Typer(help="Procedures: how things proceed here, as documents that are checked before they are published.")
File = Annotated[Path, typer.Argument(help="The document (YAML).", dir_okay=False)]
MOST_DRAWN = 3
"""Failing paths that are drawn on a terminal; the others are told in words alone."""
Id = Annotated[str, typer.Argument(help="The procedure (procedure-…), or a document (YAML).")]
Out = Annotated[Path | None, typer.Option("--out", "-o", help="Where to; standard output by default.")]
Version = Annotated[int | None, typer.Option("--version", help="Which version; the newest by default.", min=1)]
Language = Annotated[str, typer.Option("--lang", help="fr or en.")]


@app.command()
def check(
    context: typer.Context,
    file: File,
    bound: Annotated[int, typer.Option(help="Configurations to look at before giving up.", min=1)] = BOUND,
    lang: Language = "fr",
    *,
    as_json: AsJson = False,
) -> None:
    """Put a document through the gate: form, conditions, soundness, orders, the author's examples.

    Exit code 0 when it may be published, 1 when something is wrong.
    """
    verdict = review(_tools(context), _content(file, as_json=as_json), bound)
    if as_json:
        print_json({"file": str(file)} | as_data(verdict))
    else:
        _say(_tools(context), file, verdict, lang)
    if not verdict.passes:
        raise typer.Exit(REFUSED)


def _tools(context: typer.Context) -> Tools:
    opener: Opener = context.obj
    return opener.tools()


def _content(file: Path, *, as_json: bool) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        fail("unreadable-file", f"{file}: {error.strerror or error}", USAGE, as_json=as_json)


def _say(tools: Tools, file: Path, verdict: Verdict, lang: str) -> None:
    for line in verdict.lines(str(file), lang):
        err.print(line, highlight=False, markup=False)
    _draw_failures(tools, verdict, lang)
    procedure, seen = verdict.procedure, verdict.soundness
    if verdict.passes and procedure is not None and seen is not None:
        counted = f"{len(procedure.states) - 1} steps, {seen.configurations} configurations, "
        examples = f"{len(procedure.examples)} examples"
        out.print(f"[green]Sound.[/] {procedure.id} version {procedure.version}: {counted}{examples}.")
        out.print(f"digest {verdict.digest}", highlight=False)
    else:
        err.print(f"{len(verdict.faults)} to mend.", highlight=False)


def _draw_failures(tools: Tools, verdict: Verdict, lang: str) -> None:
    if verdict.procedure is None or verdict.soundness is None:
        return
    for found in [one for one in verdict.soundness.findings if one.path][:MOST_DRAWN]:
        drawn = tools.diagrams.text(verdict.procedure, found, english=lang == "en")
        err.print(drawn, highlight=False, markup=False)


@app.command()
def variables(
    kind: Annotated[str, typer.Argument(help="What cases are about: agreement, commitment, committee …")],
    *,
    as_json: AsJson = False,
) -> None:
    """List what the conditions of a procedure may see of its subject."""
    if kind not in subjects.KINDS:
        fail("no-such-kind", f"{kind}: one of {', '.join(subjects.KINDS)}", USAGE, as_json=as_json)
    rows = [
        {"name": one.name, "type": one.type.value, "what": one.en, "quoi": one.fr, "known": one.known}
        for one in subjects.variables(kind).values()
    ]
    if as_json:
        print_json(rows)
        return
    print_rows(f"Variables of {kind}", rows, ["name", "type", "what", "quoi", "known"])


@app.command()
def schema(context: typer.Context) -> None:
    """Print the JSON Schema of a procedure's document, for editors that complete and check as one types."""
    print_json(_tools(context).schema())


@app.command()
def publish(
    context: typer.Context,
    file: File,
    framework: Annotated[str, typer.Option(help="The framework it is for.")],
    actor: Actor = "",
    act: Annotated[str, typer.Option(help="Number of the deliberation that adopted it.")] = "",
    adopted_on: Annotated[datetime | None, typer.Option(help="The day it was adopted.", formats=["%Y-%m-%d"])] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Publish a procedure in a framework: its first version, or a further one of a name that is there."""
    text = _content(file, as_json=as_json).decode("utf-8", "replace")
    with opened(context, as_json=as_json) as parts:
        parts.settle()
        made = review(_tools(context), text).procedure
        known = None if made is None else parts.execute.house.directory.procedure_named(framework, made.id)
        day = None if adopted_on is None else adopted_on.date()
        said = {"text": text, "act": ActReference(number=act, adopted_on=day) if act or day else None}
        ask = (
            Ask(
                noun=parts.nouns["procedure"],
                command=publication.PublishProcedure,
                fields={"framework": framework, **said},
            )
            if known is None
            else Ask(
                noun=parts.nouns["procedure"],
                command=publication.PublishVersion,
                stream=known,
                fields=said,
            )
        )
        done = parts.execute(ask, acting(actor, as_json=as_json))
        parts.settle()
        if as_json:
            print_json({"id": done.stream, "version": done.version, "published": bool(done.events)})
            return
        out.print(f"{'Published' if done.events else 'Already published'}: {done.stream}", highlight=False)


class Format(StrEnum):
    """Languages that a procedure is written in."""

    SVG = "svg"
    MERMAID = "mermaid"
    SCXML = "scxml"
    BPMN = "bpmn"
    YAML = "yaml"


@app.command()
def draw(
    context: typer.Context,
    what: Annotated[str, typer.Argument(help="A document (YAML), a procedure (procedure-…) or a case (case-…).")],
    out_file: Out = None,
    version: Version = None,
    width: Annotated[int, typer.Option(help="Pixels.", min=240, max=4000)] = 1280,
    lang: Language = "fr",
) -> None:
    """Draw a procedure as SVG: a case with the steps done, now and possible; a faulty document with the way there."""
    english = lang == "en"
    if what.startswith("case-"):
        with opened(context) as parts:
            _write(draw_case(parts, what, width=width, english=english), out_file)
        return
    procedure, marks = _drawable(context, what, version)
    _write(_tools(context).diagrams.svg(procedure, marks, width=width, english=english), out_file)


def _drawable(context: typer.Context, what: str, version: int | None) -> tuple[Procedure, Marks | None]:
    if what.startswith("procedure-"):
        return _published(context, what, version), None
    verdict = review(_tools(context), _content(Path(what), as_json=False))
    if verdict.procedure is None:
        for line in verdict.lines(what):
            err.print(line, highlight=False, markup=False)
        raise typer.Exit(REFUSED)
    found = verdict.soundness.findings if verdict.soundness is not None else ()
    return verdict.procedure, next((failing(one) for one in found if one.path), None)


def _published(context: typer.Context, stream: str, version: int | None) -> Procedure:
    with opened(context) as parts:
        return definition_in(parts, stream, version)[0]


def _write(text: str, file: Path | None) -> None:
    if file is None:
        sys.stdout.write(text if text.endswith("\n") else text + "\n")
        return
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        fail("unwritable-file", f"{file}: {error.strerror or error}", USAGE)
    err.print(f"Written: {file}", highlight=False)


@app.command()
def export(
    context: typer.Context,
    what: Id,
    written: Annotated[Format, typer.Option("--format", "-f", help="For which tool.")] = Format.BPMN,
    out_file: Out = None,
    version: Version = None,
    lang: Language = "fr",
) -> None:
    """Write a procedure for other tools: BPMN 2.0, SCXML, Mermaid, SVG, or its own YAML. What is lost is said."""
    diagrams, english = _tools(context).diagrams, lang == "en"
    procedure, _ = _drawable(context, what, version)
    match written:
        case Format.SVG:
            text = diagrams.svg(procedure, english=english)
        case Format.MERMAID:
            text = diagrams.mermaid(procedure, english=english)
        case Format.SCXML:
            text = _told(diagrams.scxml(procedure), english=english)
        case Format.YAML:
            text = diagrams.yaml(procedure)
        case Format.BPMN:
            text = _told(diagrams.bpmn(procedure, english=english), english=english)
    _write(text, out_file)


def _told(made: Exported, *, english: bool) -> str:
    """The text; what it leaves unsaid is told beside it."""
    for one in made.unsaid:
        said = UNSAID[one.topic]
        words = f"{one.step}: {said.en if english else said.fr} {one.found}"
        err.print(words.rstrip(), highlight=False, markup=False)
    return made.text


@app.command("import")
def import_bpmn(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A BPMN 2.0 file.", dir_okay=False)],
    subject: Annotated[str, typer.Option(help="What cases will be about.")] = "agreement",
    process: Annotated[str, typer.Option(help="Which process, where the file holds several.")] = "",
    out_file: Out = None,
    lang: Language = "fr",
    *,
    as_json: AsJson = False,
) -> None:
    """Make a procedure from a BPMN file, say whether it is sound, and write it as YAML.

    What the language cannot say is refused by name. Exit code 1: the file is refused, or the procedure is not sound.
    """
    if subject not in subjects.KINDS:
        fail("no-such-kind", f"{subject}: one of {', '.join(subjects.KINDS)}", USAGE, as_json=as_json)
    tools = _tools(context)
    try:
        made = tools.diagrams.from_bpmn(_content(file, as_json=as_json), subject=subject, process=process)
    except UnreadableDiagram as refusal:
        _refuse_diagram(file, refusal, lang, as_json=as_json)
    seen = soundness.check(made.procedure)
    text = tools.diagrams.yaml(made.procedure)
    if as_json:
        data = {"file": str(file), "sound": seen.behaves, "checked_to_the_end": seen.unchecked is None}
        data |= {"configurations": seen.configurations, "findings": [finding_data(one) for one in seen.findings]}
        data |= {"notes": [_note(one) for one in made.notes], "yaml": text}
        if out_file is not None:
            _write(text, out_file)
        print_json(data)
    else:
        _say_imported(tools, made, seen, lang)
        _write(text, out_file)
    if not seen.behaves:
        raise typer.Exit(REFUSED)


def _note(one: Note) -> dict[str, Any]:
    said = TOPICS[one.topic]
    return {
        "element": one.element,
        "line": one.place.line,
        "topic": one.topic,
        "fr": said.fr,
        "en": said.en,
        "found": one.found,
    }


def _say_imported(tools: Tools, made: Imported, seen: Soundness, lang: str) -> None:
    for one in made.notes:
        said = getattr(TOPICS[one.topic], lang, "") or str(TOPICS[one.topic])
        err.print(f"{one.element}: {said} {one.found}".rstrip(), highlight=False, markup=False)
    for found in seen.findings:
        drawn = tools.diagrams.text(made.procedure, found, english=lang == "en")
        err.print(drawn, highlight=False, markup=False)
    if seen.unchecked is not None:
        err.print(getattr(seen.unchecked, lang, "") or str(seen.unchecked), highlight=False)
    verdict = "[green]Sound[/]" if seen.behaves else "[red]Not sound[/]"
    err.print(f"{verdict}: {len(made.procedure.states) - 1} steps, {seen.configurations} configurations.")


def _refuse_diagram(file: Path, refusal: UnreadableDiagram, lang: str, *, as_json: bool) -> NoReturn:
    rows = [
        {
            "rule": rule_name(one.rule),
            "element": one.element,
            "name": one.name,
            "line": one.place.line,
            "found": one.found,
            "fr": sentence(rule_name(one.rule), "fr"),
            "en": sentence(rule_name(one.rule), "en"),
        }
        for one in refusal.refused
    ]
    if as_json:
        print_json({"file": str(file), "refused": "unreadable-diagram", "elements": rows})
    for row in rows:
        name = f" « {row['name']} »" if row["name"] else ""
        err.print(
            f"{file}:{row['line']}: {row['element']}{name}: {row[lang]} {row['found']}".rstrip(),
            highlight=False,
            markup=False,
        )
    raise typer.Exit(REFUSED)


@app.command()
def migrate(
    context: typer.Context,
    procedure: Annotated[str, typer.Argument(help="The procedure (procedure-…).")],
    version: Version = None,
    file: Annotated[Path | None, typer.Option(help="A version that is not published yet (with --dry-run).")] = None,
    actor: Actor = "",
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would become of each open case; record nothing.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Move the open cases of a procedure to another version: same place, moved by its map, or stuck."""
    with opened(context, as_json=as_json) as parts:
        parts.settle()
        if dry_run:
            target = _target(context, parts, procedure, version, file, as_json=as_json)
            moved = list(parts.changing.migration(procedure, target))
        else:
            if file is not None:
                fail("usage", "A file is only tried: publish it first, or add --dry-run.", USAGE, as_json=as_json)
            number = definition_in(parts, procedure, version)[0].version
            moved = list(parts.changing.migrate(procedure, number, acting(actor, as_json=as_json)))
        if as_json:
            print_json({"dry_run": dry_run, **counted(moved), "cases": parts.encoder.plain(moved)})
            return
        rows = [
            {
                "case": one.case,
                "outcome": one.outcome,
                "before": ", ".join(one.before),
                "after": ", ".join(one.after),
                "why": one.why,
            }
            for one in moved
        ]
        print_rows("Dry run" if dry_run else "Migration", rows, ["case", "outcome", "before", "after", "why"])
        out.print("  ".join(f"{name} {count}" for name, count in counted(moved).items()))


def _target(
    context: typer.Context, parts: Parts, procedure: str, version: int | None, file: Path | None, *, as_json: bool
) -> tuple[Procedure, Digest]:
    if file is None:
        return definition_in(parts, procedure, version)
    verdict = review(_tools(context), _content(file, as_json=as_json))
    if verdict.procedure is None or not verdict.passes:
        for line in verdict.lines(str(file)):
            err.print(line, highlight=False, markup=False)
        raise typer.Exit(REFUSED)
    return verdict.procedure, verdict.digest


@app.command()
def conformance(
    context: typer.Context,
    procedure: Annotated[str, typer.Argument(help="The procedure (procedure-…).")],
    version: Version = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Say which cases kept to a version of their procedure, and where the others left it."""
    with opened(context, as_json=as_json) as parts:
        parts.settle()
        definition, _ = definition_in(parts, procedure, version)
        found = [kept_data(one) for one in parts.changing.conformance(procedure, definition)]
        if as_json:
            print_json({"version": definition.version, "cases": found})
            return
        rows = [
            {
                "case": one["case"],
                "kept": "yes" if one["conforms"] else "no",
                "left at": one["departure"] and (one["departure"]["name"] or one["departure"]["on"] or "by hand"),
                "from": one["departure"] and ", ".join(one["departure"]["stood_in"]),
                "why": one["departure"] and one["departure"]["en"],
            }
            for one in found
        ]
        print_rows(f"Conformance with version {definition.version}", rows, ["case", "kept", "left at", "from", "why"])
        kept = sum(one["conforms"] for one in found)
        out.print(f"{kept} of {len(found)} kept to it.")


@app.command()
def forecast(
    context: typer.Context,
    procedure: Annotated[str, typer.Argument(help="The procedure (procedure-…).")],
    *,
    as_json: AsJson = False,
) -> None:
    """Say when each open case will likely end, from how long past ones took: the median, and eight cases in ten."""
    with opened(context, as_json=as_json) as parts:
        parts.settle()
        found = list(parts.changing.forecast(procedure, parts.clock.now()))
        if as_json:
            print_json(parts.encoder.plain(found))
            return
        rows = [
            {
                "case": one.case,
                "step": each.state,
                "alike": each.alike,
                "median": each.median and each.median.date(),
                "eight in ten": each.earliest and each.latest and f"{each.earliest.date()} – {each.latest.date()}",
                "ends": ", ".join(f"{end} {share} %" for end, share in each.ends.items()) or "not enough history",
            }
            for one in found
            for each in one.forecasts
        ]
        print_rows("Forecast", rows, ["case", "step", "alike", "median", "eight in ten", "ends"])
