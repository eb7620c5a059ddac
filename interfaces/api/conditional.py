"""Answers that need not be sent again: the same bytes have the same tag, and are not older than their last event."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from fastapi import Request
from fastapi.responses import Response


def answer(
    request: Request, content: bytes, media_type: str, modified: datetime | None, headers: Mapping[str, str]
) -> Response:
    """The content, or 304 where the caller has it."""
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    said = {"ETag": tag, **headers}
    if modified is not None:
        said["Last-Modified"] = format_datetime(modified.astimezone(UTC).replace(microsecond=0), usegmt=True)
    if _has_it(request, tag, modified):
        return Response(status_code=304, headers=said)
    return Response(content, headers={**said, "Content-Type": media_type})


def _has_it(request: Request, tag: str, modified: datetime | None) -> bool:
    """Tags decide where there are any; only without them does the time."""
    known = request.headers.get("if-none-match")
    if known is not None:
        tags = [one.strip().removeprefix("W/") for one in known.split(",")]
        return tag in tags or "*" in tags
    since = request.headers.get("if-modified-since")
    if since is None or modified is None:
        return False
    try:
        return modified.replace(microsecond=0) <= parsedate_to_datetime(since).astimezone(UTC)
    except (ValueError, TypeError):
        return False
