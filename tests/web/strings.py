"""Every string of templates and of the web's Python, as extractors find them."""

from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import extract_python
from jinja2.ext import babel_extract

WEB = Path(__file__).parents[2] / "interfaces" / "web"
KEYWORDS = {"_": None, "N_": None, "say": None, "ngettext": (1, 2), "say_many": (1, 2), "gettext": None}
EXTENSIONS = {"extensions": "jinja2.ext.do,jinja2.ext.loopcontrols", "trimmed": "false"}


def strings() -> Iterator[tuple[str, str]]:
    """Where a string stands, and the string; of a plural the singular."""
    for file in sorted([*WEB.rglob("*.py"), *(WEB / "templates").rglob("*.html")]):
        with file.open("rb") as opened:
            if file.suffix == ".py":
                found = extract_python(opened, list(KEYWORDS), (), {})
            else:
                found = babel_extract(opened, list(KEYWORDS), (), dict(EXTENSIONS, silent="false"))
            for line, _, message, _ in found:
                several = (message,) if isinstance(message, str) else message or ()
                text = next((one for one in several if isinstance(one, str)), "")
                if text:
                    yield f"{file.relative_to(WEB)}:{line}", text
