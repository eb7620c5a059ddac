"""Webhooks over HTTP: made, changed, tried, sent again and looked at by administrators and integrators."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any

from fastapi import FastAPI, Query, Request
from fastapi.responses import JSONResponse, Response

from application.facts import Facts
from application.webhook_offices import Tended, tended
from application.webhooks import Subscription
from interfaces.api.commands import PREFIX, Unfit, caller_of
from interfaces.api.webhook_forms import (
    Again,
    Attempted,
    AttemptList,
    From,
    Latest,
    MadeWebhook,
    NewWebhook,
    Overlap,
    Redelivered,
    ShownKeys,
    Webhook,
    WebhookBody,
    Webhooks,
)
from interfaces.parts import Parts

PROBLEMS: dict[int | str, dict[str, Any]] = {code: {} for code in (401, 403, 404, 409, 422, 503)}
WRITING: dict[int | str, dict[str, Any]] = {**PROBLEMS, 400: {}, 413: {}}
SECURITY: dict[str, Any] = {"security": [{"Actor": []}]}


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
