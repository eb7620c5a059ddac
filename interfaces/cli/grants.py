"""`import grants`, `export grants`: published grants in and out, every row accounted for."""

import re
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from application.authority import IMPORT
from application.collecting import seldom_collecting
from application.grants import exporting as grants_to_publish
from application.grants import words
from application.grants.importing import Asked, Imported, Importing
from application.grants.rows import GrantFile, UnreadableFile
from domain.values import Digest, FrameworkId
from interfaces.cli.aside import keep, shown
from interfaces.cli.door import REFUSED, USAGE, AsJson, err, fail, opened, print_json
from interfaces.cli.grants_told import in_json, line, tell
from interfaces.parts import Parts

importing = typer.Typer(help="Import what others publish.", no_args_is_help=True)
exporting = typer.Typer(help="Export what others read.", no_args_is_help=True)

_DIGEST = re.compile(r"(?:sha256:)?([0-9a-fA-F]{64})")
PAGE = 1_000
Framework = Annotated[str | None, typer.Option("--framework", help="Which framework; needed where there are several.")]


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
        str | None,
        typer.Option(
            "--corrects",
            help="SHA-256 of the file, imported earlier, that this corrects: `palabre list imports --json` has them.",
        ),
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

    Encoding, delimiter, heading and other names of columns are found and said. What is certain is repaired and said;
    what is missing or doubtful is recorded as unknown, with an irregularity.

    Every row is recorded, found unchanged, taken as a correction, or put into NAME.quarantine.csv. Nothing is
    dropped: the sum is printed at the end. Importing a file twice changes nothing.

    In NAME.quarantine.csv, each row says in its first columns where it stood and why it was set aside. Correct the
    cells after these (a spreadsheet will do), leave the others, and import that file in its turn. Where several
    agreements could be meant, the column `decision` takes the identifier of one, or `nouvelle`.

    A file of the same grantor and years as an earlier one corrects it; any other names the one it corrects.

    Begin with `palabre import grants FILE --dry-run`.
    """
    digest = _digest(corrects, as_json=as_json)
    _refuse_what_is_no_file(file, as_json=as_json)
    with opened(context, as_json=as_json) as parts:
        progress = bar("Import des subventions / importing grants", "Lecture / reading", hidden=as_json)
        with seldom_collecting(), progress as advance:
            read = _read(parts, file, as_json=as_json)
            asked = Asked(
                name=shown(file.name),
                framework=None if framework is None else FrameworkId(framework),
                corrects=digest,
                actor=actor,
                only_plan=dry_run,
            )
            imported = Importing(parts.execute, parts.known_grants, parts.settle)(read, asked, advance)
        quarantine = None if dry_run else _quarantine(parts, file, read, imported)
        if as_json:
            print_json(in_json(read, imported, quarantine))
        else:
            tell(read, imported, quarantine, dry_run=dry_run)
        if imported.set_aside and quarantine is None and not dry_run:
            said = "The rows set aside could not be written. Les lignes mises de côté n'ont pas pu être écrites."
            err.print(f"{said} ({shown(file.parent)})", style="red", highlight=False, markup=False)
            raise typer.Exit(USAGE)


def _refuse_what_is_no_file(file: Path, *, as_json: bool) -> None:
    try:
        rule = "" if file.is_file() else "no-file" if file.exists() else "no-such-file"
    except OSError:
        rule = "no-such-file"
    if rule:
        said = f"{shown(file)}: {words.ENGLISH[rule]}\n{words.FRENCH[rule]}"
        fail(rule, said, USAGE, as_json=as_json)


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
        fail("unreadable-path", f"{shown(file)}: {error.strerror}", USAGE, as_json=as_json)


def _quarantine(parts: Parts, file: Path, read: GrantFile, imported: Imported) -> Path | None:
    """Write the rows set aside, where there are any. None where there are none, or no place to write them."""
    if not imported.set_aside:
        return None
    return keep(file, read.digest, parts.grant_files.write_quarantine(read, imported.set_aside))


@contextmanager
def bar(title: str, waiting: str = "", *, hidden: bool) -> Generator[Any]:
    """A bar that moves to and fro until there is something to count."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err, transient=True, disable=hidden) as progress:
        task = progress.add_task(waiting or title, total=None)

        def advance(done: int, total: int) -> None:
            progress.update(task, description=title, completed=done, total=total)

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
        with bar("Export des subventions / exporting grants", hidden=as_json) as advance:
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
        line(f"{written.complete_count} subventions écrites dans {file}", "valid against SCDL subventions 2.1.1")
        if files["complements"]:
            line(
                f"{written.complement_count} compléments dans {files['complements']}",
                "texts in full and columns of the publishers: keep it beside the file",
            )
        if files["incomplete"]:
            line(
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
