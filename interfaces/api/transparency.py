"""The log as others verify it: the checkpoint and tiles for standard tooling, proofs as JSON."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from fastapi import FastAPI, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from application.transparency import NoSuchLeaf
from interfaces.api import problems
from interfaces.api.commands import PREFIX
from interfaces.api.reading import LARGEST_POSITION, Question, register_form
from interfaces.api.schemas import UUID
from interfaces.parts import Parts

TILE = 256
TILE_PATH = r"(?:x[0-9]{3}/){0,5}[0-9]{3}(?:\.p/[1-9][0-9]{0,2})?"
LEVEL = "[1-9]?[0-9]"
FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}
TEXT: Mapping[str, Any] = {"text/plain; charset=utf-8": {"schema": {"type": "string"}}}
BINARY: Mapping[str, Any] = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
PROBLEMS: dict[int | str, dict[str, Any]] = {404: {}, 409: {}, 422: {}, 503: {}}

register_form("tile", TILE_PATH)
register_form("level", LEVEL)


class CheckpointAnswer(BaseModel):
    """What the log says of itself at one size."""

    origin: str
    size: int
    root: str = Field(description="SHA-256, in base64")
    signed_at: datetime
    published: bool = Field(description="Whether so many witnesses cosigned it as the policy asks for")
    witnesses: list[str] = Field(description="Whoever cosigned it")
    note: str = Field(description="The signed note, byte for byte (c2sp.org/tlog-checkpoint)")


class KeyAnswer(BaseModel):
    """A key the log signs with, or once signed with."""

    key: str = Field(description="name+id+key (c2sp.org/signed-note)")
    since: datetime | None
    until: datetime | None


class InclusionAnswer(BaseModel):
    """That an event stands in the log (RFC 6962, 2.1.1)."""

    position: int
    index: int = Field(description="The leaf: position - 1")
    size: int
    leaf: str = Field(description="The leaf's data: canonical JSON of position, recorded_at and body")
    leaf_hash: str
    root: str
    hashes: list[str] = Field(description="From the leaf up, each SHA-256 in base64")
    checkpoint: str | None = Field(description="The signed note that states the root, where one was signed")


class ConsistencyAnswer(BaseModel):
    """That the log only grew (RFC 6962, 2.1.2)."""

    old_size: int
    old_root: str
    size: int
    root: str
    hashes: list[str]


class HeadAnswer(BaseModel):
    """How many events a framework has: numbered from 1 without gaps, so that a feed can be proved complete."""

    framework: str | None
    head: int
    size: int
    index: int
    count: int = Field(description="How many frameworks there are, the installation's own events counted as one")
    leaf: str
    root: str = Field(description="As the line `framework-heads` of the checkpoint states it")
    hashes: list[str]
    checkpoint: str | None


Size = Annotated[int | None, Field(ge=0, le=LARGEST_POSITION)]


class OfSize(Question):
    """Which tree."""

    size: Size = Field(None, description="How many events it has; by default the newest published one")


class OfPosition(OfSize):
    """Which event, by its position."""

    position: int = Field(ge=1, le=LARGEST_POSITION, description="Its position in the log")


class OfEvent(OfSize):
    """Which event, by its identifier."""

    event: str = Field(pattern=f"^{UUID}$", description="Its identifier")


class Between(Question):
    """Which two trees."""

    old_size: int = Field(ge=1, le=LARGEST_POSITION, description="How many events the smaller one has")
    size: Size = Field(None, description="How many the larger one has; by default the newest published one")


class OfFramework(OfSize):
    """Which framework."""

    framework: str | None = Field(None, max_length=100, description="None: the installation's own events")


def add_transparency(app: FastAPI, parts: Parts) -> None:
    """Everything an auditor's tools ask for."""
    _add_tiles(app, parts)
    _add_checkpoints(app, parts)
    _add_proofs(app, parts)


def _add_tiles(app: FastAPI, parts: Parts) -> None:
    @app.get(
        "/checkpoint",
        tags=["audit"],
        operation_id="audit.note",
        responses={200: {"content": dict(TEXT)}, 404: {}, 503: {}},
        response_class=Response,
        summary="Fetch the newest published checkpoint, as a signed note.",
        description="Signed by the log and cosigned by witnesses: c2sp.org/tlog-checkpoint.",
    )
    def note() -> Response:
        headers = {"Cache-Control": "no-cache"}
        return Response(parts.transparency.note().encode(), media_type="text/plain; charset=utf-8", headers=headers)

    @app.get(
        "/tile/entries/{index:tile}",
        tags=["audit"],
        operation_id="audit.entries",
        responses={200: {"content": dict(BINARY)}, 404: {}, 503: {}},
        response_class=Response,
        summary="Fetch up to 256 leaves of the log.",
        description="Each behind its length in two bytes: c2sp.org/tlog-tiles. They disclose no content of events.",
    )
    def entries(request: Request, index: str) -> Response:
        place = read_index(index)
        return _no_tile(request) if place is None else _tile(parts.transparency.entries(*place))

    @app.get(
        "/tile/{level:level}/{index:tile}",
        tags=["audit"],
        operation_id="audit.tile",
        responses={200: {"content": dict(BINARY)}, 404: {}, 503: {}},
        response_class=Response,
        summary="Fetch up to 256 hashes of the tree.",
        description="As c2sp.org/tlog-tiles lays them out: `/tile/0/x001/234`, `/tile/1/000.p/17`.",
    )
    def tile(request: Request, level: str, index: str) -> Response:
        place = read_index(index)
        return _no_tile(request) if place is None else _tile(parts.transparency.tile(int(level), *place))

    del note, entries, tile


def read_index(text: str) -> tuple[int, int] | None:
    """Number and width of a tile, from the end of its address; None where no tile is written so."""
    number, _, width = text.partition(".p/")
    digits = number.replace("x", "").replace("/", "")
    is_short = len(digits) == 3 or not digits.startswith("000")
    how_wide = int(width or TILE)
    return (int(digits), how_wide) if is_short and how_wide < TILE + (not width) else None


def written_index(number: int, width: int = TILE) -> str:
    """The end of a tile's address."""
    digits = f"{number:03}"
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    *above, last = (digits[start : start + 3] for start in range(0, len(digits), 3))
    return "".join(f"x{part}/" for part in above) + last + ("" if width == TILE else f".p/{width}")


def _tile(content: bytes) -> Response:
    return Response(content, media_type="application/octet-stream", headers=FOREVER)


def _no_tile(request: Request) -> Response:
    return problems.problem(request, 404, "no-such-place")


def _add_checkpoints(app: FastAPI, parts: Parts) -> None:
    @app.get(
        f"{PREFIX}/checkpoint",
        response_model=CheckpointAnswer,
        responses=PROBLEMS,
        tags=["audit"],
        operation_id="audit.checkpoint",
        summary="Show the newest published checkpoint, or the one of a size.",
    )
    def checkpoint(query: Annotated[OfSize, Query()]) -> Any:
        return parts.encoder.plain(parts.transparency.checkpoint(query.size))

    @app.get(
        f"{PREFIX}/checkpoint/keys",
        response_model=list[KeyAnswer],
        responses={503: {}},
        tags=["audit"],
        operation_id="audit.keys",
        summary="List the keys the log signs with, and those it once signed with.",
    )
    def keys() -> Any:
        return parts.encoder.plain(list(parts.transparency.keys()))

    del checkpoint, keys


def _add_proofs(app: FastAPI, parts: Parts) -> None:
    @app.get(
        f"{PREFIX}/proofs/inclusion",
        response_model=InclusionAnswer,
        responses=PROBLEMS,
        tags=["audit"],
        operation_id="audit.inclusion",
        summary="Prove that an event stands in the log.",
    )
    def inclusion(query: Annotated[OfPosition, Query()]) -> Any:
        return parts.encoder.plain(parts.transparency.inclusion(query.position, query.size))

    @app.get(
        f"{PREFIX}/proofs/event",
        response_model=InclusionAnswer,
        responses=PROBLEMS,
        tags=["audit"],
        operation_id="audit.event",
        summary="Prove that an event, known by its identifier, stands in the log.",
    )
    def event(query: Annotated[OfEvent, Query()]) -> Any:
        return parts.encoder.plain(parts.transparency.inclusion(position_of(parts, query.event), query.size))

    @app.get(
        f"{PREFIX}/proofs/consistency",
        response_model=ConsistencyAnswer,
        responses=PROBLEMS,
        tags=["audit"],
        operation_id="audit.consistency",
        summary="Prove that the log only grew from one size to another.",
    )
    def consistency(query: Annotated[Between, Query()]) -> Any:
        return parts.encoder.plain(parts.transparency.consistency(query.old_size, query.size))

    @app.get(
        f"{PREFIX}/proofs/framework",
        response_model=HeadAnswer,
        responses=PROBLEMS,
        tags=["audit"],
        operation_id="audit.framework",
        summary="Prove how many events a framework has.",
    )
    def framework(query: Annotated[OfFramework, Query()]) -> Any:
        return parts.encoder.plain(parts.transparency.head(query.framework, query.size))

    del inclusion, event, consistency, framework


def position_of(parts: Parts, event: str) -> int:
    """Where an event stands, by its identifier. Raises NoSuchLeaf."""
    parts.settle()
    page = parts.reading.page("audit_trail", {"event": event}, limit=1, today=parts.clock.now().date())
    if not page.items:
        raise NoSuchLeaf(event)
    return int(str(page.items[0]["position"]))
