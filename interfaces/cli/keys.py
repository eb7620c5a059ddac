"""`keys create`, `list`, `revoke`: the keys by which programs are let in."""

from datetime import timedelta
from typing import Annotated

import typer

from application.api_keys import Wish
from interfaces.cli.doing import Actor, acting
from interfaces.cli.door import AsJson, opened, out, print_json, print_rows
from interfaces.cli.reading import stream_of
from interfaces.telling.keys import LONGEST_DAYS, calendar_address, is_administrator, listed


def add_to(keys: typer.Typer) -> None:
    """Beside what is done with people's keys."""
    keys.command()(create)
    keys.command("list")(list_all)
    keys.command()(revoke)


def create(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="The program that will use it")],
    framework: Annotated[list[str] | None, typer.Option(help="Only events of this framework. Repeatable.")] = None,
    kind: Annotated[list[str] | None, typer.Option("--type", help="Only agreement.signed, or agreement.*")] = None,
    calendar_of: Annotated[str | None, typer.Option(help="It opens this person's calendar, and nothing else.")] = None,
    days: Annotated[int, typer.Option(min=1, max=LONGEST_DAYS, help="How long it lasts")] = 365,
    actor: Actor = "",
    *,
    may_act: Annotated[
        bool, typer.Option("--may-act", help="It carries out commands, too, as whoever acts now.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Issue a key to a program. The secret is shown once."""
    with opened(context, as_json=as_json) as parts:
        caller = acting(actor, as_json=as_json)
        whole = [stream_of(parts, "framework", one, as_json=as_json) for one in framework or ()]
        wish = Wish(
            name=name,
            expires_at=parts.clock.now() + timedelta(days=days),
            frameworks=frozenset(whole),
            types=frozenset(kind or ()),
            calendar_of=calendar_of and stream_of(parts, "person", calendar_of, as_json=as_json),
            may_act=may_act,
        )
        key, secret = parts.keys.issue(wish, caller)
        calendar = calendar_address(parts, key, secret)
        if as_json:
            print_json({**listed(parts, key), "secret": secret, "calendar": calendar})
            return
        lines = [key.id, f"secret   {secret}", f"expires  {key.expires_at:%Y-%m-%d}"]
        for line in [*lines, f"calendar {calendar}"] if calendar else lines:
            out.print(line, highlight=False, markup=False)


def list_all(context: typer.Context, actor: Actor = "", *, as_json: AsJson = False) -> None:
    """List your keys, or all of them for an administrator: what each opens, until when, when it was last used."""
    with opened(context, as_json=as_json) as parts:
        who = acting(actor, as_json=as_json).actor
        sees_all = is_administrator(parts, who)
        rows = [listed(parts, one) for one in parts.keys.all() if sees_all or one.holder == who]
    if as_json:
        print_json(rows)
        return
    columns = [
        "id",
        "name",
        "frameworks",
        "types",
        "calendar_of",
        "may_act",
        "expires_at",
        "revoked_at",
        "last_used_at",
    ]
    print_rows("Keys", rows, columns)


def revoke(
    context: typer.Context,
    key: Annotated[str, typer.Argument(help="The key, as `palabre keys list` names it")],
    actor: Actor = "",
    *,
    as_json: AsJson = False,
) -> None:
    """Let nobody in by this key any more."""
    with opened(context, as_json=as_json) as parts:
        parts.keys.revoke(key, acting(actor, as_json=as_json))
