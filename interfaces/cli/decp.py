"""`import decp`, `export decp`: essential data of procurement in and out, every entry accounted for."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from application.authority import IMPORT
from application.decp import words
from application.decp.entries import ProcurementFile, UnreadableProcurement
from application.decp.exporting import LeftOut, to_publish
from application.decp.importing import ImportingContracts
from application.decp.results import Asked, Dealt, Imported, remarks
from domain.values import FrameworkId
from interfaces.cli.aside import keep, shown
from interfaces.cli.door import REFUSED, USAGE, AsJson, fail, opened, print_json
from interfaces.cli.grants import Framework
from interfaces.cli.grants_told import COUNTED, line
from interfaces.parts import Parts
from interfaces.sentences import english, french
from interfaces.telling.procurement import contract_names

SHOWN = 20


def add_to(importing: typer.Typer, exporting: typer.Typer) -> None:
    """Put both commands beside those for grants."""
    importing.command("decp")(import_decp)
    exporting.command("decp")(export_decp)


def import_decp(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="DECP: JSON, as buyers publish it.")],
    framework: Framework = None,
    actor: Annotated[
        str, typer.Option("--as", help="The person who imports; needed by no one at the machine itself.")
    ] = IMPORT,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be recorded; record nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Record published contracts and concessions: lots, awards, modifications, subcontracts, yearly data.

    What is certain is repaired and said. What is missing is unknown; what contradicts an earlier publication or is
    not understood is put on file as an irregularity that quotes it.

    Every entry is recorded, found unchanged, completed, or put into NAME.quarantine.json with path, value and reason.
    Nothing is dropped: the sum is printed at the end. Importing a file twice changes nothing.
    """
    with opened(context, as_json=as_json) as parts:
        read = _read(parts, file, as_json=as_json)
        asked = Asked(
            name=shown(file.name),
            framework=None if framework is None else FrameworkId(framework),
            actor=actor,
            only_plan=dry_run,
        )
        imported = ImportingContracts(parts.execute, parts.known_grants, parts.settle)(read, asked)
        quarantine = _quarantine(parts, file, read, imported, dry_run=dry_run)
        if as_json:
            print_json(_in_json(read, imported, quarantine))
        else:
            _tell(read, imported, quarantine, dry_run=dry_run)


def _read(parts: Parts, file: Path, *, as_json: bool) -> ProcurementFile:
    try:
        return parts.procurement_files.read(file)
    except UnreadableProcurement as error:
        detail = f" ({error.detail})" if error.detail else ""
        said = f"{words.ENGLISH[error.rule]}{detail}\n{words.FRENCH[error.rule]}"
        fail(error.rule, said, REFUSED, as_json=as_json)
    except OSError as error:
        fail("unreadable-path", f"{shown(file)}: {error.strerror}", USAGE, as_json=as_json)


def _quarantine(parts: Parts, file: Path, read: ProcurementFile, imported: Imported, *, dry_run: bool) -> Path | None:
    if not imported.set_aside or dry_run:
        return None
    return keep(file, read.digest, parts.procurement_files.write_quarantine(file, imported.set_aside), "json")


def _in_json(read: ProcurementFile, imported: Imported, quarantine: Path | None) -> dict[str, Any]:
    counts = imported.counts
    dealt = [one for one in imported.results if isinstance(one, Dealt)]
    return {
        "rows": counts.rows,
        **{name: getattr(counts, name) for name, _, _ in COUNTED},
        "quarantine_file": None if quarantine is None else shown(quarantine),
        "file_sha256": read.digest.removeprefix("sha256:"),
        "import": imported.import_id,
        "framework": imported.framework,
        "resumed": imported.resumed,
        "notes": [{"rule": one.rule, "count": one.count, "detail": one.detail} for one in remarks(read)],
        "repairs": [
            {"place": one.entry.place, "rule": each.rule, "path": each.path, "before": each.before, "after": each.after}
            for one in dealt
            for each in one.entry.repairs
        ],
        "irregularities": [
            {"contract": one.contract, "place": one.entry.place, "rule": each.rule, "detail": each.detail}
            for one in dealt
            for each in one.irregularities
        ],
        "quarantine": [
            {
                "row": one.row,
                "place": one.place,
                "path": one.path,
                "value": one.value,
                "rule": one.rule,
                "reason": _said(one.rule, "fr"),
            }
            for one in imported.set_aside
        ],
    }


def _said(rule: str, language: str) -> str:
    if language == "fr":
        return words.FRENCH.get(rule) or french().get(rule, rule)
    return words.ENGLISH.get(rule) or english().get(rule, rule).splitlines()[0]


def _tell(read: ProcurementFile, imported: Imported, quarantine: Path | None, *, dry_run: bool) -> None:
    for note in remarks(read):
        line(f"{note.count} × {words.FRENCH[note.rule]} ({note.detail})", words.ENGLISH[note.rule])
    for rule, count in sorted(imported.irregularities().items(), key=lambda each: -each[1]):
        line(f"irrégularité, {count} × : {_said(rule, 'fr')}", _said(rule, "en"))
    for one in imported.set_aside[:SHOWN]:
        where = f"{one.place}{'.' + one.path if one.path else ''}"
        line(f"mis de côté, {where} « {one.value[:60]} » : {_said(one.rule, 'fr')}", _said(one.rule, "en"))
    if len(imported.set_aside) > SHOWN:
        line(f"… et {len(imported.set_aside) - SHOWN} autres", f"and {len(imported.set_aside) - SHOWN} more")
    if quarantine is not None:
        line(f"À corriger puis importer à son tour : {shown(quarantine)}", "correct it, and import it in its turn")
    if dry_run:
        line("Essai : rien n'a été enregistré", "dry run: nothing was recorded")
    elif imported.import_id is None:
        line("Rien n'a changé : rien n'était à enregistrer", "nothing changed: there was nothing to record")
    counts = imported.counts
    french_sum, english_sum = (
        " + ".join(f"{getattr(counts, each[0])} {each[language]}" for each in COUNTED) for language in (1, 2)
    )
    line(f"{french_sum} = {counts.rows} marchés", f"{english_sum} = {counts.rows} contracts")


def export_decp(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="Where to write: OUT.json.")],
    framework: Framework = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Write the contracts whose essential data were published, as DECP 2.0.3.

    What was published once stands: later changes come as modifications and further acts alone. Notified lots that
    are not published, or lack what the standard asks for, are named with what they lack.
    """
    if not file.parent.is_dir():
        fail("no-such-folder", f"There is no folder {file.parent}.", USAGE, as_json=as_json)
    with opened(context, as_json=as_json) as parts:
        parts.settle()
        published, left_out = to_publish(parts.execute.house.streams, contract_names(parts, framework))
        try:
            file.write_bytes(parts.procurement_files.write(published))
        except OSError as error:
            fail("unwritable-path", f"{file}: {error.strerror}", USAGE, as_json=as_json)
    if as_json:
        lacking = [
            {"contract": one.contract, "lot": one.lot, "title": one.title, "lacks": list(one.lacks)} for one in left_out
        ]
        print_json({"file": str(file), "rows": len(published), "left_out": lacking})
        return
    line(f"{len(published)} marchés et concessions écrits dans {file}", "valid against DECP 2.0.3")
    _tell_left_out(left_out)


def _tell_left_out(left_out: Sequence[LeftOut]) -> None:
    if left_out:
        line(f"{len(left_out)} lots notifiés ne sont pas publiés :", "notified lots that are not published")
    for one in left_out[:SHOWN]:
        line(f"{one.title}, lot {one.lot} : {', '.join(one.lacks)}", f"{one.contract} lacks these")
    if len(left_out) > SHOWN:
        line(f"… et {len(left_out) - SHOWN} autres", f"and {len(left_out) - SHOWN} more")
