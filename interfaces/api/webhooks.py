"""Webhooks over HTTP: made, changed, tried, sent again and looked at by administrators and integrators."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import FastAPI, Query, Request
from fastapi.responses import JSONResponse, Response
from pydantic import AfterValidator, BaseModel, BeforeValidator, Field

from application.facts import Facts
from application.webhook_offices import Tended, tended
from application.webhooks import Filter, Subscription
from interfaces.api.commands import PREFIX, Unfit, caller_of
from interfaces.api.reading import LARGEST_POSITION, Question
from interfaces.api.schemas import Strict
from interfaces.parts import Parts

PROBLEMS: dict[int | str, dict[str, Any]] = {code: {} for code in (401, 403, 404, 409, 422, 503)}
WRITING: dict[int | str, dict[str, Any]] = {**PROBLEMS, 400: {}, 413: {}}
SECURITY: dict[str, Any] = {"security": [{"Actor": []}]}
LONGEST_OVERLAP = 24 * 366


def _written(text: str) -> str:
    if "\x00" in text:
        raise ValueError("a text holds no null character")
    return text


def _whole(number: Any) -> Any:
    """In JSON, 5.0 is a whole number."""
    return int(number) if isinstance(number, float) and number.is_integer() else number


Position = Annotated[int, Field(ge=0, le=LARGEST_POSITION), BeforeValidator(_whole)]
Place = Annotated[int, Field(ge=1, le=LARGEST_POSITION), BeforeValidator(_whole)]
Text = Annotated[str, AfterValidator(_written)]
Names = Annotated[list[Annotated[Text, Field(min_length=1, max_length=200)]], Field(max_length=100)]


class WebhookBody(Strict):
    """Where facts are sent, and which; each list that is empty leaves everything through."""

    name: Text = Field(min_length=1, max_length=200, description="What people call it")
    url: Text = Field(min_length=1, max_length=2_000, description="HTTPS, a public address")
    types: Names = Field([], description="`agreement.signed.v1`, or `agreement.*`")
    subjects: Names = Field([], description="Streams, or kinds of stream")
    frameworks: Names = Field([], description="An integrator of one framework names it here")

    def filter(self) -> Filter:
        """The same, as the application takes it."""
        return Filter(types=tuple(self.types), subjects=tuple(self.subjects), frameworks=tuple(self.frameworks))


class NewWebhook(WebhookBody):
    """A webhook to be made."""

    after: Position | None = Field(None, description="Begin after this position; now by default")


class Overlap(Strict):
    """How long the present keys go on."""

    hours: float = Field(24.0, ge=0, le=LONGEST_OVERLAP, description="Hours for which the present keys sign too")


class From(Strict):
    """Where to go on."""

    after: Position | None = Field(None, description="After this position; where it stopped")


class Again(Strict):
    """What to send again: one, a range, or all."""

    first: Place = Field(1, description="The first position")
    last: Place | None = Field(None, description="The last one; all there are")


class Latest(Question):
    """How many."""

    limit: int = Field(100, ge=1, le=1_000, description="How many at most")


class Webhook(BaseModel):
    """A webhook. Everything up to `cursor` was looked at; what of it was not taken yet is `waiting`."""

    id: str
    name: str
    url: str
    filter: dict[str, list[str]]
    enabled: bool
    reason: str = Field(description="Why it is disabled")
    cursor: int
    failing_since: datetime | None
    created_at: datetime
    waiting: int
    parked: list[str] = Field(description="Subjects whose sequence waits for somebody to redeliver it")


class ShownKeys(BaseModel):
    """What a receiver checks signatures with. The secret is shown this once."""

    subscription: str
    secret: str
    public_key: str


class MadeWebhook(BaseModel):
    """A new webhook and its keys."""

    webhook: Webhook
    keys: ShownKeys


class Webhooks(BaseModel):
    """Those that the actor may look after."""

    items: list[Webhook]


class Redelivered(BaseModel):
    """How many will be sent again."""

    count: int


class Attempted(BaseModel):
    """One attempt. `status` is null where no answer came; no body that was sent is kept."""

    subscription: str
    position: int
    event_id: str
    subject: str
    number: int
    at: datetime
    milliseconds: float
    status: int | None
    outcome: str
    request: str
    response: str


class AttemptList(BaseModel):
    """The latest attempts, the newest first."""

    items: list[Attempted]


class Door:
    """Who asks, and what they may see and change."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts

    def tended(self, request: Request) -> Tended:
        """What the caller may look after. Raises Unfit, NotEmpowered, NotTheirMandate."""
        house, caller = self.parts.execute.house, caller_of(request)
        facts = Facts(house.streams, house.directory, house.clock.now(), tools=self.parts.tools)
        return tended(facts, caller.actor, caller.mandate)

    def one(self, request: Request, name: str) -> Subscription:
        """A webhook that they may look after. Raises UnknownSubscription too."""
        theirs, found = self.tended(request), self.parts.webhooks.one(name)
        theirs.insist(found.filter.frameworks)
        return found

    def shown(self, name: str) -> Any:
        """A webhook as JSON data."""
        return self.parts.encoder.plain(self.parts.webhooks.one(name))


def add_webhooks(app: FastAPI, parts: Parts) -> None:
    """Everything here."""
    app.add_exception_handler(Unfit, _unfit)
    door = Door(parts)
    _add_making(app, door)
    _add_changing(app, door)
    _add_working(app, door)
    _add_sending(app, door)


async def _unfit(request: Request, error: Exception) -> Response:
    del request
    assert isinstance(error, Unfit)
    return error.answer


def _kept(name: str, summary: str, *, writing: bool = True) -> Mapping[str, Any]:
    """What all operations have."""
    return {
        "tags": ["webhooks"],
        "operation_id": f"webhooks.{name}",
        "summary": summary,
        "responses": WRITING if writing else PROBLEMS,
        "openapi_extra": SECURITY,
    }


def _add_making(app: FastAPI, door: Door) -> None:
    webhooks, plain = door.parts.webhooks, door.parts.encoder.plain

    @app.get(f"{PREFIX}/webhooks", response_model=Webhooks, **_kept("list", "List webhooks.", writing=False))
    def every(request: Request) -> Any:
        theirs = door.tended(request)
        return {"items": [plain(one) for one in webhooks.all() if theirs.reaches(one.filter.frameworks)]}

    @app.post(
        f"{PREFIX}/webhooks",
        response_model=MadeWebhook,
        status_code=201,
        **_kept("create", "Have facts sent to another system; the secret is shown once."),
    )
    def create(request: Request, body: NewWebhook) -> Any:
        door.tended(request).insist(body.frameworks)
        made, keys = webhooks.create(body.name, body.url, body.filter(), body.after)
        answer = {"webhook": plain(made), "keys": plain(keys)}
        return JSONResponse(answer, 201, headers={"Location": f"{PREFIX}/webhooks/{made.id}"})

    del every, create


def _add_changing(app: FastAPI, door: Door) -> None:
    webhooks, path = door.parts.webhooks, f"{PREFIX}/webhooks/{{webhook}}"

    @app.get(path, response_model=Webhook, **_kept("show", "Show a webhook.", writing=False))
    def show(request: Request, webhook: str) -> Any:
        return door.shown(door.one(request, webhook).id)

    @app.put(path, response_model=Webhook, **_kept("change", "Give it another name, URL or filter, from now on."))
    def change(request: Request, webhook: str, body: WebhookBody) -> Any:
        door.one(request, webhook)
        door.tended(request).insist(body.frameworks)
        webhooks.change(webhook, body.name, body.url, body.filter())
        return door.shown(webhook)

    @app.delete(path, status_code=204, **_kept("delete", "Delete it, with what waits and what was logged."))
    def delete(request: Request, webhook: str) -> Response:
        door.one(request, webhook)
        webhooks.delete(webhook)
        return Response(status_code=204)

    del show, change, delete


def _add_working(app: FastAPI, door: Door) -> None:
    webhooks, path = door.parts.webhooks, f"{PREFIX}/webhooks/{{webhook}}"

    @app.post(
        f"{path}/rotate",
        response_model=ShownKeys,
        **_kept("rotate", "Make new keys, shown once; the present ones sign beside them for a while."),
    )
    def rotate(request: Request, webhook: str, body: Overlap) -> Any:
        door.one(request, webhook)
        return door.parts.encoder.plain(webhooks.rotate(webhook, timedelta(hours=body.hours)))

    @app.post(
        f"{path}/enable",
        response_model=Webhook,
        **_kept("enable", "Go on where it stopped, parked sequences included, or after a chosen position."),
    )
    def enable(request: Request, webhook: str, body: From) -> Any:
        door.one(request, webhook)
        webhooks.enable(webhook, body.after)
        return door.shown(webhook)

    @app.post(f"{path}/disable", response_model=Webhook, **_kept("disable", "Send nothing more; nothing is lost."))
    def disable(request: Request, webhook: str) -> Any:
        door.one(request, webhook)
        webhooks.disable(webhook)
        return door.shown(webhook)

    del rotate, enable, disable


def _add_sending(app: FastAPI, door: Door) -> None:
    parts, path = door.parts, f"{PREFIX}/webhooks/{{webhook}}"

    @app.post(
        f"{path}/redeliver",
        response_model=Redelivered,
        **_kept("redeliver", "Send one fact, a range or all again, under the same ids; a parked sequence goes on."),
    )
    def redeliver(request: Request, webhook: str, body: Again) -> Any:
        door.one(request, webhook)
        last = parts.log.position() if body.last is None else body.last
        return {"count": parts.webhooks.redeliver(webhook, body.first, last)}

    @app.post(
        f"{path}/test",
        response_model=Attempted,
        **_kept("test", "Send a message about nothing now, and say what came of it."),
    )
    def try_out(request: Request, webhook: str) -> Any:
        door.one(request, webhook)
        return parts.encoder.plain(parts.webhooks.test(webhook))

    @app.get(
        f"{path}/attempts",
        response_model=AttemptList,
        **_kept("attempts", "List the latest attempts: request, answer, timing.", writing=False),
    )
    def attempts(request: Request, webhook: str, query: Annotated[Latest, Query()]) -> Any:
        door.one(request, webhook)
        return {"items": parts.encoder.plain(list(parts.webhooks.attempts(webhook, query.limit)))}

    del redeliver, try_out, attempts
