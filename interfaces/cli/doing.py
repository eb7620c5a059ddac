"""`do`, `commands`, `init`, `tick`: what can be done on the command line."""

import inspect
import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from application.deadlines import Deadlines
from application.execute import Ask, Caller
from application.init import Installer, initialise
from application.nouns import Noun, command_name, fields_of
from domain.values import MandateId
from interfaces.api.ballots import ballot_box, offered
from interfaces.api.schemas import request_model, stated
from interfaces.cli.door import USAGE, AsJson, fail, opened, out, print_json, print_rows
from interfaces.parts import Parts

app = typer.Typer()
Actor = Annotated[str, typer.Option("--as", help="The person who acts.", envvar="PALABRE_ACTOR")]


def acting(actor: str, mandate: str | None = None, *, as_json: bool) -> Caller:
    """Who acts. A part of the system acts by itself, never because somebody says its name."""
    if not actor.startswith("person-"):
        fail("no-actor", "Say which person acts: --as person-…, or PALABRE_ACTOR.", USAGE, as_json=as_json)
    return Caller(actor=actor, mandate=MandateId(mandate) if mandate else None)


@app.command()
def do(
    context: typer.Context,
    kind: Annotated[str, typer.Argument(help="agreement, meeting … (`palabre commands`)")],
    command: Annotated[str, typer.Argument(help="What to do: sign, record-payment …")],
    id: Annotated[str | None, typer.Argument(help="Of what; left out where the command begins something.")] = None,  # noqa: A002
    fields: Annotated[
        str, typer.Option("--with", help="The fields as JSON; @FILE reads a file, - standard input.")
    ] = "{}",
    actor: Actor = "",
    mandate: Annotated[str | None, typer.Option(help="The mandate used; found where left out.")] = None,
    expected: Annotated[int | None, typer.Option("--if-version", help="Refuse where it has changed since.")] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Carry out any command, by the same rules as the API.

    A secret ballot is better written to standard input (--with -) than on a line that the shell remembers.
    """
    with opened(context, as_json=as_json) as parts:
        noun, kind_of = _command(parts, kind, command, as_json=as_json)
        caller = acting(actor, mandate, as_json=as_json)
        if kind_of not in noun.creators if id is None else not noun.acts_on(kind_of):
            words = (
                "begins something new: leave the identifier out" if id else "needs the identifier of what it acts on"
            )
            fail("usage", f"`{command}` {words}.", USAGE, as_json=as_json)
        values = _values(noun, kind_of, _text(fields, as_json=as_json), as_json=as_json)
        urn = ballot_box(parts).get(kind_of)
        if urn is not None and expected is not None:
            fail("usage", f"`{command}` builds on no version: leave --if-version out.", USAGE, as_json=as_json)
        if urn is None:
            ask = Ask(noun=noun, command=kind_of, stream=id, fields=values, expected=expected)
            done = parts.execute(ask, caller)
        else:
            done = urn(str(id), values, caller)
        parts.react()
        if as_json:
            print_json({"id": done.stream, "version": done.version, "events": _named(parts, done.events)})
            return
        out.print(f"[bold]{done.stream}[/] is at version {done.version}.")
        for event in done.events:
            out.print(f"  {parts.encoder.event_name(type(event))}", highlight=False)
        if not done.events:
            out.print("  Nothing recorded: it was already so.")


def _named(parts: Parts, events: Any) -> list[dict[str, Any]]:
    encoder = parts.encoder
    named: list[Any] = list(events)
    return [{"name": encoder.event_name(event.__class__), "data": encoder.plain(event)} for event in named]


def _command(parts: Parts, kind: str, name: str, *, as_json: bool) -> tuple[Noun, type]:
    noun = next((each for each in parts.nouns.values() if kind in (each.kind, each.plural)), None)
    if noun is None:
        fail("no-such-kind", f"There is no kind {kind!r}: {', '.join(sorted(parts.nouns))}.", USAGE, as_json=as_json)
    command = next((each for each in offered(noun) if command_name(each) == name), None)
    if command is None:
        known = ", ".join(map(command_name, offered(noun)))
        fail("no-such-command", f"A {noun.kind} knows: {known}.", USAGE, as_json=as_json)
    return noun, command


def _text(fields: str, *, as_json: bool) -> str:
    try:
        if fields == "-":
            return sys.stdin.read()
        return Path(fields[1:]).read_text(encoding="utf-8") if fields.startswith("@") else fields
    except (OSError, UnicodeDecodeError) as error:
        fail("unreadable-file", f"{fields[1:]} cannot be read: {error}", USAGE, as_json=as_json)


def _values(noun: Noun, command: type, text: str, *, as_json: bool) -> dict[str, Any]:
    try:
        return stated(request_model(noun, command).model_validate_json(text))
    except ValidationError as error:
        lines = [f"  {'.'.join(str(part) for part in one['loc']) or 'fields'}: {one['msg']}" for one in error.errors()]
        words = f"Some fields are wrong or missing:\n{chr(10).join(lines)}"
        fail("invalid-fields", words, USAGE, as_json=as_json)


@app.command()
def commands(
    context: typer.Context,
    kind: Annotated[str | None, typer.Argument(help="Only those of this kind, with their fields.")] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """List what can be done, and the fields each command takes."""
    with opened(context, as_json=as_json) as parts:
        nouns = [each for each in parts.nouns.values() if kind in (None, each.kind, each.plural)]
        rows = [_described(noun, command) for noun in nouns for command in offered(noun)]
        if as_json:
            print_json(rows)
            return
        columns = ["kind", "command", "what"] if kind is None else ["command", "what", "fields"]
        print_rows("Commands", rows, columns)


def _described(noun: Noun, command: type) -> dict[str, str]:
    fields = (f"{one.name}{'' if one.required else '?'}" for one in fields_of(command) if not one.supplied)
    return {
        "kind": noun.kind,
        "command": command_name(command),
        "what": inspect.getdoc(command) or "",
        "fields": ", ".join(fields),
    }


@app.command()
def init(
    context: typer.Context,
    name: Annotated[str, typer.Option(help="What this installation is called.", prompt="Name of the installation")],
    operator: Annotated[str, typer.Option(help="Who runs it.", prompt="Organisation that runs it")],
    administrator: Annotated[str, typer.Option(help="First administrator's name.", prompt="First administrator")],
    email: Annotated[str, typer.Option(help="Their e-mail address.")] = "",
    zone: Annotated[str, typer.Option(help="Legal time zone.")] = "Europe/Paris",
    *,
    as_json: AsJson = False,
) -> None:
    """Record the installation and its first administrator: the first events of an empty log."""
    with opened(context, as_json=as_json) as parts:
        made = initialise(
            parts.execute, Installer(name=name, operator=operator, administrator=administrator, email=email, zone=zone)
        )
        if as_json:
            print_json(made)
            return
        out.print(f"[bold]{name}[/] is ready.")
        out.print(f"  administrator {made['administrator']}\n  operator      {made['operator']}", highlight=False)
        out.print(
            f"Next: PALABRE_ACTOR={made['administrator']} palabre do framework establish --with …", highlight=False
        )


@app.command()
def tick(context: typer.Context, *, as_json: AsJson = False) -> None:
    """Turn what has fallen due into events: commitments missed, agreements expired, timers of cases fired."""
    with opened(context, as_json=as_json) as parts:
        parts.settle()
        ticked = Deadlines(parts.execute, parts.reading).tick(parts.clock.now())
        rung = parts.ring()
        ticked.refused += [*rung.refused, *parts.react()]
        if as_json:
            print_json({"recorded": ticked.recorded, "fired": rung.fired, "refused": ticked.refused})
            return
        counted = f"{len(ticked.recorded)} recorded, {len(rung.fired)} timers fired, {len(ticked.refused)} refused."
        out.print(counted)
        for line in ticked.refused:
            out.print(f"  {json.dumps(line, ensure_ascii=False)}", highlight=False, markup=False)
