"""`what-if`: past decisions judged again under other bylaws; nothing is recorded."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, cast

import typer
import yaml

from application.gate import review
from application.history.under_draft import Under, UnderDraft, counted
from application.history.what_if import WhatIf, current_bylaws
from application.history.what_if import what_if as judge
from domain.bylaws import Bylaws
from domain.procedure.conformance import SAID
from interfaces.cli import lists
from interfaces.cli.door import REFUSED, USAGE, AsJson, fail, opened, out, print_json, print_rows
from interfaces.cli.looking import Lang, Language, progressing
from interfaces.cli.reading import stream_of
from interfaces.drafts import DraftUnreadable, read_draft
from interfaces.parts import Parts
from interfaces.telling import history as telling
from interfaces.telling.names import names_of
from interfaces.telling.trail import trail
from interfaces.verdicts import under_data

app = typer.Typer()
HEADS = {
    "fr": ("le", "point", "ce qui bascule", "tel que jugé", "sous le projet", "référence"),
    "en": ("on", "item", "what flips", "as judged", "under the draft", "reference"),
}
COUNTED = {
    "fr": "{judged} décisions rejugées sous « {bylaws} » : {flipped} basculent, {same} non ; {not_judged} sans "
    "règlement connu. Rien n'a été consigné (position {position}).",
    "en": "{judged} decisions judged again under “{bylaws}”: {flipped} flip, {same} do not; {not_judged} had no "
    "bylaws on file. Nothing was recorded (position {position}).",
}


@app.command("what-if")
def what_if(
    context: typer.Context,
    lang: Lang,
    bylaws: Annotated[
        Path | None, typer.Option("--bylaws", help="Other bylaws: YAML or JSON, as --print-current writes them.")
    ] = None,
    procedure: Annotated[
        Path | None, typer.Option("--procedure", help="A draft procedure (YAML): past cases are replayed under it.")
    ] = None,
    framework: Annotated[str | None, typer.Option("--framework", help="Only decisions of this framework.")] = None,
    committee: Annotated[str | None, typer.Option("--committee", help="Only decisions of this committee.")] = None,
    *,
    print_current: Annotated[
        bool, typer.Option("--print-current", help="Print the bylaws in force of --committee, to start a draft from.")
    ] = False,
    every: Annotated[bool, typer.Option("--all", help="Show the decisions that do not flip, too.")] = False,
    as_json: AsJson = False,
) -> None:
    """Ask what would have come of past decisions under other bylaws, or of cases under a draft. Nothing is recorded.

    Begin with `palabre what-if --committee ID --print-current > draft.yaml`, change a figure, then ask with
    `palabre what-if --committee ID --bylaws draft.yaml`. Presence, recusals and votes stay what they were; notice,
    quorum, majority, modes, proxies and what the body may decide are judged again.
    """
    with opened(context, as_json=as_json) as parts:
        body = None if committee is None else stream_of(parts, "committee", committee, as_json=as_json)
        home = None if framework is None else stream_of(parts, "framework", framework, as_json=as_json)
        if procedure is not None:
            _of_cases(parts, procedure, home, lang, as_json=as_json)
            return
        if print_current:
            _print(parts, body, as_json=as_json)
            return
        if bylaws is None:
            fail(
                "no-draft", "Say which bylaws: --bylaws FILE, or --print-current to start one.", USAGE, as_json=as_json
            )
        draft = _read(bylaws, as_json=as_json)
        with progressing("Décisions / decisions", hidden=as_json) as advance:
            found = judge(trail(parts), draft, home, body, advance)
        if as_json:
            print_json(parts.encoder.plain(found))
        else:
            _tell(parts, found, lang, every=every)


TURNED = {
    "late": {"fr": "en retard sous le projet", "en": "late under the draft"},
    "in-time": {"fr": "à temps sous le projet", "en": "in time under the draft"},
    "lapsed": {"fr": "échue avant qu'on agisse", "en": "lapsed before somebody acted"},
}
UNDER = {
    "fr": "{cases} parcours rejoués : {left} s'en écartent, {deadlines} échéances basculent. Rien n'a été consigné.",
    "en": "{cases} cases replayed: {left} leave the draft, {deadlines} deadlines turn. Nothing was recorded.",
}


def _of_cases(parts: Parts, file: Path, framework: str | None, lang: Language, *, as_json: bool) -> None:
    try:
        verdict = review(parts.tools, file.read_bytes())
    except OSError as error:
        fail("unreadable-path", f"{file}: {error.strerror}", USAGE, as_json=as_json)
    if verdict.procedure is None or not verdict.passes:
        fail("procedure-faulty", "\n".join(verdict.lines(str(file), lang)), REFUSED, as_json=as_json)
    parts.settle()
    found = list(UnderDraft(parts.changing, parts.tools).cases(verdict.procedure, framework))
    counts = counted(found)
    if as_json:
        turned = [under_data(one) for one in found if one.turns]
        print_json({"procedure": verdict.procedure.id, "digest": verdict.digest, **counts, "turned": turned})
        return
    rows = [row for one in found for row in _turned(one, lang)]
    if rows:
        print_rows(str(verdict.procedure.title), rows, ["case", "step", "what", "then", "draft"])
    out.print(UNDER[lang].format(**counts))


def _turned(one: Under, lang: Language) -> Iterator[dict[str, str]]:
    left = one.conformance.departure
    if left is not None:
        stood = "" if left.standing is None else ", ".join(sorted(left.standing.active))
        said = SAID[left.misfit]
        yield {"case": one.case, "step": stood, "what": said.fr if lang == "fr" else said.en, "then": "", "draft": ""}
    for each in one.deadlines:
        yield {
            "case": one.case,
            "step": f"{each.step} / {each.name}",
            "what": TURNED[each.turn][lang],
            "then": "" if each.due_then is None else each.due_then.date().isoformat(),
            "draft": each.due_under_draft.date().isoformat(),
        }


def _print(parts: Parts, body: str | None, *, as_json: bool) -> None:
    if body is None:
        today = parts.clock.now().date()
        known = [f"  {row['id']}  {row['name']}" for row in lists.rows(parts, "committees", {}, today)]
        fail("no-committee", "\n".join(["Say whose: --committee ID. There are:", *known]), USAGE, as_json=as_json)
    found = current_bylaws(trail(parts), body, parts.clock.now().date())
    if found is None:
        fail("no-bylaws", f"{body} has adopted no bylaws.", REFUSED, as_json=as_json)
    plain = {"bylaws": _in_order(parts.encoder.plain(found))}
    if as_json:
        print_json(plain)
    else:
        sys.stdout.write(yaml.safe_dump(plain, allow_unicode=True, sort_keys=False))


def _in_order(value: Any) -> Any:
    """The same with every set in the order of its words, so that two printed drafts differ only where they differ."""
    if isinstance(value, dict):
        pairs = cast("dict[str, Any]", value)
        return {name: _in_order(each) for name, each in pairs.items()}
    return sorted(cast("list[str]", value)) if isinstance(value, list) else value


def _read(path: Path, *, as_json: bool) -> Bylaws:
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        fail("unreadable-path", f"{path}: {error.strerror}", USAGE, as_json=as_json)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        fail("unreadable-draft", f"{path} is neither YAML nor JSON: {error}", USAGE, as_json=as_json)
    if not isinstance(raw, dict):
        fail("unreadable-draft", f"{path}: bylaws are written `bylaws:` and their rules below.", USAGE, as_json=as_json)
    stated = cast("dict[str, Any]", raw)
    try:
        return read_draft(stated if "bylaws" in stated else {"bylaws": stated})
    except DraftUnreadable as error:
        found = "\n".join(f"  {one['field'].removeprefix('body.')}: {one['message']}" for one in error.found)
        fail("unreadable-draft", f"{path} is not in the shape of bylaws:\n{found}", USAGE, as_json=as_json)


def _tell(parts: Parts, found: WhatIf, lang: Language, *, every: bool) -> None:
    names = names_of(parts)
    rows = [telling.what_if_row(one, lang, names) for one in found.decisions if one.flips or every]
    heads = HEADS[lang]
    shown = [dict(zip(heads, row.values(), strict=True)) for row in rows]
    if shown:
        print_rows(found.bylaws, shown, heads)
    counts = {"judged": found.judged, "flipped": found.flipped, "not_judged": found.not_judged}
    same = found.judged - found.flipped
    out.print(COUNTED[lang].format(**counts, same=same, bylaws=found.bylaws, position=found.position))
