"""Templates: escaped, strict about what is missing, in one language each."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from interfaces.web import assets, charts, formats, uploads, vocabulary
from interfaces.web.language import words

FOLDER = Path(__file__).parent / "templates"


@cache
def environment(language: str) -> Environment:
    """The templates in a language."""
    made = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.install_gettext_translations(words(language), newstyle=True)  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType] — the extension adds it
    filters: Any = made.filters
    names: Any = made.globals
    filters.update({**formats.filters(language), "said": vocabulary.said(language), "tone": vocabulary.tone})
    names.update({"asset": assets.address, "language": language, "charts": charts, "accept": uploads.ACCEPT})
    return made


def render(template: str, language: str, context: Mapping[str, Any]) -> str:
    """A page as HTML."""
    return environment(language).get_template(template).render(context)
