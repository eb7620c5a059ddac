"""E-mails in the reader's language: the same words as text and as HTML, each with what can be done about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from application.mail import Message
from interfaces.web.rendering import render


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a letter says: paragraphs, then what may be opened (words, address), then what goes below."""

    subject: str
    paragraphs: Sequence[str]
    doors: Sequence[tuple[str, str]] = ()
    foot: Sequence[str] = ()
    way_out: str = ""
    """The address by which such letters end."""
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


def message(written: Written, to: str, name: str, language: str) -> Message:
    """The e-mail."""
    html = render("mail/letter.html", language, {"letter": written})
    return Message(to=to, subject=written.subject, text=_text(written), html=html, name=name, headers=written.headers)


def _text(written: Written) -> str:
    doors = [f"{words}\n{address}" for words, address in written.doors]
    below = ["-- ", *written.foot, *([written.way_out] if written.way_out else [])]
    return "\n\n".join([*written.paragraphs, *doors, "\n".join(below)]) + "\n"
