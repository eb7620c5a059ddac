"""`palabre tasks` and `palabre case …`: what somebody must do, and what can happen in a case."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

import typer
from rich.markup import escape

from application.options import Condition, Explained, Option
from application.reading import BadQuestion
from domain.procedure.definition import On
from interfaces.cli.door import USAGE, AsJson, fail, opened, out, print_json, print_rows
from interfaces.parts import Parts

app = typer.Typer()
one = typer.Typer(help="A case: one run of a procedure about one subject.")
PAGE = 200
Person = Annotated[str, typer.Option("--person", "--as", help="Whose: person-…", envvar="PALABRE_ACTOR")]
Language = Annotated[str, typer.Option("--lang", help="fr or en.")]


@app.command()
def tasks(
    context: typer.Context,
    person: Person = "",
    framework: Annotated[str, typer.Option(help="Only those of this framework.")] = "",
    case: Annotated[str, typer.Option(help="Only those of this case.")] = "",
    lang: Language = "fr",
    *,
    all_tasks: Annotated[bool, typer.Option("--all", help="Everybody's.")] = False,
    as_json: AsJson = False,
) -> None:
    """List what somebody must do: by when, why it exists, and what happens if nobody does it.

    A person's tasks follow from their mandates: a new chair finds everything that the old one had.
    """
    if not person and not all_tasks:
        fail("no-person", "Say whose tasks: --person person-… (or PALABRE_ACTOR), or --all.", USAGE, as_json=as_json)
    wanted = {"person": "" if all_tasks else person, "framework": framework, "case": case}
    filters = {name: value for name, value in wanted.items() if value}
    with opened(context, as_json=as_json) as parts:
        parts.settle()
        try:
            rows = list(_rows(parts, filters, lang))
        except BadQuestion as error:
            fail("unreadable-question", str(error), USAGE, as_json=as_json)
        if as_json:
            print_json(rows)
            return
        for row in rows:
            _say(row, lang)
        out.print(f"[bold]{len(rows)}[/] " + NOTHING_ELSE[lang] if rows else NOTHING[lang])


NOTHING = {"fr": "Rien à faire.", "en": "Nothing to do."}
NOTHING_ELSE = {"fr": "à faire.", "en": "to do."}
NO_DATE = {"fr": "sans date", "en": "no date"}
OTHERWISE = {"fr": "sinon", "en": "otherwise"}


def _say(row: Mapping[str, Any], lang: str) -> None:
    """A task as a person reads it: when and what, why, how to say so, and what happens if nobody does it."""
    due = str(row["due_at"] or "")[:10] or NO_DATE[lang]
    out.print(f"[bold]{due:<10}[/]  {escape(str(row['title'] or row['of'] or row['task']))}", highlight=False)
    who = ", ".join(row["roles"]) + (f" → {row['holder']}" if row["holder"] else "")
    out.print(f"            {escape(str(row['why'] or row['step']))} ({escape(who)})", highlight=False)
    out.print(f"            [dim]{row['case']} {escape(str(row['task']))}[/]", highlight=False)
    for each in row["otherwise"]:
        instant, _, leads = each.partition(": ")
        out.print(f"            [dim]{OTHERWISE[lang]} {instant[:10]} : {escape(leads)}[/]", highlight=False)
    if row["words"]:
        out.print(f"            [dim]{escape(str(row['words']))}[/]", highlight=False)


def _rows(parts: Parts, filters: Mapping[str, str], lang: str) -> Iterator[dict[str, Any]]:
    after: str | None = None
    explained: dict[str, Mapping[str, Explained]] = {}
    while True:
        page = parts.reading.page("tasks", filters, after=after, limit=PAGE, today=parts.clock.now().date())
        for row in page.items:
            case = str(row["case"])
            if case not in explained:
                explained[case] = parts.options.explained(case, lang)
            yield dict(row) | _why(explained[case].get(str(row["task"])))
        after = page.next
        if after is None:
            return


def _why(found: Explained | None) -> dict[str, Any]:
    if found is None:
        return {"title": "", "why": "", "otherwise": []}
    return {"title": found.title, "why": found.why, "otherwise": list(found.otherwise)}


@one.command()
def options(
    context: typer.Context,
    case: Annotated[str, typer.Argument(help="The case (case-…).")],
    lang: Language = "fr",
    *,
    as_json: AsJson = False,
) -> None:
    """Say what can happen in a case now, who could do it, and why what is blocked is blocked."""
    with opened(context, as_json=as_json) as parts:
        parts.settle()
        found = parts.options.of(case, lang)
        if as_json:
            print_json(parts.encoder.plain(list(found)))
            return
        print_rows("What can happen", [_row(each) for each in found], ["what", "step", "leads to", "who", "why not"])
        if not found:
            out.print("The case has ended.")


def _row(each: Option) -> dict[str, str]:
    what = each.title if each.on is On.EVENT else f"{each.on.value}: {each.title}"
    return {
        "what": f"{what} ({each.due[:10]})" if each.due else what,
        "step": each.state,
        "leads to": ", ".join(each.to),
        "who": ", ".join(each.roles) + (f" ({len(each.people)})" if each.roles else ""),
        "why not": "; ".join(_unmet(said) for said in each.conditions if not said.holds) if each.blocked else "",
    }


def _unmet(said: Condition) -> str:
    return f"{said.guard} — {said.why}" if said.why else said.guard
