"""Keys of programs over HTTP: issued, listed and revoked by those whose mandate allows it."""

from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import Body, FastAPI, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from application.api_keys import Wish
from domain.decider import Refusal
from interfaces.api import problems
from interfaces.api.commands import PREFIX, Unfit, caller_of
from interfaces.parts import Parts
from interfaces.telling.keys import LONGEST_DAYS, calendar_address, is_administrator, listed

FRAMEWORK, PERSON, KEY = (f"^{kind}-[0-9a-f-]{{36}}$" for kind in ("framework", "person", "key"))


class KeyWish(BaseModel):
    """What a key is to open. Without bounds it shows everything."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(max_length=200, description="The program that will use it; kept beside the log, not in it")
    days: int = Field(365, ge=1, le=LONGEST_DAYS, description="How many days it lasts")
    frameworks: list[Annotated[str, Field(pattern=FRAMEWORK)]] = Field(
        [], max_length=100, description="Only events of these frameworks"
    )
    types: list[Annotated[str, Field(max_length=100)]] = Field(
        [], max_length=100, description="Only these events: `agreement.signed`, or `agreement.*`"
    )
    calendar_of: str | None = Field(
        None, pattern=PERSON, description="It opens this person's calendar and nothing else: theirs alone to give"
    )
    may_act: bool = Field(False, description="Whether it carries out commands, as its holder")  # noqa: FBT003 — a default


class ListedKey(BaseModel):
    """A key as it is listed."""

    id: str
    name: str
    holder: str = Field(description="Who was issued it: a program reads and acts as them")
    frameworks: list[str]
    types: list[str]
    calendar_of: str | None
    may_act: bool
    issued_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    last_used_at: datetime | None = Field(description="True to a minute")


class NewKey(ListedKey):
    """A key that was just issued."""

    secret: str = Field(description="Shown here once, and kept nowhere: only its digest is")
    calendar: str | None = Field(description="The address to subscribe to, for the key of a calendar")


class KeyList(BaseModel):
    """The caller's own keys; every key, for an administrator."""

    keys: list[ListedKey]


def add_keys(app: FastAPI, parts: Parts) -> None:
    """Issue, list, revoke."""

    @app.post(
        f"{PREFIX}/keys/issue",
        status_code=201,
        response_model=NewKey,
        responses={code: {} for code in (400, 401, 403, 404, 409, 413, 415, 422, 429, 503)},
        tags=["keys"],
        operation_id="keys.issue",
        summary="Issue a key to a program; its secret is shown once.",
        description="Open to: administrator, integrator; and to whoever the calendar belongs to. Recorded, without"
        " secret and name, as `key.issued`. Asked twice, it issues two keys: revoke the one whose answer was lost.",
    )
    def issue(request: Request, wish: Annotated[KeyWish, Body()]) -> Any:
        try:
            caller = caller_of(request)
            key, secret = parts.keys.issue(wished(wish, parts.clock.now()), caller)
        except Unfit as unfit:
            return unfit.answer
        except Refusal as refusal:
            return problems.refused(request, refusal)
        shown = {**listed(parts, key), "secret": secret, "calendar": calendar_address(parts, key, secret)}
        return JSONResponse(shown, 201, headers={"Location": f"{PREFIX}/keys/{key.id}", "Cache-Control": "no-store"})

    @app.post(
        f"{PREFIX}/keys/{{id:key}}/revoke",
        status_code=204,
        responses={code: {} for code in (401, 403, 404, 409, 429, 503)},
        tags=["keys"],
        operation_id="keys.revoke",
        summary="Let nobody in by this key any more.",
        description="Open to: administrator; and to its holder. Other processes notice within a second.",
    )
    def revoke(request: Request, id: str) -> Response:  # noqa: A002 — the name in the address
        try:
            parts.keys.revoke(id, caller_of(request))
        except Unfit as unfit:
            return unfit.answer
        except Refusal as refusal:
            return problems.refused(request, refusal)
        return Response(status_code=204)

    @app.get(
        f"{PREFIX}/keys",
        response_model=KeyList,
        responses={code: {} for code in (401, 429, 503)},
        tags=["keys"],
        operation_id="keys.list",
        summary="List keys: what each opens, until when, when it was last used.",
    )
    def keys(request: Request) -> Any:
        try:
            actor = caller_of(request).actor
        except Unfit as unfit:
            return unfit.answer
        sees_all = is_administrator(parts, actor)
        return {"keys": [listed(parts, one) for one in parts.keys.all() if sees_all or one.holder == actor]}

    del issue, revoke, keys


def wished(wish: KeyWish, now: datetime) -> Wish:
    """The same, as the use case takes it."""
    return Wish(
        name=wish.name,
        expires_at=now + timedelta(days=wish.days),
        frameworks=frozenset(wish.frameworks),
        types=frozenset(wish.types),
        calendar_of=wish.calendar_of,
        may_act=wish.may_act,
    )
