"""What an import of grants came to, told to people in French and English, or to programs."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from application.grants import words
from application.grants.importing import Imported
from application.grants.rows import GrantFile, Note
from interfaces.cli.aside import shown
from interfaces.cli.door import out

COUNTED = (
    ("recorded", "enregistrées", "recorded"),
    ("unchanged", "inchangées", "unchanged"),
    ("corrected", "corrigées", "corrected"),
    ("quarantined", "mises de côté", "quarantined"),
)


def in_json(read: GrantFile, imported: Imported, quarantine: Path | None) -> Mapping[str, Any]:
    counts = imported.counts
    return {
        "rows": counts.rows,
        **{name: getattr(counts, name) for name, _, _ in COUNTED},
        "quarantine_file": None if quarantine is None else shown(quarantine),
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


def tell(read: GrantFile, imported: Imported, quarantine: Path | None, *, dry_run: bool) -> None:
    _both("Lecture du fichier", "How the file was read")
    for note in read.notes:
        line(words.said(note, words.FRENCH), words.said(note, words.ENGLISH))
    line(f"empreinte SHA-256 : {read.digest.removeprefix('sha256:')}", "digest of the file, for --corrects")
    if doubts := sorted(imported.doubts().items(), key=lambda each: -each[1]):
        _both("Irrégularités enregistrées avec les lignes", "Irregularities recorded with the rows")
        for (rule, column), count in doubts:
            line(f"{count} × {column} : {words.FRENCH[rule]}", words.ENGLISH[rule])
    if imported.set_aside:
        _both("Lignes mises de côté", "Rows set aside")
        for one in imported.set_aside[:20]:
            where = [f"{one.sheet + ' ' if one.sheet else ''}ligne {one.row}", *([one.column] if one.column else [])]
            value = f" « {one.value[:60]} »" if one.value else ""
            line(f"{', '.join(where)}{value} : {words.reason(one, words.FRENCH)}", words.reason(one, words.ENGLISH))
        if len(imported.set_aside) > 20:
            line(f"… et {len(imported.set_aside) - 20} autres", f"and {len(imported.set_aside) - 20} more")
    if quarantine is not None:
        line(f"À corriger puis importer à son tour : {shown(quarantine)}", "correct it, and import it in its turn")
    if imported.vanished:
        gone = len(imported.vanished)
        _both(
            f"{gone} conventions que le fichier ne mentionne plus", f"{gone} agreements that the file no longer states"
        )
        for known in imported.vanished[:20]:
            line(f"{known.agreement} : {known.identity.beneficiary_name}, {known.identity.object}", "left as it was")
    _conclude(imported, dry_run=dry_run)


def _conclude(imported: Imported, *, dry_run: bool) -> None:
    out.print()
    if imported.established:
        line(
            f"Aucun cadre de coopération n'existait : {imported.framework} a été créé au nom de l'attribuant",
            "there was no framework: one was established, named after the grantor",
        )
    if imported.resumed:
        line("Un import interrompu a été repris là où il s'était arrêté", "an interrupted import was taken up again")
    if imported.views_behind:
        line("Les vues finissent de suivre à la prochaine lecture", "the views catch up with whoever reads next")
    counts = imported.counts
    if dry_run:
        line("Essai : rien n'a été enregistré", "dry run: nothing was recorded")
    elif counts.quarantined == counts.rows:
        line("Rien n'a été enregistré : aucune ligne ne se comprend", "nothing was recorded: no row was understood")
    elif counts.recorded == counts.corrected == 0 < counts.quarantined:
        line("Rien n'a changé : le reste était déjà enregistré", "nothing changed: all the rest was recorded before")
    elif counts.recorded == counts.corrected == 0:
        line("Rien n'a changé : tout était déjà enregistré", "nothing changed: all of it was recorded before")
    for language in (1, 2):
        parts = " + ".join(f"{getattr(counts, each[0])} {each[language]}" for each in COUNTED)
        style = "bold" if language == 1 else "dim"
        out.print(f"{parts} = {counts.rows} {('lignes', 'rows')[language - 1]}", style=style, highlight=False)


def _both(french: str, english: str) -> None:
    out.print(f"[bold]{french}[/] [dim]/ {english}[/]", highlight=False)


def line(french: str, english: str) -> None:
    out.print(f"  {french}", highlight=False, markup=False, end="")
    out.print(f"  ({english})", highlight=False, markup=False, style="dim")
