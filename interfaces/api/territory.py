"""What can be asked of a framework as a territory: what its grants lack, how its indicators stand, how far it is."""

from typing import Annotated, Any

from fastapi import FastAPI, Query, Request
from pydantic import BaseModel, Field

from application.facts import Unknown
from application.grant_checks import GrantChecks
from application.nouns import Noun
from application.scoreboards import Drawing, NoScoreboard, TerritoryUnclear
from application.strategies import measured
from interfaces.api import problems
from interfaces.api.commands import PREFIX
from interfaces.api.reading import Question
from interfaces.api.schemas import Day
from interfaces.parts import Parts
from interfaces.telling import scoreboard as scoreboard_in_words
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


class OfYear(Question):
    """Which year, and beside which territory."""

    year: int | None = Field(None, ge=1, le=9999, description="The year; the last one observed by default")
    against: str | None = Field(
        None, min_length=1, max_length=300, description="Another territory: its name, or its standing evaluation"
    )


class ScoreboardAnswer(BaseModel):
    """A board for each territory observed. A withheld figure has no value, and `hidden` says why."""

    subject: str
    year: int | None
    position: int
    boards: list[dict[str, Any]]


class ProgressAnswer(BaseModel):
    """How far a joint strategy has come, by axis, objective and commitment; shares are from 0 to 1."""

    id: str
    title: str
    stage: str | None
    today: str
    position: int
    progress: dict[str, Any]


def add_territory(app: FastAPI, parts: Parts) -> None:
    """Everything that is asked of a framework as a territory."""
    _add_grant_checks(app, parts)
    for kind in ("framework", "evaluation"):
        _add_scoreboard(app, parts, parts.nouns[kind])
    _add_progress(app, parts)


def _add_progress(app: FastAPI, parts: Parts) -> None:
    @app.get(
        f"{PREFIX}/strategies/{{id:strategy}}/progress",
        response_model=ProgressAnswer,
        responses={404: {}, 422: {}, 503: {}},
        tags=["strategies"],
        operation_id="strategy.progress",
        summary="Show how far a joint strategy has come.",
        description="By axis, objective and commitment: the share reached, from 0 to 1, with the owners of each.",
    )
    def progress(
        request: Request,
        id: str,  # noqa: A002 — the name in the address
        query: Annotated[OnDay, Query()],
    ) -> Any:
        try:
            found = measured(parts.replay, id, query.today or parts.clock.now().date())
        except Unknown as refusal:
            return problems.refused(request, refusal)
        return parts.encoder.plain(found)

    del progress


def _add_scoreboard(app: FastAPI, parts: Parts, noun: Noun) -> None:
    @app.get(
        f"{PREFIX}/{noun.plural}/{{id:{noun.kind}}}/scoreboard",
        response_model=ScoreboardAnswer,
        responses={404: {}, 409: {}, 422: {}, 503: {}},
        tags=[noun.plural],
        operation_id=f"{noun.kind}.scoreboard",
        summary=f"Show the yearly scoreboard of a {noun.kind}: figures, changes, targets.",
        description="A figure below its threshold is withheld, and so is any with which a sum would give it away.",
    )
    def board(
        request: Request,
        id: str,  # noqa: A002 — the name in the address
        query: Annotated[OfYear, Query()],
    ) -> Any:
        parts.settle()
        drawing = Drawing(parts.reading, parts.replay, parts.clock.now().date())
        try:
            return scoreboard_in_words.as_json(drawing.of(id, query.year, query.against), parts.encoder)
        except Unknown as refusal:
            return problems.refused(request, refusal, status=404)
        except (NoScoreboard, TerritoryUnclear) as refusal:
            return problems.refused(request, refusal, status=409)

    del board


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
