"""`progress` and `conferences`: how far a joint strategy has come, whether the regional conference meets in time."""

from typing import Annotated, Any

import typer

from application.conferences import Conferences
from application.strategies import measured
from domain.strategy.progress import AxisProgress, CommitmentProgress
from interfaces.cli import irregularities
from interfaces.cli.door import AsJson, opened, out, print_json, print_rows
from interfaces.cli.irregularities import Today
from interfaces.cli.looking import Framework, Lang, as_day
from interfaces.cli.reading import stream_of
from interfaces.telling.names import names_of
from interfaces.telling.values import Names
from interfaces.words.commitment import STAGES_FR

app = typer.Typer()
WHOLE = {
    "fr": "{share} dans l'ensemble ; {commitments} engagements dont {kept} tenus, {late} en retard, "
    "{shared} à plusieurs porteurs ; {unmeasured} objectifs sans mesure.",
    "en": "{share} in all; {commitments} commitments: {kept} kept, {late} late, {shared} owned by several; "
    "{unmeasured} objectives not measured.",
}
LATE = {"fr": "en retard", "en": "late"}
NOTHING = {"fr": "sans mesure", "en": "not measured"}


@app.command()
def progress(
    context: typer.Context,
    strategy: Annotated[str, typer.Argument(help="A joint strategy, or the end of its identifier")],
    lang: Lang,
    today: Today = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Show how far a joint strategy has come: by axis, objective and commitment, each owner named."""
    with opened(context, as_json=as_json) as parts:
        stream = stream_of(parts, "strategy", strategy, as_json=as_json)
        found = measured(parts.replay, stream, as_day(today) or parts.clock.now().date())
        if as_json:
            print_json(parts.encoder.plain(found))
            return
        names, way = names_of(parts), found.progress
        out.print(f"[bold]{found.title}[/], {found.today}", highlight=False)
        for axis in way.axes:
            _tell(axis, names, lang)
        counts: dict[str, Any] = {
            one: getattr(way, one) for one in ("commitments", "kept", "late", "shared", "unmeasured")
        }
        out.print(WHOLE[lang].format(share=_share(way.share, lang), **counts), highlight=False)


def _tell(axis: AxisProgress, names: Names, lang: str) -> None:
    out.print(f"[bold]{axis.code}[/] {axis.title} — {_share(axis.share, lang)}", highlight=False)
    for objective in axis.objectives:
        out.print(f"  {objective.code} {objective.title} — {_share(objective.share, lang)}", highlight=False)
        for one in objective.commitments:
            out.print(f"    {_words(one, names, lang)}", style="dim", highlight=False, markup=False)


def _words(one: CommitmentProgress, names: Names, lang: str) -> str:
    owners = ", ".join(names.get(each, each) for each in one.owners)
    stage = STAGES_FR[one.stage] if lang == "fr" else str(one.stage).replace("_", " ")
    return f"{one.title} ({owners}) : {stage}, {_share(one.share, lang)}" + (f", {LATE[lang]}" if one.late else "")


def _share(share: Any, lang: str) -> str:
    return NOTHING[lang] if share is None else f"{share * 100:.0f} %"


HEADS = {
    "fr": ("conférence", "dernière", "prochaine avant le", "en retard"),
    "en": ("conference", "last", "next by", "late"),
}


@app.command()
def conferences(
    context: typer.Context,
    framework: Framework,
    lang: Lang,
    today: Today = None,
    *,
    dry_run: irregularities.DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Look whether each regional conference of the social economy met in time; put a late one on file, once."""
    with opened(context, as_json=as_json) as parts:
        stream = stream_of(parts, "framework", framework, as_json=as_json)
        looking, day = Conferences(parts.execute, parts.reading), as_day(today) or parts.clock.now().date()
        found = looking.look(stream, day) if dry_run else looking.run(stream, day)
        if as_json:
            print_json(parts.encoder.plain(list(found)))
            return
        rows = [
            (one.name, str(one.last) if one.met else "", str(one.next_by or ""), "!" if one.overdue else "")
            for one in found
        ]
        print_rows("Conférences", [dict(zip(HEADS[lang], row, strict=True)) for row in rows], HEADS[lang])
