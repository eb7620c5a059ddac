"""Static files under an address that changes with their content, so that browsers may keep them for ever."""

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

FOLDER = Path(__file__).parent / "static"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".woff2": "font/woff2",
    ".svg": "image/svg+xml",
    ".md": "text/plain; charset=utf-8",
    ".json": "application/json",
    "": "text/plain; charset=utf-8",
}
FOREVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Asset:
    """One file, as it is and compressed."""

    content: bytes
    packed: bytes
    media_type: str


@cache
def assets() -> Mapping[str, Asset]:
    """Every file by its path below `static`."""
    return {file.relative_to(FOLDER).as_posix(): _asset(file) for file in sorted(FOLDER.rglob("*")) if file.is_file()}


def _asset(file: Path) -> Asset:
    content, kind = file.read_bytes(), TYPES[file.suffix]
    return Asset(content, b"" if file.suffix == ".woff2" else gzip.compress(content, 9, mtime=0), kind)


@cache
def version() -> str:
    """Changes with any of the files, which refer to each other."""
    digest = hashlib.sha256()
    for name, asset in assets().items():
        digest.update(name.encode() + b"\0" + asset.content)
    return digest.hexdigest()[:16]


def address(name: str) -> str:
    """Where a file is served. Raises KeyError for one that there is not."""
    assets()[name]
    return f"/static/{version()}/{name}"


async def serve(request: Request) -> Response:
    """The file, compressed where the browser takes it; what is out of date is gone."""
    found = assets().get(request.path_params["name"])
    if found is None or request.path_params["version"] != version():
        return Response(status_code=404)
    packs = bool(found.packed) and "gzip" in request.headers.get("accept-encoding", "")
    headers = {"Cache-Control": FOREVER, "Vary": "Accept-Encoding"} | ({"Content-Encoding": "gzip"} if packs else {})
    return Response(found.packed if packs else found.content, media_type=found.media_type, headers=headers)
