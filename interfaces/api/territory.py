"""What can be asked of a framework as a territory: what its grants lack, how its indicators stand, how far it is."""

from typing import Annotated, Any

from fastapi import FastAPI, Query, Request
from pydantic import BaseModel, Field

from application.facts import Unknown
from application.grant_checks import GrantChecks
from interfaces.api import problems
from interfaces.api.commands import PREFIX
from interfaces.api.reading import Question
from interfaces.api.schemas import Day
from interfaces.parts import Parts
from interfaces.telling.irregularities import checked_as_json


class OnDay(Question):
    """The day on which grants are judged."""

    today: Day = None


class GrantChecksAnswer(BaseModel):
    """What the grants of a framework lack, by rule and agreement; nothing was recorded."""

    framework: str
    today: str
    checked: int
    unclear: int
    noticed: int
    regularised: int
    breaches: list[dict[str, Any]]
    doubtful: list[dict[str, Any]] = Field(
        description="Breaches if the beneficiaries of which nobody said what they are in law are associations"
    )


def add_territory(app: FastAPI, parts: Parts) -> None:
    """Everything that is asked of a framework as a territory."""
    _add_grant_checks(app, parts)


def _add_grant_checks(app: FastAPI, parts: Parts) -> None:
    @app.get(
        f"{PREFIX}/frameworks/{{id:framework}}/grant-checks",
        response_model=GrantChecksAnswer,
        responses={404: {}, 422: {}, 503: {}},
        tags=["frameworks"],
        operation_id="framework.grant-checks",
        summary="Check all grants of a framework together, and record nothing.",
        description="Written agreement, file, aid scheme and ceilings, auditor, surplus: each rule with its article.",
    )
    def grant_checks(
        request: Request,
        id: str,  # noqa: A002 — the name in the address
        query: Annotated[OnDay, Query()],
    ) -> Any:
        parts.settle()
        day = query.today or parts.clock.now().date()
        try:
            return checked_as_json(GrantChecks(parts.execute, parts.reading).look(id, day))
        except Unknown as refusal:
            return problems.refused(request, refusal)

    del grant_checks
