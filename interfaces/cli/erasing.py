"""`erase`, `keys`: forget a person for ever, and change the master key."""

from typing import Annotated

import typer

from application.execute import Ask
from domain import person
from domain.person import ErasureReason
from interfaces.cli.doing import Actor, acting
from interfaces.cli.door import AsJson, opened, out, print_json
from interfaces.cli.reading import stream_of

app = typer.Typer()
keys = typer.Typer(
    help="Keys by which programs are let in, and the master key that wraps the keys of people.", no_args_is_help=True
)


@keys.command("rotate-master")
def rotate_master(context: typer.Context, *, as_json: AsJson = False) -> None:
    """Wrap every person's key with a new master key; no event changes. Start running servers again afterwards."""
    with opened(context, as_json=as_json) as parts:
        count = parts.rotate_master()
        if as_json:
            print_json({"rewrapped": count})
        else:
            out.print(f"{count} keys are wrapped with the new master key. Start running servers again.")


@app.command()
def erase(
    context: typer.Context,
    who: Annotated[str, typer.Argument(metavar="PERSON", help="Their identifier, or the end of it")],
    reason: Annotated[ErasureReason, typer.Option(help="Why; a word, never a sentence about them.")],
    actor: Actor = "",
    *,
    as_json: AsJson = False,
) -> None:
    """Erase a person for ever: destroy their key, and take them out of views, caches and snapshots.

    What the log proves stays proved: their names and contacts stand there sealed, and nothing opens them any more.
    Refused where the law keeps the record, with its ground. The answer proves that the erasure was recorded.
    """
    with opened(context, as_json=as_json) as parts:
        stream = stream_of(parts, "person", who, as_json=as_json)
        ask = Ask(noun=parts.nouns["person"], command=person.Erase, stream=stream, fields={"reason": reason})
        done = parts.execute(ask, acting(actor, as_json=as_json))
        parts.react()
        state = parts.replay.show(stream).state
        facts = list(parts.log.stream(stream))
        position = next(one.position for one in facts if isinstance(one.event, person.SubjectErased))
        proof = parts.encoder.plain(parts.transparency.inclusion(position))
        if as_json:
            print_json({"person": stream, "erased_on": str(state["erased_on"]), "position": position, "proof": proof})
            return
        already = "" if done.events else " already"
        out.print(
            f"{stream} was{already} erased on {state['erased_on']}: event {position} of the log.", highlight=False
        )
        out.print(f"The proof that it was recorded: palabre audit prove {position}", highlight=False)
