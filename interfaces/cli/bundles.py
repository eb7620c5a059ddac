"""`audit export`, `audit verify`: a bundle for an auditor, and checking one without any database."""

from pathlib import Path
from typing import Annotated

import typer

from application.bundles import (
    KINDS,
    BundleRefused,
    Trust,
    Verified,
    Written,
)
from interfaces.bundling import written_bundle
from interfaces.cli.door import REFUSED, USAGE, AsJson, err, fail, opened, out, print_json
from interfaces.cli.lineage import decision_named
from interfaces.cli.looking import Lang
from interfaces.cli.reading import stream_of
from interfaces.parts import Parts

Key = Annotated[
    list[str] | None,
    typer.Option("--key", help="The log's key, learned by another way than the bundle (NAME+ID+KEY). Repeatable."),
]


def add_to(audit: typer.Typer) -> None:
    """Both commands, beside the others of `audit`."""
    audit.command("export")(export)
    audit.command("verify")(verify)


def export(
    context: typer.Context,
    kind: Annotated[str, typer.Argument(help="framework, agreement or decision")],
    id: Annotated[str, typer.Argument(help="Its identifier; a decision's is MEETING/ITEM, or its number")],  # noqa: A002
    folder: Annotated[Path, typer.Option("--out", help="A folder that is not there yet, or is empty.")],
    lang: Lang,
    *,
    attachments: Annotated[bool, typer.Option(help="Put documents that events name into it.")] = True,
    as_json: AsJson = False,
) -> None:
    """Write a bundle that proves itself: events, proofs, a signed checkpoint, rules, documents and a report.

    Whatever is about people is left out: salted commitments stand in its place.
    """
    if kind not in KINDS:
        fail("no-such-kind", f"A bundle is of one of these: {', '.join(KINDS)}.", USAGE, as_json=as_json)
    with opened(context, as_json=as_json) as parts:
        subject = _subject(parts, kind, id, as_json=as_json)
        try:
            with err.status("PDF …"):
                bundle = written_bundle(parts, kind, subject, folder, lang, attachments=attachments)
        except OSError as error:
            fail("unwritable-path", f"{folder}: {error.strerror}", REFUSED, as_json=as_json)
        _written(parts, bundle.written, bundle.lacking, as_json=as_json)


def _subject(parts: Parts, kind: str, name: str, *, as_json: bool) -> str:
    if kind == "decision":
        return decision_named(parts, name, as_json=as_json)
    return stream_of(parts, kind, name, as_json=as_json)


def _written(parts: Parts, written: Written, lacking: str, *, as_json: bool) -> None:
    if as_json:
        print_json({**parts.encoder.plain(written), "report": not lacking, "report_lacks": lacking})
        return
    out.print(
        f"{written.folder}: {written.events} events of {written.streams} streams, {written.attachments} attachments, "
        f"under the checkpoint of {written.size} events.",
        highlight=False,
        markup=False,
    )
    if written.absent:
        out.print(f"{len(written.absent)} digests are named of which no document is kept here.", highlight=False)
    if lacking:
        err.print(f"Without the report as PDF. {lacking}", style="yellow", highlight=False, markup=False)
    out.print("Tell the auditor the log's key by another way than the bundle:", highlight=False)
    out.print(f"  {written.key}", highlight=False, markup=False)


def verify(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="The bundle", exists=True, file_okay=False)],
    key: Key = None,
    policy: Annotated[
        Path | None,
        typer.Option(help="Whose cosignatures are needed (c2sp.org/tlog-policy).", exists=True, dir_okay=False),
    ] = None,
    authority: Annotated[
        Path | None,
        typer.Option(help="Root certificate (PEM) of the time-stamping authority.", exists=True, dir_okay=False),
    ] = None,
    max_age: Annotated[float | None, typer.Option(help="Days since the checkpoint was cosigned, at most.")] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Check a bundle, offline: every digest, proof and signature; then fold its events again and compare the states.

    Nothing that came with the bundle is run. Exit code 1 where something does not hold: the place is named.
    """
    trust = Trust(
        keys=key or (),
        policy=policy.read_text("utf-8") if policy else "",
        max_age=max_age,
        authority=authority.read_bytes() if authority else b"",
    )
    try:
        found = context.obj.bundles().verify(folder, trust)
    except BundleRefused as refusal:
        if as_json:
            print_json({"holds": False, "refused": "bundle-refused", "detail": str(refusal)})
        err.print(f"[bold red]Refused[/] {refusal}", highlight=False)
        raise typer.Exit(REFUSED) from refusal
    _verified(found, as_json=as_json)


def _verified(found: Verified, *, as_json: bool) -> None:
    said = found.proven
    if as_json:
        rest = {"kind": found.kind, "subject": found.subject, "states": found.states}
        print_json(
            {
                "holds": True,
                **said,
                **rest,
                "rules": found.rules,
                "same_rules": found.same_rules,
                "stamped_at": found.stamped_at,
            }
        )
        return
    out.print(f"[green]All holds:[/] {said['events']} events, {found.states} states folded again.", highlight=False)
    rows = (
        ("about", f"{found.kind} {found.subject}"),
        ("log", f"{said['origin']}, of {said['size']} events"),
        ("complete", said["complete"] or "no: whole streams, chosen by the log"),
        ("signed by", ", ".join(said["signed_by"])),
        ("cosigned by", ", ".join(said["cosigned_by"]) or "nobody"),
        ("age", f"{said['age_days']} days"),
        ("time-stamped", str(found.stamped_at or "not looked at: give --authority")),
    )
    for name, value in rows:
        out.print(f"  {name}: {value}", highlight=False, markup=False)
    if not said["key_given"]:
        err.print(
            "The key is the bundle's own: unverified trust. Learn it by another way, and give --key.", style="yellow"
        )
    if not said["policy_given"]:
        err.print("The policy is the bundle's own: give --policy to say whose cosignatures you need.", style="yellow")
    if not found.same_rules:
        err.print("The states were stated by other rules than those installed here; they agree.", style="yellow")
