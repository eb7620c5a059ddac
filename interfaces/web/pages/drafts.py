"""A draft that somebody pastes or hands in as a file: text, never kept."""

from interfaces.web.visit import Visit

HEAVIEST = 300_000


def text_sent(visit: Visit) -> str:
    """The text of the form, or of the file sent with it; of what is no text, what can be read of it."""
    file = visit.sent.files.get("fichier")
    if file is None:
        return visit.sent["texte"][:HEAVIEST]
    content = file.file.read(HEAVIEST)
    file.file.seek(0)
    return content.decode("utf-8", "replace").replace("\x00", "").replace("\r\n", "\n")
