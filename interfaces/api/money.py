"""The money of frameworks and agreements over HTTP, on any day."""

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import FastAPI, Query, Request, Response
from pydantic import BaseModel, Field

from application.facts import Unknown
from interfaces.api import problems
from interfaces.api.commands import PREFIX
from interfaces.api.reading import Question
from interfaces.api.schemas import Day
from interfaces.parts import Parts
from interfaces.telling import money as telling
from interfaces.telling.names import names_of


class OnDay(Question):
    """Which day is asked about."""

    at: Day = Field(None, description="What had taken effect by this day; today by default")


class OnDayBy(OnDay):
    """Which day is asked about, and how fine."""

    by: Literal["payer", "agreement"] = Field("payer", description="`agreement` adds the sums of each agreement")


class MoneyAnswer(BaseModel):
    """The table: amounts are decimal texts, one a stage, and `net` what was paid and has not come back.

    `lines` are told apart by payer and year; the other parts add the same money up in other ways, `totals` in all,
    one row a currency. `adds_up` says that every way comes to the same.
    """

    framework: str
    agreement: str | None
    at: date
    position: int
    adds_up: bool
    lines: list[dict[str, Any]]
    by_payer: list[dict[str, Any]]
    by_year: list[dict[str, Any]]
    by_agreement: list[dict[str, Any]]
    totals: list[dict[str, Any]]
    instalments: list[dict[str, Any]] = Field(description="Of one agreement: where each stands, and why, in words")


def add_money(app: FastAPI, parts: Parts) -> None:
    """The money of a framework, and of an agreement."""

    @app.get(
        f"{PREFIX}/frameworks/{{id:framework}}/money",
        response_model=MoneyAnswer,
        responses={404: {}, 422: {}, 503: {}},
        tags=["frameworks"],
        operation_id="framework.money",
        summary="Show the money of a framework on a day, per payer and budget year, at every stage.",
    )
    def of_framework(
        request: Request,
        response: Response,
        id: str,  # noqa: A002 — the name in the address
        query: Annotated[OnDayBy, Query()],
    ) -> Any:
        if parts.log.version(id) == 0:
            return problems.refused(request, Unknown(id))
        on = query.at or parts.clock.now().date()
        return _answer(parts, response, telling.of_framework(parts, id, on, by_agreement=query.by == "agreement"))

    @app.get(
        f"{PREFIX}/agreements/{{id:agreement}}/money",
        response_model=MoneyAnswer,
        responses={404: {}, 422: {}, 503: {}},
        tags=["agreements"],
        operation_id="agreement.money",
        summary="Show the money of an agreement on a day, with its instalments and what closed ones wait for.",
    )
    def of_agreement(
        request: Request,
        response: Response,
        id: str,  # noqa: A002 — the name in the address
        query: Annotated[OnDay, Query()],
    ) -> Any:
        if parts.log.version(id) == 0:
            return problems.refused(request, Unknown(id))
        return _answer(parts, response, telling.of_agreement(parts, id, query.at or parts.clock.now().date()))

    del of_framework, of_agreement


def _answer(parts: Parts, response: Response, told: telling.Told) -> dict[str, Any]:
    response.headers["Palabre-Position"] = str(told.table.position)
    return telling.as_json(told, names_of(parts))
