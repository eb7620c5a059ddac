"""`palabre procedure …`: check a document, publish it, see what its conditions may see."""

from pathlib import Path
from typing import Annotated, Any

import typer

from application import subjects
from application.definitions.faults import Fault
from application.execute import Ask
from application.gate import Verdict, review
from application.library import Library, Shipped
from domain.procedure import publication
from domain.procedure.soundness import BOUND
from interfaces.cli.doing import Actor, acting
from interfaces.cli.door import REFUSED, USAGE, AsJson, Opener, err, fail, opened, out, print_json, print_rows

app = typer.Typer(help="Procedures: how things proceed here, as documents that are checked before they are published.")
File = Annotated[Path, typer.Argument(help="The document (YAML).", dir_okay=False)]
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
        print_json(_as_data(file, verdict))
    else:
        _say(file, verdict, lang)
    if not verdict.passes:
        raise typer.Exit(REFUSED)


def _tools(context: typer.Context) -> Any:
    opener: Opener = context.obj
    return opener.tools()


def _content(file: Path, *, as_json: bool) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        fail("unreadable-file", f"{file}: {error.strerror or error}", USAGE, as_json=as_json)


def _say(file: Path, verdict: Verdict, lang: str) -> None:
    for line in verdict.lines(str(file), lang):
        err.print(line, highlight=False, markup=False)
    procedure, seen = verdict.procedure, verdict.soundness
    if verdict.passes and procedure is not None and seen is not None:
        counted = f"{len(procedure.states) - 1} steps, {seen.configurations} configurations, "
        examples = f"{len(procedure.examples)} examples"
        out.print(f"[green]Sound.[/] {procedure.id} version {procedure.version}: {counted}{examples}.")
        out.print(f"digest {verdict.digest}", highlight=False)
    else:
        err.print(f"{len(verdict.faults)} to mend.", highlight=False)


def _as_data(file: Path, verdict: Verdict) -> dict[str, Any]:
    procedure, seen = verdict.procedure, verdict.soundness
    return {
        "file": str(file),
        "passes": verdict.passes,
        "procedure": procedure and procedure.id,
        "version": procedure and procedure.version,
        "digest": verdict.digest or None,
        "sound": seen and seen.sound,
        "behaves": seen and seen.behaves,
        "checked_to_the_end": seen and seen.unchecked is None,
        "configurations": seen and seen.configurations,
        "faults": [_fault(one) for one in verdict.faults],
    }


def _fault(one: Fault) -> dict[str, Any]:
    return {
        "rule": one.rule,
        "line": one.place.line,
        "column": one.place.column,
        "where": one.where,
        "fr": one.said.fr,
        "en": one.said.en,
        "remedy_fr": one.remedy.fr,
        "remedy_en": one.remedy.en,
    }


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
def library(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Print the document of that name, to publish or to change.")] = "",
    *,
    as_json: AsJson = False,
) -> None:
    """List the procedures that ship with Palabre, or print one: `palabre procedure library NAME > mine.yaml`."""
    shipped: Library = _tools(context).library
    if name:
        _print_shipped(shipped, name, as_json=as_json)
        return
    rows = [_shipped(shipped.document(one)) for one in shipped.names()]
    if as_json:
        print_json(rows)
        return
    print_rows("Library of procedures", rows, ["name", "version", "subject", "titre", "title", "steps", "examples"])


def _print_shipped(shipped: Library, name: str, *, as_json: bool) -> None:
    if name not in shipped.names():
        fail("no-such-procedure", f"{name}: one of {', '.join(shipped.names())}", USAGE, as_json=as_json)
    one = shipped.document(name)
    if as_json:
        print_json({**_shipped(one), "text": one.text})
        return
    typer.echo(one.text, nl=False)


def _shipped(one: Shipped) -> dict[str, Any]:
    return {
        "name": one.name,
        "version": one.version,
        "subject": one.subject,
        "titre": one.title.fr,
        "title": one.title.en,
        "steps": one.steps,
        "examples": one.examples,
    }


@app.command()
def publish(
    context: typer.Context,
    file: File,
    framework: Annotated[str, typer.Option(help="The framework it is for.")],
    actor: Actor = "",
    *,
    as_json: AsJson = False,
) -> None:
    """Publish a procedure in a framework: its first version, or a further one of a name that is there."""
    text = _content(file, as_json=as_json).decode("utf-8", "replace")
    with opened(context, as_json=as_json) as parts:
        parts.settle()
        made = review(_tools(context), text).procedure
        known = None if made is None else parts.execute.house.directory.procedure_named(framework, made.id)
        first = {"framework": framework, "text": text}
        ask = (
            Ask(noun=parts.nouns["procedure"], command=publication.PublishProcedure, fields=first)
            if known is None
            else Ask(
                noun=parts.nouns["procedure"],
                command=publication.PublishVersion,
                stream=known,
                fields={"text": text},
            )
        )
        done = parts.execute(ask, acting(actor, as_json=as_json))
        parts.settle()
        if as_json:
            print_json({"id": done.stream, "version": done.version, "published": bool(done.events)})
            return
        out.print(f"{'Published' if done.events else 'Already published'}: {done.stream}", highlight=False)
