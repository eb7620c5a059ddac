"""Payments in over HTTP: lines from a finance system, decisions on those that wait, and the reconciliation."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Annotated, Any, cast

from fastapi import FastAPI, Query, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from application.choosing import FrameworkMissing, SeveralFrameworks
from application.execute import Caller, ChangedSince, Done
from application.facts import Unknown
from application.grants.rows import Party
from application.paying.deciding import Choice, Deciding
from application.paying.importing import Asked, TakingIn
from application.paying.reconciling import reconcile
from application.paying.rows import PaymentFile, PaymentRow
from domain.decider import Refusal
from domain.payment import PaymentKind
from domain.values import AgreementId, Digest, FrameworkId, MandateId, Money, OrganisationId
from interfaces.api import body as request_body
from interfaces.api import problems
from interfaces.api.commands import MANDATE, PERSON, PREFIX
from interfaces.api.reading import Question
from interfaces.api.schemas import UUID
from interfaces.parts import Parts
from interfaces.telling import paying as telling

MOST_LINES = 5_000
AMOUNT = r"^([1-9][0-9]{0,8}(\.[0-9]{1,2})?|0\.(0[1-9]|[1-9][0-9]?))$"
_AGREEMENT = f"^agreement-{UUID}$"
_ORGANISATION = f"^organisation-{UUID}$"
_FRAMEWORK = f"^framework-{UUID}$"


class Strict(BaseModel):
    """An unknown field is refused, not passed over."""

    model_config = ConfigDict(extra="forbid")


class ThirdParty(Strict):
    """Who was paid, or paid back, as the accounts know them: a number, a name, or both."""

    name: str = Field(default="", max_length=300)
    siret: str = Field(default="", pattern="^([0-9]{14})?$")
    siren: str = Field(default="", pattern="^([0-9]{9})?$")
    rna: str = Field(default="", pattern="^(W[0-9]{9})?$")


class Line(Strict):
    """A line of accounts. `kind` says which way the money went; the amount is above zero."""

    third_party: ThirdParty = ThirdParty()
    kind: PaymentKind = PaymentKind.PAYMENT
    year: int | None = Field(None, ge=1990, le=2100, description="The budget year; that of the day by default")
    commitment: str = Field("", max_length=100)
    order: str = Field("", max_length=100)
    recovery: str = Field("", max_length=100)
    amount: str = Field(pattern=AMOUNT, description="A decimal text, above zero")
    currency: str = Field("EUR", pattern="^[A-Z]{3}$")
    on: date = Field(description="The day that the accounts state")
    label: str = Field("", max_length=500)


class Lines(Strict):
    """Lines of one payer's accounts."""

    framework: str | None = Field(None, pattern=_FRAMEWORK, description="Needed where there are several")
    payer: str = Field(pattern=_ORGANISATION, description="Whose accounts")
    name: str = Field("API", max_length=200, description="What the statement is called")
    payments: list[Line] = Field(min_length=1, max_length=MOST_LINES)


class Decision(Strict):
    """Where a waiting payment belongs; without an agreement: to none that is kept here."""

    agreement: str | None = Field(None, pattern=_AGREEMENT)
    instalment: int | None = Field(None, ge=1, le=10_000)
    entered: bool = Field(default=False, description="The agreement holds it already: nothing is entered again")
    reasons: str = Field(min_length=1, max_length=2_000)


class Reasons(Strict):
    """Why, in words."""

    reasons: str = Field(min_length=1, max_length=2_000)


class TakenInAnswer(BaseModel):
    """What came of every line; `recorded`, `unchanged`, `corrected`, `queued` and `quarantined` add up to `rows`."""

    rows: int
    recorded: int
    unchanged: int
    corrected: int
    queued: int
    quarantined: int
    quarantine_file: str | None
    file_sha256: str
    matched_by: dict[str, int]
    statement: str | None
    framework: str
    resumed: bool
    views_behind: bool
    notes: list[dict[str, Any]]
    queue: list[dict[str, Any]]
    quarantine: list[dict[str, Any]]


class DecidedAnswer(BaseModel):
    """The payment, its version, and the names of what happened."""

    id: str
    version: int
    events: list[str]


class ReconciliationAnswer(BaseModel):
    """A payer's accounts beside its agreements, month by month; amounts are decimal texts."""

    framework: str
    payer: str
    months: list[dict[str, Any]]


class Asking(Question):
    """Whose accounts, and which month."""

    payer: str = Field(pattern=_ORGANISATION, description="Whose accounts")
    month: str | None = Field(None, pattern="^[0-9]{4}-(0[1-9]|1[0-2])$", description="One month; all by default")


def add_payments(app: FastAPI, parts: Parts) -> None:
    """Lines in, decisions, reconciliation."""
    _add_lines(app, parts)
    _add_decisions(app, parts)
    _add_reconciliation(app, parts)


def _schema(model: type[BaseModel]) -> dict[str, Any]:
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": _inlined(model)}}}}


def _inlined(model: type[BaseModel]) -> dict[str, Any]:
    """The schema with its parts in place."""
    shape = model.model_json_schema()
    parts: Mapping[str, Any] = shape.pop("$defs", {})

    def resolved(value: Any) -> Any:
        match value:
            case {"$ref": str(name)}:
                rest = {key: each for key, each in cast("dict[str, Any]", value).items() if key != "$ref"}
                return resolved(parts[name.rpartition("/")[2]]) | rest
            case dict():
                return {key: resolved(each) for key, each in cast("dict[str, Any]", value).items()}
            case list():
                several: list[Any] = value  # pyright: ignore[reportUnknownVariableType] — a JSON array holds anything
                return [resolved(each) for each in several]
            case _:
                return value

    found: dict[str, Any] = resolved(shape)
    return found


def _add_lines(app: FastAPI, parts: Parts) -> None:
    @app.post(
        f"{PREFIX}/payments",
        response_model=TakenInAnswer,
        responses={400: {}, 401: {}, 403: {}, 404: {}, 409: {}, 413: {}, 415: {}, 422: {}, 503: {}},
        tags=["payments"],
        operation_id="payments.take-in",
        summary="Take in lines of a payer's accounts: each finds its agreement, or waits for a person.",
        description="Sending the same lines again changes nothing, and says so.",
        openapi_extra=_schema(Lines),
    )
    async def take_in(request: Request) -> Any:
        content = await request.body()
        return await run_in_threadpool(_taken_in, request, parts, content)

    del take_in


def _taken_in(request: Request, parts: Parts, content: bytes) -> Any:
    asked = _asked(request, content, Lines)
    if not isinstance(asked, Lines):
        return asked
    caller = _caller(request)
    if not isinstance(caller, Caller):
        return caller
    lines = _file(asked)
    told = Asked(
        name=asked.name,
        framework=None if asked.framework is None else FrameworkId(asked.framework),
        payer=OrganisationId(asked.payer),
        actor=caller.actor,
    )
    try:
        if parts.log.version(asked.payer) == 0:
            return problems.refused(request, Unknown(asked.payer))
        taken = TakingIn(parts.execute, parts.known_payments, parts.settle)(lines, told)
    except (FrameworkMissing, SeveralFrameworks) as refusal:
        return problems.refused(request, refusal, status=409)
    except Refusal as refusal:
        return problems.refused(request, refusal)
    return telling.taken_in_json(lines, taken, None)


def _file(asked: Lines) -> PaymentFile:
    told = json.dumps(asked.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
    digest = hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()
    rows = tuple(_row(number, one) for number, one in enumerate(asked.payments, 1))
    return PaymentFile(digest=Digest(f"sha256:{digest}"), rows=rows, notes=(), headings={})


def _row(number: int, line: Line) -> PaymentRow:
    whom = line.third_party
    return PaymentRow(
        row=number,
        third_party=Party(name=whom.name, siret=whom.siret or None, siren=whom.siren or None, rna=whom.rna or None),
        kind=line.kind,
        year=line.on.year if line.year is None else line.year,
        commitment=line.commitment,
        order=line.order,
        recovery=line.recovery,
        amount=Money.of(line.amount, line.currency),
        on=line.on,
        label=line.label,
    )


def _asked(request: Request, content: bytes, model: type[BaseModel]) -> Any:
    """What the body says, or the answer to one that cannot be read."""
    if not request_body.is_json(request.headers.get("content-type", "")):
        return problems.problem(request, 415, "not-json", headers={"Accept": "application/json"})
    try:
        return model.model_validate(request_body.read_object(content), strict=False)
    except request_body.Unreadable as error:
        return problems.problem(request, 400, "unreadable-body", detail=str(error))
    except request_body.Ambiguous as error:
        name, words = map(str, error.args)
        return problems.wrong_fields(request, [{"field": f"body.{name}", "message": words, "kind": "ambiguous"}])
    except ValidationError as error:
        return problems.wrong_fields(request, _complaints(error))


def _complaints(error: ValidationError) -> Sequence[Mapping[str, str]]:
    return [
        {
            "field": ".".join(("body", *map(str, one["loc"])))[:300],
            "message": str(one["msg"]),
            "kind": str(one["type"]),
        }
        for one in error.errors()
    ]


def _caller(request: Request) -> Any:
    """Who acts, or the answer to somebody who does not say."""
    actor, mandate = request.headers.get("palabre-actor", ""), request.headers.get("palabre-mandate")
    if not PERSON.fullmatch(actor):
        return problems.problem(request, 401, "no-actor")
    if mandate is not None and not MANDATE.fullmatch(mandate):
        fields = [{"field": "header.Palabre-Mandate", "message": "a mandate's identifier", "kind": "value_error"}]
        return problems.wrong_fields(request, fields)
    return Caller(actor=actor, mandate=None if mandate is None else MandateId(mandate))


def _add_decisions(app: FastAPI, parts: Parts) -> None:
    responses: dict[int | str, dict[str, Any]] = {code: {} for code in (400, 401, 403, 404, 409, 413, 415, 422, 503)}

    @app.post(
        f"{PREFIX}/payments/{{id:payment}}/decide",
        response_model=DecidedAnswer,
        responses=responses,
        tags=["payments"],
        operation_id="payments.decide",
        summary="Say to which agreement a waiting payment belongs, or that it belongs to none.",
        openapi_extra=_schema(Decision),
    )
    async def decide(request: Request, id: str) -> Any:  # noqa: A002 — the name in the address
        content = await request.body()
        return await run_in_threadpool(_decided, request, parts, id, content)

    @app.post(
        f"{PREFIX}/payments/{{id:payment}}/undo",
        response_model=DecidedAnswer,
        responses=responses,
        tags=["payments"],
        operation_id="payments.undo",
        summary="Take back what was decided of a payment, and what was entered for it, by further events.",
        openapi_extra=_schema(Reasons),
    )
    async def undo(request: Request, id: str) -> Any:  # noqa: A002 — the name in the address
        content = await request.body()
        return await run_in_threadpool(_undone, request, parts, id, content)

    del decide, undo


def _decided(request: Request, parts: Parts, stream: str, content: bytes) -> Any:
    asked = _asked(request, content, Decision)
    if not isinstance(asked, Decision):
        return asked
    agreement = None if asked.agreement is None else AgreementId(asked.agreement)
    choice = Choice(agreement=agreement, instalment=asked.instalment, entered=asked.entered)
    return _carried_out(
        request, parts, lambda caller: Deciding(parts.execute).decide(stream, choice, asked.reasons, caller)
    )


def _undone(request: Request, parts: Parts, stream: str, content: bytes) -> Any:
    asked = _asked(request, content, Reasons)
    if not isinstance(asked, Reasons):
        return asked
    return _carried_out(request, parts, lambda caller: Deciding(parts.execute).undo(stream, asked.reasons, caller))


def _carried_out(request: Request, parts: Parts, act: Callable[[Caller], Done]) -> Any:
    caller = _caller(request)
    if not isinstance(caller, Caller):
        return caller
    try:
        done = act(caller)
    except ChangedSince as refusal:
        return problems.refused(request, refusal, status=409)
    except Refusal as refusal:
        return problems.refused(request, refusal)
    names = [parts.encoder.event_name(type(event)) for event in done.events]
    return {"id": done.stream, "version": done.version, "events": names}


def _add_reconciliation(app: FastAPI, parts: Parts) -> None:
    @app.get(
        f"{PREFIX}/frameworks/{{id:framework}}/reconciliation",
        response_model=ReconciliationAnswer,
        responses={404: {}, 422: {}, 503: {}},
        tags=["frameworks"],
        operation_id="framework.reconciliation",
        summary="Put a payer's accounts beside its agreements, month by month: opening, movements, closing.",
    )
    def months(
        request: Request,
        id: str,  # noqa: A002 — the name in the address
        query: Annotated[Asking, Query()],
    ) -> Any:
        if parts.log.version(id) == 0:
            return problems.refused(request, Unknown(id))
        parts.settle()
        found = reconcile(parts.accounts.movements(id, query.payer), query.month)
        return {"framework": id, "payer": query.payer, "months": [telling.month_json(one) for one in found]}

    del months
