"""JSON Feed 1.1: the same documents for programs that read no XML."""

import json
from typing import Any

from application.syndication import Document, Told

VERSION = "https://jsonfeed.org/version/1.1"
MEDIA_TYPE = "application/feed+json"


def write(document: Document) -> bytes:
    """The document as JSON Feed; `next_url` goes back in time."""
    feed: dict[str, Any] = {
        "version": VERSION,
        "title": document.title,
        "home_page_url": document.home,
        "feed_url": document.address,
        "language": document.language,
        "authors": [{"name": document.author}],
        "items": [_item(told, document.language) for told in document.entries],
    }
    if document.previous is not None:
        feed["next_url"] = document.previous
    return json.dumps(feed, ensure_ascii=False, indent=1).encode() + b"\n"


def _item(told: Told, language: str) -> dict[str, Any]:
    return {
        "id": told.id,
        "url": told.link,
        "title": told.title,
        "content_text": told.text,
        "date_published": told.at.isoformat().replace("+00:00", "Z"),
        "tags": [told.type],
        "language": language,
    }
