"""A page made for paper becomes a PDF, by WeasyPrint, which needs Pango on the machine."""

from collections.abc import Mapping
from importlib import import_module

from application.documents import PdfUnavailable

NEEDED = "apt-get install -y libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core"


def pdf_of(html: str, attached: Mapping[str, bytes] | None = None) -> bytes:
    """The document as PDF/A-3b, with files attached; nothing is fetched from anywhere. Raises PdfUnavailable."""
    try:
        weasyprint = import_module("weasyprint")
    except (ImportError, OSError) as error:
        raise PdfUnavailable(f"WeasyPrint needs Pango; on Debian: {NEEDED} ({error})"[:600]) from error
    files = [
        weasyprint.Attachment(string=content, name=name, description=name, relationship="Source")
        for name, content in (attached or {}).items()
    ]
    page = weasyprint.HTML(string=html, url_fetcher=_nothing)
    made: bytes = page.write_pdf(pdf_variant="pdf/a-3b", attachments=files)
    return made


def _nothing(url: str) -> dict[str, object]:
    raise ValueError(f"the page asks for {url}: everything it shows must be in it")
