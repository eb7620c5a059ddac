"""`import indicators`: figures of a territory from a table, row by row."""

from pathlib import Path
from typing import Annotated

import typer

from application.authority import IMPORT
from application.grants.rows import UnreadableFile
from application.indicator_files import FigureFile, FiguresImported, ImportingFigures
from interfaces.cli.aside import shown
from interfaces.cli.door import REFUSED, USAGE, AsJson, fail, opened, out, print_json
from interfaces.cli.reading import stream_of
from interfaces.parts import Parts

COUNTED = "{rows} rows / lignes: {recorded} recorded, {unchanged} unchanged, {corrected} corrected, {aside} set aside."


def add_to(importing: typer.Typer) -> None:
    """Offer the command among the imports."""
    importing.command("indicators")(indicators)


def indicators(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="CSV or xlsx: indicator, unit, year (or start and end), value, source.")],
    evaluation: Annotated[str, typer.Option(help="The standing evaluation that the figures belong to.")],
    actor: Annotated[
        str, typer.Option("--as", help="The person who imports; needed by no one at the machine itself.")
    ] = IMPORT,
    *,
    as_json: AsJson = False,
) -> None:
    """Record indicator figures from a table: new ones are recorded, other figures for a known period correct it.

    Every row is recorded, found unchanged, taken as a correction, or set aside with its column, value and reason.
    Importing a file twice changes nothing.
    """
    with opened(context, as_json=as_json) as parts:
        stream = stream_of(parts, "evaluation", evaluation, as_json=as_json)
        read = _read(parts, file, as_json=as_json)
        imported = ImportingFigures(parts.execute)(read, stream, parts.clock.now().date(), actor)
        if as_json:
            print_json(parts.encoder.plain(imported))
            return
        _tell(imported)


def _read(parts: Parts, file: Path, *, as_json: bool) -> FigureFile:
    try:
        return parts.read_figures(file)
    except UnreadableFile as error:
        fail(error.rule, f"{shown(file)}: {error.rule} {error.detail}".rstrip(), REFUSED, as_json=as_json)
    except OSError as error:
        fail("unreadable-path", f"{shown(file)}: {error.strerror}", USAGE, as_json=as_json)


def _tell(imported: FiguresImported) -> None:
    counts = {one: getattr(imported, one) for one in ("rows", "recorded", "unchanged", "corrected")}
    out.print(COUNTED.format(**counts, aside=len(imported.set_aside)))
    for one in imported.set_aside:
        out.print(f"  {one.row}, {one.column}: {one.value!r}: {one.reason}", highlight=False, markup=False)
