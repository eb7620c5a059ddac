"""Atom (RFC 4287), its archives by RFC 5005: complete documents that name the one before."""

from typing import Any

from feedgen.feed import FeedGenerator  # pyright: ignore[reportMissingTypeStubs] — it ships no types

from application.syndication import Document, Told

HISTORY = "http://purl.org/syndication/history/1.0"
MEDIA_TYPE = "application/atom+xml"


class Archive:
    """Marks a document of the archive."""

    def extend_ns(self) -> dict[str, str]:
        """The namespace of RFC 5005."""
        return {"fh": HISTORY}

    def extend_atom(self, feed: Any) -> Any:
        """The mark."""
        feed.append(feed.makeelement(f"{{{HISTORY}}}archive"))
        return feed


def write(document: Document) -> bytes:
    """The document as Atom."""
    feed: Any = FeedGenerator()
    feed.id(document.id)
    feed.title(document.title)
    feed.author({"name": document.author})
    feed.language(document.language)
    feed.updated(document.updated)
    feed.generator("Palabre")
    for rel, address in _links(document):
        feed.link(href=address, rel=rel, type=MEDIA_TYPE)
    feed.link(href=document.home, rel="alternate", type="text/html")
    if document.archived:
        feed.register_extension("history", Archive, None, atom=True, rss=False)
    for told in document.entries:
        _add(feed, told, document.language)
    text: bytes = feed.atom_str(pretty=True)
    return text


def _links(document: Document) -> list[tuple[str, str]]:
    links = [("self", document.address), ("current", document.current)]
    if document.previous is not None:
        links.append(("prev-archive", document.previous))
    return links


def _add(feed: Any, told: Told, language: str) -> None:
    entry = feed.add_entry(order="append")
    entry.id(told.id)
    entry.title(told.title)
    entry.summary(told.text)
    entry.updated(told.at)
    entry.published(told.at)
    entry.category(term=told.type)
    entry.link(href=told.link, rel="alternate", type="application/json", hreflang=language)
