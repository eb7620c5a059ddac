"""`import payments`, and `payments queue|decide|undo|reconcile`: what finance systems paid, line by line."""

import re
from pathlib import Path
from typing import Annotated, Any

import typer

from application.authority import IMPORT
from application.execute import Done
from application.grants.rows import Note, UnreadableFile
from application.paying import words as spoken
from application.paying.deciding import Choice, Deciding
from application.paying.importing import Asked, TakenIn, TakingIn
from application.paying.reconciling import Month, reconcile
from application.paying.rows import PaymentFile
from domain.values import AgreementId, FrameworkId, OrganisationId
from interfaces.cli import lists
from interfaces.cli.aside import keep
from interfaces.cli.aside import shown as printable
from interfaces.cli.doing import Actor, acting
from interfaces.cli.door import REFUSED, USAGE, AsJson, err, fail, opened, out, print_json, print_rows
from interfaces.cli.grants import Framework, bar
from interfaces.cli.grants_told import line
from interfaces.cli.looking import Lang, Language
from interfaces.cli.reading import stream_of
from interfaces.parts import Parts
from interfaces.telling import paying as telling
from interfaces.telling.names import names_of
from interfaces.words.paying import COUNTED, HEADS, KINDS, MATCHED

payments = typer.Typer(help="Payments that finance systems stated.", no_args_is_help=True)
_MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")
MOST_SHOWN = 20
Payment = Annotated[str, typer.Argument(help="The payment, or the end of its identifier (`palabre payments queue`).")]


def add_to(importing: typer.Typer) -> None:
    """`import payments`, beside the other imports."""
    importing.command("payments")(import_payments)


def import_payments(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A statement of payments: CSV or xlsx, as finance systems write it.")],
    framework: Framework = None,
    payer: Annotated[
        str | None, typer.Option("--payer", help="Whose accounts they are, where the lines do not say.")
    ] = None,
    actor: Annotated[
        str, typer.Option("--as", help="The person who imports; needed by no one at the machine itself.")
    ] = IMPORT,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be recorded; record nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Record what a finance system paid, cancelled and recovered, each line with the agreement it belongs to.

    A line finds its agreement by the number of its order, commitment or recovery order; else by third party, amount
    and day. What is not certain waits for a person: `palabre payments queue`, `decide`, `undo`.

    Every line is recorded, found unchanged, taken as a correction, queued, or put into NAME.quarantine.csv with
    column, value and reason. Nothing is dropped: the sum is printed at the end. Importing a file twice changes nothing.
    """
    if not _is_file(file):
        fail("no-such-file", f"{printable(file)}: {spoken.ENGLISH['no-such-file']}", USAGE, as_json=as_json)
    with opened(context, as_json=as_json) as parts:
        with bar("Import des versements / importing payments", "Lecture / reading", hidden=as_json) as advance:
            read = _read(parts, file, as_json=as_json)
            asked = Asked(
                name=printable(file.name),
                framework=None if framework is None else FrameworkId(framework),
                payer=None if payer is None else _payer(parts, payer, as_json=as_json),
                actor=actor,
                only_plan=dry_run,
            )
            taken = TakingIn(parts.execute, parts.known_payments, parts.settle)(read, asked, advance)
        aside = None
        if taken.set_aside and not dry_run:
            aside = keep(file, read.digest, parts.payment_files.write_quarantine(read, taken.set_aside))
        if as_json:
            print_json(telling.taken_in_json(read, taken, None if aside is None else printable(aside)))
        else:
            _tell(read, taken, aside, dry_run=dry_run)
        if taken.set_aside and aside is None and not dry_run:
            said = "The lines set aside could not be written. Les lignes mises de côté n'ont pas pu être écrites."
            err.print(said, style="red", highlight=False, markup=False)
            raise typer.Exit(USAGE)


def _is_file(file: Path) -> bool:
    try:
        return file.is_file()
    except OSError:
        return False


def _payer(parts: Parts, given: str, *, as_json: bool) -> OrganisationId:
    return OrganisationId(stream_of(parts, "organisation", given, as_json=as_json))


def _read(parts: Parts, file: Path, *, as_json: bool) -> PaymentFile:
    try:
        return parts.payment_files.read(file)
    except UnreadableFile as error:
        detail = f" ({error.detail})" if error.detail else ""
        said = f"{spoken.ENGLISH[error.rule]}{detail}\n{spoken.FRENCH[error.rule]}"
        fail(error.rule, said, REFUSED, as_json=as_json)
    except OSError as error:
        fail("unreadable-path", f"{printable(file)}: {error.strerror}", USAGE, as_json=as_json)


def _tell(read: PaymentFile, taken: TakenIn, aside: Path | None, *, dry_run: bool) -> None:
    for note in read.notes:
        line(_note(note, spoken.FRENCH), _note(note, spoken.ENGLISH))
    line(f"empreinte SHA-256 : {read.digest.removeprefix('sha256:')}", "digest of the file")
    for by, count in sorted(taken.matched_by().items()):
        line(f"{count} lignes rapprochées {MATCHED[by]['fr']}", f"{count} lines matched {MATCHED[by]['en']}")
    for one in taken.waiting[:MOST_SHOWN]:
        row = one.row
        said = f"ligne {row.row}, {row.third_party.name[:40]}, {row.amount.amount} {row.amount.currency}"
        line(f"en attente : {said} : {telling.why(one.reason, 'fr')}", telling.why(one.reason, "en"))
    for set_aside in taken.set_aside[:MOST_SHOWN]:
        where = f"ligne {set_aside.row}" + (f", {set_aside.column}" if set_aside.column else "")
        value = f" « {set_aside.value[:60]} »" if set_aside.value else ""
        line(f"mise de côté : {where}{value} : {telling.why(set_aside.rule, 'fr')}", telling.why(set_aside.rule, "en"))
    if aside is not None:
        line(f"À corriger puis importer à son tour : {printable(aside)}", "correct it, and import it in its turn")
    if taken.waiting:
        line("Pour décider : palabre payments queue", "to decide: palabre payments queue")
    _conclude(taken, dry_run=dry_run)


def _note(note: Note, language: Any) -> str:
    times = f"{note.count} × " if note.count > 1 else ""
    detail = language.get(note.detail, note.detail)
    return f"{times}{language.get(note.rule, note.rule)}" + (f" : {detail}" if detail else "")


def _conclude(taken: TakenIn, *, dry_run: bool) -> None:
    counts = taken.counts
    if taken.resumed:
        line("Un import interrompu a été repris là où il s'était arrêté", "an interrupted import was taken up again")
    if dry_run:
        line("Essai : rien n'a été enregistré", "dry run: nothing was recorded")
    elif counts.unchanged == counts.rows:
        line("Rien n'a changé : chaque ligne est déjà au dossier", "nothing changed: every line is on record already")
    parts = [(getattr(counts, name), fr, en) for name, fr, en in COUNTED]
    told_fr = " + ".join(f"{count} {fr}" for count, fr, _ in parts)
    told_en = " + ".join(f"{count} {en}" for count, _, en in parts)
    line(f"{told_fr} = {counts.rows} lignes lues", f"{told_en} = {counts.rows} lines read")


@payments.command("queue")
def queue(
    context: typer.Context,
    lang: Lang,
    framework: Framework = None,
    limit: Annotated[int, typer.Option(help="How many at most.", min=1)] = 50,
    *,
    as_json: AsJson = False,
) -> None:
    """Payments that no agreement was certain for, each with why, and with those that could be meant."""
    with opened(context, as_json=as_json) as parts:
        parts.settle()
        filters = {"state": "waiting"} | ({} if framework is None else {"framework": framework})
        found = list(lists.rows(parts, "payments", filters, parts.clock.now().date(), limit))
        if as_json:
            for row in found:
                reason = str(row["reason"])
                print_json(row | {"fr": telling.why(reason, "fr"), "en": telling.why(reason, "en")})
            return
        names = names_of(parts)
        heads = ("id", "on", "third_party", "amount", "kind", "numbers", "why", "candidates")
        header = [HEADS[name][lang] for name in heads]
        table = [dict(zip(header, _queued(row, names, lang), strict=True)) for row in found]
        print_rows(HEADS["queue"][lang], table, header)


def _queued(row: dict[str, Any], names: dict[str, str], lang: Language) -> list[str]:
    numbers = ", ".join(str(row[name]) for name in ("order", "commitment", "recovery") if row[name])
    return [
        lists.short(str(row["id"])),
        str(row["on"]),
        str(row["third_party"] or ""),
        lists.text(row["amount"]),
        KINDS[str(row["kind"])][lang],
        numbers,
        telling.why(str(row["reason"]), lang),
        telling.candidates(row["candidates"], names),
    ]


@payments.command("decide")
def decide(
    context: typer.Context,
    payment: Payment,
    agreement: Annotated[str | None, typer.Option("--agreement", help="The agreement to which it belongs.")] = None,
    instalment: Annotated[int | None, typer.Option("--instalment", help="Its instalment, where one is meant.")] = None,
    reasons: Annotated[str, typer.Option("--reasons", help="Why, in words.")] = "",
    actor: Actor = "",
    mandate: Annotated[str | None, typer.Option(help="The mandate used; found where left out.")] = None,
    *,
    none: Annotated[bool, typer.Option("--no-agreement", help="It belongs to no agreement that is kept here.")] = False,
    entered: Annotated[bool, typer.Option("--entered", help="The agreement holds it already: enter nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Say to which agreement a waiting payment belongs, or that it belongs to none."""
    if none == (agreement is not None):
        fail("usage", "Name an agreement with --agreement, or say --no-agreement.", USAGE, as_json=as_json)
    with opened(context, as_json=as_json) as parts:
        caller = acting(actor, mandate, as_json=as_json)
        stream = stream_of(parts, "payment", payment, as_json=as_json)
        chosen = None if agreement is None else stream_of(parts, "agreement", agreement, as_json=as_json)
        choice = Choice(
            agreement=None if chosen is None else AgreementId(chosen), instalment=instalment, entered=entered
        )
        _told(parts, Deciding(parts.execute).decide(stream, choice, reasons, caller), as_json=as_json)


@payments.command("undo")
def undo(
    context: typer.Context,
    payment: Payment,
    reasons: Annotated[str, typer.Option("--reasons", help="Why, in words.")] = "",
    actor: Actor = "",
    mandate: Annotated[str | None, typer.Option(help="The mandate used; found where left out.")] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Take back what was decided of a payment, and what was entered for it, by further events: it waits again."""
    with opened(context, as_json=as_json) as parts:
        caller = acting(actor, mandate, as_json=as_json)
        stream = stream_of(parts, "payment", payment, as_json=as_json)
        _told(parts, Deciding(parts.execute).undo(stream, reasons, caller), as_json=as_json)


def _told(parts: Parts, done: Done, *, as_json: bool) -> None:
    parts.react()
    names = [parts.encoder.event_name(type(event)) for event in done.events]
    if as_json:
        print_json({"id": done.stream, "version": done.version, "events": names})
        return
    out.print(f"[bold]{done.stream}[/] is at version {done.version}.")
    for name in names or ["Nothing recorded: it was already so."]:
        out.print(f"  {name}", highlight=False)


@payments.command("reconcile")
def reconcile_months(
    context: typer.Context,
    payer: Annotated[str, typer.Argument(help="Whose accounts: an organisation, or the end of its identifier.")],
    lang: Lang,
    month: Annotated[str | None, typer.Option("--month", help="One month, as 2026-05.")] = None,
    framework: Framework = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Put a payer's accounts beside its agreements, month by month: opening, movements, closing, difference."""
    if month is not None and not _MONTH.fullmatch(month):
        fail("usage", "--month takes a year and a month: 2026-05.", USAGE, as_json=as_json)
    with opened(context, as_json=as_json) as parts:
        stream = _payer(parts, payer, as_json=as_json)
        known = [framework] if framework else [str(one) for one in parts.known_payments.frameworks()]
        for each in known:
            months = reconcile(parts.accounts.movements(each, stream), month)
            if as_json:
                told = [telling.month_json(one) for one in months]
                print_json({"framework": each, "payer": stream, "months": told})
            else:
                _reconciled(months, lang)


def _reconciled(months: tuple[Month, ...], lang: Language) -> None:
    heads = ("month", "side", *telling.BEYOND, "difference", "waiting", "dismissed", "entered_by_hand")
    header = [HEADS[name][lang] for name in heads]
    rows = [row for month in months for row in _both_sides(month, lang)]
    print_rows(HEADS["reconciliation"][lang], [dict(zip(header, row, strict=True)) for row in rows], header)


def _both_sides(month: Month, lang: Language) -> list[list[str]]:
    def amounts(*cents: int) -> list[str]:
        return [telling.shown(each, month.currency, lang) for each in cents]

    accounts = amounts(*(getattr(month.accounts, name) for name in telling.BEYOND))
    held = amounts(*(getattr(month.agreements, name) for name in telling.BEYOND))
    rest = amounts(month.difference, month.waiting, month.dismissed, month.entered_by_hand)
    return [
        [month.month, HEADS["accounts"][lang], *accounts, *rest],
        ["", HEADS["agreements"][lang], *held, "", "", "", ""],
    ]
