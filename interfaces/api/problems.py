"""Every refusal as a problem document (RFC 9457), with the rule in words, in French or English."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse

from application.api_keys import EventTypeUnknown, KeyNameMissing
from application.authority import NotEmpowered, NotTheirMandate
from application.execute import ChangedSince, FieldMissing
from application.facts import Unknown
from application.ports import AlreadyClaimed, KeyReused
from application.transparency import NoCheckpoint, NoSuchLeaf, NoSuchTree
from application.webhooks import UnknownSubscription
from domain.api_key import NoSuchKey
from domain.decider import Refusal
from domain.irregularity import in_words, rule_name
from interfaces.sentences import sentence

MEDIA_TYPE = "application/problem+json"
STATUS: Mapping[type[Refusal], int] = {
    Unknown: 404,
    NoCheckpoint: 404,
    NoSuchLeaf: 404,
    NoSuchTree: 404,
    UnknownSubscription: 404,
    NoSuchKey: 404,
    KeyNameMissing: 422,
    EventTypeUnknown: 422,
    NotEmpowered: 403,
    NotTheirMandate: 403,
    FieldMissing: 422,
    KeyReused: 422,
    AlreadyClaimed: 409,
    ChangedSince: 409,
}
"""Every other refusal is a 409: the rules do not allow it in this state."""


def refused(
    request: Request, refusal: Refusal, changed: Sequence[Mapping[str, Any]] = (), status: int | None = None
) -> JSONResponse:
    """The answer to a refused command."""
    return problem(
        request,
        status or STATUS.get(type(refusal), 409),
        rule_name(type(refusal)),
        detail=in_words(refusal),
        article=refusal.article,
        changed=changed,
        fields=[_missing(name) for name in refusal.args] if isinstance(refusal, FieldMissing) else (),
    )


def _missing(name: object) -> Mapping[str, str]:
    return {"field": f"body.{name}", "message": "Field required", "kind": "missing"}


def wrong_fields(request: Request, fields: Sequence[Mapping[str, str]]) -> JSONResponse:
    """The answer to fields that are wrong or missing."""
    return problem(request, 422, "invalid-fields", fields=fields)


def problem(
    request: Request,
    status: int,
    name: str,
    *,
    detail: str = "",
    article: str = "",
    fields: Sequence[Mapping[str, str]] = (),
    changed: Sequence[Mapping[str, Any]] = (),
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """A problem document; empty members are left out."""
    spoken = language(request)
    body = {
        "type": f"/problems/{name}",
        "title": sentence(name, spoken),
        "status": status,
        "detail": detail,
        "instance": request.url.path,
        "article": article,
        "fields": list(fields),
        "changed": list(changed),
    }
    kept = {key: value for key, value in body.items() if value not in ("", [])}
    said = {"Content-Language": spoken, "Vary": "Accept-Language", **(headers or {})}
    return JSONResponse(kept, status, media_type=MEDIA_TYPE, headers=said)


def language(request: Request) -> str:
    """`en` where the caller prefers it to French, else `fr`."""
    wanted = {"fr": 0.0, "en": 0.0}
    for part in request.headers.get("accept-language", "").split(","):
        tag, _, quality = part.partition(";")
        name = tag.strip().lower()[:2]
        if name in wanted:
            wanted[name] = max(wanted[name], _quality(quality))
    return "en" if wanted["en"] > wanted["fr"] else "fr"


def _quality(text: str) -> float:
    try:
        return min(float(text.strip().removeprefix("q=")), 1.0) if text.strip() else 1.0
    except ValueError:
        return 0.0
