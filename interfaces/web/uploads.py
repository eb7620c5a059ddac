"""Documents that somebody hands in: only what they say they are, whole, not too heavy, and kept by their digest."""

import io
import zipfile
from typing import TYPE_CHECKING, Any

from interfaces.web.language import N_

if TYPE_CHECKING:
    from interfaces.web.visit import Visit

HEAVIEST = 20_000_000
UNPACKED = 200_000_000
RATIO = 200
MEMBERS = 5_000
HEAD = 4_096
PDF, PNG, JPEG, HEIC, WEBP = "application/pdf", "image/png", "image/jpeg", "image/heic", "image/webp"
OFFICE = "application/vnd.openxmlformats-officedocument"
DOCX, XLSX = f"{OFFICE}.wordprocessingml.document", f"{OFFICE}.spreadsheetml.sheet"
ODT, ODS = "application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.spreadsheet"
TEXT, CSV = "text/plain", "text/csv"
ENDINGS = {
    "pdf": PDF,
    "png": PNG,
    "jpg": JPEG,
    "jpeg": JPEG,
    "heic": HEIC,
    "webp": WEBP,
    "docx": DOCX,
    "xlsx": XLSX,
    "odt": ODT,
    "ods": ODS,
    "txt": TEXT,
    "csv": CSV,
}
ACCEPT = ",".join(f".{one}" for one in ENDINGS)
TOO_HEAVY = N_("Ce fichier dépasse 20 Mo : choisissez-en un plus léger, ou numérisez-le en moins fin.")
EMPTY = N_("Ce fichier est vide.")
UNKNOWN = N_("Ce type de fichier n’est pas accepté : PDF, photo, texte, tableur ou document de bureautique.")
MISLABELLED = N_("Le nom du fichier annonce autre chose que ce qu’il contient : vérifiez que c’est le bon.")
BOMB = N_("Ce fichier se déploierait bien au-delà de sa taille : il est refusé.")
BROKEN = N_("Ce fichier est abîmé : il ne s’ouvre pas.")


class Unfit(Exception):
    """A document that is not taken: the field it stood in, and why, in words."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(field, words)
        self.field, self.words = field, words


def taken(visit: "Visit", field: str) -> dict[str, Any] | None:
    """The document of a field, kept: one sent now, or one that the form carried on. Raises Unfit."""
    sent = visit.sent.files.get(field)
    if sent is None:
        return _carried(visit, visit.sent[f"{field}.kept"])
    content = sent.file.read(HEAVIEST + 1)
    sent.file.seek(0)
    return _keep(visit, field, content, sent.filename or "")


def carried(visit: "Visit", evidence: dict[str, Any]) -> str:
    """A document as a hidden field, with a seal: nobody names a document that they did not hand in."""
    said = "|".join(str(evidence[one]) for one in ("digest", "media_type", "size", "title"))
    return f"{_seal(visit, said)}|{said}"


def _carried(visit: "Visit", text: str) -> dict[str, Any] | None:
    seal, _, said = text.partition("|")
    parts = said.split("|", 3)
    if len(parts) != 4 or seal != _seal(visit, said):
        return None
    return {"digest": parts[0], "media_type": parts[1], "size": int(parts[2]), "title": parts[3]}


def _seal(visit: "Visit", said: str) -> str:
    return visit.parts.digest(f"document {visit.visitor.person} {said}".encode())


def _keep(visit: "Visit", field: str, content: bytes, name: str) -> dict[str, Any]:
    media_type = checked(field, content, name)
    title = name.replace("\\", "/").rpartition("/")[2][:200]
    kept = visit.parts.files.keep(content, media_type, title)
    return {"digest": str(kept.digest), "media_type": kept.media_type, "size": kept.size, "title": kept.title}


def checked(field: str, content: bytes, name: str) -> str:
    """The media type of a document. Raises Unfit for one that is not taken."""
    if len(content) > HEAVIEST:
        raise Unfit(field, TOO_HEAVY)
    if not content:
        raise Unfit(field, EMPTY)
    announced = ENDINGS.get(name.rpartition(".")[2].lower())
    found = _sniffed(field, content)
    if found is None or announced is None:
        raise Unfit(field, UNKNOWN)
    if found != announced and {found, announced} != {TEXT, CSV}:
        raise Unfit(field, MISLABELLED)
    return announced


def _sniffed(field: str, content: bytes) -> str | None:
    """What a document is by its own first bytes."""
    head = content[:16]
    for start, kind in ((b"%PDF-", PDF), (b"\x89PNG\r\n\x1a\n", PNG), (b"\xff\xd8\xff", JPEG)):
        if head.startswith(start):
            return kind
    if head[4:12] in {b"ftypheic", b"ftypheix", b"ftypmif1"}:
        return HEIC
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    return _packed(field, content) if head.startswith(b"PK\x03\x04") else _text(content)


def _packed(field: str, content: bytes) -> str | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _office(field, archive)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise Unfit(field, BROKEN) from error


def _office(field: str, archive: zipfile.ZipFile) -> str | None:
    members = archive.infolist()
    unpacked, packed = sum(one.file_size for one in members), sum(one.compress_size for one in members)
    if len(members) > MEMBERS or unpacked > UNPACKED or unpacked > RATIO * max(packed, 1):
        raise Unfit(field, BOMB)
    names = {one.filename for one in members}
    if "mimetype" in names:
        with archive.open("mimetype") as stated:
            kind = stated.read(HEAD).decode("ascii", "replace").strip()
        return kind if kind in {ODT, ODS} else None
    if "[Content_Types].xml" not in names:
        return None
    return DOCX if "word/document.xml" in names else XLSX if "xl/workbook.xml" in names else None


def _text(content: bytes) -> str | None:
    """Text is what reads as text and is no page that a browser would run."""
    try:
        words = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        words = content.decode("cp1252", "replace") if not any(one < 9 for one in content) else ""
    begins = words.lstrip()[:HEAD].lower()
    risky = begins.startswith(("<!doctype", "<html", "<svg", "<?xml", "<script")) or "<script" in begins
    return None if not words or "\x00" in words or risky else TEXT
