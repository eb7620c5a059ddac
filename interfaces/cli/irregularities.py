"""`irregularities` and `check-grants`: the rules that facts did not meet, and the look that finds them in grants."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

import typer

from application.conferences import Conferences
from application.grant_checks import GrantChecks
from interfaces.cli import lists
from interfaces.cli.door import AsJson, opened, out, print_json
from interfaces.cli.looking import Framework, Lang, Language, as_day, progressing
from interfaces.cli.reading import stream_of
from interfaces.parts import Parts
from interfaces.sentences import sentence
from interfaces.telling.irregularities import checked_as_json
from interfaces.telling.names import names_of
from interfaces.words.aid import CURES_FR

app = typer.Typer()
Today = Annotated[datetime | None, typer.Option(help="Judge as of this day.", formats=["%Y-%m-%d"])]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be found; put nothing on file.")]
STATES = {
    "fr": {"open": "ouverte", "regularised": "régularisée", "accepted": "acceptée"},
    "en": {"open": "open", "regularised": "put right", "accepted": "accepted"},
}
NONE = {"fr": "Aucune irrégularité.", "en": "No irregularity."}
COUNTED = {
    "fr": "{checked} subventions examinées, {unclear} trop peu connues, {breaches} règles non respectées, "
    "{doubtful} si les bénéficiaires de nature inconnue sont des associations ; "
    "{noticed} constats portés au dossier, {regularised} levés.",
    "en": "{checked} grants checked, {unclear} of which too little is known, {breaches} rules not met, "
    "{doubtful} if beneficiaries of unknown nature are associations; "
    "{noticed} put on file, {regularised} put right.",
}


@app.command()
def irregularities(
    context: typer.Context,
    framework: Framework,
    lang: Lang,
    kind: Annotated[list[str] | None, typer.Option(help="Only this rule (auditor-missing). Repeatable.")] = None,
    *,
    open_only: Annotated[bool, typer.Option("--open", help="Only those that wait for somebody.")] = False,
    as_json: AsJson = False,
) -> None:
    """List every rule that facts of a framework did not meet: its article, who can cure it, what became of it.

    Put one right or accept it with `palabre do KIND regularise-irregularity` or `accept-irregularity`.
    """
    with opened(context, as_json=as_json) as parts:
        filters = {"framework": stream_of(parts, "framework", framework, as_json=as_json)}
        filters |= {"state": "open"} if open_only else {}
        filters |= {"rule": ",".join(kind)} if kind else {}
        rows = list(lists.rows(parts, "irregularities", filters, parts.clock.now().date(), None))
        if as_json:
            print_json([row | {lang: sentence(str(row["rule"]), lang) for lang in ("fr", "en")} for row in rows])
            return
        called = names_of(parts)
        for row in rows:
            _tell(row, called, lang)
        if not rows:
            out.print(NONE[lang])


def _tell(row: Mapping[str, Any], called: Mapping[str, str], lang: Language) -> None:
    subject, said = str(row["subject"]), sentence(str(row["rule"]), lang)
    state = f"{STATES[lang][str(row['state'])]} {row['settled_on'] or row['noticed_on']}"
    words = (row["article"], _detail(str(row["detail"]), called), state, row["words"] or _cure(row, lang))
    out.print(f"[bold]{called.get(subject, lists.short(subject))}[/], n° {row['number']} — {said}", highlight=False)
    out.print(f"  {' · '.join(str(each) for each in words if each)}", style="dim", highlight=False, markup=False)


def _cure(row: Mapping[str, Any], lang: Language) -> str:
    """How it is put right, in French where somebody said it so."""
    said = CURES_FR.get(str(row["rule"])) if lang is Language.FRENCH else None
    return said or str(row["cure"] or "")


def _detail(detail: str, called: Mapping[str, str]) -> str:
    return "; ".join(called.get(each, each) for each in detail.split("; "))


@app.command("check-grants")
def check_grants(
    context: typer.Context,
    framework: Framework,
    lang: Lang,
    today: Today = None,
    *,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Check all grants of a framework together: written agreement, file, aid scheme and ceilings, auditor, surplus.

    What is not met is put on file as an irregularity of its agreement, once; what is met again is put right. Finding
    something is no failure: the exit code is 0.
    """
    with opened(context, as_json=as_json) as parts:
        stream = stream_of(parts, "framework", framework, as_json=as_json)
        checks = GrantChecks(parts.execute, parts.reading)
        day = as_day(today) or parts.clock.now().date()
        with progressing("Subventions / grants", hidden=as_json) as advance:
            checked = checks.look(stream, day) if dry_run else checks.run(stream, day, advance)
        told = checked_as_json(checked)
        if as_json:
            print_json(told)
            return
        called = names_of(parts)
        for one in told["breaches"]:
            out.print(f"[bold]{one['title']}[/] — {one[lang]}", highlight=False)
            words = (one["article"], _detail(one["detail"], called), _cure(one, lang))
            out.print(f"  {' · '.join(words)}", style="dim", highlight=False, markup=False)
        out.print(COUNTED[lang].format(**told | {each: len(told[each]) for each in ("breaches", "doubtful")}))


def check_all(parts: Parts) -> None:
    """The same look over every framework, for a server that runs on."""
    today = parts.clock.now().date()
    for row in list(lists.rows(parts, "frameworks", {}, today, None)):
        GrantChecks(parts.execute, parts.reading).run(str(row["id"]), today)
        Conferences(parts.execute, parts.reading).run(str(row["id"]), today)
