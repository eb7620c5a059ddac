"""A drafted agreement as the commands it comes to: the draft, its credits, its schedule, what is promised in it."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from application.execute import Ask, Deed
from domain.commitment.state import Kind as CommitmentKind
from domain.decider import record
from domain.framework.state import FieldOfWork
from domain.values import Money, OrganisationId
from interfaces.api.schemas import request_model, stated
from interfaces.web.visit import Visit

Plan = Callable[[Deed], list[tuple[Ask, str, list[object]]]]
"""Decides all of it, one on the other."""


@record
class PlannedCredits:
    """What a payer means to give in a year."""

    payer: OrganisationId
    year: int
    amount: Money


@record
class PlannedCommitment:
    """What somebody promises in the agreement."""

    title: str
    owner: OrganisationId
    kind: CommitmentKind = CommitmentKind.SERVICE
    field: FieldOfWork = FieldOfWork.COORDINATION
    due: date | None = None


def planned(visit: Visit, fields: dict[str, Any]) -> Plan:
    """The commands in order, each on what the first began. Raises ValidationError."""
    money, instalments, commitments = (fields.pop(one, []) for one in ("credits", "instalments", "commitments"))
    framework = str((visit.visitor.framework or {}).get("id", ""))
    first = _ask(visit, "agreement.draft", None, fields | {"framework": framework})

    def plan(deed: Deed) -> list[tuple[Ask, str, list[object]]]:
        done = [(first, *deed.ask(first))]
        stream = done[0][1]
        asks = [_ask(visit, "agreement.forecast-credits", stream, one) for one in money]
        asks += [_ask(visit, "agreement.set-schedule", stream, {"instalments": instalments})] if instalments else []
        asks += [_ask(visit, "commitment.declare", None, _promise(one, framework, stream)) for one in commitments]
        return [*done, *((one, *deed.ask(one)) for one in asks)]

    return plan


def _promise(one: Mapping[str, Any], framework: str, stream: str) -> dict[str, Any]:
    return {
        **{name: value for name, value in one.items() if name != "owner"},
        "framework": framework,
        "owners": [{"organisation": one.get("owner", "")}],
        "origin": {"kind": "agreement", "stream": stream},
    }


def _ask(visit: Visit, command: str, stream: str | None, fields: Mapping[str, Any]) -> Ask:
    noun = visit.parts.nouns[command.partition(".")[0]]
    kind = noun.command(command.partition(".")[2])
    if kind is None:
        raise KeyError(command)
    typed = stated(request_model(noun, kind).model_validate_json(json.dumps(dict(fields))))
    return Ask(noun=noun, command=kind, stream=stream, fields=typed)
