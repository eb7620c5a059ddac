"""`import grants`, `export grants`: published grants in and out, every row accounted for."""

import re
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from application.authority import IMPORT
from application.grants import exporting as grants_to_publish
from application.grants import words
from application.grants.importing import Asked, Imported, Importing
from application.grants.rows import GrantFile, Note, UnreadableFile
from domain.values import Digest, FrameworkId
from interfaces.cli.door import REFUSED, USAGE, AsJson, err, fail, opened, out, print_json
from interfaces.parts import Parts

importing = typer.Typer(help="Import what others publish.", no_args_is_help=True)
exporting = typer.Typer(help="Export what others read.", no_args_is_help=True)

_DIGEST = re.compile(r"(?:sha256:)?([0-9a-fA-F]{64})")
PAGE = 1_000
Framework = Annotated[str | None, typer.Option("--framework", help="Which framework; needed where there are several.")]
COUNTED = (
    ("recorded", "enregistrées", "recorded"),
    ("unchanged", "inchangées", "unchanged"),
    ("corrected", "corrigées", "corrected"),
    ("quarantined", "mises de côté", "quarantined"),
)


@importing.callback()
def imports() -> None:
    """Import what others publish."""


@exporting.callback()
def exports() -> None:
    """Export what others read."""


@importing.command("grants")
def import_grants(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="SCDL subventions: CSV or xlsx, as authorities publish it.")],
    corrects: Annotated[
        str | None, typer.Option("--corrects", help="SHA-256 of the file, imported earlier, that this one corrects.")
    ] = None,
    framework: Framework = None,
    actor: Annotated[
        str, typer.Option("--as", help="The person who imports; needed by no one at the machine itself.")
    ] = IMPORT,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be recorded; record nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Record published grants: organisations, agreements, instalments, payments, amendments.

    Every row is recorded, found unchanged, taken as a correction, or put into NAME.quarantine.csv, to be corrected
    and imported again. Importing a file twice changes nothing.
    """
    digest = _digest(corrects, as_json=as_json)
    if not file.is_file():
        fail("no-such-file", f"There is no file {file}. Il n'y a pas de fichier {file}.", USAGE, as_json=as_json)
    with opened(context, as_json=as_json) as parts:
        read = _read(parts, file, as_json=as_json)
        asked = Asked(
            name=file.name,
            framework=None if framework is None else FrameworkId(framework),
            corrects=digest,
            actor=actor,
            only_plan=dry_run,
        )
        with _bar("Import des subventions / importing grants", hidden=as_json) as advance:
            imported = Importing(parts.execute, parts.known_grants, parts.settle)(read, asked, advance)
        quarantine = None if dry_run else _quarantine(parts, file, read, imported)
        if as_json:
            print_json(_as_json(read, imported, quarantine))
        else:
            _tell(read, imported, quarantine, dry_run=dry_run)


def _digest(text: str | None, *, as_json: bool) -> Digest | None:
    if text is None:
        return None
    found = _DIGEST.fullmatch(text.strip())
    if found is None:
        fail("unreadable-digest", "--corrects takes a SHA-256: 64 hexadecimal digits.", USAGE, as_json=as_json)
    return Digest(f"sha256:{found[1].lower()}")


def _read(parts: Parts, file: Path, *, as_json: bool) -> GrantFile:
    try:
        return parts.grant_files.read(file)
    except UnreadableFile as error:
        detail = f" ({error.detail})" if error.detail else ""
        said = f"{words.ENGLISH[error.rule]}{detail}\n{words.FRENCH[error.rule]}"
        fail(error.rule, said, REFUSED, as_json=as_json)
    except OSError as error:
        fail("unreadable-path", f"{file}: {error.strerror}", USAGE, as_json=as_json)


def _quarantine(parts: Parts, file: Path, read: GrantFile, imported: Imported) -> Path | None:
    """Write the rows set aside beside the file; none of an earlier import is left where there are none."""
    path = _beside(file, "quarantine")
    if not imported.set_aside:
        return None
    path.write_bytes(parts.grant_files.write_quarantine(read, imported.set_aside))
    return path


def _beside(file: Path, what: str) -> Path:
    return file.with_name(f"{file.stem}.{what}.csv")


def _as_json(read: GrantFile, imported: Imported, quarantine: Path | None) -> Mapping[str, Any]:
    counts = imported.counts
    return {
        "rows": counts.rows,
        **{name: getattr(counts, name) for name, _, _ in COUNTED},
        "quarantine_file": None if quarantine is None else str(quarantine),
        "file_sha256": read.digest.removeprefix("sha256:"),
        "import": imported.import_id,
        "framework": imported.framework,
        "framework_established": imported.established,
        "resumed": imported.resumed,
        "views_behind": imported.views_behind,
        "corrects": [one.removeprefix("sha256:") for one in imported.corrects],
        "vanished": [one.agreement for one in imported.vanished],
        "notes": [_note(one) for one in read.notes],
        "irregularities": [
            {"rule": rule, "column": column, "count": count}
            for (rule, column), count in sorted(imported.doubts().items())
        ],
        "quarantine": [
            {
                "row": one.row,
                "sheet": one.sheet,
                "column": one.column,
                "value": one.value,
                "rule": one.rule,
                "reason": words.reason(one, words.FRENCH),
            }
            for one in imported.set_aside
        ],
    }


def _note(note: Note) -> Mapping[str, Any]:
    return {"rule": note.rule, "count": note.count, "detail": note.detail, "said": words.said(note, words.FRENCH)}


def _tell(read: GrantFile, imported: Imported, quarantine: Path | None, *, dry_run: bool) -> None:
    _both("Lecture du fichier", "How the file was read")
    for note in read.notes:
        _line(words.said(note, words.FRENCH), words.said(note, words.ENGLISH))
    if doubts := sorted(imported.doubts().items(), key=lambda each: -each[1]):
        _both("Irrégularités enregistrées avec les lignes", "Irregularities recorded with the rows")
        for (rule, column), count in doubts:
            _line(f"{count} × {column} : {words.FRENCH[rule]}", words.ENGLISH[rule])
    if imported.set_aside:
        _both("Lignes mises de côté", "Rows set aside")
        for one in imported.set_aside[:20]:
            where = f"{one.sheet + ' ' if one.sheet else ''}ligne {one.row}, {one.column} « {one.value[:60]} »"
            _line(f"{where} : {words.reason(one, words.FRENCH)}", words.reason(one, words.ENGLISH))
        if len(imported.set_aside) > 20:
            _line(f"… et {len(imported.set_aside) - 20} autres", f"and {len(imported.set_aside) - 20} more")
    if quarantine is not None:
        _line(f"À corriger puis importer de nouveau : {quarantine}", "correct it, and import it again")
    if imported.vanished:
        gone = len(imported.vanished)
        _both(
            f"{gone} conventions que le fichier ne mentionne plus", f"{gone} agreements that the file no longer states"
        )
        for known in imported.vanished[:20]:
            _line(f"{known.agreement} : {known.identity.beneficiary_name}, {known.identity.object}", "left as it was")
    _conclude(imported, dry_run=dry_run)


def _conclude(imported: Imported, *, dry_run: bool) -> None:
    out.print()
    if imported.established:
        _line(
            f"Aucun cadre de coopération n'existait : {imported.framework} a été créé au nom de l'attribuant",
            "there was no framework: one was established, named after the grantor",
        )
    if imported.resumed:
        _line("Un import interrompu a été repris là où il s'était arrêté", "an interrupted import was taken up again")
    if imported.views_behind:
        _line("Les vues finissent de suivre à la prochaine lecture", "the views catch up with whoever reads next")
    counts = imported.counts
    if dry_run:
        _line("Essai : rien n'a été enregistré", "dry run: nothing was recorded")
    elif counts.recorded == counts.corrected == 0:
        _line("Rien n'a changé : tout était déjà enregistré", "nothing changed: all of it was recorded before")
    for language in (1, 2):
        parts = " + ".join(f"{getattr(counts, each[0])} {each[language]}" for each in COUNTED)
        style = "bold" if language == 1 else "dim"
        out.print(f"{parts} = {counts.rows} {('lignes', 'rows')[language - 1]}", style=style, highlight=False)


def _both(french: str, english: str) -> None:
    out.print(f"[bold]{french}[/] [dim]/ {english}[/]", highlight=False)


def _line(french: str, english: str) -> None:
    out.print(f"  {french}", highlight=False, markup=False, end="")
    out.print(f"  ({english})", highlight=False, markup=False, style="dim")


@contextmanager
def _bar(title: str, *, hidden: bool) -> Generator[Any]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err, transient=True, disable=hidden) as progress:
        task = progress.add_task(title, total=None)

        def advance(done: int, total: int) -> None:
            progress.update(task, completed=done, total=total)

        yield advance


@exporting.command("grants")
def export_grants(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="Where to write: OUT.csv, and beside it what it has no place for.")],
    framework: Framework = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Write the agreements as SCDL subventions 2.1.1.

    Three files: OUT.csv is valid against the standard; OUT.complements.csv holds what the standard has no room for
    and is read again with it; OUT.incomplete.csv holds the agreements that lack something the standard asks for.
    """
    if not file.parent.is_dir():
        fail("no-such-folder", f"There is no folder {file.parent}.", USAGE, as_json=as_json)
    with opened(context, as_json=as_json) as parts:
        parts.settle()
        names = _agreements(parts, framework)
        with _bar("Export des subventions / exporting grants", hidden=as_json) as advance:
            grants = grants_to_publish.grants(parts.execute.house.streams, _counted(names, advance))
            written = parts.grant_files.write(grants)
        beside = {
            "complements": (
                file.with_name(f"{file.stem}.complements.csv"),
                written.complements,
                written.complement_count,
            ),
            "incomplete": (file.with_name(f"{file.stem}.incomplete.csv"), written.incomplete, written.incomplete_count),
        }
        try:
            file.write_bytes(written.published)
            for path, content, count in beside.values():
                if count:
                    path.write_bytes(content)
                else:
                    path.unlink(missing_ok=True)
        except OSError as error:
            fail("unwritable-path", f"{file}: {error.strerror}", USAGE, as_json=as_json)
        files = {name: str(path) if count else None for name, (path, _, count) in beside.items()}
        if as_json:
            print_json(
                {
                    "file": str(file),
                    "rows": written.complete_count,
                    "incomplete": written.incomplete_count,
                    "complements": written.complement_count,
                    "complements_file": files["complements"],
                    "incomplete_file": files["incomplete"],
                }
            )
            return
        _line(f"{written.complete_count} subventions écrites dans {file}", "valid against SCDL subventions 2.1.1")
        if files["complements"]:
            _line(
                f"{written.complement_count} compléments dans {files['complements']}",
                "texts in full and columns of the publishers: keep it beside the file",
            )
        if files["incomplete"]:
            _line(
                f"{written.incomplete_count} subventions incomplètes dans {files['incomplete']}",
                "each with what it lacks; it can be imported like the file itself",
            )


def _agreements(parts: Parts, framework: str | None) -> list[str]:
    filters = {} if framework is None else {"framework": framework}
    names: list[str] = []
    after: str | None = None
    today = parts.clock.now().date()
    while True:
        page = parts.reading.page("agreements", filters, after=after, limit=PAGE, today=today)
        names += [str(item["id"]) for item in page.items]
        after = page.next
        if after is None:
            return sorted(names)


def _counted(names: Sequence[str], advance: Any) -> Iterator[str]:
    for number, name in enumerate(names, 1):
        yield name
        if number % 100 == 0 or number == len(names):
            advance(number, len(names))
