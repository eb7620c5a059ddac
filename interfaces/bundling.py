"""A bundle put together for whoever asks: events and proofs, rules in force, and a report that people can read."""

import io
import re
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from application.bundles import Selection, TooFewWitnesses, Written, selected
from application.documents import PdfUnavailable
from application.history.process import framework_part
from application.history.trail import Trail
from application.transparency import SignedCheckpoint
from domain.committee import Committee
from domain.procedure.publication import Published
from interfaces.parts import Parts
from interfaces.telling import bundle as paper
from interfaces.telling.names import names_of

UNSAFE = re.compile(r"[^\w.-]+")


@dataclass(frozen=True, slots=True)
class Bundle:
    """What was written, and why the report for people is missing where this machine cannot make it."""

    written: Written
    lacking: str


def written_bundle(
    parts: Parts, kind: str, subject: str, folder: Path, language: str, *, attachments: bool = True
) -> Bundle:
    """Write a bundle into a folder of its own, under a checkpoint published just now.

    Raises TooFewWitnesses, PlaceTaken, Unknown, OSError.
    """
    signed = parts.transparency.publish()
    if not signed.published:
        raise TooFewWitnesses(*signed.witnesses)
    trail = Trail(parts.log, parts.replay.streams, parts.reading, signed.size)
    chosen = selected(trail, kind, subject)
    documents = {name: make() for name, make in _documents(parts, trail, chosen).items()}
    lacking = _report(parts, trail, chosen, signed, language, documents)
    return Bundle(parts.bundles.write(chosen, documents, folder, attachments=attachments), lacking)


def zipped_bundle(parts: Parts, kind: str, subject: str, language: str) -> bytes:
    """The same as one file to download. Raises TooFewWitnesses, Unknown, OSError."""
    content = io.BytesIO()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / UNSAFE.sub("_", subject)
        written_bundle(parts, kind, subject, folder, language)
        with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted(one for one in folder.rglob("*") if one.is_file()):
                archive.write(file, file.relative_to(folder.parent).as_posix())
    return content.getvalue()


def _documents(parts: Parts, trail: Trail, chosen: Selection) -> dict[str, Callable[[], bytes]]:
    """What is made of the events for reading: procedures and bylaws in every version, and OCEL."""
    found: dict[str, Callable[[], bytes]] = {}
    for stream in chosen.streams:
        state: Any = trail.state(stream)
        if isinstance(state, Published):
            for number, version in state.versions.items():
                name = UNSAFE.sub("_", state.name)
                found[f"procedures/{name}-v{number}.yaml"] = version.text.encode
        elif isinstance(state, Committee) and state.bylaws:
            found[f"bylaws/{stream}.json"] = partial(parts.documents.json, state.bylaws)
    found["ocel.json"] = lambda: parts.documents.ocel(framework_part(trail, chosen.streams))
    return found


def _report(
    parts: Parts,
    trail: Trail,
    chosen: Selection,
    signed: SignedCheckpoint,
    language: str,
    documents: dict[str, bytes],
) -> str:
    """Put the report among the documents; why there is none, where this machine cannot make it."""
    names = {id: name for id, name in names_of(parts).items() if not id.startswith("person-")}  # noqa: A001
    page = paper.page(trail, chosen, signed, names, language, parts.clock.now())
    try:
        documents["report.pdf"] = parts.documents.pdf(page, {"events.jsonl": parts.bundles.lines(chosen)})
    except PdfUnavailable as error:
        return str(error)
    return ""
